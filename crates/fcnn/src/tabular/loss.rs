//! What a batch is to come to, and how far it is from that.

use super::Loss;
use crate::network::{Aim, loss as of_classes};
use crate::{Error, Task as Labels};
use candle_core::{Device, Tensor};
use ndarray::Array2;

/// What n rows are to come to: a share of each output or a scaled number, and how much each counts.
pub(super) struct Goal {
    pub(super) targets: Array2<f32>,
    pub(super) weights: Array2<f32>,
}

/// The mean loss of n × outputs.
pub(super) fn mean_loss(
    outputs: &Tensor,
    goal: Goal,
    loss: Loss,
    huber_delta: f64,
) -> Result<Tensor, Error> {
    let rows = goal.targets.nrows();
    let shares = |task| Aim::Shares {
        task,
        shares: goal.targets.clone(),
        weights: goal.weights.clone(),
    };
    match loss {
        Loss::CrossEntropy => of_classes(outputs, shares(Labels::MultiClass), rows),
        Loss::BinaryCrossEntropy => of_classes(outputs, shares(Labels::MultiLabel), rows),
        Loss::Squared | Loss::Huber => {
            let tensor = |values: &Array2<f32>| {
                let shape = values.dim();
                Tensor::from_vec(values.iter().copied().collect(), shape, &Device::Cpu)
            };
            let gap = (outputs - tensor(&goal.targets)?)?;
            let errors = match loss {
                Loss::Huber => {
                    // δ·(|x| − δ/2) beyond δ, else x²/2; doubled, to be the squared error near 0.
                    let far = gap.abs()?.affine(1.0, -huber_delta)?.relu()?;
                    let near = gap.abs()?.minimum(huber_delta)?;
                    (near.sqr()? + (far * (2.0 * huber_delta))?)?
                }
                _ => gap.sqr()?,
            };
            Ok(((errors * tensor(&goal.weights)?)?.sum_all()? / rows.max(1) as f64)?)
        }
    }
}

/// The loss of outputs, n × outputs, without a gradient; NaN where an output is.
pub(super) fn told(outputs: &Array2<f32>, goal: &Goal, loss: Loss, huber_delta: f64) -> f64 {
    let (mut total, mut mass) = (0.0, 0.0);
    for ((out, target), weight) in outputs
        .rows()
        .into_iter()
        .zip(goal.targets.rows())
        .zip(goal.weights.rows())
    {
        let top = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f64 = out.iter().map(|v| f64::from(v - top).exp()).sum();
        let log_sum = f64::from(top) + sum.ln();
        for ((out, target), weight) in out.iter().zip(target).zip(weight) {
            let (out, target, weight) = (f64::from(*out), f64::from(*target), f64::from(*weight));
            let one = match loss {
                Loss::CrossEntropy => {
                    mass += weight * target;
                    target * (log_sum - out)
                }
                Loss::BinaryCrossEntropy => {
                    mass += weight;
                    out.max(0.0) - out * target + (-out.abs()).exp().ln_1p()
                }
                Loss::Squared => {
                    mass += weight;
                    (out - target).powi(2)
                }
                Loss::Huber => {
                    mass += weight;
                    let gap = (out - target).abs();
                    let near = gap.min(huber_delta);
                    near * near + 2.0 * huber_delta * (gap - near)
                }
            };
            total += weight * one;
        }
    }
    total / mass
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_loss_that_is_told_is_the_one_that_is_minimized() {
        let values = array![[0.3f32, -1.0], [4.0, 0.5]];
        let outputs = Tensor::new(&[[0.3f32, -1.0], [4.0, 0.5]], &Device::Cpu).unwrap();
        let goal = || Goal {
            targets: array![[1.0, 0.0], [0.0, 1.0]],
            weights: array![[1.0, 1.0], [1.0, 1.0]],
        };
        for loss in [
            Loss::CrossEntropy,
            Loss::BinaryCrossEntropy,
            Loss::Squared,
            Loss::Huber,
        ] {
            let minimized = mean_loss(&outputs, goal(), loss, 0.7).unwrap();
            let minimized = f64::from(minimized.to_scalar::<f32>().unwrap());
            // A number has one output, the others as many as there are classes.
            let per = match loss {
                Loss::Squared | Loss::Huber => 2.0,
                _ => 1.0,
            };
            let told = told(&values, &goal(), loss, 0.7) * per;
            assert!(
                (minimized - told).abs() < 1e-5,
                "{loss:?} {minimized} {told}"
            );
        }
    }

    #[test]
    fn hubers_loss_grows_in_a_line_far_from_the_truth() {
        let goal = || Goal {
            targets: array![[0.0]],
            weights: array![[1.0]],
        };
        let at = |value: f32| told(&array![[value]], &goal(), Loss::Huber, 1.0);
        assert!((at(0.5) - 0.25).abs() < 1e-9);
        assert!((at(4.0) - at(3.0) - 2.0).abs() < 1e-9);
    }
}
