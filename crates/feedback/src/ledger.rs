use crate::{Name, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// A row of one of the run's sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowRef {
    /// Index of the source among the run's sources, from 0.
    pub source: u32,
    /// The record's place in the export as a person counts: 1 is the first after the header.
    pub row: u32,
}

/// Where a row went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placed {
    /// It is feedback and was read.
    Used,
    /// It says what an earlier row says, by the same author as far as the export tells.
    Duplicate(RowRef),
    /// It has no words to read.
    Empty,
    /// It is something else than feedback by the shape of its export, such as a pull request among
    /// issues; what it is, as a clause a person understands.
    Skipped(Name),
    /// It could not be read; the reason, as a clause a person understands.
    Unreadable(Name),
}

impl Placed {
    /// The ledger's word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Duplicate(_) => "duplicate",
            Self::Empty => "empty",
            Self::Skipped(_) => "skipped",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

/// One row's line in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which row.
    pub row: RowRef,
    /// The line of the file on which the record begins (1-based), for text formats.
    pub line: Option<NonZeroU32>,
    /// The export's own id of the row, masked; empty ids are none.
    pub id: Option<Text>,
    /// Where it went.
    pub placed: Placed,
}

/// The sums of a ledger: the parts add up to `rows`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Ledger {
    pub rows: u64,
    pub used: u64,
    pub duplicate: u64,
    pub empty: u64,
    #[serde(default, skip_serializing_if = "is_none")]
    pub skipped: u64,
    pub unreadable: u64,
}

/// Few exports hold anything but feedback, so that a count of none is left out of JSON.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Ledger {
    /// Counts the entries.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut ledger = Self::default();
        for entry in entries {
            ledger.rows += 1;
            match entry.placed {
                Placed::Used => ledger.used += 1,
                Placed::Duplicate(_) => ledger.duplicate += 1,
                Placed::Empty => ledger.empty += 1,
                Placed::Skipped(_) => ledger.skipped += 1,
                Placed::Unreadable(_) => ledger.unreadable += 1,
            }
        }
        ledger
    }

    /// How often each reason for an unreadable row occurs.
    pub fn reasons<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<String, u64> {
        counted(entries, |placed| match placed {
            Placed::Unreadable(reason) => Some(reason),
            _ => None,
        })
    }

    /// What the skipped rows are, and how many of each.
    pub fn skipped<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<String, u64> {
        counted(entries, |placed| match placed {
            Placed::Skipped(what) => Some(what),
            _ => None,
        })
    }
}

fn counted<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    reason: impl Fn(&Placed) -> Option<&Name>,
) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        if let Some(reason) = reason(&entry.placed) {
            *counts.entry(reason.to_string()).or_default() += 1;
        }
    }
    counts
}
