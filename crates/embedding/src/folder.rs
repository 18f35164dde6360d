use crate::Error;
use crate::device::Device;
use crate::download::Manifest;
use crate::modules::{Modules, Pooling};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};

const WEIGHTS: &str = "model.safetensors";
/// Which files these are meant to be, where somebody has pinned them.
const MANIFEST: &str = "manifest.json";

/// A model folder, its small files read and its weights hashed.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    config: serde_json::Value,
    identity: String,
    pooling: Pooling,
    prompt: String,
    max_tokens: usize,
    device: Device,
    candle: candle_core::Device,
}

impl Folder {
    /// Reads `config.json`, the weights, and the optional files of sentence-transformers.
    ///
    /// # Errors
    /// [`Error::NoFolder`], [`Error::File`] or [`Error::Damaged`]; [`Error::Hash`] where a file is not the one that a
    /// `manifest.json` beside it pins.
    pub fn read(path: &Path) -> Result<Self, Error> {
        if !path.is_dir() {
            return Err(Error::NoFolder(path.into()));
        }
        let config: serde_json::Value = json(path, "config.json")?;
        // Numbers that the models divide by, by their names in all families.
        for key in [
            "num_attention_heads",
            "n_heads",
            "n_head",
            "hidden_size",
            "dim",
            "n_embd",
        ] {
            if config[key].as_u64() == Some(0) {
                return Err(Error::Damaged {
                    folder: path.into(),
                    file: "config.json".into(),
                    detail: format!("`{key}` is 0"),
                });
            }
        }
        let identity = sha256_of(&path.join(WEIGHTS)).map_err(|source| Error::File {
            folder: path.into(),
            file: WEIGHTS.into(),
            source,
        })?;
        check_pins(path, &identity)?;

        // The tokenizer file's own limit is whatever its author last used; sentence-transformers
        // keeps the model's in a file of its own, and no text can be longer than the positions.
        let modules = Modules::read(path)?;
        let positions = config["max_position_embeddings"].as_u64().unwrap_or(512) as usize;
        let positions = positions.saturating_sub(first_position(&config));

        Ok(Self {
            path: path.into(),
            config,
            identity,
            pooling: modules.pooling,
            prompt: modules.prompt,
            max_tokens: modules.longest.unwrap_or(usize::MAX).min(positions).max(3),
            device: Device::Cpu,
            candle: candle_core::Device::Cpu,
        })
    }

    /// Has candle compute on a device.
    ///
    /// # Errors
    /// [`Error::NoCuda`] and [`Error::Gpu`] where there is no such device.
    pub fn on(mut self, device: Device) -> Result<Self, Error> {
        self.candle = device.open()?;
        self.device = device;
        Ok(self)
    }

    pub(crate) fn device(&self) -> (Device, candle_core::Device) {
        (self.device, self.candle.clone())
    }

    /// `model_type` of `config.json`.
    pub fn architecture(&self) -> &str {
        self.config["model_type"].as_str().unwrap_or("bert")
    }

    pub(crate) fn is_jina(&self) -> bool {
        self.config["position_embedding_type"] == "alibi"
    }

