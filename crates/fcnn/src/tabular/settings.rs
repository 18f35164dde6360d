//! How a network for a table is built and trained.

use super::Task;
use crate::{ClassWeights, Error};
use serde::{Deserialize, Serialize};

/// The settings; each has a range that is checked before anything slow is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Width of each hidden layer, from the input on; none makes a linear model.
    pub hidden: Vec<usize>,
    /// Share of a hidden layer's units that are silenced at each step, 0…1 (1 excluded).
    pub dropout: f64,
    /// Whether hidden units are brought to mean 0 and deviation 1 over each batch (Ioffe & Szegedy, 2015).
    pub batch_norm: bool,
    /// What is minimized; by default what fits the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
    /// From how many deviations of the target on Huber's loss grows in a line.
    pub huber_delta: f64,
    /// How a step is made from the gradients.
    pub optimizer: Optimizer,
    /// Step size at the start.
    pub learning_rate: f64,
    /// How much of the earlier steps goes on, for SGD, 0…1 (1 excluded).
    pub momentum: f64,
    /// How far weights are drawn to 0: decoupled with AdamW, else as a penalty of half their squares.
    pub weight_decay: f64,
    /// How the step size goes on.
    pub schedule: Schedule,
    /// Epochs between two steps of the step schedule.
    pub step_every: usize,
    /// Epochs without a better validation loss after which the plateau schedule lowers the step size.
    pub plateau_patience: usize,
    /// What the step size is multiplied by in the step and plateau schedules, above 0, below 1.
    pub factor: f64,
    /// Rows a step.
    pub batch: usize,
    /// Passes over the training part at most.
    pub epochs: usize,
    /// Epochs without a better validation loss after which training stops.
    pub patience: usize,
    /// How much a row of each class counts.
    pub class_weights: ClassWeights,
    /// Deviation of the noise that is added to scaled numbers at each step; 0 for none.
    pub noise: f64,
    /// How strongly pairs of rows are mixed (α of Zhang et al., 2018); 0 for not at all.
    pub mixup: f64,
    /// Categories with up to so many different values get an input for each; others a learned vector.
    pub one_hot: usize,
    /// Rows in which a category must occur in the training part to have a place of its own.
    pub rarest: usize,
    /// Pieces into which the quantiles of a number cut its range, each an input of its own (Gorishniy et
    /// al., 2022); 0 for the scaled number alone.
    pub pieces: usize,
    /// Networks from different starts whose outputs are averaged.
    pub ensemble: usize,
    /// Fixes the first weights, the shuffling, the dropout and the noise.
    pub seed: u64,
}

/// What training minimizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Of the softmax over the classes.
    CrossEntropy,
    /// Of one sigmoid, for two classes.
    BinaryCrossEntropy,
    /// Squared error of the number.
    Squared,
    /// Squared error near the number, absolute error far from it (Huber, 1964).
    Huber,
}

/// How gradients become steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optimizer {
    /// Stochastic gradient descent with momentum.
    Sgd,
    /// Adam (Kingma & Ba, 2015).
    Adam,
    /// Adam with decoupled weight decay (Loshchilov & Hutter, 2019).
    #[default]
    #[serde(rename = "adamw")]
    AdamW,
}

/// How the step size changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// It stays.
    Constant,
    /// It falls by a factor every so many epochs.
    Step,
    /// It falls to nothing along half a cosine (Loshchilov & Hutter, 2017).
    #[default]
    Cosine,
    /// It falls by a factor where the validation loss does not fall.
    Plateau,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hidden: vec![64],
            dropout: 0.3,
            batch_norm: false,
            loss: None,
            huber_delta: 1.0,
            optimizer: Optimizer::AdamW,
            learning_rate: 2e-3,
            momentum: 0.9,
            weight_decay: 0.1,
            schedule: Schedule::Cosine,
            step_every: 10,
            plateau_patience: 3,
            factor: 0.5,
            batch: 64,
            epochs: 40,
            patience: 8,
            class_weights: ClassWeights::Equal,
            noise: 0.0,
            mixup: 0.0,
            one_hot: 16,
            rarest: 2,
            pieces: 16,
            ensemble: 1,
            seed: 17,
        }
    }
}

