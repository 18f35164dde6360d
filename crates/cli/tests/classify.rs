//! `hearken classify`: a JSON line for every feedback.

mod binary;

use binary::{Ran, command, hearken};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const EXPORT: &str = "\
id,author,text
1,Ann,The app crashes every time I log in. Please add a dark mode!
2,Bo,
3,Cy,\"I love this app, it is wonderful\"
4,Ann,the app CRASHES every time I log in please add a dark mode
5,Di,Support never answers my mails from di.lee@example.com
";

fn lines(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

fn with_input(folder: &Path, input: &str) -> Ran {
    let mut child = command(folder)
        .args(["classify", "-", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    Ran::from(child.wait_with_output().unwrap())
}

#[test]
fn every_row_with_words_has_a_line() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("export.csv"), EXPORT).unwrap();
    let ran = hearken(place.path(), &["classify", "export.csv", "--quiet"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let said = lines(&ran);
    let rows: Vec<(&Value, &Value)> = said
        .iter()
        .map(|line| (&line["row"], &line["id"]))
        .collect();
    assert_eq!(
        rows,
        [
            (&1.into(), &"1".into()),
            (&3.into(), &"3".into()),
            (&4.into(), &"4".into()),
            (&5.into(), &"5".into())
        ]
    );

    let schema = hearken(place.path(), &["schema", "classified"]).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in &said {
        let faults: Vec<String> = validator.iter_errors(line).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }

    let kinds = |line: &Value| -> Vec<String> {
        let statements = line["statements"].as_array().unwrap().iter();
        statements
            .map(|s| s["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(kinds(&said[0]), ["problem", "request"]);
    assert_eq!(
        (&said[1]["sentiment"], &said[1]["kind"]),
        (&"positive".into(), &"praise".into())
    );
    assert_eq!(said[2]["duplicate_of"], 1);
    assert_eq!(said[2]["statements"], said[0]["statements"]);
    assert!(!ran.stdout.contains("di.lee") && ran.stdout.contains("[email]"));
}

/// One reading of a statement, whoever asks for it.
#[test]
fn analyze_says_the_same_of_every_statement() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("export.csv"), EXPORT).unwrap();
    let classified = lines(&hearken(
        place.path(),
        &["classify", "export.csv", "--quiet"],
    ));
    let ran = hearken(
        place.path(),
        &["analyze", "export.csv", "--quiet", "-o", "report"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let analyzed = fs::read_to_string(place.path().join("report/statements.jsonl")).unwrap();
    let mut analyzed = analyzed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let used = classified
        .iter()
        .filter(|line| line["duplicate_of"].is_null());
    for statement in used.flat_map(|line| line["statements"].as_array().unwrap()) {
        let other = analyzed.next().unwrap();
        for (name, value) in statement.as_object().unwrap() {
            assert_eq!(value, &other[name], "{name}");
        }
    }
    assert_eq!(analyzed.next(), None);
}

#[test]
fn plain_text_on_standard_input_is_a_feedback_a_line() {
    let place = tempfile::tempdir().unwrap();
    let ran = with_input(
        place.path(),
        "The sync loses my entries, again\nI love the new look\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said = lines(&ran);
    assert_eq!(said.len(), 2);
    assert_eq!(
        (&said[0]["row"], &said[0]["sentiment"]),
        (&1.into(), &"negative".into())
    );
    assert_eq!(
        (&said[1]["row"], &said[1]["sentiment"]),
        (&2.into(), &"positive".into())
    );
    // The same text says the same, in whatever company.
    let alone = lines(&with_input(place.path(), "I love the new look\n"));
    assert_eq!(
        alone[0]["kind_probabilities"],
        said[1]["kind_probabilities"]
    );
}

#[test]
fn nothing_on_standard_input_is_told() {
    let place = tempfile::tempdir().unwrap();
    let ran = with_input(place.path(), "");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr
            .starts_with("error: -: the file is empty\nhint: "),
        "{}",
        ran.stderr
    );
}
