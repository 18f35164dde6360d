//! Statements that name no subject: "Great app!", "Worst ever", a row of hearts.
//!
//! An encoder finds many little differences among them, and a theme for "good", one for "nice" and
//! one for "super" tell nobody anything. They come together by how they feel instead.

use crate::draft::{Draft, Drafts, sort};
use crate::keyphrase::Scored;
use crate::name::{first, fits};
use crate::order::Ordered;
use crate::subjects::name_nothing;
use crate::words::Words;
use crate::written::{foreign, usual_language, written_in};
use crate::{Settings, Statements};
use hearken_feedback::{Aside, Label, Sentiment};
use std::collections::BTreeMap;

/// A group of fewer distinct statements keeps its most central one for a name.
const SEVERAL: usize = 20;

/// A phrase that this part of a group in another language says may name it.
const NAMING_FOREIGN: f64 = 0.2;

/// A phrase that names another theme, and of which this part so many say here, is no name here:
/// reviews of stars mention cards.
const OWN: f64 = 0.5;

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
    let mut general: Vec<General> = Sentiment::ALL
        .iter()
        .map(|&sentiment| General {
            name: called(sentiment).to_owned(),
            aside: Aside::NoSubject,
            positions: (0..ordered.len())
                .filter(|&position| {
                    let row = ordered.row(position);
                    empty[row] && statements.sentiments[row] == sentiment
                })
                .collect(),
        })
        .collect();
    general.retain(|general| !general.positions.is_empty());
    let subjects = ordered.clear.iter().copied();
    (
        general,
        subjects
            .filter(|&position| !empty[ordered.row(position)])
            .collect(),
    )
}

/// Takes out the drafts that no phrase names: an encoder finds typing errors, first names and
/// texts in letters that it cannot read alike. What is in another language than most statements is
/// called by it; the rest joins the general groups. Those that grow have no phrases yet.
pub(crate) fn dissolve(drafts: &mut Drafts, statements: Statements<'_>) {
    let Statements {
        texts,
        languages,
        sentiments,
        ..
    } = statements;
    let usual = usual_language(languages);
    // How much of the theme that a phrase names first says it.
    let mut firsts: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for phrase in drafts
        .drafts
        .iter()
        .filter_map(|draft| first(&draft.phrases))
    {
        let most = firsts.entry(phrase.gist()).or_default();
        *most = most.max(phrase.coverage);
    }
    let mut apart: BTreeMap<String, (Aside, Vec<usize>)> = BTreeMap::new();
    let mut foreign_rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    drafts.drafts.retain(|draft| {
        if !draft.is_unnamed() || draft.members.len() < SEVERAL {
            return true;
        }
        let foreign = foreign(&draft.members, usual, languages);
        let naming = if foreign.is_some() {
            NAMING_FOREIGN
        } else {
            0.0
        };
        let names = |phrase: &Scored| {
            let most = firsts.get(&phrase.gist()).copied().unwrap_or_default();
            fits(phrase) && phrase.coverage >= naming.max(OWN * most)
        };
        if draft.phrases.iter().any(names) {
            return true;
        }
        // Groups of one language in the main are one, whatever else is mixed in.
        if let Some(language) = foreign {
            let rows = foreign_rows.entry(language).or_default();
            rows.extend(&draft.members);
            return false;
        }
        for &row in &draft.members {
            let group = apart.entry(called(sentiments[row]).to_owned());
            group.or_insert((Aside::NoSubject, Vec::new())).1.push(row);
        }
        false
    });
    for rows in foreign_rows.into_values() {
        let name = written_in(&rows, usual, languages);
        apart.insert(name, (Aside::OtherLanguage, rows));
    }
    for (name, (aside, mut rows)) in apart {
        if let Some(at) = drafts.drafts.iter().position(|draft| draft.name == name) {
            rows.extend(drafts.drafts.remove(at).members);
        }
        drafts.drafts.push(Draft {
            name,
            aside: Some(aside),
            ..Draft::new(rows, statements)
        });
    }
    sort(&mut drafts.drafts, texts);
}
