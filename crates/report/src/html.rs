//! `report.html`: one file that opens offline.
//!
//! What users wrote is escaped wherever it stands. The content security policy of the page allows
//! its own style and its own script by their hashes, and nothing else.

use crate::charts::{spark, theme_map, time_chart};
use crate::plain::is_right_to_left;
use crate::why::{Whys, marked};
use crate::{Backlog, Change, Dashboard, Diff, Error, Lang, Matched, Report, Went, words};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, HtmlEscape, Value, context};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const PAGE: &str = include_str!("../assets/report.html");
const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

/// Requirements that the page shows, so that a large run's report stays quick to open; the JSON
/// files hold everything.
pub const SHOWN_REQUIREMENTS: usize = 100;
/// What it shows of the other lists.
const SHOWN_THEMES: usize = 150;
const SHOWN_KEEP: usize = 20;
const SHOWN_SMALL: usize = 200;
const SHOWN_CHANGES: usize = 60;

/// The report as a page. `whys` tells which words of the requirements' quotes to mark; a quote that
/// it does not know is shown without marks. `since` is what happened since an earlier run, where
/// there is one; `backlog` which requirements have tickets, where tickets were given.
///
/// # Errors
/// [`Error::Page`] where the page cannot be made.
pub fn html(
    report: &Report,
    whys: &Whys,
    since: Option<&Diff>,
    backlog: Option<&Backlog>,
) -> Result<String, Error> {
    let lang = report.language;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    add_words(&mut environment, lang);
    environment.add_filter("percent", move |share: f64| {
        lang.percent(share, 9.95, "\u{202f}")
    });
    environment.add_filter("fixed", fixed);
    environment.add_filter("signed", |value: f64| {
        format!("{value:+.2}").replace('-', "−")
    });
    environment.add_filter("count", move |value: u64| count(value, lang));
    environment.add_filter("spark", move |series: Vec<u64>| spark(&series, lang));
    environment.add_template("report.html", PAGE)?;
    let page = environment.get_template("report.html")?;
    let Report {
        dashboard,
        requirements,
        rows,
        ..
    } = report;
    let embedded = rows
        .embedded()
        .expect("strings, numbers and lists of them are JSON");
    let first = |count: usize, most: usize| count.min(most);
    let shown =
        &requirements.requirements[..first(requirements.requirements.len(), SHOWN_REQUIREMENTS)];
    let themes = &dashboard.themes[..first(dashboard.themes.len(), SHOWN_THEMES)];
    let small = &dashboard.small_themes[..first(dashboard.small_themes.len(), SHOWN_SMALL)];
    Ok(page.render(context! {
        d => Value::from(Serde(dashboard)),
        r => Value::from(Serde(requirements)),
        shown_requirements => Value::from(Serde(shown)),
        shown_keep => Value::from(Serde(&requirements.keep[..first(requirements.keep.len(), SHOWN_KEEP)])),
        shown_themes => Value::from(Serde(themes)),
        shown_small => Value::from(Serde(small)),
        heads => Value::from(Serde(&dashboard.heads)),
        names => Value::from(names(dashboard)),
        at => Value::from(places(dashboard)),
        rows => embedded,
        rows_held => rows.len(),
        rows_complete => rows.is_complete(),
        diff => Value::from(Serde(&since)),
        shown_changes => Value::from(Serde(&since.map(moved).unwrap_or_default())),
        backlog => Value::from(Serde(&backlog)),
        tickets => Value::from(Serde(&backlog.map(tickets).unwrap_or_default())),
        time_chart => time_chart(dashboard, lang),
        theme_map => theme_map(themes, lang),
        marked => marked_quotes(whys, lang),
        lang => lang.tag(),
        words => (lang != Lang::En).then(|| words::of_script(lang).to_string()),
        style => STYLE,
        script => SCRIPT,
        policy => policy(),
        version => env!("CARGO_PKG_VERSION"),
    })?)
}

/// What the page says in a language: `t` for its own sentences, `told` for words of the files, `day` for
/// days. `bdi` sets what is written from the right apart from what stands around it, and `rtl` tells whether a text
/// is.
fn add_words(environment: &mut Environment<'_>, lang: Lang) {
    environment.add_function(
        "t",
        move |english: String, given: Kwargs| -> Result<Value, minijinja::Error> {
            let mut values = Vec::new();
            for name in given.args() {
                let value: Value = given.get(name)?;
                // As the page itself would show it.
                let shown = if value.is_safe() {
                    value.to_string()
                } else {
                    HtmlEscape(&value.to_string()).to_string()
                };
                values.push((name, shown));
            }
            given.assert_all_used()?;
            let values: Vec<(&str, &dyn std::fmt::Display)> = values
                .iter()
                .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
                .collect();
            Ok(Value::from_safe_string(lang.sentence(&english, &values)))
        },
    );
    environment.add_filter("told", move |english: String| {
        lang.told(&english).into_owned()
    });
    environment.add_filter("day", move |iso: String| lang.day(&iso));
    environment.add_test("rtl", |text: String| is_right_to_left(&text));
    environment.add_filter("bdi", |text: Value| -> Value {
        let shown = text.to_string();
        if !is_right_to_left(&shown) {
            return text;
        }
        Value::from_safe_string(format!("<bdi>{}</bdi>", HtmlEscape(&shown)))
    });
}

/// What themes are called, by their ids.
fn names(dashboard: &Dashboard) -> BTreeMap<String, String> {
    let themes = dashboard.themes.iter();
    themes.map(|t| (t.id.clone(), t.name.clone())).collect()
}

/// The place of each export, by its name; of two of the same name the first.
fn places(dashboard: &Dashboard) -> BTreeMap<String, usize> {
    let sources = dashboard.sources.iter().enumerate().rev();
    sources
        .map(|(place, source)| (source.name.clone(), place))
        .collect()
}

/// The tickets of requirements, by the requirements' ids.
fn tickets(backlog: &Backlog) -> BTreeMap<&str, &Matched> {
    let matched = backlog.matched.iter();
    matched
        .map(|found| (found.requirement.as_str(), found))
        .collect()
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
fn marked_quotes(whys: &Whys, lang: Lang) -> BTreeMap<&str, Value> {
    let quotes = whys.iter();
    quotes
        .map(|(quote, why)| {
            (
                quote.as_str(),
                Value::from_safe_string(marked(quote, why, lang)),
            )
        })
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

fn fixed(value: f64, places: usize) -> String {
    format!("{value:.places$}")
}

/// A count with thin spaces between thousands, or with commas as Chinese has them.
fn count(value: u64, lang: Lang) -> String {
    let between = match lang {
        Lang::En => '\u{202f}',
        Lang::Zh => ',',
    };
    let digits = value.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(between);
        }
        told.push(digit);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_for_reading() {
        assert_eq!(count(1_234_567, Lang::En), "1\u{202f}234\u{202f}567");
        assert_eq!(count(1_234_567, Lang::Zh), "1,234,567");
        assert_eq!(count(999, Lang::En), "999");
        let percent = |share, lang: Lang| lang.percent(share, 9.95, "\u{202f}");
        assert_eq!(percent(0.0512, Lang::En), "5.1\u{202f}%");
        assert_eq!(percent(0.512, Lang::En), "51\u{202f}%");
        assert_eq!(percent(0.0512, Lang::Zh), "5.1%");
    }

    #[test]
    fn the_policy_knows_the_style_and_the_script_by_their_hashes() {
        assert!(policy().starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
