//! How well a theme's words go together in what people wrote: the mean normalized pointwise mutual
//! information of pairs of its words (Lau, Newman, Baldwin, "Machine reading tea leaves", 2014). A
//! document is a whole feedback; statements are too short for two of eight words to meet.

use crate::Statements;
use crate::draft::Draft;
use crate::keyphrase::{Scored, npmi};
use crate::words::Words;
use rayon::prelude::*;
use std::collections::HashMap;

/// Words of a theme that are compared, of its best phrases.
const WORDS: usize = 8;

/// Fewer words make no pairs to speak of.
const FEWEST: usize = 3;

/// The coherence of each draft, −1…1; `None` where its phrases have too few words.
pub(crate) fn coherence(
    drafts: &[Draft],
    words: &Words,
    statements: Statements<'_>,
) -> Vec<Option<f32>> {
    let stems: Vec<Vec<u32>> = drafts.iter().map(|draft| stems(&draft.phrases)).collect();
    let mut said_in: HashMap<u32, Vec<u32>> = stems
        .iter()
        .flatten()
        .map(|stem| (*stem, Vec::new()))
        .collect();
    let mut documents: HashMap<&str, u32> = HashMap::new();
    for row in 0..statements.texts.len() {
        let next = documents.len() as u32;
        let document = *documents.entry(statements.contexts[row]).or_insert(next);
        for word in words.of(row) {
            if let Some(places) = said_in.get_mut(&word.stem) {
                places.push(document);
            }
        }
    }
    said_in.values_mut().for_each(|places| {
        places.sort_unstable();
        places.dedup();
    });
    let all = documents.len() as u64;
    let pairs = |stems: &Vec<u32>| {
        if stems.len() < FEWEST {
            return None;
        }
        let mut sum = 0.0;
        let mut count = 0u32;
        for (at, a) in stems.iter().enumerate() {
            for b in &stems[at + 1..] {
                let (a, b) = (&said_in[a], &said_in[b]);
                sum += npmi(shared(a, b), a.len() as u64, b.len() as u64, all);
                count += 1;
            }
        }
        Some((sum / f64::from(count)) as f32)
    };
    stems.par_iter().map(pairs).collect()
}

/// The stems of the words that say something, of the best phrases first.
fn stems(phrases: &[Scored]) -> Vec<u32> {
    let mut best: Vec<&Scored> = phrases.iter().collect();
    best.sort_by(|a, b| {
        let score = b.score().total_cmp(&a.score());
        score.then_with(|| a.text.cmp(&b.text))
    });
    let mut stems = Vec::new();
    for phrase in best {
        for (stem, class) in phrase.key.iter().zip(&phrase.classes) {
            if class.is_subject() && !stems.contains(stem) && stems.len() < WORDS {
                stems.push(*stem);
            }
        }
    }
    stems
}

/// How many numbers two rising lists share.
fn shared(a: &[u32], b: &[u32]) -> u64 {
    let (mut at, mut other, mut count) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        match a[at].cmp(&b[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                (at, other, count) = (at + 1, other + 1, count + 1);
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_share_what_stands_in_both() {
        assert_eq!(shared(&[1, 3, 5, 9], &[2, 3, 4, 9, 10]), 2);
        assert_eq!(shared(&[], &[1]), 0);
    }
}
