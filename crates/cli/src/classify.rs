//! `hearken classify`: what the heads say of every feedback, as JSON lines.

use crate::encode;
use crate::failure::Outcome;
use crate::models::{ModelArguments, Readers};
use crate::progress::Progress;
use crate::reading::{self, Reading};
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{Head, Task};
use hearken_feedback::{Distinct, Themes};
use hearken_report::{Analysis, HeadLabels, OwnHead};
use ndarray::{Array2, ArrayView1};
use std::io::{BufWriter, stdout};
use std::path::PathBuf;

/// Classify feedback: a JSON line for every feedback, in the order of the rows
///
/// Each line holds `row`, `sentiment`, `sentiment_probabilities`, `kind` and
/// `kind_probabilities` of the feedback taken whole, which of the two labels are `unsure`, and the
/// same for each of its statements. With `--head`, `heads` holds what each of your own heads says.
/// Plain text on standard input (`-`) is one feedback a line.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// Head of your own to ask as well: a folder that `hearken train` wrote (may be given several
    /// times)
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    head: Vec<PathBuf>,
    #[command(flatten)]
    models: ModelArguments,
    /// Show no progress
    #[arg(short, long)]
    quiet: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let progress = if arguments.quiet {
        Progress::Quiet
    } else {
        Progress::Shown
    };
    let readers = Readers::open(&arguments.models)?.with_own(&arguments.head)?;
    let settings = arguments.reading.settings();
    let ingested = reading::read_or_lines(&arguments.reading.exports, &settings, progress)?;
    let statements = hearken_ingest::statements(&ingested.feedback);
    let distinct = Distinct::of(&statements, ingested.feedback.len());
    let read = encode::read(&readers, &distinct.texts, progress)?;
    let (classified, whole) = encode::spread(&distinct, &read.classified);
    let analysis = Analysis {
        sources: &ingested.sources,
        entries: &ingested.entries,
        feedback: &ingested.feedback,
        statements: &statements,
        classified: &classified,
        whole: &whole,
        themes: &Themes::default(),
    };
    let own = own(&readers, &distinct, &read.own);
    hearken_report::write_classified(analysis, &own, BufWriter::new(stdout().lock()))?;
    Ok(if ingested.feedback.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

/// What the user's own heads say of every statement and every feedback.
fn own(readers: &Readers, distinct: &Distinct, said: &[Array2<f32>]) -> Vec<OwnHead> {
    let heads = readers.heads.own.iter().zip(said);
    heads
        .map(|((name, head), rows)| {
            let of = |text: &usize| labels(head, rows.row(*text));
            let whole = distinct.of_feedback.iter();
            OwnHead {
                name: name.clone(),
                statements: distinct.of_statement.iter().map(of).collect(),
                whole: whole.map(|text| text.as_ref().map(of)).collect(),
            }
        })
        .collect()
}

fn labels(head: &Head, probabilities: ArrayView1<'_, f32>) -> HeadLabels {
    let names = head.labels().iter().cloned().zip(probabilities.to_vec());
    let given = decided(probabilities, head.task()).into_iter();
    let given = given.map(|label| head.labels()[label].clone());
    let unsure = encode::is_unsure(head, probabilities);
    HeadLabels::new(given.collect(), names, unsure)
}

/// The labels that probabilities come down to, rising: the most probable, of equals the first; of
/// a multi-label head those of 0.5 or more.
pub(crate) fn decided(probabilities: ArrayView1<'_, f32>, task: Task) -> Vec<usize> {
    let given = probabilities.iter().enumerate();
    match task {
        Task::MultiClass => given
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(label, _)| vec![label])
            .unwrap_or_default(),
        Task::MultiLabel => given
            .filter(|(_, probability)| **probability >= 0.5)
            .map(|(label, _)| label)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn probabilities_come_down_to_labels() {
        let row = array![0.5, 0.2, 0.5];
        assert_eq!(decided(row.view(), Task::MultiClass), [0]);
        assert_eq!(decided(row.view(), Task::MultiLabel), [0, 2]);
    }
}
