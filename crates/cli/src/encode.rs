//! Every distinct text through the encoder once: its vector, and what the heads say of it.

use crate::kept::{Kept, Made};
use crate::matrix::{Matrix, Room};
use crate::models::{Asked, Readers};
use crate::progress::{Bar, Progress};
use crate::routes::Others;
use anyhow::Result;
use hearken_embedding::{Encoded, Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use hearken_feedback::{Classified, Distinct, Label, Quality, Unsure};
use ndarray::{Array2, ArrayView1, Axis};

/// What is known of each text: its unit vector (a row a text), and its labels.
pub(crate) struct Read {
    pub(crate) embeddings: Matrix,
    pub(crate) classified: Vec<Classified>,
    /// What each would be about as a problem or a request; none without a head that tells.
    pub(crate) qualities: Option<Vec<Option<Quality>>>,
    /// For each of the user's own heads the probabilities, texts × labels.
    pub(crate) own: Vec<Array2<f32>>,
    /// Which texts are in a language that the encoder cannot read. These have a row of zeros for a vector, unless
    /// the user named the encoder.
    pub(crate) others: Vec<bool>,
}

/// Encodes and classifies texts, telling how far it is.
pub(crate) fn read(
    readers: &Readers,
    distinct: &Distinct,
    kept: &mut Kept,
    progress: Progress,
) -> Result<Read> {
    let others = match &readers.others {
        Some(others) => others.of_texts(distinct),
        None => vec![false; distinct.texts.len()],
    };
    let bar = progress.bar("encoding");
    let part = |wanted: bool| -> Vec<usize> {
        (0..others.len())
            .filter(|text| others[*text] == wanted)
            .collect()
    };
    let said = |places: &[usize]| -> Vec<&str> {
        places
            .iter()
            .map(|text| distinct.texts[*text].as_str())
            .collect()
    };
    let (encoded, rest) = (part(false), part(true));
    let read = by_encoder(readers, &said(&encoded), kept, &bar)?;
    let read = match &readers.others {
        Some(route) if !rest.is_empty() => {
            let texts = said(&rest);
            let more = by_ngrams(readers, route, &texts, kept)?;
            read.with(&encoded, more, &rest, kept.room())?
        }
        _ => read,
    };
    Ok(Read { others, ..read })
}

impl Read {
    /// The texts of two routes in one, by their places.
    fn with(self, here: &[usize], other: Self, there: &[usize], room: &Room) -> Result<Self> {
        let texts = here.len() + there.len();
        let rows = |mine: &Array2<f32>, others: &Array2<f32>| {
            let mut rows = Array2::zeros((texts, mine.ncols()));
            for (places, from) in [(here, mine), (there, others)] {
                for (place, row) in places.iter().zip(from.rows()) {
                    rows.row_mut(*place).assign(&row);
                }
            }
            rows
        };
        let own = self.own.iter().zip(&other.own);
        let mut classified: Vec<Option<Classified>> = vec![None; texts];
        for (places, said) in [(here, &self.classified), (there, &other.classified)] {
            for (place, said) in places.iter().zip(said) {
                classified[*place] = Some(*said);
            }
        }
        let qualities = self.qualities.as_ref().map(|said| {
            let mut told = vec![None; texts];
            for (place, quality) in here.iter().zip(said) {
                told[*place] = *quality;
            }
            told
        });
        Ok(Self {
            own: own.map(|(mine, others)| rows(mine, others)).collect(),
            // Every text has a route.
            classified: classified.into_iter().flatten().collect(),
            qualities,
            others: Vec::new(),
            embeddings: self
                .embeddings
                .joined(here, other.embeddings, there, room)?,
        })
    }
}

/// What n-grams say of texts; vectors are of the encoder where the user named it, and zeros else.
fn by_ngrams(readers: &Readers, route: &Others, texts: &[&str], kept: &mut Kept) -> Result<Read> {
    let quiet = &mut |_| {};
    let [sentiment, kind] =
        [&route.sentiment, &route.kind].map(|head| Asked { head, branch: None });
    let wanted = [sentiment, kind];
    let (_, said) = through(&route.ngrams, Wanted::Said(&wanted), texts, kept, quiet)?;
    let (feelings, kinds) = both(&mut said.into_iter());
    let encoder = &*readers.encoder;
    let embeddings = match readers.named {
        true => through(encoder, Wanted::All(&[]), texts, kept, quiet)?.0,
        false => Array2::zeros((0, encoder.dimension())).into(),
    };
    // Heads of the user's own are asked of every text: who trained them knows on what.
    let own = readers
        .heads
        .own
        .iter()
        .map(|(_, head)| readers.asked(head));
    let own: Vec<Asked<'_>> = own.collect::<Result<_>>()?;
    let own = match own.is_empty() {
        true => Vec::new(),
        false => {
            let encoder = readers.features.as_ref().unwrap_or(&readers.encoder);
            through(&**encoder, Wanted::Said(&own), texts, kept, quiet)?.1
        }
    };
    Ok(Read {
        embeddings,
        classified: classified((&route.sentiment, &route.kind), &feelings, &kinds),
        qualities: None,
        own,
        others: Vec::new(),
    })
}

/// What the encoder and its heads say of texts.
fn by_encoder(readers: &Readers, texts: &[&str], kept: &mut Kept, bar: &Bar) -> Result<Read> {
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
            through(encoder, Wanted::All(&heads), texts, kept, &mut |done| {
                bar.done(done)
            })?
        }
        Some(other) => {
            let half = &mut |done| bar.done(done / 2.0);
            let (_, said) = through(&**other, Wanted::Said(&heads), texts, kept, half)?;
            let half = &mut |done| bar.done(0.5 + done / 2.0);
            let encoder = &*readers.encoder;
            let (embeddings, _) = through(encoder, Wanted::All(&[]), texts, kept, half)?;
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
        classified: classified(
            (&readers.heads.sentiment, &readers.heads.kind),
            &feelings,
            &kinds,
        ),
        others: Vec::new(),
        qualities: qualities.map(|rows| rows.rows().into_iter().map(sure).collect()),
        own: said.collect(),
    })
}

