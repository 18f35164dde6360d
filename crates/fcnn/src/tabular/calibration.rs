//! From a network's outputs to probabilities that hold.

use crate::calibrate;
use crate::{Targets, Task as Labels};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Steps of Newton's method; it settles in a handful.
const STEPS: usize = 100;

/// How outputs become probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Calibration {
    /// Two classes: a sigmoid of slope times output plus intercept (Platt, 1999).
    Platt {
        /// The slope.
        slope: f32,
        /// The intercept.
        intercept: f32,
    },
    /// Several classes: a softmax of outputs over a temperature (Guo et al., 2017).
    Temperature {
        /// The temperature.
        temperature: f32,
    },
}

impl Calibration {
    /// Fits to log-odds of the second class and whether it was that, with Platt's softened truths, by
    /// Newton's method (Lin, Lin & Weng, 2007).
    pub(super) fn platt(odds: &Array1<f32>, truth: &[usize]) -> Self {
        let yes = truth.iter().filter(|truth| **truth == 1).count() as f64;
        let no = truth.len() as f64 - yes;
        let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
        let goal = |truth: usize| if truth == 1 { high } else { low };
        let loss = |slope: f64, intercept: f64| -> f64 {
            let pairs = odds.iter().zip(truth);
            pairs
                .map(|(odds, truth)| {
                    let at = slope * f64::from(*odds) + intercept;
                    at.max(0.0) - at * goal(*truth) + (-at.abs()).exp().ln_1p()
                })
                .sum()
        };
        let (mut slope, mut intercept) = (1.0, 0.0);
        let mut at = loss(slope, intercept);
        for _ in 0..STEPS {
            let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
            for (odds, truth) in odds.iter().zip(truth) {
                let odds = f64::from(*odds);
                let p = sigmoid(slope * odds + intercept);
                let (gap, spread) = (p - goal(*truth), p * (1.0 - p));
                g[0] += gap * odds;
                g[1] += gap;
                h[0] += spread * odds * odds;
                h[1] += spread * odds;
                h[2] += spread;
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            let step = [
                (h[2] * g[0] - h[1] * g[1]) / determinant,
                (h[0] * g[1] - h[1] * g[0]) / determinant,
            ];
            let mut size = 1.0;
            while size > 1e-10 {
                let next = (slope - size * step[0], intercept - size * step[1]);
                let found = loss(next.0, next.1);
                if found < at {
                    (slope, intercept, at) = (next.0, next.1, found);
                    break;
                }
                size /= 2.0;
            }
            let moved = size * step[0].abs().max(step[1].abs());
            if size <= 1e-10 || moved < 1e-9 {
                break;
            }
        }
        // More than that the network has not understood: higher outputs must not mean less.
        if !(slope.is_finite() && intercept.is_finite() && slope > 0.0) {
            return Self::none();
        }
        Self::Platt {
            slope: slope as f32,
            intercept: intercept as f32,
        }
    }

    /// Fits to outputs of several classes.
    pub(super) fn temperature(outputs: &Array2<f32>, truth: &[usize]) -> Self {
        Self::Temperature {
            temperature: calibrate::temperature(outputs.view(), Targets::One(truth)),
        }
    }

    /// Leaves the log-odds of two classes as they are.
    pub(super) fn none() -> Self {
        Self::Platt {
            slope: 1.0,
            intercept: 0.0,
        }
    }

    /// Probabilities, n × labels, of outputs: n × 1 log-odds of the second class, or n × labels.
    pub(super) fn probabilities(self, outputs: Array2<f32>) -> Array2<f32> {
        match self {
            Self::Platt { slope, intercept } => {
                let mut both = Array2::zeros((outputs.nrows(), 2));
                for (odds, mut row) in outputs.iter().zip(both.rows_mut()) {
                    let p = sigmoid(f64::from(slope) * f64::from(*odds) + f64::from(intercept));
                    row[0] = (1.0 - p) as f32;
                    row[1] = p as f32;
                }
                both
            }
            Self::Temperature { temperature } => {
                calibrate::probabilities(outputs, Labels::MultiClass, temperature)
            }
        }
    }
}

pub(super) fn sigmoid(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platts_sigmoid_undoes_overconfidence_and_shift() {
        // Odds of e^±6, right in nine of ten; the truth's own odds are 9 : 1 and 1 : 4.
        let mut odds = Vec::new();
        let mut truth = Vec::new();
        for row in 0..1000 {
            odds.push(6.0);
            truth.push(usize::from(row % 10 != 0));
            odds.push(-6.0);
            truth.push(usize::from(row % 5 == 0));
        }
        let fitted = Calibration::platt(&Array1::from_vec(odds), &truth);
        let outputs = Array2::from_shape_vec((2, 1), vec![6.0, -6.0]).unwrap();
        let probabilities = fitted.probabilities(outputs);
        assert!(
            (probabilities[[0, 1]] - 0.9).abs() < 2e-3,
            "{probabilities}"
        );
        assert!(
            (probabilities[[1, 1]] - 0.2).abs() < 2e-3,
            "{probabilities}"
        );
    }

    #[test]
    fn a_network_that_is_worse_than_chance_is_left_alone() {
        let odds = Array1::from_vec(vec![1.0, -1.0, 1.0, -1.0]);
        assert_eq!(
            Calibration::platt(&odds, &[0, 1, 0, 1]),
            Calibration::none()
        );
        let none = Calibration::platt(&Array1::zeros(0), &[]);
        assert!(matches!(none, Calibration::Platt { slope, .. } if slope.is_finite()));
    }
}
