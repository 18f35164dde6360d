//! The first singular vectors of a sparse matrix, by chance and then surely.

use super::sparse::Sparse;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Directions looked at beside those wanted, and how often the matrix is multiplied with itself so that the small
/// singular values fall away.
const BESIDE: usize = 10;
const POWERS: usize = 3;

/// Rounds of Jacobi's rotations at most, and what is left off the diagonal then, beside what is on it.
const ROUNDS: usize = 60;
const LEFT: f64 = 1e-11;

/// Columns shorter than this part of the longest carry nothing but rounding.
const NOTHING: f64 = 1e-6;

/// The right singular vectors (width × k, a column each, unit length) and singular values of a matrix, the largest
/// first; fewer than `wanted` where the matrix has no more.
///
/// After Halko, Martinsson and Tropp, "Finding Structure with Randomness" (2011): the matrix is multiplied with a
/// random one, the product's range is improved by powers and made orthogonal, and the small matrix in it is
/// decomposed exactly. The random numbers come from `seed`, and sums run in a fixed order.
pub(super) fn truncated(matrix: &Sparse, wanted: usize, seed: u64) -> (Array2<f32>, Vec<f32>) {
    let most = matrix.rows().min(matrix.width());
    let looked_at = (wanted + BESIDE).min(most);
    if looked_at == 0 {
        return (Array2::zeros((matrix.width(), 0)), Vec::new());
    }
    let turned = matrix.transposed();
    let mut random = Random(seed);
    let start = Array2::from_shape_simple_fn((matrix.width(), looked_at), || random.normal());
    let mut range = matrix.dot(start.view());
    orthogonal(&mut range);
    for _ in 0..POWERS {
        let mut other = turned.dot(range.view());
        orthogonal(&mut other);
        range = matrix.dot(other.view());
        orthogonal(&mut range);
    }
    // B' = A'Q, width × looked_at; the singular vectors of A come from those of the small B B'.
    let small = turned.dot(range.view());
    let (values, vectors) = symmetric(&gram(small.view()));
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
    let largest = values.get(order[0]).copied().unwrap_or_default().max(0.0);
    order.retain(|at| values[*at] > largest * NOTHING * NOTHING && values[*at] > 0.0);
    order.truncate(wanted);
    let mut right = Array2::zeros((matrix.width(), order.len()));
    let mut singular = Vec::with_capacity(order.len());
    for (to, at) in order.into_iter().enumerate() {
        let value = values[at].sqrt();
        let weights: Array1<f32> = vectors.column(at).mapv(|weight| (weight / value) as f32);
        let mut column = small.dot(&weights);
        // Of v and −v the one whose largest number is positive.
        let far = column
            .iter()
            .fold(0f32, |far, x| if x.abs() > far.abs() { *x } else { far });
        if far < 0.0 {
            column.mapv_inplace(|x| -x);
        }
        right.column_mut(to).assign(&column);
        singular.push(value as f32);
    }
    (right, singular)
}

/// Makes the columns orthogonal and of unit length, one after the other and twice (Björck, 1994, on why twice
/// is enough); what lies within those before becomes zero.
fn orthogonal(columns: &mut Array2<f32>) {
    let mut rows: Array2<f32> = columns.t().as_standard_layout().into_owned();
    let longest = rows
        .outer_iter()
        .map(|row| length(&row.to_vec()))
        .fold(0.0, f64::max);
    for at in 0..rows.nrows() {
        let (before, mut rest) = rows.view_mut().split_at(Axis(0), at);
        let mut row = rest.row_mut(0);
        for _ in 0..2 {
            for other in before.outer_iter() {
                let along = dot(
                    other.as_slice().unwrap_or_default(),
                    row.as_slice().unwrap_or_default(),
                );
                row.scaled_add(-along as f32, &other);
            }
        }
        let length = length(row.as_slice().unwrap_or_default());
        let factor = if length > longest * NOTHING {
            1.0 / length
        } else {
            0.0
        };
        row.mapv_inplace(|value| (f64::from(value) * factor) as f32);
    }
    columns.assign(&rows.t());
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum()
}

fn length(row: &[f32]) -> f64 {
    dot(row, row).sqrt()
}

/// The columns' products with each other.
fn gram(columns: ArrayView2<'_, f32>) -> Array2<f64> {
    let rows: Array2<f32> = columns.t().as_standard_layout().into_owned();
    let size = rows.nrows();
    let mut gram = Array2::zeros((size, size));
    for a in 0..size {
        for b in a..size {
            let (left, right) = (rows.row(a), rows.row(b));
            let product = dot(
                left.as_slice().unwrap_or_default(),
                right.as_slice().unwrap_or_default(),
            );
            gram[[a, b]] = product;
            gram[[b, a]] = product;
        }
    }
    gram
}