/// Vectors of phrases.
pub(crate) fn vectors(
    encoder: &dyn Encoder,
    texts: &[String],
    kept: &mut Kept,
) -> Result<Array2<f32>> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (vectors, _) = through(encoder, Wanted::All(&[]), &texts, kept, &mut |_| {})?;
    vectors.into_array()
}

/// What is wanted of texts.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// Their vectors, and what heads say.
    All(&'a [Asked<'a>]),
    /// What heads say, alone.
    Said(&'a [Asked<'a>]),
}

/// Vectors (none where they are not wanted) and what each head says, a row a text. What an earlier
/// run has kept is taken from there; the rest runs through the encoder, where heads read features
/// batch by batch, for these are larger than the vectors by far.
pub(crate) fn through(
    encoder: &dyn Encoder,
    wanted: Wanted<'_>,
    texts: &[&str],
    kept: &mut Kept,
    tell: &mut dyn FnMut(f64),
) -> Result<(Matrix, Vec<Array2<f32>>)> {
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
    let room = kept.room();
    let rows = made.iter().enumerate().map(|(at, made)| {
        // What heads say is small beside the vectors.
        match width > 0 && at == 0 {
            true => Matrix::zeros(texts.len(), made.width(), room),
            false => Ok(Array2::zeros((texts.len(), made.width())).into()),
        }
    });
    let mut rows = rows.collect::<Result<Vec<Matrix>>>()?;
    let missing = kept.take(&made, texts, &mut rows)?;
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
                let written = rows.write(missing[*index], row.insert_axis(Axis(0)));
                if let Err(error) = written {
                    failed.get_or_insert(error);
                    return;
                }
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
        0 => Array2::zeros((texts.len(), 0)).into(),
        _ => rows
            .next()
            .unwrap_or_else(|| Array2::default((0, 0)).into()),
    };
    let said = rows.map(Matrix::into_array);
    Ok((embeddings, said.collect::<Result<_>>()?))
}

/// What the two heads that ship say, in their order.
pub(crate) fn both(said: &mut impl Iterator<Item = Array2<f32>>) -> (Array2<f32>, Array2<f32>) {
    (
        said.next().unwrap_or_default(),
        said.next().unwrap_or_default(),
    )
}

pub(crate) fn classified(
    (sentiment, of_kind): (&Head, &Head),
    feelings: &Array2<f32>,
    kinds: &Array2<f32>,
) -> Vec<Classified> {
    let said = feelings.rows().into_iter().zip(kinds.rows());
    said.map(|(feeling, kind)| Classified {
        sentiment: std::array::from_fn(|at| feeling[at]),
        kind: std::array::from_fn(|at| kind[at]),
        unsure: Unsure {
            sentiment: is_unsure(sentiment, feeling),
            kind: is_unsure(of_kind, kind),
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
pub(crate) fn features(heads: &[Asked<'_>]) -> Features {
    let mut wanted = Features::EMBEDDING;
    for asked in heads {
        match (asked.head.features(), asked.branch) {
            (Some(FeatureKind::Embedding), _) => {}
            (Some(FeatureKind::Bags), _) => wanted.bags = true,
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
pub(crate) fn probabilities(asked: Asked<'_>, batch: &Encoded<'_>) -> Result<Array2<f32>> {
    let head = asked.head;
    if let Some(pooled) = asked.branch.and_then(|branch| batch.branch(branch)) {
        return Ok(head.classify(pooled)?);
    }
    if let Some(FeatureKind::States { after }) = head.features()
        && let Some(states) = batch.states(after)
    {
        return Ok(head.classify(head.pool(states)?.view())?);
    }
    if head.features() == Some(FeatureKind::Bags) {
        return Ok(head.classify(head.pool_bags(batch.bags)?.view())?);
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
