//! `hearken calibrate`: from which confidence on a head can be relied on.

mod binary;

use binary::{Ran, hearken, root};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A copy of the kind head that may be changed, without a threshold.
fn head() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let kind = root().join("models/kind");
    for file in ["head.json", "weights.safetensors"] {
        fs::copy(kind.join(file), place.path().join(file)).unwrap();
    }
    let mut json = json(place.path());
    json.as_object_mut().unwrap().remove("abstention");
    fs::write(place.path().join("head.json"), json.to_string()).unwrap();
    place
}

fn json(head: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(head.join("head.json")).unwrap()).unwrap()
}

fn calibrate(head: &Path, more: &[&str]) -> Ran {
    let labels = ["--labels", "crates/fcnn/tests/statements.csv"];
    let columns = ["--text", "text", "--label", "kind"];
    let head = ["calibrate", "--head", head.to_str().unwrap()];
    hearken(&root(), &[&head[..], &labels, &columns, more].concat())
}

#[test]
fn the_threshold_is_written_and_measured_again() {
    let head = head();
    let weights = fs::read(head.path().join("weights.safetensors")).unwrap();
    let before = json(head.path());
    let ran = calibrate(head.path(), &["--precision", "0.95"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("unsure below 0."), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains(" % of 88 examples lie at or above it, and of these ")
    );

    let mut after = json(head.path());
    let found = after.as_object_mut().unwrap().remove("abstention").unwrap();
    assert_eq!(after, before);
    assert_eq!(
        fs::read(head.path().join("weights.safetensors")).unwrap(),
        weights
    );
    let number = |name: &str| found[name].as_f64().unwrap();
    assert_eq!((number("precision"), number("examples")), (0.95, 88.0));
    assert!(
        number("accuracy") >= 0.95 && (0.5..1.0).contains(&number("coverage")),
        "{found}"
    );

    let again = calibrate(head.path(), &["--json"]);
    let measured: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(measured, found);
}

#[test]
fn what_cannot_be_chosen_has_a_way_out() {
    let head = head();
    let none = calibrate(head.path(), &[]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains(" has no threshold\nhint: "),
        "{}",
        none.stderr
    );
    for share in ["0", "1.5", "often"] {
        let ran = calibrate(head.path(), &["--precision", share]);
        assert_eq!(ran.code, 2);
        assert!(
            ran.stderr.contains("it must be above 0 and at most 1"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(json(head.path()).get("abstention"), None);
}
