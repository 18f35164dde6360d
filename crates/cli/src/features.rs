//! Features of texts, kept on disk between trainings.

use crate::labels::hash;
use crate::models::Models;
use crate::progress::Progress;
use anyhow::{Context, Result, bail};
use clap::Args;
use hearken_embedding::{Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use ndarray::{Array2, ArrayView1, Axis};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where the encoder lies while there are no heads.
const FIRST: &str = "models/encoder";

/// Where a head's inputs come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Folder of the encoder, in place of the default one
    #[arg(long, value_name = "DIR")]
    encoder: Option<PathBuf>,
    /// Folder of the trained heads and the default encoder
    #[arg(long, value_name = "DIR", env = "HEARKEN_MODELS")]
    models: Option<PathBuf>,
    /// File that keeps encoded texts for the next run
    #[arg(long, value_name = "FILE")]
    cache: Option<PathBuf>,
}

impl Source {
    pub(crate) fn open(&self) -> Result<Box<dyn Encoder>> {
        Ok(hearken_embedding::open(&self.folder()?)?)
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
    encoder: &dyn Encoder,
    head: &Head,
    texts: &[&str],
    source: &Source,
) -> Result<Array2<f32>> {
    match head.features().unwrap_or(FeatureKind::Layers) {
        FeatureKind::States { after } => through_top(encoder, head, after, texts),
        kind => features(encoder, kind, texts, source),
    }
}

/// The features that a head's own layers make of the tokens' states.
fn through_top(
    encoder: &dyn Encoder,
    head: &Head,
    after: usize,
    texts: &[&str],
) -> Result<Array2<f32>> {
    let mut rows = Array2::zeros((texts.len(), head.inputs()));
    let bar = Progress::Shown.bar("encoding");
    let mut failure = None;
    encoder.encode(texts, Features::states(after), &mut |batch| {
        let pooled = batch.states.map(|states| head.pool(states));
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
        FeatureKind::Embedding => (encoder.dimension(), Features::EMBEDDING),
        FeatureKind::Layers => {
            let layers = encoder
                .layers()
                .context("this encoder does not show its layers")?;
            (layers * encoder.dimension(), Features::LAYERS)
        }
    };
    let mut places: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        places.entry(hash(text)).or_default().push(index);
    }
    let mut rows = Array2::zeros((texts.len(), width));
    let mut cache = match &source.cache {
        Some(path) => {
            let mark = format!("{kind:?} {}", encoder.identity());
            Some(Cache::open(path, &mark, width)?)
        }
        None => None,
    };
    if let Some(cache) = &mut cache {
        cache.take(&mut places, &mut rows)?;
    }
    let missing: Vec<([u8; 32], Vec<usize>)> = places.into_iter().collect();
    let distinct: Vec<&str> = missing.iter().map(|(_, places)| texts[places[0]]).collect();
    let bar = Progress::Shown.bar("encoding");
    let mut failure = None;
    encoder.encode(&distinct, wanted, &mut |batch| {
        let given = batch.layers.unwrap_or(batch.embeddings);
        for (index, row) in batch.indexes.iter().zip(given.rows()) {
            let (key, places) = &missing[*index];
            for place in places {
                rows.row_mut(*place).assign(&row);
            }
            if let (Some(cache), None) = (&mut cache, &failure) {
                failure = cache.put(key, row).err();
            }
        }
        bar.done(batch.done);
    })?;
    match failure {
        Some(error) => Err(error).context("cannot write the cache"),
        None => Ok(rows),
    }
}

/// Encoded texts on disk: a line that says which encoder, then records of a text's hash and its
/// numbers (little-endian f32).
struct Cache {
    file: File,
    header: u64,
    width: usize,
}

impl Cache {
    fn open(path: &Path, mark: &str, width: usize) -> Result<Self> {
        let what = || format!("cannot use the cache {}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(what)?;
        }
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .with_context(what)?;
        let line = format!("hearken features 1 {mark} {width}\n");
        let mut found = vec![0; line.len()];
        if file.metadata()?.len() == 0 {
            file.write_all(line.as_bytes()).with_context(what)?;
        } else if file.read_exact(&mut found).is_err() || found != line.as_bytes() {
            bail!(
                "{} is no cache of this encoder's features; delete it",
                path.display()
            );
        }
        let header = line.len() as u64;
        // An interrupted run may have left half a record.
        let record = 32 + 4 * width as u64;
        let whole = (file.metadata()?.len() - header) / record;
        file.set_len(header + whole * record).with_context(what)?;
        Ok(Self {
            file,
            header,
            width,
        })
    }

    /// Fills in the rows that are there and takes their texts off the list.
    fn take(
        &mut self,
        places: &mut BTreeMap<[u8; 32], Vec<usize>>,
        rows: &mut Array2<f32>,
    ) -> Result<()> {
        self.file.seek(SeekFrom::Start(self.header))?;
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut record = vec![0; 32 + 4 * self.width];
        while reader.read_exact(&mut record).is_ok() {
            let Some(places) = places.remove(&record[..32]) else {
                continue;
            };
            for place in places {
                let numbers = record[32..].chunks_exact(4);
                for (value, bytes) in rows.index_axis_mut(Axis(0), place).iter_mut().zip(numbers) {
                    *value = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
                }
            }
        }
        self.file.seek(SeekFrom::End(0))?;
        Ok(())
    }

    fn put(&mut self, key: &[u8; 32], row: ArrayView1<'_, f32>) -> Result<()> {
        let mut writer = BufWriter::with_capacity(32 + 4 * self.width, &self.file);
        writer.write_all(key)?;
        for value in row {
            writer.write_all(&value.to_le_bytes())?;
        }
        writer.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn the_cache_gives_back_what_was_put_in_and_forgets_half_a_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let row = Array1::from_vec(vec![1.5f32, -2.0, 0.25]);
        let mut cache = Cache::open(&path, "mark", 3).unwrap();
        cache.put(&hash("one"), row.view()).unwrap();
        drop(cache);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend([7; 20]);
        std::fs::write(&path, bytes).unwrap();
        let mut places = BTreeMap::from([(hash("one"), vec![0, 2]), (hash("two"), vec![1])]);
        let mut rows = Array2::zeros((3, 3));
        let mut cache = Cache::open(&path, "mark", 3).unwrap();
        cache.take(&mut places, &mut rows).unwrap();
        assert_eq!(rows.row(0), row);
        assert_eq!(rows.row(2), row);
        assert_eq!(places.len(), 1);
        assert!(Cache::open(&path, "other", 3).is_err());
    }
}
