//! Delimited text (RFC 4180 and its relatives), one record at a time.
//!
//! Not the `csv` crate, because a reader that follows one open quote to the end of the file
//! swallows every row after it and never says so. This scanner notices, gives up on the record,
//! and lets the caller go on at the next line. On well-formed text both read the same
//! (`tests/delimited.rs` holds them against each other).

use crate::table::Record;
use memchr::{memchr, memchr2, memchr3};

/// How the fields of an export are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// `None` where every line is one field.
    pub(crate) delimiter: Option<u8>,
    pub(crate) quote: u8,
    pub(crate) escape: Escape,
    /// What ends a line: `\n` (after an optional `\r`), or `\r` in files that have no `\n`.
    pub(crate) newline: u8,
}

/// How a quote is written inside a quoted field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Doubled,
    Backslash,
}

/// A record and where it ended.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) record: Record,
    /// The first byte after the record's line end.
    pub(crate) end: usize,
    /// Fields that were quoted.
    pub(crate) quoted: usize,
    /// A quote stood inside a quoted field without being escaped.
    pub(crate) stray: bool,
    /// A quoted field holds a line end.
    pub(crate) multiline: bool,
}

/// A quote was opened that no sensible quote closes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote;

/// No record is longer than this; a quoted field that is has lost its closing quote.
const LONGEST: usize = 8 << 20;

/// Reads the record that begins at byte `from`, which must be a character boundary.
pub(crate) fn scan(text: &str, from: usize, dialect: &Dialect) -> Result<Scanned, OpenQuote> {
    let bytes = text.as_bytes();
    let mut scanned = Scanned {
        record: Record::default(),
        end: from,
        quoted: 0,
        stray: false,
        multiline: false,
    };
    let mut at = from;
    loop {
        let opening = skip_spaces(bytes, at);
        at = if bytes.get(opening) == Some(&dialect.quote) {
            quoted(text, opening, dialect, &mut scanned)?
        } else {
            bare(text, at, dialect, &mut scanned.record)
        };
        scanned.record.end_field();
        match bytes.get(at) {
            Some(byte) if Some(*byte) == dialect.delimiter => at += 1,
            Some(b'\r') if bytes.get(at + 1) == Some(&dialect.newline) => {
                scanned.end = at + 2;
                return Ok(scanned);
            }
            Some(_) => {
                scanned.end = at + 1;
                return Ok(scanned);
            }
            None => {
                scanned.end = at;
                return Ok(scanned);
            }
        }
    }
}

/// Splits one physical line with quotes taken as plain characters; gives the fields and the first
/// byte of the next line.
pub(crate) fn plain_line(text: &str, from: usize, dialect: &Dialect) -> (Record, usize) {
    let mut record = Record::default();
    let mut at = from;
    loop {
        at = bare(text, at, dialect, &mut record);
        record.end_field();
        match text.as_bytes().get(at) {
            Some(byte) if Some(*byte) == dialect.delimiter => at += 1,
            Some(b'\r') if text.as_bytes().get(at + 1) == Some(&dialect.newline) => {
                return (record, at + 2);
            }
            Some(_) => return (record, at + 1),
            None => return (record, at),
        }
    }
}

/// An unquoted field, up to a delimiter or line end.
fn bare(text: &str, from: usize, dialect: &Dialect, record: &mut Record) -> usize {
    let bytes = &text.as_bytes()[from..];
    let found = match dialect.delimiter {
        Some(delimiter) => memchr2(delimiter, dialect.newline, bytes),
        None => memchr(dialect.newline, bytes),
    };
    let mut end = from + found.unwrap_or(bytes.len());
    let at_newline = text
        .as_bytes()
        .get(end)
        .is_none_or(|b| *b == dialect.newline);
    if at_newline && end > from && text.as_bytes()[end - 1] == b'\r' {
        end -= 1;
    }
    record.push_str(&text[from..end]);
    // At the end of the text a lone `\r` is part of the line end too.
    if text.as_bytes().get(end) == Some(&b'\r') && end + 1 == text.len() {
        return text.len();
    }
    end
}

