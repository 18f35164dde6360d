//! Delimited text as a table, with damaged quoting resynchronized and ragged rows mended.

use super::dialect::{LEAST_AGREEMENT, sniff};
use super::header;
use super::scan::{Dialect, plain_line, scan};
use crate::Error;
use crate::table::{Header, Record, Row, Table};
use std::collections::BTreeMap;

/// The reason in the ledger for a line whose quoting cannot be followed.
const OPEN_QUOTE: &str = "a quote is opened and never closed";
/// Records that decide about width and header.
const LOOKED_AT: usize = 200;
/// Lines that may stand above the header.
const LONGEST_PREAMBLE: usize = 10;

/// Reads delimited text; a delimiter named by the user is obeyed.
pub(crate) fn read(name: &str, text: &str, delimiter: Option<char>) -> Result<Table, Error> {
    let (told, mut at) = spreadsheet_hint(text);
    let delimiter = match delimiter.or(told) {
        Some(delimiter) => Some(byte(delimiter)?),
        None => None,
    };
    let mut line = 1 + u64::from(at > 0);
    let dialect = sniff(&text[at..], delimiter);
    let width = width(&text[at..], &dialect);
    let mut rows = Vec::new();
    while at < text.len() {
        let (record, end) = next(text, at, &dialect, width);
        let blank = matches!(&record, Ok(record)
            if record.len() == 1 && record.get(0).trim().is_empty());
        if !blank {
            rows.push(Row {
                line,
                record: record.map(Record::shrink),
            });
        }
        line += memchr::memchr_iter(dialect.newline, &text.as_bytes()[at..end]).count() as u64;
        at = end;
    }
    if rows.is_empty() {
        return Err(Error::Empty {
            name: name.to_owned(),
        });
    }
    let header_at = find_header(&rows, width);
    let names = header::names(
        header_at.and_then(|index| rows[index].record.as_ref().ok()),
        width,
    );
    if let Some(index) = header_at {
        rows.drain(..=index);
    }
    if rows.is_empty() {
        return Err(Error::NoRows {
            name: name.to_owned(),
        });
    }
    Ok(Table {
        format: "csv",
        delimiter: dialect.delimiter.map(char::from),
        names,
        header: header_at.map_or(Header::Absent, |_| Header::Present),
        rows,
    })
}

/// Spreadsheet programs write the delimiter into a first line such as `sep=;`.
fn spreadsheet_hint(text: &str) -> (Option<char>, usize) {
    let Some(rest) = text.strip_prefix("sep=") else {
        return (None, 0);
    };
    let mut chars = rest.chars();
    let delimiter = chars.next();
    let line_end = chars.as_str().trim_start_matches('\r');
    match line_end.strip_prefix('\n') {
        Some(after) => (delimiter, text.len() - after.len()),
        None => (None, 0),
    }
}

fn byte(delimiter: char) -> Result<u8, Error> {
    match u8::try_from(delimiter) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | b' ') => Ok(byte),
        _ => Err(Error::Delimiter { delimiter }),
    }
}

/// The number of fields that most of the first records have; where they are at odds or shorter
/// than a header of known names, that of the header.
fn width(text: &str, dialect: &Dialect) -> usize {
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut at, mut seen) = (0, 0);
    let mut first: Option<Record> = None;
    while at < text.len() && seen < LOOKED_AT {
        match scan(text, at, dialect) {
            Ok(scanned) => {
                if scanned.record.len() > 1 || !scanned.record.get(0).trim().is_empty() {
                    *votes.entry(scanned.record.len()).or_default() += 1;
                    seen += 1;
                    first.get_or_insert(scanned.record);
                }
                at = scanned.end;
            }
            Err(_) => {
                at = plain_line(text, at, dialect).1;
                seen += 1;
            }
        }
    }
    let (width, most) = votes
        .into_iter()
        .max_by_key(|(width, votes)| (*votes, *width))
        .unwrap_or((1, 0));
    let agreed = most as f64 >= LEAST_AGREEMENT * seen as f64;
    // Some tools leave out empty fields at a row's end.
    let decides = |first: &Record| {
        (!agreed && header::is_certain(first)) || (first.len() > width && header::is_likely(first))
    };
    first.filter(decides).map_or(width, |first| first.len())
}

