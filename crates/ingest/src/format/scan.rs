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
    /// Every delimiter is followed by one space that belongs to it.
    pub(crate) padded: bool,
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
    /// Which of the first 64 fields were quoted, a bit each.
    pub(crate) quoted_at: u64,
    /// A quote stood inside a quoted field without being escaped.
    pub(crate) stray: bool,
    /// A quote stood inside a field that is not quoted.
    pub(crate) loose: bool,
    /// A quoted field holds a line end.
    pub(crate) multiline: bool,
}

impl Scanned {
    /// Every quote does what quotes are for.
    pub(crate) fn is_clean(&self) -> bool {
        !self.stray && !self.loose
    }
}

/// A quote was opened that no sensible quote closes within reach.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// Bytes that were looked at in vain.
    pub(crate) looked: usize,
}

/// What a reader may suppose about a damaged record, as byte positions in the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Supposed {
    /// A quote that is a plain character.
    pub(crate) literal: Option<usize>,
    /// A byte before which a delimiter was lost.
    pub(crate) cut: Option<usize>,
}

/// Reads the record that begins at byte `from`, which must be a character boundary. A quoted
/// field that does not end within `reach` bytes has lost its closing quote.
pub(crate) fn scan(
    text: &str,
    from: usize,
    dialect: &Dialect,
    reach: usize,
) -> Result<Scanned, OpenQuote> {
    scan_supposing(text, from, dialect, reach, Supposed::default())
}

