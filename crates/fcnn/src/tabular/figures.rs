//! How right predictions were, in numbers.

use super::ranking::Ranking;
use super::{Predictions, Target};
use crate::calibration::Bins;
use crate::evaluate::{ClassFigures, ratio};
use crate::{Evaluation, evaluate};
use serde::Serialize;

/// Figures of any task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "task", rename_all = "kebab-case")]
pub enum Figures {
    /// Of two classes.
    Binary(BinaryFigures),
    /// Of several.
    MultiClass(ClassesFigures),
    /// Of numbers.
    Regression(NumberFigures),
}

/// Figures of two classes; a ratio whose denominator is zero is 0. Rows are taken for the second class
/// from a probability of one half on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BinaryFigures {
    /// Rows looked at.
    pub rows: usize,
    /// The class that precision, recall, F1 and the areas are of.
    pub positive: String,
    /// Share of rows of that class.
    pub prevalence: f64,
    /// Share of rows taken for what they are.
    pub accuracy: f64,
    /// Of the rows taken for the class, the share that are.
    pub precision: f64,
    /// Of the rows of the class, the share that were found.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Area under the receiver operating characteristic.
    pub roc_auc: f64,
    /// Average precision, the area under the precision-recall curve.
    pub pr_auc: f64,
    /// Mean gap between the class's probability and its share over 15 equal bins of probability, weighted
    /// by their size (Naeini et al., 2015).
    pub expected_calibration_error: f64,
    /// Mean squared distance of the probability from the truth (Brier, 1950).
    pub brier: f64,
    /// Mean negative logarithm of the true class's probability, in nats.
    pub log_loss: f64,
    /// How often each true class (outer) was taken for each class (inner).
    pub confusion: Vec<Vec<usize>>,
    /// The classes' names, in the order of the confusion matrix.
    pub labels: Vec<String>,
}

/// Figures of several classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassesFigures {
    /// Accuracy, macro-F1, calibration error of the most probable class, log loss, each class, confusion.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Mean area under the receiver operating characteristic of each class that occurs against the others.
    pub roc_auc: f64,
    /// Mean average precision of each class that occurs.
    pub pr_auc: f64,
    /// Mean squared distance of the probabilities from the truth, summed over the classes (Brier, 1950).
    pub brier: f64,
}

/// Figures of numbers, in the target's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumberFigures {
    /// Rows looked at.
    pub rows: usize,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Share of the variance that is told, 1 − squared errors over squared distances from the mean; 0 where
    /// nothing varies.
    pub r2: f64,
}

/// The figures of predictions against the truth.
///
/// # Panics
/// Where there are not as many of one as of the other, or they are of different tasks.
pub(super) fn figures_of(said: &Predictions, truth: &Target) -> Figures {
    assert_eq!(said.len(), truth.len(), "a truth for every row");
    match (said, truth) {
        (Predictions::Classes(probabilities), Target::Classes { rows, labels }) => {
            let evaluation = evaluate(probabilities.view(), rows, labels);
            if labels.len() == 2 {
                let yes = probabilities.column(1);
                let pairs = yes
                    .iter()
                    .zip(rows)
                    .map(|(p, row)| (f64::from(*p), *row == 1));
                return Figures::Binary(BinaryFigures::of(&pairs.collect::<Vec<_>>(), evaluation));
            }
            let (mut roc, mut pr, mut occurring) = (0.0, 0.0, 0);
            for class in 0..labels.len() {
                if rows.contains(&class) {
                    let column = probabilities.column(class);
                    let scores = column.iter().map(|p| f64::from(*p));
                    let ranking = Ranking::of(scores.zip(rows.iter().map(|row| *row == class)));
                    roc += ranking.roc_auc();
                    pr += ranking.pr_auc();
                    occurring += 1;
                }
            }
            let mean = |sum: f64| sum / f64::from(occurring.max(1));
            let mut squares = 0.0;
            for (said, truth) in probabilities.rows().into_iter().zip(rows) {
                for (class, p) in said.iter().enumerate() {
                    squares += (f64::from(*p) - f64::from(u8::from(class == *truth))).powi(2);
                }
            }
            Figures::MultiClass(ClassesFigures {
                roc_auc: mean(roc),
                pr_auc: mean(pr),
                brier: squares / rows.len().max(1) as f64,
                evaluation,
            })
        }
        (Predictions::Numbers(said), Target::Numbers(truth)) => Figures::Regression(
            NumberFigures::of(said.iter().zip(truth).map(|(s, t)| (*s, *t))),
        ),
        _ => panic!("predictions of another task than the truth"),
    }
}

impl BinaryFigures {
    fn of(pairs: &[(f64, bool)], evaluation: Evaluation) -> Self {
        let ClassFigures {
            label,
            precision,
            recall,
            f1,
            support,
        } = evaluation.classes[1].clone();
        let ranking = Ranking::of(pairs.iter().copied());
        let mut bins = Bins::default();
        let mut squares = 0.0;
        for (p, is) in pairs {
            bins.add(*p, *is);
            squares += (p - f64::from(u8::from(*is))).powi(2);
        }
        Self {
            rows: pairs.len(),
            positive: label,
            prevalence: ratio(support, pairs.len()),
            accuracy: evaluation.accuracy,
            precision,
            recall,
            f1,
            roc_auc: ranking.roc_auc(),
            pr_auc: ranking.pr_auc(),
            expected_calibration_error: bins.error(),
            brier: squares / pairs.len().max(1) as f64,
            log_loss: evaluation.log_loss,
            confusion: evaluation.confusion,
            labels: evaluation
                .classes
                .into_iter()
                .map(|class| class.label)
                .collect(),
        }
    }
}

