//! Shares and means with their doubt.
//!
//! Sums run over whole millionths, so that they come out the same in whatever order the rows
//! stand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The 97.5 % point of the normal distribution: intervals hold 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Fewer values than this give no interval of their mean.
pub(crate) const FEWEST: u64 = 5;

/// A share with its 95 % interval (Wilson, 1927).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Part by whole, 0…1.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// `part` of `whole`; zero of nothing is anything.
    pub fn of(part: u64, whole: u64) -> Self {
        if whole == 0 {
            return Self {
                value: 0.0,
                low: 0.0,
                high: 1.0,
            };
        }
        let (n, p) = (whole as f64, part as f64 / whole as f64);
        let denominator = 1.0 + Z * Z / n;
        let center = (p + Z * Z / (2.0 * n)) / denominator;
        let reach = Z / denominator * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self {
            value: round(p),
            low: round((center - reach).max(0.0)),
            high: round((center + reach).min(1.0)),
        }
    }
}

/// A mean with its 95 % interval; no interval from fewer than five values. Of a theme's sentiment
/// and ratings up to a thousand values the interval is drawn from them (bootstrap, Efron, 1987), else it is by
/// Student's t.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// Count, sum and sum of squares of values, exact in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moments {
    pub(crate) count: u64,
    sum: i64,
    squares: i128,
}

impl Moments {
    /// A value in millionths.
    pub(crate) fn fixed(value: f64) -> i64 {
        (value * 1e6).round() as i64
    }

    /// Millionths as a value.
    pub(crate) fn value(fixed: i64) -> f64 {
        fixed as f64 / 1e6
    }

    pub(crate) fn add(&mut self, value: f64) {
        let fixed = Self::fixed(value);
        self.count += 1;
        self.sum += fixed;
        self.squares += i128::from(fixed) * i128::from(fixed);
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| Self::value(self.sum) / self.count as f64)
    }

    /// Values that are in these and not in `part`.
    pub(crate) fn without(&self, part: &Self) -> Self {
        Self {
            count: self.count - part.count,
            sum: self.sum - part.sum,
            squares: self.squares - part.squares,
        }
    }

    /// The standard error of the mean.
    pub(crate) fn standard_error(&self) -> Option<f64> {
        self.doubt().map(f64::sqrt)
    }

    /// Variance of the mean.
    fn doubt(&self) -> Option<f64> {
        if self.count < 2 {
            return None;
        }
        let n = self.count as f64;
        let mean = Self::value(self.sum) / n;
        let squares = self.squares as f64 / 1e12;
        let variance = ((squares - n * mean * mean) / (n - 1.0)).max(0.0);
        Some(variance / n)
    }

    /// The mean with its interval, kept within the values that can be.
    pub(crate) fn interval(&self, min: f64, max: f64) -> Option<Mean> {
        let mean = self.mean()?;
        let reach = self
            .doubt()
            .filter(|_| self.count >= FEWEST)
            .map(|doubt| student(self.count as f64 - 1.0) * doubt.sqrt());
        Some(Mean {
            value: round(mean),
            low: reach.map(|reach| round((mean - reach).max(min))),
            high: reach.map(|reach| round((mean + reach).min(max))),
        })
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

/// The mean of `part` minus that of `rest`, with Welch's interval (1947); `None` where one is
/// empty.
pub(crate) fn difference(part: &Moments, rest: &Moments) -> Option<Mean> {
    let value = part.mean()? - rest.mean()?;
    let reach = match (part.doubt(), rest.doubt()) {
        (Some(a), Some(b)) if part.count.min(rest.count) >= FEWEST && a + b > 0.0 => {
            let degrees = (a + b).powi(2)
                / (a * a / (part.count as f64 - 1.0) + b * b / (rest.count as f64 - 1.0));
            Some(student(degrees) * (a + b).sqrt())
        }
        _ => None,
    };
    Some(Mean {
        value: round(value),
        low: reach.map(|reach| round(value - reach)),
        high: reach.map(|reach| round(value + reach)),
    })
}

/// The 97.5 % point of Student's t, by the expansion of Cornish and Fisher (Abramowitz and
/// Stegun, 26.7.5); exact to 0.01 from four degrees of freedom on.
fn student(degrees: f64) -> f64 {
    let v = degrees.max(1.0);
    let z = Z;
    z + (z.powi(3) + z) / (4.0 * v)
        + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * v * v)
        + (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / (384.0 * v.powi(3))
}

/// The probability, under equal shares, of two shares at least as far apart (two-sided z test
/// with pooled variance).
pub(crate) fn shares_differ(a: (u64, u64), b: (u64, u64)) -> f64 {
    if a.1 == 0 || b.1 == 0 {
        return 1.0;
    }
    let share = |(part, whole): (u64, u64)| part as f64 / whole as f64;
    let pooled = (a.0 + b.0) as f64 / (a.1 + b.1) as f64;
    let doubt = (pooled * (1.0 - pooled) * (1.0 / a.1 as f64 + 1.0 / b.1 as f64)).sqrt();
    if doubt == 0.0 {
        return 1.0;
    }
    let z = (share(a) - share(b)).abs() / doubt;
    erfc(z / std::f64::consts::SQRT_2)
}

/// The probabilities of several tests, corrected for their number: the smallest rate of false
/// discoveries at which each would be one (Benjamini and Hochberg, 1995). In the order given.
pub(crate) fn corrected(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]));
    let mut corrected = vec![1.0; chances.len()];
    let mut least = 1.0_f64;
    for (above, at) in order.into_iter().enumerate() {
        let rank = chances.len() - above;
        least = least.min(chances[at] * chances.len() as f64 / rank as f64);
        corrected[at] = least;
    }
    corrected
}

