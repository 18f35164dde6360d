//! Why the quotes of the requirements are problems and requests: what each of their words gives.

use crate::kept::Kept;
use crate::models::Readers;
use crate::occlusion::{gives, round, without, words};
use crate::progress::Progress;
use crate::said;
use anyhow::Result;
use hearken_feedback::{Distinct, Kind, Label};
use hearken_report::{Analysis, Evidence, Given, Report, Why, Whys};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Shortened texts that may be read in any case.
const FEWEST: usize = 300;
/// A run that read more than that many times this may read one for so many of its texts.
const TEXTS_A_SHORTENED: usize = 20;

/// A quote with the statement that it is.
struct Quoted<'a> {
    quote: &'a str,
    statement: usize,
    /// The words of the statement's text, with where each stands in the quote.
    words: Vec<(Range<usize>, Range<usize>)>,
}

/// Reads quotes that the page shows of requirements once without each of their words: the first
/// quote of each requirement, then the second of each, and so on, as far as that adds no more than
/// a twentieth to the texts that the run read (and 300 in any case). Texts that are left equal are
/// read once.
pub(crate) fn of_evidence(
    readers: &Readers,
    analysis: Analysis<'_>,
    report: &Report,
    (distinct, others): (&Distinct, &[bool]),
    kept: &mut Kept,
    progress: Progress,
) -> Result<Whys> {
    let most = FEWEST.max(distinct.texts.len() / TEXTS_A_SHORTENED);
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut shortened: Vec<String> = Vec::new();
    let mut routes: Vec<bool> = Vec::new();
    let mut explained: Vec<(Quoted<'_>, Vec<usize>)> = Vec::new();
    for quoted in quoted(analysis, report) {
        if shortened.len() + quoted.words.len() > most {
            continue;
        }
        let text = &analysis.statements[quoted.statement].text;
        let places = quoted.words.iter().map(|(word, _)| {
            *known.entry(without(text, word)).or_insert_with_key(|left| {
                shortened.push(left.clone());
                routes.push(others[distinct.of_statement[quoted.statement]]);
                shortened.len() - 1
            })
        });
        let places = places.collect();
        explained.push((quoted, places));
    }
    let said = said::kinds(
        readers,
        (&shortened, &routes),
        kept,
        &progress.bar("explaining"),
    )?;
    let whys = explained.iter().map(|(quoted, places)| {
        let whole = analysis.classified[quoted.statement];
        let kind = whole.kind();
        let at = Kind::ALL.iter().position(|label| *label == kind);
        let at = at.unwrap_or(0);
        let words = quoted.words.iter().zip(places);
        let why = Why {
            label: kind.word().to_owned(),
            probability: round(f64::from(whole.kind[at])),
            words: words
                .map(|((_, shown), place)| Given {
                    start: shown.start,
                    end: shown.end,
                    gives: gives(whole.kind[at], said[*place][at]),
                })
                .collect(),
        };
        (quoted.quote.to_owned(), why)
    });
    Ok(whys.collect())
}

/// The quotes of the requirements that the page shows, each once: first the first of each.
fn quoted<'a>(analysis: Analysis<'_>, report: &'a Report) -> Vec<Quoted<'a>> {
    let mut wanted: Vec<(usize, &Evidence)> = Vec::new();
    let requirements = report.requirements.requirements.iter();
    for requirement in requirements.take(hearken_report::SHOWN_REQUIREMENTS) {
        wanted.extend(requirement.evidence.iter().enumerate());
    }
    // Stable: of the same place those of the more pressing requirement stand first.
    wanted.sort_by_key(|(place, _)| *place);
    let mut statements: HashMap<_, Option<usize>> = HashMap::new();
    for (_, quote) in &wanted {
        let column = quote.column.as_str();
        statements.insert(
            (quote.source.as_str(), quote.row, column, quote.start),
            None,
        );
    }
    for (index, statement) in analysis.statements.iter().enumerate() {
        let feedback = &analysis.feedback[statement.feedback as usize];
        let source = analysis.sources[feedback.row.source as usize].name.as_str();
        let column = feedback.cells[statement.cell as usize].column.as_str();
        let key = (
            source,
            feedback.row.row.into(),
            column,
            statement.span.range().start,
        );
        if let Some(found) = statements.get_mut(&key) {
            found.get_or_insert(index);
        }
    }
    let mut seen = HashSet::new();
    let once = wanted.iter().filter(|(_, quote)| seen.insert(&quote.quote));
    once.filter_map(|(_, quote)| {
        let key = (
            quote.source.as_str(),
            quote.row,
            quote.column.as_str(),
            quote.start,
        );
        let statement = statements.get(&key).copied().flatten()?;
        Some(Quoted {
            quote: &quote.quote,
            statement,
            words: aligned(&analysis.statements[statement].text, &quote.quote),
        })
    })
    .collect()
}

/// The words of the text that models read, each with its place in the quote. Cleaning takes out
/// markup and links: where the two part, words are matched from both ends and those between are
/// left out.
fn aligned(text: &str, quote: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (read, shown) = (words(text), words(quote));
    let same = |(a, b): &(&Range<usize>, &Range<usize>)| text[(*a).clone()] == quote[(*b).clone()];
    let front = read.iter().zip(&shown).take_while(same).count();
    let most = read.len().min(shown.len()) - front;
    let pairs = read.iter().rev().zip(shown.iter().rev());
    let back = pairs.take(most).take_while(same).count();
    let matched = (0..front).map(|at| (at, at));
    let matched = matched.chain(
        (1..=back)
            .rev()
            .map(|at| (read.len() - at, shown.len() - at)),
    );
    matched
        .map(|(a, b)| (read[a].clone(), shown[b].clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::aligned;

    fn matched(text: &str, quote: &str) -> Vec<String> {
        let pairs = aligned(text, quote).into_iter();
        pairs
            .map(|(read, shown)| {
                assert_eq!(text[read], quote[shown.clone()]);
                quote[shown].to_owned()
            })
            .collect()
    }

    #[test]
    fn words_are_found_in_the_quote_however_it_was_cleaned() {
        let all = ["It", "crashes,", "always"];
        assert_eq!(matched("It crashes, always", "It  crashes,\nalways"), all);
        assert_eq!(
            matched("It crashes, always", "It <br> crashes, always"),
            all
        );
        assert_eq!(
            matched("Write to email or crash", "Write to [email] or crash"),
            ["Write", "to", "or", "crash"]
        );
        assert_eq!(matched("so so", "so so so"), ["so", "so"]);
        assert!(matched("crash", "").is_empty());
    }
}
