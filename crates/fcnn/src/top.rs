//! A top: an encoder's upper layers in a copy of their own, trained for one task.
//!
//! The trunk below runs once for all tops. A layer is BERT's (Devlin et al., 2019): attention of
//! several heads and two dense layers with GELU, each with a residual and a layer norm after it.
//! Texts come in batches of one token count, so nothing is masked.

use crate::Error;
use candle_core::{D, Device, Tensor};
use candle_nn::ops;
use ndarray::{Array2, ArrayD, ArrayView3, Axis, concatenate};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Tokens that are computed at once at most: what lies between the layers then stays near the
/// caches, and pieces of a batch keep all cores busy.
pub(crate) const TOKENS: usize = 512;

/// An encoder's upper layers as plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Upper {
    /// How many of the encoder's layers lie below.
    pub after: usize,
    /// Attention heads of each layer.
    pub attention_heads: usize,
    /// What the layer norms add to the variance.
    pub epsilon: f64,
    /// A map a layer, by the names of BERT checkpoints (`attention.self.query.weight`, outputs ×
    /// inputs, and so on).
    pub layers: Vec<BTreeMap<String, ArrayD<f32>>>,
}

impl Upper {
    /// What [`Head::pool`](crate::Head::pool) gives with these layers: n × tokens × width to n ×
    /// (layers + 1)·width, the means over the tokens of what goes in and of each layer's output.
    ///
    /// # Errors
    /// [`Error::Compute`] where a tensor is missing or does not fit the others.
    pub fn pool(&self, states: ArrayView3<'_, f32>) -> Result<Array2<f32>, Error> {
        Top::new(self.clone())
            .map_err(|reason| Error::Compute(reason.into()))?
            .pool(states)
    }
}

/// Upper layers ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Top {
    pub(crate) upper: Upper,
    blocks: Vec<Block>,
    width: usize,
}

impl PartialEq for Top {
    fn eq(&self, other: &Self) -> bool {
        self.upper == other.upper
    }
}

impl Top {
    /// # Errors
    /// Where a tensor is missing or has not the shape that the others ask for.
    pub(crate) fn new(upper: Upper) -> Result<Self, String> {
        let tensors = |layer: &BTreeMap<String, ArrayD<f32>>| {
            layer
                .iter()
                .map(|(name, array)| {
                    let values: Vec<f32> = array.iter().copied().collect();
                    let tensor = Tensor::from_vec(values, array.shape(), &Device::Cpu);
                    Ok((name.clone(), tensor.map_err(|error| error.to_string())?))
                })
                .collect::<Result<BTreeMap<_, _>, String>>()
        };
        let first = upper.layers.first().ok_or("a top without a layer")?;
        let width = first
            .get("attention.self.query.bias")
            .ok_or("the tensor attention.self.query.bias is missing")?
            .len();
        if upper.attention_heads == 0 || width % upper.attention_heads != 0 {
            return Err(format!(
                "{width} numbers a token do not go into {} attention heads",
                upper.attention_heads
            ));
        }
        let blocks = upper
            .layers
            .iter()
            .map(|layer| Block::new(&tensors(layer)?, width))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            upper,
            blocks,
            width,
        })
    }

    /// Numbers a token.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Numbers that [`pool`](Self::pool) gives a text.
    pub(crate) fn features(&self) -> usize {
        features(self.width, self.blocks.len())
    }

    /// From the tokens' states (n × tokens × width) to a row a text: the mean over its tokens of
    /// what goes in and of each layer's output, side by side.
    pub(crate) fn pool(&self, states: ArrayView3<'_, f32>) -> Result<Array2<f32>, Error> {
        let (rows, tokens, width) = states.dim();
        if width != self.width {
            return Err(Error::Width {
                expected: self.width,
                given: width,
            });
        }
        if rows == 0 || tokens == 0 {
            return Ok(Array2::zeros((rows, self.features())));
        }
        let most = (TOKENS / tokens).max(1);
        if rows > most {
            let pieces: Vec<_> = states.axis_chunks_iter(Axis(0), most).collect();
            let pooled = pieces
                .into_par_iter()
                .map(|piece| self.pool(piece))
                .collect::<Result<Vec<_>, Error>>()?;
            let views: Vec<_> = pooled.iter().map(Array2::view).collect();
            return concatenate(Axis(0), &views).map_err(|error| Error::Compute(Box::new(error)));
        }
        let values: Vec<f32> = states.iter().copied().collect();
        let states = Tensor::from_vec(values, (rows, tokens, width), &Device::Cpu)?;
        let pooled = pooled(
            &self.blocks,
            &states,
            self.upper.attention_heads,
            self.upper.epsilon,
            &mut Mode::Read,
        )?;
        Array2::from_shape_vec((rows, self.features()), pooled.flatten_all()?.to_vec1()?)
            .map_err(|error| Error::Compute(Box::new(error)))
    }
}