/// The record at `at` and the byte after it. Where its quoting cannot be right, only its first
/// line is taken, so that one open quote costs one row.
fn next(text: &str, at: usize, dialect: &Dialect, width: usize) -> (Result<Record, String>, usize) {
    if let Ok(scanned) = scan(text, at, dialect) {
        let ragged = scanned.record.len() != width;
        if !(scanned.multiline && (ragged || scanned.stray)) {
            return (Ok(scanned.record), scanned.end);
        }
        // Several lines and something wrong: a first line that is whole by itself was swallowed.
        let (plain, _) = plain_line(text, at, dialect);
        let swallowed = plain.len() == width || (ragged && scanned.stray);
        if !swallowed {
            return (Ok(scanned.record), scanned.end);
        }
    }
    let (plain, end) = plain_line(text, at, dialect);
    let quote = char::from(dialect.quote);
    // Where every quote of the line has its fellow, the quotes are part of what was written, and
    // too many fields can be joined later.
    let paired = text[at..end].matches(quote).count() % 2 == 0;
    if plain.len() != width && !paired {
        return (Err(OPEN_QUOTE.to_owned()), end);
    }
    let opened = |field: &str| {
        let inner = field.trim().strip_prefix(quote)?;
        (!paired && !inner.contains(quote)).then(|| inner.to_owned())
    };
    let record = plain
        .iter()
        .map(|field| {
            unquoted(field, dialect)
                .or_else(|| opened(field))
                .unwrap_or_else(|| field.to_owned())
        })
        .collect();
    (Ok(record), end)
}

/// What a field says that is quoted from end to end.
fn unquoted(field: &str, dialect: &Dialect) -> Option<String> {
    let field = field.trim();
    let scanned = scan(field, 0, dialect).ok()?;
    let whole = scanned.quoted == 1 && scanned.record.len() == 1 && scanned.end == field.len();
    whole.then(|| scanned.record.get(0).to_owned())
}

/// The record that names the columns: the first, or the first of full width under a preamble.
fn find_header(rows: &[Row], width: usize) -> Option<usize> {
    let whole = |row: &Row| matches!(&row.record, Ok(record) if record.len() == width);
    // A spreadsheet pads the lines above its table with delimiters.
    let heading = |row: &Row| {
        let filled = |record: &Record| record.iter().filter(|cell| !cell.trim().is_empty()).count();
        width > 2 && row.record.as_ref().is_ok_and(|record| filled(record) < 2)
    };
    let index = rows
        .iter()
        .take(LONGEST_PREAMBLE + 1)
        .position(|row| whole(row) && !heading(row))?;
    let first = rows[index].record.as_ref().ok()?;
    let below: Vec<&Record> = rows[index + 1..]
        .iter()
        .filter(|row| whole(row))
        .filter_map(|row| row.record.as_ref().ok())
        .take(LOOKED_AT)
        .collect();
    (header::present(first, &below) == Header::Present).then_some(index)
}

