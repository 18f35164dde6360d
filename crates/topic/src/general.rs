//! Statements that name no subject: "Great app!", "Worst ever", a row of hearts.
//!
//! An encoder finds many little differences among them, and a theme for "good", one for "nice" and
//! one for "super" tell nobody anything. They come together by how they feel instead.

use crate::order::Ordered;
use crate::words::Words;
use crate::{Settings, Statements};
use hearken_feedback::Sentiment;

/// Positions of statements without a subject, and what to call them.
#[derive(Clone)]
pub(crate) struct General {
    pub(crate) name: &'static str,
    pub(crate) positions: Vec<usize>,
}

/// Takes the statements without a subject out of those that have a direction; the others are the
/// second. Complaints and remarks beside a statement that has a subject are about that: "Login
/// fails. So bad!" Where a number of groups is asked for, nothing is set apart.
pub(crate) fn set_apart(
    ordered: &Ordered<'_>,
    words: &Words,
    statements: Statements<'_>,
    settings: &Settings,
) -> (Vec<General>, Vec<usize>) {
    if settings.themes.is_some() {
        return (Vec::new(), ordered.clear.clone());
    }
    let praises = |row: usize| statements.sentiments[row] == Sentiment::Positive;
    let mut empty: Vec<bool> = (0..statements.texts.len())
        .map(|row| words.names_nothing(row))
        .collect();
    let beside: Vec<usize> = (0..empty.len())
        .filter(|&row| {
            empty[row] && !praises(row) && statements.contexts[row] != statements.texts[row]
        })
        .collect();
    let contexts: Vec<&str> = beside.iter().map(|&row| statements.contexts[row]).collect();
    let around = Words::read(&contexts, 0..contexts.len());
    for (at, &row) in beside.iter().enumerate() {
        empty[row] = around.names_nothing(at);
    }
    let mut general = [
        (Sentiment::Positive, "General praise"),
        (Sentiment::Negative, "General complaints"),
        (Sentiment::Neutral, "General remarks"),
    ]
    .map(|(sentiment, name)| {
        let positions = (0..ordered.len())
            .filter(|&position| {
                let row = ordered.row(position);
                empty[row] && statements.sentiments[row] == sentiment
            })
            .collect();
        General { name, positions }
    })
    .to_vec();
    general.retain(|general| !general.positions.is_empty());
    let subjects = ordered.clear.iter().copied();
    (
        general,
        subjects
            .filter(|&position| !empty[ordered.row(position)])
            .collect(),
    )
}
