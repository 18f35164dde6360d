//! From an input to its bytes: reading, hashing, unpacking, refusing what is no export.

use crate::archive::{self, Holds};
use crate::limits::{Limits, Stopped};
use crate::{Error, Input};
use sha2::{Digest, Sha256};
use std::io::Read;

/// An export's bytes, with what is written down about the file.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// As given, with the member's name behind it where it lay in an archive.
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) packed: Packed,
    pub(crate) kind: Kind,
    pub(crate) content: Vec<u8>,
}

/// Whether the export lay compressed on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packed {
    No,
    Gzip,
    /// In a ZIP archive, under this name.
    Zip(String),
}

/// What the bytes are to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Workbook,
    Spreadsheet,
    Parquet,
}

/// What the first bytes say.
enum Magic {
    Zip,
    Parquet,
    /// With the article for the sentence.
    Other(&'static str),
}

/// Reads an input whole and undoes its compression.
pub(crate) fn load(input: &Input, limits: &Limits) -> Result<Loaded, Error> {
    let name = input.name();
    let raw = match input {
        Input::File(path) => file(path, limits)?,
        Input::Stdin(bytes) => bytes.clone(),
    };
    if raw.len() as u64 > limits.bytes {
        return Err(Error::TooLarge {
            name,
            limit: limits.bytes,
        });
    }
    let sha256 = hex(&Sha256::digest(&raw));
    let bytes = raw.len() as u64;
    let (name, content, packed) = unpacked(name, raw, limits)?;
    let kind = kind(&name, &content, &packed)?;
    Ok(Loaded {
        name,
        sha256,
        bytes,
        packed,
        kind,
        content,
    })
}

fn file(path: &std::path::Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let refused = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => Error::Missing { path: path.into() },
        std::io::ErrorKind::IsADirectory => Error::Folder { path: path.into() },
        _ => Error::Refused {
            path: path.into(),
            source,
        },
    };
    if path.is_dir() {
        return Err(Error::Folder { path: path.into() });
    }
    let file = std::fs::File::open(path).map_err(refused)?;
    let mut raw = Vec::new();
    file.take(limits.bytes + 1)
        .read_to_end(&mut raw)
        .map_err(refused)?;
    Ok(raw)
}

/// Takes an export out of what it is packed in, one layer deep.
fn unpacked(
    name: String,
    raw: Vec<u8>,
    limits: &Limits,
) -> Result<(String, Vec<u8>, Packed), Error> {
    if raw.starts_with(&[0x1f, 0x8b]) {
        let content = gunzip(&name, &raw, limits)?;
        return Ok((name, content, Packed::Gzip));
    }
    if !matches!(magic(&raw), Some(Magic::Zip)) {
        return Ok((name, raw, Packed::No));
    }
    match archive::holds(&name, &raw)? {
        Holds::Files => {
            let (member, content) = archive::only_export(&name, &raw, limits)?;
            let shown = format!("{name} → {}", archive::shown(&member));
            Ok((shown, content, Packed::Zip(member)))
        }
        Holds::Workbook | Holds::Spreadsheet | Holds::Document(_) => Ok((name, raw, Packed::No)),
    }
}

fn gunzip(name: &str, raw: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    let stream = flate2::read::MultiGzDecoder::new(raw);
    limits
        .unpack(name, stream, (raw.len() as u64, 0), |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })
        .map_err(|stopped| match stopped {
            Stopped::Limit(error) => error,
            Stopped::Damage(source) => Error::Gzip {
                name: name.to_owned(),
                source,
            },
        })?;
    Ok(content)
}

/// What unpacked bytes are to be read as.
fn kind(name: &str, content: &[u8], packed: &Packed) -> Result<Kind, Error> {
    let refused = |what| Error::Binary {
        name: name.to_owned(),
        what,
    };
    match magic(content) {
        None if content.starts_with(&[0x1f, 0x8b]) => Err(refused(match packed {
            Packed::Gzip => "a gzip file inside a gzip file",
            _ => "a gzip file inside an archive",
        })),
        None => Ok(Kind::Text),
        Some(Magic::Parquet) => Ok(Kind::Parquet),
        Some(Magic::Zip) => match archive::holds(name, content)? {
            Holds::Workbook => Ok(Kind::Workbook),
            Holds::Spreadsheet => Ok(Kind::Spreadsheet),
            Holds::Document(what) => Err(refused(what)),
            Holds::Files => Err(refused(match packed {
                Packed::Gzip => "a ZIP archive inside a gzip file",
                _ => "a ZIP archive inside an archive",
            })),
        },
        Some(Magic::Other("an old Excel workbook")) if is_locked(content) => Err(Error::Locked {
            name: name.to_owned(),
        }),
        Some(Magic::Other(what)) => Err(refused(what)),
    }
}

