use super::{Isa, Kernel, LANES};
use std::arch::x86_64::{
    __m256bh, __m256i, __m512, __m512bh, __m512i, _mm_storeu_si128, _mm256_storeu_si256,
    _mm512_add_epi32, _mm512_add_ps, _mm512_and_si512, _mm512_castsi512_ps, _mm512_cvtepi32_ps,
    _mm512_cvtneps_pbh, _mm512_cvtps_epi32, _mm512_cvtusepi32_epi8, _mm512_div_ps,
    _mm512_dpbf16_ps, _mm512_dpbusd_epi32, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_loadu_si512,
    _mm512_max_epi32, _mm512_max_ps, _mm512_min_ps, _mm512_mul_ps, _mm512_set1_epi32,
    _mm512_set1_ps, _mm512_setzero_si512, _mm512_slli_epi32, _mm512_storeu_ps, _mm512_sub_ps,
};
use std::mem::transmute;

/// AVX-512 with VNNI; with BF16 or without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512<const BF16: bool>(());

/// # Safety
/// The processor has what is enabled here.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx512bf16,avx2,fma")]
pub(super) unsafe fn with_bf16(kernel: impl Kernel) {
    kernel.run(Avx512::<true>(()));
}

/// # Safety
/// The processor has what is enabled here.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma")]
pub(super) unsafe fn without_bf16(kernel: impl Kernel) {
    kernel.run(Avx512::<false>(()));
}

// SAFETY of every block below: whoever holds the token is in one of the two functions above, and
// addresses are those of arrays of the length that the instruction reads or writes.
impl<const BF16: bool> Isa for Avx512<BF16> {
    type F = __m512;
    type I = __m512i;
    type Bytes = __m512i;
    type Quad = __m512i;
    type Halves = __m512i;
    type Pair = __m512i;
    const WIDE: bool = true;

    #[inline(always)]
    fn splat(self, value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> __m512 {
        unsafe { _mm512_loadu_ps(values.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, values: __m512, to: &mut [f32; LANES]) {
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), values) }
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }
    #[inline(always)]
    fn round(self, a: __m512) -> __m512i {
        unsafe { _mm512_cvtps_epi32(a) }
    }
    #[inline(always)]
    fn float(self, a: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(a) }
    }
    #[inline(always)]
    fn power_of_two(self, a: __m512i) -> __m512 {
        unsafe {
            let biased = _mm512_add_epi32(a, _mm512_set1_epi32(127));
            _mm512_castsi512_ps(_mm512_slli_epi32::<23>(biased))
        }
    }

    #[inline(always)]
    fn zero(self) -> __m512i {
        unsafe { _mm512_setzero_si512() }
    }
    #[inline(always)]
    fn narrow(self, a: __m512i) -> [u8; LANES] {
        let mut bytes = [0; LANES];
        unsafe {
            let narrow = _mm512_cvtusepi32_epi8(_mm512_max_epi32(a, _mm512_setzero_si512()));
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), narrow);
        }
        bytes
    }
    #[inline(always)]
    fn bytes(self, weights: &[i8; 4 * LANES]) -> __m512i {
        unsafe { _mm512_loadu_si512(weights.as_ptr().cast()) }
    }
    #[inline(always)]
    fn quad(self, activations: [u8; 4]) -> __m512i {
        unsafe { _mm512_set1_epi32(i32::from_le_bytes(activations)) }
    }
    #[inline(always)]
    fn dot_bytes(self, sum: __m512i, a: __m512i, b: __m512i) -> __m512i {
        unsafe { _mm512_dpbusd_epi32(sum, a, b) }
    }

    #[inline(always)]
    fn halve(self, a: __m512) -> [u16; LANES] {
        if BF16 {
            let mut halves = [0; LANES];
            unsafe {
                let narrow = transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(a));
                _mm256_storeu_si256(halves.as_mut_ptr().cast(), narrow);
            }
            halves
        } else {
            let mut values = [0.0; LANES];
            self.store(a, &mut values);
            super::portable::Portable.halve(values)
        }
    }
    #[inline(always)]
    fn halves(self, weights: &[u16; 2 * LANES]) -> __m512i {
        unsafe { _mm512_loadu_si512(weights.as_ptr().cast()) }
    }
    #[inline(always)]
    fn pair(self, activations: [u16; 2]) -> __m512i {
        let both = u32::from(activations[0]) | u32::from(activations[1]) << 16;
        unsafe { _mm512_set1_epi32(both as i32) }
    }
    #[inline(always)]
    fn dot_halves(self, sum: __m512, a: __m512i, b: __m512i) -> __m512 {
        unsafe {
            if BF16 {
                // The vector types differ in name only.
                let (a, b) = (
                    transmute::<__m512i, __m512bh>(a),
                    transmute::<__m512i, __m512bh>(b),
                );
                _mm512_dpbf16_ps(sum, a, b)
            } else {
                let upper = _mm512_set1_epi32(-65_536);
                let even_a = _mm512_castsi512_ps(_mm512_slli_epi32::<16>(a));
                let even_b = _mm512_castsi512_ps(_mm512_slli_epi32::<16>(b));
                let odd_a = _mm512_castsi512_ps(_mm512_and_si512(a, upper));
                let odd_b = _mm512_castsi512_ps(_mm512_and_si512(b, upper));
                _mm512_fmadd_ps(odd_a, odd_b, _mm512_fmadd_ps(even_a, even_b, sum))
            }
        }
    }
}
