//! Which delimiter and quoting a delimited export uses.
//!
//! Every candidate reads the beginning of the export; the one whose records agree best on their
//! number of fields wins (the pattern score of van den Burg et al., "Wrangling messy CSV files by
//! detecting row and type patterns", 2019, with header words in place of its type score).

use super::header;
use super::reach::Reach;
use super::scan::{Dialect, Escape, Scanned, line_end, scan};
use crate::columns::is_known_name;
use crate::decode::beginning;
use memchr::memchr_iter;
use std::collections::BTreeMap;

const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Delimiters that also stand in prose, times and paths: believed where all records agree.
const RARE: [u8; 4] = [b'^', b'~', b':', b' '];
/// What every delimiter may be read under as a stand-in in a single damaged row.
pub(super) const STAND_INS: [u8; 6] = [b',', b'\t', b';', b'|', b' ', b':'];
/// Bytes and records that are looked at.
const SAMPLE_BYTES: usize = 512 << 10;
const SAMPLE_RECORDS: usize = 1000;
/// Below this agreement the text has no delimiter and every line is one field, unless its header
/// says otherwise.
pub(super) const LEAST_AGREEMENT: f64 = 0.5;
/// What an uncommon delimiter or quote needs.
const FULL_AGREEMENT: f64 = 0.9;

/// What a candidate makes of the sample.
struct Reading {
    dialect: Dialect,
    /// The most frequent number of fields, that of the first record, and the least.
    width: usize,
    first: usize,
    narrowest: usize,
    records: usize,
    /// Share of records with the most frequent number.
    agreement: f64,
    /// Share of records with quoting gone wrong.
    flawed: f64,
    /// Records in which a quote stands in the middle of an unquoted field.
    loose: usize,
    /// Fields that were quoted.
    quoted: usize,
    /// Unquoted fields after a delimiter, and how many of them begin with a space.
    bare: usize,
    spaced: usize,
    /// The first record has a known name; it can be nothing but a header.
    known: bool,
    headed: bool,
    score: f64,
}

impl Reading {
    /// Whether an uncommon delimiter explains the records: they all have as many fields as the
    /// first, or, where quotes stand at its fields alone, as many at least.
    fn explains(&self) -> bool {
        let alike = self.agreement >= FULL_AGREEMENT && self.first == self.width;
        let spaced_prose = self.dialect.delimiter == Some(b' ')
            && self.narrowest == self.first
            && self.quoted >= self.records
            && self.loose == 0;
        (alike || spaced_prose)
            && self.records > 2
            && (self.first > 2 || (self.first == 2 && self.known))
    }
}

/// The dialect of a text that is not empty; `delimiter` is the user's word.
pub(crate) fn sniff(text: &str, delimiter: Option<u8>) -> Dialect {
    let (mut chosen, mut most) = (None, f64::NEG_INFINITY);
    for newline in newlines(text) {
        let (dialect, score) = sniff_lines(text, delimiter, newline);
        if score > most || chosen.is_none() {
            (chosen, most) = (Some(dialect), score);
        }
    }
    chosen.unwrap_or_else(|| sniff_lines(text, delimiter, b'\n').0)
}

