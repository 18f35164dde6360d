//! `hearken recommend`: what users will want next, from what they did.

mod card;
mod columns;
mod evaluate;
mod events;
mod export;
mod folder;
mod judged;
mod settings;
mod suggest;
mod train;

pub(crate) use folder::Model;
pub(crate) use suggest::Suggested;

use crate::failure::Outcome;
use anyhow::Result;
use clap::{Args, Subcommand};

/// Suggest items to users, from what users did
///
/// Learns from a CSV file of events: who (user) met what (item), and when. `train` writes a model,
/// `suggest` and `similar` ask it, `evaluate` says how right such a model is on each user's last
/// item.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(Box<train::Arguments>),
    Evaluate(Box<evaluate::Arguments>),
    Suggest(suggest::Arguments),
    Similar(suggest::SimilarArguments),
    Export(export::Arguments),
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    match arguments.command {
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Suggest(arguments) => suggest::run(&arguments),
        Command::Similar(arguments) => suggest::similar(&arguments),
        Command::Export(arguments) => export::run(&arguments),
    }
}
