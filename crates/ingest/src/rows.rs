//! From a table's rows to feedback.

use crate::columns::{Ids, Mapping};
use crate::duplicates::{self, Said};
use crate::format::mend;
use crate::hash::fingerprint;
use crate::shapes::Shaped;
use crate::table::{Record, Row, Table, View};
use crate::values::{self, date};
use crate::{PersonalData, clean, language, mask, masks, quoted};
use hearken_feedback::{
    Cell, Entry, Feedback, Mask, Name, Others, Pack, Packed, Placed, Reply, Role, RowRef, Span,
    Text,
};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::num::NonZeroU32;

/// A row before duplicates are known.
pub(crate) struct Draft {
    pub(crate) entry: Entry,
    /// What it says; none for rows that are empty or cannot be read.
    pub(crate) said: Option<(Said, Feedback)>,
}

/// Rows that were read together, before their texts have their place.
pub(crate) struct Drafts<F> {
    pack: Pack,
    /// The other columns of all rows.
    others: Vec<(Name, Span)>,
    /// For every row where its part of them ends, and its draft.
    rows: Vec<(u32, F)>,
}

impl<F: FnOnce(&Packed, Others) -> Draft> Drafts<F> {
    /// Lays down what stays of the rows.
    pub(crate) fn close(self) -> impl Iterator<Item = Draft> {
        let packed = self.pack.close();
        let others = self.others.into_iter();
        let others = others.map(|(column, value)| (column, packed.text(value)));
        let others: Vec<(Name, Text)> = others.collect();
        let (ends, drafts): (Vec<u32>, Vec<F>) = self.rows.into_iter().unzip();
        let starts = std::iter::once(0).chain(ends.clone());
        let places = starts.zip(ends).map(|(start, end)| start..end);
        let others = Others::side_by_side(others, places);
        let drafts = drafts.into_iter().zip(others);
        drafts.map(move |(draft, others)| draft(&packed, others))
    }
}

/// Reads the rows of one table.
pub(crate) struct Reader<'a> {
    pub(crate) source: u32,
    pub(crate) table: &'a Table,
    pub(crate) mapping: &'a Mapping,
    pub(crate) shaped: &'a Shaped,
    pub(crate) encoding: &'a str,
    pub(crate) personal_data: PersonalData,
}

/// A cell that says something.
struct Speaking<'r> {
    column: usize,
    text: &'r str,
    masks: Vec<Mask>,
}

