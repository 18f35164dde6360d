//! Labeled texts: reading them, and holding a part out.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A text and its label, as the file has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Labeled {
    pub(crate) text: String,
    pub(crate) label: String,
}

/// Reads two columns of a CSV file, sorted, so that the order of its rows changes nothing. Rows
/// without text or label are left out.
pub(crate) fn read(path: &Path, text: &str, label: &str) -> Result<Vec<Labeled>> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .with_context(|| {
                let known: Vec<_> = header.iter().collect();
                format!(
                    "{} has no column \"{name}\"; it has {}",
                    path.display(),
                    known.join(", ")
                )
            })
    };
    let (text, label) = (column(text)?, column(label)?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read {}", path.display()))?;
        let cell = |index| {
            let words: Vec<&str> = record.get(index).unwrap_or("").split_whitespace().collect();
            words.join(" ")
        };
        let row = Labeled {
            text: cell(text),
            label: cell(label),
        };
        if !row.text.is_empty() && !row.label.is_empty() {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        bail!("{} has no row with a text and a label", path.display());
    }
    rows.sort();
    Ok(rows)
}

/// Where a text falls, by its hash.
type Place = [u8; 32];

/// Takes a tenth of each label's texts out for validation. Texts that differ in case and
/// punctuation alone stay on one side.
pub(crate) fn split(rows: Vec<Labeled>, seed: u64) -> (Vec<Labeled>, Vec<Labeled>) {
    let mut groups: BTreeMap<String, Vec<Labeled>> = BTreeMap::new();
    for row in rows {
        groups.entry(normalized(&row.text)).or_default().push(row);
    }
    let mut by_label: BTreeMap<String, Vec<(Place, Vec<Labeled>)>> = BTreeMap::new();
    for (text, group) in groups {
        let place = hash(&format!("{seed} {text}"));
        by_label
            .entry(group[0].label.clone())
            .or_default()
            .push((place, group));
    }
    let (mut training, mut validation) = (Vec::new(), Vec::new());
    for mut groups in by_label.into_values() {
        groups.sort();
        let held = groups.len() / 10;
        for (index, (_, group)) in groups.into_iter().enumerate() {
            if index < held {
                &mut validation
            } else {
                &mut training
            }
            .extend(group);
        }
    }
    training.sort();
    validation.sort();
    (training, validation)
}

/// A text's letters and digits in lower case, word by word.
pub(crate) fn normalized(text: &str) -> String {
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        text.to_owned()
    } else {
        words.join(" ")
    }
}

pub(crate) fn label_names(rows: &[Labeled], order: &[String]) -> Result<Vec<String>> {
    let mut names: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
    names.sort();
    names.dedup();
    if order.is_empty() {
        return Ok(names);
    }
    if let Some(name) = names.iter().find(|name| !order.contains(name)) {
        bail!("the label \"{name}\" occurs in the file but not in --label-order");
    }
    Ok(order.to_vec())
}

pub(crate) fn texts(rows: &[Labeled]) -> Vec<&str> {
    rows.iter().map(|row| row.text.as_str()).collect()
}

/// Each row's label as an index into the names.
pub(crate) fn indexes(rows: &[Labeled], names: &[String]) -> Result<Vec<usize>> {
    rows.iter()
        .map(|row| {
            names
                .iter()
                .position(|name| *name == row.label)
                .with_context(|| {
                    format!(
                        "the label \"{}\" is not one of {}",
                        row.label,
                        names.join(", ")
                    )
                })
        })
        .collect()
}

pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn rows(count: usize) -> Vec<Labeled> {
        (0..count)
            .map(|index| Labeled {
                text: format!(
                    "{} number {}",
                    if index % 2 == 0 { "It" } else { "it" },
                    index / 2
                ),
                label: ["a", "b", "c"][index / 2 % 3].to_owned(),
            })
            .collect()
    }

    #[test]
    fn the_split_holds_out_a_tenth_of_each_label_and_shares_no_text() {
        let (training, validation) = split(rows(600), 1);
        let texts = |rows: &[Labeled]| -> BTreeSet<String> {
            rows.iter().map(|row| normalized(&row.text)).collect()
        };
        assert_eq!(training.len() + validation.len(), 600);
        assert_eq!(validation.len(), 60);
        for label in ["a", "b", "c"] {
            assert_eq!(
                validation.iter().filter(|row| row.label == label).count(),
                20
            );
        }
        assert!(texts(&training).is_disjoint(&texts(&validation)));
        assert_ne!(split(rows(600), 2).1, validation);
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, "t,l\n b  b ,x\na,y\n,y\nc,\n").unwrap();
        let first = read(&path, "t", "l").unwrap();
        std::fs::write(&path, "l,t\ny,a\nx,b b\n").unwrap();
        assert_eq!(read(&path, "t", "l").unwrap(), first);
        assert_eq!(first.len(), 2);
        let error = read(&path, "words", "l").unwrap_err().to_string();
        assert!(error.contains("words") && error.contains("l, t"), "{error}");
    }

    #[test]
    fn a_label_outside_the_order_is_told() {
        let order = ["a".to_owned(), "b".to_owned()];
        assert!(label_names(&rows(9), &order).is_err());
        assert_eq!(label_names(&rows(9), &[]).unwrap(), ["a", "b", "c"]);
    }
}
