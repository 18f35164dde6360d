//! `hearken verify`: a report held against its exports again.

use crate::failure::Outcome;
use crate::folder::Folder;
use crate::language;
use crate::progress::Progress;
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
    let ingested = folder.exports(&arguments.exports, Progress::Shown)?;
    let statements = hearken_ingest::statements(&ingested.feedback, folder.reading()?.splitting);
    let run = folder.run;
    let files = files(&arguments.folder, &run);

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
        let told = format!("does not hold: {}", line(broken));
        writeln!(out, "{}", language::told(&told))?;
    }
    if verdict.broken.len() > TOLD {
        let more = format!("… and {} more", verdict.broken.len() - TOLD);
        writeln!(out, "{}", language::told(&more))?;
    }
    let checked = format!(
        "{} quotes, {} rows and {} counts and sums were checked",
        verdict.quotes, verdict.rows, verdict.sums
    );
    let checked = language::told(&checked);
    Ok(if verdict.broken.is_empty() {
        writeln!(out, "{}", language::told(&format!("all holds: {checked}")))?;
        Outcome::Done
    } else {
        let told = format!("{} do not hold; {checked}", verdict.broken.len());
        writeln!(out, "{}", language::told(&told))?;
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
