//! Joining groups by their sums.
//!
//! For unit vectors the sum of a group is all that is needed: the mean cosine between the members
//! of two groups is the product of their sums over the product of their sizes, so average linkage
//! (Sokal, Michener 1958) is exact on sums, and so is Ward's criterion (Ward 1963).

use ndarray::{Array1, Array2, Axis};

/// Groups of rows, as a group number a row, with what is needed to join them.
struct Sums {
    sums: Array2<f32>,
    sizes: Vec<f32>,
    alive: Vec<bool>,
    into: Vec<usize>,
}

impl Sums {
    fn new(points: &Array2<f32>, groups: &[usize]) -> Self {
        let count = groups.iter().max().map_or(0, |last| last + 1);
        let mut sums = Array2::zeros((count, points.ncols()));
        let mut sizes = vec![0.0; count];
        for (point, &group) in points.outer_iter().zip(groups) {
            let mut sum = sums.row_mut(group);
            sum += &point;
            sizes[group] += 1.0;
        }
        Self {
            sums,
            sizes,
            alive: vec![true; count],
            into: (0..count).collect(),
        }
    }

    fn join(&mut self, keep: usize, gone: usize) {
        let row: Array1<f32> = self.sums.row(gone).to_owned();
        let mut kept = self.sums.row_mut(keep);
        kept += &row;
        self.sizes[keep] += self.sizes[gone];
        self.alive[gone] = false;
        self.into[gone] = keep;
    }

    /// Where a group has ended up.
    fn end(&self, mut group: usize) -> usize {
        while self.into[group] != group {
            group = self.into[group];
        }
        group
    }

    /// Joins the best pair, by `score` (higher is better, `None` never), until none is left or
    /// `most` groups are.
    fn join_best(&mut self, most: usize, score: impl Fn(f32, &Self, usize, usize) -> Option<f32>) {
        let count = self.sizes.len();
        let mut products = self.sums.dot(&self.sums.t());
        let mut left = count;
        let best_of = |sums: &Self, products: &Array2<f32>, a: usize| {
            let mut best: Option<(f32, usize)> = None;
            for b in 0..count {
                if a == b || !sums.alive[b] {
                    continue;
                }
                if let Some(value) = score(products[[a, b]], sums, a, b)
                    && best.is_none_or(|(kept, _)| value > kept)
                {
                    best = Some((value, b));
                }
            }
            best
        };
        let mut best: Vec<_> = (0..count).map(|a| best_of(self, &products, a)).collect();
        while left > most {
            let mut pair: Option<(f32, usize, usize)> = None;
            for a in (0..count).filter(|&a| self.alive[a]) {
                if let Some((value, b)) = best[a]
                    && pair.is_none_or(|(kept, _, _)| value > kept)
                {
                    pair = Some((value, a, b));
                }
            }
            let Some((_, a, b)) = pair else { break };
            let (keep, gone) = (a.min(b), a.max(b));
            self.join(keep, gone);
            left -= 1;
            let row = self.sums.dot(&self.sums.row(keep));
            products.index_axis_mut(Axis(0), keep).assign(&row);
            products.index_axis_mut(Axis(1), keep).assign(&row);
            for a in 0..count {
                if !self.alive[a] {
                    continue;
                }
                let stale = a == keep || best[a].is_some_and(|(_, b)| b == keep || b == gone);
                if stale {
                    best[a] = best_of(self, &products, a);
                } else if let Some(value) = score(products[[a, keep]], self, a, keep)
                    && best[a].is_none_or(|(kept, _)| value > kept)
                {
                    best[a] = Some((value, keep));
                }
            }
        }
    }

    fn groups(&self, from: &[usize]) -> Vec<usize> {
        from.iter().map(|&group| self.end(group)).collect()
    }

    /// Mean cosine between two different members.
    fn within(&self, group: usize, product: f32) -> f32 {
        let size = self.sizes[group];
        if size < 2.0 {
            1.0
        } else {
            (product - size) / (size * (size - 1.0))
        }
    }
}

/// How much less alike across than within two groups of one subject may be, if all their members
/// say the same. A subject cut in two by chance is that much less alike across the cut.
const CHANCE: f32 = 0.1;

/// Joins groups that speak of the same: across them members are as alike, on average, as within
/// the looser of the two, beyond the `background`, what any two rows have in common. Groups of
/// members that are nearly equal may differ by a little more; for loose ones each such join would
/// loosen the group further, up to a theme of the whole field.
pub(crate) fn join_same(points: &Array2<f32>, groups: &[usize], background: f32) -> Vec<usize> {
    let mut sums = Sums::new(points, groups);
    sums.join_best(1, |product, sums, a, b| {
        let across = product / (sums.sizes[a] * sums.sizes[b]);
        let inner = |group: usize| {
            let sum = sums.sums.row(group);
            sums.within(group, sum.dot(&sum))
        };
        // 0 is what any two rows have in common, 1 is identity.
        let part = |cosine: f32| (cosine - background) / (1.0 - background);
        let within = part(inner(a).min(inner(b))).max(1e-3);
        let ratio = part(across) / within;
        (ratio >= 1.0 - CHANCE * within).then_some(ratio)
    });
    sums.groups(groups)
}

/// Joins groups by Ward's criterion until `count` are left.
pub(crate) fn join_to(points: &Array2<f32>, groups: &[usize], count: usize) -> Vec<usize> {
    let mut sums = Sums::new(points, groups);
    sums.join_best(count, |product, sums, a, b| {
        let (n, m) = (sums.sizes[a], sums.sizes[b]);
        let square = |group: usize| {
            let sum = sums.sums.row(group);
            sum.dot(&sum)
        };
        let apart = square(a) / (n * n) + square(b) / (m * m) - 2.0 * product / (n * m);
        Some(-apart * n * m / (n + m))
    });
    sums.groups(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn groups_as_alike_across_as_within_become_one() {
        let points = array![
            [1.0f32, 0.0],
            [0.8, 0.6],
            [0.96, 0.28],
            [0.6, 0.8],
            [-1.0, 0.0],
            [-0.8, -0.6]
        ];
        let joined = join_same(&points, &[0, 0, 1, 1, 2, 2], 0.0);
        assert_eq!(joined, [0, 0, 0, 0, 2, 2]);
    }

    #[test]
    fn ward_joins_the_nearest_down_to_the_number() {
        let points = array![[1.0f32, 0.0], [0.96, 0.28], [0.0, 1.0], [-1.0, 0.0]];
        assert_eq!(join_to(&points, &[0, 1, 2, 3], 3), [0, 0, 2, 3]);
        assert_eq!(join_to(&points, &[0, 1, 2, 3], 1), [0; 4]);
    }
}
