//! What is done to one token's numbers after another.

use super::precision::Precision;
use crate::kernels::{Isa, Kernel, LANES, Level};

/// A linear layer's inputs, a row a token.
#[derive(Debug)]
pub(crate) enum Rows<'a> {
    /// value = scale · byte + low.
    Bytes {
        bytes: &'a [u8],
        scales: &'a [f32],
        lows: &'a [f32],
    },
    Halves(&'a [u16]),
    Floats(&'a [f32]),
}

/// Room for rows as a precision has them; in `f32` they stay where they are.
#[derive(Debug, Default)]
pub(crate) struct Rounded {
    bytes: Vec<u8>,
    scales: Vec<f32>,
    lows: Vec<f32>,
    halves: Vec<u16>,
}

impl Rounded {
    /// Rows of `width` numbers as the next layer reads them; `smooth` is what their columns are
    /// multiplied by first.
    pub(crate) fn round<'a>(
        &'a mut self,
        level: Level,
        precision: Precision,
        floats: &'a [f32],
        width: usize,
        smooth: Option<&[f32]>,
    ) -> Rows<'a> {
        let rows = floats.len() / width;
        match precision {
            Precision::Int8 => {
                self.bytes.resize(floats.len().max(self.bytes.len()), 0);
                self.scales.resize(rows.max(self.scales.len()), 0.0);
                self.lows.resize(rows.max(self.lows.len()), 0.0);
                level.run(ToBytes {
                    floats,
                    width,
                    smooth: smooth.unwrap_or_default(),
                    bytes: &mut self.bytes,
                    scales: &mut self.scales,
                    lows: &mut self.lows,
                });
                Rows::Bytes {
                    bytes: &self.bytes,
                    scales: &self.scales,
                    lows: &self.lows,
                }
            }
            Precision::Bf16 => {
                self.halves.resize(floats.len().max(self.halves.len()), 0);
                level.run(ToHalves {
                    floats,
                    halves: &mut self.halves,
                });
                Rows::Halves(&self.halves)
            }
            Precision::F32 => Rows::Floats(floats),
        }
    }
}

/// The lanes' sum, largest or smallest, in one order for every level.
#[inline(always)]
pub(crate) fn fold<S: Isa>(isa: S, values: S::F, with: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    isa.store(values, &mut lanes);
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = with(lanes[lane], lanes[lane + half]);
        }
        half /= 2;
    }
    lanes[0]
}

struct ToBytes<'a> {
    floats: &'a [f32],
    width: usize,
    smooth: &'a [f32],
    bytes: &'a mut [u8],
    scales: &'a mut [f32],
    lows: &'a mut [f32],
}

impl Kernel for ToBytes<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let rows = self.floats.chunks_exact(self.width);
        let (smooth, _) = self.smooth.as_chunks::<LANES>();
        let out = self.bytes.chunks_exact_mut(self.width);
        let ends = self.scales.iter_mut().zip(self.lows);
        for ((row, out), (scale, low)) in rows.zip(out).zip(ends) {
            let (row, _) = row.as_chunks::<LANES>();
            let mut least = isa.splat(0.0);
            let mut most = least;
            for (values, smooth) in row.iter().zip(smooth) {
                let value = isa.mul(isa.load(values), isa.load(smooth));
                least = isa.min(value, least);
                most = isa.max(value, most);
            }
            let least = fold(isa, least, f32::min);
            let most = fold(isa, most, f32::max);
            let range = (most - least).max(1e-12);
            let steps = isa.splat(255.0 / range);
            let from = isa.splat(-least * (255.0 / range));
            for ((values, smooth), out) in row.iter().zip(smooth).zip(out.as_chunks_mut().0) {
                let value = isa.mul(isa.load(values), isa.load(smooth));
                *out = isa.narrow(isa.round(isa.fma(value, steps, from)));
            }
            *scale = range / 255.0;
            *low = least;
        }
    }
}

struct ToHalves<'a> {
    floats: &'a [f32],
    halves: &'a mut [u16],
}

