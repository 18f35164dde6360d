//! Statements read with what stands around them.
//!
//! "Deleted one, haven't seen it since" says little by itself; beside "the receipt scan reads the
//! wrong amount" it is plain. So a statement's vector leans towards that of the text it was taken
//! from, the more the less it says alone.

use crate::order::scale_to_unit;
use crate::words::{Class, Reader};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// What a statement weighs against its context without a word that names something, what each
/// such word adds, and what it weighs at most. By these, statements of reviews that raise one
/// subject came together, and those of reviews that raise several stayed apart.
const ALONE: f32 = 0.4;
const WORD: f32 = 0.08;
const MOST: f32 = 0.8;

/// Texts that one reader reads: it learns spellings, and is made anew for the next.
const BLOCK: usize = 4096;

/// Unit vectors of statements leaning towards their contexts.
///
/// `statements` and `contexts` are n × d, a unit row each; where a statement is its own context
/// the rows are equal and stay what they are. `texts` is what each says.
///
/// # Panics
/// Where the shapes do not agree.
pub fn in_context(
    statements: ArrayView2<'_, f32>,
    contexts: ArrayView2<'_, f32>,
    texts: &[&str],
) -> Array2<f32> {
    let mut leaning = statements.to_owned();
    lean(&mut leaning, contexts, &weights(texts));
    leaning
}

/// What each of some texts weighs against its context, 0…1. Each is weighed for itself.
pub fn weights(texts: &[&str]) -> Vec<f32> {
    texts
        .par_chunks(BLOCK)
        .flat_map_iter(|texts| {
            let mut reader = Reader::new();
            let mut words = Vec::new();
            let mut weigh = |text: &&str| {
                words.clear();
                reader.read(text, &mut words);
                let said = words.iter();
                let content = said.filter(|word| word.class == Class::Content).count();
                (ALONE + WORD * content as f32).min(MOST)
            };
            texts.iter().map(&mut weigh).collect::<Vec<_>>()
        })
        .collect()
}

/// As [`in_context`], in place and by weights that are known.
///
/// # Panics
/// Where the shapes do not agree.
pub fn lean(statements: &mut Array2<f32>, contexts: ArrayView2<'_, f32>, weights: &[f32]) {
    assert_eq!(statements.dim(), contexts.dim(), "a context for each");
    assert_eq!(statements.nrows(), weights.len(), "a text for each");
    let rows = statements.outer_iter_mut().zip(contexts.outer_iter());
    for ((mut row, context), &weight) in rows.zip(weights) {
        if row == context {
            continue;
        }
        row.zip_mut_with(&context, |own, other| {
            *own = weight * *own + (1.0 - weight) * other
        });
        scale_to_unit(row.as_slice_mut().expect("rows are contiguous"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn what_says_little_leans_more_and_what_stands_alone_stays() {
        let statements = array![[1.0f32, 0.0], [1.0, 0.0], [0.6, 0.8]];
        let contexts = array![[0.0f32, 1.0], [0.0, 1.0], [0.6, 0.8]];
        let texts = ["over it", "receipt scan reads wrong totals twice", "slow"];
        let leaning = in_context(statements.view(), contexts.view(), &texts);
        assert!(leaning[[0, 1]] > leaning[[1, 1]] && leaning[[1, 1]] > 0.0);
        assert_eq!(leaning.row(2), statements.row(2));
        for row in leaning.rows() {
            assert!((row.dot(&row) - 1.0).abs() < 1e-6);
        }
    }
}