impl Settings {
    /// The loss for a task.
    ///
    /// # Errors
    /// [`Error::Setting`] where the chosen one is for another task.
    pub(super) fn loss_for(&self, task: Task) -> Result<Loss, Error> {
        let Some(loss) = self.loss else {
            return Ok(match task {
                Task::Binary => Loss::BinaryCrossEntropy,
                Task::MultiClass => Loss::CrossEntropy,
                Task::Regression => Loss::Squared,
            });
        };
        let (fits, rule) = match task {
            Task::Binary => (
                matches!(loss, Loss::BinaryCrossEntropy | Loss::CrossEntropy),
                "cross-entropy or binary-cross-entropy where the target has two classes",
            ),
            Task::MultiClass => (
                loss == Loss::CrossEntropy,
                "cross-entropy where the target has several classes",
            ),
            Task::Regression => (
                matches!(loss, Loss::Squared | Loss::Huber),
                "squared or huber where the target is a number",
            ),
        };
        if fits {
            Ok(loss)
        } else {
            Err(Error::Setting {
                name: "loss",
                value: loss.word().to_owned(),
                rule,
            })
        }
    }

    /// Checks every range.
    pub(super) fn check(&self) -> Result<(), Error> {
        let bad = |name, value: String, rule| Err(Error::Setting { name, value, rule });
        if let Some(width) = self.hidden.iter().find(|width| **width == 0) {
            return bad("hidden", width.to_string(), "at least 1 for every layer");
        }
        for (name, share) in [("dropout", self.dropout), ("momentum", self.momentum)] {
            if !(0.0..1.0).contains(&share) {
                return bad(name, share.to_string(), "in 0…1, below 1");
            }
        }
        for (name, value) in [
            ("learning_rate", self.learning_rate),
            ("huber_delta", self.huber_delta),
        ] {
            if !(value.is_finite() && value > 0.0) {
                return bad(name, value.to_string(), "above 0");
            }
        }
        for (name, value) in [
            ("weight_decay", self.weight_decay),
            ("noise", self.noise),
            ("mixup", self.mixup),
        ] {
            if !(value.is_finite() && value >= 0.0) {
                return bad(name, value.to_string(), "at least 0");
            }
        }
        if !(self.factor > 0.0 && self.factor < 1.0) {
            return bad("factor", self.factor.to_string(), "above 0 and below 1");
        }
        for (name, value) in [
            ("batch", self.batch),
            ("epochs", self.epochs),
            ("patience", self.patience),
            ("step_every", self.step_every),
            ("plateau_patience", self.plateau_patience),
            ("rarest", self.rarest),
            ("ensemble", self.ensemble),
        ] {
            if value == 0 {
                return bad(name, value.to_string(), "at least 1");
            }
        }
        if self.batch_norm && self.batch < 2 {
            return bad(
                "batch",
                self.batch.to_string(),
                "at least 2 with batch_norm",
            );
        }
        Ok(())
    }
}

impl Loss {
    /// The settings' word.
    pub fn word(self) -> &'static str {
        match self {
            Self::CrossEntropy => "cross-entropy",
            Self::BinaryCrossEntropy => "binary-cross-entropy",
            Self::Squared => "squared",
            Self::Huber => "huber",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_losses_are_checked() {
        let good = Settings::default();
        assert!(good.check().is_ok());
        for bad in [
            Settings {
                factor: 1.0,
                ..good.clone()
            },
            Settings {
                ensemble: 0,
                ..good.clone()
            },
            Settings {
                noise: f64::NAN,
                ..good.clone()
            },
            Settings {
                batch: 1,
                batch_norm: true,
                ..good.clone()
            },
        ] {
            assert!(matches!(bad.check(), Err(Error::Setting { .. })), "{bad:?}");
        }
        let huber = Settings {
            loss: Some(Loss::Huber),
            ..good
        };
        assert_eq!(huber.loss_for(Task::Regression).unwrap(), Loss::Huber);
        let error = huber.loss_for(Task::Binary).unwrap_err().to_string();
        assert!(
            error.contains("huber") && error.contains("two classes"),
            "{error}"
        );
    }
}
