//! Every distinct text through the encoder once: its vector, and what the heads say of it.

use crate::kept::{Kept, Made};
use crate::models::{Asked, Readers};
use crate::progress::{Bar, Progress};
use anyhow::Result;
use hearken_embedding::{Encoded, Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use hearken_feedback::{Classified, Distinct, Label, Quality, Unsure};
use ndarray::{Array2, ArrayView1};

/// What is known of each text: its unit vector (a row a text), and its labels.
pub(crate) struct Read {
    pub(crate) embeddings: Array2<f32>,
    pub(crate) classified: Vec<Classified>,
    /// What each would be about as a problem or a request; none without a head that tells.
    pub(crate) qualities: Option<Vec<Option<Quality>>>,
    /// For each of the user's own heads the probabilities, texts × labels.
    pub(crate) own: Vec<Array2<f32>>,
}

/// Encodes and classifies texts, telling how far it is.
pub(crate) fn read(
    readers: &Readers,
    texts: &[String],
    kept: &mut Kept,
    progress: Progress,
) -> Result<Read> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let bar = progress.bar("encoding");
    let shipped = [&readers.heads.sentiment, &readers.heads.kind];
    let own = readers.heads.own.iter().map(|(_, head)| head);
    let quality = readers.heads.quality.as_ref();
    let heads = shipped.into_iter().chain(quality).chain(own);
    let heads: Vec<Asked<'_>> = heads
        .map(|head| readers.asked(head))
        .collect::<Result<_>>()?;
    let (embeddings, said) = match &readers.features {
        None => {
            let encoder = &*readers.encoder;
            through(encoder, Wanted::All(&heads), &texts, kept, &mut |done| {
                bar.done(done)
            })?
        }
        Some(other) => {
            let half = &mut |done| bar.done(done / 2.0);
            let (_, said) = through(&**other, Wanted::Said(&heads), &texts, kept, half)?;
            let half = &mut |done| bar.done(0.5 + done / 2.0);
            let encoder = &*readers.encoder;
            let (embeddings, _) = through(encoder, Wanted::All(&[]), &texts, kept, half)?;
            (embeddings, said)
        }
    };
    let mut said = said.into_iter();
    let (feelings, kinds) = both(&mut said);
    let qualities = quality.and_then(|_| said.next());
    let sure = |row: ArrayView1<'_, f32>| {
        // Of equals the first.
        let most = (0..row.len()).reduce(|a, b| if row[b] > row[a] { b } else { a })?;
        let sure = quality.is_some_and(|head| !is_unsure(head, row));
        sure.then_some(Quality::ALL[most])
    };
    Ok(Read {
        embeddings,
        classified: classified(readers, &feelings, &kinds),
        qualities: qualities.map(|rows| rows.rows().into_iter().map(sure).collect()),
        own: said.collect(),
    })
}

/// Classifies texts alone, by what encodes for the heads.
pub(crate) fn labels(
    readers: &Readers,
    texts: &[String],
    kept: &mut Kept,
    bar: &Bar,
) -> Result<Vec<Classified>> {
    let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let heads = [
        readers.asked(&readers.heads.sentiment)?,
        readers.asked(&readers.heads.kind)?,
    ];
    let tell = &mut |done| bar.done(done);
    let (_, said) = through(&**encoder, Wanted::Said(&heads), &texts, kept, tell)?;
    let (feelings, kinds) = both(&mut said.into_iter());
    Ok(classified(readers, &feelings, &kinds))
}

/// What the head for the kind says of texts, alone: a row a text, its labels in their order.
pub(crate) fn kinds(
    readers: &Readers,
    texts: &[String],
    kept: &mut Kept,
    bar: &Bar,
) -> Result<Array2<f32>> {
    let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let heads = [readers.asked(&readers.heads.kind)?];
    let tell = &mut |done| bar.done(done);
    let (_, said) = through(&**encoder, Wanted::Said(&heads), &texts, kept, tell)?;
    Ok(said.into_iter().next().unwrap_or_default())
}

/// Classifies texts alone, keeping nothing; `branches` are the numbers by which the encoder runs the own layers
/// of the heads for sentiment and kind, so that they need not be looked for in every call.
pub(crate) fn labels_by(
    readers: &Readers,
    branches: [Option<usize>; 2],
    texts: &[String],
) -> Result<Vec<Classified>> {
    let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let both = [&readers.heads.sentiment, &readers.heads.kind];
    let heads = [0, 1].map(|at| Asked {
        head: both[at],
        branch: branches[at],
    });
    let mut rows = both.map(|head| Array2::zeros((texts.len(), head.labels().len())));
    let mut failed = None;
    encoder.encode(&texts, features(&heads), &mut |batch| {
        for (asked, rows) in heads.iter().zip(&mut rows) {
            match probabilities(*asked, &batch) {
                Ok(said) => {
                    for (index, row) in batch.indexes.iter().zip(said.rows()) {
                        rows.row_mut(*index).assign(&row);
                    }
                }
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
    })?;
    match failed {
        Some(error) => Err(error),
        None => Ok(classified(readers, &rows[0], &rows[1])),
    }
}

/// Vectors of phrases.
pub(crate) fn vectors(
    encoder: &dyn Encoder,
    texts: &[String],
    kept: &mut Kept,
) -> Result<Array2<f32>> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(through(encoder, Wanted::All(&[]), &texts, kept, &mut |_| {})?.0)
}

/// What is wanted of texts.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// Their vectors, and what heads say.
    All(&'a [Asked<'a>]),
    /// What heads say, alone.
    Said(&'a [Asked<'a>]),
}

