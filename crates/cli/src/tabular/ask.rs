//! A model that is asked about rows as they come, one at a time or some.

use super::data::Table;
use super::ledger::Ledger;
use super::texts::Encoding;
use crate::features::Source;
use anyhow::Result;
use hearken_fcnn::tabular::{Model, Predictions};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A model, and the encoder for its texts.
pub(crate) struct Asking {
    model: Model,
    source: Source,
}

/// What the model makes of a row.
#[derive(Debug, Serialize)]
pub(crate) struct Predicted {
    /// A label, or a number.
    prediction: serde_json::Value,
    /// Of each label.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    probabilities: BTreeMap<String, f64>,
    /// Cells that could not be read, by column, with the reason; they count as missing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    unread: BTreeMap<String, String>,
}

impl Asking {
    pub(crate) fn open(folder: &Path, models: Option<PathBuf>) -> Result<Self> {
        Ok(Self {
            model: Model::load(folder)?,
            source: Source::of_models(models),
        })
    }

    /// The columns that each row has a cell of, in their order.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let columns = self.model.columns().iter();
        columns.map(|column| column.name.as_str()).collect()
    }

    /// What the model makes of rows; an empty cell is a missing one.
    pub(crate) fn ask(&self, rows: Vec<Vec<String>>) -> Result<Vec<Predicted>> {
        let count = rows.len();
        let mut table = Table {
            name: "the request".to_owned(),
            sha256: String::new(),
            names: self.columns().into_iter().map(str::to_owned).collect(),
            rows,
            numbers: (1..).take(count).collect(),
            ledger: Ledger::of(count),
        };
        let columns = table.columns_of(&self.model)?;
        let mut encoding = Encoding::new(&self.source, self.model.origin().encoder.as_deref());
        let inputs = table.inputs(&columns, &mut encoding)?;
        let said = self.model.predict(&inputs)?;
        let rows = 0..count;
        Ok(rows
            .map(|row| {
                let number = u32::try_from(row + 1).unwrap_or(u32::MAX);
                let unread = table.ledger.cells_of(number);
                self.predicted(&said, row, unread)
            })
            .collect())
    }

    fn predicted(
        &self,
        said: &Predictions,
        row: usize,
        unread: BTreeMap<String, String>,
    ) -> Predicted {
        let (prediction, probabilities) = match said {
            Predictions::Numbers(values) => (values[row].into(), BTreeMap::new()),
            Predictions::Classes(rows) => {
                let labels = self.model.labels();
                let rows = rows.row(row);
                // Of equals the first.
                let top = (0..rows.len()).reduce(|a, b| if rows[b] > rows[a] { b } else { a });
                let label = top.map_or("", |top| &labels[top]);
                let all = labels
                    .iter()
                    .cloned()
                    .zip(rows.iter().map(|p| f64::from(*p)));
                (label.into(), all.collect())
            }
        };
        Predicted {
            prediction,
            probabilities,
            unread,
        }
    }
}
