//! Folders as the hub holds them, with random weights: what is read of them is what sentence-transformers reads
//! (`scripts/tiny-encoders` wrote its vectors).

use hearken_embedding::{Encoder, Error, Features, Precision, open, open_packed};
use ndarray::Array2;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 3] = ["wordpiece", "unigram", "roberta"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoders")
}

fn texts() -> Vec<String> {
    serde_json::from_slice(&std::fs::read(fixtures().join("texts.json")).unwrap()).unwrap()
}

fn expected(name: &str) -> Array2<f32> {
    let bytes = std::fs::read(fixtures().join(name).join("vectors.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let tensor = tensors.tensor("embeddings").unwrap();
    let numbers = tensor
        .data()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let shape = (tensor.shape()[0], tensor.shape()[1]);
    Array2::from_shape_vec(shape, numbers.collect()).unwrap()
}

fn encode(encoder: &dyn Encoder, texts: &[&str]) -> Array2<f32> {
    let mut rows = Array2::zeros((texts.len(), encoder.dimension()));
    encoder
        .encode(texts, Features::EMBEDDING, &mut |batch| {
            for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                rows.row_mut(*index).assign(&row);
            }
        })
        .unwrap();
    rows
}

/// A copy of a fixture, in which files may be changed and packed weights are kept.
fn copy(name: &str) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    let from = fixtures().join(name);
    std::fs::create_dir(to.path().join("1_Pooling")).unwrap();
    for file in ["", "1_Pooling"] {
        for entry in std::fs::read_dir(from.join(file)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let inside = path.strip_prefix(&from).unwrap();
                std::fs::copy(&path, to.path().join(inside)).unwrap();
            }
        }
    }
    to
}

fn change(folder: &Path, file: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut value = match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).unwrap(),
        Err(_) => json!({}),
    };
    change(&mut value);
    std::fs::write(path, value.to_string()).unwrap();
}

#[test]
fn candle_and_packed_weights_give_what_the_python_library_gives() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for name in FOLDERS {
        let folder = copy(name);
        let expected = expected(name);
        assert_eq!(expected.nrows(), texts.len());
        for (how, encoder, most, least) in [
            ("candle", open(folder.path()).unwrap(), 2e-5, 0.999_999),
            (
                "packed f32",
                open_packed(folder.path(), Precision::F32).unwrap(),
                2e-5,
                0.999_999,
            ),
            (
                "packed bf16",
                open_packed(folder.path(), Precision::Bf16).unwrap(),
                0.05,
                0.999,
            ),
            (
                "packed int8",
                open_packed(folder.path(), Precision::Int8).unwrap(),
                0.2,
                0.98,
            ),
        ] {
            assert_eq!(
                encoder.arithmetic().starts_with("packed"),
                how.starts_with("packed"),
                "{name}: {}",
                encoder.arithmetic()
            );
            let found = encode(&*encoder, &texts);
            for ((text, found), expected) in texts.iter().zip(found.rows()).zip(expected.rows()) {
                let cosine = found.dot(&expected);
                let gap = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
                let gap = gap.fold(0.0, f32::max);
                assert!(
                    cosine >= least && gap <= most,
                    "{name}, {how}: cosine {cosine}, {gap} apart at most: {text:?}"
                );
            }
        }
    }
}

#[test]
fn texts_are_cut_where_the_folder_says() {
    let long = "很长的文字 long ".repeat(60);
    for (name, most) in FOLDERS.into_iter().zip([48, 40, 64]) {
        let encoder = open(&fixtures().join(name)).unwrap();
        assert_eq!(encoder.count_tokens(&[&long]).unwrap(), [most], "{name}");
    }
}

#[test]
fn the_prompt_stands_before_every_text() {
    let folder = copy("roberta");
    let prompted = encode(&*open(folder.path()).unwrap(), &["好"]);
    change(folder.path(), "config_sentence_transformers.json", |told| {
        told["default_prompt_name"] = Value::Null
    });
    let plain = open(folder.path()).unwrap();
    assert!(encode(&*plain, &["好"]) != prompted);
    assert!(encode(&*plain, &["query: 好"]) == prompted);
}

/// Pooling by another name changes the vectors, in the same way as the switches do.
#[test]
fn newer_files_name_the_pooling() {
    let folder = copy("unigram");
    let mean = encode(&*open(folder.path()).unwrap(), &["The app is slow"]);
    let with = |told: Value| {
        change(folder.path(), "1_Pooling/config.json", |pooling| {
            *pooling = told
        });
        encode(&*open(folder.path()).unwrap(), &["The app is slow"])
    };
    assert!(with(json!({"pooling_mode": "mean"})) == mean);
    let first = with(json!({"pooling_mode": "cls"}));
    assert!(first != mean && first == with(json!({"pooling_mode_cls_token": true})));
}

/// Where the pooling lies is read from `modules.json`; without one the tokens' mean is taken.
#[test]
fn the_pooling_lies_where_the_modules_say() {
    let folder = copy("wordpiece");
    let first = encode(&*open(folder.path()).unwrap(), &["闪退"]);
    std::fs::rename(folder.path().join("1_Pooling"), folder.path().join("pool")).unwrap();
    let mean = encode(&*open(folder.path()).unwrap(), &["闪退"]);
    assert!(mean != first);
    change(folder.path(), "modules.json", |modules| {
        modules[1]["path"] = json!("pool");
    });
    assert!(encode(&*open(folder.path()).unwrap(), &["闪退"]) == first);
}

#[test]
fn what_changes_vectors_and_is_not_supported_is_an_error() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str); 4] = [
        (
            "modules.json",
            |modules| {
                let dense = json!({"idx": 2, "path": "2_Dense", "type": "sentence_transformers.models.Dense"});
                modules.as_array_mut().unwrap().push(dense);
            },
            "Dense",
        ),
        (
            "1_Pooling/config.json",
            |pooling| *pooling = json!({"pooling_mode": "lasttoken"}),
            "only mean and first-token pooling",
        ),
        (
            "1_Pooling/config.json",
            |pooling| pooling["include_prompt"] = json!(false),
            "left out of the mean",
        ),
        (
            "config_sentence_transformers.json",
            |told| told["default_prompt_name"] = json!("gone"),
            "`gone`",
        ),
    ];
    for (file, how, told) in cases {
        let folder = copy("roberta");
        change(folder.path(), file, how);
        let error = open(folder.path()).err().expect("must be refused");
        assert!(
            matches!(error, Error::Damaged { .. }) && error.to_string().contains(told),
            "{error}"
        );
    }
}

/// A text that writes the padding's token out is read as the Python library reads it, also where it stands first.
#[test]
fn packed_and_candle_agree_on_written_out_padding() {
    let folder = copy("roberta");
    let texts = ["<pad>", "<pad> <pad> slow", "slow <pad> app <pad>"];
    let candle = encode(&*open(folder.path()).unwrap(), &texts);
    let packed = open_packed(folder.path(), Precision::F32).unwrap();
    let gap = (candle - encode(&*packed, &texts)).mapv(f32::abs);
    assert!(gap.iter().all(|gap| *gap < 2e-5));
}
