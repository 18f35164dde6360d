//! `hearken diff`: what became of things between two reports.

mod binary;

use binary::{Ran, hearken};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const LOGIN: [&str; 6] = [
    "The fingerprint login fails after the update",
    "Cannot log in with my fingerprint any more",
    "Login with the fingerprint is broken",
    "Fingerprint login never works on my phone",
    "The login screen rejects my fingerprint",
    "I have to type the password since fingerprint login broke",
];
const DEAR: [&str; 6] = [
    "Far too expensive for what it does",
    "The subscription costs too much",
    "They raised the price of the subscription again",
    "The price of the plan is too high",
    "Not worth the price any more",
    "Please lower the price of the plan",
];

/// An export in which so many say each.
fn export(login: usize, dear: usize) -> String {
    let said = LOGIN.iter().cycle().take(login);
    let said = said.chain(DEAR.iter().cycle().take(dear)).enumerate();
    let rows = said.map(|(row, text)| format!("a{row},{text}\n"));
    "author,text\n".to_owned() + &rows.collect::<String>()
}

/// The reports `early`, and `late` in which more say that it is dear.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).unwrap();
        for (name, export) in [("early", export(60, 20)), ("late", export(20, 60))] {
            let file = format!("{name}.csv");
            fs::write(place.join(&file), export).unwrap();
            let ran = hearken(&place, &["analyze", &file, "-q", "-o", name]);
            assert_eq!(ran.code, 0, "{}", ran.stderr);
        }
        place
    })
}

fn diff(more: &[&str]) -> Ran {
    hearken(place(), &[&["diff"], more].concat())
}

#[test]
fn what_grew_and_shrank_is_told() {
    let ran = diff(&["early", "late"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("early_to_late", ran.stdout);
    let again = diff(&["early", "late"]);
    assert_eq!(again.stdout, ran.stdout);
}

#[test]
fn the_json_keeps_its_schema() {
    let ran = diff(&["early", "late", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    let schema = hearken(place(), &["schema", "diff"]).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&told)
        .map(|e| e.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let grown = told["counts"]["grown"].as_u64();
    assert!(grown >= Some(1), "{}", told["counts"]);
    assert_eq!(told["counts"]["shrunk"], 1);
    assert_eq!(told["old"]["feedback"], 80);
}

#[test]
fn a_report_is_unchanged_against_itself() {
    let ran = diff(&["late", "late"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("unchanged"), "{}", ran.stdout);
    for word in ["new themes", "grown (", "dropped requirements"] {
        assert!(!ran.stdout.contains(word), "{}", ran.stdout);
    }
    assert!(ran.stdout.contains("note: Both folders hold the same run."));
}

#[test]
fn what_is_lacking_is_told_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str| {
        let to = folder.path().join(name);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(place().join("late")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
        to
    };
    let damaged = copy("damaged");
    fs::write(damaged.join("dashboard.json"), "{").unwrap();
    let halved = copy("halved");
    fs::remove_file(halved.join("statements.jsonl")).unwrap();
    let [damaged, halved] = [damaged, halved].map(|path| path.display().to_string());
    for (new, error, hint) in [
        (
            "nowhere",
            "nowhere is not the folder of a report",
            "name the folder",
        ),
        (
            &damaged,
            "dashboard.json was changed after the run",
            "analyze the exports again",
        ),
        (&halved, "cannot read", "analyze the exports again"),
    ] {
        let ran = diff(&["early", new]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        let (told, way) = ran.stderr.split_once("\nhint: ").unwrap();
        assert!(
            told.starts_with("error: ") && told.contains(error),
            "{told}"
        );
        assert!(way.starts_with(hint), "{way}");
    }
}
