//! The default encoder against what sentence-transformers makes of 200 texts
//! (`fixtures/reference`, written by `scripts/reference-embeddings`).

mod reference;

use hearken_embedding::{Depths, Features, open};
use ndarray::Array2;
use reference::{encoder_folder, texts_and_embeddings};

#[test]
fn every_reference_text_alone_and_in_batches() {
    let encoder = open(&encoder_folder()).unwrap();
    let (texts, expected) = texts_and_embeddings();
    assert_eq!(texts.len(), 200);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut together = Array2::<f32>::zeros(expected.dim());
    encoder
        .encode(&texts, Features::LAYERS, &mut |batch| {
            assert_eq!(batch.layers.unwrap().ncols(), 7 * 384);
            for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                together.row_mut(*index).assign(&row);
            }
        })
        .unwrap();
    for (index, text) in texts.iter().enumerate() {
        let cosine = together.row(index).dot(&expected.row(index));
        assert!(cosine >= 0.9999, "{cosine}: {text}");
        encoder
            .encode(&[text], Features::EMBEDDING, &mut |batch| {
                let cosine = batch.embeddings.row(0).dot(&expected.row(index));
                assert!(cosine >= 0.9999, "alone {cosine}: {text}");
                assert!(batch.layers.is_none());
            })
            .unwrap();
    }
}

/// What was kept of a text in one run is what another run would compute, whatever texts stood
/// beside it.
#[test]
fn the_company_of_a_text_does_not_show_in_its_bits() {
    let encoder = open(&encoder_folder()).unwrap();
    let (texts, _) = texts_and_embeddings();
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.extend(["", "a", "Great app!"]);
    let bits = |texts: &[&str]| {
        let mut rows = vec![Vec::new(); texts.len()];
        let wanted = Features {
            layers: true,
            states: Depths::NONE.and(1).and(3),
            branches: false,
            bags: false,
        };
        encoder
            .encode(texts, wanted, &mut |batch| {
                let layers = batch.layers.unwrap();
                let states = [1, 3].map(|after| batch.states(after).unwrap());
                for (at, index) in batch.indexes.iter().enumerate() {
                    let numbers = batch.embeddings.row(at).into_iter();
                    let numbers = numbers.chain(layers.row(at));
                    let states = states.iter().map(|s| s.index_axis(ndarray::Axis(0), at));
                    let numbers: Vec<f32> = numbers
                        .copied()
                        .chain(states.flat_map(|states| states.iter().copied().collect::<Vec<_>>()))
                        .collect();
                    rows[*index] = numbers.iter().map(|x| x.to_bits()).collect();
                }
            })
            .unwrap();
        rows
    };
    let together: Vec<Vec<u32>> = bits(&texts);
    let apart = |size: usize| -> Vec<Vec<u32>> { texts.chunks(size).flat_map(bits).collect() };
    for size in [1, 2, 7] {
        assert!(apart(size) == together, "{size} at once");
    }
}

#[test]
fn the_order_of_the_texts_does_not_show_in_the_bits() {
    let encoder = open(&encoder_folder()).unwrap();
    let (texts, _) = texts_and_embeddings();
    let texts: Vec<&str> = texts.iter().take(60).map(String::as_str).collect();
    let encode = |texts: &[&str]| {
        let mut rows = vec![Vec::new(); texts.len()];
        encoder
            .encode(texts, Features::EMBEDDING, &mut |batch| {
                for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                    rows[*index] = row.iter().map(|value| value.to_bits()).collect();
                }
            })
            .unwrap();
        rows
    };
    let forward = encode(&texts);
    let backward: Vec<&str> = texts.iter().rev().copied().collect();
    let mut turned: Vec<Vec<u32>> = encode(&backward);
    turned.reverse();
    assert!(forward == turned);
}