impl NumberFigures {
    fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Self {
        let pairs: Vec<(f64, f64)> = pairs.collect();
        let count = pairs.len().max(1) as f64;
        let mean = pairs.iter().map(|(_, truth)| truth).sum::<f64>() / count;
        let errors: f64 = pairs
            .iter()
            .map(|(said, truth)| (said - truth).powi(2))
            .sum();
        let apart: f64 = pairs.iter().map(|(_, truth)| (truth - mean).powi(2)).sum();
        Self {
            rows: pairs.len(),
            rmse: (errors / count).sqrt(),
            mae: pairs
                .iter()
                .map(|(said, truth)| (said - truth).abs())
                .sum::<f64>()
                / count,
            r2: if apart > 0.0 {
                1.0 - errors / apart
            } else {
                0.0
            },
        }
    }
}

/// The metric of an epoch line: accuracy, or the mean absolute error of numbers.
pub(super) fn one_number(said: &Predictions, truth: &Target) -> f64 {
    match (said, truth) {
        (Predictions::Classes(probabilities), Target::Classes { rows, .. }) => {
            let right = probabilities
                .rows()
                .into_iter()
                .zip(rows)
                .filter(|(said, row)| {
                    let top = said[**row];
                    // Of equal probabilities the first counts.
                    said.iter()
                        .enumerate()
                        .all(|(class, p)| *p < top || (*p == top && class >= **row))
                });
            ratio(right.count(), rows.len())
        }
        (Predictions::Numbers(said), Target::Numbers(truth)) => {
            NumberFigures::of(said.iter().zip(truth).map(|(s, t)| (*s, *t))).mae
        }
        _ => f64::NAN,
    }
}

impl Figures {
    /// Rows looked at.
    pub fn rows(&self) -> usize {
        match self {
            Self::Binary(figures) => figures.rows,
            Self::MultiClass(figures) => figures.evaluation.examples,
            Self::Regression(figures) => figures.rows,
        }
    }

    /// The figures to compare models by, each with its name in JSON.
    pub fn headline(&self) -> Vec<(&'static str, f64)> {
        match self {
            Self::Binary(it) => vec![
                ("roc_auc", it.roc_auc),
                ("pr_auc", it.pr_auc),
                ("accuracy", it.accuracy),
                ("precision", it.precision),
                ("recall", it.recall),
                ("f1", it.f1),
                ("expected_calibration_error", it.expected_calibration_error),
                ("brier", it.brier),
                ("log_loss", it.log_loss),
            ],
            Self::MultiClass(it) => vec![
                ("accuracy", it.evaluation.accuracy),
                ("macro_f1", it.evaluation.macro_f1),
                ("macro_recall", it.evaluation.macro_recall),
                ("roc_auc", it.roc_auc),
                ("pr_auc", it.pr_auc),
                (
                    "expected_calibration_error",
                    it.evaluation.expected_calibration_error,
                ),
                ("brier", it.brier),
                ("log_loss", it.evaluation.log_loss),
            ],
            Self::Regression(it) => vec![("rmse", it.rmse), ("mae", it.mae), ("r2", it.r2)],
        }
    }

    /// The figure by which columns are weighed and settings searched, higher is better: area under the
    /// receiver operating characteristic, or R².
    pub(super) fn score(&self) -> f64 {
        match self {
            Self::Binary(figures) => figures.roc_auc,
            Self::MultiClass(figures) => figures.roc_auc,
            Self::Regression(figures) => figures.r2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    #[test]
    fn figures_of_two_classes_agree_with_a_count_by_hand() {
        let said = Predictions::Classes(array![[0.1, 0.9], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]]);
        let truth = Target::Classes {
            rows: vec![1, 0, 0, 1],
            labels: ["no", "yes"].map(String::from).to_vec(),
        };
        let Figures::Binary(found) = figures_of(&said, &truth) else {
            panic!("two classes")
        };
        assert_eq!(found.confusion, [vec![1, 1], vec![1, 1]]);
        assert_eq!(
            (found.accuracy, found.precision, found.recall),
            (0.5, 0.5, 0.5)
        );
        assert_eq!(found.roc_auc, 0.75);
        assert!((found.brier - (0.01 + 0.04 + 0.36 + 0.49) / 4.0).abs() < 1e-6);
        // Four bins of one row each: gaps 0.1, 0.2, 0.6, 0.7.
        assert!((found.expected_calibration_error - 1.6 / 4.0).abs() < 1e-6);
        assert_eq!(found.positive, "yes");
        assert_eq!(one_number(&said, &truth), 0.5);
    }

    #[test]
    fn figures_of_numbers_are_in_their_unit() {
        let said = Predictions::Numbers(Array1::from_vec(vec![1.0, 2.0, 5.0]));
        let truth = Target::Numbers(vec![1.0, 4.0, 4.0]);
        let Figures::Regression(found) = figures_of(&said, &truth) else {
            panic!("numbers")
        };
        assert!((found.mae - 1.0).abs() < 1e-12);
        assert!((found.rmse - (5f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((found.r2 - (1.0 - 5.0 / 6.0)).abs() < 1e-12);
    }
}
