//! `POST /predict`: what a network for a table makes of rows.

use super::limits::Limits;
use super::{Answers, Refused, asked};
use crate::tabular::Asking;
use anyhow::Result;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

pub(super) struct Predict {
    model: Asking,
    limits: Limits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Each with a value of every column that the model reads; null where it is not known.
    rows: Vec<Map<String, Value>>,
}

impl Predict {
    pub(super) fn open(folder: &Path, models: Option<PathBuf>, limits: Limits) -> Result<Self> {
        Ok(Self {
            model: Asking::open(folder, models)?,
            limits,
        })
    }

    /// A row's cells in the model's order.
    fn cells(&self, at: usize, row: &Map<String, Value>) -> Result<Vec<String>, Refused> {
        let wrong = |what: String| Refused::Asked(format!("row {}: {what}", at + 1));
        let cell = |column: &str| match row.get(column) {
            None => Err(wrong(format!(
                "there is no \"{column}\"; give null where it is not known"
            ))),
            Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => {
                let most = self.limits.max_characters.get();
                if text.chars().count() > most {
                    return Err(wrong(format!(
                        "\"{column}\" has more than {most} characters"
                    )));
                }
                Ok(text.clone())
            }
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string()),
            Some(Value::Array(_) | Value::Object(_)) => Err(wrong(format!(
                "\"{column}\" must be a text, a number, true, false or null"
            ))),
        };
        self.model.columns().into_iter().map(cell).collect()
    }
}

impl Answers for Predict {
    fn path(&self) -> &'static str {
        "predict"
    }

    fn answer(&self, body: Value) -> Result<Value, Refused> {
        let asked: Asked = asked(body)?;
        let most = self.limits.max_texts.get();
        if asked.rows.is_empty() || asked.rows.len() > most {
            return Err(Refused::Asked(format!(
                "\"rows\" has {} rows; it must have 1…{most}",
                asked.rows.len()
            )));
        }
        let rows = asked.rows.iter().enumerate();
        let cells = rows.map(|(at, row)| self.cells(at, row));
        let said = self.model.ask(cells.collect::<Result<_, _>>()?)?;
        Ok(json!({ "rows": said }))
    }
}
