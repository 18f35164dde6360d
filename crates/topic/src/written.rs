//! What languages a group of statements is written in.

use isolang::Language;
use std::collections::BTreeMap;

/// A language that fewer of a group are in is not named.
const NAMED: f64 = 0.1;
const MOST_NAMED: usize = 3;

/// The language that most statements are in, where any is known.
pub(crate) fn usual_language<'a>(languages: &[Option<&'a str>]) -> Option<&'a str> {
    let all = shares(languages.iter().copied());
    all.first().map(|(language, _)| *language)
}

/// The language other than the `usual` one that most of `rows` are in, where most are in others.
/// `languages` are ISO 639-3 codes.
pub(crate) fn foreign<'a>(
    rows: &[usize],
    usual: Option<&str>,
    languages: &[Option<&'a str>],
) -> Option<&'a str> {
    let shares = shares(rows.iter().map(|row| languages[*row]));
    let others = || shares.iter().filter(|(code, _)| Some(*code) != usual);
    let most: f64 = others().map(|(_, share)| share).sum();
    others()
        .find(|(code, share)| *share >= NAMED && called(code).is_some())
        .map(|(code, _)| *code)
        .filter(|_| most > 0.5)
}

/// "Written in Hindi, Telugu": the languages of `rows` but the `usual` one.
pub(crate) fn written_in(
    rows: &[usize],
    usual: Option<&str>,
    languages: &[Option<&str>],
) -> String {
    let mut shares = shares(rows.iter().map(|row| languages[*row]));
    shares.retain(|(code, share)| Some(*code) != usual && *share >= NAMED);
    let named: Vec<&str> = shares.iter().filter_map(|(code, _)| called(code)).collect();
    let named = &named[..named.len().min(MOST_NAMED)];
    format!("Written in {}", named.join(", "))
}

/// A language's name in a word or two: no "(1453-)" behind "Modern Greek".
fn called(code: &str) -> Option<&'static str> {
    let language = Language::from_639_3(code)?.to_name();
    Some(language.split(" (").next().unwrap_or(language))
}

/// The known languages with the part of all that is in each, the largest first.
fn shares<'a>(languages: impl Iterator<Item = Option<&'a str>>) -> Vec<(&'a str, f64)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for language in languages {
        all += 1;
        if let Some(language) = language {
            *counts.entry(language).or_default() += 1;
        }
    }
    let mut shares: Vec<(&str, f64)> = counts
        .into_iter()
        .map(|(language, count)| (language, count as f64 / all as f64))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_in_another_language_is_called_by_it() {
        let languages = [
            Some("eng"),
            Some("eng"),
            Some("eng"),
            Some("hin"),
            Some("tel"),
            None,
            None,
            None,
            None,
            None,
        ];
        let usual = usual_language(&languages);
        assert_eq!(usual, Some("eng"));
        let name = |rows: &[usize]| {
            foreign(rows, usual, &languages).map(|_| written_in(rows, usual, &languages))
        };
        assert_eq!(name(&[3, 4, 5]).unwrap(), "Written in Hindi, Telugu");
        assert_eq!(name(&[0, 3, 3]).unwrap(), "Written in Hindi");
        assert_eq!(name(&[0, 1, 2, 3]), None);
        assert_eq!(name(&[3, 4, 5, 6]), None, "half of them could be in any");
    }
}
