//! A table as it stands: names, and rows of cells that nobody has taken for feedback.

use crate::limits::LIMITS;
use crate::load::Kind;
use crate::table::{Header, Row, Table, View};
use crate::values::{self, date, order};
use crate::{Error, Input, Settings, decode, format, load};
use serde::{Deserialize, Serialize};

/// A table of a file: delimited text, JSON, JSON Lines or Parquet, packed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// SHA-256 of the file's bytes as they lie on disk, lower-case hex.
    pub sha256: String,
    /// The columns' names, in the file's order.
    pub names: Vec<String>,
    /// Every row.
    pub rows: Vec<CellRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRow {
    /// The row's place as a person counts: 1 is the first after the header.
    pub row: u32,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// A cell a column, as it was written, or why the row cannot be read, as a clause a person
    /// understands.
    pub cells: Result<Vec<String>, String>,
}

/// Reads a table. A row with more or fewer fields than there are columns is kept with its reason.
///
/// # Errors
/// Where the file as a whole cannot be read: it is missing, empty, binary, damaged, or has no rows;
/// workbooks are refused.
pub fn cells(input: &Input, settings: &Settings) -> Result<Cells, Error> {
    let loaded = load::load(input, settings, &LIMITS)?;
    let name = loaded.name;
    if loaded.content.is_empty() {
        return Err(Error::Empty { name });
    }
    let table = match loaded.kind {
        Kind::Text => {
            let decoded = decode::decode(&name, loaded.content, settings.encoding.as_deref())?;
            format::read(&name, decoded.text, settings)?
        }
        Kind::Parquet => format::parquet::read(&name, loaded.content, &LIMITS)?,
        Kind::Workbook | Kind::Binary | Kind::Old | Kind::Spreadsheet => {
            return Err(Error::Binary {
                name,
                what: "a workbook".to_owned(),
            });
        }
    };
    let (names, rows) = named(&table);
    if rows.is_empty() {
        return Err(Error::NoRows { name });
    }
    let csv = table.format == "csv";
    let rows = rows.iter().zip(1..);
    Ok(Cells {
        sha256: loaded.sha256,
        rows: rows
            .map(|(row, number)| of_row(row, number, (csv, names.len())))
            .collect(),
        names,
    })
}

/// The names and the rows under them. The first row of a table has the names, also where it looks as
/// if the others were like it.
fn named(table: &Table) -> (Vec<String>, &[Row]) {
    if table.header == Header::Absent
        && let Some((first, rest)) = table.rows.split_first()
        && let Ok(record) = first.record()
    {
        let record = record.to_record();
        let width = record.len();
        return (format::names(&[record], width), rest);
    }
    (table.names.clone(), &table.rows)
}

fn of_row(row: &Row, number: u32, (csv, width): (bool, usize)) -> CellRow {
    let cells = row.record().map_err(str::to_owned).and_then(|record| {
        if csv && !fits(record, width) {
            let fields = record.len();
            let fields = match fields {
                1 => "1 field".to_owned(),
                fields => format!("{fields} fields"),
            };
            return Err(format!("it has {fields} where the others have {width}"));
        }
        Ok((0..width).map(|at| record.get(at).to_owned()).collect())
    });
    CellRow {
        row: number,
        line: u32::try_from(row.line).unwrap_or(u32::MAX),
        cells,
    }
}

/// Delimiters at the end, with nothing behind them, are no fields.
fn fits(record: View<'_>, width: usize) -> bool {
    record.len() == width
        || (record.len() > width
            && (width..record.len()).all(|at| record.get(at).trim().is_empty()))
}

/// A cell without surrounding space; `None` where it says nothing, such as `NA`, `null`, `NaN` or `-`.
pub fn filled(cell: &str) -> Option<&str> {
    values::filled(cell)
}

/// What commas in a column of numbers mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comma {
    /// They set thousands apart, as in `1,234.5`.
    #[default]
    Thousands,
    /// They stand before the decimals, as in `1.234,5`.
    Decimals,
}

