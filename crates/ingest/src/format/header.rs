//! Whether the first record names the columns.

use super::shape::Columns;
use crate::columns::is_known_name;
use crate::table::{Header, Record};
use crate::values::{date, number};
use std::collections::{BTreeMap, BTreeSet};

/// A name is short; a review seldom is.
const LONGEST_NAME: usize = 80;
/// Rows that tell what a column holds.
const ROWS_THAT_TELL: usize = 5;
/// Cells that tell that all in a column look alike.
const ROWS_ALIKE: usize = 12;

/// Decides by known names first, then by whether the first record differs in kind from those
/// under it.
pub(crate) fn present(first: &Record, below: &[&Record]) -> Header {
    let named =
        looks_like_names(first) && (first.iter().any(is_known_name) || differs(first, below));
    if named || stands_out(first, below) {
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
/// allowed, a name given twice among known ones, and one year after the other beside words.
fn looks_like_names(first: &Record) -> bool {
    let mut seen = BTreeSet::new();
    let mut years: Option<u16> = None;
    let (mut filled, mut known, mut repeated) = (0, 0, false);
    for name in first.iter().map(str::trim) {
        if name.is_empty() {
            continue;
        }
        filled += 1;
        let next = year(name).filter(|year| years.is_none_or(|last| last + 1 == *year));
        years = next.or(years);
        let value = next.is_none() && is_value(name);
        if value || name.chars().count() > LONGEST_NAME {
            return false;
        }
        known += usize::from(is_known_name(name));
        repeated |= !seen.insert(name);
    }
    let words = first
        .iter()
        .any(|name| !name.trim().is_empty() && year(name.trim()).is_none());
    filled > 0
        && words
        && filled * 2 >= first.len()
        && (!repeated || (seen.len() > 1 && known * 2 > filled))
}

/// Whether the first record is of another kind than those below, whatever its words: it holds
/// text where only numbers or dates stand, in two columns at least (or in the only one), and in
/// more columns than it holds such a value itself.
fn stands_out(first: &Record, below: &[&Record]) -> bool {
    if below.len() < ROWS_THAT_TELL {
        return false;
    }
    let (mut unlike, mut alike) = (0, 0);
    for column in 0..first.len() {
        let name = first.get(column).trim();
        if name.is_empty() || !is_typed(below, column) {
            continue;
        }
        // A month over amounts is a name as well.
        let amounts = below.iter().map(|record| record.get(column).trim());
        let mut amounts = amounts.filter(|value| !value.is_empty());
        let dated = number(name).is_none() && amounts.all(|value| number(value).is_some());
        if is_value(name) && !dated {
            alike += 1;
        } else {
            unlike += 1;
        }
    }
    unlike > alike && (unlike > 1 || first.len() == 1)
}

fn is_value(cell: &str) -> bool {
    number(cell).is_some() || date::is_date(cell)
}

/// Whether a column holds nothing but numbers and dates.
fn is_typed(rows: &[&Record], column: usize) -> bool {
    let mut values = rows
        .iter()
        .map(|record| record.get(column).trim())
        .filter(|value| !value.is_empty())
        .peekable();
    values.peek().is_some() && values.all(is_value)
}

fn year(name: &str) -> Option<u16> {
    let digits = name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits.then(|| name.parse().ok())?;
    year.filter(|year| (1900..2100).contains(year))
}

/// A column of numbers, dates, long texts or cells that all look alike under a word tells that
/// the word is a name.
fn differs(first: &Record, below: &[&Record]) -> bool {
    if below.is_empty() || first.len() < 2 {
        return false;
    }
    let columns = Columns::learn(below.iter().map(|row| row.view()), first.len());
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
        let typed = values.iter().filter(|value| is_value(value)).count();
        if year(name.trim()).is_some() {
            // A year is a value among years, and a name over amounts.
            let years = values.iter().filter(|value| year(value).is_some()).count();
            return first.len() > 2 && years == 0 && typed == values.len();
        }
        let alike =
            values.len() >= ROWS_ALIKE && columns.is_shaped(column) && !columns.fits(column, name);
        let length = values.iter().map(|value| value.len()).sum::<usize>() / values.len();
        typed * 10 >= values.len() * 9
            || alike
            || (length > 3 * name.len() && length > 24 && name.split_whitespace().count() <= 4)
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
    (0..next.len())
        .filter(|column| !next.get(*column).trim().is_empty())
        .filter(|column| is_typed(below, *column))
        .count()
        > 1
}

/// Whether a record names the columns of a table that begins in the middle of the export: two
/// thirds of it, and two fields at least, are names of the header above, and none is a value.
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
    let named = |cell: &str| !is_value(cell) || year(cell).is_some();
    shared > 1 && shared * 3 >= record.len() * 2 && record.iter().map(str::trim).all(named)
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
    fn years_are_names_over_amounts() {
        let rows: [&[&str]; 3] = [
            &["Area", "2013", "2014"],
            &["North", "17", "4"],
            &["South", "9", "2"],
        ];
        assert_eq!(decide(&rows), Header::Present);
        assert_eq!(
            decide(&[&["North", "2013", "5"], &["South", "2014", "4"]]),
            Header::Absent
        );
        assert_eq!(decide(&[&["2013", "2014"], &["5", "4"]]), Header::Absent);
    }

    #[test]
    fn words_over_numbers_stand_out() {
        let mut rows: Vec<[&str; 4]> = vec![["m=10", "m=10", "5", "loss"]];
        rows.extend([["1", "2.5", "b", "0.1"]; 5]);
        let mut rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        assert_eq!(decide(&rows), Header::Present);
        rows[0] = &["Jan-13", "Feb-13", "b", "Mar-13"];
        assert_eq!(decide(&rows), Header::Present);
        rows[0] = &["m", "5", "c", "7"];
        assert_eq!(decide(&rows), Header::Absent);
        assert_eq!(
            decide(&[&["flow"], &["1"], &["2"], &["3"], &["1"], &["5"]]),
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
        assert!(!repeats(&names, &row(&["id", "text", "4"])));
        assert!(!repeats(&names, &row(&["text"])));
    }
}
