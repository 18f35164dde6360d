//! `hearken verify`: a report held against its exports again.

use crate::failure::{Failure, Outcome};
use crate::folder::{AGAIN, Folder};
use crate::output::RUN;
use crate::progress::Progress;
use crate::reading;
use anyhow::Result;
use clap::Args;
use hearken_report::{Now, RunFile, Written, line};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Re-read the exports and check every quote, hash and count of a report
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where the exports lie now, in the order of the run; without them they are looked for where
    /// they lay
    #[arg(value_name = "EXPORT")]
    exports: Vec<PathBuf>,
}

/// Faults told one by one.
const TOLD: usize = 20;

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let folder = Folder::open(&arguments.folder)?;
    let run = folder.run;
    let damaged = |error: serde_json::Error| {
        let path = arguments.folder.join(RUN);
        Failure::error(format!("{} is damaged: {error}", path.display()), AGAIN)
    };
    let settings = serde_json::from_value(run.settings["reading"].clone()).map_err(damaged)?;
    let files = files(&arguments.folder, &run);

    let exports = if arguments.exports.is_empty() {
        run.exports
            .iter()
            .map(|export| PathBuf::from(&export.name))
            .collect()
    } else {
        arguments.exports
    };
    if exports.len() != run.exports.len() {
        return Err(Failure::error(
            format!(
                "the run read {} exports, and {} are named",
                run.exports.len(),
                exports.len()
            ),
            "name them in the order of the run",
        ));
    }
    let mut ingested = reading::read(&exports, &settings, Progress::Shown)?;
    // The run's names stand in its quotes, wherever the files lie now.
    for (source, export) in ingested.sources.iter_mut().zip(&run.exports) {
        source.name.clone_from(&export.name);
    }
    let statements = hearken_ingest::statements(&ingested.feedback, settings.splitting);
    let verdict = hearken_report::verify(
        Written {
            run: &run,
            files: &files,
        },
        Now {
            sources: &ingested.sources,
            entries: &ingested.entries,
            feedback: &ingested.feedback,
            statements: &statements,
        },
    );

    let mut out = std::io::stdout().lock();
    for broken in verdict.broken.iter().take(TOLD) {
        writeln!(out, "does not hold: {}", line(broken))?;
    }
    if verdict.broken.len() > TOLD {
        writeln!(out, "… and {} more", verdict.broken.len() - TOLD)?;
    }
    let checked = format!(
        "{} quotes, {} rows and {} counts and sums were checked",
        verdict.quotes, verdict.rows, verdict.sums
    );
    Ok(if verdict.broken.is_empty() {
        writeln!(out, "all holds: {checked}")?;
        Outcome::Done
    } else {
        writeln!(out, "{} do not hold; {checked}", verdict.broken.len())?;
        Outcome::Nothing
    })
}

/// The run's files that are there.
fn files(folder: &std::path::Path, run: &RunFile) -> BTreeMap<String, Vec<u8>> {
    let plain = |name: &&String| !name.contains(['/', '\\']) && !name.starts_with('.');
    run.files
        .keys()
        .filter(plain)
        .filter_map(|name| Some((name.clone(), std::fs::read(folder.join(name)).ok()?)))
        .collect()
}
