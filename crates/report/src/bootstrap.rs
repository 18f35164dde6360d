//! Intervals of means by drawing again from the values (Efron, "Bootstrap methods", 1979; bias
//! corrected and accelerated, Efron, 1987).
//!
//! Ratings pile up at the ends of their scale and probabilities near ±1: an interval by the normal
//! distribution reaches past what can be, or is alike on both sides where the values are not. The
//! draws are fixed and made from the sorted values, so that neither the order of rows nor the
//! clock changes an interval.

use crate::numbers::{FEWEST, Mean, Moments, erfc, round};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// Draws of an interval.
const DRAWS: usize = 1_000;

/// Of more values than this the mean is as good as normal (central limit theorem), and drawing
/// would tell the same.
const MOST: usize = 1_000;

/// Both ends leave out this part.
const TAIL: f64 = 0.025;

const SEED: u64 = 1979;

/// The mean of some values with its interval within the values that can be; no interval from
/// fewer than five.
pub(crate) fn mean(values: Vec<f64>, min: f64, max: f64) -> Option<Mean> {
    let moments: Moments = values.iter().copied().collect();
    let plain = moments.interval(min, max)?;
    let Some(drawn) = Drawn::of(values) else {
        return Some(plain);
    };
    let (low, high) = drawn.ends();
    Some(Mean {
        low: Some(round(low.max(min))),
        high: Some(round(high.min(max))),
        ..plain
    })
}

/// The mean of `part` minus that of `rest`. What is drawn is `part`; the mean of the rest, as of
/// many, is normal.
pub(crate) fn difference(part: Vec<f64>, rest: &Moments) -> Option<Mean> {
    let moments: Moments = part.iter().copied().collect();
    let plain = crate::numbers::difference(&moments, rest)?;
    let (Some(mut drawn), Some(error), Some(mean)) =
        (Drawn::of(part), rest.standard_error(), rest.mean())
    else {
        return Some(plain);
    };
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED + 1);
    for value in &mut drawn.means {
        *value -= mean + error * quantile(uniform(&mut chance));
    }
    drawn.mean -= mean;
    drawn.means.sort_by(f64::total_cmp);
    let (low, high) = drawn.ends();
    Some(Mean {
        low: Some(round(low)),
        high: Some(round(high)),
        ..plain
    })
}

/// Means of draws from some values, rising.
struct Drawn {
    means: Vec<f64>,
    mean: f64,
    /// A sixth of the skewness of the mean (the acceleration, by the jackknife).
    acceleration: f64,
}

impl Drawn {
    /// `None` of too few or too many values.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        let count = values.len();
        if (count as u64) < FEWEST || count > MOST {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED);
        let mut means: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let sum: f64 = (0..count)
                    .map(|_| {
                        let drawn = (u128::from(chance.next_u64()) * count as u128) >> 64;
                        values[drawn as usize]
                    })
                    .sum();
                sum / count as f64
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / count as f64;
        let power = |n: i32| -> f64 { values.iter().map(|v| (v - mean).powi(n)).sum() };
        let spread = power(2).powf(1.5);
        Some(Self {
            means,
            mean,
            acceleration: if spread > 0.0 {
                power(3) / (6.0 * spread)
            } else {
                0.0
            },
        })
    }

    /// Both ends of the interval.
    fn ends(&self) -> (f64, f64) {
        let below = self.means.partition_point(|mean| *mean < self.mean);
        let equal = self.means.partition_point(|mean| *mean <= self.mean) - below;
        let part = (below as f64 + 0.5 * equal as f64) / DRAWS as f64;
        let least = 0.5 / DRAWS as f64;
        let bias = quantile(part.clamp(least, 1.0 - least));
        let end = |tail: f64| {
            let z = bias + quantile(tail);
            let moved = below_normal(bias + z / (1.0 - self.acceleration * z));
            let place = (moved * DRAWS as f64).floor() as usize;
            self.means[place.min(DRAWS - 1)]
        };
        (end(TAIL), end(1.0 - TAIL))
    }
}

/// Strictly between 0 and 1.
fn uniform(chance: &mut Xoshiro256PlusPlus) -> f64 {
    ((chance.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// The part of the normal distribution below `z`.
fn below_normal(z: f64) -> f64 {
    let tail = erfc(z.abs() / std::f64::consts::SQRT_2) / 2.0;
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// Below which `z` a part of the normal distribution lies, by halving.
fn quantile(part: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..48 {
        let middle = 0.5 * (low + high);
        if below_normal(middle) < part {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        assert!((quantile(0.975) - 1.959_964).abs() < 1e-4);
        assert!((quantile(0.5)).abs() < 1e-4 && (quantile(0.1) + 1.281_552).abs() < 1e-4);
    }

    #[test]
    fn an_interval_leans_as_the_values_do_and_stays_within_the_scale() {
        // Eighteen of five stars and two of one: the lower end lies farther off than the upper.
        let mut stars = vec![5.0; 18];
        stars.extend([1.0, 1.0]);
        let told = mean(stars.clone(), 1.0, 5.0).unwrap();
        let (low, high) = (told.low.unwrap(), told.high.unwrap());
        assert_eq!(told.value, 4.6);
        assert!(
            high <= 5.0 && told.value - low > high - told.value,
            "{low} {high}"
        );
        stars.reverse();
        assert_eq!(mean(stars, 1.0, 5.0), Some(told));
    }

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_mean() {
        // Samples of thirty from exponential values, whose mean is 1 and which lean to one side.
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(7);
        let held = (0..400).filter(|_| {
            let values = (0..30).map(|_| -uniform(&mut chance).ln());
            let told = mean(values.collect(), 0.0, 100.0).unwrap();
            told.low.unwrap() <= 1.0 && 1.0 <= told.high.unwrap()
        });
        let held = held.count();
        assert!((360..=392).contains(&held), "{held} of 400");
    }

    #[test]
    fn a_difference_knows_the_doubt_of_both() {
        let rest: Moments = [1.0, 2.0, 3.0, 4.0, 5.0]
            .into_iter()
            .cycle()
            .take(2_000)
            .collect();
        let few = vec![1.0, 1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0];
        let told = difference(few, &rest).unwrap();
        assert_eq!(told.value, -1.5);
        let (low, high) = (told.low.unwrap(), told.high.unwrap());
        // Farther up than down: the few are ones with a three among them.
        assert!(low < -1.6 && high > -1.2 && high < -0.6, "{low} {high}");
        assert!(high + 1.5 > -1.5 - low, "{low} {high}");
        assert_eq!(difference(vec![1.0], &rest).unwrap().low, None);
        assert_eq!(difference(Vec::new(), &rest), None);
    }
}
