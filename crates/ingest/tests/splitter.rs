//! What is true of the statements of any text, and how long it takes to find them.

use hearken_feedback::{Cell, Feedback, Statement};
use hearken_ingest::{Input, PersonalData, Settings, Splitting, masks, read, statements};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::{Config, TestCaseResult};
use std::ops::Range;
use std::time::{Duration, Instant};

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// A feedback of one cell with this text, whatever is in it.
fn feedback(text: &str, personal_data: PersonalData) -> Feedback {
    let export = b"[{\"text\":\"The map never loads\"}]".to_vec();
    let read = read(
        &[Input::Stdin(export)],
        &Settings::default(),
        &mut |_, _| (),
    );
    let mut feedback = read.expect("the export is sound").feedback;
    let mut only = feedback.pop().expect("there is one row");
    let cell = Cell {
        column: only.cells[0].column.clone(),
        text: text.into(),
        masks: masks(text, personal_data).into(),
    };
    only.cells = std::iter::once(cell).collect();
    only
}

fn split(feedback: &Feedback, splitting: Splitting) -> Vec<Statement> {
    statements(std::slice::from_ref(feedback), splitting)
}

/// Statements are quotable pieces of their cell, in order and apart.
fn lie_in_their_cell(feedback: &Feedback, statements: &[Statement]) -> TestCaseResult {
    let cell = &feedback.cells[0];
    let mut end = 0;
    for statement in statements {
        let span: Range<usize> = statement.span.range();
        prop_assert_eq!((statement.feedback, statement.cell), (0, 0));
        prop_assert!(
            span.start >= end && span.start < span.end,
            "{span:?} after {end}"
        );
        let words = cell.text.get(span.clone());
        prop_assert!(words.is_some(), "{:?} cuts a character", span);
        let words = words.unwrap_or_default();
        prop_assert_eq!(words.trim(), words);
        prop_assert!(cell.quote(span.clone()).is_some());
        prop_assert!(!statement.text.trim().is_empty());
        let cut = |mask: &hearken_feedback::Mask| {
            let inside = |at: usize| mask.start < at && at < mask.end;
            inside(span.start) || inside(span.end)
        };
        prop_assert!(!cell.masks.iter().any(cut), "{span:?} cuts personal data");
        end = span.end;
    }
    Ok(())
}

/// The letters outside of all statements.
fn left_over(text: &str, statements: &[Statement]) -> String {
    let mut over = String::new();
    let mut at = 0;
    for statement in statements {
        over.push_str(&text[at..statement.span.start as usize]);
        at = statement.span.end as usize;
    }
    over.push_str(&text[at..]);
    over.retain(char::is_alphabetic);
    over
}

/// Pieces with a meaning to the splitter, and any text.
fn text() -> impl Strategy<Value = String> {
    let marks = proptest::sample::select(vec![
        ". ",
        "! ",
        "? ",
        ".",
        "...",
        "。",
        "；",
        ", ",
        "; ",
        "，",
        "、",
        "\n",
        "\r\n",
        "\n\n",
        "\r",
        " ",
        "\t",
        "- ",
        "* ",
        "• ",
        "> ",
        "-- ",
        "1. ",
        "(",
        "\"",
        "“",
        "e.g. ",
        "U.S. ",
        "No. ",
        "J.",
        " but ",
        ", aber ",
        "但是",
        "でも",
        "が、",
        "지만 ",
        "Although ",
        " and ",
        "<br>",
        "<p>",
        "</p>",
        "<b>",
        "&amp;",
        "&#10;",
        "👍🏽",
        "👩‍👩‍👧",
        "e\u{301}",
        "\u{feff}",
        "\u{200b}",
        "\u{2028}",
        "\u{85}",
        "\0",
        "\u{1b}[1m",
        "\u{202e}",
        "https://a.b/c?d=e",
        "www.a.de",
        "ann.lee@example.com",
        "+49 30 901820",
        "On 5 May 2025 Ada wrote:",
        "Sent from my iPhone",
        "Best regards",
        "İ",
        "ǅ",
        "ß",
        "ﬁ",
        "ก",
        "한국어",
        "<div class=\"gmail_quote\">",
        "</div>",
        "<!-- ",
        "-->",
        "ab.Cd ",
        "Node.Js ",
    ]);
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,8}( [a-z]{1,6}){0,4}",
        1 => "\\PC{0,12}",
        1 => any::<String>(),
        6 => marks.prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// What no mail program writes: one line without tags, of which nothing is left out.
fn said() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace(['\n', '\r', '<'], " "))
}

/// Pieces that are put down again and again.
fn refrain() -> impl Strategy<Value = (String, String, String)> {
    let few = || proptest::collection::vec(text(), 0..2).prop_map(|texts| texts.concat());
    let short = proptest::collection::vec(text(), 1..3).prop_map(|texts| {
        let all = texts.concat();
        all.chars().take(24).collect()
    });
    (few(), short, few())
}

/// How long a text of 200 kB may take: far more than it needs, far less than a time that grows
/// with its square.
const IN_TIME: Duration = Duration::from_secs(4);

