//! `hearken monitor`: what moved since a head was trained, or since an earlier report.

mod binary;

use binary::{Ran, command, hearken};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const SLOW: [&str; 6] = [
    "The app is slow since the update",
    "It takes ages to load the map",
    "Pages load too slowly on my phone",
    "The search lags and takes forever",
    "So slow and sluggish when I scroll",
    "Loading my notes takes minutes",
];
const DEAR: [&str; 6] = [
    "Far too expensive for what it does",
    "The subscription costs too much",
    "They raised the price again",
    "I was charged twice for the plan",
    "Not worth the money any more",
    "Please lower the price of the plan",
];

/// An export in which so many say each; no two are by the same author.
fn export(slow: usize, dear: usize) -> String {
    let said = SLOW.iter().cycle().take(slow);
    let said = said.chain(DEAR.iter().cycle().take(dear)).enumerate();
    let rows = said.map(|(row, text)| format!("a{row},{text}\n"));
    "author,text\n".to_owned() + &rows.collect::<String>()
}

/// A head `heads/part`, the reports `early` and `late` that asked it, and `plain` that did not.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("monitor");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).unwrap();
        let label = |part: &'static str, texts: [&'static str; 6]| {
            let more = |text: &str| format!("{text},{part}\n{text} in the evening,{part}\n");
            texts.map(more).concat()
        };
        let labels = "text,part\n".to_owned() + &label("speed", SLOW) + &label("price", DEAR);
        fs::write(place.join("labels.csv"), labels).unwrap();
        fs::write(place.join("early.csv"), export(50, 50)).unwrap();
        fs::write(place.join("late.csv"), export(10, 80)).unwrap();
        fs::write(place.join("few.csv"), export(1, 3)).unwrap();
        let columns = ["--text", "text", "--label", "part", "-o", "heads/part"];
        let ran = hearken(
            &place,
            &[&["train", "--labels", "labels.csv"][..], &columns].concat(),
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for name in ["early", "late", "few"] {
            let export = format!("{name}.csv");
            let call = ["analyze", &export, "-q", "-o", name, "--head", "heads/part"];
            assert_eq!(hearken(&place, &call).code, 0);
        }
        let ran = hearken(&place, &["analyze", "few.csv", "-q", "-o", "plain"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        place
    })
}

fn monitor(more: &[&str]) -> Ran {
    hearken(place(), &[&["monitor"], more].concat())
}

