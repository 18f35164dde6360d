//! Excel workbooks: what is read of them, and what is refused.

mod packed;

use hearken_feedback::Role;
use hearken_ingest::Settings;
use packed::{archive, ingest, read_with, refused, rows};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

/// A sheet with these cells from its first row on.
fn fill(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write_string(from + row as u32, column as u16, *cell)
                .unwrap();
        }
    }
}

const REVIEWS: [&[&str]; 3] = [
    &["id", "text", "rating"],
    &["r1", "The map never loads", "1"],
    &["r2", "Counting geese is a joy", "5"],
];

fn saved(build: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    build(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_read_as_people_see_them() {
    let bytes = saved(|book| {
        let sheet = book.add_worksheet();
        fill(
            sheet,
            0,
            &[&["id", "date", "rating", "text", "pro", "score", "at"]],
        );
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let minute = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        sheet.write_number(1, 0, 76_561_198_000_000.0).unwrap();
        sheet
            .write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(2024, 5, 6).unwrap(), &day)
            .unwrap();
        sheet.write_number(1, 2, 5.0).unwrap();
        sheet
            .write_string(1, 3, "Ça marche <b>bien</b>\nmerci 🎉")
            .unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet.write_number(1, 5, 0.1 + 0.2).unwrap();
        let moment = ExcelDateTime::from_ymd(2024, 2, 29).unwrap();
        let moment = moment.and_hms(23, 59, 58).unwrap();
        sheet
            .write_datetime_with_format(1, 6, &moment, &minute)
            .unwrap();
        sheet
            .write_formula(2, 5, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write_string(2, 3, "Crashes when I count geese")
            .unwrap();
        sheet.write_number(2, 2, 1.0).unwrap();
    });
    let read = ingest(bytes).unwrap();
    let source = &read.sources[0];
    assert_eq!(source.format, "xlsx (sheet Sheet1)");
    assert_eq!((source.encoding.as_str(), source.rows), ("UTF-8", 2));
    let first = &read.feedback[0];
    assert_eq!(first.id.as_deref(), Some("76561198000000"));
    assert_eq!(first.date.unwrap().to_string(), "2024-05-06");
    assert_eq!(first.rating.unwrap().value, 5.0);
    assert_eq!(first.cells[0].text, "Ça marche <b>bien</b>\nmerci 🎉");
    assert_eq!(first.line, std::num::NonZeroU32::new(2));
    let other = |name: &str| {
        let found = first.other.iter().find(|(column, _)| column == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(other("pro"), Some("true"));
    assert_eq!(other("score"), Some("0.3"));
    assert_eq!(other("at"), Some("2024-02-29T23:59:58"));
    assert!(read.feedback[1].other.is_empty(), "{:?}", read.feedback[1]);
}

#[test]
fn the_table_is_found_under_a_heading_and_between_blanks() {
    let bytes = saved(|book| {
        let sheet = book.add_worksheet();
        sheet
            .merge_range(1, 1, 1, 5, "Feedback of May", &Format::new())
            .unwrap();
        fill(sheet, 4, &REVIEWS[..2]);
        fill(sheet, 9, &REVIEWS[2..]);
    });
    let read = ingest(bytes).unwrap();
    assert_eq!(
        rows(&read),
        [
            (Some(6), "The map never loads".to_owned()),
            (Some(10), "Counting geese is a joy".to_owned())
        ]
    );
    assert_eq!(read.feedback[0].id.as_deref(), Some("r1"));
}

#[test]
fn the_sheet_with_feedback_is_chosen_and_the_others_are_named() {
    let bytes = saved(|book| {
        let hidden = book.add_worksheet().set_name("Hidden").unwrap();
        fill(hidden, 0, &REVIEWS);
        hidden.set_hidden(true);
        let figures = book.add_worksheet().set_name("Figures").unwrap();
        fill(
            figures,
            0,
            &[&["month", "installs"], &["May", "12"], &["June", "14"]],
        );
        let header = book.add_worksheet().set_name("Empty").unwrap();
        fill(header, 0, &REVIEWS[..1]);
        let reviews = book.add_worksheet().set_name("Reviews").unwrap();
        fill(reviews, 0, &REVIEWS);
        reviews.set_active(true);
    });
    let read = ingest(bytes).unwrap();
    assert_eq!(read.sources[0].format, "xlsx (sheet Reviews)");
    assert_eq!(read.feedback.len(), 2);
}

#[test]
fn a_column_that_the_user_names_decides_about_the_sheet() {
    let bytes = saved(|book| {
        for (name, column) in [("Reviews", "text"), ("Calls", "said")] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            fill(
                sheet,
                0,
                &[
                    &["id", column],
                    &["1", "The map never loads"],
                    &["2", "Ok now"],
                ],
            );
        }
    });
    let settings = Settings {
        columns: vec![(Role::Text, "said".to_owned())],
        ..Settings::default()
    };
    let read = read_with(bytes, &settings).unwrap();
    assert_eq!(read.sources[0].format, "xlsx (sheet Calls)");
}

#[test]
fn a_workbook_may_be_packed_once() {
    let book = saved(|book| fill(book.add_worksheet(), 0, &REVIEWS));
    let read = ingest(packed::gzip(&book)).unwrap();
    assert_eq!(read.sources[0].format, "xlsx.gz (sheet Sheet1)");
    let read = ingest(archive(&[("may/book.xlsx", &book)])).unwrap();
    assert_eq!(
        read.sources[0].format,
        "xlsx.zip (may/book.xlsx; sheet Sheet1)"
    );
}

#[test]
fn workbooks_without_a_table_are_refused() {
    let bytes = saved(|book| {
        book.add_worksheet().set_name("A").unwrap();
        book.add_worksheet().set_name("B").unwrap();
    });
    refused(
        bytes,
        "-: no sheet of this workbook holds a table",
        "a table is a row of column names with rows under it; the sheets are `A`, `B`",
    );
    let bytes = saved(|book| fill(book.add_worksheet(), 0, &REVIEWS[..1]));
    refused(
        bytes,
        "- → Sheet1: there is a header but not one row under it",
        "widen the filter or the dates of the export",
    );
    let bytes = saved(|book| {
        fill(
            book.add_worksheet(),
            0,
            &[&["month", "installs"], &["May", "12"], &["June", "14"]],
        );
    });
    refused(
        bytes,
        "- → Sheet1: no column holds text that people wrote",
        "name the column with the feedback yourself; the columns are `month`, `installs`",
    );
}

#[test]
fn damaged_and_locked_workbooks_are_told() {
    let whole = saved(|book| fill(book.add_worksheet(), 0, &REVIEWS));
    refused(
        whole[..whole.len() / 2].to_vec(),
        "-: the ZIP data cannot be read: its end is missing",
        packed::ZIP_HINT,
    );
    // As [MS-OFFCRYPTO] has it: an OLE file with a stream of this name.
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.resize(1024, 0);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    locked.resize(4096, 0);
    refused(
        locked.clone(),
        "-: this is locked with a password",
        "open it, take the password away and save it again",
    );
    locked[1024] = 0;
    let error = ingest(locked).unwrap_err().to_string();
    assert!(
        error.starts_with("-: the workbook cannot be read: "),
        "{error}"
    );
}

const TYPES: &[u8] = b"<Types/>";

/// The parts of a workbook of one sheet, written by hand.
fn parts(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!(
        "<workbook xmlns:r=\"{relation}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let document = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let relations = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    archive(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", document.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ])
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

fn inline(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_workbook_written_by_hand_is_read() {
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"1048576\">{}</row>",
        inline("A1", "id"),
        inline("B1", "text"),
        inline("A2", "1"),
        "<c r=\"C2\" t=\"e\"><f>X</f><v>#SPILL!</v></c>".to_owned()
            + &inline("B2", "The map &amp; the list"),
        inline("B1048576", "Far below"),
    );
    let read = ingest(parts(&sheet(&rows), b"<sst/>")).unwrap();
    assert_eq!(
        packed::rows(&read),
        [
            (Some(2), "The map & the list".to_owned()),
            (Some(1_048_576), "Far below".to_owned())
        ]
    );
}

#[test]
fn damage_inside_a_workbook_is_told() {
    let said = |sheet: &[u8]| ingest(parts(sheet, b"<sst/>")).unwrap_err().to_string();
    assert_eq!(
        said(b"<worksheet><sheetData><row><c>"),
        "- → S: the workbook cannot be read: Unexpected end of xml, expecting '</c>'"
    );
    assert_eq!(
        said(&sheet(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>"
        )),
        "- → S: the workbook cannot be read: Cell string index not found in shared strings table"
    );
    assert_eq!(
        said(&sheet(
            "<row r=\"1\"><c r=\"A1\" t=\"z\"><v>1</v></c></row>"
        )),
        "- → S: the workbook cannot be read: Unknown cell 't' attribute: \"z\""
    );
    let nothing = archive(&[
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    refused(
        nothing,
        "-: the workbook cannot be read: its part `_rels/.rels` is missing",
        "open it in a spreadsheet program and save it again, or the sheet as CSV (UTF-8)",
    );
}

#[test]
fn a_small_sheet_that_swells_is_refused() {
    // 70 MB of blanks pack into 70 KB.
    let mut swollen = b"<worksheet><sheetData>".to_vec();
    swollen.resize(70 << 20, b' ');
    let bytes = parts(&swollen, b"<sst/>");
    assert!(bytes.len() < 100_000);
    refused(
        bytes,
        "-: unpacks to more than 300 times its size",
        "if you trust whoever made it, unpack it, or save the sheet as CSV, and name that",
    );
}

#[test]
fn parts_that_are_held_in_memory_have_limits_of_their_own() {
    let texts = [b"<sst>".to_vec(), b"<si/>".repeat(10_000_001)].concat();
    refused(
        parts(&sheet(""), &texts),
        "-: has more than 10000000 shared texts",
        "split the export into smaller files",
    );
    let styles: Vec<u8> = (0..2_400_000u32)
        .flat_map(|n| format!("<x{n}/>").into_bytes())
        .collect();
    let bytes = archive(&[
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/styles.xml", &styles),
    ]);
    refused(
        bytes,
        "-: its part `xl/styles.xml` holds more than 16 MiB",
        "if you trust whoever made it, unpack it, or save the sheet as CSV, and name that",
    );
}

#[test]
fn sheet_names_cannot_turn_a_line_around() {
    let book = saved(|book| {
        let name = "Re\u{202e}views\u{7f}";
        fill(book.add_worksheet().set_name(name).unwrap(), 0, &REVIEWS);
    });
    let read = ingest(book).unwrap();
    assert_eq!(
        read.sources[0].format,
        "xlsx (sheet Re\u{fffd}views\u{fffd})"
    );
}
