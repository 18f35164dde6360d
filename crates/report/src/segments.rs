//! Where a theme is raised more often than elsewhere.

use crate::analysis::{Facts, Scale};
use crate::columns::{Column, comparable};
use crate::dashboard::ThemeFacts;
use crate::numbers::{FEWEST, Share, corrected, round, shares_differ};
use hearken_feedback::Theme;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A value of a column in which a theme or a requirement is raised more often than where the column
/// has another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// The column, as in `sentiment_by_column`.
    pub column: String,
    /// Its value; of a version of one of several products with the product's name.
    pub value: String,
    /// Feedback that raises it there.
    pub feedback: u64,
    /// All feedback that has it.
    pub of: u64,
    /// The first by the second.
    pub share: Share,
    /// The same where the column has another value, for versions in the same product.
    pub elsewhere: Share,
    /// The rate of false discoveries at which it stands out, among all themes (or requirements) and
    /// values that are compared; below 0.05.
    pub corrected: f64,
}

/// The rate of false discoveries at which a value stands out.
const LEVEL: f64 = 0.05;
/// Values told of a group.
const SHOWN: usize = 6;

/// A value that a group of feedback may stand out in.
struct Candidate {
    group: usize,
    chance: f64,
    segment: Segment,
}

/// Tells of each theme in which values of which columns it is raised more often than where the
/// column has another value.
pub(crate) fn mark(
    facts: &Facts<'_>,
    scale: Option<Scale>,
    themes: &[Theme],
    told: &mut [ThemeFacts],
) {
    let members = themes.iter().map(|theme| facts.feedback_in(&theme.members));
    let found = stand_out(
        facts,
        comparable(facts, scale),
        &members.collect::<Vec<_>>(),
    );
    for (theme, segments) in told.iter_mut().zip(found) {
        theme.segments = segments;
    }
}

/// Which products, versions and the like each of some groups of statements is about more than
/// others. Ratings don't tell that, nor does the language: statements come together by it.
pub(crate) fn affected(
    facts: &Facts<'_>,
    scale: Option<Scale>,
    groups: &[&[usize]],
) -> Vec<Vec<Segment>> {
    let columns = comparable(facts, scale).into_iter();
    let feedback: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| facts.feedback_in(group))
        .collect();
    let telling = columns.filter(|column| !["rating", "language"].contains(&column.name.as_str()));
    stand_out(facts, telling.collect(), &feedback)
}

/// For each group of feedback the values that it stands out in. The test is corrected for the
/// number of all pairs of a group and a value that are compared.
fn stand_out(facts: &Facts<'_>, columns: Vec<Column>, groups: &[Vec<usize>]) -> Vec<Vec<Segment>> {
    let mut candidates = Vec::new();
    for column in columns {
        let places = places(&column, facts.analysis.feedback.len());
        let sizes: Vec<u64> = column
            .values
            .iter()
            .map(|(_, all)| all.len() as u64)
            .collect();
        // What has a value that is not listed is elsewhere, too.
        let others: BTreeSet<usize> = column.left_out.iter().copied().collect();
        let known = sizes.iter().sum::<u64>() + others.len() as u64;
        for (group, feedback) in groups.iter().enumerate() {
            let mut counts = vec![0u64; sizes.len()];
            for place in feedback.iter().filter_map(|index| places[*index]) {
                counts[place] += 1;
            }
            let raised_by_others = feedback.iter().filter(|at| others.contains(*at)).count();
            let all = counts.iter().sum::<u64>() + raised_by_others as u64;
            for ((value, _), (count, size)) in column.values.iter().zip(counts.iter().zip(&sizes)) {
                let (inside, outside) = ((*count, *size), (all - count, known - size));
                let share = |(part, whole): (u64, u64)| part as f64 / whole.max(1) as f64;
                if *count < FEWEST || outside.1 == 0 || share(inside) <= share(outside) {
                    continue;
                }
                let chance = shares_differ(inside, outside);
                candidates.push(Candidate {
                    group,
                    chance,
                    segment: Segment {
                        column: column.name.clone(),
                        value: value.clone(),
                        feedback: *count,
                        of: *size,
                        share: Share::of(inside.0, inside.1),
                        elsewhere: Share::of(outside.0, outside.1),
                        corrected: 1.0,
                    },
                });
            }
        }
    }
    let chances: Vec<f64> = candidates
        .iter()
        .map(|candidate| candidate.chance)
        .collect();
    let rates = corrected(&chances);
    for (candidate, rate) in candidates.iter_mut().zip(rates) {
        candidate.segment.corrected = round(rate);
    }
    candidates.retain(|candidate| candidate.segment.corrected < LEVEL);
    candidates.sort_by(|a, b| {
        let name = |candidate: &Candidate| {
            (
                candidate.segment.column.clone(),
                candidate.segment.value.clone(),
            )
        };
        a.chance
            .total_cmp(&b.chance)
            .then_with(|| name(a).cmp(&name(b)))
    });
    let mut found = vec![Vec::new(); groups.len()];
    for candidate in candidates {
        let segments = &mut found[candidate.group];
        if segments.len() < SHOWN {
            segments.push(candidate.segment);
        }
    }
    found
}

/// For each feedback which of the column's listed values it has.
fn places(column: &Column, feedback: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; feedback];
    for (place, (_, members)) in column.values.iter().enumerate() {
        for index in members {
            places[*index] = Some(place);
        }
    }
    places
}
