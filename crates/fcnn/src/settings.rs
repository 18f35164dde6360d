use crate::{Error, Task};
use serde::{Deserialize, Serialize};

/// How a network is built and trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Width of each hidden layer, from the input on; none makes logistic regression.
    pub hidden: Vec<usize>,
    /// Share of a hidden layer's units that are silenced at each step, 0…1 (1 excluded).
    pub dropout: f64,
    /// Share of the inputs that are silenced at each step, 0…1 (1 excluded).
    pub input_dropout: f64,
    /// Step size at the start.
    pub learning_rate: f64,
    /// Step size of an encoder's layers at the start, where a top is trained.
    pub layer_rate: f64,
    /// Decoupled weight decay (Loshchilov & Hutter, 2019) on the weights, not on the biases.
    pub weight_decay: f64,
    /// Examples a step.
    pub batch: usize,
    /// Passes over the training part at most.
    pub epochs: usize,
    /// Epochs without a better validation loss after which training stops.
    pub patience: usize,
    /// How the step size goes on.
    pub schedule: Schedule,
    /// How much an example of each label counts.
    pub class_weights: ClassWeights,
    /// Fixes the first weights, the shuffling and the dropout.
    pub seed: u64,
}

/// How the step size changes over the steps of training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// It stays.
    Constant,
    /// It falls to nothing along half a cosine (Loshchilov & Hutter, 2017).
    #[default]
    Cosine,
}

/// How much an example of each label counts in the loss. The mean weight of an example is one;
/// in a multi-label task an example that lacks a label counts one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeights {
    /// Every example counts the same.
    #[default]
    Equal,
    /// By one over the root of the label's share: rare labels count more, yet not as much as all.
    SquareRoot,
    /// By one over the label's share: all labels together count the same.
    Balanced,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hidden: vec![256],
            dropout: 0.3,
            input_dropout: 0.0,
            learning_rate: 1e-3,
            layer_rate: 5e-5,
            weight_decay: 0.01,
            batch: 256,
            epochs: 20,
            patience: 3,
            schedule: Schedule::Cosine,
            class_weights: ClassWeights::Equal,
            seed: 17,
        }
    }
}

impl Settings {
    /// Checks every range, before anything slow is done.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let share = |value: f64| (0.0..1.0).contains(&value);
        let bad = |name, value: String, rule| Err(Error::Setting { name, value, rule });
        if let Some(width) = self.hidden.iter().find(|width| **width == 0) {
            return bad("hidden", width.to_string(), "at least 1 for every layer");
        }
        if !share(self.dropout) {
            return bad("dropout", self.dropout.to_string(), "in 0…1, below 1");
        }
        if !share(self.input_dropout) {
            let value = self.input_dropout.to_string();
            return bad("input_dropout", value, "in 0…1, below 1");
        }
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            return bad("learning_rate", self.learning_rate.to_string(), "above 0");
        }
        if !(self.layer_rate.is_finite() && self.layer_rate > 0.0) {
            return bad("layer_rate", self.layer_rate.to_string(), "above 0");
        }
        if !(self.weight_decay.is_finite() && self.weight_decay >= 0.0) {
            return bad("weight_decay", self.weight_decay.to_string(), "at least 0");
        }
        for (name, value) in [
            ("batch", self.batch),
            ("epochs", self.epochs),
            ("patience", self.patience),
        ] {
            if value == 0 {
                return bad(name, value.to_string(), "at least 1");
            }
        }
        Ok(())
    }

    /// The step size at `step` of `steps`.
    pub(crate) fn rate(&self, step: usize, steps: usize) -> f64 {
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => {
                let done = step as f64 / steps.max(1) as f64;
                self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
        }
    }

    /// How much an example of each label counts in a task.
    pub(crate) fn label_weights(&self, task: Task, counts: &[usize], examples: usize) -> Vec<f32> {
        match task {
            Task::MultiClass => self.weights(counts),
            Task::MultiLabel => self.positive_weights(counts, examples),
        }
    }

    /// Each label's weight, from how often it occurs; 1 where it does not.
    fn weights(&self, counts: &[usize]) -> Vec<f32> {
        let total = counts.iter().sum::<usize>() as f64;
        let raw: Vec<f64> = counts
            .iter()
            .map(|count| match self.class_weights {
                _ if *count == 0 => 1.0,
                ClassWeights::Equal => 1.0,
                ClassWeights::SquareRoot => (total / *count as f64).sqrt(),
                ClassWeights::Balanced => total / *count as f64,
            })
            .collect();
        let sum: f64 = raw.iter().zip(counts).map(|(w, n)| w * *n as f64).sum();
        let scaled = raw.iter().map(|w| (w * total / sum) as f32);
        let present = scaled.zip(counts);
        present
            .map(|(weight, count)| if *count == 0 { 1.0 } else { weight })
            .collect()
    }

    /// For each label of a multi-label task how much an example that has it counts, where one that
    /// lacks it counts 1: by how many more lack it than have it.
    fn positive_weights(&self, counts: &[usize], examples: usize) -> Vec<f32> {
        counts
            .iter()
            .map(|count| {
                let lack = (examples - count).max(1) as f32;
                let odds = lack / (*count).max(1) as f32;
                match self.class_weights {
                    ClassWeights::Equal => 1.0,
                    ClassWeights::SquareRoot => odds.sqrt(),
                    ClassWeights::Balanced => odds,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balanced_weights_make_labels_count_the_same() {
        let settings = Settings {
            class_weights: ClassWeights::Balanced,
            ..Settings::default()
        };
        let weights = settings.weights(&[10, 30]);
        assert!((weights[0] * 10.0 - weights[1] * 30.0).abs() < 1e-4);
        assert!((weights[0] * 10.0 + weights[1] * 30.0 - 40.0).abs() < 1e-4);
    }

    #[test]
    fn labels_that_do_not_occur_weigh_one_and_spoil_no_other() {
        for class_weights in [ClassWeights::SquareRoot, ClassWeights::Balanced] {
            let settings = Settings {
                class_weights,
                ..Settings::default()
            };
            let weights = settings.weights(&[10, 0, 30]);
            assert_eq!(weights[1], 1.0);
            assert!((weights[0] * 10.0 + weights[2] * 30.0 - 40.0).abs() < 1e-4);
            let positive = settings.positive_weights(&[10, 0, 40], 40);
            assert!(
                positive
                    .iter()
                    .all(|weight| weight.is_finite() && *weight > 0.0)
            );
            assert!(positive[0] > 1.0);
        }
    }

    #[test]
    fn the_cosine_falls_from_the_start_to_nothing() {
        let settings = Settings::default();
        assert_eq!(settings.rate(0, 100), settings.learning_rate);
        assert!((settings.rate(50, 100) - settings.learning_rate / 2.0).abs() < 1e-12);
        assert!(settings.rate(100, 100) < 1e-12);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let settings = Settings {
            dropout: 1.0,
            ..Settings::default()
        };
        let error = settings.check().unwrap_err().to_string();
        assert!(error.contains("dropout"), "{error}");
        let settings = Settings {
            batch: 0,
            ..Settings::default()
        };
        assert!(settings.check().is_err());
        let settings = Settings {
            learning_rate: f64::NAN,
            ..Settings::default()
        };
        assert!(settings.check().is_err());
    }
}
