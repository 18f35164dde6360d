//! OpenDocument spreadsheets: what is read of them, and what is refused.

mod packed;

use packed::{archive, ingest, ods, refused, rows};

fn text(said: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{said}</text:p></table:table-cell>"
    )
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>\n")
}

fn table(name: &str, rows: &[String]) -> String {
    format!(
        "<table:table table:name=\"{name}\">{}</table:table>",
        rows.concat()
    )
}

fn header() -> String {
    row(&["id", "day", "text", "stars", "paid", "note"]
        .map(text)
        .concat())
}

const FULL: &str = "<table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7,00</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"date\" office:date-value=\"2024-05-06T00:00:00\"><text:p>6. Mai</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note by somebody</text:p></office:annotation>\
    <text:p>The map &amp; the<text:s text:c=\"2\"/>list</text:p> <text:p>never <text:span>load</text:span>&#33;</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"percentage\" office:value=\"0.30000000000000004\"/>\
    <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>WAHR</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>";

#[test]
fn cells_read_as_they_were_meant() {
    let rest = "<table:table-row table:number-rows-repeated=\"1048000\">\
                <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let bytes = ods(&table(
        "Mai",
        &[
            header(),
            row(FULL),
            row("<table:table-cell table:number-columns-repeated=\"16384\"/>"),
            row(&format!(
                "<table:table-cell table:number-columns-repeated=\"2\"/>{}",
                text("Counting geese is a joy")
            )),
            rest.to_owned(),
        ],
    ));
    let read = ingest(bytes).unwrap();
    assert_eq!(read.sources[0].format, "ods (sheet Mai)");
    assert_eq!(
        rows(&read),
        [
            (Some(2), "The map & the  list\nnever load!".to_owned()),
            (Some(4), "Counting geese is a joy".to_owned()),
        ]
    );
    let first = &read.feedback[0];
    assert_eq!(first.id.as_deref(), Some("7"));
    assert_eq!(first.date.unwrap().to_string(), "2024-05-06");
    let paid = first.other.iter().find(|(name, _)| name == "paid");
    assert_eq!(paid.map(|(_, value)| value.as_str()), Some("true"));
    assert!(
        !first.other.iter().any(|(name, _)| name == "note"),
        "{first:?}"
    );
}

#[test]
fn the_sheet_with_feedback_is_chosen() {
    let notes = table("Notes", &[row(&text("for the meeting"))]);
    let reviews = table("Reviews", &[header(), row(FULL), row(FULL)]);
    let read = ingest(ods(&(notes + &reviews))).unwrap();
    assert_eq!(read.sources[0].format, "ods (sheet Reviews)");
    assert_eq!(
        read.sources[0].note.as_deref(),
        Some(
            "the sheet `Notes` was not read; write its name behind the export's to read it: EXPORT#NAME"
        )
    );
    assert_eq!(read.sources[0].rows, 2);
}

#[test]
fn damaged_and_locked_spreadsheets_are_told() {
    let again = "open it in a spreadsheet program and save it again, or the sheet as CSV (UTF-8)";
    let error = ingest(ods("<table:table></table:row>")).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("-: the workbook cannot be read: "),
        "{error}"
    );
    assert_eq!(error.hint().as_deref(), Some(again));
    refused(
        ods(&table("A", &[row(&text("&nothing;"))])),
        "-: the workbook cannot be read: &nothing; stands for nothing",
        again,
    );
    refused(
        ods(&table("A", &[])),
        "-: no sheet of this workbook holds a table",
        "a table is a row of column names with rows under it; the sheets are `A`",
    );
    let locked = archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"\x93\x01"),
    ]);
    refused(
        locked,
        "-: this is locked with a password",
        "open it, take the password away and save it again",
    );
}
