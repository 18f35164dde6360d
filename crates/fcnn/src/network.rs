//! The network while it learns: candle's tensors and gradients.
//!
//! Everything random comes from the caller's generator, never from candle's. candle's matrix
//! products split the outputs among threads, never a sum, so the number of threads does not show
//! in the bits (`tests/training.rs` holds it to that).

use crate::{Error, Settings, Task, forward::Layer};
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, ops::log_softmax};
use ndarray::{Array1, Array2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a batch of n examples is to come to.
pub(crate) enum Aim {
    /// A label each, and how much the example counts.
    Classes { labels: Vec<u32>, weights: Vec<f32> },
    /// A share of each label, 0…1, n × labels, and how much each counts. Cross-entropy takes
    /// the shares of a row as a distribution; binary cross-entropy takes each for itself.
    Shares {
        task: Task,
        shares: Array2<f32>,
        weights: Array2<f32>,
    },
}

pub(crate) struct Network {
    weights: Vec<Var>,
    biases: Vec<Var>,
    decayed: AdamW,
    plain: AdamW,
    dropout: f64,
    input_dropout: f64,
}

impl Network {
    /// A network with He's uniform start (He et al., 2015) and biases at 0. `widths` runs from the
    /// inputs to the outputs.
    pub(crate) fn start(
        widths: &[usize],
        settings: &Settings,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, Error> {
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for pair in widths.windows(2) {
            let (inputs, outputs) = (pair[0], pair[1]);
            weights.push(he(inputs, outputs, random)?);
            biases.push(Var::zeros(outputs, DType::F32, &Device::Cpu)?);
        }
        Self::on(weights, biases, settings)
    }

    /// A network that goes on from these layers.
    pub(crate) fn resume(layers: &[Layer], settings: &Settings) -> Result<Self, Error> {
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for layer in layers {
            let values: Vec<f32> = layer.weights.iter().copied().collect();
            let values = Tensor::from_vec(values, layer.weights.dim(), &Device::Cpu)?;
            weights.push(Var::from_tensor(&values)?);
            let bias = Tensor::from_vec(layer.bias.to_vec(), layer.bias.len(), &Device::Cpu)?;
            biases.push(Var::from_tensor(&bias)?);
        }
        Self::on(weights, biases, settings)
    }

    fn on(weights: Vec<Var>, biases: Vec<Var>, settings: &Settings) -> Result<Self, Error> {
        let adam = |vars: &[Var], weight_decay| {
            AdamW::new(
                vars.to_vec(),
                ParamsAdamW {
                    lr: settings.learning_rate,
                    weight_decay,
                    ..ParamsAdamW::default()
                },
            )
        };
        Ok(Self {
            decayed: adam(&weights, settings.weight_decay)?,
            plain: adam(&biases, 0.0)?,
            weights,
            biases,
            dropout: settings.dropout,
            input_dropout: settings.input_dropout,
        })
    }

    /// One step on a batch: `inputs` n × width (scaled), and what they are to come to. Returns the
    /// batch's mean loss.
    pub(crate) fn step(
        &mut self,
        inputs: Array2<f32>,
        aim: Aim,
        rate: f64,
        random: &mut ChaCha8Rng,
    ) -> Result<f64, Error> {
        let shape = inputs.dim();
        let (inputs, _) = inputs.into_raw_vec_and_offset();
        let inputs = Tensor::from_vec(inputs, shape, &Device::Cpu)?;
        let logits = self.forward(inputs, random)?;
        let loss = loss(&logits, aim, shape.0)?;
        let gradients = loss.backward()?;
        for optimizer in [&mut self.decayed, &mut self.plain] {
            optimizer.set_learning_rate(rate);
            optimizer.step(&gradients)?;
        }
        Ok(f64::from(loss.to_scalar::<f32>()?))
    }

    /// One step on what a layer below gives, n × width, which is rectified first: the batch's mean loss, and its
    /// gradient by what was given.
    pub(crate) fn step_above(
        &mut self,
        below: Array2<f32>,
        aim: Aim,
        rate: f64,
        random: &mut ChaCha8Rng,
    ) -> Result<(f64, Array2<f32>), Error> {
        let shape = below.dim();
        let (below, _) = below.into_raw_vec_and_offset();
        let below = Var::from_tensor(&Tensor::from_vec(below, shape, &Device::Cpu)?)?;
        let values = dropped(below.relu()?, self.dropout, random)?;
        let loss = loss(&self.dense(values, random)?, aim, shape.0)?;
        let gradients = loss.backward()?;
        for optimizer in [&mut self.decayed, &mut self.plain] {
            optimizer.set_learning_rate(rate);
            optimizer.step(&gradients)?;
        }
        let gradient = match gradients.get(&below) {
            Some(gradient) => gradient.flatten_all()?.to_vec1::<f32>()?,
            None => vec![0.0; shape.0 * shape.1],
        };
        let gradient = Array2::from_shape_vec(shape, gradient);
        let gradient = gradient.map_err(|error| Error::Compute(Box::new(error)))?;
        Ok((f64::from(loss.to_scalar::<f32>()?), gradient))
    }

    fn forward(&self, inputs: Tensor, random: &mut ChaCha8Rng) -> Result<Tensor, Error> {
        self.dense(dropped(inputs, self.input_dropout, random)?, random)
    }

    fn dense(&self, mut values: Tensor, random: &mut ChaCha8Rng) -> Result<Tensor, Error> {
        let last = self.weights.len() - 1;
        for (index, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            values = values.matmul(weights)?.broadcast_add(bias)?;
            if index < last {
                values = dropped(values.relu()?, self.dropout, random)?;
            }
        }
        Ok(values)
    }

    /// The weights as they stand.
    pub(crate) fn layers(&self) -> Result<Vec<Layer>, Error> {
        let mut layers = Vec::with_capacity(self.weights.len());
        for (weights, bias) in self.weights.iter().zip(&self.biases) {
            let (inputs, outputs) = weights.dims2()?;
            let values = weights.flatten_all()?.to_vec1::<f32>()?;
            layers.push(Layer {
                weights: Array2::from_shape_vec((inputs, outputs), values)
                    .map_err(|error| Error::Compute(Box::new(error)))?,
                bias: Array1::from_vec(bias.to_vec1::<f32>()?),
            });
        }
        Ok(layers)
    }
}

/// The loss of some examples as their part of a mean over `of` examples.
pub(crate) fn loss(logits: &Tensor, aim: Aim, of: usize) -> Result<Tensor, Error> {
    let of = of.max(1) as f64;
    Ok(match aim {
        Aim::Classes { labels, weights } => {
            let examples = labels.len();
            let labels = Tensor::from_vec(labels, (examples, 1), &Device::Cpu)?;
            let weights = Tensor::from_vec(weights, (examples, 1), &Device::Cpu)?;
            let picked = log_softmax(logits, D::Minus1)?.gather(&labels, 1)?;
            ((picked * weights)?.sum_all()? / -of)?
        }
        Aim::Shares {
            task: Task::MultiClass,
            shares,
            weights,
        } => {
            let given = log_softmax(logits, D::Minus1)?;
            (((given * matrix(shares)?)? * matrix(weights)?)?.sum_all()? / -of)?
        }
        Aim::Shares {
            task: Task::MultiLabel,
            shares,
            weights,
        } => {
            // max(x, 0) − x·y + ln(1 + e^−|x|): binary cross-entropy that cannot overflow.
            let outputs = shares.ncols().max(1) as f64;
            let soft = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
            let loss = ((logits.relu()? - (logits * matrix(shares)?)?)? + soft)?;
            ((loss * matrix(weights)?)?.sum_all()? / (of * outputs))?
        }
    })
}

/// One of the independent streams of the seeded generator.
pub(crate) fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    random
}

/// Weights inputs × outputs as He et al. (2015) start them, uniformly.
pub(crate) fn he(inputs: usize, outputs: usize, random: &mut ChaCha8Rng) -> Result<Var, Error> {
    within(
        (6.0 / inputs.max(1) as f32).sqrt(),
        (inputs, outputs),
        random,
    )
}

/// Weights inputs × outputs as Glorot & Bengio (2010) start them, uniformly: where the first layer is much
/// narrower than the next, smaller than He's, so that few steps suffice.
pub(crate) fn glorot(inputs: usize, outputs: usize, random: &mut ChaCha8Rng) -> Result<Var, Error> {
    let both = (inputs + outputs).max(1) as f32;
    within((6.0 / both).sqrt(), (inputs, outputs), random)
}

fn within(
    bound: f32,
    (inputs, outputs): (usize, usize),
    random: &mut ChaCha8Rng,
) -> Result<Var, Error> {
    let values: Vec<f32> = (0..inputs * outputs)
        .map(|_| (random.random::<f32>() * 2.0 - 1.0) * bound)
        .collect();
    let values = Tensor::from_vec(values, (inputs, outputs), &Device::Cpu)?;
    Ok(Var::from_tensor(&values)?)
}

fn matrix(values: Array2<f32>) -> Result<Tensor, Error> {
    let shape = values.dim();
    let values: Vec<f32> = values.iter().copied().collect();
    Ok(Tensor::from_vec(values, shape, &Device::Cpu)?)
}

/// Silences a share of the values and scales up the rest, so that the sum stays on average
/// (Srivastava et al., 2014).
pub(crate) fn dropped(
    values: Tensor,
    share: f64,
    random: &mut ChaCha8Rng,
) -> Result<Tensor, Error> {
    if share <= 0.0 {
        return Ok(values);
    }
    let kept = (1.0 / (1.0 - share)) as f32;
    let share = share as f32;
    let mask: Vec<f32> = (0..values.elem_count())
        .map(|_| {
            if random.random::<f32>() < share {
                0.0
            } else {
                kept
            }
        })
        .collect();
    let mask = Tensor::from_vec(mask, values.shape(), &Device::Cpu)?;
    Ok((values * mask)?)
}
