//! What a Parquet file claims, held against limits before a reader believes it.
//!
//! The reader makes room for what the headers tell, unpacks gzip to wherever it leads and follows
//! a schema as deep as it goes; so the footer's schema and every page's header are looked at
//! first. Source: `parquet.thrift` and the README of Apache's parquet-format.

use super::thrift::{Kind, Thrift};
use crate::Error;
use crate::limits::Limits;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::io::Read;

/// How deep a schema may be nested.
const DEEPEST: usize = 48;
/// Columns, and the groups around them.
const MOST_ELEMENTS: u64 = 20_000;
/// Bytes of a page; writers make pages of about a megabyte.
const LARGEST_PAGE: u64 = 512 << 20;
/// The encoding in which a value may repeat the beginning of the one before.
const DELTA_BYTE_ARRAY: i64 = 7;

/// How a column is stored, as far as reading it must know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stored {
    /// Values may grow out of the ones before, so they are to be read one by one.
    pub(super) growing: bool,
}

/// Says why the file cannot be read.
pub(super) fn damaged(name: &str, detail: impl Into<String>) -> Error {
    Error::Parquet {
        name: name.to_owned(),
        detail: detail.into(),
    }
}

/// Looks at the schema in the footer.
pub(super) fn check_footer(name: &str, content: &[u8]) -> Result<(), Error> {
    let cut = || damaged(name, "its end is missing");
    if content.len() < 12 || !content.starts_with(b"PAR1") {
        return Err(cut());
    }
    let (rest, magic) = content.split_at(content.len() - 4);
    if magic == b"PARE" {
        return Err(Error::Locked {
            name: name.to_owned(),
        });
    }
    if magic != b"PAR1" {
        return Err(cut());
    }
    let (rest, length) = rest.split_at(rest.len() - 4);
    let length = u32::from_le_bytes(length.try_into().map_err(|_| cut())?);
    let from = usize::try_from(length)
        .ok()
        .and_then(|length| rest.len().checked_sub(length))
        .ok_or_else(cut)?;
    let mut children: Vec<i64> = Vec::new();
    let mut count = 0;
    Thrift::new(&rest[from..])
        .fields(|footer, id, kind| {
            if (id, kind) != (2, Kind::List) {
                return Some(false);
            }
            let (size, _) = footer.list()?;
            count = size;
            if size > MOST_ELEMENTS {
                return None;
            }
            for _ in 0..size {
                children.push(0);
                footer.fields(|element, id, kind| {
                    let counts = (id, kind) == (5, Kind::Integer);
                    if counts {
                        *children.last_mut()? = element.integer()?;
                    }
                    Some(counts)
                })?;
            }
            Some(true)
        })
        .ok_or_else(|| match count {
            0..=MOST_ELEMENTS => damaged(name, "its footer makes no sense"),
            _ => Error::TooMany {
                name: name.to_owned(),
                limit: MOST_ELEMENTS,
                what: "columns",
            },
        })?;
    if depth(&children) > DEEPEST {
        return Err(damaged(
            name,
            format!("its columns are nested more than {DEEPEST} deep"),
        ));
    }
    Ok(())
}

/// How deep a tree is, given by the number of children of every node, parents first.
fn depth(children: &[i64]) -> usize {
    let mut open: Vec<i64> = Vec::new();
    let mut deepest = 0;
    for count in children {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(last) = open.last_mut() {
            *last -= 1;
        }
        if *count > 0 {
            open.push(*count);
        }
        deepest = deepest.max(open.len());
    }
    deepest
}

/// What one page's header tells.
#[derive(Debug, Default)]
struct Page {
    unpacked: i64,
    packed: i64,
    values: i64,
    encoding: i64,
    /// Bytes before the packed part, in pages of the second version.
    levels: i64,
    plain: bool,
    dictionary: bool,
}

impl Page {
    /// Reads the header and gives its length in bytes.
    fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut page = Self::default();
        let mut thrift = Thrift::new(bytes);
        thrift.fields(|header, id, kind| {
            match (id, kind) {
                (2, Kind::Integer) => page.unpacked = header.integer()?,
                (3, Kind::Integer) => page.packed = header.integer()?,
                // Of data pages of the first version, and dictionaries.
                (5 | 7, Kind::Struct) => {
                    page.dictionary = id == 7;
                    header.fields(|inner, id, kind| {
                        match (id, kind) {
                            (1, Kind::Integer) => page.values = inner.integer()?,
                            (2, Kind::Integer) => page.encoding = inner.integer()?,
                            _ => return Some(false),
                        }
                        Some(true)
                    })?;
                }
                (8, Kind::Struct) => header.fields(|inner, id, kind| {
                    match (id, kind) {
                        (1, Kind::Integer) => page.values = inner.integer()?,
                        (4, Kind::Integer) => page.encoding = inner.integer()?,
                        (5 | 6, Kind::Integer) => {
                            page.levels = page.levels.checked_add(inner.integer()?)?;
                        }
                        (7, Kind::False) => page.plain = true,
                        _ => return Some(false),
                    }
                    Some(true)
                })?,
                _ => return Some(false),
            }
            Some(true)
        })?;
        Some((page, thrift.at))
    }
}

