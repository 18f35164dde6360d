//! The first lines of the summary: counts, sentiment, and how far labels can be relied on.

use crate::plain::{isolated, line};
use crate::read_by::NGRAMS;
use crate::terminal::{BOLD, DIM, GREEN, RED, Terminal};
use crate::words::say;
use crate::wrapped::wrap;
use crate::{Dashboard, Lang};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

pub(crate) fn counts(
    text: &mut String,
    dashboard: &Dashboard,
    terminal: Terminal,
) -> std::fmt::Result {
    let ledger = dashboard.ledger;
    let lang = terminal.lang;
    let head = say!(
        lang,
        "{rows} rows → {feedback} feedback → {statements} statements",
        rows = ledger.rows,
        feedback = dashboard.feedback,
        statements = dashboard.statements,
    );
    writeln!(text, "{}", terminal.paint(BOLD, &head))?;
    let mut parts = vec![format!("{} {}", lang.told("used"), ledger.used)];
    for (name, count) in [
        ("duplicate", ledger.duplicate),
        ("empty", ledger.empty),
        ("skipped", ledger.skipped),
        ("unreadable", ledger.unreadable),
    ] {
        if count > 0 {
            parts.push(format!("{} {count}", lang.told(name)));
        }
    }
    let mut told = vec![say!(lang, "ledger: {parts}", parts = parts.join(" · "))];
    if let Some(period) = &dashboard.period {
        told.push(say!(
            lang,
            "{first} to {last}",
            first = lang.day(&period.first),
            last = lang.day(&period.last),
        ));
    }
    if let Some(rating) = &dashboard.rating {
        let mean = format!("{:.2}", rating.mean.value);
        told.push(match (rating.mean.low, rating.mean.high) {
            (Some(low), Some(high)) => say!(
                lang,
                "mean rating {mean} ({low}–{high})",
                mean = mean,
                low = format!("{low:.2}"),
                high = format!("{high:.2}"),
            ),
            _ => say!(lang, "mean rating {mean}", mean = mean),
        });
    }
    let whole = told.join("   ");
    let lines = if whole.width() <= terminal.width {
        vec![whole]
    } else {
        let parts = told.iter();
        parts.flat_map(|part| wrap(part, terminal.width)).collect()
    };
    for line in lines {
        writeln!(text, "{}", terminal.paint(DIM, &line))?;
    }
    Ok(())
}

pub(crate) fn sentiment(
    text: &mut String,
    dashboard: &Dashboard,
    terminal: Terminal,
) -> std::fmt::Result {
    let sentiment = &dashboard.sentiment;
    let parts = [
        (sentiment.negative, RED, '█', "negative"),
        (sentiment.neutral, DIM, '░', "neutral"),
        (sentiment.positive, GREEN, '▓', "positive"),
    ];
    let cells = terminal.width.saturating_sub(48).clamp(10, 40);
    let mut bar = String::new();
    let (mut told, mut filled, mut sum) = (Vec::new(), 0, 0.0);
    for (part, color, block, name) in parts {
        sum += part.share.value;
        let end = (sum * cells as f64).round() as usize;
        let blocks: String = std::iter::repeat_n(block, end.saturating_sub(filled)).collect();
        filled = end.max(filled);
        bar.push_str(&terminal.paint(color, &blocks));
        let share = percent(part.share.value, terminal.lang);
        told.push(match terminal.lang {
            Lang::En => format!("{share} {name}"),
            Lang::Zh => format!("{} {share}", terminal.lang.told(name)),
        });
    }
    writeln!(text, "\n{bar}  {}", told.join(" · "))
}

/// What read how many statements; nothing where it was one.
pub(crate) fn read_by(dashboard: &Dashboard, lang: Lang) -> Option<String> {
    let told = dashboard.read_by.iter();
    let told: Vec<String> = told
        .map(|read| match read.languages.as_slice() {
            [] => say!(
                lang,
                "{n} statements by {encoder}",
                n = read.statements,
                encoder = lang.told(&read.encoder),
            ),
            some => say!(
                lang,
                "{n} statements by {encoder} ({languages})",
                n = read.statements,
                encoder = lang.told(&read.encoder),
                languages = lang.all_told(some),
            ),
        })
        .collect();
    let plain = dashboard.read_by.iter().all(|read| read.encoder != NGRAMS);
    (!plain).then(|| say!(lang, "read: {parts}", parts = told.join(" · ")))
}

/// How many labels are unsure; nothing where none is.
pub(crate) fn unsure(dashboard: &Dashboard, lang: Lang) -> Option<String> {
    let (felt, kind) = (dashboard.unsure.sentiment, dashboard.unsure.kind);
    let mut told = Vec::new();
    if felt.count > 0 {
        told.push(say!(
            lang,
            "the sentiment of {n} feedback ({share})",
            n = felt.count,
            share = percent(felt.share.value, lang),
        ));
    }
    if kind.count > 0 {
        told.push(say!(
            lang,
            "the kind of {n} statements ({share})",
            n = kind.count,
            share = percent(kind.share.value, lang),
        ));
    }
    (!told.is_empty()).then(|| say!(lang, "unsure: {parts}", parts = told.join(say!(lang, ", "))))
}

/// A line for each head of the user's own: its most frequent labels of feedback.
pub(crate) fn own_heads(dashboard: &Dashboard, lang: Lang) -> impl Iterator<Item = String> {
    const SHOWN: usize = 4;
    dashboard.heads.iter().map(move |(name, head)| {
        // Stable: of equals the first in the head's order.
        let mut labels: Vec<&String> = head.labels.iter().collect();
        let count = |label: &str| head.feedback.get(label).map_or(0, |part| part.count);
        labels.sort_by_key(|label| std::cmp::Reverse(count(label)));
        let shown = labels.iter().take(SHOWN).map(|label| {
            let share = head.feedback.get(*label).map_or(0.0, |p| p.share.value);
            format!("{} {}", percent(share, lang), isolated(line(label)))
        });
        let mut told: Vec<String> = shown.collect();
        if labels.len() > SHOWN {
            told.push(say!(lang, "{n} more labels", n = labels.len() - SHOWN));
        }
        let unsure = head.unsure.feedback;
        if unsure.count > 0 {
            let share = percent(unsure.share.value, lang);
            told.push(say!(lang, "{share} unsure", share = share));
        }
        format!("{}: {}", line(name), told.join(" · "))
    })
}

/// How many feedback say one thing and rate another; nothing where none does.
pub(crate) fn disagreements(dashboard: &Dashboard, lang: Lang) -> Option<String> {
    let found = dashboard.disagreements.as_ref()?;
    (found.feedback.count > 0).then(|| {
        say!(
            lang,
            "words against rating: {n} of {rated} rated feedback ({share}), {negative} negative rated high, {positive} positive rated low",
            n = found.feedback.count,
            rated = found.rated,
            share = percent(found.feedback.share.value, lang),
            negative = found.negative_rated_high,
            positive = found.positive_rated_low,
        )
    })
}

pub(crate) fn percent(share: f64, lang: Lang) -> String {
    lang.percent(share, 10.0, " ")
}
