//! What is kept of texts so that others can be compared with them: `profile.json` of a run and
//! `reference.json` of a head. Numbers only; no text can be read from them.

use crate::own::HeadTask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `profile.json`: what a run read, as far as another can be compared with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunProfile {
    /// The version of this file's shape.
    pub schema_version: String,
    /// SHA-256 of the weights of the encoder that made the vectors.
    pub encoder: String,
    /// Every statement of the run.
    pub statements: Population,
    /// Every feedback of the run, each taken whole.
    pub feedback: Population,
}

/// Texts of one sort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Population {
    /// The mean of their vectors.
    pub embedding: EmbeddingMean,
    /// What each head says of them, by the head's name.
    pub heads: BTreeMap<String, HeadProfile>,
}

/// The mean of unit vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmbeddingMean {
    /// How many texts it is the mean of.
    pub texts: u64,
    /// A number for each dimension of the encoder, −1…1.
    pub mean: Vec<f64>,
}

/// Counts of what a head says of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeadProfile {
    /// SHA-256 of its weights.
    pub weights_sha256: String,
    /// Whether a text has exactly one label, or any number of them.
    pub task: HeadTask,
    /// How many texts.
    pub texts: u64,
    /// The head's labels in its own order.
    pub labels: Vec<String>,
    /// How many texts it gives each label.
    pub predicted: BTreeMap<String, u64>,
    /// How many it gives none; only a multi-label head does.
    pub unlabeled: u64,
    /// How many texts it is how sure of, in the tenths of 0…1: of a multi-class head by the
    /// probability of its label, of a multi-label head by that of its least certain yes or no.
    pub confidence: [u64; 10],
}

/// `reference.json`: what a head was trained on, as far as a run can be compared with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// The version of this file's shape.
    pub schema_version: String,
    /// SHA-256 of the weights of the encoder that made the vectors.
    pub encoder: String,
    /// Labeled texts, those held out included.
    pub labeled: u64,
    /// How many of them people gave each label.
    pub given: BTreeMap<String, u64>,
    /// Which texts `said` counts.
    pub of: ReferenceTexts,
    /// What the head says of them.
    pub said: HeadProfile,
    /// The mean of the vectors of its texts; of many texts, of some drawn by chance.
    pub embedding: EmbeddingMean,
}

/// Which texts a reference's predictions are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceTexts {
    /// Texts that the head's weights were not fitted to: it is as sure of them as of new ones.
    HeldOut,
    /// Texts that it learned from: it is surer of them than of new ones.
    Learned,
}