/// A workbook with a password is an OLE file with a stream of this name ([MS-OFFCRYPTO] 2.3.4).
fn is_locked(content: &[u8]) -> bool {
    let stream: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    memchr::memmem::find(content, &stream).is_some()
}

/// What well-known first bytes say.
fn magic(content: &[u8]) -> Option<Magic> {
    let known: [(&[u8], Magic); 16] = [
        (b"PK\x03\x04", Magic::Zip),
        (b"PK\x05\x06", Magic::Zip),
        (b"PAR1", Magic::Parquet),
        (b"PARE", Magic::Other("an encrypted Parquet file")),
        (b"\x89PNG\r\n\x1a\n", Magic::Other("a PNG picture")),
        (b"\xff\xd8\xff", Magic::Other("a JPEG picture")),
        (b"GIF8", Magic::Other("a GIF picture")),
        (b"%PDF-", Magic::Other("a PDF document")),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            Magic::Other("an old Excel workbook"),
        ),
        (b"SQLite format 3\0", Magic::Other("an SQLite database")),
        (b"\x7fELF", Magic::Other("a program")),
        (b"7z\xbc\xaf\x27\x1c", Magic::Other("a 7z archive")),
        (b"\xfd7zXZ\0", Magic::Other("an xz archive")),
        (b"BZh", Magic::Other("a bzip2 archive")),
        (b"\x28\xb5\x2f\xfd", Magic::Other("a zstd archive")),
        (b"Rar!\x1a\x07", Magic::Other("a RAR archive")),
    ];
    known
        .into_iter()
        .find(|(bytes, _)| content.starts_with(bytes) && !is_plain(content))
        .map(|(_, magic)| magic)
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
    use crate::limits::LIMITS;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn loaded(bytes: Vec<u8>) -> Result<Loaded, Error> {
        load(&Input::Stdin(bytes), &LIMITS)
    }

    #[test]
    fn gzip_is_told_by_its_bytes_and_may_have_members() {
        let mut bytes = gzip(b"text\n");
        bytes.extend(gzip(b"good app\n"));
        let loaded = loaded(bytes).unwrap();
        assert_eq!(loaded.content, b"text\ngood app\n");
        assert_eq!(loaded.packed, Packed::Gzip);
    }

    #[test]
    fn what_unpacks_beyond_a_limit_is_refused() {
        let bytes = gzip(&vec![b'a'; 100_000]);
        assert!(bytes.len() < 200);
        let small = Limits {
            bytes: 50_000,
            ..LIMITS
        };
        let input = Input::Stdin(bytes);
        assert!(matches!(
            load(&input, &small),
            Err(Error::TooLarge { limit: 50_000, .. })
        ));
        let even = Limits {
            ratio_from: 10_000,
            ..LIMITS
        };
        let error = load(&input, &even).unwrap_err();
        assert_eq!(
            error.to_string(),
            "-: unpacks to more than 300 times its size"
        );
        assert!(load(&input, &LIMITS).is_ok());
    }

    #[test]
    fn a_gzip_cut_short_is_an_error() {
        let mut bytes = gzip(b"text\ngood app\n");
        bytes.truncate(bytes.len() - 6);
        assert!(matches!(loaded(bytes), Err(Error::Gzip { .. })));
    }

    #[test]
    fn what_is_packed_twice_is_refused() {
        let error = loaded(gzip(&gzip(b"text\n"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "-: this is a gzip file inside a gzip file, not text"
        );
    }

    #[test]
    fn the_hash_is_that_of_the_bytes_as_they_lie() {
        let loaded = loaded(b"abc".to_vec()).unwrap();
        assert_eq!(
            loaded.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_text_that_begins_like_an_archive_is_text() {
        assert!(loaded(b"BZh is what she wrote".to_vec()).is_ok());
        assert!(loaded(b"PAR1 is what she wrote".to_vec()).is_ok());
        assert!(loaded(b"\x89PNG\r\n\x1a\n....".to_vec()).is_err());
    }
}
