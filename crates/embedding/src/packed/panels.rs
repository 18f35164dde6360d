//! In what order weights lie, and how they are rounded.

use crate::kernels::LANES;

/// Columns that one pass over the inputs computes.
pub(super) const PANEL: usize = 4 * LANES;

/// Where an input's weight for an output lies: by outputs, within these by inputs. `group` inputs
/// lie beside each other.
pub(super) fn places(inputs: usize, outputs: usize, group: usize) -> impl Iterator<Item = usize> {
    (0..outputs).flat_map(move |output| {
        let (panel, column) = (output / PANEL, output % PANEL);
        let width = PANEL.min(outputs - panel * PANEL);
        (0..inputs).map(move |input| {
            panel * PANEL * inputs + input / group * group * width + column * group + input % group
        })
    })
}

/// To `bf16`, to the nearest, ties to even.
pub(super) fn half(value: f32) -> u16 {
    let bits = value.to_bits();
    ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16) as u16
}

/// What each input is divided by and its weights are multiplied by, so that an input that is always far from zero
/// does not cost the others of its row their digits: the square root of its spread over its
/// largest weight (SmoothQuant, Xiao et al. 2023, with a migration strength of one half).
pub(super) fn smoothing(weights: &[f32], spread: &[f32]) -> Vec<f32> {
    let mut largest = vec![0.0_f32; spread.len()];
    for row in weights.chunks_exact(spread.len()) {
        for (most, weight) in largest.iter_mut().zip(row) {
            *most = most.max(weight.abs());
        }
    }
    let ratio = |(spread, largest): (&f32, f32)| {
        let ratio = (spread / largest).sqrt();
        if ratio.is_finite() && ratio > 0.0 {
            ratio.clamp(1e-3, 1e3)
        } else {
            1.0
        }
    };
    spread.iter().zip(largest).map(ratio).collect()
}
