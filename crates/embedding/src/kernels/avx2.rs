use super::{Isa, Kernel, LANES};
use std::arch::x86_64::{
    __m256, __m256i, _mm256_add_epi32, _mm256_add_ps, _mm256_and_si256, _mm256_castsi256_ps,
    _mm256_cvtepi32_ps, _mm256_cvtps_epi32, _mm256_div_ps, _mm256_fmadd_ps, _mm256_loadu_ps,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_max_ps, _mm256_min_ps, _mm256_mul_ps,
    _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setzero_si256, _mm256_slli_epi16,
    _mm256_slli_epi32, _mm256_srai_epi16, _mm256_srli_epi16, _mm256_storeu_ps, _mm256_storeu_si256,
    _mm256_sub_ps,
};

/// AVX2 with FMA: two registers for sixteen numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

type Two<T> = [T; 2];

/// # Safety
/// The processor has what is enabled here.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn with(kernel: impl Kernel) {
    kernel.run(Avx2(()));
}

/// The same for both registers. A macro, for a closure would be a function of its own without the
/// instructions.
macro_rules! two {
    (|$half:pat_param| $value:expr) => {
        [
            {
                let $half = 0;
                $value
            },
            {
                let $half = 1;
                $value
            },
        ]
    };
}

// SAFETY of every block below: whoever holds the token is in the function above, and addresses are
// those of arrays of the length that the instructions read or write.
impl Isa for Avx2 {
    type F = Two<__m256>;
    type I = Two<__m256i>;
    /// The bytes at even and at odd places, each widened to 16 bits.
    type Bytes = Two<Two<__m256i>>;
    type Quad = Two<__m256i>;
    type Halves = Two<__m256i>;
    type Pair = __m256i;
    const WIDE: bool = false;

    #[inline(always)]
    fn splat(self, value: f32) -> Self::F {
        two!(|_h| unsafe { _mm256_set1_ps(value) })
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::F {
        two!(|h| unsafe { _mm256_loadu_ps(values.as_ptr().add(8 * h)) })
    }
    #[inline(always)]
    fn store(self, values: Self::F, to: &mut [f32; LANES]) {
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), values[0]);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), values[1]);
        }
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_add_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_sub_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_mul_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_div_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_fmadd_ps(a[h], b[h], c[h]) })
    }
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_max_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        two!(|h| unsafe { _mm256_min_ps(a[h], b[h]) })
    }
    #[inline(always)]
    fn round(self, a: Self::F) -> Self::I {
        two!(|h| unsafe { _mm256_cvtps_epi32(a[h]) })
    }
    #[inline(always)]
    fn float(self, a: Self::I) -> Self::F {
        two!(|h| unsafe { _mm256_cvtepi32_ps(a[h]) })
    }
    #[inline(always)]
    fn power_of_two(self, a: Self::I) -> Self::F {
        two!(|h| unsafe {
            let biased = _mm256_add_epi32(a[h], _mm256_set1_epi32(127));
            _mm256_castsi256_ps(_mm256_slli_epi32::<23>(biased))
        })
    }

    #[inline(always)]
    fn zero(self) -> Self::I {
        two!(|_h| unsafe { _mm256_setzero_si256() })
    }
    #[inline(always)]
    fn narrow(self, a: Self::I) -> [u8; LANES] {
        let mut values = [0_i32; LANES];
        unsafe {
            _mm256_storeu_si256(values.as_mut_ptr().cast(), a[0]);
            _mm256_storeu_si256(values.as_mut_ptr().add(8).cast(), a[1]);
        }
        values.map(|value| value.clamp(0, 255) as u8)
    }
    // Products of a byte with and one without a sign do not fit the 16 bits into which AVX2 would add two
    // of them, so both are widened first.
    #[inline(always)]
    fn bytes(self, weights: &[i8; 4 * LANES]) -> Self::Bytes {
        two!(|h| unsafe {
            let all = _mm256_loadu_si256(weights.as_ptr().add(32 * h).cast());
            let even = _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(all));
            [even, _mm256_srai_epi16::<8>(all)]
        })
    }
    #[inline(always)]
    fn quad(self, activations: [u8; 4]) -> Self::Quad {
        unsafe {
            let all = _mm256_set1_epi32(i32::from_le_bytes(activations));
            let even = _mm256_and_si256(all, _mm256_set1_epi16(255));
            [even, _mm256_srli_epi16::<8>(all)]
        }
    }
    #[inline(always)]
    fn dot_bytes(self, sum: Self::I, a: Self::Quad, b: Self::Bytes) -> Self::I {
        two!(|h| unsafe {
            let even = _mm256_madd_epi16(a[0], b[h][0]);
            let odd = _mm256_madd_epi16(a[1], b[h][1]);
            _mm256_add_epi32(sum[h], _mm256_add_epi32(even, odd))
        })
    }

    #[inline(always)]
    fn halve(self, a: Self::F) -> [u16; LANES] {
        let mut values = [0.0; LANES];
        self.store(a, &mut values);
        super::portable::Portable.halve(values)
    }
    #[inline(always)]
    fn halves(self, weights: &[u16; 2 * LANES]) -> Self::Halves {
        two!(|h| unsafe { _mm256_loadu_si256(weights.as_ptr().add(16 * h).cast()) })
    }
    #[inline(always)]
    fn pair(self, activations: [u16; 2]) -> Self::Pair {
        let both = u32::from(activations[0]) | u32::from(activations[1]) << 16;
        unsafe { _mm256_set1_epi32(both as i32) }
    }
    #[inline(always)]
    fn dot_halves(self, sum: Self::F, a: Self::Pair, b: Self::Halves) -> Self::F {
        two!(|h| unsafe {
            let upper = _mm256_set1_epi32(-65_536);
            let even_a = _mm256_castsi256_ps(_mm256_slli_epi32::<16>(a));
            let even_b = _mm256_castsi256_ps(_mm256_slli_epi32::<16>(b[h]));
            let odd_a = _mm256_castsi256_ps(_mm256_and_si256(a, upper));
            let odd_b = _mm256_castsi256_ps(_mm256_and_si256(b[h], upper));
            _mm256_fmadd_ps(odd_a, odd_b, _mm256_fmadd_ps(even_a, even_b, sum[h]))
        })
    }
}