/// The complementary error function for x ≥ 0 (Abramowitz and Stegun, 7.1.26), to 1.5e-7.
pub(crate) fn erfc(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = t
        * (0.254_829_592
            + t * (-0.284_496_736
                + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    series * (-x * x).exp()
}

/// To four places, so that files stay readable and no noise of the last bits is shown; never −0.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4 + 0.0
}

/// Few exports hold anything but feedback, so that a count of none is left out of JSON.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub(crate) fn is_none(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_the_published_example() {
        // Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
        let share = Share::of(81, 263);
        assert!((share.low - 0.2553).abs() < 1e-4 && (share.high - 0.3662).abs() < 1e-4);
        let none = Share::of(0, 20);
        assert!(none.low == 0.0 && (none.high - 0.1611).abs() < 1e-4);
    }

    #[test]
    fn student_agrees_with_the_tables() {
        for (degrees, point) in [(4.0, 2.776), (9.0, 2.262), (30.0, 2.042), (1e6, 1.960)] {
            assert!((student(degrees) - point).abs() < 0.01, "{degrees}");
        }
    }

    #[test]
    fn the_order_of_the_values_does_not_show() {
        let values: Vec<f64> = (0..1000)
            .map(|i| f64::from(i * 7919 % 1000) / 997.0)
            .collect();
        let forward: Moments = values.iter().copied().collect();
        let backward: Moments = values.iter().rev().copied().collect();
        assert_eq!(forward, backward);
        let part: Moments = values[..300].iter().copied().collect();
        let rest: Moments = values[300..].iter().copied().collect();
        assert_eq!(forward.without(&part), rest);
    }

    #[test]
    fn few_values_have_a_mean_and_no_interval() {
        let few: Moments = [1.0, 2.0].into_iter().collect();
        let mean = few.interval(1.0, 5.0).unwrap();
        assert_eq!((mean.value, mean.low), (1.5, None));
        assert_eq!(Moments::default().interval(0.0, 1.0), None);
    }

    #[test]
    fn shares_that_differ_by_chance_are_told_from_those_that_do_not() {
        assert!(shares_differ((50, 100), (48, 100)) > 0.5);
        assert!(shares_differ((50, 100), (10, 100)) < 1e-6);
        assert_eq!(shares_differ((0, 100), (0, 0)), 1.0);
    }

    #[test]
    fn many_tests_are_corrected_as_published() {
        // The 15 of Benjamini and Hochberg (1995), section 3.1: at 0.05 four are discoveries.
        let chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let found = corrected(&chances);
        assert_eq!(found.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((found[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert_eq!(corrected(&[0.04, 0.03]), [0.04, 0.04]);
        assert!(corrected(&[]).is_empty());
    }

    #[test]
    fn a_difference_of_means_carries_its_interval() {
        let low: Moments = [1.0, 1.0, 2.0, 1.0, 2.0, 1.0].into_iter().collect();
        let high: Moments = [4.0, 5.0, 5.0, 4.0, 5.0, 5.0].into_iter().collect();
        let gap = difference(&low, &high).unwrap();
        assert!(gap.value < -3.0 && gap.high.unwrap() < -2.5 && gap.low.unwrap() > -4.5);
    }
}
