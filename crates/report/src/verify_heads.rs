//! What a run wrote of heads of the user's own, held against itself: names against `run.json`,
//! labels against probabilities and thresholds. The counts are done again with all others.

use crate::own::{BETWEEN, HeadField, HeadTask, OwnHead, OwnSaid};
use crate::plain::unguarded;
use crate::tables::StatementLine;
use crate::told::ROUNDING;
use crate::verify::{Now, Verdict, Written};
use crate::{Dashboard, HeadFacts, unsure};
use std::collections::HashSet;

/// From this probability on a multi-label head gives a label.
const GIVEN: f32 = 0.5;

/// Holds the heads' labels, and gives back what the heads said as far as the files tell.
pub(crate) fn check(
    written: Written<'_>,
    now: Now<'_>,
    dashboard: &Dashboard,
    lines: &[StatementLine],
    verdict: &mut Verdict,
) -> Vec<OwnHead> {
    // A folder's name has no slash; those of n-grams have.
    let own = |name: &&str| !["sentiment", "kind", "quality"].contains(name) && !name.contains('/');
    let models = written.run.heads.iter().map(|head| head.name.as_str());
    let asked: HashSet<&str> = models.filter(own).collect();
    let told: HashSet<&str> = dashboard.heads.keys().map(String::as_str).collect();
    verdict.sums += 1;
    if asked != told {
        verdict
            .broken
            .push("the heads in dashboard.json are not those of run.json".to_owned());
        return Vec::new();
    }
    let mut heads = Vec::new();
    for (name, facts) in &dashboard.heads {
        let mut models = written.run.heads.iter();
        let threshold = models
            .find(|head| head.name == *name)
            .and_then(|head| head.threshold);
        let head = Head {
            name,
            facts,
            threshold,
        };
        heads.extend(head.read(written, now, lines, verdict));
    }
    heads
}

struct Head<'a> {
    name: &'a str,
    facts: &'a HeadFacts,
    threshold: Option<f32>,
}

