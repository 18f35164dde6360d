use super::rows::{exp, fold};
use crate::kernels::{Isa, Kernel, LANES, Level};
use std::array::from_fn;

/// Queries that run against the keys at once.
const QUERIES: usize = 4;

/// Room for one head of one text.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// Keys by dimension, sixteen tokens side by side: dimensions × tokens.
    keys: Vec<f32>,
    /// Scores of [`QUERIES`] tokens, then their weights.
    scores: Vec<f32>,
}

/// Scaled dot-product attention (Vaswani et al. 2017) of every text with itself.
pub(crate) struct Attention<'a> {
    /// Queries, keys and values side by side: tokens × (3 · width).
    pub(crate) inputs: &'a [f32],
    /// First token and number of tokens of each text.
    pub(crate) texts: &'a [(usize, usize)],
    pub(crate) width: usize,
    pub(crate) heads: usize,
    pub(crate) room: &'a mut Room,
    /// tokens × width.
    pub(crate) out: &'a mut [f32],
}

impl Attention<'_> {
    pub(crate) fn run_on(self, level: Level) {
        level.run(self);
    }
}

impl Kernel for Attention<'_> {
    #[inline(always)]
    fn run<S: Isa>(mut self, isa: S) {
        let size = self.width / self.heads;
        for &(first, tokens) in self.texts {
            for head in 0..self.heads {
                // Two vectors of a head at once, the usual size; any other by one.
                if size.is_multiple_of(2 * LANES) {
                    self.head::<S, 2>(isa, first, tokens, head * size, size);
                } else {
                    self.head::<S, 1>(isa, first, tokens, head * size, size);
                }
            }
        }
    }
}

impl Attention<'_> {
    #[inline(always)]
    fn head<S: Isa, const VECTORS: usize>(
        &mut self,
        isa: S,
        first: usize,
        tokens: usize,
        from: usize,
        size: usize,
    ) {
        let stride = 3 * self.width;
        let row = |token: usize, part: usize| {
            let begin = (first + token) * stride + part * self.width + from;
            &self.inputs[begin..begin + size]
        };
        let padded = tokens.next_multiple_of(LANES);
        let Room { keys, scores } = &mut *self.room;
        keys.resize(keys.len().max(size * padded), 0.0);
        scores.resize(scores.len().max(QUERIES * padded), 0.0);
        for token in 0..tokens {
            for (dimension, value) in row(token, 1).iter().enumerate() {
                keys[dimension * padded + token] = *value;
            }
        }
        let (keys, _) = keys[..size * padded].as_chunks::<LANES>();
        let columns = padded / LANES;
        let scale = isa.splat((size as f32).sqrt().recip());

        let mut query = 0;
        while query < tokens {
            // The last ones again where fewer are left: what they come to is not written twice.
            let queries: [&[f32]; QUERIES] = from_fn(|q| row((query + q).min(tokens - 1), 0));
            let (scores, _) = scores.as_chunks_mut::<LANES>();
            let mut most = [isa.splat(f32::NEG_INFINITY); QUERIES];
            let mut column = 0;
            while column < columns {
                let there = tokens - column * LANES;
                // Two columns share what is read of the queries.
                if column + 2 <= columns {
                    scored::<S, 2>(isa, &queries, keys, (column, columns), scale, scores);
                } else {
                    scored::<S, 1>(isa, &queries, keys, (column, columns), scale, scores);
                }
                for at in column..(column + 2).min(columns) {
                    for q in 0..QUERIES {
                        let to = &mut scores[q * columns + at];
                        // Beyond the text there is nothing to look at.
                        if at + 1 == columns {
                            to[there - (at - column) * LANES..].fill(f32::NEG_INFINITY);
                        }
                        most[q] = isa.max(isa.load(to), most[q]);
                    }
                }
                column += 2;
            }
            let mut weights = [0.0; QUERIES];
            for q in 0..QUERIES {
                let most = isa.splat(fold(isa, most[q], f32::max));
                let mut sum = isa.splat(0.0);
                for column in 0..columns {
                    let to = &mut scores[q * columns + column];
                    let off = isa.sub(isa.load(to), most);
                    isa.store(exp(isa, isa.max(off, isa.splat(-100.0))), to);
                    if column + 1 == columns {
                        to[tokens - column * LANES..].fill(0.0);
                    }
                    sum = isa.add(sum, isa.load(to));
                }
                weights[q] = fold(isa, sum, |a, b| a + b).recip();
            }
            let scores = scores.as_flattened();
            for block in 0..size / (VECTORS * LANES) {
                let begin = block * VECTORS * LANES;
                let mut sums = [[isa.splat(0.0); VECTORS]; QUERIES];
                for token in 0..tokens {
                    let (values, _) = row(token, 2)[begin..].as_chunks::<LANES>();
                    let mut loaded = [isa.load(&values[0]); VECTORS];
                    for v in 1..VECTORS {
                        loaded[v] = isa.load(&values[v]);
                    }
                    for q in 0..QUERIES {
                        let weight = isa.splat(scores[q * padded + token]);
                        for v in 0..VECTORS {
                            sums[q][v] = isa.fma(weight, loaded[v], sums[q][v]);
                        }
                    }
                }
                for q in 0..QUERIES.min(tokens - query) {
                    let begin = (first + query + q) * self.width + from + begin;
                    let (out, _) = self.out[begin..].as_chunks_mut::<LANES>();
                    let weight = isa.splat(weights[q]);
                    for v in 0..VECTORS {
                        isa.store(isa.mul(sums[q][v], weight), &mut out[v]);
                    }
                }
            }
            query += QUERIES;
        }
    }
}

/// Queries times so many columns of keys.
#[inline(always)]
fn scored<S: Isa, const COLUMNS: usize>(
    isa: S,
    queries: &[&[f32]; QUERIES],
    keys: &[[f32; LANES]],
    (column, columns): (usize, usize),
    scale: S::F,
    scores: &mut [[f32; LANES]],
) {
    let mut sums = [[isa.splat(0.0); COLUMNS]; QUERIES];
    for dimension in 0..queries[0].len() {
        let keys = &keys[dimension * columns + column..][..COLUMNS];
        let mut loaded = [isa.load(&keys[0]); COLUMNS];
        for c in 1..COLUMNS {
            loaded[c] = isa.load(&keys[c]);
        }
        for q in 0..QUERIES {
            let value = isa.splat(queries[q][dimension]);
            for c in 0..COLUMNS {
                sums[q][c] = isa.fma(value, loaded[c], sums[q][c]);
            }
        }
    }
    for q in 0..QUERIES {
        for c in 0..COLUMNS {
            isa.store(
                isa.mul(sums[q][c], scale),
                &mut scores[q * columns + column + c],
            );
        }
    }
}
