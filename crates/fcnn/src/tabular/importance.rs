//! Which columns a model hangs on: how much worse it gets where a column's values are shuffled among the
//! rows (Breiman, 2001; Fisher, Rudin & Dominici, 2019).

use super::{Model, Part, measure::figures};
use crate::Error;
use crate::network::stream;
use rand::seq::SliceRandom;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

/// The stream of the seeded generator that shuffles.
const SHUFFLE: u64 = (1 << 20) + 1;

/// How much a column is worth to a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Importance {
    /// The column's name.
    pub column: String,
    /// By how much the figure falls, on average over the shuffles: area under the receiver operating
    /// characteristic, or R² of numbers. About 0 or less: the model does without it.
    pub drop: f64,
    /// Standard deviation of the drop between the shuffles.
    pub deviation: f64,
}

/// Shuffles every column so many `times`, each alone; the columns in the order of their worth.
///
/// # Errors
/// As for [`Model::predict`].
///
/// # Panics
/// Where the target is of another task than the model.
pub fn importance(model: &Model, part: Part<'_>, times: usize) -> Result<Vec<Importance>, Error> {
    let seed = model.settings().seed;
    let whole = figures(&model.predict(part.inputs)?, part.target).score();
    let columns = part.inputs.columns();
    let jobs: Vec<(usize, usize)> = (0..columns.len())
        .flat_map(|column| (0..times).map(move |time| (column, time)))
        .collect();
    let drops = jobs
        .into_par_iter()
        .map(|(column, time)| {
            let mut random = stream(seed, SHUFFLE + (column * times + time) as u64);
            let mut order: Vec<usize> = (0..part.inputs.rows()).collect();
            order.shuffle(&mut random);
            let shuffled = part.inputs.with(column, columns[column].select(&order));
            Ok(whole - figures(&model.predict(&shuffled)?, part.target).score())
        })
        .collect::<Result<Vec<f64>, Error>>()?;
    let mut found: Vec<Importance> = model
        .columns()
        .iter()
        .zip(drops.chunks(times.max(1)))
        .map(|(column, drops)| {
            let count = drops.len().max(1) as f64;
            let mean = drops.iter().sum::<f64>() / count;
            let squares: f64 = drops.iter().map(|drop| (drop - mean).powi(2)).sum();
            Importance {
                column: column.name.clone(),
                drop: mean,
                deviation: (squares / (count - 1.0).max(1.0)).sqrt(),
            }
        })
        .collect();
    found.sort_by(|one, other| other.drop.total_cmp(&one.drop));
    Ok(found)
}
