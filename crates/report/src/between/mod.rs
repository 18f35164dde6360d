//! What happened between two runs: which themes are new, grew, shrank, split, merged or are gone,
//! and how sentiment and requirements moved.

mod demands;
mod facts;
mod matching;
mod same;
mod words;

pub use demands::{Demand, DemandMoves, Kept, Points};
pub use facts::{Change, Diff, FeltMoves, Moved, RunFacts, ShareMove, ThemeThere, Went};
pub use matching::{Match, MatchedBy};

use crate::numbers::{FEWEST, Share, corrected, round, shares_differ};
use crate::specific::specific_words;
use crate::{Dashboard, Part, Phrase, Requirements, RunFile, Sentiments, StatementLine};
use matching::{Extent, Matched, Subject, matched};
use same::{Same, same};
use std::collections::{BTreeMap, BTreeSet};

/// The rate of false discoveries at which a share has moved.
const LEVEL: f64 = 0.05;
/// Keyphrases whose words a theme goes by, the best ones.
const PHRASES: usize = 8;

/// What the folder of a run says.
#[derive(Debug, Clone, Copy)]
pub struct RunFolder<'a> {
    /// `run.json`.
    pub run: &'a RunFile,
    /// SHA-256 of `run.json`, lower-case hex.
    pub sha256: &'a str,
    /// `dashboard.json`.
    pub dashboard: &'a Dashboard,
    /// `requirements.json`.
    pub requirements: &'a Requirements,
    /// The lines of `statements.jsonl`.
    pub statements: &'a [StatementLine],
}

/// Compares two runs.
pub fn diff(old: RunFolder<'_>, new: RunFolder<'_>) -> Diff {
    let [then, now] = [old, new].map(|run| Side::of(run.dashboard, run.statements));
    let (same, found) = met(&then, &now);
    let mut themes = changes(&then, &now, &found);
    judge(&mut themes);
    themes.sort_by(|a, b| {
        let order = a.change.cmp(&b.change);
        let larger = |change: &Change| change.now.count.max(change.then.count);
        let ids = |change: &Change| -> Vec<String> {
            let both = change.new.iter().chain(&change.old);
            both.map(|theme| theme.id.clone()).collect()
        };
        order
            .then_with(|| larger(b).cmp(&larger(a)))
            .then_with(|| ids(a).cmp(&ids(b)))
    });
    let mut counts = BTreeMap::new();
    for change in &themes {
        *counts.entry(change.change.word().to_owned()).or_default() += 1;
    }
    Diff {
        schema_version: crate::SCHEMA_VERSION.to_owned(),
        old: RunFacts::of(old),
        new: RunFacts::of(new),
        feedback_in_both: same.feedback,
        sentiment: felt(&old.dashboard.sentiment, &new.dashboard.sentiment),
        counts,
        requirements: demands::moves(old.requirements, new.requirements, &themes),
        themes,
        notes: notes(old, new, &same, &found),
    }
}

/// For each theme of a later run that lives on from an earlier one the id that it had there. Where
/// one split or several merged, the pair that shares the most statements is the one that lives on.
///
/// Each run is given by its dashboard and its statements.
pub fn carried(
    old: (&Dashboard, &[StatementLine]),
    new: (&Dashboard, &[StatementLine]),
) -> BTreeMap<String, String> {
    let (then, now) = (Side::of(old.0, old.1), Side::of(new.0, new.1));
    let (_, found) = met(&then, &now);
    let mut pairs: Vec<&Match> = found.pairs.values().collect();
    pairs.sort_by(|a, b| {
        let share = |pair: &Match| pair.jaccard.unwrap_or(0.0);
        (b.shared.cmp(&a.shared))
            .then_with(|| share(b).total_cmp(&share(a)))
            .then_with(|| b.words.total_cmp(&a.words))
            .then_with(|| (&a.old, &a.new).cmp(&(&b.old, &b.new)))
    });
    let mut carried = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for pair in pairs {
        if !carried.contains_key(&pair.new) && taken.insert(&pair.old) {
            carried.insert(pair.new.clone(), pair.old.clone());
        }
    }
    carried
}

/// What both say, and which themes are one.
fn met(then: &Side<'_>, now: &Side<'_>) -> (Same, Matched) {
    let same = same((then.lines, &then.numbers()), (now.lines, &now.numbers()));
    let found = matched((&then.subjects, &same.old), (&now.subjects, &same.new));
    (same, found)
}

