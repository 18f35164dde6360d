//! A linear layer, its weights in the order in which they are read.

use super::panels::{PANEL, half, places, smoothing};
use super::precision::Precision;
use super::rows::{Rows, gelu};
use super::store::{Block, Found, Written, written};
use crate::kernels::{Isa, Kernel, LANES, Level};
use std::array::from_fn;

/// outputs = inputs · weightsᵀ + bias. Weights lie in panels of 64 outputs (the last may be
/// narrower), within one by inputs (by fours in `i8`, by twos in `bf16`), within these by outputs.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) weights: Weights,
    pub(super) bias: Block<f32>,
}

#[derive(Debug)]
pub(super) enum Weights {
    Bytes {
        panels: Block<i8>,
        /// What a step of each output's weights is worth.
        scale: Block<f32>,
        /// The sum of each output's weights: what an offset of the inputs adds.
        sums: Block<f32>,
        /// What each input is divided by before it is rounded; its weights were multiplied by it.
        smooth: Block<f32>,
    },
    Halves(Block<u16>),
    Floats(Block<f32>),
}

/// What becomes of the products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Store,
    /// Added to what is there: a residual connection.
    Add,
    Gelu,
}

impl Linear {
    /// Packs weights (outputs × inputs, by rows) and bias; both sizes are multiples of 16.
    /// `spread` says how far each input is from zero, as a rule; all ones where nobody knows.
    pub(super) fn pack(
        weights: &[f32],
        bias: &[f32],
        spread: &[f32],
        precision: Precision,
    ) -> Self {
        let (inputs, outputs) = (spread.len(), bias.len());
        let packed = match precision {
            Precision::Int8 => return Self::pack_bytes(weights, bias, spread),
            Precision::Bf16 => {
                let mut to = vec![0_u16; weights.len()];
                for (at, value) in places(inputs, outputs, 2).zip(weights) {
                    to[at] = half(*value);
                }
                Weights::Halves(to.into())
            }
            Precision::F32 => {
                let mut to = vec![0.0; weights.len()];
                for (at, value) in places(inputs, outputs, 1).zip(weights) {
                    to[at] = *value;
                }
                Weights::Floats(to.into())
            }
        };
        Self {
            inputs,
            outputs,
            weights: packed,
            bias: bias.to_vec().into(),
        }
    }

    fn pack_bytes(weights: &[f32], bias: &[f32], spread: &[f32]) -> Self {
        let (inputs, outputs) = (spread.len(), bias.len());
        let smooth = smoothing(weights, spread);
        let (mut scale, mut sums) = (Vec::new(), Vec::new());
        let mut places = places(inputs, outputs, 4);
        let mut panels = vec![0_i8; weights.len()];
        for row in weights.chunks_exact(inputs) {
            let row: Vec<f32> = row.iter().zip(&smooth).map(|(w, s)| w * s).collect();
            let largest = row.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
            let step = largest.max(f32::MIN_POSITIVE) / 127.0;
            let mut sum = 0;
            for value in &row {
                let whole = (value / step).round_ties_even().clamp(-127.0, 127.0) as i8;
                sum += i32::from(whole);
                if let Some(at) = places.next() {
                    panels[at] = whole;
                }
            }
            scale.push(step);
            sums.push(step * sum as f32);
        }
        Self {
            inputs,
            outputs,
            weights: Weights::Bytes {
                panels: panels.into(),
                scale: scale.into(),
                sums: sums.into(),
                smooth: smooth
                    .into_iter()
                    .map(f32::recip)
                    .collect::<Vec<_>>()
                    .into(),
            },
            bias: bias.to_vec().into(),
        }
    }

