use crate::calibration::Bins;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How right a head's probabilities were on labeled examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Examples looked at.
    pub examples: usize,
    /// Share of examples whose most probable label is the true one.
    pub accuracy: f64,
    /// Mean F1 of the labels that occur.
    pub macro_f1: f64,
    /// Mean recall of the labels that occur.
    pub macro_recall: f64,
    /// Mean gap between confidence and accuracy over 15 equal bins of confidence, weighted by
    /// their size (Naeini et al., 2015).
    pub expected_calibration_error: f64,
    /// Mean negative logarithm of the true label's probability, in nats.
    pub log_loss: f64,
    /// Figures for each label, in the head's order.
    pub classes: Vec<ClassFigures>,
    /// How often each true label (outer) was taken for each label (inner).
    pub confusion: Vec<Vec<usize>>,
}

/// One label's figures. A ratio whose denominator is zero is 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// The label.
    pub label: String,
    /// Of the examples taken for this label, the share that are.
    pub precision: f64,
    /// Of the examples of this label, the share that were found.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Examples of this label.
    pub support: usize,
}

/// What a head took an example for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) truth: usize,
    pub(crate) taken: usize,
    pub(crate) confidence: f64,
}

/// Takes each example for its most probable label; of equals the first.
///
/// # Panics
/// Where the shapes do not agree.
pub(crate) fn decide(
    probabilities: ArrayView2<'_, f32>,
    truth: &[usize],
    labels: usize,
) -> Vec<Decision> {
    assert_eq!(probabilities.nrows(), truth.len(), "a truth for every row");
    assert_eq!(
        probabilities.ncols(),
        labels,
        "a probability for every label"
    );
    let rows = probabilities.rows().into_iter().zip(truth);
    rows.map(|(row, &truth)| {
        let mut taken = 0;
        for (index, value) in row.iter().enumerate() {
            if *value > row[taken] {
                taken = index;
            }
        }
        Decision {
            truth,
            taken,
            confidence: f64::from(row[taken]),
        }
    })
    .collect()
}

/// Decisions, counted.
pub(crate) struct Tally {
    confusion: Vec<Vec<usize>>,
    bins: Bins,
}

impl Tally {
    pub(crate) fn of<'a>(labels: usize, decisions: impl Iterator<Item = &'a Decision>) -> Self {
        let mut tally = Self {
            confusion: vec![vec![0; labels]; labels],
            bins: Bins::default(),
        };
        for decision in decisions {
            tally.confusion[decision.truth][decision.taken] += 1;
            let right = decision.taken == decision.truth;
            tally.bins.add(decision.confidence, right);
        }
        tally
    }

    /// Hits, examples taken for the label, and examples of the label.
    fn counts(&self, label: usize) -> (usize, usize, usize) {
        (
            self.confusion[label][label],
            self.confusion.iter().map(|row| row[label]).sum(),
            self.confusion[label].iter().sum(),
        )
    }

    /// Accuracy, macro-F1, macro recall and expected calibration error.
    pub(crate) fn headline(&self) -> [f64; 4] {
        let (mut right, mut all, mut occurring) = (0, 0, 0);
        let (mut f1, mut recall) = (0.0, 0.0);
        for label in 0..self.confusion.len() {
            let (hit, taken, support) = self.counts(label);
            right += hit;
            all += support;
            if support > 0 {
                occurring += 1;
                f1 += ratio(2 * hit, taken + support);
                recall += ratio(hit, support);
            }
        }
        let mean = |sum: f64| sum / f64::from(occurring.max(1));
        [ratio(right, all), mean(f1), mean(recall), self.bins.error()]
    }
}

/// Compares probabilities (n × labels, each row summing to one) with the true labels (indexes
/// into `labels`). Of equal probabilities the first counts.
///
/// # Panics
/// Where the shapes do not agree or a true label is not among the labels.
pub fn evaluate(
    probabilities: ArrayView2<'_, f32>,
    truth: &[usize],
    labels: &[String],
) -> Evaluation {
    let decisions = decide(probabilities, truth, labels.len());
    let tally = Tally::of(labels.len(), decisions.iter());
    let [accuracy, macro_f1, macro_recall, expected_calibration_error] = tally.headline();
    let mut log_loss = 0.0;
    for (row, &label) in probabilities.rows().into_iter().zip(truth) {
        log_loss -= f64::from(row[label]).max(1e-12).ln();
    }
    let classes = labels.iter().enumerate();
    Evaluation {
        examples: truth.len(),
        accuracy,
        macro_f1,
        macro_recall,
        expected_calibration_error,
        log_loss: log_loss / truth.len().max(1) as f64,
        classes: classes
            .map(|(index, label)| ClassFigures::of(label, tally.counts(index)))
            .collect(),
        confusion: tally.confusion,
    }
}