/// One run's themes, the small ones behind the others.
struct Side<'a> {
    dashboard: &'a Dashboard,
    lines: &'a [StatementLine],
    subjects: Vec<Subject<'a>>,
    /// For each theme its statements and its feedback.
    statements: Vec<u64>,
    feedback: Vec<BTreeSet<(&'a str, u64)>>,
}

impl<'a> Side<'a> {
    fn of(dashboard: &'a Dashboard, lines: &'a [StatementLine]) -> Self {
        let themes = dashboard.themes.iter();
        let large = themes.map(|theme| (&theme.id, &theme.name, theme.keyphrases.as_slice()));
        let small = dashboard.small_themes.iter();
        let small = small.map(|theme| (&theme.id, &theme.name, [].as_slice()));
        let mut subjects: Vec<Subject<'a>> = large
            .chain(small)
            .map(|(id, name, keyphrases)| Subject {
                id,
                name,
                words: goes_by(name, keyphrases),
                counts: false,
            })
            .collect();
        let mut side = Self {
            dashboard,
            lines,
            statements: vec![0; subjects.len()],
            feedback: vec![BTreeSet::new(); subjects.len()],
            subjects: Vec::new(),
        };
        let numbers: BTreeMap<&str, usize> = (0..).zip(&subjects).map(|(n, s)| (s.id, n)).collect();
        for line in lines {
            let theme = line.theme.as_deref().and_then(|id| numbers.get(id));
            if let Some(theme) = theme {
                side.statements[*theme] += 1;
                side.feedback[*theme].insert((&line.source, line.row));
            }
        }
        for (subject, feedback) in subjects.iter_mut().zip(&side.feedback) {
            subject.counts = feedback.len() as u64 >= FEWEST;
        }
        side.subjects = subjects;
        side
    }

    fn numbers(&self) -> BTreeMap<&'a str, usize> {
        let subjects = (0..).zip(&self.subjects);
        subjects
            .map(|(number, subject)| (subject.id, number))
            .collect()
    }

    fn theme(&self, number: usize, extent: Extent) -> ThemeThere {
        ThemeThere {
            id: self.subjects[number].id.to_owned(),
            name: self.subjects[number].name.to_owned(),
            statements: self.statements[number],
            feedback: self.feedback[number].len() as u64,
            different: extent.all,
            found: extent.found,
        }
    }

    /// The feedback of some themes, each counted once.
    fn part(&self, numbers: &[usize]) -> Part {
        let feedback = numbers.iter().flat_map(|number| &self.feedback[*number]);
        let count = feedback.collect::<BTreeSet<_>>().len() as u64;
        Part {
            count,
            share: Share::of(count, self.dashboard.feedback),
        }
    }
}

/// The words that a theme goes by.
fn goes_by(name: &str, keyphrases: &[Phrase]) -> BTreeSet<String> {
    let phrases = keyphrases.iter().take(PHRASES);
    let texts = phrases.map(|phrase| phrase.text.as_str());
    let texts = std::iter::once(name).chain(texts);
    texts.flat_map(specific_words).collect()
}

/// A change for every group of matched themes and for every theme on its own; what it is to be
/// called is left to [`judge`] where it depends on shares.
fn changes(then: &Side<'_>, now: &Side<'_>, found: &Matched) -> Vec<Change> {
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let mut of_new: BTreeMap<usize, usize> = BTreeMap::new();
    for old in 0..then.subjects.len() {
        let pairs = found.pairs.range((old, 0)..=(old, usize::MAX));
        let partners: Vec<usize> = pairs.map(|((_, new), _)| *new).collect();
        match partners.first().and_then(|new| of_new.get(new)) {
            Some(group) => groups[*group].0.push(old),
            None => {
                of_new.extend(partners.iter().map(|new| (*new, groups.len())));
                groups.push((vec![old], partners));
            }
        }
    }
    let alone = (0..now.subjects.len()).filter(|new| !of_new.contains_key(new));
    groups.extend(alone.map(|new| (Vec::new(), vec![new])));
    let whole = (then.dashboard.feedback, now.dashboard.feedback);
    let change = |(old, new): (Vec<usize>, Vec<usize>)| {
        let (before, after) = (then.part(&old), now.part(&new));
        let change = match (old.len(), new.len()) {
            (0, _) => Went::New,
            (_, 0) => Went::Resolved,
            (1, 1) => Went::Unchanged,
            (1, _) => Went::Split,
            _ => Went::Merged,
        };
        let half = |part: Part, whole: u64| (part.count as f64 + 0.5) / (whole as f64 + 1.0);
        let growth = (half(after, whole.1) / half(before, whole.0)).log2();
        Change {
            change,
            moved: None,
            then: before,
            now: after,
            growth: round(growth),
            chance: Some(shares_differ(
                (after.count, whole.1),
                (before.count, whole.0),
            )),
            corrected: None,
            matched: found
                .pairs
                .iter()
                .filter(|((from, to), _)| old.contains(from) && new.contains(to))
                .map(|(_, of)| of.clone())
                .collect(),
            old: old
                .iter()
                .map(|at| then.theme(*at, found.old[*at]))
                .collect(),
            new: new
                .iter()
                .map(|at| now.theme(*at, found.new[*at]))
                .collect(),
        }
    };
    groups.into_iter().map(change).collect()
}

