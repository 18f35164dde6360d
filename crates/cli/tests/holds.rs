//! Reports on exports of every kind hold when they are verified.

mod binary;

use binary::{Ran, command, hearken, root};
use std::fs;

/// Every format and every defect in one run.
#[test]
fn a_run_on_many_exports_holds() {
    let exports = root().join("fixtures/exports");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&exports).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if hearken(&exports, &["inspect", &name, "--rows", "0"]).code == 0 {
            names.push(name);
        }
    }
    names.sort();
    assert!(names.len() > 30, "{names:?}");
    let place = tempfile::tempdir().unwrap();
    let report = place.path().join("report");
    let report = report.to_str().unwrap();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let ran = hearken(&exports, &[&["analyze", "-o", report][..], &names].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains(".csv row "),
        "a quote says in which export it stands"
    );
    let verified = hearken(&exports, &["verify", report]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}

#[test]
fn a_run_on_standard_input_holds_against_the_file() {
    let place = tempfile::tempdir().unwrap();
    let export = root().join("fixtures/exports/zendesk.csv");
    let mut analyze = command(place.path());
    analyze.args(["analyze", "-", "-q", "-o", "report"]);
    analyze.stdin(fs::File::open(&export).unwrap());
    assert_eq!(Ran::from(analyze.output().unwrap()).code, 0);
    let export = export.to_str().unwrap();
    let verified = hearken(place.path(), &["verify", "report", export]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}
