//! The one order in which statements are looked at, whatever order they came in.

use crate::Statements;
use ndarray::{Array2, ArrayView1, ArrayView2};
use rayon::prelude::*;

/// Rows shorter than this have no direction.
const NO_LENGTH: f32 = 1e-6;

/// The statements in an order made from their texts and contexts alone: by hash, then by text. Places in this
/// order are called positions; the hash makes any first part of it a fair sample.
pub(crate) struct Ordered<'a> {
    embeddings: ArrayView2<'a, f32>,
    rows: Vec<usize>,
    /// Positions whose embedding has a direction; the others (zero, or not finite) stand alone.
    pub(crate) clear: Vec<usize>,
}

impl<'a> Ordered<'a> {
    pub(crate) fn new(statements: Statements<'a>, seed: u64) -> Self {
        let Statements {
            embeddings,
            texts,
            contexts,
            ..
        } = statements;
        let mut keyed: Vec<(u64, usize)> = (0..texts.len())
            .into_par_iter()
            .map(|row| (hash(contexts[row], hash(texts[row], seed)), row))
            .collect();
        keyed.par_sort_by(|a, b| {
            let said = |row: usize| (texts[row], contexts[row]);
            a.0.cmp(&b.0).then_with(|| said(a.1).cmp(&said(b.1)))
        });
        let rows: Vec<usize> = keyed.into_iter().map(|(_, row)| row).collect();
        let clear = |position: &usize| has_direction(embeddings.row(rows[*position]));
        let clear = (0..rows.len()).filter(clear).collect();
        Self {
            embeddings,
            rows,
            clear,
        }
    }

    /// The row that was given for a position.
    pub(crate) fn row(&self, position: usize) -> usize {
        self.rows[position]
    }

    /// All rows in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Unit vectors of some positions, a row each.
    pub(crate) fn gather(&self, positions: &[usize]) -> Array2<f32> {
        unit_rows(
            self.embeddings,
            positions.iter().map(|position| self.rows[*position]),
        )
    }
}

/// Whether a vector is finite and longer than nothing.
pub(crate) fn has_direction(row: ArrayView1<'_, f32>) -> bool {
    let squares: f32 = row.iter().map(|x| x * x).sum();
    squares.is_finite() && squares > NO_LENGTH * NO_LENGTH
}

/// Unit vectors of some rows, a row each.
pub(crate) fn unit_rows(
    embeddings: ArrayView2<'_, f32>,
    rows: impl ExactSizeIterator<Item = usize>,
) -> Array2<f32> {
    let mut points = Array2::zeros((rows.len(), embeddings.ncols()));
    for (mut point, row) in points.outer_iter_mut().zip(rows) {
        point.assign(&embeddings.row(row));
        scale_to_unit(point.as_slice_mut().expect("rows are contiguous"));
    }
    points
}

/// Divides by the length; what has no direction stays as it is.
pub(crate) fn scale_to_unit(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > NO_LENGTH {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

/// FNV-1a with a finishing mix (MurmurHash3's), begun from the seed.
fn hash(text: &str, seed: u64) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state = (state ^ (state >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use hearken_feedback::Sentiment;
    use ndarray::array;

    /// Statements that are their own contexts.
    pub(crate) fn statements<'a>(
        embeddings: ArrayView2<'a, f32>,
        texts: &'a [&'a str],
    ) -> Statements<'a> {
        Statements {
            embeddings,
            texts,
            contexts: texts,
            languages: &[None; 8][..texts.len()],
            counts: &[1; 8][..texts.len()],
            sentiments: &[Sentiment::Neutral; 8][..texts.len()],
            products: &[],
        }
    }

    #[test]
    fn the_order_is_that_of_the_texts() {
        let one = array![[1.0f32], [1.0], [1.0]];
        let texts = ["b", "a", "c"];
        let shuffled = ["c", "b", "a"];
        let say = |texts: &[&str], seed| -> Vec<String> {
            let ordered = Ordered::new(statements(one.view(), texts), seed);
            (0..3).map(|p| texts[ordered.row(p)].to_string()).collect()
        };
        assert_eq!(say(&texts, 1), say(&shuffled, 1));
    }

    #[test]
    fn rows_without_direction_are_set_apart() {
        let rows = array![[0.0f32, 0.0], [3.0, 4.0], [f32::NAN, 1.0]];
        let ordered = Ordered::new(statements(rows.view(), &["a", "b", "c"]), 0);
        assert_eq!(ordered.clear.len(), 1);
        assert_eq!(ordered.gather(&ordered.clear), array![[0.6f32, 0.8]]);
    }
}
