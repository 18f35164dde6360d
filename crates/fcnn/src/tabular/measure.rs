//! Figures with their doubt.

use super::figures::figures_of;
use super::{Figures, Predictions, Target};
use crate::Interval;
use crate::bootstrap::intervals;
use crate::evaluate::ClassFigures;
use ndarray::Axis;
use serde::{Serialize, Serializer};
use std::fmt;

/// More figures than any task has.
const MOST: usize = 9;

/// What [`measure`] finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Between what each headline figure lies in 95 % of 1,000 resamples of the rows. A calibration error
    /// cannot fall below 0 and grows with chance, so that its interval tends to lie high.
    #[serde(serialize_with = "by_name")]
    pub intervals: Vec<(&'static str, Interval)>,
}

/// The figures of predictions against the truth.
///
/// # Panics
/// Where there are not as many of one as of the other, or they are of different tasks.
pub fn figures(said: &Predictions, truth: &Target) -> Figures {
    figures_of(said, truth)
}

/// The figures of predictions against the truth, with bootstrap intervals. The same rows in the same
/// order give the same numbers, whatever the number of threads.
///
/// # Panics
/// As for [`figures`].
pub fn measure(said: &Predictions, truth: &Target) -> Measurement {
    let figures = figures_of(said, truth);
    let names: Vec<&'static str> = figures.headline().iter().map(|(name, _)| *name).collect();
    let drawn = intervals::<MOST>(truth.len(), |chosen| {
        let rows: Vec<usize> = chosen.collect();
        let found = figures_of(&said.select(&rows), &truth.select(&rows)).headline();
        std::array::from_fn(|at| found.get(at).map_or(0.0, |(_, value)| *value))
    });
    Measurement {
        figures,
        intervals: names.into_iter().zip(drawn).collect(),
    }
}

/// By how much one model's figure is above another's on the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gain {
    /// Area under the receiver operating characteristic, or R², less that of the other.
    pub value: f64,
    /// 2.5 % of 1,000 resamples of the rows lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

/// What one model's predictions are better than another's of the same rows; rows are drawn for both at
/// once, so that what is hard for both does not count.
///
/// # Panics
/// As for [`figures`].
pub fn gain(with: &Predictions, without: &Predictions, truth: &Target) -> Gain {
    let above = |with: &Predictions, without: &Predictions, truth: &Target| {
        figures_of(with, truth).score() - figures_of(without, truth).score()
    };
    let [interval] = intervals(truth.len(), |chosen| {
        let rows: Vec<usize> = chosen.collect();
        [above(
            &with.select(&rows),
            &without.select(&rows),
            &truth.select(&rows),
        )]
    });
    Gain {
        value: above(with, without, truth),
        low: interval.low,
        high: interval.high,
    }
}

impl Predictions {
    /// Those of some rows, in their order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Classes(probabilities) => Self::Classes(probabilities.select(Axis(0), rows)),
            Self::Numbers(values) => Self::Numbers(values.select(Axis(0), rows)),
        }
    }
}

fn by_name<S: Serializer>(pairs: &[(&'static str, Interval)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(name, interval)| (name, interval)))
}

/// A figure's name in words.
fn spoken(name: &str) -> &str {
    match name {
        "roc_auc" => "ROC-AUC",
        "pr_auc" => "PR-AUC",
        "f1" => "F1",
        "macro_f1" => "macro-F1",
        "macro_recall" => "macro recall",
        "expected_calibration_error" => "calibration error",
        "brier" => "Brier score",
        "log_loss" => "log loss",
        "rmse" => "RMSE",
        "mae" => "MAE",
        "r2" => "R²",
        other => other,
    }
}

/// Numbers of a target's unit have few digits where they are large.
fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows", self.figures.rows())?;
        if let Figures::Binary(figures) = &self.figures {
            let share = 100.0 * figures.prevalence;
            write!(f, ", {share:.1} % of them \"{}\"", figures.positive)?;
        }
        writeln!(f, "\n")?;
        for ((name, value), (_, interval)) in self.figures.headline().iter().zip(&self.intervals) {
            writeln!(
                f,
                "{:18} {:>9}   ({} – {})",
                spoken(name),
                digits(*value),
                digits(interval.low),
                digits(interval.high)
            )?;
        }
        match &self.figures {
            Figures::Binary(figures) => {
                writeln!(f)?;
                matrix(f, &figures.labels, &figures.confusion)
            }
            Figures::MultiClass(figures) => {
                writeln!(f)?;
                ClassFigures::table(&figures.evaluation.classes, f)?;
                let classes = figures.evaluation.classes.iter();
                let labels: Vec<String> = classes.map(|class| class.label.clone()).collect();
                writeln!(f)?;
                matrix(f, &labels, &figures.evaluation.confusion)
            }
            Figures::Regression(_) => Ok(()),
        }
    }
}

/// The confusion matrix.
fn matrix(f: &mut fmt::Formatter<'_>, labels: &[String], counts: &[Vec<usize>]) -> fmt::Result {
    let longest = labels.iter().map(|label| label.chars().count()).max();
    let width = longest.unwrap_or(0).max("truth".len());
    write!(f, "{:width$}", "truth")?;
    for label in labels {
        write!(f, "  {label:>6}")?;
    }
    writeln!(f, "   (taken for)")?;
    for (label, row) in labels.iter().zip(counts) {
        write!(f, "{label:width$}")?;
        for (taken, count) in labels.iter().zip(row) {
            let column = taken.chars().count().max(6);
            write!(f, "  {count:>column$}")?;
        }
        writeln!(f)?;
    }
    Ok(())
}
