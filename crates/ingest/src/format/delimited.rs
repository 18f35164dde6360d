//! Delimited text as a table, with damaged quoting resynchronized and ragged rows mended.

use super::dialect::{LEAST_AGREEMENT, sniff};
use super::header;
use super::lines::Lines;
use super::mending;
use super::reach::{MOST_COLUMNS, Reach};
use super::scan::{Dialect, line_end, scan};
use super::shape::Columns;
use super::sheets::joined;
use crate::Error;
use crate::table::{Record, Row, Table};
use std::collections::BTreeMap;

/// Records that decide about width and header.
const LOOKED_AT: usize = 200;

/// One table of an export: its header's lines, none where it has no names, and its rows.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) header: Vec<Record>,
    pub(crate) width: usize,
    pub(crate) rows: Vec<Row>,
    /// Rows that kept an open quote, by index, and the field in front of which it stands.
    pub(crate) open_quotes: Vec<(usize, usize)>,
    /// Columns whose cells all look alike, in which a quote is none of the cell's.
    pub(crate) shaped: Vec<bool>,
}

/// All tables of an export, in order.
#[derive(Debug)]
pub(crate) struct Sheets {
    pub(crate) dialect: Dialect,
    pub(crate) sheets: Vec<Sheet>,
}

/// Reads delimited text; a delimiter named by the user is obeyed.
pub(crate) fn read(name: &str, text: String, delimiter: Option<char>) -> Result<Table, Error> {
    let read = sheets(name, text, delimiter)?;
    let delimiter = read.dialect.delimiter.map(char::from);
    let (header, names, rows) = joined(read.sheets);
    if rows.is_empty() {
        return Err(Error::NoRows {
            name: name.to_owned(),
        });
    }
    Ok(Table {
        format: "csv",
        delimiter,
        names,
        header,
        rows,
    })
}

/// Reads delimited text as the tables that stand in it, one below the other.
pub(crate) fn sheets(name: &str, text: String, delimiter: Option<char>) -> Result<Sheets, Error> {
    let (told, start) = spreadsheet_hint(&text);
    let delimiter = match delimiter.or(told) {
        Some(delimiter) => Some(byte(delimiter)?),
        None => None,
    };
    let dialect = sniff(&text[start..], delimiter);
    let width = width(&text[start..], &dialect);
    let lines = Lines::read(text, start, &dialect, width);
    if lines.rows.is_empty() {
        return Err(Error::Empty {
            name: name.to_owned(),
        });
    }
    if width > MOST_COLUMNS {
        return Err(Error::TooWide {
            name: name.to_owned(),
            columns: width,
            limit: MOST_COLUMNS,
        });
    }
    Ok(Sheets {
        sheets: lines.into_sheets(&dialect, width),
        dialect,
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
    let mut reach = Reach::default();
    let mut first: Option<Record> = None;
    while at < text.len() && seen < LOOKED_AT {
        match scan(text, at, dialect, reach.bytes()) {
            Ok(scanned) => {
                if scanned.record.len() > 1 || !scanned.record.get(0).trim().is_empty() {
                    *votes.entry(scanned.record.len()).or_default() += 1;
                    seen += 1;
                    first.get_or_insert(scanned.record);
                }
                reach.earn(scanned.end - at);
                at = scanned.end;
            }
            Err(open) => {
                let end = line_end(text, at, dialect.newline);
                reach.spend(open.looked, end - at);
                at = end;
                seen += 1;
            }
        }
    }
    let narrowest = votes.keys().next().copied();
    let (width, most) = votes
        .into_iter()
        .max_by_key(|(width, votes)| (*votes, *width))
        .unwrap_or((1, 0));
    let agreed = most as f64 >= LEAST_AGREEMENT * seen as f64;
    // Some tools leave out empty fields at a row's end. Where spaces part the fields, a text
    // without quotes is torn at each of its own.
    let torn = dialect.delimiter == Some(b' ');
    // A header with one empty name too many over rows that all agree has a delimiter too many.
    let nameless = |first: &Record| {
        let named = first.iter().filter(|name| !name.trim().is_empty()).count();
        first.len() == width + 1 && named == width && most * 10 >= (seen - 1) * 9
    };
    let decides = |first: &Record| {
        (!agreed && header::is_certain(first))
            || (first.len() > width && header::is_likely(first) && !nameless(first))
            || (torn && narrowest == Some(first.len()))
    };
    first.filter(decides).map_or(width, |first| first.len())
}

impl Sheet {
    pub(super) fn new(header: Vec<Record>, width: usize) -> Self {
        Self {
            header,
            width,
            rows: Vec::new(),
            open_quotes: Vec::new(),
            shaped: Vec::new(),
        }
    }

    /// Mends rows, by index and with their line.
    pub(super) fn mend<'t>(
        &mut self,
        doubtful: impl Iterator<Item = (usize, Option<&'t str>)>,
        dialect: &Dialect,
    ) {
        let doubtful: Vec<(usize, Option<&str>)> = doubtful.collect();
        if doubtful.is_empty() {
            return;
        }
        let mut next = doubtful.iter().map(|(index, _)| *index).peekable();
        let sound = self.rows.iter().enumerate().filter_map(|(index, row)| {
            let doubted = next.next_if_eq(&index).is_some();
            let record = row.record().ok()?;
            (!doubted && record.len() == self.width).then_some(record)
        });
        let columns = Columns::learn(sound, self.width);
        self.shaped = (0..self.width).map(|it| columns.is_shaped(it)).collect();
        for (index, line) in doubtful {
            let mended = line.and_then(|line| mending::row(line, dialect, self.width, &columns));
            let Some(mended) = mended else {
                continue;
            };
            self.rows[index].replace(mended.record);
            self.open_quotes
                .extend(mended.quote_at.map(|field| (index, field)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read("x", text.to_owned(), None).unwrap()
    }

    fn row(table: &Table, index: usize) -> Vec<&str> {
        let record = table.rows[index].record().unwrap();
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
        assert_eq!(row(&table, 0), ["1", "\"never closed", "5"]);
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
            table.rows[0].record().unwrap_err(),
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
            "Report of May\nid,text,stars\n1,good,5\n2,bad,1\n".to_owned(),
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
        let mended = mending::mend(&record, 3, 1, ',', numeric).unwrap();
        assert_eq!(
            mended.iter().collect::<Vec<_>>(),
            ["7", "good, but slow", "5"]
        );
        let record: Record = ["7", "good", "5", "but", "slow"].into_iter().collect();
        assert!(mending::mend(&record, 3, 1, ',', numeric).is_none());
    }

    #[test]
    fn a_header_alone_is_told() {
        assert!(matches!(
            read("x", "id,text\n".to_owned(), None),
            Err(Error::NoRows { .. })
        ));
    }
}
