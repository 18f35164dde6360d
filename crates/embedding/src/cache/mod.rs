//! Rows of numbers that were computed of texts, kept on disk.
//!
//! A cache is a folder of segments. A segment is written by one process alone and only ever grows:
//! a line that says what its numbers are, then records of a marker, the text's SHA-256, the
//! numbers (little-endian f32) and a CRC-32. So a process that is killed leaves at worst one
//! record cut short, and a record that does not hold is passed over: the text is encoded again.

mod carried;
mod record;

pub use carried::Carried;

use crate::Error;
use record::{Record, Records, record, record_size};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const FIRST: &str = "hearken cache 1";
const SUFFIX: &str = ".segment";

/// A segment is read as a whole, so a full one gives way to a new one.
const LARGEST: u64 = 64 << 20;

/// A text by its SHA-256.
pub type Key = [u8; 32];

/// The key of a text.
pub fn key(text: &str) -> Key {
    Sha256::digest(text.as_bytes()).into()
}

/// Rows of numbers by text, all made in one way.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// The line that each segment of these rows begins with.
    head: String,
    width: usize,
    segment: Option<(BufWriter<File>, u64)>,
}

impl Cache {
    /// Opens the rows of `width` numbers that were made in the way that `made` names (a line of
    /// words: model, hash, version); others in the folder are left alone. The folder is made where
    /// it is missing.
    ///
    /// # Errors
    /// [`Error::Cache`] where the folder cannot be made.
    pub fn open(folder: &Path, made: &str, width: usize) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|source| Error::cache(folder, source))?;
        Ok(Self {
            folder: folder.to_owned(),
            head: head(made, width),
            width,
            segment: None,
        })
    }

    /// Hands over the rows of the texts that are wanted and there, and takes these off the list.
    ///
    /// # Errors
    /// [`Error::Cache`] where the folder or a segment cannot be read.
    pub fn take<T>(
        &self,
        wanted: &mut HashMap<Key, T>,
        each: &mut dyn FnMut(T, &[f32]),
    ) -> Result<(), Error> {
        let mut row = vec![0.0; self.width];
        for path in self.segments()? {
            if wanted.is_empty() {
                break;
            }
            let Some(bytes) = read(&path)? else { continue };
            let Some(records) = bytes.strip_prefix(self.head.as_bytes()) else {
                continue;
            };
            let before = wanted.len();
            for record in Records::new(records, self.width) {
                // Without asking first, every record's sum would have to be computed.
                if !wanted.contains_key(record.key()) || !record.holds() {
                    continue;
                }
                if let Some(text) = wanted.remove(record.key()) {
                    record.numbers(&mut row);
                    each(text, &row);
                }
            }
            if wanted.len() < before {
                touch(&path);
            }
        }
        Ok(())
    }

    /// Keeps a row. It is sure to be found by others after [`flush`](Self::flush).
    ///
    /// # Errors
    /// [`Error::Cache`] where it cannot be written.
    ///
    /// # Panics
    /// Where the row has another width.
    pub fn put(&mut self, key: &Key, row: &[f32]) -> Result<(), Error> {
        assert_eq!(row.len(), self.width, "rows of one cache are of one width");
        let size = record_size(self.width) as u64;
        if self
            .segment
            .as_ref()
            .is_none_or(|(_, so_far)| so_far + size > LARGEST)
        {
            self.flush()?;
            self.segment = Some((self.begin()?, self.head.len() as u64));
        }
        let Some((file, so_far)) = &mut self.segment else {
            return Ok(());
        };
        *so_far += size;
        file.write_all(&record(key, row))
            .map_err(|source| Error::cache(&self.folder, source))
    }

    /// Hands what was kept to the system.
    ///
    /// # Errors
    /// [`Error::Cache`] where it cannot be written.
    pub fn flush(&mut self) -> Result<(), Error> {
        match &mut self.segment {
            Some((file, _)) => file.flush(),
            None => Ok(()),
        }
        .map_err(|source| Error::cache(&self.folder, source))
    }

    /// A segment of this process's own.
    fn begin(&self) -> Result<BufWriter<File>, Error> {
        let failed = |source| Error::cache(&self.folder, source);
        let (file, _) = tempfile::Builder::new()
            .prefix(&prefix(&self.head))
            .suffix(SUFFIX)
            .tempfile_in(&self.folder)
            .map_err(failed)?
            .keep()
            .map_err(|error| failed(error.error))?;
        let mut file = BufWriter::with_capacity(1 << 16, file);
        file.write_all(self.head.as_bytes()).map_err(failed)?;
        Ok(file)
    }

    /// The segments that may hold these rows, in the order of their names: of rows that are there
    /// twice the same one is found each time.
    fn segments(&self) -> Result<Vec<PathBuf>, Error> {
        let prefix = prefix(&self.head);
        let mut found = segments(&self.folder)?;
        found.retain(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(&prefix))
        });
        Ok(found)
    }
}

