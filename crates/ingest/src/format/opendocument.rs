//! OpenDocument spreadsheets (ISO/IEC 26300, `.ods`), read cell by cell.
//!
//! Not by `calamine`, which makes room for as many cells as a file says its cells are repeated:
//! a sheet of one line can fill any memory. Here repetitions count against the limits.

use super::Export;
use super::choose::{choose, decimal};
use super::sheet::Grid;
use crate::limits::Limits;
use crate::{Error, Settings, archive};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::BufRead;

/// Rows and columns of a sheet; what is repeated beyond is the blank rest of it.
const LAST_ROW: u32 = 1 << 20;
const LAST_COLUMN: u32 = 1 << 14;
/// Where a document tells of its parts, and that they need a password.
const MANIFEST: &str = "META-INF/manifest.xml";
/// Characters that one mark may stand for.
const MOST_SPACES: u32 = 1 << 10;

/// Reads the sheet that holds feedback.
pub(crate) fn read(
    name: &str,
    content: &[u8],
    asked: (&Settings, Option<&str>),
    limits: &Limits,
) -> Result<Export, Error> {
    let locked = archive::part_says(name, content, MANIFEST, b"encryption-data", limits)?;
    if locked {
        return Err(Error::Locked {
            name: name.to_owned(),
        });
    }
    let mut sheets = Vec::new();
    let mut grids = Vec::new();
    archive::read_part(name, content, "content.xml", limits, |part| {
        for (sheet, grid) in Tables::new(name, limits).read(part)? {
            limits.allow_rows(name, grid.rows(), grid.widened())?;
            sheets.push(sheet);
            grids.push(Some(grid));
        }
        Ok(())
    })?;
    choose((name, "ods"), &sheets, asked, |_, index| {
        Ok(grids[index].take().unwrap_or_default())
    })
}

/// The state of reading tables.
struct Tables<'a> {
    name: &'a str,
    limits: &'a Limits,
    tables: Vec<(String, Grid)>,
    row: u32,
    column: u32,
    /// How often the row, and the cell in it, stand one after another.
    rows: u32,
    columns: u32,
    /// The filled cells of the row: first column, how many, and what they say.
    filled: Vec<(u32, u32, String)>,
    /// The text of the open cell, where its value does not say it better.
    cell: Option<Cell>,
    /// Elements inside a cell whose text is not the cell's, such as notes.
    aside: u32,
    cells: u64,
    bytes: u64,
}

#[derive(Default)]
struct Cell {
    value: Option<String>,
    text: String,
    paragraphs: u32,
    in_paragraph: bool,
}

impl<'a> Tables<'a> {
    fn new(name: &'a str, limits: &'a Limits) -> Self {
        Self {
            name,
            limits,
            tables: Vec::new(),
            row: 0,
            column: 0,
            rows: 1,
            columns: 1,
            filled: Vec::new(),
            cell: None,
            aside: 0,
            cells: 0,
            bytes: 0,
        }
    }

    fn broken(&self, detail: impl ToString) -> Error {
        Error::Workbook {
            name: self.name.to_owned(),
            detail: detail.to_string(),
        }
    }

