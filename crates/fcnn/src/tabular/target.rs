//! What a model is to say of a row.

use serde::{Deserialize, Serialize};

/// What sort of answer a model gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Yes or no.
    Binary,
    /// One of several classes.
    MultiClass,
    /// A number.
    Regression,
}

/// The truth of n rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The class of each row, as an index into the labels. Of two labels the second is the one that
    /// probabilities are told of.
    Classes {
        /// An index a row.
        rows: Vec<usize>,
        /// The classes' names.
        labels: Vec<String>,
    },
    /// A finite number each.
    Numbers(Vec<f64>),
}

impl Target {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Classes { rows, .. } => rows.len(),
            Self::Numbers(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The task that such a target sets.
    pub fn task(&self) -> Task {
        match self {
            Self::Classes { labels, .. } if labels.len() == 2 => Task::Binary,
            Self::Classes { .. } => Task::MultiClass,
            Self::Numbers(_) => Task::Regression,
        }
    }

    /// The classes' names; none of numbers.
    pub fn labels(&self) -> &[String] {
        match self {
            Self::Classes { labels, .. } => labels,
            Self::Numbers(_) => &[],
        }
    }

    /// Those of some rows, in their order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Classes { rows: of, labels } => Self::Classes {
                rows: rows.iter().map(|row| of[*row]).collect(),
                labels: labels.clone(),
            },
            Self::Numbers(values) => Self::Numbers(rows.iter().map(|row| values[*row]).collect()),
        }
    }

    /// How many rows each class has.
    pub fn counts(&self) -> Vec<usize> {
        match self {
            Self::Classes { rows, labels } => {
                let mut counts = vec![0; labels.len()];
                for row in rows {
                    counts[*row] += 1;
                }
                counts
            }
            Self::Numbers(_) => Vec::new(),
        }
    }
}
