//! `hearken suggest-reply`, `analyze --backlog` and `--style`: what stands beside the requirements.

mod binary;

use binary::{command, hearken};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

const LOGIN: [&str; 6] = [
    "I cannot log in with my fingerprint since the update",
    "Fingerprint login does not work any more",
    "The login rejects my fingerprint every time",
    "I can't log in by fingerprint on my phone",
    "Logging in with the fingerprint fails after the update",
    "Cannot log in with the fingerprint",
];
const PDF: [&str; 6] = [
    "As a tutor, I want to export my notes to PDF so that my students can print them",
    "Please add an export to PDF",
    "I would like to export my notes as a PDF",
    "An export to PDF would be great",
    "please let me export notes to PDF",
    "It would be nice to export everything to PDF",
];
const HELP: &str = "Please delete the stored fingerprint in the settings and add it again.";
const SOON: &str = "Thank you, an export to PDF is planned.";

/// A report on an export in which some feedback was answered, held against a file of tickets.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).unwrap();
        let mut rows = String::from("author,review,reply\n");
        for round in 0..3 {
            for (at, (login, pdf)) in LOGIN.iter().zip(&PDF).enumerate() {
                let answer = |answer| if at % 2 == 0 { answer } else { "" };
                let (help, soon) = (answer(HELP), answer(SOON));
                rows += &format!("a{round}{at},\"{login}\",\"{help}\"\n");
                rows += &format!("b{round}{at},\"{pdf}\",\"{soon}\"\n");
            }
        }
        fs::write(place.join("reviews.csv"), rows).unwrap();
        let tickets = "Issue key,Summary,Description\n\
            APP-1,Fingerprint login fails,Since 5.2 the fingerprint is rejected\n\
            APP-2,Support Esperanto,Nobody has asked yet\n\
            APP-3,Rotate the database password,Housekeeping\n";
        fs::write(place.join("tickets.csv"), tickets).unwrap();
        let ran = hearken(
            &place,
            &[
                "analyze",
                "reviews.csv",
                "-q",
                "-o",
                "report",
                "--backlog",
                "tickets.csv",
            ],
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        place
    })
}

fn json(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(place().join(file)).unwrap()).unwrap()
}

#[test]
fn the_nearest_answer_is_suggested() {
    let asked = [
        "suggest-reply",
        "report",
        "my fingerprint is not accepted",
        "--json",
    ];
    let ran = hearken(place(), &asked);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["replies"][0]["reply"], HELP);
    assert!(told["replies"][0]["times"].as_u64().unwrap() > 1);
    assert_eq!(told["answered"], 18);
    let schema = hearken_report::schema("suggested").unwrap();
    assert!(jsonschema::is_valid(&schema, &told));
    let shown = hearken(place(), &["suggest-reply", "report", "PDF export please"]).stdout;
    assert!(shown.contains(SOON), "{shown}");
}

#[test]
fn new_feedback_on_standard_input_is_answered_line_by_line() {
    let mut child = command(place())
        .args(["suggest-reply", "report", "--json", "--top", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"the login wants no fingerprint\n\nexport as pdf\n")
        .unwrap();
    drop(pipe);
    let ran = child.wait_with_output().unwrap();
    assert!(ran.status.success());
    let lines = String::from_utf8(ran.stdout).unwrap();
    let replies: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["replies"][0]["reply"].clone())
        .collect();
    assert_eq!(replies, [HELP, SOON]);
}

#[test]
fn exports_without_answers_are_an_error_that_helps() {
    let place = place();
    fs::write(
        place.join("plain.csv"),
        "review\nI cannot log in\nThe login fails\n",
    )
    .unwrap();
    assert_eq!(
        hearken(place, &["analyze", "plain.csv", "-q", "-o", "plain"]).code,
        0
    );
    let ran = hearken(place, &["suggest-reply", "plain", "login"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("was answered") && ran.stderr.contains("hint:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn tickets_are_held_against_requirements() {
    let backlog = json("report/backlog.json");
    let schema = hearken_report::schema("backlog").unwrap();
    assert!(jsonschema::is_valid(&schema, &backlog));
    assert_eq!(backlog["tickets"], 3);
    let requirements = json("report/requirements.json");
    let requirements = requirements["requirements"].as_array().unwrap();
    let statement = |id: &Value| {
        let found = requirements.iter().find(|r| r["id"] == *id).unwrap();
        found["statement"].as_str().unwrap().to_lowercase()
    };
    let matched = backlog["matched"].as_array().unwrap();
    assert!(!matched.is_empty());
    for found in matched {
        assert_eq!(found["ticket"]["id"], "APP-1");
        assert!(statement(&found["requirement"]).contains("fingerprint"));
    }
    let without = backlog["without_ticket"].as_array().unwrap();
    assert!(without.iter().any(|id| statement(id).contains("pdf")));
    assert_eq!(matched.len() + without.len(), requirements.len());
    let unasked = backlog["without_evidence"].as_array().unwrap();
    let ids: Vec<&Value> = unasked.iter().map(|found| &found["ticket"]["id"]).collect();
    assert_eq!(ids, ["APP-2", "APP-3"]);
    let page = fs::read_to_string(place().join("report/report.html")).unwrap();
    assert!(page.contains("Fingerprint login fails") && page.contains("Support Esperanto"));
    let ran = hearken(place(), &["verify", "report"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn a_changed_byte_of_the_tickets_told_is_told() {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("report")).unwrap();
    fs::copy(place().join("reviews.csv"), copy.path().join("reviews.csv")).unwrap();
    for file in fs::read_dir(place().join("report")).unwrap() {
        let file = file.unwrap();
        fs::copy(
            file.path(),
            copy.path().join("report").join(file.file_name()),
        )
        .unwrap();
    }
    assert_eq!(hearken(copy.path(), &["verify", "report"]).code, 0);
    let path = copy.path().join("report/backlog.json");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replacen("APP-1", "APP-9", 1);
    fs::write(&path, changed).unwrap();
    let ran = hearken(copy.path(), &["verify", "report"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("backlog.json"), "{}", ran.stdout);
}

#[test]
fn json_on_standard_output_is_what_the_files_say() {
    let ran = hearken(
        place(),
        &[
            "analyze",
            "reviews.csv",
            "-q",
            "--json",
            "--top",
            "1",
            "-o",
            "as-json",
        ],
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["output"], "as-json");
    assert_eq!(told["dashboard"], json("as-json/dashboard.json"));
    let requirements = json("as-json/requirements.json");
    assert_eq!(told["requirements"].as_array().unwrap().len(), 1);
    assert_eq!(told["requirements"][0], requirements["requirements"][0]);
}

#[test]
fn a_story_is_told_where_it_was_told() {
    for (style, expected) in [
        (
            "story",
            "As a tutor, I want to export my notes to PDF, so that my students can print them",
        ),
        ("shall", "shall"),
    ] {
        let ran = hearken(
            place(),
            &[
                "analyze",
                "reviews.csv",
                "-q",
                "-o",
                style,
                "--style",
                style,
            ],
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told = json(&format!("{style}/requirements.json"));
        let all = told["requirements"].as_array().unwrap();
        let styled: Vec<&Value> = all.iter().filter(|r| r["style"] == style).collect();
        assert!(
            styled
                .iter()
                .any(|r| r["statement"].as_str().unwrap().contains(expected)),
            "{all:#?}"
        );
        // What the form asks for was not said of the login.
        if style == "story" {
            assert!(all.iter().any(|r| r["style"] == "plain"));
        }
        let ran = hearken(place(), &["verify", style]);
        assert_eq!(ran.code, 0, "{}", ran.stdout);
    }
}
