//! How far figures would move with other examples of the same sort: the percentile bootstrap
//! (Efron, 1979; Efron & Tibshirani, 1993, chapter 13).

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

const RESAMPLES: u64 = 1000;
/// Every resample draws from a stream of its own, so that threads do not show.
const SEED: u64 = 17;

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// 2.5 % of the resamples lie below.
    pub low: f64,
    /// 2.5 % of the resamples lie above.
    pub high: f64,
}

/// Draws as many examples with replacement as there are, 1,000 times, and takes the middle 95 %
/// of each figure; 0…0 without examples.
pub(crate) fn intervals<const N: usize>(
    examples: usize,
    figures: impl Fn(&mut dyn Iterator<Item = usize>) -> [f64; N] + Sync,
) -> [Interval; N] {
    if examples == 0 {
        return [Interval {
            low: 0.0,
            high: 0.0,
        }; N];
    }
    let drawn: Vec<[f64; N]> = (0..RESAMPLES)
        .into_par_iter()
        .map(|resample| {
            let mut random = ChaCha8Rng::seed_from_u64(SEED);
            random.set_stream(resample);
            figures(&mut (0..examples).map(|_| random.random_range(0..examples)))
        })
        .collect();
    std::array::from_fn(|figure| {
        let mut values: Vec<f64> = drawn.iter().map(|drawn| drawn[figure]).collect();
        values.sort_by(f64::total_cmp);
        Interval {
            low: quantile(&values, 0.025),
            high: quantile(&values, 0.975),
        }
    })
}

/// The quantile of sorted values, between neighbors along the line (Hyndman & Fan, 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial() {
        // 80 of 100: the binomial's deviation is 0.04.
        let share = |chosen: &mut dyn Iterator<Item = usize>| {
            [chosen.filter(|index| *index < 80).count() as f64 / 100.0]
        };
        let [interval] = intervals(100, share);
        assert!((interval.low - 0.72).abs() < 0.011, "{interval:?}");
        assert!((interval.high - 0.88).abs() < 0.011, "{interval:?}");
        assert_eq!(intervals(100, share), [interval]);
    }

    #[test]
    fn quantiles_lie_between_neighbors() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0], 0.975), 1.0);
        let none = intervals(0, |_| [1.0]);
        assert_eq!((none[0].low, none[0].high), (0.0, 0.0));
    }
}
