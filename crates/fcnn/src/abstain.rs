//! When a head abstains: selective classification by confidence (Chow, 1970, "On Optimum
//! Recognition Error and Reject Tradeoff"; Geifman & El-Yaniv, 2017, "Selective Classification
//! for Deep Neural Networks").

use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

/// Below which confidence a head is unsure, and what that was measured to be worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Abstention {
    /// The head is unsure where its most probable label is less probable than this, 0…1.
    pub threshold: f32,
    /// The accuracy that was asked for of what lies at or above the threshold, 0…1.
    pub precision: f64,
    /// What was measured on the examples that chose the threshold.
    #[serde(flatten)]
    pub measured: Covered,
}

/// What a threshold leaves of some labeled examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Share of the examples at or above the threshold, 0…1; 0 of none.
    pub coverage: f64,
    /// Share of these whose most probable label is the true one, 0…1; 0 of none.
    pub accuracy: f64,
    /// Examples looked at.
    pub examples: usize,
}

impl Abstention {
    /// Whether a row of probabilities (one for each label) leaves the head unsure.
    pub fn is_unsure(&self, probabilities: ArrayView1<'_, f32>) -> bool {
        most_probable(probabilities).1 < self.threshold
    }
}

/// Chooses the lowest confidence at which the accuracy of everything at or above it reaches
/// `precision` (0…1), on examples that the head was not fitted to. `probabilities` are calibrated,
/// n × labels, each row summing to one; `truth` are n indexes into the labels. Equal confidences
/// are taken together. `None` where no confidence reaches the precision, or there are no examples.
///
/// # Panics
/// Where there is not a truth for every row.
pub fn abstention(
    probabilities: ArrayView2<'_, f32>,
    truth: &[usize],
    precision: f64,
) -> Option<Abstention> {
    let mut judged = judged(probabilities, truth);
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut threshold = None;
    let (mut taken, mut right) = (0usize, 0usize);
    for equal in judged.chunk_by(|a, b| a.0 == b.0) {
        taken += equal.len();
        right += equal.iter().filter(|(_, right)| *right).count();
        if right as f64 / taken as f64 >= precision {
            threshold = Some(equal[0].0);
        }
    }
    let threshold = threshold?;
    Some(Abstention {
        threshold,
        precision,
        measured: covered(probabilities, truth, threshold),
    })
}

/// What a threshold leaves of examples, and how right the rest is; the arguments are those of
/// [`abstention`].
///
/// # Panics
/// Where there is not a truth for every row.
pub fn covered(probabilities: ArrayView2<'_, f32>, truth: &[usize], threshold: f32) -> Covered {
    let mut judged = judged(probabilities, truth);
    let examples = judged.len();
    judged.retain(|(confidence, _)| *confidence >= threshold);
    let right = judged.iter().filter(|(_, right)| *right).count();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Covered {
        coverage: share(judged.len(), examples),
        accuracy: share(right, judged.len()),
        examples,
    }
}

/// Each row's confidence, and whether its most probable label is the true one.
fn judged(probabilities: ArrayView2<'_, f32>, truth: &[usize]) -> Vec<(f32, bool)> {
    assert_eq!(probabilities.nrows(), truth.len(), "a truth for every row");
    let rows = probabilities.rows().into_iter().zip(truth);
    rows.map(|(row, truth)| {
        let (label, confidence) = most_probable(row);
        (confidence, label == *truth)
    })
    .collect()
}

/// The most probable label and its probability; of equals the first.
fn most_probable(row: ArrayView1<'_, f32>) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (label, value) in row.iter().enumerate() {
        if *value > best.1 {
            best = (label, *value);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    /// Two labels; the first is the more probable, and the true one where `right` says so.
    fn examples(confidences: &[f32], right: &[bool]) -> (Array2<f32>, Vec<usize>) {
        let rows = Array2::from_shape_fn((confidences.len(), 2), |(row, label)| match label {
            0 => confidences[row],
            _ => 1.0 - confidences[row],
        });
        (
            rows,
            right.iter().map(|right| usize::from(!right)).collect(),
        )
    }

    #[test]
    fn the_threshold_is_the_lowest_confidence_that_keeps_the_precision() {
        // By falling confidence: right, wrong, right, right, right, wrong, wrong. Shares right:
        // 1, 1/2, 2/3, 3/4, 4/5, 4/6, 4/7.
        let confidences = [0.6, 0.95, 0.9, 0.85, 0.8, 0.7, 0.65];
        let right = [false, true, false, true, true, true, false];
        let (rows, truth) = examples(&confidences, &right);
        let at = |precision| abstention(rows.view(), &truth, precision);
        let threshold = |precision| at(precision).map(|found| found.threshold);
        assert_eq!(threshold(0.8), Some(0.7));
        // One error at the top does not end the search.
        assert_eq!(threshold(0.75), Some(0.7));
        assert_eq!(threshold(0.9), Some(0.95));
        assert_eq!(threshold(0.5), Some(0.6));
        let found = at(0.8).unwrap();
        assert_eq!(found.precision, 0.8);
        let expected = Covered {
            coverage: 5.0 / 7.0,
            accuracy: 0.8,
            examples: 7,
        };
        assert_eq!(found.measured, expected);
    }

    #[test]
    fn equal_confidences_are_taken_together() {
        let (rows, truth) = examples(&[0.9, 0.8, 0.8], &[true, true, false]);
        let found = abstention(rows.view(), &truth, 0.9).unwrap();
        assert_eq!(found.threshold, 0.9);
    }

    #[test]
    fn what_cannot_be_reached_gives_no_threshold() {
        let (rows, truth) = examples(&[0.9, 0.8], &[false, true]);
        assert_eq!(abstention(rows.view(), &truth, 0.8), None);
        assert_eq!(abstention(Array2::zeros((0, 2)).view(), &[], 0.8), None);
        let nothing = covered(rows.view(), &truth, 0.99);
        assert_eq!((nothing.coverage, nothing.accuracy), (0.0, 0.0));
    }

    #[test]
    fn a_head_is_unsure_below_its_threshold_and_not_at_it() {
        let (rows, truth) = examples(&[0.75], &[true]);
        let found = abstention(rows.view(), &truth, 0.9).unwrap();
        assert!(!found.is_unsure(array![0.25, 0.75].view()));
        assert!(found.is_unsure(array![0.26, 0.74].view()));
    }
}
