//! Models and caches are data from elsewhere: whatever they hold, loading them ends with a value or an error.
//!
//! How long these look for trouble is up to `PROPTEST_CASES`; `scripts/fuzz` gives them half an hour each.

mod damage;
mod tiny;

use damage::{damage, damaged};
use hearken_embedding::cache::{Cache, Key, key};
use hearken_embedding::{Features, open};
use proptest::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const FILES: [&str; 5] = [
    "config.json",
    "tokenizer.json",
    "model.safetensors",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
];

fn model(folder: &Path, architecture: &str) {
    tiny::write(folder, architecture);
    fs::write(
        folder.join("sentence_bert_config.json"),
        "{\"max_seq_length\": 12}",
    )
    .unwrap();
    fs::create_dir(folder.join("1_Pooling")).unwrap();
    let pooling = "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": false}";
    fs::write(folder.join("1_Pooling/config.json"), pooling).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_encoder_of_any_bytes_loads_or_is_an_error(
        architecture in proptest::sample::select(vec!["bert", "distilbert", "roberta"]),
        file in proptest::sample::select(FILES.to_vec()),
        some in proptest::collection::vec(damage(), 1..4),
    ) {
        let place = tempfile::tempdir().unwrap();
        model(place.path(), architecture);
        damaged(&place.path().join(file), &some);
        if let Ok(encoder) = open(place.path()) {
            let texts = ["the app is slow", "", "it crashes and crashes and it crashes and is slow and the app"];
            let _ = encoder.encode(&texts, Features::EMBEDDING, &mut |batch| {
                assert_eq!(batch.embeddings.ncols(), encoder.dimension());
            });
        }
    }

    #[test]
    fn a_damaged_cache_gives_no_other_rows(
        some in proptest::collection::vec(damage(), 1..6),
        before in 0..8usize,
    ) {
        let place = tempfile::tempdir().unwrap();
        let row = |text: usize| [text as f32, 0.25];
        let keep = |texts: std::ops::Range<usize>| {
            let mut cache = Cache::open(place.path(), "test", 2).unwrap();
            for text in texts {
                cache.put(&key(&text.to_string()), &row(text)).unwrap();
            }
            cache.flush().unwrap();
        };
        keep(0..before);
        for entry in fs::read_dir(place.path()).unwrap() {
            damaged(&entry.unwrap().path(), &some);
        }
        // What is kept afterwards is found whatever stands beside it.
        keep(8..12);
        let mut wanted: HashMap<Key, usize> =
            (0..12).map(|text| (key(&text.to_string()), text)).collect();
        let mut found = Vec::new();
        let cache = Cache::open(place.path(), "test", 2).unwrap();
        cache
            .take(&mut wanted, &mut |text, numbers| {
                assert_eq!(numbers, row(text));
                found.push(text);
            })
            .unwrap();
        prop_assert!((8..12).all(|text| found.contains(&text)));
        prop_assert!(found.iter().all(|text| *text < before || *text >= 8));
    }
}
