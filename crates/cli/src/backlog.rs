//! `hearken backlog`: a report's requirements as tickets.

use crate::failure::Outcome;
use crate::folder::Folder;
use crate::language;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_report::{Requirements, Tracker, write_backlog};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Write a report's requirements as tickets for Jira, GitHub or Linear
///
/// The most pressing come first. Each ticket has the sentence as its title; quotes with their rows,
/// dates and ratings, and the sum behind the priority, as its text; and kind and quality as labels.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    report: PathBuf,
    /// Whose tickets to write
    #[arg(long = "as", value_name = "TRACKER", value_enum, default_value_t = Choice::Markdown)]
    tracker: Choice,
    /// Requirements to write, most pressing first
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// `problem` or `request`, to write those alone
    #[arg(long, value_name = "KIND", value_enum)]
    kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Choice {
    /// A checklist
    Markdown,
    /// CSV for Jira's importer
    Jira,
    /// JSON of what GitHub's REST API takes
    Github,
    /// A shell script that makes them issues with `gh`
    GithubScript,
    /// CSV for Linear's importer
    Linear,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Problem,
    Request,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let folder = Folder::open(&arguments.report)?;
    let mut requirements: Requirements = folder.json("requirements.json")?;
    if let Some(kind) = arguments.kind {
        let word = match kind {
            Kind::Problem => "problem",
            Kind::Request => "request",
        };
        requirements
            .requirements
            .retain(|requirement| requirement.kind == word);
    }
    requirements.requirements.truncate(arguments.top);
    let tracker = match arguments.tracker {
        Choice::Markdown => Tracker::Markdown,
        Choice::Jira => Tracker::Jira,
        Choice::Github => Tracker::GitHub,
        Choice::GithubScript => Tracker::GitHubScript,
        Choice::Linear => Tracker::Linear,
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    write_backlog(
        &requirements.requirements,
        tracker,
        language::spoken(),
        &mut out,
    )?;
    out.flush()?;
    Ok(if requirements.requirements.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}