/// Tests each change whose theme has the volume, corrects for the number of tests, and says what
/// moved. Below that volume nothing is claimed.
fn judge(changes: &mut [Change]) {
    for change in &mut *changes {
        if change.then.count.max(change.now.count) < FEWEST {
            change.chance = None;
            change.change = Went::TooFew;
        }
    }
    let tested: Vec<&mut Change> = changes.iter_mut().filter(|c| c.chance.is_some()).collect();
    let chances: Vec<f64> = tested.iter().filter_map(|change| change.chance).collect();
    for (change, corrected) in tested.into_iter().zip(corrected(&chances)) {
        change.chance = change.chance.map(round);
        change.corrected = Some(round(corrected));
        if corrected >= LEVEL {
            continue;
        }
        let moved = if change.growth > 0.0 {
            Moved::Grown
        } else {
            Moved::Shrunk
        };
        change.moved = Some(moved);
        if change.change == Went::Unchanged {
            change.change = match moved {
                Moved::Grown => Went::Grown,
                Moved::Shrunk => Went::Shrunk,
            };
        }
    }
}

fn felt(then: &Sentiments, now: &Sentiments) -> FeltMoves {
    let parts = |felt: &Sentiments| [felt.negative, felt.neutral, felt.positive];
    let (before, after) = (parts(then), parts(now));
    let whole = |parts: &[Part; 3]| parts.iter().map(|part| part.count).sum::<u64>();
    let chances: [f64; 3] = std::array::from_fn(|label| {
        shares_differ(
            (after[label].count, whole(&after)),
            (before[label].count, whole(&before)),
        )
    });
    let corrected = corrected(&chances);
    let [negative, neutral, positive] = std::array::from_fn(|label| ShareMove {
        then: before[label],
        now: after[label],
        corrected: round(corrected[label]),
        moved: corrected[label] < LEVEL,
    });
    FeltMoves {
        negative,
        neutral,
        positive,
        score_then: then.score,
        score_now: now.score,
    }
}

/// What a comparison of these runs cannot tell, in sentences.
fn notes(old: RunFolder<'_>, new: RunFolder<'_>, same: &Same, matched: &Matched) -> Vec<String> {
    let mut notes = Vec::new();
    if old.sha256 == new.sha256 {
        notes.push("Both folders hold the same run.".to_owned());
    }
    let least = old.dashboard.feedback.min(new.dashboard.feedback);
    if least < 100 {
        notes.push(format!(
            "One of the runs has {least} feedback: only large changes show through so few."
        ));
    }
    if same.feedback > 0 {
        notes.push(format!(
            "{} of the {} feedback of the later run are in the earlier one too, by their ids or \
             word for word. The tests take the runs for independent, so that they claim too little \
             rather than too much.",
            same.feedback, new.dashboard.feedback
        ));
    }
    let all: u64 = matched.old.iter().map(|extent| extent.all).sum();
    let found: u64 = matched.old.iter().map(|extent| extent.found).sum();
    if found * 2 < all {
        notes.push(format!(
            "Of {all} different statements in the earlier run's themes {found} are in the later run \
             too. Themes that share none are matched by their words alone: what is called new or \
             resolved may be the same theme in other words."
        ));
    }
    if old.run.encoder.sha256 != new.run.encoder.sha256 {
        notes.push(
            "The runs used different encoders: what splits or merges may be the encoder's doing."
                .to_owned(),
        );
    }
    let heads = |run: &RunFile| -> BTreeMap<String, String> {
        let heads = run.heads.iter();
        heads
            .map(|head| (head.name.clone(), head.sha256.clone()))
            .collect()
    };
    let (then, now) = (heads(old.run), heads(new.run));
    for (name, sha256) in &now {
        if then.get(name).is_some_and(|before| before != sha256) {
            notes.push(format!(
                "The head {name} has other weights now: what moved may be the head and not the \
                 feedback."
            ));
        }
    }
    if old.run.settings["themes"] != new.run.settings["themes"] {
        notes.push("The runs grouped with different settings.".to_owned());
    }
    notes
}
