//! `hearken fetch`: an encoder's files from the hub, the only command that uses the network.

use crate::failure::{Failure, Outcome};
use crate::models::Models;
use crate::output;
use anyhow::{Context, Result};
use clap::Args;
use hearken_embedding::download::{Manifest, fetch};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is pinned of an encoder, beside its files.
const MANIFEST: &str = "manifest.json";

/// Fetch an encoder from the hub
///
/// Without an id, the default encoder's files are fetched at a pinned revision and their hashes
/// checked. With one, that model's files are fetched, and a manifest.json beside them pins what came: its
/// commit and hashes, against which every later use is checked. They are used by `--encoder OWNER/NAME`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which model of the hub, at its newest revision or the one named (a commit, tag or branch)
    #[arg(value_name = "OWNER/NAME[@REVISION]")]
    id: Option<String>,
    /// Folder to put it in, in place of the models folder
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Another hub than the public one, such as a company's mirror
    #[arg(long, value_name = "URL", env = "HF_ENDPOINT")]
    endpoint: Option<String>,
    /// Folder of the trained heads and the default encoder
    #[arg(long, value_name = "DIR", env = "HEARKEN_MODELS")]
    models: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let models = Models::find(arguments.models.as_deref())?;
    let (folder, wanted) = match &arguments.id {
        Some(id) => {
            let wanted = Manifest::unpinned(id)?;
            (models.fetched(&wanted.repo), Some(wanted))
        }
        None => (models.encoder(), None),
    };
    // What is pinned stays what it is, unless another model or revision is asked for.
    let pinned = |folder: &Path| -> Result<Manifest> {
        let path = folder.join(MANIFEST);
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&bytes).with_context(|| format!("cannot read {}", path.display()))
    };
    let manifest = match wanted {
        None => pinned(&folder)?,
        Some(wanted) => {
            let there = arguments.to.as_ref().unwrap_or(&folder);
            let same = |pinned: &Manifest| {
                pinned.repo == wanted.repo
                    && (wanted.revision == "main" || wanted.revision == pinned.revision)
            };
            pinned(there).ok().filter(same).unwrap_or(wanted)
        }
    };
    let folder = arguments.to.unwrap_or(folder);
    let mut told = std::io::stderr().lock();
    let fetched = fetch(
        &manifest,
        &folder,
        arguments.endpoint.as_deref(),
        &mut |file| {
            // Progress that cannot be shown is no reason to stop.
            let _ = writeln!(told, "fetching {file} of {}", manifest.repo);
        },
    )?;
    if arguments.id.is_some() {
        let mut json = serde_json::to_vec_pretty(&fetched)?;
        json.push(b'\n');
        output::put(&folder, MANIFEST, &json)?;
    }
    let encoder = hearken_embedding::open(&folder).map_err(|error| {
        Failure::error(
            format!("{} was fetched but cannot be used: {error}", manifest.repo),
            error.hint().unwrap_or("use another model"),
        )
    })?;
    let _ = writeln!(
        told,
        "{} at {} is in {} ({} numbers a vector, sha256 {})",
        fetched.repo,
        fetched.revision,
        folder.display(),
        encoder.dimension(),
        encoder.identity()
    );
    Ok(Outcome::Done)
}
