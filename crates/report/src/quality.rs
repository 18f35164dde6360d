//! What problems and requests are about, by ISO/IEC 25010.

use crate::analysis::Facts;
use hearken_feedback::{Label, Quality};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The characteristic that most of some statements are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityOf {
    /// Its name in ISO/IEC 25010:2023.
    pub characteristic: String,
    /// How many of the statements are about it.
    pub statements: u64,
}

impl QualityOf {
    pub(crate) fn of(facts: &Facts<'_>, statements: &[usize]) -> Option<Self> {
        Self::among(statements.iter().filter_map(|at| facts.quality(*at)))
    }

    /// Of equals the first by name; nothing of none.
    pub(crate) fn among(qualities: impl Iterator<Item = Quality>) -> Option<Self> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for quality in qualities {
            *counts.entry(quality.word()).or_default() += 1;
        }
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        most.map(|(characteristic, statements)| Self {
            characteristic: characteristic.to_owned(),
            statements,
        })
    }
}

/// How many problems and requests are about each characteristic.
pub(crate) fn counts(facts: &Facts<'_>) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for statement in 0..facts.analysis.statements.len() {
        if let Some(quality) = facts.quality(statement) {
            *counts.entry(quality.word().to_owned()).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_give_the_characteristic() {
        let of = |qualities: &[Quality]| QualityOf::among(qualities.iter().copied());
        let told = of(&[Quality::Security, Quality::Reliability, Quality::Security]).unwrap();
        assert_eq!(
            (told.characteristic.as_str(), told.statements),
            ("security", 2)
        );
        let told = of(&[Quality::Security, Quality::Reliability]).unwrap();
        assert_eq!(told.characteristic, "reliability");
        assert_eq!(of(&[]), None);
    }
}
