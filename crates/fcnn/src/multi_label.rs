use crate::ClassFigures;
use crate::calibration::Bins;
use crate::evaluate::ratio;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From this probability on an example is taken to have a label.
const TAKEN: f32 = 0.5;

/// How right a multi-label head's probabilities were. A label is taken where its probability is
/// 0.5 or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultiLabelEvaluation {
    /// Examples looked at.
    pub examples: usize,
    /// Share of examples with all of their labels found, and no other taken.
    pub subset_accuracy: f64,
    /// F1 over all decisions (an example and a label each) together.
    pub micro_f1: f64,
    /// Mean F1 of the labels that occur.
    pub macro_f1: f64,
    /// Mean recall of the labels that occur.
    pub macro_recall: f64,
    /// Mean gap between confidence and accuracy of the decisions over 15 equal bins of confidence,
    /// weighted by their size (Naeini et al., 2015). The confidence in a decision is the
    /// probability of the side taken.
    pub expected_calibration_error: f64,
    /// Mean binary cross-entropy of the decisions, in nats.
    pub log_loss: f64,
    /// Figures for each label, in the head's order.
    pub classes: Vec<ClassFigures>,
}

/// What a head decided for an example: for each label the truth, what was taken, and how sure it
/// was.
pub(crate) type Decisions = Vec<(bool, bool, f64)>;

/// Decides on every label of every example.
///
/// # Panics
/// Where the shapes do not agree.
pub(crate) fn decide(
    probabilities: ArrayView2<'_, f32>,
    truth: &[Vec<usize>],
    labels: usize,
) -> Vec<Decisions> {
    assert_eq!(probabilities.nrows(), truth.len(), "a truth for every row");
    assert_eq!(
        probabilities.ncols(),
        labels,
        "a probability for every label"
    );
    let rows = probabilities.rows().into_iter().zip(truth);
    rows.map(|(row, truth)| {
        row.iter()
            .enumerate()
            .map(|(label, &probability)| {
                let taken = probability >= TAKEN;
                let sure = if taken {
                    probability
                } else {
                    1.0 - probability
                };
                (truth.contains(&label), taken, f64::from(sure))
            })
            .collect()
    })
    .collect()
}

/// Decisions, counted.
pub(crate) struct Tally {
    examples: usize,
    exact: usize,
    /// For each label hits, examples taken for it, and examples of it.
    counts: Vec<(usize, usize, usize)>,
    bins: Bins,
}

impl Tally {
    pub(crate) fn of<'a>(labels: usize, examples: impl Iterator<Item = &'a Decisions>) -> Self {
        let mut tally = Self {
            examples: 0,
            exact: 0,
            counts: vec![(0, 0, 0); labels],
            bins: Bins::default(),
        };
        for decisions in examples {
            tally.examples += 1;
            tally.exact += usize::from(exact(decisions));
            for (counts, (truth, taken, sure)) in tally.counts.iter_mut().zip(decisions) {
                counts.0 += usize::from(*truth && *taken);
                counts.1 += usize::from(*taken);
                counts.2 += usize::from(*truth);
                tally.bins.add(*sure, truth == taken);
            }
        }
        tally
    }

    /// Subset accuracy, micro-F1, macro-F1 and expected calibration error.
    pub(crate) fn headline(&self) -> [f64; 4] {
        let sum = |of: fn(&(usize, usize, usize)) -> usize| self.counts.iter().map(of).sum();
        let (hit, named): (usize, usize) = (sum(|c| c.0), sum(|c| c.1 + c.2));
        [
            ratio(self.exact, self.examples),
            ratio(2 * hit, named),
            self.mean(|(hit, taken, support)| ratio(2 * hit, taken + support)),
            self.bins.error(),
        ]
    }

    /// The mean over the labels that occur.
    fn mean(&self, value: fn((usize, usize, usize)) -> f64) -> f64 {
        let occurring = || self.counts.iter().filter(|counts| counts.2 > 0);
        occurring().map(|counts| value(*counts)).sum::<f64>() / occurring().count().max(1) as f64
    }
}

