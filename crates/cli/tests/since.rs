//! `hearken analyze --since`: themes that live on keep their ids.

mod binary;

use binary::{hearken, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const BEFORE: [&str; 12] = [
    "The fingerprint login fails after the update",
    "Cannot log in with my fingerprint any more",
    "Login with the fingerprint is broken",
    "Fingerprint login never works on my phone",
    "The login screen rejects my fingerprint",
    "I have to type the password since fingerprint login broke",
    "Far too expensive for what it does",
    "The subscription costs too much",
    "They raised the price of the subscription again",
    "The price of the plan is too high",
    "Not worth the price any more",
    "Please lower the price of the plan",
];
const AFTER: [&str; 12] = [
    "Fingerprint login fails",
    "Login by fingerprint fails every time",
    "The fingerprint login fails all the time",
    "My fingerprint login does not work",
    "Login with fingerprint does not work since the update",
    "The fingerprint login does not work",
    "The map does not load in the train",
    "The map stays blank when I zoom",
    "The map takes ages to load",
    "Offline maps do not load at all",
    "Loading the map takes forever",
    "The map is blank since yesterday",
];

fn write(place: &Path, name: &str, texts: &[&str], times: usize) {
    let rows = texts.iter().cycle().take(times * texts.len()).enumerate();
    let rows = rows.map(|(row, text)| format!("{name}{row},{text}\n"));
    let table = "author,text\n".to_owned() + &rows.collect::<String>();
    fs::write(place.join(name), table).unwrap();
}

fn analyze(place: &Path, exports: &[&str], output: &str, more: &[&str]) {
    let call = [&["analyze", "-q", "-o", output], exports, more].concat();
    let ran = hearken(place, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = hearken(place, &["verify", output]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

/// Name → id of the themes, small ones too.
fn ids(place: &Path, folder: &str) -> BTreeMap<String, String> {
    let bytes = fs::read(place.join(folder).join("dashboard.json")).unwrap();
    let dashboard: Value = serde_json::from_slice(&bytes).unwrap();
    let of = |list: &str| dashboard[list].as_array().unwrap().clone();
    let all = of("themes").into_iter().chain(of("small_themes"));
    let word = |theme: &Value, field: &str| theme[field].as_str().unwrap().to_owned();
    all.map(|theme| (word(&theme, "name"), word(&theme, "id")))
        .collect()
}

/// The id of the theme whose name has the word.
fn of<'a>(ids: &'a BTreeMap<String, String>, word: &str) -> &'a str {
    let mut found = ids
        .iter()
        .filter(|(name, _)| name.to_lowercase().contains(word));
    let (_, id) = found.next().unwrap_or_else(|| panic!("{word} in {ids:?}"));
    id
}

#[test]
fn themes_that_live_on_keep_their_ids() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    write(place, "before.csv", &BEFORE, 4);
    write(place, "after.csv", &AFTER, 8);
    let both = ["before.csv", "after.csv"];
    analyze(place, &both[..1], "first", &[]);
    analyze(place, &both, "alone", &[]);
    analyze(place, &both, "next", &["--since", "first"]);
    let [first, alone, next] = ["first", "alone", "next"].map(|folder| ids(place, folder));
    // More people said it in other words, so that the theme would go by another id.
    assert_ne!(of(&alone, "login"), of(&first, "login"));
    assert_eq!(of(&next, "login"), of(&first, "login"));
    assert_eq!(of(&next, "price"), of(&first, "price"));
    let new = of(&next, "map");
    assert!(!first.values().any(|id| id == new));
    assert_eq!(new, of(&alone, "map"));
    // All else is as it would be.
    assert!(alone.keys().eq(next.keys()));
    let lines = fs::read_to_string(place.join("next/statements.jsonl")).unwrap();
    let login = format!("\"theme\":\"{}\"", of(&first, "login"));
    assert!(lines.contains(&login), "{lines}");
    let run: Value =
        serde_json::from_slice(&fs::read(place.join("next/run.json")).unwrap()).unwrap();
    assert_eq!(run["settings"]["since"].as_str().unwrap().len(), 64);

    // The page tells what happened since, with links to the themes there.
    let page = |folder: &str| fs::read_to_string(place.join(folder).join("report.html")).unwrap();
    assert!(page("next").contains(&format!("<td>new</td><td><a href=\"#{new}\">")));
    assert!(!page("alone").contains("id=\"since\""));

    // A later run of later feedback alone: what both have tells which theme is which.
    analyze(place, &both[1..], "late", &["--since", "next"]);
    let late = ids(place, "late");
    assert_eq!(of(&late, "login fails"), of(&next, "login fails"));
    assert!(
        late.values().any(|id| id == of(&first, "login")),
        "{late:?}"
    );
    assert_eq!(of(&late, "map takes"), new);
}

#[test]
fn the_same_export_gives_the_same_ids() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let demo = root()
        .join("fixtures/demo/reviews.csv")
        .display()
        .to_string();
    analyze(place, &[&demo], "first", &[]);
    analyze(place, &[&demo], "again", &["--since", "first"]);
    for file in ["dashboard.json", "requirements.json", "statements.jsonl"] {
        let [first, again] =
            ["first", "again"].map(|f| fs::read(place.join(f).join(file)).unwrap());
        assert!(first == again, "{file}");
    }
    // The page says what changed beside that: nothing.
    let page = fs::read_to_string(place.join("again/report.html")).unwrap();
    let since = &page[page.find("id=\"since\"").unwrap()..];
    let since = &since[..since.find("</section>").unwrap()];
    assert!(
        since.contains("unchanged") && !since.contains("<td>"),
        "{since}"
    );
}

#[test]
fn what_is_no_report_is_told_before_the_work() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "before.csv", &BEFORE, 1);
    let ran = hearken(
        place.path(),
        &["analyze", "before.csv", "--since", "nowhere"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("nowhere is not the folder of a report"),
        "{}",
        ran.stderr
    );
}
