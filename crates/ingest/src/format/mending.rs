//! Ways of mending a row that does not have as many fields as the others.
//!
//! Every way supposes one slip (a delimiter too many or too few, a quote too many, another
//! delimiter) and is believed only where the outcome has the table's width, looks like the other
//! rows, and is the only one that does.

use super::dialect::STAND_INS;
use super::scan::{Dialect, Scanned, Supposed, scan, scan_supposing};
use super::shape::Columns;
use crate::table::Record;

/// Longer lines, in bytes, are not mended: every way reads the line again.
pub(super) const LONGEST_MENDED: usize = 16 << 10;
/// Quotes of a line that are supposed to be wrong, one after the other.
const MOST_QUOTES: usize = 32;

/// A mended row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) record: Record,
    /// The field in front of which an open quote stands, which was kept.
    pub(super) quote_at: Option<usize>,
}

impl Mended {
    fn plain(record: Record) -> Self {
        Self {
            record,
            quote_at: None,
        }
    }
}

/// Mends the row on `line`, which ends with its line end, to `width` fields; none where the row
/// is as good as it gets.
pub(super) fn row(
    line: &str,
    dialect: &Dialect,
    width: usize,
    columns: &Columns,
) -> Option<Mended> {
    if line.len() > LONGEST_MENDED || width < 2 {
        return None;
    }
    let evidence = columns.shaped() > 0;
    let read = scan(line, 0, dialect, line.len());
    if let Ok(scanned) = &read {
        let record = &scanned.record;
        let as_wide = record.len() == width;
        if as_wide && (!scanned.loose || columns.fit(record)) {
            return None;
        }
        if scanned.is_clean() && evidence {
            let mended = if record.len() == width + 1 {
                without_empty(record, columns).or_else(|| joined(scanned, dialect, columns))
            } else if record.len() > width {
                joined(scanned, dialect, columns)
            } else if record.len() + 1 == width {
                if is_short(record, columns) {
                    return None;
                }
                split(scanned, columns)
            } else {
                None
            };
            if mended.is_some() {
                return mended.map(Mended::plain);
            }
        }
    }
    if !read.as_ref().is_ok_and(Scanned::is_clean) || line.contains(char::from(dialect.quote)) {
        let fits = |mended: &Mended| fits(mended, dialect, columns);
        let ways = ways(line, dialect, width);
        let mut fitting = ways.iter().filter(|mended| evidence && fits(mended));
        let found = match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only),
            (None, _) => match ways.as_slice() {
                // What a cut parts must be seen to fit.
                [only] if only.quote_at.is_some() => Some(only),
                _ => None,
            },
            _ => None,
        };
        if let Some(found) = found {
            return Some(Mended {
                record: found.record.clone(),
                quote_at: found.quote_at,
            });
        }
    }
    if columns.shaped() < 2 {
        return None;
    }
    let mut found = STAND_INS
        .into_iter()
        .filter(|delimiter| Some(*delimiter) != dialect.delimiter)
        .filter_map(|delimiter| {
            let stand_in = with(dialect, delimiter);
            let scanned = scan(line, 0, &stand_in, line.len()).ok()?;
            if scanned.record.len() == width && scanned.is_clean() && columns.fit(&scanned.record) {
                return Some(scanned.record);
            }
            (scanned.record.len() > width && scanned.is_clean())
                .then(|| joined(&scanned, &stand_in, columns))?
        });
    match (found.next(), found.next()) {
        (Some(only), None) => Some(Mended::plain(only)),
        _ => None,
    }
}

