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
fn layers_are_cross_validated_and_learn_several_labels() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let short = ["--layers", "1", "--epochs", "2", "--batch", "16"];
    let (once, again) = (path("once"), path("again"));
    for head in [&once, &again] {
        let train = ["train", "-o", head, "--folds", "2"];
        let told = ran(&[&train[..], &LABELS, &short].concat());
        assert!(told.contains("out of fold: 88 "), "{told}");
    }
    for file in ["weights.safetensors", "head.json", "metrics.json"] {
        let [a, b] = [&once, &again].map(|head| fs::read(Path::new(head).join(file)).unwrap());
        assert!(a == b, "{file}");
    }

    let labels = path("labels.csv");
    let table = "text,parts\nSlow and ugly,speed;looks\nSo slow,speed\nUgly icons,looks\nLags,speed\nI like it,\nPretty,looks\n";
    fs::write(&labels, table).unwrap();
    let several = path("several");
    let train = [
        "train", "--labels", &labels, "--text", "text", "--label", "parts", "-o", &several,
    ];
    ran(&[
        &train[..],
        &short,
        &["--multi-label", "--validation", &labels],
    ]
    .concat());
    let head: Value =
        serde_json::from_slice(&fs::read(path("several/head.json")).unwrap()).unwrap();
    assert_eq!(head["task"], "multi-label");
    let evaluate = [
        "evaluate", "--head", &several, "--labels", &labels, "--text", "text",
    ];
    let found = ran(&[&evaluate[..], &["--label", "parts", "--json"]].concat());
    let found: Value = serde_json::from_str(&found).unwrap();
    assert!(found["macro_f1"].is_number(), "{found}");
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