impl Kernel for ToHalves<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let (floats, _) = self.floats.as_chunks::<LANES>();
        let (halves, _) = self.halves.as_chunks_mut();
        for (values, out) in floats.iter().zip(halves) {
            *out = isa.halve(isa.load(values));
        }
    }
}

/// Layer norm (Ba et al. 2016) of every row, in place.
pub(crate) struct Normalize<'a> {
    pub(crate) rows: &'a mut [f32],
    pub(crate) weight: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) epsilon: f32,
}

impl Kernel for Normalize<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let width = self.weight.len();
        let (weight, _) = self.weight.as_chunks::<LANES>();
        let (bias, _) = self.bias.as_chunks::<LANES>();
        for row in self.rows.chunks_exact_mut(width) {
            let (row, _) = row.as_chunks_mut::<LANES>();
            let mut sum = isa.splat(0.0);
            for values in row.iter() {
                sum = isa.add(sum, isa.load(values));
            }
            let mean = isa.splat(fold(isa, sum, |a, b| a + b) / width as f32);
            let mut squares = isa.splat(0.0);
            for values in row.iter() {
                let off = isa.sub(isa.load(values), mean);
                squares = isa.fma(off, off, squares);
            }
            let variance = fold(isa, squares, |a, b| a + b) / width as f32;
            let by = isa.splat((variance + self.epsilon).sqrt().recip());
            for ((values, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
                let off = isa.mul(isa.sub(isa.load(values), mean), by);
                isa.store(isa.fma(off, isa.load(weight), isa.load(bias)), values);
            }
        }
    }
}

/// x · Φ(x), Φ by the error function, as BERT has it (Hendrycks & Gimpel 2016). The error function is a
/// rational function of degrees 9 and 10 on ±3.8, beyond which it is ±1 in `f32`; its numbers are a fit
/// of this project (`scripts/kernels/erf.py`), off by 4e-7 at most.
#[inline(always)]
pub(crate) fn gelu<S: Isa>(isa: S, x: S::F) -> S::F {
    let limit = isa.splat(3.8);
    let z = isa.mul(x, isa.splat(std::f32::consts::FRAC_1_SQRT_2));
    let z = isa.max(isa.min(z, limit), isa.splat(-3.8));
    let square = isa.mul(z, z);
    let mut above = isa.splat(ERF_ABOVE[0]);
    for factor in &ERF_ABOVE[1..] {
        above = isa.fma(above, square, isa.splat(*factor));
    }
    let mut below = isa.splat(ERF_BELOW[0]);
    for factor in &ERF_BELOW[1..] {
        below = isa.fma(below, square, isa.splat(*factor));
    }
    let erf = isa.div(isa.mul(above, z), below);
    let half = isa.mul(x, isa.splat(0.5));
    isa.fma(half, erf, half)
}

const ERF_ABOVE: [f32; 5] = [
    2.998_173_4e-4,
    8.246_772e-3,
    6.618_072e-2,
    3.061_770_3e-1,
    1.128_377_7,
];
const ERF_BELOW: [f32; 6] = [
    1.772_936e-5,
    2.092_129e-3,
    2.397_133e-2,
    1.602_662_8e-1,
    6.046_585_2e-1,
    1.0,
];

/// e to the power of x ≤ 0: 2ⁿ · 2ᶠ with |f| ≤ ½, 2ᶠ by its Taylor polynomial of degree 6, off by
/// 2e-7 of the result at most; 0 where that is below 2⁻¹²⁶.
#[inline(always)]
pub(crate) fn exp<S: Isa>(isa: S, x: S::F) -> S::F {
    let bits = isa.mul(x, isa.splat(std::f32::consts::LOG2_E));
    let bits = isa.max(bits, isa.splat(-126.0));
    let whole = isa.round(bits);
    let part = isa.mul(
        isa.sub(bits, isa.float(whole)),
        isa.splat(std::f32::consts::LN_2),
    );
    let mut power = isa.splat(1.0 / 720.0);
    for factor in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        power = isa.fma(power, part, isa.splat(factor));
    }
    isa.mul(power, isa.power_of_two(whole))
}
