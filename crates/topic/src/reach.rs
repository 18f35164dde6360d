//! How far themes reach: their centers, and from where on a statement belongs to one.

use crate::sums::{Sums, UNIT, whole};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;

/// The part of a theme's statements that may lie farther out than its edge.
const OUTSIDE: f64 = 0.1;

/// No theme reaches farther than to this cosine: what is less near has little to do with it.
const FARTHEST: f32 = 0.4;

/// Rows of one matrix product. What comes of a row does not depend on the others: its products are added up in
/// the same order wherever it stands.
const BLOCK: usize = 512;

/// Themes as places among vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Unit vectors, a row a theme: the mean direction of its statements. Zero where they have
    /// none.
    pub centers: Array2<f32>,
    /// For each theme the cosine to its center from which on a statement belongs to it: nine of
    /// ten of its own are as near to the center of the others, and it is never below 0.4.
    pub edges: Vec<f32>,
}

impl Reach {
    /// Of themes, each given by rows of `vectors` (n × d, a unit row each) and how many statements
    /// say each. The order of a theme's rows does not matter.
    ///
    /// How near a statement is to a center that it is a part of says little of small themes, so
    /// that each is held against the center of the others. Where there are no others, a statement
    /// has to be nearly the same.
    ///
    /// # Panics
    /// Where a row is not there.
    pub fn of(vectors: ArrayView2<'_, f32>, themes: &[Vec<(usize, u32)>]) -> Self {
        let sums = sums(vectors, themes);
        let edges = themes
            .par_iter()
            .enumerate()
            .map(|(at, theme)| edge(vectors, theme, sums.of(at)));
        Self {
            edges: edges.collect(),
            centers: sums.centers(),
        }
    }

    /// The theme that a unit vector belongs to, and the cosine to its center: the nearest of
    /// those that reach so far, of equals the first; `None` for strangers.
    pub fn theme_of(&self, vector: ArrayView1<'_, f32>) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        let cosines = self.centers.dot(&vector);
        for (theme, (cosine, edge)) in cosines.iter().zip(&self.edges).enumerate() {
            if cosine >= edge && best.is_none_or(|(_, kept)| *cosine > kept) {
                best = Some((theme, *cosine));
            }
        }
        best
    }

