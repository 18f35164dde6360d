//! `run.json`: what a run was made with.

use crate::models::Readers;
use crate::namer::Namer;
use anyhow::Result;
use hearken_report::{Analysis, ExportFile, Model, RunFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that the caller chose about a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) reading: hearken_ingest::Settings,
    pub(crate) themes: hearken_topic::Settings,
    pub(crate) report: hearken_report::Settings,
    /// SHA-256 of the `run.json` of the run whose themes give ids to those that live on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<String>,
    /// Who named the themes, where somebody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) namer: Option<Namer>,
}

/// How the run was made; the hashes of its files are not known yet.
pub(crate) fn run_file(
    analysis: Analysis<'_>,
    readers: &Readers,
    settings: &Settings,
) -> Result<RunFile> {
    let mut heads = heads(readers)?;
    if asked_ngrams(analysis) {
        heads.extend(on_ngrams(readers)?);
    }
    Ok(RunFile {
        schema_version: hearken_report::SCHEMA_VERSION.to_owned(),
        hearken: env!("CARGO_PKG_VERSION").to_owned(),
        exports: analysis
            .sources
            .iter()
            .map(|source| ExportFile {
                name: source.name.clone(),
                sha256: source.sha256.clone(),
                tool: source.tool.clone(),
            })
            .collect(),
        encoder: encoder(readers),
        heads,
        settings: serde_json::to_value(settings)?,
        seed: settings.themes.seed,
        files: BTreeMap::new(),
    })
}

/// Whether n-grams read anything.
fn asked_ngrams(analysis: Analysis<'_>) -> bool {
    analysis
        .read_by
        .iter()
        .any(|read| read.encoder == hearken_report::NGRAMS)
}

/// The encoder.
pub(crate) fn encoder(readers: &Readers) -> Model {
    Model {
        name: readers.encoder_name.clone(),
        sha256: readers.encoder.identity().to_owned(),
        arithmetic: Some(readers.encoder.arithmetic()),
        encoder: None,
        threshold: None,
    }
}

fn head(name: &str, head: &hearken_fcnn::Head) -> Result<Model> {
    Ok(Model {
        name: name.to_owned(),
        sha256: head.sha256()?,
        arithmetic: None,
        encoder: head.encoder().map(str::to_owned),
        threshold: head.abstention().map(|abstention| abstention.threshold),
    })
}

/// The heads that every text is asked of.
pub(crate) fn heads(readers: &Readers) -> Result<Vec<Model>> {
    let mut heads = vec![
        head("sentiment", &readers.heads.sentiment)?,
        head("kind", &readers.heads.kind)?,
    ];
    for (name, own) in &readers.heads.own {
        heads.push(head(name, own)?);
    }
    if let Some(quality) = &readers.heads.quality {
        heads.push(head("quality", quality)?);
    }
    Ok(heads)
}

/// The heads that texts are asked of which the encoder cannot read.
pub(crate) fn on_ngrams(readers: &Readers) -> Result<Vec<Model>> {
    let Some(others) = &readers.others else {
        return Ok(Vec::new());
    };
    Ok(vec![
        head("ngrams/sentiment", &others.sentiment)?,
        head("ngrams/kind", &others.kind)?,
    ])
}
