//! Groups on their way to themes: members in order, size, center, cohesion.

use crate::general::General;
use crate::keyphrase::Scored;
use crate::order::{Ordered, scale_to_unit, unit_rows};
use crate::{Settings, Statements};
use hearken_feedback::Aside;
use ndarray::{Array1, Axis};
use rayon::prelude::*;

/// A group on its way to a theme.
pub(crate) struct Draft {
    /// Rows, nearest the center first.
    pub(crate) members: Vec<usize>,
    pub(crate) size: usize,
    pub(crate) center: Array1<f32>,
    pub(crate) cohesion: f32,
    pub(crate) phrases: Vec<Scored>,
    pub(crate) name: String,
    /// Why the name was given from the start, where it was.
    pub(crate) aside: Option<Aside>,
    /// Whether people gave it its name.
    pub(crate) steered: bool,
}

impl Draft {
    /// Orders and measures some rows; without phrases yet.
    pub(crate) fn new(mut rows: Vec<usize>, statements: Statements<'_>) -> Self {
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
        let points = unit_rows(embeddings, rows.iter().copied());
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
            steered: false,
        }
    }

    /// Gives it the name that people chose, where they did.
    pub(crate) fn call(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            name.trim().clone_into(&mut self.name);
            self.steered = true;
        }
    }

    /// Whether its name is to be found by its phrases.
    pub(crate) fn is_unnamed(&self) -> bool {
        self.aside.is_none() && !self.steered
    }
}

/// All groups on their way.
pub(crate) struct Drafts {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) single: Vec<usize>,
    pub(crate) smallest: usize,
    /// What people decided and could not be done.
    pub(crate) notes: Vec<String>,
}

/// Statements a theme should have at least, where the user names no number.
pub(crate) fn default_smallest(statements: usize) -> usize {
    (statements / 500).clamp(3, 50)
}

/// Centers, orders and measures the groups. A statement that stands alone but is said by several
/// is a group of its own.
pub(crate) fn draft(
    ordered: &Ordered<'_>,
    statements: Statements<'_>,
    settings: &Settings,
    groups: Vec<Vec<usize>>,
    general: Vec<General>,
    seeded: Vec<(String, Vec<usize>)>,
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
        .map(|g| (Some((g.name, Some(g.aside))), g.positions));
    let several = set_apart.filter(|(_, positions)| positions.len() > 1);
    let seeded = seeded
        .into_iter()
        .map(|(name, positions)| (Some((name, None)), positions));
    let seeded = seeded.filter(|(_, positions)| !positions.is_empty());
    let mut groups: Vec<_> = nameless.chain(several).chain(seeded).collect();
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
                draft.steered = aside.is_none();
                draft.name = name;
                draft.aside = aside;
            }
            draft
        })
        .collect();
    sort(&mut drafts, texts);
    Drafts {
        drafts,
        single,
        smallest,
        notes: Vec::new(),
    }
}

/// The largest first.
pub(crate) fn sort(drafts: &mut [Draft], texts: &[&str]) {
    drafts.sort_by(|a, b| {
        let central = |draft: &Draft| texts[draft.members[0]];
        b.size.cmp(&a.size).then_with(|| central(a).cmp(central(b)))
    });
}
