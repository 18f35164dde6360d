//! What an old workbook makes a reader hold: its records are gone through without keeping anything.

use crate::Error;
use crate::limits::Limits;

/// Cells that are held at once, the empty ones too: one and a half sheets of full size.
const MOST_CELLS: u64 = 25_000_000;
/// Sheets of a workbook.
const MOST_SHEETS: usize = 1_000;
/// How much longer than its record the words of a formula may be: names stand in it by their number.
const FORMULA: u64 = 32;
/// UTF-8 bytes of a UTF-16 unit, at most.
const WIDEST: u64 = 3;
/// Records ([MS-XLS] 2.3.1) that matter here.
mod record {
    pub(super) const EOF: u16 = 0x000a;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const SST: u16 = 0x00fc;
    pub(super) const BOF: u16 = 0x0809;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const LABEL_SST: u16 = 0x00fd;
    pub(super) const STRING: u16 = 0x0207;
    /// Label, RString.
    pub(super) const TEXTS: [u16; 2] = [0x0204, 0x00d6];
    /// Number, BoolErr, RK.
    pub(super) const VALUES: [u16; 3] = [0x0203, 0x0205, 0x027e];
}

/// What a workbook claims to hold.
#[derive(Debug, Default)]
pub(super) struct Measure {
    sheets: usize,
    /// Records of cells.
    records: u64,
    /// Cells between the first and the last of every sheet, its formulas counted again.
    cells: u64,
    /// The most that one sheet says it has.
    claimed: u64,
    /// Bytes of text, at most.
    bytes: u64,
}

/// The part of a sheet that cells lie in.
#[derive(Default)]
struct Area(Option<[u16; 4]>);

impl Area {
    fn add(&mut self, row: u16, columns: [u16; 2]) {
        let [first, last] = columns;
        self.0 = Some(match self.0 {
            Some([top, left, bottom, right]) => [
                top.min(row),
                left.min(first),
                bottom.max(row),
                right.max(last),
            ],
            None => [row, first, row, last],
        });
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right.max(left) - left) + 1)
        })
    }
}

impl Measure {
    /// Goes through the sheets as calamine does: each from where it is said to begin to its end.
    pub(super) fn of(stream: &[u8]) -> Self {
        let mut measure = Self::default();
        let (sheets, texts) = globals(stream);
        measure.sheets = sheets.len();
        for at in sheets.into_iter().take(MOST_SHEETS) {
            if let Some(sheet) = stream.get(at..) {
                measure.sheet(sheet, &texts);
            }
            if measure.check("", &crate::limits::LIMITS).is_err() {
                break;
            }
        }
        measure
    }

    fn sheet(&mut self, sheet: &[u8], texts: &[u16]) {
        let (mut values, mut formulas) = (Area::default(), Area::default());
        let (mut begun, mut depth) = (false, 0u32);
        for (kind, data) in Records(sheet) {
            match kind {
                record::BOF if begun => depth += 1,
                record::BOF => begun = true,
                record::EOF if depth == 0 => break,
                record::EOF => depth -= 1,
                _ if depth > 0 => {}
                record::DIMENSIONS => self.claimed = self.claimed.max(dimensions(data)),
                record::STRING => self.bytes += WIDEST * data.len() as u64,
                _ => {
                    let cell = record::VALUES.contains(&kind) || record::TEXTS.contains(&kind);
                    let known =
                        [record::FORMULA, record::MUL_RK, record::LABEL_SST].contains(&kind);
                    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
                        continue;
                    };
                    if !cell && !known {
                        continue;
                    }
                    self.records += 1;
                    let mut columns = [column; 2];
                    match kind {
                        record::FORMULA => {
                            formulas.add(row, columns);
                            self.bytes += FORMULA * data.len() as u64;
                        }
                        record::MUL_RK => {
                            let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
                            columns[1] = last.unwrap_or(column).max(column);
                            self.records += u64::from(columns[1] - column);
                        }
                        record::LABEL_SST => {
                            let which = u16_at(data, 6).zip(u16_at(data, 8));
                            let which =
                                which.map(|(low, high)| usize::from(low) | usize::from(high) << 16);
                            let length = which.and_then(|index| texts.get(index));
                            self.bytes += WIDEST * u64::from(*length.unwrap_or(&u16::MAX));
                        }
                        kind if record::TEXTS.contains(&kind) => {
                            self.bytes += WIDEST * data.len() as u64;
                        }
                        _ => {}
                    }
                    values.add(row, columns);
                }
            }
        }
        self.cells += values.cells() + formulas.cells();
    }

    pub(super) fn check(&self, name: &str, limits: &Limits) -> Result<(), Error> {
        let most = MOST_CELLS.min(limits.cells);
        for (count, limit, what) in [
            (self.sheets as u64, MOST_SHEETS as u64, "sheets"),
            (
                self.cells.max(self.claimed).max(self.records),
                most,
                "cells",
            ),
        ] {
            if count > limit {
                return Err(Error::TooMany {
                    name: name.to_owned(),
                    limit,
                    what,
                });
            }
        }
        if self.bytes > limits.bytes {
            return Err(Error::TooLarge {
                name: name.to_owned(),
                limit: limits.bytes,
            });
        }
        Ok(())
    }
}

