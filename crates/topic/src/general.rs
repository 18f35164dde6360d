//! Statements that name no subject: "Great app!", "Worst ever", a row of hearts.
//!
//! An encoder finds many little differences among them, and a theme for "good", one for "nice" and
//! one for "super" tell nobody anything. They come together by how they feel instead.

use crate::order::Ordered;
use crate::phrase::weight;
use crate::words::{Class, Words, name_nothing};
use crate::written::{usual_language, written_in};
use crate::{Settings, Statements};
use hearken_feedback::{Aside, Sentiment};
use std::collections::HashMap;

/// A group of fewer distinct statements keeps its most central one for a name.
const SEVERAL: usize = 20;

/// A word that this part of a group says may name it, and a vague one this part.
const NAMING: f64 = 0.05;
const NAMING_VAGUE: f64 = 0.2;

/// Positions of statements that have a name from the start: those without a subject, and those in
/// another language whose words are not understood.
#[derive(Clone)]
pub(crate) struct General {
    pub(crate) name: String,
    pub(crate) aside: Aside,
    pub(crate) positions: Vec<usize>,
}

/// What statements without a subject are called by how they feel.
fn called(sentiment: Sentiment) -> &'static str {
    match sentiment {
        Sentiment::Positive => "General praise",
        Sentiment::Negative => "General complaints",
        Sentiment::Neutral => "General remarks",
    }
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
    // Long feedback stands around many statements.
    let mut around: Vec<&str> = beside.iter().map(|&row| statements.contexts[row]).collect();
    around.sort_unstable();
    around.dedup();
    let names_nothing = name_nothing(&around);
    for row in beside {
        let at = around.binary_search(&statements.contexts[row]);
        empty[row] = names_nothing[at.expect("all contexts are there")];
    }
    let mut general = Vec::new();
    let without = (0..ordered.len()).filter(|position| empty[ordered.row(*position)]);
    place(&mut general, without, ordered, statements);
    let subjects = ordered.clear.iter().copied();
    (
        general,
        subjects
            .filter(|&position| !empty[ordered.row(position)])
            .collect(),
    )
}

/// Adds positions to the general groups by how they feel.
fn place(
    general: &mut Vec<General>,
    positions: impl Iterator<Item = usize>,
    ordered: &Ordered<'_>,
    statements: Statements<'_>,
) {
    for position in positions {
        let name = called(statements.sentiments[ordered.row(position)]);
        let group = match general.iter().position(|group| group.name == name) {
            Some(at) => &mut general[at],
            None => {
                general.push(General {
                    name: name.to_owned(),
                    aside: Aside::NoSubject,
                    positions: Vec::new(),
                });
                general.last_mut().expect("just added")
            }
        };
        group.positions.push(position);
    }
}

/// Takes out the groups of which no word says what they are about: an encoder finds typing errors,
/// first names and texts in letters that it cannot read alike. What is in another language than
/// most statements is called by it; the rest joins the general groups.
pub(crate) fn dissolve(
    groups: &mut Vec<Vec<usize>>,
    general: &mut Vec<General>,
    ordered: &Ordered<'_>,
    words: &Words,
    statements: Statements<'_>,
    settings: &Settings,
) {
    if settings.themes.is_some() {
        return;
    }
    let mut everywhere: HashMap<u32, u64> = HashMap::new();
    words.each_stem(|stem, row| {
        *everywhere.entry(stem).or_default() += weight(statements.counts[row]);
    });
    let usual_language = usual_language(words, statements.texts).unwrap_or_default();
    let all: u64 = statements.counts.iter().map(|count| weight(*count)).sum();
    groups.retain(|group| {
        let rows: Vec<usize> = group
            .iter()
            .map(|position| ordered.row(*position))
            .collect();
        if rows.len() < SEVERAL {
            return true;
        }
        let foreign = written_in(&rows, usual_language, words, statements.texts);
        let naming = if foreign.is_some() {
            NAMING_VAGUE
        } else {
            NAMING
        };
        let usual = |stem: u32| everywhere[&stem] as f64 / all as f64;
        if has_subject(&rows, words, statements.counts, naming, usual) {
            return true;
        }
        match foreign {
            Some(name) => match general.iter_mut().find(|group| group.name == name) {
                Some(same) => same.positions.extend(group),
                None => general.push(General {
                    name,
                    aside: Aside::OtherLanguage,
                    positions: group.clone(),
                }),
            },
            None => place(general, group.iter().copied(), ordered, statements),
        }
        false
    });
}

/// Whether a word that names something is said by enough of some rows: by `naming` of them, or by
/// more where it names little; and by a larger part than its `usual` one.
fn has_subject(
    rows: &[usize],
    words: &Words,
    counts: &[u32],
    naming: f64,
    usual: impl Fn(u32) -> f64,
) -> bool {
    let mut said: HashMap<u32, (Class, u64)> = HashMap::new();
    let mut all = 0;
    let mut seen = Vec::new();
    for &row in rows {
        let weight = weight(counts[row]);
        all += weight;
        seen.clear();
        for word in words.of(row) {
            if word.class.is_subject() && !seen.contains(&word.stem) {
                seen.push(word.stem);
                said.entry(word.stem).or_insert((word.class, 0)).1 += weight;
            }
        }
    }
    said.iter().any(|(stem, (class, weight))| {
        let least = if *class == Class::Content {
            naming
        } else {
            NAMING_VAGUE
        };
        let part = *weight as f64 / all as f64;
        part >= least && part > usual(*stem)
    })
}
