//! The network: averages of a user's items, hidden layers, and a score for each item.
//!
//! After Covington et al. (2016, "Deep Neural Networks for YouTube Recommendations"): the mean of the
//! embeddings of what a user did goes through fully connected layers, and what comes out is held against the
//! embedding of each item. Here several means that forget at different speeds stand side by side, and the
//! layers add to a weighted sum of them.

use super::Settings;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Inputs × outputs, and what is added.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dense {
    pub(super) weights: Array2<f32>,
    pub(super) bias: Array1<f32>,
}

/// All that is learned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Network {
    /// Items × embedding: what a user's averages are made of.
    pub(super) met: Array2<f32>,
    /// Items × embedding: what the network's output is held against.
    pub(super) offered: Array2<f32>,
    /// How much each item is liked by everybody.
    pub(super) bias: Array1<f32>,
    /// Users × their own numbers.
    pub(super) users: Array2<f32>,
    /// Memories × embedding: what each average counts by itself.
    pub(super) skip: Array2<f32>,
    pub(super) layers: Vec<Dense>,
    /// What share of its weight an item keeps in each average with every event that follows.
    pub(super) memories: Vec<f32>,
}

/// Deviation of embeddings at the start.
const START: f32 = 0.1;

impl Network {
    /// Small random weights; items start as liked as they are met.
    pub(super) fn start(
        popularity: &[u32],
        users: usize,
        settings: &Settings,
        memories: &[f32],
        random: &mut ChaCha8Rng,
    ) -> Self {
        let (items, width) = (popularity.len(), settings.embedding);
        let total = popularity.iter().map(|n| f64::from(*n)).sum::<f64>() + items as f64;
        let mut uniform = |shape: (usize, usize), bound: f32| {
            Array2::from_shape_simple_fn(shape, || (random.random::<f32>() * 2.0 - 1.0) * bound)
        };
        // Uniform numbers deviate by their bound over √3.
        let bound = START * 3f32.sqrt();
        let met = uniform((items, width), bound);
        let offered = met.clone();
        let users = uniform((users, settings.user_embedding), bound);
        let inputs = memories.len() * width + settings.user_embedding;
        let widths: Vec<usize> = std::iter::once(inputs)
            .chain(settings.hidden.iter().copied())
            .chain((!settings.hidden.is_empty()).then_some(width))
            .collect();
        let layers = widths
            .windows(2)
            .map(|pair| Dense {
                // He et al. (2015).
                weights: uniform((pair[0], pair[1]), (6.0 / pair[0].max(1) as f32).sqrt()),
                bias: Array1::zeros(pair[1]),
            })
            .collect();
        Self {
            met,
            offered,
            bias: popularity
                .iter()
                .map(|n| ((f64::from(*n) + 1.0) / total).ln() as f32)
                .collect(),
            users,
            skip: Array2::from_elem((memories.len(), width), 1.0 / memories.len() as f32),
            layers,
            memories: memories.to_vec(),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.met.ncols()
    }

    /// Numbers that go into the first layer.
    pub(super) fn inputs(&self) -> usize {
        self.memories.len() * self.width() + self.users.ncols()
    }

    /// The averages of a user's items after some of its events, a row each: `after` says after how
    /// many, rising; `weights` says how much each event counts. With the sums of the weights, rows × memories.
    pub(super) fn averages(
        &self,
        events: &[u32],
        weights: &[f32],
        after: &[usize],
    ) -> (Array2<f32>, Array2<f32>) {
        let (width, count) = (self.width(), self.memories.len());
        let mut rows = Array2::zeros((after.len(), count * width));
        let mut sums = Array2::zeros((after.len(), count));
        let mut state = vec![0f32; count * width];
        let mut weight = vec![0f32; count];
        let mut done = 0;
        for (place, after) in after.iter().enumerate() {
            for (item, own) in events[done..*after].iter().zip(&weights[done..*after]) {
                let row = self.met.row(*item as usize);
                for (memory, kept) in self.memories.iter().enumerate() {
                    weight[memory] = weight[memory] * kept + own;
                    let state = &mut state[memory * width..(memory + 1) * width];
                    for (state, value) in state.iter_mut().zip(row) {
                        *state = *state * kept + own * value;
                    }
                }
            }
            done = *after;
            for memory in 0..count {
                sums[[place, memory]] = weight[memory];
                let scale = inverse(weight[memory]);
                let from = &state[memory * width..(memory + 1) * width];
                let mut to = rows.slice_mut(s![place, memory * width..(memory + 1) * width]);
                to.assign(&(&ArrayView1::from(from) * scale));
            }
        }
        (rows, sums)
    }

    /// What the averages count by themselves, summed: rows × embedding.
    pub(super) fn skipped(&self, inputs: ArrayView2<'_, f32>) -> Array2<f32> {
        let width = self.width();
        let mut sum = Array2::zeros((inputs.nrows(), width));
        for (memory, factors) in self.skip.rows().into_iter().enumerate() {
            sum += &(&inputs.slice(s![.., memory * width..(memory + 1) * width]) * &factors);
        }
        sum
    }

    /// What is held against the items, of inputs (rows × inputs): rows × embedding.
    pub(super) fn output(&self, inputs: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut sum = self.skipped(inputs);
        let mut at = inputs.to_owned();
        for (number, layer) in self.layers.iter().enumerate() {
            at = at.dot(&layer.weights) + &layer.bias;
            if number + 1 < self.layers.len() {
                at.mapv_inplace(|value| value.max(0.0));
            }
        }
        if !self.layers.is_empty() {
            sum += &at;
        }
        sum
    }

    /// What goes into the first layer for one user with these events; `user` has numbers of its own
    /// where it is known.
    pub(super) fn input(&self, events: &[u32], user: Option<usize>) -> Array2<f32> {
        let (averages, _) = self.averages(events, &vec![1.0; events.len()], &[events.len()]);
        let mut input = Array2::zeros((1, self.inputs()));
        let split = averages.ncols();
        input.slice_mut(s![.., ..split]).assign(&averages);
        if let Some(user) = user {
            input
                .slice_mut(s![0, split..])
                .assign(&self.users.row(user));
        }
        input
    }

    /// A score for each item, for a user with these events.
    pub(super) fn scores(&self, events: &[u32], user: Option<usize>) -> Array1<f32> {
        let output = self.output(self.input(events, user).view());
        self.offered.dot(&output.index_axis(Axis(0), 0)) + &self.bias
    }
}

/// One over a weight; nothing where there is none.
pub(super) fn inverse(weight: f32) -> f32 {
    if weight > 0.0 { 1.0 / weight } else { 0.0 }
}
