//! Which sheet of a workbook is read, and how its numbers are written.
//!
//! The first with a header and a column of text, in the order given; else the first with a column
//! of text. Which one, and which were left, stands in the source's format.

use super::Export;
use super::sheet::{Grid, NoTable};
use crate::archive::shown;
use crate::table::{Header, Table};
use crate::understood::Understood;
use crate::{Error, Settings};

/// Sheets that are looked into.
const MOST_SHEETS: usize = 32;
/// Names of other sheets that are told.
const MOST_TOLD: usize = 5;

/// Chooses among sheets; `grid` reads the one at an index, under the name that errors are to give.
pub(super) fn choose(
    (name, format): (&str, &'static str),
    sheets: &[String],
    settings: &Settings,
    mut grid: impl FnMut(&str, usize) -> Result<Grid, Error>,
) -> Result<Export, Error> {
    let mut second: Option<Export> = None;
    let mut refused: Option<Error> = None;
    for (index, sheet) in sheets.iter().enumerate().take(MOST_SHEETS) {
        let inside = format!("{name} → {}", shown(sheet));
        let table = match grid(&inside, index)?.into_table(format) {
            Ok(table) => table,
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
            sheets: sheets.iter().map(|sheet| shown(sheet)).collect(),
        })
    })
}

fn export(
    name: &str,
    table: Table,
    settings: &Settings,
    (sheets, index): (&[String], usize),
) -> Result<Export, Error> {
    let table = Understood::of(name, table, settings)?;
    let others: Vec<String> = sheets
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .map(|(_, other)| shown(other))
        .collect();
    let mut left = others[..others.len().min(MOST_TOLD)].join(", ");
    if others.len() > MOST_TOLD {
        left += &format!(" and {} more", others.len() - MOST_TOLD);
    }
    let sheet = shown(&sheets[index]);
    let told = match left.as_str() {
        "" => format!("sheet {sheet}"),
        left => format!("sheet {sheet}; not read: {left}"),
    };
    Ok(Export {
        table,
        told: Some(told),
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
