//! What problems and requests are about, by ISO/IEC 25010, as far as the head is sure of it.

use crate::analysis::Facts;
use hearken_feedback::{Label, Quality};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The characteristic that most of some statements are about, of those that the head is sure of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityOf {
    /// Its name in ISO/IEC 25010:2023.
    pub characteristic: String,
    /// How many of the statements are about it.
    pub statements: u64,
}

/// Fewer statements do not speak for a group, nor does less than this part of it.
const FEWEST: u64 = 2;
const LEAST: f64 = 0.1;

impl QualityOf {
    pub(crate) fn of(facts: &Facts<'_>, statements: &[usize]) -> Option<Self> {
        let sure = statements.iter().filter_map(|at| facts.quality(*at));
        Self::among(sure, statements.len())
    }

    /// What the head is sure of among `size` statements. Of equals the first by name; nothing of a few, or where it
    /// is sure of different things.
    pub(crate) fn among(qualities: impl Iterator<Item = Quality>, size: usize) -> Option<Self> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for quality in qualities {
            *counts.entry(quality.word()).or_default() += 1;
        }
        let sure: u64 = counts.values().sum();
        let enough = FEWEST.max((LEAST * size as f64).ceil() as u64);
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        most.filter(|(_, statements)| *statements >= enough && 2 * statements >= sure)
            .map(|(characteristic, statements)| Self {
                characteristic: characteristic.to_owned(),
                statements,
            })
    }
}

/// What the problems and requests are counted by that the head is unsure of.
const UNSURE: &str = "unsure";

/// How many problems and requests are about each characteristic.
pub(crate) fn counts(facts: &Facts<'_>) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for statement in 0..facts.analysis.statements.len() {
        if let Some(told) = facts.asked_quality(statement) {
            let word = told.map_or(UNSURE, Label::word);
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_give_the_characteristic() {
        let of = |qualities: &[Quality]| QualityOf::among(qualities.iter().copied(), 20);
        let told = of(&[Quality::Security, Quality::Reliability, Quality::Security]).unwrap();
        assert_eq!(
            (told.characteristic.as_str(), told.statements),
            ("security", 2)
        );
        let both = [Quality::Security, Quality::Reliability];
        let told = of(&[both, both].concat()).unwrap();
        assert_eq!(told.characteristic, "reliability");
        assert_eq!((of(&[]), of(&both)), (None, None));
        let of_many = QualityOf::among([Quality::Security; 2].into_iter(), 21);
        assert_eq!(of_many, None);
    }
}
