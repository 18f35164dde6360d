//! The folder that a run writes: whole, or not at all.

use crate::failure::Failure;
use crate::making::Making;
use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The file that is written last, and by which a folder is known as a run's.
pub(crate) const RUN: &str = "run.json";

/// A folder in the making. Until [`finish`](Output::finish) nothing of it is seen; where the run
/// ends early, nothing of it stays.
pub(crate) struct Output {
    folder: PathBuf,
    making: Making,
    absent: Vec<&'static str>,
    hashes: BTreeMap<String, String>,
}

/// Whether a folder can be written, to be told before the slow work. Nothing is made, so that a
/// run that is cut off in that work leaves nothing behind.
pub(crate) fn check(folder: &Path) -> Result<()> {
    if nearest(folder)? != folder {
        return Ok(());
    }
    let mut inside = std::fs::read_dir(folder).map_err(|error| unwritable(folder, error))?;
    if inside.next().is_some() && !folder.join(RUN).exists() {
        return Err(Failure::error(
            format!("{} holds files that are not a run's", folder.display()),
            "name another folder with -o, or empty this one",
        ));
    }
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => tempfile::tempfile_in(parent)
            .map(drop)
            .map_err(|error| unwritable(parent, error)),
        _ => Ok(()),
    }
}

fn unwritable(place: &Path, error: std::io::Error) -> anyhow::Error {
    Failure::error(
        format!("cannot write to {}: {error}", place.display()),
        "name a folder that you may write to with -o",
    )
}

/// The folder itself, or what of the path to it is there; it can be written.
pub(crate) fn nearest(folder: &Path) -> Result<&Path> {
    let is_there = |place: &&Path| place.symlink_metadata().is_ok();
    let mut places = folder.ancestors().skip_while(|place| !is_there(place));
    let nearest = match places.next() {
        Some(place) if !place.as_os_str().is_empty() => place,
        _ => Path::new("."),
    };
    if !nearest.is_dir() {
        return Err(Failure::error(
            format!("{} is a file, not a folder", nearest.display()),
            "name another folder with -o",
        ));
    }
    // What cannot be moved in later must be told now.
    tempfile::tempfile_in(nearest).map_err(|error| unwritable(nearest, error))?;
    Ok(nearest)
}

/// Writes one file into a folder that is there; it appears whole or not at all.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let told = || format!("cannot write {name} to {}", folder.display());
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(told)?;
    file.write_all(bytes).with_context(told)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file()
            .set_permissions(readable)
            .with_context(told)?;
    }
    file.persist(folder.join(name)).with_context(told)?;
    Ok(())
}

/// Writes the file of a path, whole or not at all.
pub(crate) fn put_at(path: &Path, bytes: &[u8]) -> Result<()> {
    let (Some(name), folder) = (path.file_name(), path.parent()) else {
        return Err(Failure::error(
            format!("{} is no file", path.display()),
            "name a file in a folder that exists and can be written",
        ));
    };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    put(folder, &name.to_string_lossy(), bytes).map_err(|_| {
        Failure::error(
            format!("cannot write {}", path.display()),
            "name a file in a folder that exists and can be written",
        )
    })
}

