use crate::forward::{Layer, Scaling, logits};
use crate::top::Top;
use crate::wide::{Bag, Wide};
use crate::{Abstention, Error, Sequences, Settings, Task, calibrate, storage};
use ndarray::{Array2, ArrayView2, ArrayView3};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A trained network: features in, calibrated probabilities of its labels out.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    pub(crate) task: Task,
    pub(crate) labels: Vec<String>,
    pub(crate) scaling: Scaling,
    pub(crate) layers: Vec<Layer>,
    pub(crate) temperature: f32,
    pub(crate) settings: Settings,
    pub(crate) provenance: Provenance,
    /// Where the features are made from token states.
    pub(crate) top: Option<Top>,
    /// Where the features are made from bags.
    pub(crate) wide: Option<Wide>,
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
    /// The tokens' states after so many of its layers, from where the head's own layers go on.
    States {
        /// Layers below.
        after: usize,
    },
    /// No encoder's: bags of hashed features, which the head's own first layer reads.
    Bags,
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
    /// SHA-256 of the weights that training started from, lower-case hex; none where it started
    /// from chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_from: Option<String>,
}

impl Head {
    /// Whether it gives each example one label or any number of them.
    pub fn task(&self) -> Task {
        self.task
    }

    /// What it tells apart, in the order of the probabilities.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many numbers a feature row has.
    pub fn inputs(&self) -> usize {
        self.scaling.mean.len()
    }

    /// How many numbers a token's state has, where the head has layers of its own.
    pub fn width(&self) -> Option<usize> {
        self.top.as_ref().map(Top::width)
    }

    /// How many layers of its own it has, copied from the encoder's last and trained on.
    pub fn own_layers(&self) -> usize {
        self.top.as_ref().map_or(0, |top| top.upper.layers.len())
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

    /// Where the head has layers of its own: from the states of texts of one token count (n ×
    /// tokens × width) to the features that [`classify`](Self::classify) takes, n ×
    /// [`inputs`](Self::inputs). A row depends on its text alone, up to the rounding of matrix
    /// products of different sizes.
    ///
    /// # Errors
    /// [`Error::NoTop`] where it has none, [`Error::Width`] where a token has another width.
    pub fn pool(&self, states: ArrayView3<'_, f32>) -> Result<Array2<f32>, Error> {
        self.top.as_ref().ok_or(Error::NoTop)?.pool(states)
    }

    /// Where the head reads bags: to the features that [`classify`](Self::classify) takes, n ×
    /// [`inputs`](Self::inputs). A row depends on its bag alone.
    ///
    /// # Errors
    /// [`Error::NoBags`] where it reads something else, [`Error::Width`] where a bucket is out of range.
    pub fn pool_bags(&self, bags: &[Bag]) -> Result<Array2<f32>, Error> {
        self.wide.as_ref().ok_or(Error::NoBags)?.pool(bags)
    }

    /// How many buckets the bags have that the head reads, where it reads bags.
    pub fn buckets(&self) -> Option<usize> {
        self.wide.as_ref().map(Wide::buckets)
    }

    /// The head's own layers, where it has some: for an encoder that runs them along.
    pub fn upper(&self) -> Option<&crate::Upper> {
        self.top.as_ref().map(|top| &top.upper)
    }

    /// [`pool`](Self::pool) of all texts, in order.
    ///
    /// # Errors
    /// As for [`pool`](Self::pool).
    pub fn pool_all(&self, states: &Sequences) -> Result<Array2<f32>, Error> {
        states.pooled(self.top.as_ref().ok_or(Error::NoTop)?)
    }

    /// Calibrated probabilities, n × labels. Those of a multi-class head sum to one in each row;
    /// those of a multi-label head stand each for itself. A row's numbers are the same
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
        Ok(calibrate::probabilities(
            outputs,
            self.task,
            self.temperature,
        ))
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

/// Two labels at least, each once.
pub(crate) fn check_labels(labels: &[String]) -> Result<(), Error> {
    if labels.len() < 2 {
        return Err(Error::TooFewLabels(labels.len()));
    }
    for (index, label) in labels.iter().enumerate() {
        if labels[..index].contains(label) {
            return Err(Error::RepeatedLabel(label.clone()));
        }
    }
    Ok(())
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
