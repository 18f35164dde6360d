//! BERT's weights, packed.

use super::layer::{Layer, Norm, Scratch, Way};
use super::linear::Linear;
use super::precision::Precision;
use super::store::{Block, Found, Written, written};
use crate::folder::Folder;
use crate::{Error, UpperLayers};
use candle_transformers::models::bert::{Config, HiddenAct};

/// What the packed encoder needs of a `config.json`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) width: usize,
    wide: usize,
    layers: usize,
    pub(super) heads: usize,
    words: usize,
    positions: usize,
    /// The position of a text's first token.
    first: usize,
    pub(super) epsilon: f32,
}

impl Sizes {
    /// `None` where the architecture is neither BERT nor RoBERTa with GELU by the error function, or its rows do not
    /// come by sixteens.
    pub(super) fn of(folder: &Folder) -> Result<Option<Self>, Error> {
        if (folder.architecture() != "bert" && !folder.is_roberta()) || folder.is_jina() {
            return Ok(None);
        }
        let config: Config = folder.config()?;
        let sizes = Self {
            width: config.hidden_size,
            wide: config.intermediate_size,
            layers: config.num_hidden_layers,
            heads: config.num_attention_heads,
            words: config.vocab_size,
            positions: config.max_position_embeddings,
            first: folder.first_position(),
            epsilon: config.layer_norm_eps as f32,
        };
        let by_sixteens = |number: usize| number > 0 && number.is_multiple_of(16);
        let fits = config.hidden_act == HiddenAct::Gelu
            && sizes.heads > 0
            && sizes.width.is_multiple_of(sizes.heads)
            && by_sixteens(sizes.width / sizes.heads)
            && by_sixteens(sizes.wide);
        Ok(fits.then_some(sizes))
    }
}

/// The embedding layer and all others.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) sizes: Sizes,
    words: Block<f32>,
    /// Positions plus the token type 0, which every token of a single text has.
    positions: Block<f32>,
    norm: Norm,
    pub(super) layers: Vec<Layer>,
}

/// Numbers by a checkpoint's name and shape.
type Read<'a> = dyn Fn(&str, &[usize]) -> Result<Vec<f32>, Error> + 'a;

impl Model {
    /// Packs the checkpoint in a folder.
    pub(super) fn pack(folder: &Folder, sizes: Sizes, precision: Precision) -> Result<Self, Error> {
        let bytes = folder.weight_bytes()?;
        let weights = folder.bert_weights(&bytes)?;
        let read = |name: &str, shape: &[usize]| {
            weights
                .get(shape, name)
                .and_then(|tensor| tensor.flatten_all()?.to_vec1::<f32>())
                .map_err(|error| folder.damaged("model.safetensors", &error))
        };
        let width = sizes.width;
        let words = read("embeddings.word_embeddings.weight", &[sizes.words, width])?;
        let kinds: usize = folder.config_number("type_vocab_size")?;
        let kinds = read("embeddings.token_type_embeddings.weight", &[kinds, width])?;
        let mut positions = read(
            "embeddings.position_embeddings.weight",
            &[sizes.positions, width],
        )?;
        for row in positions.chunks_exact_mut(width) {
            row.iter_mut().zip(&kinds).for_each(|(a, b)| *a += b);
        }
        let norm = pack_norm("embeddings.LayerNorm", width, &read)?;
        let mut layers: Vec<Layer> = Vec::new();
        for number in 0..sizes.layers {
            let read = |name: &str, shape: &[usize]| {
                read(&format!("encoder.layer.{number}.{name}"), shape)
            };
            let before = layers.last().map_or(&norm, |layer| &layer.norm);
            layers.push(pack_layer(before, sizes, precision, &read)?);
        }
        Ok(Self {
            sizes,
            words: words.into(),
            positions: positions.into(),
            norm,
            layers,
        })
    }

    /// The model as a packed file has it.
    pub(super) fn found(found: &Found, sizes: Sizes, precision: Precision) -> Option<Self> {
        let width = sizes.width;
        let layers = (0..sizes.layers).map(|number| found_layer(found, number, sizes, precision));
        Some(Self {
            sizes,
            words: found.take("words", sizes.words * width)?,
            positions: found.take("positions", sizes.positions * width)?,
            norm: found_norm(found, "norm", width)?,
            layers: layers.collect::<Option<_>>()?,
        })
    }

