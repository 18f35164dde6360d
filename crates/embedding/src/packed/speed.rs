//! Work to be timed: how near the linear layers come to what the processor can do.

use super::PackedBert;
use super::linear::{Linear, Then};
use super::precision::Precision;
use super::rows::Rounded;
use crate::kernels::{Isa, Kernel, LANES};
use std::hint::black_box;

/// Rows of the matrices that are multiplied: a batch's tokens.
const ROWS: usize = super::TOKENS_A_BATCH;

/// The linear layers of an encoder, with inputs.
pub struct LinearWork<'a> {
    encoder: &'a PackedBert,
    layers: Vec<&'a Linear>,
    inputs: Vec<f32>,
    out: Vec<f32>,
}

impl LinearWork<'_> {
    /// Runs all of them once on one thread, rounding of the inputs and what follows the products
    /// included: how many multiply-adds that were.
    pub fn run(&mut self) -> usize {
        let PackedBert {
            level, precision, ..
        } = *self.encoder;
        let mut rounded = Rounded::default();
        let mut products = 0;
        for linear in &self.layers {
            let inputs = &self.inputs[..ROWS * linear.inputs];
            let out = &mut self.out[..ROWS * linear.outputs];
            let rows = rounded.round(level, precision, inputs, linear.inputs, linear.smooth());
            linear.run(level, &rows, (0, ROWS), out, Then::Store);
            products += ROWS * linear.inputs * linear.outputs;
            black_box(out);
        }
        products
    }
}

impl PackedBert {
    /// The linear layers with inputs for a batch, to be timed.
    pub fn linear_work(&self) -> LinearWork<'_> {
        let layers = self.model.layers.iter();
        let layers: Vec<&Linear> = layers
            .flat_map(|layer| [&layer.attention, &layer.attended, &layer.up, &layer.down])
            .collect();
        let widest = |of: fn(&Linear) -> usize| layers.iter().map(|layer| of(layer)).max();
        let inputs = ROWS * widest(|layer| layer.inputs).unwrap_or(0);
        let outputs = ROWS * widest(|layer| layer.outputs).unwrap_or(0);
        LinearWork {
            encoder: self,
            layers,
            inputs: (0..inputs)
                .map(|at| (at % 97) as f32 / 97.0 - 0.4)
                .collect(),
            out: vec![0.0; outputs],
        }
    }

    /// Runs the innermost instruction alone so many times on one thread, its operands in registers: how many
    /// multiply-adds that were.
    pub fn bare_products(&self, turns: usize) -> usize {
        let mut sum = 0.0;
        self.level.run(Peak {
            precision: self.precision,
            turns,
            sum: &mut sum,
        });
        black_box(sum);
        let products = match self.precision {
            Precision::Int8 => 4,
            Precision::Bf16 => 2,
            Precision::F32 => 1,
        };
        turns * SUMS * LANES * products
    }
}

/// Sums that run side by side, as in a tile.
const SUMS: usize = 24;

struct Peak<'a> {
    precision: Precision,
    turns: usize,
    sum: &'a mut f32,
}

impl Kernel for Peak<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let mut to = [0.0; LANES];
        match self.precision {
            Precision::Int8 => {
                let mut sums = [isa.zero(); SUMS];
                let (quad, bytes) = (isa.quad(black_box([1; 4])), isa.bytes(black_box(&[1; 64])));
                for _ in 0..self.turns {
                    for sum in &mut sums {
                        *sum = isa.dot_bytes(*sum, quad, bytes);
                    }
                }
                for sum in sums {
                    isa.store(isa.float(sum), &mut to);
                    *self.sum += to[0];
                }
            }
            Precision::Bf16 => {
                let mut sums = [isa.splat(0.0); SUMS];
                let (pair, halves) = (isa.pair(black_box([1; 2])), isa.halves(black_box(&[1; 32])));
                for _ in 0..self.turns {
                    for sum in &mut sums {
                        *sum = isa.dot_halves(*sum, pair, halves);
                    }
                }
                for sum in sums {
                    isa.store(sum, &mut to);
                    *self.sum += to[0];
                }
            }
            Precision::F32 => {
                let mut sums = [isa.splat(0.0); SUMS];
                let (a, b) = (
                    isa.splat(black_box(0.5)),
                    isa.load(black_box(&[0.5; LANES])),
                );
                for _ in 0..self.turns {
                    for sum in &mut sums {
                        *sum = isa.fma(a, b, *sum);
                    }
                }
                for sum in sums {
                    isa.store(sum, &mut to);
                    *self.sum += to[0];
                }
            }
        }
    }
}
