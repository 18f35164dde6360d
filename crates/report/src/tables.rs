//! `feedback.csv` and `statements.jsonl`: every row, and every statement.

use crate::analysis::{Analysis, Facts};
use crate::classified::Labels;
use crate::numbers::round;
use crate::own::{HeadField, OwnHead, OwnSaid};
use crate::plain::cell;
use crate::unsure;
use hearken_feedback::{Entry, Feedback, Label, Name, Placed, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

/// The columns of `feedback.csv`, before those of the user's own heads and those of the exports
/// that have no role.
pub(crate) const COLUMNS: [&str; 28] = [
    "source",
    "row",
    "id",
    "placed",
    "sentiment",
    "kind",
    "theme",
    "theme_name",
    "negative",
    "neutral",
    "positive",
    "unsure",
    "duplicate_of",
    "reason",
    "line",
    "date",
    "rating",
    "product",
    "version",
    "locale",
    "segment",
    "votes",
    "language",
    "statements",
    "text",
    "rating_min",
    "rating_max",
    "rating_normalized",
];

/// Writes a line for every row of the exports, in their order. `theme` is that of the statement
/// that gives the feedback its kind; `unsure` names the labels that nothing says surely; rows that
/// were not used have their place alone.
///
/// # Errors
/// What the writer says.
pub fn write_feedback(analysis: Analysis<'_>, to: impl Write) -> Result<(), csv::Error> {
    let facts = Facts::of(analysis);
    let mut names: Vec<&str> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for column in analysis.sources.iter().flat_map(|source| &source.columns) {
        if known.insert(&column.name) {
            names.push(&column.name);
        }
    }
    let filled: BTreeSet<&str> = analysis
        .feedback
        .iter()
        .flat_map(|feedback| feedback.other.iter().map(|(name, _)| name.as_str()))
        .collect();
    names.retain(|name| filled.contains(name));
    let places: HashMap<_, usize> = analysis
        .feedback
        .iter()
        .enumerate()
        .map(|(index, feedback)| (feedback.row, index))
        .collect();

    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(to);
    let header = COLUMNS.iter().map(|name| (*name).to_owned());
    let heads = analysis.heads;
    let own = heads.iter().map(|head| head.name.clone());
    let others = names.iter().map(|name| {
        if COLUMNS.contains(name) || heads.iter().any(|head| head.name == **name) {
            cell(&format!("{name} (export)"))
        } else {
            cell(name)
        }
    });
    writer.write_record(header.chain(own).chain(others))?;
    for entry in analysis.entries {
        let mut record = placed(analysis, entry);
        match places.get(&entry.row) {
            Some(&index) => fill(&facts, index, &names, &mut record),
            None => record.resize(COLUMNS.len() + heads.len() + names.len(), String::new()),
        }
        writer.write_record(&record)?;
    }
    writer.flush()?;
    Ok(())
}

/// The columns that every row has.
fn placed(analysis: Analysis<'_>, entry: &Entry) -> Vec<String> {
    let mut record = vec![String::new(); COLUMNS.len()];
    record[0] = cell(&analysis.sources[entry.row.source as usize].name);
    record[1] = entry.row.row.to_string();
    record[2] = entry.id.as_deref().map(cell).unwrap_or_default();
    record[3] = entry.placed.word().to_owned();
    match &entry.placed {
        Placed::Duplicate(first) if first.source == entry.row.source => {
            record[12] = first.row.to_string();
        }
        Placed::Duplicate(first) => {
            let name = &analysis.sources[first.source as usize].name;
            record[12] = cell(&format!("{name} {}", first.row));
        }
        Placed::Unreadable(reason) | Placed::Skipped(reason) => record[13] = cell(reason),
        Placed::Used | Placed::Empty => {}
    }
    record[14] = entry.line.map(|line| line.to_string()).unwrap_or_default();
    record
}

fn fill(facts: &Facts<'_>, index: usize, names: &[&str], record: &mut Vec<String>) {
    let feedback: &Feedback = &facts.analysis.feedback[index];
    if let Some(whole) = facts.whole(index) {
        record[4] = whole.sentiment().word().to_owned();
        record[5] = whole.kind.word().to_owned();
        if let Some(theme) = facts.theme_of(whole.statement) {
            record[6] = theme.id.clone();
            record[7] = cell(&theme.name);
        }
        for (place, probability) in whole.said.sentiment.iter().enumerate() {
            record[8 + place] = round(f64::from(*probability)).to_string();
        }
        record[11] = unsure::names(whole.unsure, own(facts, index)).join(unsure::BETWEEN);
    }
    let text = |value: &Option<Name>| value.as_deref().map(cell).unwrap_or_default();
    record[15] = feedback
        .date
        .map(|date| date.to_string())
        .unwrap_or_default();
    record[16] = feedback
        .rating
        .map(|rating| rating.value.to_string())
        .unwrap_or_default();
    record[17] = text(&feedback.product);
    record[18] = text(&feedback.version);
    record[19] = text(&feedback.locale);
    record[20] = text(&feedback.segment);
    record[21] = feedback
        .votes
        .map(|votes| votes.to_string())
        .unwrap_or_default();
    record[22] = text(&feedback.language);
    record[23] = facts.statements_of(index).len().to_string();
    let shown: Vec<String> = feedback.cells.iter().map(|cell| cell.shown()).collect();
    record[24] = cell(&shown.join("\n"));
    // The rating as given, its scale, and where on it the rating lies, so that exports of several
    // scales can be compared.
    if let Some(rating) = feedback.rating {
        record[25] = rating.min.to_string();
        record[26] = rating.max.to_string();
        record[27] = format!("{:.3}", rating.normalized());
    }
    for head in facts.analysis.heads {
        let said = head.feedback(index);
        record.push(said.map(|said| cell(&head.cell(said))).unwrap_or_default());
    }
    for name in names {
        let value = feedback.other.iter().find(|(column, _)| column == name);
        record.push(value.map(|(_, value)| cell(value)).unwrap_or_default());
    }
}

/// What the user's own heads say of a feedback.
fn own<'a>(facts: &Facts<'a>, feedback: usize) -> impl Iterator<Item = (&'a OwnHead, &'a OwnSaid)> {
    let heads = facts.analysis.heads.iter();
    heads.filter_map(move |head| Some((head, head.feedback(feedback)?)))
}

