//! Tables written by the `csv` crate in every dialect, whole and with one slip in them.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use hearken_ingest::{Input, Settings, read, rewrite};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

#[derive(Debug, Clone)]
struct Written {
    delimiter: u8,
    quote: u8,
    escape: Escape,
    quoting: QuoteStyle,
    ending: Terminator,
    rows: Vec<[String; 5]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    Doubled,
    Backslash,
}

/// What somebody may have written, with everything that gives text a meaning in a file.
fn said() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[A-Za-z]{1,7}",
        8 => Just(" ".to_owned()),
        1 => Just(", ".to_owned()),
        1 => Just(";".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("|".to_owned()),
        1 => Just(": ".to_owned()),
        1 => Just("\"".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("é好👍".to_owned()),
    ];
    ("[A-Z]", proptest::collection::vec(piece, 2..12), "[a-z]")
        .prop_map(|(first, pieces, last)| first + &pieces.concat() + &last)
}

/// A table of which the number, date and stars of every row look alike.
fn table(said: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<[String; 5]>> {
    let row = (
        10u32..29,
        said,
        1u32..6,
        prop_oneof![Just("de"), Just("en")],
    );
    proptest::collection::vec(row, 12..40).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(at, (day, said, stars, locale))| {
            [
                (1000 + at).to_string(),
                format!("2025-03-{day}"),
                said,
                stars.to_string(),
                locale.to_owned(),
            ]
        })
        .collect()
    })
}

const NAMES: [&str; 5] = ["no", "day", "words", "stars", "locale"];

fn dialect() -> impl Strategy<Value = (u8, u8, Escape, QuoteStyle, Terminator)> {
    let delimiters = prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')];
    let quoting = prop_oneof![
        Just(QuoteStyle::Necessary),
        Just(QuoteStyle::NonNumeric),
        Just(QuoteStyle::Always)
    ];
    let endings = prop_oneof![
        Just(Terminator::Any(b'\n')),
        Just(Terminator::CRLF),
        Just(Terminator::Any(b'\r'))
    ];
    let escapes = prop_oneof![2 => Just(Escape::Doubled), 1 => Just(Escape::Backslash)];
    (delimiters, Just(b'"'), escapes, quoting, endings)
}

fn written() -> impl Strategy<Value = Written> {
    (dialect(), table(said())).prop_map(|((delimiter, quote, escape, quoting, ending), rows)| {
        Written {
            delimiter,
            quote,
            escape,
            quoting,
            ending,
            rows,
        }
    })
}

fn write(table: &Written) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(table.delimiter)
        .quote(table.quote)
        .double_quote(table.escape == Escape::Doubled)
        .escape(b'\\')
        .quote_style(table.quoting)
        .terminator(table.ending)
        .from_writer(Vec::new());
    writer.write_record(NAMES).expect("a vector takes it");
    for row in &table.rows {
        writer.write_record(row).expect("a vector takes it");
    }
    writer.into_inner().expect("a vector takes it")
}

/// The table as it was understood, without being told anything.
fn understood(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let table = rewrite(&Input::Stdin(bytes), &Settings::default()).expect("it is a table");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(table.csv.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.expect("it was written well");
            record.iter().map(str::to_owned).collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dialect_is_found_and_read_back_exactly(table in written()) {
        let understood = understood(write(&table));
        prop_assert_eq!(&understood[0], &NAMES);
        prop_assert_eq!(&understood[1..], &table.rows[..]);
    }

    #[test]
    fn uncommon_dialects_are_found_where_the_text_leaves_them_alone(
        delimiter in prop_oneof![Just(b'^'), Just(b'~'), Just(b':')],
        mut table in written(),
    ) {
        table.delimiter = delimiter;
        table.escape = Escape::Doubled;
        for row in &mut table.rows {
            row[2] = row[2].replace([',', ';', '\t', '|', '"', '\n'], "");
        }
        let understood = understood(write(&table));
        prop_assert_eq!(&understood[0], &NAMES);
        prop_assert_eq!(&understood[1..], &table.rows[..]);
    }

    #[test]
    fn one_slip_costs_its_row_and_no_other(
        mut table in written(),
        at in any::<proptest::sample::Index>(),
        slip in prop_oneof![Just("\""), Just(","), Just(";"), Just("\""), Just("\t"), Just(""), Just("\r"), Just("\0")],
        instead in any::<bool>(),
    ) {
        // Cells on one line each: what an open quote may swallow is the next row.
        table.escape = Escape::Doubled;
        for row in &mut table.rows {
            row[2] = row[2].replace('\n', " ");
        }
        let mut bytes = write(&table);
        let first = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).expect("a header") + 1;
        let first = first + usize::from(bytes[first] == b'\n');
        let mut at = first + at.index(bytes.len() - first);
        let text = String::from_utf8(bytes.clone()).expect("it is text");
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let next = (at + 1..).find(|next| text.is_char_boundary(*next)).expect("there is an end");
        bytes.splice(at..if instead { next } else { at }, slip.bytes());
        let understood = understood(bytes);
        let lost = table
            .rows
            .iter()
            .filter(|row| !understood.iter().any(|found| found == &row[..]))
            .count();
        prop_assert!(lost <= 2, "{} lost after {:?} at {}: {:#?}", lost, slip, at, understood);
        prop_assert_eq!(&understood[0], &NAMES);
        prop_assert!(understood.len() + 1 >= table.rows.len() && understood.len() <= table.rows.len() + 2);
    }

    #[test]
    fn nothing_panics_and_the_ledger_never_depends_on_chance(
        text in "([a-c]{1,3}|[0-9]|[,;|\t\"'\\\\ :^~\r\n\0]|é|id,text,stars\n){0,120}",
    ) {
        let entries = |bytes: Vec<u8>| {
            read(&[Input::Stdin(bytes)], &Settings::default(), &mut |_, _| ()).map(|read| read.entries).ok()
        };
        let _ = rewrite(&Input::Stdin(text.clone().into_bytes()), &Settings::default());
        let first = entries(text.clone().into_bytes());
        prop_assert_eq!(first, entries(text.into_bytes()));
    }
}
