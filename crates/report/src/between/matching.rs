//! Which theme of a later run is which theme of an earlier one.
//!
//! By its id first. Then by what people say: a theme lives on where at least half of its
//! statements that the other run has as well stand in one theme there (the overlap of MONIC,
//! Spiliopoulou et al. 2006, on statements instead of documents). Themes of which the other run
//! has few statements are matched by their words.

use super::same::Places;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A theme goes where this part of what is found of it stands.
const MOSTLY: f64 = 0.5;
/// Statements that two themes share at least, or all that the smaller has.
const FEWEST_SHARED: u64 = 3;
/// A part of a split or a merger, beyond the first, has at least this part of its statements in
/// the other run: of less nobody knows where it comes from.
const KNOWN: f64 = 0.25;
/// Of all words that two themes go by they share this part, and at least two. Between the early and
/// the late half of the demo export it matches eight pairs by more than their names; all but one,
/// of few statements, read as the same subject. No other data was looked at.
const ALIKE: f64 = 0.15;

/// A theme as the matching sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    /// The words of its name and keyphrases, in lower case.
    pub(crate) words: BTreeSet<String>,
    /// Whether it is large enough to be a part of a split or a merger.
    pub(crate) counts: bool,
}

/// By what two themes are one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum MatchedBy {
    /// They have the same id.
    Id,
    /// They share statements.
    Statements,
    /// They go by the same name, or by much the same keyphrases.
    Words,
}

/// Two themes that are one, or parts of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// The id in the earlier run.
    pub old: String,
    /// The id in the later run.
    pub new: String,
    /// By what they were matched.
    pub by: MatchedBy,
    /// Different statements that stand in both.
    pub shared: u64,
    /// These by the old theme's statements that the later run has at all, 0…1; `null` where it
    /// has none.
    pub of_old: Option<f64>,
    /// These by the new theme's statements that the earlier run has at all, 0…1; `null` where it
    /// has none.
    pub of_new: Option<f64>,
    /// These by all statements of either that both runs have (Jaccard), 0…1; `null` where there
    /// are none.
    pub jaccard: Option<f64>,
    /// Words shared by all words of their names and keyphrases, 0…1.
    pub words: f64,
}

/// A theme in the statements of its run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Different statements.
    pub(crate) all: u64,
    /// Those of them that the other run has as well, in whatever theme or alone.
    pub(crate) found: u64,
}

/// What was matched: pairs of numbers of themes with the reason, so that every theme is in one
/// group, and each group has one theme on one side.
pub(crate) struct Matched {
    pub(crate) pairs: BTreeMap<(usize, usize), Match>,
    pub(crate) old: Vec<Extent>,
    pub(crate) new: Vec<Extent>,
}

struct Pair {
    old: usize,
    new: usize,
    of: Match,
}

