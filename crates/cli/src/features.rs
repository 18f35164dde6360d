//! Features of texts, kept on disk between trainings.

use crate::failure::Failure;
use crate::kept::{Kept, Made};
use crate::matrix::Matrix;
use crate::models::{self, ArithmeticArguments, Models};
use crate::progress::Progress;
use crate::routes::NGRAMS;
use anyhow::{Context, Result, bail};
use clap::Args;
use hearken_embedding::ngrams::Ngrams;
use hearken_embedding::{Encoder, Features};
use hearken_fcnn::{Bag, FeatureKind, Head};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the encoder lies while there are no heads.
const FIRST: &str = "models/encoder";

/// Where a head's inputs come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Folder of the encoder, in place of the default one; ngrams for none: words and runs of letters, which need
    /// no download and read every language
    #[arg(long, value_name = "DIR|ngrams")]
    encoder: Option<PathBuf>,
    /// Folder of the trained heads and the default encoder
    #[arg(long, value_name = "DIR", env = "HEARKEN_MODELS")]
    models: Option<PathBuf>,
    /// Folder that keeps encoded texts for the next run
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl Source {
    /// The default encoder of a folder of models.
    pub(crate) fn of_models(models: Option<PathBuf>) -> Self {
        Self {
            encoder: None,
            models,
            cache: None,
        }
    }

    /// The encoder as heads are trained on it: on candle, whatever a run computes in.
    pub(crate) fn open(&self) -> Result<Box<dyn Encoder>> {
        if self.is_ngrams() {
            return Ok(Box::new(Ngrams::new()));
        }
        Ok(hearken_embedding::open(&self.folder()?)?)
    }

    /// The encoder as a head is trained on it.
    pub(crate) fn open_for(&self, head: &Head) -> Result<Box<dyn Encoder>> {
        match head.features() {
            Some(FeatureKind::Bags) => Ok(Box::new(Ngrams::new())),
            _ => self.open(),
        }
    }

    /// Whether no encoder is wanted.
    pub(crate) fn is_ngrams(&self) -> bool {
        let named = self.encoder.as_deref();
        named.is_some_and(|named| named == Path::new(NGRAMS) && !named.is_dir())
    }

    /// The encoder as a run asks a head on it.
    pub(crate) fn open_to_ask(
        &self,
        head: &Head,
        arithmetic: ArithmeticArguments,
    ) -> Result<Box<dyn Encoder>> {
        if self.is_ngrams() || head.features() == Some(FeatureKind::Bags) {
            return Ok(Box::new(Ngrams::new()));
        }
        arithmetic.open(&self.folder()?)
    }

    /// The encoder's folder.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        match &self.encoder {
            Some(folder) => Ok(folder.clone()),
            None => match Models::find(self.models()) {
                Ok(models) => Ok(models.encoder()),
                // Whoever trains the first heads has none yet.
                Err(_) if Path::new(FIRST).is_dir() => Ok(PathBuf::from(FIRST)),
                Err(error) => Err(error),
            },
        }
    }

    /// The folder that is to hold the heads, where one is named.
    pub(crate) fn models(&self) -> Option<&Path> {
        self.models.as_deref()
    }
}

/// The features that a head reads of each text, a row a text.
pub(crate) fn of_head(
    encoder: &mut dyn Encoder,
    head: &Head,
    texts: &[&str],
    source: &Source,
) -> Result<Array2<f32>> {
    match head.features().unwrap_or(FeatureKind::Layers) {
        FeatureKind::States { after } => {
            let branch = models::attach(encoder, head)?;
            through_top(encoder, head, (after, branch), texts)
        }
        FeatureKind::Bags => Ok(head.pool_bags(&bags(encoder, texts)?)?),
        kind => features(encoder, kind, texts, source),
    }
}