/// Whether every decision on an example is right.
pub(crate) fn exact(decisions: &Decisions) -> bool {
    decisions.iter().all(|(truth, taken, _)| truth == taken)
}

/// Compares probabilities (n × labels, each for itself in 0…1) with the true sets of labels
/// (indexes into `labels`).
///
/// # Panics
/// Where the shapes do not agree.
pub fn evaluate_multi_label(
    probabilities: ArrayView2<'_, f32>,
    truth: &[Vec<usize>],
    labels: &[String],
) -> MultiLabelEvaluation {
    let decisions = decide(probabilities, truth, labels.len());
    let tally = Tally::of(labels.len(), decisions.iter());
    let [subset_accuracy, micro_f1, macro_f1, error] = tally.headline();
    let mut log_loss = 0.0;
    for (row, decisions) in probabilities.rows().into_iter().zip(&decisions) {
        for (value, (truth, ..)) in row.iter().zip(decisions) {
            let value = f64::from(*value);
            let given = if *truth { value } else { 1.0 - value };
            log_loss -= given.max(1e-12).ln();
        }
    }
    let classes = labels.iter().zip(&tally.counts);
    MultiLabelEvaluation {
        examples: truth.len(),
        subset_accuracy,
        micro_f1,
        macro_f1,
        macro_recall: tally.mean(|(hit, _, support)| ratio(hit, support)),
        expected_calibration_error: error,
        log_loss: log_loss / (truth.len() * labels.len()).max(1) as f64,
        classes: classes
            .map(|(label, counts)| ClassFigures::of(label, *counts))
            .collect(),
    }
}

impl fmt::Display for MultiLabelEvaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} examples   subset accuracy {:.3}   micro-F1 {:.3}   macro-F1 {:.3}   calibration error {:.3}",
            self.examples,
            self.subset_accuracy,
            self.micro_f1,
            self.macro_f1,
            self.expected_calibration_error
        )?;
        writeln!(f)?;
        ClassFigures::table(&self.classes, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn figures_agree_with_a_count_by_hand() {
        let labels = ["slow", "ugly"].map(String::from);
        // Taken: slow; slow and ugly; none; ugly.
        let probabilities = array![[0.9, 0.2], [0.8, 0.5], [0.1, 0.4], [0.3, 0.7]];
        let truth = [vec![0], vec![0], vec![], vec![0, 1]];
        let found = evaluate_multi_label(probabilities.view(), &truth, &labels);
        assert_eq!(found.subset_accuracy, 0.5);
        // slow: 2 hits, 2 taken, 3 true. ugly: 1 hit, 2 taken, 1 true.
        assert!((found.classes[0].recall - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.classes[1].precision, 0.5);
        assert!((found.macro_f1 - (0.8 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert!((found.micro_f1 - 6.0 / 8.0).abs() < 1e-12);
        assert!((found.macro_recall - (2.0 / 3.0 + 1.0) / 2.0).abs() < 1e-12);
        // Confidences .9 .8 .8 .5 .9 .6 .7 .7; wrong are the .5 (ugly taken) and one .7 (slow
        // missed). Bins of a fifteenth: .9 twice, .8 twice, .7 twice, .5 and .6 alone.
        let gap = (0.2 + 0.4 + 0.4 + 0.5 + 0.4) / 8.0;
        assert!(
            (found.expected_calibration_error - gap).abs() < 1e-6,
            "{found}"
        );
        assert!(found.to_string().contains("subset accuracy 0.500"));
    }

    #[test]
    fn no_examples_and_labels_that_do_not_occur_give_no_nan() {
        let labels = ["slow", "ugly"].map(String::from);
        let none = evaluate_multi_label(ndarray::Array2::zeros((0, 2)).view(), &[], &labels);
        assert_eq!((none.subset_accuracy, none.log_loss), (0.0, 0.0));
        let found = evaluate_multi_label(array![[0.9, 0.1]].view(), &[vec![0]], &labels);
        assert_eq!((found.macro_f1, found.classes[1].support), (1.0, 0));
    }
}
