//! Fetching an encoder's files from the hub. The only place in Hearken that touches the network.
//!
//! hf-hub does not check what it fetched, so every file whose hash is pinned is checked here, and
//! nothing is moved into a folder before all of it is there.

use crate::{Error, sha256_of};
use hf_hub::HFClient;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which files of which revision make up an encoder. `models/encoder/manifest.json` is the
/// default encoder's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The hub id, `owner/name`.
    pub repo: String,
    /// The commit, so that the same name is the same model tomorrow.
    pub revision: String,
    /// The license the model is under (SPDX).
    pub license: String,
    /// The files.
    pub files: Vec<File>,
}

/// A file of an encoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path in the repository and in the folder.
    pub name: String,
    /// Its SHA-256, lower-case hex; absent for a model that nobody has pinned.
    pub sha256: Option<String>,
    /// Whether an encoder works without it.
    #[serde(default)]
    pub optional: bool,
}

impl Manifest {
    /// The files that any encoder of the hub may have, with nothing pinned but the revision where one is named.
    ///
    /// # Errors
    /// [`Error::NotAnId`] where `id` is not of the form `owner/name` or `owner/name@revision`.
    pub fn unpinned(id: &str) -> Result<Self, Error> {
        let (repo, revision) = id.split_once('@').unwrap_or((id, "main"));
        let parts: Vec<&str> = repo.split('/').collect();
        let word = |part: &&str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if parts.len() != 2 || !parts.iter().all(word) || !word(&revision) {
            return Err(Error::NotAnId(id.into()));
        }
        let file = |name: &str, optional| File {
            name: name.into(),
            sha256: None,
            optional,
        };
        Ok(Self {
            repo: repo.into(),
            revision: revision.into(),
            license: "see the model's page".into(),
            files: vec![
                file("config.json", false),
                file("tokenizer.json", false),
                file("model.safetensors", false),
                file("sentence_bert_config.json", true),
                file("1_Pooling/config.json", true),
                file("modules.json", true),
                file("config_sentence_transformers.json", true),
            ],
        })
    }

    /// Pins the files in a folder as they are.
    fn pinned(mut self, folder: &Path) -> Result<Self, Error> {
        for file in &mut self.files {
            let path = folder.join(&file.name);
            if path.exists() || !file.optional {
                file.sha256 = Some(sha256_of(&path).map_err(unwritable(folder, &file.name))?);
            }
        }
        Ok(self)
    }

    /// Checks the files in a folder against the pinned hashes.
    ///
    /// # Errors
    /// [`Error::File`] for a missing file, [`Error::Hash`] for another one than was pinned.
    pub fn check(&self, folder: &Path) -> Result<(), Error> {
        for file in &self.files {
            let path = folder.join(&file.name);
            match sha256_of(&path) {
                Ok(found) => {
                    if let Some(expected) = file.sha256.as_ref().filter(|hash| **hash != found) {
                        return Err(Error::Hash {
                            path,
                            expected: expected.clone(),
                            found,
                        });
                    }
                }
                Err(_) if file.optional => {}
                Err(source) => {
                    return Err(Error::File {
                        folder: folder.into(),
                        file: file.name.clone(),
                        source,
                    });
                }
            }
        }
        Ok(())
    }
}

/// Fetches the manifest's files into `folder`, calling `progress` with each file's name before it
/// is fetched. Files that are there and whole are left alone; the others are moved in when all of
/// them are there. `endpoint` is another hub than the public one, such as a company's mirror.
///
/// Gives back the manifest with everything pinned: the commit that a branch or tag stood for, and every file's
/// hash.
///
/// # Errors
/// [`Error::Fetch`] where the hub cannot be reached or lacks a file, [`Error::Hash`] where a file
/// is not the pinned one, [`Error::File`] where the folder cannot be written. The folder is then
/// as it was.
pub fn fetch(
    manifest: &Manifest,
    folder: &Path,
    endpoint: Option<&str>,
    progress: &mut dyn FnMut(&str),
) -> Result<Manifest, Error> {
    let was_there = folder.is_dir();
    std::fs::create_dir_all(folder).map_err(unwritable(folder, ""))?;
    let moved_in = fetch_all(manifest, folder, endpoint, progress);
    if moved_in.is_err() && !was_there {
        // Goes only where it is empty, which a failed fetch leaves it.
        let _ = std::fs::remove_dir(folder);
    }
    let revision = moved_in?;
    manifest.check(folder)?;
    let fetched = Manifest {
        revision,
        ..manifest.clone()
    };
    fetched.pinned(folder)
}

