//! One file a format: each turns an export's text into a [`Table`].
//!
//! A new format is a file here and a line in [`read`]. Formats that are not text branch off before
//! decoding, in `read_one`.

mod choose;
mod delimited;
mod dialect;
mod flat;
mod header;
mod json;
mod jsonl;
mod lines;
mod mending;
pub(crate) mod opendocument;
pub(crate) mod parquet;
mod reach;
mod repair;
mod resync;
mod salvage;
mod scan;
mod shape;
mod sheet;
mod sheets;
pub(crate) mod workbook;
pub(crate) mod xls;

use crate::understood::Understood;
use crate::{Error, Settings, table::Table};

pub(crate) use delimited::{Sheet, sheets};
pub(crate) use header::names;
pub(crate) use mending::mend;

/// An export that was no text.
pub(crate) struct Export {
    pub(crate) table: Understood,
    /// Which part of the file was read, for the source's format.
    pub(crate) told: Option<String>,
    /// Sheets that were not read, as they may be shown.
    pub(crate) unread: Vec<String>,
}

/// Reads an export's text by what it looks like; its name plays no part.
pub(crate) fn read(name: &str, text: String, settings: &Settings) -> Result<Table, Error> {
    if text.trim().is_empty() {
        return Err(Error::Empty {
            name: name.to_owned(),
        });
    }
    // A user who names a delimiter has delimited text.
    let json = || json::looks_like(&text) || jsonl::holds_objects(&text);
    if settings.delimiter.is_none() && json() {
        if jsonl::looks_like(&text) && !jsonl::holds_pages(&text) {
            return jsonl::read(name, &text);
        }
        return json::read(name, &text);
    }
    delimited::read(name, text, settings.delimiter)
}
