//! Quotes: which of a theme's statements are shown, and how each leads back to its row.

use crate::analysis::Facts;
use hearken_feedback::{Feedback, Name, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// A quote and the way back to where it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The export's path as it was given; `-` for standard input.
    pub source: String,
    /// SHA-256 of that file, lower-case hex.
    pub sha256: String,
    /// The record's place in the export: 1 is the first after the header.
    pub row: u64,
    /// The line of the file on which the record begins, for text formats.
    pub line: Option<u64>,
    /// The export's own id of the row.
    pub id: Option<String>,
    /// The column that the quote stands in.
    pub column: String,
    /// First byte of the quote in that cell (UTF-8).
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The words as they may be shown: those of the cell, with personal data replaced.
    pub quote: String,
    /// The day it was written.
    pub date: Option<String>,
    /// The rating that came with it, on its own scale.
    pub rating: Option<f64>,
    /// The version of the product it speaks of.
    pub version: Option<String>,
}

/// Statements looked at for quotes, counted by what they say, nearest the center first.
const LOOKED_AT: usize = 300;
/// Words from which on a quote says enough.
const ENOUGH: usize = 16;
/// Words beyond which a quote is too long to be read in passing.
const LONG: usize = 45;
/// Quotes that share this part of their words say the same.
const SAME: f64 = 0.5;

impl Evidence {
    pub(crate) fn of(facts: &Facts<'_>, statement: usize) -> Self {
        let said = &facts.analysis.statements[statement];
        let feedback = facts.feedback_of(statement);
        let cell = &feedback.cells[said.cell as usize];
        let source = &facts.analysis.sources[feedback.row.source as usize];
        Self {
            source: source.name.clone(),
            sha256: source.sha256.clone(),
            row: feedback.row.row.into(),
            line: feedback.line.map(|line| line.get().into()),
            id: feedback.id.as_ref().map(Text::to_string),
            column: cell.column.to_string(),
            start: said.span.range().start,
            end: said.span.range().end,
            quote: cell.quote(said.span.range()).unwrap_or_default(),
            date: feedback.date.map(|date| date.to_string()),
            rating: feedback.rating.map(|rating| rating.value),
            version: feedback.version.as_ref().map(Name::to_string),
        }
    }

    /// What does not hold of this quote in the export as it lies on disk now; `find` looks up the
    /// row of that number.
    pub(crate) fn broken<'f>(
        &self,
        source: Option<&Source>,
        find: impl FnOnce(u64) -> Option<&'f Feedback>,
    ) -> Option<String> {
        let at = format!("{} row {}", self.source, self.row);
        let Some(source) = source else {
            return Some(format!("{at}: the run names no such export"));
        };
        if source.sha256 != self.sha256 {
            return Some(format!("{at}: the quote names another file hash"));
        }
        let Some(feedback) = find(self.row) else {
            return Some(format!("{at}: the row is not used"));
        };
        if feedback.id.as_deref() != self.id.as_deref() {
            return Some(format!("{at}: the row has another id"));
        }
        let cells = feedback.cells.iter();
        let quotes = cells
            .filter(|cell| cell.column == self.column)
            .any(|cell| cell.quote(self.start..self.end).as_ref() == Some(&self.quote));
        (!quotes).then(|| {
            format!(
                "{at}: bytes {}–{} of `{}` do not say “{}”",
                self.start, self.end, self.column, self.quote
            )
        })
    }
}

/// Chooses up to `most` of the statements to be quoted: near the center, saying enough, by
/// different people, different from one another. `members` stand nearest the center first.
pub(crate) fn choose(facts: &Facts<'_>, members: &[usize], most: usize) -> Vec<usize> {
    let mut candidates = one_a_text(facts, members);
    candidates.truncate(LOOKED_AT);
    let count = candidates.len() as f64;
    let mut ranked: Vec<(f64, usize)> = candidates
        .into_iter()
        .enumerate()
        .map(|(rank, statement)| {
            let text = &facts.analysis.statements[statement].text;
            let words = text
                .split_whitespace()
                .count()
                .max(text.chars().count() / 8);
            let central = 1.0 - rank as f64 / count;
            let telling = words.min(ENOUGH) as f64 / ENOUGH as f64;
            let tiring = if words > LONG { 0.4 } else { 0.0 };
            (0.6 * central + 0.4 * telling - tiring, statement)
        })
        .collect();
    // Stable, so that of equals the more central stays first.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut chosen = Vec::new();
    let mut said: Vec<BTreeSet<String>> = Vec::new();
    let (mut authors, mut rows) = (HashSet::new(), HashSet::new());
    for (_, statement) in ranked {
        if chosen.len() == most {
            break;
        }
        let feedback = facts.feedback_of(statement);
        let known = feedback
            .author
            .is_some_and(|author| authors.contains(&author));
        if known || rows.contains(&feedback.row) {
            continue;
        }
        let words = words(&facts.analysis.statements[statement].text);
        if said.iter().any(|other| alike(other, &words) >= SAME) {
            continue;
        }
        chosen.push(statement);
        said.push(words);
        rows.insert(feedback.row);
        authors.extend(feedback.author);
    }
    chosen
}

/// For every text the one statement that speaks for those who say the same.
pub(crate) fn one_a_text(facts: &Facts<'_>, members: &[usize]) -> Vec<usize> {
    let text = |statement: usize| facts.analysis.statements[statement].text.as_str();
    members
        .chunk_by(|a, b| text(*a) == text(*b))
        .filter_map(|same| {
            let by = |a: &&usize, b: &&usize| {
                facts.compare(facts.feedback_of(**a), facts.feedback_of(**b))
            };
            same.iter().min_by(by).copied()
        })
        .collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Shared words by all words (Jaccard).
fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let shared = a.intersection(b).count() as f64;
    let all = (a.len() + b.len()) as f64 - shared;
    if all == 0.0 { 1.0 } else { shared / all }
}
