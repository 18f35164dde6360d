//! `profile.json` held against the dashboard and the statements.

use crate::own::{HeadTask, OwnHead};
use crate::profile::{HeadProfile, Population, RunProfile};
use crate::tables::StatementLine;
use crate::told::{self, ROUNDING};
use crate::verify::{Verdict, Written};
use crate::{Dashboard, Kinds, Sentiments};
use std::collections::BTreeMap;

/// The file's name.
const FILE: &str = "profile.json";

/// Holds the counts of `profile.json`. A run that has none, as earlier versions wrote it, is not
/// asked for it.
pub(crate) fn check(
    written: Written<'_>,
    dashboard: &Dashboard,
    lines: &[StatementLine],
    heads: &[OwnHead],
    verdict: &mut Verdict,
) {
    let Some(bytes) = written.files.get(FILE) else {
        return;
    };
    let profile: RunProfile = match serde_json::from_slice(bytes) {
        Ok(profile) => profile,
        Err(error) => {
            verdict
                .broken
                .push(format!("{FILE} cannot be read: {error}"));
            return;
        }
    };
    let mut check = Check {
        feedback: sentiments(&dashboard.sentiment),
        dashboard,
        verdict,
    };
    check.population("statements", &profile.statements, dashboard.statements);
    check.population("feedback", &profile.feedback, dashboard.feedback);
    let statements = &profile.statements.heads;
    let mut confidences: BTreeMap<&str, Vec<f32>> = BTreeMap::new();
    for said in lines.iter().map(told::statement) {
        let most = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
        let felt = confidences.entry("sentiment").or_default();
        felt.push(most(&said.sentiment));
        confidences
            .entry("kind")
            .or_default()
            .push(most(&said.kind));
    }
    for head in heads {
        let said = (0..head.of_statement.len()).map(|index| head.statement(index));
        let sure = said.map(|said| confidence(&said.probabilities, head.task));
        confidences.insert(&head.name, sure.collect());
    }
    for (name, sure) in confidences {
        let Some(told) = statements.get(name) else {
            continue;
        };
        let fits = fits(&told.confidence, &sure);
        check.holds(fits, || {
            format!("{FILE}: how sure {name} is of statements is not what statements.jsonl says")
        });
    }
}

struct Check<'a> {
    dashboard: &'a Dashboard,
    feedback: BTreeMap<String, u64>,
    verdict: &'a mut Verdict,
}

impl Check<'_> {
    fn holds(&mut self, holds: bool, broken: impl FnOnce() -> String) {
        self.verdict.sums += 1;
        if !holds {
            self.verdict.broken.push(broken());
        }
    }

    fn population(&mut self, of: &str, told: &Population, texts: u64) {
        let own = self.dashboard.heads.keys().map(String::as_str);
        let mut names: Vec<&str> = own.chain(["sentiment", "kind"]).collect();
        names.sort_unstable();
        self.holds(told.heads.keys().eq(names.iter()), || {
            format!("{FILE} does not tell the {of} of every head")
        });
        for (name, head) in &told.heads {
            let counted = self.counted(of, name);
            // Feedback of which nothing was said has no text.
            let all = head.texts == told.embedding.texts && head.texts <= texts;
            let sums = head.confidence.iter().sum::<u64>() == head.texts;
            let same = counted.is_none_or(|counted| counted == head.predicted);
            self.holds(all && sums && same && adds_up(head), || {
                format!("{FILE}: what {name} says of {of} is not what the dashboard counts")
            });
        }
    }

    /// What the dashboard counts; none where it counts something else.
    fn counted(&self, of: &str, name: &str) -> Option<BTreeMap<String, u64>> {
        let own = self.dashboard.heads.get(name);
        match (of, name, own) {
            ("statements", "kind", _) => Some(kinds(self.dashboard.kinds)),
            ("feedback", "sentiment", _) => Some(self.feedback.clone()),
            ("statements", _, Some(own)) => Some(own.statements.clone()),
            ("feedback", _, Some(own)) => {
                let parts = own.feedback.iter();
                Some(
                    parts
                        .map(|(label, part)| (label.clone(), part.count))
                        .collect(),
                )
            }
            _ => None,
        }
    }
}

fn kinds(kinds: Kinds) -> BTreeMap<String, u64> {
    [
        ("problem", kinds.problem),
        ("request", kinds.request),
        ("praise", kinds.praise),
        ("question", kinds.question),
        ("other", kinds.other),
    ]
    .map(|(label, count)| (label.to_owned(), count))
    .into()
}

fn sentiments(felt: &Sentiments) -> BTreeMap<String, u64> {
    [
        ("negative", felt.negative),
        ("neutral", felt.neutral),
        ("positive", felt.positive),
    ]
    .map(|(label, part)| (label.to_owned(), part.count))
    .into()
}

/// Whether the labels of a head add up to its texts, as far as they must.
fn adds_up(head: &HeadProfile) -> bool {
    let sum = head.predicted.values().sum::<u64>() + head.unlabeled;
    match head.task {
        HeadTask::MultiClass => sum == head.texts,
        HeadTask::MultiLabel => sum >= head.texts,
    }
}

/// How sure a head is, as a profile counts it.
fn confidence(probabilities: &[f32], task: HeadTask) -> f32 {
    let values = probabilities.iter().copied();
    match task {
        HeadTask::MultiClass => values.fold(0.0, f32::max),
        HeadTask::MultiLabel => values.map(|p| p.max(1.0 - p)).fold(1.0, f32::min),
    }
}

/// Whether the tenths may be of these confidences, which are rounded.
fn fits(tenths: &[u64; 10], sure: &[f32]) -> bool {
    let below = |edge: f32| sure.iter().filter(|sure| **sure < edge).count() as u64;
    let mut told = 0;
    tenths.iter().zip(1u8..10).all(|(count, edge)| {
        told += count;
        let edge = f32::from(edge) / 10.0;
        (below(edge - ROUNDING)..=below(edge + ROUNDING)).contains(&told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidences_on_an_edge_may_stand_on_either_side() {
        let mut tenths = [0; 10];
        (tenths[8], tenths[9]) = (2, 1);
        assert!(fits(&tenths, &[0.85, 0.9, 0.95]));
        (tenths[8], tenths[9]) = (1, 2);
        assert!(fits(&tenths, &[0.85, 0.9, 0.95]));
        assert!(!fits(&tenths, &[0.85, 0.86, 0.95]));
    }
}
