//! `hearken calibrate`: from which probability on a head's labels can be relied on.

use crate::failure::{Failure, Outcome};
use crate::features::{self, Source};
use crate::labels;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{Abstention, FeatureKind, Head};
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Set the confidence below which a head is unsure
///
/// The threshold is the lowest confidence at which the accuracy of everything at or above it
/// reaches the precision asked for, measured on labeled texts; it is written into the head's
/// `head.json` with what was measured. Take texts that the head was neither trained nor tested on.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the head
    #[arg(long, value_name = "DIR")]
    head: PathBuf,
    /// CSV file of labeled texts that the head was not trained on
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Column that holds the text
    #[arg(long, value_name = "COLUMN")]
    text: String,
    /// Column that holds the label
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Share of right labels, 0 to 1, among those that are sure; without it the head's own
    /// threshold is measured and nothing is written
    #[arg(long, value_name = "SHARE", value_parser = share)]
    precision: Option<f64>,
    /// Print JSON in place of the sentence
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if value > 0.0 && value <= 1.0 => Ok(value),
        _ => Err("it must be above 0 and at most 1".to_owned()),
    }
}

/// What is asked of the labeled texts.
enum Task {
    /// A threshold that keeps this precision.
    Choose(f64),
    /// What the head's own threshold is worth.
    Measure(Abstention),
}

/// Classifies every text of the file, chooses or measures the threshold, and prints it.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let head = Head::load(&arguments.head)?;
    let task = match (arguments.precision, head.abstention()) {
        (Some(precision), _) => Task::Choose(precision),
        (None, Some(own)) => Task::Measure(*own),
        (None, None) => {
            return Err(Failure::error(
                format!("the head in {} has no threshold", arguments.head.display()),
                "set one with --precision",
            ));
        }
    };
    let rows = labels::read(&arguments.labels, &arguments.text, &arguments.label)?;
    let truth = labels::indexes(&rows, head.labels())?;
    let encoder = arguments.source.open()?;
    if head
        .encoder()
        .is_some_and(|wanted| wanted != encoder.identity())
    {
        return Err(Failure::error(
            format!(
                "the head in {} was trained on another encoder than the one in use",
                arguments.head.display()
            ),
            "name its encoder with --encoder",
        ));
    }
    let kind = head.features().unwrap_or(FeatureKind::Layers);
    let features = features::features(&*encoder, kind, &labels::texts(&rows), &arguments.source)?;
    let probabilities = head.classify(features.view())?;
    let found = match task {
        Task::Choose(precision) => {
            let chosen = hearken_fcnn::abstention(probabilities.view(), &truth, precision);
            let chosen = chosen.ok_or_else(|| {
                Failure::error(
                    "even the surest labels are not as often right as --precision asks",
                    "ask for a lower share, or train the head on more labels",
                )
            })?;
            head.with_abstention(Some(chosen)).save(&arguments.head)?;
            chosen
        }
        Task::Measure(own) => Abstention {
            measured: hearken_fcnn::covered(probabilities.view(), &truth, own.threshold),
            ..own
        },
    };
    let mut out = stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else {
        writeln!(
            out,
            "unsure below {:.4}: {:.1} % of {} examples lie at or above it, and of these {:.1} % are right",
            found.threshold,
            found.measured.coverage * 100.0,
            found.measured.examples,
            found.measured.accuracy * 100.0,
        )?;
    }
    Ok(Outcome::Done)
}
