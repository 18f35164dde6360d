//! Whether the first record names the columns.

use crate::columns::is_known_name;
use crate::table::{Header, Record};
use crate::values::{date, number};
use std::collections::{BTreeMap, BTreeSet};

/// A name is short; a review seldom is.
const LONGEST_NAME: usize = 80;
/// Rows that tell what a column holds.
const ROWS_THAT_TELL: usize = 5;

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

/// Whether a record under the header goes on with it: it says the same again, or it says short
/// words in at least two columns of which all cells below are numbers or dates.
pub(crate) fn continues(header: &Record, next: &Record, below: &[&Record]) -> bool {
    if next.len() != header.len() || next.len() < 2 {
        return false;
    }
    let filled = next.iter().filter(|cell| !cell.trim().is_empty()).count();
    if next == header {
        return filled > 1;
    }
    if below.len() < ROWS_THAT_TELL || !looks_like_names(next) {
        return false;
    }
    let typed = |column: &usize| {
        let mut values = below
            .iter()
            .map(|record| record.get(*column).trim())
            .filter(|value| !value.is_empty())
            .peekable();
        values.peek().is_some()
            && values.all(|value| number(value).is_some() || date::is_date(value))
    };
    (0..next.len())
        .filter(|column| !next.get(*column).trim().is_empty())
        .filter(typed)
        .count()
        > 1
}

/// Whether a record names the columns of a table that begins in the middle of the export: two
/// thirds of it, and two fields at least, are names of the header above.
pub(crate) fn repeats(names: &BTreeSet<String>, record: &Record) -> bool {
    if record.len() < 2 || !names.contains(record.get(0).trim()) {
        return false;
    }
    let shared = record
        .iter()
        .map(str::trim)
        .filter(|cell| names.contains(*cell))
        .collect::<BTreeSet<&str>>()
        .len();
    shared > 1 && shared * 3 >= record.len() * 2
}

/// Names for every column: the export's own, over all lines of its header, made unique, or
/// `column N`.
pub(crate) fn names(lines: &[Record], width: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    (0..width)
        .map(|index| {
            let mut parts: Vec<&str> = Vec::new();
            for part in lines.iter().map(|record| record.get(index).trim()) {
                if !part.is_empty() && !parts.contains(&part) {
                    parts.push(part);
                }
            }
            let base = if parts.is_empty() {
                format!("column {}", index + 1)
            } else {
                parts.join(" ")
            };
            let mut name = base.clone();
            while !taken.insert(name.clone()) {
                let copy = copies.entry(base.clone()).or_insert(1);
                *copy += 1;
                name = format!("{base} ({copy})");
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
        assert_eq!(names(&[record], 4), ["column 1", "a", "a (2)", "column 4"]);
        let lines: [Record; 2] = [
            ["Question", "Why?"].into_iter().collect(),
            ["Question", "Open answer"].into_iter().collect(),
        ];
        assert_eq!(names(&lines, 2), ["Question", "Why? Open answer"]);
    }

    #[test]
    fn a_second_line_of_names_stands_over_what_it_cannot_be() {
        let row = |cells: [&str; 3]| cells.into_iter().collect::<Record>();
        let header = row(["When", "What", "Stars"]);
        let rows: Vec<Record> = (1..6)
            .map(|day| row([&format!("2025-01-0{day}"), "good", "5"]))
            .collect();
        let below: Vec<&Record> = rows.iter().collect();
        assert!(continues(&header, &header, &[]));
        assert!(continues(&header, &row(["date", "text", "of 5"]), &below));
        assert!(!continues(
            &header,
            &row(["2025-01-07", "text", "none"]),
            &below
        ));
        assert!(!continues(
            &header,
            &row(["date", "text", "of 5"]),
            &below[..2]
        ));
    }

    #[test]
    fn a_line_of_names_in_the_middle_begins_a_table() {
        let names = BTreeSet::from(["id", "text", "stars"].map(str::to_owned));
        let row = |cells: &[&str]| cells.iter().collect::<Record>();
        assert!(repeats(&names, &row(&["id", "text", "stars"])));
        assert!(repeats(&names, &row(&["text", "id", "more"])));
        assert!(!repeats(&names, &row(&["text", "good", "5"])));
        assert!(!repeats(&names, &row(&["text"])));
    }
}
