//! A network for a table while it learns: learned vectors of categories beside dense inputs, then
//! layers. Everything random comes from the caller's generator.

use super::encoding::Encoded;
use super::loss::{Goal, mean_loss};
use super::norm::Norm;
use super::optimizer::{Decayed, Mover, penalty};
use super::{Encoding, Loss, Settings};
use crate::Error;
use crate::forward::{Layer, Scaling, logits};
use crate::network::{dropped, glorot};
use candle_core::{DType, Device, Tensor, Var};
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Bound of the first numbers of learned vectors.
const BOUND: f32 = 0.5;

/// Rows of a step.
pub(super) struct Batch {
    pub(super) inputs: Encoded,
    pub(super) goal: Goal,
    /// For each row the one that it is mixed with, and the share that stays of it.
    pub(super) mixed: Option<(Vec<u32>, f32)>,
}

/// What a step came to: the mean loss, and the outputs, n × outputs.
pub(super) struct Stepped {
    pub(super) loss: f64,
    pub(super) outputs: Array2<f32>,
}

pub(super) struct Network<'a> {
    tables: Vec<Var>,
    weights: Vec<Var>,
    biases: Vec<Var>,
    norms: Vec<Norm>,
    movers: [Mover; 2],
    settings: &'a Settings,
    loss: Loss,
}

impl<'a> Network<'a> {
    /// A network with Glorot's uniform start (Glorot & Bengio, 2010), for inputs as an encoding makes them.
    pub(super) fn start(
        encoding: &Encoding,
        outputs: usize,
        (settings, loss): (&'a Settings, Loss),
        random: &mut ChaCha8Rng,
    ) -> Result<Self, Error> {
        let mut tables = Vec::new();
        for (levels, width) in encoding.learned() {
            let mut values = Vec::with_capacity(levels.counts.len() * width);
            for count in &levels.counts {
                for _ in 0..width {
                    let drawn = (random.random::<f32>() * 2.0 - 1.0) * BOUND;
                    // What the training part does not have is not learned and says nothing.
                    values.push(if *count > 0 { drawn } else { 0.0 });
                }
            }
            let table = Tensor::from_vec(values, (levels.counts.len(), width), &Device::Cpu)?;
            tables.push(Var::from_tensor(&table)?);
        }
        let learned: usize = encoding.learned().map(|(_, width)| width).sum();
        let widths: Vec<usize> = std::iter::once(encoding.dense() + learned)
            .chain(settings.hidden.iter().copied())
            .chain([outputs])
            .collect();
        let (mut weights, mut biases, mut norms) = (Vec::new(), Vec::new(), Vec::new());
        for (index, pair) in widths.windows(2).enumerate() {
            weights.push(glorot(pair[0], pair[1], random)?);
            biases.push(Var::zeros(pair[1], DType::F32, &Device::Cpu)?);
            if settings.batch_norm && index + 2 < widths.len() {
                norms.push(Norm::start(pair[1])?);
            }
        }
        let decayed: Vec<Var> = weights.iter().chain(&tables).cloned().collect();
        let of_norms = norms.iter().flat_map(|norm| [&norm.scale, &norm.shift]);
        let plain: Vec<Var> = biases.iter().chain(of_norms).cloned().collect();
        Ok(Self {
            movers: [
                Mover::of(decayed, Decayed::Yes, settings)?,
                Mover::of(plain, Decayed::No, settings)?,
            ],
            tables,
            weights,
            biases,
            norms,
            settings,
            loss,
        })
    }

    /// One step on a batch.
    pub(super) fn step(
        &mut self,
        batch: Batch,
        rate: f64,
        random: &mut ChaCha8Rng,
    ) -> Result<Stepped, Error> {
        let outputs = self.forward(batch.inputs, batch.mixed, random)?;
        let loss = mean_loss(&outputs, batch.goal, self.loss, self.settings.huber_delta)?;
        let weights: Vec<&Var> = self.weights.iter().chain(&self.tables).collect();
        let minimized = match penalty(&weights, self.settings)? {
            Some(penalty) => (&loss + penalty)?,
            None => loss.clone(),
        };
        let gradients = minimized.backward()?;
        for mover in &mut self.movers {
            mover.step(&gradients, rate)?;
        }
        Ok(Stepped {
            loss: f64::from(loss.to_scalar::<f32>()?),
            outputs: array(&outputs)?,
        })
    }

    fn forward(
        &mut self,
        inputs: Encoded,
        mixed: Option<(Vec<u32>, f32)>,
        random: &mut ChaCha8Rng,
    ) -> Result<Tensor, Error> {
        let shape = inputs.dense.dim();
        let (dense, _) = inputs.dense.into_raw_vec_and_offset();
        let mut parts = vec![Tensor::from_vec(dense, shape, &Device::Cpu)?];
        for (table, places) in self.tables.iter().zip(inputs.places) {
            let count = places.len();
            let places = Tensor::from_vec(places, count, &Device::Cpu)?;
            parts.push(table.index_select(&places, 0)?);
        }
        let mut values = match parts.len() {
            1 => parts.remove(0),
            _ => Tensor::cat(&parts, 1)?,
        };
        if let Some((with, share)) = mixed {
            let count = with.len();
            let with = values.index_select(&Tensor::from_vec(with, count, &Device::Cpu)?, 0)?;
            let share = f64::from(share);
            values = ((values * share)? + (with * (1.0 - share))?)?;
        }
        let last = self.weights.len() - 1;
        for (index, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            values = values.matmul(weights)?.broadcast_add(bias)?;
            if index < last {
                if let Some(norm) = self.norms.get_mut(index) {
                    values = norm.learn(&values)?;
                }
                values = dropped(values.relu()?, self.settings.dropout, random)?;
            }
        }
        Ok(values)
    }

    /// The numbers as they stand, norms taken into the layers.
    pub(super) fn member(&self) -> Result<Member, Error> {
        let mut layers = Vec::new();
        for (index, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            let layer = Layer {
                weights: array(weights)?,
                bias: Array1::from_vec(bias.to_vec1::<f32>()?),
            };
            layers.push(match self.norms.get(index) {
                Some(norm) => norm.folded(layer)?,
                None => layer,
            });
        }
        let tables: Result<Vec<_>, Error> = self.tables.iter().map(|table| array(table)).collect();
        Ok(Member {
            tables: tables?,
            layers,
        })
    }
}

fn array(tensor: &Tensor) -> Result<Array2<f32>, Error> {
    let values = tensor.flatten_all()?.to_vec1::<f32>()?;
    Array2::from_shape_vec(tensor.dims2()?, values).map_err(|error| Error::Compute(Box::new(error)))
}

/// A trained network: vectors of categories (places × width each) and layers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) tables: Vec<Array2<f32>>,
    pub(super) layers: Vec<Layer>,
}

