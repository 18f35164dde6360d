//! Which statements belong together: the story of the grouping.
//!
//! A sample (the first statements in hash order, all of them where they are few) is joined to a
//! graph of nearest neighbors, whose communities are the groups; groups that speak of the same
//! are joined, statements go where they are clearly nearer, and those far from their group's center leave it. The other statements go to the
//! nearest center if they are close enough. A group of a tenth of all is grouped again. What has no home so far is grouped once more, where
//! only very similar statements come together, and the rest stands alone.

use crate::agglomerate::{join_same, join_to};
use crate::assign::{centers, nearest_center, settle};
use crate::grain::{Grain, TELLING};
use crate::graph::{Graph, nearest};
use crate::leiden::{communities, renumber};
use crate::order::Ordered;
use crate::refine::refine;
use crate::{Error, Settings};
use ndarray::Array2;

/// Nearest neighbors a statement is joined to. With 10, and the resolution below, communities came
/// nearest to human groups of four public sets (77, 150, 20 and 9 groups) at one setting.
const NEIGHBORS: usize = 10;

/// Statements that are joined to their nearest neighbors; what subjects there are shows in so many.
const SAMPLE: usize = 30_000;

/// Rounds of grouping what is left over; each sees a sample of its own.
const LEFTOVER_ROUNDS: usize = 3;

/// How similar is similar, for this encoder on these statements: two cosines are compared by how
/// far they lie from what any two statements have (0) to identity (1).
#[derive(Debug, Clone, Copy)]
struct Scale {
    background: f32,
}

impl Scale {
    fn of(points: &Array2<f32>) -> Self {
        let rows = points.nrows() as f32;
        if rows < 2.0 {
            return Self { background: 0.0 };
        }
        let sum = points.sum_axis(ndarray::Axis(0));
        let mean = (sum.dot(&sum) - rows) / (rows * (rows - 1.0));
        // A handful of statements about one thing must not count as background.
        Self {
            background: mean.clamp(0.0, 0.5),
        }
    }

    fn cosine(self, part: f32) -> f32 {
        self.background + part * (1.0 - self.background)
    }
}

/// Below this a statement is no neighbor of another.
const NEIGHBOR: f32 = 0.2;
/// Below this to its group's center a statement leaves the group: of few statements, whose groups are
/// small and tight, and of many. At 0.25 a fifth of 20,000 short questions lost the groups that people had
/// put them in, at 0.15 a tenth.
const MEMBER_OF_FEW: f32 = 0.25;
const MEMBER: f32 = 0.15;
/// Below this statements that are left over do not come together.
const TIGHT: f32 = 0.5;

/// The cosine from which on two statements are about one matter, among these unit rows.
pub(crate) fn same_matter(points: &Array2<f32>) -> f32 {
    Scale::of(points).cosine(TIGHT)
}

/// A group of more than this part of all statements, and of more than so many, is a field and not
/// a theme: it is grouped by itself, by what its statements have beyond their field.
pub(crate) const BROAD: f64 = 0.1;
pub(crate) const BROAD_FEWEST: usize = 2_000;

/// The most statements, of so many, that a group may have before it is a field.
fn broad(all: usize) -> usize {
    ((BROAD * all as f64) as usize).max(BROAD_FEWEST)
}

/// How often a field within a field is grouped again.
const DEPTH: usize = 2;

/// Groups with what they were found in.
pub(crate) struct Partition {
    /// Positions of at least two distinct statements each; those in none stand alone.
    pub(crate) groups: Vec<Vec<usize>>,
    /// Statements that were joined to their neighbors.
    pub(crate) sample: Sample,
}

/// Statements that were joined to their neighbors, and how near they are.
pub(crate) struct Sample {
    /// A position a node of the graph.
    pub(crate) positions: Vec<usize>,
    /// A unit row a node.
    points: Array2<f32>,
    pub(crate) graph: Graph,
    scale: Scale,
    /// How fine its groups are.
    resolution: f64,
}

/// Groups some positions.
pub(crate) fn partition(
    ordered: &Ordered<'_>,
    positions: &[usize],
    settings: &Settings,
    progress: &mut dyn FnMut(f32),
) -> Result<Partition, Error> {
    if let Some(count) = settings.themes {
        return asked_for(ordered, positions, count.get(), settings.seed, progress);
    }
    let Split {
        groups,
        left,
        sample,
    } = split(ordered, positions, SAMPLE, Grain::OfData, &mut |part| {
        progress(0.7 * part)
    });
    let groups = complete(ordered, groups, left, sample.scale, broad(positions.len()));
    progress(1.0);
    Ok(Partition { groups, sample })
}

