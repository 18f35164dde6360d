//! ZIP archives (PKWARE APPNOTE 6.3): which export lies in one, and what its parts unpack to.

use crate::Error;
use crate::limits::{LIMITS, Limits, Stopped};
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;
use zip::result::ZipError;

/// What kind of file a ZIP container is.
pub(crate) enum Holds {
    /// Excel's own format (ECMA-376).
    Workbook,
    /// Excel's binary format ([MS-XLSB]).
    Binary,
    /// A spreadsheet of LibreOffice and others (ISO/IEC 26300).
    Spreadsheet,
    /// Another format that is a ZIP container, with its article.
    Document(&'static str),
    /// Files.
    Files,
}

/// Members that an archive may have.
const MOST_MEMBERS: usize = 100_000;
/// Letters of a member's or sheet's name that are shown.
const SHOWN: usize = 60;

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(crate) fn open<'a>(name: &str, content: &'a [u8]) -> Result<Archive<'a>, Error> {
    let archive = ZipArchive::new(Cursor::new(content)).map_err(|error| broken(name, error))?;
    if archive.len() > MOST_MEMBERS {
        return Err(Error::TooMany {
            name: name.to_owned(),
            limit: MOST_MEMBERS as u64,
            what: "files",
        });
    }
    Ok(archive)
}

pub(crate) fn broken(name: &str, error: ZipError) -> Error {
    let name = name.to_owned();
    let detail = match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => return Error::Locked { name },
        // An archive's directory stands at its end, and tells how long it is.
        error if error.to_string().contains("EOCD") => "its end is missing".to_owned(),
        error => error.to_string(),
    };
    Error::Zip { name, detail }
}

/// Tells a container's kind by the names in it.
pub(crate) fn holds(name: &str, content: &[u8]) -> Result<Holds, Error> {
    let archive = open(name, content)?;
    let has = |part: &str| {
        let mut names = archive.file_names_raw();
        names.any(|name| name.eq_ignore_ascii_case(part.as_bytes()))
    };
    let under = |folder: &str| {
        let mut names = archive.file_names_raw();
        names.any(|name| name.starts_with(folder.as_bytes()))
    };
    Ok(if has("xl/workbook.bin") {
        Holds::Binary
    } else if has("[Content_Types].xml") && under("word/") {
        Holds::Document("a Word document")
    } else if has("[Content_Types].xml") && under("ppt/") {
        Holds::Document("a PowerPoint presentation")
    } else if has("xl/workbook.xml") || (has("[Content_Types].xml") && under("xl/")) {
        Holds::Workbook
    } else if has("mimetype") && has("content.xml") {
        match part_says(name, content, "mimetype", b"spreadsheet", &LIMITS) {
            Ok(true) => Holds::Spreadsheet,
            _ => Holds::Document("an OpenDocument file"),
        }
    } else if has("Index/Document.iwa") {
        Holds::Document("an Apple iWork document")
    } else {
        Holds::Files
    })
}

