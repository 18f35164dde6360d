//! `report.html`: one file that opens offline.
//!
//! What users wrote is escaped wherever it stands. The content security policy of the page allows
//! its own style and its own script by their hashes, and nothing else.

use crate::dashboard::PeriodSentiment;
use crate::why::{Whys, marked};
use crate::{Change, Dashboard, Diff, Error, Report, Went};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

const PAGE: &str = include_str!("../assets/report.html");
const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

/// Requirements that the page shows, so that a large run's report stays quick to open; the JSON
/// files hold everything.
pub const SHOWN_REQUIREMENTS: usize = 100;
/// What it shows of the other lists.
const SHOWN_THEMES: usize = 150;
const SHOWN_SMALL: usize = 200;
const SHOWN_CHANGES: usize = 60;

/// The report as a page. `whys` tells which words of the requirements' quotes to mark; a quote that
/// it does not know is shown without marks. `since` is what happened since an earlier run, where
/// there is one.
///
/// # Errors
/// [`Error::Page`] where the page cannot be made.
pub fn html(report: &Report, whys: &Whys, since: Option<&Diff>) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_filter("percent", percent);
    environment.add_filter("fixed", fixed);
    environment.add_filter("signed", |value: f64| {
        format!("{value:+.2}").replace('-', "−")
    });
    environment.add_filter("count", count);
    environment.add_filter("spark", |series: Vec<u64>| spark(&series));
    environment.add_template("report.html", PAGE)?;
    let page = environment.get_template("report.html")?;
    let Report {
        dashboard,
        requirements,
    } = report;
    let first = |count: usize, most: usize| count.min(most);
    let shown =
        &requirements.requirements[..first(requirements.requirements.len(), SHOWN_REQUIREMENTS)];
    let themes = &dashboard.themes[..first(dashboard.themes.len(), SHOWN_THEMES)];
    let small = &dashboard.small_themes[..first(dashboard.small_themes.len(), SHOWN_SMALL)];
    Ok(page.render(context! {
        d => Value::from(Serde(dashboard)),
        r => Value::from(Serde(requirements)),
        shown_requirements => Value::from(Serde(shown)),
        shown_themes => Value::from(Serde(themes)),
        shown_small => Value::from(Serde(small)),
        heads => Value::from(Serde(&dashboard.heads)),
        names => Value::from(names(dashboard)),
        diff => Value::from(Serde(&since)),
        shown_changes => Value::from(Serde(&since.map(moved).unwrap_or_default())),
        time_chart => time_chart(dashboard),
        marked => marked_quotes(whys),
        style => STYLE,
        script => SCRIPT,
        policy => policy(),
        version => env!("CARGO_PKG_VERSION"),
    })?)
}

/// What themes are called, by their ids.
fn names(dashboard: &Dashboard) -> BTreeMap<String, String> {
    let themes = dashboard.themes.iter();
    themes.map(|t| (t.id.clone(), t.name.clone())).collect()
}

/// The changes that say something.
fn moved(diff: &Diff) -> Vec<&Change> {
    let changes = diff.themes.iter();
    let quiet = |change: &&Change| matches!(change.change, Went::Unchanged | Went::TooFew);
    changes
        .filter(|change| !quiet(change))
        .take(SHOWN_CHANGES)
        .collect()
}

/// The quotes of which more is known, as HTML by their words.
fn marked_quotes(whys: &Whys) -> BTreeMap<&str, Value> {
    let quotes = whys.iter();
    quotes
        .map(|(quote, why)| (quote.as_str(), Value::from_safe_string(marked(quote, why))))
        .collect()
}

fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 9.95 {
        format!("{percent:.1}\u{202f}%")
    } else {
        format!("{percent:.0}\u{202f}%")
    }
}

fn fixed(value: f64, places: usize) -> String {
    format!("{value:.places$}")
}

/// A count with thin spaces between thousands.
fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push('\u{202f}');
        }
        told.push(digit);
    }
    told
}

/// A small line of counts.
fn spark(series: &[u64]) -> String {
    const WIDTH: f64 = 96.0;
    const HEIGHT: f64 = 24.0;
    let most = series.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / (series.len().saturating_sub(1)).max(1) as f64;
    let mut path = String::new();
    for (at, value) in series.iter().enumerate() {
        let (x, y) = (
            at as f64 * step,
            HEIGHT - 2.0 - (HEIGHT - 4.0) * *value as f64 / most,
        );
        let command = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{x:.1} {y:.1}");
    }
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"over time, at most {most} in one period\"><path d=\"{path}\"/></svg>"
    )
}

/// Sentiment over time as stacked bars; none of fewer than two periods.
fn time_chart(dashboard: &Dashboard) -> Option<String> {
    const WIDTH: f64 = 1000.0;
    const HEIGHT: f64 = 220.0;
    const LEFT: f64 = 44.0;
    const BOTTOM: f64 = 24.0;
    const LABELS: usize = 8;
    let periods = &dashboard.sentiment_by_period;
    if periods.len() < 2 {
        return None;
    }
    let most = periods.iter().map(|period| period.feedback).max()?.max(1);
    let (room, high) = (WIDTH - LEFT, HEIGHT - BOTTOM - 8.0);
    let step = room / periods.len() as f64;
    let y = |count: u64| HEIGHT - BOTTOM - high * count as f64 / most as f64;
    let mut svg = format!(
        "<svg class=\"time\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Feedback by sentiment over time\">"
    );
    for mark in [0, most / 2, most] {
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{0:.1}\" y2=\"{0:.1}\"/><text x=\"{1}\" y=\"{2:.1}\" text-anchor=\"end\">{mark}</text>",
            y(mark),
            LEFT - 6.0,
            y(mark) + 4.0
        );
    }
    let every = periods.len().div_ceil(LABELS);
    for (at, period) in periods.iter().enumerate() {
        let x = LEFT + at as f64 * step;
        bars(&mut svg, period, x, (step * 0.84).max(0.5), &y);
        if at % every == 0 {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x,
                HEIGHT - 7.0,
                period.period
            );
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

fn bars(svg: &mut String, period: &PeriodSentiment, x: f64, width: f64, y: &dyn Fn(u64) -> f64) {
    let _ = write!(
        svg,
        "<g><title>{}: {} feedback, {} negative, {} neutral, {} positive</title>",
        period.period, period.feedback, period.negative, period.neutral, period.positive
    );
    let mut below = 0;
    for (class, part) in [
        ("neg", period.negative),
        ("neu", period.neutral),
        ("pos", period.positive),
    ] {
        let (bottom, top) = (y(below), y(below + part));
        below += part;
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
            bottom - top
        );
    }
    svg.push_str("</g>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_for_reading() {
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(999), "999");
        assert_eq!(percent(0.0512), "5.1\u{202f}%");
        assert_eq!(percent(0.512), "51\u{202f}%");
    }

    #[test]
    fn the_policy_knows_the_style_and_the_script_by_their_hashes() {
        assert!(policy().starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
