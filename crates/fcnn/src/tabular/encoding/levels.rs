//! The values of a category.

use super::{TYPICAL, Typical};
use crate::tabular::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Places in front of a category's values: unknown, missing.
const UNKNOWN: usize = 0;
const MISSING: usize = 1;
pub(in crate::tabular) const FIRST: usize = 2;

/// A category's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::tabular) struct Levels {
    /// Sorted.
    pub(in crate::tabular) levels: Vec<String>,
    /// How often the training part had each, in front unknown (too rare to count) and missing.
    pub(in crate::tabular) counts: Vec<usize>,
    /// Width of the learned vectors, where there are some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::tabular) learned: Option<usize>,
}

impl Levels {
    pub(super) fn fit(values: &[Option<String>], settings: &Settings) -> Self {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        let mut missing = 0;
        for value in values {
            match value {
                Some(value) => *counted.entry(value).or_default() += 1,
                None => missing += 1,
            }
        }
        let (kept, rare): (Vec<_>, Vec<_>) = counted
            .into_iter()
            .partition(|(_, count)| *count >= settings.rarest);
        let unknown = rare.iter().map(|(_, count)| count).sum();
        let learned = (kept.len() > settings.one_hot).then(|| width_of(kept.len()));
        Self {
            counts: [unknown, missing]
                .into_iter()
                .chain(kept.iter().map(|(_, count)| *count))
                .collect(),
            levels: kept
                .into_iter()
                .map(|(level, _)| level.to_owned())
                .collect(),
            learned,
        }
    }

    /// The place of a value among unknown, missing, and the levels.
    pub(in crate::tabular) fn place(&self, value: Option<&str>) -> usize {
        match value {
            None => MISSING,
            Some(value) => self
                .levels
                .binary_search_by(|level| level.as_str().cmp(value))
                .map_or(UNKNOWN, |at| FIRST + at),
        }
    }

    /// For each place its input; none for one that the training part did not have.
    pub(in crate::tabular) fn hot(&self) -> impl Iterator<Item = Option<usize>> {
        let mut next = 0;
        self.counts.iter().map(move |count| {
            (*count > 0).then(|| {
                next += 1;
                next - 1
            })
        })
    }

    pub(super) fn typical(&self) -> Vec<(f64, Typical)> {
        let value = |place: usize| match place {
            UNKNOWN => Some(String::new()),
            MISSING => None,
            place => Some(self.levels[place - FIRST].clone()),
        };
        let mut common: Vec<(usize, usize)> = self.counts.iter().copied().enumerate().collect();
        common.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        common.truncate(TYPICAL);
        let all: usize = common.iter().map(|(_, count)| count).sum();
        let there = common.into_iter().filter(|(_, count)| *count > 0);
        there
            .map(|(place, count)| (count as f64 / all as f64, Typical::Category(value(place))))
            .collect()
    }
}

/// Width of the vectors for so many values: grows with their root, as is customary.
pub(super) fn width_of(levels: usize) -> usize {
    ((1.6 * (levels as f64).powf(0.56)).round() as usize).clamp(2, 50)
}
