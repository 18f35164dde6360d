//! What was computed of texts in earlier runs.

use crate::matrix::{Matrix, Room};
use anyhow::Result;
use clap::Args;
use hearken_embedding::Encoder;
use hearken_embedding::cache::{Cache, Carried, Key, key, prune};
use hearken_fcnn::{FeatureKind, Head};
use ndarray::{ArrayView1, Axis};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::io::{Write, stderr};
use std::path::PathBuf;

/// Changes with whatever changes the numbers that a text comes to.
const REVISION: u32 = 1;

/// Bytes that are left of the cache when a run ends, at most.
const LARGEST: u64 = 4 << 30;

/// Texts whose vectors are held in memory, unless the user says: 300 MiB of vectors of 384 numbers.
const IN_MEMORY: usize = 200_000;

/// Where encoded texts are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cache")]
pub(crate) struct CacheArguments {
    /// Folder that keeps what texts were encoded to, so that the next run encodes new ones alone;
    /// numbers and hashes, no texts; empty for none [default: hearken in the user's cache folder]
    #[arg(long, value_name = "DIR", env = "HEARKEN_CACHE")]
    cache: Option<OsString>,
    /// Neither use nor keep what texts were encoded to
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
    /// Texts whose vectors are held in memory; where there are more they lie in a file, in the cache's folder or else in
    /// the system's for temporary files. No result depends on it
    #[arg(long, value_name = "N", default_value_t = IN_MEMORY, hide_short_help = true)]
    in_memory: usize,
}

impl CacheArguments {
    /// The folder, if anything is to be kept.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match &self.cache {
            _ if self.no_cache => None,
            Some(folder) => (!folder.is_empty()).then(|| folder.into()),
            None => default_folder(),
        }
    }
}

/// The folder where nobody names one.
pub(crate) fn default_folder() -> Option<PathBuf> {
    dirs::cache_dir().map(|folder| folder.join("hearken"))
}

/// One sort of rows of numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Made {
    how: String,
    width: usize,
}

impl Made {
    /// Numbers a text.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The vectors of an encoder.
    pub(crate) fn embeddings(encoder: &dyn Encoder, width: usize) -> Self {
        Self {
            how: format!("embedding {}", numbers_of(encoder)),
            width,
        }
    }

    /// What heads read, where that is not the vectors alone.
    pub(crate) fn features(kind: FeatureKind, encoder: &dyn Encoder, width: usize) -> Self {
        Self {
            how: format!("{kind:?} {}", numbers_of(encoder)),
            width,
        }
    }

    /// What a head says, on the encoder that it reads.
    pub(crate) fn said(head: &Head, encoder: &dyn Encoder) -> Result<Self> {
        Ok(Self {
            how: format!(
                "head {} {:08x} on {}",
                head.sha256()?,
                head.temperature().to_bits(),
                numbers_of(encoder)
            ),
            width: head.labels().len(),
        })
    }
}

/// All that the last bits of a number depend on: the encoder, how it computes, the program, and the instruction
/// set.
fn numbers_of(encoder: &dyn Encoder) -> String {
    #[cfg(target_arch = "x86_64")]
    let wide = if std::arch::is_x86_feature_detected!("fma") {
        "+fma"
    } else {
        ""
    };
    #[cfg(not(target_arch = "x86_64"))]
    let wide = "";
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{} {} {version}.{REVISION} {}{wide}",
        encoder.identity(),
        encoder.arithmetic(),
        std::env::consts::ARCH
    )
}

/// A text's number in the least memory.
fn index_of(index: usize) -> u32 {
    u32::try_from(index).expect("grouping refuses more statements")
}

/// Rows that are kept between runs. Where the cache cannot be used the run goes on without it.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: Option<PathBuf>,
    caches: BTreeMap<Made, Cache>,
    room: Room,
    /// Caches of other machines, to be read.
    others: Vec<PathBuf>,
    /// What another machine is to keep, where that is asked for.
    carried: Option<BTreeMap<Made, Carried>>,
}

impl Kept {
    pub(crate) fn new(arguments: &CacheArguments) -> Self {
        let mut kept = Self::in_folder(arguments.folder());
        kept.room.rows = arguments.in_memory;
        kept
    }

    /// How many rows may be in memory, and where the others go.
    pub(crate) fn room(&self) -> &Room {
        &self.room
    }

    /// Keeps nothing.
    pub(crate) fn off() -> Self {
        Self::in_folder(None)
    }

