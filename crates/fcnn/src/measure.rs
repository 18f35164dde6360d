//! Everything that labeled examples say about probabilities: figures, their doubt, and what
//! leaving the unsure ones out would bring.

use crate::bootstrap::{Interval, intervals};
use crate::coverage::{CoveragePoint, coverage};
use crate::{Evaluation, MultiLabelEvaluation, Targets, evaluate, multi_label};
use ndarray::ArrayView2;
use serde::{Serialize, Serializer};
use std::fmt;

/// Figures of either task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Figures {
    /// Of examples with one label each.
    MultiClass(Evaluation),
    /// Of examples with any number of labels.
    MultiLabel(MultiLabelEvaluation),
}

/// What [`measure`] finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Between what the headline figures lie in 95 % of 1,000 resamples of the examples, in the
    /// order of [`Figures::headline`]. A calibration error cannot fall below 0 and grows with
    /// chance, so its interval tends to lie high where examples are few.
    #[serde(serialize_with = "by_name")]
    pub intervals: [(&'static str, Interval); 4],
    /// Accuracy (multi-label: subset accuracy) on the most certain part of the examples, from all
    /// of them down to a tenth. How certain an example is, is the probability of its most probable
    /// label; with several labels that of its least certain decision.
    pub coverage: Vec<CoveragePoint>,
}

const MULTI_CLASS: [&str; 4] = [
    "accuracy",
    "macro_f1",
    "macro_recall",
    "expected_calibration_error",
];
const MULTI_LABEL: [&str; 4] = [
    "subset_accuracy",
    "micro_f1",
    "macro_f1",
    "expected_calibration_error",
];

impl Figures {
    /// Examples looked at.
    pub fn examples(&self) -> usize {
        match self {
            Self::MultiClass(figures) => figures.examples,
            Self::MultiLabel(figures) => figures.examples,
        }
    }

    /// The figures to compare heads by, each 0…1 with its name in JSON. Multi-class: accuracy,
    /// macro-F1, macro recall, expected calibration error; multi-label: subset accuracy, micro-F1,
    /// macro-F1, expected calibration error.
    pub fn headline(&self) -> [(&'static str, f64); 4] {
        match self {
            Self::MultiClass(figures) => named(
                MULTI_CLASS,
                [
                    figures.accuracy,
                    figures.macro_f1,
                    figures.macro_recall,
                    figures.expected_calibration_error,
                ],
            ),
            Self::MultiLabel(figures) => named(
                MULTI_LABEL,
                [
                    figures.subset_accuracy,
                    figures.micro_f1,
                    figures.macro_f1,
                    figures.expected_calibration_error,
                ],
            ),
        }
    }
}

fn named<T>(names: [&'static str; 4], values: [T; 4]) -> [(&'static str, T); 4] {
    let mut values = values.into_iter();
    names.map(|name| (name, values.next().expect("as many values as names")))
}

/// The figures of probabilities (n × labels) against the truth.
///
/// # Panics
/// Where the shapes do not agree or a true label is not among the labels.
pub fn figures(
    probabilities: ArrayView2<'_, f32>,
    truth: Targets<'_>,
    labels: &[String],
) -> Figures {
    match truth {
        Targets::One(truth) => Figures::MultiClass(evaluate(probabilities, truth, labels)),
        Targets::Several(truth) => Figures::MultiLabel(multi_label::evaluate_multi_label(
            probabilities,
            truth,
            labels,
        )),
    }
}

/// The figures of probabilities (n × labels) against the truth, with bootstrap intervals and the
/// coverage curve. The same examples in the same order give the same numbers, whatever the number
/// of threads.
///
/// # Panics
/// Where the shapes do not agree or a true label is not among the labels.
pub fn measure(
    probabilities: ArrayView2<'_, f32>,
    truth: Targets<'_>,
    labels: &[String],
) -> Measurement {
    let (names, intervals, curve) = match truth {
        Targets::One(truth) => {
            let decisions = evaluate::decide(probabilities, truth, labels.len());
            let certain = decisions.iter().map(|d| (d.confidence, d.taken == d.truth));
            let drawn = intervals(decisions.len(), |chosen| {
                let chosen = chosen.map(|index| &decisions[index]);
                evaluate::Tally::of(labels.len(), chosen).headline()
            });
            (MULTI_CLASS, drawn, coverage(&certain.collect::<Vec<_>>()))
        }
        Targets::Several(truth) => {
            let decisions = multi_label::decide(probabilities, truth, labels.len());
            let certain = decisions.iter().map(|example| {
                let least = example.iter().map(|(_, _, sure)| *sure);
                (least.fold(1.0, f64::min), multi_label::exact(example))
            });
            let drawn = intervals(decisions.len(), |chosen| {
                let chosen = chosen.map(|index| &decisions[index]);
                multi_label::Tally::of(labels.len(), chosen).headline()
            });
            (MULTI_LABEL, drawn, coverage(&certain.collect::<Vec<_>>()))
        }
    };
    Measurement {
        figures: figures(probabilities, truth, labels),
        intervals: named(names, intervals),
        coverage: curve,
    }
}

fn by_name<S: Serializer>(
    intervals: &[(&'static str, Interval); 4],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(intervals.iter().copied())
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MultiClass(figures) => figures.fmt(f),
            Self::MultiLabel(figures) => figures.fmt(f),
        }
    }
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.figures.fmt(f)?;
        writeln!(f, "\n95 % interval of 1,000 resamples")?;
        for ((name, interval), (_, value)) in self.intervals.iter().zip(self.figures.headline()) {
            let name = name.replace("_f1", "-F1").replace('_', " ");
            let Interval { low, high } = interval;
            writeln!(f, "{name:26}  {value:5.3}  {low:.3}–{high:.3}")?;
        }
        writeln!(f, "\nmost certain  examples  confidence from  accuracy")?;
        for point in &self.coverage {
            writeln!(
                f,
                "{:>10.0} %  {:8}  {:15.3}  {:8.3}",
                point.coverage * 100.0,
                point.examples,
                point.confidence,
                point.accuracy
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn the_interval_holds_the_figure_and_is_wide_for_few_examples() {
        let labels = ["no", "yes"].map(String::from);
        let probabilities = array![[0.8, 0.2], [0.3, 0.7], [0.6, 0.4], [0.1, 0.9]];
        let few = measure(probabilities.view(), Targets::One(&[0, 1, 1, 1]), &labels);
        let rows: Vec<usize> = (0..400).map(|row| row % 4).collect();
        let many = probabilities.select(ndarray::Axis(0), &rows);
        let truth: Vec<usize> = rows.iter().map(|row| [0, 1, 1, 1][*row]).collect();
        let many = measure(many.view(), Targets::One(&truth), &labels);
        let wide = |found: &Measurement| found.intervals[0].1.high - found.intervals[0].1.low;
        assert_eq!(few.intervals[0].1.high, 1.0);
        assert!(wide(&few) > 0.5 && wide(&many) < 0.1, "{few}{many}");
        for ((name, interval), (other, value)) in many.intervals.iter().zip(many.figures.headline())
        {
            assert_eq!(*name, other);
            assert!(interval.low <= value && value <= interval.high, "{many}");
        }
        assert_eq!(many.coverage[9].accuracy, 1.0);
    }

    #[test]
    fn the_json_names_every_interval() {
        let labels = ["slow", "ugly"].map(String::from);
        let truth = [vec![0], vec![], vec![0, 1]];
        let probabilities = array![[0.9, 0.2], [0.8, 0.1], [0.6, 0.9]];
        let found = measure(probabilities.view(), Targets::Several(&truth), &labels);
        let json = serde_json::to_value(&found).unwrap();
        for name in MULTI_LABEL {
            assert!(json[name].is_number(), "{json}");
            assert!(json["intervals"][name]["low"].is_number(), "{json}");
        }
        assert_eq!(json["coverage"].as_array().unwrap().len(), 10);
        assert_eq!(found.coverage[0].confidence, f64::from(0.6f32));
    }

    #[test]
    fn no_examples_can_be_measured() {
        let labels = ["no", "yes"].map(String::from);
        let none = measure(Array2::zeros((0, 2)).view(), Targets::One(&[]), &labels);
        assert_eq!((none.figures.examples(), none.coverage.len()), (0, 0));
    }
}
