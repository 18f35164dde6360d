//! From the filled cells of a sheet to a table: the header found, blank rows and columns gone.

use super::header;
use crate::table::{Header, Record, Rows, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that may stand above the header.
const LONGEST_PREAMBLE: usize = 10;
/// Rows that decide about the header.
const LOOKED_AT: usize = 200;

/// Filled cells, row by row.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Cells>,
    bytes: u64,
}

/// The filled cells of one row in one piece of memory.
#[derive(Debug)]
struct Cells {
    row: u32,
    text: String,
    /// Column and end in `text` of each cell.
    ends: Vec<(u32, usize)>,
}

/// Why a sheet is no table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoTable {
    Blank,
    HeaderAlone,
}

impl Cells {
    fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        self.ends
            .iter()
            .zip(starts)
            .map(|((column, end), start)| (*column, &self.text[start..*end]))
    }

    /// The row with its cells at the places that `columns` gives them.
    fn record(&self, columns: &BTreeMap<u32, usize>) -> Record {
        let placed: BTreeMap<usize, &str> = self
            .iter()
            .filter_map(|(column, text)| Some((*columns.get(&column)?, text)))
            .collect();
        let width = placed.keys().next_back().map_or(0, |last| last + 1);
        let cells = (0..width).map(|index| placed.get(&index).copied().unwrap_or(""));
        cells.collect()
    }
}

impl Grid {
    /// Adds a cell; rows and columns count from 0 and may come in any order.
    pub(super) fn push(&mut self, row: u32, column: u32, text: &str) {
        if self.rows.last().is_none_or(|last| last.row != row) {
            self.rows.push(Cells {
                row,
                text: String::new(),
                ends: Vec::new(),
            });
        }
        if let Some(last) = self.rows.last_mut() {
            last.text.push_str(text);
            last.ends.push((column, last.text.len()));
        }
        self.bytes += text.len() as u64;
    }

    /// Rows with something in them.
    pub(super) fn rows(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Bytes of text.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many cells the table has at most, with those left empty before the last filled one.
    pub(super) fn widened(&self) -> u64 {
        let used: BTreeSet<u32> = self.columns(0);
        let width = |row: &Cells| {
            let last = row.ends.iter().map(|(column, _)| *column).max();
            last.map_or(0, |last| (u64::from(last) + 1).min(used.len() as u64))
        };
        self.rows.iter().map(width).sum()
    }

    /// The columns with something in them from a row on.
    fn columns(&self, from: usize) -> BTreeSet<u32> {
        let rows = self.rows[from..].iter();
        rows.flat_map(|row| row.ends.iter().map(|(column, _)| *column))
            .collect()
    }

    /// Brings rows that were written in disorder, or in pieces, into order.
    fn settle(&mut self) {
        if self.rows.is_sorted_by(|a, b| a.row < b.row) {
            return;
        }
        self.rows.sort_by_key(|row| row.row);
        let mut settled: Vec<Cells> = Vec::with_capacity(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            match settled.last_mut() {
                Some(last) if last.row == row.row => {
                    for (column, text) in row.iter() {
                        last.text.push_str(text);
                        last.ends.push((column, last.text.len()));
                    }
                }
                _ => settled.push(row),
            }
        }
        self.rows = settled;
    }

    /// The table in the sheet.
    pub(super) fn into_table(mut self, format: &'static str) -> Result<Table, NoTable> {
        self.settle();
        if self.rows.is_empty() {
            return Err(NoTable::Blank);
        }
        let header_at = self.find_header();
        let used = self.columns(header_at.unwrap_or(0));
        let columns: BTreeMap<u32, usize> = used.into_iter().zip(0..).collect();
        let names = header::names(
            header_at
                .map(|index| self.rows[index].record(&columns))
                .as_slice(),
            columns.len(),
        );
        let body = self.rows.drain(..).skip(header_at.map_or(0, |at| at + 1));
        let mut rows = Rows::default();
        for row in body {
            rows.push(u64::from(row.row) + 1, Ok(row.record(&columns)));
        }
        if rows.len() == 0 {
            return Err(NoTable::HeaderAlone);
        }
        Ok(Table {
            format,
            delimiter: None,
            names,
            header: header_at.map_or(Header::Absent, |_| Header::Present),
            rows: rows.finish(),
        })
    }

    /// The row that names the columns: the first that is half as wide as the table, under at most
    /// a few lines of heading.
    fn find_header(&self) -> Option<usize> {
        let looked_at = &self.rows[..self.rows.len().min(LOOKED_AT)];
        let widest = looked_at.iter().map(|row| row.ends.len()).max()?;
        let index = self
            .rows
            .iter()
            .take(LONGEST_PREAMBLE + 1)
            .position(|row| row.ends.len() * 2 >= widest && (widest < 3 || row.ends.len() > 1))?;
        let columns: BTreeMap<u32, usize> = self.columns(index).into_iter().zip(0..).collect();
        let below: Vec<Record> = self.rows[index + 1..]
            .iter()
            .take(LOOKED_AT)
            .map(|row| row.record(&columns))
            .collect();
        let first = self.rows[index].record(&columns);
        let below: Vec<&Record> = below.iter().collect();
        (header::present(&first, &below) == Header::Present).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[(u32, &[(u32, &str)])]) -> Grid {
        let mut grid = Grid::default();
        for (row, cells) in rows {
            for (column, text) in *cells {
                grid.push(*row, *column, text);
            }
        }
        grid
    }

    fn cells(table: &Table, index: usize) -> Vec<&str> {
        table.rows[index].record().unwrap().iter().collect()
    }

    #[test]
    fn a_table_may_stand_anywhere_in_a_sheet() {
        let table = grid(&[
            (1, &[(1, "Feedback in May")]),
            (4, &[(2, "id"), (3, "text"), (5, "rating")]),
            (5, &[(2, "7"), (3, "good"), (5, "5")]),
            (9, &[(3, "bad")]),
        ])
        .into_table("xlsx")
        .unwrap();
        assert_eq!(table.names, ["id", "text", "rating"]);
        assert_eq!(cells(&table, 0), ["7", "good", "5"]);
        assert_eq!(cells(&table, 1), ["", "bad"]);
        let lines: Vec<u64> = table.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [6, 10]);
    }

    #[test]
    fn cells_in_disorder_find_their_rows() {
        let table = grid(&[
            (0, &[(1, "text"), (0, "id")]),
            (2, &[(0, "2"), (1, "bad")]),
            (1, &[(1, "good")]),
            (1, &[(0, "1")]),
        ])
        .into_table("xlsx")
        .unwrap();
        assert_eq!(cells(&table, 0), ["1", "good"]);
        assert_eq!(cells(&table, 1), ["2", "bad"]);
    }

    #[test]
    fn a_stray_cell_far_away_costs_one_column() {
        let far = grid(&[
            (0, &[(0, "text")]),
            (1, &[(0, "good"), (16_383, "x")]),
            (1_048_575, &[(0, "bad")]),
        ]);
        assert_eq!(far.widened(), 4);
        let table = far.into_table("xlsx").unwrap();
        assert_eq!(table.names, ["text", "column 2"]);
    }

    #[test]
    fn blank_sheets_and_headers_alone_are_told() {
        assert_eq!(
            Grid::default().into_table("xlsx").unwrap_err(),
            NoTable::Blank
        );
        let alone = grid(&[(0, &[(0, "id"), (1, "text")])]);
        assert_eq!(alone.into_table("xlsx").unwrap_err(), NoTable::HeaderAlone);
    }
}
