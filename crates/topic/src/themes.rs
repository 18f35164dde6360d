//! Groups made into themes: phrases, name, id.

use crate::draft::{Draft, Drafts, sort};
use crate::general;
use crate::heading::{headings, without_headings};
use crate::join::{Named, one_theme};
use crate::keyphrase::{Scored, npmi};
use crate::levels::Levels;
use crate::map;
use crate::name::{Taken, first, name as choose, ranked};
use crate::partition::{BROAD, BROAD_FEWEST};
use crate::phrase::{Key, candidates, spellings, totals, weight};
use crate::words::Words;
use crate::{Encode, Error, Settings, Statements, Steering, id, steer};
use hearken_feedback::{Keyphrase, Theme, Themes};
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Phrases of a theme that are encoded, and of a small one.
const ENCODED: usize = 30;
const ENCODED_SMALL: usize = 6;

/// Phrases encoded for small themes in all; small themes beyond are named by their statement.
const ENCODED_SMALL_IN_ALL: usize = 10_000;

/// How often themes are joined by their names at most.
const ROUNDS: usize = 4;

/// A statement said this often stands for its theme.
const OFTEN: u32 = 5;

/// Phrases shown of a theme.
const SHOWN: usize = 8;

/// Finds, encodes and scores the phrases, and names the themes by them. Unless a number of groups
/// is asked for, those that no phrase names are dissolved, and those whose names show that they
/// are one are joined, and named anew. Last, what people decided is done.
pub(crate) fn name(
    drafts: &mut Drafts,
    words: &Words,
    statements: Statements<'_>,
    settings: &Settings,
    encode: Encode<'_>,
    progress: &mut dyn FnMut(&str, f32),
) -> Result<(), Error> {
    let Statements { texts, counts, .. } = statements;
    let steering = &settings.steering;
    let stay = settings.themes.is_some();
    let all: Vec<usize> = (0..texts.len()).collect();
    let score = |drafts: &mut Drafts| score(drafts, words, counts, &all, steering);
    score(drafts);
    if !stay {
        general::dissolve(drafts, statements);
        score(drafts);
    }
    let all: Vec<usize> = (0..drafts.drafts.len()).collect();
    place_phrases(drafts, &all, statements, encode)?;
    progress("naming", 0.8);
    drafts.choose_names(words, texts, counts);
    // What is joined has a new name, which may show another one.
    let mut rounds = 0..ROUNDS;
    while !stay && rounds.next().is_some() && drafts.join(statements) {
        let new = drafts.without_phrases();
        score(drafts);
        place_phrases(drafts, &new, statements, encode)?;
        drafts.choose_names(words, texts, counts);
    }
    if !steering.is_empty() {
        let mut notes = steer::regroup(drafts, steering, statements, encode)?;
        let new = drafts.without_phrases();
        score(drafts);
        place_phrases(drafts, &new, statements, encode)?;
        drafts.choose_names(words, texts, counts);
        notes.append(&mut steer::rename(drafts, steering, texts));
        drafts.notes = notes;
    }
    progress("naming", 1.0);
    Ok(())
}

/// Encodes the phrases of some drafts: the cosine of each to its center.
pub(crate) fn place_phrases(
    drafts: &mut Drafts,
    new: &[usize],
    statements: Statements<'_>,
    encode: Encode<'_>,
) -> Result<(), Error> {
    // Every phrase once, in an order of its own.
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    let mut for_small = 0;
    for &at in new {
        let draft = &mut drafts.drafts[at];
        if draft.size < drafts.smallest {
            if for_small >= ENCODED_SMALL_IN_ALL {
                draft.phrases.clear();
            }
            for_small += draft.phrases.len();
        }
        for phrase in &draft.phrases {
            wanted.insert(phrase.text.clone(), 0);
        }
    }
    let phrases: Vec<String> = wanted.keys().cloned().collect();
    for (at, place) in wanted.values_mut().enumerate() {
        *place = at;
    }
    let width = statements.embeddings.ncols();
    let vectors = if phrases.is_empty() {
        Array2::zeros((0, width))
    } else {
        encode(&phrases).map_err(Error::Encode)?
    };
    if vectors.dim() != (phrases.len(), width) {
        return Err(Error::Shape {
            phrases: phrases.len(),
            width,
            rows: vectors.nrows(),
            columns: vectors.ncols(),
        });
    }
    for &at in new {
        let draft = &mut drafts.drafts[at];
        for phrase in &mut draft.phrases {
            if let Some(&at) = wanted.get(&phrase.text) {
                let cosine = vectors.row(at).dot(&draft.center);
                phrase.cosine = if cosine.is_finite() {
                    cosine.clamp(-1.0, 1.0)
                } else {
                    0.0
                };
            }
        }
    }
    Ok(())
}

