//! What is true of every export, whatever is in it.

use csv::WriterBuilder;
use hearken_feedback::{Feedback, Ledger, Placed};
use hearken_ingest::{Ingested, Input, Settings, Splitting, mask_text, read, statements};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, TestCaseError, any, prop_assert, prop_assert_eq, prop_oneof,
    proptest,
};
use proptest::test_runner::TestCaseResult;
use std::collections::BTreeMap;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn ingest(bytes: Vec<u8>) -> Result<Ingested, hearken_ingest::Error> {
    read(&[Input::Stdin(bytes)], &Settings::default(), &mut |_, _| ())
}

/// Every row is in one place, and all sums agree.
fn adds_up(read: &Ingested) -> TestCaseResult {
    let ledger = Ledger::of(&read.entries);
    prop_assert_eq!(ledger.rows, read.sources[0].rows);
    prop_assert_eq!(ledger.used, read.feedback.len() as u64);
    let parts = ledger.used + ledger.duplicate + ledger.empty + ledger.unreadable;
    prop_assert_eq!(parts, ledger.rows);
    let counted: u64 = read.feedback.iter().map(|f| u64::from(f.duplicates)).sum();
    prop_assert_eq!(counted, ledger.duplicate);
    let mut used = read.feedback.iter();
    let mut line = None;
    for (index, entry) in read.entries.iter().enumerate() {
        prop_assert_eq!(entry.row.row, index as u32 + 1);
        prop_assert!(entry.line >= line);
        line = entry.line.or(line);
        match &entry.placed {
            Placed::Used => {
                let feedback = used.next();
                prop_assert_eq!(
                    feedback.map(|f| (f.row, f.line)),
                    Some((entry.row, entry.line))
                );
            }
            Placed::Duplicate(first) => {
                let at = usize::try_from(first.row).unwrap_or(0) - 1;
                prop_assert_eq!(&read.entries[at].placed, &Placed::Used);
            }
            Placed::Empty => {}
            Placed::Skipped(what) => prop_assert!(!what.is_empty()),
            Placed::Unreadable(reason) => prop_assert!(!reason.is_empty()),
        }
    }
    Ok(())
}

/// Statements lie in their cells, in order, and can be quoted.
fn statements_lie_in_their_cells(feedback: &[Feedback]) -> TestCaseResult {
    let mut before = (0, 0, 0);
    for statement in statements(feedback, Splitting::Clauses) {
        let cell = &feedback[statement.feedback as usize].cells[statement.cell as usize];
        let span = statement.span.range();
        let words = cell.text.get(span.clone()).unwrap_or_default();
        prop_assert!(!words.is_empty());
        prop_assert_eq!(words.trim(), words);
        prop_assert!(cell.quote(span.clone()).is_some());
        prop_assert!(!statement.text.is_empty());
        let place = (statement.feedback, statement.cell, span.start);
        prop_assert!(before <= place);
        before = (statement.feedback, statement.cell, span.end);
    }
    for cell in feedback.iter().flat_map(|feedback| &feedback.cells) {
        let mut end = 0;
        for mask in &cell.masks {
            prop_assert!(mask.start >= end && mask.end > mask.start);
            prop_assert!(cell.text.get(mask.start..mask.end).is_some());
            end = mask.end;
        }
    }
    Ok(())
}

/// Pieces of exports, put together at random: nearly right, which is worse than noise.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        4 => any::<Vec<u8>>(),
        8 => "[a-z ]{0,12}".prop_map(String::into_bytes),
        2 => any::<String>().prop_map(String::into_bytes),
        16 => proptest::sample::select(vec![
            &b"text,rating\n"[..], b"id;date;comment\r\n", b"sep=;\n", b",", b";", b"\t", b"|",
            b"\"", b"\"\"", b"\n", b"\r\n", b"\r", b"\\\"", b"'", b"[", b"]", b"{", b"}", b":",
            b"{\"text\":\"", b"\"}\n", b"[{\"a\":[", b"null", b"\xef\xbb\xbf", b"\xff\xfe",
            b"\x1f\x8b", b"\0", b"PK\x03\x04", b"2024-01-02", b"31.12.24", b"4/5", b"5", b"-1e9",
            b"ann@example.com", b"+49 30 901820", b"4111 1111 1111 1111", b"https://a.b/?token=c",
            b"<br/>", b"&amp;", b"\xe5\xa5\xbd", b"\xe9", b"N/A", b" but ", b". ", b"\x1b[0m",
        ]).prop_map(<[u8]>::to_vec),
    ];
    proptest::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

