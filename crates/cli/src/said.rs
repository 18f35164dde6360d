//! What heads say of texts that belong to no run: words left out of a quote, a text that somebody asks about.

use crate::encode::{Wanted, both, classified, features, probabilities, through};
use crate::kept::Kept;
use crate::models::{Asked, Readers};
use crate::progress::Bar;
use anyhow::Result;
use hearken_feedback::Classified;
use ndarray::Array2;

/// Classifies texts alone, by what encodes for the heads, or by n-grams those that `others` tells.
pub(crate) fn of(
    readers: &Readers,
    (texts, others): (&[String], &[bool]),
    kept: &mut Kept,
    bar: &Bar,
) -> Result<Vec<Classified>> {
    by_route(
        (texts, others),
        |texts| {
            let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
            let heads = [&readers.heads.sentiment, &readers.heads.kind];
            let asked = [readers.asked(heads[0])?, readers.asked(heads[1])?];
            let tell = &mut |done| bar.done(done);
            let (_, said) = through(&**encoder, Wanted::Said(&asked), texts, kept, tell)?;
            let (feelings, kinds) = both(&mut said.into_iter());
            Ok(classified((heads[0], heads[1]), &feelings, &kinds))
        },
        |texts| ngram_labels(readers, texts),
    )
}

/// What the heads for the kind say of texts, alone: a row of probabilities a text, the labels in their order.
pub(crate) fn kinds(
    readers: &Readers,
    (texts, others): (&[String], &[bool]),
    kept: &mut Kept,
    bar: &Bar,
) -> Result<Vec<Vec<f32>>> {
    let rows = |said: Array2<f32>| said.rows().into_iter().map(|row| row.to_vec()).collect();
    by_route(
        (texts, others),
        |texts| {
            let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
            let heads = [readers.asked(&readers.heads.kind)?];
            let tell = &mut |done| bar.done(done);
            let (_, said) = through(&**encoder, Wanted::Said(&heads), texts, kept, tell)?;
            Ok(rows(said.into_iter().next().unwrap_or_default()))
        },
        |texts| {
            let said = ngram_labels(readers, texts)?;
            Ok(said.iter().map(|said| said.kind.to_vec()).collect())
        },
    )
}

/// Classifies texts alone, keeping nothing; `branches` are the numbers by which the encoder runs the own layers
/// of the heads for sentiment and kind, so that they need not be looked for in every call.
pub(crate) fn alone(
    readers: &Readers,
    branches: [Option<usize>; 2],
    texts: &[String],
) -> Result<Vec<Classified>> {
    let others = texts.iter().map(|text| readers.is_other(text));
    let others: Vec<bool> = others.collect();
    by_route(
        (texts, &others),
        |texts| {
            let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
            let both = [&readers.heads.sentiment, &readers.heads.kind];
            let heads = [0, 1].map(|at| Asked {
                head: both[at],
                branch: branches[at],
            });
            let mut rows = both.map(|head| Array2::zeros((texts.len(), head.labels().len())));
            let mut failed = None;
            encoder.encode(texts, features(&heads), &mut |batch| {
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
                None => Ok(classified((both[0], both[1]), &rows[0], &rows[1])),
            }
        },
        |texts| ngram_labels(readers, texts),
    )
}

/// What two routes say of their texts, in the order of all; `others` tells whose is the second.
fn by_route<T>(
    (texts, others): (&[String], &[bool]),
    mut encoder: impl FnMut(&[&str]) -> Result<Vec<T>>,
    mut ngrams: impl FnMut(&[&str]) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    let of = |wanted: bool| -> Vec<&str> {
        let told = texts.iter().zip(others);
        told.filter(|(_, other)| **other == wanted)
            .map(|(text, _)| text.as_str())
            .collect()
    };
    let mut said = [
        encoder(&of(false))?.into_iter(),
        ngrams(&of(true))?.into_iter(),
    ];
    let mut in_order = |other: &bool| said[usize::from(*other)].next();
    Ok(others.iter().map_while(&mut in_order).collect())
}

/// What n-grams say of texts alone; nothing of no texts.
fn ngram_labels(readers: &Readers, texts: &[&str]) -> Result<Vec<Classified>> {
    match &readers.others {
        Some(route) if !texts.is_empty() => {
            let heads = [&route.sentiment, &route.kind];
            let asked = heads.map(|head| Asked { head, branch: None });
            let wanted = Wanted::Said(&asked);
            let (_, said) = through(&route.ngrams, wanted, texts, &mut Kept::off(), &mut |_| {})?;
            let (feelings, kinds) = both(&mut said.into_iter());
            Ok(classified((heads[0], heads[1]), &feelings, &kinds))
        }
        _ => Ok(Vec::new()),
    }
}
