//! What the caller chooses about a table and the network for it.

use super::columns::Chosen;
use crate::failure::Failure;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use hearken_fcnn::ClassWeights;
use hearken_fcnn::tabular::{Kind, Loss, Optimizer, Schedule, Settings, Task};
use std::path::{Path, PathBuf};

/// What is said of a table's columns.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Columns")]
pub(crate) struct TableArguments {
    /// Column of numbers, whatever it looks like (may be given several times)
    #[arg(long, value_name = "COLUMN")]
    number: Vec<String>,
    /// Column of categories, such as a postal code
    #[arg(long, value_name = "COLUMN")]
    category: Vec<String>,
    /// Column of days
    #[arg(long, value_name = "COLUMN")]
    date: Vec<String>,
    /// Column of texts, read through the encoder
    #[arg(long, value_name = "COLUMN")]
    text: Vec<String>,
    /// Column that the network must not see
    #[arg(long, value_name = "COLUMN")]
    drop: Vec<String>,
    /// Learn from rows that are the same in every column, too
    #[arg(long)]
    pub(super) keep_duplicates: bool,
}

impl TableArguments {
    /// The same, where another column must not be seen.
    pub(crate) fn without(&self, column: &str) -> Self {
        let mut arguments = self.clone();
        arguments.drop.push(column.to_owned());
        arguments
    }

    /// What is said of columns, each of which the table must have.
    pub(super) fn chosen(&self, names: &[String], table: &str) -> Result<Vec<Chosen>> {
        let mut chosen = Vec::new();
        for (given, kind) in [
            (&self.number, Some(Kind::Number)),
            (&self.category, Some(Kind::Category)),
            (&self.date, Some(Kind::Date)),
            (&self.text, Some(Kind::Text)),
            (&self.drop, None),
        ] {
            for name in given {
                chosen.push(Chosen {
                    column: place(name, names, table)?,
                    kind,
                });
            }
        }
        Ok(chosen)
    }
}

/// The place of a column.
pub(super) fn place(name: &str, names: &[String], table: &str) -> Result<usize> {
    names.iter().position(|other| other == name).ok_or_else(|| {
        Failure::error(
            format!(
                "{table} has no column \"{name}\"; it has {}",
                names.join(", ")
            ),
            "name one of its columns",
        )
    })
}