/// Vectors (none where they are not wanted) and what each head says, a row a text. What an earlier
/// run has kept is taken from there; the rest runs through the encoder, where heads read features
/// batch by batch, for these are larger than the vectors by far.
fn through(
    encoder: &dyn Encoder,
    wanted: Wanted<'_>,
    texts: &[&str],
    kept: &mut Kept,
    tell: &mut dyn FnMut(f64),
) -> Result<(Array2<f32>, Vec<Array2<f32>>)> {
    let (heads, width) = match wanted {
        Wanted::All(heads) => (heads, encoder.dimension()),
        Wanted::Said(heads) => (heads, 0),
    };
    let mut made = Vec::new();
    if width > 0 {
        made.push(Made::embeddings(encoder, width));
    }
    for asked in heads {
        made.push(Made::said(asked.head, encoder)?);
    }
    let mut rows: Vec<Array2<f32>> = made
        .iter()
        .map(|made| Array2::zeros((texts.len(), made.width())))
        .collect();
    let missing = kept.take(&made, texts, &mut rows);
    let rest: Vec<&str> = missing.iter().map(|text| texts[*text]).collect();
    let mut failed = None;
    encoder.encode(&rest, features(heads), &mut |batch| {
        let said: Result<Vec<_>> = heads
            .iter()
            .map(|asked| probabilities(*asked, &batch))
            .collect();
        let said = match said {
            Ok(said) => said,
            Err(error) => {
                failed.get_or_insert(error);
                return;
            }
        };
        let vectors = (width > 0).then(|| batch.embeddings.view());
        let parts = vectors.into_iter().chain(said.iter().map(Array2::view));
        for ((part, rows), made) in parts.zip(&mut rows).zip(&made) {
            for (index, row) in batch.indexes.iter().zip(part.rows()) {
                rows.row_mut(missing[*index]).assign(&row);
                kept.put(made, rest[*index], &row.to_vec());
            }
        }
        tell(batch.done);
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let mut rows = rows.into_iter();
    let embeddings = match width {
        0 => Array2::zeros((texts.len(), 0)),
        _ => rows.next().unwrap_or_default(),
    };
    Ok((embeddings, rows.collect()))
}

/// What the two heads that ship say, in their order.
fn both(said: &mut impl Iterator<Item = Array2<f32>>) -> (Array2<f32>, Array2<f32>) {
    (
        said.next().unwrap_or_default(),
        said.next().unwrap_or_default(),
    )
}

fn classified(readers: &Readers, feelings: &Array2<f32>, kinds: &Array2<f32>) -> Vec<Classified> {
    let heads = &readers.heads;
    let said = feelings.rows().into_iter().zip(kinds.rows());
    said.map(|(feeling, kind)| Classified {
        sentiment: std::array::from_fn(|at| feeling[at]),
        kind: std::array::from_fn(|at| kind[at]),
        unsure: Unsure {
            sentiment: is_unsure(&heads.sentiment, feeling),
            kind: is_unsure(&heads.kind, kind),
        },
    })
    .collect()
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

/// What each statement would be about as a problem or a request, where the head is sure.
pub(crate) fn qualities(distinct: &Distinct, read: &Read) -> Option<Vec<Option<Quality>>> {
    let said = read.qualities.as_ref()?;
    let of_statement = distinct.of_statement.iter();
    Some(of_statement.map(|text| said[*text]).collect())
}

/// What the heads need of the encoder.
fn features(heads: &[Asked<'_>]) -> Features {
    let mut wanted = Features::EMBEDDING;
    for asked in heads {
        match (asked.head.features(), asked.branch) {
            (Some(FeatureKind::Embedding), _) => {}
            (Some(FeatureKind::Layers) | None, _) => wanted.layers = true,
            (Some(FeatureKind::States { .. }), Some(_)) => wanted.branches = true,
            (Some(FeatureKind::States { after }), None) => {
                wanted.states = wanted.states.and(after);
            }
        }
    }
    wanted
}

/// What a head says of a batch, by what it reads of the encoder.
fn probabilities(asked: Asked<'_>, batch: &Encoded<'_>) -> Result<Array2<f32>> {
    let head = asked.head;
    if let Some(pooled) = asked.branch.and_then(|branch| batch.branch(branch)) {
        return Ok(head.classify(pooled)?);
    }
    if let Some(FeatureKind::States { after }) = head.features()
        && let Some(states) = batch.states(after)
    {
        return Ok(head.classify(head.pool(states)?.view())?);
    }
    Ok(match (head.features(), batch.layers) {
        (Some(FeatureKind::Embedding), _) | (_, None) => head.classify(batch.embeddings)?,
        (_, Some(layers)) => head.classify(layers)?,
    })
}

pub(crate) fn is_unsure(head: &Head, probabilities: ArrayView1<'_, f32>) -> bool {
    let abstention = head.abstention();
    abstention.is_some_and(|abstention| abstention.is_unsure(probabilities))
}
