//! Requirements: what should be true of the product, drawn from a theme.

use crate::analysis::Facts;
use crate::evidence::{Evidence, choose, one_a_text};
use crate::priority::{Priority, Weights, priority};
use crate::specific::specific_words;
use crate::theme::Ground;
use crate::wording::{self, QUOTED, Wording};
use hearken_feedback::{Kind, Label, Sentiment, Theme};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// `requirements.json`: what should be true of the product, most pressing first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirements {
    /// The version of this file's shape.
    pub schema_version: String,
    /// The points that each term of a priority gives at most.
    pub weights: Weights,
    /// The requirements by rank.
    pub requirements: Vec<Requirement>,
    /// Themes of complaints and wishes that give no requirement, and why.
    pub left_out: Vec<LeftOut>,
}

/// What should be true of the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Stable between runs on the same statements.
    pub id: String,
    /// `problem` (something is broken or bad) or `request` (something is wished for).
    pub kind: String,
    /// What should be true, in the users' words.
    pub statement: String,
    /// How the statement was made from the first quote of the evidence; `quoted` where it is
    /// quoted as it is.
    pub pattern: String,
    /// The id of the theme it was drawn from.
    pub theme: String,
    /// That theme's name.
    pub theme_name: String,
    /// Statements of the theme that complain or wish.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// Why it stands where it stands.
    pub priority: Priority,
    /// Quotes by different people; the statement was made from the first.
    pub evidence: Vec<Evidence>,
}

/// A theme that gives no requirement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The theme's id.
    pub theme: String,
    /// The theme's name.
    pub name: String,
    /// Different feedback that complain or wish in it.
    pub feedback: u64,
    /// Why there is none.
    pub reason: String,
}

/// A theme of which less than this part complains or wishes is about something else.
const LEAST_PART: f64 = 0.25;
/// Statements that a requirement's sentence may be made from, nearest the center first.
const CANDIDATES: usize = 200;
/// A complaint is at least this surely negative; others are classified wrongly, or by what
/// stands around them.
const LEAST_NEGATIVE: f32 = 0.35;
/// Quotes of a requirement.
const QUOTES: usize = 5;
/// The usual length of a clear clause in words.
const CLEAR: f64 = 9.0;

/// A statement of more words is hard to turn round.
const RAMBLING: usize = 22;

/// Draws the requirements from the themes.
pub(crate) fn requirements(facts: &Facts<'_>, ground: &Ground, weights: Weights) -> Requirements {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let everywhere = everywhere(facts);
    let themes = facts.analysis.themes;
    for theme in themes.themes.iter().chain(&themes.small) {
        let acting = acting(facts, theme);
        let feedback = facts.feedback_in(&acting).len() as u64;
        // One voice is no requirement yet; it is shown among the single statements and in the
        // themes.
        if feedback < 2 || (acting.len() as f64) < LEAST_PART * theme.members.len() as f64 {
            continue;
        }
        let kind = kind_of(facts, &acting);
        match clearest(facts, theme, &acting, kind, &everywhere) {
            Some((statement, wording)) => found.push(Requirement {
                id: id(&theme.id, kind),
                kind: kind.word().to_owned(),
                statement: wording.statement,
                pattern: wording.pattern.to_owned(),
                theme: theme.id.clone(),
                theme_name: theme.name.clone(),
                statements: acting.len() as u64,
                feedback,
                priority: priority(facts, ground, weights, &acting),
                evidence: evidence(facts, &acting, kind, statement),
            }),
            None => left_out.push(LeftOut {
                theme: theme.id.clone(),
                name: theme.name.clone(),
                feedback,
                reason: "nobody in it says what exactly".to_owned(),
            }),
        }
    }
    found.sort_by(|a, b| {
        let score = b.priority.score.total_cmp(&a.priority.score);
        score.then_with(|| a.id.cmp(&b.id))
    });
    join_equal(&mut found, &mut left_out);
    for (place, requirement) in found.iter_mut().enumerate() {
        requirement.priority.rank = place as u64 + 1;
    }
    left_out.sort_by(|a, b| {
        b.feedback
            .cmp(&a.feedback)
            .then_with(|| a.theme.cmp(&b.theme))
    });
    Requirements {
        schema_version: crate::SCHEMA_VERSION.to_owned(),
        weights,
        requirements: found,
        left_out,
    }
}

/// Two themes may lead to the same sentence; the more pressing keeps it.
fn join_equal(found: &mut Vec<Requirement>, left_out: &mut Vec<LeftOut>) {
    let mut said: HashMap<BTreeSet<String>, String> = HashMap::new();
    found.retain(|requirement| {
        let words: BTreeSet<String> = specific_words(&requirement.statement).collect();
        match said.get(&words) {
            Some(first) => {
                left_out.push(LeftOut {
                    theme: requirement.theme.clone(),
                    name: requirement.theme_name.clone(),
                    feedback: requirement.feedback,
                    reason: format!("it says the same as {first}"),
                });
                false
            }
            None => {
                said.insert(words, requirement.id.clone());
                true
            }
        }
    });
}

/// `R-` and the theme's own hash, with the kind's first letter: a theme gives one at most.
fn id(theme: &str, kind: Kind) -> String {
    let hash = theme.rsplit('-').next().unwrap_or(theme);
    let letter = if kind == Kind::Request { 'r' } else { 'p' };
    format!("R-{letter}{hash}")
}

