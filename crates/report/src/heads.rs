//! What heads of the user's own say, counted.

use crate::analysis::{Facts, Scale};
use crate::columns::{Column, grouped};
use crate::dashboard::Part;
use crate::numbers::Share;
use crate::overall;
use crate::own::{HeadTask, OwnHead, OwnSaid};
use crate::period::Periods;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A head of the user's own in numbers. Of a multi-label head the labels' counts may add up to
/// more, or less, than what was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadFacts {
    /// `multi-class`: one label each; `multi-label`: any number of them.
    pub task: HeadTask,
    /// What the head tells apart, in its own order.
    pub labels: Vec<String>,
    /// How many feedback, taken whole, have each label.
    pub feedback: BTreeMap<String, Part>,
    /// How many statements have each label.
    pub statements: BTreeMap<String, u64>,
    /// How many have none of the labels; only a multi-label head gives none.
    pub unlabeled: HeadParts,
    /// How many have a label that is less probable than the head's threshold. They are counted
    /// above by that label.
    pub unsure: HeadParts,
    /// The labels of feedback period by period, as many as in `sentiment_by_period`.
    pub by_period: Vec<HeadPeriod>,
    /// The labels of feedback by the values of the columns of `sentiment_by_column`.
    pub by_column: Vec<HeadColumn>,
}

/// Feedback and statements of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadParts {
    /// Of all feedback.
    pub feedback: Part,
    /// Of all statements.
    pub statements: Part,
}

/// The labels of one period's feedback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadPeriod {
    /// `2025-W07`, `2025-02` or `2025`.
    pub period: String,
    /// Its first day.
    pub start: String,
    /// Feedback written in it.
    pub feedback: u64,
    /// How many of them have each label.
    pub labels: BTreeMap<String, u64>,
    /// How many of them have a label below the head's threshold.
    pub unsure: u64,
}

/// The labels of feedback by the values of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadColumn {
    /// The column's role where it has one, else its name.
    pub column: String,
    /// Its values, most frequent first.
    pub values: Vec<HeadValue>,
    /// How many further values are not listed.
    pub values_left_out: u64,
    /// Feedback with one of those.
    pub feedback_left_out: u64,
    /// Feedback without a value.
    pub feedback_without: u64,
}

/// The labels of the feedback that has one value in a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadValue {
    /// The value.
    pub value: String,
    /// Feedback that has it.
    pub feedback: u64,
    /// How many of them have each label.
    pub labels: BTreeMap<String, u64>,
    /// How many of them have a label below the head's threshold.
    pub unsure: u64,
}

/// The labels of some statements: of a theme's, or of those that stand alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLabels {
    /// How many have each label.
    pub labels: BTreeMap<String, u64>,
    /// How many have none of the labels; only a multi-label head gives none.
    pub unlabeled: Part,
    /// How many have a label below the head's threshold.
    pub unsure: Part,
}

/// Counts of what one head says.
struct Counted<'a> {
    head: &'a OwnHead,
    labels: Vec<u64>,
    whole: u64,
    unlabeled: u64,
    unsure: u64,
}

impl<'a> Counted<'a> {
    fn of(head: &'a OwnHead, said: impl Iterator<Item = &'a OwnSaid>) -> Self {
        let mut counted = Self {
            head,
            labels: vec![0; head.labels.len()],
            whole: 0,
            unlabeled: 0,
            unsure: 0,
        };
        for said in said {
            for label in &said.given {
                counted.labels[*label] += 1;
            }
            counted.whole += 1;
            counted.unlabeled += u64::from(said.given.is_empty());
            counted.unsure += u64::from(said.unsure);
        }
        counted
    }

    fn part(&self, count: u64) -> Part {
        Part {
            count,
            share: Share::of(count, self.whole),
        }
    }

    fn by_label<T>(&self, told: impl Fn(u64) -> T) -> BTreeMap<String, T> {
        let labels = self.head.labels.iter().cloned().zip(&self.labels);
        labels.map(|(label, count)| (label, told(*count))).collect()
    }

    fn counts(&self) -> BTreeMap<String, u64> {
        self.by_label(|count| count)
    }
}

/// Every head over everything.
pub(crate) fn of_all(
    facts: &Facts<'_>,
    periods: Option<&Periods>,
    scale: Option<Scale>,
) -> BTreeMap<String, HeadFacts> {
    let heads = facts.analysis.heads;
    if heads.is_empty() {
        return BTreeMap::new();
    }
    let columns = grouped(facts, scale);
    let in_periods = periods.map(|periods| (periods, overall::in_periods(facts, periods)));
    let feedback: Vec<usize> = (0..facts.analysis.feedback.len()).collect();
    let told = |head: &OwnHead| {
        let whole = of_feedback(head, &feedback);
        let statements = 0..head.of_statement.len();
        let statements = Counted::of(head, statements.map(|index| head.statement(index)));
        let parts = |feedback, of_statements| HeadParts {
            feedback: whole.part(feedback),
            statements: statements.part(of_statements),
        };
        HeadFacts {
            task: head.task,
            labels: head.labels.clone(),
            feedback: whole.by_label(|count| whole.part(count)),
            statements: statements.counts(),
            unlabeled: parts(whole.unlabeled, statements.unlabeled),
            unsure: parts(whole.unsure, statements.unsure),
            by_period: in_periods.as_ref().map_or_else(Vec::new, |found| {
                let (periods, members) = found;
                members
                    .iter()
                    .enumerate()
                    .map(|(place, members)| period(head, periods, place, members))
                    .collect()
            }),
            by_column: columns.iter().map(|c| column(head, c)).collect(),
        }
    };
    heads
        .iter()
        .map(|head| (head.name.clone(), told(head)))
        .collect()
}

/// Every head over some statements.
pub(crate) fn of_statements(
    facts: &Facts<'_>,
    statements: &[usize],
) -> BTreeMap<String, StatementLabels> {
    let told = |head: &OwnHead| {
        let said = statements.iter().map(|index| head.statement(*index));
        let counted = Counted::of(head, said);
        StatementLabels {
            labels: counted.counts(),
            unlabeled: counted.part(counted.unlabeled),
            unsure: counted.part(counted.unsure),
        }
    };
    let heads = facts.analysis.heads.iter();
    heads.map(|head| (head.name.clone(), told(head))).collect()
}

fn of_feedback<'a>(head: &'a OwnHead, feedback: &[usize]) -> Counted<'a> {
    let said = feedback.iter().filter_map(|index| head.feedback(*index));
    Counted::of(head, said)
}

fn period(head: &OwnHead, periods: &Periods, place: usize, members: &[usize]) -> HeadPeriod {
    let counted = of_feedback(head, members);
    HeadPeriod {
        period: periods.label(place),
        start: periods.start(place).to_string(),
        feedback: members.len() as u64,
        labels: counted.counts(),
        unsure: counted.unsure,
    }
}

fn column(head: &OwnHead, column: &Column) -> HeadColumn {
    let value = |(value, members): &(String, Vec<usize>)| {
        let counted = of_feedback(head, members);
        HeadValue {
            value: value.clone(),
            feedback: members.len() as u64,
            labels: counted.counts(),
            unsure: counted.unsure,
        }
    };
    HeadColumn {
        column: column.name.clone(),
        values: column.values.iter().map(value).collect(),
        values_left_out: column.values_left_out,
        feedback_left_out: column.left_out.len() as u64,
        feedback_without: column.feedback_without,
    }
}