/// The line that segments of rows begin with that were made in one way.
fn head(made: &str, width: usize) -> String {
    let made = made.replace(['\n', '\r'], " ");
    format!("{FIRST} {width} {made}\n")
}

/// What the names of such segments begin with.
fn prefix(head: &str) -> String {
    format!("{}-", hex(&Sha256::digest(head.as_bytes())[..8]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a segment holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The file.
    pub path: PathBuf,
    /// How its rows were made; empty where that cannot be read.
    pub made: String,
    /// Numbers a row; 0 where that cannot be read.
    pub width: usize,
    /// Rows that hold.
    pub rows: u64,
    /// Bytes on disk.
    pub bytes: u64,
}

/// All segments of a folder; none where there is no folder.
///
/// # Errors
/// [`Error::Cache`] where the folder or a segment cannot be read.
pub fn look(folder: &Path) -> Result<Vec<Segment>, Error> {
    let mut found = Vec::new();
    for path in segments(folder)? {
        let Some(bytes) = read(&path)? else { continue };
        let line = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let words = String::from_utf8_lossy(line);
        let rest = words.strip_prefix(FIRST).map(str::trim_start);
        let (width, made) = rest
            .and_then(|rest| rest.split_once(' '))
            .unwrap_or_default();
        let width = width.parse().unwrap_or(0);
        let records = bytes.get(line.len() + 1..).filter(|_| width > 0);
        let records = Records::new(records.unwrap_or_default(), width);
        let rows = records.filter(Record::holds).count();
        found.push(Segment {
            made: made.to_owned(),
            width,
            rows: rows as u64,
            bytes: bytes.len() as u64,
            path,
        });
    }
    Ok(found)
}

/// Deletes the segments that were used longest ago, until what is left is at most so many bytes;
/// how many segments and bytes that were.
///
/// # Errors
/// [`Error::Cache`] where the folder cannot be read or a segment not be deleted.
pub fn prune(folder: &Path, most: u64) -> Result<(u64, u64), Error> {
    let mut all = Vec::new();
    for path in segments(folder)? {
        let about = match fs::metadata(&path) {
            Ok(about) => about,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::cache(&path, error)),
        };
        all.push((about.modified().ok(), path, about.len()));
    }
    all.sort();
    let mut left: u64 = all.iter().map(|(.., bytes)| *bytes).sum();
    let (mut segments, mut deleted) = (0, 0);
    for (_, path, bytes) in all {
        if left <= most {
            break;
        }
        match fs::remove_file(&path) {
            Ok(()) => (segments, deleted) = (segments + 1, deleted + bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::cache(&path, error)),
        }
        left -= bytes;
    }
    Ok((segments, deleted))
}

fn segments(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::cache(folder, error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| Error::cache(folder, source))?;
        let named = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.ends_with(SUFFIX));
        if named && entry.path().is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// A segment's bytes, unless another process has just deleted it.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::cache(path, error)),
    }
}

