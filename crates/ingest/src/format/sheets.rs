//! Several tables in one file as one: exports that were put together, each with its header.

use super::delimited::Sheet;
use super::header;
use crate::table::{Header, Record, Row, View};
use std::collections::BTreeMap;

/// The names and rows of all tables, columns brought together by their names.
pub(super) fn joined(sheets: Vec<Sheet>) -> (Header, Vec<String>, Vec<Row>) {
    let mut sheets = sheets.into_iter();
    let Some(first) = sheets.next() else {
        return (Header::Absent, Vec::new(), Vec::new());
    };
    let present = if first.header.is_empty() {
        Header::Absent
    } else {
        Header::Present
    };
    let mut names = header::names(&first.header, first.width);
    let width = first.width;
    let mut rows = rows(first);
    for sheet in sheets {
        let own = header::names(&sheet.header, sheet.width);
        let width = sheet.width;
        if own == names {
            rows.extend(self::rows(sheet));
            continue;
        }
        let places: Vec<usize> = own
            .into_iter()
            .map(|name| {
                names
                    .iter()
                    .position(|known| *known == name)
                    .unwrap_or_else(|| {
                        names.push(name);
                        names.len() - 1
                    })
            })
            .collect();
        rows.extend(self::rows(sheet).into_iter().map(|row| {
            let record = row.record().map_err(str::to_owned);
            let record = record.and_then(|record| placed(record, width, &places, names.len()));
            Row::alone(row.line, record)
        }));
    }
    if names.len() > width {
        for row in &mut rows {
            if let Ok(record) = row.record()
                && record.len() == width
            {
                let mut record = record.to_record();
                for _ in width..names.len() {
                    record.end_field();
                }
                row.replace(record);
            }
        }
    }
    (present, names, rows)
}

/// The rows of one table. In a column whose cells all look alike, an open quote in front of a
/// cell is none of the cell's.
fn rows(mut sheet: Sheet) -> Vec<Row> {
    for (index, field) in &sheet.open_quotes {
        if !sheet.shaped.get(*field).copied().unwrap_or_default() {
            continue;
        }
        let row = &mut sheet.rows[*index];
        if let Ok(record) = row.record() {
            let cells = record.iter().enumerate().map(|(column, cell)| {
                let quote = cell.chars().next().filter(|_| column == *field);
                quote.map_or(cell, |quote| &cell[quote.len_utf8()..])
            });
            let record = cells.collect();
            row.replace(record);
        }
    }
    sheet.rows
}

/// A row of `width` fields with each field at its place among `columns`.
fn placed(
    record: View<'_>,
    width: usize,
    places: &[usize],
    columns: usize,
) -> Result<Record, String> {
    if record.len() > width {
        return Err(format!(
            "it has {} fields where the others have {width}",
            record.len()
        ));
    }
    let at: BTreeMap<usize, usize> = places
        .iter()
        .enumerate()
        .map(|(own, place)| (*place, own))
        .collect();
    Ok((0..columns)
        .map(|place| at.get(&place).map_or("", |own| record.get(*own)))
        .collect())
}
