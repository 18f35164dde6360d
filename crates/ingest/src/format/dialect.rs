//! Which delimiter and quoting a delimited export uses.
//!
//! Every candidate reads the beginning of the export; the one whose records agree best on their
//! number of fields wins (the pattern score of van den Burg et al., "Wrangling messy CSV files by
//! detecting row and type patterns", 2019, with header words in place of its type score).

use super::header;
use super::scan::{Dialect, Escape, scan};
use crate::columns::is_known_name;
use crate::decode::beginning;
use std::collections::BTreeMap;

const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Bytes and records that are looked at.
const SAMPLE_BYTES: usize = 512 << 10;
const SAMPLE_RECORDS: usize = 1000;
/// Below this agreement the text has no delimiter and every line is one field, unless its header
/// says otherwise.
pub(super) const LEAST_AGREEMENT: f64 = 0.5;

/// What a candidate makes of the sample.
struct Reading {
    dialect: Dialect,
    /// The most frequent number of fields.
    width: usize,
    /// Share of records with that number.
    agreement: f64,
    /// Share of records with quoting gone wrong.
    flawed: f64,
    /// The first record can be nothing but a header.
    headed: bool,
    score: f64,
}

/// The dialect of a text that is not empty; `delimiter` is the user's word.
pub(crate) fn sniff(text: &str, delimiter: Option<u8>) -> Dialect {
    let newline = if memchr::memchr(b'\n', text.as_bytes()).is_some() {
        b'\n'
    } else {
        b'\r'
    };
    let sample = sample(text, newline);
    let whole = sample.len() == text.len();
    let read = |delimiter: Option<u8>, quote: u8, escape: Escape| {
        let dialect = Dialect {
            delimiter,
            quote,
            escape,
            newline,
        };
        reading(sample, whole, dialect)
    };
    let best = match delimiter {
        Some(_) => read(delimiter, b'"', Escape::Doubled),
        None => CANDIDATES
            .into_iter()
            .map(|candidate| read(Some(candidate), b'"', Escape::Doubled))
            .filter(|next| next.agreement >= LEAST_AGREEMENT || next.headed)
            .reduce(|best, next| if next.score > best.score { next } else { best })
            .filter(|best| best.score > 0.0)
            .unwrap_or_else(|| read(None, b'"', Escape::Doubled)),
    };
    if delimiter.is_none() && best.width == 1 {
        return Dialect {
            delimiter: None,
            ..best.dialect
        };
    }
    // Other quoting only where the common one goes wrong.
    let mut chosen = best;
    if chosen.flawed > 0.0 && memchr::memmem::find(sample.as_bytes(), b"\\\"").is_some() {
        let other = read(chosen.dialect.delimiter, b'"', Escape::Backslash);
        if other.flawed < chosen.flawed && other.agreement >= chosen.agreement {
            chosen = other;
        }
    }
    if chosen.agreement < 1.0 && !sample.contains('"') {
        let other = read(chosen.dialect.delimiter, b'\'', Escape::Doubled);
        if other.agreement > chosen.agreement && other.flawed <= 0.01 {
            chosen = other;
        }
    }
    chosen.dialect
}

/// The beginning of the text, cut at a line end where there is one.
fn sample(text: &str, newline: u8) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    match memchr::memrchr(newline, &text.as_bytes()[..SAMPLE_BYTES]) {
        Some(end) => &text[..=end],
        None => beginning(text, SAMPLE_BYTES),
    }
}

fn reading(sample: &str, whole: bool, dialect: Dialect) -> Reading {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut at, mut records, mut flawed) = (0, 0usize, 0usize);
    let mut first: Option<(usize, bool, bool)> = None;
    while at < sample.len() && records < SAMPLE_RECORDS {
        let Ok(scanned) = scan(sample, at, &dialect) else {
            // The sample may cut the last record.
            if !whole && records > 0 && sample.len() - at < SAMPLE_BYTES / 8 {
                break;
            }
            flawed += 1;
            records += 1;
            at = memchr::memchr(dialect.newline, &sample.as_bytes()[at..])
                .map_or(sample.len(), |found| at + found + 1);
            continue;
        };
        at = scanned.end;
        let width = scanned.record.len();
        if width == 1 && scanned.record.get(0).trim().is_empty() {
            continue;
        }
        first.get_or_insert_with(|| {
            let record = &scanned.record;
            let known = record.iter().any(is_known_name);
            (width, known, header::is_certain(record))
        });
        records += 1;
        flawed += usize::from(scanned.stray);
        *widths.entry(width).or_default() += 1;
    }
    let (width, votes) = widths
        .iter()
        .max_by_key(|(width, votes)| (**votes, **width))
        .map_or((1, 0), |(width, votes)| (*width, *votes));
    let share = |part: usize| part as f64 / records.max(1) as f64;
    let (agreement, flawed) = (share(votes), share(flawed));
    let mut score = if width < 2 {
        0.0
    } else {
        agreement * agreement * (1.0 - flawed) * (1.0 - 1.0 / (width as f64 + 1.0))
    };
    if let Some((first_width, known, _)) = first {
        if first_width != width {
            score *= 0.3;
        } else if known {
            score *= 1.5;
        }
    }
    Reading {
        dialect,
        width,
        agreement,
        flawed,
        headed: first.is_some_and(|(_, _, certain)| certain),
        score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<char> {
        sniff(text, None).delimiter.map(char::from)
    }

    #[test]
    fn the_delimiter_is_the_one_the_records_agree_on() {
        assert_eq!(
            delimiter("id,text\n1,good; fine\n2,\"bad, slow\"\n"),
            Some(',')
        );
        assert_eq!(
            delimiter("id;text\n1;good, fine\n2;bad, slow, old\n"),
            Some(';')
        );
        assert_eq!(delimiter("id\ttext\n1\tgood, fine\n2\tbad\n"), Some('\t'));
        assert_eq!(delimiter("id|text|x\n1|good, fine|\n2|bad|\n"), Some('|'));
    }

    #[test]
    fn lines_of_prose_have_no_delimiter() {
        let text = "text\nGood app, really\nSlow, heavy, and dull; sorry\nFine\nI like it\n";
        assert_eq!(delimiter(text), None);
    }

    #[test]
    fn backslash_escapes_are_found() {
        let text = "id,text\n1,\"he said \\\"wow\\\", twice\"\n2,\"plain\"\n";
        assert_eq!(sniff(text, None).escape, Escape::Backslash);
    }

    #[test]
    fn old_line_ends_are_found() {
        assert_eq!(sniff("id,text\r1,good\r2,bad\r", None).newline, b'\r');
    }
}
