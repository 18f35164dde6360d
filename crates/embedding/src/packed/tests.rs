//! Every piece at every level against plain arithmetic, on random shapes.

use super::attention::{Attention, Room};
use super::linear::{Linear, Then};
use super::precision::Precision;
use super::rows::{Normalize, Rounded, exp, gelu};
use crate::kernels::{Isa, Kernel, LANES, Level};
use proptest::prelude::*;

/// Numbers of −1…1 by a counter, for shapes are what is drawn.
fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

/// Runs at every level; all but bf16 give the same bits, which are handed back.
fn at_every_level(precision: Precision, run: impl Fn(Level) -> Vec<f32>) -> Vec<f32> {
    let levels = Level::here();
    let plain = run(levels[levels.len() - 1]);
    for level in levels {
        let found = run(level);
        for (a, b) in found.iter().zip(&plain) {
            let close = match precision {
                Precision::Bf16 => (a - b).abs() < 1e-3,
                _ => a.to_bits() == b.to_bits(),
            };
            assert!(close, "{} {precision:?}: {a} {b}", level.name());
        }
    }
    plain
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_linear_layer_is_a_product(
        rows in 1_usize..20,
        inputs in 1_usize..7,
        outputs in 1_usize..11,
        seed in any::<u64>(),
        precision in prop::sample::select(Precision::ALL.to_vec()),
        then in prop::sample::select(vec![Then::Store, Then::Add, Then::Gelu]),
    ) {
        let (inputs, outputs) = (16 * inputs, 16 * outputs);
        let values = numbers(rows * inputs, seed);
        let weights = numbers(inputs * outputs, seed ^ 1);
        let bias = numbers(outputs, seed ^ 2);
        let there = numbers(rows * outputs, seed ^ 3);
        let spread: Vec<f32> = numbers(inputs, seed ^ 4).iter().map(|x| x.abs() + 0.1).collect();
        let linear = Linear::pack(&weights, &bias, &spread, precision);
        let found = at_every_level(precision, |level| {
            let mut out = there.clone();
            let mut rounded = Rounded::default();
            let input = rounded.round(level, precision, &values, inputs, linear.smooth());
            // In two parts, as the widest layer is run.
            let middle = rows / 2;
            let (first, second) = out.split_at_mut(middle * outputs);
            linear.run(level, &input, (0, middle), first, then);
            linear.run(level, &input, (middle, rows), second, then);
            out
        });
        // A byte is off by half a step of 2/127 at most, for weights and values alike.
        let tolerance = match precision {
            Precision::Int8 => 0.02 * (inputs as f64).sqrt(),
            Precision::Bf16 => 0.01 * (inputs as f64).sqrt(),
            Precision::F32 => 1e-4,
        };
        for row in 0..rows {
            for output in 0..outputs {
                let products = (0..inputs).map(|input| {
                    f64::from(values[row * inputs + input])
                        * f64::from(weights[output * inputs + input])
                });
                let sum = products.sum::<f64>() + f64::from(bias[output]);
                let expected = match then {
                    Then::Store => sum,
                    Then::Add => sum + f64::from(there[row * outputs + output]),
                    Then::Gelu => plain_gelu(sum),
                };
                let found = f64::from(found[row * outputs + output]);
                prop_assert!((found - expected).abs() < tolerance, "{found} {expected}");
            }
        }
    }

    #[test]
    fn attention_looks_at_its_own_text(
        tokens in prop::collection::vec(1_usize..70, 1..4),
        heads in 1_usize..4,
        size in prop::sample::select(vec![16_usize, 32, 48, 64]),
        seed in any::<u64>(),
    ) {
        let width = heads * size;
        let mut texts = Vec::new();
        let mut all = 0;
        for tokens in tokens {
            texts.push((all, tokens));
            all += tokens;
        }
        let inputs: Vec<f32> = numbers(all * 3 * width, seed).iter().map(|x| 3.0 * x).collect();
        let found = at_every_level(Precision::F32, |level| {
            let mut out = vec![0.0; all * width];
            Attention {
                inputs: &inputs,
                texts: &texts,
                width,
                heads,
                room: &mut Room::default(),
                out: &mut out,
            }
            .run_on(level);
            out
        });
        let at = |token: usize, part: usize, place: usize| {
            f64::from(inputs[token * 3 * width + part * width + place])
        };
        for &(first, tokens) in &texts {
            for (query, head) in (first..first + tokens).flat_map(|q| (0..heads).map(move |h| (q, h))) {
                let places = head * size..(head + 1) * size;
                let scores: Vec<f64> = (first..first + tokens)
                    .map(|key| {
                        let products = places.clone().map(|p| at(query, 0, p) * at(key, 1, p));
                        (products.sum::<f64>() / (size as f64).sqrt()).exp()
                    })
                    .collect();
                let sum: f64 = scores.iter().sum();
                for place in places {
                    let values = (first..).zip(&scores);
                    let expected =
                        values.map(|(token, score)| score / sum * at(token, 2, place)).sum::<f64>();
                    let found = f64::from(found[query * width + place]);
                    prop_assert!((found - expected).abs() < 1e-4, "{found} {expected}");
                }
            }
        }
    }

    #[test]
    fn rows_are_normalized(rows in 1_usize..5, width in 1_usize..9, seed in any::<u64>()) {
        let width = 16 * width;
        let values = numbers(rows * width, seed);
        let (weight, bias) = (numbers(width, seed ^ 1), numbers(width, seed ^ 2));
        let found = at_every_level(Precision::F32, |level| {
            let mut out = values.clone();
            let epsilon = 1e-12;
            level.run(Normalize { rows: &mut out, weight: &weight, bias: &bias, epsilon });
            out
        });
        for (row, found) in values.chunks(width).zip(found.chunks(width)) {
            let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / width as f64;
            let off = |x: f32| f64::from(x) - mean;
            let variance = row.iter().map(|x| off(*x).powi(2)).sum::<f64>() / width as f64;
            for (place, found) in found.iter().enumerate() {
                let expected = off(row[place]) / variance.sqrt() * f64::from(weight[place])
                    + f64::from(bias[place]);
                prop_assert!((f64::from(*found) - expected).abs() < 1e-4, "{found} {expected}");
            }
        }
    }
}