/// How many cells calamine makes room for where a sheet says how many it has ([MS-XLS] 2.4.90); like it, ends that stand
/// the wrong way round are taken to go once around all numbers.
fn dimensions(data: &[u8]) -> u64 {
    let short = |at: usize| u16_at(data, at).map(u32::from);
    let long = |at: usize| Some(short(at)? | short(at + 2)? << 16);
    let ends = match data.len() {
        10 => (short(0), short(2), short(4), short(6)),
        _ => (long(0), long(4), short(8), short(10)),
    };
    // The ends are one past the last cell.
    let (Some(top), Some(bottom @ 1..), Some(left), Some(right @ 1..)) = ends else {
        return 1;
    };
    let left = if left > 0xff || right < left { 0 } else { left };
    let rows = u64::from(bottom.wrapping_sub(top));
    rows.saturating_mul(u64::from(right.wrapping_sub(left)))
}

/// Where the sheets begin, and how long the shared texts are in UTF-16 units.
fn globals(stream: &[u8]) -> (Vec<usize>, Vec<u16>) {
    let (mut sheets, mut pieces, mut shared) = (Vec::new(), Vec::new(), false);
    for (kind, data) in Records(stream) {
        match kind {
            record::EOF => break,
            record::BOUND_SHEET => {
                let at = u16_at(data, 0).zip(u16_at(data, 2));
                sheets.extend(at.map(|(low, high)| usize::from(low) | usize::from(high) << 16));
            }
            record::SST => pieces = vec![data],
            record::CONTINUE if shared => pieces.push(data),
            _ => {}
        }
        shared = kind == record::SST || (shared && kind == record::CONTINUE);
    }
    let mut shared = Shared {
        now: &[],
        later: pieces.into_iter(),
    };
    // Before the texts it says how many there are.
    shared.skip(8);
    let mut lengths = Vec::new();
    while let Some(length) = shared.text() {
        lengths.push(length);
    }
    (sheets, lengths)
}

/// Records one after another: kind and data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let length = usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..4 + length)?;
        let kind = u16_at(self.0, 0)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

/// Shared texts ([MS-XLS] 2.5.293), which go on over several records.
struct Shared<'a> {
    now: &'a [u8],
    later: std::vec::IntoIter<&'a [u8]>,
}

