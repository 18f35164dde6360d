//! Requirements: what should be true of the product, drawn from a theme.

use crate::analysis::Facts;
use crate::clearest::{are_pleased, clearest, everywhere};
use crate::evidence::{Evidence, choose};
use crate::priority::{Priority, Weights, priority};
use crate::specific::specific_words;
use crate::theme::Ground;
use crate::wording::is_form;
use hearken_feedback::{Aside, Kind, Label, Sentiment, Theme};
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

impl Requirement {
    /// Words that name something in a requirement and stand in none of its quotes, whatever their
    /// ending.
    pub(crate) fn invented(&self) -> Vec<String> {
        let quotes: Vec<String> = self
            .evidence
            .iter()
            .flat_map(|evidence| {
                let words = evidence
                    .quote
                    .split(|c: char| !(c.is_alphanumeric() || c == '\''));
                let bare = words.map(|word| word.trim_matches('\'').to_lowercase());
                bare.collect::<Vec<_>>()
            })
            .collect();
        specific_words(&self.statement)
            .filter(|word| !quotes.iter().any(|said| comes_from(word, said)))
            .collect()
    }
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
/// Quotes of a requirement.
const QUOTES: usize = 5;

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
        let clearest = if let Some(aside) = theme.aside {
            Err(match aside {
                Aside::NoSubject => "it names no subject",
                Aside::OtherLanguage => "it is in a language that is not read yet",
            })
        } else if kind == Kind::Problem && are_pleased(facts, &acting) {
            Err("those who say it are pleased on the whole")
        } else {
            clearest(facts, theme, &acting, kind, &everywhere)
                .ok_or("nobody in it says what exactly")
        };
        match clearest {
            Ok((statement, wording)) => found.push(Requirement {
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
            Err(reason) => left_out.push(LeftOut {
                theme: theme.id.clone(),
                name: theme.name.clone(),
                feedback,
                reason: reason.to_owned(),
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

fn comes_from(word: &str, said: &str) -> bool {
    same_stem(word, said) || is_form(word, said)
}

/// Whether two words differ in their endings at most ("try" and "tries").
fn same_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    shared >= shorter.saturating_sub(1).max(2)
}
