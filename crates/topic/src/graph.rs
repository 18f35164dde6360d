//! The graph of nearest neighbors that communities are found in.

use crate::cells::{Neighbors, nearer, neighbors};
use ndarray::{Array2, ArrayView1, ArrayView2, s};
use rayon::prelude::*;

/// Rows of one block of the similarity matrix. Fixed, so that the arithmetic (and with it every
/// bit of the result) is the same for any number of threads.
const BLOCK: usize = 128;

/// An undirected weighted graph in compressed rows; every edge stands in both of its ends' rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Graph {
    pub(crate) starts: Vec<usize>,
    pub(crate) targets: Vec<u32>,
    pub(crate) weights: Vec<f64>,
    /// Twice the weight inside a node that stands for several (0 in the first graph).
    pub(crate) loops: Vec<f64>,
}

impl Graph {
    pub(crate) fn len(&self) -> usize {
        self.loops.len()
    }

    pub(crate) fn edges(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[node]..self.starts[node + 1];
        self.targets[range.clone()]
            .iter()
            .zip(&self.weights[range])
            .map(|(target, weight)| (*target as usize, *weight))
    }

    /// Weight of all edges at a node, its inner ones counted twice.
    pub(crate) fn strength(&self, node: usize) -> f64 {
        self.loops[node] + self.edges(node).map(|(_, weight)| weight).sum::<f64>()
    }

    /// From edges named once (`low < high`), in any order; equal edges add up.
    pub(crate) fn from_edges(loops: Vec<f64>, edges: Vec<(u32, u32, f64)>) -> Self {
        let nodes = loops.len();
        // By their ends first, which needs no comparing; then each node's own in order.
        let mut places = vec![0; nodes + 1];
        for &(a, b, _) in &edges {
            places[a as usize + 1] += 1;
            places[b as usize + 1] += 1;
        }
        for node in 0..nodes {
            places[node + 1] += places[node];
        }
        let mut sorted = vec![(0u32, 0.0f64); 2 * edges.len()];
        let mut next = places.clone();
        for &(a, b, weight) in &edges {
            for (from, to) in [(a, b), (b, a)] {
                let place = &mut next[from as usize];
                sorted[*place] = (to, weight);
                *place += 1;
            }
        }
        let mut starts = vec![0; nodes + 1];
        let mut targets: Vec<u32> = Vec::with_capacity(sorted.len());
        let mut weights: Vec<f64> = Vec::with_capacity(sorted.len());
        for node in 0..nodes {
            let own = &mut sorted[places[node]..places[node + 1]];
            own.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
            let begin = targets.len();
            for &(to, weight) in own.iter() {
                if targets.len() > begin && targets.last() == Some(&to) {
                    *weights.last_mut().expect("an edge came before") += weight;
                } else {
                    targets.push(to);
                    weights.push(weight);
                }
            }
            starts[node + 1] = targets.len();
        }
        Self {
            starts,
            targets,
            weights,
            loops,
        }
    }
}

impl Graph {
    /// The graph of some nodes alone, in the order given.
    pub(crate) fn among(&self, kept: &[usize]) -> Self {
        let mut place = vec![None; self.len()];
        for (at, node) in kept.iter().enumerate() {
            place[*node] = Some(at as u32);
        }
        let mut edges = Vec::new();
        for (at, &node) in kept.iter().enumerate() {
            let at = at as u32;
            for (other, weight) in self.edges(node) {
                if let Some(to) = place[other]
                    && at < to
                {
                    edges.push((at, to, weight));
                }
            }
        }
        let loops = kept.iter().map(|node| self.loops[*node]).collect();
        Self::from_edges(loops, edges)
    }
}

/// Up to so many rows each is compared with each; of more, each with those in cells around it. From here on
/// that is faster.
const EACH_WITH_EACH: usize = 8_000;

/// Every row joined to its `neighbors` nearest rows, as far as their cosine reaches `floor`; an
/// edge weighs its cosine, twice that where each is among the other's nearest.
///
/// `points` are unit rows, n × d, in an order that says nothing.
pub(crate) fn nearest(
    points: ArrayView2<'_, f32>,
    count: usize,
    floor: f32,
    progress: &mut dyn FnMut(f32),
) -> Graph {
    let found = if points.nrows() > EACH_WITH_EACH {
        neighbors(points, count, floor, progress)
    } else {
        nearest_of_all(points, count, floor, progress)
    };
    let edges = (0..).zip(&found).flat_map(|(row, near)| {
        near.iter()
            .map(move |&(cosine, other)| (row.min(other), row.max(other), f64::from(cosine)))
    });
    Graph::from_edges(vec![0.0; points.nrows()], edges.collect())
}

/// The `count` nearest rows of each row, as far as their cosine reaches `floor`. Brute force on blocks of matrix
/// products: n²·d multiplications.
pub(crate) fn nearest_of_all(
    points: ArrayView2<'_, f32>,
    count: usize,
    floor: f32,
    progress: &mut dyn FnMut(f32),
) -> Vec<Neighbors> {
    let rows = points.nrows();
    let transposed = points.t();
    let numbers: Vec<u32> = (0..rows as u32).collect();
    let blocks: Vec<usize> = (0..rows).step_by(BLOCK).collect();
    let mut all = Vec::with_capacity(rows);
    // A few blocks at a time, so that progress can be told between them.
    for (told, some) in blocks.chunks(32).enumerate() {
        progress((told * 32 * BLOCK) as f32 / rows as f32);
        let found: Vec<Vec<Neighbors>> = some
            .par_iter()
            .map(|&start| {
                let end = (start + BLOCK).min(rows);
                let similar: Array2<f32> = points.slice(s![start..end, ..]).dot(&transposed);
                let near = |(row, cosines): (usize, ArrayView1<'_, f32>)| {
                    let cosines = cosines.to_slice().expect("a product is contiguous");
                    let mut best = Neighbors::new();
                    nearer(cosines, &numbers, row as u32, count, floor, &mut best);
                    best
                };
                (start..end).zip(similar.outer_iter()).map(near).collect()
            })
            .collect();
        all.extend(found.into_iter().flatten());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn mutual_neighbors_weigh_twice_and_far_rows_stay_apart() {
        let points = array![[1.0f32, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, -1.0]];
        let graph = nearest(points.view(), 1, 0.1, &mut |_| {});
        let edges: Vec<_> = graph.edges(1).collect();
        // Rows 1 and 2 choose each other (0.96 twice); row 0 chooses row 1 (0.8).
        assert_eq!(edges.len(), 2);
        assert!((edges[0].1 - 0.8).abs() < 1e-6 && (edges[1].1 - 1.92).abs() < 1e-6);
        assert_eq!(graph.edges(3).count(), 0);
    }
}
