//! Runs that cannot go on: one clear sentence, the way out, and nothing left behind.

mod binary;

use binary::{Ran, command, hearken, root};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder with a small export, `feedback.csv`.
fn place() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let text = "id,text\n1,The login fails every time\n2,Please add a dark mode\n";
    fs::write(place.path().join("feedback.csv"), text).unwrap();
    place
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The words of a failed run: `error:` and `hint:` in a line each, nothing on stdout.
#[track_caller]
fn told(ran: &Ran) -> String {
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "");
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert!(
        matches!(lines[..], [error, hint]
            if error.starts_with("error: ") && hint.starts_with("hint: ")),
        "{}",
        ran.stderr
    );
    ran.stderr.clone()
}

/// Runs `analyze` to its failure in a folder that must stay as it is.
#[track_caller]
fn fails(place: &TempDir, arguments: &[&str]) -> String {
    let before = names(place.path());
    let ran = hearken(place.path(), &[&["analyze"], arguments].concat());
    assert_eq!(names(place.path()), before, "something was left behind");
    told(&ran)
}

/// Where a GPU is asked for and this build, or this machine, has none.
#[test]
fn a_gpu_that_is_not_there() {
    let place = place();
    let told = fails(&place, &["feedback.csv", "--device", "cuda"]);
    let way_out = told.contains("--features cuda") || told.contains("nvidia-smi");
    assert!(way_out && told.contains("`--device cuda`"), "{told}");
    let packed = ["feedback.csv", "--device", "cuda", "--precision", "int8"];
    assert!(fails(&place, &packed).contains("--precision"));
}

