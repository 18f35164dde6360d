//! A segment in memory, on its way to a folder on another machine.

use super::record::record;
use super::{Key, SUFFIX, head, hex, prefix};
use sha2::{Digest, Sha256};

/// Rows that become one segment of a cache, wherever its file is put.
#[derive(Debug)]
pub struct Carried {
    width: usize,
    rows: u64,
    /// Where the first line ends.
    head: usize,
    bytes: Vec<u8>,
}

impl Carried {
    /// No rows yet; `made` and `width` as for [`Cache::open`](super::Cache::open).
    pub fn new(made: &str, width: usize) -> Self {
        let head = head(made, width);
        Self {
            width,
            rows: 0,
            head: head.len(),
            bytes: head.into_bytes(),
        }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// Where the row has another width.
    pub fn put(&mut self, key: &Key, row: &[f32]) {
        assert_eq!(row.len(), self.width, "rows of one cache are of one width");
        self.bytes.extend(record(key, row));
        self.rows += 1;
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The name that the file must have in a cache's folder, and its bytes. Equal bytes have equal names, so
    /// that a segment that is carried twice is there once.
    pub fn into_file(self) -> (String, Vec<u8>) {
        let first = String::from_utf8_lossy(&self.bytes[..self.head]);
        let hash = hex(&Sha256::digest(&self.bytes)[..16]);
        let name = format!("{}{hash}{SUFFIX}", prefix(&first));
        (name, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cache, key};
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_carried_segment_is_one_of_the_cache() {
        let folder = tempfile::tempdir().unwrap();
        let carried = || {
            let mut carried = Carried::new("a head\non an encoder", 2);
            carried.put(&key("slow"), &[1.5, -0.0]);
            carried.put(&key("fast"), &[f32::MIN_POSITIVE, 3.0]);
            assert_eq!(carried.rows(), 2);
            carried.into_file()
        };
        assert_eq!(carried(), carried());
        let (name, bytes) = carried();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let cache = Cache::open(folder.path(), "a head\non an encoder", 2).unwrap();
        let mut wanted = HashMap::from([(key("slow"), 0), (key("fast"), 1), (key("else"), 2)]);
        let mut found = HashMap::new();
        cache
            .take(&mut wanted, &mut |text, row| {
                found.insert(text, [row[0].to_bits(), row[1].to_bits()]);
            })
            .unwrap();
        let bits = |row: [f32; 2]| row.map(f32::to_bits);
        assert_eq!(found[&0], bits([1.5, -0.0]));
        assert_eq!(found[&1], bits([f32::MIN_POSITIVE, 3.0]));
        assert_eq!(wanted.into_values().collect::<Vec<_>>(), [2]);
    }
}
