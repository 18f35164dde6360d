//! Training a top together with the network on it.
//!
//! The encoder below stays as it is, so its states are computed once and kept in half precision.
//! Texts of one token count make small batches; several of those make a step. Each small batch is
//! computed by itself, on one thread, and gradients are added up in order, so that the number of
//! threads does not show in the bits.

use crate::calibrate::temperature;
use crate::forward::{Layer, Scaling, logits};
use crate::head::check_labels;
use crate::network::he;
use crate::top::{Block, Mode, Top, Upper, features, pooled};
use crate::train::{Epoch, halved, judge};
use crate::{Error, FeatureKind, Head, Provenance, Settings};
use candle_core::backprop::GradStore;
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, ops::log_softmax};
use half::f16;
use ndarray::{Array1, Array2, Array3, ArrayD, Axis, concatenate, s};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Texts of one token count, and what they are.
#[derive(Debug, Clone)]
pub struct Sequences {
    /// n × tokens × width: the states of the tokens.
    pub states: Array3<f16>,
    /// n indexes into the label names.
    pub labels: Vec<usize>,
}

/// Texts and tokens of one small batch at most.
const ROWS: usize = 16;
const TOKENS: usize = 512;

/// Part of the steps in which the step size rises to its start.
const WARM_UP: f64 = 0.06;

/// Gradients longer than this are shortened to it (Pascanu et al., 2013).
const LONGEST_GRADIENT: f64 = 1.0;

/// Streams of the seeded generator; from the last on a stream a small batch.
const START: u64 = 0;
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 1 << 32;

/// Trains copies of an encoder's upper layers and a network on them to tell `labels` apart.
///
/// The loss is cross-entropy, minimized by AdamW (Loshchilov & Hutter, 2019), the layers with the
/// step size [`Settings::layer_rate`], the network with [`Settings::learning_rate`]; both rise
/// over the first steps and then follow the schedule. The epoch with the lowest validation loss is
/// kept, in half precision, and the temperature fitted on the validation part.
///
/// # Errors
/// As for [`train`](crate::train()); [`Error::Damaged`] never.
pub fn tune(
    upper: &Upper,
    training: &[Sequences],
    validation: &[Sequences],
    labels: &[String],
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Head, Error> {
    settings.check()?;
    let counts = check(training, "training", labels)?;
    check(validation, "validation", labels)?;
    if let Some(absent) = counts.iter().position(|count| *count == 0) {
        return Err(Error::AbsentLabel(labels[absent].clone()));
    }
    let weights = settings.weights(&counts);
    let mut learner = Learner::start(upper, labels.len(), settings)?;
    let mut shuffle = stream(settings.seed, SHUFFLE);
    let examples: usize = counts.iter().sum();
    let steps = examples.div_ceil(settings.batch).max(1) * settings.epochs;
    let held_labels: Vec<usize> = validation
        .iter()
        .flat_map(|some| some.labels.iter().copied())
        .collect();
    let mut best: Option<(f64, usize, Trained)> = None;
    let (mut step, mut drawn) = (0, DROPOUT);
    for number in 1..=settings.epochs {
        let mut total = 0.0;
        let mut rate = 1.0;
        let mut small = small_batches(training, &mut shuffle);
        let mut batches: Vec<Vec<Small>> = Vec::new();
        let mut rows = settings.batch;
        for batch in small.drain(..) {
            if rows >= settings.batch {
                batches.push(Vec::new());
                rows = 0;
            }
            rows += batch.rows.len();
            if let Some(last) = batches.last_mut() {
                last.push(batch);
            }
        }
        for batch in &batches {
            rate = warmed(settings, step, steps);
            let loss = learner.step(training, batch, &weights, rate, drawn)?;
            drawn += batch.len() as u64;
            let rows: usize = batch.iter().map(|small| small.rows.len()).sum();
            total += loss * rows as f64;
            step += 1;
        }
        let trained = learner.trained()?;
        let pooled = pool(&trained.top()?, validation)?;
        let outputs = logits(
            &Scaling::none(pooled.ncols()),
            &trained.layers,
            pooled.view(),
        );
        let (loss, figures) = judge(outputs, &held_labels, labels, &weights);
        if !(loss.is_finite() && total.is_finite()) {
            return Err(Error::Diverged { epoch: number });
        }
        let better = best.as_ref().is_none_or(|(lowest, ..)| loss < *lowest);
        progress(&Epoch {
            number,
            of: settings.epochs,
            learning_rate: settings.learning_rate * rate,
            training_loss: total / examples as f64,
            validation_loss: loss,
            validation_accuracy: figures.accuracy,
            validation_macro_f1: figures.macro_f1,
            best: better,
        });
        if better {
            best = Some((loss, number, trained));
        } else if best
            .as_ref()
            .is_some_and(|(_, at, _)| number - at >= settings.patience)
        {
            break;
        }
    }
    let Some((_, epoch, trained)) = best else {
        return Err(Error::Diverged { epoch: 1 });
    };
    let trained = trained.halved();
    let top = trained.top()?;
    let pooled = pool(&top, validation)?;
    let scaling = Scaling::none(pooled.ncols());
    let outputs = logits(&scaling, &trained.layers, pooled.view());
    Ok(Head {
        labels: labels.to_vec(),
        temperature: temperature(outputs.view(), &held_labels),
        scaling,
        layers: trained.layers,
        settings: settings.clone(),
        provenance: Provenance {
            encoder: None,
            features: Some(FeatureKind::States { after: upper.after }),
            training_examples: examples,
            validation_examples: held_labels.len(),
            best_epoch: epoch,
        },
        top: Some(top),
    })
}

/// The step sizes' factor: up over the first steps, then as the schedule says.
fn warmed(settings: &Settings, step: usize, steps: usize) -> f64 {
    let rising = (WARM_UP * steps as f64).max(1.0);
    let up = ((step + 1) as f64 / rising).min(1.0);
    up * settings.rate(step, steps) / settings.learning_rate
}

fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    random
}

