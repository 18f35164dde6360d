//! `hearken search`: what a report says about words that nobody wrote.

mod binary;
#[allow(dead_code, reason = "another test reads more of a run")]
mod demo;

use binary::{Ran, hearken, root};
use demo::demo;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const EXPORT: &str = "id,text\n\
    A-1,The login fails every time I open it.\n\
    A-2,I cannot sign in since Monday\n\
    A-3,Please add a dark mode\n\
    A-4,The login fails every time I open it. Please help me.\n\
    A-5,Dark colors at night would be kind to my eyes\n\
    A-6,The invoice arrives as an empty page\n";

/// A report on the small export, under `report`.
fn small(arguments: &[&str]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("export.csv"), EXPORT).unwrap();
    analyze(place.path(), arguments);
    place
}

fn analyze(place: &Path, arguments: &[&str]) {
    let all = ["analyze", "export.csv", "-o", "report", "--quiet"];
    let ran = hearken(place, &[&all[..], arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn search(place: &Path, arguments: &[&str]) -> Ran {
    hearken(place, &[&["search", "report"], arguments].concat())
}

fn found(ran: &Ran) -> Value {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    serde_json::from_str(&ran.stdout).unwrap()
}

/// `error:` and `hint:` of a search that cannot be made.
#[track_caller]
fn refused(ran: &Ran) -> String {
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
    ran.stderr.clone()
}

#[test]
fn what_means_the_same_is_found_in_other_words() {
    let place = small(&[]);
    let told = found(&search(
        place.path(),
        &["--json", "--top", "3", "logging in does not work"],
    ));
    let hits = told["hits"].as_array().unwrap();
    assert_eq!(told["statements"], 7);
    assert_eq!(hits.len(), 3);
    let mut rows: Vec<u64> = Vec::new();
    for hit in hits {
        let also = hit["also"].as_array().unwrap().iter();
        let places = also
            .chain([hit])
            .map(|place| place["row"].as_u64().unwrap());
        rows.extend(places);
    }
    assert!([1, 2, 4].iter().all(|row| rows.contains(row)), "{rows:?}");
    let first = hits.iter().find(|hit| hit["row"] == 1).unwrap();
    assert_eq!(
        (&first["id"], &first["source"]),
        (&"A-1".into(), &"export.csv".into())
    );
    let near: Vec<f64> = hits
        .iter()
        .map(|hit| hit["similarity"].as_f64().unwrap())
        .collect();
    assert!(
        near.is_sorted_by(|a, b| a >= b) && near[0] > 0.5,
        "{near:?}"
    );
    // Words need no quotes.
    let words = [
        "--json", "--top", "3", "logging", "in", "does", "not", "work",
    ];
    assert_eq!(found(&search(place.path(), &words)), told);
}

#[test]
fn the_words_of_a_statement_find_it_first() {
    let place = &demo().place;
    let lines = demo().statements();
    for line in lines.iter().step_by(97) {
        let told = found(&search(
            place,
            &["--json", "--", line["text"].as_str().unwrap()],
        ));
        let first = &told["hits"][0];
        assert_eq!(first["text"], line["text"]);
        assert!(first["similarity"].as_f64().unwrap() > 0.99, "{first}");
    }
}

#[test]
fn the_demo_is_found_by_theme() {
    let place = &demo().place;
    let ran = search(place, &["--top", "8", "unlock with my face or finger"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("by_theme", ran.stdout);
    let told = found(&search(place, &["--json", "unlock with my face or finger"]));
    let schema = hearken(place, &["schema", "search"]).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    let faults = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = faults.iter_errors(&told).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let dashboard = demo().json("dashboard.json");
    for theme in told["themes"].as_array().unwrap() {
        let of = |hit: &&Value| hit["theme"] == theme["id"];
        let hits = told["hits"].as_array().unwrap().iter().filter(of).count();
        assert_eq!(theme["hits"], hits);
        let groups = ["themes", "small_themes"].map(|group| dashboard[group].as_array().unwrap());
        let mut named = groups.into_iter().flatten();
        let known = named.any(|known| known["id"] == theme["id"] && known["name"] == theme["name"]);
        assert!(known || theme["id"].is_null(), "{theme}");
    }
}

#[test]
fn reports_without_vectors_and_of_others_are_told() {
    let place = small(&[]);
    let kept = place.path().join("report/vectors.safetensors");
    assert!(kept.exists());
    let told = refused(&search(place.path(), &[" \t"]));
    assert!(told.contains("no words to look for"), "{told}");

    let other = place.path().join("other");
    let encoder = root().join("models/encoder");
    copy(&encoder, &other);
    fs::remove_file(other.join("manifest.json")).unwrap();
    let path = other.join("model.safetensors");
    let mut weights = fs::read(&path).unwrap();
    // The last byte of the last number: another model, as good as the first.
    *weights.last_mut().unwrap() ^= 1;
    fs::write(&path, weights).unwrap();
    let told = refused(&search(place.path(), &["--encoder", "other", "login"]));
    let named = "made with the encoder sentence-transformers/all-MiniLM-L6-v2, not with other";
    assert!(told.contains(named) && told.contains("--encoder"), "{told}");

    let mut bytes = fs::read(&kept).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&kept, bytes).unwrap();
    let told = refused(&search(place.path(), &["login"]));
    assert!(
        told.contains("vectors.safetensors was changed after the run"),
        "{told}"
    );
    let verified = hearken(place.path(), &["verify", "report"]);
    assert_eq!(verified.code, 1);
    let told = "vectors.safetensors was changed after the run";
    assert!(verified.stdout.contains(told), "{}", verified.stdout);

    analyze(place.path(), &["--no-vectors"]);
    assert!(!kept.exists(), "those of the earlier run are gone");
    let told = refused(&search(place.path(), &["login"]));
    assert!(
        told.contains("report kept no vectors") && told.contains("--no-vectors"),
        "{told}"
    );
    assert_eq!(hearken(place.path(), &["verify", "report"]).code, 0);

    let told = refused(&hearken(place.path(), &["search", "nowhere", "login"]));
    assert!(
        told.contains("nowhere is not the folder of a report"),
        "{told}"
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
