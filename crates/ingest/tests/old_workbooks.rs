//! Workbooks of Excel 97 and binary ones: what is read of them, and what is refused.

mod packed;

use hearken_ingest::{Input, Settings, read};
use packed::{archive, ingest, rows};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
use std::path::Path;

fn old() -> Vec<u8> {
    let exports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    std::fs::read(exports.join("workbook.xls")).unwrap()
}

#[test]
fn an_old_workbook_reads_as_the_new_one_does() {
    let read_named = |name: &str| {
        let exports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
        let input = Input::File(exports.join(name));
        read(&[input], &Settings::default(), &mut |_, _| ()).unwrap()
    };
    let (old, new) = (read_named("workbook.xls"), read_named("workbook.xlsx"));
    assert_eq!(old.feedback, new.feedback);
    assert_eq!(old.entries, new.entries);
    let note = old.sources[0].note.as_deref().unwrap_or_default();
    assert!(
        note.contains("sheets `About`, `Old reviews` were not read"),
        "{note}"
    );
}

/// A record of [MS-XLSB] 2.1.4: kind and length in groups of seven bits.
fn put(part: &mut Vec<u8>, kind: u16, data: &[u8]) {
    match kind {
        0..0x80 => part.push(kind as u8),
        _ => part.extend([(kind & 0xff) as u8 | 0x80, (kind >> 7) as u8]),
    }
    let length = data.len();
    assert!(length < 1 << 14);
    match length {
        0..0x80 => part.push(length as u8),
        _ => part.extend([(length & 0x7f) as u8 | 0x80, (length >> 7) as u8]),
    }
    part.extend(data);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = (units.len() as u32).to_le_bytes();
    length
        .into_iter()
        .chain(units.into_iter().flat_map(u16::to_le_bytes))
        .collect()
}

/// A binary workbook of one sheet: an id as a number, a text of its own, a shared one.
fn binary(rows: &[(f64, &str, u32)], shared: &[&str]) -> Vec<u8> {
    let mut book = Vec::new();
    put(&mut book, 0x83, &[]);
    put(&mut book, 0x8f, &[]);
    let bundle = [
        vec![0; 4],
        1u32.to_le_bytes().to_vec(),
        wide("rId1"),
        wide("Reviews"),
    ];
    put(&mut book, 0x9c, &bundle.concat());
    put(&mut book, 0x90, &[]);
    put(&mut book, 0x9d, &[0; 4]);
    put(&mut book, 0x84, &[]);
    let mut strings = Vec::new();
    let count = (shared.len() as u32).to_le_bytes();
    put(&mut strings, 0x9f, &[count, count].concat());
    for text in shared {
        put(&mut strings, 0x13, &[vec![0], wide(text)].concat());
    }
    put(&mut strings, 0xa0, &[]);
    let mut sheet = Vec::new();
    put(&mut sheet, 0x81, &[]);
    put(&mut sheet, 0x94, &[0; 16]);
    put(&mut sheet, 0x91, &[]);
    let cell = |column: u32| [column.to_le_bytes(), [0; 4]].concat();
    let header = ["id", "text", "product"];
    put(&mut sheet, 0, &[0; 17]);
    for (column, name) in header.iter().enumerate() {
        put(&mut sheet, 6, &[cell(column as u32), wide(name)].concat());
    }
    for (row, (id, text, which)) in rows.iter().enumerate() {
        let mut start = (row as u32 + 1).to_le_bytes().to_vec();
        start.resize(17, 0);
        put(&mut sheet, 0, &start);
        put(
            &mut sheet,
            5,
            &[cell(0), id.to_le_bytes().to_vec()].concat(),
        );
        put(&mut sheet, 6, &[cell(1), wide(text)].concat());
        put(
            &mut sheet,
            7,
            &[cell(2), which.to_le_bytes().to_vec()].concat(),
        );
    }
    put(&mut sheet, 0x92, &[]);
    put(&mut sheet, 0x82, &[]);
    let relations = b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/workbook.bin", &book),
        ("xl/sharedStrings.bin", &strings),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

fn small() -> Vec<u8> {
    let rows = [
        (7.0, "The map never loads", 0),
        (8.0, "Counting geese is a joy 🪿", 1),
    ];
    binary(&rows, &["Birdlog", "Birdlog Pro"])
}

#[test]
fn a_binary_workbook_is_read() {
    let read = ingest(small()).unwrap();
    assert_eq!(read.sources[0].format, "xlsb (sheet Reviews)");
    assert_eq!(
        rows(&read),
        [
            (Some(2), "The map never loads".to_owned()),
            (Some(3), "Counting geese is a joy 🪿".to_owned()),
        ]
    );
    let second = &read.feedback[1];
    assert_eq!(second.id.as_deref(), Some("8"));
    assert_eq!(second.product.as_deref(), Some("Birdlog Pro"));
}

#[test]
fn a_shared_text_that_is_not_there_is_damage() {
    let error = ingest(binary(&[(7.0, "The map never loads", 9)], &["Birdlog"])).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("the workbook cannot be read: "), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_old_workbook_is_read_or_refused(
        harms in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::weighted(0.2, any::<proptest::sample::Index>()),
    ) {
        let mut bytes = old();
        for (at, byte) in harms {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        match ingest(bytes) {
            Ok(read) => prop_assert!(read.entries.len() as u64 == read.sources[0].rows),
            Err(error) => prop_assert!(!error.to_string().contains('\n')),
        }
    }
}
