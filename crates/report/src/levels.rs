//! What is above and below a theme: areas, sub-themes, small themes and single statements.

use crate::analysis::Facts;
use crate::bootstrap;
use crate::dashboard::{Kinds, Sentiments};
use crate::evidence::Evidence;
use crate::heads::StatementLabels;
use crate::numbers::Share;
use crate::overall::{Felt, kinds};
use crate::theme::central;
use hearken_feedback::{Area, SubTheme};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part of a theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubThemeFacts {
    /// What sets it apart from the rest of its theme.
    pub name: String,
    /// Statements in it.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// Kinds of its statements.
    pub kinds: Kinds,
    /// The statement nearest its center.
    pub central: Evidence,
}

/// Themes that are near each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AreaFacts {
    /// What sets them apart from other themes, or the name of the largest.
    pub name: String,
    /// Ids of its themes, largest first.
    pub themes: Vec<String>,
    /// Statements in them.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// That of all feedback.
    pub share: Share,
    /// Sentiment of its statements.
    pub sentiment: Sentiments,
}

/// A group too small for numbers of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SmallTheme {
    /// Stable between runs on the same statements.
    pub id: String,
    /// A short phrase of the users' words.
    pub name: String,
    /// Statements in it.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// Kinds of its statements.
    pub kinds: Kinds,
    /// What heads of the user's own say of its statements, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, StatementLabels>,
    /// The statement nearest the center.
    pub central: Evidence,
}

/// Statements that nobody else makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SingleStatements {
    /// How many there are; every one stands in `statements.jsonl` with `theme` null.
    pub statements: u64,
    /// Their kinds.
    pub kinds: Kinds,
    /// What heads of the user's own say of them, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, StatementLabels>,
    /// The surest problems and requests among them.
    pub worth_reading: Vec<Evidence>,
}

/// How those feel who say some statements; the interval of their score is drawn.
pub(crate) fn felt(facts: &Facts<'_>, members: impl Iterator<Item = usize>) -> Sentiments {
    let mut felt = Felt::default();
    let mut scores = Vec::new();
    for member in members {
        let said = &facts.analysis.classified[member];
        felt.add(said.sentiment(), f64::from(said.score()));
        scores.push(f64::from(said.score()));
    }
    Sentiments {
        score: bootstrap::mean(scores, -1.0, 1.0),
        ..felt.told()
    }
}

pub(crate) fn sub_theme(facts: &Facts<'_>, part: &SubTheme) -> SubThemeFacts {
    SubThemeFacts {
        name: part.name.clone(),
        statements: part.members.len() as u64,
        feedback: facts.feedback_in(&part.members).len() as u64,
        kinds: kinds(facts, part.members.iter().copied()),
        central: central(facts, &part.members),
    }
}

pub(crate) fn area(facts: &Facts<'_>, area: &Area) -> AreaFacts {
    let themes = || {
        let themes = &facts.analysis.themes.themes;
        area.themes.iter().map(|at| &themes[*at])
    };
    let members = || themes().flat_map(|theme| theme.members.iter().copied());
    let feedback = facts.feedback_in(&members().collect::<Vec<_>>()).len() as u64;
    AreaFacts {
        name: area.name.clone(),
        themes: themes().map(|theme| theme.id.clone()).collect(),
        statements: members().count() as u64,
        feedback,
        share: Share::of(feedback, facts.analysis.feedback.len() as u64),
        sentiment: felt(facts, members()),
    }
}
