//! Which part of a file was asked for: a member of an archive, a sheet of a workbook.
//!
//! A part is named in the settings, or behind the path: `EXPORT#PART`. Behind an archive the first part is its member,
//! or the sheet where its only export is a workbook; a second one is the sheet.

use crate::{Input, Settings};
use std::path::{Path, PathBuf};

/// The parts that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) member: Option<String>,
    pub(crate) sheet: Option<String>,
    /// Named behind the path, of whatever kind it is.
    part: Option<String>,
}

impl Chosen {
    /// What the settings name.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            member: settings.member.clone(),
            sheet: settings.sheet.clone(),
            part: None,
        }
    }

    /// Takes the part behind the path for a sheet, since the file is no archive.
    pub(crate) fn into_sheet(mut self) -> Self {
        if let Some(part) = self.part.take() {
            self.sheet = Some(part);
        }
        self
    }

    /// Takes the part behind the path for the name of a member, and of its sheet, in an archive of these members.
    /// Where it is none of them and only one export lies there, it is a sheet.
    pub(crate) fn into_member(mut self, members: &[String], only: bool) -> Self {
        let Some(part) = self.part.take() else {
            return self;
        };
        let pairs = part
            .match_indices('#')
            .map(|(at, _)| (&part[..at], Some(&part[at + 1..])));
        let mut pairs = std::iter::once((part.as_str(), None)).chain(pairs);
        if let Some((member, sheet)) = pairs.find(|(member, _)| find(members, member).is_some()) {
            self.member = Some(member.to_owned());
            self.sheet = sheet.map(str::to_owned).or(self.sheet);
        } else if only {
            self.sheet = Some(part);
        } else {
            self.member = Some(part);
        }
        self
    }
}

/// The file of an input and what was asked for in it. A path that leads somewhere is nothing else.
pub(crate) fn located(path: &Path, chosen: Chosen) -> (PathBuf, Chosen) {
    let shown = path.to_string_lossy();
    if !path.exists() {
        for (at, _) in shown.match_indices('#').filter(|(at, _)| *at > 0) {
            let (file, part) = (Path::new(&shown[..at]), &shown[at + 1..]);
            if file.is_file() && !part.is_empty() {
                let part = Some(part.to_owned());
                return (file.to_owned(), Chosen { part, ..chosen });
            }
        }
    }
    (path.to_owned(), chosen)
}

/// The input's length in bytes, as far as it can be known before reading.
pub(crate) fn size(input: &Input) -> u64 {
    match input {
        Input::File(path) => {
            let (file, _) = located(path, Chosen::default());
            std::fs::metadata(file).map_or(0, |metadata| metadata.len())
        }
        Input::Stdin(bytes) => bytes.len() as u64,
    }
}

/// The name that was asked for: as it is, or but for case, or by the end of its path, or by its number, from 1.
pub(crate) fn find(names: &[String], wanted: &str) -> Option<usize> {
    let folded = |name: &str| name.trim().to_lowercase();
    let wanted_folded = folded(wanted);
    let file = |name: &str| folded(name.rsplit('/').next().unwrap_or_default());
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = (0..names.len()).filter(|index| fits(&names[*index]));
        found.next().filter(|_| found.next().is_none())
    };
    names
        .iter()
        .position(|name| name == wanted)
        .or_else(|| only(&|name| folded(name) == wanted_folded))
        .or_else(|| only(&|name| file(name) == wanted_folded))
        .or_else(|| {
            let number: usize = wanted.trim().parse().ok()?;
            number.checked_sub(1).filter(|index| *index < names.len())
        })
}

/// What is to be said of the parts that were not read, as a sentence.
pub(crate) fn unread(kind: &str, names: &[String]) -> Option<String> {
    let are = match names.len() {
        0 => return None,
        1 => format!("{kind} {} was", crate::hint::listed(names)),
        _ => format!("{kind}s {} were", crate::hint::listed(names)),
    };
    Some(format!(
        "the {are} not read; write its name behind the export's to read it: EXPORT#NAME"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_are_found_as_people_write_them() {
        let names = names(&["Notes", "may/Reviews.csv", "2024", "notes"]);
        assert_eq!(find(&names, "notes"), Some(3));
        assert_eq!(find(&names, "NOTES"), None);
        assert_eq!(find(&names, "reviews.csv"), Some(1));
        assert_eq!(
            (find(&names, "2024"), find(&names, "3")),
            (Some(2), Some(2))
        );
        assert_eq!((find(&names, "0"), find(&names, "5")), (None, None));
    }

    #[test]
    fn a_part_is_a_member_or_the_sheet_of_the_only_one() {
        let members = names(&["a#1.xlsx", "b.csv"]);
        let of = |part: &str, only: bool| {
            let part = Some(part.to_owned());
            let chosen = Chosen {
                part,
                ..Chosen::default()
            }
            .into_member(&members, only);
            (chosen.member, chosen.sheet)
        };
        let told = |of: &str| Some(of.to_owned());
        assert_eq!(of("a#1.xlsx", false), (told("a#1.xlsx"), None));
        assert_eq!(of("a#1.xlsx#May", false), (told("a#1.xlsx"), told("May")));
        assert_eq!(of("May", true), (None, told("May")));
        assert_eq!(of("c.csv", false), (told("c.csv"), None));
    }
}
