//! Damaged and outsized delimited text: what is mended, what goes to the ledger, and that no file
//! takes longer than its size allows.

use hearken_feedback::{Placed, Role};
use hearken_ingest::{Error, Ingested, Input, Settings, read};
use std::time::{Duration, Instant};

fn ingest(bytes: Vec<u8>, text: &str) -> Result<Ingested, Error> {
    let settings = Settings {
        columns: vec![(Role::Text, text.to_owned())],
        ..Settings::default()
    };
    read(&[Input::Stdin(bytes)], &settings, &mut |_, _| ())
}

/// Reads a text whose column `text` is the feedback; a reader whose time grows with the square of
/// the file would take hours for what is read here.
#[track_caller]
fn in_time(bytes: Vec<u8>) -> Ingested {
    let began = Instant::now();
    let read = ingest(bytes, "text").expect("it can be read");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    read
}

fn unreadable(read: &Ingested) -> Vec<(u32, &str)> {
    let entries = read.entries.iter();
    entries
        .filter_map(|entry| match &entry.placed {
            Placed::Unreadable(why) => {
                Some((entry.line.expect("it has a line").get(), why.as_str()))
            }
            _ => None,
        })
        .collect()
}

fn texts(read: &Ingested) -> Vec<&str> {
    let cells = read.feedback.iter().flat_map(|feedback| &feedback.cells);
    cells.map(|cell| cell.text.as_str()).collect()
}

#[test]
fn a_row_of_ten_million_characters_is_read() {
    let long = "so slow ".repeat(1_250_000);
    let file = |cell: String| {
        format!("id,text,rating\n1,good maps,5\n2,{cell},1\n3,bad maps,2\n").into_bytes()
    };
    for bytes in [
        file(format!("\"{long}\"")),
        file(long.clone()),
        file(format!("\"{}\"", long.replace("slow ", "\nlow "))),
    ] {
        let read = in_time(bytes);
        assert_eq!(read.feedback.len(), 3);
        assert_eq!(texts(&read)[1].len(), long.len());
    }
    // Torn at a million commas of its own, it is put together again.
    let torn = long.replace(' ', ",");
    let read = in_time(file(torn.clone()));
    assert_eq!(texts(&read)[1], torn);
}

#[test]
fn a_million_quotes_are_read_in_time() {
    let quotes = "\"".repeat(1_000_000);
    let read = in_time(format!("id,text,rating\n1,good,5\n2,so {quotes} bad,1\n").into_bytes());
    assert_eq!(read.entries.len(), 2);
    let read =
        in_time(format!("id,text,rating\n1,good,5\n2,\"{quotes}so\",1\n3,bad,2\n").into_bytes());
    assert_eq!(texts(&read)[1].len(), 500_002);
    let read = in_time(format!("id,text,rating\n1,good,5\n2,\"{quotes},1\n3,bad,2\n").into_bytes());
    assert_eq!(read.entries.len(), 3);
    let spaced = "\" ".repeat(500_000);
    let read = in_time(format!("id,text,rating\n1,good,5\n2,{spaced},1\n3,bad,2\n").into_bytes());
    assert_eq!(read.entries.len(), 3);
}

#[test]
fn a_million_open_quotes_cost_their_rows_and_no_time() {
    // Open in front of the text, twice in front of it, and behind a comma of its own.
    for open in [
        "\"no {} end",
        "\"\"no {} end",
        "\"no, {}, end",
        "\"\"no \"\" {}",
    ] {
        let mut file = String::from("id,text,rating\n");
        for id in 0..1_000_000 {
            let text = open.replace("{}", &id.to_string());
            file.push_str(&format!("{id},{text},5\n"));
        }
        let read = in_time(file.into_bytes());
        assert_eq!(read.entries.len(), 1_000_000, "{open}");
    }
}

#[test]
fn zero_bytes_are_characters_like_others() {
    let mut rows = String::from("id,text,rating\n");
    for id in 0..200 {
        rows.push_str(&format!("{id},\"it is fine, number {id}\",5\n"));
    }
    rows.push_str("200,\"a zero\0byte, here\",5\n\0,zero,5\n");
    let read = in_time(rows.into_bytes());
    assert_eq!(read.entries.len(), 202);
    assert!(texts(&read).contains(&"a zero\0byte, here"));
}

#[test]
fn a_table_of_too_many_columns_is_told() {
    let row = |cell: &str| vec![cell; 20_000].join(",");
    let file = format!("{}\n{}\n", row("name"), row("text"));
    let error = ingest(file.into_bytes(), "name").unwrap_err();
    assert_eq!(error.to_string(), "-: has 20000 columns, more than 16384");
    assert!(error.hint().is_some_and(|hint| hint.contains("line ends")));
}

#[test]
fn a_field_beyond_the_limit_is_told_and_costs_its_row() {
    let long = "x".repeat((64 << 20) + 1);
    let file = format!("id,text,rating\n1,good maps,5\n2,{long},1\n3,bad maps,2\n");
    let read = in_time(file.into_bytes());
    assert_eq!(unreadable(&read), [(3, "a field has more than 64 MiB")]);
    assert_eq!(texts(&read), ["good maps", "bad maps"]);
}

