//! ZIP archives and gzip: what is taken out of them, and what is refused.

mod packed;

use packed::{ZIP_HINT, archive, gzip, ingest, refused};

const CSV: &[u8] = b"id,text,rating\n1,The map never loads,1\n2,Counting geese is a joy,5\n";

#[test]
fn an_archive_with_one_export_is_that_export() {
    let bytes = archive(&[("may/reviews.csv", CSV)]);
    let read = ingest(bytes.clone()).unwrap();
    let source = &read.sources[0];
    assert_eq!(source.format, "csv.zip (may/reviews.csv)");
    assert_eq!((source.name.as_str(), source.rows), ("-", 2));
    assert_eq!(source.bytes, bytes.len() as u64);
    assert_eq!(read.feedback[0].line, std::num::NonZeroU32::new(2));
}

#[test]
fn what_lies_beside_an_export_is_passed_over() {
    let bytes = archive(&[
        ("__MACOSX/._reviews.csv", b"\0\x05\x16\x07"),
        ("export/.DS_Store", b"Bud1"),
        ("export/README.txt", b"All reviews of May."),
        ("export/empty.csv", b""),
        ("export/reviews.csv", CSV),
    ]);
    let read = ingest(bytes).unwrap();
    assert_eq!(read.sources[0].format, "csv.zip (export/reviews.csv)");
    let read = ingest(archive(&[("reviews", CSV)])).unwrap();
    assert_eq!(read.sources[0].format, "csv.zip (reviews)");
}

#[test]
fn several_exports_and_none_are_told() {
    refused(
        archive(&[("a.csv", CSV), ("b.json", b"[]"), ("c.pdf", b"%PDF-")]),
        "-: there are 2 exports in this archive",
        "write the name of the one you want behind the archive's (EXPORT#NAME); it holds `a.csv`, `b.json`",
    );
    refused(
        archive(&[("a.txt", CSV), ("b.md", b"# B")]),
        "-: there are 2 exports in this archive",
        "write the name of the one you want behind the archive's (EXPORT#NAME); it holds `a.txt`, `b.md`",
    );
    refused(
        archive(&[]),
        "-: there is no export in this archive",
        "name the file that holds the feedback",
    );
}

#[test]
fn what_is_packed_twice_or_no_export_is_told_with_its_member() {
    let unpack = "unpack it and name the export inside";
    refused(
        archive(&[("in.zip", &archive(&[("a.csv", CSV)]))]),
        "- → in.zip: this is a ZIP archive inside an archive, not text",
        unpack,
    );
    refused(
        archive(&[("a.csv.gz", &gzip(CSV))]),
        "- → a.csv.gz: this is a gzip file inside an archive, not text",
        unpack,
    );
    refused(
        gzip(&archive(&[("a.csv", CSV)])),
        "-: this is a ZIP archive inside a gzip file, not text",
        unpack,
    );
    refused(
        archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w/>"),
        ]),
        "-: this is a Word document, not text",
        "Hearken reads CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .xlsb, .xls, .ods) and Parquet, plain, \
         packed with gzip, zstd or Brotli (.br), or in a ZIP archive",
    );
    refused(
        archive(&[("mimetype", b"application/x"), ("content.xml", b"<o/>")]),
        "-: this is an OpenDocument file, not text",
        "if it is a spreadsheet, save it as .xlsx or as CSV (UTF-8)",
    );
}

const SWELLS: &str =
    "if you trust whoever made it, unpack it, or save the sheet as CSV, and name that";

#[test]
fn bombs_are_defused() {
    let blanks = vec![b' '; 70 << 20];
    refused(
        gzip(&blanks),
        "-: unpacks to more than 300 times its size",
        SWELLS,
    );
    let bomb = archive(&[("a.csv", &blanks)]);
    assert!(bomb.len() < 100_000);
    refused(
        bomb,
        "- → a.csv: unpacks to more than 300 times its size",
        SWELLS,
    );
}

/// Where the sizes of the only member stand in the directory at an archive's end: packed, unpacked.
fn sizes(bytes: &[u8]) -> (usize, usize) {
    let at = bytes.windows(4).rposition(|magic| magic == b"PK\x01\x02");
    let at = at.expect("a directory");
    (at + 20, at + 24)
}

#[test]
fn a_directory_that_lies_is_not_believed() {
    let honest = archive(&[("a.csv", CSV)]);
    let (_, unpacked) = sizes(&honest);
    let claims = |size: u32| {
        let mut bytes = honest.clone();
        bytes[unpacked..unpacked + 4].copy_from_slice(&size.to_le_bytes());
        bytes
    };
    refused(
        claims(7),
        "- → a.csv: the ZIP data cannot be read: File is larger than its declared uncompressed size",
        ZIP_HINT,
    );
    refused(
        claims(100),
        "- → a.csv: the ZIP data cannot be read: its directory tells of 100 bytes where there are 67",
        ZIP_HINT,
    );
    refused(
        claims(3 << 30),
        "- → a.csv: holds more than 2048 MiB",
        "split the export into smaller files",
    );
    // A bomb that says it is small.
    let mut bomb = archive(&[("a.csv", &vec![b' '; 70 << 20])]);
    let (_, unpacked) = sizes(&bomb);
    bomb[unpacked..unpacked + 4].copy_from_slice(&1000u32.to_le_bytes());
    refused(
        bomb,
        "- → a.csv: the ZIP data cannot be read: File is larger than its declared uncompressed size",
        ZIP_HINT,
    );
}

#[test]
fn locked_and_damaged_archives_are_told() {
    let honest = archive(&[("a.csv", CSV)]);
    let mut locked = honest.clone();
    for at in [6, sizes(&honest).0 - 12] {
        locked[at] |= 1;
    }
    refused(
        locked,
        "- → a.csv: this is locked with a password",
        "open it, take the password away and save it again",
    );
    refused(
        honest[..honest.len() - 30].to_vec(),
        "-: the ZIP data cannot be read: its end is missing",
        ZIP_HINT,
    );
    let mut odd = honest.clone();
    for at in [8, sizes(&honest).0 - 10] {
        odd[at] = 12;
    }
    refused(
        odd,
        "- → a.csv: the ZIP data cannot be read: compression method not supported: 12",
        ZIP_HINT,
    );
    let mut broken = honest;
    broken[40] ^= 0xff;
    let error = ingest(broken).unwrap_err().to_string();
    assert!(
        error.starts_with("- → a.csv: the ZIP data cannot be read: "),
        "{error}"
    );
}
