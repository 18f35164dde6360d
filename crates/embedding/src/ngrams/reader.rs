use super::{BUCKETS, bag, identity, plain};
use crate::{Encoded, Encoder, Error, Features};
use hearken_segmentation::words;
use ndarray::Array2;
use rayon::prelude::*;

/// Texts that are handed over at once.
const BATCH: usize = 1_024;

/// Gives texts as [bags](super::bag), for heads that read these. It has no vectors: their length is 0.
#[derive(Debug, Clone)]
pub struct Ngrams {
    identity: String,
}

impl Ngrams {
    /// There is one only.
    pub fn new() -> Self {
        Self {
            identity: identity(),
        }
    }

    /// Buckets of a bag.
    pub fn buckets(&self) -> usize {
        BUCKETS
    }
}

impl Default for Ngrams {
    fn default() -> Self {
        Self::new()
    }
}

impl Encoder for Ngrams {
    fn dimension(&self) -> usize {
        0
    }

    fn layers(&self) -> Option<usize> {
        None
    }

    /// The hash of how features are made: there are no weights.
    fn identity(&self) -> &str {
        &self.identity
    }

    fn arithmetic(&self) -> String {
        "f32".to_owned()
    }

    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error> {
        Ok(texts.iter().map(|text| words(&plain(text)).len()).collect())
    }

    fn encode(
        &self,
        texts: &[&str],
        features: Features,
        each: &mut dyn FnMut(Encoded<'_>),
    ) -> Result<(), Error> {
        if features.look_inside() {
            return Err(Error::NoLayers("n-grams".to_owned()));
        }
        let indexes: Vec<usize> = (0..texts.len()).collect();
        for some in indexes.chunks(BATCH) {
            let bags: Vec<_> = match features.bags {
                true => some.par_iter().map(|at| bag(texts[*at])).collect(),
                false => Vec::new(),
            };
            each(Encoded {
                indexes: some,
                embeddings: Array2::zeros((some.len(), 0)).view(),
                layers: None,
                states: &[],
                branches: &[],
                bags: &bags,
                done: (some[0] + some.len()) as f64 / texts.len() as f64,
            });
        }
        Ok(())
    }
}
