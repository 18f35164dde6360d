//! What a few users say of the weights: the loss of sampled softmax, and its gradient.
//!
//! Each event is to be told from drawn items by the events before it. The drawn ones stand for all: their
//! scores are corrected by how often they are drawn (Bengio & Senécal, 2008; Jean et al., 2015), and what
//! the user itself met does not count against it.

use super::network::{Network, inverse};
use ndarray::{Array1, Array2, Axis, concatenate, s};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::borrow::Cow;

/// A user as it is looked at in one step.
pub(super) struct Drawn<'a> {
    pub(super) user: usize,
    /// All that it met, in the order that is looked at.
    pub(super) events: Cow<'a, [u32]>,
    /// How much each counts in the averages.
    pub(super) weights: Vec<f32>,
    /// Places of the events that are to be foretold, rising, from 1.
    pub(super) places: Vec<usize>,
    pub(super) random: ChaCha8Rng,
}

/// Items that are held against a step's events.
pub(super) struct Negatives {
    pub(super) items: Vec<u32>,
    /// How often each is drawn in a step, the logarithm.
    pub(super) log_expected: Vec<f32>,
}

/// Rows of a matrix that get something: their numbers, and what, one after the other.
pub(super) struct Rows {
    pub(super) of: Vec<u32>,
    pub(super) values: Array2<f32>,
}

/// The gradient of the summed loss of a part of a step.
pub(super) struct Gradient {
    pub(super) loss: f64,
    pub(super) met: Rows,
    pub(super) offered: Rows,
    pub(super) bias: Array1<f32>,
    pub(super) users: Rows,
    pub(super) skip: Array2<f32>,
    /// Weights and biases of each layer.
    pub(super) layers: Vec<(Array2<f32>, Array1<f32>)>,
}

