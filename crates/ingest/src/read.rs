//! Reading exports, from inputs to the settled ledger.

use crate::rows::{Draft, Reader};
use crate::shapes::Shaped;
use crate::{Error, Ingested, Input, Settings, columns, decode, duplicates, format, load};
use hearken_feedback::{Entry, Feedback, Placed, Source};
use rayon::prelude::*;

/// Rows between two reports of progress.
const STRIDE: usize = 4096;

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
    let sizes: Vec<u64> = inputs.iter().map(size).collect();
    let total = sizes.iter().sum();
    let mut sources = Vec::with_capacity(inputs.len());
    let mut drafts = Vec::new();
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

/// The input's length in bytes, as far as it can be known before reading.
fn size(input: &Input) -> u64 {
    match input {
        Input::File(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
        Input::Stdin(bytes) => bytes.len() as u64,
    }
}

/// Reads one export; its rows go to `drafts`.
fn read_one(
    index: usize,
    input: &Input,
    settings: &Settings,
    drafts: &mut Vec<Draft>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Source, Error> {
    let loaded = load::load(input, load::LIMIT)?;
    let name = loaded.name;
    if loaded.content.is_empty() {
        return Err(Error::Empty { name });
    }
    let decoded = decode::decode(&name, loaded.content, settings.encoding.as_deref())?;
    let mut table = format::read(&name, &decoded.text, settings)?;
    let encoding = decoded.encoding;
    drop(decoded.text);
    let shaped = Shaped::of(&mut table);
    if table.rows.is_empty() {
        return Err(Error::NoRows { name });
    }
    let mapping = columns::assign(&name, &table, &shaped, settings)?;
    let reader = Reader {
        source: index,
        table: &table,
        mapping: &mapping,
        shaped: &shaped,
        encoding,
        personal_data: settings.personal_data,
    };
    drafts.reserve(table.rows.len());
    for (stride, rows) in table.rows.chunks(STRIDE).enumerate() {
        let first = stride * STRIDE;
        let read: Vec<Draft> = rows
            .par_iter()
            .enumerate()
            .map(|(offset, row)| reader.draft(first + offset, row))
            .collect();
        drafts.extend(read);
        progress(first + rows.len(), table.rows.len());
    }
    let packed = match loaded.compressed {
        load::Compressed::Gzip => ".gz",
        load::Compressed::No => "",
    };
    Ok(Source {
        name,
        sha256: loaded.sha256,
        bytes: loaded.bytes,
        format: format!("{}{packed}", table.format),
        tool: shaped.shape.map(|shape| shape.name.to_owned()),
        note: shaped.note,
        encoding: encoding.to_owned(),
        delimiter: table.delimiter,
        rows: table.rows.len() as u64,
        columns: mapping.columns.clone(),
    })
}

/// Points duplicates at the row that stands for them.
fn settle(drafts: Vec<Draft>) -> (Vec<Feedback>, Vec<Entry>) {
    let mut entries = Vec::with_capacity(drafts.len());
    let mut said = Vec::new();
    let mut feedback = Vec::new();
    let mut places = Vec::new();
    for draft in drafts {
        if let Some((what, of)) = draft.said {
            places.push(entries.len());
            said.push(what);
            feedback.push(of);
        }
        entries.push(draft.entry);
    }
    let stands_for = duplicates::settle(&said);
    for (index, first) in stands_for.iter().enumerate() {
        if *first != index {
            feedback[*first].duplicates += 1;
            entries[places[index]].placed = Placed::Duplicate(said[*first].row);
        }
    }
    let mut index = 0;
    feedback.retain(|_| {
        index += 1;
        stands_for[index - 1] == index - 1
    });
    (feedback, entries)
}
