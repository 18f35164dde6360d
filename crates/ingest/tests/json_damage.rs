//! Damage inside of a JSON list: what it costs, and how long it takes.

mod packed;

use hearken_feedback::Placed;
use hearken_ingest::{Ingested, Input, Settings, read};
use packed::ingest;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::test_runner::TestCaseError;
use std::path::Path;
use std::time::{Duration, Instant};

fn unreadable(read: &Ingested) -> Vec<(Option<u64>, &str)> {
    let entries = read.entries.iter();
    entries
        .filter_map(|entry| match &entry.placed {
            Placed::Unreadable(reason) => Some((
                entry.line.map(|line| u64::from(line.get())),
                reason.as_str(),
            )),
            _ => None,
        })
        .collect()
}

fn ids(read: &Ingested) -> Vec<&str> {
    read.feedback
        .iter()
        .filter_map(|row| row.id.as_deref())
        .collect()
}

#[test]
fn damaged_elements_go_to_the_ledger_with_their_lines() {
    let exports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    let of = |name: &str| {
        let input = Input::File(exports.join(name));
        read(&[input], &Settings::default(), &mut |_, _| ()).unwrap()
    };
    let damaged = of("damaged.json");
    assert_eq!(ids(&damaged), ["d1", "d4", "d6", "d8"]);
    assert_eq!(
        unreadable(&damaged),
        [
            (
                Some(3),
                "not valid JSON at line 3, column 63: expected `,` or `}`"
            ),
            (
                Some(4),
                "not valid JSON at line 5, column 3: expected `,` or `]`"
            ),
            (
                Some(6),
                "not valid JSON at line 6, column 26: expected `true`, `false` or `null`"
            ),
            (Some(8), "not valid JSON at line 8, column 9: expected `:`"),
        ]
    );
    let cut = of("cut.json");
    assert_eq!(
        unreadable(&cut),
        [(
            Some(3),
            "not valid JSON at line 3, column 27: it ends inside a string"
        )]
    );
}

fn row(id: usize) -> String {
    format!(
        "{{\"id\":\"r{id}\",\"text\":\"It says, \\\"no {id}\\\" {{again}}\",\"tags\":[{{\"id\":{id}}},{{\"id\":2}}],\"at\":{{\"os\":\"x\"}}}}"
    )
}

/// Ways to damage a row that leave it no JSON.
fn damage() -> impl Strategy<Value = fn(&str) -> String> {
    prop_oneof![
        Just((|row| row.replacen("\"text\"", "\"text", 1)) as fn(&str) -> String),
        Just((|row| row.replacen(':', "", 1)) as fn(&str) -> String),
        Just((|row| row.replacen("\"at\"", "at", 1)) as fn(&str) -> String),
        Just((|row| row.trim_end_matches('}').to_owned()) as fn(&str) -> String),
        Just((|row| row.replacen('{', "", 1)) as fn(&str) -> String),
        Just((|row| row.replacen(",\"tags\"", "\"tags\"", 1)) as fn(&str) -> String),
        Just((|row| row.replacen("}]", "}", 1)) as fn(&str) -> String),
        Just((|row| row.replacen("\"r", "r", 1)) as fn(&str) -> String),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_damaged_element_costs_itself(
        count in 4usize..12,
        which in any::<proptest::sample::Index>(),
        harm in damage(),
        (gap, wrapped) in (proptest::sample::select(vec![",", ",\n", ",\n  ", " ,\r\n"]), any::<bool>()),
    ) {
        let which = which.index(count);
        let rows: Vec<String> = (0..count)
            .map(|id| if id == which { harm(&row(id)) } else { row(id) })
            .collect();
        let list = format!("[{}]", rows.join(gap));
        let text = if wrapped { format!("{{\"page\":1,\"reviews\":{list},\"next\":null}}") } else { list };
        let read = ingest(text.into_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let left: Vec<String> = (0..count).filter(|id| *id != which).map(|id| format!("r{id}")).collect();
        prop_assert_eq!(ids(&read), left.iter().map(String::as_str).collect::<Vec<_>>());
        let unreadable = unreadable(&read);
        prop_assert_eq!(unreadable.len(), 1);
        let line = 1 + which * gap.matches('\n').count();
        prop_assert_eq!(unreadable[0].0, Some(line as u64));
    }

    #[test]
    fn what_is_whole_is_read_wherever_a_list_is_cut(count in 2usize..9, at in any::<proptest::sample::Index>()) {
        let rows: Vec<String> = (0..count).map(row).collect();
        let text = format!("[\n{}\n]", rows.join(",\n"));
        let first = 2 + rows[0].len();
        let cut = first + at.index(text.len() - first);
        let whole = text[..cut].lines().filter(|line| line.trim_end_matches(',').ends_with("\"x\"}}")).count();
        let read = ingest(text.as_bytes()[..cut].to_vec()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(ids(&read).len(), whole);
        prop_assert!(unreadable(&read).len() <= 1);
    }
}

#[test]
fn damage_by_the_megabyte_is_read_in_time() {
    let whole: Vec<String> = (0..1000).map(row).collect();
    let whole = whole.join(",");
    // In the third the rows lie in brackets that are never closed, by the thousand.
    for (begins, again, least) in [
        (
            "[{\"id\":1,\"text\":\"a b c\"},",
            "{\"id\":2,\"text\":\"x},",
            1000,
        ),
        ("[{\"id\":1,\"text\":\"a b c\"},", "{\"id\":", 1000),
        ("[{\"id\":1,\"text\":\"a b c\"},", "{\"id\":[{\"id\":3},", 1),
        ("[{\"id\":1,\"text\":\"a b c\"},", "{", 1000),
        ("[{\"id\":1,\"text\":\"a b c\"},", ",\n", 1000),
        (
            "[{\"id\":1,\"text\":\"a b c\"},",
            "\n{\"id\":2 \"text\":3},",
            1000,
        ),
        ("[{\"id\":1,\"text\":\"a b c\"},", "[{\"id\":1},", 1000),
    ] {
        let text = format!("{begins}{}{whole}]", again.repeat(4_000_000 / again.len()));
        let began = Instant::now();
        let read = ingest(text.into_bytes());
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?}: {again:?}");
        let read = read.unwrap_or_else(|error| panic!("{again:?}: {error}"));
        assert!(
            read.feedback.len() >= least,
            "{again:?}: {}",
            read.feedback.len()
        );
    }
}
