//! `metrics.json`: what a head learned from, and how right it is.

use super::corrections::Corrected;
use super::folds::Folds;
use crate::labels::{self, Labeled};
use anyhow::Result;
use hearken_fcnn::{Head, Measurement, Task};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// Everything that is known of a new head.
pub(super) struct Metrics<'a> {
    pub(super) head: &'a Head,
    pub(super) files: Vec<DataFile>,
    pub(super) texts: Vec<LabelCount>,
    /// On the part that chose the epoch and the temperature.
    pub(super) validation: Option<Measurement>,
    pub(super) folds: Option<Folds>,
    pub(super) corrections: Option<Corrected>,
}

/// A file that was learned from. Where it lies is its owner's affair.
#[derive(Debug, Serialize)]
pub(super) struct DataFile {
    /// `labels`, `validation` or `corrections`.
    pub(super) part: &'static str,
    pub(super) name: String,
    pub(super) sha256: String,
}

impl DataFile {
    pub(super) fn new(part: &'static str, path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(Self {
            part,
            name: name.to_string_lossy().into_owned(),
            sha256: labels::file_hash(path)?,
        })
    }
}

/// How many texts a label has.
#[derive(Debug, Serialize)]
pub(super) struct LabelCount {
    pub(super) label: String,
    pub(super) training: usize,
    pub(super) validation: usize,
}

impl LabelCount {
    pub(super) fn of(
        names: &[String],
        task: Task,
        training: &[Labeled],
        validation: &[Labeled],
    ) -> Vec<Self> {
        let training = labels::counts(training, task);
        let validation = labels::counts(validation, task);
        let count = |name: &String| Self {
            label: name.clone(),
            training: training.get(name).copied().unwrap_or(0),
            validation: validation.get(name).copied().unwrap_or(0),
        };
        names.iter().map(count).collect()
    }
}

impl Metrics<'_> {
    /// What the file holds. Nothing in it depends on when or where the head was trained.
    pub(super) fn json(&self) -> Result<Value> {
        let head = self.head;
        let provenance = head.provenance();
        let mut json = json!({
            "format": "hearken-metrics",
            "version": 1,
            "hearken": env!("CARGO_PKG_VERSION"),
            "weights_sha256": head.sha256()?,
            "encoder": provenance.encoder,
            "features": provenance.features,
            "task": head.task(),
            "labels": head.labels(),
            "data": {
                "files": self.files,
                "training": provenance.training_examples,
                "validation": provenance.validation_examples,
                "labels": self.texts,
            },
            "settings": head.settings(),
            "best_epoch": provenance.best_epoch,
            "temperature": head.temperature(),
        });
        if let Some(started_from) = &provenance.started_from {
            json["started_from"] = json!(started_from);
        }
        if let Some(validation) = &self.validation {
            json["validation"] = serde_json::to_value(validation)?;
        }
        if let Some(folds) = &self.folds {
            json["folds"] = serde_json::to_value(folds)?;
        }
        if let Some(corrections) = &self.corrections {
            json["corrections"] = serde_json::to_value(corrections)?;
        }
        Ok(json)
    }
}
