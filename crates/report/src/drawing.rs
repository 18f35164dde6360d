//! Which requirements a theme gives: of each kind one, or one for each of its parts that says
//! something of its own.

use crate::analysis::Facts;
use crate::clearest::{Speech, are_pleased, clearest};
use crate::specific::{same_words, telling_words};
use crate::wording::Wording;
use hearken_feedback::{Aside, Kind, Label, Sentiment, Theme};
use std::collections::{BTreeSet, HashSet};

/// A theme of which less than this part is of a kind is about something else.
const LEAST_PART: f64 = 0.1;
/// One voice is no requirement yet; it is shown among the single statements and in the themes.
const FEWEST: usize = 2;
/// Different feedback from which on a part of a theme speaks for itself.
const FEWEST_OF_PART: usize = 5;

/// What some statements of a theme lead to.
pub(crate) struct Drawn {
    /// The statements, nearest the center first.
    pub(crate) acting: Vec<usize>,
    /// The parts of the theme that they are in, in the theme's order.
    pub(crate) sub_themes: Vec<String>,
    /// Whether those in no part of the theme are among them.
    pub(crate) beside: bool,
    /// The statement that the sentence was made from.
    pub(crate) statement: usize,
    /// The sentence.
    pub(crate) wording: Wording,
}

/// Statements of a theme that lead to nothing, and why.
pub(crate) struct Unclear {
    pub(crate) acting: Vec<usize>,
    pub(crate) reason: &'static str,
}

/// Draws from a theme what its statements of a kind lead to.
pub(crate) fn draw(
    facts: &Facts<'_>,
    theme: &Theme,
    kind: Kind,
    speech: &Speech,
) -> (Vec<Drawn>, Option<Unclear>) {
    let acting = acting(facts, &theme.members, kind);
    let voices = |statements: &[usize]| facts.feedback_in(statements).len();
    if voices(&acting) < FEWEST || (acting.len() as f64) < LEAST_PART * theme.members.len() as f64 {
        return (Vec::new(), None);
    }
    let unclear = |acting, reason| (Vec::new(), Some(Unclear { acting, reason }));
    match theme.aside {
        Some(Aside::NoSubject) => return unclear(acting, "it names no subject"),
        Some(Aside::OtherLanguage) => {
            return unclear(acting, "it is in a language that is not read yet");
        }
        None => {}
    }
    if kind == Kind::Problem && are_pleased(facts, &acting) {
        return unclear(acting, "those who say it are pleased on the whole");
    }
    let phrases: Vec<String> = theme
        .keyphrases
        .iter()
        .take(3)
        .map(|p| p.text.clone())
        .collect();
    let mut found: Vec<Drawn> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for part in &theme.sub_themes {
        let of_part = self::acting(facts, &part.members, kind);
        let enough = voices(&of_part) >= FEWEST_OF_PART
            && of_part.len() as f64 >= LEAST_PART * part.members.len() as f64;
        let mut named = phrases.clone();
        named.push(part.name.clone());
        let clear = enough
            .then(|| clearest(facts, &of_part, kind, &named, speech))
            .flatten();
        match clear {
            Some((statement, wording)) => found.push(Drawn {
                acting: of_part,
                sub_themes: vec![part.name.clone()],
                beside: false,
                statement,
                wording,
            }),
            None => rest.push(part.name.clone()),
        }
    }
    let taken: HashSet<usize> = found
        .iter()
        .flat_map(|drawn| drawn.acting.clone())
        .collect();
    let left: Vec<usize> = acting
        .iter()
        .copied()
        .filter(|statement| !taken.contains(statement))
        .collect();
    let mut of_nothing = None;
    if voices(&left) >= FEWEST {
        match clearest(facts, &left, kind, &phrases, speech) {
            Some((statement, wording)) => found.push(Drawn {
                acting: left,
                sub_themes: rest,
                beside: true,
                statement,
                wording,
            }),
            None => {
                of_nothing = Some(Unclear {
                    acting: left,
                    reason: "nobody in it says what exactly",
                });
            }
        }
    }
    (join_equal(theme, found), of_nothing)
}

/// Parts that come to the same sentence are one matter; the largest gives the words.
fn join_equal(theme: &Theme, mut found: Vec<Drawn>) -> Vec<Drawn> {
    // Stable: of equals the first in the theme's order.
    found.sort_by_key(|drawn| std::cmp::Reverse(drawn.acting.len()));
    let mut kept: Vec<(BTreeSet<String>, Drawn)> = Vec::new();
    for drawn in found {
        let words = telling_words(&drawn.wording.statement);
        let equal = kept.iter_mut().find(|(other, _)| same_words(other, &words));
        let Some((_, first)) = equal else {
            kept.push((words, drawn));
            continue;
        };
        first.beside |= drawn.beside;
        let of_either: HashSet<usize> = first.acting.iter().chain(&drawn.acting).copied().collect();
        let members = theme.members.iter().copied();
        first.acting = members
            .filter(|member| of_either.contains(member))
            .collect();
        first.sub_themes.extend(drawn.sub_themes);
        let place = |name: &String| theme.sub_themes.iter().position(|part| part.name == *name);
        first.sub_themes.sort_by_key(place);
    }
    kept.into_iter().map(|(_, drawn)| drawn).collect()
}

/// The statements among `members` that complain, wish or praise.
fn acting(facts: &Facts<'_>, members: &[usize], kind: Kind) -> Vec<usize> {
    let members = members.iter().copied();
    members
        .filter(|member| {
            let classified = &facts.analysis.classified[*member];
            acts(
                kind.word(),
                classified.kind().word(),
                classified.sentiment().word(),
            )
        })
        .collect()
}

/// Whether a statement with these labels counts for a requirement of a kind.
pub(crate) fn acts(of: &str, kind: &str, sentiment: &str) -> bool {
    of == kind
        && match Kind::from_word(of) {
            // What pleases is no complaint, whatever its words.
            Some(Kind::Problem) => sentiment != Sentiment::Positive.word(),
            Some(Kind::Praise) => sentiment == Sentiment::Positive.word(),
            Some(Kind::Request | Kind::Question | Kind::Other) | None => true,
        }
}