/// Says that a segment was of use. Where that cannot be said it is deleted the sooner.
fn touch(path: &Path) {
    let file = File::options().append(true).open(path);
    let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(folder: &Path, texts: std::ops::Range<usize>) -> Cache {
        let mut cache = Cache::open(folder, "test", 3).unwrap();
        for text in texts {
            cache.put(&key(&text.to_string()), &row(text)).unwrap();
        }
        cache.flush().unwrap();
        cache
    }

    fn row(text: usize) -> [f32; 3] {
        [text as f32, -0.5, f32::MIN_POSITIVE]
    }

    /// Which of the texts are there, each with its own row.
    fn found(folder: &Path, made: &str, texts: usize) -> Vec<usize> {
        let cache = Cache::open(folder, made, 3).unwrap();
        let mut wanted: HashMap<Key, usize> = (0..texts)
            .map(|text| (key(&text.to_string()), text))
            .collect();
        let mut found = Vec::new();
        cache
            .take(&mut wanted, &mut |text, numbers| {
                assert_eq!(numbers, row(text));
                found.push(text);
            })
            .unwrap();
        assert_eq!(found.len() + wanted.len(), texts);
        found.sort_unstable();
        found
    }

    fn only(folder: &Path) -> PathBuf {
        let all = segments(folder).unwrap();
        assert_eq!(all.len(), 1);
        all[0].clone()
    }

    #[test]
    fn what_was_put_in_is_found_by_all_and_by_no_other_way_of_making() {
        let folder = tempfile::tempdir().unwrap();
        let one = filled(folder.path(), 0..5);
        let two = filled(folder.path(), 5..8);
        assert_eq!(segments(folder.path()).unwrap().len(), 2);
        assert_eq!(found(folder.path(), "test", 10), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert!(found(folder.path(), "test 2", 10).is_empty());
        drop((one, two));
        let looked = look(folder.path()).unwrap();
        assert_eq!(looked.iter().map(|segment| segment.rows).sum::<u64>(), 8);
        assert!(looked.iter().all(|segment| segment.made == "test"));
        assert!(look(&folder.path().join("none")).unwrap().is_empty());
    }

    /// Cut anywhere, changed anywhere, shortened or lengthened anywhere: what is found is right, and
    /// all records but the one or two that were hit are found.
    #[test]
    fn damage_costs_the_records_that_it_hit() {
        let folder = tempfile::tempdir().unwrap();
        drop(filled(folder.path(), 0..6));
        let path = only(folder.path());
        let whole = fs::read(&path).unwrap();
        let head = whole.len() - 6 * record_size(3);
        for place in head..whole.len() {
            fs::write(&path, &whole[..place]).unwrap();
            let left = found(folder.path(), "test", 6).len();
            assert_eq!(left, (place - head) / record_size(3), "cut at {place}");

            let mut changed = whole.clone();
            changed[place] ^= 0x40;
            let mut shorter = whole.clone();
            shorter.remove(place);
            let mut longer = whole.clone();
            longer.insert(place, record::MARKER[0]);
            for damaged in [changed, shorter, longer] {
                fs::write(&path, damaged).unwrap();
                let left = found(folder.path(), "test", 6).len();
                assert!(left >= 4, "{left} left, damaged at {place}");
            }
        }
        fs::write(&path, b"hearken").unwrap();
        assert!(found(folder.path(), "test", 6).is_empty());
        assert_eq!(look(folder.path()).unwrap()[0].rows, 0);
    }

    #[test]
    fn what_was_of_no_use_for_longest_is_deleted_first() {
        let folder = tempfile::tempdir().unwrap();
        drop(filled(folder.path(), 0..2));
        let old = only(folder.path());
        let past = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        let file = File::options().append(true).open(&old).unwrap();
        file.set_modified(past).unwrap();
        drop(filled(folder.path(), 2..4));
        let size = fs::metadata(&old).unwrap().len();
        assert_eq!(prune(folder.path(), 2 * size).unwrap(), (0, 0));
        assert_eq!(prune(folder.path(), size).unwrap(), (1, size));
        let left = only(folder.path());
        let file = File::options().append(true).open(&left).unwrap();
        file.set_modified(past).unwrap();
        assert_eq!(found(folder.path(), "test", 4), [2, 3]);
        // What was of use is not the oldest any more.
        assert!(fs::metadata(&left).unwrap().modified().unwrap() > past);
        assert_eq!(prune(folder.path(), 0).unwrap().0, 1);
        assert!(found(folder.path(), "test", 4).is_empty());
    }
}