/// Gives a row with too many fields the width of the table, by joining what an unquoted delimiter
/// tore apart in the text column `text_at`. `fits` says whether a field suits its column.
pub(crate) fn mend(
    record: &Record,
    width: usize,
    text_at: usize,
    delimiter: char,
    fits: impl Fn(usize, &str) -> bool,
) -> Option<Record> {
    let extra = record.len().checked_sub(width)?;
    let surplus_empty = (width..record.len()).all(|index| record.get(index).trim().is_empty());
    if surplus_empty {
        return Some((0..width).map(|index| record.get(index)).collect());
    }
    let mut mended = Record::default();
    for index in 0..text_at {
        mended.push_field(record.get(index));
    }
    for index in text_at..=text_at + extra {
        if index > text_at {
            mended.push_str(delimiter.encode_utf8(&mut [0; 4]));
        }
        mended.push_str(record.get(index));
    }
    mended.end_field();
    for index in text_at + extra + 1..record.len() {
        mended.push_field(record.get(index));
    }
    (0..width)
        .all(|index| index == text_at || fits(index, mended.get(index)))
        .then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read("x", text, None).unwrap()
    }

    fn row(table: &Table, index: usize) -> Vec<&str> {
        let record = table.rows[index].record.as_ref().unwrap();
        record.iter().collect()
    }

    #[test]
    fn lines_are_counted_over_multiline_cells() {
        let table = table("id,text\n1,\"a\nb\"\n\n2,c\n");
        let lines: Vec<u64> = table.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5]);
        assert_eq!(row(&table, 0), ["1", "a\nb"]);
    }

    #[test]
    fn one_open_quote_costs_at_most_one_row() {
        let text = "id,text,stars\n1,\"never closed,5\n2,\"fine, really\",3\n3,good,4\n";
        let table = table(text);
        assert_eq!(row(&table, 0), ["1", "never closed", "5"]);
        assert_eq!(row(&table, 1), ["2", "fine, really", "3"]);
        assert_eq!(row(&table, 2), ["3", "good", "4"]);
    }

    #[test]
    fn quotes_in_an_unquoted_field_are_its_own() {
        let text = "id,text,stars\n1, \"very\" slow,5\n2,\"so\" bad, really,3\n3,\"good\",4\n";
        let table = table(text);
        assert_eq!(row(&table, 0), ["1", " \"very\" slow", "5"]);
        assert_eq!(row(&table, 1), ["2", "\"so\" bad", " really", "3"]);
        assert_eq!(row(&table, 2), ["3", "good", "4"]);
    }

    #[test]
    fn a_header_of_known_names_counts_where_rows_are_torn() {
        let table = table("id,text,stars\n1,a, b, c,5\n2,d, e,3\n3,f,4\n4,g, h, i, j,1\n");
        assert_eq!(table.names, ["id", "text", "stars"]);
        assert_eq!(table.rows.len(), 4);
    }

    #[test]
    fn a_header_may_be_wider_than_its_rows() {
        let table = table("id,text,rating\n1,good\n2,bad\n3,fine,4\n4,slow\n");
        assert_eq!(table.names, ["id", "text", "rating"]);
        assert_eq!(table.rows.len(), 4);
    }

    #[test]
    fn lines_above_a_table_may_be_padded() {
        let table = table("Report of May,,\n,,\nid,text,rating\n1,good,5\n2,bad,1\n");
        assert_eq!(table.names, ["id", "text", "rating"]);
        assert_eq!((table.rows.len(), table.rows[0].line), (2, 4));
    }

    #[test]
    fn an_open_quote_over_torn_fields_is_unreadable() {
        let text = "id,text,stars\n1,\"never, ever, closed,5\n2,\"fine\",3\n3,good,4\n4,bad,1\n";
        let table = table(text);
        assert_eq!(
            table.rows[0].record.as_ref().unwrap_err(),
            "a quote is opened and never closed"
        );
        assert_eq!(row(&table, 1), ["2", "fine", "3"]);
        assert_eq!(table.rows.len(), 4);
    }

    #[test]
    fn a_preamble_and_a_spreadsheet_hint_are_passed_over() {
        let table = table("sep=;\nid;text;stars\n1;good, fine;5\n2;bad;1\n");
        assert_eq!(table.delimiter, Some(';'));
        assert_eq!(table.rows[0].line, 3);
        let table = read(
            "x",
            "Report of May\nid,text,stars\n1,good,5\n2,bad,1\n",
            None,
        )
        .unwrap();
        assert_eq!(table.names, ["id", "text", "stars"]);
        assert_eq!(table.rows.len(), 2);
    }

    #[test]
    fn torn_text_is_joined_where_the_neighbors_fit() {
        let record: Record = ["7", "good", " but slow", "5"].into_iter().collect();
        let numeric = |index: usize, field: &str| index != 2 || field.parse::<f64>().is_ok();
        let mended = mend(&record, 3, 1, ',', numeric).unwrap();
        assert_eq!(
            mended.iter().collect::<Vec<_>>(),
            ["7", "good, but slow", "5"]
        );
        let record: Record = ["7", "good", "5", "but", "slow"].into_iter().collect();
        assert!(mend(&record, 3, 1, ',', numeric).is_none());
    }

    #[test]
    fn a_header_alone_is_told() {
        assert!(matches!(
            read("x", "id,text\n", None),
            Err(Error::NoRows { .. })
        ));
    }
}