    /// The same of many unit vectors, a row each; that of a row is the same whichever others there are.
    pub fn themes_of(&self, rows: ArrayView2<'_, f32>) -> Vec<Option<(usize, f32)>> {
        let transposed = self.centers.t();
        let blocks: Vec<_> = rows.axis_chunks_iter(Axis(0), BLOCK).collect();
        blocks
            .into_par_iter()
            .flat_map_iter(|rows| {
                let cosines = rows.dot(&transposed);
                let best = |cosines: ArrayView1<'_, f32>| {
                    let mut best: Option<(usize, f32)> = None;
                    for (theme, (cosine, edge)) in cosines.iter().zip(&self.edges).enumerate() {
                        if cosine >= edge && best.is_none_or(|(_, kept)| *cosine > kept) {
                            best = Some((theme, *cosine));
                        }
                    }
                    best
                };
                cosines.outer_iter().map(best).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// The sums of themes, each given by rows and how many statements say each.
pub(crate) fn sums(vectors: ArrayView2<'_, f32>, themes: &[Vec<(usize, u32)>]) -> Sums {
    let mut sums = Sums::new(themes.len(), vectors.ncols());
    for (theme, rows) in themes.iter().enumerate() {
        for (row, count) in rows {
            sums.add(theme, vectors.row(*row), *count);
        }
    }
    sums
}

/// A cosine that only what is nearly the same comes to.
const SAME: f32 = 0.9;

fn edge(vectors: ArrayView2<'_, f32>, theme: &[(usize, u32)], sum: &[i64]) -> f32 {
    if theme.len() < 2 {
        return SAME;
    }
    let mut near: Vec<(f64, u32)> = theme
        .iter()
        .map(|&(row, count)| (to_others(vectors.row(row), count, sum), count))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let all: u64 = near.iter().map(|(_, count)| u64::from(*count)).sum();
    let mut left = (OUTSIDE * all as f64) as u64;
    let mut edge = FARTHEST;
    for (cosine, count) in near {
        edge = cosine as f32;
        let count = u64::from(count);
        if count > left {
            break;
        }
        left -= count;
    }
    edge.clamp(FARTHEST, SAME)
}

/// The cosine of a row to the sum of the others.
fn to_others(row: ArrayView1<'_, f32>, count: u32, sum: &[i64]) -> f64 {
    let (mut dot, mut square) = (0.0, 0.0);
    for (value, sum) in row.iter().zip(sum) {
        let rest = (sum - whole(*value) * i64::from(count)) as f64 / UNIT;
        dot += rest * f64::from(*value);
        square += rest * rest;
    }
    if square > 0.0 {
        dot / square.sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn strangers_belong_to_no_theme() {
        let rows = array![
            [1.0f32, 0.0, 0.0],
            [0.8, 0.6, 0.0],
            [0.0, 0.0, 1.0],
            [0.0, 0.6, 0.8]
        ];
        let themes = [vec![(0, 1), (1, 1)], vec![(2, 5)]];
        let reach = Reach::of(rows.view(), &themes);
        assert!((reach.edges[0] - 0.8).abs() < 1e-6, "{:?}", reach.edges);
        assert_eq!(reach.edges[1], SAME);
        assert_eq!(reach.theme_of(rows.row(1)).unwrap().0, 0);
        assert_eq!(reach.theme_of(rows.row(2)), Some((1, 1.0)));
        assert_eq!(reach.theme_of(rows.row(3)), None);
        assert_eq!(reach.theme_of(array![f32::NAN, 0.0, 0.0].view()), None);
        let backward = [vec![(1, 1), (0, 1)], vec![(2, 5)]];
        assert_eq!(Reach::of(rows.view(), &backward), reach);
    }

    #[test]
    fn the_nearest_of_those_that_reach_so_far_is_taken() {
        let reach = Reach {
            centers: array![[1.0f32, 0.0], [0.8, 0.6]],
            edges: vec![0.5, 0.99],
        };
        assert_eq!(reach.theme_of(array![0.9f32, 0.43].view()).unwrap().0, 0);
        assert_eq!(reach.theme_of(array![0.8f32, 0.6].view()).unwrap().0, 1);
        let none = Reach::of(Array2::zeros((0, 2)).view(), &[]);
        assert_eq!(none.theme_of(array![1.0f32, 0.0].view()), None);
    }

    /// Found by a product of matrices; which rows stand in it together decides nothing.
    #[test]
    fn what_comes_of_a_row_depends_on_it_alone() {
        let numbers = |rows: usize, seed: usize| {
            let number = |(row, at): (usize, usize)| ((row * 31 + at * 17 + seed) as f32).sin();
            let mut rows = Array2::from_shape_fn((rows, 384), number);
            for mut row in rows.outer_iter_mut() {
                crate::order::scale_to_unit(row.as_slice_mut().unwrap());
            }
            rows
        };
        let reach = Reach {
            centers: numbers(97, 5),
            edges: vec![-1.0; 97],
        };
        let rows = numbers(3 * BLOCK + 11, 0);
        let all = reach.themes_of(rows.view());
        for size in [1, 2, 5, 63, BLOCK - 1] {
            let parts = rows.axis_chunks_iter(Axis(0), size);
            let parts: Vec<_> = parts.flat_map(|part| reach.themes_of(part)).collect();
            assert!(parts == all, "in parts of {size}");
        }
        for (row, found) in rows.outer_iter().zip(&all) {
            let (theme, cosine) = reach.theme_of(row).unwrap();
            let (other, near) = found.unwrap();
            assert!((cosine - near).abs() < 1e-5, "{theme} {other}");
        }
        assert!(
            Reach::of(rows.view(), &[])
                .themes_of(rows.view())
                .iter()
                .all(Option::is_none)
        );
    }

    #[test]
    fn a_tenth_may_lie_outside_and_none_reaches_everywhere() {
        let rows = array![[1.0f32, 0.0], [0.96, 0.28], [0.6, 0.8], [0.0, 1.0]];
        let edge = |theme: &[(usize, u32)]| Reach::of(rows.view(), &[theme.to_vec()]).edges[0];
        // The one of ten that lies far out does not draw the edge there.
        assert!(edge(&[(0, 5), (1, 4), (2, 1)]) > 0.85);
        assert!(edge(&[(0, 2), (1, 1), (2, 1)]) < 0.8);
        assert_eq!(edge(&[(0, 1), (3, 1)]), FARTHEST);
    }
}
