//! Bytes that somebody broke, by chance or on purpose: whatever they are, they are read or refused.

mod packed;

use packed::columns::{Column, FULL, parquet, parquet2};
use packed::{archive, content, gzip, ingest, ods};
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use proptest::prelude::*;
use std::sync::LazyLock;

const CSV: &[u8] = b"id,text,rating\n1,The map never loads,1\n2,Counting geese is a joy,5\n";

const TABLE: &str = "<table:table table:name=\"A\">\
    <table:table-row><table:table-cell><text:p>text</text:p></table:table-cell></table:table-row>\
    <table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
    office:value-type=\"string\" table:number-columns-repeated=\"2\"><text:p>It &amp; \
    never<text:s text:c=\"3\"/>loads</text:p></table:table-cell></table:table-row></table:table>";

const NESTED: &str = "message m {
    REQUIRED BYTE_ARRAY text (UTF8);
    OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (UTF8); } }
    OPTIONAL INT64 at (TIMESTAMP(MICROS,true));
    REQUIRED INT32 day (DATE);
}";

fn columns() -> Vec<Column> {
    vec![
        Column::Text(vec!["The map never loads", "Counting geese is a joy"], FULL),
        Column::Text(
            vec!["map", "list"],
            (Some(vec![3, 2, 3, 0]), Some(vec![0, 1, 1, 0])),
        ),
        Column::Whole(vec![1_714_979_289_000_000], (Some(vec![1, 0]), None)),
        Column::Small(vec![19_848, 19_849], FULL),
    ]
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in std::str::from_utf8(CSV).unwrap().lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// Sound files of every kind that is not plain text.
static SOUND: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let groups = || [columns(), columns()];
    let packed = Compression::GZIP(GzipLevel::default());
    vec![
        workbook(),
        gzip(CSV),
        archive(&[("a.csv", CSV)]),
        archive(&[("book.xlsx", &workbook())]),
        parquet(NESTED, Compression::UNCOMPRESSED, &groups()),
        parquet(NESTED, Compression::SNAPPY, &groups()),
        parquet2(NESTED, packed, &groups()),
        parquet2(NESTED, Compression::ZSTD(ZstdLevel::default()), &groups()),
        parquet(NESTED, Compression::LZ4_RAW, &groups()),
        ods(TABLE),
        parquet2(NESTED, Compression::UNCOMPRESSED, &groups()),
    ]
});

/// The parts of a workbook, unpacked, so that their XML can be broken under a sound archive.
static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let book = workbook();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            std::io::copy(&mut file, &mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
});

/// A way to break bytes.
#[derive(Debug, Clone)]
enum Harm {
    Set(usize, u8),
    Flip(usize, u8),
    Cut(usize),
    Drop(usize, usize),
    Twice(usize, usize),
    Put(usize, Vec<u8>),
}

fn harms() -> impl Strategy<Value = Vec<Harm>> {
    let at = || any::<usize>();
    let harm = prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        4 => (at(), 0..8u8).prop_map(|(at, bit)| Harm::Flip(at, bit)),
        1 => at().prop_map(Harm::Cut),
        1 => (at(), 1..40usize).prop_map(|(at, length)| Harm::Drop(at, length)),
        1 => (at(), 1..40usize).prop_map(|(at, length)| Harm::Twice(at, length)),
        2 => (at(), prop_oneof![
            Just(vec![0xff; 8]), Just(vec![0; 8]), Just(vec![0xff, 0xff, 0xff, 0x7f]),
            Just(b"99999999999".to_vec()), Just(b"-1".to_vec()), Just(b"<si/><c r=\"XFE9\">".to_vec()),
            proptest::collection::vec(any::<u8>(), 1..9),
        ]).prop_map(|(at, bytes)| Harm::Put(at, bytes)),
    ];
    proptest::collection::vec(harm, 1..6)
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match harm {
            Harm::Set(at, byte) => bytes[at % length] = *byte,
            Harm::Flip(at, bit) => bytes[at % length] ^= 1 << bit,
            Harm::Cut(at) => bytes.truncate(at % length),
            Harm::Drop(at, many) => {
                let from = at % length;
                bytes.drain(from..(from + many).min(length));
            }
            Harm::Twice(at, many) => {
                let from = at % length;
                let piece = bytes[from..(from + many).min(length)].to_vec();
                bytes.splice(from..from, piece);
            }
            Harm::Put(at, piece) => {
                let from = at % length;
                let to = (from + piece.len()).min(length);
                bytes.splice(from..to, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Reads or is refused, and every row is in one place.
fn stands(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    if let Ok(read) = ingest(bytes) {
        let ledger = hearken_feedback::Ledger::of(&read.entries);
        prop_assert_eq!(
            ledger.rows,
            ledger.used + ledger.duplicate + ledger.empty + ledger.unreadable
        );
        prop_assert_eq!(ledger.rows, read.sources[0].rows);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1500)
    ) })]

    #[test]
    fn broken_files_are_read_or_refused(which in any::<proptest::sample::Index>(), harms in harms()) {
        stands(harmed(which.get(&SOUND).clone(), &harms))?;
    }

    #[test]
    fn broken_footers_are_read_or_refused(which in 4..9usize, harms in harms()) {
        // Most of a small file is its footer, and most of what can be claimed stands there.
        let sound = &SOUND[which];
        let length = u32::from_le_bytes(sound[sound.len() - 8..sound.len() - 4].try_into().unwrap());
        let (pages, rest) = sound.split_at(sound.len() - 8 - length as usize);
        let footer = harmed(rest[..rest.len() - 8].to_vec(), &harms);
        let length = (footer.len() as u32).to_le_bytes();
        stands([pages, &footer, &length, b"PAR1"].concat())?;
    }

    #[test]
    fn broken_parts_of_a_workbook_are_read_or_refused(
        which in any::<proptest::sample::Index>(), harms in harms()
    ) {
        let which = which.index(PARTS.len());
        let parts: Vec<(&str, Vec<u8>)> = PARTS
            .iter()
            .enumerate()
            .map(|(index, (name, bytes))| {
                let bytes = bytes.clone();
                let bytes = if index == which { harmed(bytes, &harms) } else { bytes };
                (name.as_str(), bytes)
            })
            .collect();
        let parts: Vec<(&str, &[u8])> =
            parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        stands(archive(&parts))?;
    }

    #[test]
    fn broken_spreadsheets_are_read_or_refused(harms in harms()) {
        let broken = harmed(content(TABLE).into_bytes(), &harms);
        stands(archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", &broken),
        ]))?;
    }

    #[test]
    fn noise_behind_a_known_beginning_is_read_or_refused(
        magic in prop_oneof![
            Just(&b"PK\x03\x04"[..]), Just(&b"PK\x05\x06"[..]), Just(&b"PAR1"[..]),
            Just(&b"\x1f\x8b\x08"[..]), Just(&b"\xff\xfe"[..]), Just(&b"\xff\xfe\0\0"[..]),
            Just(&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]), Just(&b""[..]),
        ],
        noise in proptest::collection::vec(any::<u8>(), 0..400),
        end in prop_oneof![Just(&b""[..]), Just(&b"\x10\0\0\0PAR1"[..])],
    ) {
        stands([magic, &noise, end].concat())?;
    }
}