/// A line of `statements.jsonl`. Each head of the user's own adds two fields: `NAME`, its label
/// (of a multi-label head a list), and `NAME_probabilities`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLine {
    /// The export's path as it was given.
    pub source: String,
    /// The record's place in the export, from 1.
    pub row: u64,
    /// The export's own id of the row.
    pub id: Option<String>,
    /// The column that the statement stands in.
    pub column: String,
    /// First byte of the statement in that cell (UTF-8).
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The words as they may be shown.
    pub text: String,
    /// `negative`, `neutral` or `positive`.
    pub sentiment: String,
    /// The probability of each.
    pub sentiment_probabilities: SentimentProbabilities,
    /// `problem`, `request`, `praise`, `question` or `other`.
    pub kind: String,
    /// The probability of each.
    pub kind_probabilities: KindProbabilities,
    /// The characteristic of ISO/IEC 25010 that a problem or a request is about; `null` of others,
    /// where the head is unsure, and where no head tells.
    #[serde(default)]
    pub quality: Option<String>,
    /// Which labels are less probable than their head's threshold and not to be relied on:
    /// `sentiment`, `kind`, and the names of heads of the user's own.
    pub unsure: Vec<String>,
    /// The id of its theme; `null` where it stands alone.
    pub theme: Option<String>,
    /// The name of the part of its theme that it belongs to; `null` where it is in none.
    #[serde(default)]
    pub sub_theme: Option<String>,
    /// Its language (ISO 639-3); `null` where it cannot be told.
    pub language: Option<String>,
    /// What heads of the user's own say: `NAME` and `NAME_probabilities` of each.
    #[serde(flatten)]
    pub heads: BTreeMap<String, HeadField>,
}

/// Calibrated probabilities; they add up to one but for rounding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct SentimentProbabilities {
    pub negative: f64,
    pub neutral: f64,
    pub positive: f64,
}

/// Calibrated probabilities; they add up to one but for rounding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct KindProbabilities {
    pub problem: f64,
    pub request: f64,
    pub praise: f64,
    pub question: f64,
    pub other: f64,
}

/// Writes a JSON line for every statement, in the order of the exports.
///
/// # Errors
/// What the writer says.
pub fn write_statements(analysis: Analysis<'_>, mut to: impl Write) -> std::io::Result<()> {
    let facts = Facts::of(analysis);
    for index in 0..analysis.statements.len() {
        serde_json::to_writer(&mut to, &statement_line(&facts, index))?;
        to.write_all(b"\n")?;
    }
    to.flush()
}

/// The lines that [`write_statements`] writes.
pub fn statement_lines(analysis: Analysis<'_>) -> Vec<StatementLine> {
    let facts = Facts::of(analysis);
    let all = 0..analysis.statements.len();
    all.map(|index| statement_line(&facts, index)).collect()
}

fn statement_line(facts: &Facts<'_>, index: usize) -> StatementLine {
    let analysis = facts.analysis;
    let heads = analysis.heads;
    let statement = &analysis.statements[index];
    let feedback = facts.feedback_of(index);
    let cell = &feedback.cells[statement.cell as usize];
    let said = &analysis.classified[index];
    let labels = Labels::from(said);
    StatementLine {
        source: analysis.sources[feedback.row.source as usize].name.clone(),
        row: feedback.row.row.into(),
        id: feedback.id.as_ref().map(Text::to_string),
        column: cell.column.to_string(),
        start: statement.span.range().start,
        end: statement.span.range().end,
        text: cell.quote(statement.span.range()).unwrap_or_default(),
        sentiment: labels.sentiment,
        sentiment_probabilities: labels.sentiment_probabilities,
        kind: labels.kind,
        kind_probabilities: labels.kind_probabilities,
        quality: facts
            .quality(index)
            .map(|quality| quality.word().to_owned()),
        unsure: unsure::names(
            said.unsure,
            heads.iter().map(|head| (head, head.statement(index))),
        ),
        theme: facts.theme_of(index).map(|theme| theme.id.clone()),
        sub_theme: facts.sub_theme_of(index).map(|part| part.name.clone()),
        language: statement.language.as_ref().map(Name::to_string),
        heads: heads
            .iter()
            .flat_map(|head| head.fields(head.statement(index)))
            .collect(),
    }
}
