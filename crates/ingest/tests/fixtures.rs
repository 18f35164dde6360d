//! The fixtures that no text editor can write, made again by
//! `HEARKEN_WRITE_FIXTURES=1 cargo test -p hearken-ingest --test fixtures`, and read here as they were meant.

mod packed;

use hearken_feedback::Role;
use hearken_ingest::{Input, Settings, read};
use packed::columns::{Column, FULL, parquet};
use packed::{archive, brotli, ods};
use parquet::basic::Compression;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports")
}

/// A workbook that does not tell when it was made.
fn book() -> Workbook {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2025, 6, 2).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    book
}

const REVIEWS: [(&str, u8, u8, &str); 4] = [
    (
        "b1",
        2,
        1,
        "The map stays gray since the last update & nothing loads",
    ),
    ("b2", 3, 5, "Counting geese with it is a joy 🪿"),
    ("b3", 3, 4, "N/A"),
    (
        "b4",
        5,
        2,
        "Bitte größere Schrift,\nich erkenne die Namen nicht",
    ),
];

fn workbook() -> Vec<u8> {
    let mut book = book();
    let about = book.add_worksheet().set_name("About").unwrap();
    about
        .write_string(0, 0, "Reviews of Birdlog, for the meeting in June")
        .unwrap();
    let sheet = book.add_worksheet().set_name("Reviews").unwrap();
    let bold = Format::new().set_bold();
    sheet
        .merge_range(0, 0, 0, 3, "Birdlog: reviews of May", &bold)
        .unwrap();
    for (column, name) in ["id", "date", "stars", "comment"].into_iter().enumerate() {
        sheet.write_string(2, column as u16, name).unwrap();
    }
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (index, (id, date, stars, comment)) in REVIEWS.into_iter().enumerate() {
        // A blank row stands between the second and the third.
        let row = 3 + index as u32 + u32::from(index > 1);
        let date = ExcelDateTime::from_ymd(2025, 5, date).unwrap();
        sheet.write_string(row, 0, id).unwrap();
        sheet
            .write_datetime_with_format(row, 1, &date, &day)
            .unwrap();
        sheet.write_number(row, 2, stars).unwrap();
        sheet.write_string(row, 3, comment).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn columns() -> Vec<u8> {
    let schema = "message reviews {
        REQUIRED BYTE_ARRAY id (UTF8);
        REQUIRED INT64 created (TIMESTAMP(MICROS,true));
        OPTIONAL BYTE_ARRAY body (UTF8);
        OPTIONAL INT32 rating;
        OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (UTF8); } }
    }";
    let created = [2, 3, 3, 5].map(|day| 1_746_057_600_000_000 + (day - 1) * 86_400_000_000);
    let columns = vec![
        Column::Text(vec!["b1", "b2", "b3", "b4"], FULL),
        Column::Whole(created.to_vec(), FULL),
        Column::Text(
            vec![
                "The map stays gray since the last update",
                "Counting geese with it is a joy",
                "Larger letters please, I cannot tell the names",
            ],
            (Some(vec![1, 1, 0, 1]), None),
        ),
        Column::Small(vec![1, 5, 4, 2], (Some(vec![1; 4]), None)),
        Column::Text(
            vec!["map", "update", "letters"],
            (Some(vec![3, 3, 0, 0, 3]), Some(vec![0, 1, 0, 0, 0])),
        ),
    ];
    parquet(schema, Compression::SNAPPY, &[columns])
}

/// The reviews as LibreOffice writes them.
fn tables() -> String {
    let mut rows = "<table:table-row><table:table-cell office:value-type=\"string\" \
                    table:number-columns-spanned=\"4\"><text:p>Birdlog: reviews of May</text:p>\
                    </table:table-cell><table:covered-table-cell \
                    table:number-columns-repeated=\"3\"/></table:table-row>\n"
        .to_owned();
    let text = |said: &str| {
        let said = said
            .replace('&', "&amp;")
            .replace('\n', "</text:p><text:p>");
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{said}</text:p></table:table-cell>"
        )
    };
    let header: String = ["id", "date", "stars", "comment"].map(text).concat();
    rows += &format!("<table:table-row>{header}</table:table-row>\n");
    for (id, day, stars, comment) in REVIEWS {
        rows += &format!(
            "<table:table-row>{}<table:table-cell office:value-type=\"date\" \
             office:date-value=\"2025-05-0{day}\"/><table:table-cell office:value-type=\"float\" \
             office:value=\"{stars}\"/>{}</table:table-row>\n",
            text(id),
            text(comment)
        );
    }
    format!("<table:table table:name=\"Reviews\">{rows}</table:table>")
}

const CSV: &str = "id,date,rating,text
1,2025-05-02,1,The map stays gray since the last update
2,2025-05-03,5,Counting geese with it is a joy
3,2025-05-05,2,\"Larger letters, please\"
";