/// Forty hexadecimal digits: what names one state of a repository for good.
fn is_commit(revision: &str) -> bool {
    revision.len() == 40 && revision.chars().all(|digit| digit.is_ascii_hexdigit())
}

fn fetch_all(
    manifest: &Manifest,
    folder: &Path,
    endpoint: Option<&str>,
    progress: &mut dyn FnMut(&str),
) -> Result<String, Error> {
    let failed = |file: &str, detail: String| Error::Fetch {
        id: manifest.repo.clone(),
        file: file.into(),
        detail,
    };
    let mut client = HFClient::builder()
        .retry_max_attempts(1)
        .cache_enabled(false);
    if let Some(endpoint) = endpoint {
        client = client.endpoint(endpoint);
    }
    let client = client
        .build_sync()
        .map_err(|error| failed("the client", error.to_string()))?;
    let (owner, name) = manifest
        .repo
        .split_once('/')
        .ok_or_else(|| Error::NotAnId(manifest.repo.clone()))?;
    let repository = client.model(owner, name);

    // A branch may move between two files.
    let revision = if is_commit(&manifest.revision) {
        manifest.revision.clone()
    } else {
        let asked = repository.info().revision(manifest.revision.as_str());
        let told = asked.send().map_err(|error| {
            failed(
                &format!("the revision {}", manifest.revision),
                error.to_string(),
            )
        })?;
        let commit = told.sha.filter(|sha| is_commit(sha));
        commit.ok_or_else(|| {
            failed(
                &format!("the revision {}", manifest.revision),
                "the hub names no commit".into(),
            )
        })?
    };

    // Beside the targets, so that moving a file in is one step.
    let waiting = tempfile::Builder::new()
        .prefix(".fetch-")
        .tempdir_in(folder)
        .map_err(unwritable(folder, ""))?;
    let mut fetched: Vec<(&str, PathBuf)> = Vec::new();
    for file in &manifest.files {
        let target = folder.join(&file.name);
        if is_whole(file, &target) {
            continue;
        }
        progress(&file.name);
        let answer = repository
            .download_file()
            .filename(file.name.as_str())
            .revision(revision.as_str())
            .local_dir(waiting.path().to_path_buf())
            .send();
        let path = match answer {
            Ok(path) => path,
            Err(_) if file.optional => continue,
            Err(error) => return Err(failed(&file.name, error.to_string())),
        };
        let found = sha256_of(&path).map_err(unwritable(folder, &file.name))?;
        if let Some(expected) = file.sha256.as_ref().filter(|hash| **hash != found) {
            return Err(Error::Hash {
                path: target,
                expected: expected.clone(),
                found,
            });
        }
        fetched.push((&file.name, path));
    }
    for (name, path) in fetched {
        let target = folder.join(name);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).map_err(unwritable(folder, name))?;
        }
        std::fs::rename(&path, &target).map_err(unwritable(folder, name))?;
    }
    Ok(revision)
}

/// Whether a file needs no fetching.
fn is_whole(file: &File, path: &Path) -> bool {
    match (&file.sha256, sha256_of(path)) {
        (Some(pinned), Ok(found)) => *pinned == found,
        (None, found) => found.is_ok(),
        (_, Err(_)) => false,
    }
}

fn unwritable(folder: &Path, file: &str) -> impl FnOnce(std::io::Error) -> Error {
    let (folder, file) = (folder.to_path_buf(), file.to_owned());
    move |source| Error::File {
        folder,
        file,
        source,
    }
}
