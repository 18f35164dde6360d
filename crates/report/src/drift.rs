//! How far two populations of texts lie apart.
//!
//! Shares are compared by the population stability index, Σ (p − q) ln(p / q), with the bands that
//! are usual in credit scoring: below 0.1 stable, below 0.25 moderate, from there on large
//! (Siddiqi, 2006, "Credit Risk Scorecards", Wiley; Lewis, 1994, "An Introduction to Credit
//! Scoring"). What chance alone gives is told beside it: with n and m texts in B bins, the index
//! by (1/n + 1/m) is distributed as chi-square with B − 1 degrees of freedom (Yurdakul & Naranjo,
//! 2020, "Statistical properties of the population stability index", Journal of Risk Model
//! Validation 14(4)).

use crate::numbers::round;
use crate::own::HeadTask;
use crate::profile::{EmbeddingMean, HeadProfile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From this index on a change is moderate, and from the second on large.
const BANDS: [f64; 2] = [0.1, 0.25];
/// The same for distances of means by their spread: what Cohen (1988, "Statistical Power Analysis
/// for the Behavioral Sciences") calls a small and a medium effect.
const EFFECTS: [f64; 2] = [0.2, 0.5];
/// What is less probable than this is no chance.
const LEVEL: f64 = 0.05;
/// Added to each count, so that a bin that is empty on one side has a share (Jeffreys).
const HALF: f64 = 0.5;
/// From this confidence on a head counts as sure, in bins.
const SURE_FROM: usize = 9;

/// How large a change is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Below 0.1 (of a distance of means: 0.2).
    Stable,
    /// Below 0.25 (0.5).
    Moderate,
    /// From there on.
    Large,
}

impl Band {
    fn of(value: f64, bands: [f64; 2]) -> Self {
        match bands.map(|from| value >= from) {
            [_, true] => Self::Large,
            [true, _] => Self::Moderate,
            _ => Self::Stable,
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Moderate => "moderate",
            Self::Large => "large",
        }
    }
}

/// How far shares moved.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shift {
    /// The population stability index, from 0 up. Of labels that do not exclude each other that
    /// of the label that moved most.
    pub psi: f64,
    /// `stable`, `moderate` or `large`.
    pub band: Band,
    /// The index that chance alone exceeds once in twenty times, with so many texts.
    pub chance: f64,
    /// Whether it is at least moderate, and more than chance.
    pub moved: bool,
}

/// Shares then and now, 0…1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shares {
    /// In what is compared with.
    pub then: f64,
    /// In the run.
    pub now: f64,
}

/// What changed in what a head says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadDrift {
    /// Texts in what is compared with.
    pub texts_then: u64,
    /// Texts of the run.
    pub texts_now: u64,
    /// Whether both were said by the same weights.
    pub same_weights: bool,
    /// How far the shares of the labels moved.
    pub labels: Shift,
    /// Those shares.
    pub shares: BTreeMap<String, Shares>,
    /// How far the labels of the run lie from those that people gave the texts it was trained on;
    /// only against a head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_given: Option<GivenDrift>,
    /// How far the head's confidence moved, in tenths.
    pub confidence: Shift,
    /// The shares of texts that it is at least 90 % sure of.
    pub sure: Shares,
}

/// How far the labels of a run lie from those that people gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GivenDrift {
    /// Texts that people labeled.
    pub texts: u64,
    /// How far the shares lie apart.
    #[serde(flatten)]
    pub shift: Shift,
    /// Those shares: given by people then, by the head now.
    pub shares: BTreeMap<String, Shares>,
}

/// How far the mean of the vectors moved: what the texts are about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmbeddingDrift {
    /// Texts in what is compared with.
    pub texts_then: u64,
    /// Texts of the run.
    pub texts_now: u64,
    /// The cosine of the two means, −1…1.
    pub cosine: f64,
    /// Their distance by how far single texts lie from their mean (root mean square), from 0 up.
    pub distance: f64,
    /// `stable` below 0.2, `moderate` below 0.5, else `large`.
    pub band: Band,
    /// The distance to be expected by chance alone, with so many texts.
    pub chance: f64,
    /// Whether it is at least moderate, and more than chance.
    pub moved: bool,
}