/// The dialect where lines end in `newline`, and how well it explains the records.
fn sniff_lines(text: &str, delimiter: Option<u8>, newline: u8) -> (Dialect, f64) {
    let sample = sample(text, newline);
    let read = |delimiter: Option<u8>, quote: u8, escape: Escape| {
        let dialect = Dialect {
            delimiter,
            padded: false,
            quote,
            escape,
            newline,
        };
        reading(text, sample.len(), dialect)
    };
    let mut chosen = match delimiter {
        Some(_) => read(delimiter, b'"', Escape::Doubled),
        None => best(sample, read).unwrap_or_else(|| read(None, b'"', Escape::Doubled)),
    };
    if delimiter.is_none() && chosen.width == 1 {
        let dialect = Dialect {
            delimiter: None,
            ..chosen.dialect
        };
        return (dialect, 0.0);
    }
    // Other quoting only where the common one goes wrong.
    let Dialect {
        delimiter, quote, ..
    } = chosen.dialect;
    if (chosen.flawed > 0.0 || chosen.agreement < 1.0)
        && memchr::memmem::find(sample.as_bytes(), &[b'\\', quote]).is_some()
    {
        let other = read(delimiter, quote, Escape::Backslash);
        let better = other.flawed < chosen.flawed || other.agreement > chosen.agreement;
        if better && other.flawed <= chosen.flawed && other.agreement >= chosen.agreement {
            chosen = other;
        }
    }
    if chosen.agreement < 1.0 && quote == b'"' && !sample.contains('"') {
        let other = read(delimiter, b'\'', Escape::Doubled);
        if other.agreement > chosen.agreement && other.flawed <= 0.01 {
            chosen = other;
        }
    }
    let dialect = Dialect {
        padded: delimiter != Some(b' ')
            && chosen.bare >= chosen.records
            && chosen.spaced == chosen.bare,
        ..chosen.dialect
    };
    // One long line agrees with itself.
    let many = 1.0 - 1.0 / (chosen.records as f64 + 1.0);
    (dialect, chosen.score * many)
}

/// The candidate that makes most sense of the sample; none where it has no delimiter.
fn best(sample: &str, read: impl Fn(Option<u8>, u8, Escape) -> Reading) -> Option<Reading> {
    let present = |candidate: &u8| memchr::memchr(*candidate, sample.as_bytes()).is_some();
    let common = CANDIDATES
        .into_iter()
        .map(|candidate| read(Some(candidate), b'"', Escape::Doubled))
        .filter(|next| next.agreement >= LEAST_AGREEMENT || next.headed)
        .reduce(|best, next| if next.score > best.score { next } else { best })
        .filter(|best| best.score > 0.0);
    let agreement = common.as_ref().map_or(0.0, |best| best.agreement);
    if agreement >= FULL_AGREEMENT {
        return common;
    }
    // Apostrophes for quotes: they stand in prose too, so that fields must begin and end with
    // them all over the table.
    let apostrophes = CANDIDATES
        .into_iter()
        .filter(present)
        .map(|candidate| read(Some(candidate), b'\'', Escape::Doubled))
        .filter(|next| {
            next.agreement >= FULL_AGREEMENT.max(agreement + 0.2)
                && next.width > 1
                && next.quoted * 2 >= next.records
        })
        .reduce(|best, next| if next.score > best.score { next } else { best });
    apostrophes.or(common).or_else(|| {
        RARE.into_iter()
            .filter(present)
            .map(|candidate| read(Some(candidate), b'"', Escape::Doubled))
            .filter(Reading::explains)
            .reduce(|best, next| if next.score > best.score { next } else { best })
    })
}

