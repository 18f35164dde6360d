//! What a table's columns are, and their values.

use crate::Error;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Numbers.
    Number,
    /// One of some words.
    Category,
    /// Days.
    Date,
    /// Texts, as vectors.
    Text,
}

/// A column that a model reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name in the table.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// How whoever reads the table reads its cells; nothing here looks at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

/// The values of a column, a row after another; `None` where one is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Finite numbers.
    Numbers(Vec<Option<f64>>),
    /// Words.
    Categories(Vec<Option<String>>),
    /// Days since 1970-01-01.
    Days(Vec<Option<f64>>),
    /// Vectors, n × width; where one is missing all of its numbers are 0.
    Vectors(Array2<f32>),
}

impl Values {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) | Self::Days(values) => values.len(),
            Self::Categories(values) => values.len(),
            Self::Vectors(rows) => rows.nrows(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What such values make a column.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Numbers(_) => Kind::Number,
            Self::Categories(_) => Kind::Category,
            Self::Days(_) => Kind::Date,
            Self::Vectors(_) => Kind::Text,
        }
    }

    /// Those of some rows, in their order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(rows.iter().map(|row| values[*row]).collect()),
            Self::Days(values) => Self::Days(rows.iter().map(|row| values[*row]).collect()),
            Self::Categories(values) => {
                Self::Categories(rows.iter().map(|row| values[*row].clone()).collect())
            }
            Self::Vectors(values) => Self::Vectors(values.select(Axis(0), rows)),
        }
    }
}

/// Columns side by side, each with a value for every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    columns: Vec<Values>,
    rows: usize,
}

impl Inputs {
    /// Puts columns of equally many rows together.
    ///
    /// # Errors
    /// [`Error::Ragged`] where they have not, [`Error::NotFinite`] where a number is NaN or infinite.
    pub fn new(columns: Vec<Values>) -> Result<Self, Error> {
        let rows = columns.first().map_or(0, Values::len);
        if let Some(other) = columns.iter().find(|column| column.len() != rows) {
            return Err(Error::Ragged {
                rows,
                other: other.len(),
            });
        }
        for column in &columns {
            let bad = match column {
                Values::Numbers(values) | Values::Days(values) => values
                    .iter()
                    .position(|value| value.is_some_and(|value| !value.is_finite())),
                Values::Vectors(values) => values
                    .rows()
                    .into_iter()
                    .position(|row| row.iter().any(|value| !value.is_finite())),
                Values::Categories(_) => None,
            };
            if let Some(row) = bad {
                return Err(Error::NotFinite { row });
            }
        }
        Ok(Self { columns, rows })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Values] {
        &self.columns
    }

    /// Some of the rows, in the order of their indexes.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns.iter().map(|it| it.select(rows)).collect(),
            rows: rows.len(),
        }
    }

    /// The same rows with other values in a column.
    pub(super) fn with(&self, column: usize, values: Values) -> Self {
        let mut inputs = self.clone();
        inputs.columns[column] = values;
        inputs
    }
}
