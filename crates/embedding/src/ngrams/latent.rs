//! Vectors of texts from what words stand together in them.

use super::plain;
use super::sparse::{Sparse, row_times};
use super::svd::truncated;
use crate::{Encoded, Encoder, Error, Features};
use hearken_segmentation::{has_no_spaces, words};
use ndarray::Array2;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of a vector at most.
const DIMENSION: usize = 100;

/// Texts that the directions are found from at most; the others are read by them.
const FITTED: usize = 20_000;

/// Letters by which words of one stem are told, where words have endings: a cut serves many languages nearly as
/// well as a stemmer made for each (McNamee and Mayfield, "Character N-Gram Tokenization for European Language
/// Text Retrieval", 2004).
const STEM: usize = 6;

/// Letters of the longest article that is joined to a word by an apostrophe.
const ARTICLE: usize = 2;

/// A word in more than this part of many texts tells none from another.
const EVERYWHERE: f64 = 0.25;
const MANY: usize = 50;

/// Texts whose vectors are handed over at once.
const BATCH: usize = 1_024;

/// What to do with words that one text alone has: they bring no texts together.
const FEWEST: usize = 2;

/// Latent semantic analysis (Deerwester et al., "Indexing by Latent Semantic Analysis", 1990) of given texts: words
/// weighted by how rare they are (TF-IDF), and the directions in which texts differ most, by truncated
/// singular value decomposition.
///
/// Its vectors say how texts stand among those that it was made from, and nothing beside another `Latent`'s.
#[derive(Debug, Clone)]
pub struct Latent {
    /// Column and weight of each word.
    terms: BTreeMap<String, (u32, f32)>,
    /// Words × dimension.
    directions: Array2<f32>,
    identity: String,
}

impl Latent {
    /// Finds the words and directions of texts. Neither their order nor how often one is given counts.
    pub fn fit(texts: &[&str], seed: u64) -> Self {
        let distinct: BTreeSet<&str> = texts.iter().copied().collect();
        // A sample that is spread over the alphabet.
        let all = distinct.len();
        let chosen = distinct
            .iter()
            .enumerate()
            .filter(|(at, _)| all <= FITTED || (at * FITTED / all) != ((at + 1) * FITTED / all));
        let chosen: Vec<&str> = chosen.map(|(_, text)| *text).collect();
        let counted: Vec<BTreeMap<String, u32>> =
            chosen.par_iter().map(|text| counts(text)).collect();
        let mut found_in: BTreeMap<&str, usize> = BTreeMap::new();
        for term in counted.iter().flat_map(BTreeMap::keys) {
            *found_in.entry(term).or_default() += 1;
        }
        let texts = counted.len();
        let most = if texts > MANY {
            (EVERYWHERE * texts as f64) as usize
        } else {
            texts
        };
        let fewest = if texts > MANY { FEWEST } else { 1 };
        let telling = found_in
            .into_iter()
            .filter(|(_, count)| (fewest..=most).contains(count));
        let terms: BTreeMap<String, (u32, f32)> = (0..)
            .zip(telling)
            .map(|(column, (term, count))| {
                let rarity = ((1.0 + texts as f64) / (1.0 + count as f64)).ln() + 1.0;
                (term.to_owned(), (column, rarity as f32))
            })
            .collect();
        let rows: Vec<Vec<(u32, f32)>> = counted
            .iter()
            .map(|counts| weighted(counts, &terms))
            .collect();
        let (directions, _) = truncated(&Sparse::new(&rows, terms.len()), DIMENSION, seed);
        let mut hash = Sha256::new();
        for term in terms.keys() {
            hash.update(term.as_bytes());
            hash.update([0]);
        }
        for value in &directions {
            hash.update(value.to_le_bytes());
        }
        let identity = hash
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            terms,
            directions,
            identity,
        }
    }
}

impl Encoder for Latent {
    fn dimension(&self) -> usize {
        self.directions.ncols()
    }

    fn layers(&self) -> Option<usize> {
        None
    }

    fn identity(&self) -> &str {
        &self.identity
    }

    fn arithmetic(&self) -> String {
        "f32".to_owned()
    }

    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error> {
        Ok(texts.iter().map(|text| words(&plain(text)).len()).collect())
    }