/// The statements of a theme that complain or wish.
fn acting(facts: &Facts<'_>, theme: &Theme) -> Vec<usize> {
    let members = theme.members.iter().copied();
    members
        .filter(|member| {
            let classified = &facts.analysis.classified[*member];
            match classified.kind() {
                // What pleases is no complaint, whatever its words.
                Kind::Problem => classified.sentiment() != Sentiment::Positive,
                Kind::Request => true,
                Kind::Praise | Kind::Question | Kind::Other => false,
            }
        })
        .collect()
}

/// Whether more complain or more wish; complaints win a tie.
fn kind_of(facts: &Facts<'_>, acting: &[usize]) -> Kind {
    let wishes = acting
        .iter()
        .filter(|member| facts.analysis.classified[**member].kind() == Kind::Request)
        .count();
    if wishes * 2 > acting.len() {
        Kind::Request
    } else {
        Kind::Problem
    }
}

/// A word of more than this part of all statements names what all of them are about.
const EVERYWHERE: f64 = 0.05;

/// Fewer statements than this don't tell which words are everywhere.
const TELLING: usize = 500;

/// Words that say nothing here because all say them, such as "game" of a game.
fn everywhere(facts: &Facts<'_>) -> BTreeSet<String> {
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
fn clearest(
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
        let told: BTreeSet<String> = specific_words(&wording.statement)
            .filter(|word| !everywhere.contains(word))
            .collect();
        let feels = facts.analysis.classified[statement].sentiment[Sentiment::Negative as usize];
        if told.is_empty()
            || (wording.pattern == QUOTED && !speaks_alone(&said.text, words.len()))
            || (kind == Kind::Problem && feels < LEAST_NEGATIVE)
        {
            continue;
        }
        let central = 1.0 - rank as f64 / count;
        let sure = f64::from(facts.analysis.classified[statement].kind[place]);
        let turned = if wording.pattern == QUOTED { 0.0 } else { 1.0 };
        let common = told
            .iter()
            .map(|word| shared.get(word).copied().unwrap_or(0));
        let common = common.sum::<usize>() as f64 / told.len() as f64 / count;
        let named = told.intersection(&phrases).count().min(2) as f64 / 2.0;
        let length = wording.statement.split_whitespace().count() as f64;
        let unclear = ((length - CLEAR).abs() / CLEAR).min(1.5);
        let foreign = if said.language != usual { 0.3 } else { 0.0 };
        let vague_subject = if starts_vaguely(&wording.statement) {
            0.3
        } else {
            0.0
        };
        let shouted = if is_shouted(&said.text) { 0.15 } else { 0.0 };
        let rambling = if said.text.split_whitespace().count() > RAMBLING {
            0.3
        } else {
            0.0
        };
        // Who is pleased with what is there does not ask for it.
        let pleasant = facts.analysis.classified[statement].sentiment[Sentiment::Positive as usize];
        let hopeful = if kind == Kind::Request {
            0.4 * f64::from(pleasant)
        } else {
            0.0
        };
        let thin = if told.len() < 2 || ends_vaguely(&wording.statement) {
            0.15
        } else {
            0.0
        };
        let score = 0.3 * central + 0.25 * sure + 0.25 * turned + 0.3 * common + 0.3 * named
            - 0.2 * unclear
            - foreign
            - vague_subject
            - shouted
            - thin
            - rambling
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

/// Whether a clause says what is meant without what stood around it: "too late", "no, my bank
/// doesn't" do not.
fn speaks_alone(text: &str, specific: usize) -> bool {
    let without_spaces = text.chars().any(|c| matches!(c, '\u{3040}'..='\u{9fff}'));
    let words = text.split_whitespace().count();
    without_spaces || (words >= 4 && specific >= 2)
}

/// "It", "this" and "they" say nothing away from their text.
fn starts_vaguely(statement: &str) -> bool {
    let first = statement.split_whitespace().next().unwrap_or_default();
    let first = first.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "it", "this", "that", "they", "these", "he", "she", "which", "one", "all", "both", "same",
    ]
    .iter()
    .any(|word| first.eq_ignore_ascii_case(word))
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

/// The language that most of the statements are in.
fn common_language(facts: &Facts<'_>, statements: &[usize]) -> Option<String> {
    let mut votes: std::collections::BTreeMap<Option<&String>, usize> = Default::default();
    for statement in statements {
        let language = facts.analysis.statements[*statement].language.as_ref();
        *votes.entry(language).or_default() += 1;
    }
    let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
    most.and_then(|(language, _)| language.cloned())
}

/// The statement that the sentence was made from, then others by different people.
fn evidence(facts: &Facts<'_>, acting: &[usize], kind: Kind, first: usize) -> Vec<Evidence> {
    let same_kind: Vec<usize> = acting
        .iter()
        .copied()
        .filter(|member| facts.analysis.classified[*member].kind() == kind)
        .collect();
    let author = facts.feedback_of(first).author;
    let others = choose(facts, &same_kind, QUOTES + 1)
        .into_iter()
        .filter(|&statement| {
            let feedback = facts.feedback_of(statement);
            let same_author = author.is_some() && feedback.author == author;
            let same_text =
                facts.analysis.statements[statement].text == facts.analysis.statements[first].text;
            feedback.row != facts.feedback_of(first).row && !same_author && !same_text
        });
    std::iter::once(first)
        .chain(others)
        .take(QUOTES)
        .map(|statement| Evidence::of(facts, statement))
        .collect()
}
