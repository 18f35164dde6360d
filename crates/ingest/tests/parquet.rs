//! Parquet files: what is read of them, and what is refused.

mod packed;

use packed::columns::{Column, FULL, parquet, parquet2};
use packed::{archive, gzip, ingest, refused, rows};
use parquet::basic::{Compression, ZstdLevel};

const PLAIN: Compression = Compression::UNCOMPRESSED;
const FETCH: &str = "fetch or write the file again; Snappy, gzip, Zstandard and LZ4 are read";

const REVIEWS: &str = "message reviews {
    REQUIRED INT64 id;
    OPTIONAL BYTE_ARRAY text (UTF8);
    OPTIONAL INT32 rating;
    REQUIRED INT64 at (TIMESTAMP(NANOS,false));
    OPTIONAL DOUBLE hours;
    OPTIONAL BYTE_ARRAY blob;
}";

fn reviews(from: i64, texts: [&'static str; 2]) -> Vec<Column> {
    let levels = |levels: &[i16]| (Some(levels.to_vec()), None);
    vec![
        Column::Whole(vec![from, from + 1, from + 2], FULL),
        Column::Text(texts.to_vec(), levels(&[1, 0, 1])),
        Column::Small(vec![1, 5], levels(&[1, 0, 1])),
        Column::Whole(vec![1_714_979_289_000_000_000; 3], FULL),
        Column::Float(vec![5.0, 0.5], levels(&[1, 1, 0])),
        Column::Bytes(vec![vec![0xff, 0], b"plain".to_vec()], levels(&[1, 1, 0])),
    ]
}

const SAID: [[&str; 2]; 2] = [
    ["The map never loads", "Ça marche bien 🎉"],
    ["The map is gray again", "Counting geese is a joy"],
];

#[test]
fn rows_of_all_groups_are_read_whatever_packs_them() {
    let groups = || [reviews(7, SAID[0]), reviews(10, SAID[1])];
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let gzip = Compression::GZIP(parquet::basic::GzipLevel::default());
    for packed in [PLAIN, Compression::SNAPPY, gzip, zstd, Compression::LZ4_RAW] {
        for bytes in [
            parquet(REVIEWS, packed, &groups()),
            parquet2(REVIEWS, packed, &groups()),
        ] {
            let read = ingest(bytes).unwrap();
            let source = &read.sources[0];
            assert_eq!((source.format.as_str(), source.rows), ("parquet", 6));
            assert_eq!(
                rows(&read),
                [
                    (Some(1), SAID[0][0].to_owned()),
                    (Some(3), SAID[0][1].to_owned()),
                    (Some(4), SAID[1][0].to_owned()),
                    (Some(6), SAID[1][1].to_owned()),
                ]
            );
            let first = &read.feedback[0];
            assert_eq!(first.id.as_deref(), Some("7"));
            assert_eq!(first.date.unwrap().to_string(), "2024-05-06");
            assert_eq!(first.rating.unwrap().value, 1.0);
            let other = [("at", "2024-05-06T07:08:09"), ("hours", "5")];
            assert_eq!(
                *first.other,
                other.map(|(name, value)| (name.into(), value.into()))
            );
        }
    }
}

#[test]
fn nested_columns_have_the_names_that_json_gives_them() {
    let schema = "message events {
        REQUIRED GROUP by { OPTIONAL BYTE_ARRAY name (UTF8); }
        OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (UTF8); } }
        REQUIRED BYTE_ARRAY text (UTF8);
        REQUIRED GROUP replies (LIST) { REPEATED GROUP list { REQUIRED GROUP element {
            REQUIRED BYTE_ARRAY body (UTF8);
            OPTIONAL INT32 rank;
        } } }
        REQUIRED GROUP marks (MAP) { REPEATED GROUP key_value {
            REQUIRED BYTE_ARRAY key (UTF8);
            OPTIONAL INT32 value;
        } }
    }";
    let levels =
        |defined: &[i16], repeated: &[i16]| (Some(defined.to_vec()), Some(repeated.to_vec()));
    let columns = vec![
        Column::Text(vec!["Ann"], (Some(vec![1, 0]), None)),
        // ["map", null, "list"], then no list at all.
        Column::Text(vec!["map", "list"], levels(&[3, 2, 3, 0], &[0, 1, 1, 0])),
        Column::Text(vec!["The map never loads", "Counting geese is a joy"], FULL),
        Column::Text(vec!["Sorry", "Fixed"], levels(&[1, 1, 0], &[0, 1, 0])),
        Column::Small(vec![3], levels(&[1, 2, 0], &[0, 1, 0])),
        Column::Text(vec!["a", "b"], levels(&[0, 1, 1], &[0, 0, 1])),
        Column::Small(vec![1, 2], levels(&[0, 2, 2], &[0, 0, 1])),
    ];
    let read = ingest(parquet(schema, PLAIN, &[columns])).unwrap();
    let names: Vec<&str> = read.sources[0]
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "by.name",
            "tags",
            "text",
            "replies.body",
            "replies.rank",
            "marks.key",
            "marks.value"
        ]
    );
    let other = |row: usize| {
        let other = read.feedback[row].other.iter();
        other
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
    };
    let first = other(0);
    assert!(first.contains(&"tags=map; list".to_owned()), "{first:?}");
    assert!(first.contains(&"replies.rank=3".to_owned()), "{first:?}");
    let second = other(1);
    assert!(
        second.contains(&"marks.value=1; 2".to_owned()),
        "{second:?}"
    );
}

