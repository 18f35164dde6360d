//! Parts of labeled texts: one held out, or folds that are held out in turn. Texts that differ in
//! case and punctuation alone always stay on one side.

use crate::labels::{Labeled, counts, hash, labels_of};
use hearken_fcnn::Task;
use std::collections::BTreeMap;

/// Where a text falls, by its hash.
type Place = [u8; 32];

/// The rows of one text, as indexes.
type Group = Vec<usize>;

/// Takes a tenth of each label's texts out for validation, at least one text of a label that has
/// three or more; says for each row whether it is taken. Sets of several labels count as a label
/// each, those of fewer than three texts together as one.
pub(crate) fn held_out(rows: &[Labeled], task: Task, seed: u64) -> Vec<bool> {
    let mut held = vec![false; rows.len()];
    let (mut common, rare): (Vec<_>, Vec<_>) = by_label(rows, seed)
        .into_iter()
        .partition(|groups| groups.len() >= 3);
    if task == Task::MultiLabel {
        common.push(rare.into_iter().flatten().collect());
    }
    let mut left = counts(rows, task);
    for groups in common {
        let least = usize::from(groups.len() >= 3);
        let mut wanted = (groups.len() / 10).max(least);
        for group in groups {
            let labels = labels_of(&rows[group[0]].label, task);
            // Something of every label must be left to learn from.
            let last = labels.iter().any(|label| left[*label] <= group.len());
            if wanted == 0 || last {
                continue;
            }
            wanted -= 1;
            for index in group {
                held[index] = true;
                for label in labels_of(&rows[index].label, task) {
                    left.entry(label.to_owned()).and_modify(|count| *count -= 1);
                }
            }
        }
    }
    held
}

/// The fold of each row, 0…`count`: every label's texts are dealt out evenly. Sets of several
/// labels are dealt out set by set.
pub(crate) fn folds(rows: &[Labeled], count: usize, seed: u64) -> Vec<usize> {
    let mut folds = vec![0; rows.len()];
    // Goes on from label to label, so that labels of few texts do not all fall to the first fold.
    let groups = by_label(rows, seed).into_iter().flatten();
    for (turn, group) in groups.enumerate() {
        for index in group {
            folds[index] = turn % count;
        }
    }
    folds
}

/// For each label its texts in an order that the seed decides.
fn by_label(rows: &[Labeled], seed: u64) -> Vec<Vec<Group>> {
    let mut texts: BTreeMap<String, Group> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        texts.entry(normalized(&row.text)).or_default().push(index);
    }
    let mut labels: BTreeMap<&str, Vec<(Place, Group)>> = BTreeMap::new();
    for (text, group) in texts {
        let place = hash(&format!("{seed} {text}"));
        let label = rows[group[0]].label.as_str();
        labels.entry(label).or_default().push((place, group));
    }
    let sorted = labels.into_values().map(|mut groups| {
        groups.sort();
        groups.into_iter().map(|(_, group)| group).collect()
    });
    sorted.collect()
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
                by: Vec::new(),
            })
            .collect()
    }

    fn split(rows: Vec<Labeled>, seed: u64) -> (Vec<Labeled>, Vec<Labeled>) {
        let held = held_out(&rows, Task::MultiClass, seed);
        let (held, rest): (Vec<_>, Vec<_>) =
            rows.into_iter().zip(held).partition(|(_, held)| *held);
        let rows_of = |part: Vec<(Labeled, bool)>| part.into_iter().map(|(row, _)| row).collect();
        (rows_of(rest), rows_of(held))
    }

    fn texts(rows: &[Labeled]) -> BTreeSet<String> {
        rows.iter().map(|row| normalized(&row.text)).collect()
    }

    #[test]
    fn the_split_holds_out_a_tenth_of_each_label_and_shares_no_text() {
        let (training, validation) = split(rows(600), 1);
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
    fn few_texts_still_leave_one_of_each_label_out() {
        let (training, validation) = split(rows(24), 1);
        assert_eq!((training.len(), validation.len()), (18, 6));
        assert_eq!(split(rows(6), 1).1, []);
    }

    #[test]
    fn rare_sets_of_labels_are_held_out_together_and_no_label_is_lost() {
        let row = |index: usize, label: &str| Labeled {
            text: format!("text {index}"),
            label: label.to_owned(),
            by: Vec::new(),
        };
        let rows = ["a;b", "a;c", "a;b;c", "b;c", "d"].into_iter().enumerate();
        let rows: Vec<Labeled> = rows.map(|(index, label)| row(index, label)).collect();
        for seed in 0..20 {
            let held = held_out(&rows, Task::MultiLabel, seed);
            assert_eq!(held.iter().filter(|held| **held).count(), 1);
            assert!(!held[4]);
        }
        assert!(!held_out(&rows, Task::MultiClass, 1).contains(&true));
    }

    #[test]
    fn folds_are_even_by_label_and_share_no_text() {
        let rows = rows(606);
        let folds = folds(&rows, 5, 1);
        for fold in 0..5 {
            let (held, rest): (Vec<_>, Vec<_>) = rows
                .iter()
                .cloned()
                .zip(&folds)
                .partition(|(_, of)| **of == fold);
            let rows_of = |part: Vec<(Labeled, &usize)>| -> Vec<Labeled> {
                part.into_iter().map(|(row, _)| row).collect()
            };
            let (held, rest) = (rows_of(held), rows_of(rest));
            assert!(texts(&held).is_disjoint(&texts(&rest)));
            for label in ["a", "b", "c"] {
                let count = held.iter().filter(|row| row.label == label).count();
                assert!((40..=42).contains(&count), "{count} of {label} in {fold}");
            }
        }
    }

    #[test]
    fn labels_of_one_text_do_not_all_fall_to_one_fold() {
        let rows: Vec<Labeled> = (0..10)
            .map(|index| Labeled {
                text: format!("text {index}"),
                label: format!("label {index}"),
                by: Vec::new(),
            })
            .collect();
        let used: BTreeSet<usize> = folds(&rows, 5, 1).into_iter().collect();
        assert_eq!(used.len(), 5);
    }
}
