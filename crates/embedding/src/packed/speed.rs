//! How near the linear layers come to what the processor can do.

use super::PackedBert;
use super::layer::Layer;
use super::linear::{Linear, Then};
use super::precision::Precision;
use super::rows::Rounded;
use crate::kernels::{Isa, Kernel, LANES};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rows of the matrices that are multiplied: a batch's tokens.
const ROWS: usize = super::TOKENS_A_BATCH;

/// Multiply-adds a second on one thread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Of the innermost instruction alone, its operands in registers.
    pub peak: f64,
    /// Of the four linear layers of every encoder layer, rounding of the inputs and what follows the
    /// products included.
    pub linear: f64,
}

impl PackedBert {
    /// Measures both in turns, some tenths of a second each, and takes the best turn of each.
    pub fn speed(&self) -> Speed {
        let mut speed = Speed {
            peak: 0.0,
            linear: 0.0,
        };
        for _ in 0..5 {
            speed.peak = speed.peak.max(self.peak());
            speed.linear = speed.linear.max(self.linear());
        }
        speed
    }

    fn peak(&self) -> f64 {
        let mut turns = 1 << 16;
        loop {
            let began = Instant::now();
            let mut sum = 0.0;
            self.level.run(Peak {
                precision: self.precision,
                turns,
                sum: &mut sum,
            });
            black_box(sum);
            let took = began.elapsed();
            if took > Duration::from_millis(200) {
                let products = match self.precision {
                    Precision::Int8 => 4,
                    Precision::Bf16 => 2,
                    Precision::F32 => 1,
                };
                return (turns * SUMS * LANES * products) as f64 / took.as_secs_f64();
            }
            turns *= 2;
        }
    }

    fn linear(&self) -> f64 {
        let layers = |layer: &Layer| -> f64 {
            let all = [&layer.attention, &layer.attended, &layer.up, &layer.down];
            all.iter().map(|linear| self.once(linear)).sum()
        };
        let sizes = |layer: &Layer| -> usize {
            let all = [&layer.attention, &layer.attended, &layer.up, &layer.down];
            all.iter()
                .map(|linear| linear.inputs * linear.outputs)
                .sum()
        };
        let took: f64 = self.model.layers.iter().map(layers).sum();
        let weights: usize = self.model.layers.iter().map(sizes).sum();
        (weights * ROWS) as f64 / took
    }

    /// Seconds that a layer takes for one batch.
    fn once(&self, linear: &Linear) -> f64 {
        let inputs: Vec<f32> = (0..ROWS * linear.inputs)
            .map(|at| (at % 97) as f32 / 97.0 - 0.4)
            .collect();
        let mut out = vec![0.0; ROWS * linear.outputs];
        let mut rounded = Rounded::default();
        let began = Instant::now();
        let rows = rounded.round(
            self.level,
            self.precision,
            &inputs,
            linear.inputs,
            linear.smooth(),
        );
        linear.run(self.level, &rows, (0, ROWS), &mut out, Then::Store);
        let took = began.elapsed().as_secs_f64();
        black_box(&out);
        took
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
