//! Excel workbooks, read cell by cell: ECMA-376 SpreadsheetML (`.xlsx`, `.xlsm`) and [MS-XLSB] (`.xlsb`).
//!
//! Visible sheets come before hidden ones. A row's line is its number in the sheet.

use super::Export;
use super::choose::{choose, decimal};
use super::sheet::Grid;
use crate::limits::Limits;
use crate::{Error, Settings, archive, guard};
use calamine::{
    Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx,
    XlsxError,
};
use std::borrow::Cow;
use std::io::Cursor;

/// Reads the sheet that holds feedback, or that was asked for.
pub(crate) fn read(
    name: &str,
    content: &[u8],
    asked: (&Settings, Option<&str>),
    limits: &Limits,
) -> Result<Export, Error> {
    archive::measure_workbook(name, content, limits)?;
    let mut book: Xlsx<_> =
        foreign(name, || Xlsx::new(Cursor::new(content)))?.map_err(|error| broken(name, &error))?;
    let sheets = sheets(book.sheets_metadata());
    let mut cells = 0;
    choose((name, "xlsx"), &sheets, asked, |inside, index| {
        let mut filling = Filling::of(inside, limits, &mut cells);
        let mut reader = match foreign(inside, || book.worksheet_cells_reader(&sheets[index]))? {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(Grid::default()),
            Err(error) => return Err(broken(inside, &error)),
        };
        loop {
            match foreign(inside, || reader.next_cell())? {
                Ok(Some(cell)) => filling.add(cell.get_position(), &text(cell.get_value()))?,
                Ok(None) => return filling.filled(),
                // `#SPILL!` and other errors of newer programs, which are as empty as the old ones.
                Err(XlsxError::CellError(_)) => {}
                Err(error) => return Err(broken(inside, &error)),
            }
        }
    })
}

/// As [`read`], of a workbook in the binary format.
pub(crate) fn read_binary(
    name: &str,
    content: &[u8],
    asked: (&Settings, Option<&str>),
    limits: &Limits,
) -> Result<Export, Error> {
    archive::measure_workbook(name, content, limits)?;
    let mut book: Xlsb<_> =
        foreign(name, || Xlsb::new(Cursor::new(content)))?.map_err(|error| broken(name, &error))?;
    let sheets = sheets(book.sheets_metadata());
    let mut cells = 0;
    choose((name, "xlsb"), &sheets, asked, |inside, index| {
        let mut filling = Filling::of(inside, limits, &mut cells);
        let mut reader = foreign(inside, || book.worksheet_cells_reader(&sheets[index]))?
            .map_err(|error| broken(inside, &error))?;
        loop {
            match foreign(inside, || reader.next_cell())? {
                Ok(Some(cell)) => filling.add(cell.get_position(), &text(cell.get_value()))?,
                Ok(None) => return filling.filled(),
                Err(XlsbError::CellError(_)) => {}
                Err(error) => return Err(broken(inside, &error)),
            }
        }
    })
}

/// A call into calamine. It computes with what cells and dimensions claim, unchecked (0.38 subtracts ends of a
/// range that stand the wrong way round); such a panic is an error like any other.
pub(super) fn foreign<T>(name: &str, call: impl FnOnce() -> T) -> Result<T, Error> {
    guard::guarded(call).map_err(|detail| Error::Workbook {
        name: name.to_owned(),
        detail,
    })
}

pub(super) fn broken(name: &str, error: &dyn std::error::Error) -> Error {
    let told = error.to_string();
    let detail = if let Some(part) = told.strip_prefix("File not found ") {
        format!("its part {} is missing", part.replace('\'', "`"))
    } else if ["failed to fill whole buffer", "End of stream"]
        .iter()
        .any(|end| told.contains(end))
    {
        "it ends too early".to_owned()
    } else if ["Cfb", "CFB"]
        .iter()
        .any(|container| told.contains(container))
    {
        format!("the container around it is damaged ({told})")
    } else {
        told
    };
    Error::Workbook {
        name: name.to_owned(),
        detail,
    }
}

/// The names of the worksheets, those that are hidden behind the others.
pub(super) fn sheets(sheets: &[Sheet]) -> Vec<String> {
    let of = |visible: bool| {
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .filter(move |sheet| (sheet.visible == SheetVisible::Visible) == visible)
            .map(|sheet| sheet.name.clone())
    };
    of(true).chain(of(false)).collect()
}

/// A sheet that is being read.
pub(super) struct Filling<'a> {
    grid: Grid,
    name: &'a str,
    limits: &'a Limits,
    /// Cells of the whole workbook, the empty ones too.
    cells: &'a mut u64,
}

impl<'a> Filling<'a> {
    pub(super) fn of(name: &'a str, limits: &'a Limits, cells: &'a mut u64) -> Self {
        Self {
            grid: Grid::default(),
            name,
            limits,
            cells,
        }
    }

    /// Adds a cell at its row and column, from 0.
    pub(super) fn add(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Error> {
        *self.cells += 1;
        if !text.trim().is_empty() {
            self.grid.push(row, column, text);
        }
        self.limits
            .allow_rows(self.name, self.grid.rows(), *self.cells)?;
        // Cells that share a text hold it once in the workbook and once each here.
        if self.grid.bytes() > self.limits.bytes {
            return Err(Error::TooLarge {
                name: self.name.to_owned(),
                limit: self.limits.bytes,
            });
        }
        Ok(())
    }

    /// The sheet, read to its end.
    pub(super) fn filled(self) -> Result<Grid, Error> {
        let (rows, cells) = (self.grid.rows(), self.grid.widened());
        self.limits.allow_rows(self.name, rows, cells)?;
        Ok(self.grid)
    }
}

/// As [`text`], of a cell that is held.
pub(super) fn own_text(value: &Data) -> Cow<'_, str> {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(decimal(*number)),
        Data::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Data::DateTime(moment) => Cow::Owned(date(moment)),
        Data::Error(_) | Data::Empty => Cow::Borrowed(""),
    }
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
