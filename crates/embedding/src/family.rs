use crate::device::Device;
use crate::modules::Pooling;
use crate::tokens::Tokens;
use crate::{Encoded, Encoder, Error, Features, Folder, batch};
use candle_core::{DType, Module, Tensor};
use candle_transformers::models::{distilbert, jina_bert, modernbert, nomic_bert, xlm_roberta};

/// BERT's relatives that candle-transformers has. They give embeddings; their layers stay hidden.
pub struct FamilyEncoder {
    tokens: Tokens,
    pooling: Pooling,
    identity: String,
    device: (Device, candle_core::Device),
    architecture: String,
    dimension: usize,
    trunk: Trunk,
}

enum Trunk {
    Distil(distilbert::DistilBertModel),
    Roberta(xlm_roberta::XLMRobertaModel),
    Modern(modernbert::ModernBert),
    Nomic(nomic_bert::NomicBertModel),
    Jina(jina_bert::BertModel),
}

impl FamilyEncoder {
    /// Loads the model that `config.json` names.
    ///
    /// # Errors
    /// [`Error::Architecture`] for one that is not supported, [`Error::Damaged`] where a file does
    /// not hold what `config.json` promises.
    pub fn load(folder: &Folder) -> Result<Self, Error> {
        let tokens = Tokens::load(folder)?;
        let bytes = folder.weight_bytes()?;
        let weights = folder.weights(&bytes)?;
        let damaged = |error| folder.damaged("model.safetensors", &error);
        let prefixed = |prefix: &str, probe: &str| {
            if weights.contains_tensor(&format!("{prefix}.{probe}")) {
                weights.pp(prefix)
            } else {
                weights.clone()
            }
        };
        const WORDS: &str = "embeddings.word_embeddings.weight";
        let (trunk, dimension) = match folder.architecture() {
            "distilbert" => {
                let model = distilbert::DistilBertModel::load(
                    prefixed("distilbert", WORDS),
                    &folder.config()?,
                );
                (Trunk::Distil(model.map_err(damaged)?), "dim")
            }
            "roberta" | "xlm-roberta" | "camembert" => {
                let model = xlm_roberta::XLMRobertaModel::new(
                    &folder.config()?,
                    prefixed("roberta", WORDS),
                );
                (Trunk::Roberta(model.map_err(damaged)?), "hidden_size")
            }
            "modernbert" => {
                let model = modernbert::ModernBert::load(weights, &folder.config()?);
                (Trunk::Modern(model.map_err(damaged)?), "hidden_size")
            }
            "nomic_bert" => {
                let model = nomic_bert::NomicBertModel::load(weights, &folder.config()?);
                (Trunk::Nomic(model.map_err(damaged)?), "n_embd")
            }
            "bert" if folder.is_jina() => {
                let model = jina_bert::BertModel::new(prefixed("bert", WORDS), &folder.config()?);
                (Trunk::Jina(model.map_err(damaged)?), "hidden_size")
            }
            name => {
                return Err(Error::Architecture {
                    folder: folder.path().into(),
                    name: name.into(),
                });
            }
        };
        Ok(Self {
            tokens,
            pooling: folder.pooling(),
            identity: folder.identity().into(),
            device: folder.device(),
            architecture: folder.architecture().into(),
            dimension: folder.config_number(dimension)?,
            trunk,
        })
    }

    fn hidden(&self, ids: &Tensor) -> candle_core::Result<Tensor> {
        let shape = ids.shape();
        let ones = Tensor::ones(shape, DType::U32, ids.device())?;
        let zeros = ids.zeros_like()?;
        match &self.trunk {
            // Here a one in the mask means "leave out".
            Trunk::Distil(model) => model.forward(
                ids,
                &Tensor::zeros((1, ids.dim(1)?), DType::U8, ids.device())?,
            ),
            Trunk::Roberta(model) => {
                model.forward(ids, &ones.to_dtype(DType::F32)?, &zeros, None, None, None)
            }
            Trunk::Modern(model) => model.forward(ids, &ones.to_dtype(DType::F32)?),
            Trunk::Nomic(model) => model.forward(ids, Some(&zeros), Some(&ones)),
            Trunk::Jina(model) => model.forward(ids),
        }
    }
}

impl Encoder for FamilyEncoder {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn layers(&self) -> Option<usize> {
        None
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
        if features.look_inside() {
            return Err(Error::NoLayers(self.architecture.clone()));
        }
        let hidden = |ids: &Tensor| Ok(vec![self.hidden(ids)?]);
        let place = (&self.tokens, self.pooling, &self.device.1);
        batch::run(place, texts, features, &hidden, each)
    }
}
