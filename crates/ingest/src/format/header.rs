//! Whether the first record names the columns.

use crate::columns::is_known_name;
use crate::table::{Header, Record};
use crate::values::{date, number};
use std::collections::BTreeSet;

/// A name is short; a review seldom is.
const LONGEST_NAME: usize = 80;

/// Decides by known names first, then by whether the first record differs in kind from those
/// under it.
pub(crate) fn present(first: &Record, below: &[&Record]) -> Header {
    if looks_like_names(first) && (first.iter().any(is_known_name) || differs(first, below)) {
        Header::Present
    } else {
        Header::Absent
    }
}

/// Whether a record can be nothing but a header: two names at least, most of them known.
pub(crate) fn is_certain(first: &Record) -> bool {
    known(first) * 2 > first.len() && is_likely(first)
}

/// Whether a record that is wider than those under it is their header.
pub(crate) fn is_likely(first: &Record) -> bool {
    known(first) >= 2 && looks_like_names(first)
}

fn known(first: &Record) -> usize {
    first.iter().filter(|name| is_known_name(name)).count()
}

/// Short, different from each other, neither numbers nor dates; an unnamed index column is
/// allowed, and a name given twice among known ones.
fn looks_like_names(first: &Record) -> bool {
    let mut seen = BTreeSet::new();
    let (mut filled, mut known, mut repeated) = (0, 0, false);
    for name in first.iter().map(str::trim) {
        if name.is_empty() {
            continue;
        }
        filled += 1;
        let value = number(name).is_some() || date::is_date(name);
        if value || name.chars().count() > LONGEST_NAME {
            return false;
        }
        known += usize::from(is_known_name(name));
        repeated |= !seen.insert(name);
    }
    filled > 0 && filled * 2 >= first.len() && (!repeated || (seen.len() > 1 && known * 2 > filled))
}

/// A column of numbers, dates or long texts under a word tells that the word is a name.
fn differs(first: &Record, below: &[&Record]) -> bool {
    if below.is_empty() || first.len() < 2 {
        return false;
    }
    (0..first.len()).any(|column| {
        let name = first.get(column);
        let values: Vec<&str> = below
            .iter()
            .map(|record| record.get(column).trim())
            .filter(|value| !value.is_empty())
            .collect();
        if name.trim().is_empty() || values.is_empty() {
            return false;
        }
        let typed = values
            .iter()
            .all(|value| number(value).is_some() || date::is_date(value));
        let length = values.iter().map(|value| value.len()).sum::<usize>() / values.len();
        typed || (length > 3 * name.len() && length > 24 && name.split_whitespace().count() <= 4)
    })
}

/// Names for every column: the export's own, made unique, or `column N`.
pub(crate) fn names(first: Option<&Record>, width: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    (0..width)
        .map(|index| {
            let own = first.map_or("", |record| record.get(index).trim());
            let base = if own.is_empty() {
                format!("column {}", index + 1)
            } else {
                own.to_owned()
            };
            let mut name = base.clone();
            let mut copy = 2;
            while !taken.insert(name.clone()) {
                name = format!("{base} ({copy})");
                copy += 1;
            }
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(rows: &[&[&str]]) -> Header {
        let records: Vec<Record> = rows.iter().map(|row| row.iter().collect()).collect();
        present(&records[0], &records[1..].iter().collect::<Vec<_>>())
    }

    #[test]
    fn known_names_and_differing_kinds_make_a_header() {
        assert_eq!(decide(&[&["text"], &["good"]]), Header::Present);
        assert_eq!(
            decide(&[&["foo", "bar"], &["good", "5"], &["bad", "1"]]),
            Header::Present
        );
    }

    #[test]
    fn rows_that_look_alike_have_none() {
        assert_eq!(
            decide(&[&["The app is slow", "5"], &["Great", "1"]]),
            Header::Absent
        );
        assert_eq!(decide(&[&["I love it"], &["I hate it"]]), Header::Absent);
        assert_eq!(
            decide(&[&["good", "good"], &["good", "bad"]]),
            Header::Absent
        );
    }

    #[test]
    fn names_are_unique_and_never_empty() {
        let record: Record = ["", "a", "a"].into_iter().collect();
        assert_eq!(
            names(Some(&record), 4),
            ["column 1", "a", "a (2)", "column 4"]
        );
    }
}
