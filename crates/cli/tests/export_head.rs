//! `hearken export-head`: what is written, and what cannot be. That a runtime gives the same
//! probabilities is held by `scripts/check-onnx`.

mod binary;

use binary::{hearken, root};
use serde_json::Value;

#[test]
fn a_model_with_its_labels_and_examples_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let export = |name: &str, more: &[&str]| {
        let (model, examples) = (path(name), path("examples.json"));
        let mut arguments = vec!["export-head", "--head", "models/kind", "-o", &model];
        arguments.extend(["--examples", &examples]);
        arguments.extend(more);
        let ran = hearken(&root(), &arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout
                .contains("problem, request, praise, question, other")
        );
        let examples = std::fs::read(&examples).unwrap();
        let examples: Value = serde_json::from_slice(&examples).unwrap();
        assert_eq!(examples["input"], "features");
        assert_eq!(examples["shape"][1], 7 * 384);
        let said = examples["probabilities"][0].as_array().unwrap();
        let sum: f64 = said.iter().map(|value| value.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        std::fs::read(model).unwrap()
    };
    let single = export("single.onnx", &[]);
    assert_eq!(single, export("again.onnx", &[]), "the same bytes");
    let small = export("small.onnx", &["--int8"]);
    assert!(small.len() * 3 < single.len());
    for model in [&single, &small] {
        let labels = b"problem\nrequest\npraise\nquestion\nother";
        assert!(model.windows(labels.len()).any(|some| some == labels));
    }
}

#[test]
fn what_eight_bits_cost_is_told_on_labeled_texts() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("kind.onnx").display().to_string();
    let ran = hearken(
        &root(),
        &[
            "export-head",
            "--head",
            "models/kind",
            "-o",
            &model,
            "--int8",
            "--labels",
            "crates/fcnn/tests/statements.csv",
            "--text",
            "text",
            "--label",
            "kind",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let accuracy = |what: &str| -> f64 {
        let line = ran.stdout.lines().find(|line| line.contains(what)).unwrap();
        let number = line.split("accuracy ").nth(1).unwrap();
        number.split(',').next().unwrap().parse().unwrap()
    };
    assert!(
        (accuracy("32-bit") - accuracy("8-bit")).abs() < 0.03,
        "{}",
        ran.stdout
    );
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let ran = hearken(
        &root(),
        &[
            "export-head",
            "--head",
            "models/kind",
            "-o",
            "/nowhere/kind.onnx",
        ],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("/nowhere/kind.onnx") && ran.stderr.contains("hint: "));
}
