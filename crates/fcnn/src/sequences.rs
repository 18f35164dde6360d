//! Token states of many texts, in half precision.

use crate::Error;
use crate::top::{TOKENS, Top};
use half::f16;
use ndarray::{Array2, Array3, Axis, s};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The states of the tokens of n texts, as an encoder's lower layers leave them.
///
/// Texts of one token count lie in one block, so that nothing is padded. A selection of texts
/// shares the blocks of the whole.
#[derive(Debug, Clone)]
pub struct Sequences {
    /// Texts × tokens × width each.
    blocks: Arc<Vec<Array3<f16>>>,
    /// Block and row of each text.
    places: Vec<(usize, usize)>,
}

impl Sequences {
    /// From blocks of texts of one token count (texts × tokens × width), each with the numbers of
    /// its texts, which together are 0…n−1.
    ///
    /// # Errors
    /// [`Error::TextNumbers`] where the numbers are others or not one a row, and
    /// [`Error::NotFinite`].
    pub fn new(blocks: Vec<(Vec<usize>, Array3<f16>)>) -> Result<Self, Error> {
        let count = blocks.iter().map(|(texts, _)| texts.len()).sum();
        let mut places = vec![None; count];
        for (block, (texts, states)) in blocks.iter().enumerate() {
            if texts.len() != states.dim().0 {
                return Err(Error::TextNumbers { texts: count });
            }
            for (row, text) in texts.iter().enumerate() {
                match places.get_mut(*text) {
                    Some(place @ None) => *place = Some((block, row)),
                    _ => return Err(Error::TextNumbers { texts: count }),
                }
                let states = states.index_axis(Axis(0), row);
                if states.iter().any(|value| !value.is_finite()) {
                    return Err(Error::NotFinite { row: *text });
                }
            }
        }
        Ok(Self {
            blocks: Arc::new(blocks.into_iter().map(|(_, states)| states).collect()),
            // As many numbers as places, none twice: every place is taken.
            places: places.into_iter().flatten().collect(),
        })
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Some of the texts, by their numbers, in this order.
    ///
    /// # Panics
    /// Where a number is not there.
    pub fn select(&self, texts: &[usize]) -> Self {
        Self {
            blocks: Arc::clone(&self.blocks),
            places: texts.iter().map(|text| self.places[*text]).collect(),
        }
    }

    /// The texts of each block that has any, in order, and how many tokens they have.
    pub(crate) fn by_length(&self) -> Vec<(usize, Vec<usize>)> {
        let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (text, (block, _)) in self.places.iter().enumerate() {
            found.entry(*block).or_default().push(text);
        }
        let tokens = |block: usize| self.blocks[block].dim().1;
        let found = found.into_iter();
        found.map(|(block, texts)| (tokens(block), texts)).collect()
    }

    /// The states of texts of one block, texts × tokens × width.
    pub(crate) fn states(&self, texts: &[usize]) -> Array3<f32> {
        let Some(first) = texts.first() else {
            return Array3::zeros((0, 0, 0));
        };
        let block = &self.blocks[self.places[*first].0];
        let (_, tokens, width) = block.dim();
        let mut states = Array3::zeros((texts.len(), tokens, width));
        for (text, mut to) in texts.iter().zip(states.outer_iter_mut()) {
            let from = block.slice(s![self.places[*text].1, .., ..]);
            to.zip_mut_with(&from, |to, value| *to = value.to_f32());
        }
        states
    }

    /// What a top makes of each text, in order: n × [`Top::features`].
    pub(crate) fn pooled(&self, top: &Top) -> Result<Array2<f32>, Error> {
        let mut pieces = Vec::new();
        for (tokens, texts) in self.by_length() {
            let most = (TOKENS / tokens.max(1)).max(1);
            pieces.extend(texts.chunks(most).map(<[usize]>::to_vec));
        }
        let pooled = pieces
            .par_iter()
            .map(|texts| top.pool(self.states(texts).view()))
            .collect::<Result<Vec<_>, Error>>()?;
        let mut rows = Array2::zeros((self.len(), top.features()));
        for (texts, pooled) in pieces.iter().zip(pooled) {
            for (text, row) in texts.iter().zip(pooled.rows()) {
                rows.row_mut(*text).assign(&row);
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(texts: usize, tokens: usize, value: f32) -> Array3<f16> {
        Array3::from_elem((texts, tokens, 2), f16::from_f32(value))
    }

    #[test]
    fn texts_are_found_where_their_numbers_say() {
        let blocks = vec![
            (vec![2, 0], block(2, 3, 1.0)),
            (vec![1, 3], block(2, 5, 2.0)),
        ];
        let all = Sequences::new(blocks).unwrap();
        assert_eq!(all.by_length(), [(3, vec![0, 2]), (5, vec![1, 3])]);
        assert_eq!(all.states(&[3]).dim(), (1, 5, 2));
        let some = all.select(&[3, 2]);
        assert_eq!(some.len(), 2);
        assert_eq!(some.by_length(), [(3, vec![1]), (5, vec![0])]);
        assert_eq!(some.states(&[0])[[0, 0, 0]], 2.0);
        assert!(all.select(&[]).is_empty());
    }

    #[test]
    fn numbers_that_are_not_all_of_them_are_refused() {
        for texts in [vec![0, 0], vec![0, 2], vec![0]] {
            let refused = Sequences::new(vec![(texts, block(2, 3, 1.0))]);
            assert!(matches!(refused, Err(Error::TextNumbers { .. })));
        }
        let mut odd = block(2, 3, 1.0);
        odd[[1, 2, 0]] = f16::NAN;
        let refused = Sequences::new(vec![(vec![1, 0], odd)]);
        assert!(matches!(refused, Err(Error::NotFinite { row: 0 })));
    }
}
