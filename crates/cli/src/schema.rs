//! `hearken schema`: the JSON Schema of a file that Hearken writes.

use crate::failure::Outcome;
use crate::output;
use anyhow::{Context, Result};
use clap::Args;

/// Print the JSON Schema of a file that Hearken writes
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which file's
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(hearken_report::SCHEMAS))]
    name: String,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let schema = hearken_report::schema(&arguments.name).context("there is no such schema")?;
    let mut out = std::io::stdout().lock();
    output::json(&mut out, &schema)?;
    Ok(Outcome::Done)
}
