//! How surely a group is found again when some statements had not been said.
//!
//! A fifth of the statements is left out and the rest grouped again, several times over; a group's
//! stability is the mean, over the draws, of the Jaccard index of what is left of it and the new
//! group most like it (Hennig, "Cluster-wise assessment of cluster stability", 2007). By his
//! reading a group of 0.75 and more is stable, and one below 0.6 in doubt.

use crate::Settings;
use crate::order::Ordered;
use crate::partition::Partition;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;
use std::collections::HashMap;

/// Draws; the mean of ten moves by a few hundredths at most.
const DRAWS: u64 = 10;

/// One of so many statements is left out.
const LEFT_OUT: u64 = 5;

/// Members a group must have left in a draw to be looked for.
const FEWEST: usize = 2;

/// The stability, 0…1, of the group of each row; `None` of what is in none, was not compared
/// with all others, or is too small to be looked for.
pub(crate) fn stability(
    ordered: &Ordered<'_>,
    found: &Partition,
    settings: &Settings,
) -> Vec<Option<f32>> {
    let mut of_row = vec![None; ordered.len()];
    // A number of groups that is asked for says nothing of the data.
    if settings.themes.is_some() {
        return of_row;
    }
    let sample = &found.sample;
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (group, positions) in found.groups.iter().enumerate() {
        group_of.extend(positions.iter().map(|position| (*position, group)));
    }
    let draws: Vec<Vec<Option<f64>>> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| {
            let mut chance =
                Xoshiro256PlusPlus::seed_from_u64(settings.seed.wrapping_mul(DRAWS) + draw);
            let kept: Vec<usize> = (0..sample.positions.len())
                .filter(|_| !chance.next_u64().is_multiple_of(LEFT_OUT))
                .collect();
            let again = sample.split_of(ordered, &kept);
            let kept = kept.iter().map(|node| sample.positions[*node]);
            alike(found.groups.len(), &group_of, kept, &again)
        })
        .collect();
    let mean = |group: usize| {
        let some: Vec<f64> = draws.iter().filter_map(|draw| draw[group]).collect();
        (!some.is_empty()).then(|| (some.iter().sum::<f64>() / some.len() as f64) as f32)
    };
    let means: Vec<Option<f32>> = (0..found.groups.len()).map(mean).collect();
    for (position, group) in group_of {
        of_row[ordered.row(position)] = means[group];
    }
    of_row
}

/// For each of the groups, how like it the new group most like it is; `None` where too few of its
/// positions were kept.
fn alike(
    groups: usize,
    group_of: &HashMap<usize, usize>,
    kept: impl Iterator<Item = usize>,
    again: &[Vec<usize>],
) -> Vec<Option<f64>> {
    let mut left = vec![0usize; groups];
    for position in kept {
        if let Some(group) = group_of.get(&position) {
            left[*group] += 1;
        }
    }
    let mut best = vec![0f64; groups];
    for new in again {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for position in new {
            if let Some(group) = group_of.get(position) {
                *shared.entry(*group).or_default() += 1;
            }
        }
        for (group, both) in shared {
            let either = left[group] + new.len() - both;
            best[group] = best[group].max(both as f64 / either as f64);
        }
    }
    left.into_iter()
        .zip(best)
        .map(|(left, best)| (left >= FEWEST).then_some(best))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_as_stable_as_the_new_one_most_like_it() {
        let of = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 2)];
        let group_of: HashMap<usize, usize> = of.into_iter().collect();
        // Position 5 was left out; 7 had been alone.
        let again = [vec![0, 1, 2], vec![3, 4, 7]];
        let found = alike(3, &group_of, [0, 1, 2, 3, 4, 6, 7].into_iter(), &again);
        assert_eq!(found, [Some(0.75), None, None]);
    }
}
