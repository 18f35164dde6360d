//! Delimited text written anew, as it was understood.

use crate::format::{self, Sheet};
use crate::limits::LIMITS;
use crate::load::Kind;
use crate::table::{Record, View};
use crate::{Error, Input, Settings, decode, load};

/// A table as RFC 4180 writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// UTF-8, commas, every field quoted, lines ended by `\r\n`.
    pub csv: String,
    /// How many columns there are.
    pub columns: usize,
    /// Whether the first record has their names.
    pub named: bool,
}

/// The first table of delimited text; damaged rows as they were mended, rows that are blank or
/// cannot be read left out. Names over several lines are put together with spaces.
///
/// # Errors
///
/// Where the export as a whole cannot be read. An empty one is no error but an empty table.
pub fn rewrite(input: &Input, settings: &Settings) -> Result<Rewritten, Error> {
    let loaded = load::load(input, settings, &LIMITS)?;
    if loaded.content.is_empty() {
        return Ok(Rewritten::default());
    }
    if !matches!(loaded.kind, Kind::Text) {
        return Err(Error::Binary {
            name: loaded.name,
            what: "a workbook or a Parquet file".to_owned(),
        });
    }
    let decoded = decode::decode(&loaded.name, loaded.content, settings.encoding.as_deref())?;
    match format::sheets(&loaded.name, decoded.text, settings.delimiter) {
        Ok(read) => Ok(read.sheets.first().map(written).unwrap_or_default()),
        Err(Error::Empty { .. }) => Ok(Rewritten::default()),
        Err(error) => Err(error),
    }
}

fn written(sheet: &Sheet) -> Rewritten {
    let mut csv = String::new();
    if !sheet.header.is_empty() {
        let names: Record = (0..sheet.width)
            .map(|column| {
                let parts: Vec<&str> = sheet.header.iter().map(|line| line.get(column)).collect();
                parts.join(" ")
            })
            .collect();
        write(&mut csv, names.view(), sheet.width);
    }
    let filled = |record: &View<'_>| record.iter().any(|cell| !cell.trim().is_empty());
    let records = sheet.rows.iter().filter_map(|row| row.record().ok());
    for record in records.filter(filled) {
        write(&mut csv, record, sheet.width);
    }
    Rewritten {
        csv,
        columns: sheet.width,
        named: !sheet.header.is_empty(),
    }
}

fn write(text: &mut String, record: View<'_>, width: usize) {
    for column in 0..record.len().max(width) {
        if column > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&record.get(column).replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> Rewritten {
        let input = Input::Stdin(text.as_bytes().to_vec());
        rewrite(&input, &Settings::default()).unwrap()
    }

    #[test]
    fn a_table_is_written_as_it_was_understood() {
        let table = rewritten("id;text\n1;good, \"fine\"\n;\n2\n");
        assert_eq!(
            table.csv,
            "\"id\",\"text\"\r\n\"1\",\"good, \"\"fine\"\"\"\r\n\"2\",\"\"\r\n"
        );
        assert!(table.named && table.columns == 2);
        assert_eq!(rewritten(""), Rewritten::default());
        assert_eq!(rewritten("\n \n"), Rewritten::default());
    }
}