impl Head<'_> {
    fn read(
        &self,
        written: Written<'_>,
        now: Now<'_>,
        lines: &[StatementLine],
        verdict: &mut Verdict,
    ) -> Option<OwnHead> {
        let mut said = Vec::new();
        for line in lines {
            verdict.sums += 1;
            match self.line(line) {
                Ok(found) => said.push(found),
                Err(broken) => verdict.broken.push(format!(
                    "statements.jsonl: {} row {} {broken}",
                    line.source, line.row
                )),
            }
        }
        let cells = self.cells(written).or_else(|| {
            let broken = format!("feedback.csv has no column {}", self.name);
            verdict.broken.push(broken);
            None
        })?;
        let mut statements_of = vec![Vec::new(); now.feedback.len()];
        for (index, statement) in now.statements.iter().enumerate() {
            statements_of[statement.feedback as usize].push(index);
        }
        let mut of_feedback = Vec::new();
        for ((row, cell, unsure), statements) in cells.iter().zip(&statements_of) {
            verdict.sums += 1;
            let alone = match statements[..] {
                [] => {
                    of_feedback.push(None);
                    continue;
                }
                [only] => said.get(only),
                _ => None,
            };
            match self.cell(cell, *unsure, alone) {
                Ok(found) => {
                    of_feedback.push(Some(said.len()));
                    said.push(found);
                }
                Err(broken) => {
                    let broken = format!("feedback.csv row {row} {broken}");
                    verdict.broken.push(broken);
                }
            }
        }
        let whole = lines.len() == now.statements.len() && cells.len() == now.feedback.len();
        let read = said.len() == lines.len() + of_feedback.iter().flatten().count();
        (whole && read && of_feedback.len() == now.feedback.len()).then(|| OwnHead {
            name: self.name.to_owned(),
            task: self.facts.task,
            labels: self.facts.labels.clone(),
            said,
            of_statement: (0..lines.len()).collect(),
            of_feedback,
        })
    }

    /// Of every used row its number, the head's cell, and whether the head is unsure.
    fn cells(&self, written: Written<'_>) -> Option<Vec<(String, String, bool)>> {
        let table = written.files.get("feedback.csv")?;
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let headers = reader.headers().ok()?;
        let place = |name: &str| headers.iter().position(|header| header == name);
        let places = [place("row")?, place("placed")?, place("unsure")?];
        let own = place(self.name)?;
        let records = reader.records().filter_map(Result::ok);
        let [row, placed, unsure] = places;
        let used = records.filter(|record| record.get(placed) == Some("used"));
        let cells = used.map(|record| {
            let of = |place: usize| record.get(place).unwrap_or_default();
            let unsure = unsure::split(of(unsure)).iter().any(|n| n == self.name);
            let cell = unguarded(of(own)).to_owned();
            (of(row).to_owned(), cell, unsure)
        });
        Some(cells.collect())
    }

    /// What the head said of a feedback; `alone` is what it said of its statement, where it has
    /// but one and is the same text.
    fn cell(&self, cell: &str, unsure: bool, alone: Option<&OwnSaid>) -> Result<OwnSaid, String> {
        let words: Vec<&str> = match self.facts.task {
            HeadTask::MultiClass => vec![cell],
            HeadTask::MultiLabel if cell.is_empty() => Vec::new(),
            HeadTask::MultiLabel => cell.split(BETWEEN).collect(),
        };
        let said = OwnSaid {
            given: self.indexes(&words)?,
            probabilities: Vec::new(),
            unsure,
        };
        match alone {
            Some(other) if other.given != said.given || other.unsure != unsure => Err(format!(
                "says “{cell}” under {}, which its only statement does not",
                self.name
            )),
            _ => Ok(said),
        }
    }

    /// What the head said of a statement, or what does not fit in it.
    fn line(&self, line: &StatementLine) -> Result<OwnSaid, String> {
        let name = self.name;
        let lacking = || format!("does not say what {name} said");
        let label = line.heads.get(name).ok_or_else(lacking)?;
        let words: Vec<&str> = match (self.facts.task, label) {
            (HeadTask::MultiClass, HeadField::Label(label)) => vec![label],
            (HeadTask::MultiLabel, HeadField::Labels(labels)) => {
                labels.iter().map(String::as_str).collect()
            }
            _ => return Err(lacking()),
        };
        let field = OwnHead::probabilities_field(name);
        let Some(HeadField::Probabilities(told)) = line.heads.get(&field) else {
            return Err(lacking());
        };
        let labels = self.facts.labels.iter();
        let probabilities: Option<Vec<f32>> = labels
            .map(|label| told.get(label).map(|probability| *probability as f32))
            .collect();
        let said = OwnSaid {
            given: self.indexes(&words)?,
            probabilities: probabilities
                .filter(|found| found.len() == told.len())
                .ok_or_else(|| format!("does not give a probability to every label of {name}"))?,
            unsure: line.unsure.iter().any(|unsure| unsure == name),
        };
        self.broken(&said).map_or(Ok(said), Err)
    }

    fn indexes(&self, words: &[&str]) -> Result<Vec<usize>, String> {
        let mut given = Vec::new();
        for word in words {
            let place = self.facts.labels.iter().position(|label| label == word);
            given.push(place.ok_or_else(|| {
                let name = self.name;
                format!("says “{word}” under {name}, which is none of its labels")
            })?);
        }
        given.sort_unstable();
        given.dedup();
        Ok(given)
    }

    fn broken(&self, said: &OwnSaid) -> Option<String> {
        let (name, labels) = (self.name, &self.facts.labels);
        let at = |label: &usize| said.probabilities[*label];
        if self.facts.task == HeadTask::MultiLabel {
            let fits = |label: &usize| match said.given.contains(label) {
                true => at(label) >= GIVEN - ROUNDING,
                false => at(label) <= GIVEN + ROUNDING,
            };
            let broken = (0..labels.len()).find(|label| !fits(label))?;
            let (label, probability) = (&labels[broken], at(&broken));
            return Some(format!(
                "gives or lacks “{label}” under {name}, against its probability of {probability}"
            ));
        }
        let most = said.probabilities.iter().copied().fold(0.0, f32::max);
        let given = said.given.first()?;
        if at(given) < most - ROUNDING {
            let label = &labels[*given];
            return Some(format!(
                "says “{label}” under {name}, though another label is more probable"
            ));
        }
        let threshold = self.threshold.unwrap_or(0.0);
        match said.unsure {
            true if most > threshold + ROUNDING => Some(format!(
                "is unsure of {name}, though {most:.4} is not below {threshold}"
            )),
            false if most < threshold - ROUNDING => Some(format!(
                "is sure of {name}, though {most:.4} is below {threshold}"
            )),
            _ => None,
        }
    }
}
