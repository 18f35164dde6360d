//! From a table's rows to feedback.

use crate::columns::{Ids, Mapping};
use crate::duplicates::{self, Said, Writer};
use crate::format::mend;
use crate::hash::fingerprint;
use crate::shapes::Shaped;
use crate::table::{Record, Row, Table};
use crate::values::{self, date};
use crate::{PersonalData, clean, language, mask, masks, quoted, statements};
use hearken_feedback::{Cell, Entry, Feedback, Placed, Reply, Role, RowRef};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// A row before duplicates are known.
pub(crate) struct Draft {
    pub(crate) entry: Entry,
    /// What it says; none for rows that are empty or cannot be read.
    pub(crate) said: Option<(Said, Feedback)>,
}

/// Reads the rows of one table.
pub(crate) struct Reader<'a> {
    pub(crate) source: usize,
    pub(crate) table: &'a Table,
    pub(crate) mapping: &'a Mapping,
    pub(crate) shaped: &'a Shaped,
    pub(crate) encoding: &'a str,
    pub(crate) personal_data: PersonalData,
}

impl Reader<'_> {
    /// Reads the row at `index`.
    pub(crate) fn draft(&self, index: usize, row: &Row) -> Draft {
        let at = RowRef {
            source: self.source,
            row: index as u64 + 1,
        };
        let entry = |id: Option<String>, placed: Placed| Draft {
            entry: Entry {
                row: at,
                line: Some(row.line),
                id,
                placed,
            },
            said: None,
        };
        let record = match row
            .record
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|r| self.whole(r))
        {
            Ok(record) => record,
            Err(reason) => return entry(None, Placed::Unreadable(reason)),
        };
        let id = self.id(&record);
        if let Some(what) = self.shaped.skips(&record) {
            return entry(id, Placed::Skipped(what.to_owned()));
        }
        if self.is_garbled(&record) {
            let reason = format!("the text is not valid {}", self.encoding);
            return entry(id, Placed::Unreadable(reason));
        }
        let cells = self.cells(&record);
        if cells.is_empty() {
            return entry(id, Placed::Empty);
        }
        let feedback = self.feedback(at, row.line, id.clone(), cells, &record);
        let said = self.said(at, &record, &feedback);
        Draft {
            said: Some((said, feedback)),
            ..entry(id, Placed::Used)
        }
    }

    /// The record at the table's width, mended where that can be done.
    fn whole<'r>(&self, record: &'r Record) -> Result<Cow<'r, Record>, String> {
        let width = self.table.names.len();
        // Only delimited text promises every row as many fields.
        if self.table.format != "csv" || record.len() == width {
            return Ok(Cow::Borrowed(record));
        }
        let uneven = || {
            format!(
                "it has {} where the others have {width}",
                match record.len() {
                    1 => "1 field".to_owned(),
                    fields => format!("{fields} fields"),
                }
            )
        };
        if record.len() < width {
            let reaches = self.mapping.text.iter().any(|index| *index < record.len());
            return if reaches {
                Ok(Cow::Borrowed(record))
            } else {
                Err(uneven())
            };
        }
        let delimiter = self.table.delimiter.unwrap_or(',');
        self.mapping
            .text
            .iter()
            .find_map(|text| {
                mend(record, width, *text, delimiter, |column, field| {
                    self.mapping.fits(column, field)
                })
            })
            .map(Cow::Owned)
            .ok_or_else(uneven)
    }

    fn field<'r>(&self, record: &'r Record, role: Role) -> Option<&'r str> {
        values::filled(record.get(self.mapping.column(role)?))
    }

    fn id(&self, record: &Record) -> Option<String> {
        let id = self.field(record, Role::Id)?;
        Some(match self.personal_data {
            PersonalData::Keep => id.to_owned(),
            _ => mask::masked_id(id).into_owned(),
        })
    }

    /// More than a tenth of the letters could not be decoded.
    fn is_garbled(&self, record: &Record) -> bool {
        self.mapping.text.iter().any(|index| {
            let text = record.get(*index);
            let lost = text.matches('\u{fffd}').count();
            lost > 0 && lost * 10 > text.chars().count()
        })
    }

    /// Title and text cells that say something.
    fn cells(&self, record: &Record) -> Vec<Cell> {
        let title = self.mapping.column(Role::Title);
        title
            .into_iter()
            .chain(self.mapping.text.iter().copied())
            .filter_map(|index| {
                let text = record.get(index);
                values::filled(text)?;
                let marked = text.contains(['<', '&', '/', 'w', 'W', '\u{1b}']);
                let says = if marked {
                    values::says_something(&clean::clean(text))
                } else {
                    values::says_something(text)
                };
                says.then(|| Cell {
                    column: self.table.names[index].clone(),
                    text: text.to_owned(),
                    masks: masks(text, self.personal_data),
                })
            })
            .collect()
    }

    /// A string as it may be written.
    fn shown(&self, text: &str) -> String {
        match self.personal_data {
            PersonalData::Keep => text.to_owned(),
            mask => mask::masked(text, mask.names()).into_owned(),
        }
    }

    /// A version as it may be written.
    fn shown_version(&self, version: &str) -> String {
        match self.personal_data {
            PersonalData::Keep => version.to_owned(),
            mask => mask::masked_version(version, mask.names()).into_owned(),
        }
    }

    fn feedback(
        &self,
        row: RowRef,
        line: u64,
        id: Option<String>,
        cells: Vec<Cell>,
        record: &Record,
    ) -> Feedback {
        let name = |role: Role| {
            let field = record.get(self.mapping.column(role)?);
            values::named(field).map(|field| self.shown(field))
        };
        let rating = self
            .mapping
            .scale
            .and_then(|scale| scale.read(self.field(record, Role::Rating)?));
        let text: Vec<String> = cells
            .iter()
            .map(|cell| clean::clean(&quoted::kept(&cell.text)))
            .collect();
        Feedback {
            row,
            line: Some(line),
            id,
            rating,
            date: self
                .field(record, Role::Date)
                .and_then(|field| date::parse(field, self.mapping.order)),
            author: self
                .mapping
                .column(Role::Author)
                .and_then(|column| values::author(record.get(column)))
                .map(author_hash),
            product: name(Role::Product),
            version: values::named(
                self.mapping
                    .column(Role::Version)
                    .map_or("", |c| record.get(c)),
            )
            .map(|version| self.shown_version(version)),
            locale: name(Role::Locale),
            segment: name(Role::Segment),
            reply: self.field(record, Role::Reply).map(|text| Reply {
                text: self.shown(text),
            }),
            votes: self.field(record, Role::Votes).and_then(values::count),
            other: self.other(record),
            language: language::of(&text.join(" ")),
            duplicates: 0,
            cells,
        }
    }

    /// Columns without a use of their own, and moments of which only the day is used.
    fn other(&self, record: &Record) -> Vec<(String, String)> {
        let columns = self.mapping.columns.iter().enumerate();
        columns
            .filter(|(index, column)| match column.role {
                Role::Other => true,
                Role::Text | Role::Author => false,
                Role::Date if self.mapping.column(Role::Date) == Some(*index) => {
                    date::has_time(record.get(*index))
                }
                role => self.mapping.column(role) != Some(*index),
            })
            .filter_map(|(index, column)| {
                let value = values::filled(record.get(index))?;
                let shown = match self.personal_data {
                    PersonalData::Keep => value.to_owned(),
                    mask => mask::masked_value(&column.name, value, mask.names()).into_owned(),
                };
                Some((column.name.clone(), shown))
            })
            .collect()
    }

    fn said(&self, row: RowRef, record: &Record, feedback: &Feedback) -> Said {
        let cells = &feedback.cells;
        let mut text = String::new();
        for (index, cell) in cells.iter().enumerate() {
            let body = cells.get(index + 1);
            if body.is_some_and(|body| statements::repeats(&cell.text, &body.text)) {
                continue;
            }
            text.push_str(&cell.text);
            text.push('\n');
        }
        let id = self
            .field(record, Role::Id)
            .map(|id| fingerprint(id.as_bytes()));
        let opaque = self.mapping.ids == Ids::Submission;
        let submission = id.filter(|_| opaque).map(Writer::Submission);
        Said {
            row,
            text: duplicates::fold(&text),
            writer: feedback.author.map(Writer::Author).or(submission),
            id_key: id.map(|id| ((!opaque).then_some(self.source), id)),
            date: feedback.date,
            id: feedback.id.clone(),
            content: duplicates::content(
                self.table
                    .names
                    .iter()
                    .map(String::as_str)
                    .zip(record.iter()),
            ),
        }
    }
}

/// The first 8 bytes of the name's SHA-256.
fn author_hash(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0u64, |hash, byte| (hash << 8) | u64::from(*byte))
}
