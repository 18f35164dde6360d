//! Masking held against the corpus of `fixtures/masking`, and what is true of it on any text.

use hearken_feedback::{Cell, Mask};
use hearken_ingest::{Input, PersonalData, Settings, masks, read};
use proptest::prelude::{
    ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A line of the corpus; the text is in pieces, spans are bytes of the whole.
#[derive(Debug, Deserialize)]
struct Line {
    part: String,
    text: Vec<String>,
    spans: Vec<(usize, usize, String)>,
}

fn corpus(name: &str) -> Vec<Line> {
    let path = format!(
        "{}/../../fixtures/masking/{name}.jsonl",
        env!("CARGO_MANIFEST_DIR")
    );
    let lines = std::fs::read_to_string(path).expect("the corpus is there");
    let line = |line| serde_json::from_str(line).expect("a line of the corpus is JSON");
    lines.lines().map(line).collect()
}

/// Whether every letter and digit of a span lies in a mask.
fn covers(text: &str, start: usize, end: usize, masks: &[Mask]) -> bool {
    text[start..end].char_indices().all(|(at, c)| {
        !c.is_alphanumeric()
            || masks
                .iter()
                .any(|mask| mask.start <= start + at && start + at < mask.end)
    })
}

/// Covered and all, by part and kind; `all` sums the kinds but names.
fn covered(personal_data: PersonalData) -> BTreeMap<(String, String), (usize, usize)> {
    let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for line in corpus("personal") {
        let text = line.text.concat();
        let found = masks(&text, personal_data);
        for (start, end, kind) in &line.spans {
            let hit = usize::from(covers(&text, *start, *end, &found));
            let sums = if kind == "name" {
                &[kind.as_str()][..]
            } else {
                &[kind, "all"]
            };
            for sum in sums {
                let count = counts
                    .entry((line.part.clone(), (*sum).to_owned()))
                    .or_default();
                *count = (count.0 + hit, count.1 + 1);
            }
        }
    }
    counts
}

fn share((hit, all): (usize, usize)) -> f64 {
    hit as f64 / all as f64
}

#[test]
fn personal_data_is_covered() {
    let counts = covered(PersonalData::Mask);
    for part in ["development", "test"] {
        let all = counts[&(part.to_owned(), "all".to_owned())];
        assert!(all.1 >= 750 && share(all) >= 0.98, "{part}: {counts:#?}");
    }
    // No kind hides behind the others.
    for ((part, kind), count) in &counts {
        assert!(
            kind == "name" || share(*count) >= 0.9,
            "{part}: {kind} {count:?}"
        );
    }
    let kinds = counts.keys().filter(|(part, _)| part == "test").count();
    assert_eq!(kinds, 12, "{counts:?}");
}

#[test]
fn clean_lines_are_left_alone() {
    for part in ["development", "test"] {
        let lines = corpus("clean");
        let lines: Vec<String> = lines
            .into_iter()
            .filter(|line| line.part == part && line.spans.is_empty())
            .map(|line| line.text.concat())
            .collect();
        let touched: Vec<&String> = lines
            .iter()
            .filter(|text| !masks(text, PersonalData::Mask).is_empty())
            .collect();
        assert!(
            lines.len() >= 750 && touched.len() * 100 <= lines.len() * 3,
            "{part}: {touched:#?}"
        );
    }
}

#[test]
fn names_are_masked_where_asked_for() {
    let kept = covered(PersonalData::Mask);
    let masked = covered(PersonalData::MaskNames);
    for part in ["development", "test"] {
        let of = |counts: &BTreeMap<(String, String), (usize, usize)>| {
            share(counts[&(part.to_owned(), "name".to_owned())])
        };
        assert!(of(&kept) < 0.1, "{part}: {}", of(&kept));
        assert!(of(&masked) >= 0.8, "{part}: {}", of(&masked));
    }
    let shown = |text: &str| cell(text, PersonalData::MaskNames).shown();
    assert_eq!(
        shown("My name is Anna Schmidt, hi"),
        "My name is [name], hi"
    );
    assert_eq!(shown("Dear Mr Smith, no"), "Dear Mr [name], no");
    assert_eq!(
        shown("It broke. Regards, John"),
        "It broke. Regards, [name]"
    );
    assert_eq!(
        shown("I spoke to agent Priya twice"),
        "I spoke to agent [name] twice"
    );
    for text in [
        "Dear team, hello",
        "my name is not shown",
        "Thanks Google",
        "regards from Berlin",
    ] {
        assert_eq!(shown(text), text);
    }
}

fn cell(text: &str, personal_data: PersonalData) -> Cell {
    Cell {
        column: "text".into(),
        text: text.into(),
        masks: masks(text, personal_data).into(),
    }
}

/// What a report quotes is found again in the export that nobody touched.
#[test]
fn quotes_map_to_untouched_bytes() {
    let mut export = b"text,rating\n".to_vec();
    let mut texts = Vec::new();
    for line in corpus("personal")
        .iter()
        .filter(|line| line.part == "development")
    {
        let text = line.text.concat();
        export.extend(format!("\"{}\",3\n", text.replace('"', "\"\"")).into_bytes());
        texts.push((text, line.spans.clone()));
    }
    let read = read(
        &[Input::Stdin(export)],
        &Settings::default(),
        &mut |_, _| (),
    )
    .expect("it is an export");
    let mut quoted = 0;
    for feedback in &read.feedback {
        let at = usize::try_from(feedback.row.row).expect("a row fits") - 1;
        let (text, spans) = &texts[at];
        let cell = &feedback.cells[0];
        assert_eq!(&cell.text, text, "the text is untouched");
        for (start, end, _) in spans {
            // The whole line, quoted, holds every letter outside of masks and none of the datum.
            let whole = cell.quote(0..text.len()).expect("the whole is a quote");
            let mut rest = whole.as_str();
            let mut place = 0;
            for mask in &cell.masks {
                rest = rest
                    .strip_prefix(&text[place..mask.start])
                    .expect("what is no datum stays");
                rest = rest
                    .strip_prefix(mask.shown.as_str())
                    .expect("its stand-in stands for it");
                place = mask.end;
            }
            assert_eq!(rest, &text[place..]);
            let part = cell.quote(*start..*end).expect("a part is a quote");
            quoted += usize::from(part.starts_with('['));
        }
    }
    assert!(quoted > 500, "{quoted}");
}

/// Pieces of data, of what announces them and of what only looks like them.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        2 => "[a-zA-Z]{1,8} ",
        1 => any::<String>(),
        1 => "\\PC{0,8}",
        2 => "[0-9 .:/+()-]{1,14}",
        1 => "[0-9a-fA-F:.-]{1,20}",
        1 => "[A-Za-z0-9_-]{8,44}",
        6 => proptest::sample::select(vec![
            "ann.lee@example.com", "ann (at) example (dot) com", "+49 30 23125012", "415-555-0134", "4111 1111 1111 1111",
            "DE89 3704 0044 0532 0130 00", "203.0.113.7", "2001:db8::1f", "aa:bb:cc:00:11:22", "https://a.example/?token=abcdef1",
            "https://a.example/page ", "postgres://a:b@c.example/d", "password: ", "my pin is ", "api key ", "token=", "order no. ",
            "Bestellnummer ", "订单号", "my name is Anna ", "Regards, ", "Mr ", "call ", "phone ", "IBAN ", "v", "#", "$", "€", "\n",
            " ", ",", ".", ":", "=", "@", "[", "]", "[email]", "[phone]", "[number]", "\"", "é", "🙂", "\u{a0}", "\u{301}", "＠",
            "12345678", "Sommer2024!", "hunter22", "XKJPQR", "AKIA", "eyJhbGciOi.eyJzdWIiOi.abc", "x 22", " ext 3",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn masks_are_in_order_and_leave_the_rest(text in text(), names in any::<bool>()) {
        let personal_data = if names { PersonalData::MaskNames } else { PersonalData::Mask };
        let cell = cell(&text, personal_data);
        let mut end = 0;
        let mut rest = String::new();
        for mask in &cell.masks {
            prop_assert!(mask.start >= end && mask.end > mask.start && mask.end <= text.len());
            prop_assert!(text.is_char_boundary(mask.start) && text.is_char_boundary(mask.end));
            prop_assert!(mask.shown.starts_with('[') && mask.shown.ends_with(']'));
            rest += &text[end..mask.start];
            rest += &mask.shown;
            end = mask.end;
        }
        rest += &text[end..];
        let shown = cell.shown();
        prop_assert_eq!(&shown, &rest);
        prop_assert!(masks(&shown, personal_data).is_empty(), "{:?} in {:?}", masks(&shown, personal_data), shown);
        prop_assert_eq!(&*masks(&text, personal_data), &*cell.masks);
        prop_assert!(masks(&text, PersonalData::Keep).is_empty());
    }

    #[test]
    fn any_string_is_searched(text in any::<String>()) {
        let cell = cell(&text, PersonalData::MaskNames);
        prop_assert!(masks(&cell.shown(), PersonalData::MaskNames).is_empty());
    }
}

/// Text without an end of what could go on is searched in a time that grows as its length does.
#[test]
fn long_texts_take_no_longer_by_the_byte() {
    for part in [
        "1 ",
        "0 ",
        "a@",
        "1.1.1.1 ",
        "order ",
        "+4",
        "::",
        "-",
        "password=",
        "my name is A ",
        "[email]",
        "555-0134 ",
    ] {
        let text = part.repeat(400_000 / part.len());
        let found = masks(&text, PersonalData::MaskNames);
        assert!(found.iter().all(|mask| mask.end <= text.len()), "{part}");
    }
}
