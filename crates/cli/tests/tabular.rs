//! `hearken tabular`: a table is learned, judged, asked, exported, and what is written is the same again.

mod binary;
#[allow(dead_code, reason = "other tests use the rest")]
mod customers;
mod files;

use binary::{Ran, command, hearken};
use customers::table;
use files::files;
use serde_json::Value;
use std::fs;
use std::path::Path;

const QUICK: [&str; 6] = [
    "--epochs",
    "12",
    "--hidden",
    "16",
    "--learning-rate",
    "0.01",
];

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("customers.csv"), table(600)).unwrap();
    place
}

fn train(place: &Path, target: &str, more: &[&str]) -> Ran {
    let call = ["tabular", "train", "customers.csv", "--target", target];
    hearken(place, &[&call[..], &QUICK, more].concat())
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_model_is_written_with_all_that_is_known_of_it() {
    let place = place();
    let ran = train(
        place.path(),
        "churn",
        &["-o", "model", "--test-share", "0.25"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in [
        "600 rows: 600 used",
        "left out \"customer\": it names rows",
        "epoch  1/12 - loss: ",
        " - val_accuracy: 0.",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    let names: Vec<String> = files(&place.path().join("model")).into_keys().collect();
    let expected = [
        "README.md",
        "history.csv",
        "learning-curve.svg",
        "ledger.csv",
        "metrics.json",
        "model.json",
        "settings.toml",
        "weights.safetensors",
    ];
    assert_eq!(names, expected);
    let metrics = json(&place.path().join("model/metrics.json"));
    assert_eq!(metrics["task"], "binary");
    assert_eq!(metrics["test"]["positive"], "Yes");
    // Of 150 rows with much chance in them: surely more than chance.
    let interval = &metrics["test"]["intervals"]["roc_auc"];
    assert!(interval["low"].as_f64().unwrap() > 0.5, "{metrics}");
    let parts = &metrics["data"]["parts"];
    let rows = ["training", "validation", "test"].map(|part| parts[part].as_u64().unwrap());
    assert_eq!(rows.iter().sum::<u64>(), 600);
    let first = &metrics["importance"][0]["column"];
    assert!(first == "contract" || first == "tenure", "{first}");
    let card = fs::read_to_string(place.path().join("model/README.md")).unwrap();
    for words in [
        "# A model of churn",
        "150 rows that were kept apart",
        "left out customer",
    ] {
        assert!(card.contains(words), "{words}: {card}");
    }
}

#[test]
fn the_same_rows_in_any_order_on_any_threads_give_the_same_bytes() {
    let place = place();
    let run = |output: &str, threads: &str| {
        let mut call = command(place.path());
        call.env("RAYON_NUM_THREADS", threads)
            .env("CANDLE_NUM_THREADS", threads);
        call.args([
            "tabular",
            "train",
            "customers.csv",
            "--target",
            "churn",
            "--quiet",
        ]);
        call.args(QUICK).args(["--ensemble", "2", "-o", output]);
        let ran = Ran::from(call.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        files(&place.path().join(output))
    };
    let one = run("one", "1");
    assert!(one == run("two", "2"));
    let csv = table(600);
    let (header, rows) = csv.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let shuffled = format!("{header}\n{}\n", rows.join("\n"));
    fs::write(place.path().join("customers.csv"), shuffled).unwrap();
    let other = run("three", "1");
    assert_eq!(one["weights.safetensors"], other["weights.safetensors"]);
    assert_eq!(one["model.json"], other["model.json"]);
}

#[test]
fn a_model_is_judged_and_asked_for_reasons() {
    let place = place();
    assert_eq!(
        train(place.path(), "churn", &["-o", "model", "--quiet"]).code,
        0
    );
    let more = ["--by", "contract", "--json"];
    let call = ["tabular", "evaluate", "model", "customers.csv"];
    let ran = hearken(place.path(), &[&call[..], &more].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["figures"]["rows"], 600);
    assert!(told["figures"]["intervals"]["roc_auc"]["low"].is_number());
    assert!(told["by"]["monthly"]["roc_auc"].is_number());
    let ran = hearken(place.path(), &call);
    assert!(ran.stdout.contains("ROC-AUC") && ran.stdout.contains("(taken for)"));

    let csv = "tenure,contract,plan,bill,customer\n1,monthly,pro,45,A\n70,yearly,basic,60,B\n5,weekly,,,C\n";
    fs::write(place.path().join("new.csv"), csv).unwrap();
    let call = [
        "tabular",
        "predict",
        "model",
        "new.csv",
        "--keep",
        "customer",
        "--reasons",
        "2",
        "--out",
        "said.csv",
    ];
    let ran = hearken(place.path(), &call);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let said = fs::read_to_string(place.path().join("said.csv")).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "row,customer,prediction,probability of Yes,reasons,note"
    );
    assert_eq!(lines.len(), 4);
    let risk = |line: &str| -> f64 { line.split(',').nth(3).unwrap().parse().unwrap() };
    assert!(risk(lines[1]) > 0.5 && risk(lines[2]) < 0.3, "{said}");
    assert!(
        lines[1].starts_with("1,A,Yes,") && lines[1].contains("contract = "),
        "{said}"
    );
}

#[test]
fn several_classes_and_numbers_are_told_too() {
    let place = place();
    let ran = train(place.path(), "plan", &["-o", "plan", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("macro-F1") && ran.stdout.contains("basic"));
    let ran = train(
        place.path(),
        "bill",
        &["-o", "bill", "--folds", "3", "--loss", "huber"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("fold 3/3  epoch"), "{}", ran.stderr);
    assert!(ran.stderr.contains("val_mae"), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("out of fold: 600 rows"),
        "{}",
        ran.stdout
    );
    let metrics = json(&place.path().join("bill/metrics.json"));
    assert_eq!(metrics["task"], "regression");
    assert!(
        metrics["validation"]["r2"].as_f64().unwrap() > 0.4,
        "{metrics}"
    );
}

#[test]
fn settings_of_a_file_hold_and_a_search_is_told() {
    let place = place();
    let toml = "hidden = [8]\nepochs = 3\nseed = 4\n";
    fs::write(place.path().join("mine.toml"), toml).unwrap();
    let call = [
        "tabular",
        "train",
        "customers.csv",
        "--target",
        "churn",
        "-o",
        "model",
        "--settings",
        "mine.toml",
        "--epochs",
        "2",
        "--search",
        "3",
    ];
    let ran = hearken(place.path(), &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("search 3/3  score "), "{}", ran.stderr);
    let metrics = json(&place.path().join("model/metrics.json"));
    assert_eq!(metrics["settings"]["epochs"], 2);
    assert_eq!(metrics["settings"]["seed"], 4);
    assert_eq!(metrics["tried"].as_array().unwrap().len(), 3);
    // What was written is taken again.
    let again = [
        "tabular",
        "train",
        "customers.csv",
        "--target",
        "churn",
        "-o",
        "again",
        "--settings",
        "model/settings.toml",
        "--quiet",
    ];
    assert_eq!(hearken(place.path(), &again).code, 0);
    let weights = |folder: &str| fs::read(place.path().join(folder).join("weights.safetensors"));
    assert_eq!(weights("model").unwrap(), weights("again").unwrap());
    fs::write(place.path().join("mine.toml"), "epochs = 3\nepoch = 3\n").unwrap();
    let ran = hearken(place.path(), &call);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("epoch") && ran.stderr.contains("hint: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_graph_is_written_with_examples_and_what_eight_bits_cost() {
    let place = place();
    assert_eq!(
        train(place.path(), "churn", &["-o", "model", "--quiet"]).code,
        0
    );
    let call = [
        "tabular",
        "export",
        "model",
        "-o",
        "model.onnx",
        "--int8",
        "--table",
        "customers.csv",
        "--examples",
        "examples.json",
    ];
    let ran = hearken(place.path(), &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("32-bit weights:") && ran.stdout.contains("8-bit weights:"));
    let examples = json(&place.path().join("examples.json"));
    assert_eq!(examples["answers"].as_array().unwrap().len(), 600);
    assert_eq!(examples["numbers"][0].as_array().unwrap().len(), 2);
    assert_eq!(examples["categories"][0].as_array().unwrap().len(), 2);
    assert!(fs::metadata(place.path().join("model.onnx")).unwrap().len() > 1000);
}