/// Numbers a text that so many layers give.
pub(crate) fn features(width: usize, layers: usize) -> usize {
    width * (layers + 1)
}

/// How layers run.
pub(crate) enum Mode<'a> {
    /// As fast as can be.
    Read,
    /// So that gradients can be taken, with this share of the outputs silenced.
    Learn(f64, &'a mut ChaCha8Rng),
}

/// The states (n × tokens × width) through the layers; the means of the input and of each
/// layer's output over the tokens, side by side.
pub(crate) fn pooled(
    blocks: &[Block],
    states: &Tensor,
    heads: usize,
    epsilon: f64,
    mode: &mut Mode<'_>,
) -> candle_core::Result<Tensor> {
    let shape = states.dims3()?;
    let mut hidden = states.reshape((shape.0 * shape.1, shape.2))?;
    let mut means = vec![states.mean(1)?];
    for block in blocks {
        hidden = block.forward(&hidden, shape, heads, epsilon, mode)?;
        means.push(hidden.reshape(shape)?.mean(1)?);
    }
    Tensor::cat(&means, 1)
}

/// Outputs × inputs, and a bias.
#[derive(Debug, Clone)]
struct Dense {
    weight: Tensor,
    bias: Tensor,
}

impl Dense {
    fn forward(&self, values: &Tensor) -> candle_core::Result<Tensor> {
        values.matmul(&self.weight.t()?)?.broadcast_add(&self.bias)
    }
}

/// One layer of BERT.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    query: Dense,
    key: Dense,
    value: Dense,
    attended: Dense,
    attended_norm: Dense,
    wide: Dense,
    narrow: Dense,
    norm: Dense,
}

impl Block {
    /// From tensors by their names in BERT checkpoints; variables of a network that learns, or
    /// fixed ones.
    pub(crate) fn new(tensors: &BTreeMap<String, Tensor>, width: usize) -> Result<Self, String> {
        let tensor = |name: String, shape: &[usize]| {
            let found = tensors
                .get(&name)
                .ok_or_else(|| format!("the tensor {name} is missing"))?;
            if found.dims() != shape {
                return Err(format!(
                    "the tensor {name} is {:?}, not {shape:?}",
                    found.dims()
                ));
            }
            Ok(found.clone())
        };
        let dense = |name: &str, outputs: usize, inputs: usize| {
            Ok::<_, String>(Dense {
                weight: tensor(format!("{name}.weight"), &[outputs, inputs])?,
                bias: tensor(format!("{name}.bias"), &[outputs])?,
            })
        };
        let norm = |name: &str| {
            Ok::<_, String>(Dense {
                weight: tensor(format!("{name}.weight"), &[width])?,
                bias: tensor(format!("{name}.bias"), &[width])?,
            })
        };
        let between = tensors
            .get("intermediate.dense.bias")
            .map_or(0, Tensor::elem_count);
        Ok(Self {
            query: dense("attention.self.query", width, width)?,
            key: dense("attention.self.key", width, width)?,
            value: dense("attention.self.value", width, width)?,
            attended: dense("attention.output.dense", width, width)?,
            attended_norm: norm("attention.output.LayerNorm")?,
            wide: dense("intermediate.dense", between, width)?,
            narrow: dense("output.dense", width, between)?,
            norm: norm("output.LayerNorm")?,
        })
    }

    /// `hidden` is (n·tokens) × width.
    fn forward(
        &self,
        hidden: &Tensor,
        (rows, tokens, width): (usize, usize, usize),
        heads: usize,
        epsilon: f64,
        mode: &mut Mode<'_>,
    ) -> candle_core::Result<Tensor> {
        let split = |values: Tensor| {
            values
                .reshape((rows, tokens, heads, width / heads))?
                .transpose(1, 2)?
                .contiguous()
        };
        let query = split(self.query.forward(hidden)?)?;
        let key = split(self.key.forward(hidden)?)?;
        let value = split(self.value.forward(hidden)?)?;
        let scale = 1.0 / ((width / heads) as f64).sqrt();
        let scores = (query.matmul(&key.t()?)? * scale)?;
        let attended = mode
            .softmax(&scores)?
            .matmul(&value)?
            .transpose(1, 2)?
            .reshape((rows * tokens, width))?;
        let attended = mode.dropped(self.attended.forward(&attended)?)?;
        let hidden = mode.norm(&(attended + hidden)?, &self.attended_norm, epsilon)?;
        let wide = self.wide.forward(&hidden)?.gelu_erf()?;
        let narrow = mode.dropped(self.narrow.forward(&wide)?)?;
        mode.norm(&(narrow + hidden)?, &self.norm, epsilon)
    }
}

