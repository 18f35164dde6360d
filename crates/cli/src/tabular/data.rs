//! From a table to rows that a network can learn from, and to those that it is asked about.

use super::choices::{TableArguments, place};
use super::columns::{Given, Reader};
use super::ledger::{Counts, Ledger, Place};
use super::parts::keys;
use super::target::{Aimed, Asked, aim, truth};
use super::texts::Encoding;
use crate::failure::Failure;
use anyhow::Result;
use hearken_fcnn::tabular::{Column, Inputs, Model, Target, Values};
use hearken_ingest::{Cells, Input, Settings, cells, filled};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rows below which nothing is learned.
const FEWEST: usize = 20;

/// A table that is read.
pub(crate) struct Table {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) names: Vec<String>,
    /// Cells of the rows that can be read.
    pub(super) rows: Vec<Vec<String>>,
    /// Each such row's place in the file, from 1.
    pub(super) numbers: Vec<u32>,
    pub(super) ledger: Ledger,
}

/// Rows with a target, in an order that their cells decide.
pub(crate) struct Data {
    pub(crate) columns: Vec<Column>,
    pub(crate) inputs: Inputs,
    pub(crate) target: Target,
    /// Each row's place in the file, from 1.
    pub(crate) numbers: Vec<u32>,
    /// Where each row falls when parts are made.
    pub(crate) keys: Vec<[u8; 32]>,
    /// Columns that are not read, and why.
    pub(super) left_out: Vec<(String, String)>,
    pub(super) ledger: Ledger,
}

impl Data {
    /// Where the table's rows went, in words.
    pub(crate) fn counts(&self) -> String {
        self.ledger.counts().told()
    }

    /// The same as data.
    pub(crate) fn ledger_counts(&self) -> Counts {
        self.ledger.counts()
    }

    /// The ledger as CSV.
    pub(crate) fn ledger_csv(&self) -> Result<Vec<u8>> {
        self.ledger.csv()
    }
}

