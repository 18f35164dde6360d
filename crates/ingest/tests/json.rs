//! What is true of every JSON export, however nested, odd or damaged.

use hearken_feedback::{Ledger, Placed};
use hearken_ingest::{Error, Ingested, Input, Settings, Splitting, read, statements};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::test_runner::TestCaseResult;
use serde_json::{Map, Value, json};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn ingest(bytes: Vec<u8>) -> Result<Ingested, Error> {
    read(&[Input::Stdin(bytes)], &Settings::default(), &mut |_, _| ())
}

/// Every row has its line in the ledger, and every statement lies in its cell.
fn adds_up(read: &Ingested) -> TestCaseResult {
    let ledger = Ledger::of(&read.entries);
    prop_assert_eq!(ledger.rows, read.sources[0].rows);
    let parts = [
        ledger.used,
        ledger.duplicate,
        ledger.empty,
        ledger.skipped,
        ledger.unreadable,
    ];
    prop_assert_eq!(parts.iter().sum::<u64>(), ledger.rows);
    prop_assert_eq!(ledger.used, read.feedback.len() as u64);
    for (index, entry) in read.entries.iter().enumerate() {
        prop_assert_eq!(entry.row.row, index as u32 + 1);
        if let Placed::Unreadable(reason) | Placed::Skipped(reason) = &entry.placed {
            prop_assert!(!reason.is_empty());
        }
    }
    for statement in statements(&read.feedback, Splitting::Clauses) {
        let cell = &read.feedback[statement.feedback as usize].cells[statement.cell as usize];
        prop_assert!(cell.quote(statement.span.range()).is_some());
    }
    Ok(())
}

/// Names with a meaning to some tool, and names without.
fn name() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "text",
        "title",
        "body",
        "rating",
        "id",
        "type",
        "author",
        "email",
        "label",
        "name",
        "comments",
        "userComment",
        "developerComment",
        "reviewId",
        "conversation_parts",
        "source",
        "part_type",
        "answers",
        "landed_at",
        "submitted_at",
        "field",
        "ref",
        "token",
        "feed",
        "entry",
        "link",
        "im:rating",
        "im:name",
        "data",
        "attributes",
        "included",
        "relationships",
        "reviews",
        "tickets",
        "items",
        "number",
        "labels",
        "pull_request",
        "requester_id",
        "author_id",
        "description",
        "public",
        "created_at",
        "choices",
        "number",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "[a-z .:]{0,6}"]
}

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{1,6}( [a-z]{1,6}){0,5}[.!?]?".prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        proptest::sample::select(vec![
            "user",
            "admin",
            "conversation",
            "Good\tWorks",
            "5",
            "2025-05-20T23:30:00-07:00",
            "<p>Hi &amp; bye</p>",
            "On 5 May 2025 Ada wrote:\n> no\nyes",
            "text",
            "nps",
            "1417364760",
        ])
        .prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    plain().prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((name(), inner), 0..6)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    proptest::collection::vec((name(), value()), 0..8)
        .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>()))
}

/// A row that surely has something to read.
fn row() -> impl Strategy<Value = Value> {
    (object(), "[a-z]{2,8} [a-z]{2,8} [a-z]{2,8}").prop_map(|(mut row, text)| {
        row["text"] = text.into();
        row
    })
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_value_is_read_or_refused(value in value()) {
        if let Ok(read) = ingest(value.to_string().into_bytes()) {
            adds_up(&read)?;
        }
    }

    #[test]
    fn an_array_has_as_many_rows_as_elements(rows in proptest::collection::vec(row(), 1..8)) {
        let read = ingest(json!(rows).to_string().into_bytes()).expect("every row has a text");
        adds_up(&read)?;
        prop_assert_eq!(read.entries.len(), rows.len());
    }

    #[test]
    fn damage_costs_its_own_line(
        rows in proptest::collection::vec(row(), 4..8),
        at in any::<proptest::sample::Index>(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let damaged = at.index(lines.len());
        let line = &mut lines[damaged];
        // Short of its closing brace no line is whole.
        let mut end = cut.index(line.len() - 1).max(1);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        line.truncate(end);
        let read = ingest(lines.join("\n").into_bytes()).expect("most rows are sound");
        adds_up(&read)?;
        prop_assert_eq!(read.sources[0].format.as_str(), "jsonl");
        prop_assert_eq!(read.entries.len(), lines.len());
        for (index, entry) in read.entries.iter().enumerate() {
            let unreadable = matches!(entry.placed, Placed::Unreadable(_));
            prop_assert_eq!(unreadable, index == damaged);
        }
    }

    #[test]
    fn any_bytes_inside_json_are_read_or_refused(
        value in object(),
        noise in proptest::collection::vec(any::<u8>(), 0..6),
        at in any::<proptest::sample::Index>(),
    ) {
        let mut bytes = json!([value, {"text": "one more row"}]).to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..at, noise);
        if let Ok(read) = ingest(bytes) {
            adds_up(&read)?;
        }
    }

    #[test]
    fn nesting_ends_in_a_reason(deep in 1usize..400, arrays in any::<bool>()) {
        let (open, close) = if arrays { ("[", "]") } else { ("{\"a\":", "}") };
        let nested = format!("{}1{}", open.repeat(deep), close.repeat(deep));
        let text = format!("{{\"text\":\"one row\",\"more\":{nested}}}\n{{\"text\":\"another row\"}}\n");
        let read = ingest(text.into_bytes()).expect("it has a sound row");
        adds_up(&read)?;
        let told = match &read.entries[0].placed {
            Placed::Unreadable(reason) => Some(reason.as_str()),
            _ => None,
        };
        let reason = "nested more than 128 levels deep";
        prop_assert_eq!(told, (deep > 126).then_some(reason));
    }
}

#[test]
fn a_million_brackets_are_no_reason_to_fall_over() {
    let many = 1_000_000;
    for text in [
        "[".repeat(many),
        "{\"a\":".repeat(many),
        format!("[{}1{}]", "{\"a\":".repeat(many), "}".repeat(many)),
    ] {
        assert!(ingest(text.into_bytes()).is_err());
    }
}

#[test]
fn a_huge_text_is_one_row() {
    let text = "It crashes on https://example.com/a and <b>nowhere</b> else. ".repeat(20_000);
    let rows = json!([{"text": text}, {"text": "short one"}]);
    let read = ingest(rows.to_string().into_bytes()).expect("it is sound");
    assert_eq!(read.feedback.len(), 2);
    let statements = statements(&read.feedback, Splitting::Clauses);
    assert!(statements.len() > 20_000, "{}", statements.len());
}
