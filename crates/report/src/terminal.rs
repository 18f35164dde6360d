//! The summary that a person reads in a terminal.

use crate::dashboard::Direction;
use crate::plain::line;
use crate::read_by::NGRAMS;
use crate::{Dashboard, Evidence, Report, Requirement, ThemeFacts};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How the summary is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns that a line may fill.
    pub width: usize,
    /// Whether colors are shown.
    pub colors: Colors,
    /// Requirements and themes shown of each.
    pub top: usize,
}

/// Whether colors are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// As ANSI escape codes.
    Ansi,
    /// Not at all.
    None,
}

pub(crate) const BOLD: &str = "1";
pub(crate) const DIM: &str = "2";
pub(crate) const RED: &str = "31";
pub(crate) const GREEN: &str = "32";
const YELLOW: &str = "33";

impl Terminal {
    pub(crate) fn paint(self, code: &str, text: &str) -> String {
        match self.colors {
            Colors::Ansi => format!("\x1b[{code}m{text}\x1b[0m"),
            Colors::None => text.to_owned(),
        }
    }

    /// One line, cut to what is left of the width.
    pub(crate) fn fit(self, text: &str, used: usize) -> String {
        let text = line(text);
        let room = self.width.saturating_sub(used).max(12);
        if text.width() <= room {
            return text;
        }
        let mut cut = String::new();
        let mut width = 0;
        for c in text.chars() {
            width += c.width().unwrap_or(0);
            if width >= room {
                break;
            }
            cut.push(c);
        }
        format!("{}…", cut.trim_end())
    }
}

/// The summary of a run.
pub fn summary(report: &Report, terminal: Terminal) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, report, terminal);
    text
}

fn write(text: &mut String, report: &Report, terminal: Terminal) -> std::fmt::Result {
    let dashboard = &report.dashboard;
    counts(text, dashboard, terminal)?;
    if dashboard.feedback == 0 {
        return Ok(());
    }
    sentiment(text, dashboard, terminal)?;
    let told = [
        read_by(dashboard),
        unsure(dashboard),
        disagreements(dashboard),
    ];
    for told in own_heads(dashboard).chain(told.into_iter().flatten()) {
        for part in wrap(&told, terminal.width) {
            writeln!(text, "{}", terminal.paint(DIM, &part))?;
        }
    }
    let first = report.requirements.requirements.iter().take(terminal.top);
    if first.len() > 0 {
        writeln!(text, "\n{}", terminal.paint(BOLD, "What to do first"))?;
    }
    for requirement in first {
        one_requirement(text, dashboard, requirement, terminal)?;
    }
    keep(text, report, terminal)?;
    if !dashboard.themes.is_empty() {
        writeln!(text, "\n{}", terminal.paint(BOLD, "What people talk about"))?;
    }
    for theme in dashboard.themes.iter().take(terminal.top) {
        one_theme(text, dashboard, theme, terminal)?;
    }
    let left = dashboard.themes.len().saturating_sub(terminal.top);
    let rest = format!(
        "and {left} more themes, {} small ones, {} single statements",
        dashboard.small_themes.len(),
        dashboard.single_statements.statements
    );
    writeln!(text, "  {}", terminal.paint(DIM, &terminal.fit(&rest, 2)))?;
    for note in &dashboard.notes {
        writeln!(text)?;
        for part in wrap(note, terminal.width.saturating_sub(2)) {
            writeln!(text, "  {}", terminal.paint(DIM, &part))?;
        }
    }
    Ok(())
}

/// What people praise most, in a line each: half as many as there are requirements.
fn keep(text: &mut String, report: &Report, terminal: Terminal) -> std::fmt::Result {
    let first = report
        .requirements
        .keep
        .iter()
        .take(terminal.top.div_ceil(2));
    if first.len() > 0 {
        writeln!(text, "\n{}", terminal.paint(BOLD, "What to keep"))?;
    }
    for requirement in first {
        let tail = format!("  {} feedback", requirement.feedback);
        let statement = terminal.fit(&requirement.statement, 4 + tail.width());
        writeln!(
            text,
            "  {} {}{}",
            terminal.paint(GREEN, "+"),
            terminal.paint(BOLD, &statement),
            terminal.paint(DIM, &tail)
        )?;
    }
    Ok(())
}

