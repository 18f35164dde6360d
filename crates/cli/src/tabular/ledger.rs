//! Where every row of a table went.

use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a row went that is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    Used,
    Unreadable,
    Empty,
    Duplicate,
    NoTarget,
    WrongTarget,
    RareClass,
}

impl Place {
    fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Duplicate => "duplicate",
            Self::NoTarget => "no target",
            Self::WrongTarget => "wrong target",
            Self::RareClass => "rare class",
        }
    }
}

/// Rows that are left out, and cells of used rows that are taken as missing, each with its reason.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    left: BTreeMap<u32, (Place, String)>,
    cells: Vec<(u32, String, String)>,
    pub(super) rows: usize,
}

/// The sums of a ledger: the parts add up to the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    rows: usize,
    used: usize,
    /// Rows left out, by where they went.
    left_out: BTreeMap<&'static str, usize>,
    /// Cells of used rows that are taken as missing, because they are no values of their column.
    cells_taken_as_missing: usize,
}

impl Ledger {
    /// Of a table of so many rows.
    pub(super) fn of(rows: usize) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }

    /// A row that is left out.
    pub(super) fn leave(&mut self, row: u32, place: Place, reason: &str) {
        self.left
            .entry(row)
            .or_insert_with(|| (place, reason.to_owned()));
    }

    /// The cells of a row that are taken as missing, by column, with the reasons.
    pub(super) fn cells_of(&self, row: u32) -> BTreeMap<String, String> {
        let cells = self.cells.iter().filter(|(of, ..)| *of == row);
        cells
            .map(|(_, column, reason)| (column.clone(), reason.clone()))
            .collect()
    }

    /// A cell that is taken as missing.
    pub(super) fn cell(&mut self, row: u32, column: &str, reason: String) {
        self.cells.push((row, column.to_owned(), reason));
    }

    /// Why a row is left out.
    pub(super) fn reason(&self, row: u32) -> Option<&str> {
        self.left.get(&row).map(|(_, reason)| reason.as_str())
    }

    /// How many rows are left out.
    #[cfg(test)]
    pub(super) fn left_out(&self) -> usize {
        self.left.len()
    }

    pub(super) fn counts(&self) -> Counts {
        let mut left_out = BTreeMap::new();
        for (place, _) in self.left.values() {
            *left_out.entry(place.word()).or_default() += 1;
        }
        let of_used = self
            .cells
            .iter()
            .filter(|(row, ..)| !self.left.contains_key(row));
        Counts {
            rows: self.rows,
            used: self.rows - self.left.len(),
            left_out,
            cells_taken_as_missing: of_used.count(),
        }
    }

    /// The ledger as CSV, in the order of the rows: what is not told of here is used as it stands.
    pub(super) fn csv(&self) -> Result<Vec<u8>> {
        let mut lines: Vec<(u32, &str, &str, &str)> = Vec::new();
        for (row, (place, reason)) in &self.left {
            lines.push((*row, place.word(), "", reason));
        }
        for (row, column, reason) in &self.cells {
            if !self.left.contains_key(row) {
                lines.push((*row, Place::Used.word(), column, reason));
            }
        }
        lines.sort_unstable();
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["row", "place", "column", "reason"])?;
        for (row, place, column, reason) in lines {
            csv.write_record([&row.to_string(), place, column, reason])?;
        }
        Ok(csv.into_inner()?)
    }
}

impl Counts {
    /// As in `7043 rows: 7032 used · 11 no target`.
    pub(super) fn told(&self) -> String {
        let mut told = format!("{} rows: {} used", self.rows, self.used);
        for (place, count) in &self.left_out {
            told += &format!(" · {count} {place}");
        }
        if self.cells_taken_as_missing > 0 {
            let cells = self.cells_taken_as_missing;
            told += &format!("; {cells} cells taken as missing");
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_one_place_and_the_counts_add_up() {
        let mut ledger = Ledger {
            rows: 4,
            ..Ledger::default()
        };
        ledger.cell(3, "age", "\"x\" is no finite number".to_owned());
        ledger.leave(2, Place::Duplicate, "the same as row 1");
        ledger.leave(2, Place::NoTarget, "its target is empty");
        ledger.cell(2, "age", "of a row that is left out".to_owned());
        let counts = ledger.counts();
        assert_eq!(counts.used + counts.left_out.values().sum::<usize>(), 4);
        assert_eq!(
            counts.told(),
            "4 rows: 3 used · 1 duplicate; 1 cells taken as missing"
        );
        assert_eq!(
            String::from_utf8(ledger.csv().unwrap()).unwrap(),
            "row,place,column,reason\n2,duplicate,,the same as row 1\n3,used,age,\"\"\"x\"\" is no finite number\"\n"
        );
    }
}
