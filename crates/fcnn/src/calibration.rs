//! How far confidence and accuracy are apart.

/// Bins of confidence, of equal width.
const BINS: usize = 15;

/// Decisions in equal bins of confidence: how many, how many of them right, and their summed
/// confidence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bins([(usize, usize, f64); BINS]);

impl Bins {
    pub(crate) fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.0[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += usize::from(right);
        bin.2 += confidence;
    }

    /// The expected calibration error (Naeini et al., 2015): the mean gap between confidence and
    /// accuracy over the bins, weighted by their size; 0 without decisions.
    pub(crate) fn error(&self) -> f64 {
        let decisions: usize = self.0.iter().map(|bin| bin.0).sum();
        let gap: f64 = self
            .0
            .iter()
            .map(|(_, right, confidence)| (*right as f64 - confidence).abs())
            .sum();
        gap / decisions.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_is_weighted_by_the_size_of_the_bins() {
        let mut bins = Bins::default();
        assert_eq!(bins.error(), 0.0);
        for right in [true, true, true, false] {
            bins.add(0.95, right);
        }
        bins.add(0.5, true);
        // Four at 0.95 of which three are right, one at 0.5 that is: (0.8 + 0.5) / 5.
        assert!((bins.error() - 0.26).abs() < 1e-12);
        bins.add(1.0, true);
        assert!(bins.error().is_finite());
    }
}
