use crate::{Cells, Name, Others, RowRef, Span, Text};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// An export as it was read: what it is called, what it hashes to, how it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The path as the user gave it; `-` for stdin.
    pub name: String,
    /// SHA-256 of the file's bytes as they lie on disk (still compressed), lower-case hex.
    pub sha256: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// What it was read as: `csv`, `json`, `jsonl`, `xlsx`, `ods`, `parquet`, with `.gz` or `.zip`
    /// behind it where compressed, and in brackets which member or sheet was read.
    pub format: String,
    /// The tool that wrote it, told by its columns: `Google Play Console`, `Zendesk view`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// What this export lacks by its shape, and the way out, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The character encoding, by its WHATWG name (`UTF-8`, `UTF-16LE`, `windows-1252`), and in
    /// brackets how many lines were in another one.
    pub encoding: String,
    /// The delimiter, for delimited text.
    pub delimiter: Option<char>,
    /// Rows in the ledger that belong to this source.
    pub rows: u64,
    /// Every column in the export's order with the role it was read in.
    pub columns: Vec<Column>,
}

/// A column of an export and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The name as the export spells it.
    pub name: String,
    /// What it was taken for.
    pub role: Role,
    /// Why: `named by the user`, `by its name`, `by its content`, or empty for [`Role::Other`].
    pub reason: String,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Role {
    Text,
    Title,
    Rating,
    Date,
    Id,
    Author,
    Product,
    Version,
    Locale,
    Segment,
    Reply,
    Votes,
    Other,
}

/// One row that has usable text, with what else the export knows.
///
/// Every string but the cells' untouched text is already masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// Where it stands.
    pub row: RowRef,
    /// The line of the file on which the record begins (1-based), for text formats.
    pub line: Option<NonZeroU32>,
    /// The export's own id.
    pub id: Option<Text>,
    /// The text cells in reading order (title, then body); at least one has words.
    pub cells: Cells,
    /// The rating with its scale.
    pub rating: Option<Rating>,
    /// The day it was written, as the export's own clock tells it.
    pub date: Option<Date>,
    /// Tells authors apart without naming them: the first 8 bytes of the name's SHA-256.
    pub author: Option<u64>,
    /// The product or app it is about.
    pub product: Option<Name>,
    /// The product's version.
    pub version: Option<Name>,
    /// The author's language or region, as the export spells it.
    pub locale: Option<Name>,
    /// The kind of customer, plan or channel.
    pub segment: Option<Name>,
    /// The answer that was given.
    pub reply: Option<Reply>,
    /// How many others agreed.
    pub votes: Option<u64>,
    /// Any other column with a value, under its own name, in the export's order.
    pub other: Others,
    /// Language of the text: ISO 639-3 code, where it could be told reliably.
    pub language: Option<Name>,
    /// How many rows say the same and were counted with this one (0 where none).
    pub duplicates: u32,
}

/// What the team answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The answer's text, masked.
    pub text: Text,
}

/// A rating as given and the scale it was given on (`min` < `max`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// The value as given, within `min..=max`.
    pub value: f64,
    /// The lowest rating the scale allows.
    pub min: f64,
    /// The highest rating the scale allows.
    pub max: f64,
}

impl Rating {
    /// The rating on 0…1, so that scales can be compared.
    pub fn normalized(&self) -> f64 {
        (self.value - self.min) / (self.max - self.min)
    }
}

/// One sentence or clause of a feedback: what models classify and themes group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Index of the feedback it belongs to.
    pub feedback: u32,
    /// Index of the cell among the feedback's cells.
    pub cell: u32,
    /// Byte span in that cell's untouched text.
    pub span: Span,
    /// The cleaned, masked text that models read (white space folded, markup and URLs gone).
    pub text: Text,
    /// Language of the statement: ISO 639-3 code, where it could be told reliably.
    pub language: Option<Name>,
}
