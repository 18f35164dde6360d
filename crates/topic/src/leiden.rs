//! Communities of a graph by the Leiden algorithm (Traag, Waltman, van Eck, "From Louvain to
//! Leiden: guaranteeing well-connected communities", Scientific Reports 9, 2019) on modularity
//! with a resolution (Reichardt, Bornholdt 2006).
//!
//! The paper moves and merges in random order. Here nodes go in their own order and merges take
//! the best gain: callers give nodes in an order of their texts' hashes, so the outcome is as
//! good as a random one and always the same.

use crate::graph::Graph;
use std::collections::VecDeque;

/// How often the whole algorithm is repeated from its own outcome; it rarely gains after two.
const ROUNDS: usize = 3;

/// Less than this is no gain but rounding.
const GAIN: f64 = 1e-9;

/// A community number per node, `0..count`, numbered by their first node.
pub(crate) fn communities(graph: &Graph, resolution: f64) -> Vec<usize> {
    let mut found: Vec<usize> = (0..graph.len()).collect();
    for _ in 0..ROUNDS {
        let next = round(graph, resolution, &found);
        if next == found {
            break;
        }
        found = next;
    }
    found
}

fn round(graph: &Graph, resolution: f64, from: &[usize]) -> Vec<usize> {
    // Which node of the current, shrunken graph a node of the given graph is in.
    let mut inside: Vec<usize> = (0..graph.len()).collect();
    let mut current = graph.clone();
    let mut community = renumber(from);
    loop {
        let moved = move_nodes(&current, resolution, &mut community);
        community = renumber(&community);
        let count = community.iter().max().map_or(0, |last| last + 1);
        if count == current.len() || !moved {
            break;
        }
        let refined = refine(&current, resolution, &community);
        let count = refined.iter().max().map_or(0, |last| last + 1);
        if count == current.len() {
            break;
        }
        let mut outer = vec![0; count];
        for (node, &part) in refined.iter().enumerate() {
            outer[part] = community[node];
        }
        for place in &mut inside {
            *place = refined[*place];
        }
        current = shrink(&current, &refined, count);
        community = outer;
    }
    renumber(
        &inside
            .iter()
            .map(|&node| community[node])
            .collect::<Vec<_>>(),
    )
}

/// Moves nodes to the neighboring community of the largest gain until none gains.
fn move_nodes(graph: &Graph, resolution: f64, community: &mut [usize]) -> bool {
    let strength: Vec<f64> = (0..graph.len()).map(|node| graph.strength(node)).collect();
    let total: f64 = strength.iter().sum();
    if total <= 0.0 {
        return false;
    }
    let mut size = vec![0.0; graph.len()];
    for (node, &at) in community.iter().enumerate() {
        size[at] += strength[node];
    }
    let mut queue: VecDeque<usize> = (0..graph.len()).collect();
    let mut waiting = vec![true; graph.len()];
    let mut linked = Links::new(graph.len());
    let mut moved = false;
    // Each move gains, so this ends; the bound guards against rounding that circles.
    let mut left = graph.len().saturating_mul(200);
    while let Some(node) = queue.pop_front() {
        waiting[node] = false;
        left = left.saturating_sub(1);
        if left == 0 {
            break;
        }
        let home = community[node];
        linked.gather(graph, node, community);
        let pull = |at: usize, held: f64, linked: &Links| {
            linked.weight[at] - resolution * strength[node] * held / total
        };
        let mut best = (home, pull(home, size[home] - strength[node], &linked));
        for &at in &linked.touched {
            if at == home {
                continue;
            }
            let gain = pull(at, size[at], &linked);
            if gain > best.1 + GAIN {
                best = (at, gain);
            }
        }
        if best.0 != home {
            size[home] -= strength[node];
            size[best.0] += strength[node];
            community[node] = best.0;
            moved = true;
            for (other, _) in graph.edges(node) {
                if community[other] != best.0 && !waiting[other] {
                    waiting[other] = true;
                    queue.push_back(other);
                }
            }
        }
        linked.clear();
    }
    moved
}