/// The statement that names a theme without a phrase: of those with a subject the one said most
/// often, where it is said often, or else the most central.
pub(crate) fn typical(draft: &Draft, words: &Words, counts: &[u32]) -> usize {
    let often = |row: &&usize| counts[**row] >= OFTEN && !words.names_nothing(**row);
    let most = draft.members.iter().filter(often).rev();
    *most
        .max_by_key(|row| counts[**row])
        .unwrap_or(&draft.members[0])
}

/// Fills the phrases of drafts that have none: those that go together with each best among the
/// statements in which they were found; not yet encoded.
pub(crate) fn score(
    drafts: &mut Drafts,
    words: &Words,
    counts: &[u32],
    among: &[usize],
    steering: &Steering,
) {
    let smallest = drafts.smallest;
    let found: BTreeMap<usize, Vec<(Key, u64)>> = drafts
        .without_phrases()
        .par_iter()
        .map(|&at| (at, candidates(words, counts, &drafts.drafts[at].members)))
        .collect();
    let said: HashMap<Key, u64> = totals(
        words,
        counts,
        among,
        found.values().flatten().map(|(key, _)| *key),
    );
    let all: u64 = among.iter().map(|row| weight(counts[*row])).sum();
    drafts
        .drafts
        .par_iter_mut()
        .enumerate()
        .filter_map(|(at, draft)| Some((draft, found.get(&at)?)))
        .for_each(|(draft, found)| {
            let theme: u64 = draft.members.iter().map(|row| weight(counts[*row])).sum();
            let mut ranked: Vec<(f64, Key, f64, f64)> = found
                .iter()
                .map(|&(key, both)| {
                    let npmi = npmi(both, said[&key], theme, all);
                    let coverage = both as f64 / theme as f64;
                    ((1.0 + npmi) * coverage.powf(0.25), key, npmi, coverage)
                })
                .collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let most = if draft.size < smallest {
                ENCODED_SMALL
            } else {
                ENCODED
            };
            let keys: Vec<Key> = ranked.iter().map(|(_, key, _, _)| *key).collect();
            let texts = spellings(words, &draft.members, &keys);
            let mut phrases: Vec<(f64, Scored)> = ranked
                .into_iter()
                .filter_map(|(rank, key, npmi, coverage)| {
                    let (text, some) = texts.get(&key)?;
                    if !steering.allows(text) {
                        return None;
                    }
                    let scored = Scored {
                        key,
                        text: text.clone(),
                        classes: some.iter().map(|word| word.class).collect(),
                        coverage,
                        npmi,
                        cosine: 0.0,
                    };
                    Some((rank, scored))
                })
                .collect();
            phrases.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text)));
            phrases.truncate(most);
            draft.phrases = phrases.into_iter().map(|(_, phrase)| phrase).collect();
        });
}

/// What was found out about groups and drafts beside what is in them.
pub(crate) struct Measured<'a> {
    /// Of the group of each row.
    pub(crate) stability: &'a [Option<f32>],
    /// Of each draft.
    pub(crate) coherence: Vec<Option<f32>>,
    pub(crate) levels: Levels,
}

impl Drafts {
    fn without_phrases(&self) -> Vec<usize> {
        let drafts = self.drafts.iter().enumerate();
        drafts
            .filter(|(_, draft)| draft.phrases.is_empty())
            .map(|(at, _)| at)
            .collect()
    }

    /// Names all from their phrases, the largest first.
    fn choose_names(&mut self, words: &Words, texts: &[&str], counts: &[u32]) {
        let large = |draft: &&Draft| draft.is_unnamed() && draft.size >= self.smallest;
        let large = || self.drafts.iter().filter(large);
        let headings = headings(large().filter_map(|draft| first(&draft.phrases)));
        let own = |draft: &Draft| without_headings(&draft.phrases, &headings);
        let firsts = large().filter_map(|draft| Some(first(&own(draft))?.gist()));
        let firsts = firsts.collect();
        let steered = self.drafts.iter().filter(|draft| draft.steered);
        let mut taken = Taken::beside(firsts, steered.map(|draft| draft.name.as_str()));
        for draft in self.drafts.iter_mut().filter(|draft| draft.is_unnamed()) {
            let typical = texts[typical(draft, words, counts)];
            let own = without_headings(&draft.phrases, &headings);
            draft.name = choose(&own, typical, &mut taken);
        }
    }

