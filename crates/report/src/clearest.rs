//! Which of a theme's statements says best what is meant.

use crate::analysis::Facts;
use crate::evidence::one_a_text;
use crate::specific::specific_words;
use crate::wording::{self, QUOTED, Wording};
use hearken_feedback::{Kind, Label, Sentiment, Theme};
use std::collections::{BTreeSet, HashMap};

/// Statements that a requirement's sentence may be made from, nearest the center first.
const CANDIDATES: usize = 200;

/// A complaint is at least this surely negative; others are classified wrongly, or by what
/// stands around them.
const LEAST_NEGATIVE: f32 = 0.35;

/// How sure of a wish the network must be where no word wishes.
const LEAST_SURE: f32 = 0.5;

/// The usual length of a clear clause in words.
const CLEAR: f64 = 9.0;

/// A statement of more words is hard to turn round.
const RAMBLING: usize = 22;

/// A requirement speaks for its theme: a word that it tells is said by this part of the statements,
/// where there are so many.
const SHARED: f64 = 0.08;
const FEW: f64 = 20.0;

/// A word of more than this part of all statements names what all of them are about.
const EVERYWHERE: f64 = 0.05;

/// Fewer statements than this don't tell which words are everywhere.
const TELLING: usize = 500;

/// Words that say nothing here because all say them, such as "game" of a game.
pub(crate) fn everywhere(facts: &Facts<'_>) -> BTreeSet<String> {
    let statements = facts.analysis.statements;
    if statements.len() < TELLING {
        return BTreeSet::new();
    }
    let mut said: HashMap<String, usize> = HashMap::new();
    for statement in statements {
        for word in specific_words(&statement.text).collect::<BTreeSet<_>>() {
            *said.entry(word).or_default() += 1;
        }
    }
    let limit = EVERYWHERE * statements.len() as f64;
    said.into_iter()
        .filter(|(_, count)| *count as f64 > limit)
        .map(|(word, _)| word)
        .collect()
}

/// The statement that says best what is meant, and the sentence made from it; `None` where no
/// statement names anything.
pub(crate) fn clearest(
    facts: &Facts<'_>,
    theme: &Theme,
    acting: &[usize],
    kind: Kind,
    everywhere: &BTreeSet<String>,
) -> Option<(usize, Wording)> {
    let place = Kind::ALL.iter().position(|label| *label == kind)?;
    let mut candidates = one_a_text(facts, acting);
    candidates.retain(|statement| facts.analysis.classified[*statement].kind() == kind);
    candidates.truncate(CANDIDATES);
    let usual = common_language(facts, &candidates);
    // Words that many of the statements share are what they are about.
    let mut shared: HashMap<String, usize> = HashMap::new();
    for statement in &candidates {
        let text = &facts.analysis.statements[*statement].text;
        for word in specific_words(text).collect::<BTreeSet<_>>() {
            *shared.entry(word).or_default() += 1;
        }
    }
    let phrases: BTreeSet<String> = theme
        .keyphrases
        .iter()
        .take(3)
        .flat_map(|phrase| specific_words(&phrase.text).collect::<Vec<_>>())
        .collect();
    let count = candidates.len() as f64;
    let mut best: Option<(f64, usize, Wording)> = None;
    for (rank, statement) in candidates.iter().copied().enumerate() {
        let said = &facts.analysis.statements[statement];
        let words: BTreeSet<String> = specific_words(&said.text)
            .filter(|word| !everywhere.contains(word))
            .collect();
        if words.is_empty() {
            continue;
        }
        let wording = wording::word(kind, &said.text);
        // No pattern of ours fits another language than the rest is in, and few read it.
        let known = said.language.is_some() || wording.pattern == QUOTED;
        if known && said.language != usual {
            continue;
        }
        let told: BTreeSet<String> = specific_words(&wording.statement)
            .filter(|word| !everywhere.contains(word))
            .collect();
        let feels = facts.analysis.classified[statement].sentiment[Sentiment::Negative as usize];
        let pleasant = facts.analysis.classified[statement].sentiment[Sentiment::Positive as usize];
        let sure = facts.analysis.classified[statement].kind[place];
        // A wish without a word that wishes is one only where the network is sure of it.
        let no_wish = kind == Kind::Request
            && wording.pattern == QUOTED
            && (sure < LEAST_SURE || pleasant > 0.5);
        if told.is_empty()
            || speaks_of_itself(&wording.statement)
            || no_wish
            || (kind == Kind::Problem && wording::praises(&said.text))
            || (wording.pattern == QUOTED && !speaks_alone(&said.text, words.len()))
            || (kind == Kind::Problem && feels < LEAST_NEGATIVE)
        {
            continue;
        }
        let central = 1.0 - rank as f64 / count;
        let sure = f64::from(sure);
        let turned = if wording.pattern == QUOTED { 0.0 } else { 1.0 };
        let says = |word: &String| shared.get(word).copied().unwrap_or(0) as f64 / count;
        // Whoever says what nobody else says speaks for themselves.
        if told.iter().map(says).fold(0.0, f64::max) < SHARED && count >= FEW {
            continue;
        }
        let common = told.iter().map(says).sum::<f64>() / told.len() as f64;
        let named = told.intersection(&phrases).count().min(2) as f64 / 2.0;
        let length = wording.statement.split_whitespace().count() as f64;
        let unclear = ((length - CLEAR).abs() / CLEAR).min(1.5);
        let subject = if wording.pattern == QUOTED {
            &said.text
        } else {
            &wording.statement
        };
        let vague_subject = if starts_vaguely(subject) { 0.3 } else { 0.0 };
        let shouted = if is_shouted(&said.text) { 0.15 } else { 0.0 };
        let rambling = if said.text.split_whitespace().count() > RAMBLING {
            0.3
        } else {
            0.0
        };
        // Who is pleased with what is there does not ask for it.
        let hopeful = if kind == Kind::Request {
            0.4 * f64::from(pleasant)
        } else {
            0.0
        };
        // Whose "her entries" were, nobody can tell; nor what "them" are, or what is asked.
        let of_others = if speaks_of_others(&said.text) {
            0.5
        } else {
            0.0
        };
        let open = if points_elsewhere(&wording.statement) || said.text.trim_end().ends_with('?') {
            0.2
        } else {
            0.0
        };
        let thin = if told.len() < 2 || ends_vaguely(&wording.statement) {
            0.15
        } else {
            0.0
        };
        let score = 0.3 * central + 0.25 * sure + 0.25 * turned + 0.45 * common + 0.3 * named
            - 0.2 * unclear
            - vague_subject
            - shouted
            - thin
            - rambling
            - of_others
            - open
            - hopeful
            - 0.4 * pleased(facts, statement);
        if best.as_ref().is_none_or(|(kept, ..)| score > *kept) {
            best = Some((score, statement, wording));
        }
    }
    best.map(|(_, statement, wording)| (statement, wording))
}