    pub(crate) fn config<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut config = self.config.clone();
        // Newer files leave it out where it is the usual one.
        if let Some(config) = config.as_object_mut() {
            let usual = || "absolute".into();
            config
                .entry("position_embedding_type")
                .or_insert_with(usual);
        }
        serde_json::from_value(config).map_err(|error| self.damaged("config.json", &error))
    }

    pub(crate) fn config_number(&self, key: &str) -> Result<usize, Error> {
        self.config[key]
            .as_u64()
            .map(|number| number as usize)
            .ok_or_else(|| self.damaged("config.json", &format!("`{key}` is missing")))
    }

    /// The weights' file, for [`weights`](Self::weights).
    pub(crate) fn weight_bytes(&self) -> Result<Vec<u8>, Error> {
        bytes(&self.path, WEIGHTS)
    }

    pub(crate) fn weights<'a>(&self, bytes: &'a [u8]) -> Result<candle_nn::VarBuilder<'a>, Error> {
        candle_nn::VarBuilder::from_slice_safetensors(bytes, candle_core::DType::F32, &self.candle)
            .map_err(|error| self.damaged("model.safetensors", &error))
    }

    /// Whether it is RoBERTa or a model of its build: BERT whose positions begin behind the padding's.
    pub(crate) fn is_roberta(&self) -> bool {
        is_roberta(&self.config)
    }

    /// The position of a text's first token, in the table of positions.
    pub(crate) fn first_position(&self) -> usize {
        first_position(&self.config)
    }

    /// The weights of a BERT, by the names that its layers have in every checkpoint.
    pub(crate) fn bert_weights<'a>(
        &self,
        bytes: &'a [u8],
    ) -> Result<candle_nn::VarBuilder<'a>, Error> {
        let weights = self.weights(bytes)?;
        // Checkpoints of a task model keep the encoder under its name.
        let prefix = match self.is_roberta() {
            true => "roberta",
            false => "bert",
        };
        let prefixed = format!("{prefix}.embeddings.word_embeddings.weight");
        Ok(if weights.contains_tensor(&prefixed) {
            weights.pp(prefix)
        } else {
            weights
        })
    }

    /// SHA-256 of the weights.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn pooling(&self) -> Pooling {
        self.pooling
    }

    /// What stands before every text.
    pub(crate) fn prompt(&self) -> &str {
        &self.prompt
    }

    pub(crate) fn max_tokens(&self) -> usize {
        self.max_tokens
    }

    pub(crate) fn tokenizer(&self) -> Result<Vec<u8>, Error> {
        bytes(&self.path, "tokenizer.json")
    }

    pub(crate) fn damaged(&self, file: &str, detail: &dyn std::fmt::Display) -> Error {
        Error::Damaged {
            folder: self.path.clone(),
            file: file.into(),
            detail: detail.to_string(),
        }
    }
}

fn is_roberta(config: &serde_json::Value) -> bool {
    matches!(
        config["model_type"].as_str(),
        Some("roberta" | "xlm-roberta" | "camembert")
    )
}

/// RoBERTa's positions are counted from behind the one that padding has.
fn first_position(config: &serde_json::Value) -> usize {
    match is_roberta(config) {
        true => config["pad_token_id"].as_u64().unwrap_or(1) as usize + 1,
        false => 0,
    }
}

/// Where a manifest lies beside the files, those that are there are the ones that it pins.
fn check_pins(folder: &Path, identity: &str) -> Result<(), Error> {
    let manifest: Manifest = match json(folder, MANIFEST) {
        Ok(manifest) => manifest,
        Err(Error::File { .. }) => return Ok(()),
        Err(error) => return Err(error),
    };
    for file in manifest.files {
        let path = folder.join(&file.name);
        // The weights were hashed already; what is missing is told by who needs it.
        let found = match file.name.as_str() {
            WEIGHTS => Ok(identity.to_owned()),
            _ => sha256_of(&path),
        };
        if let (Some(expected), Ok(found)) = (file.sha256, found)
            && expected != found
        {
            return Err(Error::Hash {
                path,
                expected,
                found,
            });
        }
    }
    Ok(())
}

fn bytes(folder: &Path, file: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(folder.join(file)).map_err(|source| Error::File {
        folder: folder.into(),
        file: file.into(),
        source,
    })
}

pub(crate) fn json<T: DeserializeOwned>(folder: &Path, file: &str) -> Result<T, Error> {
    serde_json::from_slice(&bytes(folder, file)?).map_err(|error| Error::Damaged {
        folder: folder.into(),
        file: file.into(),
        detail: error.to_string(),
    })
}

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
/// What the system says while the file is read.
pub fn sha256_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
