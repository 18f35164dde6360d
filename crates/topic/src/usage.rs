//! What words do by how people use them here, beside what the lists say.

use crate::words::{Class, Words};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A word that more than this part of all statements say is everywhere; among fewer statements
/// than these nobody can tell.
const EVERYWHERE: f64 = 0.06;
const TELLING: u64 = 500;

/// A statement of so few words names a subject or judges. A word that is said in longer ones less
/// often than this is a cheer, a greeting or a signature, where it is seen often enough to tell.
pub(crate) const SHORT: usize = 2;
const IN_SHORT: f64 = 0.4;
const SEEN: u64 = 20;

/// In an export of more statements than this, a word never said in a longer one is none either:
/// names, typing errors and random keys.
const LARGE: usize = 20_000;

/// Where more than this part of all statements is short they are answers to a question, and name
/// what they are about in a word: "Parking".
const ANSWERS: f64 = 0.5;

impl Words {
    /// Makes words judging that people say alone for the most part, such as "osm", "thnx" or
    /// "hlo". Distinct statements are counted, however many say them.
    pub(crate) fn judge_by_company(&mut self) {
        if !self.company_tells() {
            return;
        }
        let mut said: HashMap<u32, (u64, u64)> = HashMap::new();
        self.each_stem(|stem, statement| {
            let (short, all) = said.entry(stem).or_default();
            *short += u64::from(self.spans[statement].len() <= SHORT);
            *all += 1;
        });
        let large = self.strangers_judge();
        for word in &mut self.words {
            let (short, all) = said[&word.stem];
            let alone =
                (all >= SEEN && short as f64 >= IN_SHORT * all as f64) || (large && short == all);
            if alone && matches!(word.class, Class::Content | Class::Vague) {
                word.class = Class::Judging;
            }
        }
    }

    /// Whether there are enough statements, and few enough answers in a word, to tell by company.
    fn company_tells(&self) -> bool {
        let is_short = |span: &&Range<usize>| span.len() <= SHORT;
        let short = self.spans.iter().filter(is_short).count();
        self.spans.len() as u64 >= TELLING && short as f64 <= ANSWERS * self.spans.len() as f64
    }

    /// Whether a word that no longer statement says names no subject.
    pub(crate) fn strangers_judge(&self) -> bool {
        self.spans.len() >= LARGE && self.company_tells()
    }

    /// Tells words that so many statements say that they tell no theme from another, such as
    /// "game" in reviews of a game. `counts` is how many say each statement.
    pub(crate) fn blur_everywhere(&mut self, counts: &[u32]) {
        let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        if all < TELLING {
            return;
        }
        let mut said: HashMap<u32, u64> = HashMap::new();
        self.each_stem(|stem, statement| {
            *said.entry(stem).or_default() += u64::from(counts[statement]);
        });
        let limit = EVERYWHERE * all as f64;
        for word in &mut self.words {
            if word.class == Class::Content && said[&word.stem] as f64 > limit {
                word.class = Class::Everywhere;
            }
        }
    }

    /// Tells words that name one of several products, in lower case: they say which one is meant,
    /// not what of it.
    pub(crate) fn blur_products(&mut self, products: &[&str]) {
        let products: HashSet<&str> = products.iter().copied().collect();
        let lowers = self.lowers();
        for word in &mut self.words {
            let lower = lowers[word.spelling as usize].as_str();
            if word.class == Class::Content && products.contains(lower) {
                word.class = Class::Everywhere;
            }
        }
    }

    /// Calls for every stem of every statement once.
    fn each_stem(&self, mut call: impl FnMut(u32, usize)) {
        let mut stems = Vec::new();
        for (statement, span) in self.spans.iter().enumerate() {
            stems.clear();
            stems.extend(self.words[span.clone()].iter().map(|word| word.stem));
            stems.sort_unstable();
            stems.dedup();
            for stem in &stems {
                call(*stem, statement);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(words: &Words, statement: usize, at: usize) -> Class {
        words.of(statement)[at].class
    }

    #[test]
    fn who_cheers_raises_no_subject_and_who_names_one_does() {
        let mut texts = Vec::new();
        for n in 0..600 {
            texts.push(match n % 20 {
                0 => format!("osm {n}"),
                1 => "refund please".to_string(),
                _ => format!("my refund number {n} is not here"),
            });
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut words = Words::read(&texts, 0..texts.len());
        words.judge_by_company();
        assert_eq!(class(&words, 0, 0), Class::Judging);
        assert_eq!(class(&words, 1, 0), Class::Content);
    }

    #[test]
    fn one_word_answers_name_their_subject() {
        let texts: Vec<String> = (0..600)
            .map(|n| {
                if n % 2 == 0 {
                    "parking".into()
                } else {
                    format!("staff {n}")
                }
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut words = Words::read(&texts, 0..texts.len());
        words.judge_by_company();
        assert_eq!(class(&words, 0, 0), Class::Content);
    }

    #[test]
    fn a_word_of_every_statement_tells_none_apart() {
        let texts: Vec<String> = (0..600)
            .map(|n| {
                format!(
                    "my planner shows page {n} {}",
                    if n < 6 { "upside down" } else { "" }
                )
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut words = Words::read(&texts, 0..texts.len());
        words.blur_everywhere(&vec![1; 600]);
        assert_eq!(class(&words, 0, 1), Class::Everywhere);
        assert_eq!(class(&words, 0, 5), Class::Content);
        words.blur_products(&["upside"]);
        assert_eq!(class(&words, 0, 5), Class::Everywhere);
    }
}
