//! The rows of an export, and which of them name its columns.

use super::delimited::Sheet;
use super::header;
use super::mending;
use super::reach::Reach;
use super::resync::next;
use super::scan::Dialect;
use crate::table::{Header, Record, Row, Rows, View};
use std::collections::BTreeSet;

/// Rows that decide about the header.
const LOOKED_AT: usize = 200;
/// Lines that may stand above the header.
const LONGEST_PREAMBLE: usize = 30;
/// Lines that a header may have.
const TALLEST_HEADER: usize = 3;
/// Steps in which a text gives its memory back while its rows are read, and the bytes that a step
/// has at least: each moves the rest of the text once.
const STEPS: usize = 8;
const LEAST_STEP: usize = 4 << 20;

/// The rows of an export, before it is known which of them are names.
pub(super) struct Lines {
    pub(super) rows: Vec<Row>,
    /// Rows on one line with something wrong, by index, and their lines; none where a line is too
    /// long to be mended.
    doubtful: Vec<(usize, Option<Box<str>>)>,
    /// Rows that say the names of the first whole row again.
    repeated: Vec<usize>,
}

impl Lines {
    /// Reads all rows from byte `start` on. What was read of the text is given up, so that the
    /// rows take its place in memory.
    pub(super) fn read(mut text: String, start: usize, dialect: &Dialect, width: usize) -> Self {
        let mut rows = Rows::default();
        let (mut doubtful, mut repeated) = (Vec::new(), Vec::new());
        let step = (text.len() / STEPS).max(LEAST_STEP);
        let mut names: Option<BTreeSet<String>> = None;
        let mut line = 1 + u64::from(start > 0);
        let mut reach = Reach::default();
        // A table further down may be wider or narrower.
        let (mut at, mut here) = (start, width);
        while at < text.len() {
            if at >= step {
                text.drain(..at);
                text.shrink_to_fit();
                at = 0;
            }
            let next = next(&text, at, dialect, here, &mut reach);
            let blank = matches!(&next.record, Ok(record)
                if record.len() == 1 && record.get(0).trim().is_empty());
            if !blank {
                let index = rows.len();
                match (&next.record, &names) {
                    (Ok(record), None) if record.len() == width && !is_heading(record.view()) => {
                        let cells = record.iter().map(str::trim);
                        let filled = cells.filter(|cell| !cell.is_empty());
                        names = Some(filled.map(str::to_owned).collect());
                    }
                    (Ok(record), Some(names)) if header::repeats(names, record) => {
                        here = record.len();
                        repeated.push(index);
                    }
                    _ => {}
                }
                if next.doubtful {
                    let own = &text[at..next.end];
                    let short = own.len() <= mending::LONGEST_MENDED;
                    doubtful.push((index, short.then(|| own.into())));
                }
                rows.push(line, next.record);
            }
            let bytes = &text.as_bytes()[at..next.end];
            line += memchr::memchr_iter(dialect.newline, bytes).count() as u64;
            at = next.end;
        }
        Self {
            rows: rows.finish(),
            doubtful,
            repeated,
        }
    }

    /// Parts the rows into tables and mends what can be mended.
    pub(super) fn into_sheets(self, dialect: &Dialect, width: usize) -> Vec<Sheet> {
        let (begin, header) = self.header(dialect, width).unwrap_or_default();
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
                inside.map(|(index, line)| (index - from, line.as_deref())),
                dialect,
            );
            doubtful = &doubtful[after..];
            sheets.push(sheet);
            let names = rows.next();
            let names = names.and_then(|row| Some(row.record().ok()?.to_record()));
            let width = names.as_ref().map_or(0, Record::len);
            sheet = Sheet::new(names.into_iter().collect(), width);
            from = end.saturating_add(1);
        }
        sheets
    }

    /// The records that name the columns, and the index of the first of them: the first row, or
    /// the first of full width under a preamble, or the damaged one above it.
    fn header(&self, dialect: &Dialect, width: usize) -> Option<(usize, Vec<Record>)> {
        let whole = |row: &Row| row.record().is_ok_and(|record| record.len() == width);
        let heading = |row: &Row| width > 2 && row.record().is_ok_and(is_heading);
        let below = |index: usize| -> Vec<Record> {
            let rows = self.rows[index.min(self.rows.len())..].iter();
            let rows = rows.filter(|row| whole(row));
            rows.filter_map(|row| row.record().ok())
                .take(LOOKED_AT)
                .map(View::to_record)
                .collect()
        };
        let present = |record: &Record, rows: &[Record]| {
            let rows: Vec<&Record> = rows.iter().collect();
            header::present(record, &rows) == Header::Present
        };
        let candidates = self
            .rows
            .iter()
            .enumerate()
            .take(LONGEST_PREAMBLE + 1)
            .filter(|(_, row)| whole(row) && !heading(row))
            .filter_map(|(index, row)| Some((index, row.record().ok()?.to_record())));
        let (mut highest, mut found) = (None, None);
        for (index, record) in candidates {
            highest = highest.or(Some(index));
            if present(&record, &below(index + 1)) {
                found = Some((index, record));
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
                let mended = self.damaged_names(above, dialect, width)?;
                present(&mended, &rows).then_some((above, mended))
            };
            (0..index).rev().find_map(named)?
        };
        let mut lines = vec![first];
        while lines.len() < TALLEST_HEADER
            && let Some(Ok(next)) = self.rows.get(begin + lines.len()).map(Row::record)
        {
            let next = next.to_record();
            let rows = below(begin + lines.len() + 1);
            if !header::continues(&lines[0], &next, &rows.iter().collect::<Vec<_>>()) {
                break;
            }
            lines.push(next);
        }
        Some((begin, lines))
    }

    /// The names in a damaged row; with one delimiter too few, one name is two.
    fn damaged_names(&self, index: usize, dialect: &Dialect, width: usize) -> Option<Record> {
        let found = self
            .doubtful
            .binary_search_by_key(&index, |(index, _)| *index);
        let line = self.doubtful[found.ok()?].1.as_deref();
        let mended = line.and_then(|line| mending::names(line, dialect, width));
        mended.or_else(|| {
            let record = self.rows[index].record().ok()?;
            (record.len() > 2 && record.len() + 1 == width).then(|| record.to_record())
        })
    }
}

/// A spreadsheet pads the lines above its table with delimiters.
fn is_heading(record: View<'_>) -> bool {
    record.len() > 2 && record.iter().filter(|cell| !cell.trim().is_empty()).count() < 2
}
