//! Every distinct text through the encoder once: its vector, and what the heads say of it.

use crate::models::Readers;
use crate::progress::{Bar, Progress};
use anyhow::Result;
use hearken_embedding::{Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use hearken_feedback::{Classified, Distinct, Unsure};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// What is known of each text: its unit vector (a row a text), and its labels.
pub(crate) struct Read {
    pub(crate) embeddings: Array2<f32>,
    pub(crate) classified: Vec<Classified>,
}

/// Encodes and classifies texts, telling how far it is. Features of all layers are larger than
/// the vectors by far, so the heads read them batch by batch and they are gone again.
pub(crate) fn read(readers: &Readers, texts: &[String], progress: Progress) -> Result<Read> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let texts = texts.as_slice();
    let bar = progress.bar("encoding");
    let mut embeddings = Array2::zeros((texts.len(), readers.encoder.dimension()));
    let mut classified = vec![EMPTY; texts.len()];
    let heads = [&readers.heads.sentiment, &readers.heads.kind];
    let features = features(&heads);
    match &readers.features {
        None => {
            let mut failed = None;
            readers.encoder.encode(texts, features, &mut |batch| {
                fill(&mut embeddings, batch.indexes, batch.embeddings);
                let said = classify(readers, batch.embeddings, batch.layers);
                place(&mut classified, batch.indexes, said, &mut failed);
                bar.done(batch.done);
            })?;
            failed.map_or(Ok(()), Err)?;
        }
        Some(other) => {
            let mut failed = None;
            other.encode(texts, features, &mut |batch| {
                let said = classify(readers, batch.embeddings, batch.layers);
                place(&mut classified, batch.indexes, said, &mut failed);
                bar.done(batch.done / 2.0);
            })?;
            failed.map_or(Ok(()), Err)?;
            readers
                .encoder
                .encode(texts, Features::Embedding, &mut |batch| {
                    fill(&mut embeddings, batch.indexes, batch.embeddings);
                    bar.done(0.5 + batch.done / 2.0);
                })?;
        }
    }
    Ok(Read {
        embeddings,
        classified,
    })
}

/// Classifies texts alone, by what encodes for the heads.
pub(crate) fn labels(readers: &Readers, texts: &[String], bar: &Bar) -> Result<Vec<Classified>> {
    let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let features = features(&[&readers.heads.sentiment, &readers.heads.kind]);
    let mut classified = vec![EMPTY; texts.len()];
    let mut failed = None;
    encoder.encode(&texts, features, &mut |batch| {
        let said = classify(readers, batch.embeddings, batch.layers);
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
    encoder.encode(&texts, Features::Embedding, &mut |batch| {
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

/// What the heads need of the encoder.
fn features(heads: &[&Head]) -> Features {
    let layers = |head: &&Head| head.features() != Some(FeatureKind::Embedding);
    if heads.iter().any(layers) {
        Features::Layers
    } else {
        Features::Embedding
    }
}

fn fill(rows: &mut Array2<f32>, indexes: &[usize], batch: ArrayView2<'_, f32>) {
    for (index, row) in indexes.iter().zip(batch.rows()) {
        rows.row_mut(*index).assign(&row);
    }
}

fn classify<'a>(
    readers: &Readers,
    embeddings: ArrayView2<'a, f32>,
    layers: Option<ArrayView2<'a, f32>>,
) -> Result<Vec<Classified>> {
    let input = |head: &Head| match (head.features(), layers) {
        (Some(FeatureKind::Embedding), _) | (_, None) => embeddings,
        (_, Some(layers)) => layers,
    };
    let (sentiment, kinds_of) = (&readers.heads.sentiment, &readers.heads.kind);
    let feelings = sentiment.classify(input(sentiment))?;
    let kinds = kinds_of.classify(input(kinds_of))?;
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

fn is_unsure(head: &Head, probabilities: ArrayView1<'_, f32>) -> bool {
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