#[test]
fn lists_in_lists_stand_in_one_field() {
    let schema = "message m {
        REQUIRED BYTE_ARRAY text (UTF8);
        OPTIONAL GROUP words (LIST) { REPEATED GROUP list { OPTIONAL GROUP element (LIST) {
            REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (UTF8); }
        } } }
    }";
    // [["a", "b"], [], ["c"]], then nothing.
    let words = Column::Text(
        vec!["a", "b", "c"],
        (Some(vec![5, 5, 2, 5, 0]), Some(vec![0, 2, 1, 1, 0])),
    );
    let texts = vec!["The map never loads", "Counting geese is a joy"];
    let columns = vec![Column::Text(texts, FULL), words];
    let read = ingest(parquet(schema, PLAIN, &[columns])).unwrap();
    assert_eq!(read.sources[0].columns[1].name, "words");
    assert_eq!(
        *read.feedback[0].other,
        [("words".into(), "a; b; c".into())]
    );
    assert!(read.feedback[1].other.is_empty());
}

#[test]
fn texts_that_are_no_utf8_are_told_in_the_ledger() {
    let schema = "message m { REQUIRED INT64 id; REQUIRED BYTE_ARRAY text (UTF8); }";
    let texts = vec![
        b"\xff\xfe\xff broken".to_vec(),
        b"Counting geese is a joy".to_vec(),
    ];
    let columns = vec![Column::Whole(vec![1, 2], FULL), Column::Bytes(texts, FULL)];
    let read = ingest(parquet(schema, PLAIN, &[columns])).unwrap();
    let reason = format!("{:?}", read.entries[0].placed);
    assert_eq!(reason, "Unreadable(\"the text is not valid UTF-8\")");
    assert_eq!(read.feedback.len(), 1);
}

#[test]
fn a_parquet_file_may_be_packed_once() {
    let bytes = parquet(REVIEWS, PLAIN, &[reviews(1, SAID[0])]);
    let read = ingest(gzip(&bytes)).unwrap();
    assert_eq!(read.sources[0].format, "parquet.gz");
    let read = ingest(archive(&[("a.parquet", &bytes)])).unwrap();
    assert_eq!(read.sources[0].format, "parquet.zip (a.parquet)");
}