/// Compares what two heads, or one at two times, say: `then` is what the run is compared with.
/// `given` are the labels that people gave, with the number of texts. `None` where one side has no
/// text, or the labels are not the same.
pub fn head_drift(
    then: &HeadProfile,
    now: &HeadProfile,
    given: Option<(&BTreeMap<String, u64>, u64)>,
) -> Option<HeadDrift> {
    let same = then.task == now.task && then.predicted.keys().eq(now.predicted.keys());
    if then.texts == 0 || now.texts == 0 || !same {
        return None;
    }
    let counts =
        |profile: &HeadProfile| -> Vec<u64> { profile.predicted.values().copied().collect() };
    let labels = |then: &[u64], of: u64| match now.task {
        HeadTask::MultiClass => shift(then, &counts(now)),
        HeadTask::MultiLabel => of_sets((then, of), (&counts(now), now.texts)),
    };
    let share = |part: u64, whole: u64| round(part as f64 / whole as f64);
    let shares = |labels: &BTreeMap<String, u64>, of: u64| {
        let both = |(label, part): (&String, &u64)| {
            let shares = Shares {
                then: share(*part, of),
                now: share(now.predicted[label], now.texts),
            };
            (label.clone(), shares)
        };
        labels.iter().map(both).collect()
    };
    let given = given.filter(|(given, of)| given.keys().eq(now.predicted.keys()) && *of > 0);
    let sure = |profile: &HeadProfile| profile.confidence[SURE_FROM..].iter().sum();
    Some(HeadDrift {
        texts_then: then.texts,
        texts_now: now.texts,
        same_weights: then.weights_sha256 == now.weights_sha256,
        labels: labels(&counts(then), then.texts),
        shares: shares(&then.predicted, then.texts),
        against_given: given.map(|(given, of)| GivenDrift {
            texts: of,
            shift: labels(&given.values().copied().collect::<Vec<_>>(), of),
            shares: shares(given, of),
        }),
        confidence: shift(&then.confidence, &now.confidence),
        sure: Shares {
            then: share(sure(then), then.texts),
            now: share(sure(now), now.texts),
        },
    })
}

/// Compares the means of vectors. `None` where one side has no text, or they are of different
/// lengths.
pub fn embedding_drift(then: &EmbeddingMean, now: &EmbeddingMean) -> Option<EmbeddingDrift> {
    if then.texts == 0 || now.texts == 0 || then.mean.len() != now.mean.len() {
        return None;
    }
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let (a, b) = (dot(&then.mean, &then.mean), dot(&now.mean, &now.mean));
    let both = dot(&then.mean, &now.mean);
    // Of unit vectors around a mean m the variances of all dimensions add up to 1 − m·m.
    let spread = (1.0 - f64::midpoint(a, b)).max(1e-6);
    let distance = ((a + b - 2.0 * both).max(0.0) / spread).sqrt();
    let chance = (1.0 / then.texts as f64 + 1.0 / now.texts as f64).sqrt();
    let band = Band::of(distance, EFFECTS);
    Some(EmbeddingDrift {
        texts_then: then.texts,
        texts_now: now.texts,
        cosine: round(both / (a * b).sqrt().max(1e-12)),
        distance: round(distance),
        band,
        chance: round(chance),
        // The square is a mean of many dimensions: chance seldom doubles it.
        moved: band > Band::Stable && distance * distance > 2.0 * chance * chance,
    })
}