/// Splits every community into well-connected parts, which become the nodes of the next graph.
fn refine(graph: &Graph, resolution: f64, community: &[usize]) -> Vec<usize> {
    let nodes = graph.len();
    let strength: Vec<f64> = (0..nodes).map(|node| graph.strength(node)).collect();
    let total: f64 = strength.iter().sum();
    let mut whole = vec![0.0; nodes];
    for (node, &at) in community.iter().enumerate() {
        whole[at] += strength[node];
    }
    let mut part: Vec<usize> = (0..nodes).collect();
    let mut alone = vec![true; nodes];
    let mut size = strength.clone();
    // Weight between a part and the rest of its community.
    let mut outward: Vec<f64> = (0..nodes)
        .map(|node| {
            let near = graph.edges(node);
            near.filter(|(other, _)| community[*other] == community[node])
                .map(|(_, weight)| weight)
                .sum()
        })
        .collect();
    let mut linked = Links::new(nodes);
    for node in 0..nodes {
        let at = community[node];
        let bound = |size: f64| resolution * size * (whole[at] - size) / total;
        if !alone[node] || outward[node] < bound(strength[node]) {
            continue;
        }
        linked.gather_within(graph, node, &part, community);
        let mut best = (node, 0.0);
        for &to in &linked.touched {
            if to == node || outward[to] < bound(size[to]) {
                continue;
            }
            let gain = linked.weight[to] - resolution * strength[node] * size[to] / total;
            if gain > best.1 + GAIN {
                best = (to, gain);
            }
        }
        if best.0 != node {
            let to = best.0;
            outward[to] += outward[node] - 2.0 * linked.weight[to];
            size[to] += strength[node];
            part[node] = to;
            alone[to] = false;
            alone[node] = false;
        }
        linked.clear();
    }
    renumber(&part)
}

/// The graph whose nodes are the parts.
pub(crate) fn shrink(graph: &Graph, part: &[usize], count: usize) -> Graph {
    let mut loops = vec![0.0; count];
    let mut edges = Vec::new();
    for node in 0..graph.len() {
        loops[part[node]] += graph.loops[node];
        for (other, weight) in graph.edges(node) {
            if part[node] == part[other] {
                loops[part[node]] += weight;
            } else if part[node] < part[other] {
                edges.push((part[node] as u32, part[other] as u32, weight));
            }
        }
    }
    Graph::from_edges(loops, edges)
}

/// Weight from one node to each community that it touches.
struct Links {
    weight: Vec<f64>,
    touched: Vec<usize>,
}

impl Links {
    fn new(communities: usize) -> Self {
        Self {
            weight: vec![0.0; communities],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, at: usize, weight: f64) {
        if self.weight[at] == 0.0 {
            self.touched.push(at);
        }
        self.weight[at] += weight;
    }

    fn gather(&mut self, graph: &Graph, node: usize, community: &[usize]) {
        for (other, weight) in graph.edges(node) {
            self.add(community[other], weight);
        }
    }

    fn gather_within(&mut self, graph: &Graph, node: usize, part: &[usize], community: &[usize]) {
        for (other, weight) in graph.edges(node) {
            if community[other] == community[node] {
                self.add(part[other], weight);
            }
        }
    }

    fn clear(&mut self) {
        for at in self.touched.drain(..) {
            self.weight[at] = 0.0;
        }
    }
}

/// The same groups numbered `0..count` by their first node.
pub(crate) fn renumber(groups: &[usize]) -> Vec<usize> {
    let mut names = vec![usize::MAX; groups.iter().max().map_or(0, |last| last + 1)];
    let mut next = 0;
    groups
        .iter()
        .map(|&group| {
            if names[group] == usize::MAX {
                names[group] = next;
                next += 1;
            }
            names[group]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clique(from: u32, to: u32) -> impl Iterator<Item = (u32, u32, f64)> {
        (from..to).flat_map(move |a| (a + 1..to).map(move |b| (a, b, 1.0)))
    }

    #[test]
    fn a_ring_of_cliques_falls_into_its_cliques() {
        let mut edges: Vec<_> = (0..6).flat_map(|c| clique(c * 5, c * 5 + 5)).collect();
        edges.extend((0..6).map(|c| {
            let (a, b) = (c * 5 + 4, (c * 5 + 5) % 30);
            (a.min(b), a.max(b), 0.5)
        }));
        let found = communities(&Graph::from_edges(vec![0.0; 30], edges), 1.0);
        assert_eq!(found, (0..30).map(|node| node / 5).collect::<Vec<_>>());
    }

    #[test]
    fn the_resolution_decides_how_fine() {
        let mut edges: Vec<_> = (0..2).flat_map(|c| clique(c * 6, c * 6 + 6)).collect();
        edges.push((0, 6, 1.0));
        let graph = Graph::from_edges(vec![0.0; 12], edges);
        let count = |r| communities(&graph, r).into_iter().max().unwrap() + 1;
        assert_eq!((count(0.01), count(1.0), count(50.0)), (1, 2, 12));
    }

    #[test]
    fn nodes_without_edges_stay_alone() {
        let graph = Graph::from_edges(vec![0.0; 3], vec![]);
        assert_eq!(communities(&graph, 1.0), [0, 1, 2]);
    }
}