/// The gradient of some users' loss, times `scale`.
pub(super) fn gradient(
    network: &Network,
    users: &mut [Drawn<'_>],
    negatives: &Negatives,
    dropout: f32,
    scale: f32,
) -> Gradient {
    let width = network.width();
    let parts: Vec<_> = users
        .iter()
        .map(|drawn| network.averages(&drawn.events, &drawn.weights, &drawn.places))
        .collect();
    let rows: usize = users.iter().map(|drawn| drawn.places.len()).sum();
    let mut inputs = Array2::zeros((rows, network.inputs()));
    let split = network.memories.len() * width;
    let mut masks = Masks::new(network, rows);
    let mut from = 0;
    for (drawn, (averages, _)) in users.iter_mut().zip(&parts) {
        let to = from + drawn.places.len();
        inputs.slice_mut(s![from..to, ..split]).assign(averages);
        inputs
            .slice_mut(s![from..to, split..])
            .assign(&network.users.row(drawn.user));
        masks.draw(from..to, dropout, &mut drawn.random);
        from = to;
    }

    // Forward.
    let mut seen = Vec::new();
    let mut at = inputs.clone();
    for (number, layer) in network.layers.iter().enumerate() {
        let mut next = at.dot(&layer.weights) + &layer.bias;
        if let Some(mask) = masks.of.get(number) {
            next.zip_mut_with(mask, |value, mask| *value = value.max(0.0) * mask);
        }
        seen.push(std::mem::replace(&mut at, next));
    }
    let mut output = network.skipped(inputs.view());
    if !network.layers.is_empty() {
        output += &at;
    }

    let (loss, mut d_output, offered, bias) = softmax(network, users, negatives, &output);
    d_output *= scale;

    // Backward.
    let mut d_inputs = Array2::<f32>::zeros(inputs.raw_dim());
    let mut layers = Vec::new();
    let mut d_at = d_output.clone();
    for (number, layer) in network.layers.iter().enumerate().rev() {
        if let Some(mask) = masks.of.get(number) {
            let after = &seen[number + 1];
            ndarray::Zip::from(&mut d_at)
                .and(mask)
                .and(after)
                .for_each(|d, mask, after| *d = if *after > 0.0 { *d * mask } else { 0.0 });
        }
        layers.push((seen[number].t().dot(&d_at), d_at.sum_axis(Axis(0))));
        d_at = d_at.dot(&layer.weights.t());
        if number == 0 {
            d_inputs += &d_at;
        }
    }
    layers.reverse();
    let mut skip = Array2::zeros(network.skip.raw_dim());
    for (memory, factors) in network.skip.rows().into_iter().enumerate() {
        let columns = s![.., memory * width..(memory + 1) * width];
        skip.row_mut(memory)
            .assign(&(&inputs.slice(columns) * &d_output).sum_axis(Axis(0)));
        let mut to = d_inputs.slice_mut(columns);
        to += &(&d_output * &factors);
    }
    let (met, own) = spread(network, users, &parts, &d_inputs);
    let (offered, bias) = (
        Rows {
            values: offered.values * scale,
            ..offered
        },
        bias * scale,
    );
    Gradient {
        loss,
        met,
        offered,
        bias,
        users: own,
        skip,
        layers,
    }
}

/// Which hidden units count, and how much: a matrix a hidden layer.
struct Masks {
    of: Vec<Array2<f32>>,
}

impl Masks {
    fn new(network: &Network, rows: usize) -> Self {
        let hidden = network
            .layers
            .split_last()
            .map_or(&[][..], |(_, rest)| rest);
        let of = hidden
            .iter()
            .map(|layer| Array2::ones((rows, layer.bias.len())))
            .collect();
        Self { of }
    }

    fn draw(&mut self, rows: std::ops::Range<usize>, dropout: f32, random: &mut ChaCha8Rng) {
        if dropout <= 0.0 {
            return;
        }
        for mask in &mut self.of {
            mask.slice_mut(s![rows.clone(), ..]).mapv_inplace(|_| {
                if random.random::<f32>() < dropout {
                    0.0
                } else {
                    1.0 / (1.0 - dropout)
                }
            });
        }
    }
}

/// The summed loss, its gradient by the output, by the items' rows, and by their biases (as the rows).
fn softmax(
    network: &Network,
    users: &[Drawn<'_>],
    negatives: &Negatives,
    output: &Array2<f32>,
) -> (f64, Array2<f32>, Rows, Array1<f32>) {
    let indexes: Vec<usize> = negatives.items.iter().map(|item| *item as usize).collect();
    let drawn = network.offered.select(Axis(0), &indexes);
    let corrected: Array1<f32> = indexes
        .iter()
        .zip(&negatives.log_expected)
        .map(|(item, log)| network.bias[*item] - log)
        .collect();
    let mut scores = output.dot(&drawn.t()) + &corrected;
    let mut loss = 0.0;
    let mut targets = Vec::with_capacity(output.nrows());
    let mut pulls = Array1::zeros(output.nrows());
    let mut is_met = vec![false; network.bias.len()];
    let mut row = 0;
    for user in users {
        user.events
            .iter()
            .for_each(|item| is_met[*item as usize] = true);
        let own: Vec<usize> = (0..indexes.len())
            .filter(|at| is_met[indexes[*at]])
            .collect();
        user.events
            .iter()
            .for_each(|item| is_met[*item as usize] = false);
        for place in &user.places {
            let target = user.events[*place];
            let hit = network.offered.row(target as usize).dot(&output.row(row))
                + network.bias[target as usize];
            let mut scores = scores.row_mut(row);
            own.iter().for_each(|at| scores[*at] = f32::NEG_INFINITY);
            let most = scores.iter().copied().fold(hit, f32::max);
            scores.mapv_inplace(|score| (score - most).exp());
            let of_hit = (hit - most).exp();
            let sum = of_hit + scores.sum();
            loss += f64::from(sum.ln() + most - hit);
            scores /= sum;
            pulls[row] = of_hit / sum - 1.0;
            targets.push(target);
            row += 1;
        }
    }
    // From here on `scores` are the shares of the drawn items: the gradient by their scores.
    let mut d_output = scores.dot(&drawn);
    let mut d_targets = output.clone();
    for (row, target) in targets.iter().enumerate() {
        let pull: f32 = pulls[row];
        d_output
            .row_mut(row)
            .scaled_add(pull, &network.offered.row(*target as usize));
        d_targets.row_mut(row).mapv_inplace(|value| value * pull);
    }
    let d_drawn = scores.t().dot(output);
    let mut of = negatives.items.clone();
    of.extend(&targets);
    let values = stacked(&d_drawn, &d_targets);
    let mut bias = scores.sum_axis(Axis(0)).to_vec();
    bias.extend(&pulls);
    (loss, d_output, Rows { of, values }, Array1::from_vec(bias))
}

/// One matrix above the other; both are as wide.
fn stacked(above: &Array2<f32>, below: &Array2<f32>) -> Array2<f32> {
    let stacked = concatenate(Axis(0), &[above.view(), below.view()]);
    stacked.expect("both are as wide as an embedding")
}

/// From the inputs back to the items and users that they were made of.
fn spread(
    network: &Network,
    users: &[Drawn<'_>],
    parts: &[(Array2<f32>, Array2<f32>)],
    d_inputs: &Array2<f32>,
) -> (Rows, Rows) {
    let (width, count) = (network.width(), network.memories.len());
    let reach = |drawn: &Drawn<'_>| drawn.places.last().copied().unwrap_or(0);
    let events: usize = users.iter().map(reach).sum();
    let mut met = Rows {
        of: Vec::with_capacity(events),
        values: Array2::zeros((events, width)),
    };
    let mut own = Rows {
        of: Vec::new(),
        values: Array2::zeros((users.len(), network.users.ncols())),
    };
    let mut from = 0;
    for (number, (drawn, (_, sums))) in users.iter().zip(parts).enumerate() {
        let rows = d_inputs.slice(s![from..from + drawn.places.len(), ..]);
        from += drawn.places.len();
        own.of.push(drawn.user as u32);
        own.values
            .row_mut(number)
            .assign(&rows.slice(s![.., count * width..]).sum_axis(Axis(0)));
        // What comes later pulls at what came before, less with every event between.
        let base = met.of.len();
        let last = reach(drawn);
        met.of.extend(&drawn.events[..last]);
        let mut pull = vec![0f32; count * width];
        let mut place = drawn.places.len();
        for event in (0..last).rev() {
            while place > 0 && drawn.places[place - 1] == event + 1 {
                place -= 1;
                for memory in 0..count {
                    let scale = inverse(sums[[place, memory]]);
                    let row = rows.slice(s![place, memory * width..(memory + 1) * width]);
                    let pull = &mut pull[memory * width..(memory + 1) * width];
                    pull.iter_mut()
                        .zip(row)
                        .for_each(|(pull, d)| *pull += scale * d);
                }
            }
            let weight = drawn.weights[event];
            let mut to = met.values.row_mut(base + event);
            for (memory, kept) in network.memories.iter().enumerate() {
                let pull = &mut pull[memory * width..(memory + 1) * width];
                for (to, pull) in to.iter_mut().zip(pull) {
                    *to += weight * *pull;
                    *pull *= kept;
                }
            }
        }
    }
    (met, own)
}

#[cfg(test)]
mod tests;
