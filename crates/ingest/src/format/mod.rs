//! One file a format: each turns an export's text into a [`Table`].
//!
//! A new format is a file here and a line in [`read`]. Formats that are not text (workbooks,
//! Parquet) will branch off before decoding, in `read_one`.

mod delimited;
mod dialect;
mod header;
mod json;
mod jsonl;
mod lines;
mod mending;
mod reach;
mod resync;
mod scan;
mod shape;
mod sheets;

use crate::{Error, Settings, table::Table};

pub(crate) use delimited::{Sheet, sheets};
pub(crate) use mending::mend;

/// Reads an export's text by what it looks like; its name plays no part.
pub(crate) fn read(name: &str, text: &str, settings: &Settings) -> Result<Table, Error> {
    if text.trim().is_empty() {
        return Err(Error::Empty {
            name: name.to_owned(),
        });
    }
    // A user who names a delimiter has delimited text.
    if settings.delimiter.is_none() && json::looks_like(text) {
        if jsonl::looks_like(text) {
            return Ok(jsonl::read(text));
        }
        return json::read(name, text);
    }
    delimited::read(name, text, settings.delimiter)
}
