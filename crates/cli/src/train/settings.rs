//! How the network is trained, as the caller chooses it.

use clap::{Args, ValueEnum};
use hearken_fcnn::{ClassWeights, Schedule, Settings};

/// The settings of training. What is not given is what the sort of training usually takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(super) struct Chosen {
    /// Train copies of the encoder's last layers, so many, along with the head: more right and
    /// slower; 0 leaves the encoder as it is
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        conflicts_with = "corrections"
    )]
    pub(super) layers: usize,
    /// Step size of those layers at the start, and of the first one on n-grams [default: 0.00005; on
    /// n-grams 0.05]
    #[arg(long, value_name = "SIZE", conflicts_with = "corrections")]
    layer_rate: Option<f64>,
    /// Width of each hidden layer; 0 for none [default: 256; on n-grams 32]
    #[arg(
        long,
        value_name = "WIDTH,…",
        value_delimiter = ',',
        conflicts_with = "corrections"
    )]
    hidden: Option<Vec<usize>>,
    /// Share of hidden units silenced at each step
    #[arg(long, value_name = "SHARE", default_value_t = Settings::default().dropout)]
    dropout: f64,
    /// Share of inputs silenced at each step [default: 0; on n-grams 0.1]
    #[arg(long, value_name = "SHARE")]
    input_dropout: Option<f64>,
    /// Step size at the start [default: 0.001; with --corrections 0.0001]
    #[arg(long, value_name = "SIZE")]
    learning_rate: Option<f64>,
    /// Decoupled weight decay
    #[arg(long, value_name = "DECAY", default_value_t = Settings::default().weight_decay)]
    weight_decay: f64,
    /// Examples a step [default: 256; with --corrections 32]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Passes over the training part at most [default: 20; with --corrections 10, all of them]
    #[arg(long, value_name = "N")]
    epochs: Option<usize>,
    /// Epochs without a better validation loss before training stops
    #[arg(
        long,
        value_name = "N",
        default_value_t = Settings::default().patience,
        conflicts_with = "corrections"
    )]
    patience: usize,
    /// How the step size goes on
    #[arg(long, value_enum, default_value_t = ScheduleName::Cosine)]
    schedule: ScheduleName,
    /// How much an example of a rare label counts [default: equal; with --corrections
    /// square-root]
    #[arg(long, value_enum)]
    class_weights: Option<WeightsName>,
    /// Fixes the first weights, the shuffling, the dropout and the split
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScheduleName {
    Constant,
    Cosine,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WeightsName {
    Equal,
    SquareRoot,
    Balanced,
}

impl Chosen {
    /// The settings, where `usual` says what is not given.
    pub(super) fn settings(&self, usual: &Settings) -> Settings {
        Settings {
            hidden: match &self.hidden {
                Some(widths) => widths.iter().copied().filter(|w| *w > 0).collect(),
                None => usual.hidden.clone(),
            },
            dropout: self.dropout,
            input_dropout: self.input_dropout.unwrap_or(usual.input_dropout),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
            layer_rate: self.layer_rate.unwrap_or(usual.layer_rate),
            weight_decay: self.weight_decay,
            batch: self.batch.unwrap_or(usual.batch),
            epochs: self.epochs.unwrap_or(usual.epochs),
            patience: self.patience,
            schedule: match self.schedule {
                ScheduleName::Constant => Schedule::Constant,
                ScheduleName::Cosine => Schedule::Cosine,
            },
            class_weights: match self.class_weights {
                None => usual.class_weights,
                Some(WeightsName::Equal) => ClassWeights::Equal,
                Some(WeightsName::SquareRoot) => ClassWeights::SquareRoot,
                Some(WeightsName::Balanced) => ClassWeights::Balanced,
            },
            seed: self.seed,
        }
    }
}