/// The groups with their fields grouped again, and what has no home grouped among itself.
fn complete(
    ordered: &Ordered<'_>,
    mut groups: Vec<Vec<usize>>,
    mut left: Vec<usize>,
    scale: Scale,
    broad: usize,
) -> Vec<Vec<usize>> {
    let all = left.len() + groups.iter().map(Vec::len).sum::<usize>();
    for _ in 0..DEPTH {
        let (fields, themes): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.len() > broad);
        groups = themes;
        if fields.is_empty() {
            break;
        }
        for mut field in fields {
            field.sort_unstable();
            let share = field.len() as f64 / all as f64;
            let mut within = split(ordered, &field, SAMPLE, Grain::Field(share), &mut |_| {});
            if within.groups.len() > 1 {
                groups.append(&mut within.groups);
                left.append(&mut within.left);
            } else {
                groups.push(field);
            }
        }
    }
    leftovers(ordered, left, scale, &mut groups);
    groups
}

/// Statements of a theme that are joined to their neighbors for what it falls into.
const SAMPLE_WITHIN: usize = 3_000;

/// The groups within a theme; what is near none of them is in none.
pub(crate) fn split_within(ordered: &Ordered<'_>, positions: &[usize]) -> Vec<Vec<usize>> {
    split(ordered, positions, SAMPLE_WITHIN, Grain::Plain, &mut |_| {}).groups
}

/// What [`split`] found.
struct Split {
    groups: Vec<Vec<usize>>,
    /// Positions that are near no group.
    left: Vec<usize>,
    sample: Sample,
}

/// Communities of a sample, and the rest at the nearest of them.
fn split(
    ordered: &Ordered<'_>,
    positions: &[usize],
    most: usize,
    grain: Grain,
    progress: &mut dyn FnMut(f32),
) -> Split {
    let (sample, rest) = positions.split_at(positions.len().min(most));
    let sample = Sample::of(ordered, sample, grain, &mut |part| progress(0.9 * part));
    let scale = sample.scale;
    let broad = broad(positions.len()) * sample.positions.len() / positions.len().max(1);
    let (mut groups, around, mut left) = sample.split(broad);
    // What is far from the center of a field is far from none of its subjects.
    let limits: Vec<f32> = groups
        .iter()
        .map(|group| {
            scale.cosine(if group.len() > broad {
                0.0
            } else {
                sample.member()
            })
        })
        .collect();
    for (&position, near) in rest.iter().zip(nearest_center(ordered, rest, &around)) {
        match near {
            Some((group, cosine)) if cosine >= limits[group] => groups[group].push(position),
            _ => left.push(position),
        }
    }
    progress(1.0);
    Split {
        groups,
        left,
        sample,
    }
}

impl Sample {
    /// Joins some positions to their nearest neighbors.
    fn of(
        ordered: &Ordered<'_>,
        positions: &[usize],
        grain: Grain,
        progress: &mut dyn FnMut(f32),
    ) -> Self {
        let points = ordered.gather(positions);
        let scale = Scale::of(&points);
        let floor = scale.cosine(NEIGHBOR);
        let graph = nearest(points.view(), NEIGHBORS, floor, progress);
        Self {
            positions: positions.to_vec(),
            points,
            resolution: grain.resolution(&graph),
            graph,
            scale,
        }
    }

    /// How near its group's center a statement must be.
    fn member(&self) -> f32 {
        if self.positions.len() < TELLING {
            MEMBER_OF_FEW
        } else {
            MEMBER
        }
    }

    /// The groups among these, their centers, and what is near none. One of more than `broad` statements is
    /// a field, and keeps all of them.
    fn split(&self, broad: usize) -> (Vec<Vec<usize>>, Array2<f32>, Vec<usize>) {
        let points = &self.points;
        let found = communities(&self.graph, self.resolution);
        let found = join_same(points, &found, self.scale.background);
        let found = renumber(&settle(points, renumber(&found)));
        let count = found.iter().max().map_or(0, |last| last + 1);
        let mut placed: Vec<Option<usize>> = found.iter().copied().map(Some).collect();
        let around = centers(points.view(), &placed, count);
        let limit = self.scale.cosine(self.member());
        let mut sizes = vec![0; count];
        found.iter().for_each(|group| sizes[*group] += 1);
        for ((point, group), place) in points.outer_iter().zip(&found).zip(&mut placed) {
            if sizes[*group] <= broad && point.dot(&around.row(*group)) < limit {
                *place = None;
            }
        }
        let mut groups = vec![Vec::new(); count];
        let mut left = Vec::new();
        for (&position, place) in self.positions.iter().zip(&placed) {
            match place {
                Some(group) => groups[*group].push(position),
                None => left.push(position),
            }
        }
        let mut around = centers(points.view(), &placed, count);
        drop_alone(&mut groups, &mut around, &mut left);
        (groups, around, left)
    }

