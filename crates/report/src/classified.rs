//! What `hearken classify` prints: a JSON line for every feedback.

use crate::analysis::{Analysis, Facts};
use crate::numbers::round;
use crate::own::HeadLabels;
use crate::tables::{KindProbabilities, SentimentProbabilities};
use crate::unsure::{UnsureOf, listed};
use hearken_feedback::{Classified, Label, Placed, RowRef, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;

/// A feedback, classified whole and by its statements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassifiedLine {
    /// The export's path as it was given; `-` is standard input.
    pub source: String,
    /// The record's place in the export, from 1.
    pub row: u64,
    /// The export's own id of the row.
    pub id: Option<String>,
    /// The row that says the same, where this one is a duplicate; what follows is that row's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<u64>,
    /// What the heads say of the whole feedback.
    #[serde(flatten)]
    pub whole: Labels,
    /// What heads of the user's own say of the whole feedback, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, HeadLabels>,
    /// What they say of each statement, in order.
    pub statements: Vec<ClassifiedStatement>,
}

/// A statement of a feedback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassifiedStatement {
    /// The column that the statement stands in.
    pub column: String,
    /// First byte of the statement in that cell (UTF-8).
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The words as they may be shown.
    pub text: String,
    /// What the heads say of it.
    #[serde(flatten)]
    pub labels: Labels,
    /// What heads of the user's own say of it, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, HeadLabels>,
    /// The theme of an earlier report that it belongs to; `null` where it belongs to none, and not
    /// there where no report was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Option<Assigned>>,
}

/// The theme that a statement belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The cosine of the statement to the theme's center, −1…1.
    pub similarity: f64,
}

/// The most probable labels, and how probable each label is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Labels {
    /// `negative`, `neutral` or `positive`.
    pub sentiment: String,
    /// The probability of each.
    pub sentiment_probabilities: SentimentProbabilities,
    /// `problem`, `request`, `praise`, `question` or `other`.
    pub kind: String,
    /// The probability of each.
    pub kind_probabilities: KindProbabilities,
    /// Which of the two labels are less probable than their head's threshold and not to be relied
    /// on: none, `sentiment`, `kind` or both.
    pub unsure: Vec<UnsureOf>,
}

impl From<&Classified> for Labels {
    fn from(said: &Classified) -> Self {
        let [negative, neutral, positive] = said.sentiment.map(|p| round(f64::from(p)));
        let [problem, request, praise, question, other] = said.kind.map(|p| round(f64::from(p)));
        Self {
            sentiment: said.sentiment().word().to_owned(),
            sentiment_probabilities: SentimentProbabilities {
                negative,
                neutral,
                positive,
            },
            kind: said.kind().word().to_owned(),
            kind_probabilities: KindProbabilities {
                problem,
                request,
                praise,
                question,
                other,
            },
            unsure: listed(said.unsure),
        }
    }
}

/// Writes a JSON line for every used row and every duplicate, in the order of the exports; rows
/// without usable text have none. `assigned` has the theme of each statement, where themes were
/// asked for.
///
/// # Errors
/// What the writer says.
pub fn write_classified(
    analysis: Analysis<'_>,
    assigned: Option<&[Option<Assigned>]>,
    mut to: impl Write,
) -> std::io::Result<()> {
    let own = analysis.heads;
    let facts = Facts::of(analysis);
    let places: HashMap<RowRef, usize> = analysis
        .feedback
        .iter()
        .enumerate()
        .map(|(index, feedback)| (feedback.row, index))
        .collect();
    for entry in analysis.entries {
        let (row, duplicate_of) = match &entry.placed {
            Placed::Used => (entry.row, None),
            Placed::Duplicate(first) => (*first, Some(u64::from(first.row))),
            Placed::Empty | Placed::Skipped(_) | Placed::Unreadable(_) => continue,
        };
        let Some(&index) = places.get(&row) else {
            continue;
        };
        let Some(whole) = &analysis.whole[index] else {
            continue;
        };
        let statements = facts.statements_of(index).map(|statement| {
            let said = &analysis.statements[statement];
            let cell = &analysis.feedback[index].cells[said.cell as usize];
            ClassifiedStatement {
                column: cell.column.to_string(),
                start: said.span.range().start,
                end: said.span.range().end,
                text: cell.quote(said.span.range()).unwrap_or_default(),
                labels: Labels::from(&analysis.classified[statement]),
                heads: own
                    .iter()
                    .map(|head| (head.name.clone(), head.told(head.statement(statement))))
                    .collect(),
                theme: assigned.map(|themes| themes[statement].clone()),
            }
        });
        let line = ClassifiedLine {
            source: analysis.sources[entry.row.source as usize].name.clone(),
            row: entry.row.row.into(),
            id: entry.id.as_ref().map(Text::to_string),
            duplicate_of,
            whole: Labels::from(whole),
            heads: own
                .iter()
                .filter_map(|head| Some((head.name.clone(), head.told(head.feedback(index)?))))
                .collect(),
            statements: statements.collect(),
        };
        serde_json::to_writer(&mut to, &line)?;
        to.write_all(b"\n")?;
    }
    to.flush()
}
