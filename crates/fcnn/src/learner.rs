//! Layers and network while they learn: gradients of small batches, added up in order.

use crate::forward::Layer;
use crate::network::{he, loss, stream};
use crate::top::{Block, Mode, Top, Upper, features, pooled};
use crate::train::{aim, halved};
use crate::tune::Sequenced;
use crate::{Error, Settings};
use candle_core::backprop::GradStore;
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use half::f16;
use ndarray::{Array1, Array2, ArrayD};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Gradients longer than this are shortened to it (Pascanu et al., 2013).
const LONGEST_GRADIENT: f64 = 1.0;

/// The stream of the seeded generator that the first weights come from.
const START: u64 = 0;

/// What is learned so far, as plain numbers.
pub(crate) struct Trained {
    pub(crate) upper: Upper,
    pub(crate) layers: Vec<Layer>,
}

impl Trained {
    pub(crate) fn top(&self) -> Result<Top, Error> {
        Top::new(self.upper.clone()).map_err(|reason| Error::Compute(reason.into()))
    }

    pub(crate) fn halved(mut self) -> Self {
        for layer in &mut self.upper.layers {
            for values in layer.values_mut() {
                values.mapv_inplace(|value| f16::from_f32(value).to_f32());
            }
        }
        self.layers = self.layers.into_iter().map(halved).collect();
        self
    }
}

/// Layers and network while they learn.
pub(crate) struct Learner {
    upper: Upper,
    /// The layers' variables, a map a layer.
    layers: Vec<BTreeMap<String, Var>>,
    blocks: Vec<Block>,
    weights: Vec<Var>,
    biases: Vec<Var>,
    /// Each with its share of the step size.
    optimizers: Vec<(AdamW, f64)>,
    all: Vec<Var>,
    dropout: f64,
    seed: u64,
}

impl Learner {
    pub(crate) fn start(upper: &Upper, labels: usize, settings: &Settings) -> Result<Self, Error> {
        let top = Top::new(upper.clone()).map_err(|reason| Error::Compute(reason.into()))?;
        let mut layers = Vec::new();
        let mut blocks = Vec::new();
        for layer in &upper.layers {
            let mut vars = BTreeMap::new();
            for (name, array) in layer {
                let values: Vec<f32> = array.iter().copied().collect();
                let tensor = Tensor::from_vec(values, array.shape(), &Device::Cpu)?;
                vars.insert(name.clone(), Var::from_tensor(&tensor)?);
            }
            let tensors = vars
                .iter()
                .map(|(name, var)| (name.clone(), var.as_tensor().clone()))
                .collect();
            let block = Block::new(&tensors, top.width());
            blocks.push(block.map_err(|reason| Error::Compute(reason.into()))?);
            layers.push(vars);
        }
        let widths: Vec<usize> = std::iter::once(features(top.width(), upper.layers.len()))
            .chain(settings.hidden.iter().copied())
            .chain([labels])
            .collect();
        let mut random = stream(settings.seed, START);
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for pair in widths.windows(2) {
            weights.push(he(pair[0], pair[1], &mut random)?);
            biases.push(Var::zeros(pair[1], DType::F32, &Device::Cpu)?);
        }
        // Weight decay is for matrices; biases and norms have none.
        let of_layers = |matrices: bool| -> Vec<Var> {
            let vars = layers.iter().flat_map(BTreeMap::values);
            vars.filter(|var| (var.rank() == 2) == matrices)
                .cloned()
                .collect()
        };
        let adam = |vars: Vec<Var>, lr, weight_decay| {
            AdamW::new(
                vars,
                ParamsAdamW {
                    lr,
                    weight_decay,
                    ..ParamsAdamW::default()
                },
            )
        };
        let (slow, fast, decay) = (
            settings.layer_rate,
            settings.learning_rate,
            settings.weight_decay,
        );
        let optimizers = vec![
            (adam(of_layers(true), slow, decay)?, slow),
            (adam(of_layers(false), slow, 0.0)?, slow),
            (adam(weights.clone(), fast, decay)?, fast),
            (adam(biases.clone(), fast, 0.0)?, fast),
        ];
        let all = layers
            .iter()
            .flat_map(BTreeMap::values)
            .chain(&weights)
            .chain(&biases)
            .cloned()
            .collect();
        Ok(Self {
            upper: upper.clone(),
            layers,
            blocks,
            weights,
            biases,
            optimizers,
            all,
            dropout: settings.dropout,
            seed: settings.seed,
        })
    }

