//! Heads are data from elsewhere: whatever a folder holds, loading it ends with a head or an error, and a
//! head that loads can be asked.
//!
//! How long this looks for trouble is up to `PROPTEST_CASES`; `scripts/fuzz` gives it half an hour.

// What goes wrong with files is the same for models of all sorts.
#[path = "../../embedding/tests/damage/mod.rs"]
mod damage;
mod noise;

use damage::{damage, damaged};
use hearken_fcnn::{Examples, Head, Settings, Targets, train};
use ndarray::Array2;
use noise::noise;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A small head in a folder, and the one that ships with layers of its own.
static HEADS: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    let mut next = noise(1);
    let labels: Vec<usize> = (0..60).map(|row| row % 3).collect();
    let features = Array2::from_shape_fn((60, 6), |(row, column)| {
        next() + if column == labels[row] { 1.0 } else { 0.0 }
    });
    let examples = Examples {
        features: features.view(),
        labels: Targets::One(&labels),
    };
    let names = ["left", "middle", "right"].map(String::from);
    let settings = Settings {
        hidden: vec![4],
        epochs: 2,
        ..Settings::default()
    };
    let head = train(examples, examples, &names, &settings, &mut |_| {}).unwrap();
    head.save(place.path()).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/sentiment");
    (place, shipped)
});

/// Copies a head; `hashed` makes its description name the hash of weights that were damaged.
fn copied(from: &Path, to: &Path, file: &str, some: &[damage::Damage], hashed: bool) {
    for name in ["head.json", "weights.safetensors"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
    damaged(&to.join(file), some);
    if hashed {
        let before = fs::read(from.join("weights.safetensors")).unwrap();
        let after = fs::read(to.join("weights.safetensors")).unwrap();
        let hex = |bytes: &[u8]| -> String {
            Sha256::digest(bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        };
        let text = fs::read_to_string(to.join("head.json")).unwrap();
        fs::write(
            to.join("head.json"),
            text.replace(&hex(&before), &hex(&after)),
        )
        .unwrap();
    }
}

fn asked(folder: &Path) {
    let Ok(head) = Head::load(folder) else { return };
    for width in [6, 384, 1536] {
        if let Ok(said) = head.classify(Array2::from_elem((2, width), 0.1).view()) {
            assert_eq!(said.dim(), (2, head.labels().len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_head_of_any_bytes_loads_or_is_an_error(
        description in any::<bool>(),
        some in proptest::collection::vec(damage(), 1..4),
    ) {
        let place = tempfile::tempdir().unwrap();
        let file = if description { "head.json" } else { "weights.safetensors" };
        copied(HEADS.0.path(), place.path(), file, &some, !description);
        asked(place.path());
    }
}

proptest! {
    // Its weights are large: each case copies and hashes them.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: ProptestConfig::default().cases / 32,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_head_with_layers_of_its_own_loads_or_is_an_error(
        description in any::<bool>(),
        some in proptest::collection::vec(damage(), 1..4),
    ) {
        let place = tempfile::tempdir().unwrap();
        let file = if description { "head.json" } else { "weights.safetensors" };
        copied(&HEADS.1, place.path(), file, &some, !description);
        asked(place.path());
    }
}
