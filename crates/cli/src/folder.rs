//! The folder of a report, read again.

use crate::failure::Failure;
use crate::output::{RUN, hash};
use crate::progress::Progress;
use crate::reading;
use anyhow::Result;
use hearken_ingest::Ingested;
use hearken_report::{Dashboard, Requirements, RunFile, RunFolder, StatementLine};
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What helps where a file is not as the run wrote it.
pub(crate) const AGAIN: &str = "analyze the exports again";

/// A report that `hearken analyze` wrote.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    pub(crate) run: RunFile,
    /// SHA-256 of `run.json`, lower-case hex.
    pub(crate) sha256: String,
}

impl Folder {
    /// Opens a report whose run has ended.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(RUN);
        let bytes = std::fs::read(&path).map_err(|error| {
            let what = match error.kind() {
                ErrorKind::NotFound => {
                    format!("{} is not the folder of a report", folder.display())
                }
                _ => format!("cannot read {}: {error}", path.display()),
            };
            Failure::error(
                what,
                "name the folder that `hearken analyze -o` wrote; without run.json its run did not end",
            )
        })?;
        Ok(Self {
            path: folder.to_owned(),
            run: parsed(&bytes, &path)?,
            sha256: hash(&bytes),
        })
    }

    /// Where the report lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How the run read its exports.
    pub(crate) fn reading(&self) -> Result<hearken_ingest::Settings> {
        serde_json::from_value(self.run.settings["reading"].clone()).map_err(|error| {
            let path = self.path.join(RUN);
            Failure::error(format!("{} is damaged: {error}", path.display()), AGAIN)
        })
    }

    /// Reads the exports again: those that are named, in the order of the run, or where they lay.
    /// They go by the run's names, wherever they lie now.
    pub(crate) fn exports(&self, named: &[PathBuf], progress: Progress) -> Result<Ingested> {
        self.read(named, &self.reading()?, progress)
    }

    /// Reads the exports again where they lay, personal data and all.
    pub(crate) fn unmasked(&self) -> Result<Ingested> {
        let settings = hearken_ingest::Settings {
            personal_data: hearken_ingest::PersonalData::Keep,
            ..self.reading()?
        };
        self.read(&[], &settings, Progress::Quiet)
    }

    fn read(
        &self,
        named: &[PathBuf],
        settings: &hearken_ingest::Settings,
        progress: Progress,
    ) -> Result<Ingested> {
        let then = &self.run.exports;
        let exports = match named {
            [] => then
                .iter()
                .map(|export| PathBuf::from(&export.name))
                .collect(),
            named => named.to_vec(),
        };
        if exports.len() != then.len() {
            return Err(Failure::error(
                format!(
                    "the run read {} exports, and {} are named",
                    then.len(),
                    exports.len()
                ),
                "name them in the order of the run",
            ));
        }
        let mut ingested = reading::read(&exports, settings, progress)?;
        for (source, export) in ingested.sources.iter_mut().zip(then) {
            source.name.clone_from(&export.name);
        }
        Ok(ingested)
    }

    /// A file of the report, as the run wrote it.
    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path.join(name);
        let bytes = std::fs::read(&path).map_err(|error| {
            Failure::error(format!("cannot read {}: {error}", path.display()), AGAIN)
        })?;
        if self.run.files.get(name) != Some(&hash(&bytes)) {
            return Err(Failure::error(
                format!("{} was changed after the run", path.display()),
                AGAIN,
            ));
        }
        Ok(bytes)
    }

    /// A JSON file of the report.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        parsed(&self.bytes(name)?, &self.path.join(name))
    }

    /// The lines of `statements.jsonl`.
    pub(crate) fn statements(&self) -> Result<Vec<StatementLine>> {
        const FILE: &str = "statements.jsonl";
        let bytes = self.bytes(FILE)?;
        let path = self.path.join(FILE);
        let lines = bytes.split(|byte| *byte == b'\n');
        lines
            .filter(|line| !line.is_empty())
            .map(|line| parsed(line, &path))
            .collect()
    }
}

/// What a comparison reads of a report.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) folder: Folder,
    pub(crate) dashboard: Dashboard,
    requirements: Requirements,
    pub(crate) statements: Vec<StatementLine>,
}

impl Report {
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let folder = Folder::open(folder)?;
        Ok(Self {
            dashboard: folder.json("dashboard.json")?,
            requirements: folder.json("requirements.json")?,
            statements: folder.statements()?,
            folder,
        })
    }

    pub(crate) fn told(&self) -> RunFolder<'_> {
        RunFolder {
            run: &self.folder.run,
            sha256: &self.folder.sha256,
            dashboard: &self.dashboard,
            requirements: &self.requirements,
            statements: &self.statements,
        }
    }
}

/// What the bytes of a file hold.
pub(crate) fn parsed<T: DeserializeOwned>(bytes: &[u8], path: &Path) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        Failure::error(
            format!(
                "{} is damaged or of another version: {error}",
                path.display()
            ),
            AGAIN,
        )
    })
}
