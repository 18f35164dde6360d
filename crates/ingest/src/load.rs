//! From an input to its bytes: reading, hashing, decompressing, refusing what is not text.

use crate::{Error, Input};
use sha2::{Digest, Sha256};
use std::io::Read;

/// The most that is read of one export, after decompression. A gzip bomb stops here.
pub(crate) const LIMIT: u64 = 2 << 30;

/// An export's bytes, with what is written down about the file.
pub(crate) struct Loaded {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) compressed: Compressed,
    pub(crate) content: Vec<u8>,
}

/// Whether the file lay compressed on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compressed {
    No,
    Gzip,
}

/// Reads an input whole and undoes its compression; `limit` is in bytes.
pub(crate) fn load(input: &Input, limit: u64) -> Result<Loaded, Error> {
    let name = input.name();
    let raw = match input {
        Input::File(path) => {
            let refused = |source: std::io::Error| match source.kind() {
                std::io::ErrorKind::NotFound => Error::Missing { path: path.clone() },
                std::io::ErrorKind::IsADirectory => Error::Folder { path: path.clone() },
                _ => Error::Refused {
                    path: path.clone(),
                    source,
                },
            };
            if path.is_dir() {
                return Err(Error::Folder { path: path.clone() });
            }
            let file = std::fs::File::open(path).map_err(refused)?;
            let mut raw = Vec::new();
            file.take(limit + 1)
                .read_to_end(&mut raw)
                .map_err(refused)?;
            raw
        }
        Input::Stdin(bytes) => bytes.clone(),
    };
    if raw.len() as u64 > limit {
        return Err(Error::TooLarge { name, limit });
    }
    let sha256 = hex(&Sha256::digest(&raw));
    let bytes = raw.len() as u64;
    let (content, compressed) = if raw.starts_with(&[0x1f, 0x8b]) {
        let mut content = Vec::new();
        flate2::read::MultiGzDecoder::new(raw.as_slice())
            .take(limit + 1)
            .read_to_end(&mut content)
            .map_err(|source| Error::Gzip {
                name: name.clone(),
                source,
            })?;
        if content.len() as u64 > limit {
            return Err(Error::TooLarge { name, limit });
        }
        (content, Compressed::Gzip)
    } else {
        (raw, Compressed::No)
    };
    if let Some(what) = magic(&content) {
        return Err(Error::Binary { name, what });
    }
    Ok(Loaded {
        name,
        sha256,
        bytes,
        compressed,
        content,
    })
}

/// What well-known first bytes say, with the article for the sentence.
fn magic(content: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &'static str); 13] = [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF-", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\xfd7zXZ\0", "an xz archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"\x1f\x8b", "a gzip file inside a gzip file"),
    ];
    if content.starts_with(b"PK\x03\x04") || content.starts_with(b"PK\x05\x06") {
        let head = &content[..content.len().min(8 << 10)];
        let holds = |part: &[u8]| memchr::memmem::find(head, part).is_some();
        return Some(
            if holds(b"xl/") || (holds(b"[Content_Types].xml") && !holds(b"word/")) {
                "an Excel workbook"
            } else {
                "a ZIP archive"
            },
        );
    }
    known
        .into_iter()
        .find(|(bytes, _)| content.starts_with(bytes) && !is_plain(content))
        .map(|(_, what)| what)
}

/// Letters such as `BZh` or `PAR1` can also begin a text.
fn is_plain(content: &[u8]) -> bool {
    let head = &content[..content.len().min(512)];
    head.iter()
        .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e))
        && !head.starts_with(b"%PDF-")
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_told_by_its_bytes_and_may_have_members() {
        let mut bytes = gzip(b"text\n");
        bytes.extend(gzip(b"good app\n"));
        let loaded = load(&Input::Stdin(bytes), LIMIT).unwrap();
        assert_eq!(loaded.content, b"text\ngood app\n");
        assert_eq!(loaded.compressed, Compressed::Gzip);
    }

    #[test]
    fn what_unpacks_beyond_the_limit_is_refused() {
        let bytes = gzip(&vec![b'a'; 100_000]);
        assert!(bytes.len() < 1_000);
        assert!(matches!(
            load(&Input::Stdin(bytes), 50_000),
            Err(Error::TooLarge { limit: 50_000, .. })
        ));
    }

    #[test]
    fn a_gzip_cut_short_is_an_error() {
        let mut bytes = gzip(b"text\ngood app\n");
        bytes.truncate(bytes.len() - 6);
        assert!(matches!(
            load(&Input::Stdin(bytes), LIMIT),
            Err(Error::Gzip { .. })
        ));
    }

    #[test]
    fn the_hash_is_that_of_the_bytes_as_they_lie() {
        let loaded = load(&Input::Stdin(b"abc".to_vec()), LIMIT).unwrap();
        assert_eq!(
            loaded.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_text_that_begins_like_an_archive_is_text() {
        assert!(load(&Input::Stdin(b"BZh is what she wrote".to_vec()), LIMIT).is_ok());
        assert!(load(&Input::Stdin(b"\x89PNG\r\n\x1a\n....".to_vec()), LIMIT).is_err());
    }
}
