use super::card::card;
use super::columns::ColumnArguments;
use super::events::{read, write_ledger};
use super::folder::Model;
use super::judged::{again, choose, judge};
use super::settings::Chosen;
use crate::failure::{Failure, Outcome};
use crate::output;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};

/// Train a recommender on events
///
/// Writes the model (weights.safetensors, recommender.json), what its users did and the ids
/// (events.safetensors, ids.json), its figures (metrics.json), the rows that are no event of their own
/// (ledger.csv) and a card in words (README.md). The same events, settings and seed give the same
/// bytes. The second-last items choose how long to learn, the last ones say how right such a model
/// is, and the model that is written has learned from all.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// CSV file of events
    #[arg(value_name = "EVENTS")]
    events: PathBuf,
    /// Folder for the model
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Do not measure how right such a model is: a third of the time less
    #[arg(long)]
    no_evaluation: bool,
    #[command(flatten)]
    columns: ColumnArguments,
    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let folder = arguments.output.as_path();
    writable(folder)?;
    let settings = arguments.chosen.settings()?;
    let table = read(&arguments.events, &arguments.columns)?;
    let account = table.account();
    writeln!(stderr(), "{account}")?;
    let (epochs, judged) = if arguments.no_evaluation {
        (choose(&table.events, &settings)?, None)
    } else {
        let judged = judge(&table.events, &settings)?;
        (judged.epochs, Some(judged))
    };
    let recommender = again(&table.events, epochs, &settings, "final")?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    let mut ledger = Vec::new();
    write_ledger(&table.ledger, &mut ledger)?;
    let refused = table.ledger.len();
    let model = Model::new(recommender, table)?;
    let name = arguments
        .events
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let sha256 = output::hash(&std::fs::read(&arguments.events)?);
    let mut metrics = Vec::new();
    let figures = json!({
        "events": { "name": name, "sha256": sha256, "account": account },
        "leave_last_out": judged,
        "settings": settings,
    });
    output::json(&mut metrics, &figures)?;
    output::put(folder, "ledger.csv", &ledger)?;
    output::put(folder, "metrics.json", &metrics)?;
    let card = card(&model, &account, (&name, &sha256), judged.as_ref())?;
    output::put(folder, "README.md", card.as_bytes())?;
    model.save(folder)?;
    let mut out = stdout().lock();
    if let Some(judged) = &judged {
        writeln!(out, "{judged}")?;
    }
    writeln!(
        out,
        "recommender: {}\nalso there: recommender.json, weights.safetensors, events.safetensors, ids.json, metrics.json, ledger.csv ({refused} rows)",
        folder.join("README.md").display()
    )?;
    Ok(Outcome::Done)
}

/// Whether a model can be written there, to be told before the slow work.
fn writable(folder: &Path) -> Result<()> {
    output::nearest(folder)?;
    if folder.join("README.md").exists() && !folder.join("recommender.json").exists() {
        return Err(Failure::error(
            format!(
                "{} holds a README.md that is not a recommender's card",
                folder.display()
            ),
            "name another folder with -o",
        ));
    }
    Ok(())
}