/// Matches the themes of two runs.
pub(crate) fn matched(
    (old, in_old): (&[Subject<'_>], &Places),
    (new, in_new): (&[Subject<'_>], &Places),
) -> Matched {
    let extents = [
        extents(old.len(), in_old, in_new),
        extents(new.len(), in_new, in_old),
    ];
    let mut shared: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for (thing, then) in in_old {
        for now in in_new.get(thing).into_iter().flatten() {
            for then in then {
                *shared.entry((*then, *now)).or_default() += 1;
            }
        }
    }
    let ids: BTreeMap<&str, usize> = (0..).zip(new).map(|(at, theme)| (theme.id, at)).collect();
    for (then, theme) in old.iter().enumerate() {
        if let Some(now) = ids.get(theme.id) {
            shared.entry((then, *now)).or_default();
        }
    }
    let pairs = shared.into_iter().map(|((then, now), shared)| Pair {
        old: then,
        new: now,
        of: between(
            (&old[then], extents[0][then]),
            (&new[now], extents[1][now]),
            shared,
        ),
    });
    let mut groups = Groups::new(old.len(), new.len());
    groups.by_statements(pairs.collect(), [old, new], &extents);
    groups.by_words([old, new], &extents);
    let [old, new] = extents;
    Matched {
        pairs: groups.pairs,
        old,
        new,
    }
}

fn extents(themes: usize, own: &Places, other: &Places) -> Vec<Extent> {
    let mut extents = vec![Extent::default(); themes];
    for (thing, places) in own {
        for place in places {
            extents[*place].all += 1;
            extents[*place].found += u64::from(other.contains_key(thing));
        }
    }
    extents
}

fn between(
    (then, then_is): (&Subject<'_>, Extent),
    (now, now_is): (&Subject<'_>, Extent),
    shared: u64,
) -> Match {
    let part = |whole: u64| {
        let part = shared as f64 / whole as f64;
        (whole > 0).then(|| crate::numbers::round(part))
    };
    let both = then.words.intersection(&now.words).count();
    let either = then.words.union(&now.words).count().max(1);
    Match {
        old: then.id.to_owned(),
        new: now.id.to_owned(),
        by: if then.id == now.id {
            MatchedBy::Id
        } else {
            MatchedBy::Statements
        },
        shared,
        of_old: part(then_is.found),
        of_new: part(now_is.found),
        jaccard: part(then_is.found + now_is.found - shared),
        words: crate::numbers::round(both as f64 / either as f64),
    }
}

/// Groups in the making: stars, each with one theme on one side.
struct Groups {
    pairs: BTreeMap<(usize, usize), Match>,
    /// For each old theme the new ones that it was matched with, and the other way round.
    with: [Vec<Vec<usize>>; 2],
}

impl Groups {
    fn new(old: usize, new: usize) -> Self {
        Self {
            pairs: BTreeMap::new(),
            with: [vec![Vec::new(); old], vec![Vec::new(); new]],
        }
    }

    fn add(&mut self, pair: Pair) {
        self.with[0][pair.old].push(pair.new);
        self.with[1][pair.new].push(pair.old);
        self.pairs.insert((pair.old, pair.new), pair.of);
    }

    /// Same ids first, then pairs by what they share, as long as groups stay stars.
    fn by_statements(
        &mut self,
        mut pairs: Vec<Pair>,
        themes: [&[Subject<'_>]; 2],
        extents: &[Vec<Extent>; 2],
    ) {
        pairs.retain(|pair| {
            let smaller = extents[0][pair.old].all.min(extents[1][pair.new].all);
            let mostly = |part: Option<f64>| part.is_some_and(|part| part >= MOSTLY);
            let says = mostly(pair.of.of_old) || mostly(pair.of.of_new);
            pair.of.by == MatchedBy::Id
                || says && pair.of.shared > 0 && pair.of.shared >= smaller.min(FEWEST_SHARED)
        });
        pairs.sort_by(|a, b| {
            let shares = descending(a.of.jaccard, b.of.jaccard);
            let order = a.of.by.cmp(&b.of.by).then(shares);
            order
                .then_with(|| b.of.shared.cmp(&a.of.shared))
                .then_with(|| ids(a, b))
        });
        // All first pairs come before any second one, or a part could keep two wholes apart.
        let (first, second): (Vec<Pair>, Vec<Pair>) = {
            let mut taken = [BTreeSet::new(), BTreeSet::new()];
            pairs.into_iter().partition(|pair| {
                let free = !taken[0].contains(&pair.old) && !taken[1].contains(&pair.new);
                if free {
                    taken[0].insert(pair.old);
                    taken[1].insert(pair.new);
                }
                free
            })
        };
        first.into_iter().for_each(|pair| self.add(pair));
        for pair in second {
            let (then, now) = (pair.old, pair.new);
            // The part that is free joins the group of the other, which must be its center.
            let joins = match (self.with[0][then].is_empty(), self.with[1][now].is_empty()) {
                (true, false) => self.is_part(0, then, themes, extents) && self.center(1, now),
                (false, true) => self.is_part(1, now, themes, extents) && self.center(0, then),
                _ => false,
            };
            let whole = if self.with[0][then].is_empty() {
                pair.of.of_old
            } else {
                pair.of.of_new
            };
            if joins && whole.is_some_and(|part| part >= MOSTLY) {
                self.add(pair);
            }
        }
    }

    fn is_part(
        &self,
        side: usize,
        theme: usize,
        themes: [&[Subject<'_>]; 2],
        extents: &[Vec<Extent>; 2],
    ) -> bool {
        let extent = extents[side][theme];
        themes[side][theme].counts && extent.found as f64 >= KNOWN * extent.all as f64
    }

    /// Whether a theme can be the center of a larger group: its partners have no other.
    fn center(&self, side: usize, theme: usize) -> bool {
        let partners = &self.with[side][theme];
        partners
            .iter()
            .all(|partner| self.with[1 - side][*partner].len() == 1)
    }

    /// What is free on both sides, and of which the statements say little, by names and
    /// keyphrases, the most alike first.
    fn by_words(&mut self, [old, new]: [&[Subject<'_>]; 2], extents: &[Vec<Extent>; 2]) {
        let open = |side: usize| -> Vec<usize> {
            let extents = extents[side].iter().enumerate();
            extents
                .filter(|(at, extent)| {
                    self.with[side][*at].is_empty() && extent.found * 2 <= extent.all
                })
                .map(|(at, _)| at)
                .collect()
        };
        let mut pairs = Vec::new();
        let open_new = open(1);
        for then in open(0) {
            for &now in &open_new {
                let (a, b) = (&old[then], &new[now]);
                let same = a.name.to_lowercase() == b.name.to_lowercase();
                let both = a.words.intersection(&b.words).count();
                if !same && both < 2 {
                    continue;
                }
                let mut of = between((a, Extent::default()), (b, Extent::default()), 0);
                of.by = MatchedBy::Words;
                of.words = if same { 1.0 } else { of.words };
                if of.words >= ALIKE {
                    pairs.push(Pair {
                        old: then,
                        new: now,
                        of,
                    });
                }
            }
        }
        pairs.sort_by(|a, b| b.of.words.total_cmp(&a.of.words).then_with(|| ids(a, b)));
        for pair in pairs {
            if self.with[0][pair.old].is_empty() && self.with[1][pair.new].is_empty() {
                self.add(pair);
            }
        }
    }
}

/// Larger first, none last.
fn descending(a: Option<f64>, b: Option<f64>) -> Ordering {
    let value = |part: Option<f64>| part.unwrap_or(-1.0);
    value(b).total_cmp(&value(a))
}

fn ids(a: &Pair, b: &Pair) -> Ordering {
    let ids = a.of.old.cmp(&b.of.old);
    ids.then_with(|| a.of.new.cmp(&b.of.new))
}
