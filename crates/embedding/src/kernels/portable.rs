use super::{Isa, LANES};

/// Plain Rust, for every processor; what the others are tested against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

#[inline(always)]
fn each(f: impl FnMut(usize) -> f32) -> [f32; LANES] {
    std::array::from_fn(f)
}

/// The number that a `bf16` is: the upper half of its bits.
#[inline(always)]
pub(super) fn widen(half: u16) -> f32 {
    f32::from_bits(u32::from(half) << 16)
}

impl Isa for Portable {
    type F = [f32; LANES];
    type I = [i32; LANES];
    type Bytes = [i8; 4 * LANES];
    type Quad = [u8; 4];
    type Halves = [u16; 2 * LANES];
    type Pair = [u16; 2];
    const WIDE: bool = false;

    #[inline(always)]
    fn splat(self, value: f32) -> Self::F {
        [value; LANES]
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::F {
        *values
    }
    #[inline(always)]
    fn store(self, values: Self::F, to: &mut [f32; LANES]) {
        *to = values;
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] + b[i])
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] - b[i])
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] * b[i])
    }
    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] / b[i])
    }
    #[inline(always)]
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        each(|i| a[i].mul_add(b[i], c[i]))
    }
    // As the instruction has it: the second where neither is larger.
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    fn round(self, a: Self::F) -> Self::I {
        std::array::from_fn(|i| a[i].round_ties_even() as i32)
    }
    #[inline(always)]
    fn float(self, a: Self::I) -> Self::F {
        each(|i| a[i] as f32)
    }
    #[inline(always)]
    fn power_of_two(self, a: Self::I) -> Self::F {
        each(|i| f32::from_bits(((a[i] + 127) as u32) << 23))
    }

    #[inline(always)]
    fn zero(self) -> Self::I {
        [0; LANES]
    }
    #[inline(always)]
    fn narrow(self, a: Self::I) -> [u8; LANES] {
        a.map(|value| value.clamp(0, 255) as u8)
    }
    #[inline(always)]
    fn bytes(self, weights: &[i8; 4 * LANES]) -> Self::Bytes {
        *weights
    }
    #[inline(always)]
    fn quad(self, activations: [u8; 4]) -> Self::Quad {
        activations
    }
    #[inline(always)]
    fn dot_bytes(self, sum: Self::I, a: Self::Quad, b: Self::Bytes) -> Self::I {
        std::array::from_fn(|i| {
            let products = (0..4).map(|k| i32::from(a[k]) * i32::from(b[4 * i + k]));
            sum[i] + products.sum::<i32>()
        })
    }

    #[inline(always)]
    fn halve(self, a: Self::F) -> [u16; LANES] {
        a.map(|value| {
            let bits = value.to_bits();
            ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16) as u16
        })
    }
    #[inline(always)]
    fn halves(self, weights: &[u16; 2 * LANES]) -> Self::Halves {
        *weights
    }
    #[inline(always)]
    fn pair(self, activations: [u16; 2]) -> Self::Pair {
        activations
    }
    #[inline(always)]
    fn dot_halves(self, sum: Self::F, a: Self::Pair, b: Self::Halves) -> Self::F {
        let (even, odd) = (widen(a[0]), widen(a[1]));
        each(|i| {
            let first = even.mul_add(widen(b[2 * i]), sum[i]);
            odd.mul_add(widen(b[2 * i + 1]), first)
        })
    }
}
