//! One record after the other, whatever the quoting: an open quote costs its row and no other.

use super::reach::{LONGEST_CELL, LONGEST_ROW, Reach};
use super::scan::{Dialect, plain_line, scan};
use crate::table::Record;

/// The reason in the ledger for a line whose quoting cannot be followed.
const OPEN_QUOTE: &str = "a quote is opened and never closed";
/// Lone carriage returns of a line at which it is tried to end.
const MOST_RETURNS: usize = 8;

/// The next record of a text.
pub(super) struct Next {
    /// The record, or why there is none.
    pub(super) record: Result<Record, String>,
    /// The first byte after it.
    pub(super) end: usize,
    /// Something is wrong with it: it stands on one line and may be mended.
    pub(super) doubtful: bool,
}

/// Reads the record at `at`. Where its quoting cannot be right, only its first line is taken.
pub(super) fn next(
    text: &str,
    at: usize,
    dialect: &Dialect,
    width: usize,
    reach: &mut Reach,
) -> Next {
    let looked = match scan(text, at, dialect, reach.bytes()) {
        Ok(scanned) => {
            let ragged = scanned.record.len() != width;
            let right = if scanned.multiline {
                !(ragged || scanned.stray)
                    || !swallows(
                        text,
                        at,
                        scanned.end,
                        dialect,
                        width,
                        ragged && scanned.stray,
                    )
            } else {
                true
            };
            if right {
                if ragged
                    && !scanned.multiline
                    && let Some((record, end)) = ended_early(text, at, scanned.end, dialect, width)
                {
                    reach.earn(end - at);
                    return Next {
                        record: Ok(record),
                        end,
                        doubtful: false,
                    };
                }
                reach.earn(scanned.end - at);
                let doubtful = !scanned.multiline && (ragged || !scanned.is_clean());
                let record = if ragged && dialect.padded {
                    unpadded(text, at, dialect).unwrap_or(scanned.record)
                } else {
                    scanned.record
                };
                return Next {
                    record: within_limits(record, scanned.end - at),
                    end: scanned.end,
                    doubtful,
                };
            }
            scanned.end - at
        }
        Err(open) => open.looked,
    };
    let (plain, end) = plain_line(text, at, dialect);
    reach.spend(looked, end - at);
    Next {
        record: without_quoting(plain, &text[at..end], dialect, width)
            .and_then(|record| within_limits(record, end - at)),
        end,
        doubtful: true,
    }
}

/// Whether a record of several lines, in which something is wrong, has rows of the table in it:
/// its first line is whole by itself, or two thirds of the lines after it are.
fn swallows(
    text: &str,
    at: usize,
    end: usize,
    dialect: &Dialect,
    width: usize,
    worse: bool,
) -> bool {
    let (plain, mut next) = plain_line(text, at, dialect);
    if plain.len() == width || worse {
        return true;
    }
    let (mut lines, mut whole) = (0, 0);
    while next < end {
        let (plain, after) = plain_line(text, next, dialect);
        lines += 1;
        whole += usize::from(plain.len() == width);
        next = after;
    }
    width > 2 && lines > 0 && whole * 3 >= lines * 2
}

/// Where a carriage return alone ends a row in a file whose other rows end otherwise: the fields
/// up to it are a whole row.
fn ended_early(
    text: &str,
    at: usize,
    end: usize,
    dialect: &Dialect,
    width: usize,
) -> Option<(Record, usize)> {
    if dialect.newline == b'\r' || width < 2 {
        return None;
    }
    let line = text[at..end].trim_end_matches(['\r', '\n']);
    memchr::memchr_iter(b'\r', line.as_bytes())
        .take(MOST_RETURNS)
        .find_map(|found| {
            let scanned = scan(&line[..=found], 0, dialect, line.len()).ok()?;
            (scanned.record.len() == width && scanned.is_clean())
                .then_some((scanned.record, at + found + 1))
        })
}

/// The record with the spaces after its delimiters, which may be those of a torn text.
fn unpadded(text: &str, at: usize, dialect: &Dialect) -> Option<Record> {
    let dialect = Dialect {
        padded: false,
        ..*dialect
    };
    let scanned = scan(text, at, &dialect, LONGEST_CELL).ok()?;
    Some(scanned.record)
}

/// What a line says whose quoting cannot be followed.
fn without_quoting(
    plain: Record,
    line: &str,
    dialect: &Dialect,
    width: usize,
) -> Result<Record, String> {
    let quote = char::from(dialect.quote);
    // Where every quote of the line has its fellow, the quotes are part of what was written, and
    // too many fields can be joined later.
    let paired = line.matches(quote).count() % 2 == 0;
    if plain.len() != width && !paired {
        return Err(OPEN_QUOTE.to_owned());
    }
    let fields = plain.iter();
    Ok(fields
        .map(|field| unquoted(field, dialect).unwrap_or_else(|| field.to_owned()))
        .collect())
}

/// What a field says that is quoted from end to end.
fn unquoted(field: &str, dialect: &Dialect) -> Option<String> {
    let field = field.trim();
    let scanned = scan(field, 0, dialect, field.len()).ok()?;
    let whole = scanned.quoted == 1 && scanned.record.len() == 1 && scanned.end == field.len();
    whole.then(|| scanned.record.get(0).to_owned())
}

/// Refuses what is larger than anything a person or a tool writes as one row.
fn within_limits(record: Record, bytes: usize) -> Result<Record, String> {
    if bytes > LONGEST_ROW {
        return Err(format!("the row has more than {} MiB", LONGEST_ROW >> 20));
    }
    if bytes > LONGEST_CELL && record.iter().any(|cell| cell.len() > LONGEST_CELL) {
        return Err(format!("a field has more than {} MiB", LONGEST_CELL >> 20));
    }
    Ok(record)
}
