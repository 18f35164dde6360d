//! Labeled texts, as a CSV file has them.

use crate::failure::Failure;
use crate::output;
use anyhow::{Context, Result};
use hearken_fcnn::{Targets, Task};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A text and its label, as the file has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Labeled {
    pub(crate) text: String,
    /// One label; in a multi-label file several, sorted, with `;` between them, or none.
    pub(crate) label: String,
    /// What other columns say that were asked for.
    pub(crate) by: Vec<String>,
}

/// Which columns are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) text: &'a str,
    pub(crate) label: &'a str,
    pub(crate) by: &'a [String],
    pub(crate) task: Task,
}

/// Reads columns of a CSV file, sorted, so that the order of its rows changes nothing. Rows without
/// text are left out, and those without label too where each has one.
pub(crate) fn read(path: &Path, columns: &Columns<'_>) -> Result<Vec<Labeled>> {
    let names = [columns.text, columns.label].into_iter();
    let names: Vec<&str> = names.chain(columns.by.iter().map(String::as_str)).collect();
    let mut rows = Vec::new();
    table(path, &names, |record| {
        let mut cells = record.iter().map(|cell| words(cell));
        let (text, label) = (cells.next(), cells.next());
        let row = Labeled {
            text: text.unwrap_or_default(),
            label: label.unwrap_or_default(),
            by: cells.collect(),
        };
        let row = Labeled {
            label: labels_of(&row.label, columns.task).join(";"),
            ..row
        };
        let unlabeled = row.label.is_empty() && columns.task == Task::MultiClass;
        if !row.text.is_empty() && !unlabeled {
            rows.push(row);
        }
    })?;
    if rows.is_empty() {
        return Err(Failure::error(
            format!(
                "{} has no row with a text and a label in the columns \"{}\" and \"{}\"",
                path.display(),
                columns.text,
                columns.label
            ),
            "name the columns with --text and --label",
        ));
    }
    rows.sort();
    Ok(rows)
}

/// The byte order mark that spreadsheets put in front.
const MARK: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

fn words(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Hands on the named cells of every row. Spreadsheets save CSV with a byte order mark, and with
/// semicolons or tabs where the comma is a decimal point; the first delimiter counts under which
/// all the names are found.
pub(crate) fn table(path: &Path, names: &[&str], mut row: impl FnMut(&[&str])) -> Result<()> {
    let told = || format!("cannot read {}", path.display());
    let bytes = std::fs::read(path).map_err(|error| unread(path, &error))?;
    let bytes = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    let mut missing = None;
    for delimiter in DELIMITERS {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(bytes);
        let header = reader.headers().with_context(told)?.clone();
        let place = |name: &&str| header.iter().position(|column| column == *name);
        if let Some(absent) = names.iter().find(|name| place(name).is_none()) {
            let known = header.iter().collect::<Vec<_>>().join(", ");
            missing.get_or_insert((absent.to_owned(), known));
            continue;
        }
        let places: Vec<usize> = names.iter().filter_map(place).collect();
        for record in reader.records() {
            let record = record.with_context(told)?;
            let cells = places.iter().map(|place| record.get(*place).unwrap_or(""));
            row(&cells.collect::<Vec<_>>());
        }
        return Ok(());
    }
    let (name, known) = missing.unwrap_or_default();
    Err(Failure::error(
        format!(
            "{} has no column \"{name}\"; it has {known}",
            path.display()
        ),
        "name one of its columns",
    ))
}

/// Whether a CSV file has a column of that name.
pub(crate) fn has_column(path: &Path, name: &str) -> Result<bool> {
    let bytes = std::fs::read(path).map_err(|error| unread(path, &error))?;
    let bytes = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    for delimiter in DELIMITERS {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(bytes);
        let header = reader.headers();
        let header = header.with_context(|| format!("cannot read {}", path.display()))?;
        if header.iter().any(|column| column == name) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn unread(path: &Path, error: &std::io::Error) -> anyhow::Error {
    Failure::error(
        format!("cannot read {}: {error}", path.display()),
        "name a CSV file with a header",
    )
}

/// The labels of a cell: one, or, in a multi-label file, what stands between `;` or `|`, each
/// once.
pub(crate) fn labels_of(cell: &str, task: Task) -> Vec<&str> {
    if task == Task::MultiClass {
        return vec![cell];
    }
    let mut labels: Vec<&str> = cell
        .split([';', '|'])
        .map(str::trim)
        .filter(|label| !label.is_empty())
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// The labels that occur, in the order asked for, or else sorted.
pub(crate) fn label_names(rows: &[Labeled], task: Task, order: &[String]) -> Result<Vec<String>> {
    let names = counts(rows, task);
    if order.is_empty() {
        return Ok(names.into_keys().collect());
    }
    if let Some(name) = names.keys().find(|name| !order.contains(name)) {
        return Err(Failure::error(
            format!("the label \"{name}\" occurs in the file but not in --label-order"),
            "name every label in --label-order",
        ));
    }
    Ok(order.to_vec())
}

/// How many rows have each label.
pub(crate) fn counts(rows: &[Labeled], task: Task) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for label in rows.iter().flat_map(|row| labels_of(&row.label, task)) {
        *counts.entry(label.to_owned()).or_default() += 1;
    }
    counts
}

pub(crate) fn texts(rows: &[Labeled]) -> Vec<&str> {
    rows.iter().map(|row| row.text.as_str()).collect()
}

/// What rows are, as indexes into label names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Truth {
    One(Vec<usize>),
    Several(Vec<Vec<usize>>),
}

impl Truth {
    /// The labels of rows.
    pub(crate) fn of(rows: &[Labeled], task: Task, names: &[String]) -> Result<Self> {
        let index = |label: &str| {
            names.iter().position(|name| name == label).ok_or_else(|| {
                Failure::error(
                    format!("the label \"{label}\" is not one of {}", names.join(", ")),
                    "correct the label in the file, or leave its rows out",
                )
            })
        };
        Ok(match task {
            Task::MultiClass => {
                let labels = rows.iter().map(|row| index(&row.label));
                Self::One(labels.collect::<Result<_>>()?)
            }
            Task::MultiLabel => {
                let sets = rows.iter().map(|row| {
                    let labels = labels_of(&row.label, task);
                    labels.into_iter().map(index).collect()
                });
                Self::Several(sets.collect::<Result<_>>()?)
            }
        })
    }

    pub(crate) fn targets(&self) -> Targets<'_> {
        match self {
            Self::One(labels) => Targets::One(labels),
            Self::Several(sets) => Targets::Several(sets),
        }
    }

    /// Those of some rows alone.
    pub(crate) fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::One(labels) => Self::One(rows.iter().map(|row| labels[*row]).collect()),
            Self::Several(sets) => Self::Several(rows.iter().map(|r| sets[*r].clone()).collect()),
        }
    }
}

pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// SHA-256 of a file, lower-case hex.
pub(crate) fn file_hash(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(output::hash(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Columns<'_> = Columns {
        text: "t",
        label: "l",
        by: &[],
        task: Task::MultiClass,
    };

    fn row(label: &str) -> Labeled {
        Labeled {
            text: "text".to_owned(),
            label: label.to_owned(),
            by: Vec::new(),
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, "t,l\n b  b ,x\na,y\n,y\nc,\n").unwrap();
        let first = read(&path, &ONE).unwrap();
        std::fs::write(&path, "l,t\ny,a\nx,b b\n").unwrap();
        assert_eq!(read(&path, &ONE).unwrap(), first);
        assert_eq!(first.len(), 2);
        let other = Columns {
            text: "words",
            ..ONE
        };
        let error = read(&path, &other).unwrap_err().to_string();
        assert!(error.contains("words") && error.contains("l, t"), "{error}");
    }

    #[test]
    fn what_a_spreadsheet_saves_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, "\u{feff}t;l;app\na, b;x;One\n").unwrap();
        let by = ["app".to_owned()];
        let rows = read(&path, &Columns { by: &by, ..ONE }).unwrap();
        assert_eq!(
            (rows[0].text.as_str(), &rows[0].by[..]),
            ("a, b", &["One".to_owned()][..])
        );
        std::fs::write(&path, "t,l\n,\n").unwrap();
        assert!(read(&path, &ONE).is_err());
    }

    #[test]
    fn a_cell_of_several_labels_is_a_set() {
        let task = Task::MultiLabel;
        let rows = [row("slow; ugly"), row(""), row("ugly|slow |ugly")];
        let names = label_names(&rows, task, &[]).unwrap();
        assert_eq!(names, ["slow", "ugly"]);
        let truth = Truth::of(&rows, task, &names).unwrap();
        assert_eq!(truth, Truth::Several(vec![vec![0, 1], vec![], vec![0, 1]]));
        assert_eq!(truth.select(&[1]), Truth::Several(vec![vec![]]));
        assert_eq!(counts(&rows, task)["ugly"], 2);
    }

    #[test]
    fn a_label_outside_the_order_is_told() {
        let order = ["a".to_owned(), "b".to_owned()];
        let rows = [row("a"), row("c")];
        assert!(label_names(&rows, Task::MultiClass, &order).is_err());
        assert_eq!(
            label_names(&rows, Task::MultiClass, &[]).unwrap(),
            ["a", "c"]
        );
        assert!(Truth::of(&rows, Task::MultiClass, &order).is_err());
    }
}
