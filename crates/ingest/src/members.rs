//! Which member of an archive is read: the one that was asked for, or the only export.

use crate::Error;
use crate::archive::{self, broken, shown, unpack};
use crate::chosen::{self, Chosen};
use crate::limits::Limits;

/// Names in an archive that are never exports.
const LITTER: [&str; 4] = ["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];
/// Endings of files that are exports wherever others lie beside them.
const ENDINGS: [&str; 12] = [
    ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xlsb", ".xls",
    ".ods", ".parquet",
];

/// A member of an archive.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) path: String,
    pub(crate) content: Vec<u8>,
    /// The other files there, as they may be shown.
    pub(crate) unread: Vec<String>,
}

/// Takes an export out of an archive, and tells what was asked for in it.
pub(crate) fn export(
    name: &str,
    content: &[u8],
    chosen: Chosen,
    limits: &Limits,
) -> Result<(Member, Chosen), Error> {
    let mut archive = archive::open(name, content)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|error| broken(name, error))?;
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let litter = path.rsplit('/').next().is_some_and(|file| {
            file.is_empty() || file.starts_with("._") || LITTER.contains(&file)
        });
        if entry.is_file() && entry.size() > 0 && !litter && !path.starts_with(LITTER[0]) {
            files.push((index, path));
        }
    }
    let paths: Vec<String> = files.iter().map(|(_, path)| path.clone()).collect();
    let by_ending = |path: &String| {
        let path = path.to_ascii_lowercase();
        ENDINGS.iter().any(|ending| path.ends_with(ending))
    };
    let ended: Vec<usize> = (0..paths.len())
        .filter(|at| by_ending(&paths[*at]))
        .collect();
    let several = |which: &[usize]| Error::Several {
        name: name.to_owned(),
        members: which.iter().map(|at| shown(&paths[*at])).collect(),
    };
    let all: Vec<usize> = (0..paths.len()).collect();
    let only = match (ended.as_slice(), paths.len()) {
        ([only], _) => Ok(*only),
        ([], 1) => Ok(0),
        ([], 0) => Err(Error::Bare {
            name: name.to_owned(),
        }),
        ([], _) => Err(several(&all)),
        _ => Err(several(&ended)),
    };
    let chosen = chosen.into_member(&paths, only.is_ok());
    let at = match &chosen.member {
        None => only?,
        Some(wanted) => chosen::find(&paths, wanted).ok_or_else(|| Error::NoMember {
            name: name.to_owned(),
            member: shown(wanted),
            members: paths.iter().map(|path| shown(path)).collect(),
        })?,
    };
    let (index, path) = files.swap_remove(at);
    let member = format!("{name} → {}", shown(&path));
    let bytes = unpack(&member, &mut archive, index, (limits, content.len() as u64))?;
    let others = paths.iter().enumerate().filter(|(other, _)| *other != at);
    let member = Member {
        path,
        content: bytes,
        unread: others.map(|(_, path)| shown(path)).collect(),
    };
    Ok((member, chosen))
}
