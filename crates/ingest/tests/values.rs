//! What single rows of the fixtures in `fixtures/exports` became: values, text, reasons,
//! duplicates, statements, masks.

use hearken_feedback::{Entry, Feedback, Placed};
use hearken_ingest::{Ingested, Input, Settings, Splitting, read, statements};
use std::path::Path;

#[track_caller]
fn fixture(name: &str) -> Ingested {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    let input = Input::File(folder.join(name));
    read(&[input], &Settings::default(), &mut |_, _| ()).unwrap_or_else(|error| panic!("{error}"))
}

fn row(read: &Ingested, row: u32) -> &Feedback {
    let found = read
        .feedback
        .iter()
        .find(|feedback| feedback.row.row == row);
    found.unwrap_or_else(|| panic!("row {row} is not used"))
}

fn rating(feedback: &Feedback) -> Option<(f64, f64, f64)> {
    feedback
        .rating
        .map(|rating| (rating.value, rating.min, rating.max))
}

fn day(feedback: &Feedback) -> Option<String> {
    feedback.date.map(|day| day.to_string())
}

fn texts(feedback: &Feedback) -> Vec<&str> {
    feedback
        .cells
        .iter()
        .map(|cell| cell.text.as_str())
        .collect()
}

fn unreadable(entries: &[Entry]) -> Vec<(u32, Option<u32>, &str)> {
    entries
        .iter()
        .filter_map(|entry| match &entry.placed {
            Placed::Unreadable(reason) => Some((
                entry.row.row,
                entry.line.map(|line| line.get()),
                reason.as_str(),
            )),
            _ => None,
        })
        .collect()
}

#[test]
fn values_are_read_with_their_scale_and_day() {
    let german = fixture("semicolon-german.csv");
    let first = row(&german, 1);
    assert_eq!(rating(first), Some((4.5, 1.0, 5.0)));
    assert_eq!(day(first).as_deref(), Some("2025-02-03"));
    assert_eq!(
        texts(first),
        [
            "Sehr schön",
            "Die Karte lädt endlich schnell; nur die Suche hakt noch."
        ]
    );
    assert_eq!(first.language.as_deref(), Some("deu"));
    assert_eq!(row(&german, 2).author, row(&german, 4).author);
    assert_eq!(*first.other, [("Nr".into(), "1".into())]);

    let play = fixture("google-play.csv");
    let first = row(&play, 1);
    assert_eq!(
        first.reply.as_ref().map(|r| r.text.as_str()),
        Some("Thank you, 4.1.3 mends this.")
    );
    assert_eq!(first.product.as_deref(), Some("app.birdlog"));
    assert_eq!(first.version.as_deref(), Some("4.1.2"));
    assert_eq!(row(&play, 4).version, None);

    let steam = fixture("steam.jsonl");
    assert_eq!(rating(row(&steam, 2)), Some((0.0, 0.0, 1.0)));
    assert_eq!(day(row(&steam, 2)).as_deref(), Some("2025-03-07"));
    assert_eq!(row(&steam, 1).votes, Some(14));
    assert_eq!(row(&steam, 3).language.as_deref(), Some("cmn"));

    let survey = fixture("survey.csv");
    assert_eq!(rating(row(&survey, 2)), Some((4.0, 0.0, 10.0)));
    assert_eq!(texts(row(&survey, 4)), ["The app is slow on my old tablet"]);

    let bars = fixture("bars.txt");
    assert_eq!(day(row(&bars, 1)).as_deref(), Some("2025-04-13"));
    let chinese = fixture("chinese-gb18030.csv");
    assert_eq!(day(row(&chinese, 3)).as_deref(), Some("2025-03-03"));
    let nested = fixture("nested.json");
    assert_eq!(day(row(&nested, 2)).as_deref(), Some("2025-05-02"));
    let array = fixture("array.json");
    assert!(row(&array, 1).author.is_some());
    assert_eq!(row(&array, 2).author, None);
}

#[test]
fn text_is_left_as_it_was_written() {
    let lines = fixture("multiline.csv");
    assert_eq!(
        texts(row(&lines, 1)),
        ["First line,\nsecond line.\n\nAfter a blank line: \"quoted, with a comma\"."]
    );
    assert_eq!(
        texts(row(&lines, 2)),
        ["He said \"wow\" and \"\"twice\"\" too"]
    );
    let lines = lines.entries.iter().map(|entry| entry.line);
    let numbers: Vec<u32> = lines
        .map(|line| line.map_or(0, |line| line.get()))
        .collect();
    assert_eq!(numbers, [2, 6, 7, 8, 9]);
    assert_eq!(
        texts(row(&fixture("line-ends-mixed.csv"), 3)),
        ["Both\r\nin one cell\nhere"]
    );
    assert_eq!(
        texts(row(&fixture("backslash.csv"), 2)),
        ["C:\\birds is where I keep \"them\""]
    );
    assert_eq!(
        texts(row(&fixture("preamble.csv"), 2)),
        ["Slow; \"very\" slow"]
    );
    assert_eq!(
        texts(row(&fixture("ragged.csv"), 2)),
        ["Slow, heavy, and dull"]
    );
    assert_eq!(
        texts(row(&fixture("formulas.csv"), 1)),
        ["=HYPERLINK(\"http://example.com\",\"Click me\")"]
    );
    assert!(texts(row(&fixture("markup.csv"), 3))[0].starts_with("\u{1b}[31mred"));
}

