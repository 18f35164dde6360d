//! A folder in the making: hidden beside the place where it will be seen, and gone when its run ends early.
//!
//! A run that is killed cannot take its folder away. It held a lock on it, which the system has
//! released, and so the next run that writes beside it can tell, and clears it away.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the names of such folders begin with, once they are locked and before.
const LOCKED: &str = ".hearken-run-";
const UNLOCKED: &str = ".hearken-new-";

/// What an interrupted run takes away before it ends.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A hidden folder that nobody else clears away while this is held.
#[derive(Debug)]
pub(crate) struct Making {
    path: PathBuf,
    /// Holds the lock; folders of other systems cannot be locked.
    _lock: Option<File>,
}

impl Making {
    /// Makes a hidden folder in `parent`, where what killed runs have left is cleared away.
    pub(crate) fn beside(parent: &Path) -> Result<Self> {
        clear(parent);
        let told = || format!("cannot write to {}", parent.display());
        let made = builder(UNLOCKED).tempdir_in(parent).with_context(told)?;
        let lock = lock(made.path());
        let name = made.path().file_name().unwrap_or_default();
        let locked = name.to_string_lossy().replacen(UNLOCKED, LOCKED, 1);
        let path = parent.join(locked);
        // Seen under this name only once it is locked.
        fs::rename(made.path(), &path).with_context(told)?;
        *unfinished() = Some(path.clone());
        interruptible();
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the folder in the place of `seen`, with all that it holds, in one step: who looks finds the
    /// earlier one or this one whole. False where that cannot be done here.
    pub(crate) fn take_the_place_of(&self, seen: &Path) -> bool {
        let is_new = seen.symlink_metadata().is_err();
        if is_new {
            return fs::rename(&self.path, seen).is_ok();
        }
        let _ = fs::metadata(seen)
            .and_then(|there| fs::set_permissions(&self.path, there.permissions()));
        exchange(&self.path, seen).is_ok()
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        // What the exchange has put here goes as well.
        let _ = fs::remove_dir_all(&self.path);
        *unfinished() = None;
    }
}

/// Swaps two folders.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Folders that come out as others do, and not for their maker's eyes alone.
fn builder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder
}

fn lock(folder: &Path) -> Option<File> {
    let opened = File::open(folder).ok()?;
    opened.try_lock().ok().map(|()| opened)
}

/// Takes away what killed runs have left. What cannot be taken away stays: it is in nobody's way.
fn clear(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let is_one = entry.file_name().to_string_lossy().starts_with(LOCKED);
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_one && is_folder && lock(&entry.path()).is_some() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a shell expects of a program that an interrupt has ended.
const INTERRUPTED: i32 = 130;

/// From now on a run that is interrupted or told to end takes its folder away first.
fn interruptible() {
    // Where it is set already, or cannot be, the next run clears up.
    let _ = ctrlc::try_set_handler(|| {
        if let Some(folder) = unfinished().take() {
            let _ = fs::remove_dir_all(folder);
        }
        std::process::exit(INTERRUPTED);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_stays_of_what_was_not_finished() {
        let place = tempfile::tempdir().unwrap();
        let making = Making::beside(place.path()).unwrap();
        fs::write(making.path().join("a"), "1").unwrap();
        drop(making);
        assert!(names(place.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_has_left_is_cleared_away_and_what_others_make_is_not() {
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join(".hearken-run-gone");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half.json"), "{").unwrap();
        fs::write(place.path().join(".hearken-run-notes"), "a file").unwrap();
        let one = Making::beside(place.path()).unwrap();
        let two = Making::beside(place.path()).unwrap();
        assert!(!left.exists());
        assert!(one.path().exists() && two.path().exists());
        assert!(place.path().join(".hearken-run-notes").exists());
    }

    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    #[test]
    fn a_folder_takes_the_place_of_another_with_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let seen = place.path().join("report");
        let fill = |text: &str| {
            let making = Making::beside(place.path()).unwrap();
            fs::write(making.path().join("a"), text).unwrap();
            assert!(making.take_the_place_of(&seen));
        };
        fill("1");
        fs::set_permissions(&seen, fs::Permissions::from_mode(0o700)).unwrap();
        fill("2");
        assert_eq!(fs::read_to_string(seen.join("a")).unwrap(), "2");
        assert_eq!(names(place.path()), ["report"]);
        let mode = fs::metadata(&seen).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
