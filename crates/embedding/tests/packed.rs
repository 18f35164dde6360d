//! The packed encoder against candle and against what sentence-transformers makes of 200 texts.

mod reference;
mod tiny;

use hearken_embedding::{
    Depths, Encoder, Features, Folder, PackedBert, Precision, open, open_packed, upper_layers,
};
use ndarray::{Array2, Axis, s};
use reference::{encoder_folder, texts_and_embeddings};

fn packed(precision: Precision) -> Box<dyn Encoder> {
    open_packed(&encoder_folder(), precision).unwrap()
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

#[test]
fn every_precision_is_close_to_the_reference() {
    let (texts, expected) = texts_and_embeddings();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (precision, mean, least) in [
        (Precision::F32, 0.999_999, 0.9999),
        (Precision::Bf16, 0.9999, 0.999),
        (Precision::Int8, 0.993, 0.97),
    ] {
        let found = encode(&*packed(precision), &texts);
        let cosines: Vec<f32> = found
            .rows()
            .into_iter()
            .zip(expected.rows())
            .map(|(a, b)| a.dot(&b))
            .collect();
        let average = cosines.iter().sum::<f32>() / cosines.len() as f32;
        let (worst, cosine) = cosines
            .iter()
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(b.1))
            .unwrap();
        assert!(average >= mean, "{precision:?}: {average} on average");
        assert!(
            *cosine >= least,
            "{precision:?}: {cosine}: {}",
            texts[worst]
        );
    }
}

/// What was kept of a text in one run is what another run would compute, whatever texts stood
/// beside it, in whatever order and in how many threads.
#[test]
fn the_company_of_a_text_does_not_show_in_its_bits() {
    let (texts, _) = texts_and_embeddings();
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.extend(["", "a", "Great app!"]);
    for precision in Precision::ALL {
        let encoder = packed(precision);
        let together = encode(&*encoder, &texts);
        for size in [1, 7] {
            let apart: Vec<_> = texts
                .chunks(size)
                .map(|part| encode(&*encoder, part))
                .collect();
            let views: Vec<_> = apart.iter().map(Array2::view).collect();
            let apart = ndarray::concatenate(Axis(0), &views).unwrap();
            assert!(apart == together, "{precision:?}, {size} at once");
        }
        let backward: Vec<&str> = texts.iter().rev().copied().collect();
        let turned = encode(&*encoder, &backward);
        assert!(
            turned.slice(s![..;-1, ..]) == together,
            "{precision:?} backward"
        );
        let threads = |count: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
            pool.build().unwrap().install(|| encode(&*encoder, &texts))
        };
        assert!(
            threads(1) == together && threads(3) == together,
            "{precision:?}"
        );
    }
}

/// What lies within the encoder is what lies within candle's.
#[test]
fn layers_states_and_branches_are_those_of_candle() {
    let folder = encoder_folder();
    let texts = [
        "It crashes",
        "pls add dark mode",
        "Die App stürzt ab 😡",
        "",
        "It works again",
    ];
    let candle = open(&folder).unwrap();
    let mut packed = packed(Precision::F32);
    let upper = upper_layers(&Folder::read(&folder).unwrap(), 2).unwrap();
    assert_eq!(candle_branch(&upper), None);
    let branch = packed.attach(&upper).unwrap().unwrap();
    let wanted = Features {
        layers: true,
        states: Depths::NONE.and(0).and(4),
        branches: true,
        bags: false,
    };
    let inside = |encoder: &dyn Encoder| {
        let mut rows = vec![(Vec::new(), Vec::new(), Vec::new()); texts.len()];
        encoder
            .encode(&texts, wanted, &mut |batch| {
                let layers = batch.layers.unwrap();
                for (at, index) in batch.indexes.iter().enumerate() {
                    let states = [0, 4].map(|after| {
                        let states = batch.states(after).unwrap();
                        states
                            .index_axis(Axis(0), at)
                            .iter()
                            .copied()
                            .collect::<Vec<_>>()
                    });
                    rows[*index] = (
                        layers.row(at).to_vec(),
                        states.concat(),
                        batch
                            .branch(branch)
                            .map(|rows| rows.row(at).to_vec())
                            .unwrap_or_default(),
                    );
                }
            })
            .unwrap();
        rows
    };
    let width = packed.dimension();
    for (expected, found) in inside(&*candle).iter().zip(inside(&*packed)) {
        let close = |a: &[f32], b: &[f32]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
        };
        assert!(close(&expected.0, &found.0) && close(&expected.1, &found.1));
        // The encoder's own layers as a branch give what they give in their place.
        assert!(close(&expected.0[4 * width..], &found.2));
    }
}