/// Eigenvalues and eigenvectors (a column each) of a symmetric matrix by Jacobi's cyclic rotations.
fn symmetric(matrix: &Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    let size = matrix.nrows();
    let mut left = matrix.clone();
    let mut vectors = Array2::eye(size);
    for _ in 0..ROUNDS {
        let diagonal: f64 = left.diag().iter().map(|x| x * x).sum();
        let off: f64 = left.iter().map(|x| x * x).sum::<f64>() - diagonal;
        if off <= LEFT * LEFT * diagonal {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut left, &mut vectors, p, q);
            }
        }
    }
    (left.diag().to_vec(), vectors)
}

/// Turns the plane of two axes so that their product becomes zero.
fn rotate(matrix: &mut Array2<f64>, vectors: &mut Array2<f64>, p: usize, q: usize) {
    let product = matrix[[p, q]];
    if product == 0.0 {
        return;
    }
    let theta = (matrix[[q, q]] - matrix[[p, p]]) / (2.0 * product);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let size = matrix.nrows();
    for at in 0..size {
        let (a, b) = (matrix[[at, p]], matrix[[at, q]]);
        matrix[[at, p]] = cosine * a - sine * b;
        matrix[[at, q]] = sine * a + cosine * b;
    }
    for at in 0..size {
        let (a, b) = (matrix[[p, at]], matrix[[q, at]]);
        matrix[[p, at]] = cosine * a - sine * b;
        matrix[[q, at]] = sine * a + cosine * b;
        let (a, b) = (vectors[[at, p]], vectors[[at, q]]);
        vectors[[at, p]] = cosine * a - sine * b;
        vectors[[at, q]] = sine * a + cosine * b;
    }
}

/// SplitMix64 (Steele, Lea, Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly normal: twelve uniform ones, less six. Sums of them differ in no last bit between machines.
    fn normal(&mut self) -> f32 {
        ((0..12).map(|_| self.next()).sum::<f64>() - 6.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A matrix of rank 3 with the singular values 9, 4 and 1, beside the axes that have them.
    fn made() -> Sparse {
        let mut rows = vec![Vec::new(); 40];
        for (at, value) in [9.0f32, 4.0, 1.0].into_iter().enumerate() {
            for side in 0..4 {
                // Four equal rows of two equal columns: 4 · 2 · x² = value².
                let x = value / 8f32.sqrt();
                rows[at * 10 + side] = vec![(2 * at as u32, x), (2 * at as u32 + 1, -x)];
            }
        }
        Sparse::new(&rows, 30)
    }

    #[test]
    fn singular_values_and_vectors_of_a_known_matrix_are_found() {
        let (right, values) = truncated(&made(), 5, 7);
        assert_eq!(right.ncols(), 3, "{values:?}");
        for (found, true_value) in values.iter().zip([9.0, 4.0, 1.0]) {
            assert!((found - true_value).abs() < 1e-3, "{values:?}");
        }
        for (at, column) in right.columns().into_iter().enumerate() {
            let expected = 0.5f32.sqrt();
            assert!((column[2 * at].abs() - expected).abs() < 1e-3);
            assert!((column[2 * at] + column[2 * at + 1]).abs() < 1e-3);
        }
        let (first, _) = truncated(&made(), 1, 7);
        assert_eq!(first.ncols(), 1);
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_and_nothing_gives_nothing() {
        assert_eq!(truncated(&made(), 3, 1), truncated(&made(), 3, 1));
        let empty = Sparse::new(&vec![Vec::new(); 4], 6);
        assert_eq!(truncated(&empty, 2, 0).1.len(), 0);
        assert_eq!(truncated(&Sparse::new(&[], 0), 2, 0).1.len(), 0);
    }

    #[test]
    fn what_is_kept_is_the_best_that_so_few_directions_can_keep() {
        let mut random = Random(3);
        let rows: Vec<Vec<(u32, f32)>> = (0..60)
            .map(|_| {
                (0..25)
                    .map(|column| (column, random.normal() / (1 + column) as f32))
                    .collect()
            })
            .collect();
        let matrix = Sparse::new(&rows, 25);
        let (right, values) = truncated(&matrix, 6, 11);
        let kept: f32 = matrix.dot(right.view()).iter().map(|x| x * x).sum();
        let squares: f32 = values.iter().map(|value| value * value).sum();
        assert!((kept - squares).abs() < 1e-3 * squares, "{kept} {squares}");
        let all: f32 = rows.iter().flatten().map(|(_, x)| x * x).sum();
        assert!(kept > 0.8 * all);
        let products = right.t().dot(&right);
        for ((a, b), product) in products.indexed_iter() {
            let expected = if a == b { 1.0 } else { 0.0 };
            assert!((product - expected).abs() < 1e-4, "{a} {b} {product}");
        }
    }
}
