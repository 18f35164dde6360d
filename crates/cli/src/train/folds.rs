//! k-fold cross-validation: every text is held out once, and judged by a head that has not seen it
//! (Stone, 1974; stratified: Kohavi, 1995).

use super::learning::{Examined, Learning};
use crate::failure::Failure;
use crate::split::{self, normalized};
use anyhow::{Context, Result};
use hearken_fcnn::{Figures, Measurement};
use ndarray::Array2;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt;

/// What cross-validation found.
#[derive(Debug, Serialize)]
pub(super) struct Folds {
    /// How many folds there are.
    pub(super) count: usize,
    /// The headline figures of each fold.
    #[serde(serialize_with = "headlines")]
    folds: Vec<Figures>,
    /// Of the folds' headline figures.
    mean: Map<String, Value>,
    /// Of the folds' headline figures, the sample's (n − 1).
    standard_deviation: Map<String, Value>,
    /// The figures over all texts, each judged by the head of the fold that held it out.
    pub(super) pooled: Measurement,
}

/// Trains a head for each fold on the others, and judges it on the fold. The epoch and the
/// temperature are chosen by `validation`, less what the fold has too, or else by a tenth of the
/// training part: never by the fold.
pub(super) fn cross_validate(
    labeled: &Examined,
    validation: Option<&Examined>,
    learning: Learning<'_>,
    count: usize,
) -> Result<Folds> {
    let (names, seed) = (learning.names, learning.settings.seed);
    let rows = &labeled.rows;
    let fold_of = split::folds(rows, count, seed);
    if fold_of.iter().collect::<BTreeSet<_>>().len() < count {
        return Err(Failure::error(
            format!("there are fewer different texts than {count} folds"),
            "choose fewer folds with --folds, or label more texts",
        ));
    }
    let mut probabilities = Array2::zeros((rows.len(), names.len()));
    let mut figures = Vec::new();
    for fold in 0..count {
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|row| fold_of[*row] == fold);
        let rest = labeled.select(&rest);
        let (fitted, choosing) = match validation {
            Some(validation) => {
                let texts = held.iter().map(|row| normalized(&rows[*row].text));
                let texts: BTreeSet<String> = texts.collect();
                (rest, validation.without(&texts))
            }
            None => rest.hold_out(seed),
        };
        let name = format!("fold {}/{count}", fold + 1);
        let head = learning
            .head(&fitted, &choosing, &name)
            .with_context(|| name.clone())?;
        let held_out = labeled.select(&held);
        let said = held_out.given.classified(&head)?;
        for (row, said) in held.iter().zip(said.rows()) {
            probabilities.row_mut(*row).assign(&said);
        }
        let truth = held_out.truth.targets();
        figures.push(hearken_fcnn::figures(said.view(), truth, names));
    }
    let truth = labeled.truth.targets();
    let pooled = hearken_fcnn::measure(probabilities.view(), truth, names);
    let (mean, standard_deviation) = spread(&figures);
    Ok(Folds {
        count,
        folds: figures,
        mean,
        standard_deviation,
        pooled,
    })
}

/// Mean and standard deviation of the headline figures.
fn spread(folds: &[Figures]) -> (Map<String, Value>, Map<String, Value>) {
    let (mut means, mut deviations) = (Map::new(), Map::new());
    let Some(first) = folds.first() else {
        return (means, deviations);
    };
    for (place, (name, _)) in first.headline().into_iter().enumerate() {
        let values = folds.iter().map(|fold| fold.headline()[place].1);
        let mean = values.clone().sum::<f64>() / folds.len() as f64;
        let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
        let freedom = (folds.len() - 1).max(1) as f64;
        means.insert(name.to_owned(), json!(mean));
        deviations.insert(name.to_owned(), json!((squares / freedom).sqrt()));
    }
    (means, deviations)
}

fn headlines<S: serde::Serializer>(folds: &[Figures], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(folds.iter().map(|fold| {
        let mut json = Map::new();
        json.insert("examples".to_owned(), json!(fold.examples()));
        for (name, value) in fold.headline() {
            json.insert(name.to_owned(), json!(value));
        }
        json
    }))
}

impl fmt::Display for Folds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fold) in (1..).zip(&self.folds) {
            write!(f, "fold {number}/{}: {} texts", self.count, fold.examples())?;
            for (name, value) in fold.headline() {
                write!(f, "   {} {value:.3}", spoken(name))?;
            }
            writeln!(f)?;
        }
        write!(f, "mean ± standard deviation:")?;
        for ((name, mean), deviation) in self.mean.iter().zip(self.standard_deviation.values()) {
            let number = |value: &Value| value.as_f64().unwrap_or(0.0);
            let (mean, deviation) = (number(mean), number(deviation));
            write!(f, "   {} {mean:.3} ± {deviation:.3}", spoken(name))?;
        }
        write!(f, "\n\nout of fold: {}", self.pooled)
    }
}

/// A figure's name in words.
pub(super) fn spoken(name: &str) -> String {
    name.replace("_f1", "-F1")
        .replace("expected_", "")
        .replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_fcnn::Targets;
    use ndarray::array;

    #[test]
    fn the_spread_is_that_of_the_sample() {
        let names = ["a", "b"].map(String::from);
        let fold = |right: usize| {
            let probabilities = array![[0.9, 0.1], [0.9, 0.1]];
            let truth: Vec<usize> = (0..2).map(|row| usize::from(row >= right)).collect();
            hearken_fcnn::figures(probabilities.view(), Targets::One(&truth), &names)
        };
        let (mean, deviation) = spread(&[fold(2), fold(1)]);
        assert_eq!(mean["accuracy"], 0.75);
        let found = deviation["accuracy"].as_f64().unwrap();
        assert!((found - 0.125f64.sqrt()).abs() < 1e-12);
        assert_eq!(spread(&[fold(2)]).1["accuracy"], 0.0);
    }
}