    pub(crate) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            room: Room {
                rows: IN_MEMORY,
                folder: folder.clone().unwrap_or_else(std::env::temp_dir),
            },
            folder,
            caches: BTreeMap::new(),
            others: Vec::new(),
            carried: None,
        }
    }

    /// Looks into other caches as well; nothing is put there.
    pub(crate) fn beside(mut self, others: &[PathBuf]) -> Self {
        self.others = others.to_vec();
        self
    }

    /// Finds nothing, and holds what is put in for [`segments`](Self::segments).
    pub(crate) fn carrying() -> Self {
        let mut kept = Self::off();
        kept.carried = Some(BTreeMap::new());
        kept
    }

    /// What was put in, a segment for each sort of rows.
    pub(crate) fn segments(&mut self) -> Vec<Carried> {
        let carried = self.carried.as_mut().map(std::mem::take);
        carried.unwrap_or_default().into_values().collect()
    }

    /// Fills in what is there of each sort, a matrix a sort and a row a text; the texts of which
    /// something is missing.
    pub(crate) fn take(
        &mut self,
        made: &[Made],
        texts: &[&str],
        rows: &mut [Matrix],
    ) -> Result<Vec<usize>> {
        let nowhere = self.folder.is_none() && self.others.is_empty();
        let mut missing = vec![nowhere; texts.len()];
        for (made, rows) in made.iter().zip(rows).filter(|_| !nowhere) {
            // Hardly a text is there twice: the others of it stand in a list beside.
            let mut places: HashMap<Key, u32> = HashMap::with_capacity(texts.len());
            let mut again: HashMap<u32, Vec<usize>> = HashMap::new();
            for (index, text) in texts.iter().enumerate() {
                let first = index_of(index);
                match places.entry(key(text)) {
                    Entry::Vacant(entry) => {
                        entry.insert(first);
                    }
                    Entry::Occupied(entry) => again.entry(*entry.get()).or_default().push(index),
                }
            }
            let all = |first: u32| {
                let others = again.get(&first).into_iter().flatten().copied();
                std::iter::once(first as usize).chain(others)
            };
            let mut failed = None;
            let mut found = |first: u32, row: &[f32]| {
                let row = ArrayView1::from(row).insert_axis(Axis(0));
                for place in all(first) {
                    if let Err(error) = rows.write(place, row) {
                        failed.get_or_insert(error);
                    }
                }
            };
            for other in &self.others {
                Cache::open(other, &made.how, made.width)?.take(&mut places, &mut found)?;
            }
            let taken = self
                .cache(made)
                .map(|cache| cache.take(&mut places, &mut found));
            if let Some(error) = failed {
                return Err(error);
            }
            if let Some(Err(error)) = taken {
                self.give_up(&error);
            }
            for place in places.into_values().flat_map(all) {
                missing[place] = true;
            }
        }
        Ok((0..texts.len()).filter(|text| missing[*text]).collect())
    }

    /// Keeps a row.
    pub(crate) fn put(&mut self, made: &Made, text: &str, row: &[f32]) {
        if let Some(carried) = &mut self.carried {
            let new = || Carried::new(&made.how, made.width);
            let segment = carried.entry(made.clone()).or_insert_with(new);
            segment.put(&key(text), row);
        }
        let put = self.cache(made).map(|cache| cache.put(&key(text), row));
        if let Some(Err(error)) = put {
            self.give_up(&error);
        }
    }

    fn cache(&mut self, made: &Made) -> Option<&mut Cache> {
        let folder = self.folder.clone()?;
        if !self.caches.contains_key(made) {
            match Cache::open(&folder, &made.how, made.width) {
                Ok(cache) => {
                    self.caches.insert(made.clone(), cache);
                }
                Err(error) => self.give_up(&error),
            }
        }
        self.caches.get_mut(made)
    }

    /// Says so once, and does without from now on.
    fn give_up(&mut self, error: &hearken_embedding::Error) {
        let _ = writeln!(stderr(), "warning: {error}; going on without it");
        self.folder = None;
        self.caches.clear();
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let flushed = self.caches.values_mut().try_for_each(Cache::flush);
        let pruned = match (&self.folder, flushed) {
            (Some(folder), Ok(())) => prune(folder, LARGEST).map(|_| ()),
            (_, flushed) => flushed,
        };
        if let Err(error) = pruned {
            self.give_up(&error);
        }
    }
}
