//! Every level against the plain one, bit by bit.

use super::{Isa, Kernel, LANES, Level};
use proptest::prelude::*;

type Floats = [f32; LANES];

/// What every operation comes to.
#[derive(Debug, Default, Clone, PartialEq)]
struct Outcome {
    floats: Vec<Vec<u32>>,
    integers: Vec<u8>,
    /// Of the rounding to `bf16`, which is the same everywhere.
    halves: Vec<u16>,
    /// Of the products in `bf16`, which are not.
    products: Floats,
}

struct All<'a> {
    a: &'a Floats,
    b: &'a Floats,
    c: &'a Floats,
    quad: [u8; 4],
    bytes: &'a [i8; 4 * LANES],
    pair: [u16; 2],
    halves: &'a [u16; 2 * LANES],
    out: &'a mut Outcome,
}

impl Kernel for All<'_> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let (a, b, c) = (isa.load(self.a), isa.load(self.b), isa.load(self.c));
        let sum = isa.dot_bytes(isa.zero(), isa.quad(self.quad), isa.bytes(self.bytes));
        let twice = isa.dot_bytes(sum, isa.quad(self.quad), isa.bytes(self.bytes));
        let limit = |x| isa.min(isa.max(x, isa.splat(-120.0)), isa.splat(120.0));
        let values = [
            isa.add(a, b),
            isa.sub(a, b),
            isa.mul(a, b),
            isa.div(a, b),
            isa.fma(a, b, c),
            isa.max(a, b),
            isa.min(a, b),
            isa.float(isa.round(a)),
            isa.power_of_two(isa.round(limit(a))),
            isa.float(twice),
        ];
        for value in values {
            let mut to = [0.0; LANES];
            isa.store(value, &mut to);
            self.out
                .floats
                .push(to.iter().map(|x| x.to_bits()).collect());
        }
        self.out.integers = isa.narrow(isa.round(a)).to_vec();
        self.out.halves = isa.halve(a).to_vec();
        let products = isa.dot_halves(c, isa.pair(self.pair), isa.halves(self.halves));
        isa.store(products, &mut self.out.products);
    }
}

fn floats() -> impl Strategy<Value = Floats> {
    prop::array::uniform16(-300.0_f32..300.0)
}

fn half(value: f32) -> u16 {
    (value.to_bits() >> 16) as u16
}

proptest! {
    #[test]
    fn levels_agree(
        a in floats(),
        b in floats(),
        c in floats(),
        quad in any::<[u8; 4]>(),
        bytes in prop::collection::vec(-127_i8..=127, 4 * LANES),
        pair in prop::array::uniform2(-9.0_f32..9.0),
        halves in prop::collection::vec(-9.0_f32..9.0, 2 * LANES),
    ) {
        let bytes: [i8; 4 * LANES] = bytes.try_into().unwrap();
        let halves: Vec<u16> = halves.into_iter().map(half).collect();
        let halves: [u16; 2 * LANES] = halves.try_into().unwrap();
        let run = |level: Level| {
            let mut out = Outcome::default();
            level.run(All {
                a: &a, b: &b, c: &c, quad, bytes: &bytes, pair: pair.map(half), halves: &halves,
                out: &mut out,
            });
            out
        };
        let levels = Level::here();
        let plain = run(levels[levels.len() - 1]);
        for level in levels {
            let mut found = run(level);
            for (one, other) in found.products.iter().zip(plain.products) {
                prop_assert!((one - other).abs() < 1e-3, "{}: {one} {other}", level.name());
            }
            found.products = plain.products;
            prop_assert_eq!(&found, &plain, "{}", level.name());
        }
    }
}
