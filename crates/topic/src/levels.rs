//! What is above and below a theme: areas of several themes, and the sub-themes of a large one.
//!
//! Areas are the communities of the graph of themes, whose edges are all those between their
//! statements (the step that Leiden goes itself from level to level); a theme's sub-themes are the
//! communities of its own statements, by what they have beyond the theme.

use crate::draft::{Draft, Drafts, sort};
use crate::leiden::{communities, shrink};
use crate::name::{Taken, first, name};
use crate::order::Ordered;
use crate::partition::{Sample, split_within};
use crate::themes::{place_phrases, score, typical};
use crate::words::Words;
use crate::{Encode, Error, Settings, Statements};
use hearken_feedback::{Area, SubTheme};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Distinct statements below which a theme is read as a whole.
const LARGE: usize = 40;

/// A sub-theme has at least this part of its theme's statements, and no fewer than so many.
const PART: f64 = 0.08;
const PART_FEWEST: usize = 8;

/// Fewer themes than this need no areas.
const MANY: usize = 8;

/// Themes of an area hang together by this resolution: coarser than that by which statements make themes.
const AREA: f64 = 0.5;

/// Areas, and the sub-themes of each draft in order.
#[derive(Default)]
pub(crate) struct Levels {
    pub(crate) areas: Vec<Area>,
    pub(crate) sub_themes: Vec<Vec<SubTheme>>,
}

/// Finds and names both.
pub(crate) fn levels(
    drafts: &Drafts,
    ordered: &Ordered<'_>,
    sample: &Sample,
    words: &Words,
    statements: Statements<'_>,
    settings: &Settings,
    encode: Encode<'_>,
) -> Result<Levels, Error> {
    let own = |draft: &Draft| draft.size >= drafts.smallest && draft.aside.is_none();
    let mut positions = vec![0; ordered.len()];
    for (position, row) in ordered.rows().enumerate() {
        positions[row] = position;
    }
    // What areas and sub-themes are called is found out in one go.
    let mut parts: Vec<(usize, Draft)> = drafts
        .drafts
        .par_iter()
        .enumerate()
        .filter(|(_, draft)| own(draft) && draft.members.len() >= LARGE)
        .flat_map_iter(|(at, draft)| {
            let found = within(draft, ordered, &positions, statements);
            found.into_iter().map(move |part| (at, part))
        })
        .collect();
    let areas = together(drafts, &own, ordered, sample);
    let groups = areas.iter().map(|area| {
        let rows = area.iter().flat_map(|at| &drafts.drafts[*at].members);
        Draft::new(rows.copied().collect(), statements)
    });
    let groups: Vec<Draft> = groups.collect();

    let all: Vec<usize> = (0..statements.texts.len()).collect();
    let mut named = Vec::new();
    let mut score_among = |some: Vec<Draft>, among: &[usize]| {
        let mut some = beside(some);
        score(
            &mut some,
            words,
            statements.counts,
            among,
            &settings.steering,
        );
        named.append(&mut some.drafts);
    };
    let count = groups.len();
    score_among(groups, &all);
    let owners: Vec<usize> = parts.iter().map(|(at, _)| *at).collect();
    let mut rest = parts.drain(..).peekable();
    while let Some((at, part)) = rest.next() {
        let mut of_theme = vec![part];
        while let Some((_, part)) = rest.next_if(|(next, _)| *next == at) {
            of_theme.push(part);
        }
        score_among(of_theme, &drafts.drafts[at].members);
    }
    drop(rest);
    let mut named = beside(named);
    let places: Vec<usize> = (0..named.drafts.len()).collect();
    place_phrases(&mut named, &places, statements, encode)?;
    let parts = named.drafts.split_off(count);
    Ok(Levels {
        areas: name_areas(drafts, areas, &named.drafts),
        sub_themes: name_parts(drafts, &owners, parts, words, statements),
    })
}

/// Drafts beside those of the themes, all of them small: a few phrases are enough for their names.
fn beside(drafts: Vec<Draft>) -> Drafts {
    Drafts {
        drafts,
        single: Vec::new(),
        smallest: usize::MAX,
        notes: Vec::new(),
    }
}

