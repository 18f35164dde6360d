use super::folder::Model;
use crate::failure::Outcome;
use crate::output;
use anyhow::Result;
use clap::Args;
use serde_json::json;
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Write a recommender's scoring as ONNX
///
/// The model takes the items that a user met (numbers as in ids.json, from 0) and how much each
/// counts in each average, and gives a score for every item.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// JSON file for example inputs and the scores that a runtime must give for them
    #[arg(long, value_name = "FILE")]
    examples: Option<PathBuf>,
}

/// Lengths of the example users' lists.
const EXAMPLES: [usize; 3] = [1, 3, 12];

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let model = Model::open(&arguments.model)?;
    let bytes = model.recommender.to_onnx();
    output::put_at(&arguments.output, &bytes)?;
    if let Some(path) = &arguments.examples {
        output::put_at(path, &serde_json::to_vec(&examples(&model)?)?)?;
    }
    writeln!(
        stdout(),
        "{}: ONNX, items, weights → scores of {} items, {} KiB",
        arguments.output.display(),
        model.recommender.items(),
        bytes.len().div_ceil(1024)
    )?;
    Ok(Outcome::Done)
}

fn examples(model: &Model) -> Result<Vec<serde_json::Value>> {
    let recommender = &model.recommender;
    let items = recommender.items();
    let example = |(number, length): (usize, &usize)| {
        let mut met: Vec<u32> = (0..*length)
            .map(|at| ((at * 7_919 + number) % items) as u32)
            .collect();
        met.sort_unstable();
        met.dedup();
        // The first is a known user, the others are new.
        let user = (number == 0).then_some(0);
        let weights = recommender.averaging(met.len());
        let scores = recommender.scores(&met, user)?;
        Ok(json!({
            "items": met,
            "weights": weights.rows().into_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
            "user": recommender.own(user),
            "scores": scores.to_vec(),
        }))
    };
    EXAMPLES.iter().enumerate().map(example).collect()
}
