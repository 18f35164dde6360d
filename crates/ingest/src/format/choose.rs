//! Which sheet of a workbook is read, and how its numbers are written.
//!
//! The first with a header and a column of text, in the order given; else the first with a column
//! of text. Which one stands in the source's format, and which were left in its note.

use super::Export;
use super::sheet::{Grid, NoTable};
use crate::archive::shown;
use crate::table::{Header, Table};
use crate::understood::Understood;
use crate::{Error, Settings, chosen};

/// Sheets that are looked into.
const MOST_SHEETS: usize = 32;

/// Chooses among sheets; `grid` reads the one at an index, under the name that errors are to give. Where a sheet was
/// asked for, it is that one or none.
pub(super) fn choose(
    (name, format): (&str, &'static str),
    sheets: &[String],
    (settings, wanted): (&Settings, Option<&str>),
    mut grid: impl FnMut(&str, usize) -> Result<Grid, Error>,
) -> Result<Export, Error> {
    let all = || sheets.iter().map(|sheet| shown(sheet)).collect();
    let from = match wanted {
        None => 0..sheets.len().min(MOST_SHEETS),
        Some(wanted) => {
            let found = chosen::find(sheets, wanted).ok_or_else(|| Error::NoSheet {
                name: name.to_owned(),
                sheet: shown(wanted),
                sheets: all(),
            })?;
            found..found + 1
        }
    };
    let mut second: Option<Export> = None;
    let mut refused: Option<Error> = None;
    for index in from {
        let inside = format!("{name} → {}", shown(&sheets[index]));
        let table = match grid(&inside, index)?.into_table(format) {
            Ok(table) => table,
            Err(NoTable::Blank) if wanted.is_some() => {
                return Err(Error::BlankSheet {
                    name: inside,
                    sheets: all(),
                });
            }
            Err(NoTable::Blank) => continue,
            Err(NoTable::HeaderAlone) => {
                refused.get_or_insert(Error::NoRows { name: inside });
                continue;
            }
        };
        let header = table.header;
        match export(&inside, table, settings, (sheets, index)) {
            Ok(export) if header == Header::Present => return Ok(export),
            Ok(export) => {
                second.get_or_insert(export);
            }
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    second.ok_or_else(|| {
        refused.unwrap_or_else(|| Error::NoTable {
            name: name.to_owned(),
            sheets: all(),
        })
    })
}

fn export(
    name: &str,
    table: Table,
    settings: &Settings,
    (sheets, index): (&[String], usize),
) -> Result<Export, Error> {
    let others = sheets.iter().enumerate().filter(|(at, _)| *at != index);
    Ok(Export {
        table: Understood::of(name, table, settings)?,
        told: Some(format!("sheet {}", shown(&sheets[index]))),
        unread: others.map(|(_, other)| shown(other)).collect(),
    })
}

/// A number with the fifteen digits that a spreadsheet shows of it (0.1 + 0.2 is 0.3).
pub(super) fn decimal(number: f64) -> String {
    if number.is_finite() && number.fract() != 0.0 {
        let rounded: Option<f64> = format!("{number:.14e}").parse().ok();
        return rounded.unwrap_or(number).to_string();
    }
    number.to_string()
}
