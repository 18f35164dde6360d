//! `hearken next`: the statements of a report that are most worth a person's label.

use crate::failure::Outcome;
use crate::folder::Folder;
use crate::labels;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_report::{Certainty, unguarded};
use std::collections::BTreeSet;
use std::io::stdout;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// List what is most worth labeling next, as CSV
///
/// Prints the statements of a report that the heads are least certain of, one of every theme
/// first. Type the right labels into the columns `corrected_kind` and `corrected_sentiment`, and
/// hand the file to `hearken train --corrections`. Rows that are corrected in the report's
/// feedback.csv already are left out.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The label whose certainty counts
    #[arg(long, value_enum, default_value_t = By::Kind)]
    by: By,
    /// Statements to list
    #[arg(short = 'n', long, value_name = "N", default_value = "20")]
    rows: NonZeroUsize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Kind,
    Sentiment,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let (certainty, column) = match arguments.by {
        By::Kind => (Certainty::Kind, "corrected_kind"),
        By::Sentiment => (Certainty::Sentiment, "corrected_sentiment"),
    };
    let corrected = corrected(&arguments.folder.join("feedback.csv"), column);
    let mut statements = Folder::open(&arguments.folder)?.statements()?;
    statements.retain(|line| !corrected.contains(&(line.source.clone(), line.row)));
    let chosen = hearken_report::next(&statements, certainty, arguments.rows.get());
    hearken_report::write_next(&chosen, stdout().lock())?;
    Ok(if chosen.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

/// The rows that have a correction already.
fn corrected(path: &Path, column: &str) -> BTreeSet<(String, u64)> {
    let mut rows = BTreeSet::new();
    let read = labels::table(path, &["source", "row", column], |record| {
        if let (false, Ok(row)) = (record[2].trim().is_empty(), record[1].trim().parse()) {
            rows.insert((unguarded(record[0]).to_owned(), row));
        }
    });
    match read {
        Ok(()) => rows,
        // As `analyze` writes it the table has no such column: nothing is corrected yet.
        Err(_) => BTreeSet::new(),
    }
}
