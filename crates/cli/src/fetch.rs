//! `hearken fetch`: an encoder's files from the hub, the only command that uses the network.

use crate::failure::{Failure, Outcome};
use crate::models::Models;
use anyhow::{Context, Result};
use clap::Args;
use hearken_embedding::download::{Manifest, fetch};
use std::io::Write;
use std::path::PathBuf;

/// Fetch an encoder from the hub
///
/// Without an id, the default encoder's files are fetched at a pinned revision and their hashes
/// checked. With one, the newest files of that model are fetched; they are used by
/// `--encoder OWNER/NAME`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which model of the hub
    #[arg(value_name = "OWNER/NAME")]
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
    let (manifest, folder) = match &arguments.id {
        Some(id) => (Manifest::unpinned(id)?, models.fetched(id)),
        None => {
            let path = models.encoder().join("manifest.json");
            let manifest = std::fs::read(&path)
                .map_err(anyhow::Error::from)
                .and_then(|bytes| Ok(serde_json::from_slice(&bytes)?))
                .with_context(|| format!("cannot read {}", path.display()))?;
            (manifest, models.encoder())
        }
    };
    let folder = arguments.to.unwrap_or(folder);
    let mut told = std::io::stderr().lock();
    fetch(
        &manifest,
        &folder,
        arguments.endpoint.as_deref(),
        &mut |file| {
            // Progress that cannot be shown is no reason to stop.
            let _ = writeln!(told, "fetching {file} of {}", manifest.repo);
        },
    )?;
    let encoder = hearken_embedding::open(&folder).map_err(|error| {
        Failure::error(
            format!("{} was fetched but cannot be used: {error}", manifest.repo),
            error.hint().unwrap_or("use another model"),
        )
    })?;
    let _ = writeln!(
        told,
        "{} is in {} ({} numbers a vector, sha256 {})",
        manifest.repo,
        folder.display(),
        encoder.dimension(),
        encoder.identity()
    );
    Ok(Outcome::Done)
}
