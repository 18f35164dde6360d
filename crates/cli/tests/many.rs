//! Very many statements: themes are found among some, vectors lie in a file, and neither order nor files show.

mod binary;
mod files;

use binary::{Ran, command, hearken, root};
use files::files;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Of the demo's statements themes are found among these.
const FIT_ON: &str = "400";

/// The demo export.
fn export() -> String {
    fs::read_to_string(root().join("fixtures/demo/reviews.csv")).unwrap()
}

/// Its header and its rows. Every row begins with its id on a line of its own.
fn rows() -> (String, Vec<String>) {
    let export = export();
    let (header, rest) = export.split_at(export.find("TB-1").unwrap());
    let rows = rest.replace("\nTB-1", "\n\0TB-1");
    (
        header.to_owned(),
        rows.split('\0').map(str::to_owned).collect(),
    )
}

fn analyze(place: &Path, exports: &[&str], output: &str, more: &[&str]) {
    let call = [&["analyze", "-q", "-o", output], exports, more].concat();
    let ran = hearken(place, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn json(place: &Path, file: &str) -> Value {
    serde_json::from_slice(&fs::read(place.join(file)).unwrap()).unwrap()
}

/// What is said, with the theme that it is in.
fn places(place: &Path, report: &str) -> BTreeSet<(String, String, String)> {
    let lines = fs::read_to_string(place.join(report).join("statements.jsonl")).unwrap();
    let line = |line: &str| {
        let said: Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        (of("id"), of("text"), of("theme"))
    };
    lines.lines().map(line).collect()
}

/// Everything of the themes that is no place in a file.
fn themes(place: &Path, report: &str) -> Vec<(String, String, Value, Value, Value)> {
    let dashboard = json(place, &format!("{report}/dashboard.json"));
    let lists = ["themes", "small_themes"];
    let all = lists
        .iter()
        .flat_map(|list| dashboard[list].as_array().unwrap().clone());
    all.map(|theme| {
        let of = |name: &str| theme[name].as_str().unwrap().to_owned();
        let value = |name: &str| theme[name].clone();
        (
            of("id"),
            of("name"),
            value("statements"),
            value("sentiment"),
            value("cohesion"),
        )
    })
    .collect()
}

#[test]
fn every_statement_has_its_place_and_the_report_holds() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("reviews.csv"), export()).unwrap();
    analyze(place, &["reviews.csv"], "all", &[]);
    analyze(place, &["reviews.csv"], "some", &["--fit-on", FIT_ON]);
    let ran = hearken(place, &["verify", "some"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);

    let run = json(place, "some/run.json");
    assert_eq!(run["settings"]["themes"]["fit_on"], 400);
    let [all, some] =
        ["all", "some"].map(|report| json(place, &format!("{report}/dashboard.json")));
    for counted in ["statements", "feedback", "ledger", "sentiment", "kinds"] {
        assert_eq!(all[counted], some[counted], "{counted}");
    }
    let note = |dashboard: &Value| {
        dashboard["notes"]
            .to_string()
            .contains("found among 400 of")
    };
    assert!(note(&some) && !note(&all));
    // Some that were not fitted are in themes, and themes are about what they are about otherwise.
    let in_themes = |report: &str| {
        let places = places(place, report);
        places.iter().filter(|said| !said.2.is_empty()).count()
    };
    let (of_all, of_some) = (in_themes("all"), in_themes("some"));
    assert!(
        of_some > 450 && of_some * 10 > of_all * 7,
        "{of_some} of {of_all}"
    );
    // A theme of some speaks mostly of what one theme of all does: by chance a tenth of it would.
    let whole = places(place, "all");
    let of_all: BTreeMap<_, _> = whole
        .into_iter()
        .map(|(id, text, theme)| ((id, text), theme))
        .collect();
    let mut shared: BTreeMap<String, BTreeMap<&String, usize>> = BTreeMap::new();
    for (id, text, theme) in places(place, "some") {
        let there = &of_all[&(id, text)];
        if !theme.is_empty() && !there.is_empty() {
            *shared.entry(theme).or_default().entry(there).or_default() += 1;
        }
    }
    let most: usize = shared.values().filter_map(|of| of.values().max()).sum();
    let both: usize = shared.values().flat_map(BTreeMap::values).sum();
    assert!(most * 2 > both, "{most} of {both}");
}

#[test]
fn neither_order_nor_files_show() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let (header, rows) = rows();
    let part = |rows: &mut dyn Iterator<Item = &String>| {
        header.clone() + &rows.map(String::as_str).collect::<String>()
    };
    fs::write(place.join("reviews.csv"), part(&mut rows.iter())).unwrap();
    fs::write(
        place.join("odd.csv"),
        part(&mut rows.iter().rev().step_by(2)),
    )
    .unwrap();
    let even = &mut rows.iter().rev().skip(1).step_by(2);
    fs::write(place.join("even.csv"), part(even)).unwrap();
    let more = ["--fit-on", FIT_ON];
    analyze(place, &["reviews.csv"], "one", &more);
    analyze(place, &["odd.csv", "even.csv"], "two", &more);
    analyze(place, &["even.csv", "odd.csv"], "turned", &more);
    for other in ["two", "turned"] {
        assert_eq!(themes(place, "one"), themes(place, other));
        assert_eq!(places(place, "one"), places(place, other));
    }
}

#[test]
fn where_vectors_lie_changes_no_byte() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("reviews.csv"), export()).unwrap();
    let analyze = |output: &str, more: &[&str]| -> BTreeMap<String, Vec<u8>> {
        let call = [&["analyze", "reviews.csv", "-q", "-o", output], more].concat();
        let ran = command(place)
            .env("HEARKEN_CACHE", "kept")
            .args(call)
            .output();
        let ran = Ran::from(ran.unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        files(&place.join(output))
    };
    assert!(analyze("memory", &[]) == analyze("file", &["--in-memory", "0"]));
    let some = ["--fit-on", FIT_ON];
    let in_file = [&some[..], &["--in-memory", "10"]].concat();
    assert!(analyze("some", &some) == analyze("some-in-file", &in_file));
    // Nothing of it is left beside the cache's segments.
    let left = files(&place.join("kept"));
    assert!(
        left.keys().all(|name| name.ends_with(".segment")),
        "{:?}",
        left.keys()
    );
    // And what has no cache has a place for it.
    let uncached = [&in_file[..], &["--no-cache"]].concat();
    let call = [
        &["analyze", "reviews.csv", "-q", "-o", "uncached"],
        &uncached[..],
    ]
    .concat();
    let ran = command(place)
        .env_remove("HEARKEN_CACHE")
        .args(call)
        .output();
    assert_eq!(Ran::from(ran.unwrap()).code, 0);
    assert!(files(&place.join("uncached")) == files(&place.join("some")));
}
