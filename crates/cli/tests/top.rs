//! The two halves of a branch meet: layers copied out of the encoder, run where its states begin,
//! give what the encoder's own layers give.

use hearken_embedding::{Depths, Features, Folder, open, upper_layers};
use hearken_fcnn::Upper;
use ndarray::s;
use std::path::Path;

const TEXTS: [&str; 6] = [
    "The widget is blank since the update.",
    "It crashes",
    "I love this app, but the export to Excel forgets half of my receipts every month.",
    "pls add dark mode",
    "Die App stürzt ab 😡",
    "",
];

#[test]
fn copied_layers_give_what_the_encoders_own_layers_give() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/encoder");
    let folder = Folder::read(&path).expect("run scripts/fetch-encoder first");
    let encoder = open(&path).unwrap();
    let width = encoder.dimension();
    for count in 1..=3 {
        let upper = upper_layers(&folder, count).unwrap();
        assert_eq!(upper.after, 6 - count);
        let upper = Upper {
            after: upper.after,
            attention_heads: upper.attention_heads,
            epsilon: upper.epsilon,
            layers: upper.layers,
        };
        let wanted = Features {
            layers: true,
            states: Depths::NONE.and(upper.after),
            branches: false,
            bags: false,
        };
        let mut seen = 0;
        let mut beside = vec![Vec::new(); TEXTS.len()];
        encoder
            .encode(&TEXTS, wanted, &mut |batch| {
                let pooled = upper.pool(batch.states(upper.after).unwrap()).unwrap();
                let own = batch.layers.unwrap();
                let own = own.slice(s![.., upper.after * width..]);
                assert_eq!(pooled.dim(), own.dim());
                for (a, b) in pooled.iter().zip(own) {
                    assert!((a - b).abs() < 1e-4, "{a} {b}");
                }
                for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                    beside[*index] = row.to_vec();
                    seen += 1;
                }
            })
            .unwrap();
        assert_eq!(seen, TEXTS.len());
        // The vectors are the same bits, whether a branch is read or not.
        encoder
            .encode(&TEXTS, Features::EMBEDDING, &mut |batch| {
                for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                    assert_eq!(beside[*index], row.to_vec());
                }
            })
            .unwrap();
    }
    assert!(upper_layers(&folder, 7).is_err() && upper_layers(&folder, 0).is_err());
}