fn in_time(text: &str) -> (Feedback, Vec<Statement>) {
    let feedback = feedback(text, PersonalData::Keep);
    let began = Instant::now();
    let statements = split(&feedback, Splitting::Clauses);
    let took = began.elapsed();
    let head: String = text.chars().take(80).collect();
    assert!(
        took < IN_TIME * (1 + text.len() as u32 / 500_000),
        "{took:?} for {} bytes of {head:?}",
        text.len()
    );
    (feedback, statements)
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn statements_of_any_text_lie_in_it(text in text()) {
        for personal_data in [PersonalData::MaskNames, PersonalData::Keep] {
            let feedback = feedback(&text, personal_data);
            let clauses = split(&feedback, Splitting::Clauses);
            lie_in_their_cell(&feedback, &clauses)?;
            let whole = split(&feedback, Splitting::Whole);
            prop_assert!(whole.len() <= 1);
            lie_in_their_cell(&feedback, &whole)?;
            // What is said is said in both ways.
            prop_assert_eq!(whole.is_empty(), clauses.is_empty());
            if let (Some(whole), Some(first), Some(last)) = (whole.first(), clauses.first(), clauses.last()) {
                prop_assert_eq!(whole.span.range(), first.span.range().start..last.span.range().end);
            }
            prop_assert_eq!(split(&feedback, Splitting::Clauses), clauses);
        }
    }

    #[test]
    fn no_letter_is_lost_where_nothing_is_left_out(text in said()) {
        let feedback = feedback(&text, PersonalData::Keep);
        let statements = split(&feedback, Splitting::Clauses);
        if !statements.is_empty() {
            prop_assert_eq!(left_over(&text, &statements), "");
        }
    }

    #[test]
    fn the_neighbors_of_a_text_change_nothing_about_it(text in text(), other in text()) {
        let (one, two) = (feedback(&text, PersonalData::Mask), feedback(&other, PersonalData::Mask));
        let alone = split(&one, Splitting::Clauses);
        let both = statements(&[two, one], Splitting::Clauses);
        let own: Vec<_> = both.into_iter().filter(|statement| statement.feedback == 1).collect();
        let spans = |of: &[Statement]| -> Vec<_> {
            of.iter().map(|statement| (statement.span, statement.text.clone())).collect()
        };
        prop_assert_eq!(spans(&own), spans(&alone));
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_text_that_repeats_itself_is_split_in_time((before, again, after) in refrain()) {
        if !again.is_empty() {
            let text = format!("{before}{}{after}", again.repeat(200_000 / again.len()));
            let (feedback, statements) = in_time(&text);
            lie_in_their_cell(&feedback, &statements)?;
        }
    }
}

#[test]
fn a_link_in_pieces_says_nothing() {
    let of = |text: &str| {
        let feedback = feedback(text, PersonalData::Keep);
        let statements = split(&feedback, Splitting::Clauses);
        lie_in_their_cell(&feedback, &statements).expect("pieces of the text");
        statements.len()
    };
    assert_eq!(of("\u{1b}[1mhttps://a.b/c?d=e"), 0);
    assert_eq!(of("\u{1b}[1mhttps://a.b/c?d=e It is slow"), 1);
}

#[test]
fn what_is_left_out_is_told_by_its_marks() {
    let text = "It fails.\nOn 5 May 2025 Ada wrote:\n> Is it?\nFix it.";
    let feedback = feedback(text, PersonalData::Keep);
    let statements = split(&feedback, Splitting::Clauses);
    assert_eq!(
        left_over(text, &statements),
        "OnMayAdawroteIsit",
        "{statements:?}"
    );
}

/// Texts at which a splitter that looks back, or ahead, again and again takes forever.
#[test]
fn hostile_texts_are_split_in_time() {
    for (before, again, after) in [
        ("", "x", ""),
        ("", "\r", "a"),
        ("a", "\r", "a"),
        ("", "\r \t", "a"),
        ("", "a.漢", ""),
        ("", "abc.Def.", " x"),
        ("", "A.", "B"),
        ("good", "! 1", ""),
        ("", "👍! ", "good"),
        ("", "it is slow but nice to me ", ""),
        ("", "但是很好", ""),
        ("", "very nice app, ", ""),
        ("", "- ", "good"),
        ("good", " -", ""),
        ("", "1.漢 ", ""),
        (" ", " ", "1.漢 a"),
        ("", "<p>a", ""),
        ("", "<div class=\"gmail_quote\">a</div>b! 1! ", ""),
        ("", "On 5 May 2025 Ada wrote:\n> a\nb\n", ""),
        ("", "a\n", "Sent from my iPhone\n"),
        ("it is", "\nSent from my iPhone", ""),
        ("", "https://a.b/c ", ""),
        ("", "\u{301}", "a"),
        ("", "“", "a"),
        ("", "&amp;", "a"),
        ("", "<", "a"),
        ("<!-- ", "<b>a", ""),
        ("", "<!-- <p>a", ""),
    ] {
        let text = format!("{before}{}{after}", again.repeat(200_000 / again.len()));
        let (feedback, statements) = in_time(&text);
        lie_in_their_cell(&feedback, &statements).expect("pieces of the text");
    }
    // A thousand headings of white space in front, each with a number.
    let text = format!("{}{}", " ".repeat(200_000), "1. 漢 ".repeat(20_000));
    in_time(&text);
}

#[test]
fn masks_by_the_thousand_cost_no_time() {
    let text = "Write to ann.lee@example.com now! ".repeat(20_000);
    let feedback = feedback(&text, PersonalData::Mask);
    let began = Instant::now();
    let statements = split(&feedback, Splitting::Clauses);
    assert!(began.elapsed() < IN_TIME, "{:?}", began.elapsed());
    assert_eq!(statements.len(), 20_000);
    assert_eq!(statements[19_999].text, "Write to email now!");
}

#[test]
fn ten_million_characters_are_split_in_time() {
    for again in [
        "x",
        "It never loads! ",
        "很慢。",
        "so slow, but i like it, ",
    ] {
        let text = again.repeat(10_000_000 / again.chars().count());
        let (feedback, statements) = in_time(&text);
        lie_in_their_cell(&feedback, &statements).expect("pieces of the text");
        assert_eq!(left_over(&text, &statements), "");
    }
}
