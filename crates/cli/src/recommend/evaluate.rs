use super::columns::ColumnArguments;
use super::events::{read, write_ledger};
use super::judged::{Judged, judge};
use super::settings::Chosen;
use crate::failure::Outcome;
use crate::output;
use anyhow::{Context, Result};
use clap::Args;
use std::fs::File;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};

/// Say how right a recommender is that learns from such events
///
/// Each user's last item is held out; a model that has learned from the others ranks all items
/// that the user had not met. The second-last items choose how long it learns. Events without
/// times have no last one: then one that a hash chooses is held out.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// CSV file of events
    #[arg(value_name = "EVENTS")]
    events: PathBuf,
    #[command(flatten)]
    columns: ColumnArguments,
    /// CSV file for the rows that are no event of their own, with reasons
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// CSV file for the place of each user's held-out item
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let settings = arguments.chosen.settings()?;
    let table = read(&arguments.events, &arguments.columns)?;
    writeln!(stderr(), "{}", table.account())?;
    if let Some(path) = &arguments.ledger {
        write_ledger(&table.ledger, create(path)?)?;
    }
    let places = arguments.places.as_deref().map(create).transpose()?;
    let judged = judge(&table.events, &settings)?;
    if let Some(file) = places {
        write_places(&judged, &table.users, file)?;
    }
    let mut out = stdout().lock();
    if arguments.json {
        output::json(&mut out, &judged)?;
    } else {
        write!(out, "{judged}")?;
    }
    Ok(Outcome::Done)
}

fn create(path: &Path) -> Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

/// A line a user; where an item could not be suggested at all, there is no place.
fn write_places(judged: &Judged, users: &[String], to: impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["user", "network", "popularity"])?;
    let cell = |place: &Option<f64>| place.map_or(String::new(), |place| place.to_string());
    for (user, [network, popularity]) in &judged.places {
        writer.write_record([&users[*user], &cell(network), &cell(popularity)])?;
    }
    writer.flush()?;
    Ok(())
}
