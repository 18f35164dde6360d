//! The own scanner against the `csv` crate: on well-formed text both read the same.

use csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};
use hearken_feedback::Role;
use hearken_ingest::{Input, PersonalData, Settings, read};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert_eq, prop_oneof, proptest};

/// How a table is written down.
#[derive(Debug, Clone)]
struct Written {
    delimiter: u8,
    quoting: QuoteStyle,
    ending: Terminator,
    rows: Vec<Vec<String>>,
}

/// Cells of everything that delimited text gives a meaning to.
fn cell() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-k]{1,4}",
        2 => Just("\"".to_owned()),
        2 => Just("\"\"".to_owned()),
        2 => Just(" ".to_owned()),
        1 => Just(",".to_owned()),
        1 => Just(";".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("|".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("'".to_owned()),
        1 => Just("\\".to_owned()),
        1 => Just("é好👍".to_owned()),
    ];
    proptest::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

fn written() -> impl Strategy<Value = Written> {
    let delimiter = prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')];
    let quoting = prop_oneof![Just(QuoteStyle::Necessary), Just(QuoteStyle::Always)];
    let ending = prop_oneof![Just(Terminator::Any(b'\n')), Just(Terminator::CRLF)];
    let rows = (1usize..5).prop_flat_map(|width| {
        let row = proptest::collection::vec(cell(), width);
        proptest::collection::vec(row, 1..12)
    });
    (delimiter, quoting, ending, rows).prop_map(|(delimiter, quoting, ending, rows)| Written {
        delimiter,
        quoting,
        ending,
        rows,
    })
}

/// A table under a header; its first column tells the rows apart, so that none is a duplicate.
fn write(table: &Written) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(table.delimiter)
        .quote_style(table.quoting)
        .terminator(table.ending)
        .from_writer(Vec::new());
    let width = table.rows.first().map_or(0, Vec::len);
    let header = (0..=width).map(name);
    writer.write_record(header).expect("a vector takes it");
    for (index, row) in table.rows.iter().enumerate() {
        let first = [format!("row {index}")];
        writer
            .write_record(first.iter().chain(row))
            .expect("a vector takes it");
    }
    writer.into_inner().expect("a vector takes it")
}

fn name(index: usize) -> String {
    match index {
        0 => "text".to_owned(),
        _ => format!("comment {index}"),
    }
}

/// The line on which a record begins, and its cells with letters, by column.
type Row = (u64, Vec<(String, String)>);

/// Cells without a letter say nothing and are no text of a feedback.
fn speaks(cell: &str) -> bool {
    cell.chars().any(|c| c.is_alphabetic() || c == '👍')
}

/// The line of a record that `csv` begins at a byte, which with `\r\n` is the `\n` before it.
fn line(bytes: &[u8], at: u64) -> u64 {
    let at = usize::try_from(at).expect("the bytes are in memory");
    let ends = bytes[at..]
        .iter()
        .take_while(|b| matches!(b, b'\r' | b'\n'));
    let before = &bytes[..at + ends.count()];
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn by_csv(bytes: &[u8], delimiter: u8) -> Vec<Row> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    reader
        .records()
        .map(|record| {
            let record = record.expect("well-formed");
            let line = line(bytes, record.position().expect("it was read").byte());
            let cells = record.iter().enumerate();
            let cells = cells.filter(|(_, cell)| speaks(cell));
            (
                line,
                cells.map(|(i, cell)| (name(i), cell.to_owned())).collect(),
            )
        })
        .collect()
}

fn by_hearken(bytes: Vec<u8>, delimiter: u8, width: usize) -> Vec<Row> {
    let settings = Settings {
        columns: (0..=width).map(|index| (Role::Text, name(index))).collect(),
        delimiter: Some(char::from(delimiter)),
        personal_data: PersonalData::Keep,
        ..Settings::default()
    };
    let read = read(&[Input::Stdin(bytes)], &settings, &mut |_, _| ()).expect("it has rows");
    read.feedback
        .into_iter()
        .map(|feedback| {
            let cells = feedback.cells.iter();
            let line = feedback.line.expect("delimited text has lines");
            (
                line.get().into(),
                cells
                    .map(|cell| (cell.column.to_string(), cell.text.to_string()))
                    .collect(),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn well_formed_text_is_read_as_the_csv_crate_reads_it(table in written()) {
        let bytes = write(&table);
        let width = table.rows[0].len();
        prop_assert_eq!(
            by_hearken(bytes.clone(), table.delimiter, width),
            by_csv(&bytes, table.delimiter)
        );
    }
}

#[test]
fn a_last_line_without_an_end_is_a_row() {
    for bytes in [
        &b"text,rating\ngood app,5"[..],
        b"text,rating\r\ngood app,5\r\n",
    ] {
        let rows = by_hearken(bytes.to_vec(), b',', 0);
        assert_eq!(rows, [(2, vec![("text".into(), "good app".into())])]);
    }
}
