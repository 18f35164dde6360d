//! `hearken verify`: a report that was changed, or whose export was, does not hold.

mod binary;
#[allow(dead_code, reason = "another test reads more of a run")]
mod demo;

use binary::{Ran, hearken};
use demo::{Run, rows};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// A run on the demo's first hundred rows, in a folder of its own that may be changed.
fn report() -> TempDir {
    static RUN: OnceLock<Run> = OnceLock::new();
    let run = RUN.get_or_init(|| {
        let (header, rows) = rows();
        let run = Run::new("verified", &(header + &rows[..100].concat()), None);
        assert_eq!(run.ran.code, 0, "{}", run.ran.stderr);
        run
    });
    let place = tempfile::tempdir().unwrap();
    fs::copy(
        run.place.join("reviews.csv"),
        place.path().join("reviews.csv"),
    )
    .unwrap();
    fs::create_dir(place.path().join("report")).unwrap();
    for file in demo::FILES {
        let file = Path::new("report").join(file);
        fs::copy(run.place.join(&file), place.path().join(&file)).unwrap();
    }
    place
}

fn read(place: &TempDir, file: &str) -> String {
    fs::read_to_string(place.path().join("report").join(file)).unwrap()
}

/// Changes a file of the report.
fn change(place: &TempDir, file: &str, how: impl FnOnce(&str) -> String) {
    let text = read(place, file);
    let changed = how(&text);
    assert_ne!(text, changed, "nothing was changed");
    fs::write(place.path().join("report").join(file), changed).unwrap();
}

fn change_json(place: &TempDir, file: &str, how: impl FnOnce(&mut Value)) {
    change(place, file, |text| {
        let mut value = serde_json::from_str(text).unwrap();
        how(&mut value);
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    });
}

/// Writes a changed file's hash into `run.json`, as someone would who wants the change to pass.
fn cover_up(place: &TempDir, file: &str) {
    let hash: String = Sha256::digest(read(place, file).as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    change_json(place, "run.json", |run| run["files"][file] = json!(hash));
}

fn verify(place: &TempDir) -> Ran {
    hearken(place.path(), &["verify", "report"])
}

/// The faults that are told, without the closing count.
#[track_caller]
fn faults(place: &TempDir) -> Vec<String> {
    let ran = verify(place);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    let (faults, count) = ran.stdout.trim_end().rsplit_once('\n').unwrap();
    assert!(count.contains(" do not hold; "), "{count}");
    let faults = faults.lines().map(|line| {
        let told = line.strip_prefix("does not hold: ");
        told.unwrap_or(line).to_owned()
    });
    faults.collect()
}

/// Changes a JSON file, and has the change told both as such and, covered up, for what it is.
#[track_caller]
fn told(file: &str, how: impl FnOnce(&mut Value)) -> String {
    let place = report();
    change_json(&place, file, how);
    let changed = format!("{file} was changed after the run");
    assert_eq!(faults(&place)[0], changed);
    cover_up(&place, file);
    let faults = faults(&place);
    assert!(!faults.contains(&changed));
    faults.join("\n")
}

#[test]
fn an_untouched_report_holds() {
    let place = report();
    let ran = verify(&place);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.starts_with("all holds: "), "{}", ran.stdout);
    assert!(ran.stdout.contains(" 100 rows and "), "{}", ran.stdout);
}

#[test]
fn a_changed_byte_of_the_export_is_told() {
    let place = report();
    let export = place.path().join("reviews.csv");
    let text = fs::read_to_string(&export).unwrap();
    assert!(text.contains("Eight, nine seconds before it opens"));
    fs::write(
        &export,
        text.replacen("Eight, nine seconds", "Eight, five seconds", 1),
    )
    .unwrap();
    let faults = faults(&place);
    assert_eq!(faults[0], "reviews.csv is not the file that the run read");
    let quote = "statements.jsonl: reviews.csv row 1 does not say “Eight, nine seconds before it \
                 opens on my Moto.” there";
    assert!(faults.iter().any(|fault| fault == quote), "{faults:?}");
}

#[test]
fn an_export_with_a_row_less_is_told() {
    let place = report();
    let (header, rows) = rows();
    fs::write(
        place.path().join("reviews.csv"),
        header + &rows[..99].concat(),
    )
    .unwrap();
    let faults = faults(&place).join("\n");
    assert!(faults.contains("the ledger says "), "{faults}");
    assert!(
        faults.contains("feedback.csv has more rows than the exports"),
        "{faults}"
    );
}

