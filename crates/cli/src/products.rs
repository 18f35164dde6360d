//! Words that name one of several products: who writes "PayZap" among reviews of ten apps tells which
//! one is meant, not what of it.

use hearken_feedback::{Feedback, Statement};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Letters of the shortest word that counts.
const LETTERS: usize = 3;

/// Feedback that must say a word before anybody can tell.
const TELLING: usize = 5;

/// This part of the feedback that says the name of a product is about it.
const OWN: f64 = 0.7;

/// And the odds that feedback is about it are so many times the usual ones.
const ODDS: f64 = 5.0;

/// The words, in lower case and in order, of products' names (or of their package ids) that are said of
/// them; none where all is about one product.
pub(crate) fn named(feedback: &[Feedback], statements: &[Statement]) -> Vec<String> {
    let about = |of: &Statement| feedback[of.feedback as usize].product.as_deref();
    let said = statements.iter().map(|of| (about(of), of.text.as_str()));
    names(said)
}

/// `said` are texts with the product that each is about.
fn names<'a>(said: impl Iterator<Item = (Option<&'a str>, &'a str)> + Clone) -> Vec<String> {
    let mut about: BTreeMap<&str, usize> = BTreeMap::new();
    for product in said.clone().filter_map(|(product, _)| product) {
        *about.entry(product).or_default() += 1;
    }
    if about.len() < 2 {
        return Vec::new();
    }
    let called: BTreeMap<&str, Vec<String>> = about
        .keys()
        .map(|product| (*product, words(product)))
        .collect();
    let names: HashSet<&str> = called.values().flatten().map(String::as_str).collect();
    // How often each is said, and how often of a product that is called so.
    let mut often: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut all = 0;
    for (product, text) in said {
        all += 1;
        let own = product.and_then(|product| called.get(product));
        let spoken: BTreeSet<String> = words(text).into_iter().collect();
        for word in spoken.iter().filter_map(|word| names.get(word.as_str())) {
            let (all, of_own) = often.entry(word).or_default();
            *all += 1;
            *of_own += usize::from(own.is_some_and(|own| own.iter().any(|part| part == word)));
        }
    }
    let usual = |word: &str| {
        let about = about
            .iter()
            .filter(|(product, _)| called[*product].iter().any(|part| part == word));
        about.map(|(_, count)| count).sum::<usize>() as f64 / all as f64
    };
    let odds = |share: f64| share / (1.0 - share).max(1e-9);
    often
        .into_iter()
        .filter(|(word, (all, own))| {
            let share = *own as f64 / *all as f64;
            *all >= TELLING && share >= OWN && odds(share) >= ODDS * odds(usual(word))
        })
        .map(|(word, _)| word.to_owned())
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= LETTERS)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_said_of_its_own_product() {
        let mut said = Vec::new();
        for _ in 0..10 {
            said.push((
                Some("com.payzap.bank"),
                "PayZap took my money from the bank",
            ));
            said.push((Some("org.savely"), "savely shows no bank statement"));
            said.push((None, "the bank is closed"));
        }
        assert_eq!(names(said.iter().copied()), ["payzap", "savely"]);
        said.retain(|(product, _)| *product == Some("org.savely"));
        assert!(names(said.iter().copied()).is_empty());
    }
}