    /// A text without a word that is known gets a row of zeros.
    fn encode(
        &self,
        texts: &[&str],
        features: Features,
        each: &mut dyn FnMut(Encoded<'_>),
    ) -> Result<(), Error> {
        if features.look_inside() {
            return Err(Error::NoLayers("n-grams".to_owned()));
        }
        let indexes: Vec<usize> = (0..texts.len()).collect();
        for some in indexes.chunks(BATCH) {
            let rows: Vec<_> = some
                .par_iter()
                .map(|at| {
                    let row = weighted(&counts(texts[*at]), &self.terms);
                    let mut row = row_times(&row, self.directions.view());
                    let length = row.dot(&row).sqrt();
                    if length > 0.0 {
                        row /= length;
                    }
                    row
                })
                .collect();
            let mut embeddings = Array2::zeros((rows.len(), self.dimension()));
            for (mut to, row) in embeddings.outer_iter_mut().zip(rows) {
                to.assign(&row);
            }
            each(Encoded {
                indexes: some,
                embeddings: embeddings.view(),
                layers: None,
                states: &[],
                branches: &[],
                bags: &[],
                done: (some[0] + some.len()) as f64 / texts.len() as f64,
            });
        }
        Ok(())
    }
}

/// How often each word stands in a text, by its stem.
fn counts(text: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let plain = plain(text);
    for (_, word) in words(&plain) {
        let word = without_article(word);
        let cut = match word.char_indices().nth(STEM) {
            Some((end, _)) if !word.chars().any(has_no_spaces) => &word[..end],
            _ => word,
        };
        *counts.entry(cut.to_owned()).or_default() += 1;
    }
    counts
}

/// A word without what French and Italian put before a vowel, as in "l'application".
fn without_article(word: &str) -> &str {
    match word.split_once('\'') {
        Some((before, rest)) if before.chars().count() <= ARTICLE && !rest.is_empty() => rest,
        _ => word,
    }
}

/// A text's known words with their weights, as a unit row.
fn weighted(
    counts: &BTreeMap<String, u32>,
    terms: &BTreeMap<String, (u32, f32)>,
) -> Vec<(u32, f32)> {
    let mut row: Vec<(u32, f32)> = counts
        .iter()
        .filter_map(|(term, count)| {
            let (column, rarity) = terms.get(term)?;
            Some((*column, (1.0 + (*count as f32).ln()) * rarity))
        })
        .collect();
    let length = row
        .iter()
        .map(|(_, value)| value * value)
        .sum::<f32>()
        .sqrt();
    row.iter_mut().for_each(|(_, value)| *value /= length);
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 8] = [
        "配送很慢，等了两个小时",
        "送餐慢，配送员态度差",
        "配送太慢了",
        "一打开就闪退",
        "更新后一直闪退，打不开",
        "闪退，无法登录",
        "登录不了，验证码收不到",
        "验证码总是收不到",
    ];

    fn vectors(latent: &Latent, texts: &[&str]) -> Array2<f32> {
        let mut rows = Array2::zeros((texts.len(), latent.dimension()));
        latent
            .encode(texts, Features::EMBEDDING, &mut |batch| {
                for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                    rows.row_mut(*index).assign(&row);
                }
            })
            .unwrap();
        rows
    }

    #[test]
    fn texts_about_one_thing_are_nearer() {
        let latent = Latent::fit(&TEXTS, 0);
        let rows = vectors(&latent, &TEXTS);
        let near = |a: usize, b: usize| rows.row(a).dot(&rows.row(b));
        assert!(near(0, 2) > near(0, 3) && near(3, 4) > near(3, 7) && near(6, 7) > near(6, 1));
        for row in rows.rows() {
            assert!((row.dot(&row) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn neither_order_nor_repetition_changes_a_bit() {
        let latent = Latent::fit(&TEXTS, 5);
        let mut turned: Vec<&str> = TEXTS.iter().rev().copied().collect();
        turned.push(TEXTS[3]);
        let again = Latent::fit(&turned, 5);
        assert_eq!(latent.identity(), again.identity());
        assert_eq!(vectors(&latent, &TEXTS), vectors(&again, &TEXTS));
    }

    #[test]
    fn what_shares_no_word_is_zero_and_few_texts_are_enough() {
        let latent = Latent::fit(&TEXTS, 0);
        assert!(vectors(&latent, &["xyz"]).iter().all(|value| *value == 0.0));
        for few in [&TEXTS[..0], &TEXTS[..1], &["", "!!"]] {
            let latent = Latent::fit(few, 0);
            assert!(vectors(&latent, few).iter().all(|value| value.is_finite()));
        }
        assert!(matches!(
            latent.encode(&["a"], Features::LAYERS, &mut |_| {}),
            Err(Error::NoLayers(_))
        ));
    }

    #[test]
    fn words_of_one_stem_are_one_and_many_texts_are_sampled() {
        let texts = [
            "l'application plante souvent",
            "elle plantera encore",
            "les notifications manquent",
        ];
        let rows = vectors(
            &Latent::fit(&texts, 0),
            &["applications", "application", "notification"],
        );
        assert!(rows.row(0).dot(&rows.row(1)) > 0.99 && rows.row(0).dot(&rows.row(2)) < 0.5);
    }
}
