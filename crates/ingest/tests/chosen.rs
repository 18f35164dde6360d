//! A sheet or a member that is asked for by its name.

mod packed;

use hearken_ingest::{Error, Ingested, Input, Settings, read};
use packed::{archive, read_with, rows};
use rust_xlsxwriter::Workbook;
use std::path::Path;

const CSV: &[u8] = b"id,text,rating\n1,The map never loads,1\n2,Counting geese is a joy,5\n";

/// A workbook of two sheets with reviews.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, texts) in [
        ("May", ["The map never loads", "It is slow"]),
        ("June", ["All is well", "Thank you"]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_string(0, 0, "text").unwrap();
        for (row, text) in texts.iter().enumerate() {
            sheet.write_string(row as u32 + 1, 0, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn sheet(name: &str) -> Result<Ingested, Error> {
    let settings = Settings {
        sheet: Some(name.to_owned()),
        ..Settings::default()
    };
    read_with(book(), &settings)
}

fn first(read: &Ingested) -> String {
    rows(read)[0].1.clone()
}

#[test]
fn a_sheet_is_chosen_by_name_or_number() {
    for name in ["June", "june ", "2"] {
        let read = sheet(name).unwrap();
        assert_eq!(read.sources[0].format, "xlsx (sheet June)");
        assert_eq!(first(&read), "All is well");
        let note = read.sources[0].note.as_deref().unwrap_or_default();
        assert!(note.starts_with("the sheet `May` was not read; "), "{note}");
    }
    let error = sheet("July").unwrap_err();
    assert_eq!(error.to_string(), "-: there is no sheet `July`");
    assert_eq!(
        error.hint().as_deref(),
        Some("the sheets are `May`, `June`")
    );
}

#[test]
fn a_member_is_chosen_by_the_end_of_its_path() {
    let bytes = archive(&[
        ("a/may.csv", CSV),
        ("a/june.xlsx", &book()),
        ("READ.me", b"Hi"),
    ]);
    for (member, of, format) in [
        ("may.csv", None, "csv.zip (a/may.csv)"),
        (
            "A/June.xlsx",
            Some("June"),
            "xlsx.zip (a/june.xlsx; sheet June)",
        ),
    ] {
        let settings = Settings {
            member: Some(member.to_owned()),
            sheet: of.map(str::to_owned),
            ..Settings::default()
        };
        let read = read_with(bytes.clone(), &settings).unwrap();
        assert_eq!(read.sources[0].format, format);
        let note = read.sources[0].note.as_deref().unwrap_or_default();
        assert!(note.contains("`READ.me` were not read"), "{note}");
    }
}

#[test]
fn a_part_may_be_named_behind_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("reviews.xlsx", &book());
    write(
        "all.zip",
        &archive(&[("may.csv", CSV), ("june.xlsx", &book())]),
    );
    write("one.zip", &archive(&[("june.xlsx", &book())]));
    write("odd#1.csv", CSV);
    let from = |name: &str| {
        let path = folder.path().join(name);
        let mut told = (0, 0);
        let input = Input::File(path.clone());
        let read = read(&[input], &Settings::default(), &mut |done, all| {
            told = (done, all)
        })?;
        assert_eq!(Path::new(&read.sources[0].name), path);
        assert!(
            told.0 == told.1 && told.0 == read.sources[0].bytes,
            "{told:?}"
        );
        Ok::<_, Error>(read)
    };
    for (name, format, text) in [
        ("reviews.xlsx#June", "xlsx (sheet June)", "All is well"),
        ("reviews.xlsx", "xlsx (sheet May)", "The map never loads"),
        (
            "all.zip#may.csv",
            "csv.zip (may.csv)",
            "The map never loads",
        ),
        (
            "all.zip#june.xlsx#June",
            "xlsx.zip (june.xlsx; sheet June)",
            "All is well",
        ),
        (
            "one.zip#June",
            "xlsx.zip (june.xlsx; sheet June)",
            "All is well",
        ),
        ("odd#1.csv", "csv", "The map never loads"),
    ] {
        let read = from(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.sources[0].format, format);
        assert_eq!(first(&read), text);
    }
    for name in [
        "reviews.xlsx#July",
        "all.zip#july.csv",
        "one.zip#July",
        "odd#1.csv#May",
        "none#May",
    ] {
        assert!(from(name).is_err(), "{name}");
    }
}
