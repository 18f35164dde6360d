//! How far a reader looks for a closing quote.
//!
//! A quote that is never closed is looked for up to the end of the file. Were every one of a
//! million open quotes looked for that far, the time would grow with the square of the file; so
//! looking in vain is paid for by the bytes that were read, and where there is nothing left to pay
//! with, a quoted field is expected to end nearby.

/// The longest field and the longest row, in bytes, that a file may have. A row with more is
/// unreadable; a quoted field with more has lost its closing quote.
pub(crate) const LONGEST_CELL: usize = 64 << 20;
pub(crate) const LONGEST_ROW: usize = 256 << 20;
/// The most columns a table may have, as in spreadsheet programs.
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// Bytes that may be looked at in vain for each byte read.
const PER_BYTE: usize = 8;
/// How far a quote is looked for in any case.
const NEARBY: usize = 1 << 10;

/// What is left to pay with.
#[derive(Debug)]
pub(crate) struct Reach {
    left: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Self { left: LONGEST_CELL }
    }
}

impl Reach {
    /// How many bytes a quoted field may have now.
    pub(crate) fn bytes(&self) -> usize {
        self.left.clamp(NEARBY, LONGEST_CELL)
    }

    /// `read` bytes were read as they were meant.
    pub(crate) fn earn(&mut self, read: usize) {
        self.left = self.left.saturating_add(read.saturating_mul(PER_BYTE));
    }

    /// `looked` bytes were looked at in vain, and `read` bytes read after all.
    pub(crate) fn spend(&mut self, looked: usize, read: usize) {
        self.left = self.left.saturating_sub(looked);
        self.earn(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_in_vain_shortens_the_reach_and_reading_lengthens_it() {
        let mut reach = Reach::default();
        assert_eq!(reach.bytes(), LONGEST_CELL);
        reach.spend(LONGEST_CELL - 10, 0);
        assert_eq!(reach.bytes(), NEARBY);
        reach.earn(NEARBY);
        assert_eq!(reach.bytes(), NEARBY * PER_BYTE + 10);
    }
}
