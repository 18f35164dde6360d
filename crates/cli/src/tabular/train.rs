//! `hearken tabular train`: a table in, a model out, with its figures, its curves and its card.

use super::choices::{NetworkArguments, TableArguments, TaskName};
use super::data::{Data, Table};
use super::metrics::{Folded, Metrics, Parts};
use super::parts::{folds, held_out};
use super::target::Asked;
use super::texts::Encoding;
use super::{card, curve, told};
use crate::failure::{Failure, Outcome};
use crate::features::Source;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::tabular::{
    Epoch, Part, Settings, Suspect, cross_validate, importance, measure, search, suspects, train,
};
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};

/// Train a network to tell a column of a table
///
/// Writes the model (model.json, weights.safetensors), its figures (metrics.json), every epoch
/// (history.csv) with a picture (learning-curve.svg), where every row went (ledger.csv), the settings
/// (settings.toml) and a card in words (README.md) into the folder. The same table, settings and seed give
/// the same bytes, whatever the order of the rows.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// CSV file or its relatives, JSON, JSON Lines or Parquet
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// Column that is to be told
    #[arg(long, value_name = "COLUMN")]
    target: String,
    /// Folder for the model
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// What sort of answer the target asks for, in place of what its cells say
    #[arg(long, value_enum)]
    task: Option<TaskName>,
    /// Of two classes the one that probabilities are told of [default: yes, true, 1 and the like, else
    /// the rarer one]
    #[arg(long, value_name = "CLASS")]
    positive: Option<String>,
    /// Share of the rows that chooses the epoch and the calibration
    #[arg(long, value_name = "SHARE", default_value_t = 0.15, value_parser = share)]
    validation_share: f64,
    /// Share of the rows that is kept apart, to say how right the model is on rows it has not seen
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    test_share: f64,
    /// Hold every row out once in this many folds, to say how right such a model is
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: Option<u64>,
    /// Try this many settings first, drawn at random, and go on with the best
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    search: Option<u64>,
    /// Tell no epochs
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    columns: TableArguments,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    network: NetworkArguments,
}

/// How often each column is shuffled to see what it is worth.
const SHUFFLES: usize = 5;
/// Columns whose worth is told in the terminal.
const TOLD: usize = 8;

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    (0.0..0.9)
        .contains(&share)
        .then_some(share)
        .ok_or_else(|| "it must be in 0…0.9".to_owned())
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    writable(&arguments.output)?;
    let mut settings = arguments.network.settings()?;
    let mut encoding = Encoding::new(&arguments.source, None);
    let asked = Asked {
        task: arguments.task.map(Into::into),
        positive: arguments.positive.as_deref(),
    };
    let table = Table::read(&arguments.table)?;
    let sha256 = table.sha256.clone();
    let how = (&arguments.columns, asked, settings.seed);
    let data = table.for_learning(&arguments.target, how, &mut encoding)?;
    let found = suspects(&data.columns, &data.inputs, &data.target);
    tell(&data, &found, arguments);

    let tested = held_out(&data.keys, &data.target, arguments.test_share);
    let (test, rest) = data.split(&tested);
    let choosing = held_out(&rest.keys, &rest.target, arguments.validation_share);
    let (validation, training) = rest.split(&choosing);
    if validation.target.is_empty() {
        return Err(Failure::error(
            "no row is held out to choose the epoch",
            "give --validation-share a share above 0",
        ));
    }
    let parts = (training.part(), validation.part());
    let tried = match arguments.search {
        Some(count) => {
            let given = (&settings, count as usize);
            let name = &arguments.target;
            let found = search(&data.columns, name, parts, given, &mut |number, tried| {
                if !arguments.quiet {
                    let _ = writeln!(stderr(), "{}", card::tried(number, count, tried));
                }
            })?;
            settings = found[0].settings.clone();
            found
        }
        None => Vec::new(),
    };
    let folded = arguments
        .folds
        .map(|count| cross(&rest, &choosing, (count as usize, &settings), arguments))
        .transpose()?;
    let mut epochs: Vec<Epoch> = Vec::new();
    let name = &arguments.target;
    let model = train(&data.columns, name, parts, &settings, &mut |epoch| {
        if !arguments.quiet {
            told::epoch(epoch, "");
        }
        epochs.push(epoch.clone());
    })?;
    let model = match encoding.identity() {
        Some(sha256) => model.with_encoder(sha256),
        None => model,
    };
    let judged =
        |data: &Data| -> Result<_> { Ok(measure(&model.predict(&data.inputs)?, &data.target)) };
    let asked = if test.target.is_empty() {
        &validation
    } else {
        &test
    };
    let metrics = Metrics {
        parts: Parts::of(&training, &validation, &test),
        validation: judged(&validation)?,
        test: (!test.target.is_empty())
            .then(|| judged(&test))
            .transpose()?,
        importance: importance(&model, asked.part(), SHUFFLES)?,
        model: &model,
        table: (&arguments.table, sha256),
        left_out: &data.left_out,
        ledger: data.ledger.counts(),
        suspects: &found,
        tried: &tried,
        folds: folded,
    };
    write(&arguments.output, &metrics, (&data, &epochs))?;
    summary(&arguments.output, &metrics)?;
    Ok(Outcome::Done)
}

