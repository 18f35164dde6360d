//! The feedback that `report.html` can show and filter: all of it where it is little enough to be
//! scrolled through, else what the quotes come from.

use crate::analysis::Facts;
use crate::numbers::round;
use crate::plain::line;
use crate::{Dashboard, Evidence, Requirements};
use hearken_feedback::{Kind, Label, Sentiment};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Feedback that a page holds with its texts.
const MOST: usize = 10_000;
/// Bytes of their texts.
const MOST_BYTES: usize = 6_000_000;

/// What the page's script reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rows {
    /// Whether all feedback that was used is among them.
    complete: bool,
    /// The exports' names.
    sources: Vec<String>,
    /// Ids and names of the themes, largest first.
    themes: Vec<(String, String)>,
    sentiments: Vec<&'static str>,
    kinds: Vec<&'static str>,
    /// The values of each column that can be chosen from.
    columns: BTreeMap<&'static str, Vec<String>>,
    rows: Vec<Row>,
}

/// A feedback. Names are short since there are thousands.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Row {
    /// Place of its export in `sources`.
    s: usize,
    /// Its row there.
    r: u64,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    i: Option<String>,
    /// The day it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    /// Its rating on its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<f64>,
    /// Places of its values in `columns`, by the column's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    c: BTreeMap<&'static str, usize>,
    /// Places of its sentiment and kind; none without statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<(usize, usize)>,
    /// Places of its themes in `themes`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    t: Vec<usize>,
    /// Its words, as they may be shown.
    x: String,
}

impl Rows {
    pub(crate) fn of(
        facts: &Facts<'_>,
        dashboard: &Dashboard,
        requirements: &Requirements,
    ) -> Self {
        let all = facts.analysis.feedback;
        let shown = |index: usize| {
            let cells = all[index].cells.iter().map(|cell| cell.shown());
            cells.collect::<Vec<_>>().join("\n")
        };
        let bytes = || {
            all.iter()
                .flat_map(|f| &f.cells)
                .map(|cell| cell.text.len())
                .sum::<usize>()
        };
        let complete = all.len() <= MOST && bytes() <= MOST_BYTES;
        let quoted = quoted(dashboard, requirements);
        let name = |index: usize| {
            facts.analysis.sources[all[index].row.source as usize]
                .name
                .as_str()
        };
        let kept: Vec<usize> = (0..all.len())
            .filter(|index| {
                let row = u64::from(all[*index].row.row);
                complete || quoted.contains(&(name(*index), row))
            })
            .collect();

        let columns = columns(facts, &kept);
        let themes = &facts.analysis.themes.themes;
        let places: BTreeMap<&str, usize> = themes
            .iter()
            .enumerate()
            .map(|(place, theme)| (theme.id.as_str(), place))
            .collect();
        let row = |index: usize| {
            let feedback = &all[index];
            let mut t: Vec<usize> = facts
                .statements_of(index)
                .filter_map(|statement| facts.theme_of(statement))
                .filter_map(|theme| places.get(theme.id.as_str()).copied())
                .collect();
            t.sort_unstable();
            t.dedup();
            let l = facts.whole(index).map(|whole| {
                let felt = Sentiment::ALL
                    .iter()
                    .position(|label| *label == whole.sentiment());
                let kind = Kind::ALL.iter().position(|label| *label == whole.kind);
                (felt.unwrap_or(0), kind.unwrap_or(0))
            });
            let values = COLUMNS.iter().filter_map(|(column, value)| {
                let known = columns.get(column)?;
                let place = known.binary_search(&line(value(feedback)?)).ok()?;
                Some((*column, place))
            });
            Row {
                s: feedback.row.source as usize,
                r: feedback.row.row.into(),
                i: feedback.id.as_deref().map(line),
                d: feedback.date.map(|date| date.to_string()),
                g: feedback.rating.map(|rating| round(rating.value)),
                c: values.collect(),
                l,
                t,
                x: shown(index),
            }
        };
        Self {
            complete,
            sources: facts
                .analysis
                .sources
                .iter()
                .map(|source| line(&source.name))
                .collect(),
            themes: themes
                .iter()
                .map(|theme| (theme.id.clone(), theme.name.clone()))
                .collect(),
            sentiments: Sentiment::ALL.iter().map(|label| label.word()).collect(),
            kinds: Kind::ALL.iter().map(|label| label.word()).collect(),
            rows: kept.into_iter().map(row).collect(),
            columns,
        }
    }

    /// JSON that stands within an element of a page and cannot end it: no `<`, `>` or `&`.
    pub(crate) fn embedded(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        let mut safe = String::with_capacity(json.len());
        for c in json.chars() {
            match c {
                '<' => safe.push_str("\\u003c"),
                '>' => safe.push_str("\\u003e"),
                '&' => safe.push_str("\\u0026"),
                '\u{2028}' => safe.push_str("\\u2028"),
                '\u{2029}' => safe.push_str("\\u2029"),
                c => safe.push(c),
            }
        }
        Ok(safe)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }
}

type Value = fn(&hearken_feedback::Feedback) -> Option<&str>;

/// Columns that a reader can choose a value of.
const COLUMNS: [(&str, Value); 4] = [
    ("locale", |feedback| feedback.locale.as_deref()),
    ("product", |feedback| feedback.product.as_deref()),
    ("segment", |feedback| feedback.segment.as_deref()),
    ("version", |feedback| feedback.version.as_deref()),
];
/// A column of more values than this is no list to choose from.
const MOST_VALUES: usize = 300;

fn columns(facts: &Facts<'_>, kept: &[usize]) -> BTreeMap<&'static str, Vec<String>> {
    let mut columns = BTreeMap::new();
    for (name, value) in COLUMNS {
        let of = |index: &usize| value(&facts.analysis.feedback[*index]).map(line);
        let values: BTreeSet<String> = kept.iter().filter_map(of).collect();
        if (2..=MOST_VALUES).contains(&values.len()) {
            columns.insert(name, values.into_iter().collect());
        }
    }
    columns
}

/// Where the report's quotes come from: source and row.
fn quoted<'a>(
    dashboard: &'a Dashboard,
    requirements: &'a Requirements,
) -> BTreeSet<(&'a str, u64)> {
    let themes = dashboard.themes.iter().flat_map(|theme| {
        let parts = theme.sub_themes.iter().map(|part| &part.central);
        theme
            .quotes
            .iter()
            .chain(std::iter::once(&theme.central))
            .chain(parts)
    });
    let disagreements = dashboard.disagreements.iter().flat_map(|d| &d.clearest);
    let all = themes
        .chain(dashboard.small_themes.iter().map(|theme| &theme.central))
        .chain(&dashboard.single_statements.worth_reading)
        .chain(disagreements.map(|found| &found.evidence))
        .chain(
            requirements
                .all()
                .flat_map(|requirement| &requirement.evidence),
        );
    let at = |evidence: &'a Evidence| (evidence.source.as_str(), evidence.row);
    all.map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_that_holds_it() {
        let rows = Rows {
            complete: true,
            sources: vec!["</script><script>alert(1)</script>".into()],
            themes: Vec::new(),
            sentiments: Vec::new(),
            kinds: Vec::new(),
            columns: BTreeMap::new(),
            rows: Vec::new(),
        };
        let json = rows.embedded().unwrap();
        assert!(!json.contains(['<', '>', '&']));
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["sources"][0], "</script><script>alert(1)</script>");
    }
}