/// Twelve rows of a table whose columns all but the text look alike, with one line put in.
fn with_line(line: &str) -> Ingested {
    let mut rows = String::from("when,text,stars,note\n");
    let words = [
        "The",
        "map",
        "is late",
        "Today",
        "again;",
        "Why",
        "so SLOW",
        "I",
        "ask - you?",
    ];
    for day in 10..22 {
        let said: Vec<&str> = (0..3)
            .map(|at| words[(day * (at + 2) + at * day % 5) % 9])
            .collect();
        rows.push_str(&format!(
            "{day}/05/2025,On day {day} {},4,\n",
            said.join(" ")
        ));
    }
    in_time((rows + line + "\n23/05/2025,The last one,1,\n").into_bytes())
}

#[track_caller]
fn mends(line: &str, text: &str) {
    let read = with_line(line);
    assert_eq!(unreadable(&read), [], "{line}");
    let found = &read.feedback[12];
    let dated = found.date.map(|date| date.to_string());
    assert_eq!(found.cells[0].text, text, "{line}");
    assert!(
        dated.is_some_and(|date| date.starts_with("2025-05-22")),
        "{line}: {:?}",
        found.date
    );
    assert_eq!(texts(&read)[13], "The last one");
}

#[test]
fn one_slip_in_a_row_is_mended() {
    // A delimiter too many, and too few.
    mends("22/05/2025,,No dark mode,3,", "No dark mode");
    mends(",22/05/2025,No dark mode,3,", "No dark mode");
    mends("22/05/2025No dark mode,3,", "No dark mode");
    mends("22/05/2025\"No, dark mode\",3,", "No, dark mode");
    mends("22/05/2025,No dark mode,3", "No dark mode");
    // A quote too many.
    mends("\"22/05/2025,\"No, dark mode\",3,", "No, dark mode");
    mends("22/05/2025,\"No dark mode,3,", "\"No dark mode");
    mends("22/05/2025,\"\"No, dark mode\",3,", "\"No, dark mode");
    mends("22/05/2025,\"No, dark mode\",\"3,", "No, dark mode");
    mends("22/05/2025,\"No, dark mode\",3,\"", "No, dark mode");
    // Another delimiter, and commas of the text's own.
    mends("22/05/2025;No dark mode;3;", "No dark mode");
    mends("22/05/2025 \"No, dark mode\" 3 ", "No, dark mode");
    mends("22/05/2025,No, dark, mode,3,", "No, dark, mode");
}

#[test]
fn what_may_be_read_in_two_ways_is_not_mended() {
    let read = with_line("22/05/2025,3,");
    assert_eq!(read.entries.len(), 14);
    let read = with_line("\"22/05/2025,\"No, dark, mode,\"3");
    assert_eq!(unreadable(&read).len(), 1);
    assert_eq!(unreadable(&read)[0].0, 14);
}

#[test]
fn exports_put_together_are_one() {
    let file = "id,text,stars\n1,Good maps,5\n2,Bad maps,1\nid,text,stars\n3,Fine maps,4\n\
                text,id,locale\nSlow maps,4,de\nFast maps,5,fr\n";
    let read = in_time(file.as_bytes().to_vec());
    assert_eq!(
        texts(&read),
        [
            "Good maps",
            "Bad maps",
            "Fine maps",
            "Slow maps",
            "Fast maps"
        ]
    );
    let lines: Vec<_> = read.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 3, 5, 7, 8].map(std::num::NonZeroU32::new));
    assert_eq!(read.feedback[3].id.as_deref(), Some("4"));
    assert_eq!(read.feedback[4].locale.as_deref(), Some("fr"));
}

#[test]
fn a_header_may_have_two_lines_and_a_damaged_one_is_found() {
    let rows: String = (1..8)
        .map(|id| format!("{id},Maps of day {id},4\n"))
        .collect();
    for (header, name) in [
        ("id,text,stars\nid,text,stars\n", "text"),
        (
            "id,What is new?,stars\nno.,Open answer,of 5\n",
            "What is new? Open answer",
        ),
        ("id,,text,stars\n", "text"),
        ("id,\"text,stars\n", "\"text"),
        ("id;text;stars\n", "text"),
        ("Maps\n\nid,text,stars\n", "text"),
        ("Maps,,\n,,\nid,text,stars\n", "text"),
    ] {
        let read = ingest((header.to_owned() + &rows).into_bytes(), name);
        let read = read.unwrap_or_else(|error| panic!("{header}: {error} {:?}", error.hint()));
        assert_eq!(read.feedback.len(), 7, "{header}");
    }
}

#[test]
fn a_carriage_return_may_end_one_row_of_many() {
    let file = "id,text,stars\n1,Good maps,5\r2,Bad maps,1\n3,Fine maps,4\n";
    let read = in_time(file.as_bytes().to_vec());
    assert_eq!(texts(&read), ["Good maps", "Bad maps", "Fine maps"]);
}