    /// One step on some small batches, each of texts of one token count; the mean loss.
    pub(crate) fn step(
        &mut self,
        part: Sequenced<'_>,
        batch: &[Vec<usize>],
        weights: &[f32],
        rate: f64,
        drawn: u64,
    ) -> Result<f64, Error> {
        let texts: usize = batch.iter().map(Vec::len).sum();
        let learner = &*self;
        let found = batch
            .par_iter()
            .enumerate()
            .map(|(at, small)| {
                let mut random = stream(learner.seed, drawn + at as u64);
                learner.gradients(part, small, texts, weights, &mut random)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut loss = 0.0;
        let mut sum: Option<GradStore> = None;
        for (part, gradients) in found {
            loss += part;
            match &mut sum {
                None => sum = Some(gradients),
                Some(sum) => {
                    for var in &self.all {
                        if let Some(more) = gradients.get(var) {
                            let added = match sum.get(var) {
                                Some(so_far) => (so_far + more)?,
                                None => more.clone(),
                            };
                            sum.insert(var, added);
                        }
                    }
                }
            }
        }
        let Some(mut gradients) = sum else {
            return Ok(0.0);
        };
        let mut length = 0.0;
        for var in &self.all {
            if let Some(gradient) = gradients.get(var) {
                length += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
            }
        }
        let length = length.sqrt();
        if length > LONGEST_GRADIENT {
            for var in &self.all {
                if let Some(gradient) = gradients.get(var) {
                    let shorter = (gradient * (LONGEST_GRADIENT / length))?;
                    gradients.insert(var, shorter);
                }
            }
        }
        for (optimizer, share) in &mut self.optimizers {
            optimizer.set_learning_rate(*share * rate);
            optimizer.step(&gradients)?;
        }
        Ok(loss)
    }

    /// The part of the loss that some texts have in a step on `of` texts, and its gradients.
    fn gradients(
        &self,
        part: Sequenced<'_>,
        texts: &[usize],
        of: usize,
        weights: &[f32],
        random: &mut ChaCha8Rng,
    ) -> Result<(f64, GradStore), Error> {
        let states = part.states.states(texts);
        let shape = states.dim();
        let states = Tensor::from_vec(states.into_raw_vec_and_offset().0, shape, &Device::Cpu)?;
        let mut mode = Mode::Learn(self.dropout, random);
        let mut values = pooled(
            &self.blocks,
            &states,
            self.upper.attention_heads,
            self.upper.epsilon,
            &mut mode,
        )?;
        let last = self.weights.len() - 1;
        for (index, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            values = mode.dropped(values)?;
            values = values.matmul(weights)?.broadcast_add(bias)?;
            if index < last {
                values = values.relu()?;
            }
        }
        let loss = loss(&values, aim(part.labels, texts, weights), of)?;
        Ok((f64::from(loss.to_scalar::<f32>()?), loss.backward()?))
    }

    /// The numbers as they stand.
    pub(crate) fn trained(&self) -> Result<Trained, Error> {
        let mut upper = self.upper.clone();
        for (layer, vars) in upper.layers.iter_mut().zip(&self.layers) {
            for (name, var) in vars {
                let values = var.flatten_all()?.to_vec1::<f32>()?;
                let array = ArrayD::from_shape_vec(var.dims(), values)
                    .map_err(|error| Error::Compute(Box::new(error)))?;
                layer.insert(name.clone(), array);
            }
        }
        let mut layers = Vec::new();
        for (weights, bias) in self.weights.iter().zip(&self.biases) {
            let values = weights.flatten_all()?.to_vec1::<f32>()?;
            layers.push(Layer {
                weights: Array2::from_shape_vec(weights.dims2()?, values)
                    .map_err(|error| Error::Compute(Box::new(error)))?,
                bias: Array1::from_vec(bias.to_vec1::<f32>()?),
            });
        }
        Ok(Trained { upper, layers })
    }
}
