//! What a head needs to learn along with copies of the encoder's upper layers.

use crate::progress::Progress;
use anyhow::Result;
use half::f16;
use hearken_embedding::{Encoder, Features, Folder, upper_layers};
use hearken_fcnn::{Sequences, Upper};
use ndarray::Array3;
use std::collections::BTreeMap;
use std::path::Path;

/// Copies of the encoder's last layers, so many.
pub(crate) fn upper(folder: &Path, layers: usize) -> Result<Upper> {
    let upper = upper_layers(&Folder::read(folder)?, layers)?;
    Ok(Upper {
        after: upper.after,
        attention_heads: upper.attention_heads,
        epsilon: upper.epsilon,
        layers: upper.layers,
    })
}

/// The states of all texts after so many layers.
pub(crate) fn sequences(encoder: &dyn Encoder, after: usize, texts: &[&str]) -> Result<Sequences> {
    let mut blocks: BTreeMap<(usize, usize), (Vec<usize>, Vec<f16>)> = BTreeMap::new();
    let bar = Progress::Shown.bar("encoding");
    encoder.encode(texts, Features::states(after), &mut |batch| {
        if let Some(states) = batch.states(after) {
            let (_, tokens, width) = states.dim();
            let (numbers, values) = blocks.entry((tokens, width)).or_default();
            values.extend(states.iter().map(|value| f16::from_f32(*value)));
            numbers.extend_from_slice(batch.indexes);
        }
        bar.done(batch.done);
    })?;
    let blocks = blocks
        .into_iter()
        .map(|((tokens, width), (numbers, values))| {
            let states = Array3::from_shape_vec((numbers.len(), tokens, width), values)?;
            Ok((numbers, states))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Sequences::new(blocks)?)
}
