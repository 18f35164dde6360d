//! `hearken inspect`: how exports are understood, in the words that a person reads.

mod binary;

use binary::{Ran, command, hearken, root};
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

fn exports() -> PathBuf {
    root().join("fixtures/exports")
}

#[track_caller]
fn inspect(arguments: &[&str]) -> String {
    let ran = hearken(&exports(), &[&["inspect"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

fn inspect_stdin(export: &str, arguments: &[&str]) -> Ran {
    let mut child = command(&exports())
        .arg("inspect")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(exports().join(export)).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    Ran::from(child.wait_with_output().unwrap())
}

#[test]
fn a_store_export_in_utf_16() {
    insta::assert_snapshot!(inspect(&["google-play.csv"]));
}

#[test]
fn a_german_survey_with_semicolons() {
    insta::assert_snapshot!(inspect(&["semicolon-german.csv"]));
}

#[test]
fn a_sheet_and_a_file_in_an_archive_are_named() {
    let told = inspect(&["several.zip", "--member", "may.csv"]);
    assert!(told.contains("(may.csv)"), "{told}");
    for (sheet, code) in [("About", 0), ("Reviews", 0), ("1", 0), ("Nowhere", 2)] {
        let ran = hearken(&exports(), &["inspect", "workbook.xlsx", "--sheet", sheet]);
        assert_eq!(ran.code, code, "{sheet}: {}", ran.stderr);
        assert!(code == 0 || ran.stderr.contains("hint:"), "{}", ran.stderr);
    }
}

#[test]
fn nested_json() {
    insta::assert_snapshot!(inspect(&["nested.json"]));
}

#[test]
fn json_lines_with_chinese() {
    insta::assert_snapshot!(inspect(&["steam.jsonl"]));
}

#[test]
fn columns_told_by_their_content() {
    insta::assert_snapshot!(inspect(&["headerless.csv", "--rows", "1"]));
}

#[test]
fn rows_that_cannot_be_read_with_their_reasons() {
    insta::assert_snapshot!(inspect(&["ragged.csv", "--rows", "0"]));
    insta::assert_snapshot!(
        "unreadable_lines",
        inspect(&["bad-line.jsonl", "--rows", "0"])
    );
}

#[test]
fn personal_data_is_masked_and_kept_when_asked() {
    let masked = inspect(&["personal-data.csv", "--rows", "9"]);
    assert!(!masked.contains("example.com") && !masked.contains("4111 1111"));
    insta::assert_snapshot!(masked);
    let kept = inspect(&["personal-data.csv", "--rows", "9", "--keep-personal-data"]);
    assert!(kept.contains("ann.lee+birds@mail.example.com") && kept.contains("4111 1111"));
}

#[test]
fn several_files_one_of_them_packed() {
    let both = inspect(&["packed.csv.gz", "tabs.tsv", "--rows", "1"]);
    insta::assert_snapshot!(both);
    // Each is told as it is told alone.
    let alone = ["packed.csv.gz", "tabs.tsv"].map(|export| inspect(&[export, "--rows", "1"]));
    assert_eq!(both, alone.join("\n"));
}

#[test]
fn standard_input() {
    for export in ["packed.csv.gz", "google-play.csv", "array.json"] {
        let ran = inspect_stdin(export, &["-"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ran.stdout, inspect(&[export]).replacen(export, "-", 1));
    }
    let beside = inspect_stdin("array.json", &["bom.csv", "-", "--rows", "0"]);
    assert!(beside.stdout.contains("bom.csv\n") && beside.stdout.contains("\n-\n"));
}

#[test]
fn columns_named_by_the_user() {
    let named = inspect(&[
        "nps.csv",
        "--other-column",
        "plan",
        "--rating-scale",
        "0-10",
        "--rows",
        "1",
    ]);
    insta::assert_snapshot!(named);
}

#[test]
fn json_says_the_same_as_text() {
    let told = inspect(&["duplicates.csv", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let ledger = serde_json::json!({
        "rows": 9, "used": 5, "duplicate": 4, "empty": 0, "unreadable": 0
    });
    assert_eq!(told["ledger"], ledger);
    assert_eq!(told["sources"][0]["name"], "duplicates.csv");
    let text = inspect(&["duplicates.csv", "--rows", "0"]);
    assert!(text.contains("9 rows = 5 used + 4 duplicate + 0 empty + 0 unreadable"));
    let columns = told["sources"][0]["columns"].as_array().unwrap();
    for column in columns {
        assert!(text.contains(column["name"].as_str().unwrap()), "{column}");
    }
}
