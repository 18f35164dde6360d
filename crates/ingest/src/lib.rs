//! Exports of feedback, read into feedback, a ledger and statements.
//!
//! [`read`] takes exports as tools wrote them: delimited text (RFC 4180 and its relatives with
//! tabs, semicolons, bars or what else all records agree on; see `format::dialect`), JSON (RFC 8259: an array, or an object that holds one), JSON Lines,
//! workbooks (ECMA-376, OpenDocument, Excel's binary and old formats) and Apache Parquet, each also packed with gzip
//! (RFC 1952), Zstandard (RFC 8878) or Brotli (RFC 7932, told by its name) or in a ZIP archive, text in any encoding of the WHATWG Encoding Standard or UTF-32. Format,
//! dialect, encoding and the meaning of columns are told by content, and so are known tools, whose
//! documented columns are in the module `shapes`. Every row ends in the ledger, in one place; what
//! is no feedback by a tool's shape, such as a pull request among issues, is skipped there with
//! its name. [`statements`] splits feedback into sentences (Unicode Standard Annex
//! #29) and clauses, as byte spans of the untouched text.
//!
//! A delimited row with one slip (a delimiter too many or too few, a quote too many, another
//! delimiter) is mended where one way alone gives it the look of the other rows; one that cannot
//! be is unreadable, and costs no other row. A field has 64 MiB at most, a row 256 MiB, a table
//! 16 384 columns; the time to read is linear in the file. [`rewrite`] shows the table that was
//! understood.
//!
//! What a row must have: its text needs a letter of any script, an emoji or an emoticon. Digits
//! and punctuation alone, and placeholders such as `N/A`, `null`, `None` or `-`, are empty. A row
//! of which only the title speaks is used for its title. The rule for duplicates stands in the
//! module `duplicates`, that for personal data in `mask`.
//!
//! Quoted mail and signatures stand in the cell as they were written and are not read as
//! statements (module `quoted`). Of a conversation the turns of customers are the text, those of
//! agents the reply; notes among a team are neither.
//!
//! # Memory
//!
//! What was read of a row keeps its letters once (id, text, answer, and the values of columns
//! without a use of their own; a short value that repeats nearby not even that) and about 310
//! bytes more: [`Feedback`] 208, its line in the ledger 48, 24 for each other column, the rest
//! names and masks. A [`Statement`](hearken_feedback::Statement) is 40 bytes that point into its
//! cell, and has letters of its own where it is not read as it stands. Delimited text is given up
//! while its rows are read, and they while they become feedback, so that reading never holds a
//! file twice: at most the larger of the file with its rows (4 bytes a field and 40 a row), and of
//! what stays with 60 bytes a row. JSON is held whole, as text, until its rows are read.
//! `tests/memory.rs` holds the crate to it; `scripts/compare-reading` measures a million rows.
//!
//! Reading is deterministic: the same exports and settings give the same result, and the used
//! rows and all numbers are the same whatever the order of rows.
//!
//! [`cells`] reads a table for what it is: numbers about customers, not what they wrote.
//!
//! This crate does not load models, write files, print, or reach any network.

mod archive;
mod cells;
mod chosen;
mod clean;
mod columns;
mod decode;
mod duplicates;
mod error;
mod format;
mod guard;
mod hash;
mod hint;
mod language;
mod limits;
mod load;
mod mask;
mod members;
mod mixed;
mod quoted;
mod read;
mod rewrite;
mod rows;
mod shapes;
mod statements;
mod table;
mod understood;
mod values;

pub use cells::{CellRow, Cells, Comma, DayOrder, cells, filled};
pub use error::Error;
pub use language::of as language_of;
pub use read::read;
pub use rewrite::{Rewritten, rewrite};
pub use statements::{statements, statements_of, text_of_shown};

use hearken_feedback::{Entry, Feedback, Mask, Role, Source};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where an export comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file; with `#` and the name of a sheet or member behind it, that part of the file.
    File(PathBuf),
    /// Bytes that were read from standard input; shown as `-`.
    Stdin(Vec<u8>),
}

impl Input {
    /// The name under which the export is shown.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin(_) => "-".to_owned(),
        }
    }
}

/// What the caller chooses about reading; by default everything is guessed and personal data
/// masked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Columns named by the user, with their roles. Several may be [`Role::Text`]; of other roles
    /// the first column in the export's order is read. [`Role::Other`] keeps a column from being
    /// taken for something.
    pub columns: Vec<(Role, String)>,
    /// The delimiter; naming one also says that the export is delimited text.
    pub delimiter: Option<char>,
    /// The sheet of every workbook, by its name or its number from 1; by default the first that
    /// holds feedback. `EXPORT#SHEET` as a path names the sheet of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The member of every archive, by its path or the end of it; by default the only export in
    /// it. `EXPORT#MEMBER` as a path names the member of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The encoding, by a label of the WHATWG Encoding Standard.
    pub encoding: Option<String>,
    /// The lowest and highest rating of the rating column.
    pub rating_scale: Option<(f64, f64)>,
    /// What becomes of personal data.
    pub personal_data: PersonalData,
    /// What counts as a statement.
    pub splitting: Splitting,
}

/// What counts as a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Splitting {
    /// A sentence, or a clause where it turns.
    #[default]
    Clauses,
    /// All that a cell says: for exports whose rows are about one matter each.
    Whole,
}

/// What becomes of e-mail addresses, phone, card, account and order numbers, addresses of machines,
/// keys, passwords and links with secrets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalData {
    /// A word in brackets stands for it, such as `[email]`.
    #[default]
    Mask,
    /// Names of people are masked too, as far as words announce them ("my name is"): best effort,
    /// many are missed.
    MaskNames,
    /// It is kept as it is.
    Keep,
}

/// Everything that was read, in the order of the exports and their rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// The exports.
    pub sources: Vec<Source>,
    /// The used rows.
    pub feedback: Vec<Feedback>,
    /// Every row's line in the ledger.
    pub entries: Vec<Entry>,
}

impl PersonalData {
    fn names(self) -> bool {
        self == Self::MaskNames
    }
}

/// The personal data in a text, as spans of its bytes: sorted, not overlapping, on character
/// boundaries. None where it is to be kept.
pub fn masks(text: &str, personal_data: PersonalData) -> Vec<Mask> {
    match personal_data {
        PersonalData::Keep => Vec::new(),
        mask => mask::find(text, mask.names()),
    }
}

/// The text with personal data but for names replaced by stand-ins such as `[email]`.
pub fn mask_text(text: &str) -> String {
    mask::masked(text, false).into_owned()
}
