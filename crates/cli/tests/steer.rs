//! `hearken analyze --steer`: what a team decided about its themes.

mod binary;

use binary::{hearken, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SAID: [&str; 21] = [
    "The fingerprint login fails after the update",
    "Cannot log in with my fingerprint any more",
    "Login with the fingerprint is broken",
    "Fingerprint login never works on my phone",
    "The login screen rejects my fingerprint",
    "Far too expensive for what it does",
    "The subscription costs too much",
    "They raised the price of the subscription again",
    "The price of the plan is too high",
    "Please lower the price of the plan",
    "The map does not load in the train",
    "The map stays blank when I zoom",
    "The map takes ages to load",
    "Offline maps do not load at all",
    "Loading the map takes forever",
    "Support never answers my mails",
    "I wrote to support and nobody answered",
    "No answer from the support team for weeks",
    "The support chat is never online",
    "Customer support does not reply",
    "Where is the dark mode?",
];

const DECIDED: &str = r#"
blocked = ["Map"]

[[theme]]
name = "Too dear"
examples = ["It is too expensive", "The subscription costs too much", "The price is too high"]

[[merge]]
themes = ["Cannot log in with my fingerprint any more", "Support never answers my mails"]
name = "Login and support"

[rename]
"the map TAKES ages to load" = "Maps"
"Nowhere" = "Somewhere"
"#;

fn write(place: &Path, order: impl Iterator<Item = usize>) {
    let rows = order.map(|row| format!("a{row},{}\n", SAID[row % SAID.len()]));
    let table = "author,text\n".to_owned() + &rows.collect::<String>();
    fs::write(place.join("said.csv"), table).unwrap();
}

/// The report's dashboard, and the statements of each theme by its name.
fn analyze(
    place: &Path,
    output: &str,
    more: &[&str],
) -> (Value, BTreeMap<String, BTreeSet<String>>) {
    let call = [&["analyze", "said.csv", "-q", "-o", output], more].concat();
    let ran = hearken(place, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = hearken(place, &["verify", output]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let read = |file: &str| fs::read_to_string(place.join(output).join(file)).unwrap();
    let dashboard: Value = serde_json::from_str(&read("dashboard.json")).unwrap();
    let mut names = BTreeMap::new();
    for list in ["themes", "small_themes"] {
        for theme in dashboard[list].as_array().unwrap() {
            let [id, name] = ["id", "name"].map(|field| theme[field].as_str().unwrap().to_owned());
            names.insert(id, name);
        }
    }
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in read("statements.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(theme) = line["theme"].as_str() {
            let text = line["text"].as_str().unwrap().to_owned();
            said.entry(names[theme].clone()).or_default().insert(text);
        }
    }
    (dashboard, said)
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_team_has_its_way_in_every_run() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    write(place, 0..4 * SAID.len());
    fs::write(place.join("themes.toml"), DECIDED).unwrap();
    let (_, alone) = analyze(place, "alone", &[]);
    let (dashboard, said) = analyze(place, "steered", &["--steer", "themes.toml"]);

    assert!(said["Too dear"].is_superset(&set(&SAID[5..9])), "{said:?}");
    let both = &said["Login and support"];
    assert!(
        both.contains(SAID[1]) && both.contains(SAID[15]),
        "{said:?}"
    );
    assert!(said["Maps"].contains(SAID[12]), "{said:?}");
    assert!(
        alone
            .keys()
            .any(|name| name.to_lowercase().starts_with("map")),
        "{alone:?}"
    );
    assert!(said.keys().all(|name| name != "Map"), "{said:?}");
    // What people said is where it was, whatever it is called.
    let all =
        |said: &BTreeMap<String, BTreeSet<String>>| said.values().map(BTreeSet::len).sum::<usize>();
    assert_eq!(all(&said), all(&alone));
    let notes = dashboard["notes"].as_array().unwrap();
    assert!(
        notes.contains(&"themes.toml: there is no theme \"Nowhere\" to rename.".into()),
        "{notes:?}"
    );
    let run = fs::read_to_string(place.join("steered/run.json")).unwrap();
    let run: Value = serde_json::from_str(&run).unwrap();
    assert_eq!(run["settings"]["themes"]["steering"]["blocked"][0], "Map");

    // Rows swapped, the same themes.
    write(place, (0..4 * SAID.len()).rev());
    let (turned, again) = analyze(place, "turned", &["--steer", "themes.toml"]);
    assert_eq!(said, again);
    let ids = |dashboard: &Value| -> Vec<String> {
        let themes = dashboard["themes"].as_array().unwrap().iter();
        themes.map(|theme| theme["id"].to_string()).collect()
    };
    assert_eq!(ids(&turned), ids(&dashboard));
}

#[test]
fn a_theme_is_split_by_examples() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    write(place, 0..4 * SAID.len());
    let split = "[[split]]\ntheme = \"The map takes ages to load\"\n\
        [[split.into]]\nname = \"Slow maps\"\nexamples = [\"Loading the map takes forever\"]\n\
        [[split.into]]\nname = \"Blank maps\"\nexamples = [\"The map stays blank when I zoom\"]\n";
    fs::write(place.join("themes.toml"), split).unwrap();
    let (_, alone) = analyze(place, "alone", &[]);
    let (_, said) = analyze(place, "split", &["--steer", "themes.toml"]);
    let (_, whole) = alone
        .iter()
        .find(|(_, said)| said.contains(SAID[12]))
        .unwrap();
    let parts: BTreeSet<String> = ["Slow maps", "Blank maps"]
        .iter()
        .filter_map(|name| said.get(*name))
        .flatten()
        .cloned()
        .collect();
    assert_eq!(&parts, whole);
    assert!(
        said["Slow maps"].contains(SAID[12]) && said["Slow maps"].contains(SAID[14]),
        "{said:?}"
    );
}

/// The file that the README shows is one that is read.
#[test]
fn the_readme_shows_one_that_is_read() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    write(place, 0..4 * SAID.len());
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("```toml\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    fs::write(place.join("themes.toml"), shown).unwrap();
    let (_, said) = analyze(place, "steered", &["--steer", "themes.toml"]);
    assert!(said["Sign-in"].contains(SAID[1]), "{said:?}");
}

#[test]
fn what_makes_no_sense_is_told_with_its_line() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    write(place, 0..SAID.len());
    for (file, told) in [
        (
            "blocked = [\"a\"]\nthemes = 3\n",
            "themes.toml line 2: unknown field `themes`",
        ),
        (
            "[[theme]]\nname = \"A\"\nexamples = []\n",
            "the theme \"A\" has no examples",
        ),
        ("[[merge]]\nthemes = [\"A\"]\n", "a merger names 1 themes"),
        ("[[merge\n", "themes.toml line 1: "),
    ] {
        fs::write(place.join("themes.toml"), file).unwrap();
        let ran = hearken(place, &["analyze", "said.csv", "--steer", "themes.toml"]);
        assert_eq!(ran.code, 2);
        assert!(
            ran.stderr.contains(told) && ran.stderr.contains("hint: "),
            "{}",
            ran.stderr
        );
        assert!(!place.join("hearken-report").exists());
    }
    let ran = hearken(place, &["analyze", "said.csv", "--steer", "none.toml"]);
    assert!(
        ran.stderr.starts_with("error: cannot read none.toml"),
        "{}",
        ran.stderr
    );
}