    /// The groups that come out where only some of these had been said, as positions.
    pub(crate) fn split_of(&self, ordered: &Ordered<'_>, kept: &[usize]) -> Vec<Vec<usize>> {
        let part = Self {
            positions: kept.iter().map(|node| self.positions[*node]).collect(),
            points: self.points.select(ndarray::Axis(0), kept),
            graph: self.graph.among(kept),
            scale: self.scale,
            resolution: self.resolution,
        };
        let broad = broad(self.positions.len());
        let broad = broad * kept.len() / self.positions.len().max(1);
        let (groups, _, left) = part.split(broad);
        complete(ordered, groups, left, self.scale, broad)
    }
}

/// As many groups as are asked for.
fn asked_for(
    ordered: &Ordered<'_>,
    positions: &[usize],
    count: usize,
    seed: u64,
    progress: &mut dyn FnMut(f32),
) -> Result<Partition, Error> {
    let (sample, rest) = positions.split_at(positions.len().min(SAMPLE));
    let sample = Sample::of(ordered, sample, Grain::Plain, &mut |part| {
        progress(0.8 * part);
    });
    let found = fixed(&sample.points, &sample.graph, count, seed)?;
    let groups = collect(ordered, &sample.positions, &sample.points, &found, rest);
    Ok(Partition { groups, sample })
}

/// A group of one is none.
fn drop_alone(groups: &mut Vec<Vec<usize>>, around: &mut Array2<f32>, left: &mut Vec<usize>) {
    let kept: Vec<usize> = (0..groups.len()).filter(|&g| groups[g].len() > 1).collect();
    *around = around.select(ndarray::Axis(0), &kept);
    for group in std::mem::take(groups) {
        if group.len() > 1 {
            groups.push(group);
        } else {
            left.extend(group);
        }
    }
    left.sort_unstable();
}

/// Groups what has no home among itself, where it is very similar.
fn leftovers(
    ordered: &Ordered<'_>,
    mut left: Vec<usize>,
    scale: Scale,
    groups: &mut Vec<Vec<usize>>,
) {
    for _ in 0..LEFTOVER_ROUNDS {
        left.sort_unstable();
        let sample = left[..left.len().min(SAMPLE)].to_vec();
        if sample.len() < 2 {
            return;
        }
        let points = ordered.gather(&sample);
        let limit = scale.cosine(TIGHT);
        let graph = nearest(points.view(), NEIGHBORS, limit, &mut |_| {});
        let found = communities(&graph, 1.0);
        let count = found.iter().max().map_or(0, |last| last + 1);
        let mut tight = vec![Vec::new(); count];
        for (&position, &group) in sample.iter().zip(&found) {
            tight[group].push(position);
        }
        let places: Vec<_> = found.iter().copied().map(Some).collect();
        let mut around = centers(points.view(), &places, count);
        let rest = left.split_off(sample.len());
        left.clear();
        drop_alone(&mut tight, &mut around, &mut left);
        if rest.is_empty() {
            groups.append(&mut tight);
            return;
        }
        let mut outside = Vec::new();
        for (&position, near) in rest.iter().zip(nearest_center(ordered, &rest, &around)) {
            match near {
                Some((group, cosine)) if cosine >= limit => tight[group].push(position),
                _ => outside.push(position),
            }
        }
        groups.append(&mut tight);
        // What was looked at and stayed alone is alone.
        left = outside;
    }
}

/// A given number of groups: finer communities joined by Ward's criterion, then refined.
fn fixed(
    points: &Array2<f32>,
    graph: &crate::graph::Graph,
    count: usize,
    seed: u64,
) -> Result<Vec<usize>, Error> {
    let rows = points.nrows();
    let mut fine = 4.0;
    let mut found = communities(graph, fine);
    while found.iter().max().map_or(0, |last| last + 1) < count.saturating_mul(2).min(rows)
        && fine < 1e4
    {
        fine *= 2.0;
        found = communities(graph, fine);
    }
    let found = renumber(&join_to(points, &found, count));
    refine(points, &found, seed)
}

fn collect(
    ordered: &Ordered<'_>,
    sample: &[usize],
    points: &Array2<f32>,
    found: &[usize],
    rest: &[usize],
) -> Vec<Vec<usize>> {
    let count = found.iter().max().map_or(0, |last| last + 1);
    let mut groups = vec![Vec::new(); count];
    for (&position, &group) in sample.iter().zip(found) {
        groups[group].push(position);
    }
    let places: Vec<_> = found.iter().copied().map(Some).collect();
    let around = centers(points.view(), &places, count);
    for (&position, near) in rest.iter().zip(nearest_center(ordered, rest, &around)) {
        if let Some((group, _)) = near {
            groups[group].push(position);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}