    /// The blocks, for a file.
    pub(super) fn written(&self) -> Vec<Written<'_>> {
        let mut blocks = vec![
            written("words".into(), &self.words),
            written("positions".into(), &self.positions),
        ];
        written_norm("norm", &self.norm, &mut blocks);
        for (number, layer) in self.layers.iter().enumerate() {
            let name = |part: &str| format!("layer.{number}.{part}");
            for (part, linear) in [
                ("attention", &layer.attention),
                ("attended", &layer.attended),
                ("up", &layer.up),
                ("down", &layer.down),
            ] {
                linear.written(&name(part), &mut blocks);
            }
            written_norm(&name("attention_norm"), &layer.attention_norm, &mut blocks);
            written_norm(&name("norm"), &layer.norm, &mut blocks);
        }
        blocks
    }

    /// Packs layers that go on from this model's states after some of its own.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn branch(
        &self,
        upper: &UpperLayers,
        precision: Precision,
    ) -> Result<Vec<Layer>, Error> {
        let wrong = |detail: String| Error::Branch(detail);
        if upper.after > self.layers.len() || upper.attention_heads != self.sizes.heads {
            return Err(wrong(format!(
                "they follow layer {} with {} attention heads, where the encoder has {} layers with {}",
                upper.after,
                upper.attention_heads,
                self.layers.len(),
                self.sizes.heads
            )));
        }
        if upper.epsilon as f32 != self.sizes.epsilon {
            return Err(wrong(format!(
                "their norms add {} to the variance, where the encoder's add {}",
                upper.epsilon, self.sizes.epsilon
            )));
        }
        let mut layers: Vec<Layer> = Vec::new();
        let below = match upper.after.checked_sub(1) {
            Some(below) => &self.layers[below].norm,
            None => &self.norm,
        };
        for tensors in &upper.layers {
            let read = |name: &str, shape: &[usize]| match tensors.get(name) {
                Some(tensor) if tensor.shape() == shape => Ok(tensor.iter().copied().collect()),
                Some(tensor) => Err(wrong(format!(
                    "{name} is {:?} in place of {shape:?}",
                    tensor.shape()
                ))),
                None => Err(wrong(format!("{name} is missing"))),
            };
            let before = layers.last().map_or(below, |layer| &layer.norm);
            layers.push(pack_layer(before, self.sizes, precision, &read)?);
        }
        Ok(layers)
    }

    /// What the first layer reads: tokens × width.
    pub(super) fn embed(&self, way: Way, texts: &[Vec<u32>], states: &mut Vec<f32>) {
        let Sizes { width, first, .. } = self.sizes;
        // RoBERTa counts no padding, not even where somebody wrote its token out.
        let padding = first.checked_sub(1);
        states.clear();
        for ids in texts {
            let mut next = first;
            for id in ids {
                let id = *id as usize;
                let position = match padding == Some(id) {
                    true => id,
                    false => next,
                };
                next += usize::from(padding != Some(id));
                let word = &self.words[id * width..][..width];
                let place = &self.positions[position * width..][..width];
                states.extend(word.iter().zip(place).map(|(a, b)| a + b));
            }
        }
        self.norm.run(way.level, way.epsilon, states);
    }
}

/// Runs layer after layer in place, telling of the states after each.
pub(super) fn through(
    layers: &[Layer],
    way: Way,
    texts: &[(usize, usize)],
    states: &mut [f32],
    scratch: &mut Scratch,
    each: &mut dyn FnMut(usize, &[f32], &mut Scratch),
) {
    for (number, layer) in layers.iter().enumerate() {
        layer.run(way, texts, states, scratch);
        each(number + 1, states, scratch);
    }
}

fn pack_norm(name: &str, width: usize, read: &Read<'_>) -> Result<Norm, Error> {
    Ok(Norm {
        weight: read(&format!("{name}.weight"), &[width])?.into(),
        bias: read(&format!("{name}.bias"), &[width])?.into(),
    })
}

/// How far from zero a norm's outputs are, three standard deviations out.
fn spread(norm: &Norm) -> Vec<f32> {
    let pairs = norm.weight.iter().zip(norm.bias.iter());
    pairs
        .map(|(weight, bias)| 3.0 * weight.abs() + bias.abs())
        .collect()
}

fn pack_layer(
    before: &Norm,
    sizes: Sizes,
    precision: Precision,
    read: &Read<'_>,
) -> Result<Layer, Error> {
    let Sizes { width, wide, .. } = sizes;
    let linear = |name: &str, inputs: usize, outputs: usize, spread: &[f32]| {
        let weights = read(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = read(&format!("{name}.bias"), &[outputs])?;
        Ok::<_, Error>(Linear::pack(&weights, &bias, spread, precision))
    };
    let mut weights = Vec::new();
    let mut bias = Vec::new();
    for part in ["query", "key", "value"] {
        let name = format!("attention.self.{part}");
        weights.extend(read(&format!("{name}.weight"), &[width, width])?);
        bias.extend(read(&format!("{name}.bias"), &[width])?);
    }
    let attention_norm = pack_norm("attention.output.LayerNorm", width, read)?;
    let unknown = vec![1.0; width.max(wide)];
    Ok(Layer {
        attention: Linear::pack(&weights, &bias, &spread(before), precision),
        attended: linear("attention.output.dense", width, width, &unknown[..width])?,
        up: linear("intermediate.dense", width, wide, &spread(&attention_norm))?,
        attention_norm,
        down: linear("output.dense", wide, width, &unknown[..wide])?,
        norm: pack_norm("output.LayerNorm", width, read)?,
    })
}

fn found_norm(found: &Found, name: &str, width: usize) -> Option<Norm> {
    Some(Norm {
        weight: found.take(&format!("{name}.weight"), width)?,
        bias: found.take(&format!("{name}.bias"), width)?,
    })
}

fn found_layer(found: &Found, number: usize, sizes: Sizes, precision: Precision) -> Option<Layer> {
    let Sizes { width, wide, .. } = sizes;
    let name = |part: &str| format!("layer.{number}.{part}");
    let linear =
        |part: &str, sizes: (usize, usize)| Linear::found(found, &name(part), sizes, precision);
    Some(Layer {
        attention: linear("attention", (width, 3 * width))?,
        attended: linear("attended", (width, width))?,
        attention_norm: found_norm(found, &name("attention_norm"), width)?,
        up: linear("up", (width, wide))?,
        down: linear("down", (wide, width))?,
        norm: found_norm(found, &name("norm"), width)?,
    })
}

fn written_norm<'a>(name: &str, norm: &'a Norm, to: &mut Vec<Written<'a>>) {
    to.push(written(format!("{name}.weight"), &norm.weight));
    to.push(written(format!("{name}.bias"), &norm.bias));
}
