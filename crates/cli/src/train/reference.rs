//! `reference.json`: what a head was trained on, so that `hearken monitor` can compare runs with
//! it.

use crate::kept::Kept;
use crate::labels::{Labeled, Truth, hash};
use crate::{encode, profile};
use anyhow::Result;
use hearken_embedding::Encoder;
use hearken_fcnn::Head;
use hearken_report::{Reference, ReferenceTexts, SCHEMA_VERSION};
use ndarray::ArrayView2;
use std::collections::BTreeMap;

/// Texts whose mean vector is taken, at most: a mean of so many hardly moves any more, and they
/// are encoded a second time.
const MOST: usize = 2000;

/// What a reference is made of.
pub(super) struct Learned<'a> {
    pub(super) head: &'a Head,
    /// Every part that has labels.
    pub(super) labeled: &'a [(&'a [Labeled], &'a Truth)],
    /// Texts without labels that were learned from as well.
    pub(super) rest: &'a [&'a str],
    /// What the head says of some texts, a row a text.
    pub(super) probabilities: ArrayView2<'a, f32>,
    /// Which texts these are.
    pub(super) of: ReferenceTexts,
}

pub(super) fn reference(learned: &Learned<'_>, encoder: &dyn Encoder) -> Result<Reference> {
    let mut given = vec![0; learned.head.labels().len()];
    for (_, truth) in learned.labeled {
        count(truth, &mut given);
    }
    let labeled = learned.labeled.iter().map(|(rows, _)| rows.len());
    let rows = learned.labeled.iter().flat_map(|(rows, _)| *rows);
    let texts = rows.map(|row| row.text.as_str());
    let texts = chosen(texts.chain(learned.rest.iter().copied()));
    let vectors = encode::vectors(encoder, &texts, &mut Kept::off())?;
    Ok(Reference {
        schema_version: SCHEMA_VERSION.to_owned(),
        encoder: encoder.identity().to_owned(),
        labeled: labeled.sum::<usize>() as u64,
        given: learned.head.labels().iter().cloned().zip(given).collect(),
        of: learned.of,
        said: profile::of_head(learned.head, learned.probabilities)?,
        embedding: profile::embedding(vectors.view(), &vec![1; texts.len()]),
    })
}

fn count(truth: &Truth, given: &mut [u64]) {
    match truth {
        Truth::One(labels) => labels.iter().for_each(|label| given[*label] += 1),
        Truth::Several(sets) => sets.iter().flatten().for_each(|label| given[*label] += 1),
    }
}

/// Distinct texts, the same ones in whatever order they come.
fn chosen<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let texts: BTreeMap<[u8; 32], &str> = texts.map(|text| (hash(text), text)).collect();
    let chosen = texts.into_values().take(MOST);
    chosen.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_chosen_whatever_their_order_and_once() {
        let texts: Vec<String> = (0..3000).map(|i| format!("text {}", i % 2500)).collect();
        let forward = chosen(texts.iter().map(String::as_str));
        let backward = chosen(texts.iter().rev().map(String::as_str));
        assert_eq!(forward.len(), MOST);
        assert_eq!(forward, backward);
    }
}