/// The index of counts in the same bins. Bins that are empty on both sides do not count.
fn shift(then: &[u64], now: &[u64]) -> Shift {
    let bins: Vec<(u64, u64)> = then.iter().copied().zip(now.iter().copied()).collect();
    let bins: Vec<(u64, u64)> = bins.into_iter().filter(|(a, b)| a + b > 0).collect();
    let (psi, weight) = index(&bins);
    let chance = weight * chi_square(bins.len().saturating_sub(1), LEVEL);
    told(psi, chance)
}

/// The same of labels that do not exclude each other: each by the texts that have it and those
/// that do not, and of these the largest.
fn of_sets(then: (&[u64], u64), now: (&[u64], u64)) -> Shift {
    let labels = then.0.iter().zip(now.0);
    let indexes = labels.map(|(a, b)| index(&[(*a, *b), (then.1 - a, now.1 - b)]));
    let largest = indexes.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let (psi, weight) = largest.unwrap_or_default();
    // The largest of so many is larger by chance (Šidák, 1967).
    let level = 1.0 - (1.0 - LEVEL).powf(1.0 / then.0.len().max(1) as f64);
    told(psi, weight * chi_square(1, level))
}

fn told(psi: f64, chance: f64) -> Shift {
    let band = Band::of(psi, BANDS);
    Shift {
        psi: round(psi),
        band,
        chance: round(chance),
        moved: band > Band::Stable && psi > chance,
    }
}

/// The index, and 1/n + 1/m.
fn index(bins: &[(u64, u64)]) -> (f64, f64) {
    let whole = |of: fn(&(u64, u64)) -> u64| bins.iter().map(of).sum::<u64>() as f64;
    let (n, m) = (whole(|bin| bin.0), whole(|bin| bin.1));
    let added = HALF * bins.len() as f64;
    let psi = bins.iter().map(|(a, b)| {
        let p = (*a as f64 + HALF) / (n + added);
        let q = (*b as f64 + HALF) / (m + added);
        (p - q) * (p / q).ln()
    });
    (psi.sum(), 1.0 / n.max(1.0) + 1.0 / m.max(1.0))
}

/// The point that chi-square exceeds with this probability (Wilson & Hilferty, 1931); 0 without
/// degrees of freedom.
fn chi_square(degrees: usize, level: f64) -> f64 {
    if degrees == 0 {
        return 0.0;
    }
    let part = 2.0 / (9.0 * degrees as f64);
    degrees as f64 * (1.0 - part + normal(level) * part.sqrt()).powi(3)
}

