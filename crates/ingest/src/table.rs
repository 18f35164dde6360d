//! What every format is read into: named columns and rows of text.

use std::sync::Arc;

/// An export as rows of text, before anything is known about what a column means.
#[derive(Debug)]
pub(crate) struct Table {
    /// The format's word, without `.gz`.
    pub(crate) format: &'static str,
    pub(crate) delimiter: Option<char>,
    pub(crate) names: Vec<String>,
    pub(crate) header: Header,
    pub(crate) rows: Vec<Row>,
}

/// Whether the columns have names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Header {
    Present,
    Absent,
}

/// One row: its fields, or why it has none.
#[derive(Debug)]
pub(crate) struct Row {
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    /// Among others in one piece of memory.
    Packed { block: Arc<Block>, index: u32 },
    /// By itself, as few rows are.
    Alone(Box<Result<Record, String>>),
}

impl Row {
    /// A row by itself.
    pub(crate) fn alone(line: u64, record: Result<Record, String>) -> Self {
        Self {
            line,
            kept: Kept::Alone(Box::new(record)),
        }
    }

    /// Its fields, or why it has none.
    pub(crate) fn record(&self) -> Result<View<'_>, &str> {
        match &self.kept {
            Kept::Packed { block, index } => Ok(block.view(*index as usize)),
            Kept::Alone(record) => record
                .as_ref()
                .as_ref()
                .map(Record::view)
                .map_err(|it| &**it),
        }
    }

    /// The row with other fields.
    pub(crate) fn replace(&mut self, record: Record) {
        self.kept = Kept::Alone(Box::new(Ok(record.shrink())));
    }
}

/// Rows side by side in one piece of memory.
#[derive(Debug, Default)]
struct Block {
    text: String,
    /// Where each field ends in the text of its row.
    ends: Vec<u32>,
    /// Where each row ends in the text, and how many fields there are up to there.
    rows: Vec<(usize, usize)>,
}

/// Bytes of text after which a block is full. The allocator of Linux gives memory back to the
/// machine where a piece has at least as many (`DEFAULT_MMAP_THRESHOLD_MAX` of glibc), so that
/// blocks make room as their rows are read.
const FULL: usize = 32 << 20;

impl Block {
    fn push(&mut self, record: &Record) {
        self.text.push_str(&record.text);
        self.ends.extend_from_slice(&record.ends);
        self.rows.push((self.text.len(), self.ends.len()));
    }

    fn view(&self, index: usize) -> View<'_> {
        let (end, ends_end) = self.rows[index];
        let (start, ends_start) = index.checked_sub(1).map_or((0, 0), |it| self.rows[it]);
        View {
            text: &self.text[start..end],
            ends: &self.ends[ends_start..ends_end],
        }
    }
}

/// Rows in the making, put together in blocks: a row costs its text, four bytes a field, and
/// forty more.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    done: Vec<Row>,
    block: Block,
    /// The rows that follow those done: their line, and why one has no fields.
    open: Vec<(u64, Option<String>)>,
}

impl Rows {
    /// Adds a row.
    pub(crate) fn push(&mut self, line: u64, record: Result<Record, String>) {
        match record {
            Ok(record) => {
                self.block.push(&record);
                self.open.push((line, None));
            }
            Err(reason) => self.open.push((line, Some(reason))),
        }
        if self.block.text.len() >= FULL {
            self.close();
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.done.len() + self.open.len()
    }

    /// All rows in order.
    pub(crate) fn finish(mut self) -> Vec<Row> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        block.text.shrink_to_fit();
        block.ends.shrink_to_fit();
        block.rows.shrink_to_fit();
        let block = Arc::new(block);
        let mut index = 0;
        for (line, reason) in self.open.drain(..) {
            let kept = match reason {
                Some(reason) => Kept::Alone(Box::new(Err(reason))),
                None => {
                    index += 1;
                    Kept::Packed {
                        block: Arc::clone(&block),
                        index: index - 1,
                    }
                }
            };
            self.done.push(Row { line, kept });
        }
    }
}

/// The fields of a row in one piece of memory, to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    text: String,
    /// Where each field ends. No text of an export has 4 GiB (`limits`).
    ends: Vec<u32>,
}

/// The fields of a row, to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    text: &'a str,
    ends: &'a [u32],
}

impl<'a> View<'a> {
    /// The field of a column; empty where the row does not reach that far.
    pub(crate) fn get(&self, index: usize) -> &'a str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..end as usize]
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of text.
    pub(crate) fn bytes(self) -> usize {
        self.text.len()
    }

    /// The fields in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |index| self.get(index))
    }

    /// The fields by themselves.
    pub(crate) fn to_record(self) -> Record {
        Record {
            text: self.text.to_owned(),
            ends: self.ends.to_vec(),
        }
    }
}

impl Record {
    /// Adds text to the field being written.
    pub(crate) fn push_str(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Finishes the field being written.
    pub(crate) fn end_field(&mut self) {
        self.ends.push(self.text.len() as u32);
    }

    /// Adds a whole field.
    pub(crate) fn push_field(&mut self, field: &str) {
        self.push_str(field);
        self.end_field();
    }

    /// The fields to be read.
    pub(crate) fn view(&self) -> View<'_> {
        View {
            text: &self.text,
            ends: &self.ends,
        }
    }

    /// The field of a column; empty where the row does not reach that far.
    pub(crate) fn get(&self, index: usize) -> &str {
        self.view().get(index)
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The fields in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.view().iter()
    }

    /// Gives back memory that reading left unused.
    pub(crate) fn shrink(mut self) -> Self {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }
}

impl<S: AsRef<str>> FromIterator<S> for Record {
    fn from_iter<I: IntoIterator<Item = S>>(fields: I) -> Self {
        let mut record = Self::default();
        for field in fields {
            record.push_field(field.as_ref());
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_beyond_the_row_are_empty() {
        let record: Record = ["a", "", "c"].into_iter().collect();
        assert_eq!(record.iter().collect::<Vec<_>>(), ["a", "", "c"]);
        assert_eq!((record.len(), record.get(7)), (3, ""));
    }
}
