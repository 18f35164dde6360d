//! Parts of a table: one held out, or folds. Rows that are the same in all that the network sees stay
//! on one side, and what falls where depends on what the rows hold, not on their order.

use hearken_fcnn::tabular::Target;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Where rows of the same cells fall.
type Key = [u8; 32];

/// A key for each row, the same for the same cells, and other for another seed.
pub(super) fn keys<'a>(rows: impl Iterator<Item = Vec<&'a str>>, seed: u64) -> Vec<Key> {
    rows.map(|cells| {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for cell in cells {
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell.as_bytes());
        }
        hash.finalize().into()
    })
    .collect()
}

/// Rows of each class in groups of the same key, groups in the order of their keys. Numbers are one class.
fn groups(keys: &[Key], target: &Target) -> Vec<Vec<Vec<usize>>> {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (row, key) in keys.iter().enumerate() {
        by_key.entry(*key).or_default().push(row);
    }
    let mut classes: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
    for group in by_key.into_values() {
        let class = match target {
            Target::Classes { rows, .. } => rows[group[0]],
            Target::Numbers(_) => 0,
        };
        classes.entry(class).or_default().push(group);
    }
    classes.into_values().collect()
}

/// Takes a share of each class's rows out, at least one of a class of three; says for each row whether
/// it is taken. Something of every class is left.
pub(crate) fn held_out(keys: &[Key], target: &Target, share: f64) -> Vec<bool> {
    let mut held = vec![false; keys.len()];
    for class in groups(keys, target) {
        let rows: usize = class.iter().map(Vec::len).sum();
        let least = usize::from(class.len() >= 3 && share > 0.0);
        let wanted = ((rows as f64 * share).round() as usize).max(least);
        let mut taken = 0;
        let last = class.len().saturating_sub(1);
        for group in class.into_iter().take(last) {
            if taken >= wanted {
                break;
            }
            taken += group.len();
            for row in group {
                held[row] = true;
            }
        }
    }
    held
}

/// The fold of each row, 0…`count`: every class is dealt out evenly.
pub(crate) fn folds(keys: &[Key], target: &Target, count: usize) -> Vec<usize> {
    let mut folds = vec![0; keys.len()];
    for (turn, group) in groups(keys, target).into_iter().flatten().enumerate() {
        for row in group {
            folds[row] = turn % count;
        }
    }
    folds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize) -> (Vec<Key>, Target) {
        let cells: Vec<String> = (0..rows).map(|row| format!("{}", row / 2)).collect();
        let keys = keys(cells.iter().map(|cell| vec![cell.as_str()]), 1);
        let target = Target::Classes {
            rows: (0..rows).map(|row| usize::from(row / 2 % 5 == 0)).collect(),
            labels: ["no", "yes"].map(String::from).to_vec(),
        };
        (keys, target)
    }

    #[test]
    fn a_share_of_each_class_is_held_out_and_the_same_rows_stay_together() {
        let (keys, target) = table(400);
        let held = held_out(&keys, &target, 0.2);
        assert_eq!(held.iter().filter(|held| **held).count(), 80);
        assert!((0..400).step_by(2).all(|row| held[row] == held[row + 1]));
        let yes = (0..400).filter(|row| held[*row] && row / 2 % 5 == 0);
        assert_eq!(yes.count(), 16);
        assert!(!held_out(&keys, &target, 0.0).contains(&true));
    }

    #[test]
    fn folds_are_even_and_the_same_rows_stay_together() {
        let (keys, target) = table(400);
        let folds = folds(&keys, &target, 4);
        for fold in 0..4 {
            assert_eq!(folds.iter().filter(|of| **of == fold).count(), 100);
        }
        assert!((0..400).step_by(2).all(|row| folds[row] == folds[row + 1]));
    }
}
