use std::path::PathBuf;

/// What can go wrong in training, classifying, saving and loading.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A part (training or validation) holds nothing to learn from.
    #[error("the {part} part has no examples")]
    NoExamples {
        /// `training`, `validation` or `corrections`.
        part: &'static str,
    },
    /// A network that tells things apart needs at least two labels.
    #[error("a head needs at least two labels, not {0}")]
    TooFewLabels(usize),
    /// A label's name occurs twice.
    #[error("the label \"{0}\" is given twice")]
    RepeatedLabel(String),
    /// No training example has this label.
    #[error("no training example has the label \"{0}\"")]
    AbsentLabel(String),
    /// As many labels as feature rows are needed.
    #[error("{rows} feature rows but {labels} labels in the {part} part")]
    LabelCount {
        /// `training` or `validation`.
        part: &'static str,
        /// Rows of features.
        rows: usize,
        /// Labels given.
        labels: usize,
    },
    /// A label is no index into the label names.
    #[error("label {label} of example {example} is not among the {labels} labels")]
    UnknownLabel {
        /// Index of the example in its part.
        example: usize,
        /// The label it carries.
        label: usize,
        /// How many label names there are.
        labels: usize,
    },
    /// Examples with one label each met a head, or other examples, with several; or the reverse.
    #[error("the {part} part is {given}, where {expected} is expected")]
    OtherTask {
        /// `training`, `validation` or `corrections`.
        part: &'static str,
        /// What was given: `multi-class` or `multi-label`.
        given: &'static str,
        /// What is expected.
        expected: &'static str,
    },
    /// The features are not as wide as the head (or the training part).
    #[error("the features have {given} numbers a row, the head takes {expected}")]
    Width {
        /// What the head takes.
        expected: usize,
        /// What was given.
        given: usize,
    },
    /// The head takes features, not token states.
    #[error("the head has no layers of its own to read token states with")]
    NoTop,
    /// The head takes features, not bags.
    #[error("the head has no first layer that reads bags")]
    NoBags,
    /// ONNX knows no hashing of words.
    #[error("a head that reads bags of words cannot be written as ONNX")]
    NoGraph,
    /// The texts of token states have numbers that are not 0…n−1, one each.
    #[error("the texts' numbers are not those of {texts} texts, one each")]
    TextNumbers {
        /// How many numbers there are.
        texts: usize,
    },
    /// There is nothing to learn a recommender from, or nothing to judge it by.
    #[error("the {part} part holds no user with events enough")]
    NoEvents {
        /// `training`, `validation` or `test`.
        part: &'static str,
    },
    /// An event that cannot be.
    #[error("item {item} of user {user} {reason}")]
    Event {
        /// The user's number.
        user: usize,
        /// The item's number.
        item: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Columns of a table have not equally many rows.
    #[error("one column has {rows} rows, another {other}")]
    Ragged {
        /// Rows of the first column.
        rows: usize,
        /// Rows of another.
        other: usize,
    },
    /// A column of a table holds something else than it did in training.
    #[error("column {column} holds other values than in training")]
    OtherColumn {
        /// Index of the column among the model's, from 0.
        column: usize,
    },
    /// The number that is to be told is the same in every training row.
    #[error("the target is the same in every training row")]
    Constant,
    /// A feature is NaN or infinite.
    #[error("row {row} of the features holds a number that is not finite")]
    NotFinite {
        /// Index of the row, from 0.
        row: usize,
    },
    /// A setting is out of its range.
    #[error("the setting {name} is {value}; it must be {rule}")]
    Setting {
        /// The field's name.
        name: &'static str,
        /// What was given.
        value: String,
        /// What it must be.
        rule: &'static str,
    },
    /// Training ran into numbers that are not finite: the learning rate is too high.
    #[error("training diverged in epoch {epoch}")]
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
    },
    /// A file could not be read or written.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A head's file does not hold what it must.
    #[error("{path} is not a usable part of a head: {reason}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A recommender's file does not hold what it must.
    #[error("{path} is not a usable part of a recommender: {reason}")]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The head was written by a newer Hearken.
    #[error("{path} has format version {found}; this version reads {known}")]
    Version {
        /// The `head.json`.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The version that is read here.
        known: u64,
    },
    /// The tensor library failed.
    #[error("computing failed: {0}")]
    Compute(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What helps, where something does.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoExamples { .. } => {
                "label more texts: each label needs three different ones at least"
            }
            Self::TooFewLabels(_) => "give labels of two sorts at least",
            Self::AbsentLabel(_) => "label some texts so, or leave the label out",
            Self::Constant => "name a column that varies",
            Self::Diverged { .. } => "a lower learning rate helps",
            Self::Version { .. } => "get a newer Hearken, or train the head again",
            Self::NoEvents { .. } => {
                "give events of more users: one needs three different items to be learned from and judged by"
            }
            Self::Unusable { .. } => "train the recommender again, or get its folder again",
            Self::Damaged { .. } => "train the head again, or get its folder again",
            _ => return None,
        })
    }
}

impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        Self::Compute(Box::new(error))
    }
}
