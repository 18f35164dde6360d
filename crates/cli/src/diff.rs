//! `hearken diff`: what became of themes, sentiment and requirements between two reports.

use crate::failure::{Failure, Outcome};
use crate::next;
use crate::output::RUN;
use anyhow::Result;
use clap::Args;
use hearken_report::{Dashboard, Requirements, RunFile, RunFolder, StatementLine};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Say what became of themes, sentiment and requirements between two reports
///
/// Themes are matched by their ids, then by the statements that they share, and where the exports
/// have little in common by their names and keyphrases. A share of feedback has moved where a
/// two-proportion test says so after correction for the number of themes (a rate of false
/// discoveries of 5 %); of themes with fewer than five feedback in both reports nothing is claimed.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the earlier report
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Folder of the later report
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Themes and requirements shown of each sort
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let old = Folder::read(&arguments.old)?;
    let new = Folder::read(&arguments.new)?;
    let diff = hearken_report::diff(old.told(), new.told());
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &diff).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", diff.told(arguments.top))?;
    }
    Ok(Outcome::Done)
}

/// What a report's folder holds.
struct Folder {
    run: RunFile,
    sha256: String,
    dashboard: Dashboard,
    requirements: Requirements,
    statements: Vec<StatementLine>,
}

impl Folder {
    fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(RUN);
        if !path.is_file() {
            return Err(Failure::error(
                format!("{} is not the folder of a report", folder.display()),
                "name the folder that `hearken analyze -o` wrote; without run.json its run did not end",
            ));
        }
        let (run, bytes) = parsed(&path)?;
        let mut sha256 = String::new();
        for byte in Sha256::digest(&bytes) {
            write!(sha256, "{byte:02x}")?;
        }
        Ok(Self {
            run,
            sha256,
            dashboard: parsed(&folder.join("dashboard.json"))?.0,
            requirements: parsed(&folder.join("requirements.json"))?.0,
            statements: next::read(&folder.join("statements.jsonl"))?,
        })
    }

    fn told(&self) -> RunFolder<'_> {
        RunFolder {
            run: &self.run,
            sha256: &self.sha256,
            dashboard: &self.dashboard,
            requirements: &self.requirements,
            statements: &self.statements,
        }
    }
}

/// A JSON file, and its bytes.
fn parsed<T: DeserializeOwned>(path: &Path) -> Result<(T, Vec<u8>)> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::error(
            format!("cannot read {}: {error}", path.display()),
            "name the folder that `hearken analyze -o` wrote, with all of its files",
        )
    })?;
    let value = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::error(
            format!(
                "{} is damaged or of another version: {error}",
                path.display()
            ),
            "analyze the exports again",
        )
    })?;
    Ok((value, bytes))
}
