//! Statements read apart from the language that they are in.
//!
//! An encoder that knows one language best puts all text of another into one corner, and German
//! statements would come together because they are German. What all statements of a language have
//! in common, beside what all statements have, is that corner; it is taken away (after Yang et
//! al., "A Simple and Effective Method To Eliminate the Self Language Bias in Multilingual
//! Representations", 2021, who project it away).

use crate::order::scale_to_unit;
use crate::sums::{UNIT, whole};
use ndarray::{Array2, ArrayView2};
use std::collections::BTreeMap;

/// Statements after which a language's mean counts half: a few say more about their subject.
const HALF: f64 = 10.0;

/// Takes what a language's rows share, beside what all rows share, from them; they stay unit
/// rows.
///
/// `vectors` is n × d, a unit row a statement; `languages` a code a row; where it is `None`, not
/// known, the most frequent is taken.
///
/// # Panics
/// Where the lengths do not agree.
pub fn without_language(vectors: &mut Array2<f32>, languages: &[Option<&str>]) {
    Corners::of(vectors.view(), languages).take_from(vectors, languages);
}

/// What the statements of each language have in common, beside what all have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corners {
    /// The most frequent language.
    usual: String,
    corners: BTreeMap<String, Vec<f32>>,
}

impl Corners {
    /// Of rows, as [`without_language`] takes them; the order of rows does not matter.
    ///
    /// # Panics
    /// Where the lengths do not agree.
    pub fn of(vectors: ArrayView2<'_, f32>, languages: &[Option<&str>]) -> Self {
        assert_eq!(vectors.nrows(), languages.len(), "a language for each");
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for language in languages.iter().flatten() {
            *votes.entry(language).or_default() += 1;
        }
        let most = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
        let Some((usual, _)) = most else {
            return Self::default();
        };
        let mut sums: BTreeMap<&str, (i64, Vec<i64>)> = BTreeMap::new();
        for (row, of) in vectors.outer_iter().zip(languages) {
            if row.iter().any(|value| !value.is_finite()) {
                continue;
            }
            let (count, sum) = sums
                .entry(of.unwrap_or(usual))
                .or_insert_with(|| (0, vec![0; row.len()]));
            *count += 1;
            for (sum, value) in sum.iter_mut().zip(row) {
                *sum += whole(*value);
            }
        }
        if sums.len() < 2 {
            return Self::default();
        }
        let all: i64 = sums.values().map(|(count, _)| count).sum();
        let mean_of_all: Vec<f64> = (0..vectors.ncols())
            .map(|at| {
                let sum: i64 = sums.values().map(|(_, sum)| sum[at]).sum();
                sum as f64 / all as f64
            })
            .collect();
        let corners = sums
            .into_iter()
            .map(|(language, (count, sum))| {
                let count = count as f64;
                let sure = count / (count + HALF);
                let means = sum.iter().zip(&mean_of_all);
                let corner =
                    means.map(|(sum, all)| (sure * (*sum as f64 / count - all) / UNIT) as f32);
                (language.to_owned(), corner.collect())
            })
            .collect();
        Self {
            usual: usual.to_owned(),
            corners,
        }
    }

    /// Takes from each row what its language has in common; rows stay unit rows. In a language that was not
    /// seen nothing is taken.
    ///
    /// # Panics
    /// Where the lengths do not agree.
    pub fn take_from(&self, vectors: &mut Array2<f32>, languages: &[Option<&str>]) {
        assert_eq!(vectors.nrows(), languages.len(), "a language for each");
        for (mut row, of) in vectors.outer_iter_mut().zip(languages) {
            if let Some(corner) = self.corners.get(of.unwrap_or(&self.usual)) {
                for (value, corner) in row.iter_mut().zip(corner) {
                    *value -= corner;
                }
                scale_to_unit(row.as_slice_mut().expect("rows are contiguous"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Two subjects (first and second axis), the second half of the rows in the corner of the
    /// third axis.
    fn rows() -> (Array2<f32>, Vec<Option<&'static str>>) {
        let mut rows = Array2::zeros((80, 3));
        let mut languages = Vec::new();
        for (at, mut row) in rows.outer_iter_mut().enumerate() {
            row[at % 2] = 0.6;
            row[2] = if at < 40 { 0.0 } else { 0.8 };
            scale_to_unit(row.as_slice_mut().unwrap());
            languages.push(Some(if at < 40 { "en" } else { "de" }));
        }
        (rows, languages)
    }

    #[test]
    fn one_subject_in_two_languages_comes_together() {
        let (mut rows, languages) = rows();
        let before = rows.row(0).dot(&rows.row(40)) - rows.row(40).dot(&rows.row(41));
        without_language(&mut rows, &languages);
        let after = rows.row(0).dot(&rows.row(40)) - rows.row(40).dot(&rows.row(41));
        assert!(before < 0.0 && after > 0.3, "{before} {after}");
    }

    #[test]
    fn the_order_of_rows_changes_no_bit_and_one_language_nothing() {
        let (rows, languages) = rows();
        let mut there = rows.clone();
        without_language(&mut there, &languages);
        let turned: Vec<usize> = (0..80).rev().collect();
        let mut back = rows.select(ndarray::Axis(0), &turned);
        let spoken: Vec<_> = turned.iter().map(|at| languages[*at]).collect();
        without_language(&mut back, &spoken);
        assert_eq!(back.select(ndarray::Axis(0), &turned), there);
        let mut same = rows.clone();
        without_language(&mut same, &[Some("en"); 80]);
        assert_eq!(same, rows);
    }

    #[test]
    fn others_lose_what_was_common_to_those_that_were_looked_at() {
        let (rows, languages) = rows();
        let mut there = rows.clone();
        without_language(&mut there, &languages);
        let corners = Corners::of(rows.view(), &languages);
        let mut some = rows.slice(ndarray::s![37..44, ..]).to_owned();
        corners.take_from(&mut some, &languages[37..44]);
        assert_eq!(some, there.slice(ndarray::s![37..44, ..]));
        let mut strange = rows.slice(ndarray::s![..2, ..]).to_owned();
        corners.take_from(&mut strange, &[Some("zho"); 2]);
        assert_eq!(strange, rows.slice(ndarray::s![..2, ..]));
    }
}
