//! From gradients to steps.

use super::{Optimizer, Settings};
use crate::Error;
use candle_core::backprop::GradStore;
use candle_core::{Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};

/// Variables and how they are moved.
pub(super) enum Mover {
    Adam(AdamW),
    Momentum(Momentum),
}

/// Stochastic gradient descent with momentum (Polyak, 1964).
pub(super) struct Momentum {
    vars: Vec<(Var, Var)>,
    momentum: f64,
    rate: f64,
}

impl Mover {
    /// For variables that are decayed, or not. Only AdamW decays by itself; for the others a penalty
    /// stands in the loss.
    pub(super) fn of(vars: Vec<Var>, decayed: Decayed, settings: &Settings) -> Result<Self, Error> {
        let decay = match (settings.optimizer, decayed) {
            (Optimizer::AdamW, Decayed::Yes) => settings.weight_decay,
            _ => 0.0,
        };
        Ok(match settings.optimizer {
            Optimizer::Adam | Optimizer::AdamW => Self::Adam(AdamW::new(
                vars,
                ParamsAdamW {
                    lr: settings.learning_rate,
                    weight_decay: decay,
                    ..ParamsAdamW::default()
                },
            )?),
            Optimizer::Sgd => {
                let still = |var: Var| Ok((Var::from_tensor(&var.zeros_like()?)?, var));
                let vars: Result<Vec<_>, candle_core::Error> =
                    vars.into_iter().map(still).collect();
                Self::Momentum(Momentum {
                    vars: vars?.into_iter().map(|(speed, var)| (var, speed)).collect(),
                    momentum: settings.momentum,
                    rate: settings.learning_rate,
                })
            }
        })
    }

    pub(super) fn step(&mut self, gradients: &GradStore, rate: f64) -> Result<(), Error> {
        match self {
            Self::Adam(adam) => {
                adam.set_learning_rate(rate);
                adam.step(gradients)?;
            }
            Self::Momentum(sgd) => {
                sgd.rate = rate;
                for (var, speed) in &sgd.vars {
                    let Some(gradient) = gradients.get(var) else {
                        continue;
                    };
                    let next = ((speed.as_tensor() * sgd.momentum)? + gradient)?;
                    var.set(&(var.as_tensor() - (&next * sgd.rate)?)?)?;
                    speed.set(&next)?;
                }
            }
        }
        Ok(())
    }
}

/// Whether variables are drawn to 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decayed {
    Yes,
    No,
}

/// Half the squares of the weights times the decay, where the optimizer does not decay by itself.
pub(super) fn penalty(weights: &[&Var], settings: &Settings) -> Result<Option<Tensor>, Error> {
    if settings.optimizer == Optimizer::AdamW || settings.weight_decay == 0.0 {
        return Ok(None);
    }
    let mut sum: Option<Tensor> = None;
    for var in weights {
        let squares = var.sqr()?.sum_all()?;
        sum = Some(match sum {
            Some(sum) => (sum + squares)?,
            None => squares,
        });
    }
    Ok(match sum {
        Some(sum) => Some((sum * (settings.weight_decay / 2.0))?),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn momentum_goes_on_where_the_slope_ends() {
        let settings = Settings {
            optimizer: Optimizer::Sgd,
            momentum: 0.5,
            ..Settings::default()
        };
        let var = Var::new(&[1f32], &Device::Cpu).unwrap();
        let mut mover = Mover::of(vec![var.clone()], Decayed::No, &settings).unwrap();
        // The slope of x is 1: steps of 0.1, then of 0.1 + 0.05.
        for expected in [0.9f32, 0.75] {
            let gradients = var.sum_all().unwrap().backward().unwrap();
            mover.step(&gradients, 0.1).unwrap();
            let at = var.to_vec1::<f32>().unwrap()[0];
            assert!((at - expected).abs() < 1e-6, "{at}");
        }
    }
}