/// The point that a standard normal exceeds with this probability, below a half (Abramowitz and
/// Stegun, 26.2.23), to 4.5e-4.
fn normal(level: f64) -> f64 {
    let t = (-2.0 * level.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    t - above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(task: HeadTask, counts: &[u64], texts: u64) -> HeadProfile {
        let labels: Vec<String> = (0..counts.len()).map(|at| format!("l{at}")).collect();
        HeadProfile {
            weights_sha256: String::new(),
            texts,
            predicted: labels.iter().cloned().zip(counts.iter().copied()).collect(),
            labels,
            unlabeled: 0,
            confidence: [0, 0, 0, 0, 0, 0, 0, 0, texts / 2, texts - texts / 2],
            task,
        }
    }

    #[test]
    fn the_index_is_that_of_the_definition() {
        // (0.5 − 0.7) ln(0.5 / 0.7) + (0.5 − 0.3) ln(0.5 / 0.3) = 0.16946.
        let found = shift(&[5_000_000, 5_000_000], &[7_000_000, 3_000_000]);
        assert!((found.psi - 0.1695).abs() < 1e-9, "{found:?}");
        assert_eq!((found.band, found.moved), (Band::Moderate, true));
        assert_eq!(shift(&[3, 0, 7], &[3, 0, 7]).psi, 0.0);
    }

    #[test]
    fn the_bands_begin_where_they_are_said_to() {
        let band = |psi| told(psi, 0.0).band;
        assert_eq!(band(0.0999), Band::Stable);
        assert_eq!(band(0.1), Band::Moderate);
        assert_eq!(band(0.2499), Band::Moderate);
        assert_eq!(band(0.25), Band::Large);
    }

    #[test]
    fn a_bin_that_is_empty_on_one_side_is_no_infinity() {
        let found = shift(&[100, 0], &[0, 100]);
        assert!(found.psi.is_finite() && found.psi > 5.0);
        assert_eq!(shift(&[0, 0], &[0, 0]).psi, 0.0);
    }

    #[test]
    fn few_texts_differ_by_chance() {
        let few = shift(&[6, 4], &[4, 6]);
        assert!(few.band > Band::Stable && !few.moved, "{few:?}");
        let many = shift(&[600, 400], &[400, 600]);
        assert!(many.moved && many.chance < 0.01, "{many:?}");
    }

    #[test]
    fn chance_agrees_with_the_tables() {
        for (degrees, level, point) in [(1, 0.05, 3.841), (9, 0.05, 16.919), (4, 0.01, 13.277)] {
            let found = chi_square(degrees, level);
            assert!((found - point).abs() < 0.12, "{degrees}: {found}");
        }
    }

    #[test]
    fn of_label_sets_the_one_that_moved_most_counts() {
        let then = profile(HeadTask::MultiLabel, &[500, 100, 0], 1000);
        let now = profile(HeadTask::MultiLabel, &[500, 400, 0], 1000);
        let found = head_drift(&then, &now, None).unwrap();
        // (0.1 − 0.4) ln(0.1 / 0.4) + (0.9 − 0.6) ln(0.9 / 0.6) = 0.5375.
        assert!((found.labels.psi - 0.5375).abs() < 0.01, "{found:?}");
        assert_eq!(
            found.shares["l1"],
            Shares {
                then: 0.1,
                now: 0.4
            }
        );
        assert_eq!((found.confidence.psi, found.sure.now), (0.0, 0.5));
    }

    #[test]
    fn what_cannot_be_compared_is_not() {
        let one = profile(HeadTask::MultiClass, &[5, 5], 10);
        let other = profile(HeadTask::MultiClass, &[5, 3, 2], 10);
        let none = profile(HeadTask::MultiClass, &[0, 0], 0);
        assert_eq!(head_drift(&one, &other, None), None);
        assert_eq!(head_drift(&one, &none, None), None);
        let given = BTreeMap::from([("l0".to_owned(), 9), ("l1".to_owned(), 1)]);
        let found = head_drift(&one, &one, Some((&given, 10))).unwrap();
        assert!(found.against_given.unwrap().shift.psi > 0.25 && found.labels.psi == 0.0);
        assert_eq!(
            head_drift(&one, &one, Some((&given, 0)))
                .unwrap()
                .against_given,
            None
        );
    }

    #[test]
    fn means_are_told_apart_by_their_spread() {
        let mean = |texts, mean: [f64; 2]| EmbeddingMean {
            texts,
            mean: mean.to_vec(),
        };
        let same = embedding_drift(&mean(100, [0.6, 0.0]), &mean(50, [0.6, 0.0])).unwrap();
        assert_eq!((same.distance, same.cosine, same.moved), (0.0, 1.0, false));
        // Distance 0.6 · √2 by √(1 − 0.36).
        let far = embedding_drift(&mean(100, [0.6, 0.0]), &mean(100, [0.0, 0.6])).unwrap();
        assert!((far.distance - 1.0607).abs() < 1e-4 && far.cosine == 0.0);
        assert!(far.moved && far.band == Band::Large);
        let few = embedding_drift(&mean(2, [0.6, 0.0]), &mean(2, [0.3, 0.5])).unwrap();
        assert!(!few.moved, "{few:?}");
        assert_eq!(
            embedding_drift(&mean(0, [0.0; 2]), &mean(2, [0.0; 2])),
            None
        );
    }
}