impl Reader<'_> {
    /// Reads rows that follow each other, the first of which has the index `from`. What they say
    /// is put together in one pack; the drafts follow when it is closed.
    pub(crate) fn drafts(
        &self,
        from: usize,
        rows: &[Row],
    ) -> Drafts<impl FnOnce(&Packed, Others) -> Draft + use<>> {
        let records = rows.iter().filter_map(|row| row.record().ok());
        let mut pack = Pack::with_capacity(records.map(View::bytes).sum());
        let mut others = Vec::new();
        let rows = (from..)
            .zip(rows)
            .map(|(index, row)| {
                let draft = self.draft(index, row, &mut pack, &mut others);
                (others.len() as u32, draft)
            })
            .collect();
        Drafts { pack, others, rows }
    }

    /// Reads the row at `index`; the draft follows when its texts are packed.
    fn draft(
        &self,
        index: usize,
        row: &Row,
        pack: &mut Pack,
        others: &mut Vec<(Name, Span)>,
    ) -> impl FnOnce(&Packed, Others) -> Draft + use<> {
        // Bounds on exports (`limits`) hold both below 2³².
        let at = RowRef {
            source: self.source,
            row: u32::try_from(index + 1).unwrap_or(u32::MAX),
        };
        let line = u32::try_from(row.line).ok().and_then(NonZeroU32::new);
        let mut id = None;
        let read = self.read((at, line), row, &mut id, pack, others);
        move |packed, others| {
            let id = id.map(|id| packed.text(id));
            let (placed, said) = match read {
                Ok((said, feedback)) => {
                    let feedback = feedback(packed, id.clone(), others);
                    (Placed::Used, Some((said, feedback)))
                }
                Err(placed) => (placed, None),
            };
            let entry = Entry {
                row: at,
                line,
                id,
                placed,
            };
            Draft { entry, said }
        }
    }

    /// What a row says, or where else than among the used ones it goes; `id` becomes its id.
    // What follows has no name that a type could be called by.
    #[allow(clippy::type_complexity)]
    fn read(
        &self,
        (at, line): (RowRef, Option<NonZeroU32>),
        row: &Row,
        id: &mut Option<Span>,
        pack: &mut Pack,
        others: &mut Vec<(Name, Span)>,
    ) -> Result<
        (
            Said,
            impl FnOnce(&Packed, Option<Text>, Others) -> Feedback + use<>,
        ),
        Placed,
    > {
        let unreadable = |reason: &str| Placed::Unreadable(reason.into());
        let record = row.record().map_err(unreadable)?;
        let mended = self.mended(record).map_err(|it| unreadable(&it))?;
        let record = mended.as_ref().map_or(record, Record::view);
        *id = self.id(record).map(|id| pack.push(&id));
        if let Some(what) = self.shaped.skips(record) {
            return Err(Placed::Skipped(pack.name(what)));
        }
        if self.is_garbled(record) {
            let reason = format!("the text is not valid {}", self.encoding);
            return Err(Placed::Unreadable(pack.name(&reason)));
        }
        let cells = self.cells(record);
        if cells.is_empty() {
            return Err(Placed::Empty);
        }
        let author = self
            .mapping
            .column(Role::Author)
            .and_then(|column| values::author(record.get(column)))
            .map(author_hash);
        let said = self.said(record, &cells);
        others.extend(self.others(record, pack));
        Ok((said, self.feedback((at, line), author, cells, record, pack)))
    }

    /// The record at the table's width, where it has another and can be mended.
    fn mended(&self, record: View<'_>) -> Result<Option<Record>, String> {
        let width = self.table.names.len();
        // Only delimited text promises every row as many fields.
        if self.table.format != "csv" || record.len() == width {
            return Ok(None);
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
            return if reaches { Ok(None) } else { Err(uneven()) };
        }
        let delimiter = self.table.delimiter.unwrap_or(',');
        let record = record.to_record();
        self.mapping
            .text
            .iter()
            .find_map(|text| {
                mend(&record, width, *text, delimiter, |column, field| {
                    self.mapping.fits(column, field)
                })
            })
            .map(Some)
            .ok_or_else(uneven)
    }

    fn field<'r>(&self, record: View<'r>, role: Role) -> Option<&'r str> {
        values::filled(record.get(self.mapping.column(role)?))
    }

    fn id<'r>(&self, record: View<'r>) -> Option<Cow<'r, str>> {
        let id = self.field(record, Role::Id)?;
        Some(match self.personal_data {
            PersonalData::Keep => Cow::Borrowed(id),
            _ => mask::masked_id(id),
        })
    }

    /// More than a tenth of the letters could not be decoded.
    fn is_garbled(&self, record: View<'_>) -> bool {
        self.mapping.text.iter().any(|index| {
            let text = record.get(*index);
            let lost = text.matches('\u{fffd}').count();
            lost > 0 && lost * 10 > text.chars().count()
        })
    }

    /// Title and text cells that say something.
    fn cells<'r>(&self, record: View<'r>) -> Vec<Speaking<'r>> {
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
                says.then(|| Speaking {
                    column: index,
                    text,
                    masks: masks(text, self.personal_data),
                })
            })
            .collect()
    }

    /// A string as it may be written.
    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.personal_data {
            PersonalData::Keep => Cow::Borrowed(text),
            mask => mask::masked(text, mask.names()),
        }
    }

    /// A version as it may be written.
    fn shown_version<'t>(&self, version: &'t str) -> Cow<'t, str> {
        match self.personal_data {
            PersonalData::Keep => Cow::Borrowed(version),
            mask => mask::masked_version(version, mask.names()),
        }
    }

    /// The feedback of a row; it follows when its texts are packed, with its id.
    fn feedback(
        &self,
        (row, line): (RowRef, Option<NonZeroU32>),
        author: Option<u64>,
        cells: Vec<Speaking<'_>>,
        record: View<'_>,
        pack: &mut Pack,
    ) -> impl FnOnce(&Packed, Option<Text>, Others) -> Feedback + use<> {
        let mut name = |role: Role| {
            let field = values::named(record.get(self.mapping.column(role)?))?;
            Some(pack.name(&match role {
                Role::Version => self.shown_version(field),
                _ => self.shown(field),
            }))
        };
        let [product, version, locale, segment] =
            [Role::Product, Role::Version, Role::Locale, Role::Segment].map(&mut name);
        let scale = self.mapping.scale;
        let rating = scale.and_then(|scale| scale.read(self.field(record, Role::Rating)?));
        let date = self.field(record, Role::Date);
        let date = date.and_then(|field| date::parse(field, self.mapping.order));
        let votes = self.field(record, Role::Votes).and_then(values::count);
        let reply = self.field(record, Role::Reply);
        let reply = reply.map(|text| pack.push(&self.shown(text)));
        let text: Vec<String> = cells
            .iter()
            .map(|cell| clean::clean(&quoted::kept(cell.text)))
            .collect();
        let language = language::of(&text.join(" ")).map(|code| pack.name(code));
        let cells: Vec<(Name, Span, Vec<Mask>)> = cells
            .into_iter()
            .map(|cell| {
                let column = pack.name(&self.table.names[cell.column]);
                (column, pack.push(cell.text), cell.masks)
            })
            .collect();
        move |packed, id, other| Feedback {
            row,
            line,
            id,
            rating,
            date,
            author,
            product,
            version,
            locale,
            segment,
            reply: reply.map(|text| Reply {
                text: packed.text(text),
            }),
            votes,
            other,
            language,
            duplicates: 0,
            cells: cells
                .into_iter()
                .map(|(column, text, masks)| Cell {
                    column,
                    text: packed.text(text),
                    masks: masks.into(),
                })
                .collect(),
        }
    }

    /// Columns without a use of their own, and moments of which only the day is used.
    fn others(&self, record: View<'_>, pack: &mut Pack) -> Vec<(Name, Span)> {
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
                    PersonalData::Keep => Cow::Borrowed(value),
                    mask => mask::masked_value(&column.name, value, mask.names()),
                };
                Some((pack.name(&column.name), pack.push_once(&shown)))
            })
            .collect()
    }

    fn said(&self, record: View<'_>, cells: &[Speaking<'_>]) -> Said {
        let id = self
            .field(record, Role::Id)
            .map(|id| fingerprint(id.as_bytes()));
        let opaque = self.mapping.ids == Ids::Submission;
        let names = self.table.names.iter().map(String::as_str);
        Said {
            text: duplicates::text(cells.iter().map(|cell| cell.text)),
            id,
            opaque,
            content: duplicates::content(names.zip(record.iter())),
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