#[test]
fn a_changed_quote_is_told() {
    let words = told("requirements.json", |file| {
        let quote = &mut file["requirements"][0]["evidence"][0]["quote"];
        *quote = json!(format!("{} really", quote.as_str().unwrap()));
    });
    assert!(
        words.contains(" do not say “") && words.contains(" really”"),
        "{words}"
    );
}

#[test]
fn a_shifted_span_is_told() {
    let words = told("requirements.json", |file| {
        let end = &mut file["requirements"][0]["evidence"][0]["end"];
        *end = json!(end.as_u64().unwrap() - 1);
    });
    assert!(words.contains(" do not say “"), "{words}");
    let words = told("dashboard.json", |file| {
        let start = &mut file["themes"][0]["central"]["start"];
        *start = json!(start.as_u64().unwrap() + 1);
    });
    assert!(words.contains(" do not say “"), "{words}");
}

#[test]
fn a_quote_from_another_row_is_told() {
    let words = told("requirements.json", |file| {
        let evidence = &mut file["requirements"][0]["evidence"][0];
        evidence["row"] = json!(evidence["row"].as_u64().unwrap() % 90 + 1);
    });
    assert!(words.contains(" row "), "{words}");
    let words = told("requirements.json", |file| {
        file["requirements"][0]["evidence"][0]["row"] = json!(5_000_000);
    });
    assert!(
        words.contains("reviews.csv row 5000000: the row is not used"),
        "{words}"
    );
}