/// x · Φ(x) by numerical integration of the normal density, Simpson's rule.
fn plain_gelu(x: f64) -> f64 {
    let density = |t: f64| (-t * t / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let steps = 400;
    let step = x.clamp(-9.0, 9.0) / f64::from(steps);
    let sum: f64 = (0..steps)
        .map(|k| {
            let from = f64::from(k) * step;
            (density(from) + 4.0 * density(from + step / 2.0) + density(from + step)) * step / 6.0
        })
        .sum();
    x * (0.5 + sum)
}

struct Curves<'a>(&'a [f32], &'a mut Vec<f32>);

impl Kernel for Curves<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        for values in self.0.as_chunks::<LANES>().0 {
            let x = isa.load(values);
            let mut to = [0.0; LANES];
            isa.store(gelu(isa, x), &mut to);
            self.1.extend(to);
            let mut to = [0.0; LANES];
            let below = isa.min(x, isa.splat(0.0));
            isa.store(exp(isa, below), &mut to);
            self.1.extend(to);
        }
    }
}

#[test]
fn curves_are_followed() {
    let values: Vec<f32> = (-1600..1600).map(|x| x as f32 / 128.0).collect();
    let found = at_every_level(Precision::F32, |level| {
        let mut out = Vec::new();
        level.run(Curves(&values, &mut out));
        out
    });
    for (values, found) in values.chunks(LANES).zip(found.chunks(2 * LANES)) {
        for (place, x) in values.iter().enumerate() {
            let x = f64::from(*x);
            let (gelu, power) = (f64::from(found[place]), f64::from(found[LANES + place]));
            assert!(
                (gelu - plain_gelu(x)).abs() < 1e-6 * x.abs().max(1.0),
                "gelu({x}) {gelu}"
            );
            let expected = x.min(0.0).exp();
            assert!(
                (power / expected - 1.0).abs() < 1e-6,
                "exp({x}): {power} {expected}"
            );
        }
    }
}