#[test]
fn files_without_rows_and_cut_files_are_told() {
    refused(
        parquet(REVIEWS, PLAIN, &[]),
        "-: there is a header but not one row under it",
        "widen the filter or the dates of the export",
    );
    let whole = parquet(REVIEWS, PLAIN, &[reviews(1, SAID[0])]);
    refused(
        whole[..whole.len() - 9].to_vec(),
        "-: the Parquet file cannot be read: its end is missing",
        FETCH,
    );
    let mut locked = whole.clone();
    let end = locked.len();
    locked[end - 4..].copy_from_slice(b"PARE");
    refused(
        locked,
        "-: this is locked with a password",
        "open it, take the password away and save it again",
    );
    let mut senseless = whole.clone();
    let end = senseless.len();
    senseless[end - 60..end - 8].fill(0xff);
    let error = ingest(senseless).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("-: the Parquet file cannot be read: "),
        "{error}"
    );
    // The pages of the first column.
    let mut torn = whole;
    torn[4..24].fill(0xff);
    refused(
        torn,
        "-: the Parquet file cannot be read: the pages of its column `id` make no sense",
        FETCH,
    );
}

#[test]
fn other_kinds_of_packing_are_named() {
    let whole = parquet(REVIEWS, Compression::LZ4, &[reviews(1, SAID[0])]);
    refused(
        whole,
        "-: the Parquet file cannot be read: its column `id` is packed with LZ4",
        FETCH,
    );
}

/// A number as Thrift's compact protocol writes it.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        bytes.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return bytes;
        }
    }
}

fn zigzag(value: i64) -> Vec<u8> {
    varint(((value << 1) ^ (value >> 63)) as u64)
}

/// A file of nothing but a footer.
fn footer(parts: &[Vec<u8>]) -> Vec<u8> {
    let footer = parts.concat();
    let length = (footer.len() as u32).to_le_bytes();
    [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat()
}

/// A group of the schema with one child.
const GROUP: [u8; 6] = [0x48, 1, b'g', 0x15, 2, 0];

#[test]
fn a_schema_that_is_too_deep_or_too_wide_is_refused() {
    let list = |count: u64| [vec![0x15, 2, 0x19, 0xfc], varint(count)].concat();
    let deep = footer(&[list(19_000), GROUP.repeat(19_000), vec![0]]);
    refused(
        deep,
        "-: the Parquet file cannot be read: its columns are nested more than 48 deep",
        FETCH,
    );
    let wide = footer(&[list(1 << 30), GROUP.repeat(9), vec![0]]);
    refused(
        wide,
        "-: has more than 20000 columns",
        "split the export into smaller files",
    );
}

#[test]
fn claims_of_rows_and_bytes_are_not_believed() {
    // The writer's own file with another number of rows in its row group.
    let schema = "message m { REQUIRED BYTE_ARRAY text (UTF8); }";
    let texts = || vec![vec![Column::Text(vec!["The map never loads"; 3], FULL)]];
    let whole = parquet(schema, PLAIN, &texts());
    let claim = |rows: i64| {
        let length =
            u32::from_le_bytes(whole[whole.len() - 8..whole.len() - 4].try_into().unwrap());
        let from = whole.len() - 8 - length as usize;
        let mut told = whole[from..whole.len() - 8].to_vec();
        // Of a row group the number of rows stands behind the total size: fields 2 and 3.
        let at = told
            .windows(3)
            .rposition(|bytes| bytes[0] == 0x16 && bytes[1..] == [6, 0x26])
            .expect("the row group's number of rows");
        told.splice(at + 1..at + 2, zigzag(rows));
        let length = (told.len() as u32).to_le_bytes();
        [&whole[..from], &told, &length, b"PAR1"].concat()
    };
    assert_eq!(ingest(claim(3)).unwrap().sources[0].rows, 3);
    refused(
        claim(1 << 60),
        "-: has more than 20000000 rows",
        "split the export into smaller files",
    );
    refused(
        claim(9_999_999),
        "-: the Parquet file cannot be read: its column `text` has fewer values than the file has rows",
        FETCH,
    );
    refused(
        claim(2),
        "-: the Parquet file cannot be read: its column `text` has more values than the file has rows",
        FETCH,
    );
    refused(
        claim(-1),
        "-: the Parquet file cannot be read: a row group has less than no rows",
        FETCH,
    );
}
