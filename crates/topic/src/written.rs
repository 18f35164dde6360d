//! What language or script a group of statements is written in.

use crate::words::Words;
use std::collections::BTreeMap;
use unicode_script::{Script, UnicodeScript};

/// A language that fewer of a group are in is not named.
const NAMED: f64 = 0.1;
const MOST_NAMED: usize = 3;

/// The language or script that most texts are in.
pub(crate) fn usual_language(words: &Words, texts: &[&str]) -> Option<&'static str> {
    let all = shares(0..texts.len(), words, texts);
    all.first().map(|(language, _)| *language)
}

/// "Written in Hindi, Telugu" where most of `rows` are in another language than the `usual` one.
pub(crate) fn written_in(
    rows: &[usize],
    usual: &str,
    words: &Words,
    texts: &[&str],
) -> Option<String> {
    let mut shares = shares(rows.iter().copied(), words, texts);
    let foreign: f64 = (shares.iter())
        .filter(|(language, _)| *language != usual)
        .map(|(_, share)| share)
        .sum();
    if foreign <= 0.5 {
        return None;
    }
    shares.retain(|(language, share)| *language != usual && *share >= NAMED);
    shares.truncate(MOST_NAMED);
    let named: Vec<&str> = shares.iter().map(|(language, _)| *language).collect();
    (!named.is_empty()).then(|| format!("Written in {}", named.join(", ")))
}

/// The languages of some statements with the part that is in each, the largest first.
fn shares(
    rows: impl Iterator<Item = usize>,
    words: &Words,
    texts: &[&str],
) -> Vec<(&'static str, f64)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(language(row, words, texts)).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let mut shares: Vec<(&'static str, f64)> = counts
        .into_iter()
        .map(|(language, count)| (language, count as f64 / all as f64))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    shares
}

/// By its script where that is not Latin, or else by its small words.
fn language(row: usize, words: &Words, texts: &[&str]) -> &'static str {
    let mut scripts: BTreeMap<&'static str, (usize, Script)> = BTreeMap::new();
    for letter in texts[row].chars().filter(|c| c.is_alphabetic()) {
        let script = letter.script();
        scripts.entry(script.full_name()).or_insert((0, script)).0 += 1;
    }
    let most = scripts.values().max_by_key(|(letters, _)| *letters);
    match most.map_or(Script::Latin, |(_, script)| *script) {
        Script::Latin | Script::Common | Script::Inherited => words.language(row),
        // Names that more people know than the script's.
        Script::Han => "Chinese",
        Script::Hiragana | Script::Katakana => "Japanese",
        Script::Hangul => "Korean",
        other => other.full_name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_in_another_language_is_called_by_it() {
        let texts = [
            "the card is lost",
            "the bank is closed",
            "the fee is high",
            "the app is slow",
            "the code is late",
            "यह बहुत अच्छा है",
            "చాలా బాగుంది",
            "ye kaam nahi kar raha hai",
        ];
        let words = Words::read(&texts, 0..texts.len());
        let usual = usual_language(&words, &texts).unwrap();
        assert_eq!(usual, "English");
        let name = |rows: &[usize]| written_in(rows, usual, &words, &texts);
        assert_eq!(name(&[5, 6]).unwrap(), "Written in Devanagari, Telugu");
        assert_eq!(name(&[0, 7, 7]).unwrap(), "Written in Hindi");
        assert_eq!(name(&[0, 1, 2, 7]), None);
    }
}
