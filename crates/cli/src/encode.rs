//! Every distinct text through the encoder once: its vector, and what the heads say of it.

use crate::failure::Failure;
use crate::models::Readers;
use crate::progress::{Bar, Progress};
use anyhow::Result;
use hearken_embedding::{Encoded, Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use hearken_feedback::{Classified, Distinct, Unsure};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// What is known of each text: its unit vector (a row a text), and its labels.
pub(crate) struct Read {
    pub(crate) embeddings: Array2<f32>,
    pub(crate) classified: Vec<Classified>,
    /// For each of the user's own heads the probabilities, texts × labels.
    pub(crate) own: Vec<Array2<f32>>,
}

/// Encodes and classifies texts, telling how far it is. Features of all layers are larger than
/// the vectors by far, so the heads read them batch by batch and they are gone again.
pub(crate) fn read(readers: &Readers, texts: &[String], progress: Progress) -> Result<Read> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let texts = texts.as_slice();
    let bar = progress.bar("encoding");
    let mut embeddings = Array2::zeros((texts.len(), readers.encoder.dimension()));
    let mut classified = vec![EMPTY; texts.len()];
    let features = wanted(readers)?;
    let labels = readers
        .heads
        .own
        .iter()
        .map(|(_, head)| head.labels().len());
    let mut own: Vec<Array2<f32>> = labels
        .map(|labels| Array2::zeros((texts.len(), labels)))
        .collect();
    match &readers.features {
        None => {
            let mut failed = None;
            readers.encoder.encode(texts, features, &mut |batch| {
                fill(&mut embeddings, batch.indexes, batch.embeddings);
                let said = classify(readers, &batch);
                place(&mut classified, batch.indexes, said, &mut failed);
                let said = classify_own(readers, &batch);
                place_own(&mut own, batch.indexes, said, &mut failed);
                bar.done(batch.done);
            })?;
            failed.map_or(Ok(()), Err)?;
        }
        Some(other) => {
            let mut failed = None;
            other.encode(texts, features, &mut |batch| {
                let said = classify(readers, &batch);
                place(&mut classified, batch.indexes, said, &mut failed);
                let said = classify_own(readers, &batch);
                place_own(&mut own, batch.indexes, said, &mut failed);
                bar.done(batch.done / 2.0);
            })?;
            failed.map_or(Ok(()), Err)?;
            readers
                .encoder
                .encode(texts, Features::EMBEDDING, &mut |batch| {
                    fill(&mut embeddings, batch.indexes, batch.embeddings);
                    bar.done(0.5 + batch.done / 2.0);
                })?;
        }
    }
    Ok(Read {
        embeddings,
        classified,
        own,
    })
}

/// Classifies texts alone, by what encodes for the heads.
pub(crate) fn labels(readers: &Readers, texts: &[String], bar: &Bar) -> Result<Vec<Classified>> {
    let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let features = features(&[&readers.heads.sentiment, &readers.heads.kind])?;
    let mut classified = vec![EMPTY; texts.len()];
    let mut failed = None;
    encoder.encode(&texts, features, &mut |batch| {
        let said = classify(readers, &batch);
        place(&mut classified, batch.indexes, said, &mut failed);
        bar.done(batch.done);
    })?;
    failed.map_or(Ok(classified), Err)
}

/// What is said of each distinct text, for every statement and every feedback taken whole.
pub(crate) fn spread(
    distinct: &Distinct,
    classified: &[Classified],
) -> (Vec<Classified>, Vec<Option<Classified>>) {
    let said = |text: &usize| classified[*text];
    let of_feedback = distinct.of_feedback.iter();
    (
        distinct.of_statement.iter().map(said).collect(),
        of_feedback.map(|text| text.as_ref().map(said)).collect(),
    )
}

/// Vectors of phrases.
pub(crate) fn vectors(
    encoder: &dyn Encoder,
    texts: &[String],
) -> Result<Array2<f32>, hearken_embedding::Error> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut rows = Array2::zeros((texts.len(), encoder.dimension()));
    encoder.encode(&texts, Features::EMBEDDING, &mut |batch| {
        fill(&mut rows, batch.indexes, batch.embeddings);
    })?;
    Ok(rows)
}