#[test]
fn rows_that_cannot_be_read_say_why_and_where() {
    let of = |name: &str| {
        let read = fixture(name);
        let told = unreadable(&read.entries).into_iter();
        told.map(|(row, line, reason)| format!("row {row}, line {}: {reason}", line.unwrap_or(0)))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("ragged.csv"),
        [
            "row 4, line 5: it has 2 fields where the others have 4",
            "row 6, line 7: it has 6 fields where the others have 4"
        ]
    );
    let open = "a quote is opened and never closed";
    assert_eq!(of("open-quote.csv"), [format!("row 4, line 5: {open}")]);
    assert_eq!(
        of("open-quote-middle.csv"),
        [format!("row 3, line 4: {open}")]
    );
    assert_eq!(
        of("invalid-utf8.csv"),
        ["row 2, line 3: the text is not valid UTF-8"]
    );
    assert_eq!(
        of("bad-line.jsonl"),
        [
            "row 2, line 2: not valid JSON at column 37: it ends inside a string",
            "row 4, line 5: not an object with columns"
        ]
    );
}

#[test]
fn duplicates_point_at_the_row_that_stands_for_them() {
    let read = fixture("duplicates.csv");
    let placed: Vec<(u32, u32)> = read
        .entries
        .iter()
        .filter_map(|entry| match &entry.placed {
            Placed::Duplicate(first) => Some((entry.row.row, first.row)),
            _ => None,
        })
        .collect();
    // Row 3 is the earliest of Ada's; nobody's row 5 repeats it; Bo says it for himself.
    assert_eq!(placed, [(1, 3), (2, 3), (5, 3), (8, 7)]);
    assert_eq!(row(&read, 3).duplicates, 3);
    assert_eq!(row(&read, 4).duplicates, 0);
}

#[test]
fn statements_are_spans_of_the_untouched_text() {
    let of = |name: &str, at: u32| {
        let read = fixture(name);
        let index = read.feedback.iter().position(|f| f.row.row == at);
        let said = statements(&read.feedback, Splitting::Clauses).into_iter();
        said.filter(|statement| Some(statement.feedback as usize) == index)
            .map(|statement| {
                let cell =
                    &read.feedback[statement.feedback as usize].cells[statement.cell as usize];
                (
                    cell.text[statement.span.range()].to_owned(),
                    statement.text.to_string(),
                )
            })
            .collect::<Vec<_>>()
    };
    let pair = |span: &str, text: &str| (span.to_owned(), text.to_owned());
    assert_eq!(
        of("markup.csv", 1),
        [
            pair("Tom &amp; Ann", "Tom & Ann"),
            pair("like the <b>maps</b>", "like the maps")
        ]
    );
    assert_eq!(
        of("markup.csv", 3)[0].1,
        "red text from a terminal, oddly enough"
    );
    assert_eq!(
        of("steam.jsonl", 3),
        [
            pair("画面很漂亮", "画面很漂亮"),
            pair("但是教程太长了。", "但是教程太长了。")
        ]
    );
    // The subject is said again by the body.
    assert_eq!(
        of("zendesk.csv", 2),
        [pair("Charged twice", "Charged twice")]
    );
}

#[test]
fn personal_data_is_masked_wherever_it_stands() {
    let read = fixture("personal-data.csv");
    let shown: Vec<String> = read.feedback.iter().map(|f| f.cells[0].shown()).collect();
    assert_eq!(
        shown,
        [
            "Write to [email], please",
            "Call me on [phone] after six",
            "You charged my card [card] twice",
            "Refund to [iban] bitte",
            "My key is Bearer [token] and it shows in the log",
            "The link [url] does not work",
            "[email] is how I write it",
            "Version 4.1.2 from 2025-03-01 costs 29.90 and build 20250301 fails",
        ]
    );
    let other = |at: u32, name: &str, value: &str| {
        let field = (name.into(), value.into());
        assert!(
            row(&read, at).other.contains(&field),
            "{:?}",
            row(&read, at).other
        );
    };
    other(1, "note", "asked by [email]");
    other(2, "phone", "[phone]");
    other(8, "note", "build 20250301");
    // Names and addresses of people stay out of all that is kept beside the text.
    for name in [
        "intercom.json",
        "zendesk.csv",
        "nested.json",
        "semicolon-german.csv",
    ] {
        let kept: Vec<_> = fixture(name)
            .feedback
            .into_iter()
            .map(|f| f.other)
            .collect();
        let kept = format!("{kept:?}");
        for person in [
            "Ida",
            "ida@",
            "6a1",
            "Mara",
            "mara.finch",
            "Wren",
            "u-8",
            "Jörg",
        ] {
            assert!(!kept.contains(person), "{name}: {person} in {kept}");
        }
    }
}
