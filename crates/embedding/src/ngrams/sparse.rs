//! A matrix of few numbers.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use rayon::prelude::*;

/// Rows of columns, rising, with a value each.
#[derive(Debug, Clone, Default)]
pub(super) struct Sparse {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl Sparse {
    /// # Panics
    /// Where a column is not below `width`.
    pub(super) fn new(rows: &[Vec<(u32, f32)>], width: usize) -> Self {
        let mut matrix = Self {
            starts: vec![0],
            width,
            ..Self::default()
        };
        for row in rows {
            for (column, value) in row {
                assert!((*column as usize) < width, "a column beyond the width");
                matrix.columns.push(*column);
                matrix.values.push(*value);
            }
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }

    pub(super) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        let columns = self.columns[range.clone()].iter();
        columns
            .zip(&self.values[range])
            .map(|(column, value)| (*column as usize, *value))
    }

    /// Columns as rows, each in the order of the rows.
    pub(super) fn transposed(&self) -> Self {
        let mut counts = vec![0usize; self.width + 1];
        for column in &self.columns {
            counts[*column as usize + 1] += 1;
        }
        for at in 0..self.width {
            counts[at + 1] += counts[at];
        }
        let mut next = counts.clone();
        let (mut columns, mut values) = (vec![0; self.columns.len()], vec![0.0; self.values.len()]);
        for row in 0..self.rows() {
            for (column, value) in self.row(row) {
                let place = next[column];
                columns[place] = row as u32;
                values[place] = value;
                next[column] += 1;
            }
        }
        Self {
            starts: counts,
            columns,
            values,
            width: self.rows(),
        }
    }

    /// The product with a dense matrix, width × k, to rows × k. Each row is summed by itself, in order, so that the
    /// number of threads does not show in the bits.
    pub(super) fn dot(&self, dense: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut product = Array2::zeros((self.rows(), dense.ncols()));
        let rows: Vec<_> = product.outer_iter_mut().collect();
        rows.into_par_iter().enumerate().for_each(|(row, mut to)| {
            for (column, value) in self.row(row) {
                to.scaled_add(value, &dense.row(column));
            }
        });
        product
    }
}

/// A row of columns and values times a dense matrix.
pub(super) fn row_times(row: &[(u32, f32)], dense: ArrayView2<'_, f32>) -> Array1<f32> {
    let mut product = Array1::zeros(dense.ncols());
    for (column, value) in row {
        let from: ArrayView1<'_, f32> = dense.row(*column as usize);
        product.scaled_add(*value, &from);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn products_are_those_of_the_dense_matrix() {
        let rows = vec![vec![(0, 1.0), (2, 2.0)], vec![], vec![(1, -1.0)]];
        let sparse = Sparse::new(&rows, 3);
        let dense = array![[1.0f32, 2.0], [3.0, 4.0], [5.0, 6.0]];
        assert_eq!(
            sparse.dot(dense.view()),
            array![[11.0, 14.0], [0.0, 0.0], [-3.0, -4.0]]
        );
        let turned = sparse.transposed();
        assert_eq!((turned.rows(), turned.width()), (3, 3));
        assert_eq!(
            turned.dot(dense.view()),
            array![[1.0, 2.0], [-5.0, -6.0], [2.0, 4.0]]
        );
        assert_eq!(row_times(&rows[0], dense.view()), array![11.0, 14.0]);
    }
}
