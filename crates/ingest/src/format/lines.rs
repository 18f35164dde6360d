//! The rows of an export, and which of them name its columns.

use super::delimited::Sheet;
use super::header;
use super::mending;
use super::reach::Reach;
use super::resync::next;
use super::scan::Dialect;
use crate::table::{Header, Record, Row};
use std::collections::BTreeSet;
use std::ops::Range;

/// Rows that decide about the header.
const LOOKED_AT: usize = 200;
/// Lines that may stand above the header.
const LONGEST_PREAMBLE: usize = 30;
/// Lines that a header may have.
const TALLEST_HEADER: usize = 3;

/// The rows of an export, before it is known which of them are names.
pub(super) struct Lines {
    pub(super) rows: Vec<Row>,
    /// Rows on one line with something wrong, by index, and their bytes.
    doubtful: Vec<(usize, Range<usize>)>,
    /// Rows that say the names of the first whole row again.
    repeated: Vec<usize>,
}

impl Lines {
    /// Reads all rows from byte `start` on.
    pub(super) fn read(text: &str, start: usize, dialect: &Dialect, width: usize) -> Self {
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
    pub(super) fn into_sheets(self, text: &str, dialect: &Dialect, width: usize) -> Vec<Sheet> {
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
