//! Columns that know too much: the target under another name, and names of rows.

use super::ranking::Ranking;
use super::{Column, Inputs, Target, Values};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Rows below which nothing is suspected.
const FEWEST: usize = 20;
/// Share of what is to be told that one column tells by itself, from which on it is suspect.
const TELLS: f64 = 0.98;
/// Different values of a number from which on it is ordered, and not taken value by value.
const ORDERED: usize = 50;
/// Share of different values from which on a category names its rows.
const NAMES: f64 = 0.95;

/// A column that is suspect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suspect {
    /// The column's name.
    pub column: String,
    /// Of what.
    pub suspicion: Suspicion,
    /// How much of the target the column tells by itself, 0…1.
    pub tells: f64,
}

/// What a column is suspected of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// It is the target under another name, or was written down after it.
    Target,
    /// Whether it has a value at all tells the target.
    Presence,
    /// It names rows.
    Identifier,
}

/// The columns that are suspect, in their order.
pub fn suspects(columns: &[Column], inputs: &Inputs, target: &Target) -> Vec<Suspect> {
    if target.len() < FEWEST {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (column, values) in columns.iter().zip(inputs.columns()) {
        let suspect = |suspicion, tells| Suspect {
            column: column.name.clone(),
            suspicion,
            tells,
        };
        let presence: Vec<usize> = present(values).into_iter().map(usize::from).collect();
        let by_presence = by_value(&presence, target);
        let by_itself = told(values, target);
        if by_presence >= TELLS {
            found.push(suspect(Suspicion::Presence, by_presence));
        } else if by_itself >= TELLS {
            found.push(suspect(Suspicion::Target, by_itself));
        } else if identifies(values) {
            found.push(suspect(Suspicion::Identifier, by_itself));
        }
    }
    found
}

/// Whether values name rows: words of which nearly all are different, or whole numbers of which all are and
/// that fill their range.
pub(super) fn identifies(values: &Values) -> bool {
    match values {
        Values::Categories(values) => {
            let there: Vec<&String> = values.iter().flatten().collect();
            let different: BTreeSet<&&String> = there.iter().collect();
            there.len() >= FEWEST && different.len() as f64 >= NAMES * there.len() as f64
        }
        Values::Numbers(values) => {
            let there: Vec<f64> = values.iter().flatten().copied().collect();
            let whole = there.iter().all(|value| value.fract() == 0.0);
            let different: BTreeSet<u64> = there.iter().map(|value| value.to_bits()).collect();
            let least = there.iter().copied().fold(f64::INFINITY, f64::min);
            let most = there.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            there.len() >= FEWEST
                && whole
                && different.len() == there.len()
                && most - least < 2.0 * there.len() as f64
        }
        Values::Days(_) | Values::Vectors(_) => false,
    }
}

impl Values {
    /// Whether they name rows, as an id does, and so say nothing of other rows.
    pub fn identify(&self) -> bool {
        identifies(self)
    }
}

fn present(values: &Values) -> Vec<bool> {
    match values {
        Values::Numbers(values) | Values::Days(values) => {
            values.iter().map(Option::is_some).collect()
        }
        Values::Categories(values) => values.iter().map(Option::is_some).collect(),
        Values::Vectors(rows) => {
            let rows = rows.rows().into_iter();
            rows.map(|row| row.iter().any(|value| *value != 0.0))
                .collect()
        }
    }
}

/// How much of the target a column tells by itself, 0…1.
fn told(values: &Values, target: &Target) -> f64 {
    match values {
        Values::Categories(values) => by_value(&numbered(values), target),
        Values::Numbers(values) | Values::Days(values) => {
            let keys: Vec<Option<u64>> = values.iter().map(|it| it.map(f64::to_bits)).collect();
            let different: BTreeSet<_> = keys.iter().collect();
            if different.len() <= ORDERED {
                by_value(&numbered(&keys), target)
            } else {
                by_order(values, target)
            }
        }
        Values::Vectors(_) => 0.0,
    }
}

fn numbered<K: Ord>(keys: &[K]) -> Vec<usize> {
    let places: BTreeMap<&K, usize> = keys
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .zip(0..)
        .collect();
    keys.iter().map(|key| places[key]).collect()
}

/// What the other rows of the same value say of a row, as a share of what there is to say beyond the
/// most common class or the mean. A row does not speak for itself, so that ids tell nothing.
fn by_value(values: &[usize], target: &Target) -> f64 {
    let places = values.iter().max().map_or(0, |most| most + 1);
    match target {
        Target::Classes { rows, labels } => {
            let mut counts = vec![vec![0usize; labels.len()]; places];
            for (value, class) in values.iter().zip(rows) {
                counts[*value][*class] += 1;
            }
            let totals = target.counts();
            let right = |counts: &[usize], class: usize| {
                let own = counts[class].saturating_sub(1);
                own > 0 && (0..counts.len()).all(|c| c == class || counts[c] < own)
            };
            let share = |hits: usize| hits as f64 / rows.len().max(1) as f64;
            let hits = values
                .iter()
                .zip(rows)
                .filter(|(v, c)| right(&counts[**v], **c));
            let (hits, base) = (
                share(hits.count()),
                totals.iter().copied().max().map_or(0.0, share),
            );
            if base < 1.0 {
                ((hits - base) / (1.0 - base)).max(0.0)
            } else {
                0.0
            }
        }
        Target::Numbers(numbers) => {
            let mut sums = vec![(0.0, 0usize); places];
            for (value, number) in values.iter().zip(numbers) {
                sums[*value].0 += number;
                sums[*value].1 += 1;
            }
            let mean = numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
            let (mut left, mut all) = (0.0, 0.0);
            for (value, number) in values.iter().zip(numbers) {
                let (sum, count) = sums[*value];
                let said = if count > 1 {
                    (sum - number) / (count - 1) as f64
                } else {
                    mean
                };
                left += (number - said).powi(2);
                all += (number - mean).powi(2);
            }
            if all > 0.0 {
                (1.0 - left / all).max(0.0)
            } else {
                0.0
            }
        }
    }
}

/// How far the order of a number is that of the target: of two classes by the area under the receiver
/// operating characteristic, of numbers by the correlation of ranks (Spearman, 1904).
fn by_order(values: &[Option<f64>], target: &Target) -> f64 {
    match target {
        Target::Classes { rows, labels } if labels.len() == 2 => {
            let there = values
                .iter()
                .zip(rows)
                .filter_map(|(v, c)| v.map(|v| (v, *c == 1)));
            let area = Ranking::of(there).roc_auc();
            (2.0 * area - 1.0).abs()
        }
        Target::Classes { .. } => 0.0,
        Target::Numbers(numbers) => {
            let both = values.iter().zip(numbers);
            let (ours, theirs): (Vec<f64>, Vec<f64>) =
                both.filter_map(|(v, n)| v.map(|v| (v, *n))).unzip();
            let found = correlation(&ranks(&ours), &ranks(&theirs)).abs();
            // As a share of the variance, as above.
            found * found
        }
    }
}

/// Ranks from 1, those of equal values their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    let mut at = 0;
    while at < order.len() {
        let same = order[at..]
            .iter()
            .take_while(|row| values[**row] == values[order[at]]);
        let end = at + same.count().max(1);
        let mean = (at + end + 1) as f64 / 2.0;
        for row in &order[at..end] {
            ranks[*row] = mean;
        }
        at = end;
    }
    ranks
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len().max(1) as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (a, b) = (mean(one), mean(other));
    let (mut both, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        both += (x - a) * (y - b);
        ours += (x - a).powi(2);
        theirs += (y - b).powi(2);
    }
    if ours > 0.0 && theirs > 0.0 {
        both / (ours * theirs).sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::Kind;

    fn found(values: Values, target: &Target) -> Vec<Suspicion> {
        let columns = [Column {
            name: "it".to_owned(),
            kind: values.kind(),
            written: None,
        }];
        let inputs = Inputs::new(vec![values]).unwrap();
        let found = suspects(&columns, &inputs, target);
        found.into_iter().map(|suspect| suspect.suspicion).collect()
    }

    fn classes(of: impl Fn(usize) -> usize) -> Target {
        Target::Classes {
            rows: (0..60).map(of).collect(),
            labels: ["stays", "leaves"].map(String::from).to_vec(),
        }
    }

    fn words(of: impl Fn(usize) -> Option<&'static str>) -> Values {
        Values::Categories((0..60).map(|row| of(row).map(str::to_owned)).collect())
    }

    #[test]
    fn the_target_under_another_name_is_told() {
        let target = classes(|row| usize::from(row % 3 == 0));
        let copy = words(|row| Some(if row % 3 == 0 { "gone" } else { "here" }));
        assert_eq!(found(copy, &target), [Suspicion::Target]);
        let half = words(|row| Some(if row % 6 == 0 { "gone" } else { "here" }));
        assert_eq!(found(half, &target), []);
        let only_leavers = words(|row| (row % 3 == 0).then_some(["price", "move"][row % 2]));
        assert_eq!(found(only_leavers, &target), [Suspicion::Presence]);
    }

    #[test]
    fn numbers_in_the_targets_order_are_told() {
        let target = Target::Numbers((0..60).map(|row| f64::from(row * row)).collect());
        let euros = Values::Numbers(
            (0..60)
                .map(|row| Some(f64::from(row * row) * 1.1))
                .collect(),
        );
        assert_eq!(found(euros, &target), [Suspicion::Target]);
        let other = Values::Numbers(
            (0..60)
                .map(|row| Some(f64::from(row * 7 % 60) + 0.5))
                .collect(),
        );
        assert_eq!(found(other, &target), []);
    }

    #[test]
    fn ids_are_told_and_measurements_are_not() {
        let target = classes(|row| row % 2);
        let count = Values::Numbers((0..60).map(|row| Some(f64::from(row * 7 % 60))).collect());
        assert_eq!(found(count, &target), [Suspicion::Identifier]);
        let names = Values::Categories((0..60).map(|row| Some(format!("C-{row}"))).collect());
        assert_eq!(names.kind(), Kind::Category);
        assert_eq!(found(names, &target), [Suspicion::Identifier]);
        let bills = Values::Numbers(
            (0..60)
                .map(|row| Some(f64::from(row * 7 % 60) / 3.0))
                .collect(),
        );
        assert_eq!(found(bills, &target), []);
    }
}
