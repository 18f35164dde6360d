//! Centers of groups, and the nearest center of a statement.

use crate::order::{Ordered, scale_to_unit};
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// Positions of one matrix product; fixed, so that the result is the same for any thread count.
const BLOCK: usize = 512;

/// Unit vectors in the mean direction of each group of rows; rows without a group are passed by.
pub(crate) fn centers(
    points: ArrayView2<'_, f32>,
    groups: &[Option<usize>],
    count: usize,
) -> Array2<f32> {
    let mut centers = Array2::zeros((count, points.ncols()));
    for (point, group) in points.outer_iter().zip(groups) {
        if let Some(group) = group {
            let mut center = centers.row_mut(*group);
            center += &point;
        }
    }
    for mut center in centers.outer_iter_mut() {
        scale_to_unit(center.as_slice_mut().expect("rows are contiguous"));
    }
    centers
}

/// The nearest center of each position and the cosine to it; of equals the first. `None` only
/// where there is no center.
pub(crate) fn nearest_center(
    ordered: &Ordered<'_>,
    positions: &[usize],
    centers: &Array2<f32>,
) -> Vec<Option<(usize, f32)>> {
    let transposed = centers.t();
    positions
        .par_chunks(BLOCK)
        .flat_map_iter(|some| {
            let cosines = ordered.gather(some).dot(&transposed);
            cosines
                .outer_iter()
                .map(|row| {
                    let mut best: Option<(usize, f32)> = None;
                    for (center, &cosine) in row.iter().enumerate() {
                        if best.is_none_or(|(_, kept)| cosine > kept) {
                            best = Some((center, cosine));
                        }
                    }
                    best
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// How much nearer the center of another group must be before a statement goes there. Of any nearer one, as
/// k-means has it, groups that are not round lose what belongs to them.
const NEARER: f32 = 0.05;

/// How often statements look around. Hardly one moves after these.
const ROUNDS: usize = 2;

/// Groups whose members stand where they belong. Communities are found from neighbor to neighbor, and
/// a chain of these can end far from what the group is about: who is clearly nearer to another
/// group's center goes there. `points` are unit rows, `groups` a number each; groups may end up empty.
pub(crate) fn settle(points: &Array2<f32>, mut groups: Vec<usize>) -> Vec<usize> {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    for _ in 0..ROUNDS {
        let places: Vec<_> = groups.iter().copied().map(Some).collect();
        let around = centers(points.view(), &places, count);
        let transposed = around.t();
        let blocks = points.axis_chunks_iter(Axis(0), BLOCK).into_par_iter();
        let settled: Vec<usize> = blocks
            .zip(groups.par_chunks(BLOCK))
            .flat_map_iter(|(points, own)| {
                let cosines = points.dot(&transposed);
                let rows = cosines.outer_iter().zip(own);
                rows.map(|(row, &own)| {
                    let (mut place, mut best) = (own, row[own] + NEARER);
                    for (other, &cosine) in row.iter().enumerate() {
                        if cosine > best {
                            (place, best) = (other, cosine);
                        }
                    }
                    place
                })
                .collect::<Vec<_>>()
            })
            .collect();
        if settled == groups {
            break;
        }
        groups = settled;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::tests::statements;
    use ndarray::array;

    #[test]
    fn a_position_goes_to_the_center_nearest_to_it() {
        let rows = array![[1.0f32, 0.0], [0.8, 0.6], [0.0, 1.0]];
        let ordered = Ordered::new(statements(rows.view(), &["a", "b", "c"]), 0);
        let centers = array![[1.0f32, 0.0], [0.0, 1.0]];
        let near = nearest_center(&ordered, &[0, 1, 2], &centers);
        for (position, near) in near.into_iter().enumerate() {
            let expected = [(0, 1.0), (0, 0.8), (1, 1.0)][ordered.row(position)];
            assert_eq!(near, Some(expected));
        }
        assert_eq!(
            nearest_center(&ordered, &[0], &Array2::zeros((0, 2))),
            [None]
        );
    }

    #[test]
    fn who_is_clearly_nearer_to_another_center_goes_there() {
        let points = array![
            [1.0f32, 0.0],
            [0.96, 0.28],
            [0.0, 1.0],
            [0.28, 0.96],
            [0.0, 1.0],
            [0.6, 0.8]
        ];
        // The fifth is far from its own; the last is a little nearer to the other center, not clearly.
        assert_eq!(settle(&points, vec![0, 0, 1, 1, 0, 1]), [0, 0, 1, 1, 1, 1]);
        let near = array![[1.0f32, 0.0], [0.0, 1.0], [0.7, 0.714]];
        assert_eq!(settle(&near, vec![0, 1, 0]), [0, 1, 0]);
    }

    #[test]
    fn a_center_is_the_mean_direction() {
        let rows = array![[1.0f32, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let center = centers(rows.view(), &[Some(0), Some(0), None], 1);
        assert!((center[[0, 0]] - 0.5f32.sqrt()).abs() < 1e-6);
    }
}