/// [`scan`], where something is supposed about the record.
pub(crate) fn scan_supposing(
    text: &str,
    from: usize,
    dialect: &Dialect,
    reach: usize,
    mut supposed: Supposed,
) -> Result<Scanned, OpenQuote> {
    let bytes = text.as_bytes();
    let mut scanned = Scanned {
        record: Record::default(),
        end: from,
        quoted: 0,
        quoted_at: 0,
        stray: false,
        loose: false,
        multiline: false,
    };
    let mut at = from;
    loop {
        let opening = dialect.skip_spaces(bytes, at);
        let opens = bytes.get(opening) == Some(&dialect.quote) && supposed.literal != Some(opening);
        at = if opens {
            quoted(text, opening, dialect, reach, supposed, &mut scanned)?
        } else {
            let (end, field_end) = bare_end(text, at, dialect, supposed.cut);
            let field = &bytes[at..field_end];
            let mut quotes = memchr::memchr_iter(dialect.quote, field).map(|found| at + found);
            scanned.loose |= quotes.any(|found| supposed.literal != Some(found));
            scanned.record.push_str(&text[at..field_end]);
            end
        };
        scanned.record.end_field();
        if supposed.cut == Some(at) {
            supposed.cut = None;
            continue;
        }
        match bytes.get(at) {
            Some(byte) if Some(*byte) == dialect.delimiter => {
                at += 1;
                at += usize::from(dialect.padded && bytes.get(at) == Some(&b' '));
            }
            Some(b'\r') if dialect.newline == b'\n' && bytes.get(at + 1) == Some(&b'\n') => {
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
        let (end, field_end) = bare_end(text, at, dialect, None);
        record.push_str(&text[at..field_end]);
        record.end_field();
        at = end;
        match text.as_bytes().get(at) {
            Some(byte) if Some(*byte) == dialect.delimiter => at += 1,
            Some(b'\r')
                if dialect.newline == b'\n' && text.as_bytes().get(at + 1) == Some(&b'\n') =>
            {
                return (record, at + 2);
            }
            Some(_) => return (record, at + 1),
            None => return (record, at),
        }
    }
}

/// The first byte after the line that holds byte `from`.
pub(crate) fn line_end(text: &str, from: usize, newline: u8) -> usize {
    memchr(newline, &text.as_bytes()[from..]).map_or(text.len(), |found| from + found + 1)
}

/// Where the unquoted field that begins at `from` is over, and where its characters end: at a
/// delimiter, a line end, or the byte before which a delimiter was lost.
fn bare_end(text: &str, from: usize, dialect: &Dialect, cut: Option<usize>) -> (usize, usize) {
    let bytes = text.as_bytes();
    let rest = &bytes[from..];
    let found = match dialect.delimiter {
        Some(delimiter) => memchr2(delimiter, dialect.newline, rest),
        None => memchr(dialect.newline, rest),
    };
    let mut end = from + found.unwrap_or(rest.len());
    if let Some(cut) = cut.filter(|cut| (from + 1..end).contains(cut)) {
        return (cut, cut);
    }
    let at_newline = bytes.get(end).is_none_or(|b| *b == dialect.newline);
    if at_newline && end > from && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    // At the end of the text a lone `\r` is part of the line end too.
    if bytes.get(end) == Some(&b'\r') && end + 1 == text.len() {
        return (text.len(), end);
    }
    (end, end)
}

/// A quoted field whose opening quote stands at `opening`; gives the byte after it.
fn quoted(
    text: &str,
    opening: usize,
    dialect: &Dialect,
    reach: usize,
    supposed: Supposed,
    scanned: &mut Scanned,
) -> Result<usize, OpenQuote> {
    let bytes = text.as_bytes();
    let quote = dialect.quote;
    let mut start = opening + 1;
    let mut at = start;
    let mut lines = false;
    let within = &bytes[..bytes.len().min(opening.saturating_add(reach))];
    let open = |at: usize| OpenQuote {
        looked: at - opening,
    };
    loop {
        let rest = within.get(at..).unwrap_or_default();
        let found = match dialect.escape {
            Escape::Doubled => memchr2(quote, dialect.newline, rest),
            Escape::Backslash => memchr3(quote, dialect.newline, b'\\', rest),
        };
        let hit = at + found.ok_or_else(|| open(within.len()))?;
        let after_hit = bytes.get(hit + 1);
        if bytes[hit] == dialect.newline {
            lines = true;
            at = hit + 1;
        } else if supposed.literal == Some(hit) {
            at = hit + 1;
        } else if bytes[hit] == b'\\' && dialect.escape == Escape::Backslash {
            if after_hit.is_some_and(|b| *b == quote || *b == b'\\') {
                scanned.record.push_str(&text[start..hit]);
                start = hit + 1;
                at = hit + 2;
            } else {
                at = hit + 1;
            }
        } else if dialect.escape == Escape::Doubled
            && after_hit == Some(&quote)
            && supposed.cut != Some(hit + 1)
        {
            scanned.record.push_str(&text[start..=hit]);
            start = hit + 2;
            at = start;
        } else {
            let after = dialect.skip_spaces(bytes, hit + 1);
            let cut = supposed.cut.filter(|cut| (hit + 1..=after).contains(cut));
            let closes = match bytes.get(after) {
                None => true,
                Some(byte) if Some(*byte) == dialect.delimiter || *byte == dialect.newline => true,
                Some(b'\r') => after + 1 == bytes.len() || bytes[after + 1] == dialect.newline,
                Some(_) => false,
            };
            if closes || cut.is_some() {
                scanned.record.push_str(&text[start..hit]);
                scanned.quoted_at |= 1u64.checked_shl(scanned.record.len() as u32).unwrap_or(0);
                scanned.quoted += 1;
                scanned.multiline |= lines;
                // A `\r` that ends the text is no line of its own.
                let at_end = bytes.get(after) == Some(&b'\r') && after + 1 == bytes.len();
                return Ok(cut.unwrap_or(if at_end { bytes.len() } else { after }));
            }
            // Lines later, a quote at the start of a field is that field's opening quote: the
            // one that brought us here was never closed.
            if lines && dialect.begins_field(bytes, hit) {
                return Err(open(hit));
            }
            scanned.stray = true;
            at = hit + 1;
        }
    }
}

impl Dialect {
    /// Whether a field begins at `at`, spaces aside.
    pub(crate) fn begins_field(&self, bytes: &[u8], at: usize) -> bool {
        let spaces = self.delimiter != Some(b' ');
        let before = bytes[..at]
            .iter()
            .rposition(|byte| !spaces || *byte != b' ');
        before.is_none_or(|index| {
            Some(bytes[index]) == self.delimiter || bytes[index] == self.newline
        })
    }

    /// Spaces around quotes belong to neither field nor delimiter.
    fn skip_spaces(&self, bytes: &[u8], from: usize) -> usize {
        if self.delimiter == Some(b' ') {
            return from;
        }
        let spaces = bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|byte| **byte == b' ')
            .count();
        from + spaces
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::format) const COMMA: Dialect = Dialect {
        delimiter: Some(b','),
        padded: false,
        quote: b'"',
        escape: Escape::Doubled,
        newline: b'\n',
    };

    fn whole(text: &str, dialect: &Dialect) -> Scanned {
        scan(text, 0, dialect, usize::MAX).unwrap()
    }

    fn fields(text: &str, dialect: &Dialect) -> Vec<String> {
        let scanned = whole(text, dialect);
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
        let scanned = whole("\"he said \"wow\" twice\",5\n", &COMMA);
        assert_eq!(scanned.record.get(0), "he said \"wow\" twice");
        assert!(scanned.stray && !scanned.loose);
        let scanned = whole("he said \"wow\" twice,\"5\"\n", &COMMA);
        assert!(scanned.loose && !scanned.stray);
        assert_eq!(scanned.quoted_at, 0b10);
    }

    #[test]
    fn an_open_quote_is_noticed_at_the_next_opening_quote_the_end_or_out_of_reach() {
        let looked = |text: &str, reach| scan(text, 0, &COMMA, reach).unwrap_err().looked;
        assert_eq!(looked("1,\"open,5\n2,\"nice\",3\n", usize::MAX), 10);
        assert_eq!(looked("1,\"open,5\n2,b,3\n", usize::MAX), 14);
        assert_eq!(looked("1,\"open,5\n2,b,3\n", 4), 4);
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
    fn a_delimiter_may_be_a_space_or_have_one() {
        let spaced = Dialect {
            delimiter: Some(b' '),
            ..COMMA
        };
        assert_eq!(fields("a  \"b c\" \n", &spaced), ["a", "", "b c", ""]);
        let padded = Dialect {
            padded: true,
            ..COMMA
        };
        assert_eq!(fields("a,  b, \"c\", \n", &padded), ["a", " b", "c", ""]);
    }

    #[test]
    fn a_line_can_be_split_with_quotes_as_plain_characters() {
        let (record, end) = plain_line("1,\"open,5\r\n2,b,3\n", 0, &COMMA);
        assert_eq!(record.iter().collect::<Vec<_>>(), ["1", "\"open", "5"]);
        assert_eq!(end, 11);
    }

    #[test]
    fn a_damaged_line_is_read_as_supposed() {
        let supposing = |text: &str, literal, cut| {
            let scanned =
                scan_supposing(text, 0, &COMMA, usize::MAX, Supposed { literal, cut }).unwrap();
            let clean = scanned.is_clean();
            let fields: Vec<String> = scanned.record.iter().map(str::to_owned).collect();
            (fields.join("|"), clean)
        };
        let literal = supposing("1,\"a,\"b, c\",2\n", Some(2), None);
        assert_eq!(literal, ("1|\"a|b, c|2".into(), true));
        let literal = supposing("\"5\"\",\"b\"\n", Some(2), None);
        assert_eq!(literal, ("5\"|b".into(), true));
        let cut = supposing("1,\"a, b\"\"c\",2\n", None, Some(8));
        assert_eq!(cut, ("1|a, b|c|2".into(), true));
        let cut = supposing("$5\"a, b\",2\n", None, Some(2));
        assert_eq!(cut, ("$5|a, b|2".into(), true));
        let cut = supposing("\"a\"b,2\n", None, Some(3));
        assert_eq!(cut, ("a|b|2".into(), true));
    }
}
