//! A trained model for a table.

use super::calibration::Calibration;
use super::encoding::Encoded;
use super::network::Member;
use super::{Column, Encoding, Inputs, Settings, Task, storage};
use crate::Error;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A trained model: rows of a table in, calibrated probabilities of classes or numbers out.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(super) task: Task,
    pub(super) target: String,
    pub(super) labels: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) encoding: Encoding,
    pub(super) members: Vec<Member>,
    /// None for numbers.
    pub(super) calibration: Option<Calibration>,
    /// Mean and deviation of a number in the training part.
    pub(super) scale: (f32, f32),
    pub(super) settings: Settings,
    pub(super) origin: Origin,
}

/// What a model was trained on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Rows that the weights were fitted to.
    pub training_rows: usize,
    /// Rows that chose the epochs and the calibration.
    pub validation_rows: usize,
    /// For each network the epoch whose weights were kept, from 1.
    pub best_epochs: Vec<usize>,
    /// SHA-256 of the weights of the encoder that made vectors of texts, lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoder: Option<String>,
}

/// What a model says of n rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Predictions {
    /// Probabilities, n × labels.
    Classes(Array2<f32>),
    /// A number each, in the target's unit.
    Numbers(Array1<f64>),
}

impl Predictions {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Classes(probabilities) => probabilities.nrows(),
            Self::Numbers(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Model {
    /// What sort of answer it gives.
    pub fn task(&self) -> Task {
        self.task
    }

    /// The name of the column that it learned to tell.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The classes, in the order of the probabilities; none for numbers.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The columns that it reads, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How columns become inputs.
    pub fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// The settings it was trained with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it was trained on.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How its outputs become probabilities; none for numbers.
    pub fn calibration(&self) -> Option<Calibration> {
        self.calibration
    }

    /// How many numbers were learned, in all of its networks.
    pub fn parameters(&self) -> usize {
        let of = |member: &Member| -> usize {
            let layers = member.layers.iter();
            let layers: usize = layers.map(|l| l.weights.len() + l.bias.len()).sum();
            layers + member.tables.iter().map(Array2::len).sum::<usize>()
        };
        self.members.iter().map(of).sum()
    }

    /// The same model, marked as one whose texts became vectors by this encoder.
    #[must_use]
    pub fn with_encoder(mut self, sha256: &str) -> Self {
        self.origin.encoder = Some(sha256.to_owned());
        self
    }

    /// What the model says of rows, each with the values of [`columns`](Self::columns) in their order.
    /// A row's numbers are the same bits whatever rows stand beside it.
    ///
    /// # Errors
    /// [`Error::Width`] and [`Error::OtherColumn`] where the columns are others.
    pub fn predict(&self, inputs: &Inputs) -> Result<Predictions, Error> {
        Ok(self.told(self.outputs(&self.encoding.encode(inputs)?)))
    }

    /// The mean outputs of the networks: n × 1 log-odds of the second of two classes or scaled numbers,
    /// else n × labels.
    pub(super) fn outputs(&self, inputs: &Encoded) -> Array2<f32> {
        let mut sum: Option<Array2<f32>> = None;
        for member in &self.members {
            let outputs = as_odds(self.task, member.outputs(inputs));
            sum = Some(match sum {
                Some(sum) => sum + outputs,
                None => outputs,
            });
        }
        let sum = sum.unwrap_or_else(|| Array2::zeros((inputs.dense.nrows(), 0)));
        sum / self.members.len().max(1) as f32
    }

    /// What outputs say.
    pub(super) fn told(&self, outputs: Array2<f32>) -> Predictions {
        match self.calibration {
            Some(calibration) => Predictions::Classes(calibration.probabilities(outputs)),
            None => {
                let (mean, deviation) = (f64::from(self.scale.0), f64::from(self.scale.1));
                let value = |value: &f32| f64::from(*value) * deviation + mean;
                Predictions::Numbers(outputs.iter().map(value).collect())
            }
        }
    }

    /// Writes `weights.safetensors` and `model.json` into `folder`, made where missing. Each file
    /// appears whole or not at all, and `model.json`, written last, names the hash of its weights.
    ///
    /// # Errors
    /// [`Error::File`] where the folder or a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), Error> {
        storage::save(self, folder)
    }

    /// Reads what [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::File`] where a file is missing, [`Error::Damaged`] where it does not hold a whole model,
    /// [`Error::Version`] where it is newer.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        storage::load(folder)
    }

    /// SHA-256 of what [`save`](Self::save) writes as weights, lower-case hex.
    ///
    /// # Errors
    /// [`Error::Compute`] where the weights cannot be packed.
    pub fn sha256(&self) -> Result<String, Error> {
        storage::sha256(self)
    }
}

/// Of two outputs of two classes the log-odds of the second; others as they are.
pub(super) fn as_odds(task: Task, outputs: Array2<f32>) -> Array2<f32> {
    if task == Task::Binary && outputs.ncols() == 2 {
        let odds = &outputs.column(1) - &outputs.column(0);
        return odds.insert_axis(ndarray::Axis(1));
    }
    outputs
}
