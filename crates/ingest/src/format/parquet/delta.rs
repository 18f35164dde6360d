//! Texts stored by their lengths, whose number is held against the page's before it is believed.
//!
//! The decoders of `DELTA_LENGTH_BYTE_ARRAY` and `DELTA_BYTE_ARRAY` make room for as many lengths
//! as the data says there are, before one is read (parquet 60): a few bytes can ask for more
//! memory than there is, which ends the program. Source: `Encodings.md` of parquet-format.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};

/// Pages as another reader gives them, each looked at.
pub(super) struct Checked {
    pub(super) pages: Box<dyn PageReader>,
    /// Whether the column has repetition and definition levels.
    pub(super) repeated: bool,
    pub(super) defined: bool,
}

impl Checked {
    fn check(&self, page: &Page) -> Result<()> {
        let (bytes, values, encoding) = match page {
            Page::DataPage {
                buf,
                num_values,
                encoding,
                ..
            }
            | Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                ..
            } => (buf, u64::from(*num_values), *encoding),
            Page::DictionaryPage { .. } => return Ok(()),
        };
        let lists = match encoding {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            // The lengths of what is shared with the value before stand in front.
            Encoding::DELTA_BYTE_ARRAY => 2,
            _ => return Ok(()),
        };
        let sound = || {
            let mut rest = bytes.get(self.values_at(page)?..)?;
            for _ in 0..lists {
                rest = behind_lengths(rest, values)?;
            }
            Some(())
        };
        sound()
            .ok_or_else(|| ParquetError::General("the lengths of its texts make no sense".into()))
    }

    /// Where the values begin behind the levels.
    fn values_at(&self, page: &Page) -> Option<usize> {
        match page {
            Page::DataPageV2 {
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => usize::try_from(def_levels_byte_len.checked_add(*rep_levels_byte_len)?).ok(),
            Page::DataPage {
                buf,
                def_level_encoding,
                rep_level_encoding,
                ..
            } => {
                let mut at = 0usize;
                let levels = [
                    (self.repeated, rep_level_encoding),
                    (self.defined, def_level_encoding),
                ];
                for (_, encoding) in levels.into_iter().filter(|(there, _)| *there) {
                    // The other encoding of levels is older than these encodings of values.
                    if *encoding != Encoding::RLE {
                        return None;
                    }
                    let length: [u8; 4] = buf.get(at..at + 4)?.try_into().ok()?;
                    let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
                    at = at.checked_add(4)?.checked_add(length)?;
                }
                Some(at)
            }
            Page::DictionaryPage { .. } => None,
        }
    }
}

/// What stands behind a list of whole numbers in `DELTA_BINARY_PACKED`, if it has no more of them
/// than there are values.
fn behind_lengths(bytes: &[u8], values: u64) -> Option<&[u8]> {
    let mut rest = bytes;
    let block = varint(&mut rest)?;
    let parts = varint(&mut rest)?;
    let count = varint(&mut rest)?;
    varint(&mut rest)?;
    if parts == 0 || block % 128 != 0 || block % parts != 0 || count > values {
        return None;
    }
    let in_part = block / parts;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        varint(&mut rest)?;
        let (widths, packed) = rest.split_at_checked(usize::try_from(parts).ok()?)?;
        rest = packed;
        for width in widths {
            // A block's last parts may be left out, whatever their widths say.
            if left > 0 {
                let bits = in_part.checked_mul(u64::from(*width))?;
                rest = rest.get(usize::try_from(bits / 8).ok()?..)?;
                left = left.saturating_sub(in_part);
            }
        }
        if in_part == 0 {
            return None;
        }
    }
    Some(rest)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            self.check(page)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_passed_over_and_counted() {
        // Blocks of 128 in four parts; three values; the first is 5; one part of two bits.
        let mut bytes = vec![128, 1, 4, 3, 10, 0, 2, 0, 0, 0];
        bytes.extend([0xaa; 8]);
        bytes.extend(b"behind");
        assert_eq!(behind_lengths(&bytes, 3), Some(&b"behind"[..]));
        assert_eq!(behind_lengths(&bytes, 2), None);
        assert_eq!(behind_lengths(&bytes[..12], 3), None);
        let many = [&[128, 1, 4][..], &[0xff; 8], &[1, 10]].concat();
        assert_eq!(behind_lengths(&many, 3), None);
        assert_eq!(behind_lengths(&[0, 1, 3, 10, 0, 2], 3), None);
        assert_eq!(behind_lengths(&[128, 1, 4, 0, 0, 7], 0), Some(&[7][..]));
    }
}