/// Looks at every page's header; tells how each column of each row group is stored.
pub(super) fn check_pages(
    name: &str,
    content: &[u8],
    metadata: &ParquetMetaData,
    limits: &Limits,
) -> Result<Vec<Vec<Stored>>, Error> {
    let (mut rows, mut unpacked, mut values) = (0u64, 0u64, 0u64);
    let mut stored = Vec::new();
    for group in metadata.row_groups() {
        let in_group = u64::try_from(group.num_rows())
            .map_err(|_| damaged(name, "a row group has less than no rows"))?;
        rows = rows.saturating_add(in_group);
        limits.allow_rows(name, rows, rows.saturating_mul(group.num_columns() as u64))?;
        let mut columns = Vec::new();
        for column in group.columns() {
            columns.push(check_column(
                name,
                content,
                column,
                (limits, &mut unpacked, &mut values),
            )?);
        }
        stored.push(columns);
    }
    Ok(stored)
}

fn check_column(
    name: &str,
    content: &[u8],
    column: &ColumnChunkMetaData,
    (limits, unpacked, values): (&Limits, &mut u64, &mut u64),
) -> Result<Stored, Error> {
    let path = || crate::archive::shown(&column.column_path().string());
    let gzip = match column.compression() {
        Compression::GZIP(_) => true,
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::ZSTD(_)
        | Compression::LZ4_RAW => false,
        other => {
            let codec = other.to_string();
            let codec = codec.split('(').next().unwrap_or_default();
            let path = path();
            return Err(damaged(
                name,
                format!("its column `{path}` is packed with {codec}"),
            ));
        }
    };
    let wrong = || {
        damaged(
            name,
            format!("the pages of its column `{}` make no sense", path()),
        )
    };
    let from = column
        .dictionary_page_offset()
        .unwrap_or(column.data_page_offset());
    let from = usize::try_from(from).map_err(|_| wrong())?;
    let length = usize::try_from(column.compressed_size()).map_err(|_| wrong())?;
    let end = from.checked_add(length).ok_or_else(wrong)?;
    let mut rest = content.get(from..end).ok_or_else(wrong)?;
    let mut stored = Stored::default();
    while !rest.is_empty() {
        let (page, header) = Page::read(rest).ok_or_else(wrong)?;
        let size = usize::try_from(page.packed).map_err(|_| wrong())?;
        let told = u64::try_from(page.unpacked).map_err(|_| wrong())?;
        let levels = usize::try_from(page.levels).map_err(|_| wrong())?;
        let body = rest[header..].get(..size).ok_or_else(wrong)?;
        *unpacked = unpacked.saturating_add(told);
        limits.allow(name, content.len() as u64, *unpacked)?;
        if told > LARGEST_PAGE {
            return Err(Error::Part {
                name: name.to_owned(),
                part: path(),
                limit: LARGEST_PAGE,
            });
        }
        let count = u64::try_from(page.values).map_err(|_| wrong())?;
        // Room is made for all values of a dictionary at once; each has a byte at least.
        if page.dictionary && count > told {
            return Err(wrong());
        }
        *values = values.saturating_add(count);
        limits.allow_rows(name, 0, *values)?;
        if gzip && !page.plain {
            let packed = body.get(levels..).ok_or_else(wrong)?;
            unpacks_to(packed, told).ok_or_else(wrong)?;
        }
        stored.growing |= page.encoding == DELTA_BYTE_ARRAY;
        rest = &rest[header + size..];
    }
    Ok(stored)
}

/// Whether a gzip stream holds no more bytes than told.
fn unpacks_to(packed: &[u8], told: u64) -> Option<()> {
    let stream = flate2::read::MultiGzDecoder::new(packed);
    let length = std::io::copy(&mut stream.take(told + 1), &mut std::io::sink()).ok()?;
    (length <= told).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_depth_of_a_tree_is_told_by_its_children() {
        assert_eq!(depth(&[2, 0, 0]), 1);
        assert_eq!(depth(&[2, 1, 1, 0, 0]), 3);
        assert_eq!(depth(&vec![1; 100]), 100);
    }
}
