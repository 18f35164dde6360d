//! `hearken train`: labeled texts in, a head out.

use crate::failure::Outcome;
use crate::features::{self, Source};
use crate::labels::{Columns, Truth, label_names, read, texts};
use crate::split::split;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_fcnn::{ClassWeights, Examples, FeatureKind, Schedule, Settings, Task};
use std::io::{Write, stderr, stdout};
use std::path::PathBuf;

/// Train a head on your own labels
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// CSV file of labeled texts
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Column that holds the text
    #[arg(long, value_name = "COLUMN")]
    text: String,
    /// Column that holds the label
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Folder for the head
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// CSV file that chooses the epoch and the temperature; without it a tenth of the labeled
    /// texts does
    #[arg(long, value_name = "FILE")]
    validation: Option<PathBuf>,
    /// The labels in the order the head is to give them; without it they are sorted
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    label_order: Vec<String>,
    #[command(flatten)]
    source: Source,
    /// Width of each hidden layer; 0 for none
    #[arg(
        long,
        value_name = "WIDTH,…",
        value_delimiter = ',',
        default_value = "256"
    )]
    hidden: Vec<usize>,
    /// Share of hidden units silenced at each step
    #[arg(long, default_value_t = Settings::default().dropout)]
    dropout: f64,
    /// Share of inputs silenced at each step
    #[arg(long, default_value_t = Settings::default().input_dropout)]
    input_dropout: f64,
    /// Step size at the start
    #[arg(long, default_value_t = Settings::default().learning_rate)]
    learning_rate: f64,
    /// Decoupled weight decay
    #[arg(long, default_value_t = Settings::default().weight_decay)]
    weight_decay: f64,
    /// Examples a step
    #[arg(long, default_value_t = Settings::default().batch)]
    batch: usize,
    /// Passes over the training part at most
    #[arg(long, default_value_t = Settings::default().epochs)]
    epochs: usize,
    /// Epochs without a better validation loss before training stops
    #[arg(long, default_value_t = Settings::default().patience)]
    patience: usize,
    /// How the step size goes on
    #[arg(long, value_enum, default_value_t = ScheduleName::Cosine)]
    schedule: ScheduleName,
    /// How much an example of a rare label counts
    #[arg(long, value_enum, default_value_t = WeightsName::Equal)]
    class_weights: WeightsName,
    /// Fixes the first weights, the shuffling, the dropout and the split
    #[arg(long, default_value_t = Settings::default().seed)]
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

impl Arguments {
    fn settings(&self) -> Settings {
        Settings {
            hidden: self.hidden.iter().copied().filter(|w| *w > 0).collect(),
            dropout: self.dropout,
            input_dropout: self.input_dropout,
            learning_rate: self.learning_rate,
            weight_decay: self.weight_decay,
            batch: self.batch,
            epochs: self.epochs,
            patience: self.patience,
            schedule: match self.schedule {
                ScheduleName::Constant => Schedule::Constant,
                ScheduleName::Cosine => Schedule::Cosine,
            },
            class_weights: match self.class_weights {
                WeightsName::Equal => ClassWeights::Equal,
                WeightsName::SquareRoot => ClassWeights::SquareRoot,
                WeightsName::Balanced => ClassWeights::Balanced,
            },
            seed: self.seed,
        }
    }
}

/// Reads the labels, encodes every text once, trains, saves, and prints the validation figures.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let columns = Columns {
        text: &arguments.text,
        label: &arguments.label,
        by: &[],
        task: Task::MultiClass,
    };
    let labeled = read(&arguments.labels, &columns)?;
    let (training, validation) = match &arguments.validation {
        Some(path) => (labeled, read(path, &columns)?),
        None => split(labeled, arguments.seed),
    };
    let names = label_names(&training, columns.task, &arguments.label_order)?;
    let truth = Truth::of(&training, columns.task, &names)?;
    let held_truth = Truth::of(&validation, columns.task, &names)?;
    let encoder = arguments.source.open()?;
    let kind = match encoder.layers() {
        Some(_) => FeatureKind::Layers,
        None => FeatureKind::Embedding,
    };
    let fitted = features::features(&*encoder, kind, &texts(&training), &arguments.source)?;
    let held = features::features(&*encoder, kind, &texts(&validation), &arguments.source)?;
    let head = hearken_fcnn::train(
        Examples { features: fitted.view(), labels: truth.targets() },
        Examples { features: held.view(), labels: held_truth.targets() },
        &names,
        &arguments.settings(),
        &mut |epoch| {
            let mark = if epoch.best { "  best" } else { "" };
            // Progress that cannot be shown is no reason to stop.
            let _ = writeln!(
                stderr(),
                "epoch {:>2}/{}  loss {:.4}  validation loss {:.4}  accuracy {:.3}  macro-F1 {:.3}{mark}",
                epoch.number,
                epoch.of,
                epoch.training_loss,
                epoch.validation_loss,
                epoch.validation_accuracy,
                epoch.validation_macro_f1,
            );
        },
    )?
    .with_encoder(encoder.identity(), kind);
    head.save(&arguments.output)?;
    let probabilities = head.classify(held.view())?;
    let found = hearken_fcnn::measure(probabilities.view(), held_truth.targets(), &names);
    write!(stdout(), "validation: {found}")?;
    Ok(Outcome::Done)
}
