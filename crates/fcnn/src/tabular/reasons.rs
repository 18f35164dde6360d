//! Why a model says what it says of a row: how far its answer moves where a column's value gives way to
//! the values that are typical of the column, one column at a time.

use super::encoding::Typical;
use super::{Inputs, Model, Predictions, Task, Values};
use crate::Error;
use ndarray::{Array1, Array2};
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

/// What a column did for a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reason {
    /// Index of the column among the model's.
    pub column: usize,
    /// The answer less its mean over the column's typical values: of two classes the probability of the
    /// second, of several that of the most probable, or the number.
    pub effect: f64,
}

/// For each row the `most` columns that moved its answer furthest, furthest first.
///
/// # Errors
/// As for [`Model::predict`].
pub fn reasons(model: &Model, inputs: &Inputs, most: usize) -> Result<Vec<Vec<Reason>>, Error> {
    let said = model.predict(inputs)?;
    let asked = match &said {
        Predictions::Classes(rows) => rows
            .rows()
            .into_iter()
            .map(|row| top(&row.to_vec()))
            .collect(),
        Predictions::Numbers(values) => vec![0; values.len()],
    };
    let answers = |said: &Predictions| -> Array1<f64> {
        match said {
            Predictions::Classes(rows) if model.task() == Task::Binary => {
                rows.column(1).mapv(f64::from)
            }
            Predictions::Classes(rows) => {
                let of = rows.rows().into_iter().zip(&asked);
                of.map(|(row, class)| f64::from(row[*class])).collect()
            }
            Predictions::Numbers(values) => values.clone(),
        }
    };
    let whole = answers(&said);
    let fitted = &model.encoding().columns;
    let effects = (0..fitted.len())
        .into_par_iter()
        .map(|column| {
            let mut mean: Array1<f64> = Array1::zeros(inputs.rows());
            for (share, typical) in fitted[column].typical() {
                let values = everywhere(&typical, inputs.rows(), &inputs.columns()[column]);
                let said = model.predict(&inputs.with(column, values))?;
                mean.scaled_add(share, &answers(&said));
            }
            Ok(&whole - &mean)
        })
        .collect::<Result<Vec<Array1<f64>>, Error>>()?;
    let of_row = |row: usize| {
        let mut found: Vec<Reason> = effects
            .iter()
            .enumerate()
            .map(|(column, effects)| Reason {
                column,
                effect: effects[row],
            })
            .collect();
        found.sort_by(|one, other| other.effect.abs().total_cmp(&one.effect.abs()));
        found.truncate(most);
        found
    };
    Ok((0..inputs.rows()).map(of_row).collect())
}

fn top(row: &[f32]) -> usize {
    (0..row.len()).fold(
        0,
        |top, class| if row[class] > row[top] { class } else { top },
    )
}

/// A column of one value; of the same sort as the one it stands for.
fn everywhere(typical: &Typical, rows: usize, like: &Values) -> Values {
    match typical {
        Typical::Number(value) if matches!(like, Values::Days(_)) => {
            Values::Days(vec![*value; rows])
        }
        Typical::Number(value) => Values::Numbers(vec![*value; rows]),
        Typical::Category(value) => Values::Categories(vec![value.clone(); rows]),
        Typical::Vector(vector) => {
            Values::Vectors(Array2::from_shape_fn((rows, vector.len()), |(_, at)| {
                vector[at]
            }))
        }
    }
}
