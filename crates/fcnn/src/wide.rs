//! A wide first layer for inputs that are nearly all zero: bags of hashed features.
//!
//! Each bucket has a weight that says how telling it is, by how differently often labels have it (the log-count ratios
//! of Wang and Manning, "Baselines and Bigrams", 2012), and a row of the layer's weights in 8-bit steps. A bag is
//! weighted, brought to unit length, multiplied, and what comes out is rectified.

use crate::{Error, Targets};
use half::f16;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// An input that is nearly all zero: buckets, rising, and the value of each.
pub type Bag = Vec<(u32, f32)>;

/// The largest 8-bit integer that has its negative.
const LARGEST: f32 = 127.0;

/// Examples that must have a bucket for it to tell anything.
const FEWEST: u32 = 2;

/// The layer as the file holds it, so that it is the same before saving and after loading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wide {
    /// Outputs.
    pub(crate) width: usize,
    /// How telling each bucket is, 0 of one that was not met in training; in half precision.
    pub(crate) telling: Vec<f16>,
    /// A step of each bucket's weights; in half precision.
    pub(crate) steps: Vec<f16>,
    /// Buckets × width, in steps.
    pub(crate) weights: Vec<i8>,
    /// Of each output.
    pub(crate) bias: Array1<f32>,
}

impl Wide {
    /// From weights buckets × width.
    pub(crate) fn of(telling: &[f32], weights: &[f32], bias: &[f32]) -> Self {
        let width = bias.len();
        let mut steps = Vec::with_capacity(telling.len());
        let mut rounded = Vec::with_capacity(weights.len());
        for (row, telling) in weights.chunks_exact(width).zip(telling) {
            let largest = row.iter().fold(0f32, |most, value| most.max(value.abs()));
            let step = match largest {
                _ if *telling == 0.0 => f16::ZERO,
                largest => f16::from_f32(largest / LARGEST),
            };
            let exact = step.to_f32();
            steps.push(step);
            let round = |value: &f32| match exact {
                0.0 => 0,
                step => (value / step).round().clamp(-LARGEST, LARGEST) as i8,
            };
            rounded.extend(row.iter().map(round));
        }
        Self {
            width,
            telling: telling.iter().map(|value| f16::from_f32(*value)).collect(),
            steps,
            weights: rounded,
            bias: Array1::from_vec(bias.to_vec()),
        }
    }

    pub(crate) fn buckets(&self) -> usize {
        self.telling.len()
    }

    /// What each bag comes to, n × width; a row depends on its bag alone.
    pub(crate) fn pool(&self, bags: &[Bag]) -> Result<Array2<f32>, Error> {
        check(bags, self.buckets())?;
        let mut rows = Array2::zeros((bags.len(), self.width));
        let places: Vec<_> = rows.outer_iter_mut().collect();
        places.into_par_iter().zip(bags).for_each(|(mut row, bag)| {
            row.assign(&self.bias);
            let telling = |bucket: u32| self.telling[bucket as usize].to_f32();
            for (bucket, value) in weighted(bag, telling) {
                let at = bucket as usize;
                let factor = value * self.steps[at].to_f32();
                let weights = &self.weights[at * self.width..(at + 1) * self.width];
                for (to, weight) in row.iter_mut().zip(weights) {
                    *to += factor * f32::from(*weight);
                }
            }
            row.mapv_inplace(|value| value.max(0.0));
        });
        Ok(rows)
    }
}

/// A bag with its values weighted, of unit length; buckets that tell nothing are left out.
pub(crate) fn weighted(bag: &Bag, telling: impl Fn(u32) -> f32) -> Bag {
    let some = bag
        .iter()
        .map(|(bucket, value)| (*bucket, value * telling(*bucket)));
    let mut some: Bag = some.filter(|(_, value)| *value != 0.0).collect();
    let length = some
        .iter()
        .map(|(_, value)| value * value)
        .sum::<f32>()
        .sqrt();
    some.iter_mut().for_each(|(_, value)| *value /= length);
    some
}

/// How telling each bucket is: the largest of its labels' log-count ratios, each label held against the others,
/// with one example added to every count.
pub(crate) fn telling(bags: &[Bag], truth: Targets<'_>, labels: usize, buckets: usize) -> Vec<f32> {
    let mut counts = vec![0u32; buckets * labels];
    let mut found = vec![0u32; buckets];
    for (example, bag) in bags.iter().enumerate() {
        for (bucket, _) in bag {
            found[*bucket as usize] += 1;
            for &label in truth.of(example) {
                counts[*bucket as usize * labels + label] += 1;
            }
        }
    }
    let mut with = vec![0f64; labels];
    let mut all = 0f64;
    for (bucket, found) in found.iter().enumerate() {
        all += f64::from(*found);
        for (label, sum) in with.iter_mut().enumerate() {
            *sum += f64::from(counts[bucket * labels + label]);
        }
    }
    let more = buckets as f64;
    (0..buckets)
        .map(|bucket| {
            if found[bucket] < FEWEST {
                return 0.0;
            }
            let ratios = (0..labels).map(|label| {
                let has = f64::from(counts[bucket * labels + label]);
                let here = (has + 1.0) / (with[label] + more);
                let there = (f64::from(found[bucket]) - has + 1.0) / (all - with[label] + more);
                (here / there).ln().abs()
            });
            ratios.fold(0.0, f64::max) as f32
        })
        .collect()
}

/// Whether every bucket is there and every value is a number.
pub(crate) fn check(bags: &[Bag], buckets: usize) -> Result<(), Error> {
    for (row, bag) in bags.iter().enumerate() {
        for (bucket, value) in bag {
            if *bucket as usize >= buckets {
                return Err(Error::Width {
                    expected: buckets,
                    given: *bucket as usize + 1,
                });
            }
            if !value.is_finite() {
                return Err(Error::NotFinite { row });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_of_one_label_tells_and_one_of_all_does_not() {
        let bags: Vec<Bag> = (0..40)
            .map(|at| vec![(at % 2, 1.0), (2, 1.0), (3 + at, 1.0)])
            .collect();
        let truth: Vec<usize> = (0..40).map(|at| at % 2).collect();
        let told = telling(&bags, Targets::One(&truth), 2, 64);
        assert!(told[0] > 1.0 && told[1] > 1.0);
        assert!(told[2] < 0.1 && told[0] > 10.0 * told[2]);
        // Met once, or never.
        assert_eq!((told[3], told[60]), (0.0, 0.0));
    }

    #[test]
    fn rounding_keeps_rows_nearly_and_forgets_what_was_not_met() {
        let weights = [0.5, -1.0, 0.0, 0.25, 3.0, -3.0];
        let wide = Wide::of(&[1.0, 2.0, 0.0], &weights, &[0.1, -0.1]);
        let rows = wide
            .pool(&[vec![(0, 1.0)], vec![(1, -2.0)], vec![(2, 1.0)], vec![]])
            .unwrap();
        let expected = [[0.6, 0.0], [0.1, 0.0], [0.1, 0.0], [0.1, 0.0]];
        for (row, expected) in rows.rows().into_iter().zip(expected) {
            for (value, expected) in row.iter().zip(expected) {
                assert!((value - expected).abs() < 0.01, "{row} {expected}");
            }
        }
        assert!(matches!(
            wide.pool(&[vec![(3, 1.0)]]),
            Err(Error::Width { .. })
        ));
        assert!(matches!(
            wide.pool(&[vec![(0, f32::NAN)]]),
            Err(Error::NotFinite { .. })
        ));
    }
}
