//! Requirements of two runs: which are new, which were dropped, how those that stay moved.

use super::Change;
use crate::numbers::round;
use crate::{Priority, Requirement, Requirements};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What became of the requirements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DemandMoves {
    /// Those of the later run that the earlier one has not, by rank.
    pub new: Vec<Demand>,
    /// Those of the earlier run that the later one has not, by rank.
    pub dropped: Vec<Demand>,
    /// Those that both have, by their rank now.
    pub kept: Vec<Kept>,
}

/// A requirement of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Demand {
    /// Its id.
    pub id: String,
    /// `problem` or `request`.
    pub kind: String,
    /// What should be true, in the users' words.
    pub statement: String,
    /// The id of its theme.
    pub theme: String,
    /// Its place in the list, from 1.
    pub rank: u64,
    /// The score that the place comes from.
    pub score: f64,
    /// Where it was dropped though its theme lives on: why the later run draws none from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Demand {
    fn of(requirement: &Requirement) -> Self {
        Self {
            id: requirement.id.clone(),
            kind: requirement.kind.clone(),
            statement: requirement.statement.clone(),
            theme: requirement.theme.clone(),
            rank: requirement.priority.rank,
            score: requirement.priority.score,
            reason: None,
        }
    }
}

/// A requirement that both runs draw, from the same theme or from parts of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Kept {
    /// As the earlier run has it.
    pub old: Demand,
    /// As the later run has it.
    pub new: Demand,
    /// Places up (above zero) or down.
    pub up: i64,
    /// The score now minus the score then.
    pub score: f64,
    /// The points of each term of the score, by its name.
    pub terms: BTreeMap<String, Points>,
}

/// Points of a term.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Points {
    /// In the earlier run.
    pub then: f64,
    /// In the later run.
    pub now: f64,
}

/// Matches requirements of a kind by their themes. Where several come from a group of themes, those
/// with the same id come first, then those of the same parts, those of the pair of themes that was
/// matched best, then by rank.
pub(crate) fn moves(old: &Requirements, new: &Requirements, changes: &[Change]) -> DemandMoves {
    let by_theme = |requirements: &'_ Requirements| -> BTreeMap<String, Vec<usize>> {
        let mut by_theme: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, requirement) in (0..).zip(&requirements.requirements) {
            let of_theme = by_theme.entry(requirement.theme.clone());
            of_theme.or_default().push(at);
        }
        by_theme
    };
    let (then, now) = (by_theme(old), by_theme(new));
    let mut pairs = Vec::new();
    for found in changes.iter().flat_map(|change| &change.matched) {
        let (Some(from), Some(to)) = (then.get(&found.old), now.get(&found.new)) else {
            continue;
        };
        for (from, to) in from
            .iter()
            .flat_map(|from| to.iter().map(|to| (*from, *to)))
        {
            let (a, b) = (&old.requirements[from], &new.requirements[to]);
            if a.kind == b.kind {
                let differ = (a.id != b.id, a.sub_themes != b.sub_themes, found.by);
                pairs.push((differ, found.jaccard.unwrap_or(found.words), from, to));
            }
        }
    }
    pairs.sort_by(|a, b| {
        let best = a.0.cmp(&b.0).then_with(|| b.1.total_cmp(&a.1));
        best.then_with(|| (a.2, a.3).cmp(&(b.2, b.3)))
    });
    let (mut from_old, mut from_new) = (BTreeSet::new(), BTreeSet::new());
    let mut kept = Vec::new();
    for (_, _, from, to) in pairs {
        if !from_old.contains(&from) && !from_new.contains(&to) {
            from_old.insert(from);
            from_new.insert(to);
            kept.push(both(&old.requirements[from], &new.requirements[to]));
        }
    }
    kept.sort_by_key(|kept: &Kept| kept.new.rank);
    let others = |requirements: &Requirements, matched: &BTreeSet<usize>| -> Vec<Demand> {
        let all = (0..).zip(&requirements.requirements);
        let alone = all.filter(|(at, _)| !matched.contains(at));
        alone
            .map(|(_, requirement)| Demand::of(requirement))
            .collect()
    };
    let mut dropped = others(old, &from_old);
    for demand in &mut dropped {
        demand.reason = reason(&demand.theme, new, changes);
    }
    DemandMoves {
        new: others(new, &from_new),
        dropped,
        kept,
    }
}

/// Why the later run draws no requirement from what became of a theme.
fn reason(theme: &str, new: &Requirements, changes: &[Change]) -> Option<String> {
    let mut lives_on = changes.iter().flat_map(|change| &change.matched);
    let heir = &lives_on.find(|found| found.old == theme)?.new;
    let left_out = new.left_out.iter().find(|left| left.theme == *heir);
    Some(match left_out {
        Some(left) => left.reason.clone(),
        None if new.requirements.iter().any(|other| other.theme == *heir) => {
            "another requirement of the same theme takes its place".to_owned()
        }
        None => "its theme holds no complaint or wish any more".to_owned(),
    })
}

fn both(old: &Requirement, new: &Requirement) -> Kept {
    let points = |priority: &Priority| -> BTreeMap<String, f64> {
        let terms = priority.terms.iter();
        terms.map(|term| (term.name.clone(), term.points)).collect()
    };
    let (then, now) = (points(&old.priority), points(&new.priority));
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let terms = names.into_iter().map(|name| {
        let points = |of: &BTreeMap<String, f64>| of.get(name).copied().unwrap_or(0.0);
        let points = Points {
            then: points(&then),
            now: points(&now),
        };
        (name.clone(), points)
    });
    let place = |rank: u64| i64::try_from(rank).unwrap_or(i64::MAX);
    Kept {
        up: place(old.priority.rank).saturating_sub(place(new.priority.rank)),
        score: round(new.priority.score - old.priority.score),
        terms: terms.collect(),
        old: Demand::of(old),
        new: Demand::of(new),
    }
}
