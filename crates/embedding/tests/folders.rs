//! Loading and running small models of the BERT family, whole and damaged.

mod tiny;

use hearken_embedding::{Encoder, Error, Features, open};
use ndarray::Array2;
use serde_json::json;

const TEXTS: [&str; 5] = [
    "the app is slow",
    "the app crashes",
    "fast",
    "it is fast and it is slow",
    "the app is fast",
];

fn encode(encoder: &dyn Encoder, texts: &[&str]) -> Array2<f32> {
    let mut all = Array2::zeros((texts.len(), encoder.dimension()));
    let mut done = 0.0;
    encoder
        .encode(texts, Features::EMBEDDING, &mut |batch| {
            for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                all.row_mut(*index).assign(&row);
            }
            assert!(batch.done > done && batch.done <= 1.0 + 1e-9);
            done = batch.done;
        })
        .unwrap();
    assert!((done - 1.0).abs() < 1e-9);
    all
}

#[test]
fn every_architecture_gives_unit_vectors_that_depend_on_the_text_alone() {
    for architecture in ["bert", "distilbert", "roberta"] {
        let folder = tempfile::tempdir().unwrap();
        tiny::write(folder.path(), architecture);
        let encoder = open(folder.path()).unwrap();
        assert_eq!(encoder.dimension(), tiny::WIDTH);
        let all = encode(&*encoder, &TEXTS);
        for (index, text) in TEXTS.iter().enumerate() {
            let row = all.row(index);
            assert!((row.dot(&row) - 1.0).abs() < 1e-5, "{architecture}: {text}");
            let alone = encode(&*encoder, &[text]);
            let gap = (&alone.row(0) - &row).mapv(f32::abs).sum();
            assert!(gap < 1e-5, "{architecture}: {text} differs by {gap}");
        }
        let apart = (&all.row(0) - &all.row(1)).mapv(f32::abs).sum();
        assert!(
            apart > 1e-3,
            "{architecture}: different texts, different vectors"
        );
    }
}

#[test]
fn layers_come_from_bert_alone_and_end_in_the_embedding() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let encoder = open(folder.path()).unwrap();
    assert_eq!(encoder.layers(), Some(3));
    encoder
        .encode(&TEXTS, Features::LAYERS, &mut |batch| {
            let layers = batch.layers.unwrap();
            assert_eq!(layers.ncols(), 3 * tiny::WIDTH);
            for (layers, vector) in layers.rows().into_iter().zip(batch.embeddings.rows()) {
                let last = layers.slice(ndarray::s![2 * tiny::WIDTH..]);
                let cosine = last.dot(&vector) / last.dot(&last).sqrt();
                assert!((cosine - 1.0).abs() < 1e-5);
            }
        })
        .unwrap();
    tiny::write(folder.path(), "distilbert");
    let encoder = open(folder.path()).unwrap();
    assert_eq!(encoder.layers(), None);
    let refused = encoder.encode(&TEXTS, Features::LAYERS, &mut |_| {});
    assert!(matches!(refused, Err(Error::NoLayers(_))));
}

#[test]
fn the_tokenizer_files_own_limit_and_padding_are_overridden() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let long = ["the app is slow and it is fast and the app crashes and it is slow and it is slow"];
    let count = |texts: &[&str]| open(folder.path()).unwrap().count_tokens(texts).unwrap();
    assert_eq!(count(&["fast"]), [3], "no padding");
    assert_eq!(
        count(&long),
        [tiny::POSITIONS],
        "the positions are the limit"
    );
    tiny::json_file(
        &folder.path().join("sentence_bert_config.json"),
        &json!({"max_seq_length": 6}),
    );
    assert_eq!(count(&long), [6], "the folder's own limit");
}

#[test]
fn pooling_is_read_from_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let mean = encode(&*open(folder.path()).unwrap(), &TEXTS);
    let pooling = folder.path().join("1_Pooling/config.json");
    tiny::json_file(
        &pooling,
        &json!({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}),
    );
    let first = encode(&*open(folder.path()).unwrap(), &TEXTS);
    assert!((&mean - &first).mapv(f32::abs).sum() > 1e-3);
    tiny::json_file(
        &pooling,
        &json!({"pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": false}),
    );
    assert!(matches!(open(folder.path()), Err(Error::Damaged { .. })));
}

#[test]
fn missing_damaged_and_foreign_files_are_errors_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let refused = |folder: &std::path::Path| {
        let error = open(folder).err().expect("must be refused");
        assert!(error.hint().is_some(), "{error}");
        error
    };
    assert!(matches!(
        refused(&folder.join("nowhere")),
        Error::NoFolder(_)
    ));
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        tiny::write(folder, "bert");
        std::fs::remove_file(folder.join(file)).unwrap();
        let error = refused(folder);
        assert!(
            matches!(&error, Error::File { file: named, .. } if named == file),
            "{error}"
        );
        for damage in [&b""[..], b"{}", b"\x08\0\0\0\0\0\0\0{\"a\":1}\0"] {
            tiny::write(folder, "bert");
            std::fs::write(folder.join(file), damage).unwrap();
            let error = refused(folder);
            assert!(matches!(&error, Error::Damaged { .. }), "{file}: {error}");
        }
    }
    tiny::write(folder, "bert");
    let config = std::fs::read_to_string(folder.join("config.json")).unwrap();
    std::fs::write(
        folder.join("config.json"),
        config.replace("\"bert\"", "\"gpt9\""),
    )
    .unwrap();
    assert!(matches!(refused(folder), Error::Architecture { .. }));
    for (from, to) in [
        ("\"hidden_size\": 32", "\"hidden_size\": 12"),
        ("\"vocab_size\": 14", "\"vocab_size\": 9"),
    ] {
        assert!(config.contains(from), "{config}");
        std::fs::write(folder.join("config.json"), config.replace(from, to)).unwrap();
        assert!(matches!(refused(folder), Error::Damaged { .. }), "{to}");
    }
}

#[test]
fn no_texts_are_no_work() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let encoder = open(folder.path()).unwrap();
    encoder
        .encode(&[], Features::LAYERS, &mut |_| {
            panic!("nothing to hand over")
        })
        .unwrap();
    assert_eq!(encoder.count_tokens(&["", "  "]).unwrap(), [2, 2]);
}

#[test]
fn a_file_other_than_the_pinned_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let names = ["config.json", "tokenizer.json", "model.safetensors"];
    let files: Vec<_> = names
        .map(|name| {
            let hash = hearken_embedding::sha256_of(&folder.path().join(name)).unwrap();
            json!({"name": name, "sha256": hash})
        })
        .into();
    let manifest = json!({"repo": "a/b", "revision": "main", "license": "MIT", "files": files});
    std::fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
    assert!(open(folder.path()).is_ok());
    for name in names {
        let path = folder.path().join(name);
        let before = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&before[..], b" "].concat()).unwrap();
        let error = open(folder.path()).err().unwrap();
        assert!(
            matches!(&error, Error::Hash { path: told, .. } if *told == path),
            "{error}"
        );
        std::fs::write(&path, before).unwrap();
    }
    std::fs::write(folder.path().join("manifest.json"), "{").unwrap();
    assert!(matches!(open(folder.path()), Err(Error::Damaged { .. })));
}
