//! `hearken cache`: what is kept of encoded texts, shown and deleted.

use crate::failure::{Failure, Outcome};
use crate::kept::default_folder;
use anyhow::Result;
use clap::Args;
use hearken_embedding::cache::{look, prune};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Show what is kept of encoded texts, and delete it
///
/// `hearken analyze` and `hearken classify` keep what texts were encoded to, so that the next run
/// encodes new texts alone and one that was broken off goes on where it ended. Numbers and hashes
/// are kept, no texts. A run leaves 4 GiB of it at most; what was of no use for longest goes first.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Delete what was of no use for longest, until so many MiB are left; 0 for all
    #[arg(long, value_name = "MIB")]
    prune: Option<u64>,
    /// The folder [default: hearken in the user's cache folder]
    #[arg(long, value_name = "DIR", env = "HEARKEN_CACHE")]
    cache: Option<OsString>,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let named = arguments.cache.filter(|folder| !folder.is_empty());
    let folder = named
        .map(PathBuf::from)
        .or_else(default_folder)
        .ok_or_else(|| {
            Failure::error(
                "this machine has no cache folder for users",
                "name a folder with --cache",
            )
        })?;
    let mut out = stdout().lock();
    if let Some(most) = arguments.prune {
        let (segments, bytes) = prune(&folder, most.saturating_mul(1 << 20))?;
        writeln!(out, "{segments} files deleted, {}", size(bytes))?;
    }
    let mut kept: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for segment in look(&folder)? {
        let (rows, bytes, files) = kept.entry(segment.made).or_default();
        *rows += segment.rows;
        *bytes += segment.bytes;
        *files += 1;
    }
    for (made, (rows, bytes, files)) in &kept {
        let made = match made.as_str() {
            "" => "not to be read".to_owned(),
            made => shortened(made),
        };
        writeln!(
            out,
            "{rows:>10} texts  {:>10}  {files:>4} files  {made}",
            size(*bytes)
        )?;
    }
    let all = kept.values().map(|(_, bytes, _)| bytes).sum();
    writeln!(out, "{}: {}", folder.display(), size(all))?;
    Ok(Outcome::Done)
}

/// Hashes by their first digits.
fn shortened(made: &str) -> String {
    let words = made.split(' ').map(|word| match word.get(..12) {
        Some(start) if word.len() == 64 => start,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
