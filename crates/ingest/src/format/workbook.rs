//! Excel workbooks (ECMA-376 SpreadsheetML: `.xlsx`, `.xlsm`), read cell by cell.
//!
//! Visible sheets come before hidden ones. A row's line is its number in the sheet.

use super::Export;
use super::choose::{choose, decimal};
use super::sheet::Grid;
use crate::limits::Limits;
use crate::{Error, Settings, archive, guard};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::borrow::Cow;
use std::io::Cursor;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads the sheet that holds feedback.
pub(crate) fn read(
    name: &str,
    content: &[u8],
    settings: &Settings,
    limits: &Limits,
) -> Result<Export, Error> {
    archive::measure_workbook(name, content, limits)?;
    let mut book: Book =
        foreign(name, || Xlsx::new(Cursor::new(content)))?.map_err(|error| broken(name, &error))?;
    let sheets = sheets(&book);
    let mut cells = 0;
    choose((name, "xlsx"), &sheets, settings, |inside, index| {
        grid(inside, &mut book, &sheets[index], limits, &mut cells)
    })
}

/// A call into calamine. It computes with what cells and dimensions claim, unchecked (0.38 subtracts ends of a
/// range that stand the wrong way round); such a panic is an error like any other.
fn foreign<T>(name: &str, call: impl FnOnce() -> T) -> Result<T, Error> {
    guard::guarded(call).map_err(|detail| Error::Workbook {
        name: name.to_owned(),
        detail,
    })
}

fn broken(name: &str, error: &XlsxError) -> Error {
    Error::Workbook {
        name: name.to_owned(),
        detail: error.to_string(),
    }
}

/// The names of the worksheets, those that are hidden behind the others.
fn sheets(book: &Book) -> Vec<String> {
    let of = |visible: bool| {
        book.sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .filter(move |sheet| (sheet.visible == SheetVisible::Visible) == visible)
            .map(|sheet| sheet.name.clone())
    };
    of(true).chain(of(false)).collect()
}

/// Reads a sheet's filled cells; `cells` counts those of the whole workbook, the empty ones too.
fn grid(
    name: &str,
    book: &mut Book,
    sheet: &str,
    limits: &Limits,
    cells: &mut u64,
) -> Result<Grid, Error> {
    let mut grid = Grid::default();
    let mut reader = match foreign(name, || book.worksheet_cells_reader(sheet))? {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(grid),
        Err(error) => return Err(broken(name, &error)),
    };
    loop {
        let cell = match foreign(name, || reader.next_cell())? {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // `#SPILL!` and other errors of newer programs, which are as empty as the old ones.
            Err(XlsxError::CellError(_)) => continue,
            Err(error) => return Err(broken(name, &error)),
        };
        *cells += 1;
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if !text.trim().is_empty() {
            grid.push(row, column, &text);
        }
        limits.allow_rows(name, grid.rows(), *cells)?;
        // Cells that share a text hold it once in the workbook and once each here.
        if grid.bytes() > limits.bytes {
            return Err(Error::TooLarge {
                name: name.to_owned(),
                limit: limits.bytes,
            });
        }
    }
    limits.allow_rows(name, grid.rows(), grid.widened())?;
    Ok(grid)
}

/// A cell as the text that a person sees, numbers and dates in a form that any column of text
/// might give them in.
fn text<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(decimal(*number)),
        DataRef::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        DataRef::DateTime(moment) => Cow::Owned(date(moment)),
        // What a formula could not work out is nothing that somebody wrote.
        DataRef::Error(_) | DataRef::Empty => Cow::Borrowed(""),
    }
}

/// A date as ISO 8601 writes it, with the time where there is one; a time alone as a time.
fn date(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    // Beyond the year 9999 a spreadsheet shows no date either.
    if !(0.0..2_958_466.0).contains(&days) {
        return decimal(days);
    }
    if moment.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round() as u64;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}
