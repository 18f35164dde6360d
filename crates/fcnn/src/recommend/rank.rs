//! Where the item that somebody took next stands among all items.

use super::Events;
use crate::Interval;
use crate::bootstrap::intervals;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// How well held-out items are foretold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Users with a held-out item.
    pub users: usize,
    /// Places that count.
    pub at: usize,
    /// Share of users whose item is within these.
    pub hit_rate: f64,
    /// Its 95 % interval, by the bootstrap over users.
    pub hit_rate_interval: Interval,
    /// Mean of 1 / log₂(1 + place) of the items within these, 0 for the others (Järvelin &
    /// Kekäläinen, 2002; with one right item the ideal is 1).
    pub ndcg: f64,
    /// Its 95 % interval.
    pub ndcg_interval: Interval,
}

/// The figures of places (from 1; none where an item cannot be suggested at all).
pub fn figures(places: &[Option<f64>], at: usize) -> Figures {
    let gains: Vec<[f64; 2]> = places.iter().map(|place| gain(*place, at)).collect();
    let mean = |chosen: &mut dyn Iterator<Item = usize>| {
        let (mut sums, mut count) = ([0.0; 2], 0usize);
        for user in chosen {
            sums[0] += gains[user][0];
            sums[1] += gains[user][1];
            count += 1;
        }
        sums.map(|sum| sum / count.max(1) as f64)
    };
    let [hit_rate, ndcg] = mean(&mut (0..gains.len()));
    let [hits, gained] = intervals(gains.len(), mean);
    Figures {
        users: gains.len(),
        at,
        hit_rate,
        hit_rate_interval: hits,
        ndcg,
        ndcg_interval: gained,
    }
}

/// Whether it is a hit, and its discounted gain.
fn gain(place: Option<f64>, at: usize) -> [f64; 2] {
    match place {
        Some(place) if place <= at as f64 => [1.0, 1.0 / (1.0 + place).log2()],
        _ => [0.0; 2],
    }
}

/// The place of an item among all that the user has not met, from 1; items with the same score share the
/// middle of their places. None where nobody met the item: it could not be suggested.
pub fn place(
    scores: ArrayView1<'_, f32>,
    item: u32,
    met: &[u32],
    popularity: &[u32],
) -> Option<f64> {
    if popularity[item as usize] == 0 {
        return None;
    }
    let own = scores[item as usize];
    let mut is_met = vec![false; scores.len()];
    met.iter().for_each(|met| is_met[*met as usize] = true);
    let (mut above, mut beside) = (0usize, 0usize);
    for (other, score) in scores.iter().enumerate() {
        if other == item as usize || is_met[other] || popularity[other] == 0 {
            continue;
        }
        if *score > own {
            above += 1;
        } else if *score == own {
            beside += 1;
        }
    }
    Some(1.0 + above as f64 + beside as f64 / 2.0)
}

/// The places of held-out items by how many met them: the ranking that knows no user.
pub fn places_by_popularity(events: &Events, held: &[Option<u32>]) -> Vec<Option<f64>> {
    let popularity = events.popularity();
    let scores: Vec<f32> = popularity.iter().map(|count| *count as f32).collect();
    let of = |(user, item): (usize, &Option<u32>)| {
        item.map(|item| {
            place(
                ArrayView1::from(&scores),
                item,
                events.of(user),
                &popularity,
            )
        })
    };
    held.iter().enumerate().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn places_leave_out_what_was_met_and_share_ties() {
        let scores = array![0.9, 0.5, 0.5, 0.1, 0.7];
        let all = [1; 5];
        assert_eq!(place(scores.view(), 1, &[], &all), Some(3.5));
        assert_eq!(place(scores.view(), 1, &[0, 2], &all), Some(2.0));
        assert_eq!(place(scores.view(), 1, &[], &[1, 1, 1, 1, 0]), Some(2.5));
        assert_eq!(place(scores.view(), 4, &[], &[1, 1, 1, 1, 0]), None);
    }

    #[test]
    fn the_figures_are_those_of_the_definition() {
        let found = figures(&[Some(1.0), Some(3.0), Some(11.0), None], 10);
        assert_eq!((found.users, found.hit_rate), (4, 0.5));
        assert!((found.ndcg - (1.0 + 0.5) / 4.0).abs() < 1e-12);
        assert!(found.ndcg_interval.low < found.ndcg && found.ndcg < found.ndcg_interval.high);
        assert_eq!(figures(&[], 10).ndcg, 0.0);
    }
}
