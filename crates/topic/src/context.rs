//! Statements read with what stands around them.
//!
//! "Deleted one, haven't seen it since" says little by itself; beside "the receipt scan reads the
//! wrong amount" it is plain. So a statement's vector leans towards that of the text it was taken
//! from, the more the less it says alone.

use crate::order::scale_to_unit;
use crate::words::{Class, Words};
use ndarray::{Array2, ArrayView2};

/// What a statement weighs against its context without a word that names something, what each
/// such word adds, and what it weighs at most. By these, statements of reviews that raise one
/// subject came together, and those of reviews that raise several stayed apart.
const ALONE: f32 = 0.4;
const WORD: f32 = 0.08;
const MOST: f32 = 0.8;

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
    assert_eq!(statements.dim(), contexts.dim(), "a context for each");
    assert_eq!(statements.nrows(), texts.len(), "a text for each");
    let words = Words::read(texts, 0..texts.len());
    let mut leaning = statements.to_owned();
    for (index, (mut row, context)) in leaning
        .outer_iter_mut()
        .zip(contexts.outer_iter())
        .enumerate()
    {
        if row == context {
            continue;
        }
        let said = words.of(index).iter();
        let content = said.filter(|word| word.class == Class::Content).count();
        let weight = (ALONE + WORD * content as f32).min(MOST);
        row.zip_mut_with(&context, |own, other| {
            *own = weight * *own + (1.0 - weight) * other
        });
        scale_to_unit(row.as_slice_mut().expect("rows are contiguous"));
    }
    leaning
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