fn counts(text: &mut String, dashboard: &Dashboard, terminal: Terminal) -> std::fmt::Result {
    let ledger = dashboard.ledger;
    let head = format!(
        "{} rows → {} feedback → {} statements",
        ledger.rows, dashboard.feedback, dashboard.statements
    );
    writeln!(text, "{}", terminal.paint(BOLD, &head))?;
    let mut parts = vec![format!("used {}", ledger.used)];
    for (name, count) in [
        ("duplicate", ledger.duplicate),
        ("empty", ledger.empty),
        ("skipped", ledger.skipped),
        ("unreadable", ledger.unreadable),
    ] {
        if count > 0 {
            parts.push(format!("{name} {count}"));
        }
    }
    let mut told = vec![format!("ledger: {}", parts.join(" · "))];
    if let Some(period) = &dashboard.period {
        told.push(format!("{} to {}", period.first, period.last));
    }
    if let Some(rating) = &dashboard.rating {
        told.push(match (rating.mean.low, rating.mean.high) {
            (Some(low), Some(high)) => {
                format!("mean rating {:.2} ({low:.2}–{high:.2})", rating.mean.value)
            }
            _ => format!("mean rating {:.2}", rating.mean.value),
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

fn sentiment(text: &mut String, dashboard: &Dashboard, terminal: Terminal) -> std::fmt::Result {
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
        told.push(format!("{} {name}", percent(part.share.value)));
    }
    writeln!(text, "\n{bar}  {}", told.join(" · "))
}

/// What read how many statements; nothing where it was one.
fn read_by(dashboard: &Dashboard) -> Option<String> {
    let told = dashboard.read_by.iter();
    let told: Vec<String> = told
        .map(|read| match read.languages.as_slice() {
            [] => format!("{} statements by {}", read.statements, read.encoder),
            some => format!(
                "{} statements by {} ({})",
                read.statements,
                read.encoder,
                some.join(", ")
            ),
        })
        .collect();
    let plain = dashboard.read_by.iter().all(|read| read.encoder != NGRAMS);
    (!plain).then(|| format!("read: {}", told.join(" · ")))
}

/// How many labels are unsure; nothing where none is.
fn unsure(dashboard: &Dashboard) -> Option<String> {
    let parts = [
        ("sentiment", dashboard.unsure.sentiment, "feedback"),
        ("kind", dashboard.unsure.kind, "statements"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(_, part, _)| part.count > 0)
        .map(|(label, part, of)| {
            let share = percent(part.share.value);
            format!("the {label} of {} {of} ({share})", part.count)
        })
        .collect();
    (!told.is_empty()).then(|| format!("unsure: {}", told.join(", ")))
}

/// A line for each head of the user's own: its most frequent labels of feedback.
fn own_heads(dashboard: &Dashboard) -> impl Iterator<Item = String> {
    const SHOWN: usize = 4;
    dashboard.heads.iter().map(|(name, head)| {
        // Stable: of equals the first in the head's order.
        let mut labels: Vec<&String> = head.labels.iter().collect();
        let count = |label: &str| head.feedback.get(label).map_or(0, |part| part.count);
        labels.sort_by_key(|label| std::cmp::Reverse(count(label)));
        let shown = labels.iter().take(SHOWN).map(|label| {
            let share = head.feedback.get(*label).map_or(0.0, |p| p.share.value);
            format!("{} {}", percent(share), line(label))
        });
        let mut told: Vec<String> = shown.collect();
        if labels.len() > SHOWN {
            told.push(format!("{} more labels", labels.len() - SHOWN));
        }
        let unsure = head.unsure.feedback;
        if unsure.count > 0 {
            told.push(format!("{} unsure", percent(unsure.share.value)));
        }
        format!("{}: {}", line(name), told.join(" · "))
    })
}

/// How many feedback say one thing and rate another; nothing where none does.
fn disagreements(dashboard: &Dashboard) -> Option<String> {
    let found = dashboard.disagreements.as_ref()?;
    (found.feedback.count > 0).then(|| {
        format!(
            "words against rating: {} of {} rated feedback ({}), {} negative rated high, {} \
             positive rated low",
            found.feedback.count,
            found.rated,
            percent(found.feedback.share.value),
            found.negative_rated_high,
            found.positive_rated_low
        )
    })
}

/// Where a quote stands; of several exports in which one.
fn place(dashboard: &Dashboard, quote: &Evidence) -> String {
    let mut place = format!("row {}", quote.row);
    if dashboard.sources.len() > 1 {
        let name = quote.source.rsplit(['/', '\\']).next();
        place = format!("{} {place}", name.unwrap_or(&quote.source));
    }
    place
}

fn one_requirement(
    text: &mut String,
    dashboard: &Dashboard,
    requirement: &Requirement,
    terminal: Terminal,
) -> std::fmt::Result {
    let color = if requirement.kind == "request" {
        YELLOW
    } else {
        RED
    };
    let head = format!(
        "{:>3}  {:<7}  ",
        requirement.priority.rank, requirement.kind
    );
    let tail = format!(
        "  {} feedback · score {:.0}",
        requirement.feedback, requirement.priority.score
    );
    let statement = terminal.fit(&requirement.statement, head.width() + tail.width());
    writeln!(
        text,
        "{:>3}  {}  {}{}",
        requirement.priority.rank,
        terminal.paint(color, &format!("{:<7}", requirement.kind)),
        terminal.paint(BOLD, &statement),
        terminal.paint(DIM, &tail)
    )?;
    let Some(quote) = requirement.evidence.first() else {
        return Ok(());
    };
    let mut place = terminal.fit(&place(dashboard, quote), terminal.width / 2);
    if let Some(date) = &quote.date {
        place = format!("{place}, {date}");
    }
    let place = format!("  {place}");
    let said = terminal.fit(&format!("“{}", quote.quote), 15 + place.width());
    writeln!(text, "              {said}”{}", terminal.paint(DIM, &place))
}

fn one_theme(
    text: &mut String,
    dashboard: &Dashboard,
    theme: &ThemeFacts,
    terminal: Terminal,
) -> std::fmt::Result {
    let mut tail = format!(
        "  {} feedback ({})",
        theme.feedback,
        percent(theme.share.value)
    );
    if let Some(impact) = theme.rating.and_then(|rating| rating.impact)
        && impact.low.is_some_and(|low| low > 0.0) | impact.high.is_some_and(|high| high < 0.0)
    {
        let _ = write!(tail, " · rating {:+.1}", impact.value);
    }
    match theme.trend.as_ref().map(|trend| trend.direction) {
        Some(Direction::Rising) => tail.push_str(" · rising"),
        Some(Direction::Falling) => tail.push_str(" · falling"),
        Some(Direction::Steady) | None => {}
    }
    let [negative, positive] = [
        theme.sentiment.negative.share.value,
        theme.sentiment.positive.share.value,
    ];
    let (color, mark) = match (negative > 0.5, positive > 0.5) {
        (true, _) => (RED, '−'),
        (_, true) => (GREEN, '+'),
        _ => (DIM, '·'),
    };
    let name = terminal.fit(&theme.name, 4 + tail.width());
    writeln!(
        text,
        "  {} {}{}",
        terminal.paint(color, &mark.to_string()),
        terminal.paint(BOLD, &name),
        terminal.paint(DIM, &tail)
    )?;
    let Some(quote) = theme.quotes.first() else {
        return Ok(());
    };
    let place = terminal.fit(&place(dashboard, quote), terminal.width / 2);
    let place = format!("  {place}");
    let said = terminal.fit(&format!("“{}", quote.quote), 6 + place.width());
    writeln!(text, "    {said}”{}", terminal.paint(DIM, &place))
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 10.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(last) if last.width() + 1 + word.width() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