impl Mode<'_> {
    fn softmax(&self, scores: &Tensor) -> candle_core::Result<Tensor> {
        match self {
            Self::Read => ops::softmax_last_dim(scores),
            Self::Learn(..) => {
                // The largest is taken away for the numbers' sake and has no gradient of its own.
                let largest = scores.max_keepdim(D::Minus1)?.detach();
                let exps = scores.broadcast_sub(&largest)?.exp()?;
                exps.broadcast_div(&exps.sum_keepdim(D::Minus1)?)
            }
        }
    }

    fn norm(&self, values: &Tensor, by: &Dense, epsilon: f64) -> candle_core::Result<Tensor> {
        match self {
            Self::Read => ops::layer_norm(values, &by.weight, &by.bias, epsilon as f32),
            Self::Learn(..) => ops::layer_norm_slow(values, &by.weight, &by.bias, epsilon as f32),
        }
    }

    /// Silences a share of the values and scales up the rest (Srivastava et al., 2014).
    pub(crate) fn dropped(&mut self, values: Tensor) -> candle_core::Result<Tensor> {
        let Self::Learn(share, random) = self else {
            return Ok(values);
        };
        if *share <= 0.0 {
            return Ok(values);
        }
        let kept = (1.0 / (1.0 - *share)) as f32;
        let limit = (*share * f64::from(u32::MAX)) as u32;
        let mask: Vec<f32> = (0..values.elem_count())
            .map(|_| {
                if random.random::<u32>() < limit {
                    0.0
                } else {
                    kept
                }
            })
            .collect();
        let mask = Tensor::from_vec(mask, values.shape(), &Device::Cpu)?;
        values * mask
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Small layers of random weights.
    pub(crate) fn upper(layers: usize, width: usize, seed: u64) -> Upper {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let between = 2 * width;
        let mut layer = || {
            let mut tensors = BTreeMap::new();
            let dense = [
                ("attention.self.query", width, width),
                ("attention.self.key", width, width),
                ("attention.self.value", width, width),
                ("attention.output.dense", width, width),
                ("intermediate.dense", between, width),
                ("output.dense", width, between),
            ];
            for (name, outputs, inputs) in dense {
                let values =
                    ArrayD::from_shape_fn(vec![outputs, inputs], |_| random.random::<f32>() - 0.5);
                tensors.insert(format!("{name}.weight"), values);
                tensors.insert(format!("{name}.bias"), ArrayD::zeros(vec![outputs]));
            }
            for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
                tensors.insert(format!("{name}.weight"), ArrayD::ones(vec![width]));
                tensors.insert(format!("{name}.bias"), ArrayD::zeros(vec![width]));
            }
            tensors
        };
        Upper {
            after: 1,
            attention_heads: 2,
            epsilon: 1e-12,
            layers: (0..layers).map(|_| layer()).collect(),
        }
    }

    #[test]
    fn reading_and_learning_give_the_same_without_dropout() {
        let top = Top::new(upper(2, 8, 1)).unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let values: Vec<f32> = (0..3 * 5 * 8).map(|_| random.random::<f32>()).collect();
        let states = Tensor::from_vec(values, (3, 5, 8), &Device::Cpu).unwrap();
        let run = |mode: &mut Mode<'_>| -> Vec<f32> {
            let pooled = pooled(&top.blocks, &states, 2, 1e-12, mode).unwrap();
            pooled.flatten_all().unwrap().to_vec1().unwrap()
        };
        let read = run(&mut Mode::Read);
        let learned = run(&mut Mode::Learn(0.0, &mut random));
        assert_eq!(read.len(), 3 * top.features());
        for (a, b) in read.iter().zip(&learned) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }

    #[test]
    fn a_tensor_of_another_shape_is_named() {
        let mut damaged = upper(1, 8, 1);
        damaged.layers[0].insert("output.dense.bias".into(), ArrayD::zeros(vec![3]));
        let error = Top::new(damaged).unwrap_err();
        assert!(error.contains("output.dense.bias"), "{error}");
        let mut missing = upper(1, 8, 1);
        missing.layers[0].remove("attention.self.key.weight");
        assert!(Top::new(missing).unwrap_err().contains("missing"));
    }
}
