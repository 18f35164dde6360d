//! How much of an export is read, so that a small file cannot fill the machine.

use crate::Error;
use std::io::Read;

/// Bounds on one export. They are far above what feedback needs and below what a machine for desk
/// work holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of an export after decompression, and bytes of text taken out of one.
    pub(crate) bytes: u64,
    /// How many times its packed size an export may have.
    pub(crate) ratio: u64,
    /// Bytes up to which the ratio plays no part: small texts that repeat themselves pack well.
    pub(crate) ratio_from: u64,
    /// Bytes of a workbook's parts that are held in memory at once, such as its styles.
    pub(crate) part: u64,
    /// Texts that a workbook shares between its cells.
    pub(crate) strings: u64,
    /// Rows of a workbook or a Parquet file.
    pub(crate) rows: u64,
    /// Cells of a workbook or a Parquet file, those left empty among them.
    pub(crate) cells: u64,
}

/// Deflate can pack a thousand to one; sheets of hardly anything but formatting reach a hundred.
pub(crate) const LIMITS: Limits = Limits {
    bytes: 2 << 30,
    ratio: 300,
    ratio_from: 64 << 20,
    part: 16 << 20,
    strings: 10_000_000,
    rows: 20_000_000,
    cells: 100_000_000,
};

/// Why unpacking stopped.
pub(crate) enum Stopped {
    /// It came upon a limit.
    Limit(Error),
    /// The data is damaged.
    Damage(std::io::Error),
}

impl Limits {
    /// Whether `packed` bytes may become `unpacked` bytes.
    pub(crate) fn allow(&self, name: &str, packed: u64, unpacked: u64) -> Result<(), Error> {
        if unpacked > self.bytes {
            return Err(Error::TooLarge {
                name: name.to_owned(),
                limit: self.bytes,
            });
        }
        if unpacked > self.ratio_from && unpacked / self.ratio > packed {
            return Err(Error::Swells {
                name: name.to_owned(),
                ratio: self.ratio,
            });
        }
        Ok(())
    }

    /// Unpacks a stream out of a file of `packed` bytes piece by piece, and gives its length
    /// unpacked; `before` bytes were unpacked of the same file already.
    pub(crate) fn unpack(
        &self,
        name: &str,
        mut stream: impl Read,
        (packed, before): (u64, u64),
        mut take: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<u64, Stopped> {
        let mut piece = vec![0; 64 << 10];
        let mut length = 0;
        loop {
            let read = match stream.read(&mut piece) {
                Ok(0) => return Ok(length),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Stopped::Damage(error)),
            };
            length += read as u64;
            self.allow(name, packed, before + length)
                .and_then(|()| take(&piece[..read]))
                .map_err(Stopped::Limit)?;
        }
    }

    /// Counts rows and cells against their limits.
    pub(crate) fn allow_rows(&self, name: &str, rows: u64, cells: u64) -> Result<(), Error> {
        for (count, limit, what) in [(rows, self.rows, "rows"), (cells, self.cells, "cells")] {
            if count > limit {
                return Err(Error::TooMany {
                    name: name.to_owned(),
                    limit,
                    what,
                });
            }
        }
        Ok(())
    }
}
