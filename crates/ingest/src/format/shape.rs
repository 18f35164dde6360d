//! What the cells of a column look like, so that a damaged row can be held against the whole ones.
//!
//! No meaning is given to a column here: a date is `99/99/9999` because all its cells are. What
//! was learned serves to choose between ways of mending a row, and only where one of them alone
//! looks like the other rows.

use crate::table::{Record, View};
use std::collections::BTreeSet;

/// Rows that are learned from.
const LEARNED: usize = 1000;
/// Cells longer than this, in bytes, are prose and have no shape.
const LONGEST_SHAPED: usize = 120;
/// A column has a shape where there are this many cells for each shape seen.
const CELLS_PER_SHAPE: usize = 4;

/// The columns of a table, as its whole rows show them.
pub(super) struct Columns {
    columns: Vec<Column>,
}

#[derive(Default)]
struct Column {
    shapes: BTreeSet<String>,
    /// Cells without a shape, and all cells with something in them.
    prose: usize,
    filled: usize,
    empty: usize,
    /// Kinds of first characters seen.
    firsts: BTreeSet<First>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum First {
    Letter,
    Digit,
    Space,
    Other,
}

impl Columns {
    /// Learns from rows of `width` fields.
    pub(super) fn learn<'r>(rows: impl Iterator<Item = View<'r>>, width: usize) -> Self {
        let mut columns: Vec<Column> = (0..width).map(|_| Column::default()).collect();
        for record in rows.take(LEARNED) {
            for (column, cell) in columns.iter_mut().zip(record.iter()) {
                column.learn(cell);
            }
        }
        Self { columns }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// How many columns have a shape of their own, and cells to show it.
    pub(super) fn shaped(&self) -> usize {
        let shaped = |column: &&Column| column.filled > 0 && column.is_shaped();
        self.columns.iter().filter(shaped).count()
    }

    /// Whether every cell of the column has one of a few shapes.
    pub(super) fn is_shaped(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Column::is_shaped)
    }

    /// Whether the column has cells with nothing in them.
    pub(super) fn may_be_empty(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|it| it.empty > 0)
    }

    /// Whether a cell looks like the others of its column.
    pub(super) fn fits(&self, column: usize, cell: &str) -> bool {
        self.columns.get(column).is_some_and(|it| it.fits(cell))
    }

    /// Whether all cells of a record do.
    pub(super) fn fit(&self, record: &Record) -> bool {
        record.len() == self.columns.len()
            && record
                .iter()
                .enumerate()
                .all(|(column, cell)| self.fits(column, cell))
    }
}

impl Column {
    fn learn(&mut self, cell: &str) {
        if cell.trim().is_empty() {
            self.empty += 1;
            return;
        }
        self.filled += 1;
        self.firsts.extend(first(cell));
        match shape(cell) {
            Some(shape) if self.shapes.len() <= LEARNED / CELLS_PER_SHAPE => {
                self.shapes.insert(shape);
            }
            _ => self.prose += 1,
        }
    }

    fn is_shaped(&self) -> bool {
        self.prose == 0
            && self.filled + self.empty >= CELLS_PER_SHAPE
            && self.shapes.len() * CELLS_PER_SHAPE <= self.filled
    }

    fn fits(&self, cell: &str) -> bool {
        if cell.trim().is_empty() {
            return self.empty > 0;
        }
        if self.is_shaped() {
            return shape(cell).is_some_and(|shape| self.shapes.contains(&shape));
        }
        first(cell).is_some_and(|first| self.firsts.contains(&first))
    }
}

fn first(cell: &str) -> Option<First> {
    cell.chars().next().map(|c| match c {
        c if c.is_alphabetic() => First::Letter,
        c if c.is_numeric() => First::Digit,
        c if c.is_whitespace() => First::Space,
        _ => First::Other,
    })
}

/// A cell with every digit as `9` and every run of letters as `A`, `a` or, without case, `x`;
/// none for prose.
fn shape(cell: &str) -> Option<String> {
    if cell.len() > LONGEST_SHAPED {
        return None;
    }
    let mut shape = String::with_capacity(cell.len());
    for c in cell.chars() {
        let kind = match c {
            c if c.is_numeric() => '9',
            c if c.is_uppercase() => 'A',
            c if c.is_lowercase() => 'a',
            c if c.is_alphabetic() => 'x',
            c => c,
        };
        if !(kind.is_alphabetic() && shape.ends_with(kind)) {
            shape.push(kind);
        }
    }
    Some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(rows: &[&[&str]]) -> Columns {
        let records: Vec<Record> = rows.iter().map(|row| row.iter().collect()).collect();
        Columns::learn(records.iter().map(Record::view), rows[0].len())
    }

    #[test]
    fn a_shape_keeps_how_many_digits_there_are() {
        assert_eq!(shape("MG-8769").unwrap(), "A-9999");
        assert_eq!(shape("$9.81").unwrap(), "$9.99");
        assert_eq!(shape("Müller & Söhne").unwrap(), "Aa & Aa");
        assert_eq!(shape(&"a".repeat(LONGEST_SHAPED + 1)), None);
    }

    #[test]
    fn cells_are_held_against_their_column() {
        let columns = learned(&[
            &["01/02/2025", "Good, but slow", ""],
            &["02/02/2025", "Bad", ""],
            &["03/02/2025", "It is fine!", ""],
            &["04/02/2025", "No", ""],
        ]);
        assert_eq!(columns.shaped(), 1);
        assert!(columns.fits(0, "28/02/2025") && !columns.fits(0, "28/02/202503:00"));
        assert!(columns.fits(1, "Whatever") && !columns.fits(1, "8 of them"));
        assert!(columns.fits(2, "") && !columns.fits(2, "x") && !columns.fits(1, ""));
    }
}
