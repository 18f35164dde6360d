//! Slips of the keyboard: "wrost app" judges as "worst app" does, and names no subject.

use crate::words::{Class, Words};
use std::collections::{BTreeMap, BTreeSet};
use strsim::osa_distance;

/// Letters of the shortest word whose slips are told: shorter ones are too near to other words.
const LETTERS: usize = 5;

/// A slip is this much rarer than the word that was meant.
const RARER: u64 = 20;

impl Words {
    /// Makes words judging that are a slip of a judging word which people write much more often.
    pub(crate) fn judge_slips(&mut self) {
        let lowers = self.lowers();
        let mut said: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
        for word in &self.words {
            if matches!(word.class, Class::Content | Class::Judging) {
                let judging = word.class == Class::Judging;
                let entry = said.entry(&lowers[word.spelling as usize]);
                entry.or_insert((0, judging)).0 += 1;
            }
        }
        let long = |(word, _): &(&&str, &(u64, bool))| word.chars().count() >= LETTERS;
        let judging: Vec<(&str, u64)> = said
            .iter()
            .filter(|entry| entry.1.1 && long(entry))
            .map(|(word, (count, _))| (*word, *count))
            .collect();
        let slips: BTreeSet<&str> = said
            .iter()
            .filter(|entry| !entry.1.1 && long(entry))
            .filter(|(word, (count, _))| {
                judging
                    .iter()
                    .any(|(meant, often)| count * RARER <= *often && is_slip(word, meant))
            })
            .map(|(word, _)| *word)
            .collect();
        for word in &mut self.words {
            let lower = lowers[word.spelling as usize].as_str();
            if word.class == Class::Content && slips.contains(lower) {
                word.class = Class::Judging;
            }
        }
    }
}

/// Whether a word is another one with two letters exchanged, a vowel wrong, missing or too many, or
/// a letter doubled or not. Other letters make other words: "linked" is not "liked".
fn is_slip(word: &str, meant: &str) -> bool {
    if word.chars().next() != meant.chars().next()
        || word.len().abs_diff(meant.len()) > 1
        || osa_distance(word, meant) != 1
    {
        return false;
    }
    let bare = |text: &str| -> Vec<char> {
        let mut letters: Vec<char> = text.chars().filter(|c| !"aeiou".contains(*c)).collect();
        letters.dedup();
        letters
    };
    let sorted = |text: &str| -> Vec<char> {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    bare(word) == bare(meant) || sorted(word) == sorted(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_keeps_the_consonants_or_all_letters() {
        for (word, meant) in [
            ("wrost", "worst"),
            ("awsome", "awesome"),
            ("excelent", "excellent"),
            ("suppar", "supper"),
            ("helpfull", "helpful"),
        ] {
            assert!(is_slip(word, meant), "{word}");
        }
        for (word, other) in [
            ("linked", "liked"),
            ("words", "worst"),
            ("letter", "better"),
            ("heaps", "helps"),
            ("best", "best"),
        ] {
            assert!(!is_slip(word, other), "{word}");
        }
    }

    #[test]
    fn a_rare_slip_judges_and_a_frequent_word_stays() {
        let mut texts = vec!["the worst app"; 40];
        texts.extend(["wrost app", "wrist band"]);
        let mut words = Words::read(&texts, 0..texts.len());
        words.judge_slips();
        assert!(words.names_nothing(40));
        assert!(!words.names_nothing(41));
        let texts = ["worst app", "wrost app"];
        let mut words = Words::read(&texts, 0..2);
        words.judge_slips();
        assert!(!words.names_nothing(1), "as often as the other");
    }
}
