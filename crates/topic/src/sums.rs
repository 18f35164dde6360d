//! Exact sums of vectors: the same bits in whatever order, and on however many machines, they are added.

use crate::order::scale_to_unit;
use ndarray::{Array2, ArrayView1};

/// Numbers are added as whole multiples of 2⁻³². Of a unit row that leaves room for 2³¹ statements.
pub(crate) const UNIT: f64 = (1u64 << 32) as f64;

/// A number in whole multiples of 2⁻³².
pub(crate) fn whole(value: f32) -> i64 {
    (f64::from(value) * UNIT).round() as i64
}

/// A sum of vectors for each of several themes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    width: usize,
    /// Themes × numbers of a vector.
    sums: Vec<i64>,
}

impl Sums {
    /// Of nothing yet: so many themes, vectors of so many numbers.
    pub fn new(themes: usize, width: usize) -> Self {
        Self {
            width,
            sums: vec![0; themes * width],
        }
    }

    /// Adds a vector to a theme's sum so many times.
    ///
    /// # Panics
    /// Where there is no such theme.
    pub fn add(&mut self, theme: usize, row: ArrayView1<'_, f32>, times: u32) {
        let sums = &mut self.sums[theme * self.width..(theme + 1) * self.width];
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += whole(*value) * i64::from(times);
        }
    }

    /// Adds what was summed elsewhere of other statements of the same themes.
    ///
    /// # Panics
    /// Where the other is of another number of themes or another width.
    pub fn merge(&mut self, other: &Self) {
        let shapes = [self, other].map(|sums| (sums.width, sums.sums.len()));
        assert_eq!(shapes[0], shapes[1], "sums of the same themes");
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }

    /// The sum of a theme, in whole multiples of 2⁻³².
    pub(crate) fn of(&self, theme: usize) -> &[i64] {
        &self.sums[theme * self.width..(theme + 1) * self.width]
    }

    /// Unit vectors in the direction of each sum, a row a theme; zero where it has none.
    pub fn centers(&self) -> Array2<f32> {
        let themes = self.sums.len() / self.width.max(1);
        let mut centers = Array2::zeros((themes, self.width));
        for (theme, mut center) in centers.outer_iter_mut().enumerate() {
            for (to, sum) in center.iter_mut().zip(self.of(theme)) {
                *to = (*sum as f64 / UNIT) as f32;
            }
            scale_to_unit(center.as_slice_mut().expect("rows are contiguous"));
        }
        centers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn any_order_and_any_partition_give_the_same_bits() {
        let rows: Vec<Array1<f32>> = (0..400u32)
            .map(|n| Array1::from_shape_fn(5, |at| ((n * 7 + at as u32 * 13) as f32).sin() / 3.0))
            .collect();
        let add = |sums: &mut Sums, n: usize| sums.add(n % 3, rows[n].view(), 1 + n as u32 % 4);
        let mut all = Sums::new(3, 5);
        (0..400).for_each(|n| add(&mut all, n));
        let mut parts: Vec<Sums> = (0..7).map(|_| Sums::new(3, 5)).collect();
        (0..400).rev().for_each(|n| add(&mut parts[n * n % 7], n));
        let mut merged = parts.pop().unwrap();
        parts.iter().for_each(|part| merged.merge(part));
        assert_eq!(merged, all);
        assert_eq!(merged.centers(), all.centers());
    }

    #[test]
    fn a_center_is_the_mean_direction() {
        let mut sums = Sums::new(2, 2);
        sums.add(0, ndarray::array![1.0f32, 0.0].view(), 3);
        sums.add(0, ndarray::array![0.0f32, 1.0].view(), 4);
        let centers = sums.centers();
        assert!((centers[[0, 0]] - 0.6).abs() < 1e-6 && (centers[[0, 1]] - 0.8).abs() < 1e-6);
        assert_eq!(centers.row(1).to_vec(), [0.0, 0.0]);
    }
}