pub(crate) fn unpack(
    name: &str,
    archive: &mut Archive,
    index: usize,
    (limits, size): (&Limits, u64),
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    unpack_into(name, archive, index, (limits, size, 0), |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(bytes)
}

/// Unpacks a member by pieces, where `before` bytes of an archive of `size` bytes are unpacked
/// already; what the directory says is checked before and held against what comes out.
fn unpack_into(
    name: &str,
    archive: &mut Archive,
    index: usize,
    (limits, size, before): (&Limits, u64, u64),
    take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<u64, Error> {
    let file = archive
        .by_index(index)
        .map_err(|error| broken(name, error))?;
    let told = file.size();
    limits.allow(name, size, before.saturating_add(told))?;
    let length =
        limits
            .unpack(name, file, (size, before), take)
            .map_err(|stopped| match stopped {
                Stopped::Limit(error) => error,
                Stopped::Damage(error) => Error::Zip {
                    name: name.to_owned(),
                    detail: error.to_string(),
                },
            })?;
    if length != told {
        return Err(Error::Zip {
            name: name.to_owned(),
            detail: format!("its directory tells of {told} bytes where there are {length}"),
        });
    }
    Ok(length)
}

/// Lets a part of a document be read as it unpacks, after it was unpacked once without being kept
/// to see that it stays within the limits.
pub(crate) fn read_part(
    name: &str,
    content: &[u8],
    part: &str,
    limits: &Limits,
    read: impl FnOnce(&mut dyn BufRead) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut archive = open(name, content)?;
    let size = content.len() as u64;
    let index = archive.index_for_name(part).ok_or_else(|| Error::Zip {
        name: name.to_owned(),
        detail: format!("there is no `{part}` in it"),
    })?;
    unpack_into(name, &mut archive, index, (limits, size, 0), |_| Ok(()))?;
    let file = archive
        .by_index(index)
        .map_err(|error| broken(name, error))?;
    read(&mut BufReader::new(file))
}

/// Whether a part of a document, which may be missing, has these bytes in it.
pub(crate) fn part_says(
    name: &str,
    content: &[u8],
    part: &str,
    says: &[u8],
    limits: &Limits,
) -> Result<bool, Error> {
    let mut archive = open(name, content)?;
    let Some(index) = archive.index_for_name(part) else {
        return Ok(false);
    };
    let limits = Limits {
        bytes: limits.part,
        ..*limits
    };
    let bytes = unpack(name, &mut archive, index, (&limits, content.len() as u64))?;
    Ok(memchr::memmem::find(&bytes, says).is_some())
}

/// Unpacks the parts of a workbook once without keeping them, so that a reader that trusts the
/// directory, and holds shared texts and styles in memory, can be let loose on it.
pub(crate) fn measure_workbook(name: &str, content: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut archive = open(name, content)?;
    let size = content.len() as u64;
    let mut before = 0;
    for index in 0..archive.len() {
        let path = match archive.by_index_raw(index) {
            Ok(entry) => String::from_utf8_lossy(entry.name_raw()).to_lowercase(),
            Err(error) => return Err(broken(name, error)),
        };
        if ![".xml", ".rels", ".bin"]
            .iter()
            .any(|of| path.ends_with(of))
        {
            continue;
        }
        let texts = path.ends_with("sharedstrings.xml");
        let sheet = path.starts_with("xl/worksheets/") && !path.ends_with(".rels");
        // A shared text has seven bytes or more there, and costs memory by its number as well.
        let most = match path.ends_with("sharedstrings.bin") {
            true => limits.strings.saturating_mul(7),
            false => limits.part,
        };
        let (mut length, mut strings, mut tail) = (0, 0, Vec::new());
        before += unpack_into(name, &mut archive, index, (limits, size, before), |piece| {
            length += piece.len() as u64;
            if texts {
                strings += count_strings(piece, &mut tail);
                if strings > limits.strings {
                    return Err(Error::TooMany {
                        name: name.to_owned(),
                        limit: limits.strings,
                        what: "shared texts",
                    });
                }
            } else if !sheet && length > most {
                return Err(Error::Part {
                    name: name.to_owned(),
                    part: shown(&path),
                    limit: most,
                });
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Counts beginnings of shared texts; `tail` keeps the end of the last piece.
fn count_strings(piece: &[u8], tail: &mut Vec<u8>) -> u64 {
    const OPENS: &[u8] = b"<si";
    tail.extend_from_slice(&piece[..piece.len().min(OPENS.len() - 1)]);
    let across = memchr::memmem::find_iter(tail, OPENS).count();
    let count = memchr::memmem::find_iter(piece, OPENS).count();
    *tail = piece[piece.len().saturating_sub(OPENS.len() - 1)..].to_vec();
    (across + count) as u64
}

/// A name from inside a file as a message or report may show it: on one line, without signs that
/// turn the line around, not longer than needed.
pub(crate) fn shown(name: &str) -> String {
    let mut shown: String = name
        .chars()
        .take(SHOWN)
        .map(|c| match c {
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    if name.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts_are_counted_across_pieces() {
        let text = b"<sst><si><t>a</t></si><si/></sst>";
        for cut in 1..text.len() {
            let mut tail = Vec::new();
            let count: u64 = text
                .chunks(cut)
                .map(|piece| count_strings(piece, &mut tail))
                .sum();
            // Pieces of one byte see nothing but tails of two.
            if cut > 2 {
                assert_eq!(count, 2, "{cut}");
            }
        }
    }

    #[test]
    fn a_small_part_behind_a_large_one_swells_nothing() {
        use std::io::Write;
        let limits = Limits {
            ratio: 10,
            ratio_from: 1000,
            ..crate::limits::LIMITS
        };
        let measured = |sheet: &[u8]| {
            let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (name, bytes) in [
                ("xl/worksheets/sheet1.xml", sheet),
                ("xl/styles.xml", b"<x/>"),
            ] {
                let options = zip::write::SimpleFileOptions::default();
                writer.start_file(name, options).unwrap();
                writer.write_all(bytes).unwrap();
            }
            let bytes = writer.finish().unwrap().into_inner();
            measure_workbook("a", &bytes, &limits)
        };
        let noise: Vec<u8> = (0..20_000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert!(measured(&noise).is_ok());
        assert!(matches!(
            measured(&[b' '; 20_000]),
            Err(Error::Swells { .. })
        ));
    }

    #[test]
    fn names_are_shown_on_one_line() {
        assert_eq!(
            shown("a\u{1b}[1m\u{202e}b\n"),
            "a\u{fffd}[1m\u{fffd}b\u{fffd}"
        );
        assert_eq!(shown(&"a".repeat(99)).chars().count(), SHOWN + 1);
    }
}