/// The exports of `fixtures/exports` that cannot be read, with what is told of each.
#[test]
fn files_that_cannot_be_read() {
    let readme = fs::read_to_string(root().join("fixtures/exports/README.md")).unwrap();
    let (_, table) = readme.split_once("## Files that cannot be read").unwrap();
    let listed = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut all = String::new();
    for name in listed {
        let place = tempfile::tempdir().unwrap();
        let from = root().join("fixtures/exports").join(name);
        fs::copy(from, place.path().join(name)).unwrap();
        let words = fails(&place, &[name]);
        assert_eq!(hearken(place.path(), &["inspect", name]).stderr, words);
        all += &words;
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_is_no_file() {
    let place = place();
    fs::create_dir(place.path().join("folder")).unwrap();
    let mut all = String::new();
    for name in ["missing.csv", "folder", "feedback.csv/deeper.csv"] {
        all += &fails(&place, &[name]);
    }
    // One bad name among good ones: nothing is done by halves.
    all += &fails(&place, &["feedback.csv", "missing.csv"]);
    insta::assert_snapshot!(all);
}

#[test]
fn settings_that_the_export_does_not_fit() {
    let place = place();
    let mut all = String::new();
    for settings in [
        ["--text-column", "review"],
        ["--date-column", "day"],
        ["--encoding", "klingon"],
        ["--delimiter", "\""],
    ] {
        all += &fails(&place, &[&["feedback.csv"], &settings[..]].concat());
    }
    insta::assert_snapshot!(all);
}

#[test]
fn arguments_that_make_no_sense() {
    let place = place();
    let mut all = String::new();
    for arguments in [
        &["analyze", "feedback.csv", "--themes", "0"][..],
        &["analyze", "feedback.csv", "--smallest-theme", "-3"],
        &["analyze", "feedback.csv", "--rating-scale", "5-1"],
        &["analyze", "feedback.csv", "--rating-scale", "good-bad"],
        &["analyze", "feedback.csv", "--rating-scale", "1-NaN"],
        &["analyze", "feedback.csv", "--delimiter", ";;"],
        &["analyze"],
        &["schema", "nothing"],
    ] {
        let ran = hearken(place.path(), arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        all += ran.stderr.lines().next().unwrap();
        all += "\n";
    }
    assert_eq!(names(place.path()), ["feedback.csv"]);
    insta::assert_snapshot!(all);
}

#[test]
fn outputs_that_cannot_be_written() {
    let place = place();
    fs::create_dir(place.path().join("taken")).unwrap();
    fs::write(place.path().join("taken/thesis.txt"), "years of work").unwrap();
    let mut all = String::new();
    for output in [
        "feedback.csv",
        "feedback.csv/report",
        "taken",
        "taken/thesis.txt/a/b",
    ] {
        all += &fails(&place, &["feedback.csv", "-o", output]);
    }
    assert_eq!(names(&place.path().join("taken")), ["thesis.txt"]);
    insta::assert_snapshot!(all);
    // Even the superuser may not write there; what the system says of it is its own.
    if Path::new("/proc/self").exists() {
        let words = fails(&place, &["feedback.csv", "-o", "/proc/report"]);
        assert!(
            words.starts_with("error: cannot write to /proc: "),
            "{words}"
        );
    }
}

#[test]
fn a_failed_run_makes_no_folders_on_the_way() {
    let place = place();
    let output = ["-o", "new/folder/report"];
    fails(
        &place,
        &[&["feedback.csv", "--text-column", "none"], &output[..]].concat(),
    );
}

#[test]
fn a_failed_run_leaves_the_earlier_report_whole() {
    let place = place();
    let ran = hearken(place.path(), &["analyze", "feedback.csv", "-o", "report"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = place.path().join("report");
    let run = fs::read(report.join("run.json")).unwrap();
    fails(&place, &["missing.csv", "-o", "report"]);
    assert_eq!(fs::read(report.join("run.json")).unwrap(), run);
    assert_eq!(names(&report).len(), 9);
}

/// A copy of the encoder's folder without its weights.
fn encoder(place: &TempDir, name: &str) -> std::path::PathBuf {
    let folder = place.path().join(name);
    fs::create_dir(&folder).unwrap();
    for file in ["config.json", "tokenizer.json", "sentence_bert_config.json"] {
        fs::copy(root().join("models/encoder").join(file), folder.join(file)).unwrap();
    }
    folder
}

#[test]
fn encoders_that_are_not_whole() {
    let place = place();
    let weights = root().join("models/encoder/model.safetensors");
    let weights = fs::read(&weights).expect("run scripts/fetch-encoder first");

    fs::create_dir(place.path().join("empty")).unwrap();
    encoder(&place, "no-weights");
    let truncated = encoder(&place, "truncated");
    fs::write(truncated.join("model.safetensors"), &weights[..1 << 20]).unwrap();
    let no_model = encoder(&place, "no-model");
    fs::copy(
        place.path().join("feedback.csv"),
        no_model.join("model.safetensors"),
    )
    .unwrap();
    // The weights of a head under the encoder's name.
    let other = encoder(&place, "other-model");
    let head = root().join("models/kind/weights.safetensors");
    fs::copy(head, other.join("model.safetensors")).unwrap();
    let no_words = encoder(&place, "no-tokenizer");
    fs::write(no_words.join("model.safetensors"), &weights).unwrap();
    fs::write(no_words.join("tokenizer.json"), "{}").unwrap();
    let no_settings = encoder(&place, "bad-config");
    fs::write(no_settings.join("model.safetensors"), &weights).unwrap();
    fs::write(
        no_settings.join("config.json"),
        "{\"hidden_size\": \"wide\"",
    )
    .unwrap();

    let mut all = String::new();
    for name in [
        "empty",
        "no-weights",
        "truncated",
        "no-model",
        "other-model",
        "no-tokenizer",
        "bad-config",
        "missing/",
    ] {
        let words = fails(&place, &["feedback.csv", "--encoder", name]);
        all += words.lines().next().unwrap();
        all += "\n";
    }
    insta::assert_snapshot!(all);
    for name in ["empty", "truncated"] {
        let words = fails(&place, &["feedback.csv", "--encoder", name]);
        assert!(words.contains("scripts/fetch-encoder"), "{words}");
    }
}

/// Without any models, and with heads but no encoder beside them.
#[test]
fn models_that_are_not_there() {
    let place = place();
    let words = fails(&place, &["feedback.csv", "--models", "nowhere"]);
    assert!(words.starts_with("error: no trained heads were found in nowhere\n"));
    for head in ["sentiment", "kind"] {
        let (from, to) = (
            root().join("models").join(head),
            place.path().join("models").join(head),
        );
        fs::create_dir_all(&to).unwrap();
        for file in ["head.json", "weights.safetensors"] {
            fs::copy(from.join(file), to.join(file)).unwrap();
        }
    }
    let words = fails(&place, &["feedback.csv", "--models", "models"]);
    assert!(words.contains("scripts/fetch-encoder"), "{words}");
    fs::write(place.path().join("models/kind/weights.safetensors"), "no").unwrap();
    let words = fails(&place, &["feedback.csv", "--models", "models"]);
    assert!(
        words.starts_with("error: cannot use the head in models/kind: "),
        "{words}"
    );
}

#[test]
fn standard_input_without_data() {
    let place = place();
    let words = fails(&place, &["-"]);
    assert!(
        words.starts_with("error: -: the file is empty\n"),
        "{words}"
    );
    let words = fails(&place, &["-", "-"]);
    assert!(words.starts_with("error: "), "{words}");
}

#[test]
fn nothing_to_report_is_exit_one_and_still_accounted_for() {
    let place = place();
    fs::write(
        place.path().join("silent.csv"),
        "id,text,rating\n1,,5\n2,N/A,4\n3,-,1\n",
    )
    .unwrap();
    let ran = hearken(place.path(), &["analyze", "silent.csv", "-o", "report"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("3 rows → 0 feedback"), "{}", ran.stdout);
    assert_eq!(names(&place.path().join("report")).len(), 9);
    let verified = hearken(place.path(), &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    assert_eq!(hearken(place.path(), &["inspect", "silent.csv"]).code, 1);
}

#[test]
fn strict_minds_rows_that_cannot_be_read() {
    let place = tempfile::tempdir().unwrap();
    let export = root().join("fixtures/exports/ragged.csv");
    let export = export.to_str().unwrap();
    for (arguments, code) in [(&["--quiet"][..], 0), (&["--quiet", "--strict"], 1)] {
        let all = [&["analyze", export, "-o", "report"], arguments].concat();
        let ran = hearken(place.path(), &all);
        assert_eq!(ran.code, code, "{}", ran.stderr);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
        assert!(place.path().join("report/run.json").exists());
    }
}

/// Killed while it reads and encodes, the hardest way there is.
#[test]
fn an_interrupted_run_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let export = root().join("fixtures/demo/reviews.csv");
    let mut child = command(place.path())
        .arg("analyze")
        .arg(export)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The mapping is told when the export is read and the slow work begins.
    let mut first = [0];
    std::io::Read::read_exact(&mut child.stderr.take().unwrap(), &mut first).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(names(place.path()).is_empty(), "{:?}", names(place.path()));
}

/// What was found is told before it is written; that nobody reads it keeps nothing from being written.
#[test]
fn a_report_is_written_where_nobody_listens() {
    let place = place();
    let mut child = command(place.path())
        .args(["analyze", "feedback.csv", "-o", "report"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    assert!(place.path().join("report/run.json").exists());
}

/// Who reads only the first line is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    let place = place();
    let mut child = command(place.path())
        .args(["schema", "dashboard"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

/// Standard input is read as any file is, and told as `-`.
#[test]
fn standard_input_is_an_export() {
    let place = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut child = command(place.path())
        .args(["analyze", "-", "-o", "report", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(b"text\nThe login fails every time\n")
        .unwrap();
    drop(input);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{} after {:?}", ran.stderr, start.elapsed());
    let table = fs::read_to_string(place.path().join("report/feedback.csv")).unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with("-,1,,used,"));
}