/// Some rows of one block of texts.
struct Small {
    of: usize,
    rows: Vec<usize>,
}

/// All texts in small batches, in an order drawn anew.
fn small_batches(parts: &[Sequences], shuffle: &mut ChaCha8Rng) -> Vec<Small> {
    let mut batches = Vec::new();
    for (of, part) in parts.iter().enumerate() {
        let tokens = part.states.dim().1.max(1);
        let mut rows: Vec<usize> = (0..part.labels.len()).collect();
        rows.shuffle(shuffle);
        for some in rows.chunks((TOKENS / tokens).clamp(1, ROWS)) {
            batches.push(Small {
                of,
                rows: some.to_vec(),
            });
        }
    }
    batches.shuffle(shuffle);
    batches
}

/// What is learned so far, as plain numbers.
struct Trained {
    upper: Upper,
    layers: Vec<Layer>,
}

impl Trained {
    fn top(&self) -> Result<Top, Error> {
        Top::new(self.upper.clone()).map_err(|reason| Error::Compute(reason.into()))
    }

    fn halved(mut self) -> Self {
        for layer in &mut self.upper.layers {
            for values in layer.values_mut() {
                values.mapv_inplace(|value| f16::from_f32(value).to_f32());
            }
        }
        self.layers = self.layers.into_iter().map(halved).collect();
        self
    }
}

/// Pooled features of all texts, in order.
fn pool(top: &Top, parts: &[Sequences]) -> Result<Array2<f32>, Error> {
    let mut pieces: Vec<(usize, usize, usize)> = Vec::new();
    for (of, part) in parts.iter().enumerate() {
        let (rows, tokens, _) = part.states.dim();
        let most = (TOKENS / tokens.max(1)).max(1);
        pieces.extend(
            (0..rows)
                .step_by(most)
                .map(|from| (of, from, rows.min(from + most))),
        );
    }
    let pooled = pieces
        .par_iter()
        .map(|&(of, from, to)| {
            let states = parts[of].states.slice(s![from..to, .., ..]);
            top.pool(states.mapv(f16::to_f32).view())
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let views: Vec<_> = pooled.iter().map(Array2::view).collect();
    concatenate(Axis(0), &views).map_err(|error| Error::Compute(Box::new(error)))
}

/// Layers and network while they learn.
struct Learner {
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
    fn start(upper: &Upper, labels: usize, settings: &Settings) -> Result<Self, Error> {
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

    /// One step on some small batches; the mean loss.
    fn step(
        &mut self,
        parts: &[Sequences],
        batch: &[Small],
        weights: &[f32],
        rate: f64,
        drawn: u64,
    ) -> Result<f64, Error> {
        let rows: usize = batch.iter().map(|small| small.rows.len()).sum();
        let learner = &*self;
        let found = batch
            .par_iter()
            .enumerate()
            .map(|(at, small)| {
                let mut random = stream(learner.seed, drawn + at as u64);
                learner.gradients(&parts[small.of], &small.rows, rows, weights, &mut random)
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

    /// The part of the loss that some rows have in a step on `of` rows, and its gradients.
    fn gradients(
        &self,
        part: &Sequences,
        rows: &[usize],
        of: usize,
        weights: &[f32],
        random: &mut ChaCha8Rng,
    ) -> Result<(f64, GradStore), Error> {
        let states = part.states.select(Axis(0), rows).mapv(f16::to_f32);
        let shape = states.dim();
        let states = Tensor::from_vec(states.into_raw_vec_and_offset().0, shape, &Device::Cpu)?;
        let labels: Vec<u32> = rows.iter().map(|row| part.labels[*row] as u32).collect();
        let counted: Vec<f32> = labels
            .iter()
            .map(|label| weights[*label as usize])
            .collect();
        let labels = Tensor::from_vec(labels, (shape.0, 1), &Device::Cpu)?;
        let counted = Tensor::from_vec(counted, (shape.0, 1), &Device::Cpu)?;
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
        let picked = log_softmax(&values, D::Minus1)?.gather(&labels, 1)?;
        let loss = ((picked * counted)?.sum_all()? / -(of as f64))?;
        Ok((f64::from(loss.to_scalar::<f32>()?), loss.backward()?))
    }

    /// The numbers as they stand.
    fn trained(&self) -> Result<Trained, Error> {
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

/// Checks a part and counts its labels.
fn check(parts: &[Sequences], name: &'static str, labels: &[String]) -> Result<Vec<usize>, Error> {
    check_labels(labels)?;
    let mut counts = vec![0; labels.len()];
    let mut example = 0;
    for part in parts {
        let rows = part.states.dim().0;
        if rows != part.labels.len() {
            return Err(Error::LabelCount {
                part: name,
                rows,
                labels: part.labels.len(),
            });
        }
        for (row, &label) in part.labels.iter().enumerate() {
            match counts.get_mut(label) {
                Some(count) => *count += 1,
                None => {
                    return Err(Error::UnknownLabel {
                        example: example + row,
                        label,
                        labels: labels.len(),
                    });
                }
            }
        }
        if let Some(row) = part
            .states
            .outer_iter()
            .position(|row| row.iter().any(|value| !value.is_finite()))
        {
            return Err(Error::NotFinite { row: example + row });
        }
        example += rows;
    }
    if example == 0 {
        return Err(Error::NoExamples { part: name });
    }
    Ok(counts)
}
