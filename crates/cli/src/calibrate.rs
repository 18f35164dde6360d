//! `hearken calibrate`: from which probability on a head's labels can be relied on.

use crate::evaluate::features_for;
use crate::failure::{Failure, Outcome};
use crate::features::Source;
use crate::labels::{self, Columns, Truth};
use crate::models;
use crate::models::ArithmeticArguments;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{Abstention, Head, Task};
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

/// Set the confidence below which a head is unsure
///
/// The threshold is the lowest confidence at which the accuracy of everything at or above it
/// reaches the precision asked for, measured on labeled texts; it is written into the head's
/// `head.json` with what was measured. Take texts that the head was neither trained nor tested on.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the head, or the name of one that ships (kind, sentiment, quality)
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
enum Aim {
    /// A threshold that keeps this precision.
    Choose(f64),
    /// What the head's own threshold is worth.
    Measure(Abstention),
}

fn several(head: &Path) -> anyhow::Error {
    Failure::error(
        format!(
            "the head in {} gives a text any number of labels, and a threshold is for one label a text",
            head.display()
        ),
        "see with `hearken evaluate` how right its surest decisions are",
    )
}

/// Classifies every text of the file, chooses or measures the threshold, and prints it.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let folder = models::head_folder(&arguments.head, arguments.source.models())?;
    let head = Head::load(&folder)?;
    if head.task() == Task::MultiLabel {
        return Err(several(&arguments.head));
    }
    let aim = match (arguments.precision, head.abstention()) {
        (Some(precision), _) => Aim::Choose(precision),
        (None, Some(own)) => Aim::Measure(*own),
        (None, None) => {
            return Err(Failure::error(
                format!("the head in {} has no threshold", arguments.head.display()),
                "set one with --precision",
            ));
        }
    };
    let columns = Columns {
        text: &arguments.text,
        label: &arguments.label,
        by: &[],
        task: head.task(),
    };
    let rows = labels::read(&arguments.labels, &columns)?;
    let Truth::One(truth) = Truth::of(&rows, head.task(), head.labels())? else {
        return Err(several(&arguments.head));
    };
    let features = features_for(
        &head,
        &labels::texts(&rows),
        &arguments.source,
        ArithmeticArguments::default(),
    )?;
    let probabilities = head.classify(features.view())?;
    let found = match aim {
        Aim::Choose(precision) => {
            let chosen = hearken_fcnn::abstention(probabilities.view(), &truth, precision);
            let chosen = chosen.ok_or_else(|| {
                Failure::error(
                    "even the surest labels are not as often right as --precision asks",
                    "ask for a lower share, or train the head on more labels",
                )
            })?;
            head.with_abstention(Some(chosen)).save(&folder)?;
            chosen
        }
        Aim::Measure(own) => Abstention {
            measured: hearken_fcnn::covered(probabilities.view(), &truth, own.threshold),
            ..own
        },
    };
    let mut out = stdout().lock();
    if arguments.json {
        output::json(&mut out, &found)?;
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
