//! From an input to its bytes: reading, hashing, unpacking, refusing what is no export.

use crate::archive::{self, Holds};
use crate::chosen::{self, Chosen};
use crate::limits::{Limits, Stopped};
use crate::{Error, Input, Settings, members};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// An export's bytes, with what is written down about the file.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// As given, with the member's name behind it where it lay in an archive.
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) packed: Packed,
    pub(crate) kind: Kind,
    /// The sheet that was asked for.
    pub(crate) sheet: Option<String>,
    /// Files of the archive that were not read, as they may be shown.
    pub(crate) unread: Vec<String>,
    pub(crate) content: Vec<u8>,
}

const GZIP: &[u8] = &[0x1f, 0x8b];

/// Whether the export lay compressed on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packed {
    No,
    Gzip,
    Zstandard,
    Brotli,
    /// In a ZIP archive, under this name.
    Zip(String),
}

/// What the bytes are to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Workbook,
    /// [MS-XLSB]
    Binary,
    /// [MS-XLS]
    Old,
    Spreadsheet,
    Parquet,
}

/// What the first bytes say.
enum Magic {
    Zip,
    Parquet,
    Zstandard,
    /// An OLE compound file ([MS-CFB]).
    Compound,
    /// With the article for the sentence.
    Other(&'static str),
}

/// Reads an input whole and undoes its compression.
pub(crate) fn load(input: &Input, settings: &Settings, limits: &Limits) -> Result<Loaded, Error> {
    let chosen = Chosen::of(settings);
    let (name, raw, chosen) = match input {
        Input::File(path) => {
            let (path, chosen) = chosen::located(path, chosen);
            (path.display().to_string(), file(&path, limits)?, chosen)
        }
        Input::Stdin(bytes) => (input.name(), bytes.clone(), chosen),
    };
    if raw.len() as u64 > limits.bytes {
        return Err(Error::TooLarge {
            name,
            limit: limits.bytes,
        });
    }
    let sha256 = hex(&Sha256::digest(&raw));
    let bytes = raw.len() as u64;
    let mut loaded = unpacked(name, raw, chosen, limits)?;
    loaded.kind = kind(&loaded.name, &loaded.content, &loaded.packed)?;
    if let (Kind::Text | Kind::Parquet, Some(sheet)) = (loaded.kind, &loaded.sheet) {
        return Err(Error::NoSheet {
            name: loaded.name,
            sheet: archive::shown(sheet),
            sheets: Vec::new(),
        });
    }
    Ok(Loaded {
        sha256,
        bytes,
        ..loaded
    })
}

fn file(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
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
fn unpacked(name: String, raw: Vec<u8>, chosen: Chosen, limits: &Limits) -> Result<Loaded, Error> {
    let loaded = |name, packed, content, (sheet, unread)| Loaded {
        name,
        sha256: String::new(),
        bytes: 0,
        packed,
        kind: Kind::Text,
        sheet,
        unread,
        content,
    };
    let packed = match magic(&raw) {
        _ if raw.starts_with(GZIP) => Packed::Gzip,
        Some(Magic::Zstandard) => Packed::Zstandard,
        Some(Magic::Zip) if matches!(archive::holds(&name, &raw)?, Holds::Files) => {
            let (member, chosen) = members::export(&name, &raw, chosen, limits)?;
            let shown = format!("{name} → {}", archive::shown(&member.path));
            let told = (chosen.sheet, member.unread);
            return Ok(loaded(
                shown,
                Packed::Zip(member.path),
                member.content,
                told,
            ));
        }
        // Nothing in it tells Brotli (RFC 7932) from other bytes.
        None if Path::new(&name)
            .extension()
            .is_some_and(|of| of.eq_ignore_ascii_case("br")) =>
        {
            Packed::Brotli
        }
        _ => Packed::No,
    };
    let chosen = chosen.into_sheet();
    if let Some(member) = chosen.member {
        return Err(Error::NoArchive { name, member });
    }
    let content = match packed {
        Packed::No | Packed::Zip(_) => raw,
        Packed::Gzip => inflate(
            &name,
            "gzip",
            &raw,
            MultiGzDecoder::new(raw.as_slice()),
            limits,
        )?,
        Packed::Brotli => {
            let stream = brotli_decompressor::Decompressor::new(raw.as_slice(), 64 << 10);
            inflate(&name, "Brotli", &raw, stream, limits)?
        }
        Packed::Zstandard => {
            // RFC 8878 lets a frame ask for more memory than this; the tools' own limit is the same.
            let stream = zstd::stream::read::Decoder::new(raw.as_slice()).and_then(|mut stream| {
                stream.window_log_max(27)?;
                Ok(stream)
            });
            let damaged = |source| Error::Compressed {
                name: name.clone(),
                how: "zstd",
                source,
            };
            inflate(&name, "zstd", &raw, stream.map_err(damaged)?, limits)?
        }
    };
    Ok(loaded(name, packed, content, (chosen.sheet, Vec::new())))
}

/// Unpacks a stream out of `raw`.
fn inflate(
    name: &str,
    how: &'static str,
    raw: &[u8],
    stream: impl Read,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    limits
        .unpack(name, stream, (raw.len() as u64, 0), |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })
        .map_err(|stopped| match stopped {
            Stopped::Limit(error) => error,
            Stopped::Damage(source) => Error::Compressed {
                name: name.to_owned(),
                how,
                source,
            },
        })?;
    Ok(content)
}

/// What unpacked bytes are to be read as.
fn kind(name: &str, content: &[u8], packed: &Packed) -> Result<Kind, Error> {
    let refused = |what: &str| Error::Binary {
        name: name.to_owned(),
        what: what.to_owned(),
    };
    let inside = |what: &str| match packed {
        Packed::Zip(_) => format!("{what} inside an archive"),
        Packed::Gzip => format!("{what} inside a gzip file"),
        Packed::Zstandard => format!("{what} inside a zstd file"),
        Packed::No | Packed::Brotli => format!("{what} inside a Brotli file"),
    };
    match magic(content) {
        None if content.starts_with(GZIP) => Err(refused(&inside("a gzip file"))),
        None => Ok(Kind::Text),
        Some(Magic::Zstandard) => Err(refused(&inside("a zstd file"))),
        Some(Magic::Parquet) => Ok(Kind::Parquet),
        Some(Magic::Zip) => match archive::holds(name, content)? {
            Holds::Workbook => Ok(Kind::Workbook),
            Holds::Binary => Ok(Kind::Binary),
            Holds::Spreadsheet => Ok(Kind::Spreadsheet),
            Holds::Document(what) => Err(refused(what)),
            Holds::Files => Err(refused(&inside("a ZIP archive"))),
        },
        Some(Magic::Compound) if is_locked(content) => Err(Error::Locked {
            name: name.to_owned(),
        }),
        Some(Magic::Compound) => Ok(Kind::Old),
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
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Magic::Compound),
        (b"SQLite format 3\0", Magic::Other("an SQLite database")),
        (b"\x7fELF", Magic::Other("a program")),
        (b"7z\xbc\xaf\x27\x1c", Magic::Other("a 7z archive")),
        (b"\xfd7zXZ\0", Magic::Other("an xz archive")),
        (b"BZh", Magic::Other("a bzip2 archive")),
        (b"\x28\xb5\x2f\xfd", Magic::Zstandard),
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
        load(&Input::Stdin(bytes), &Settings::default(), &LIMITS)
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
            load(&input, &Settings::default(), &small),
            Err(Error::TooLarge { limit: 50_000, .. })
        ));
        let even = Limits {
            ratio_from: 10_000,
            ..LIMITS
        };
        let error = load(&input, &Settings::default(), &even).unwrap_err();
        assert_eq!(
            error.to_string(),
            "-: unpacks to more than 300 times its size"
        );
        assert!(load(&input, &Settings::default(), &LIMITS).is_ok());
    }

    #[test]
    fn a_gzip_cut_short_is_an_error() {
        let mut bytes = gzip(b"text\ngood app\n");
        bytes.truncate(bytes.len() - 6);
        assert!(matches!(loaded(bytes), Err(Error::Compressed { .. })));
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
