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

/// "Written in Hindi, Telugu" where most of `rows` are in another language than the `usual` one.
/// `languages` are ISO 639-3 codes.
pub(crate) fn written_in(
    rows: &[usize],
    usual: Option<&str>,
    languages: &[Option<&str>],
) -> Option<String> {
    let mut shares = shares(rows.iter().map(|row| languages[*row]));
    let foreign = |language: &str| Some(language) != usual;
    let others = shares.iter().filter(|(language, _)| foreign(language));
    let others: f64 = others.map(|(_, share)| share).sum();
    if others <= 0.5 {
        return None;
    }
    shares.retain(|(language, share)| foreign(language) && *share >= NAMED);
    shares.truncate(MOST_NAMED);
    let name = |(code, _): &(&str, f64)| {
        let language = Language::from_639_3(code).map(|language| language.to_name());
        // "Modern Greek (1453-)", "Mandarin Chinese".
        language.map(|name| name.split(" (").next().unwrap_or(name))
    };
    let named: Vec<&str> = shares.iter().filter_map(name).collect();
    (!named.is_empty()).then(|| format!("Written in {}", named.join(", ")))
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
        let name = |rows: &[usize]| written_in(rows, usual, &languages);
        assert_eq!(name(&[3, 4, 5]).unwrap(), "Written in Hindi, Telugu");
        assert_eq!(name(&[0, 3, 3]).unwrap(), "Written in Hindi");
        assert_eq!(name(&[0, 1, 2, 3]), None);
        assert_eq!(name(&[3, 4, 5, 6]), None, "half of them could be in any");
    }
}