/// An OLE file's first bytes with one name in it (\\[MS-CFB\\] 2.2, \\[MS-OFFCRYPTO\\] 2.3.4).
fn ole(name: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(512, 0);
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(1024, 0);
    bytes
}

fn mixed() -> Vec<u8> {
    let mut bytes = "id,text,rating\n1,Sehr schön gemacht,5\n2,Für Anfänger zu schwer,3\n"
        .as_bytes()
        .to_vec();
    bytes.extend(b"3,St\xfcrzt nach dem \xd6ffnen ab,1\n");
    bytes.extend(
        "4,Größe und Farbe gefallen mir,4\n5,\"Täglich benutzt, nie bereut\",5\n".as_bytes(),
    );
    bytes
}

/// Every fixture that is made here.
fn fixtures() -> Vec<(&'static str, Vec<u8>)> {
    let wide = CSV.chars().flat_map(|c| u32::from(c).to_le_bytes());
    let (whole, columns) = (workbook(), columns());
    let mut blank = book();
    blank.add_worksheet();
    vec![
        ("utf-32.csv", wide.collect()),
        ("mixed-lines.csv", mixed()),
        ("zero-bytes.csv", b"id,text,rating\n1,The map\0 stays gray,1\n2,Counting geese is a joy\0,5\n\0\0\0\0\0\0\0\0".to_vec()),
        ("cut.xlsx", whole[..whole.len() / 2].to_vec()),
        ("workbook.xlsx", whole),
        ("no-table.xlsx", blank.save_to_buffer().unwrap()),
        ("spreadsheet.ods", ods(&tables())),
        ("locked.xlsx", ole("EncryptedPackage")),
        ("old.xls", ole("Workbook")),
        ("cut.parquet", columns[..columns.len() - 40].to_vec()),
        ("columns.parquet", columns),
        ("packed.csv.zst", zstd::encode_all(CSV.as_bytes(), 3).unwrap()),
        ("packed.csv.br", brotli(CSV.as_bytes())),
        (
            "packed.zip",
            archive(&[
                ("export/README.txt", b"All reviews of May.\n"),
                ("export/reviews.csv", CSV.as_bytes()),
            ]),
        ),
        ("several.zip", archive(&[("may.csv", CSV.as_bytes()), ("june.json", b"[]\n")])),
    ]
}

/// Every one that is made here is there; with `HEARKEN_WRITE_FIXTURES` it is written anew. Bytes are not
/// compared: they change with the crates that pack them.
#[test]
fn the_fixtures_are_there() {
    let again = std::env::var_os("HEARKEN_WRITE_FIXTURES").is_some();
    for (name, bytes) in fixtures() {
        let path = folder().join(name);
        if again {
            std::fs::write(&path, bytes).unwrap();
        }
        assert!(path.is_file(), "{name} is missing");
    }
}

/// Format and encoding, and the columns that have a role.
const UNDERSTOOD: [(&str, &str, &str); 10] = [
    (
        "workbook.xlsx",
        "xlsx (sheet Reviews), UTF-8",
        "Id=id; Date=date; Rating=stars; Text=comment",
    ),
    (
        "workbook.xls",
        "xls (sheet Reviews), UTF-8",
        "Id=id; Date=date; Rating=stars; Text=comment",
    ),
    (
        "packed.csv.zst",
        "csv.zst, UTF-8",
        "Id=id; Date=date; Rating=rating; Text=text",
    ),
    (
        "packed.csv.br",
        "csv.br, UTF-8",
        "Id=id; Date=date; Rating=rating; Text=text",
    ),
    (
        "spreadsheet.ods",
        "ods (sheet Reviews), UTF-8",
        "Id=id; Date=date; Rating=stars; Text=comment",
    ),
    (
        "columns.parquet",
        "parquet, UTF-8",
        "Id=id; Date=created; Text=body; Rating=rating",
    ),
    (
        "packed.zip",
        "csv.zip (export/reviews.csv), UTF-8",
        "Id=id; Date=date; Rating=rating; Text=text",
    ),
    (
        "utf-32.csv",
        "csv, UTF-32LE",
        "Id=id; Date=date; Rating=rating; Text=text",
    ),
    (
        "mixed-lines.csv",
        "csv, UTF-8 (1 line windows-1252)",
        "Id=id; Text=text; Rating=rating",
    ),
    (
        "zero-bytes.csv",
        "csv, UTF-8",
        "Id=id; Text=text; Rating=rating",
    ),
];

#[test]
fn formats_and_columns_are_told_by_content() {
    for (name, format, roles) in UNDERSTOOD {
        let input = Input::File(folder().join(name));
        let read = read(&[input], &Settings::default(), &mut |_, _| ()).unwrap();
        let source = &read.sources[0];
        assert_eq!(format!("{}, {}", source.format, source.encoding), format);
        let told: Vec<String> = source
            .columns
            .iter()
            .filter(|column| column.role != Role::Other)
            .map(|column| format!("{:?}={}", column.role, column.name))
            .collect();
        assert_eq!(told.join("; "), roles, "{name}");
    }
}
