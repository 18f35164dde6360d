//! Statements to embeddings.
//!
//! An [`Encoder`] turns texts into unit vectors (the embedding) and, where the architecture lets
//! one look inside, into the mean-pooled output of every layer, on which heads are better than on
//! the last layer alone, and into the states of the tokens between two layers, from where a top
//! trained for a task goes on ([`Features`]). Three implementers: [`PackedBert`], which is what runs BERT
//! on a processor; [`BertEncoder`], BERT on candle, which it is held against and heads are trained on; and
//! [`FamilyEncoder`] for the relatives that candle-transformers has. [`open`] and [`open_packed`] pick by the
//! folder's `config.json`.
//!
//! What an encoder gives for a text depends on the text and the weights alone: nothing is padded and
//! no text sees another.
//!
//! For languages that no encoder at hand reads there are [`ngrams`], which need no files.
//!
//! What was computed of a text may be kept in a [`cache`], so that it is computed once.
//!
//! Only [`download`] touches the network. Nothing here knows what a review is.

mod batch;
mod bert;
pub mod cache;
mod device;
pub mod download;
mod error;
mod family;
mod folder;
mod kernels;
mod modules;
pub mod ngrams;
mod packed;
mod tokens;
mod upper;

pub use bert::BertEncoder;
pub use device::Device;
pub use error::Error;
pub use family::FamilyEncoder;
pub use folder::{Folder, sha256_of};
pub use packed::{LinearWork, PackedBert, Precision};
pub use upper::{UpperLayers, upper_layers};

use ndarray::{ArrayView2, ArrayView3};
use std::path::Path;

/// Places between an encoder's layers, by how many layers lie below each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depths(u64);

impl Depths {
    /// None.
    pub const NONE: Self = Self(0);

    /// One more. No encoder is deeper than 63 layers: what lies deeper is never there.
    #[must_use]
    pub const fn and(self, after: usize) -> Self {
        if after < u64::BITS as usize {
            Self(self.0 | 1 << after)
        } else {
            self
        }
    }

    /// All, the lowest first.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..u64::BITS as usize).filter(move |after| self.0 >> after & 1 == 1)
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// How much of the encoder's insides are wanted beside the pooled unit vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    /// The mean-pooled output of every layer.
    pub layers: bool,
    /// After how many encoder layers (0: what the first layer reads) the tokens' states are
    /// wanted, from where a top goes on by itself.
    pub states: Depths,
    /// What the encoder's branches make of the states between its layers.
    pub branches: bool,
    /// The texts as bags of hashed words, where the encoder is [`ngrams::Ngrams`].
    pub bags: bool,
}

impl Features {
    /// The pooled unit vector alone.
    pub const EMBEDDING: Self = Self {
        layers: false,
        states: Depths::NONE,
        branches: false,
        bags: false,
    };
    /// The unit vector and the mean-pooled output of every layer.
    pub const LAYERS: Self = Self {
        layers: true,
        states: Depths::NONE,
        branches: false,
        bags: false,
    };

    /// The unit vector and the tokens' states after so many encoder layers.
    pub const fn states(after: usize) -> Self {
        Self {
            layers: false,
            states: Depths::NONE.and(after),
            branches: false,
            bags: false,
        }
    }

    /// Whether more than the unit vector is wanted.
    fn look_inside(self) -> bool {
        self.layers || !self.states.is_empty()
    }
}

/// A batch of encoded texts, handed to the caller as soon as it is there.
#[derive(Debug)]
pub struct Encoded<'a> {
    /// Which of the given texts these are.
    pub indexes: &'a [usize],
    /// Unit vectors, `indexes.len()` × [`Encoder::dimension`].
    pub embeddings: ArrayView2<'a, f32>,
    /// With [`Features::layers`]: the mean over a text's tokens of the embedding layer's and each
    /// encoder layer's output, side by side, not normalized; `indexes.len()` ×
    /// ([`Encoder::layers`] · dimension).
    pub layers: Option<ArrayView2<'a, f32>>,
    states: &'a [(usize, ArrayView3<'a, f32>)],
    branches: &'a [ArrayView2<'a, f32>],
    /// With [`Features::bags`]: the buckets of each text with their values; else none.
    pub bags: &'a [Vec<(u32, f32)>],
    /// How much of all the work is done with this batch, 0…1, by tokens.
    pub done: f64,
}

impl Encoded<'_> {
    /// Where [`Features::states`] asks for it: the states of every token, special ones included,
    /// after so many layers, `indexes.len()` × tokens × dimension. All texts of a batch have the
    /// same number of tokens.
    pub fn states(&self, after: usize) -> Option<ArrayView3<'_, f32>> {
        let found = self.states.iter().find(|(depth, _)| *depth == after);
        found.map(|(_, states)| states.view())
    }

    /// With [`Features::branches`]: the mean over a text's tokens of what a branch reads and of
    /// each of its layers' output, side by side, not normalized; `indexes.len()` × ((its layers +
    /// 1) · dimension).
    pub fn branch(&self, number: usize) -> Option<ArrayView2<'_, f32>> {
        self.branches.get(number).map(ArrayView2::view)
    }
}

/// Turns texts into vectors.
pub trait Encoder: Send + Sync {
    /// Length of an embedding.
    fn dimension(&self) -> usize;

    /// How many layers' outputs [`Features::layers`] gives (the embedding layer counts), or
    /// `None` where the architecture does not show them.
    fn layers(&self) -> Option<usize>;

    /// SHA-256 of the weights, lower-case hex: what a head that was trained on this encoder asks
    /// for.
    fn identity(&self) -> &str;

    /// Lets layers that go on from the encoder's states run along with it: the number by which
    /// [`Encoded::branch`] gives what they make, or `None` where the encoder has no such thing and
    /// [`Encoded::states`] is the way.
    ///
    /// # Errors
    /// [`Error::Branch`] where the layers do not fit the encoder.
    fn attach(&mut self, _upper: &UpperLayers) -> Result<Option<usize>, Error> {
        Ok(None)
    }

    /// By what numbers and which instructions: what else than the weights the last bits of a
    /// vector depend on.
    fn arithmetic(&self) -> String;

    /// How many word pieces each text has, special tokens included, cut at the model's limit.
    ///
    /// # Errors
    /// [`Error::Tokenize`] where the tokenizer refuses a text.
    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error>;

    /// Encodes every text once and hands over batch after batch. The order of the batches depends
    /// on the texts alone.
    ///
    /// # Errors
    /// [`Error::NoLayers`] where layers or states are wanted and not to be had, [`Error::Compute`] where
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
    open_on(folder, Device::Cpu)
}

/// Opens the encoder in a folder on a device, by candle.
///
/// # Errors
/// As [`open`]; [`Error::NoCuda`] and [`Error::Gpu`] where there is no such device.
pub fn open_on(folder: &Path, device: Device) -> Result<Box<dyn Encoder>, Error> {
    let folder = Folder::read(folder)?.on(device)?;
    Ok(match folder.architecture() {
        "bert" if !folder.is_jina() => Box::new(BertEncoder::load(&folder)?),
        _ => Box::new(FamilyEncoder::load(&folder)?),
    })
}

/// Opens the encoder in a folder for many texts: packed where its architecture allows, else as
/// [`open`] does, in `f32`.
///
/// # Errors
/// As [`open`].
pub fn open_packed(folder: &Path, precision: Precision) -> Result<Box<dyn Encoder>, Error> {
    let read = Folder::read(folder)?;
    match PackedBert::load(&read, precision)? {
        Some(packed) => Ok(Box::new(packed)),
        None => open(folder),
    }
}