    /// Joins themes that are one by their names; whether there were any.
    fn join(&mut self, statements: Statements<'_>) -> bool {
        let own = |draft: &Draft| draft.size >= self.smallest && draft.is_unnamed();
        let named: Vec<Named<'_>> = self
            .drafts
            .iter()
            .map(|draft| Named {
                name: &draft.name,
                phrases: &draft.phrases,
                size: draft.size,
                center: draft.center.view(),
            })
            .collect();
        let may: Vec<usize> = (0..named.len())
            .filter(|at| own(&self.drafts[*at]))
            .collect();
        let all: usize = self.drafts.iter().map(|draft| draft.size).sum();
        let all = all + self.single.len();
        let largest = ((BROAD * all as f64) as usize).max(BROAD_FEWEST);
        let sets = one_theme(&named, &may, largest);
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut joined = Vec::new();
        for set in sets {
            let members = set.iter().flat_map(|at| &self.drafts[*at].members);
            joined.push(Draft::new(members.copied().collect(), statements));
            taken.extend(set);
        }
        let any = !joined.is_empty();
        let mut place = 0..;
        self.drafts
            .retain(|_| !place.next().is_some_and(|at| taken.contains(&at)));
        self.drafts.extend(joined);
        sort(&mut self.drafts, statements.texts);
        any
    }

    /// The themes as they are handed out.
    pub(crate) fn finish(self, texts: &[&str], measured: Measured<'_>) -> Themes {
        let Measured {
            stability,
            coherence,
            levels,
        } = measured;
        let mut sub_themes = levels.sub_themes.into_iter();
        let mut coherence = coherence.into_iter();
        let mut themes = Themes {
            single: self.single,
            smallest: self.smallest,
            notes: self.notes,
            areas: levels.areas,
            ..Themes::default()
        };
        let smallest = self.smallest;
        let on_map = |draft: &Draft| draft.size >= smallest && draft.aside.is_none();
        let centers: Vec<_> = self
            .drafts
            .iter()
            .filter(|d| on_map(d))
            .map(|d| &d.center)
            .collect();
        let mut places = map::places(&centers).into_iter();
        let mut taken = HashSet::new();
        for draft in self.drafts {
            let map = on_map(&draft).then(|| places.next());
            let central = || draft.members.iter().map(|row| texts[*row]);
            let mut before = 0;
            let mut id = id::id(central(), before);
            while !taken.insert(id.clone()) {
                before += 1;
                id = id::id(central(), before);
            }
            let theme = Theme {
                id,
                name: draft.name,
                keyphrases: shown(&draft.phrases),
                // What was put together by how it feels was not found, and is not found again.
                stability: match draft.aside {
                    Some(_) => None,
                    None => mean(draft.members.iter().filter_map(|row| stability[*row])),
                },
                members: draft.members,
                cohesion: draft.cohesion,
                coherence: coherence.next().flatten().filter(|_| draft.aside.is_none()),
                map: map.flatten(),
                sub_themes: sub_themes.next().unwrap_or_default(),
                aside: draft.aside,
            };
            if draft.size >= smallest {
                themes.themes.push(theme);
            } else {
                themes.small.push(theme);
            }
        }
        themes
    }
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (count, sum) = values.fold((0u32, 0f64), |(count, sum), value| {
        (count + 1, sum + f64::from(value))
    });
    (count > 0).then(|| (sum / f64::from(count)) as f32)
}

/// The best phrases by score, none of them said by another.
fn shown(phrases: &[Scored]) -> Vec<Keyphrase> {
    let mut best = ranked(phrases);
    best.sort_by(|a, b| {
        b.score()
            .total_cmp(&a.score())
            .then_with(|| a.text.cmp(&b.text))
    });
    let mut gists: Vec<Vec<u32>> = Vec::new();
    best.retain(|phrase| {
        let gist = phrase.gist();
        let new = !gists.contains(&gist);
        gists.push(gist);
        new
    });
    best.truncate(SHOWN);
    best.iter()
        .map(|phrase| Keyphrase {
            text: phrase.text.clone(),
            score: phrase.score() as f32,
        })
        .collect()
}
