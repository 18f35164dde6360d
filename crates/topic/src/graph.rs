//! The graph of nearest neighbors that communities are found in.

use ndarray::{Array2, ArrayView2, s};
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
    pub(crate) fn from_edges(loops: Vec<f64>, mut edges: Vec<(u32, u32, f64)>) -> Self {
        let nodes = loops.len();
        let mirrored: Vec<_> = edges.iter().map(|&(a, b, w)| (b, a, w)).collect();
        edges.extend(mirrored);
        edges.sort_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        let mut starts = vec![0; nodes + 1];
        let mut targets: Vec<u32> = Vec::with_capacity(edges.len());
        let mut weights: Vec<f64> = Vec::with_capacity(edges.len());
        let mut last = None;
        for (from, to, weight) in edges {
            if last == Some((from, to)) {
                *weights.last_mut().expect("an edge came before") += weight;
            } else {
                targets.push(to);
                weights.push(weight);
                starts[from as usize + 1] += 1;
                last = Some((from, to));
            }
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
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

/// Every row joined to its `neighbors` nearest rows, as far as their cosine reaches `floor`; an
/// edge weighs its cosine, twice that where each is among the other's nearest.
///
/// `points` are unit rows, n × d. Brute force on blocks of matrix products: n²·d multiplications.
pub(crate) fn nearest(
    points: ArrayView2<'_, f32>,
    neighbors: usize,
    floor: f32,
    progress: &mut dyn FnMut(f32),
) -> Graph {
    let rows = points.nrows();
    let transposed = points.t();
    let blocks: Vec<usize> = (0..rows).step_by(BLOCK).collect();
    let mut edges = Vec::new();
    // A few blocks at a time, so that progress can be told between them.
    for (told, some) in blocks.chunks(32).enumerate() {
        progress((told * 32 * BLOCK) as f32 / rows as f32);
        let found: Vec<Vec<(u32, u32, f64)>> = some
            .par_iter()
            .map(|&start| {
                let end = (start + BLOCK).min(rows);
                let similar: Array2<f32> = points.slice(s![start..end, ..]).dot(&transposed);
                let mut found = Vec::new();
                let mut best = Vec::new();
                for (row, cosines) in (start..end).zip(similar.rows()) {
                    top(
                        cosines.as_slice().expect("a product is contiguous"),
                        row,
                        neighbors,
                        floor,
                        &mut best,
                    );
                    for &(cosine, other) in &best {
                        let (a, b) = (row.min(other) as u32, row.max(other) as u32);
                        found.push((a, b, f64::from(cosine)));
                    }
                }
                found
            })
            .collect();
        edges.extend(found.into_iter().flatten());
    }
    Graph::from_edges(vec![0.0; rows], edges)
}

/// The `count` largest cosines of a row, itself left out; of equals the first.
fn top(cosines: &[f32], row: usize, count: usize, floor: f32, best: &mut Vec<(f32, usize)>) {
    best.clear();
    let mut least = floor;
    for (other, &cosine) in cosines.iter().enumerate() {
        if cosine < least || other == row || !cosine.is_finite() {
            continue;
        }
        if best.len() == count {
            if cosine <= best[count - 1].0 {
                continue;
            }
            best.pop();
        }
        let at = best.partition_point(|kept| kept.0 >= cosine);
        best.insert(at, (cosine, other));
        if best.len() == count {
            least = best[count - 1].0;
        }
    }
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

    #[test]
    fn the_largest_are_kept_in_order() {
        let mut best = Vec::new();
        top(&[0.9, 0.1, 0.5, 0.9, 0.7], 0, 2, 0.0, &mut best);
        assert_eq!(best, [(0.9, 3), (0.7, 4)]);
    }
}
