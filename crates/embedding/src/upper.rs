//! The upper layers' weights, for whoever goes on training them.

use crate::{Error, Folder};
use candle_transformers::models::bert;
use ndarray::ArrayD;
use std::collections::BTreeMap;

/// Layers of a BERT from one of them to the last, as plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct UpperLayers {
    /// How many layers lie below the first of these.
    pub after: usize,
    /// Attention heads of each layer.
    pub attention_heads: usize,
    /// What the layer norms add to the variance.
    pub epsilon: f64,
    /// A map a layer, by the names of BERT checkpoints, such as `attention.self.query.weight`
    /// (outputs × inputs) and `output.LayerNorm.bias`.
    pub layers: Vec<BTreeMap<String, ArrayD<f32>>>,
}

/// What a layer's tensors are called in BERT checkpoints.
const NAMES: [&str; 16] = [
    "attention.self.query.weight",
    "attention.self.query.bias",
    "attention.self.key.weight",
    "attention.self.key.bias",
    "attention.self.value.weight",
    "attention.self.value.bias",
    "attention.output.dense.weight",
    "attention.output.dense.bias",
    "attention.output.LayerNorm.weight",
    "attention.output.LayerNorm.bias",
    "intermediate.dense.weight",
    "intermediate.dense.bias",
    "output.dense.weight",
    "output.dense.bias",
    "output.LayerNorm.weight",
    "output.LayerNorm.bias",
];

/// Reads the last `count` layers of the BERT in a folder.
///
/// # Errors
/// [`Error::NoLayers`] where the model is no BERT, has not so many layers, or another activation
/// than GELU; [`Error::Damaged`] where a tensor is missing.
pub fn upper_layers(folder: &Folder, count: usize) -> Result<UpperLayers, Error> {
    let config: bert::Config = match folder.architecture() {
        "bert" if !folder.is_jina() => folder.config()?,
        other => return Err(Error::NoLayers(other.to_owned())),
    };
    if count == 0 || count > config.num_hidden_layers || config.hidden_act != bert::HiddenAct::Gelu
    {
        return Err(Error::NoLayers(format!(
            "bert with {} layers, {:?}",
            config.num_hidden_layers, config.hidden_act
        )));
    }
    let after = config.num_hidden_layers - count;
    let bytes = folder.weight_bytes()?;
    let weights = folder.bert_weights(&bytes)?;
    let (wide, narrow) = (config.intermediate_size, config.hidden_size);
    let shape = |name: &str| -> Vec<usize> {
        let vector = !name.ends_with(".weight") || name.contains("LayerNorm");
        let (outputs, inputs) = match name {
            name if name.starts_with("intermediate") => (wide, narrow),
            name if name.starts_with("output.dense") => (narrow, wide),
            _ => (narrow, narrow),
        };
        if vector {
            vec![outputs]
        } else {
            vec![outputs, inputs]
        }
    };
    let mut layers = Vec::new();
    for number in after..config.num_hidden_layers {
        let mut tensors = BTreeMap::new();
        for name in NAMES {
            let shape = shape(name);
            let path = format!("encoder.layer.{number}.{name}");
            let values = weights
                .get(shape.clone(), &path)
                .and_then(|tensor| tensor.flatten_all()?.to_vec1::<f32>())
                .map_err(|error| folder.damaged("model.safetensors", &error))?;
            let array = ArrayD::from_shape_vec(shape, values)
                .map_err(|error| folder.damaged("model.safetensors", &error))?;
            tensors.insert(name.to_owned(), array);
        }
        layers.push(tensors);
    }
    Ok(UpperLayers {
        after,
        attention_heads: config.num_attention_heads,
        epsilon: config.layer_norm_eps,
        layers,
    })
}