/// How the network is built and trained. What is not given stands in the file of --settings, or is
/// what usually does.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Training")]
pub(crate) struct NetworkArguments {
    /// TOML file with the settings of an earlier training or your own; options on the command line
    /// come before it
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Width of each hidden layer; 0 for none [default: 64]
    #[arg(long, value_name = "WIDTH,…", value_delimiter = ',')]
    hidden: Option<Vec<usize>>,
    /// Share of hidden units silenced at each step [default: 0.3]
    #[arg(long, value_name = "SHARE")]
    dropout: Option<f64>,
    /// Bring hidden units to mean 0 and deviation 1 over each batch
    #[arg(long)]
    batch_norm: bool,
    /// What is minimized [default: cross-entropy of classes, squared error of numbers]
    #[arg(long, value_enum)]
    loss: Option<LossName>,
    /// How a step is made [default: adamw]
    #[arg(long, value_enum)]
    optimizer: Option<OptimizerName>,
    /// Step size at the start [default: 0.002]
    #[arg(long, value_name = "SIZE")]
    learning_rate: Option<f64>,
    /// How much of the earlier steps goes on, for sgd [default: 0.9]
    #[arg(long, value_name = "SHARE")]
    momentum: Option<f64>,
    /// How far weights are drawn to 0 [default: 0.1]
    #[arg(long, value_name = "DECAY")]
    weight_decay: Option<f64>,
    /// How the step size goes on [default: cosine]
    #[arg(long, value_enum)]
    schedule: Option<ScheduleName>,
    /// Rows a step [default: 64]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Passes over the training part at most [default: 40]
    #[arg(long, value_name = "N")]
    epochs: Option<usize>,
    /// Epochs without a better validation loss before training stops [default: 8]
    #[arg(long, value_name = "N")]
    patience: Option<usize>,
    /// How much a row of a rare class counts [default: equal]
    #[arg(long, value_enum)]
    class_weights: Option<WeightsName>,
    /// Deviation of noise added to scaled numbers at each step [default: 0]
    #[arg(long, value_name = "DEVIATION")]
    noise: Option<f64>,
    /// How strongly pairs of rows are mixed [default: 0]
    #[arg(long, value_name = "ALPHA")]
    mixup: Option<f64>,
    /// Categories with more different values than this get learned vectors [default: 16]
    #[arg(long, value_name = "N")]
    one_hot: Option<usize>,
    /// Pieces of a number's range that are inputs of their own [default: 16]
    #[arg(long, value_name = "N")]
    pieces: Option<usize>,
    /// Networks from different starts whose answers are averaged [default: 1]
    #[arg(long, value_name = "N")]
    ensemble: Option<usize>,
    /// Fixes the split, the first weights, the shuffling, the dropout and the noise [default: 17]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LossName {
    CrossEntropy,
    BinaryCrossEntropy,
    Squared,
    Huber,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OptimizerName {
    Sgd,
    Adam,
    Adamw,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScheduleName {
    Constant,
    Step,
    Cosine,
    Plateau,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WeightsName {
    Equal,
    SquareRoot,
    Balanced,
}

/// What sort of answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TaskName {
    Binary,
    MultiClass,
    Regression,
}

impl From<TaskName> for Task {
    fn from(name: TaskName) -> Self {
        match name {
            TaskName::Binary => Self::Binary,
            TaskName::MultiClass => Self::MultiClass,
            TaskName::Regression => Self::Regression,
        }
    }
}

impl NetworkArguments {
    /// The settings: those of the file, or the usual ones, and over them what is given.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let mut settings = match &self.settings {
            Some(path) => of_file(path)?,
            None => Settings::default(),
        };
        if let Some(hidden) = &self.hidden {
            settings.hidden = hidden.iter().copied().filter(|width| *width > 0).collect();
        }
        if let Some(loss) = self.loss {
            settings.loss = Some(match loss {
                LossName::CrossEntropy => Loss::CrossEntropy,
                LossName::BinaryCrossEntropy => Loss::BinaryCrossEntropy,
                LossName::Squared => Loss::Squared,
                LossName::Huber => Loss::Huber,
            });
        }
        if let Some(optimizer) = self.optimizer {
            settings.optimizer = match optimizer {
                OptimizerName::Sgd => Optimizer::Sgd,
                OptimizerName::Adam => Optimizer::Adam,
                OptimizerName::Adamw => Optimizer::AdamW,
            };
        }
        if let Some(schedule) = self.schedule {
            settings.schedule = match schedule {
                ScheduleName::Constant => Schedule::Constant,
                ScheduleName::Step => Schedule::Step,
                ScheduleName::Cosine => Schedule::Cosine,
                ScheduleName::Plateau => Schedule::Plateau,
            };
        }
        if let Some(weights) = self.class_weights {
            settings.class_weights = match weights {
                WeightsName::Equal => ClassWeights::Equal,
                WeightsName::SquareRoot => ClassWeights::SquareRoot,
                WeightsName::Balanced => ClassWeights::Balanced,
            };
        }
        settings.batch_norm |= self.batch_norm;
        set(&mut settings.dropout, self.dropout);
        set(&mut settings.learning_rate, self.learning_rate);
        set(&mut settings.momentum, self.momentum);
        set(&mut settings.weight_decay, self.weight_decay);
        set(&mut settings.batch, self.batch);
        set(&mut settings.epochs, self.epochs);
        set(&mut settings.patience, self.patience);
        set(&mut settings.noise, self.noise);
        set(&mut settings.mixup, self.mixup);
        set(&mut settings.one_hot, self.one_hot);
        set(&mut settings.pieces, self.pieces);
        set(&mut settings.ensemble, self.ensemble);
        set(&mut settings.seed, self.seed);
        Ok(settings)
    }
}

fn set<T>(to: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *to = given;
    }
}

fn of_file(path: &Path) -> Result<Settings> {
    let told = || format!("cannot read {}", path.display());
    let text = std::fs::read_to_string(path).with_context(told)?;
    toml::from_str(&text).map_err(|error| {
        let reason = error.message();
        Failure::error(
            format!("{} holds no settings of a network: {reason}", path.display()),
            "every settings name of `hearken tabular train --help` can stand there, with _ for -, as in learning_rate = 0.001",
        )
    })
}