impl Output {
    /// Makes room beside the folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        check(folder)?;
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let told = || format!("cannot write to {}", parent.display());
        fs::create_dir_all(&parent).with_context(told)?;
        let making = Making::beside(&parent)?;
        Ok(Self {
            folder: folder.to_owned(),
            making,
            absent: Vec::new(),
            hashes: BTreeMap::new(),
        })
    }

    /// Writes one file.
    pub(crate) fn write<E>(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<()>
    where
        E: Into<anyhow::Error>,
    {
        let told = || format!("cannot write {name} to {}", self.folder.display());
        let path = self.making.path().join(name);
        let mut file = BufWriter::new(File::create(&path).with_context(told)?);
        fill(&mut file).map_err(Into::into).with_context(told)?;
        file.flush().with_context(told)?;
        self.hashes
            .insert(name.to_owned(), sha256(&path).with_context(told)?);
        Ok(())
    }

    /// A file that this run does not write; one of an earlier run goes.
    pub(crate) fn without(&mut self, name: &'static str) {
        self.absent.push(name);
    }

    /// SHA-256 of every file written so far.
    pub(crate) fn hashes(&self) -> BTreeMap<String, String> {
        self.hashes.clone()
    }

    /// Puts the files where they are seen: the whole folder in one step where it is new or holds
    /// nothing but an earlier run. Elsewhere one by one; then `run.json` goes first and comes last, so that a run
    /// that is cut off here is known as unfinished.
    pub(crate) fn finish(self) -> Result<()> {
        let told = || format!("cannot write to {}", self.folder.display());
        if !self.holds_others() && self.making.take_the_place_of(&self.folder) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder).with_context(told)?;
        for name in [RUN].iter().chain(&self.absent) {
            match fs::remove_file(self.folder.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(told);
                }
                _ => {}
            }
        }
        let names = self.hashes.keys().filter(|name| *name != RUN);
        for name in names.map(String::as_str).chain([RUN]) {
            self.move_in(name).with_context(told)?;
        }
        Ok(())
    }

    /// The folder holds what is no run's, or it is a link to one.
    fn holds_others(&self) -> bool {
        let Ok(there) = self.folder.symlink_metadata() else {
            return false;
        };
        let Ok(mut entries) = fs::read_dir(&self.folder) else {
            return true;
        };
        let own = |name: &str| {
            name == RUN || self.hashes.contains_key(name) || self.absent.contains(&name)
        };
        there.is_symlink()
            || !entries
                .all(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(own)))
    }

    fn move_in(&self, name: &str) -> std::io::Result<()> {
        let (from, to) = (self.making.path().join(name), self.folder.join(name));
        match fs::rename(&from, &to) {
            // The folder is on a disk of its own.
            Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => {
                let mut copy = tempfile::NamedTempFile::new_in(&self.folder)?;
                std::io::copy(&mut File::open(&from)?, &mut copy)?;
                copy.as_file()
                    .set_permissions(fs::metadata(&from)?.permissions())?;
                copy.persist(to)?;
                Ok(())
            }
            moved => moved,
        }
    }
}

/// SHA-256 of a file, lower-case hex.
pub(crate) fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(hex(&hash.finalize()))
}

/// Writes a value as JSON that people can read.
pub(crate) fn json(to: &mut dyn Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    to.write_all(b"\n")
}

/// SHA-256 of bytes, lower-case hex.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(output: &mut Output, name: &str, text: &str) {
        output
            .write(name, |to| to.write_all(text.as_bytes()))
            .unwrap();
    }

    #[test]
    fn nothing_is_seen_until_all_is_there() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("new/report");
        let mut output = Output::open(&folder).unwrap();
        write(&mut output, "a.json", "{}");
        assert!(!folder.exists());
        drop(output);
        assert_eq!(
            std::fs::read_dir(place.path().join("new")).unwrap().count(),
            0
        );
        let mut output = Output::open(&folder).unwrap();
        write(&mut output, "a.json", "{}");
        write(&mut output, RUN, "{}");
        assert_eq!(output.hashes().len(), 2);
        output.finish().unwrap();
        assert_eq!(
            std::fs::read_to_string(folder.join("a.json")).unwrap(),
            "{}"
        );
        assert_eq!(
            std::fs::read_dir(place.path().join("new")).unwrap().count(),
            1
        );
    }

    #[test]
    fn looking_whether_a_folder_can_be_written_makes_nothing() {
        let place = tempfile::tempdir().unwrap();
        check(&place.path().join("new/report")).unwrap();
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
        check(place.path()).unwrap();
        assert!(check(Path::new("report-of-a-test")).is_ok());
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone_and_a_run_is_replaced() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("thesis.txt"), "years of work").unwrap();
        assert!(check(place.path()).is_err());
        assert!(check(&place.path().join("thesis.txt")).is_err());
        assert!(check(&place.path().join("thesis.txt/report")).is_err());
        std::fs::write(place.path().join(RUN), "{}").unwrap();
        std::fs::write(place.path().join("old.json"), "{}").unwrap();
        let mut output = Output::open(place.path()).unwrap();
        write(&mut output, RUN, "[]");
        output.without("old.json");
        output.without("never.json");
        output.finish().unwrap();
        assert_eq!(
            std::fs::read_to_string(place.path().join(RUN)).unwrap(),
            "[]"
        );
        assert!(place.path().join("thesis.txt").exists());
        assert!(!place.path().join("old.json").exists());
    }
}
