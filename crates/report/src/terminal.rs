//! The summary that a person reads in a terminal.

use crate::dashboard::Direction;
use crate::overview::{counts, disagreements, own_heads, percent, read_by, sentiment, unsure};
use crate::plain::{isolated, line};
use crate::words::say;
use crate::wrapped::wrap;
use crate::{Dashboard, Evidence, Lang, Report, Requirement, ThemeFacts};
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
    /// In which language.
    pub lang: Lang,
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

    /// One line, cut to what is left of the width; what is written from the right is set apart.
    pub(crate) fn fit(self, text: &str, used: usize) -> String {
        isolated(self.cut(text, used))
    }

    /// A quote as one line, cut to what is left of the width.
    pub(crate) fn quote(self, text: &str, used: usize) -> String {
        isolated(format!("“{}”", self.cut(text, used + 2)))
    }

    fn cut(self, text: &str, used: usize) -> String {
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
        read_by(dashboard, terminal.lang),
        unsure(dashboard, terminal.lang),
        disagreements(dashboard, terminal.lang),
    ];
    for told in own_heads(dashboard, terminal.lang).chain(told.into_iter().flatten()) {
        for part in wrap(&told, terminal.width) {
            writeln!(text, "{}", terminal.paint(DIM, &part))?;
        }
    }
    let first = report.requirements.requirements.iter().take(terminal.top);
    if first.len() > 0 {
        writeln!(
            text,
            "\n{}",
            terminal.paint(BOLD, say!(terminal.lang, "What to do first"))
        )?;
    }
    for requirement in first {
        one_requirement(text, dashboard, requirement, terminal)?;
    }
    keep(text, report, terminal)?;
    if !dashboard.themes.is_empty() {
        writeln!(
            text,
            "\n{}",
            terminal.paint(BOLD, say!(terminal.lang, "What people talk about"))
        )?;
    }
    for theme in dashboard.themes.iter().take(terminal.top) {
        one_theme(text, dashboard, theme, terminal)?;
    }
    let left = dashboard.themes.len().saturating_sub(terminal.top);
    let rest = say!(
        terminal.lang,
        "and {left} more themes, {small} small ones, {single} single statements",
        left = left,
        small = dashboard.small_themes.len(),
        single = dashboard.single_statements.statements,
    );
    writeln!(text, "  {}", terminal.paint(DIM, &terminal.fit(&rest, 2)))?;
    for note in &dashboard.notes {
        writeln!(text)?;
        for part in wrap(&terminal.lang.told(note), terminal.width.saturating_sub(2)) {
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
        writeln!(
            text,
            "\n{}",
            terminal.paint(BOLD, say!(terminal.lang, "What to keep"))
        )?;
    }
    for requirement in first {
        let tail = say!(terminal.lang, "{n} feedback", n = requirement.feedback);
        let tail = format!("  {tail}");
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

/// Where a quote stands; of several exports in which one.
fn place(dashboard: &Dashboard, quote: &Evidence, lang: Lang) -> String {
    let mut place = say!(lang, "row {row}", row = quote.row);
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
    let lang = terminal.lang;
    let kind = padded(&lang.told(&requirement.kind), 7);
    let tail = say!(
        lang,
        "{n} feedback · score {score}",
        n = requirement.feedback,
        score = format!("{:.0}", requirement.priority.score),
    );
    let tail = format!("  {tail}");
    let statement = terminal.fit(&requirement.statement, 7 + kind.width() + tail.width());
    writeln!(
        text,
        "{:>3}  {}  {}{}",
        requirement.priority.rank,
        terminal.paint(color, &kind),
        terminal.paint(BOLD, &statement),
        terminal.paint(DIM, &tail)
    )?;
    let Some(quote) = requirement.evidence.first() else {
        return Ok(());
    };
    let mut place = terminal.fit(&place(dashboard, quote, lang), terminal.width / 2);
    if let Some(date) = &quote.date {
        place = format!("{place}{}{}", say!(lang, ", "), lang.day(date));
    }
    let place = format!("  {place}");
    let said = terminal.quote(&quote.quote, 14 + place.width());
    writeln!(text, "              {said}{}", terminal.paint(DIM, &place))
}

fn one_theme(
    text: &mut String,
    dashboard: &Dashboard,
    theme: &ThemeFacts,
    terminal: Terminal,
) -> std::fmt::Result {
    let lang = terminal.lang;
    let told = say!(
        lang,
        "{n} feedback ({share})",
        n = theme.feedback,
        share = percent(theme.share.value, lang),
    );
    let mut tail = format!("  {told}");
    if let Some(impact) = theme.rating.and_then(|rating| rating.impact)
        && impact.low.is_some_and(|low| low > 0.0) | impact.high.is_some_and(|high| high < 0.0)
    {
        let impact = format!("{:+.1}", impact.value);
        let _ = write!(
            tail,
            " · {}",
            say!(lang, "rating {impact}", impact = impact)
        );
    }
    match theme.trend.as_ref().map(|trend| trend.direction) {
        Some(Direction::Rising) => tail += &format!(" · {}", lang.told("rising")),
        Some(Direction::Falling) => tail += &format!(" · {}", lang.told("falling")),
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
    let name = terminal.fit(&lang.told(&theme.name), 4 + tail.width());
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
    let place = terminal.fit(&place(dashboard, quote, lang), terminal.width / 2);
    let place = format!("  {place}");
    let said = terminal.quote(&quote.quote, 5 + place.width());
    writeln!(text, "    {said}{}", terminal.paint(DIM, &place))
}

/// Filled up with spaces to a width in columns.
pub fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}
