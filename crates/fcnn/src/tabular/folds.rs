//! k-fold cross-validation: every row is held out once, and judged by a model that has not seen it
//! (Stone, 1974).

use super::{Column, Epoch, Figures, Part, Predictions, Settings, Target, measure::figures, train};
use crate::Error;
use ndarray::{Array1, Array2};

/// Trains a model for each fold on the rows outside of it, and judges it on the fold; `folds` says the fold
/// of each row, from 0, and `validation` which of the rows chose the epochs where they are not held out
/// themselves. Gives the figures of each fold and what was said of all rows, each by its own fold's
/// model. `progress` is told the fold, from 0.
///
/// # Errors
/// As for [`train`]; [`Error::NoExamples`] where a fold is empty.
pub fn cross_validate(
    columns: &[Column],
    target: &str,
    whole: Part<'_>,
    (folds, validation): (&[usize], &[bool]),
    settings: &Settings,
    progress: &mut dyn FnMut(usize, &Epoch),
) -> Result<(Vec<Figures>, Predictions), Error> {
    let count = folds.iter().max().map_or(0, |last| last + 1);
    let rows = whole.target.len();
    let mut said = match whole.target {
        Target::Classes { labels, .. } => Predictions::Classes(Array2::zeros((rows, labels.len()))),
        Target::Numbers(_) => Predictions::Numbers(Array1::zeros(rows)),
    };
    let mut found = Vec::new();
    for fold in 0..count {
        let of = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..rows).filter(|row| wanted(*row)).collect()
        };
        let held = of(&|row| folds[row] == fold);
        let fitted = of(&|row| folds[row] != fold && !validation[row]);
        let choosing = of(&|row| folds[row] != fold && validation[row]);
        if held.is_empty() {
            return Err(Error::NoExamples { part: "held-out" });
        }
        let take = |chosen: &[usize]| (whole.inputs.select(chosen), whole.target.select(chosen));
        let (held_part, fitted, choosing) = (take(&held), take(&fitted), take(&choosing));
        let part = |(inputs, target)| Part { inputs, target };
        let parts = (
            part((&fitted.0, &fitted.1)),
            part((&choosing.0, &choosing.1)),
        );
        let model = train(columns, target, parts, settings, &mut |epoch| {
            progress(fold, epoch);
        })?;
        let of_fold = model.predict(&held_part.0)?;
        found.push(figures(&of_fold, &held_part.1));
        match (&mut said, of_fold) {
            (Predictions::Classes(all), Predictions::Classes(some)) => {
                for (row, some) in held.iter().zip(some.rows()) {
                    all.row_mut(*row).assign(&some);
                }
            }
            (Predictions::Numbers(all), Predictions::Numbers(some)) => {
                for (row, some) in held.iter().zip(some) {
                    all[*row] = some;
                }
            }
            _ => {}
        }
    }
    Ok((found, said))
}
