//! Delimited text as a table, with damaged quoting resynchronized and ragged rows mended.

use super::dialect::{LEAST_AGREEMENT, sniff};
use super::header;
use super::mending;
use super::reach::{MOST_COLUMNS, Reach};
use super::resync::next;
use super::scan::{Dialect, line_end, scan};
use super::shape::Columns;
use super::sheets::joined;
use crate::Error;
use crate::table::{Header, Record, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Records that decide about width and header.
const LOOKED_AT: usize = 200;
/// Lines that may stand above the header.
const LONGEST_PREAMBLE: usize = 30;
/// Lines that a header may have.
const TALLEST_HEADER: usize = 3;

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
pub(crate) fn read(name: &str, text: &str, delimiter: Option<char>) -> Result<Table, Error> {
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
pub(crate) fn sheets(name: &str, text: &str, delimiter: Option<char>) -> Result<Sheets, Error> {
    let (told, start) = spreadsheet_hint(text);
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
        sheets: lines.into_sheets(text, &dialect, width),
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

/// The rows of an export, before it is known which of them are names.
struct Lines {
    rows: Vec<Row>,
    /// Rows on one line with something wrong, by index, and their bytes.
    doubtful: Vec<(usize, Range<usize>)>,
    /// Rows that say the names of the first whole row again.
    repeated: Vec<usize>,
}

impl Lines {
    fn read(text: &str, start: usize, dialect: &Dialect, width: usize) -> Self {
        let mut lines = Self {
            rows: Vec::new(),
            doubtful: Vec::new(),
            repeated: Vec::new(),
        };
        let mut names: Option<BTreeSet<String>> = None;
        let mut line = 1 + u64::from(start > 0);
        let mut reach = Reach::default();
        // A table further down may be wider or narrower.
        let (mut at, mut here) = (start, width);
        while at < text.len() {
            let next = next(text, at, dialect, here, &mut reach);
            let blank = matches!(&next.record, Ok(record)
                if record.len() == 1 && record.get(0).trim().is_empty());
            if !blank {
                let index = lines.rows.len();
                match (&next.record, &names) {
                    (Ok(record), None) if record.len() == width && !is_heading(record) => {
                        let cells = record.iter().map(str::trim);
                        let filled = cells.filter(|cell| !cell.is_empty());
                        names = Some(filled.map(str::to_owned).collect());
                    }
                    (Ok(record), Some(names)) if header::repeats(names, record) => {
                        here = record.len();
                        lines.repeated.push(index);
                    }
                    _ => {}
                }
                if next.doubtful {
                    lines.doubtful.push((index, at..next.end));
                }
                lines.rows.push(Row {
                    line,
                    record: next.record.map(Record::shrink),
                });
            }
            let bytes = &text.as_bytes()[at..next.end];
            line += memchr::memchr_iter(dialect.newline, bytes).count() as u64;
            at = next.end;
        }
        lines
    }

    /// Parts the rows into tables and mends what can be mended.
    fn into_sheets(self, text: &str, dialect: &Dialect, width: usize) -> Vec<Sheet> {
        let (begin, header) = self.header(text, dialect, width).unwrap_or_default();
        let body = begin + header.len();
        let mut starts = self.repeated;
        starts.retain(|index| !header.is_empty() && *index >= body);
        let mut rows = self.rows.into_iter();
        rows.by_ref().take(body).for_each(drop);
        let mut sheet = Sheet::new(header, width);
        let mut sheets = Vec::new();
        let (mut from, mut doubtful) = (body, self.doubtful.as_slice());
        for end in starts.into_iter().chain([usize::MAX]) {
            sheet.rows.extend(rows.by_ref().take(end - from));
            let after = doubtful.partition_point(|(index, _)| *index < end);
            let inside = doubtful[..after].iter().filter(|(index, _)| *index >= from);
            sheet.mend(
                inside.map(|(index, at)| (index - from, &text[at.clone()])),
                dialect,
            );
            doubtful = &doubtful[after..];
            sheets.push(sheet);
            let names = rows.next().and_then(|row| row.record.ok());
            let width = names.as_ref().map_or(0, Record::len);
            sheet = Sheet::new(names.into_iter().collect(), width);
            from = end.saturating_add(1);
        }
        sheets
    }

    /// The records that name the columns, and the index of the first of them: the first row, or
    /// the first of full width under a preamble, or the damaged one above it.
    fn header(&self, text: &str, dialect: &Dialect, width: usize) -> Option<(usize, Vec<Record>)> {
        let whole = |row: &Row| matches!(&row.record, Ok(record) if record.len() == width);
        let heading = |row: &Row| width > 2 && row.record.as_ref().is_ok_and(is_heading);
        let below = |index: usize| -> Vec<&Record> {
            let rows = self.rows[index.min(self.rows.len())..].iter();
            let rows = rows.filter(|row| whole(row));
            rows.filter_map(|row| row.record.as_ref().ok())
                .take(LOOKED_AT)
                .collect()
        };
        let candidates = self
            .rows
            .iter()
            .enumerate()
            .take(LONGEST_PREAMBLE + 1)
            .filter(|(_, row)| whole(row) && !heading(row))
            .filter_map(|(index, row)| Some((index, row.record.as_ref().ok()?)));
        let (mut highest, mut found) = (None, None);
        for (index, record) in candidates {
            highest = highest.or(Some(index));
            if header::present(record, &below(index + 1)) == Header::Present {
                found = Some((index, record.clone()));
                break;
            }
            // Above a table also stand lines of which most cells are empty.
            let filled = record.iter().filter(|cell| !cell.trim().is_empty()).count();
            if filled * 2 >= width {
                break;
            }
        }
        let index = highest?;
        let (begin, first) = if let Some(found) = found {
            found
        } else {
            let rows = below(index);
            let named = |above: usize| {
                let mended = self.damaged_names(above, text, dialect, width)?;
                let present = header::present(&mended, &rows) == Header::Present;
                present.then_some((above, mended))
            };
            (0..index).rev().find_map(named)?
        };
        let mut lines = vec![first];
        while lines.len() < TALLEST_HEADER
            && let Some(Ok(next)) = self.rows.get(begin + lines.len()).map(|row| &row.record)
            && header::continues(&lines[0], next, &below(begin + lines.len() + 1))
        {
            lines.push(next.clone());
        }
        Some((begin, lines))
    }

    /// The names in a damaged row; with one delimiter too few, one name is two.
    fn damaged_names(
        &self,
        index: usize,
        text: &str,
        dialect: &Dialect,
        width: usize,
    ) -> Option<Record> {
        let found = self
            .doubtful
            .binary_search_by_key(&index, |(index, _)| *index);
        let line = &text[self.doubtful[found.ok()?].1.clone()];
        mending::names(line, dialect, width).or_else(|| {
            let record = self.rows[index].record.as_ref().ok()?;
            (record.len() > 2 && record.len() + 1 == width).then(|| record.clone())
        })
    }
}

/// A spreadsheet pads the lines above its table with delimiters.
fn is_heading(record: &Record) -> bool {
    record.len() > 2 && record.iter().filter(|cell| !cell.trim().is_empty()).count() < 2
}

impl Sheet {
    fn new(header: Vec<Record>, width: usize) -> Self {
        Self {
            header,
            width,
            rows: Vec::new(),
            open_quotes: Vec::new(),
            shaped: Vec::new(),
        }
    }

    /// Mends rows, by index and with their line.
    fn mend<'t>(&mut self, doubtful: impl Iterator<Item = (usize, &'t str)>, dialect: &Dialect) {
        let doubtful: Vec<(usize, &str)> = doubtful.collect();
        if doubtful.is_empty() {
            return;
        }
        let mut next = doubtful.iter().map(|(index, _)| *index).peekable();
        let sound = self.rows.iter().enumerate().filter_map(|(index, row)| {
            let doubted = next.next_if_eq(&index).is_some();
            let record = row.record.as_ref().ok()?;
            (!doubted && record.len() == self.width).then_some(record)
        });
        let columns = Columns::learn(sound, self.width);
        self.shaped = (0..self.width).map(|it| columns.is_shaped(it)).collect();
        for (index, line) in doubtful {
            let Some(mended) = mending::row(line, dialect, self.width, &columns) else {
                continue;
            };
            self.rows[index].record = Ok(mended.record.shrink());
            self.open_quotes
                .extend(mended.quote_at.map(|field| (index, field)));
        }
    }
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
            read("x", "id,text\n", None),
            Err(Error::NoRows { .. })
        ));
    }
}
