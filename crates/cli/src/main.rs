//! The `hearken` binary: arguments, the story of a run, progress, exit codes.
//!
//! Exit 0: done. 1: ran, but there is nothing to report, or a check failed. 2: could not run.

mod analyze;
mod assign;
mod backlog;
mod cache;
mod calibrate;
mod classify;
mod diff;
mod encode;
mod evaluate;
mod explain;
mod export_head;
mod failure;
mod features;
mod fetch;
mod folder;
mod grouping;
mod help;
mod inspect;
mod kept;
mod labels;
mod language;
mod making;
mod manifest;
mod matrix;
mod merge;
mod models;
mod monitor;
mod namer;
mod next;
mod occlusion;
mod output;
mod own;
mod priority;
mod products;
mod profile;
mod progress;
mod reading;
mod recommend;
mod risk;
mod route;
mod routes;
mod said;
mod schema;
mod search;
mod serve;
mod since;
mod split;
mod steering;
mod suggest;
mod tabular;
mod terminal;
mod tickets;
mod train;
mod tune;
mod vectors;
mod verify;
mod why;
mod worker;

use clap::{Parser, Subcommand};
use failure::Outcome;
use std::process::ExitCode;

/// Reads what users wrote and says what to do about it
///
/// Hearken reads an export of feedback (store reviews, tickets, survey answers) and writes themes,
/// requirements with evidence, and a sentiment dashboard. Everything runs on this machine; only
/// `hearken fetch` uses the network, and `hearken serve` listens for this machine's programs.
#[derive(Debug, Parser)]
#[command(name = "hearken", version, arg_required_else_help = true)]
struct Cli {
    /// Language of help, messages and reports: en or zh; without it, that of the locale
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<hearken_report::Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Analyze(Box<analyze::Arguments>),
    Classify(classify::Arguments),
    Merge(Box<merge::Arguments>),
    Backlog(backlog::Arguments),
    Explain(explain::Arguments),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
    Schema(schema::Arguments),
    Fetch(fetch::Arguments),
    Search(search::Arguments),
    SuggestReply(suggest::Arguments),
    Cache(cache::Arguments),
    Next(next::Arguments),
    Monitor(monitor::Arguments),
    Diff(diff::Arguments),
    Train(train::Arguments),
    Tabular(tabular::Arguments),
    Risk(Box<risk::Arguments>),
    ExportHead(export_head::Arguments),
    Evaluate(evaluate::Arguments),
    Calibrate(calibrate::Arguments),
    Worker(worker::Arguments),
    Recommend(recommend::Arguments),
    Serve(serve::Arguments),
}

/// Keeps candle from splitting each tensor operation among threads of its own.
///
/// Batches are encoded side by side and keep all cores busy. candle's threads would come on top,
/// and they wait for each other spinning: without them the demo takes a third less processor time,
/// for the same bits (`CANDLE_NUM_THREADS=2 hearken analyze …` shows the difference).
#[allow(unsafe_code)]
fn one_thread_an_operation() {
    const THREADS: &str = "CANDLE_NUM_THREADS";
    if std::env::var_os(THREADS).is_none() {
        // SAFETY: this is the first thing that the program does; no other thread runs that could
        // read the environment meanwhile.
        unsafe { std::env::set_var(THREADS, "1") };
    }
}

fn main() -> ExitCode {
    one_thread_an_operation();
    let lang = language::settle();
    let cli = match help::parse(lang) {
        Ok(cli) => cli,
        Err(ended) => return ended,
    };
    let done = match cli.command {
        Command::Analyze(arguments) => analyze::run(*arguments),
        Command::Classify(arguments) => classify::run(arguments),
        Command::Merge(arguments) => merge::run(*arguments),
        Command::Backlog(arguments) => backlog::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Inspect(arguments) => inspect::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Fetch(arguments) => fetch::run(arguments),
        Command::Search(arguments) => search::run(arguments),
        Command::SuggestReply(arguments) => suggest::run(arguments),
        Command::Cache(arguments) => cache::run(arguments),
        Command::Next(arguments) => next::run(arguments),
        Command::Monitor(arguments) => monitor::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Train(arguments) => train::run(arguments),
        Command::Tabular(arguments) => tabular::run(arguments),
        Command::Risk(arguments) => risk::run(&arguments),
        Command::ExportHead(arguments) => export_head::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Calibrate(arguments) => calibrate::run(arguments),
        Command::Worker(arguments) => worker::run(arguments),
        Command::Recommend(arguments) => recommend::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // Whoever reads the output has read enough.
        Err(error) if failure::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            failure::tell(&error);
            ExitCode::from(2)
        }
    }
}
