//! `run.json`: what a run was made with, so that it can be made again and held to account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run was made with. No clock and no machine stands in it: the same run writes the same
/// bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunFile {
    /// The version of this file's shape.
    pub schema_version: String,
    /// The version of Hearken.
    pub hearken: String,
    /// The exports as they were given.
    pub exports: Vec<ExportFile>,
    /// The encoder that made the vectors of the themes.
    pub encoder: Model,
    /// The heads, and what they were trained on.
    pub heads: Vec<Model>,
    /// Everything that the caller chose, or that was chosen for them.
    pub settings: serde_json::Value,
    /// The seed of everything that is drawn by chance.
    pub seed: u64,
    /// SHA-256 of every other file of the run, by name.
    pub files: BTreeMap<String, String>,
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExportFile {
    /// Its path as it was given; `-` for standard input.
    pub name: String,
    /// SHA-256 of its bytes as they lie on disk.
    pub sha256: String,
    /// The tool that wrote it, where its columns tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// What it is called.
    pub name: String,
    /// SHA-256 of its weights.
    pub sha256: String,
    /// For the encoder: in what numbers and with which of the processor's instructions it computed, which the last
    /// bits of vectors depend on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arithmetic: Option<String>,
    /// For heads: SHA-256 of the encoder whose features they read.
    pub encoder: Option<String>,
    /// For heads: the probability below which their most probable label is unsure; `null` where
    /// they have no threshold and are never unsure.
    pub threshold: Option<f32>,
}
