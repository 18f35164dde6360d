//! Packed weights, in memory or in a file that is looked at as memory.

use crate::kernels::map;
use bytemuck::Pod;
use memmap2::Mmap;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

/// Changes with the order or the meaning of packed numbers.
const FORMAT: &str = "hearken packed 1";

/// Where a packed file says what it is.
const TOLD: &str = "packed";

/// Numbers of one kind, owned or in a mapped file.
#[derive(Debug)]
pub(crate) struct Block<T>(Kept<T>);

#[derive(Debug)]
enum Kept<T> {
    Owned(Vec<T>),
    Mapped(Arc<Mmap>, Range<usize>),
}

impl<T> From<Vec<T>> for Block<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Kept::Owned(values))
    }
}

impl<T: Pod> Deref for Block<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::Owned(values) => values,
            Kept::Mapped(map, range) => bytemuck::cast_slice(&map[range.clone()]),
        }
    }
}

/// A number that packed weights are made of.
pub(crate) trait Number: Pod {
    const TYPE: Dtype;
}

impl Number for f32 {
    const TYPE: Dtype = Dtype::F32;
}
impl Number for u16 {
    const TYPE: Dtype = Dtype::U16;
}
impl Number for i8 {
    const TYPE: Dtype = Dtype::I8;
}

/// A packed file of the right model.
pub(crate) struct Found {
    map: Arc<Mmap>,
    places: BTreeMap<String, (Dtype, Range<usize>)>,
}

impl Found {
    /// Opens a file that [`save`] wrote for this model; `None` where there is none, or another, or
    /// a damaged one: it is made again then.
    pub(crate) fn open(path: &Path, identity: &str) -> Option<Self> {
        let map = map(&File::open(path).ok()?).ok()?;
        let (_, metadata) = SafeTensors::read_metadata(&map).ok()?;
        let told = metadata.metadata().as_ref()?.get(TOLD)?.clone();
        let tensors = SafeTensors::deserialize(&map).ok()?;
        let begin = map.as_ptr().addr();
        let mut places = BTreeMap::new();
        let mut parts = BTreeMap::new();
        for (name, view) in tensors.tensors() {
            let from = view.data().as_ptr().addr() - begin;
            parts.insert(name.clone(), from..from + view.data().len());
            places.insert(name, (view.dtype(), from..from + view.data().len()));
        }
        let sum = checksum(parts.values().map(|part| &map[part.clone()]));
        (told == about(identity, &sum)).then(|| Self {
            map: Arc::new(map),
            places,
        })
    }
}

impl Found {
    /// So many numbers of a name; `None` where they are not there.
    pub(super) fn take<T: Number>(&self, name: &str, length: usize) -> Option<Block<T>> {
        let (kind, place) = self.places.get(name)?;
        let values = bytemuck::try_cast_slice::<u8, T>(&self.map[place.clone()]).ok()?;
        (*kind == T::TYPE && values.len() == length)
            .then(|| Block(Kept::Mapped(Arc::clone(&self.map), place.clone())))
    }
}

/// One block as it is written.
pub(crate) type Written<'a> = (String, Dtype, &'a [u8]);

/// A block under its name.
pub(super) fn written<T: Number>(name: String, block: &[T]) -> Written<'_> {
    (name, T::TYPE, bytemuck::cast_slice(block))
}

/// Writes blocks to a file, in one step.
///
/// # Errors
/// What the system or the format says; nothing is lost by it but the next start's time.
pub(crate) fn save(path: &Path, identity: &str, blocks: &[Written<'_>]) -> std::io::Result<()> {
    let mut sorted: Vec<&Written<'_>> = blocks.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let sum = checksum(sorted.iter().map(|block| block.2));
    let told = HashMap::from([(TOLD.to_owned(), about(identity, &sum))]);
    let views = blocks
        .iter()
        .map(|(name, kind, bytes)| {
            let length = bytes.len() * 8 / kind.bitsize();
            TensorView::new(*kind, vec![length], bytes).map(|view| (name.as_str(), view))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(std::io::Error::other)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder)?;
    safetensors::serialize_to_file(views, Some(told), file.path())
        .map_err(std::io::Error::other)?;
    file.persist(path)?;
    Ok(())
}

/// What is written beside the blocks: one line, for several would lie in an order by chance.
fn about(identity: &str, sum: &str) -> String {
    format!("{FORMAT}, model {identity}, checksum {sum}")
}

fn checksum<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut sum = crc32fast::Hasher::new();
    for part in parts {
        sum.update(part);
    }
    format!("{:08x}", sum.finalize())
}
