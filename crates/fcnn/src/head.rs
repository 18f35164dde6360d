use crate::forward::{Layer, Scaling, logits};
use crate::{Abstention, Error, Settings, calibrate, storage};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A trained network: features in, calibrated probabilities of its labels out.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    pub(crate) labels: Vec<String>,
    pub(crate) scaling: Scaling,
    pub(crate) layers: Vec<Layer>,
    pub(crate) temperature: f32,
    pub(crate) settings: Settings,
    pub(crate) provenance: Provenance,
    pub(crate) abstention: Option<Abstention>,
}

/// Which of an encoder's outputs a head reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureKind {
    /// The mean-pooled output of every layer, side by side.
    Layers,
    /// The pooled unit vector.
    Embedding,
}

/// What a head was trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// SHA-256 of the weights of the encoder that made the features, lower-case hex.
    pub encoder: Option<String>,
    /// Which of its outputs they were.
    pub features: Option<FeatureKind>,
    /// Examples the weights were fitted to.
    pub training_examples: usize,
    /// Examples that chose the epoch and the temperature.
    pub validation_examples: usize,
    /// The epoch whose weights were kept, from 1.
    pub best_epoch: usize,
}

impl Head {
    /// What it tells apart, in the order of the probabilities.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many numbers a feature row has.
    pub fn inputs(&self) -> usize {
        self.scaling.mean.len()
    }

    /// SHA-256 of the weights of the encoder it was trained on.
    pub fn encoder(&self) -> Option<&str> {
        self.provenance.encoder.as_deref()
    }

    /// Which of the encoder's outputs it reads.
    pub fn features(&self) -> Option<FeatureKind> {
        self.provenance.features
    }

    /// SHA-256 of what [`save`](Self::save) writes as weights, lower-case hex.
    ///
    /// # Errors
    /// [`Error::Compute`] where the weights cannot be packed.
    pub fn sha256(&self) -> Result<String, Error> {
        storage::sha256(self)
    }

    /// What it was trained on.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The settings it was trained with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What logits are divided by; above 1 the raw network was too sure.
    pub fn temperature(&self) -> f32 {
        self.temperature
    }

    /// The same head, marked as trained on this encoder's output.
    #[must_use]
    pub fn with_encoder(mut self, sha256: &str, features: FeatureKind) -> Self {
        self.provenance.encoder = Some(sha256.to_owned());
        self.provenance.features = Some(features);
        self
    }

    /// When its most probable label is too uncertain to rely on; `None` where nobody measured
    /// that yet, and then it never is.
    pub fn abstention(&self) -> Option<&Abstention> {
        self.abstention.as_ref()
    }

    /// The same head, unsure below another threshold, or never.
    #[must_use]
    pub fn with_abstention(mut self, abstention: Option<Abstention>) -> Self {
        self.abstention = abstention;
        self
    }

    /// Calibrated probabilities, n × labels; each row sums to one. A row's numbers are the same
    /// bits whatever rows stand beside it and whatever the number of threads.
    ///
    /// # Errors
    /// [`Error::Width`] where rows are not [`inputs`](Self::inputs) long, [`Error::NotFinite`]
    /// where a number is NaN or infinite.
    pub fn classify(&self, features: ArrayView2<'_, f32>) -> Result<Array2<f32>, Error> {
        if features.ncols() != self.inputs() {
            return Err(Error::Width {
                expected: self.inputs(),
                given: features.ncols(),
            });
        }
        check_finite(features)?;
        let outputs = logits(&self.scaling, &self.layers, features);
        Ok(calibrate::probabilities(outputs, self.temperature))
    }

    /// Writes `weights.safetensors` and `head.json` into `folder` (made where missing; other files
    /// there stay). Each file appears whole or not at all, and `head.json`, written last, names
    /// the hash of its weights, so that a mixed pair is noticed.
    ///
    /// # Errors
    /// [`Error::File`] where the folder or a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), Error> {
        storage::save(self, folder)
    }

    /// Reads what [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::File`] where a file is missing, [`Error::Damaged`] where it does not hold a whole
    /// head, [`Error::Version`] where it is newer.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        storage::load(folder)
    }
}

pub(crate) fn check_finite(features: ArrayView2<'_, f32>) -> Result<(), Error> {
    match features
        .rows()
        .into_iter()
        .position(|row| row.iter().any(|value| !value.is_finite()))
    {
        Some(row) => Err(Error::NotFinite { row }),
        None => Ok(()),
    }
}
