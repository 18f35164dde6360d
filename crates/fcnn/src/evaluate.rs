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

const BINS: usize = 15;

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
    let classes = labels.len();
    assert_eq!(probabilities.nrows(), truth.len(), "a truth for every row");
    assert_eq!(
        probabilities.ncols(),
        classes,
        "a probability for every label"
    );
    let mut confusion = vec![vec![0usize; classes]; classes];
    let mut bins = [(0usize, 0usize, 0f64); BINS];
    let mut log_loss = 0.0;
    for (row, &label) in probabilities.rows().into_iter().zip(truth) {
        let mut best = 0;
        for (index, value) in row.iter().enumerate() {
            if *value > row[best] {
                best = index;
            }
        }
        confusion[label][best] += 1;
        log_loss -= f64::from(row[label]).max(1e-12).ln();
        let confidence = f64::from(row[best]);
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += usize::from(best == label);
        bin.2 += confidence;
    }
    let examples = truth.len();
    let right: usize = (0..classes).map(|label| confusion[label][label]).sum();
    let figures: Vec<_> = (0..classes)
        .map(|label| {
            let support: usize = confusion[label].iter().sum();
            let taken: usize = confusion.iter().map(|row| row[label]).sum();
            let hit = confusion[label][label];
            ClassFigures {
                label: labels[label].clone(),
                precision: ratio(hit, taken),
                recall: ratio(hit, support),
                f1: ratio(2 * hit, taken + support),
                support,
            }
        })
        .collect();
    let occurring: Vec<_> = figures.iter().filter(|class| class.support > 0).collect();
    let mean = |value: fn(&ClassFigures) -> f64| {
        occurring.iter().map(|class| value(class)).sum::<f64>() / occurring.len().max(1) as f64
    };
    let gap: f64 = bins
        .iter()
        .map(|(_, right, confidence)| (*right as f64 - confidence).abs())
        .sum();
    Evaluation {
        examples,
        accuracy: ratio(right, examples),
        macro_f1: mean(|class| class.f1),
        macro_recall: mean(|class| class.recall),
        expected_calibration_error: gap / examples.max(1) as f64,
        log_loss: log_loss / examples.max(1) as f64,
        classes: figures,
        confusion,
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
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
        let width = self.classes.iter().map(|class| class.label.chars().count());
        let width = width.max().unwrap_or(0).max("truth".len());
        writeln!(f)?;
        writeln!(f, "{:width$}  precision  recall     F1  support", "label")?;
        for class in &self.classes {
            writeln!(
                f,
                "{:width$}  {:9.3}  {:6.3}  {:5.3}  {:7}",
                class.label, class.precision, class.recall, class.f1, class.support
            )?;
        }
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
