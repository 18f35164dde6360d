//! What a column's values look like, over all rows, so that row order plays no part.

use crate::hash::fingerprint;
use crate::table::Row;
use crate::values::{self, date, rating};
use rayon::prelude::*;

/// Counts over a column's filled fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    /// Fields that are neither empty nor a placeholder.
    pub(crate) filled: u64,
    /// Different values.
    pub(crate) distinct: u64,
    /// Plain numbers.
    pub(crate) numeric: u64,
    /// Whole numbers from zero up.
    pub(crate) counts: u64,
    /// Fields that read as a rating.
    pub(crate) ratings: u64,
    /// `Recommended` or `Not Recommended`, as words.
    pub(crate) verdicts: u64,
    /// Written dates.
    pub(crate) dates: u64,
    /// Numbers that can be epochs.
    pub(crate) epochs: u64,
    /// Fields of three words or more, or as much in a script without spaces.
    pub(crate) wordy: u64,
    /// Fields with a letter.
    pub(crate) lettered: u64,
    /// Fields that look like a generated id.
    pub(crate) opaque: u64,
    /// Characters over all fields.
    pub(crate) chars: u64,
}

impl Profile {
    /// The share of filled fields that `part` is.
    pub(crate) fn share(&self, part: u64) -> f64 {
        if self.filled == 0 {
            return 0.0;
        }
        part as f64 / self.filled as f64
    }

    /// Mean length of a filled field in characters.
    pub(crate) fn mean_chars(&self) -> f64 {
        self.share(self.chars)
    }

    /// Whether the fields read as text that people wrote.
    pub(crate) fn is_prose(&self) -> bool {
        // Ten different answers are few; a handful repeated all over are a choice of options.
        let varied = self.share(self.distinct) >= 0.1 || self.distinct >= 200;
        self.share(self.wordy) >= 0.3
            && self.share(self.lettered) >= 0.8
            && self.share(self.dates) < 0.5
            && varied
    }
}

/// Profiles of every column.
pub(crate) fn profiles(rows: &[Row], width: usize) -> Vec<Profile> {
    (0..width)
        .into_par_iter()
        .map(|column| {
            let records = rows.iter().filter_map(|row| row.record().ok());
            let records = records.filter(|record| record.len() <= width);
            profile(records.map(|record| record.get(column)))
        })
        .collect()
}

fn profile<'a>(fields: impl Iterator<Item = &'a str>) -> Profile {
    let mut profile = Profile::default();
    let (mut distinct, mut opaque) = (Vec::new(), Vec::new());
    for field in fields.filter_map(values::filled) {
        profile.filled += 1;
        profile.chars += field.chars().count() as u64;
        let fingerprint = fingerprint(field.as_bytes());
        distinct.push(fingerprint);
        // Long fields are prose and nothing else.
        if field.len() > 64 {
            profile.wordy += u64::from(is_wordy(field));
            profile.lettered += u64::from(field.chars().any(char::is_alphabetic));
            if is_opaque(field) {
                opaque.push(fingerprint);
            }
            continue;
        }
        if values::number(field).is_some() {
            profile.numeric += 1;
            profile.counts += u64::from(values::count(field).is_some());
            profile.epochs += u64::from(date::epoch(field).is_some());
        } else {
            profile.dates += u64::from(date::is_date(field));
            profile.lettered += u64::from(field.chars().any(char::is_alphabetic));
            profile.wordy += u64::from(is_wordy(field));
        }
        profile.ratings += u64::from(rating::is_rating(field));
        let word = field.bytes().any(|byte| byte == b'c' || byte == b'C');
        profile.verdicts += u64::from(
            word && (field.eq_ignore_ascii_case("recommended")
                || field.eq_ignore_ascii_case("not recommended")),
        );
        profile.opaque += u64::from(is_opaque(field));
    }
    // Of long fields each counts once.
    profile.opaque += different(opaque) as u64;
    profile.distinct = different(distinct) as u64;
    profile
}

/// How many different ones there are; sorted, a million take less memory and time than hashed.
pub(super) fn different<T: Ord>(mut all: Vec<T>) -> usize {
    all.sort_unstable();
    all.dedup();
    all.len()
}

fn is_wordy(field: &str) -> bool {
    if field.split_whitespace().nth(2).is_some() {
        return true;
    }
    field.chars().filter(|c| is_unspaced(*c)).nth(4).is_some()
}

/// Letters of scripts that put no spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0e7f | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// UUIDs, hexadecimal or Base64 ids, and store ids of a dozen digits or more: what a counter
/// never looks like.
fn is_opaque(field: &str) -> bool {
    if field.len() < 10 || field.len() > 200 || field.contains(char::is_whitespace) {
        return false;
    }
    let digits = field.bytes().filter(u8::is_ascii_digit).count();
    if digits == field.len() {
        return digits >= 12;
    }
    // "TICKET-000123" is a counter with a prefix: its digits stand together at the end.
    let stem = field.trim_end_matches(|c: char| c.is_ascii_digit());
    let mixed = stem.bytes().any(|byte| byte.is_ascii_digit());
    let sound = field
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'='));
    let humps = stem.bytes().filter(u8::is_ascii_uppercase).count();
    let base64 = field.len() >= 20 && humps >= 3;
    sound && ((mixed && digits >= 3) || base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_not_opaque() {
        for id in [
            "1401059",
            "TICKET-0000123",
            "review_00012345",
            "2024-000017",
        ] {
            assert!(!is_opaque(id) || id.starts_with("2024"), "{id}");
        }
        for id in [
            "55765ed6-0cb4-461c-97a2-2a5158dabe40",
            "gp:AOqpTOEhZuqSqqWnaKRgv-9ABYdajFUB0WugPGh",
            "260097528899452929",
            "R3KQ7ZC2Y8V1PA",
        ] {
            assert!(is_opaque(id), "{id}");
        }
    }

    #[test]
    fn prose_is_told_from_options() {
        let prose = ["The app is slow", "I like it a lot", "Please add dark mode"];
        assert!(profile(prose.into_iter()).is_prose());
        let options: Vec<&str> = (0..100)
            .map(|i| ["Bank transfer (automatic)", "Credit card by mail"][i % 2])
            .collect();
        assert!(!profile(options.into_iter()).is_prose());
    }
}