/// Mends the line with the names of the columns: no name may be empty or stand twice.
pub(super) fn names(line: &str, dialect: &Dialect, width: usize) -> Option<Record> {
    if line.len() > LONGEST_MENDED || width < 2 {
        return None;
    }
    let named = |record: &Record| {
        let mut seen = std::collections::BTreeSet::new();
        record.len() == width
            && record
                .iter()
                .all(|name| !name.trim().is_empty() && seen.insert(name.trim()))
    };
    let read = scan(line, 0, dialect, line.len());
    if let Ok(scanned) = &read
        && scanned.is_clean()
        && scanned.record.len() == width + 1
    {
        let filled: Record = scanned
            .record
            .iter()
            .filter(|name| !name.trim().is_empty())
            .collect();
        return named(&filled).then_some(filled);
    }
    let mut found: Vec<Record> = ways(line, dialect, width)
        .into_iter()
        .map(|mended| mended.record)
        .filter(named)
        .collect();
    if found.is_empty() {
        let stand_ins = STAND_INS
            .into_iter()
            .filter(|it| Some(*it) != dialect.delimiter);
        found.extend(stand_ins.filter_map(|delimiter| {
            let scanned = scan(line, 0, &with(dialect, delimiter), line.len()).ok()?;
            (scanned.is_clean() && named(&scanned.record)).then_some(scanned.record)
        }));
    }
    match found.len() {
        1 => found.pop(),
        _ => None,
    }
}

fn with(dialect: &Dialect, delimiter: u8) -> Dialect {
    Dialect {
        delimiter: Some(delimiter),
        padded: false,
        ..*dialect
    }
}

/// What the line reads as where one of its quotes is a plain character, or a delimiter was lost
/// beside one; each reading once.
fn ways(line: &str, dialect: &Dialect, width: usize) -> Vec<Mended> {
    let mut ways: Vec<Mended> = Vec::new();
    let quotes = memchr::memchr_iter(dialect.quote, line.as_bytes());
    let mut supposed = Vec::new();
    for at in quotes.take(MOST_QUOTES) {
        supposed.push(Supposed {
            literal: Some(at),
            cut: None,
        });
        for cut in [at, at + 1] {
            let cut = Some(cut).filter(|cut| *cut > 0);
            supposed.push(Supposed { literal: None, cut });
        }
    }
    supposed.dedup_by_key(|it| (it.literal, it.cut));
    for supposed in supposed {
        let Ok(scanned) = scan_supposing(line, 0, dialect, line.len(), supposed) else {
            continue;
        };
        if scanned.record.len() != width || !scanned.is_clean() {
            continue;
        }
        let quote_at = supposed.literal.and_then(|_| {
            let quote = char::from(dialect.quote);
            let opens = |(index, field): (usize, &str)| {
                scanned.quoted_at >> index.min(63) & 1 == 0 && field.trim_start().starts_with(quote)
            };
            scanned.record.iter().enumerate().position(opens)
        });
        let mended = Mended {
            record: scanned.record,
            quote_at,
        };
        if !ways.iter().any(|way| way.record == mended.record) {
            ways.push(mended);
        }
    }
    ways
}

/// Whether a mended row looks like the others, aside from the quote that was kept.
fn fits(mended: &Mended, dialect: &Dialect, columns: &Columns) -> bool {
    mended.record.iter().enumerate().all(|(column, cell)| {
        if mended.quote_at == Some(column) {
            let inner = cell.trim_start().strip_prefix(char::from(dialect.quote));
            return inner.is_some_and(|inner| columns.fits(column, inner));
        }
        columns.fits(column, cell)
    })
}

/// Whether the last field alone was left out.
fn is_short(record: &Record, columns: &Columns) -> bool {
    columns.may_be_empty(record.len())
        && record
            .iter()
            .enumerate()
            .all(|(column, cell)| columns.fits(column, cell))
}

/// How many of the first fields fit the first columns.
fn fitting_start(record: &Record, columns: &Columns) -> usize {
    let unlike = |(column, cell): (usize, &str)| !columns.fits(column, cell);
    let mut cells = record.iter().enumerate();
    cells.position(unlike).unwrap_or(record.len())
}

/// The first field from which on all fit the columns that lie `shift` further on.
fn fitting_end(record: &Record, columns: &Columns, shift: isize) -> usize {
    let mut from = record.len();
    while let Some(index) = from.checked_sub(1) {
        let column = index.checked_add_signed(shift);
        if !column.is_some_and(|column| columns.fits(column, record.get(index))) {
            break;
        }
        from = index;
    }
    from
}

