//! `metrics.json`: what a model learned from, and how right it is.

use super::data::Data;
use super::ledger::Counts;
use anyhow::Result;
use hearken_fcnn::tabular::{Figures, Importance, Measurement, Model, Suspect, Tried};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt;
use std::path::Path;

/// Everything that is known of a new model.
pub(super) struct Metrics<'a> {
    pub(super) model: &'a Model,
    /// The table and its SHA-256.
    pub(super) table: (&'a Path, String),
    pub(super) ledger: Counts,
    pub(super) left_out: &'a [(String, String)],
    pub(super) suspects: &'a [Suspect],
    pub(super) parts: Parts,
    /// On the part that chose the epochs and the calibration.
    pub(super) validation: Measurement,
    /// On the part that was kept apart.
    pub(super) test: Option<Measurement>,
    pub(super) importance: Vec<Importance>,
    pub(super) tried: &'a [Tried],
    pub(super) folds: Option<Folded>,
}

/// How many rows each part has, and of which class.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    pub(super) training: usize,
    pub(super) validation: usize,
    pub(super) test: usize,
    /// Of each class, in the three parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) classes: Vec<(String, [usize; 3])>,
}

impl Parts {
    pub(super) fn of(training: &Data, validation: &Data, test: &Data) -> Self {
        let counts = [training, validation, test].map(|part| part.target.counts());
        let labels = training.target.labels().iter().enumerate();
        let of = |(at, label): (usize, &String)| {
            let count = |part: usize| counts[part].get(at).copied().unwrap_or(0);
            (label.clone(), [count(0), count(1), count(2)])
        };
        Self {
            training: training.target.len(),
            validation: validation.target.len(),
            test: test.target.len(),
            classes: labels.map(of).collect(),
        }
    }
}

/// What cross-validation found.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) folds: Vec<Figures>,
    /// All rows, each judged by the model of the fold that held it out.
    pub(super) pooled: Measurement,
}

impl Folded {
    /// Name, mean and standard deviation of each headline figure.
    pub(super) fn spread(&self) -> Vec<(&'static str, f64, f64)> {
        let headlines: Vec<_> = self.folds.iter().map(Figures::headline).collect();
        let Some(first) = headlines.first() else {
            return Vec::new();
        };
        let count = headlines.len() as f64;
        let names = first.iter().map(|(name, _)| *name).enumerate();
        names
            .map(|(at, name)| {
                let values: Vec<f64> = headlines.iter().map(|fold| fold[at].1).collect();
                let mean = values.iter().sum::<f64>() / count;
                let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
                (name, mean, (squares / (count - 1.0).max(1.0)).sqrt())
            })
            .collect()
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} folds, mean ± standard deviation:", self.folds.len())?;
        for (name, mean, deviation) in self.spread() {
            write!(
                f,
                "   {} {mean:.4} ± {deviation:.4}",
                name.replace('_', " ")
            )?;
        }
        writeln!(f, "\n\nout of fold: {}", self.pooled)
    }
}

impl Metrics<'_> {
    /// What the file holds. Nothing in it depends on when or where the model was trained.
    pub(super) fn json(&self) -> Result<Value> {
        let model = self.model;
        let (path, sha256) = &self.table;
        let name = path.file_name().unwrap_or(path.as_os_str());
        let mut json = json!({
            "format": "hearken-tabular-metrics",
            "version": 1,
            "hearken": env!("CARGO_PKG_VERSION"),
            "weights_sha256": model.sha256()?,
            "task": model.task(),
            "target": model.target(),
            "data": {
                "file": name.to_string_lossy(),
                "sha256": sha256,
                "ledger": self.ledger,
                "parts": self.parts,
                "left_out": self.left_out,
                "suspects": self.suspects,
            },
            "parameters": model.parameters(),
            "settings": model.settings(),
            "best_epochs": model.origin().best_epochs,
            "calibration": model.calibration(),
            "validation": self.validation,
            "importance": self.importance,
        });
        if let Some(test) = &self.test {
            json["test"] = serde_json::to_value(test)?;
        }
        if !self.tried.is_empty() {
            json["tried"] = serde_json::to_value(self.tried)?;
        }
        if let Some(folds) = &self.folds {
            let spread: Map<String, Value> = folds
                .spread()
                .into_iter()
                .map(|(name, mean, deviation)| {
                    let of = json!({"mean": mean, "standard_deviation": deviation});
                    (name.to_owned(), of)
                })
                .collect();
            json["folds"] = json!({
                "count": folds.folds.len(),
                "folds": folds.folds,
                "spread": spread,
                "pooled": folds.pooled,
            });
        }
        Ok(json)
    }
}
