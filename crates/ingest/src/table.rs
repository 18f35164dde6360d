//! What every format is read into: named columns and rows of text.

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
    pub(crate) record: Result<Record, String>,
}

/// The fields of a row in one piece of memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    text: String,
    ends: Vec<usize>,
}

impl Record {
    /// Adds text to the field being written.
    pub(crate) fn push_str(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Finishes the field being written.
    pub(crate) fn end_field(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Adds a whole field.
    pub(crate) fn push_field(&mut self, field: &str) {
        self.push_str(field);
        self.end_field();
    }

    /// The field of a column; empty where the row does not reach that far.
    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The fields in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
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