/// The parts of a theme that are large enough, at least two of them.
fn within(
    draft: &Draft,
    ordered: &Ordered<'_>,
    positions: &[usize],
    statements: Statements<'_>,
) -> Vec<Draft> {
    let mut members: Vec<usize> = draft.members.iter().map(|row| positions[*row]).collect();
    members.sort_unstable();
    let least = PART_FEWEST.max((PART * draft.size as f64) as usize);
    let mut found: Vec<Draft> = split_within(ordered, &members)
        .into_iter()
        .map(|part| {
            let rows = part.iter().map(|position| ordered.row(*position));
            Draft::new(rows.collect(), statements)
        })
        .filter(|part| part.size >= least && part.members.len() >= PART_FEWEST)
        .collect();
    sort(&mut found, statements.texts);
    if found.len() < 2 { Vec::new() } else { found }
}

/// Drafts that make an area together, at least two and not all, as places rising.
fn together(
    drafts: &Drafts,
    own: &dyn Fn(&Draft) -> bool,
    ordered: &Ordered<'_>,
    sample: &Sample,
) -> Vec<Vec<usize>> {
    let themes: Vec<usize> = (0..drafts.drafts.len())
        .filter(|at| own(&drafts.drafts[*at]))
        .collect();
    if themes.len() < MANY {
        return Vec::new();
    }
    let mut theme_of: HashMap<usize, usize> = HashMap::new();
    for (theme, at) in themes.iter().enumerate() {
        let members = &drafts.drafts[*at].members;
        theme_of.extend(members.iter().map(|row| (*row, theme)));
    }
    let (mut kept, mut part) = (Vec::new(), Vec::new());
    for (node, position) in sample.positions.iter().enumerate() {
        if let Some(theme) = theme_of.get(&ordered.row(*position)) {
            kept.push(node);
            part.push(*theme);
        }
    }
    let graph = shrink(&sample.graph.among(&kept), &part, themes.len());
    let found = communities(&graph, AREA);
    let mut areas = vec![Vec::new(); found.iter().max().map_or(0, |last| last + 1)];
    for (theme, area) in found.into_iter().enumerate() {
        areas[area].push(themes[theme]);
    }
    areas.retain(|area| area.len() > 1 && area.len() < themes.len());
    areas
}

/// Areas are called by what sets them apart; where no theme but the largest is called so, by that.
fn name_areas(drafts: &Drafts, areas: Vec<Vec<usize>>, groups: &[Draft]) -> Vec<Area> {
    // Themes stand before small ones: places among the drafts and among the themes are the same
    // where all before are large.
    let mut place = HashMap::new();
    for (at, draft) in drafts.drafts.iter().enumerate() {
        if draft.size >= drafts.smallest {
            place.insert(at, place.len());
        }
    }
    let mut taken = Taken::default();
    areas
        .into_iter()
        .zip(groups)
        .map(|(themes, group)| Area {
            name: name(&group.phrases, &drafts.drafts[themes[0]].name, &mut taken),
            themes: themes.iter().map(|at| place[at]).collect(),
        })
        .collect()
}

/// Sub-themes are called by what sets them apart within their theme, never as the theme itself.
fn name_parts(
    drafts: &Drafts,
    owners: &[usize],
    parts: Vec<Draft>,
    words: &Words,
    statements: Statements<'_>,
) -> Vec<Vec<SubTheme>> {
    let mut of_drafts: Vec<Vec<SubTheme>> = drafts.drafts.iter().map(|_| Vec::new()).collect();
    let mut taken: HashMap<usize, Taken> = HashMap::new();
    for (part, owner) in parts.into_iter().zip(owners) {
        let theme = &drafts.drafts[*owner];
        let taken = taken.entry(*owner).or_insert_with(|| {
            let mut taken = Taken::beside(BTreeSet::new(), [theme.name.as_str()].into_iter());
            if let Some(first) = first(&theme.phrases) {
                taken.take(first);
            }
            taken
        });
        let typical = statements.texts[typical(&part, words, statements.counts)];
        of_drafts[*owner].push(SubTheme {
            name: name(&part.phrases, typical, taken),
            members: part.members,
        });
    }
    of_drafts
}