/// The texts as bags of words and runs of letters.
pub(crate) fn bags(encoder: &dyn Encoder, texts: &[&str]) -> Result<Vec<Bag>> {
    let wanted = Features {
        bags: true,
        ..Features::EMBEDDING
    };
    let mut bags = vec![Bag::new(); texts.len()];
    let bar = Progress::Shown.bar("encoding");
    encoder.encode(texts, wanted, &mut |batch| {
        for (index, bag) in batch.indexes.iter().zip(batch.bags) {
            bags[*index].clone_from(bag);
        }
        bar.done(batch.done);
    })?;
    Ok(bags)
}

/// Whether a head was trained on this encoder.
pub(crate) fn is_of(head: &Head, encoder: &dyn Encoder) -> Result<()> {
    if head
        .encoder()
        .is_some_and(|wanted| wanted != encoder.identity())
    {
        return Err(Failure::error(
            "the head was trained on another encoder than the one in use",
            "name the folder of its encoder with --encoder",
        ));
    }
    Ok(())
}

/// The features that a head's own layers make of the tokens' states.
fn through_top(
    encoder: &dyn Encoder,
    head: &Head,
    (after, branch): (usize, Option<usize>),
    texts: &[&str],
) -> Result<Array2<f32>> {
    let mut rows = Array2::zeros((texts.len(), head.inputs()));
    let wanted = match branch {
        Some(_) => Features {
            branches: true,
            ..Features::EMBEDDING
        },
        None => Features::states(after),
    };
    let bar = Progress::Shown.bar("encoding");
    let mut failure = None;
    encoder.encode(texts, wanted, &mut |batch| {
        let pooled = match branch.and_then(|branch| batch.branch(branch)) {
            Some(pooled) => Some(Ok(pooled.to_owned())),
            None => batch.states(after).map(|states| head.pool(states)),
        };
        match pooled {
            Some(Ok(pooled)) => {
                for (index, row) in batch.indexes.iter().zip(pooled.rows()) {
                    rows.row_mut(*index).assign(&row);
                }
            }
            Some(Err(error)) => failure = Some(error),
            None => {}
        }
        bar.done(batch.done);
    })?;
    failure.map_or(Ok(rows), |error| Err(error.into()))
}

/// The features of each text, a row a text; every distinct text is encoded once, or taken from
/// the cache.
pub(crate) fn features(
    encoder: &dyn Encoder,
    kind: FeatureKind,
    texts: &[&str],
    source: &Source,
) -> Result<Array2<f32>> {
    let (width, wanted) = match kind {
        FeatureKind::States { .. } => bail!("token states are no features by themselves"),
        FeatureKind::Bags => bail!("bags are no features by themselves"),
        FeatureKind::Embedding => (encoder.dimension(), Features::EMBEDDING),
        FeatureKind::Layers => {
            let layers = encoder
                .layers()
                .context("this encoder does not show its layers")?;
            (layers * encoder.dimension(), Features::LAYERS)
        }
    };
    let made = Made::features(kind, encoder, width);
    let mut kept = Kept::in_folder(source.cache.clone());
    let mut rows = Matrix::from(Array2::zeros((texts.len(), width)));
    let missing = kept.take(
        std::slice::from_ref(&made),
        texts,
        std::slice::from_mut(&mut rows),
    )?;
    let mut rows = rows.into_array()?;
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in missing {
        places.entry(texts[index]).or_default().push(index);
    }
    let distinct: Vec<&str> = places.keys().copied().collect();
    let bar = Progress::Shown.bar("encoding");
    encoder.encode(&distinct, wanted, &mut |batch| {
        let given = batch.layers.unwrap_or(batch.embeddings);
        for (index, row) in batch.indexes.iter().zip(given.rows()) {
            let text = distinct[*index];
            for place in &places[text] {
                rows.row_mut(*place).assign(&row);
            }
            kept.put(&made, text, &row.to_vec());
        }
        bar.done(batch.done);
    })?;
    Ok(rows)
}
