//! Sixteen numbers at a time, by what the processor has.
//!
//! [`Isa`] is what the packed encoder's loops are written in; a [`Level`] says which of its
//! implementers runs them. All unsafe code of the packed encoder stands in this folder, for one
//! reason: an instruction may only run where the processor has it, and no type can know. So each
//! implementer is a token that [`Level::run`] alone makes, for a level that was looked up on this
//! processor, and every operation needs the token. Nothing here takes a pointer from outside:
//! memory comes in as arrays of the length that is read or written.
//!
//! Except for `bf16`, whose instruction rounds in a way of its own, every level gives the same bits: the
//! integer products are exact, and the others are the same IEEE 754 operations in the same order.

#![allow(unsafe_code)] // Its reason stands above.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod map;
mod portable;

pub(crate) use map::map;

/// Numbers side by side in the widest register.
pub(crate) const LANES: usize = 16;

/// The operations, each on sixteen numbers. Every method needs the token, so that none runs where
/// its instructions are missing.
pub(crate) trait Isa: Copy {
    /// Sixteen `f32`.
    type F: Copy;
    /// Sixteen `i32`.
    type I: Copy;
    /// Four weights of `i8` for each of sixteen columns.
    type Bytes: Copy;
    /// Four activations of `u8`, the same for all columns.
    type Quad: Copy;
    /// Two weights of `bf16` for each of sixteen columns.
    type Halves: Copy;
    /// Two activations of `bf16`, the same for all columns.
    type Pair: Copy;
    /// Whether 24 accumulators fit into the registers, or six.
    const WIDE: bool;

    fn splat(self, value: f32) -> Self::F;
    fn load(self, values: &[f32; LANES]) -> Self::F;
    fn store(self, values: Self::F, to: &mut [f32; LANES]);
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// a · b + c, rounded once.
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// To the nearest whole number, ties to the even one.
    fn round(self, a: Self::F) -> Self::I;
    fn float(self, a: Self::I) -> Self::F;
    /// 2 to the power of each of −126…127.
    fn power_of_two(self, a: Self::I) -> Self::F;

    fn zero(self) -> Self::I;
    /// Whole numbers of 0…255, a byte each.
    fn narrow(self, a: Self::I) -> [u8; LANES];
    fn bytes(self, weights: &[i8; 4 * LANES]) -> Self::Bytes;
    fn quad(self, activations: [u8; 4]) -> Self::Quad;
    /// For each column the sum of four products, added to what is there.
    fn dot_bytes(self, sum: Self::I, a: Self::Quad, b: Self::Bytes) -> Self::I;

    /// To `bf16`, to the nearest, ties to even.
    fn halve(self, a: Self::F) -> [u16; LANES];
    fn halves(self, weights: &[u16; 2 * LANES]) -> Self::Halves;
    fn pair(self, activations: [u16; 2]) -> Self::Pair;
    /// For each column the sum of two products, added to what is there.
    fn dot_halves(self, sum: Self::F, a: Self::Pair, b: Self::Halves) -> Self::F;
}

/// A loop over [`Isa`]'s operations. `run` and what it calls are to be `#[inline(always)]`, and operations do not stand in
/// closures: only what is inlined into [`Level::run`] is compiled to the level's instructions.
pub(crate) trait Kernel {
    fn run<S: Isa>(self, isa: S);
}

/// Which instructions run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    #[cfg(target_arch = "x86_64")]
    Avx512Bf16,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Level {
    /// Those that this processor has, the fastest first.
    pub(crate) fn here() -> Vec<Self> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let avx2 = has!("avx2") && has!("fma");
            let avx512 = avx2
                && has!("avx512f")
                && has!("avx512bw")
                && has!("avx512vl")
                && has!("avx512dq")
                && has!("avx512vnni");
            if avx512 && has!("avx512bf16") {
                levels.push(Self(Set::Avx512Bf16));
            }
            if avx512 {
                levels.push(Self(Set::Avx512));
            }
            if avx2 {
                levels.push(Self(Set::Avx2));
            }
        }
        levels.push(Self(Set::Portable));
        levels
    }

    /// The fastest that this processor has.
    pub(crate) fn best() -> Self {
        Self::here()[0]
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Bf16 => "avx512-vnni-bf16",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            Set::Portable => "portable",
        }
    }

    /// Runs a loop with these instructions.
    #[inline]
    pub(crate) fn run(self, kernel: impl Kernel) {
        // SAFETY: a level is made by `here` alone, for what it has found on this processor.
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Bf16 => unsafe { avx512::with_bf16(kernel) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { avx512::without_bf16(kernel) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2::with(kernel) },
            Set::Portable => kernel.run(portable::Portable),
        }
    }
}

#[cfg(test)]
mod tests;
