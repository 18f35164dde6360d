//! What customers wrote, customer by customer, as a report's files have it.

use crate::failure::Failure;
use crate::folder::Folder;
use anyhow::Result;
use hearken_report::{Counted, Dashboard};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Customers who must have raised a theme to make it a column.
const FEWEST: usize = 10;
/// Themes that become columns at most: the most common.
const MOST: usize = 30;

/// What one customer wrote.
#[derive(Debug, Clone, Default)]
struct Voice {
    feedback: usize,
    negative: usize,
    kinds: BTreeMap<String, usize>,
    themes: BTreeSet<String>,
}

/// Everybody who wrote, by id.
pub(super) struct Voices {
    by_id: BTreeMap<String, Voice>,
    /// The themes' names, by id.
    names: BTreeMap<String, String>,
    feedback: usize,
}

/// For each customer of a table what the customer wrote.
pub(super) struct Matched<'a> {
    voices: Vec<Option<&'a Voice>>,
    names: &'a BTreeMap<String, String>,
}

impl Voices {
    /// Reads a report; the ids stand in the named column of its feedback.csv.
    pub(super) fn read(folder: &Path, column: Option<&str>, like: &str) -> Result<Self> {
        let report = Folder::open(folder)?;
        let bytes = report.bytes("feedback.csv")?;
        let mut csv = csv::Reader::from_reader(&bytes[..]);
        let header = csv.headers()?.clone();
        let place = |name: &str| header.iter().position(|other| other == name);
        let (ids, name) = match column {
            Some(name) => (place(name), name),
            None => (place(like).or_else(|| place("id")), like),
        };
        let Some(ids) = ids else {
            let known = header.iter().collect::<Vec<_>>().join(", ");
            return Err(Failure::error(
                format!(
                    "feedback.csv of {} has no column \"{name}\"; it has {known}",
                    folder.display()
                ),
                "name the column of the customers' ids with --feedback-id",
            ));
        };
        let at = |name: &str| place(name).unwrap_or(usize::MAX);
        let (placed, source, row) = (at("placed"), at("source"), at("row"));
        let (sentiment, kind) = (at("sentiment"), at("kind"));
        let personal = match is_masked(&bytes, ids)? {
            true => unmasked(&report, &header[ids]),
            false => None,
        };
        let mut by_id: BTreeMap<String, Voice> = BTreeMap::new();
        let mut who: BTreeMap<(String, u64), String> = BTreeMap::new();
        let mut feedback = 0;
        for record in csv.records() {
            let record = record?;
            let cell = |at: usize| record.get(at).unwrap_or_default();
            let key = (cell(source).to_owned(), cell(row).parse().unwrap_or(0));
            let id = match &personal {
                Some(personal) => personal.get(&key).map_or("", String::as_str),
                None => cell(ids),
            };
            let id = id.trim();
            if cell(placed) != "used" || id.is_empty() {
                continue;
            }
            feedback += 1;
            let voice = by_id.entry(id.to_owned()).or_default();
            voice.feedback += 1;
            voice.negative += usize::from(cell(sentiment) == "negative");
            if !cell(kind).is_empty() {
                *voice.kinds.entry(cell(kind).to_owned()).or_default() += 1;
            }
            who.insert(key, id.to_owned());
        }
        for line in report.statements()? {
            let id = who.get(&(line.source, line.row));
            if let (Some(id), Some(theme)) = (id, line.theme)
                && let Some(voice) = by_id.get_mut(id)
            {
                voice.themes.insert(theme);
            }
        }
        let dashboard: Dashboard = report.json("dashboard.json")?;
        let names = dashboard
            .themes
            .into_iter()
            .map(|theme| (theme.id, theme.name));
        Ok(Self {
            by_id,
            names: names.collect(),
            feedback,
        })
    }

    /// What helps where no id matches.
    pub(super) fn hint(&self) -> &'static str {
        if self.by_id.keys().all(|id| stands_for(id)) {
            "the ids are masked as personal data in feedback.csv, and the exports are not where they lay: put them there, analyze them again with --keep-personal-data, or name another column with --feedback-id"
        } else {
            "name the column of feedback.csv that holds the customers' ids with --feedback-id"
        }
    }

    /// Feedback that has an id.
    pub(super) fn feedback(&self) -> usize {
        self.feedback
    }

    /// What the customers of these ids wrote.
    pub(super) fn matched(&self, ids: &[String]) -> Matched<'_> {
        let voices = ids.iter().map(|id| self.by_id.get(id.trim()));
        Matched {
            voices: voices.collect(),
            names: &self.names,
        }
    }
}

/// Whether a word in brackets stands for what was personal.
fn stands_for(id: &str) -> bool {
    id.starts_with('[') && id.ends_with(']')
}

