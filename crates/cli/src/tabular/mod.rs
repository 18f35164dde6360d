//! `hearken tabular`: networks for tables of numbers, categories, days and texts.

mod ask;
mod card;
mod choices;
mod columns;
mod curve;
mod data;
mod evaluate;
mod export;
mod ledger;
mod metrics;
mod names;
mod parts;
mod predict;
mod target;
mod texts;
pub(crate) mod told;
mod train;

pub(crate) use ask::Asking;
pub(crate) use choices::{NetworkArguments, TableArguments};
pub(crate) use data::{Data, Table};
pub(crate) use parts::{folds, held_out};
pub(crate) use target::Asked;
pub(crate) use texts::Encoding;

use crate::failure::Outcome;
use anyhow::Result;
use clap::{Args, Subcommand};

/// Train a network on a table, and ask it: churn, a class, or a number
///
/// A table is a CSV file or its relatives, JSON, JSON Lines or Parquet, packed or not. What its columns
/// hold is found from the data.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(Box<train::Arguments>),
    Evaluate(evaluate::Arguments),
    Predict(predict::Arguments),
    Export(export::Arguments),
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    match arguments.command {
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
    }
}
