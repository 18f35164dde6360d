//! `hearken backlog`, and the order that requirements stand in.

mod binary;
#[allow(dead_code, reason = "another test reads more of a run")]
mod demo;

use binary::{Ran, hearken};
use demo::demo;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn backlog(more: &[&str]) -> Ran {
    let ran = hearken(&demo().place, &[&["backlog", "report"], more].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran
}

fn requirements() -> Vec<Value> {
    let mut told = demo().json("requirements.json");
    match told["requirements"].take() {
        Value::Array(requirements) => requirements,
        other => panic!("{other}"),
    }
}

/// Runs the script in a folder, with a `gh` that prints what it is handed.
fn run_with_stub(script: &str, folder: &Path) -> Output {
    let mut shell = Command::new("bash")
        .arg("-s")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = shell.stdin.take().unwrap();
    let whole = format!("gh() {{ cat; }}\n{script}");
    pipe.write_all(whole.as_bytes()).unwrap();
    drop(pipe);
    shell.wait_with_output().unwrap()
}

fn records(csv: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers().unwrap());
    (
        header,
        reader
            .records()
            .map(|record| cells(&record.unwrap()))
            .collect(),
    )
}

#[test]
fn jira_reads_a_summary_and_a_column_for_each_label() {
    let (header, rows) = records(&backlog(&["--as", "jira"]).stdout);
    assert_eq!(
        header[..4],
        ["Summary", "Issue Type", "Priority", "Description"]
    );
    assert!(header.len() > 5 && header[4..].iter().all(|name| name == "Labels"));
    let all = requirements();
    assert_eq!(rows.len(), all.len().min(20));
    for (row, requirement) in rows.iter().zip(&all) {
        assert_eq!(row[0], requirement["statement"].as_str().unwrap());
        let kind = requirement["kind"].as_str().unwrap();
        assert_eq!(row[1], if kind == "problem" { "Bug" } else { "Story" });
        assert!(["Highest", "High", "Medium", "Low"].contains(&row[2].as_str()));
        assert!(row[3].contains(requirement["id"].as_str().unwrap()));
        assert!(row[4..].iter().all(|label| !label.contains(' ')), "{row:?}");
    }
}

#[test]
fn linear_reads_its_own_columns() {
    let (header, rows) = records(&backlog(&["--as", "linear", "--top", "3"]).stdout);
    assert_eq!(
        header,
        ["Title", "Description", "Priority", "Status", "Labels"]
    );
    assert_eq!(rows.len(), 3);
    let known = ["Urgent", "High", "Medium", "Low"];
    assert!(
        rows.iter()
            .all(|row| known.contains(&row[2].as_str()) && row[3] == "Backlog")
    );
}

#[test]
fn github_takes_what_the_script_sends() {
    let told = backlog(&["--as", "github", "--top", "4"]).stdout;
    let issues: Vec<Value> = serde_json::from_str(&told).unwrap();
    assert_eq!(issues.len(), 4);
    for issue in &issues {
        let mut names: Vec<&String> = issue.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["body", "labels", "title"]);
        assert!(issue["body"].as_str().unwrap().contains("row "));
    }
    // A shell that stands in for gh is handed the same, byte for byte.
    let script = backlog(&["--as", "github-script", "--top", "4"]).stdout;
    let sent = run_with_stub(&script, &demo().place);
    assert!(sent.status.success());
    let lines = String::from_utf8(sent.stdout).unwrap();
    let sent: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(sent, issues);
}

#[test]
fn one_kind_alone() {
    let told = backlog(&["--as", "github", "--kind", "request"]).stdout;
    let issues: Vec<Value> = serde_json::from_str(&told).unwrap();
    assert!(!issues.is_empty());
    assert!(issues.iter().all(|issue| issue["labels"][0] == "request"));
    let list = backlog(&["--top", "2"]).stdout;
    assert_eq!(
        list.lines()
            .filter(|line| line.starts_with("- [ ] **"))
            .count(),
        2
    );
}

#[test]
fn what_users_wrote_runs_nowhere() {
    let nasty = "$(touch pwned) `touch pwned`; \nHEARKEN\nrm -rf . =1+1 '\"";
    let row = |number: usize, text: &str| format!("a{number},\"{}\"\n", text.replace('"', "\"\""));
    let complaints = (0..12).map(|n| row(n, &format!("I cannot export {nasty} to PDF on day {n}")));
    let export = "author,text\n".to_owned() + &complaints.collect::<String>();
    let run = demo::Run::new("backlog-nasty", &export, None);
    assert_eq!(run.ran.code, 0, "{}", run.ran.stderr);
    let script = hearken(&run.place, &["backlog", "report", "--as", "github-script"]).stdout;
    assert!(run_with_stub(&script, &run.place).status.success());
    assert!(!run.place.join("pwned").exists());
}

#[test]
fn every_formula_can_be_summed_again() {
    let place = &demo().place;
    for formula in ["mini-bar", "impact", "reach"] {
        let folder = format!("by-{formula}");
        let ran = hearken(
            place,
            &[
                "analyze",
                "reviews.csv",
                "-q",
                "-o",
                &folder,
                "--priority",
                formula,
            ],
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told = std::fs::read_to_string(place.join(&folder).join("requirements.json")).unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["formula"], formula);
        let mut last = f64::INFINITY;
        for requirement in told["requirements"].as_array().unwrap() {
            let priority = &requirement["priority"];
            let terms = priority["terms"].as_array().unwrap();
            let number = |value: &Value| value.as_f64().unwrap();
            let sum: f64 = terms
                .iter()
                .map(|term| {
                    let points = number(&term["weight"]) * number(&term["factor"]);
                    assert!((points - number(&term["points"])).abs() < 1e-4, "{term}");
                    number(&term["points"])
                })
                .sum();
            assert!(
                (sum - number(&priority["score"])).abs() < 1e-3,
                "{priority}"
            );
            assert!(number(&priority["score"]) <= last);
            last = number(&priority["score"]);
        }
        let ran = hearken(place, &["verify", &folder]);
        assert_eq!(ran.code, 0, "{}", ran.stdout);
    }
}
