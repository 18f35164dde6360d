//! The default encoder's folder, and what sentence-transformers makes of 200 texts with it.

use hearken_embedding::download::Manifest;
use ndarray::Array2;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the default encoder lies; its absence fails the test, so that it is never skipped unseen.
pub(crate) fn encoder_folder() -> PathBuf {
    let folder = root().join("models/encoder");
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
    if let Err(error) = manifest.check(&folder) {
        panic!("{error}: run scripts/fetch-encoder first");
    }
    folder
}

/// The texts of `fixtures/reference`, and their unit vectors, a row a text.
pub(crate) fn texts_and_embeddings() -> (Vec<String>, Array2<f32>) {
    let folder = root().join("fixtures/reference");
    let texts: Vec<String> =
        serde_json::from_slice(&std::fs::read(folder.join("texts.json")).unwrap()).unwrap();
    let bytes = std::fs::read(folder.join("embeddings.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let tensor = tensors.tensor("embeddings").unwrap();
    let numbers = tensor
        .data()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let shape = (tensor.shape()[0], tensor.shape()[1]);
    (
        texts,
        Array2::from_shape_vec(shape, numbers.collect()).unwrap(),
    )
}