    /// The blocks, for a file.
    pub(super) fn written<'a>(&'a self, name: &str, to: &mut Vec<Written<'a>>) {
        let name = |part: &str| format!("{name}.{part}");
        to.push(written(name("bias"), &self.bias));
        match &self.weights {
            Weights::Bytes {
                panels,
                scale,
                sums,
                smooth,
            } => {
                to.push(written(name("panels"), panels));
                to.push(written(name("scale"), scale));
                to.push(written(name("sums"), sums));
                to.push(written(name("smooth"), smooth));
            }
            Weights::Halves(panels) => to.push(written(name("panels"), panels)),
            Weights::Floats(panels) => to.push(written(name("panels"), panels)),
        }
    }

    /// The layer as a file has it.
    pub(super) fn found(
        found: &Found,
        name: &str,
        (inputs, outputs): (usize, usize),
        precision: Precision,
    ) -> Option<Self> {
        let name = |part: &str| format!("{name}.{part}");
        let (panels, weights) = (name("panels"), inputs * outputs);
        Some(Self {
            inputs,
            outputs,
            weights: match precision {
                Precision::Int8 => Weights::Bytes {
                    panels: found.take(&panels, weights)?,
                    scale: found.take(&name("scale"), outputs)?,
                    sums: found.take(&name("sums"), outputs)?,
                    smooth: found.take(&name("smooth"), inputs)?,
                },
                Precision::Bf16 => Weights::Halves(found.take(&panels, weights)?),
                Precision::F32 => Weights::Floats(found.take(&panels, weights)?),
            },
            bias: found.take(&name("bias"), outputs)?,
        })
    }

    /// What inputs are multiplied by before they are rounded to bytes.
    pub(super) fn smooth(&self) -> Option<&[f32]> {
        match &self.weights {
            Weights::Bytes { smooth, .. } => Some(smooth),
            _ => None,
        }
    }

    /// Runs rows `from..to` of the inputs; `out` begins at the row that `from` goes to, a row has
    /// as many numbers as the layer has outputs.
    pub(crate) fn run(
        &self,
        level: Level,
        rows: &Rows<'_>,
        (from, to): (usize, usize),
        out: &mut [f32],
        then: Then,
    ) {
        level.run(Product {
            linear: self,
            rows,
            from,
            to,
            out,
            then,
        });
    }
}

struct Product<'a> {
    linear: &'a Linear,
    rows: &'a Rows<'a>,
    from: usize,
    to: usize,
    out: &'a mut [f32],
    then: Then,
}

impl Kernel for Product<'_> {
    #[inline(always)]
    fn run<S: Isa>(mut self, isa: S) {
        let outputs = self.linear.outputs;
        let mut column = 0;
        while column < outputs {
            let width = PANEL.min(outputs - column);
            match (S::WIDE, width / LANES) {
                (true, 4) => self.panel::<S, 6, 4>(isa, column, width, 0),
                (true, 3) => self.panel::<S, 6, 3>(isa, column, width, 0),
                (true, 2) => self.panel::<S, 6, 2>(isa, column, width, 0),
                (true, _) => self.panel::<S, 6, 1>(isa, column, width, 0),
                (false, vectors) => {
                    for vector in 0..vectors {
                        self.panel::<S, 4, 1>(isa, column, width, vector);
                    }
                }
            }
            column += width;
        }
    }
}