impl Table {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let Cells {
            sha256,
            names,
            rows: read,
        } = cells(&Input::File(path.to_owned()), &Settings::default())?;
        let mut ledger = Ledger::of(read.len());
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for row in read {
            match row.cells {
                Err(reason) => ledger.leave(row.row, Place::Unreadable, &reason),
                Ok(cells) if cells.iter().all(|cell| filled(cell).is_none()) => {
                    ledger.leave(row.row, Place::Empty, "every cell is empty");
                }
                Ok(cells) => {
                    rows.push(cells);
                    numbers.push(row.row);
                }
            }
        }
        Ok(Self {
            name: path.display().to_string(),
            sha256,
            names,
            rows,
            numbers,
            ledger,
        })
    }

    /// The place of a column.
    pub(crate) fn place(&self, name: &str) -> Result<usize> {
        place(name, &self.names, &self.name)
    }

    /// The cells of a column.
    pub(crate) fn cells(&self, column: usize) -> Vec<&str> {
        self.rows.iter().map(|row| row[column].as_str()).collect()
    }

    /// The cells of a column by the row's place in the file.
    pub(crate) fn by_number(&self, column: usize) -> BTreeMap<u32, String> {
        let cells = self.cells(column).into_iter().map(str::to_owned);
        self.numbers.iter().copied().zip(cells).collect()
    }

    /// Leaves out rows that are the same as an earlier one in every column.
    fn without_duplicates(&mut self) {
        let mut first: BTreeMap<&[String], u32> = BTreeMap::new();
        let mut doubled = BTreeSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            let number = self.numbers[at];
            if let Some(earlier) = first.get(row.as_slice()) {
                let reason = format!("the same as row {earlier}");
                self.ledger.leave(number, Place::Duplicate, &reason);
                doubled.insert(at);
            } else {
                first.insert(row, number);
            }
        }
        self.keep(
            &(0..self.rows.len())
                .filter(|at| !doubled.contains(at))
                .collect::<Vec<_>>(),
        );
    }

    /// Keeps some of the rows, in this order.
    fn keep(&mut self, rows: &[usize]) {
        let mut taken: Vec<Option<Vec<String>>> = std::mem::take(&mut self.rows)
            .into_iter()
            .map(Some)
            .collect();
        self.rows = rows.iter().filter_map(|at| taken[*at].take()).collect();
        self.numbers = rows.iter().map(|at| self.numbers[*at]).collect();
    }

    /// Rows to learn from: what columns hold is found, and what cannot be learned from goes to the ledger.
    pub(crate) fn for_learning(
        mut self,
        target: &str,
        (arguments, asked, seed): (&TableArguments, Asked<'_>, u64),
        encoding: &mut Encoding<'_>,
    ) -> Result<Data> {
        let at = self.place(target)?;
        let chosen = arguments.chosen(&self.names, &self.name)?;
        if !arguments.keep_duplicates {
            self.without_duplicates();
        }
        let mut ledger = std::mem::take(&mut self.ledger);
        let Aimed { rows, target } = {
            let cells = self.cells(at);
            aim(target, &cells, &self.numbers, asked, &mut ledger)?
        };
        self.keep(&rows);
        if self.rows.len() < FEWEST {
            return Err(Failure::error(
                format!(
                    "{} has {} rows to learn from; a network needs {FEWEST}",
                    self.name,
                    self.rows.len()
                ),
                "add rows; with so few, look at them yourself",
            ));
        }
        let (mut columns, mut left_out) = (Vec::new(), Vec::new());
        for (column, name) in self.names.iter().enumerate() {
            if column == at {
                continue;
            }
            let said = chosen.iter().find(|chosen| chosen.column == column);
            match reader(&self.cells(column), said.map(|chosen| chosen.kind)) {
                Ok(reader) => columns.push((column, reader.column(name))),
                Err(reason) => left_out.push((name.clone(), reason)),
            }
        }
        if columns.is_empty() {
            let told: Vec<String> = left_out
                .iter()
                .map(|(name, reason)| format!("{name}: {reason}"))
                .collect();
            return Err(Failure::error(
                format!(
                    "{} has no column to learn from ({})",
                    self.name,
                    told.join("; ")
                ),
                "add columns that are known before the target is",
            ));
        }
        let order = self.order(&columns, (&target, seed));
        self.keep(&order);
        self.ledger = ledger;
        let target = target.select(&order);
        self.data(columns, target, left_out, (encoding, seed))
    }

    /// Rows whose truth is known, for a model that is trained.
    pub(crate) fn for_judging(
        mut self,
        model: &Model,
        target: Option<&str>,
        encoding: &mut Encoding<'_>,
    ) -> Result<Data> {
        let at = self.place(target.unwrap_or(model.target()))?;
        let columns = self.columns_of(model)?;
        let mut ledger = std::mem::take(&mut self.ledger);
        let task = (model.task(), model.labels());
        let Aimed { rows, target } = truth(&self.cells(at), &self.numbers, task, &mut ledger);
        self.keep(&rows);
        if self.rows.is_empty() {
            return Err(Failure::error(
                format!("{} has no row whose target the model knows", self.name),
                "name the column of the truth with --target; its classes must be those of the model",
            ));
        }
        self.ledger = ledger;
        self.data(columns, target, Vec::new(), (encoding, 0))
    }

    /// The model's columns, each of which the table must have.
    pub(crate) fn columns_of(&self, model: &Model) -> Result<Vec<(usize, Column)>> {
        let found = model.columns().iter().map(|column| {
            let at = self.names.iter().position(|name| *name == column.name);
            at.map(|at| (at, column.clone())).ok_or_else(|| {
                Failure::error(
                    format!("{} has no column \"{}\", which the model reads", self.name, column.name),
                    "give the columns the names that they had in training; an empty column is missing everywhere",
                )
            })
        });
        found.collect()
    }

    /// An order of the rows that does not depend on the file's.
    fn order(&self, columns: &[(usize, Column)], (target, seed): (&Target, u64)) -> Vec<usize> {
        let keys = self.keys(columns, seed);
        let truth = |row: &usize| match target {
            Target::Classes { rows, .. } => rows[*row] as u64,
            Target::Numbers(values) => values[*row].to_bits(),
        };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        // Rows that differ in cells that nobody reads are the same to a network.
        order.sort_by_key(|row| (keys[*row], truth(row)));
        order
    }

    fn keys(&self, columns: &[(usize, Column)], seed: u64) -> Vec<[u8; 32]> {
        let cells = |row: &'_ Vec<String>| -> Vec<String> {
            columns
                .iter()
                .map(|(at, _)| row[*at].trim().to_owned())
                .collect()
        };
        let rows: Vec<Vec<String>> = self.rows.iter().map(cells).collect();
        keys(
            rows.iter()
                .map(|row| row.iter().map(String::as_str).collect()),
            seed,
        )
    }

    fn data(
        mut self,
        columns: Vec<(usize, Column)>,
        target: Target,
        left_out: Vec<(String, String)>,
        (encoding, seed): (&mut Encoding<'_>, u64),
    ) -> Result<Data> {
        let keys = self.keys(&columns, seed);
        let inputs = self.inputs(&columns, encoding)?;
        Ok(Data {
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            inputs,
            target,
            numbers: self.numbers,
            keys,
            left_out,
            ledger: self.ledger,
        })
    }

    /// The values of columns in every row; cells that are none go to the ledger.
    pub(crate) fn inputs(
        &mut self,
        columns: &[(usize, Column)],
        encoding: &mut Encoding<'_>,
    ) -> Result<Inputs> {
        let mut values: Vec<Values> = Vec::new();
        let mut told = Vec::new();
        for (at, column) in columns {
            let read = Reader::of_column(column).read(&self.cells(*at));
            for (row, reason) in read.wrong {
                told.push((self.numbers[row], column.name.clone(), reason));
            }
            values.push(match read.values {
                Given::Values(values) => values,
                Given::Texts(texts) => encoding.vectors(&texts)?,
            });
        }
        for (row, column, reason) in told {
            self.ledger.cell(row, &column, reason);
        }
        Ok(Inputs::new(values)?)
    }
}

/// How a column is read, or why it is not.
fn reader(
    cells: &[&str],
    said: Option<Option<hearken_fcnn::tabular::Kind>>,
) -> Result<Reader, String> {
    match said {
        Some(None) => return Err("left out as asked".to_owned()),
        Some(Some(kind)) => return Ok(Reader::chosen(kind, cells)),
        None => {}
    }
    let Some(reader) = Reader::of(cells) else {
        return Err("empty in every row".to_owned());
    };
    let different: BTreeSet<Option<&str>> = cells.iter().map(|cell| filled(cell)).collect();
    if different.len() == 1 {
        return Err("the same in every row".to_owned());
    }
    if let Given::Values(values) = reader.read(cells).values
        && values.identify()
    {
        return Err("it names rows, as an id does".to_owned());
    }
    Ok(reader)
}