const EMPTY: Classified = Classified {
    sentiment: [0.0; 3],
    kind: [0.0; 5],
    unsure: Unsure {
        sentiment: false,
        kind: false,
    },
};

/// What all heads of a run need of the encoder.
pub(crate) fn wanted(readers: &Readers) -> Result<Features> {
    let heads = [&readers.heads.sentiment, &readers.heads.kind];
    let own = readers.heads.own.iter().map(|(_, head)| head);
    features(&heads.into_iter().chain(own).collect::<Vec<_>>())
}

/// What the heads need of the encoder.
fn features(heads: &[&Head]) -> Result<Features> {
    let mut wanted = Features::EMBEDDING;
    for head in heads {
        match head.features() {
            Some(FeatureKind::Embedding) => {}
            Some(FeatureKind::Layers) | None => wanted.layers = true,
            Some(FeatureKind::States { after }) => {
                if wanted.states.is_some_and(|other| other != after) {
                    return Err(Failure::error(
                        "the heads go on from different layers of the encoder",
                        "train them with the same number of layers (`hearken train --layers`), or ask heads of your own one at a time",
                    ));
                }
                wanted.states = Some(after);
            }
        }
    }
    Ok(wanted)
}

fn fill(rows: &mut Array2<f32>, indexes: &[usize], batch: ArrayView2<'_, f32>) {
    for (index, row) in indexes.iter().zip(batch.rows()) {
        rows.row_mut(*index).assign(&row);
    }
}

fn classify_own(readers: &Readers, batch: &Encoded<'_>) -> Result<Vec<Array2<f32>>> {
    let heads = readers.heads.own.iter();
    heads.map(|(_, head)| probabilities(head, batch)).collect()
}

fn place_own(
    own: &mut [Array2<f32>],
    indexes: &[usize],
    said: Result<Vec<Array2<f32>>>,
    failed: &mut Option<anyhow::Error>,
) {
    match said {
        Ok(said) => {
            for (rows, said) in own.iter_mut().zip(said) {
                fill(rows, indexes, said.view());
            }
        }
        Err(error) => {
            failed.get_or_insert(error);
        }
    }
}

fn classify(readers: &Readers, batch: &Encoded<'_>) -> Result<Vec<Classified>> {
    let (sentiment, kinds_of) = (&readers.heads.sentiment, &readers.heads.kind);
    let feelings = probabilities(sentiment, batch)?;
    let kinds = probabilities(kinds_of, batch)?;
    let said = feelings.rows().into_iter().zip(kinds.rows());
    Ok(said
        .map(|(feeling, kind)| Classified {
            sentiment: std::array::from_fn(|at| feeling[at]),
            kind: std::array::from_fn(|at| kind[at]),
            unsure: Unsure {
                sentiment: is_unsure(sentiment, feeling),
                kind: is_unsure(kinds_of, kind),
            },
        })
        .collect())
}

/// What a head says of a batch, by what it reads of the encoder.
fn probabilities(head: &Head, batch: &Encoded<'_>) -> Result<Array2<f32>> {
    let said = match (head.features(), batch.layers, batch.states) {
        (Some(FeatureKind::States { .. }), _, Some(states)) => {
            head.classify(head.pool(states)?.view())
        }
        (Some(FeatureKind::Embedding), ..) | (_, None, _) => head.classify(batch.embeddings),
        (_, Some(layers), _) => head.classify(layers),
    };
    Ok(said?)
}

pub(crate) fn is_unsure(head: &Head, probabilities: ArrayView1<'_, f32>) -> bool {
    let abstention = head.abstention();
    abstention.is_some_and(|abstention| abstention.is_unsure(probabilities))
}

fn place(
    classified: &mut [Classified],
    indexes: &[usize],
    said: Result<Vec<Classified>>,
    failed: &mut Option<anyhow::Error>,
) {
    match said {
        Ok(said) => {
            for (index, said) in indexes.iter().zip(said) {
                classified[*index] = said;
            }
        }
        Err(error) => {
            failed.get_or_insert(error);
        }
    }
}