/// What people write: any printable text, with what has a meaning to one of the formats.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,8}( [a-z]{1,6}){0,4}[.!?,]? ",
        1 => "\\PC{0,12}",
        1 => proptest::sample::select(vec![
            "\"", "\n", "\r\n", "\t", ",", ";", "|", "'", "\\", "<p>", "</p>", "&lt;", " :) ", "👍🏽",
            "但是服务非常差。", "ann.lee@example.com", "call 415-555-0134", "N/A", "-", " ", "e\u{301}",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

#[derive(Debug, Clone, PartialEq)]
struct Written {
    author: &'static str,
    date: &'static str,
    rating: &'static str,
    text: String,
}

const NAMES: [&str; 5] = ["id", "author", "date", "rating", "text"];

impl Written {
    fn fields(&self, id: usize) -> [String; 5] {
        let of = |field: &str| field.to_owned();
        let id = format!("r{id}");
        [
            id,
            of(self.author),
            of(self.date),
            of(self.rating),
            self.text.clone(),
        ]
    }
}

/// Rows from a small stock beside the prose, so that some are duplicates.
fn rows() -> impl Strategy<Value = Vec<Written>> {
    let text = prop_oneof![
        3 => prose(),
        1 => proptest::sample::select(vec!["Great app", "great app!!", "Slow", ""])
            .prop_map(str::to_owned),
    ];
    let author = proptest::sample::select(vec!["Ann", "Bo", ""]);
    let date = proptest::sample::select(vec!["2024-01-02", "2024-03-04", ""]);
    let rating = proptest::sample::select(vec!["1", "5", ""]);
    let row = (author, date, rating, text).prop_map(|(author, date, rating, text)| Written {
        author,
        date,
        rating,
        text,
    });
    // One plain row makes sure that there is a column of text.
    proptest::collection::vec(row, 1..20).prop_map(|mut rows| {
        rows.push(Written {
            author: "Cy",
            date: "2024-05-06",
            rating: "3",
            text: "The map stays gray until I restart".into(),
        });
        rows
    })
}

fn delimited(rows: &[Written], delimiter: u8) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    writer.write_record(NAMES).expect("a vector takes it");
    for (id, row) in rows.iter().enumerate() {
        writer
            .write_record(row.fields(id))
            .expect("a vector takes it");
    }
    writer.into_inner().expect("a vector takes it")
}

fn objects(rows: &[Written]) -> Vec<String> {
    let object = |(id, row): (usize, &Written)| {
        let fields = row.fields(id);
        let members = NAMES.into_iter().map(str::to_owned).zip(fields);
        let members: BTreeMap<String, String> = members.collect();
        serde_json::to_string(&members).expect("strings are JSON")
    };
    rows.iter().enumerate().map(object).collect()
}

fn every_format(rows: &[Written]) -> [(&'static str, Vec<u8>); 4] {
    let objects = objects(rows);
    [
        ("csv", delimited(rows, b',')),
        ("csv", delimited(rows, b'\t')),
        ("json", format!("[{}]", objects.join(",\n")).into_bytes()),
        ("jsonl", objects.join("\n").into_bytes()),
    ]
}

/// What a used row says, without its place in the file.
fn said(read: &Ingested) -> Vec<String> {
    let mut said: Vec<String> = read
        .feedback
        .iter()
        .map(|feedback| {
            let mut feedback = feedback.clone();
            feedback.row.row = 0;
            feedback.line = None;
            format!("{feedback:?}")
        })
        .collect();
    said.sort();
    said
}

/// The masked text may hold no address that a mail program would take.
fn holds_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let name = text[..at].chars().next_back();
        let host: String = text[at + 1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            .collect();
        let dotted = host.split_once('.').is_some_and(|(name, rest)| {
            !name.is_empty() && rest.chars().take(2).all(char::is_alphabetic) && rest.len() >= 2
        });
        name.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')) && dotted
    })
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in scraps()) {
        if let Ok(read) = ingest(bytes) {
            adds_up(&read)?;
            statements_lie_in_their_cells(&read.feedback)?;
        }
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn every_row_of_every_format_is_in_one_place(rows in rows()) {
        for (format, bytes) in every_format(&rows) {
            let read = ingest(bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(&read.sources[0].format, format);
            prop_assert_eq!(read.entries.len(), rows.len());
            adds_up(&read)?;
            statements_lie_in_their_cells(&read.feedback)?;
            for feedback in &read.feedback {
                let at = usize::try_from(feedback.row.row).unwrap_or(0) - 1;
                prop_assert_eq!(&feedback.cells.len(), &1);
                prop_assert_eq!(&feedback.cells[0].text, &rows[at].text);
                prop_assert_eq!(feedback.id.as_deref(), Some(&*format!("r{at}")));
                prop_assert_eq!(feedback.author.is_some(), !rows[at].author.is_empty());
                let day = feedback.date.map(|day| day.to_string()).unwrap_or_default();
                prop_assert_eq!(&day, rows[at].date);
                let rating = feedback.rating.map(|rating| rating.value.to_string());
                prop_assert_eq!(rating.unwrap_or_default(), rows[at].rating);
            }
        }
    }

    #[test]
    fn formats_agree_on_every_row(rows in rows()) {
        let mut seen = Vec::new();
        for (_, bytes) in every_format(&rows) {
            let read = ingest(bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let placed: Vec<Placed> = read.entries.into_iter().map(|entry| entry.placed).collect();
            seen.push(placed);
        }
        prop_assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{:?}", seen);
    }

    #[test]
    fn a_shuffled_export_says_the_same(
        (rows, shuffled) in rows().prop_flat_map(|rows| {
            // The id stays with its row.
            let numbered: Vec<(usize, Written)> = rows.into_iter().enumerate().collect();
            (Just(numbered.clone()), Just(numbered).prop_shuffle())
        })
    ) {
        let write = |rows: &[(usize, Written)]| {
            let mut lines = vec![NAMES.join("\t")];
            for (id, row) in rows {
                let fields = row.fields(*id).map(|field| field.replace(['\t', '\n', '\r', '"'], " "));
                lines.push(fields.join("\t"));
            }
            ingest(lines.join("\n").into_bytes())
        };
        let (first, second) = (write(&rows), write(&shuffled));
        let first = first.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let second = second.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(Ledger::of(&first.entries), Ledger::of(&second.entries));
        prop_assert_eq!(said(&first), said(&second));
        prop_assert_eq!(&first.sources[0].columns, &second.sources[0].columns);
    }

    #[test]
    fn json_rows_of_different_shapes_say_the_same_when_shuffled(
        (rows, shuffled) in proptest::collection::vec(
            (any::<[bool; 3]>(), "[a-z]{3,8} [a-z]{3,8} [a-z]{3,8}"), 3..12
        ).prop_flat_map(|rows| {
            let object = |([title, pros, text], words): ([bool; 3], String)| {
                let mut members = Vec::new();
                let all = [(title, "title"), (pros, "pros"), (text || !pros, "review")];
                for (_, name) in all.into_iter().filter(|(has, _)| *has) {
                    members.push(format!("\"{name}\":\"{words} {name}\""));
                }
                format!("{{{}}}\n", members.join(","))
            };
            let rows: Vec<String> = rows.into_iter().map(object).collect();
            (Just(rows.clone()), Just(rows).prop_shuffle())
        })
    ) {
        let (first, second) = (ingest(rows.concat().into()), ingest(shuffled.concat().into()));
        let first = first.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let second = second.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&first.sources[0].columns, &second.sources[0].columns);
        prop_assert_eq!(said(&first), said(&second));
    }

    #[test]
    fn no_address_is_left_in_masked_text(
        before in prose(),
        // No prose has the beginning of the name, so that a rest of it would be seen.
        name in "zq7([a-z0-9._%+'éñ\u{301}-]{0,8}[a-z0-9])?",
        host in "[a-z0-9][a-z0-9-]{0,8}[a-z0-9](\\.[a-z]{2,6}){1,2}",
        glue in "[ ,;:(<\"'/!?。\n]?",
        after in prose(),
    ) {
        let address = format!("{name}@{host}");
        let text = format!("{before}{glue}{address}{glue}{after}");
        let masked = mask_text(&text);
        prop_assert!(!masked.contains("zq7"), "{masked}");
        prop_assert!(!holds_address(&masked), "{masked}");
    }
}
