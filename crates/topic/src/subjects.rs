//! Which texts name a subject, by how words were used where themes were fitted.

use crate::usage::SHORT;
use crate::words::{Reader, Word, Words};
use rayon::prelude::*;
use std::collections::HashMap;

/// Texts that one reader reads: it learns spellings, and is made anew for the next.
const BLOCK: usize = 4096;

/// Which words of the fitted statements took part in naming a subject. What is said in other
/// statements is judged as they were.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    /// Every word in lower case, and whether it may name a subject.
    known: HashMap<String, bool>,
    /// Whether a word that was never met names none where it is said in a word or two.
    strangers_judge: bool,
}

impl Subjects {
    pub(crate) fn of(words: &Words) -> Self {
        let lowers = words.lowers();
        let mut names = vec![false; lowers.len()];
        let mut met = vec![false; lowers.len()];
        for word in &words.words {
            met[word.spelling as usize] = true;
            names[word.spelling as usize] |= word.class.is_subject();
        }
        let mut known: HashMap<String, bool> = HashMap::new();
        for ((lower, names), _) in lowers.into_iter().zip(names).zip(met).filter(|told| told.1) {
            *known.entry(lower).or_default() |= names;
        }
        Self {
            known,
            strangers_judge: words.strangers_judge(),
        }
    }

    /// Whether each of some texts names no subject. Each is judged for itself.
    pub(crate) fn name_nothing(&self, texts: &[&str]) -> Vec<bool> {
        texts
            .par_chunks(BLOCK)
            .flat_map_iter(|texts| {
                let mut reader = Reader::new();
                let mut words = Vec::new();
                let mut names = |text: &&str| {
                    words.clear();
                    reader.read(text, &mut words);
                    let short = words.len() <= SHORT;
                    let subject = |word: &Word| {
                        word.class.is_subject() && self.is_subject(reader.spelling(*word), short)
                    };
                    !words.iter().any(subject)
                };
                texts.iter().map(&mut names).collect::<Vec<_>>()
            })
            .collect()
    }

    fn is_subject(&self, spelling: &str, short: bool) -> bool {
        let known = self.known.get(&spelling.to_lowercase());
        known.copied().unwrap_or(!(short && self.strangers_judge))
    }
}

/// Whether each of some texts names no subject by the lists of words alone; nothing else is kept of them.
pub(crate) fn name_nothing(texts: &[&str]) -> Vec<bool> {
    let mut reader = Reader::new();
    let mut words = Vec::new();
    let name = |text: &&str| {
        words.clear();
        reader.read(text, &mut words);
        !words.iter().any(|word| word.class.is_subject())
    };
    texts.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(count: usize) -> Words {
        let texts: Vec<String> = (0..count)
            .map(|n| match n % 20 {
                0 => format!("osm {n}"),
                _ => format!("my refund number {n} is not here"),
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut words = Words::read(&texts, 0..texts.len());
        words.judge_by_company();
        words
    }

    #[test]
    fn others_are_judged_as_the_fitted_ones_were() {
        let subjects = Subjects::of(&fitted(600));
        let said = ["Osm", "great", "the REFUND", "zxqv", "a parcel of mine"];
        let found = subjects.name_nothing(&said);
        assert_eq!(found, [true, true, false, false, false]);
    }

    #[test]
    fn among_many_a_word_that_was_never_met_says_nothing_alone() {
        let subjects = Subjects::of(&fitted(20_000));
        let said = ["zxqv", "zxqv in a longer sentence"];
        assert_eq!(subjects.name_nothing(&said), [true, false]);
    }

    #[test]
    fn each_is_judged_for_itself() {
        let subjects = Subjects::of(&fitted(600));
        let texts: Vec<String> = (0..2 * BLOCK).map(|n| format!("osm {}", n % 3)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let all = subjects.name_nothing(&texts);
        for (text, told) in texts.iter().zip(all).step_by(997) {
            assert_eq!(subjects.name_nothing(&[text]), [told]);
        }
    }
}
