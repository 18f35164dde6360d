//! A head with layers of its own, copied from the encoder's last, is a head everywhere.

mod binary;

use binary::{hearken, root};
use serde_json::Value;
use std::fs;
use std::path::Path;

const LABELS: [&str; 6] = [
    "--labels",
    "crates/fcnn/tests/statements.csv",
    "--text",
    "text",
    "--label",
    "kind",
];
const ORDER: [&str; 2] = ["--label-order", "problem,request,praise,question,other"];

fn ran(arguments: &[&str]) -> String {
    let ran = hearken(&root(), arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn every_command_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let head = path("models/kind");
    let train = [
        "train", "-o", &head, "--layers", "1", "--epochs", "4", "--batch", "16",
    ];
    let told = ran(&[&train[..], &LABELS, &ORDER].concat());
    assert!(told.contains("validation: "), "{told}");
    let card = fs::read_to_string(path("models/kind/README.md")).unwrap();
    assert!(
        card.contains("on the encoder's last layer, which learned along"),
        "{card}"
    );

    let evaluate = ["evaluate", "--head", &head, "--json"];
    let found: Value = serde_json::from_str(&ran(&[&evaluate[..], &LABELS].concat())).unwrap();
    assert_eq!(found["examples"], 88);
    let calibrate = ["calibrate", "--head", &head, "--precision", "0.3"];
    let told = ran(&[&calibrate[..], &LABELS].concat());
    assert!(told.starts_with("unsure below "), "{told}");

    // As one of the user's own, and in the place of the one that ships.
    let export = path("export.txt");
    fs::write(&export, "text\nIt crashes and I lost my notes\n").unwrap();
    let own = lines(&ran(&["classify", &export, "--quiet", "--head", &head]));
    copy(
        &root().join("models/sentiment"),
        &folder.path().join("models/sentiment"),
    );
    copy(
        &root().join("models/encoder"),
        &folder.path().join("models/encoder"),
    );
    let models = path("models");
    let shipped = lines(&ran(&["classify", &export, "--quiet", "--models", &models]));
    assert_eq!(
        own[0]["heads"]["kind"]["probabilities"],
        shipped[0]["kind_probabilities"]
    );
    assert_eq!(own[0]["sentiment"], shipped[0]["sentiment"]);
    let both = ran(&[
        "classify",
        &export,
        "--quiet",
        "--models",
        &models,
        "--head",
        "models/kind",
    ]);
    assert!(lines(&both)[0]["heads"]["kind"]["unsure"].is_boolean());
    let explained = ran(&["explain", "It crashes", "--json", "--models", &models]);
    let explained: Value = serde_json::from_str(&explained).unwrap();
    assert!(explained["kind"]["words"].is_array(), "{explained}");
    let report = path("report");
    ran(&[
        "analyze", &export, "--quiet", "--models", &models, "-o", &report,
    ]);

    // Corrections go on from its network and leave its layers as they are.
    let corrected = path("corrected.csv");
    let table = "text,corrected_kind\nIt crashes,problem\nCould it sync?,question\nNice app,\n";
    fs::write(&corrected, table).unwrap();
    let next = path("next");
    let told = ran(&[
        "train",
        "--corrections",
        &corrected,
        "--head",
        &head,
        "-o",
        &next,
    ]);
    assert!(
        told.contains("has none until `hearken calibrate`"),
        "{told}"
    );
    let json: Value = serde_json::from_slice(&fs::read(path("next/head.json")).unwrap()).unwrap();
    assert_eq!(json["provenance"]["features"]["states"]["after"], 5);
    assert_eq!(json.get("abstention"), None);
    ran(&[&["evaluate", "--head", &next][..], &LABELS].concat());
    ran(&["export-head", "--head", &next, "-o", &path("next.onnx")]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn what_layers_cannot_learn_is_told_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let head = folder.path().join("head").display().to_string();
    for (more, way_out) in [
        (
            &["--folds", "3"][..],
            "hint: leave out --folds, or --layers",
        ),
        (
            &["--multi-label"],
            "hint: leave out --multi-label, or --layers",
        ),
    ] {
        let train = ["train", "-o", &head, "--layers", "1"];
        let ran = hearken(&root(), &[&train[..], &LABELS, more].concat());
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(way_out), "{}", ran.stderr);
    }
}

#[test]
fn a_threshold_is_for_one_label_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let head = path("head");
    let train = ["train", "-o", &head, "--multi-label", "--epochs", "1"];
    ran(&[&train[..], &LABELS].concat());
    let calibrate = ["calibrate", "--head", &head, "--precision", "0.5"];
    let refused = hearken(&root(), &[&calibrate[..], &LABELS].concat());
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("any number of labels"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("\nhint: "), "{}", refused.stderr);

    // Exported, each label stands for itself.
    let (model, examples) = (path("several.onnx"), path("examples.json"));
    ran(&[
        "export-head",
        "--head",
        &head,
        "-o",
        &model,
        "--examples",
        &examples,
    ]);
    let model = fs::read(model).unwrap();
    let holds = |name: &[u8]| model.windows(name.len()).any(|some| some == name);
    assert!(holds(b"Sigmoid") && !holds(b"Softmax"));
}