impl Shared<'_> {
    fn byte(&mut self) -> Option<u8> {
        while self.now.is_empty() {
            self.now = self.later.next()?;
        }
        let (first, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*first)
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        (0..bytes).try_fold(0, |number, at| {
            Some(number | usize::from(self.byte()?) << (8 * at))
        })
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.now.len() {
            bytes -= self.now.len();
            self.now = self.later.next()?;
        }
        self.now = &self.now[bytes..];
        Some(())
    }

    /// Skips a text and tells its length.
    fn text(&mut self) -> Option<u16> {
        let length = self.number(2)?;
        let flags = self.byte()?;
        let runs = if flags & 8 > 0 { self.number(2)? } else { 0 };
        let more = if flags & 4 > 0 { self.number(4)? } else { 0 };
        let (mut left, mut wide) = (length, flags & 1 > 0);
        while left > 0 {
            if self.now.is_empty() {
                // Where a text goes on in the next record, it says again how wide it is.
                wide = self.byte()? & 1 > 0;
            }
            let width = 1 + usize::from(wide);
            let here = (self.now.len() / width).min(left);
            if here == 0 {
                return None;
            }
            self.now = &self.now[here * width..];
            left -= here;
        }
        self.skip(4 * runs + more)?;
        u16::try_from(length).ok()
    }
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LIMITS;

    fn put(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
        stream.extend(kind.to_le_bytes());
        stream.extend((data.len() as u16).to_le_bytes());
        stream.extend(data);
    }

    /// A stream of one sheet with these records.
    fn book(records: &[(u16, &[u8])]) -> Vec<u8> {
        let mut stream = Vec::new();
        put(&mut stream, record::BOF, &[0, 6, 5, 0]);
        let sheet = stream.len() + 4 + 10 + 4;
        let mut bound = (sheet as u32).to_le_bytes().to_vec();
        bound.extend([0, 0, 1, 0, b'A', 0]);
        put(&mut stream, record::BOUND_SHEET, &bound);
        put(&mut stream, record::EOF, &[]);
        put(&mut stream, record::BOF, &[0, 6, 16, 0]);
        for (kind, data) in records {
            put(&mut stream, *kind, data);
        }
        put(&mut stream, record::EOF, &[]);
        stream
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        let mut data = [row.to_le_bytes(), column.to_le_bytes()].concat();
        data.extend([0; 10]);
        data
    }

    #[test]
    fn two_cells_far_apart_are_a_sheet_of_all_between() {
        let (first, last) = (number(0, 0), number(u16::MAX, u16::MAX));
        let stream = book(&[(0x0203, &first), (0x0203, &last)]);
        let measure = Measure::of(&stream);
        assert_eq!((measure.records, measure.cells), (2, 1 << 32));
        let error = measure.check("a", &LIMITS).unwrap_err();
        assert_eq!(error.to_string(), "a: has more than 25000000 cells");
        let near = book(&[(0x0203, &first), (0x0203, &number(9, 3))]);
        assert!(Measure::of(&near).check("a", &LIMITS).is_ok());
    }

    #[test]
    fn a_claim_of_room_is_counted() {
        // The second begins behind its end.
        for (top, bottom, refused) in [(0u32, u32::MAX, true), (9, 8, true), (0, 9, false)] {
            let mut data = [top.to_le_bytes(), bottom.to_le_bytes()].concat();
            data.extend([0, 0, 255, 0, 0, 0]);
            let measure = Measure::of(&book(&[(record::DIMENSIONS, &data)]));
            assert_eq!(measure.check("a", &LIMITS).is_err(), refused, "{measure:?}");
        }
    }

    #[test]
    fn shared_texts_count_as_often_as_they_are_used() {
        let mut stream = Vec::new();
        put(&mut stream, record::BOF, &[0, 6, 5, 0]);
        // Two texts, the second over two records and wide in the second of them.
        let mut texts = vec![2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 8, 1, 0];
        texts.extend(b"abc");
        texts.extend([0; 4]);
        texts.extend([4, 0, 0, b'd']);
        put(&mut stream, record::SST, &texts);
        put(
            &mut stream,
            record::CONTINUE,
            &[1, b'e', 0, b'f', 0, b'g', 0],
        );
        put(&mut stream, record::EOF, &[]);
        assert_eq!(globals(&stream).1, [3, 4]);
        let label = [0, 0, 0, 0, 0, 0, 7, 0, 0, 0];
        let records: Vec<(u16, &[u8])> = vec![(record::LABEL_SST, &label); 9];
        // A text that is not there counts as the longest.
        assert_eq!(Measure::of(&book(&records)).bytes, 9 * WIDEST * 65_535);
    }
}