    /// Reads all tables of a document.
    fn read(mut self, part: &mut dyn BufRead) -> Result<Vec<(String, Grid)>, Error> {
        let mut xml = Reader::from_reader(part);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer);
            match event.map_err(|error| self.broken(error))? {
                Event::Start(element) => self.open(&element)?,
                Event::Empty(element) => {
                    self.open(&element)?;
                    self.close(element.local_name().as_ref())?;
                }
                Event::End(element) => self.close(element.local_name().as_ref())?,
                Event::Text(text) => self.say(&text.xml10_content()),
                Event::CData(text) => self.say(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let text = resolved(&entity).ok_or_else(|| {
                        self.broken(format!("&{}; stands for nothing", entity.as_ref()))
                    })?;
                    self.say(&text);
                }
                Event::Eof => return Ok(self.tables),
                _ => {}
            }
        }
    }

    fn open(&mut self, element: &BytesStart) -> Result<(), Error> {
        match element.local_name().as_ref() {
            "table" if self.cell.is_none() => {
                let name = attribute(element, "name").unwrap_or_default();
                self.tables.push((name, Grid::default()));
                self.row = 0;
            }
            "table-row" => {
                self.rows = count(element, "number-rows-repeated");
                self.column = 0;
                self.filled.clear();
            }
            "table-cell" | "covered-table-cell" => {
                self.columns = count(element, "number-columns-repeated");
                // What lies under a merged cell is not seen.
                let covered = element.local_name().as_ref() == "covered-table-cell";
                self.cell = Some(Cell {
                    value: if covered {
                        Some(String::new())
                    } else {
                        value(element)
                    },
                    ..Cell::default()
                });
            }
            "annotation" => self.aside += 1,
            "p" | "h" => {
                if let (Some(cell), 0) = (&mut self.cell, self.aside) {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                    cell.in_paragraph = true;
                }
            }
            "s" => {
                let spaces = count(element, "c").min(MOST_SPACES) as usize;
                self.say(&" ".repeat(spaces));
            }
            "tab" => self.say("\t"),
            "line-break" => self.say("\n"),
            _ => {}
        }
        Ok(())
    }

    /// Text of the open cell; between paragraphs there is only the file's own white space.
    fn say(&mut self, text: &str) {
        if let (Some(cell), 0) = (&mut self.cell, self.aside)
            && cell.in_paragraph
        {
            cell.text.push_str(text);
        }
    }

    fn close(&mut self, element: &str) -> Result<(), Error> {
        match element {
            "p" | "h" => {
                if let (Some(cell), 0) = (&mut self.cell, self.aside) {
                    cell.in_paragraph = false;
                }
            }
            "annotation" => self.aside = self.aside.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                let Some(cell) = self.cell.take() else {
                    return Ok(());
                };
                let text = cell.value.unwrap_or(cell.text);
                let columns = self.columns.min(LAST_COLUMN.saturating_sub(self.column));
                if columns > 0 && !text.trim().is_empty() {
                    self.filled.push((self.column, columns, text));
                }
                self.column = self.column.saturating_add(self.columns);
            }
            "table-row" => {
                let rows = self.rows.min(LAST_ROW.saturating_sub(self.row));
                for row in self.row..self.row + rows {
                    if self.filled.is_empty() {
                        break;
                    }
                    self.put(row)?;
                }
                self.row = self.row.saturating_add(self.rows);
                self.filled.clear();
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts the row's cells into the table.
    fn put(&mut self, row: u32) -> Result<(), Error> {
        let Some((_, grid)) = self.tables.last_mut() else {
            return Ok(());
        };
        for (from, many, text) in &self.filled {
            self.cells += u64::from(*many);
            self.bytes += u64::from(*many) * text.len() as u64;
            self.limits.allow_rows(self.name, grid.rows(), self.cells)?;
            if self.bytes > self.limits.bytes {
                return Err(Error::TooLarge {
                    name: self.name.to_owned(),
                    limit: self.limits.bytes,
                });
            }
            for column in *from..*from + *many {
                grid.push(row, column, text);
            }
        }
        Ok(())
    }
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element.attributes().flatten().find_map(|attribute| {
        let key = attribute.key.local_name();
        let found = key.as_ref() == name;
        let value = || attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        found.then(value)?.ok().map(|value| value.into_owned())
    })
}

/// How often something is repeated; once where the file does not say.
fn count(element: &BytesStart, name: &str) -> u32 {
    let told = attribute(element, name).and_then(|count| count.parse().ok());
    told.unwrap_or(1).max(1)
}

/// What a cell's value says that is no text: numbers plain, days as they stand in the file.
fn value(element: &BytesStart) -> Option<String> {
    let mut kinds = element
        .attributes()
        .flatten()
        .filter(|attribute| attribute.key.local_name().as_ref() == "value-type");
    // LibreOffice tells of errors in a second attribute of that name, in its own namespace.
    if kinds.any(|kind| kind.value.as_ref() == "error") {
        return Some(String::new());
    }
    match attribute(element, "value-type")?.as_str() {
        "float" | "percentage" | "currency" => {
            let number: f64 = attribute(element, "value")?.parse().ok()?;
            Some(decimal(number))
        }
        "date" => {
            let date = attribute(element, "date-value")?;
            Some(date.strip_suffix("T00:00:00").unwrap_or(&date).to_owned())
        }
        "boolean" => attribute(element, "boolean-value"),
        _ => attribute(element, "string-value"),
    }
}

fn resolved(entity: &BytesRef) -> Option<String> {
    match quick_xml::escape::resolve_xml_entity(entity.as_ref()) {
        Some(text) => Some(text.to_owned()),
        None => entity.resolve_char_ref().ok()?.map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LIMITS;

    fn read(rows: u32, columns: u32, text: &str, limits: &Limits) -> Result<Grid, Error> {
        let part = format!(
            "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"{rows}\">\
             <table:table-cell table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p>\
             </table:table-cell></table:table-row></table:table>"
        );
        let mut tables = Tables::new("a", limits).read(&mut part.as_bytes())?;
        Ok(tables.remove(0).1)
    }

    #[test]
    fn cells_count_as_often_as_they_say_they_are_repeated() {
        assert_eq!(read(3, 4, "goose", &LIMITS).unwrap().bytes(), 60);
        let few = Limits {
            cells: 1000,
            ..LIMITS
        };
        let error = read(1_048_576, 16_384, "goose", &few).unwrap_err();
        assert_eq!(error.to_string(), "a: has more than 1000 cells");
        let small = Limits {
            bytes: 1 << 20,
            ..LIMITS
        };
        let error = read(1_048_576, 1, &"goose ".repeat(999), &small).unwrap_err();
        assert_eq!(error.to_string(), "a: holds more than 1 MiB");
        let error = read(u32::MAX, 1, "goose", &Limits { rows: 9, ..LIMITS }).unwrap_err();
        assert_eq!(error.to_string(), "a: has more than 9 rows");
    }
}