/// A row with one delimiter too many, without the empty field that it made.
fn without_empty(record: &Record, columns: &Columns) -> Option<Record> {
    let (start, end) = (
        fitting_start(record, columns),
        fitting_end(record, columns, -1),
    );
    let empty = |index: &usize| record.get(*index).is_empty();
    // Of empty fields side by side it makes no difference which one goes.
    let mut found = (0..record.len()).filter(empty).filter(|index| {
        let again = *index > 0 && empty(&(index - 1)) && *index - 1 <= start && *index >= end;
        *index <= start && index + 1 >= end && !again
    });
    let (only, None) = (found.next()?, found.next()) else {
        return None;
    };
    let kept = record
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != only);
    Some(kept.map(|(_, cell)| cell).collect())
}

/// A row with too many fields, whose prose was torn at delimiters of its own: joined where one
/// column alone can have been torn. What was quoted is whole.
fn joined(scanned: &Scanned, dialect: &Dialect, columns: &Columns) -> Option<Record> {
    let record = &scanned.record;
    let delimiter = char::from(dialect.delimiter?);
    let extra = record.len().checked_sub(columns.len())?;
    let shift = -isize::try_from(extra).ok()?;
    let (start, end) = (
        fitting_start(record, columns),
        fitting_end(record, columns, shift),
    );
    let mut found = (0..columns.len()).filter(|column| {
        let torn = *column..=column + extra;
        *column <= start
            && column + extra + 1 >= end
            && !columns.is_shaped(*column)
            && columns.fits(*column, record.get(*column))
            && torn.end() < &64
            && torn
                .clone()
                .all(|index| scanned.quoted_at >> index & 1 == 0)
    });
    let (text_at, None) = (found.next()?, found.next()) else {
        return None;
    };
    Some(join(record, text_at, extra, delimiter))
}

/// Joins the field at `text_at` with the `extra` ones after it.
fn join(record: &Record, text_at: usize, extra: usize, delimiter: char) -> Record {
    let mut joined = Record::default();
    for index in 0..record.len() {
        joined.push_str(record.get(index));
        if (text_at..text_at + extra).contains(&index) {
            joined.push_str(delimiter.encode_utf8(&mut [0; 4]));
        } else {
            joined.end_field();
        }
    }
    joined
}

/// A row with one delimiter too few: the field is parted that reads as the cells of two columns,
/// one of which has a shape.
fn split(scanned: &Scanned, columns: &Columns) -> Option<Record> {
    let record = &scanned.record;
    let (start, end) = (
        fitting_start(record, columns),
        fitting_end(record, columns, 1),
    );
    let mut found = None;
    for field in end.saturating_sub(1)..=start.min(record.len() - 1) {
        if field < 64 && scanned.quoted_at >> field & 1 == 1 {
            continue;
        }
        if !columns.is_shaped(field) && !columns.is_shaped(field + 1) {
            continue;
        }
        let cell = record.get(field);
        for (at, _) in cell.char_indices() {
            let (left, right) = cell.split_at(at);
            if columns.fits(field, left) && columns.fits(field + 1, right) {
                if found.is_some() {
                    return None;
                }
                found = Some((field, at));
            }
        }
    }
    let (field, at) = found?;
    let mut parted = Record::default();
    for index in 0..record.len() {
        let cell = record.get(index);
        if index == field {
            let (left, right) = cell.split_at(at);
            parted.push_field(left);
            parted.push_field(right);
        } else {
            parted.push_field(cell);
        }
    }
    Some(parted)
}

/// Gives a row with too many fields the width of the table, by joining what an unquoted delimiter
/// tore apart in the text column `text_at`. `fits` says whether a field suits its column.
pub(crate) fn mend(
    record: &Record,
    width: usize,
    text_at: usize,
    delimiter: char,
    fits: impl Fn(usize, &str) -> bool,
) -> Option<Record> {
    let extra = record.len().checked_sub(width)?;
    let surplus_empty = (width..record.len()).all(|index| record.get(index).trim().is_empty());
    if surplus_empty {
        return Some((0..width).map(|index| record.get(index)).collect());
    }
    let mended = join(record, text_at, extra, delimiter);
    (0..width)
        .all(|index| index == text_at || fits(index, mended.get(index)))
        .then_some(mended)
}
