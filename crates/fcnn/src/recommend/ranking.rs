//! A trained network asked for the places of items.

use super::Events;
use super::network::Network;
use super::rank::place;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

/// The place of each held-out item, in the order of the users that have one.
pub(super) fn places(
    network: &Network,
    events: &Events,
    held: &[Option<u32>],
    popularity: &[u32],
) -> Vec<Option<f64>> {
    let of: Vec<Option<Option<f64>>> = (0..held.len())
        .into_par_iter()
        .map(|user| {
            held[user].map(|item| {
                let met = events.of(user);
                let scores = network.scores(met, Some(user));
                place(scores.view(), item, met, popularity)
            })
        })
        .collect();
    of.into_iter().flatten().collect()
}
