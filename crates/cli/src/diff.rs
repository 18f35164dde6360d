//! `hearken diff`: what became of themes, sentiment and requirements between two reports.

use crate::failure::Outcome;
use crate::folder::Report;
use crate::language;
use crate::output;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

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
    let old = Report::read(&arguments.old)?;
    let new = Report::read(&arguments.new)?;
    let diff = hearken_report::diff(old.told(), new.told());
    let mut out = std::io::stdout().lock();
    if arguments.json {
        output::json(&mut out, &diff)?;
    } else {
        write!(out, "{}", diff.told(arguments.top, language::spoken()))?;
    }
    Ok(Outcome::Done)
}
