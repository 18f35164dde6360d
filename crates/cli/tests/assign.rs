//! `hearken classify --themes`: new statements among the themes of an earlier report.

mod binary;
#[allow(dead_code, reason = "another test reads more of a run")]
mod demo;

use binary::{Ran, command, hearken};
use demo::demo;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// The lines that are printed of lines on standard input.
fn classified(place: &Path, said: &str, more: &[&str]) -> Vec<Value> {
    let mut call = command(place);
    call.args(["classify", "-", "--quiet"]).args(more);
    let mut child = call
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(said.as_bytes())
        .unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines = ran.stdout.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

/// What the demo says is mostly found in the theme where it stands.
#[test]
fn what_was_said_before_finds_its_theme() {
    let run = demo();
    let said = run.statements();
    let known: Vec<&Value> = said
        .iter()
        .filter(|line| line["text"].as_str().unwrap().split(' ').count() > 3)
        .collect();
    let texts: Vec<&str> = known
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    let lines = classified(&run.place, &texts.join("\n"), &["--themes", "report"]);
    let (mut same, mut other, mut none) = (0, 0, 0);
    for line in &lines {
        let row = line["row"].as_u64().unwrap() as usize - 1;
        let [statement] = line["statements"].as_array().unwrap().as_slice() else {
            continue;
        };
        let told = statement
            .get("theme")
            .expect("it is there, if only as null");
        if known[row]["theme"].is_null() {
            continue;
        }
        match told.get("id") {
            None => none += 1,
            Some(id) if *id == known[row]["theme"] => same += 1,
            Some(_) => other += 1,
        }
    }
    assert!(same > 200, "{same} {other} {none}");
    assert!(same > 4 * other && same > 4 * none, "{same} {other} {none}");
}

#[test]
fn strangers_belong_to_no_theme() {
    let run = demo();
    let said = "I can't log in with my fingerprint since the update\n\
        The weather in Lisbon was lovely and we ate grilled sardines\n";
    let lines = classified(&run.place, said, &["--themes", "report"]);
    let theme = |row: usize| &lines[row]["statements"][0]["theme"];
    let name = theme(0)["name"].as_str().unwrap().to_lowercase();
    assert!(name.contains("finger") || name.contains("log"), "{name}");
    assert!(theme(0)["similarity"].as_f64().unwrap() > 0.4);
    assert!(theme(1).is_null(), "{}", theme(1));
    let lines = classified(&run.place, said, &[]);
    assert!(lines[0]["statements"][0].get("theme").is_none());
    let ran = hearken(
        &run.place,
        &["classify", "reviews.csv", "--themes", "nowhere"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("nowhere is not the folder of a report"),
        "{}",
        ran.stderr
    );
}
