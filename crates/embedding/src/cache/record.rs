//! The records of a segment, and how they are found again where it is damaged.

use super::Key;

pub(super) const MARKER: [u8; 4] = [0xf5, b'h', b'k', 0xf6];

/// Bytes of a record of so many numbers.
pub(super) fn record_size(width: usize) -> usize {
    MARKER.len() + size_of::<Key>() + 4 * width + 4
}

/// The record of a text's row.
pub(super) fn record(key: &Key, row: &[f32]) -> Vec<u8> {
    let mut record = Vec::with_capacity(record_size(row.len()));
    record.extend(MARKER);
    record.extend(key);
    record.extend(row.iter().flat_map(|value| value.to_le_bytes()));
    let sum = crc32fast::hash(&record[MARKER.len()..]);
    record.extend(sum.to_le_bytes());
    record
}

/// Where a record begins, and its size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    pub(super) fn key(&self) -> &'a [u8] {
        &self.0[MARKER.len()..][..size_of::<Key>()]
    }

    /// Whether it is as it was written.
    pub(super) fn holds(&self) -> bool {
        let (record, sum) = self.0.split_at(self.0.len() - 4);
        crc32fast::hash(&record[MARKER.len()..]).to_le_bytes() == sum
    }

    pub(super) fn numbers(&self, row: &mut [f32]) {
        let bytes = &self.0[MARKER.len() + size_of::<Key>()..];
        for (to, four) in row.iter_mut().zip(bytes.chunks_exact(4)) {
            *to = f32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        }
    }
}

/// The records of a segment. Where one does not begin as it should, the next that does is sought.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8], width: usize) -> Self {
        Self {
            bytes,
            size: record_size(width),
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let mut from = 0;
        loop {
            let rest = self.bytes.get(from..)?;
            let record = rest.get(..self.size)?;
            let after = &rest[self.size..];
            // One that was cut or grew in the middle is not followed by the next.
            let followed = after.len() < MARKER.len() || after.starts_with(&MARKER);
            if record.starts_with(&MARKER) && (followed || Record(record).holds()) {
                self.bytes = after;
                return Some(Record(record));
            }
            let first = |byte: &u8| *byte == MARKER[0];
            from += 1 + rest[1..].iter().position(first)?;
        }
    }
}