/// A quoted field whose opening quote stands at `opening`; gives the byte after it.
fn quoted(
    text: &str,
    opening: usize,
    dialect: &Dialect,
    scanned: &mut Scanned,
) -> Result<usize, OpenQuote> {
    let bytes = text.as_bytes();
    let quote = dialect.quote;
    let mut start = opening + 1;
    let mut at = start;
    let mut lines = false;
    loop {
        let rest = &bytes[at..];
        let found = match dialect.escape {
            Escape::Doubled => memchr2(quote, dialect.newline, rest),
            Escape::Backslash => memchr3(quote, dialect.newline, b'\\', rest),
        };
        let hit = at + found.ok_or(OpenQuote)?;
        if hit - opening > LONGEST {
            return Err(OpenQuote);
        }
        if bytes[hit] == dialect.newline {
            lines = true;
            at = hit + 1;
        } else if bytes[hit] == b'\\' && dialect.escape == Escape::Backslash {
            if bytes
                .get(hit + 1)
                .is_some_and(|b| *b == quote || *b == b'\\')
            {
                scanned.record.push_str(&text[start..hit]);
                start = hit + 1;
                at = hit + 2;
            } else {
                at = hit + 1;
            }
        } else if dialect.escape == Escape::Doubled && bytes.get(hit + 1) == Some(&quote) {
            scanned.record.push_str(&text[start..=hit]);
            start = hit + 2;
            at = start;
        } else {
            let after = skip_spaces(bytes, hit + 1);
            let closes = match bytes.get(after) {
                None => true,
                Some(b'\r') => after + 1 == bytes.len() || bytes[after + 1] == dialect.newline,
                Some(byte) => Some(*byte) == dialect.delimiter || *byte == dialect.newline,
            };
            if closes {
                scanned.record.push_str(&text[start..hit]);
                scanned.quoted += 1;
                scanned.multiline |= lines;
                // A `\r` that ends the text is no line of its own.
                let at_end = bytes.get(after) == Some(&b'\r') && after + 1 == bytes.len();
                return Ok(if at_end { bytes.len() } else { after });
            }
            // Lines later, a quote at the start of a field is that field's opening quote: the
            // one that brought us here was never closed.
            if lines && begins_field(bytes, hit, dialect) {
                return Err(OpenQuote);
            }
            scanned.stray = true;
            at = hit + 1;
        }
    }
}

/// Whether a field begins at `at`, spaces aside.
fn begins_field(bytes: &[u8], at: usize, dialect: &Dialect) -> bool {
    let before = bytes[..at].iter().rposition(|byte| *byte != b' ');
    before.is_none_or(|index| {
        Some(bytes[index]) == dialect.delimiter || bytes[index] == dialect.newline
    })
}

/// Spaces around quotes belong to neither field nor delimiter.
fn skip_spaces(bytes: &[u8], from: usize) -> usize {
    let spaces = bytes[from.min(bytes.len())..]
        .iter()
        .take_while(|byte| **byte == b' ')
        .count();
    from + spaces
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const COMMA: Dialect = Dialect {
        delimiter: Some(b','),
        quote: b'"',
        escape: Escape::Doubled,
        newline: b'\n',
    };

    fn fields(text: &str, dialect: &Dialect) -> Vec<String> {
        let scanned = scan(text, 0, dialect).unwrap();
        scanned.record.iter().map(str::to_owned).collect()
    }

    #[test]
    fn quotes_hold_delimiters_lines_and_doubled_quotes() {
        assert_eq!(
            fields("1,\"a, \"\"b\"\"\nc\",2\r\n3,", &COMMA),
            ["1", "a, \"b\"\nc", "2"]
        );
        assert_eq!(fields("a,,", &COMMA), ["a", "", ""]);
        assert_eq!(fields("\"a\" , \"b\"\n", &COMMA), ["a", "b"]);
    }

    #[test]
    fn a_stray_quote_stays_in_its_field() {
        let scanned = scan("\"he said \"wow\" twice\",5\n", 0, &COMMA).unwrap();
        assert_eq!(scanned.record.get(0), "he said \"wow\" twice");
        assert!(scanned.stray);
    }

    #[test]
    fn an_open_quote_is_noticed_at_the_next_opening_quote_or_the_end() {
        assert_eq!(
            scan("1,\"open,5\n2,\"nice\",3\n", 0, &COMMA).unwrap_err(),
            OpenQuote
        );
        assert_eq!(
            scan("1,\"open,5\n2,b,3\n", 0, &COMMA).unwrap_err(),
            OpenQuote
        );
    }

    #[test]
    fn backslashes_escape_where_the_dialect_says_so() {
        let dialect = Dialect {
            escape: Escape::Backslash,
            ..COMMA
        };
        assert_eq!(
            fields("\"a \\\"b\\\" \\n\",1\n", &dialect),
            ["a \"b\" \\n", "1"]
        );
    }

    #[test]
    fn a_line_can_be_split_with_quotes_as_plain_characters() {
        let (record, end) = plain_line("1,\"open,5\r\n2,b,3\n", 0, &COMMA);
        assert_eq!(record.iter().collect::<Vec<_>>(), ["1", "\"open", "5"]);
        assert_eq!(end, 11);
    }
}
