//! Requirements counted again from the statements, and their sums done again.

use crate::analysis::{Facts, Scale};
use crate::drawing::acts;
use crate::priority::Priority;
use crate::quality::QualityOf;
use crate::requirement::{Requirement, Requirements};
use crate::segments::affected;
use crate::severity::{Level, Severity};
use crate::tables::StatementLine;
use crate::verify::{Check, rows_of};
use hearken_feedback::{Kind, Label, Quality};
use std::collections::HashMap;

impl Check<'_> {
    /// Counts what each requirement was drawn from again, and does its sum again.
    pub(crate) fn requirements(&mut self, requirements: &Requirements, lines: &[StatementLine]) {
        let groups = by_theme(lines);
        for ranked in [&requirements.requirements, &requirements.keep] {
            let mut last = f64::INFINITY;
            for (place, requirement) in ranked.iter().enumerate() {
                let members = groups.get(requirement.theme.as_str());
                let members = members.map_or(&[][..], Vec::as_slice);
                self.requirement(requirement, lines, members);
                let Priority { rank, score, .. } = requirement.priority;
                self.holds(rank == place as u64 + 1 && score <= last, || {
                    format!("{} does not stand where its score puts it", requirement.id)
                });
                last = score;
            }
        }
    }

    fn requirement(
        &mut self,
        requirement: &Requirement,
        lines: &[StatementLine],
        members: &[usize],
    ) {
        let id = &requirement.id;
        let acting = acting(requirement, lines, members);
        let statements = acting.len() as u64;
        let feedback = rows_of(&acting.iter().map(|at| &lines[*at]).collect::<Vec<_>>());
        self.holds(
            requirement.statements == statements && requirement.feedback == feedback,
            || format!("{id} does not have the {statements} statements of {feedback} feedback"),
        );
        if let (Some(told), Some(kind)) = (requirement.severity, Kind::from_word(&requirement.kind))
        {
            let now = self.now.statements;
            let texts = acting.iter().filter_map(|at| now.get(*at));
            let again = Severity::among(texts.map(|said| Level::of(kind, &said.text)));
            self.holds(told == again, || {
                format!("{id} is told to be as bad as {told:?}, its statements are {again:?}")
            });
        }
        let qualities = acting.iter().filter_map(|at| lines[*at].quality.as_deref());
        let again = QualityOf::among(qualities.filter_map(Quality::from_word), acting.len());
        self.holds(requirement.quality == again, || {
            let told = &requirement.quality;
            format!("{id} is told to be about {told:?}, its statements are about {again:?}")
        });
        self.verdict.sums += 1;
        if let Some(broken) = requirement.priority.broken() {
            self.verdict.broken.push(format!("{id}: {broken}"));
        }
        self.holds(!requirement.evidence.is_empty(), || {
            format!("{id} has no evidence")
        });
        let invented = requirement.invented();
        self.holds(invented.is_empty(), || {
            let invented = invented.join(", ");
            format!("{id} says “{invented}”, which its evidence does not")
        });
    }
}

fn by_theme(lines: &[StatementLine]) -> HashMap<&str, Vec<usize>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(theme) = &line.theme {
            groups.entry(theme).or_default().push(at);
        }
    }
    groups
}

/// The statements that a requirement is drawn from, among its theme's.
fn acting(requirement: &Requirement, lines: &[StatementLine], members: &[usize]) -> Vec<usize> {
    let counts = |at: &&usize| {
        let line = &lines[**at];
        let is_part = match &line.sub_theme {
            Some(part) => requirement.sub_themes.contains(part),
            None => requirement.beside_sub_themes,
        };
        is_part && acts(&requirement.kind, &line.kind, &line.sentiment)
    };
    members.iter().filter(counts).copied().collect()
}

/// A sentence for each requirement that is raised elsewhere than told, and how many were compared.
pub(crate) fn broken_affected(
    facts: &Facts<'_>,
    scale: Option<Scale>,
    requirements: &Requirements,
    lines: &[StatementLine],
) -> (u64, Vec<String>) {
    let groups = by_theme(lines);
    let mut broken = Vec::new();
    for ranked in [&requirements.requirements, &requirements.keep] {
        let acting: Vec<Vec<usize>> = ranked
            .iter()
            .map(|requirement| {
                let members = groups.get(requirement.theme.as_str());
                acting(requirement, lines, members.map_or(&[][..], Vec::as_slice))
            })
            .collect();
        let groups: Vec<&[usize]> = acting.iter().map(Vec::as_slice).collect();
        let again = affected(facts, scale, &groups);
        let differ = ranked
            .iter()
            .zip(&again)
            .filter(|(told, again)| told.affected != **again);
        broken.extend(differ.map(|(told, again)| {
            let names: Vec<&str> = again.iter().map(|segment| segment.value.as_str()).collect();
            format!(
                "{} is raised more often elsewhere than told: {}",
                told.id,
                names.join(", ")
            )
        }));
    }
    (requirements.all().count() as u64, broken)
}
