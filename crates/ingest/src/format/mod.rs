//! One file a format: each turns an export's text into a [`Table`].
//!
//! A new format is a file here and a line in [`read`]. Formats that are not text branch off before
//! decoding, in `read_one`.

mod delimited;
mod dialect;
mod header;
mod json;
mod jsonl;
pub(crate) mod opendocument;
pub(crate) mod parquet;
mod scan;
mod sheet;
mod sheets;
pub(crate) mod workbook;

use crate::columns::Mapping;
use crate::{Error, Settings, table::Table};

pub(crate) use delimited::mend;

/// An export that was no text.
pub(crate) struct Export {
    pub(crate) table: Table,
    /// What the columns mean, where that had to be found out to choose the table.
    pub(crate) mapping: Option<Mapping>,
    /// Which part of the file was read, for the source's format.
    pub(crate) told: Option<String>,
}

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
