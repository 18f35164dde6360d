//! Temperature scaling (Guo et al., 2017, "On Calibration of Modern Neural Networks").

use crate::{Targets, Task};
use ndarray::{Array2, ArrayView2};

const COLDEST: f64 = 0.05;
const HOTTEST: f64 = 20.0;
/// Enough golden sections to settle the logarithm of the temperature to 1e-6.
const SECTIONS: usize = 40;

/// The temperature under which the true labels are most probable, in 0.05…20. A multi-label head
/// has one for all of its labels.
pub(crate) fn temperature(logits: ArrayView2<'_, f32>, truth: Targets<'_>) -> f32 {
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (COLDEST.ln(), HOTTEST.ln());
    let loss = |log: f64| match truth {
        Targets::One(truth) => cross_entropy(logits, truth, log.exp()),
        Targets::Several(truth) => binary_cross_entropy(logits, truth, log.exp()),
    };
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_left, mut at_right) = (loss(left), loss(right));
    for _ in 0..SECTIONS {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - golden * (high - low);
            at_left = loss(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + golden * (high - low);
            at_right = loss(right);
        }
    }
    ((low + high) / 2.0).exp() as f32
}

/// Mean negative logarithm of the true label's probability at a temperature.
fn cross_entropy(logits: ArrayView2<'_, f32>, truth: &[usize], temperature: f64) -> f64 {
    let mut total = 0.0;
    for (row, &label) in logits.rows().into_iter().zip(truth) {
        let scaled = |value: f32| f64::from(value) / temperature;
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f64 = row.iter().map(|v| (scaled(*v) - scaled(top)).exp()).sum();
        total += sum.ln() + scaled(top) - scaled(row[label]);
    }
    total / truth.len().max(1) as f64
}

/// Mean negative logarithm of the probability of what is true of an example and a label.
fn binary_cross_entropy(
    logits: ArrayView2<'_, f32>,
    truth: &[Vec<usize>],
    temperature: f64,
) -> f64 {
    let mut total = 0.0;
    for (row, labels) in logits.rows().into_iter().zip(truth) {
        for (label, value) in row.iter().enumerate() {
            let scaled = f64::from(*value) / temperature;
            let toward = if labels.contains(&label) {
                scaled
            } else {
                -scaled
            };
            total += (-toward).max(0.0) + (-toward.abs()).exp().ln_1p();
        }
    }
    total / logits.len().max(1) as f64
}

/// Turns a network's outputs into probabilities.
pub(crate) fn probabilities(logits: Array2<f32>, task: Task, temperature: f32) -> Array2<f32> {
    match task {
        Task::MultiClass => softmax(logits, temperature),
        Task::MultiLabel => logits.mapv(|value| {
            let scaled = f64::from(value) / f64::from(temperature);
            (1.0 / (1.0 + (-scaled).exp())) as f32
        }),
    }
}

/// Turns logits into probabilities at a temperature, in place. The sums run in f64, so that rows
/// sum to one within a few f32 roundings.
fn softmax(mut logits: Array2<f32>, temperature: f32) -> Array2<f32> {
    for mut row in logits.rows_mut() {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let exps: Vec<f64> = row
            .iter()
            .map(|value| ((f64::from(*value) - f64::from(top)) / f64::from(temperature)).exp())
            .collect();
        let sum: f64 = exps.iter().sum();
        for (value, exp) in row.iter_mut().zip(exps) {
            *value = (exp / sum) as f32;
        }
    }
    logits
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_temperature_undoes_overconfidence() {
        // Sure by e^4 : 1, right in three of four: the best odds are 3 : 1, so T = 4 / ln 3.
        let logits = array![[4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, 0.0]];
        let temperature = temperature(logits.view(), Targets::One(&[0, 0, 0, 1]));
        assert!((f64::from(temperature) - 4.0 / 3f64.ln()).abs() < 1e-3);
        let calibrated = softmax(logits, temperature);
        assert!((calibrated[[0, 0]] - 0.75).abs() < 1e-4);
    }

    #[test]
    fn the_temperature_of_several_labels_is_one_for_all() {
        // Each label is given with e^2 : 1 and there three times in four.
        let logits = Array2::from_elem((4, 2), 2.0);
        let truth = [vec![0, 1], vec![0], vec![1], vec![0, 1]];
        let temperature = temperature(logits.view(), Targets::Several(&truth));
        assert!((f64::from(temperature) - 2.0 / 3f64.ln()).abs() < 1e-3);
        let given = probabilities(logits, Task::MultiLabel, temperature);
        assert!((given[[3, 1]] - 0.75).abs() < 1e-4);
        let edges = probabilities(array![[1e4, -1e4]], Task::MultiLabel, 0.5);
        assert_eq!(edges, array![[1.0, 0.0]]);
    }

    #[test]
    fn large_logits_do_not_overflow() {
        let rows = softmax(array![[1e4, -1e4, 0.0], [-3e4, -3e4, -3e4]], 0.5);
        assert_eq!(rows[[0, 0]], 1.0);
        assert!((rows[[1, 1]] - 1.0 / 3.0).abs() < 1e-6);
    }
}
