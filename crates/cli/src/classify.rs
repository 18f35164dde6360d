//! `hearken classify`: what the heads say of every feedback, as JSON lines.

use crate::assign::ThemesArguments;
use crate::failure::Outcome;
use crate::kept::{CacheArguments, Kept};
use crate::models::{ModelArguments, Readers};
use crate::own::OwnArguments;
use crate::progress::Progress;
use crate::reading::{self, Reading};
use crate::{encode, own};
use anyhow::Result;
use clap::Args;
use hearken_feedback::{Distinct, Themes};
use hearken_report::Analysis;
use std::io::{BufWriter, stdout};

/// Classify feedback: a JSON line for every feedback, in the order of the rows
///
/// Each line holds `row`, `sentiment`, `sentiment_probabilities`, `kind` and
/// `kind_probabilities` of the feedback taken whole, which of the two labels are `unsure`, and the
/// same for each of its statements. With `--head`, `heads` holds what each of your own heads says;
/// with `--themes` each statement has the `theme` of an earlier report that it belongs to, or null.
/// Plain text on standard input (`-`) is one feedback a line.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    own: OwnArguments,
    #[command(flatten)]
    models: ModelArguments,
    #[command(flatten)]
    cache: CacheArguments,
    #[command(flatten)]
    themes: ThemesArguments,
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
    let mut readers =
        Readers::open(&arguments.models)?.with_own(&arguments.own, &arguments.models)?;
    // What its lines do not tell need not be asked; `--head quality` asks.
    readers.heads.quality = None;
    let places = arguments.themes.open(&readers)?;
    let settings = arguments.reading.settings();
    let ingested = reading::read_or_lines(&arguments.reading.exports, &settings, progress)?;
    let statements = hearken_ingest::statements(&ingested.feedback, settings.splitting);
    let distinct = Distinct::of(&statements, ingested.feedback.len());
    let mut kept = Kept::new(&arguments.cache);
    let read = encode::read(&readers, &distinct, &mut kept, progress)?;
    let (classified, whole) = encode::spread(&distinct, &read.classified);
    let heads = own::spread(&readers, &distinct, &read.own);
    let analysis = Analysis {
        sources: &ingested.sources,
        entries: &ingested.entries,
        feedback: &ingested.feedback,
        statements: &statements,
        classified: &classified,
        qualities: None,
        whole: &whole,
        themes: &Themes::default(),
        heads: &heads,
        read_by: &[],
    };
    let assigned = places
        .map(|places| places.of_statements(&distinct, &read))
        .transpose()?;
    hearken_report::write_classified(
        analysis,
        assigned.as_deref(),
        BufWriter::new(stdout().lock()),
    )?;
    Ok(if ingested.feedback.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}
