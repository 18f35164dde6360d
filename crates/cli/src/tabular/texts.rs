//! Texts of a table through the encoder.

use crate::failure::Failure;
use crate::features::{self, Source};
use anyhow::Result;
use hearken_embedding::Encoder;
use hearken_fcnn::FeatureKind;
use hearken_fcnn::tabular::Values;
use ndarray::Array2;

/// An encoder that is opened where a table has texts.
pub(crate) struct Encoding<'a> {
    source: &'a Source,
    encoder: Option<Box<dyn Encoder>>,
    /// Of the encoder that the model was trained with.
    expected: Option<String>,
}

impl<'a> Encoding<'a> {
    pub(crate) fn new(source: &'a Source, expected: Option<&str>) -> Self {
        Self {
            source,
            encoder: None,
            expected: expected.map(str::to_owned),
        }
    }

    /// SHA-256 of the encoder's weights, where it was needed.
    pub(crate) fn identity(&self) -> Option<&str> {
        self.encoder.as_deref().map(Encoder::identity)
    }

    /// The vectors of texts, personal data masked; zeros where there is none.
    pub(super) fn vectors(&mut self, texts: &[Option<String>]) -> Result<Values> {
        if self.encoder.is_none() {
            self.encoder = Some(self.source.open()?);
        }
        let encoder = match &self.encoder {
            Some(encoder) => &**encoder,
            None => anyhow::bail!("no encoder was opened"),
        };
        if let Some(expected) = &self.expected
            && expected != encoder.identity()
        {
            return Err(Failure::error(
                "the model was trained with another encoder than this one",
                "name the encoder that it was trained with by --encoder",
            ));
        }
        let there: Vec<(usize, String)> = texts
            .iter()
            .enumerate()
            .filter_map(|(row, text)| Some((row, hearken_ingest::mask_text(text.as_ref()?))))
            .collect();
        let words: Vec<&str> = there.iter().map(|(_, text)| text.as_str()).collect();
        let found = features::features(encoder, FeatureKind::Embedding, &words, self.source)?;
        let mut vectors = Array2::zeros((texts.len(), encoder.dimension()));
        for ((row, _), vector) in there.iter().zip(found.rows()) {
            vectors.row_mut(*row).assign(&vector);
        }
        Ok(Values::Vectors(vectors))
    }
}
