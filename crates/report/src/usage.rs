//! How often people put two words next to each other: what hardly anybody writes reads badly.
//!
//! A requirement is read by people who did not write it. Among the clauses that could say what is
//! meant, the one that is put as others put it is the one to read; what this export alone tells is
//! enough to find it, without a grammar of any language.

use hearken_feedback::Statement;
use std::collections::{BTreeSet, HashMap};

/// Fewer statements than this don't tell what is usual.
const TELLING: usize = 500;

/// Texts that have two words side by side before that counts as usual.
const USUAL: u32 = 3;

/// In how many different texts two words stand side by side.
pub(crate) struct Usage {
    pairs: HashMap<(u32, u32), u32>,
    words: HashMap<String, u32>,
}

impl Usage {
    /// Counts what these say, each text once.
    pub(crate) fn of(statements: &[Statement]) -> Self {
        let mut usage = Self {
            pairs: HashMap::new(),
            words: HashMap::new(),
        };
        if statements.len() < TELLING {
            return usage;
        }
        let texts: BTreeSet<&str> = statements.iter().map(|said| said.text.as_str()).collect();
        for text in texts {
            let numbers: Vec<u32> = words(text).map(|word| usage.number(word)).collect();
            let pairs: BTreeSet<(u32, u32)> = pairs(&numbers).collect();
            for pair in pairs {
                *usage.pairs.entry(pair).or_default() += 1;
            }
        }
        usage
    }

    fn number(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        *self.words.entry(word).or_insert(next)
    }

    /// How many neighbors in `sentence` are the user's own (they stand side by side in `said`,
    /// too) and are put so by hardly anybody else; 0 where too little was said to tell.
    pub(crate) fn unusual(&self, sentence: &str, said: &str) -> usize {
        if self.words.is_empty() {
            return 0;
        }
        let numbers = |text: &str| -> Vec<Option<u32>> {
            let known = words(text).map(|word| self.words.get(&word).copied());
            known.collect()
        };
        let own: BTreeSet<(Option<u32>, Option<u32>)> = pairs(&numbers(said)).collect();
        pairs(&numbers(sentence))
            .filter(|pair| match *pair {
                (Some(a), Some(b)) => {
                    own.contains(pair) && self.pairs.get(&(a, b)).is_none_or(|n| *n < USUAL)
                }
                _ => false,
            })
            .count()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let bare = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}')))
        .map(|word| word.trim_matches(['\'', '\u{2019}']));
    bare.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn pairs<T: Copy>(words: &[T]) -> impl Iterator<Item = (T, T)> {
    words.windows(2).map(|pair| (pair[0], pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_feedback::Statement;

    fn said(text: String) -> Statement {
        Statement {
            feedback: 0,
            cell: 0,
            span: (0..text.len()).into(),
            text: text.into(),
            language: None,
        }
    }

    fn statements(texts: &[&str], times: usize) -> Vec<Statement> {
        let all = (0..times).flat_map(|time| {
            let numbered = move |text: &&str| said(format!("{text} {time}"));
            texts.iter().map(numbered)
        });
        all.collect()
    }

    #[test]
    fn what_one_person_puts_so_is_unusual() {
        let mut all = statements(&["I can log in to the app", "the refund came late"], 300);
        let odd = "a days give loan suddenly";
        all.push(said(odd.to_owned()));
        let usage = Usage::of(&all);
        let usual = "The user can log in to the app";
        assert_eq!(usage.unusual(usual, "I can log in to the app"), 0);
        assert_eq!(usage.unusual(odd, odd), 4);
        // What our own words put side by side is not the user's.
        assert_eq!(
            usage.unusual("the app came late", "the refund came late"),
            0
        );
    }

    #[test]
    fn few_statements_do_not_tell_what_is_usual() {
        let odd = "words that nobody else puts so";
        let usage = Usage::of(&[said(odd.to_owned())]);
        assert_eq!(usage.unusual(odd, odd), 0);
    }
}