impl Product<'_> {
    /// All rows times some of a panel's columns.
    #[inline(always)]
    fn panel<S: Isa, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        isa: S,
        column: usize,
        width: usize,
        vector: usize,
    ) {
        let mut row = self.from;
        while row + ROWS <= self.to {
            self.tile::<S, ROWS, VECTORS>(isa, column, width, vector, row);
            row += ROWS;
        }
        if row + 2 <= self.to && ROWS > 4 {
            self.tile::<S, 2, VECTORS>(isa, column, width, vector, row);
            row += 2;
            if row + 2 <= self.to {
                self.tile::<S, 2, VECTORS>(isa, column, width, vector, row);
                row += 2;
            }
        }
        while row < self.to {
            self.tile::<S, 1, VECTORS>(isa, column, width, vector, row);
            row += 1;
        }
    }

    // Several rows are read at one place.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn tile<S: Isa, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        isa: S,
        column: usize,
        width: usize,
        vector: usize,
        row: usize,
    ) {
        let linear = self.linear;
        let (inputs, outputs) = (linear.inputs, linear.outputs);
        let panel = column * inputs..(column + width) * inputs;
        let first = column + vector * LANES;
        let bias = vectors::<S, VECTORS>(isa, &linear.bias, first);
        let sums: [[S::F; VECTORS]; ROWS] = match (&linear.weights, self.rows) {
            (
                Weights::Bytes {
                    panels,
                    scale,
                    sums,
                    ..
                },
                Rows::Bytes {
                    bytes,
                    scales,
                    lows,
                },
            ) => {
                let (columns, _) = panels[panel].as_chunks::<{ 4 * LANES }>();
                let rows: [&[[u8; 4]]; ROWS] = from_fn(|r| {
                    let begin = (row + r) * inputs;
                    bytes[begin..begin + inputs].as_chunks().0
                });
                let mut products = [[isa.zero(); VECTORS]; ROWS];
                let step = width / LANES;
                for input in 0..inputs / 4 {
                    let columns = &columns[input * step + vector..][..VECTORS];
                    let mut weights = [isa.bytes(&columns[0]); VECTORS];
                    for v in 1..VECTORS {
                        weights[v] = isa.bytes(&columns[v]);
                    }
                    for r in 0..ROWS {
                        let quad = isa.quad(rows[r][input]);
                        for v in 0..VECTORS {
                            products[r][v] = isa.dot_bytes(products[r][v], quad, weights[v]);
                        }
                    }
                }
                let scale = vectors::<S, VECTORS>(isa, scale, first);
                let sums = vectors::<S, VECTORS>(isa, sums, first);
                let mut outs = [bias; ROWS];
                for r in 0..ROWS {
                    let step = isa.splat(scales[row + r]);
                    let low = isa.splat(lows[row + r]);
                    for v in 0..VECTORS {
                        let base = isa.fma(low, sums[v], bias[v]);
                        let scale = isa.mul(step, scale[v]);
                        outs[r][v] = isa.fma(isa.float(products[r][v]), scale, base);
                    }
                }
                outs
            }
            (Weights::Halves(panels), Rows::Halves(halves)) => {
                let (columns, _) = panels[panel].as_chunks::<{ 2 * LANES }>();
                let rows: [&[[u16; 2]]; ROWS] = from_fn(|r| {
                    let begin = (row + r) * inputs;
                    halves[begin..begin + inputs].as_chunks().0
                });
                let mut products = [bias; ROWS];
                let step = width / LANES;
                for input in 0..inputs / 2 {
                    let columns = &columns[input * step + vector..][..VECTORS];
                    let mut weights = [isa.halves(&columns[0]); VECTORS];
                    for v in 1..VECTORS {
                        weights[v] = isa.halves(&columns[v]);
                    }
                    for r in 0..ROWS {
                        let pair = isa.pair(rows[r][input]);
                        for v in 0..VECTORS {
                            products[r][v] = isa.dot_halves(products[r][v], pair, weights[v]);
                        }
                    }
                }
                products
            }
            (Weights::Floats(panels), Rows::Floats(floats)) => {
                let (columns, _) = panels[panel].as_chunks::<LANES>();
                let rows: [&[f32]; ROWS] = from_fn(|r| {
                    let begin = (row + r) * inputs;
                    &floats[begin..begin + inputs]
                });
                let mut products = [bias; ROWS];
                let step = width / LANES;
                for input in 0..inputs {
                    let weights = vectors::<S, VECTORS>(
                        isa,
                        columns.as_flattened(),
                        (input * step + vector) * LANES,
                    );
                    for r in 0..ROWS {
                        let value = isa.splat(rows[r][input]);
                        for v in 0..VECTORS {
                            products[r][v] = isa.fma(value, weights[v], products[r][v]);
                        }
                    }
                }
                products
            }
            _ => unreachable!("rows are made for the layer that reads them"),
        };
        for (r, sums) in sums.into_iter().enumerate() {
            let begin = (row - self.from + r) * outputs + first;
            let (to, _) = self.out[begin..begin + VECTORS * LANES].as_chunks_mut();
            for (to, sum) in to.iter_mut().zip(sums) {
                let value = match self.then {
                    Then::Store => sum,
                    Then::Add => isa.add(isa.load(to), sum),
                    Then::Gelu => gelu(isa, sum),
                };
                isa.store(value, to);
            }
        }
    }
}

/// So many vectors from a place on.
#[inline(always)]
fn vectors<S: Isa, const VECTORS: usize>(isa: S, values: &[f32], first: usize) -> [S::F; VECTORS] {
    let (values, _) = values[first..first + VECTORS * LANES].as_chunks();
    let mut loaded = [isa.load(&values[0]); VECTORS];
    for v in 1..VECTORS {
        loaded[v] = isa.load(&values[v]);
    }
    loaded
}