impl Comma {
    /// Decides once for a column: by cells that allow one reading only, else as thousands.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        for cell in cells {
            let Some(last) = cell.rfind(',') else {
                continue;
            };
            let behind = cell[last + 1..].chars().take_while(char::is_ascii_digit);
            let decimals = match cell.rfind('.') {
                Some(point) => point < last,
                None => behind.count() != 3,
            };
            return if decimals { Self::Decimals } else { continue };
        }
        Self::Thousands
    }

    /// A finite number; signs of currencies and of percent around it are passed over.
    pub fn number(self, cell: &str) -> Option<f64> {
        const AROUND: [char; 6] = ['$', '€', '£', '¥', '%', ' '];
        let bare = cell.trim().trim_matches(AROUND);
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | 'e' | 'E');
        if bare.is_empty() || bare.len() > 32 || !bare.chars().all(plain) {
            return None;
        }
        let (apart, point) = match self {
            Self::Thousands => (',', '.'),
            Self::Decimals => ('.', ','),
        };
        let (whole, rest) = bare.split_once(point).unwrap_or((bare, ""));
        if rest.contains(apart) || !in_threes(whole, apart) {
            return None;
        }
        let joined = bare.replace(apart, "").replace(point, ".");
        joined.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

/// Whether digits that are set apart come in threes.
fn in_threes(whole: &str, apart: char) -> bool {
    let mut parts = whole.trim_start_matches(['-', '+']).split(apart);
    let first = parts.next().unwrap_or_default();
    let mut parts = parts.peekable();
    parts.peek().is_none() || ((1..=3).contains(&first.len()) && parts.all(|part| part.len() == 3))
}

/// Which of the numbers in `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// The first.
    DayFirst,
    /// The second.
    #[default]
    MonthFirst,
}

impl DayOrder {
    /// Decides once for a column of days.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        match order::order(cells).order {
            date::Order::DayFirst => Self::DayFirst,
            date::Order::MonthFirst => Self::MonthFirst,
        }
    }

    /// The written day of a cell, in days since 1970-01-01.
    pub fn day(self, cell: &str) -> Option<i32> {
        let order = match self {
            Self::DayFirst => date::Order::DayFirst,
            Self::MonthFirst => date::Order::MonthFirst,
        };
        if !date::is_date(cell) {
            return None;
        }
        let day = date::parse(cell, order)?;
        let epoch = jiff::civil::Date::new(1970, 1, 1).ok()?;
        Some(epoch.until(day).ok()?.get_days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Cells, Error> {
        cells(
            &Input::Stdin(text.as_bytes().to_vec()),
            &Settings::default(),
        )
    }

    #[test]
    fn rows_keep_their_place_and_bad_ones_their_reason() {
        let table = read("a,b\n1,x\n2\n3,y,\n4,z,w\n5,x\n6,y\n7,z\n8,x\n").unwrap();
        assert_eq!(table.names, ["a", "b"]);
        let rows: Vec<bool> = table.rows.iter().map(|row| row.cells.is_ok()).collect();
        assert_eq!(rows, [true, false, true, false, true, true, true, true]);
        assert_eq!((table.rows[3].row, table.rows[3].line), (4, 5));
        assert_eq!(
            table.rows[1].cells.as_ref().unwrap_err(),
            "it has 1 field where the others have 2"
        );
    }

    #[test]
    fn commas_are_read_one_way_in_a_column() {
        let of = |cells: &[&str]| Comma::of(cells.iter().copied());
        assert_eq!(of(&["1,234", "5"]), Comma::Thousands);
        assert_eq!(of(&["1,234", "1,5"]), Comma::Decimals);
        assert_eq!(of(&["1.234,50"]), Comma::Decimals);
        assert_eq!(of(&["1,234.50"]), Comma::Thousands);
        assert_eq!(Comma::Thousands.number("$1,234.5"), Some(1234.5));
        assert_eq!(Comma::Decimals.number("1.234,5 %"), Some(1234.5));
        assert_eq!(Comma::Thousands.number("12,34"), None);
        for cell in ["inf", "NaN", "1e999", "abc", "", "1 2", "--"] {
            assert_eq!(Comma::Thousands.number(cell), None, "{cell}");
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(DayOrder::MonthFirst.day("1970-01-03"), Some(2));
        assert_eq!(DayOrder::DayFirst.day("03/02/2024"), Some(19_756));
        assert_eq!(DayOrder::of(["31/01/2024"].into_iter()), DayOrder::DayFirst);
        assert_eq!(DayOrder::MonthFirst.day("20240203"), None);
    }
}
