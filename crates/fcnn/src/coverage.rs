//! What accuracy costs in coverage: a head that may say "unsure" is asked about its surest
//! examples alone (El-Yaniv & Wiener, 2010, "On the Foundations of Noise-free Selective
//! Classification").

use serde::{Deserialize, Serialize};

/// Accuracy on the most certain part of the examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CoveragePoint {
    /// Share of the examples that are kept, 0…1.
    pub coverage: f64,
    /// How many these are (rounded up).
    pub examples: usize,
    /// The lowest confidence among them, 0…1.
    pub confidence: f64,
    /// Share of them that are right, 0…1. Of equally certain examples at the border a part
    /// counts, as their mean.
    pub accuracy: f64,
}

/// The curve at 100, 90, 80 … 10 % of the examples, given each one's confidence and whether it is
/// right; empty without examples.
pub(crate) fn coverage(examples: &[(f64, bool)]) -> Vec<CoveragePoint> {
    let mut sorted = examples.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = sorted.len();
    if all == 0 {
        return Vec::new();
    }
    (1..=10)
        .rev()
        .map(|tenths| {
            let kept = (all * tenths).div_ceil(10);
            let border = sorted[kept - 1].0;
            let surer = sorted.partition_point(|(confidence, _)| *confidence > border);
            let equal = sorted[surer..].partition_point(|(confidence, _)| *confidence >= border);
            let right = |part: &[(f64, bool)]| part.iter().filter(|(_, right)| *right).count();
            let of_equal = right(&sorted[surer..surer + equal]) as f64 / equal as f64;
            let hits = right(&sorted[..surer]) as f64 + of_equal * (kept - surer) as f64;
            CoveragePoint {
                coverage: tenths as f64 / 10.0,
                examples: kept,
                confidence: border,
                accuracy: hits / kept as f64,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_are_kept_and_the_order_given_does_not_matter() {
        // Ten examples, the surest five right.
        let mut examples: Vec<(f64, bool)> = (0..10)
            .map(|index| (0.5 + f64::from(index) / 20.0, index >= 5))
            .collect();
        let curve = coverage(&examples);
        assert_eq!(curve.len(), 10);
        assert_eq!((curve[0].coverage, curve[0].accuracy), (1.0, 0.5));
        assert_eq!((curve[5].examples, curve[5].accuracy), (5, 1.0));
        assert_eq!(curve[9].confidence, 0.95);
        assert!((curve[4].accuracy - 5.0 / 6.0).abs() < 1e-12);
        examples.reverse();
        assert_eq!(coverage(&examples), curve);
    }

    #[test]
    fn equally_sure_examples_count_as_their_mean() {
        let curve = coverage(&[(0.7, true), (0.7, false), (0.7, false), (0.7, true)]);
        assert!(curve.iter().all(|point| point.accuracy == 0.5), "{curve:?}");
        assert_eq!(coverage(&[]), []);
    }
}