/// What may end the lines of a text: `\n`, or a carriage return alone where there are many; the
/// other kind then stands within the cells.
fn newlines(text: &str) -> impl Iterator<Item = u8> {
    let sample = &text.as_bytes()[..text.len().min(SAMPLE_BYTES)];
    let feeds = memchr_iter(b'\n', sample).count();
    let returns = memchr_iter(b'\r', sample)
        .filter(|at| sample.get(at + 1) != Some(&b'\n'))
        .count();
    let none = feeds == 0 && memchr::memchr(b'\n', text.as_bytes()).is_none();
    let feed = (!none).then_some(b'\n');
    feed.into_iter()
        .chain((none || returns * 10 >= feeds.max(1)).then_some(b'\r'))
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

/// Reads the records that begin in the first `sampled` bytes.
fn reading(text: &str, sampled: usize, dialect: Dialect) -> Reading {
    let mut read = Reading {
        dialect,
        width: 1,
        first: 0,
        narrowest: usize::MAX,
        records: 0,
        agreement: 0.0,
        flawed: 0.0,
        loose: 0,
        quoted: 0,
        bare: 0,
        spaced: 0,
        known: false,
        headed: false,
        score: 0.0,
    };
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut at, mut flawed) = (0, 0usize);
    let mut reach = Reach::default();
    while at < sampled && read.records < SAMPLE_RECORDS {
        let scanned = match scan(text, at, &dialect, reach.bytes()) {
            Ok(scanned) => scanned,
            Err(open) => {
                flawed += 1;
                read.records += 1;
                let end = line_end(text, at, dialect.newline);
                reach.spend(open.looked, end - at);
                at = end;
                continue;
            }
        };
        reach.earn(scanned.end - at);
        at = scanned.end;
        let width = scanned.record.len();
        if width == 1 && scanned.record.get(0).trim().is_empty() {
            continue;
        }
        if read.first == 0 {
            read.first = width;
            read.known = scanned.record.iter().any(is_known_name);
            read.headed = header::is_certain(&scanned.record);
        }
        read.count(&scanned);
        // A line feed ends a line, unless it is quoted.
        let fed = dialect.newline == b'\r'
            && scanned.record.iter().enumerate().any(|(index, field)| {
                scanned.quoted_at >> index.min(63) & 1 == 0 && field.contains('\n')
            });
        flawed += usize::from(scanned.stray || fed);
        *widths.entry(width).or_default() += 1;
    }
    let (width, votes) = widths
        .iter()
        .max_by_key(|(width, votes)| (**votes, **width))
        .map_or((1, 0), |(width, votes)| (*width, *votes));
    let share = |part: usize| part as f64 / read.records.max(1) as f64;
    read.width = width;
    read.agreement = share(votes);
    read.flawed = share(flawed);
    if width > 1 {
        let wide = 1.0 - 1.0 / (width as f64 + 1.0);
        read.score = read.agreement * read.agreement * (1.0 - read.flawed) * wide;
    }
    if read.first > 0 {
        if read.first != width {
            read.score *= 0.3;
        } else if read.known {
            read.score *= 1.5;
        }
    }
    read
}

impl Reading {
    fn count(&mut self, scanned: &Scanned) {
        self.records += 1;
        self.narrowest = self.narrowest.min(scanned.record.len());
        self.loose += usize::from(scanned.loose);
        self.quoted += scanned.quoted;
        let fields = scanned.record.iter().enumerate().skip(1).take(63);
        for (index, field) in fields {
            if scanned.quoted_at >> index & 1 == 0 && !field.is_empty() {
                self.bare += 1;
                self.spaced += usize::from(field.starts_with(' '));
            }
        }
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

    #[test]
    fn a_carriage_return_ends_lines_where_a_feed_is_rare() {
        let text = format!("id,text\r{}", "1,\"a\nb\"\r".repeat(3)) + &"2,b\r".repeat(40);
        assert_eq!(sniff(&text, None).newline, b'\r');
        assert_eq!(sniff("id,text\n1,a\rb\n", None).newline, b'\n');
    }

    #[test]
    fn uncommon_delimiters_need_agreement() {
        assert_eq!(delimiter("id^text^x\n1^good^2\n2^bad, slow^3\n"), Some('^'));
        assert_eq!(delimiter("id:text\n1:good\n2:bad, slow\n"), Some(':'));
        assert_eq!(
            delimiter("It is 10:20 and late\nso: off\nI go: now\n"),
            None
        );
        let spaces = "id text x\n1 \"a b\" 2\n2 c d \"3\"\n3 \"e\" \"f\"\n";
        assert_eq!(delimiter(spaces), Some(' '));
    }

    #[test]
    fn apostrophes_quote_where_fields_begin_and_end_with_them() {
        let text = "id,text,x\n1,'good, it\'s fine',\"\n2,'bad, really',a\n3,'a, b, c',d\n";
        assert_eq!(sniff(text, None).quote, b'\'');
        let text = "id,text\n1,it's 'good', really\n2,'tis bad\n3,fine\n";
        assert_eq!(sniff(text, None).quote, b'"');
    }

    #[test]
    fn a_space_may_belong_to_the_delimiter() {
        assert!(sniff("id, text\n1, good\n2, bad\n3, fine\n", None).padded);
        assert!(sniff("id, text, x\n1, \"bad, slow\", 2\n3, , 4\n", None).padded);
        assert!(!sniff("id, text\n1, good\n2,bad\n", None).padded);
    }
}