#[test]
fn changed_counts_are_told() {
    let more = |value: &mut Value| *value = json!(value.as_u64().unwrap() + 1);
    type Change<'a> = &'a dyn Fn(&mut Value);
    let changes: [(Change<'_>, &str); 7] = [
        (
            &|file| more(&mut file["ledger"]["used"]),
            "the ledger says ",
        ),
        (
            &|file| more(&mut file["ledger"]["rows"]),
            "the ledger's parts do not add up",
        ),
        (
            &|file| more(&mut file["statements"]),
            "statements, statements.jsonl has ",
        ),
        (
            &|file| more(&mut file["kinds"]["problem"]),
            "the dashboard's kinds are not those",
        ),
        (
            &|file| more(&mut file["sentiment"]["negative"]["count"]),
            " at sentiment/negative/count, where the rows give ",
        ),
        (
            &|file| more(&mut file["themes"][0]["feedback"]),
            "is told as (",
        ),
        (
            &|file| more(&mut file["single_statements"]["statements"]),
            "single statements, statements.jsonl has ",
        ),
    ];
    for (change, expected) in changes {
        let words = told("dashboard.json", change);
        assert!(words.contains(expected), "{words}");
    }
    let words = told("requirements.json", |file| {
        more(&mut file["requirements"][0]["feedback"])
    });
    assert!(words.contains(" does not have the "), "{words}");
}

/// Every number that can be counted again is: a change of any one is told by its place.
#[test]
fn a_number_changed_anywhere_is_told_by_its_place() {
    for place in [
        "/feedback",
        "/authors",
        "/period/dated",
        "/rating/histogram/4/count",
        "/rating/mean/value",
        "/languages/0/statements",
        "/sentiment/positive/share/high",
        "/sentiment_by_period/2/negative",
        "/sentiment_by_column/0/values/0/positive",
        "/sentiment_by_column/0/feedback_without",
        "/themes/1/share/value",
        "/unsure/sentiment/count",
        "/unsure/kind/share/low",
        "/themes/0/unsure/kind/count",
        "/disagreements/rated",
        "/disagreements/feedback/count",
        "/themes/0/sentiment/neutral/count",
        "/themes/0/rating/pull",
        "/themes/0/trend/recent/feedback",
        "/single_statements/kinds/praise",
    ] {
        let words = told("dashboard.json", |file| {
            let number = file.pointer_mut(place).unwrap();
            *number = match number.as_u64() {
                Some(count) => json!(count + 1),
                None => json!(number.as_f64().unwrap() + 0.01),
            };
        });
        let at = format!(" at {}, where the rows give ", &place[1..]);
        assert!(words.contains(&at), "{place}: {words}");
    }
    let words = told("dashboard.json", |file| {
        file["sentiment_by_period"].as_array_mut().unwrap().pop();
    });
    assert!(
        words.contains(" at sentiment_by_period, where the rows give a list of "),
        "{words}"
    );
}

#[test]
fn a_priority_that_does_not_add_up_is_told() {
    let words = told("requirements.json", |file| {
        let score = &mut file["requirements"][0]["priority"]["score"];
        *score = json!(score.as_f64().unwrap() + 1.0);
    });
    assert!(words.contains(": the terms add up to "), "{words}");
    let words = told("requirements.json", |file| {
        file["requirements"].as_array_mut().unwrap().swap(0, 1);
    });
    assert!(
        words.contains(" does not stand where its score puts it"),
        "{words}"
    );
}

#[test]
fn an_invented_requirement_is_told() {
    let words = told("requirements.json", |file| {
        file["requirements"][0]["statement"] = json!("The zeppelin does not land");
    });
    assert!(
        words.contains(" says “zeppelin, land”, which its evidence does not"),
        "{words}"
    );
}

#[test]
fn a_changed_statement_is_told() {
    let place = report();
    change(&place, "statements.jsonl", |text| {
        let (first, rest) = text.split_once('\n').unwrap();
        let mut line: Value = serde_json::from_str(first).unwrap();
        line["start"] = json!(1);
        format!("{line}\n{rest}")
    });
    cover_up(&place, "statements.jsonl");
    let faults = faults(&place);
    assert!(faults[0].starts_with("statements.jsonl: reviews.csv row 1 does not say “"));
}

#[test]
fn a_label_that_does_not_fit_its_probabilities_is_told() {
    type Change<'a> = &'a dyn Fn(&mut Value);
    let changes: [(Change<'_>, &str); 2] = [
        (
            &|line| {
                let listed = line["unsure"].as_array_mut().unwrap();
                match listed.iter().position(|label| label == "kind") {
                    Some(place) => drop(listed.remove(place)),
                    None => listed.push(json!("kind")),
                }
            },
            "sure of ",
        ),
        (
            &|line| {
                let is_praise = line["kind"] == "praise";
                line["kind"] = json!(if is_praise { "problem" } else { "praise" });
            },
            " is more probable",
        ),
    ];
    for (change_line, expected) in changes {
        let place = report();
        change(&place, "statements.jsonl", |text| {
            let (first, rest) = text.split_once('\n').unwrap();
            let mut line: Value = serde_json::from_str(first).unwrap();
            change_line(&mut line);
            format!("{line}\n{rest}")
        });
        cover_up(&place, "statements.jsonl");
        let faults = faults(&place);
        let told = |fault: &String| fault.starts_with("statements.jsonl: reviews.csv row 1 ");
        assert!(
            faults
                .iter()
                .any(|fault| told(fault) && fault.contains(expected)),
            "{faults:?}"
        );
    }
}

#[test]
fn a_row_placed_elsewhere_is_told() {
    let place = report();
    change(&place, "feedback.csv", |text| {
        text.replacen(",used,", ",empty,", 1)
    });
    cover_up(&place, "feedback.csv");
    assert_eq!(
        faults(&place),
        ["feedback.csv places row 1 as empty, not used"]
    );
}

#[test]
fn missing_and_damaged_files_are_told() {
    let place = report();
    fs::remove_file(place.path().join("report/report.html")).unwrap();
    assert_eq!(faults(&place), ["report.html is missing"]);
    let place = report();
    change(&place, "requirements.md", |text| format!("{text}More.\n"));
    assert_eq!(
        faults(&place),
        ["requirements.md was changed after the run"]
    );
    let place = report();
    change(&place, "dashboard.json", |text| text[..500].to_owned());
    let faults = faults(&place);
    assert!(
        faults[1].starts_with("dashboard.json cannot be read: EOF"),
        "{faults:?}"
    );
}

#[test]
fn what_cannot_be_verified_is_an_error_with_a_way_out() {
    let place = report();
    fs::remove_file(place.path().join("report/run.json")).unwrap();
    let ran = verify(&place);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .starts_with("error: report is not the folder of a report")
    );
    assert!(ran.stderr.contains("\nhint: "));
    let place = report();
    change(&place, "run.json", |_| "{}".to_owned());
    let ran = verify(&place);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("error: report/run.json is damaged"));
    assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
}

#[test]
fn an_export_that_was_moved_is_named() {
    let place = report();
    fs::create_dir(place.path().join("archive")).unwrap();
    fs::rename(
        place.path().join("reviews.csv"),
        place.path().join("archive/old.csv"),
    )
    .unwrap();
    let gone = verify(&place);
    assert_eq!(gone.code, 2);
    assert!(
        gone.stderr
            .starts_with("error: reviews.csv: there is no such file\n")
    );
    let moved = hearken(place.path(), &["verify", "report", "archive/old.csv"]);
    assert_eq!(
        (moved.code, moved.stderr.as_str()),
        (0, ""),
        "{}",
        moved.stdout
    );
    let twice = ["verify", "report", "archive/old.csv", "archive/old.csv"];
    let twice = hearken(place.path(), &twice);
    assert_eq!(twice.code, 2);
    assert_eq!(
        twice.stderr,
        "error: the run read 1 exports, and 2 are named\n\
         hint: name them in the order of the run\n"
    );
}