/// How surely the whole of what was written is positive: a complaint within praise is often none.
fn pleased(facts: &Facts<'_>, statement: usize) -> f64 {
    let feedback = facts.analysis.statements[statement].feedback;
    let whole = facts.analysis.whole[feedback].as_ref();
    whole.map_or(0.0, |said| {
        f64::from(said.sentiment[Sentiment::Positive as usize])
    })
}

/// Whether the feedback that complains is praise for the most part, by its words and its rating:
/// its complaints are asides, or none.
pub(crate) fn are_pleased(facts: &Facts<'_>, acting: &[usize]) -> bool {
    let sum: f64 = acting
        .iter()
        .map(|statement| {
            let said = pleased(facts, *statement);
            match facts.feedback_of(*statement).rating {
                Some(rating) => (said + rating.normalized()) / 2.0,
                None => said,
            }
        })
        .sum();
    sum > 0.5 * acting.len() as f64
}

/// Whether a clause says what is meant without what stood around it: "too late", "no, my bank
/// doesn't" do not.
fn speaks_alone(text: &str, specific: usize) -> bool {
    let without_spaces = text.chars().any(|c| matches!(c, '\u{3040}'..='\u{9fff}'));
    let words = text.split_whitespace().count();
    without_spaces || (words >= 4 && specific >= 2)
}

/// "The problem is fixed" says nothing of what the problem is.
fn speaks_of_itself(statement: &str) -> bool {
    let words: Vec<String> = statement
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let about = [
        "problem",
        "problems",
        "issue",
        "issues",
        "complaint",
        "query",
        "bug",
    ];
    let says = ["is", "are", "has", "have", "does", "do", "gets", "should"];
    words
        .windows(2)
        .take(4)
        .any(|pair| about.contains(&pair[0].as_str()) && says.contains(&pair[1].as_str()))
}

/// "It", "this" and "they" say nothing away from their text.
fn starts_vaguely(statement: &str) -> bool {
    let mut words = statement.split_whitespace();
    let mut first = words.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("the") {
        first = words.next().unwrap_or_default();
    }
    let first = first.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "it", "this", "that", "they", "these", "he", "she", "which", "one", "all", "both", "same",
    ]
    .iter()
    .any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether it leans on what stood before it.
fn points_elsewhere(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| {
        ["them", "those", "these", "such"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    })
}

fn speaks_of_others(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        ["he", "she", "her", "hers", "his", "him"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    })
}

/// "… is good" says nothing that could be done.
fn ends_vaguely(statement: &str) -> bool {
    let last = statement.split_whitespace().last().unwrap_or_default();
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "good",
        "great",
        "nice",
        "bad",
        "useful",
        "fair",
        "worth",
        "impressive",
        "best",
        "worst",
        "better",
        "perfect",
        "this",
        "that",
        "it",
        "them",
        "way",
        "same",
        "poor",
        "terrible",
        "horrible",
    ]
    .iter()
    .any(|word| last.eq_ignore_ascii_case(word))
}

fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.chars().filter(|c| c.is_uppercase()).count() * 2 > letters
}

/// The language that most of the statements are in, of those that tell.
fn common_language(facts: &Facts<'_>, statements: &[usize]) -> Option<String> {
    let mut votes: std::collections::BTreeMap<&String, usize> = Default::default();
    for statement in statements {
        if let Some(language) = &facts.analysis.statements[*statement].language {
            *votes.entry(language).or_default() += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
    most.map(|(language, _)| language.clone())
}
