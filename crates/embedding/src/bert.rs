use crate::device::Device;
use crate::modules::Pooling;
use crate::tokens::Tokens;
use crate::{Encoded, Encoder, Error, Features, Folder, batch};
use candle_core::{DType, IndexOp, Tensor};
use candle_nn::{Embedding, LayerNorm, Module, VarBuilder};
use candle_transformers::models::bert;

/// BERT (Devlin et al. 2019) with the layers' outputs in sight.
///
/// candle-transformers' `BertModel` gives the last layer's output alone; its encoder layers are
/// run one by one here, and the embedding layer, which it keeps to itself, is rebuilt from its
/// parts.
pub struct BertEncoder {
    tokens: Tokens,
    pooling: Pooling,
    identity: String,
    device: (Device, candle_core::Device),
    dimension: usize,
    words: Embedding,
    /// Positions plus the token type 0, which every token of a single text has.
    positions: Tensor,
    norm: LayerNorm,
    layers: Vec<bert::BertEncoder>,
}

impl BertEncoder {
    /// Loads BERT from a folder.
    ///
    /// # Errors
    /// [`Error::Damaged`] where a file does not hold what `config.json` promises.
    pub fn load(folder: &Folder) -> Result<Self, Error> {
        let config: bert::Config = folder.config()?;
        let tokens = Tokens::load(folder)?;
        let bytes = folder.weight_bytes()?;
        let weights = folder.bert_weights(&bytes)?;
        let damaged = |error| folder.damaged("model.safetensors", &error);
        let embeddings = Embeddings::load(&weights.pp("embeddings"), &config).map_err(damaged)?;
        let all = bert::BertEncoder::load(weights.pp("encoder"), &config).map_err(damaged)?;
        let layers = all
            .layers
            .iter()
            .map(|layer| {
                let mut one = all.clone();
                one.layers = vec![layer.clone()];
                one
            })
            .collect();
        Ok(Self {
            tokens,
            pooling: folder.pooling(),
            identity: folder.identity().into(),
            device: folder.device(),
            dimension: config.hidden_size,
            words: embeddings.words,
            positions: embeddings.positions,
            norm: embeddings.norm,
            layers,
        })
    }

    /// The outputs of the embedding layer and every encoder layer (or of the last alone), each
    /// b × t × d.
    fn hidden(&self, ids: &Tensor, features: Features) -> candle_core::Result<Vec<Tensor>> {
        let tokens = ids.dim(1)?;
        let words = self.words.forward(ids)?;
        let mut hidden = self
            .norm
            .forward(&words.broadcast_add(&self.positions.i(..tokens)?)?)?;
        // Nothing is padded, so nothing is masked: zero is added to every attention score.
        let mask = Tensor::zeros((1, 1, 1, tokens), DType::F32, ids.device())?;
        let mut outputs = Vec::new();
        for layer in &self.layers {
            let next = layer.forward(&hidden, &mask)?;
            if features.look_inside() {
                outputs.push(hidden);
            }
            hidden = next;
        }
        outputs.push(hidden);
        Ok(outputs)
    }
}

struct Embeddings {
    words: Embedding,
    positions: Tensor,
    norm: LayerNorm,
}

impl Embeddings {
    fn load(weights: &VarBuilder<'_>, config: &bert::Config) -> candle_core::Result<Self> {
        let size = config.hidden_size;
        let words = candle_nn::embedding(config.vocab_size, size, weights.pp("word_embeddings"))?;
        let positions = weights.get(
            (config.max_position_embeddings, size),
            "position_embeddings.weight",
        )?;
        let kinds = weights.get(
            (config.type_vocab_size, size),
            "token_type_embeddings.weight",
        )?;
        let norm = candle_nn::layer_norm(size, config.layer_norm_eps, weights.pp("LayerNorm"))?;
        Ok(Self {
            words,
            positions: positions.broadcast_add(&kinds.i(0)?)?,
            norm,
        })
    }
}

impl Encoder for BertEncoder {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn layers(&self) -> Option<usize> {
        Some(self.layers.len() + 1)
    }

    fn identity(&self) -> &str {
        &self.identity
    }

    fn arithmetic(&self) -> String {
        self.device.0.arithmetic().into()
    }

    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error> {
        Ok(self.tokens.ids(texts)?.iter().map(Vec::len).collect())
    }

    fn encode(
        &self,
        texts: &[&str],
        features: Features,
        each: &mut dyn FnMut(Encoded<'_>),
    ) -> Result<(), Error> {
        if features
            .states
            .iter()
            .any(|after| after > self.layers.len())
        {
            return Err(Error::NoLayers(format!(
                "bert with {} layers",
                self.layers.len()
            )));
        }
        let hidden = |ids: &Tensor| self.hidden(ids, features);
        let place = (&self.tokens, self.pooling, &self.device.1);
        batch::run(place, texts, features, &hidden, each)
    }
}
