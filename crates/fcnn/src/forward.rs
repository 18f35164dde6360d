//! The plain matrix products that classify.

use ndarray::{Array1, Array2, ArrayView2, Axis, Zip, s};
use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Rows multiplied at a time. Every product has this many rows (the last block is filled up with
/// zeros), so that the kernel and with it the order of the sums is the same for every row: a
/// row's bits do not depend on its company.
const BLOCK: usize = 64;

/// A fully connected layer: weights inputs × outputs, and a bias for each output.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    pub(crate) weights: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

/// Takes each input to mean 0 and deviation 1, as it was in the training part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scaling {
    pub(crate) mean: Array1<f32>,
    /// One over the deviation; 1 where an input never varied.
    pub(crate) factor: Array1<f32>,
}

impl Scaling {
    /// Fits to the rows, in f64 and in order.
    pub(crate) fn fit(features: ArrayView2<'_, f32>) -> Self {
        let rows = features.nrows().max(1) as f64;
        let mut mean = Array1::<f64>::zeros(features.ncols());
        for row in features.rows() {
            Zip::from(&mut mean)
                .and(row)
                .for_each(|m, v| *m += f64::from(*v));
        }
        mean /= rows;
        let mut variance = Array1::<f64>::zeros(features.ncols());
        for row in features.rows() {
            Zip::from(&mut variance)
                .and(row)
                .and(&mean)
                .for_each(|s, v, m| *s += (f64::from(*v) - m).powi(2));
        }
        variance /= rows;
        Self {
            mean: mean.mapv(|m| m as f32),
            factor: variance.mapv(|v| {
                if v > 1e-12 {
                    (1.0 / v.sqrt()) as f32
                } else {
                    1.0
                }
            }),
        }
    }

    /// Leaves every input as it is.
    pub(crate) fn none(inputs: usize) -> Self {
        Self {
            mean: Array1::zeros(inputs),
            factor: Array1::ones(inputs),
        }
    }

    /// Writes the scaled row into `to`.
    pub(crate) fn apply(
        &self,
        row: ndarray::ArrayView1<'_, f32>,
        to: ndarray::ArrayViewMut1<'_, f32>,
    ) {
        Zip::from(to)
            .and(row)
            .and(&self.mean)
            .and(&self.factor)
            .for_each(|to, value, mean, factor| *to = (value - mean) * factor);
    }
}

/// The network's outputs before the softmax, n × labels.
pub(crate) fn logits(
    scaling: &Scaling,
    layers: &[Layer],
    features: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let outputs = layers.last().map_or(0, |layer| layer.bias.len());
    let mut all = Array2::zeros((features.nrows(), outputs));
    all.axis_chunks_iter_mut(Axis(0), BLOCK)
        .into_par_iter()
        .zip(features.axis_chunks_iter(Axis(0), BLOCK).into_par_iter())
        .for_each(|(mut to, rows)| {
            let mut values = Array2::zeros((BLOCK, features.ncols()));
            for (row, scaled) in rows.rows().into_iter().zip(values.rows_mut()) {
                scaling.apply(row, scaled);
            }
            for (index, layer) in layers.iter().enumerate() {
                values = values.dot(&layer.weights) + &layer.bias;
                if index + 1 < layers.len() {
                    values.mapv_inplace(|value| value.max(0.0));
                }
            }
            to.assign(&values.slice(s![..rows.nrows(), ..]));
        });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn scaling_centers_and_leaves_constants_alone() {
        let scaling = Scaling::fit(array![[1.0, 5.0], [3.0, 5.0]].view());
        let mut to = Array1::zeros(2);
        scaling.apply(array![3.0, 5.0].view(), to.view_mut());
        assert_eq!(to, array![1.0, 0.0]);
    }

    #[test]
    fn negative_units_are_cut_between_layers_and_not_at_the_end() {
        let layers = [
            Layer {
                weights: array![[1.0, -1.0]],
                bias: array![0.0, 0.0],
            },
            Layer {
                weights: array![[1.0], [-2.0]],
                bias: array![0.5],
            },
        ];
        let scaling = Scaling {
            mean: array![0.0],
            factor: array![1.0],
        };
        let out = logits(&scaling, &layers, array![[3.0], [-3.0]].view());
        assert_eq!(out, array![[3.5], [-5.5]]);
    }
}
