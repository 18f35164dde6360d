//! Reading exports, from inputs to the settled ledger.

use crate::duplicates::Said;
use crate::format::Export;
use crate::limits::LIMITS;
use crate::load::{Kind, Packed};
use crate::rows::{Draft, Reader};
use crate::table::Row;
use crate::understood::Understood;
use crate::{Error, Ingested, Input, Settings, archive, chosen, decode, duplicates, format, load};
use hearken_feedback::{Entry, Feedback, Placed, Source};
use rayon::prelude::*;

/// Rows between two reports of progress.
const STRIDE: usize = 16 << 10;
/// Rows whose texts lie in one piece of memory.
const TOGETHER: usize = 1 << 10;

/// Reads exports into feedback and a ledger.
///
/// `progress` is told the bytes read so far and in all, counted as they lie on disk.
///
/// # Errors
///
/// Where an export as a whole cannot be read: it is missing, empty, binary, damaged, has no rows
/// or no text, or the settings do not fit it. Single bad rows go to the ledger instead.
pub fn read(
    inputs: &[Input],
    settings: &Settings,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Ingested, Error> {
    if inputs.is_empty() {
        return Err(Error::NoInput);
    }
    if let Some((min, max)) = settings.rating_scale
        && !(min < max && min.is_finite() && max.is_finite())
    {
        return Err(Error::Scale { min, max });
    }
    let sizes: Vec<u64> = inputs.iter().map(chosen::size).collect();
    let total = sizes.iter().sum();
    let mut sources = Vec::with_capacity(inputs.len());
    let mut drafts = Drafts::default();
    let mut done = 0;
    for (index, (input, size)) in inputs.iter().zip(sizes).enumerate() {
        let source = read_one(index, input, settings, &mut drafts, &mut |rows, of| {
            let part = u128::from(size) * rows as u128 / of.max(1) as u128;
            progress(done + part as u64, total);
        })?;
        sources.push(source);
        done += size;
        progress(done, total);
    }
    let (feedback, entries) = settle(drafts);
    Ok(Ingested {
        sources,
        feedback,
        entries,
    })
}

/// Reads one export; its rows go to `drafts`.
fn read_one(
    index: usize,
    input: &Input,
    settings: &Settings,
    drafts: &mut Drafts,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Source, Error> {
    let limits = &LIMITS;
    let loaded = load::load(input, settings, limits)?;
    let (name, sheet) = (loaded.name, loaded.sheet.as_deref());
    if loaded.content.is_empty() {
        return Err(Error::Empty { name });
    }
    let understood = |table| -> Result<Export, Error> {
        Ok(Export {
            table: Understood::of(&name, table, settings)?,
            told: None,
            unread: Vec::new(),
        })
    };
    let (export, encoding, in_words) = match loaded.kind {
        Kind::Text => {
            let decoded = decode::decode(&name, loaded.content, settings.encoding.as_deref())?;
            let (encoding, in_words) = (decoded.encoding, decoded.told());
            let table = format::read(&name, decoded.text, settings)?;
            (understood(table)?, encoding, in_words)
        }
        kind @ (Kind::Workbook | Kind::Binary | Kind::Old | Kind::Spreadsheet) => {
            let read = match kind {
                Kind::Workbook => format::workbook::read,
                Kind::Binary => format::workbook::read_binary,
                Kind::Old => format::xls::read,
                _ => format::opendocument::read,
            };
            let export = read(&name, &loaded.content, (settings, sheet), limits)?;
            (export, "UTF-8", "UTF-8".to_owned())
        }
        Kind::Parquet => {
            let table = format::parquet::read(&name, loaded.content, limits)?;
            (understood(table)?, "UTF-8", "UTF-8".to_owned())
        }
    };
    let Understood {
        mut table,
        shaped,
        mapping,
    } = export.table;
    let rows = std::mem::take(&mut table.rows);
    let reader = Reader {
        source: u32::try_from(index).unwrap_or(u32::MAX),
        table: &table,
        mapping: &mapping,
        shaped: &shaped,
        encoding,
        personal_data: settings.personal_data,
    };
    // Rows give way to what was read of them, so that an export is not held twice.
    let count = rows.len();
    drafts.make_room(count);
    let (mut strides, mut done) = (strides(rows), 0);
    while let Some(rows) = strides.pop() {
        let read: Vec<_> = rows
            .par_chunks(TOGETHER)
            .enumerate()
            .map(|(at, rows)| reader.drafts(done + at * TOGETHER, rows))
            .collect();
        done += rows.len();
        drop(rows);
        // What stays is laid down by one thread, where the rows made room: an allocator keeps a
        // store for each thread.
        for read in read {
            read.close().for_each(|draft| drafts.add(draft));
        }
        progress(done, count);
    }
    Ok(Source {
        name: input.name(),
        sha256: loaded.sha256,
        bytes: loaded.bytes,
        format: told(table.format, &loaded.packed, export.told.as_deref()),
        tool: shaped.shape.map(|shape| shape.name.to_owned()),
        note: notes([
            shaped.note,
            mapping.note.clone(),
            chosen::unread("sheet", &export.unread),
            chosen::unread("file", &loaded.unread),
        ]),
        encoding: in_words,
        delimiter: table.delimiter,
        rows: count as u64,
        columns: mapping.columns.clone(),
    })
}

/// What is to be said of an export, one sentence after another.
fn notes<const N: usize>(notes: [Option<String>; N]) -> Option<String> {
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// The rows in pieces that can be given up one by one, the first of them last.
fn strides(mut rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut strides = Vec::with_capacity(rows.len() / STRIDE + 1);
    while !rows.is_empty() {
        strides.push(rows.split_off((rows.len() - 1) / STRIDE * STRIDE));
    }
    strides
}

/// The format's word: `csv`, `csv.gz`, `csv.zip (reviews.csv)`, `xlsx (sheet Reviews)`.
fn told(format: &str, packed: &Packed, part: Option<&str>) -> String {
    let (ending, member) = match packed {
        Packed::No => ("", None),
        Packed::Gzip => (".gz", None),
        Packed::Zstandard => (".zst", None),
        Packed::Brotli => (".br", None),
        Packed::Zip(member) => (".zip", Some(archive::shown(member))),
    };
    let parts: Vec<&str> = member.as_deref().into_iter().chain(part).collect();
    match parts.as_slice() {
        [] => format!("{format}{ending}"),
        parts => format!("{format}{ending} ({})", parts.join("; ")),
    }
}

/// Rows as they were read, before duplicates are known.
#[derive(Default)]
struct Drafts {
    entries: Vec<Entry>,
    /// What is said, by which row, and that row's place among the entries.
    said: Vec<Said>,
    feedback: Vec<Feedback>,
    places: Vec<u32>,
}

impl Drafts {
    fn make_room(&mut self, rows: usize) {
        self.entries.reserve_exact(rows);
        self.said.reserve_exact(rows);
        self.feedback.reserve_exact(rows);
        self.places.reserve_exact(rows);
    }

    fn add(&mut self, draft: Draft) {
        if let Some((said, feedback)) = draft.said {
            self.places.push(self.entries.len() as u32);
            self.said.push(said);
            self.feedback.push(feedback);
        }
        self.entries.push(draft.entry);
    }
}

/// Points duplicates at the row that stands for them.
fn settle(drafts: Drafts) -> (Vec<Feedback>, Vec<Entry>) {
    let Drafts {
        mut entries,
        said,
        mut feedback,
        places,
    } = drafts;
    let stands_for = duplicates::settle(&said, &feedback);
    drop(said);
    for (index, first) in (0..).zip(&stands_for) {
        if *first != index {
            let first = &mut feedback[*first as usize];
            first.duplicates += 1;
            entries[places[index as usize] as usize].placed = Placed::Duplicate(first.row);
        }
    }
    let mut counted = (0..).zip(&stands_for).map(|(index, first)| *first == index);
    feedback.retain(|_| counted.next().unwrap_or(true));
    feedback.shrink_to_fit();
    (feedback, entries)
}