/// Holds every row out once. The rows that choose the epoch in the end choose it here too, but for
/// those of the fold.
fn cross(
    data: &Data,
    choosing: &[bool],
    (count, settings): (usize, &Settings),
    arguments: &Arguments,
) -> Result<Folded> {
    let of = folds(&data.keys, &data.target, count);
    let parts = (&of[..], choosing);
    let name = &arguments.target;
    let told = &mut |fold, epoch: &Epoch| {
        if !arguments.quiet {
            told::epoch(epoch, &format!("fold {}/{count}  ", fold + 1));
        }
    };
    let (folds, said) = cross_validate(&data.columns, name, data.part(), parts, settings, told)?;
    let pooled = measure(&said, &data.target);
    Ok(Folded { folds, pooled })
}

impl Data {
    /// The rows that are taken, and the others.
    pub(crate) fn split(&self, taken: &[bool]) -> (Self, Self) {
        let rows = |wanted: bool| -> Vec<usize> {
            (0..taken.len())
                .filter(|row| taken[*row] == wanted)
                .collect()
        };
        (self.select(&rows(true)), self.select(&rows(false)))
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns.clone(),
            inputs: self.inputs.select(rows),
            target: self.target.select(rows),
            numbers: rows.iter().map(|row| self.numbers[*row]).collect(),
            keys: rows.iter().map(|row| self.keys[*row]).collect(),
            left_out: self.left_out.clone(),
            ledger: self.ledger.clone(),
        }
    }

    pub(crate) fn part(&self) -> Part<'_> {
        Part {
            inputs: &self.inputs,
            target: &self.target,
        }
    }
}

/// Whether a model can be written there, to be told before the slow work.
fn writable(folder: &Path) -> Result<()> {
    output::nearest(folder)?;
    if folder.join("README.md").exists() && !folder.join("model.json").exists() {
        return Err(Failure::error(
            format!(
                "{} holds a README.md that is not a model's card",
                folder.display()
            ),
            "name another folder with -o",
        ));
    }
    Ok(())
}

/// What was found of the table, before the slow work.
fn tell(data: &Data, found: &[Suspect], arguments: &Arguments) {
    let mut out = stderr().lock();
    let _ = writeln!(out, "{}", data.ledger.counts().told());
    if !arguments.quiet {
        for (column, reason) in &data.left_out {
            let _ = writeln!(out, "left out \"{column}\": {reason}");
        }
    }
    for suspect in found {
        let _ = writeln!(out, "warning: {}", told::suspicion(suspect));
    }
}

fn write(folder: &Path, metrics: &Metrics<'_>, (data, epochs): (&Data, &[Epoch])) -> Result<()> {
    metrics.model.save(folder)?;
    let mut json = Vec::new();
    output::json(&mut json, &metrics.json()?)?;
    let settings = toml::to_string(metrics.model.settings())?;
    let files = [
        ("metrics.json", json),
        ("history.csv", told::history(epochs)?),
        ("learning-curve.svg", curve::picture(epochs).into_bytes()),
        ("ledger.csv", data.ledger.csv()?),
        ("settings.toml", settings.into_bytes()),
        ("README.md", card::card(metrics)?.into_bytes()),
    ];
    for (name, bytes) in files {
        output::put(folder, name, &bytes)?;
    }
    Ok(())
}

fn summary(folder: &Path, metrics: &Metrics<'_>) -> Result<()> {
    let mut out = stdout().lock();
    if let Some(folds) = &metrics.folds {
        writeln!(out, "{folds}")?;
    }
    match &metrics.test {
        Some(test) => write!(out, "test: {test}")?,
        None => write!(out, "validation: {}", metrics.validation)?,
    }
    writeln!(out, "\nwhat it hangs on:")?;
    for column in metrics.importance.iter().take(TOLD) {
        writeln!(out, "{:>8.4}  {}", column.drop, column.column)?;
    }
    writeln!(
        out,
        "\nmodel: {}\nalso there: model.json, weights.safetensors, metrics.json, history.csv, learning-curve.svg, ledger.csv, settings.toml",
        folder.join("README.md").display()
    )?;
    Ok(())
}