/// Whether some of a column's cells are masked.
fn is_masked(feedback: &[u8], column: usize) -> Result<bool> {
    for record in csv::Reader::from_reader(feedback).records() {
        if record?.get(column).is_some_and(stands_for) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A column of the exports as it stands there, by source and row; none where an export cannot be read again, or is
/// not the one that the report was made from. It is used to find customers alone, and is written nowhere.
fn unmasked(report: &Folder, column: &str) -> Option<BTreeMap<(String, u64), String>> {
    let ingested = report.unmasked().ok()?;
    let mut exports = ingested.sources.iter().zip(&report.run.exports);
    if !exports.all(|(source, export)| source.sha256 == export.sha256) {
        return None;
    }
    let key = |row: hearken_feedback::RowRef| {
        let source = &ingested.sources[row.source as usize].name;
        (source.clone(), u64::from(row.row))
    };
    if column == "id" {
        let ids = ingested.entries.iter();
        let ids = ids.filter_map(|entry| Some((key(entry.row), entry.id.as_deref()?.to_owned())));
        return Some(ids.collect());
    }
    let column = column.strip_suffix(" (export)").unwrap_or(column);
    let cells = ingested.feedback.iter().filter_map(|feedback| {
        let mut others = feedback.other.iter();
        let (_, value) = others.find(|(name, _)| name.as_str() == column)?;
        Some((key(feedback.row), value.to_string()))
    });
    Some(cells.collect())
}

impl Matched<'_> {
    /// Customers who wrote.
    pub(super) fn customers(&self) -> usize {
        self.voices.iter().flatten().count()
    }

    /// Feedback of theirs.
    pub(super) fn feedback(&self) -> usize {
        self.voices
            .iter()
            .flatten()
            .map(|voice| voice.feedback)
            .sum()
    }

    /// Themes by how many customers raised them, most first.
    fn common(&self) -> Vec<(&String, usize)> {
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for theme in self.voices.iter().flatten().flat_map(|voice| &voice.themes) {
            *counts.entry(theme).or_default() += 1;
        }
        let mut common: Vec<_> = counts.into_iter().collect();
        common.sort_by_key(|(theme, count)| (std::cmp::Reverse(*count), *theme));
        common
    }

    fn name(&self, theme: &str) -> String {
        self.names
            .get(theme)
            .cloned()
            .unwrap_or_else(|| theme.to_owned())
    }

    /// Columns that are made of what customers wrote; missing of those who wrote nothing.
    pub(super) fn columns(&self) -> BTreeMap<String, Vec<Option<f64>>> {
        let column = |of: &dyn Fn(&Voice) -> f64| -> Vec<Option<f64>> {
            self.voices.iter().map(|voice| voice.map(of)).collect()
        };
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let mut columns = BTreeMap::from([
            (
                "text: feedback".to_owned(),
                column(&|voice| voice.feedback as f64),
            ),
            (
                "text: share negative".to_owned(),
                column(&|voice| share(voice.negative, voice.feedback)),
            ),
        ]);
        for kind in ["problem", "request", "praise", "question"] {
            let of =
                |voice: &Voice| share(voice.kinds.get(kind).copied().unwrap_or(0), voice.feedback);
            columns.insert(format!("text: share {kind}"), column(&of));
        }
        for (theme, count) in self.common().into_iter().take(MOST) {
            if count >= FEWEST {
                let of = |voice: &Voice| f64::from(u8::from(voice.themes.contains(theme)));
                columns.insert(format!("text: theme {}", self.name(theme)), column(&of));
            }
        }
        columns
    }

    fn counted(&self, left: &[bool], said: &dyn Fn(&Voice) -> bool) -> Counted {
        let mut counted = Counted {
            name: String::new(),
            theme: None,
            said: 0,
            said_left: 0,
            others: 0,
            others_left: 0,
        };
        for (voice, left) in self.voices.iter().zip(left) {
            let Some(voice) = voice else { continue };
            let left = u64::from(*left);
            if said(voice) {
                counted.said += 1;
                counted.said_left += left;
            } else {
                counted.others += 1;
                counted.others_left += left;
            }
        }
        counted
    }

    /// For each theme how many of those who raised it left, and of the others who wrote.
    pub(super) fn themes(&self, left: &[bool]) -> Vec<Counted> {
        let one = |(theme, _): (&String, usize)| Counted {
            name: self.name(theme),
            theme: Some(theme.clone()),
            ..self.counted(left, &|voice| voice.themes.contains(theme))
        };
        self.common().into_iter().map(one).collect()
    }

    /// The same of what texts are.
    pub(super) fn signals(&self, left: &[bool]) -> Vec<Counted> {
        let named = |name: &str, said: &dyn Fn(&Voice) -> bool| Counted {
            name: name.to_owned(),
            ..self.counted(left, said)
        };
        let kind = |kind: &'static str| move |voice: &Voice| voice.kinds.contains_key(kind);
        vec![
            named("something negative", &|voice| voice.negative > 0),
            named("a problem", &kind("problem")),
            named("a request", &kind("request")),
            named("praise", &kind("praise")),
            named("a question", &kind("question")),
            named("more than once", &|voice| voice.feedback > 1),
        ]
    }
}