fn candle_branch(upper: &hearken_embedding::UpperLayers) -> Option<usize> {
    open(&encoder_folder()).unwrap().attach(upper).unwrap()
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let mut encoder = packed(Precision::Int8);
    let folder = Folder::read(&encoder_folder()).unwrap();
    let mut upper = upper_layers(&folder, 1).unwrap();
    upper.layers[0].remove("output.dense.bias");
    let error = encoder.attach(&upper).unwrap_err();
    assert!(
        error.to_string().contains("output.dense.bias is missing"),
        "{error}"
    );
    let mut upper = upper_layers(&folder, 1).unwrap();
    upper.epsilon = 1e-5;
    let error = encoder.attach(&upper).unwrap_err();
    assert!(error.to_string().contains("variance"), "{error}");
    upper.after = 7;
    assert!(encoder.attach(&upper).is_err());
    let too_deep = encoder.encode(&["a"], Features::states(7), &mut |_| {});
    assert!(too_deep.is_err());
}

/// A packed file that is damaged, of another model or cut off is made again, and a folder that
/// cannot be written to does without.
#[test]
fn a_packed_file_is_checked_before_use() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "bert");
    let texts = ["the app is slow", "crashes", ""];
    let load = || {
        let folder = Folder::read(folder.path()).unwrap();
        PackedBert::load(&folder, Precision::Int8).unwrap().unwrap()
    };
    let first = encode(&load(), &texts);
    let file = || {
        let mut files = std::fs::read_dir(folder.path()).unwrap();
        files
            .find_map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.starts_with("packed-").then_some(path)
            })
            .unwrap()
    };
    assert!(encode(&load(), &texts) == first, "from the file");
    let whole = std::fs::read(file()).unwrap();
    for damage in [&whole[..whole.len() / 2], &[], &whole[..7]] {
        std::fs::write(file(), damage).unwrap();
        assert!(encode(&load(), &texts) == first);
        assert!(std::fs::read(file()).unwrap() == whole, "made again");
    }
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    std::fs::write(file(), flipped).unwrap();
    assert!(encode(&load(), &texts) == first);
    // Other weights in the same folder.
    let weights = folder.path().join("model.safetensors");
    let mut other = std::fs::read(&weights).unwrap();
    let last = other.len() - 1;
    other[last] ^= 1;
    std::fs::write(&weights, other).unwrap();
    assert!(encode(&load(), &texts) != first);
}

#[test]
fn what_the_packed_encoder_cannot_run_stays_with_candle() {
    let folder = tempfile::tempdir().unwrap();
    tiny::write(folder.path(), "distilbert");
    let encoder = open_packed(folder.path(), Precision::Int8).unwrap();
    assert_eq!(encoder.arithmetic(), "candle f32");
    tiny::write(folder.path(), "bert");
    let encoder = open_packed(folder.path(), Precision::F32).unwrap();
    assert!(encoder.arithmetic().starts_with("packed f32 "));
    let candle = encode(&*open(folder.path()).unwrap(), &["the app is slow"]);
    let packed = encode(&*encoder, &["the app is slow"]);
    assert!((candle - packed).iter().all(|off| off.abs() < 1e-5));
    let path = folder.path().join("config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.replace("\"gelu\"", "\"relu\"")).unwrap();
    let encoder = open_packed(folder.path(), Precision::Int8).unwrap();
    assert_eq!(encoder.arithmetic(), "candle f32");
}