impl Member {
    /// The outputs of rows, n × outputs; a row's bits do not depend on its company.
    pub(super) fn outputs(&self, inputs: &Encoded) -> Array2<f32> {
        let mut parts = vec![inputs.dense.view()];
        let looked_up: Vec<Array2<f32>> = self
            .tables
            .iter()
            .zip(&inputs.places)
            .map(|(table, places)| {
                let places: Vec<usize> = places.iter().map(|place| *place as usize).collect();
                table.select(Axis(0), &places)
            })
            .collect();
        parts.extend(looked_up.iter().map(Array2::view));
        if parts.len() == 1 {
            return self.of_dense(inputs.dense.view());
        }
        match concatenate(Axis(1), &parts) {
            Ok(all) => self.of_dense(all.view()),
            // Every part has a row a row.
            Err(_) => unreachable!("parts of equally many rows"),
        }
    }

    fn of_dense(&self, inputs: ArrayView2<'_, f32>) -> Array2<f32> {
        logits(&Scaling::none(inputs.ncols()), &self.layers, inputs)
    }

    pub(super) fn is_finite(&self) -> bool {
        let of_layers = self
            .layers
            .iter()
            .flat_map(|l| l.weights.iter().chain(&l.bias));
        let of_tables = self.tables.iter().flatten();
        of_layers.chain(of_tables).all(|value| value.is_finite())
    }
}
