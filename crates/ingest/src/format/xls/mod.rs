//! Excel's old workbooks ([MS-XLS], `.xls`).
//!
//! calamine reads all sheets at once and makes room for every cell between the first filled one and the last, as a file
//! claims them; its container may also lead in circles. So the one stream that matters is taken out by `cfb`, which
//! follows no circle, measured here, and handed on in a container of our own.

mod measure;

use super::Export;
use super::choose::choose;
use super::workbook::{Filling, broken, foreign, own_text, sheets};
use crate::limits::Limits;
use crate::{Error, Settings};
use calamine::{Reader, Xls, XlsError};
use measure::Measure;
use std::io::{Cursor, Read, Write};

/// Reads the sheet that holds feedback, or that was asked for.
pub(crate) fn read(
    name: &str,
    content: &[u8],
    asked: (&Settings, Option<&str>),
    limits: &Limits,
) -> Result<Export, Error> {
    let stream = foreign(name, || stream(content))?.map_err(|error| broken(name, &error))?;
    Measure::of(&stream).check(name, limits)?;
    let sound = contained(&stream).map_err(|error| broken(name, &error))?;
    drop(stream);
    let read = foreign(name, || Xls::new(Cursor::new(sound)))?;
    let mut book = read.map_err(|error| match error {
        XlsError::Password => Error::Locked {
            name: name.to_owned(),
        },
        error => broken(name, &error),
    })?;
    let sheets = sheets(book.sheets_metadata());
    let mut cells = 0;
    choose((name, "xls"), &sheets, asked, |inside, index| {
        let range = foreign(inside, || book.worksheet_range(&sheets[index]))?
            .map_err(|error| broken(inside, &error))?;
        let (row, column) = range.start().unwrap_or_default();
        let mut filling = Filling::of(inside, limits, &mut cells);
        for (down, right, value) in range.used_cells() {
            filling.add((row + down as u32, column + right as u32), &own_text(value))?;
        }
        filling.filled()
    })
}

/// The stream of the workbook in its container.
fn stream(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(content))?;
    let path = ["/Workbook", "/Book"]
        .into_iter()
        .find(|path| file.is_stream(path));
    let missing = || std::io::Error::other("there is no `Workbook` in it");
    let mut stream = Vec::new();
    file.open_stream(path.ok_or_else(missing)?)?
        .take(content.len() as u64)
        .read_to_end(&mut stream)?;
    Ok(stream)
}

/// A container that holds this workbook and nothing else, as old as the format: calamine asks newer ones for more.
fn contained(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}
