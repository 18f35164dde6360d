//! Groups made into themes: members in order, center, cohesion, phrases, name, id.

use crate::general::General;
use crate::join::{Named, one_theme};
use crate::keyphrase::{Scored, npmi};
use crate::name::{Taken, first, name as choose, ranked};
use crate::order::{Ordered, scale_to_unit};
use crate::partition::{BROAD, BROAD_FEWEST};
use crate::phrase::{Key, candidates, spellings, totals, weight};
use crate::words::Words;
use crate::{Encode, Error, Settings, Statements, id};
use hearken_feedback::{Aside, Keyphrase, Theme, Themes};
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Phrases of a theme that are encoded, and of a small one.
const ENCODED: usize = 30;
const ENCODED_SMALL: usize = 6;

/// Phrases encoded for small themes in all; small themes beyond are named by their statement.
const ENCODED_SMALL_IN_ALL: usize = 10_000;

/// A statement said this often stands for its theme.
const OFTEN: u32 = 5;

/// Phrases shown of a theme.
const SHOWN: usize = 8;

/// A group on its way to a theme.
struct Draft {
    /// Rows, nearest the center first.
    members: Vec<usize>,
    size: usize,
    center: Array1<f32>,
    cohesion: f32,
    phrases: Vec<Scored>,
    name: String,
    /// Why the name was given from the start, where it was.
    aside: Option<Aside>,
}

impl Draft {
    /// Orders and measures some rows; without phrases yet.
    fn new(mut rows: Vec<usize>, statements: Statements<'_>) -> Self {
        let Statements {
            embeddings,
            texts,
            counts,
            ..
        } = statements;
        // In an order of their own, so that sums are the same.
        rows.sort_by(|a, b| {
            let said = |row: usize| (texts[row], statements.contexts[row]);
            said(*a).cmp(&said(*b))
        });
        let mut points = embeddings.select(Axis(0), &rows);
        for mut point in points.outer_iter_mut() {
            scale_to_unit(point.as_slice_mut().expect("rows are contiguous"));
        }
        let mut center = points.sum_axis(Axis(0));
        scale_to_unit(center.as_slice_mut().expect("a vector is contiguous"));
        let cosines = points.dot(&center);
        let mut members: Vec<(f32, usize)> = cosines.iter().copied().zip(rows).collect();
        members.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| texts[a.1].cmp(texts[b.1])));
        let count = |row: usize| counts[row].max(1) as usize;
        let sum = |with: &dyn Fn(f32, f32) -> f32| -> f32 {
            let weighed = members.iter().map(|(c, row)| with(*c, count(*row) as f32));
            weighed.sum()
        };
        let cohesion = sum(&|cosine, n| cosine * n) / sum(&|_, n| n);
        Self {
            size: members.iter().map(|(_, row)| count(*row)).sum(),
            members: members.into_iter().map(|(_, row)| row).collect(),
            center,
            cohesion,
            phrases: Vec::new(),
            name: String::new(),
            aside: None,
        }
    }
}

/// All groups on their way.
pub(crate) struct Drafts {
    drafts: Vec<Draft>,
    single: Vec<usize>,
    smallest: usize,
}

/// Statements a theme should have at least, where the user names no number.
fn default_smallest(statements: usize) -> usize {
    (statements / 2_000).clamp(3, 50)
}

/// Centers, orders and measures the groups. A statement that stands alone but is said by several
/// is a group of its own.
pub(crate) fn draft(
    ordered: &Ordered<'_>,
    statements: Statements<'_>,
    settings: &Settings,
    groups: Vec<Vec<usize>>,
    general: Vec<General>,
) -> Drafts {
    let (texts, counts) = (statements.texts, statements.counts);
    let count = |row: usize| counts[row].max(1) as usize;
    let total: usize = (0..texts.len()).map(count).sum();
    let smallest = settings
        .smallest
        .map_or_else(|| default_smallest(total), |least| least.get());

    let mut alone = vec![true; ordered.len()];
    let nameless = groups.into_iter().map(|positions| (None, positions));
    let set_apart = general
        .into_iter()
        .map(|g| (Some((g.name, g.aside)), g.positions));
    let several = set_apart.filter(|(_, positions)| positions.len() > 1);
    let mut groups: Vec<_> = nameless.chain(several).collect();
    for position in groups.iter().flat_map(|(_, positions)| positions) {
        alone[*position] = false;
    }
    let mut single = Vec::new();
    for position in (0..ordered.len()).filter(|position| alone[*position]) {
        if count(ordered.row(position)) > 1 {
            groups.push((None, vec![position]));
        } else {
            single.push(ordered.row(position));
        }
    }
    single.sort_by_key(|row| texts[*row]);

    let mut drafts: Vec<Draft> = groups
        .into_par_iter()
        .map(|(given, group)| {
            let rows = group.iter().map(|position| ordered.row(*position));
            let mut draft = Draft::new(rows.collect(), statements);
            if let Some((name, aside)) = given {
                draft.name = name;
                draft.aside = Some(aside);
            }
            draft
        })
        .collect();
    sort(&mut drafts, texts);
    Drafts {
        drafts,
        single,
        smallest,
    }
}

