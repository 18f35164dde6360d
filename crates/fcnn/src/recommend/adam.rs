//! AdamW (Loshchilov & Hutter, 2019) that touches only the rows that have a gradient, as is usual for
//! embeddings: a step costs what it looks at, however many items there are.

use super::gradient::{Gradient, Rows};
use super::network::Network;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Zip};

const BETAS: [f32; 2] = [0.9, 0.999];
const EPSILON: f32 = 1e-8;

/// The running moments of one matrix, and the rows that a step touches.
struct Moments {
    first: Array2<f32>,
    second: Array2<f32>,
    gradient: Array2<f32>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Moments {
    fn new(shape: (usize, usize)) -> Self {
        Self {
            first: Array2::zeros(shape),
            second: Array2::zeros(shape),
            gradient: Array2::zeros(shape),
            touched: Vec::new(),
            is_touched: vec![false; shape.0],
        }
    }

    fn add(&mut self, row: usize, values: ArrayView1<'_, f32>) {
        if !self.is_touched[row] {
            self.is_touched[row] = true;
            self.touched.push(row as u32);
        }
        let mut to = self.gradient.row_mut(row);
        to += &values;
    }

    fn add_rows(&mut self, rows: &Rows) {
        for (of, values) in rows.of.iter().zip(rows.values.rows()) {
            self.add(*of as usize, values);
        }
    }

    fn add_all(&mut self, values: &Array2<f32>) {
        for (row, values) in values.rows().into_iter().enumerate() {
            self.add(row, values);
        }
    }

    fn apply(&mut self, weights: &mut Array2<f32>, step: &Step) {
        for row in std::mem::take(&mut self.touched) {
            let row = row as usize;
            self.is_touched[row] = false;
            let moments = [self.first.row_mut(row), self.second.row_mut(row)];
            step.apply(weights.row_mut(row), self.gradient.row_mut(row), moments);
        }
    }
}

/// How far a step goes.
struct Step {
    rate: f32,
    decay: f32,
    /// One less the powers of the betas.
    corrections: [f32; 2],
}

impl Step {
    /// Moves the weights and clears the gradient.
    fn apply(
        &self,
        weights: ArrayViewMut1<'_, f32>,
        gradient: ArrayViewMut1<'_, f32>,
        [first, second]: [ArrayViewMut1<'_, f32>; 2],
    ) {
        let root = self.corrections[1].sqrt();
        let size = self.rate / self.corrections[0];
        let keep = 1.0 - self.rate * self.decay;
        Zip::from(weights)
            .and(gradient)
            .and(first)
            .and(second)
            .for_each(|weight, gradient, first, second| {
                *first = BETAS[0] * *first + (1.0 - BETAS[0]) * *gradient;
                *second = BETAS[1] * *second + (1.0 - BETAS[1]) * *gradient * *gradient;
                *weight = *weight * keep - size * *first / (second.sqrt() / root + EPSILON);
                *gradient = 0.0;
            });
    }
}

/// The moments of a whole network.
pub(super) struct Adam {
    met: Moments,
    offered: Moments,
    bias: Moments,
    users: Moments,
    skip: Moments,
    layers: Vec<(Moments, Moments)>,
    steps: i32,
}

impl Adam {
    pub(super) fn new(network: &Network) -> Self {
        Self {
            met: Moments::new(network.met.dim()),
            offered: Moments::new(network.offered.dim()),
            bias: Moments::new((network.bias.len(), 1)),
            users: Moments::new(network.users.dim()),
            skip: Moments::new(network.skip.dim()),
            layers: network
                .layers
                .iter()
                .map(|layer| {
                    let bias = (1, layer.bias.len());
                    (Moments::new(layer.weights.dim()), Moments::new(bias))
                })
                .collect(),
            steps: 0,
        }
    }

    /// One step down the sum of the gradients, which are added up in their order.
    pub(super) fn step(
        &mut self,
        network: &mut Network,
        parts: &[Gradient],
        rate: f64,
        decay: f64,
    ) {
        for part in parts {
            self.met.add_rows(&part.met);
            self.offered.add_rows(&part.offered);
            for (of, value) in part.offered.of.iter().zip(&part.bias) {
                self.bias.add(*of as usize, ArrayView1::from(&[*value]));
            }
            self.users.add_rows(&part.users);
            self.skip.add_all(&part.skip);
            for ((weights, bias), part) in self.layers.iter_mut().zip(&part.layers) {
                weights.add_all(&part.0);
                bias.add(0, part.1.view());
            }
        }
        self.steps = self.steps.saturating_add(1);
        let step = Step {
            rate: rate as f32,
            decay: decay as f32,
            corrections: BETAS.map(|beta| 1.0 - beta.powi(self.steps)),
        };
        let plain = Step { decay: 0.0, ..step };
        self.met.apply(&mut network.met, &step);
        self.offered.apply(&mut network.offered, &step);
        self.users.apply(&mut network.users, &step);
        self.skip.apply(&mut network.skip, &plain);
        as_matrix(&mut network.bias, true, |bias| {
            self.bias.apply(bias, &plain)
        });
        for ((weights, bias), layer) in self.layers.iter_mut().zip(&mut network.layers) {
            weights.apply(&mut layer.weights, &step);
            as_matrix(&mut layer.bias, false, |row| bias.apply(row, &plain));
        }
    }
}

/// Lends a vector as a matrix of one column, or of one row.
fn as_matrix(vector: &mut Array1<f32>, column: bool, change: impl FnOnce(&mut Array2<f32>)) {
    let axis = ndarray::Axis(usize::from(column));
    let mut matrix = std::mem::take(vector).insert_axis(axis);
    change(&mut matrix);
    *vector = matrix.remove_axis(axis);
}
