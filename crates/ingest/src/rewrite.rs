//! Delimited text written anew, as it was understood.

use crate::format::{self, Sheet};
use crate::table::Record;
use crate::{Error, Input, Settings, decode, load};

/// The first table of delimited text, as RFC 4180 writes it: UTF-8, commas, every field quoted,
/// `\r\n`; damaged rows as they were mended, rows that cannot be read left out. Names over several
/// lines are put together with spaces, and a table without names has no header.
///
/// # Errors
///
/// Where the export as a whole cannot be read. An empty one is no error but an empty table.
pub fn rewrite(input: &Input, settings: &Settings) -> Result<String, Error> {
    let loaded = load::load(input, load::LIMIT)?;
    if loaded.content.is_empty() {
        return Ok(String::new());
    }
    let decoded = decode::decode(&loaded.name, loaded.content, settings.encoding.as_deref())?;
    match format::sheets(&loaded.name, &decoded.text, settings.delimiter) {
        Ok(read) => Ok(read.sheets.first().map_or_else(String::new, written)),
        Err(Error::Empty { .. }) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn written(sheet: &Sheet) -> String {
    let mut text = String::new();
    if !sheet.header.is_empty() {
        let names: Record = (0..sheet.width)
            .map(|column| {
                let parts: Vec<&str> = sheet.header.iter().map(|line| line.get(column)).collect();
                parts.join(" ")
            })
            .collect();
        write(&mut text, &names, sheet.width);
    }
    for record in sheet.rows.iter().filter_map(|row| row.record.as_ref().ok()) {
        write(&mut text, record, sheet.width);
    }
    text
}

fn write(text: &mut String, record: &Record, width: usize) {
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

    fn rewritten(text: &str) -> String {
        let input = Input::Stdin(text.as_bytes().to_vec());
        rewrite(&input, &Settings::default()).unwrap()
    }

    #[test]
    fn a_table_is_written_as_it_was_understood() {
        assert_eq!(
            rewritten("id;text\n1;good, \"fine\"\n2\n"),
            "\"id\",\"text\"\r\n\"1\",\"good, \"\"fine\"\"\"\r\n\"2\",\"\"\r\n"
        );
        assert_eq!(rewritten(""), "");
    }
}
