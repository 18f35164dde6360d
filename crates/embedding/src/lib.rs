//! Statements to embeddings.
//!
//! An [`Encoder`] turns texts into unit vectors (the embedding) and, where the architecture lets
//! one look inside, into the mean-pooled output of every layer ([`Features::Layers`]), on which
//! heads are better than on the last layer alone. Two implementers: [`BertEncoder`] for BERT, and
//! [`FamilyEncoder`] for the relatives that candle-transformers has. [`open`] picks by the
//! folder's `config.json`.
//!
//! What an encoder gives for a text depends on the text and the weights alone: texts are run in
//! batches of one token count, so that nothing is padded and no text sees another.
//!
//! Only [`download`] touches the network. Nothing here knows what a review is.

mod batch;
mod bert;
pub mod download;
mod error;
mod family;
mod folder;
mod tokens;

pub use bert::BertEncoder;
pub use error::Error;
pub use family::FamilyEncoder;
pub use folder::{Folder, sha256_of};

use ndarray::ArrayView2;
use std::path::Path;

/// How much of the encoder's insides are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Features {
    /// The pooled unit vector alone.
    Embedding,
    /// The unit vector and the mean-pooled output of every layer.
    Layers,
}

/// A batch of encoded texts, handed to the caller as soon as it is there.
#[derive(Debug)]
pub struct Encoded<'a> {
    /// Which of the given texts these are.
    pub indexes: &'a [usize],
    /// Unit vectors, `indexes.len()` × [`Encoder::dimension`].
    pub embeddings: ArrayView2<'a, f32>,
    /// With [`Features::Layers`]: the mean over a text's tokens of the embedding layer's and each
    /// encoder layer's output, side by side, not normalized; `indexes.len()` ×
    /// ([`Encoder::layers`] · dimension).
    pub layers: Option<ArrayView2<'a, f32>>,
    /// How much of all the work is done with this batch, 0…1, by tokens.
    pub done: f64,
}

/// Turns texts into vectors.
pub trait Encoder: Send + Sync {
    /// Length of an embedding.
    fn dimension(&self) -> usize;

    /// How many layers' outputs [`Features::Layers`] gives (the embedding layer counts), or
    /// `None` where the architecture does not show them.
    fn layers(&self) -> Option<usize>;

    /// SHA-256 of the weights, lower-case hex: what a head that was trained on this encoder asks
    /// for.
    fn identity(&self) -> &str;

    /// How many word pieces each text has, special tokens included, cut at the model's limit.
    ///
    /// # Errors
    /// [`Error::Tokenize`] where the tokenizer refuses a text.
    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error>;

    /// Encodes every text once and hands over batch after batch, shortest texts first. The order
    /// of the batches depends on the texts alone.
    ///
    /// # Errors
    /// [`Error::NoLayers`] where layers are wanted and not to be had, [`Error::Compute`] where
    /// candle fails.
    fn encode(
        &self,
        texts: &[&str],
        features: Features,
        each: &mut dyn FnMut(Encoded<'_>),
    ) -> Result<(), Error>;
}

/// Opens the encoder in a folder: `config.json`, `tokenizer.json`, `model.safetensors`, and, where
/// they are there, `1_Pooling/config.json` and `sentence_bert_config.json` (the layout of
/// sentence-transformers).
///
/// # Errors
/// A missing, damaged, or mismatching file, or an architecture that candle does not have.
pub fn open(folder: &Path) -> Result<Box<dyn Encoder>, Error> {
    let folder = Folder::read(folder)?;
    Ok(match folder.architecture() {
        "bert" if !folder.is_jina() => Box::new(BertEncoder::load(&folder)?),
        _ => Box::new(FamilyEncoder::load(&folder)?),
    })
}