/// What is printed as JSON, which keeps its schema.
fn found(more: &[&str]) -> Value {
    let ran = monitor(&[more, &["--json"]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    keeps_schema("monitor", &found);
    found
}

#[track_caller]
fn keeps_schema(name: &str, value: &Value) {
    let schema = hearken(place(), &["schema", name]).stdout;
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(value)
        .map(|e| e.to_string())
        .collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A copy of a folder of the place, which may be changed.
fn copied(from: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(place().join(from)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn what_moved_between_two_reports_is_told() {
    let told = found(&["late", "--against", "early"]);
    let part = &told["heads"]["part"];
    assert_eq!(part["texts_then"], 100);
    let shares = &part["shares"]["price"];
    assert!(shares["now"].as_f64().unwrap() - shares["then"].as_f64().unwrap() > 0.3);
    assert_eq!(part["labels"]["band"], "large");
    assert_eq!(part["labels"]["moved"], true);
    assert!(part["against_given"].is_null());
    assert_eq!(told["embedding"]["moved"], true);
    assert!(told["psi"].as_f64() >= part["labels"]["psi"].as_f64());
    assert_eq!(
        (&told["against"], &told["notes"]),
        (&json!("run"), &json!([]))
    );

    let ran = monitor(&["late", "--against", "early"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let words = "part: the labels of the statements shifted (large): price ";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    assert!(ran.stdout.contains("What the statements are about shifted"));
    for (most, code) in [("0.25", 1), ("50", 0)] {
        let ran = monitor(&["late", "--against", "early", "--fail-above", most]);
        assert_eq!(ran.code, code, "{most}");
    }
    let ran = monitor(&["late", "--against", "early", "--fail-above", "much"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn nothing_moves_between_a_report_and_itself() {
    for of in ["statements", "feedback"] {
        let told = found(&["early", "--against", "early", "--of", of]);
        assert_eq!((&told["psi"], &told["moved"]), (&json!(0.0), &json!([])));
        assert_eq!(told["heads"].as_object().unwrap().len(), 3);
    }
    let ran = monitor(&["early", "--against", "early", "--fail-above", "0"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("Nothing moved by more than chance."));
}

#[test]
fn few_texts_move_by_chance() {
    let told = found(&["few", "--against", "early"]);
    let labels = &told["heads"]["part"]["labels"];
    assert_ne!(labels["band"], "stable");
    assert_eq!(labels["moved"], false, "{labels}");
    let ran = monitor(&["few", "--against", "early"]);
    assert!(
        ran.stdout.contains("(no more than chance)"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_report_is_compared_with_what_a_head_was_trained_on() {
    let reference = json(&place().join("heads/part/reference.json"));
    keeps_schema("reference", &reference);
    let head = json(&place().join("heads/part/head.json"));
    assert_eq!(reference["said"]["weights_sha256"], head["weights_sha256"]);
    assert_eq!(reference["given"], json!({"price": 12, "speed": 12}));
    assert_eq!(
        (&reference["labeled"], &reference["of"]),
        (&json!(24), &json!("held-out"))
    );
    assert_eq!(reference["embedding"]["texts"], 24);
    assert_eq!(
        reference["said"]["texts"],
        head["provenance"]["validation_examples"]
    );
    let text = reference.to_string();
    for word in ["slow", "expensive"] {
        assert!(!text.contains(word), "no text can be read from it");
    }

    let told = found(&["late", "--against", "heads/part"]);
    assert_eq!(told["against"], "head");
    let part = &told["heads"]["part"];
    assert_eq!(
        (&part["same_weights"], &part["texts_now"]),
        (&json!(true), &json!(90))
    );
    assert_eq!(part["against_given"]["moved"], true, "{part}");
    assert!(told["embedding"]["distance"].is_number());
    let ran = monitor(&["late", "--against", "heads/part"]);
    assert!(ran.stdout.contains("against 24 labels that people gave"));
    let words = "part: the labels of the statements are not those that people gave the texts";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
}

#[test]
fn what_a_comparison_cannot_tell_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let head = folder.path().join("part");
    copied("heads/part", &head);
    let mut reference = json(&head.join("reference.json"));
    reference["of"] = json!("learned");
    reference["encoder"] = json!("another");
    fs::write(head.join("reference.json"), reference.to_string()).unwrap();
    let told = found(&["late", "--against", head.to_str().unwrap()]);
    assert!(told["embedding"].is_null());
    let notes = told["notes"].to_string();
    assert!(
        notes.contains("learned from") && notes.contains("different encoders"),
        "{notes}"
    );

    let told = found(&["late", "--against", "plain"]);
    assert!(
        told["notes"]
            .to_string()
            .contains("The head part was not asked in the earlier")
    );
    let told = found(&["plain", "--against", "late"]);
    assert!(
        told["notes"]
            .to_string()
            .contains("The head part of the earlier report was not")
    );
}

#[test]
fn what_is_lacking_is_told_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old");
    copied("heads/part", &old);
    fs::remove_file(old.join("reference.json")).unwrap();
    let stale = folder.path().join("stale");
    copied("heads/part", &stale);
    let path = stale.join("reference.json");
    let mut reference = json(&path);
    reference["said"]["weights_sha256"] = json!("0");
    fs::write(&path, reference.to_string()).unwrap();
    let earlier = folder.path().join("earlier");
    copied("early", &earlier);
    fs::remove_file(earlier.join("profile.json")).unwrap();
    let [old, stale, earlier] = [old, stale, earlier].map(|path| path.display().to_string());
    for (call, error, hint) in [
        (
            ["late", old.as_str()],
            "has no reference.json: it was trained before",
            "train it again with `hearken train`, or compare with an earlier report",
        ),
        (
            ["late", &stale],
            "belongs to other weights than the head's",
            "train the head again with `hearken train`",
        ),
        (
            ["plain", "heads/part"],
            "the report did not ask the head in heads/part",
            "analyze the exports with --head",
        ),
        (
            ["late", &earlier],
            "profile.json",
            "analyze the exports again",
        ),
        (
            ["late", "nowhere"],
            "nowhere is neither a head nor a report",
            "name a folder that `hearken train` or `hearken analyze` wrote",
        ),
        (
            ["heads/part", "early"],
            "heads/part is not the folder of a report",
            "name the folder that `hearken analyze -o` wrote",
        ),
    ] {
        let ran = monitor(&[call[0], "--against", call[1]]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{call:?}");
        let (told, way) = ran.stderr.split_once("\nhint: ").unwrap();
        assert!(
            told.starts_with("error: ") && told.contains(error),
            "{told}"
        );
        assert!(way.starts_with(hint), "{way}");
    }
}

#[test]
fn a_profile_does_not_depend_on_the_order_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text = export(10, 80);
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let text = format!("{header}\n{}\n", rows.join("\n"));
    fs::write(folder.path().join("late.csv"), text).unwrap();
    let head = place().join("heads/part");
    let head = head.to_str().unwrap();
    let mut again = command(folder.path());
    again.env("RAYON_NUM_THREADS", "1");
    again.args(["analyze", "late.csv", "-q", "-o", "late", "--head", head]);
    assert_eq!(Ran::from(again.output().unwrap()).code, 0);
    let read = |place: &Path| fs::read_to_string(place.join("late/profile.json")).unwrap();
    assert_eq!(read(folder.path()), read(place()));
}

#[test]
fn verify_holds_the_profile_against_the_statements() {
    for (pointer, told) in [
        (
            "/statements/heads/part/predicted/price",
            "profile.json: what part says of statements is not what the dashboard counts",
        ),
        (
            "/feedback/heads/sentiment/predicted/negative",
            "profile.json: what sentiment says of feedback is not what the dashboard counts",
        ),
        (
            "/statements/heads/kind/confidence/3",
            "profile.json: how sure kind is of statements is not what statements.jsonl says",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copied("late", &folder.path().join("late"));
        fs::copy(place().join("late.csv"), folder.path().join("late.csv")).unwrap();
        let path = folder.path().join("late/profile.json");
        let mut profile = json(&path);
        let number = profile.pointer_mut(pointer).unwrap();
        *number = json!(number.as_u64().unwrap() + 1);
        let text = profile.to_string();
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(path, text).unwrap();
        let path = folder.path().join("late/run.json");
        let mut run = json(&path);
        run["files"]["profile.json"] = json!(hash);
        fs::write(path, run.to_string()).unwrap();
        let ran = hearken(folder.path(), &["verify", "late"]);
        assert_eq!(ran.code, 1, "{}", ran.stdout);
        assert!(ran.stdout.contains(told), "{}", ran.stdout);
    }
    let ran = hearken(place(), &["verify", "late"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}
