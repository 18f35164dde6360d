//! A BERT layer (Devlin et al. 2019), its residual connections and norms fused around four products.

use super::attention::{Attention, Room};
use super::linear::{Linear, Then};
use super::precision::Precision;
use super::rows::{Normalize, Rounded};
use super::store::Block;
use crate::kernels::Level;

/// Tokens that go through the widest layer at once, so that what lies between its two products
/// stays in the nearest caches.
const TOKENS_AT_ONCE: usize = 48;

#[derive(Debug)]
pub(crate) struct Norm {
    pub(super) weight: Block<f32>,
    pub(super) bias: Block<f32>,
}

impl Norm {
    pub(super) fn run(&self, level: Level, epsilon: f32, rows: &mut [f32]) {
        level.run(Normalize {
            rows,
            weight: &self.weight,
            bias: &self.bias,
            epsilon,
        });
    }
}

#[derive(Debug)]
pub(crate) struct Layer {
    /// Queries, keys and values side by side.
    pub(super) attention: Linear,
    pub(super) attended: Linear,
    pub(super) attention_norm: Norm,
    pub(super) up: Linear,
    pub(super) down: Linear,
    pub(super) norm: Norm,
}

/// How every layer of a model is run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) level: Level,
    pub(crate) precision: Precision,
    pub(crate) heads: usize,
    pub(crate) epsilon: f32,
}

/// Room for what lies between the products.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    rounded: Rounded,
    attention: Vec<f32>,
    attended: Vec<f32>,
    wide: Vec<f32>,
    wide_rounded: Rounded,
    room: Room,
}

fn room(of: &mut Vec<f32>, numbers: usize) -> &mut [f32] {
    of.resize(numbers.max(of.len()), 0.0);
    &mut of[..numbers]
}

impl Layer {
    /// Runs the states (tokens × width) of texts through the layer, in place.
    pub(crate) fn run(
        &self,
        way: Way,
        texts: &[(usize, usize)],
        states: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let Way {
            level,
            precision,
            heads,
            epsilon,
        } = way;
        let width = self.norm.bias.len();
        let tokens = states.len() / width;
        let Scratch {
            rounded,
            attention,
            attended,
            wide,
            wide_rounded,
            room: keys,
        } = scratch;

        let attention = room(attention, 3 * states.len());
        let smooth = self.attention.smooth();
        let rows = rounded.round(level, precision, states, width, smooth);
        self.attention
            .run(level, &rows, (0, tokens), attention, Then::Store);
        let attended = room(attended, states.len());
        Attention {
            inputs: attention,
            texts,
            width,
            heads,
            room: keys,
            out: attended,
        }
        .run_on(level);
        let smooth = self.attended.smooth();
        let rows = rounded.round(level, precision, attended, width, smooth);
        self.attended
            .run(level, &rows, (0, tokens), states, Then::Add);
        self.attention_norm.run(level, epsilon, states);

        for states in states.chunks_mut(TOKENS_AT_ONCE * width) {
            let tokens = states.len() / width;
            let wide = room(wide, tokens * self.up.outputs);
            let smooth = self.up.smooth();
            let rows = rounded.round(level, precision, states, width, smooth);
            self.up.run(level, &rows, (0, tokens), wide, Then::Gelu);
            let smooth = self.down.smooth();
            let rows = wide_rounded.round(level, precision, wide, self.up.outputs, smooth);
            self.down.run(level, &rows, (0, tokens), states, Then::Add);
            self.norm.run(level, epsilon, states);
        }
    }
}