impl ClassFigures {
    /// From hits, examples taken for the label, and examples of the label.
    pub(crate) fn of(label: &str, (hit, taken, support): (usize, usize, usize)) -> Self {
        Self {
            label: label.to_owned(),
            precision: ratio(hit, taken),
            recall: ratio(hit, support),
            f1: ratio(2 * hit, taken + support),
            support,
        }
    }

    /// Figures one below the other, a line a label.
    pub(crate) fn table(classes: &[Self], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = label_width(classes);
        writeln!(f, "{:width$}  precision  recall     F1  support", "label")?;
        for class in classes {
            writeln!(
                f,
                "{:width$}  {:9.3}  {:6.3}  {:5.3}  {:7}",
                class.label, class.precision, class.recall, class.f1, class.support
            )?;
        }
        Ok(())
    }
}

fn label_width(classes: &[ClassFigures]) -> usize {
    let width = classes.iter().map(|class| class.label.chars().count());
    width.max().unwrap_or(0).max("truth".len())
}

pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} examples   accuracy {:.3}   macro-F1 {:.3}   macro recall {:.3}   calibration error {:.3}",
            self.examples,
            self.accuracy,
            self.macro_f1,
            self.macro_recall,
            self.expected_calibration_error
        )?;
        let width = label_width(&self.classes);
        writeln!(f)?;
        ClassFigures::table(&self.classes, f)?;
        writeln!(f)?;
        write!(f, "{:width$}", "truth")?;
        for class in &self.classes {
            let column = class.label.chars().count().max(6);
            write!(f, "  {:>column$}", class.label)?;
        }
        writeln!(f, "   (taken for)")?;
        for (class, row) in self.classes.iter().zip(&self.confusion) {
            write!(f, "{:width$}", class.label)?;
            for (taken, count) in self.classes.iter().zip(row) {
                let column = taken.label.chars().count().max(6);
                write!(f, "  {count:>column$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn labels() -> Vec<String> {
        ["bad", "so", "good"].map(String::from).to_vec()
    }

    #[test]
    fn figures_agree_with_a_count_by_hand() {
        // Taken for: bad, bad, so, good, so, good.
        let probabilities = array![
            [0.8, 0.1, 0.1],
            [0.6, 0.2, 0.2],
            [0.2, 0.7, 0.1],
            [0.1, 0.0, 0.9],
            [0.1, 0.5, 0.4],
            [0.0, 0.0, 1.0]
        ];
        let evaluation = evaluate(probabilities.view(), &[0, 1, 1, 2, 2, 2], &labels());
        assert_eq!(
            evaluation.confusion,
            [vec![1, 0, 0], vec![1, 1, 0], vec![0, 1, 2]]
        );
        assert!((evaluation.accuracy - 4.0 / 6.0).abs() < 1e-12);
        assert!((evaluation.classes[0].precision - 0.5).abs() < 1e-12);
        assert!((evaluation.classes[2].recall - 2.0 / 3.0).abs() < 1e-12);
        let f1 = (2.0 / 3.0 + 0.5 + 0.8) / 3.0;
        assert!((evaluation.macro_f1 - f1).abs() < 1e-12);
        // Bins by confidence: .5, .6, .7, .8, .9, 1 each alone; gaps .5 .6 .3 .2 .1 0.
        let gap = (0.5 + 0.6 + 0.3 + 0.2 + 0.1) / 6.0;
        assert!((evaluation.expected_calibration_error - gap).abs() < 1e-6);
    }

    #[test]
    fn labels_that_do_not_occur_leave_the_means_alone() {
        let probabilities = array![[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]];
        let evaluation = evaluate(probabilities.view(), &[0, 2], &labels());
        assert_eq!(evaluation.macro_f1, 1.0);
        assert_eq!(evaluation.classes[1].support, 0);
    }

    #[test]
    fn no_examples_give_zeros_and_no_nan() {
        let evaluation = evaluate(ndarray::Array2::zeros((0, 3)).view(), &[], &labels());
        assert_eq!(evaluation.accuracy, 0.0);
        assert_eq!(evaluation.expected_calibration_error, 0.0);
    }

    #[test]
    fn the_table_names_every_label_twice() {
        let probabilities = array![[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]];
        let table = evaluate(probabilities.view(), &[0, 2], &labels()).to_string();
        for label in labels() {
            assert!(table.matches(&label).count() >= 3, "{table}");
        }
    }
}
