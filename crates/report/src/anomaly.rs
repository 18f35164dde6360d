//! Periods in which a theme is raised far more or less often than before.

use crate::numbers::round;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A period in which a theme is raised far more or less often than in those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Anomaly {
    /// `2025-W07`, `2025-02` or `2025`.
    pub period: String,
    /// Feedback of the theme in it.
    pub feedback: u64,
    /// How many there would be by the theme's share of all feedback before.
    pub expected: f64,
    /// By how many standard deviations these differ: those of the theme's own ups and downs before,
    /// or of chance where that is more.
    pub z: f64,
}

/// Periods with feedback that must lie before one that is judged.
const HISTORY: usize = 6;
/// Feedback of the theme that there must be, or must have been expected.
const VOLUME: f64 = 5.0;
/// Hundreds of themes in dozens of periods are looked at: three deviations would be passed by
/// chance, four hardly ever are.
const FAR: f64 = 4.0;

/// Looks through a theme's feedback and all feedback, period by period.
pub(crate) fn anomalies(
    series: &[u64],
    all: &[u64],
    label: impl Fn(usize) -> String,
) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for (at, (&count, &of)) in series.iter().zip(all).enumerate() {
        let before = || series[..at].iter().zip(all).filter(|(_, of)| **of > 0);
        let (said, whole) = before().fold((0, 0), |(a, b), (c, n)| (a + c, b + n));
        if of == 0 || whole == 0 || before().count() < HISTORY {
            continue;
        }
        let share = said as f64 / whole as f64;
        // Counts of rare things scatter by the root of what is expected; of less than one, by one.
        let far = |count: u64, of: u64| {
            let expected = share * of as f64;
            (count as f64 - expected) / expected.max(1.0).sqrt()
        };
        let squares: f64 = before().map(|(c, n)| far(*c, *n).powi(2)).sum();
        let usual = (squares / before().count() as f64).sqrt().max(1.0);
        let (z, expected) = (far(count, of) / usual, share * of as f64);
        if z.abs() >= FAR && (count as f64).max(expected) >= VOLUME {
            found.push(Anomaly {
                period: label(at),
                feedback: count,
                expected: round(expected),
                z: round(z),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(series: &[u64], all: &[u64]) -> Vec<String> {
        let found = anomalies(series, all, |at| at.to_string()).into_iter();
        found.map(|anomaly| anomaly.period).collect()
    }

    #[test]
    fn what_stands_out_from_its_own_past_is_found() {
        let all = [100; 10];
        assert_eq!(places(&[2, 3, 2, 1, 2, 3, 2, 14, 2, 2], &all), ["7"]);
        // As many more feedback in all, and it is nothing.
        let mut more = all;
        more[7] = 700;
        assert!(places(&[2, 3, 2, 1, 2, 3, 2, 14, 2, 2], &more).is_empty());
        // What always jumps does not stand out by a jump.
        assert!(places(&[0, 14, 1, 15, 0, 13, 1, 14, 0, 14], &all).is_empty());
        // Too little past, too little volume.
        assert!(places(&[1, 1, 1, 20], &[100; 4]).is_empty());
        assert!(places(&[0, 0, 0, 0, 0, 0, 0, 4], &[100; 8]).is_empty());
    }

    #[test]
    fn what_falls_silent_is_found() {
        assert_eq!(places(&[20, 22, 19, 21, 20, 18, 20, 1], &[100; 8]), ["7"]);
    }

    #[test]
    fn periods_without_feedback_tell_nothing() {
        let all = [100, 100, 0, 0, 0, 0, 0, 100];
        assert!(places(&[2, 2, 0, 0, 0, 0, 0, 30], &all).is_empty());
    }
}