/// The largest first.
fn sort(drafts: &mut [Draft], texts: &[&str]) {
    drafts.sort_by(|a, b| {
        let central = |draft: &Draft| texts[draft.members[0]];
        b.size.cmp(&a.size).then_with(|| central(a).cmp(central(b)))
    });
}

/// Finds, encodes and scores the phrases, and names the themes by them. Themes whose names show
/// that they are one are joined, and named anew.
pub(crate) fn name(
    drafts: &mut Drafts,
    words: &Words,
    statements: Statements<'_>,
    join: bool,
    encode: Encode<'_>,
    progress: &mut dyn FnMut(&str, f32),
) -> Result<(), Error> {
    let Statements { texts, counts, .. } = statements;
    let new: Vec<usize> = (0..drafts.drafts.len()).collect();
    find_phrases(drafts, &new, words, statements, encode)?;
    progress("naming", 0.8);
    drafts.choose_names(texts, counts);
    if join && drafts.join(statements) {
        let joined = |at: &usize| drafts.drafts[*at].phrases.is_empty();
        let new: Vec<usize> = (0..drafts.drafts.len()).filter(joined).collect();
        find_phrases(drafts, &new, words, statements, encode)?;
        drafts.choose_names(texts, counts);
    }
    progress("naming", 1.0);
    Ok(())
}

/// Gives some drafts their phrases, scored, with the cosine of each to the center.
fn find_phrases(
    drafts: &mut Drafts,
    new: &[usize],
    words: &Words,
    statements: Statements<'_>,
    encode: Encode<'_>,
) -> Result<(), Error> {
    score(drafts, new, words, statements.counts);
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

/// The statement that names a theme without a phrase: the one said most often where it is said
/// often, or else the most central.
fn typical(draft: &Draft, counts: &[u32]) -> usize {
    let often = |row: &&usize| counts[**row] >= OFTEN;
    let most = draft.members.iter().filter(often).rev();
    *most
        .max_by_key(|row| counts[**row])
        .unwrap_or(&draft.members[0])
}

/// Fills each draft's phrases, those that go together with it best, not yet encoded.
fn score(drafts: &mut Drafts, new: &[usize], words: &Words, counts: &[u32]) {
    let smallest = drafts.smallest;
    let found: BTreeMap<usize, Vec<(Key, u64)>> = new
        .par_iter()
        .map(|&at| (at, candidates(words, counts, &drafts.drafts[at].members)))
        .collect();
    let said: HashMap<Key, u64> =
        totals(words, counts, found.values().flatten().map(|(key, _)| *key));
    let all: u64 = counts.iter().map(|count| weight(*count)).sum();
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

impl Drafts {
    /// Names all from their phrases, the largest first.
    fn choose_names(&mut self, texts: &[&str], counts: &[u32]) {
        let large = |draft: &&Draft| draft.aside.is_none() && draft.size >= self.smallest;
        let firsts = self.drafts.iter().filter(large);
        let firsts = firsts.filter_map(|draft| first(&draft.phrases)).collect();
        let mut taken = Taken::beside(firsts);
        for draft in self.drafts.iter_mut().filter(|draft| draft.aside.is_none()) {
            let typical = texts[typical(draft, counts)];
            draft.name = choose(&draft.phrases, typical, &mut taken);
        }
    }

    /// Joins themes that are one by their names; whether there were any.
    fn join(&mut self, statements: Statements<'_>) -> bool {
        let own = |draft: &Draft| draft.size >= self.smallest && draft.aside.is_none();
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
        let mut at = 0;
        self.drafts.retain(|_| {
            at += 1;
            !taken.contains(&(at - 1))
        });
        self.drafts.extend(joined);
        sort(&mut self.drafts, statements.texts);
        any
    }

    /// The themes as they are handed out.
    pub(crate) fn finish(self, texts: &[&str]) -> Themes {
        let mut themes = Themes {
            single: self.single,
            smallest: self.smallest,
            ..Themes::default()
        };
        let mut taken = HashSet::new();
        for draft in self.drafts {
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
                members: draft.members,
                cohesion: draft.cohesion,
                aside: draft.aside,
            };
            if draft.size >= self.smallest {
                themes.themes.push(theme);
            } else {
                themes.small.push(theme);
            }
        }
        themes
    }
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
