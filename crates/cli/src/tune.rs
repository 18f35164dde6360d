//! Training a head along with copies of the encoder's upper layers.

use crate::labels::Truth;
use crate::progress::Progress;
use anyhow::{Result, bail};
use half::f16;
use hearken_embedding::{Encoder, Features, Folder, upper_layers};
use hearken_fcnn::{Epoch, FeatureKind, Head, Sequences, Settings, Upper};
use ndarray::Array3;
use std::collections::BTreeMap;
use std::path::Path;

/// Texts and what they are.
pub(crate) type Part<'a> = (Vec<&'a str>, &'a Truth);

/// Runs the layers below once for every text and trains the `layers` above with a head on them.
/// The parts are what is fitted to, and what chooses the epoch and the temperature.
pub(crate) fn tune(
    encoder: &dyn Encoder,
    folder: &Path,
    layers: usize,
    [training, validation]: [Part<'_>; 2],
    names: &[String],
    settings: &Settings,
    tell: &mut dyn FnMut(&Epoch),
) -> Result<Head> {
    let upper = upper_layers(&Folder::read(folder)?, layers)?;
    let upper = Upper {
        after: upper.after,
        attention_heads: upper.attention_heads,
        epsilon: upper.epsilon,
        layers: upper.layers,
    };
    let fitted = sequences(encoder, upper.after, training)?;
    let held = sequences(encoder, upper.after, validation)?;
    let head = hearken_fcnn::tune(&upper, &fitted, &held, names, settings, tell)?;
    let features = FeatureKind::States { after: upper.after };
    Ok(head.with_encoder(encoder.identity(), features))
}

/// The states of all texts, a block a token count.
fn sequences(
    encoder: &dyn Encoder,
    after: usize,
    (texts, truth): Part<'_>,
) -> Result<Vec<Sequences>> {
    let Truth::One(labels) = truth else {
        bail!("layers learn one label a text");
    };
    let mut blocks: BTreeMap<(usize, usize), (Vec<f16>, Vec<usize>)> = BTreeMap::new();
    let bar = Progress::Shown.bar("encoding");
    encoder.encode(&texts, Features::states(after), &mut |batch| {
        if let Some(states) = batch.states {
            let (_, tokens, width) = states.dim();
            let (values, known) = blocks.entry((tokens, width)).or_default();
            values.extend(states.iter().map(|value| f16::from_f32(*value)));
            known.extend(batch.indexes.iter().map(|index| labels[*index]));
        }
        bar.done(batch.done);
    })?;
    blocks
        .into_iter()
        .map(|((tokens, width), (values, labels))| {
            let states = Array3::from_shape_vec((labels.len(), tokens, width), values)?;
            Ok(Sequences { states, labels })
        })
        .collect()
}
