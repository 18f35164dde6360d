use super::network::Network;
use super::{Events, Order, Settings};
use crate::Error;
use ndarray::{Array1, ArrayView1};

/// A trained recommender.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommender {
    pub(super) network: Network,
    /// How many users met each item.
    pub(super) popularity: Vec<u32>,
    pub(super) order: Order,
    pub(super) settings: Settings,
    pub(super) epochs: usize,
    pub(super) users: usize,
    pub(super) events: usize,
}

/// Items with the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestions {
    /// Items and their scores, the best first.
    pub items: Vec<(u32, f32)>,
    /// What they were chosen by.
    pub by: By,
}

/// What suggestions were chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The network, from what the user did.
    Network,
    /// How many users met an item: of this user nothing is known.
    Popularity,
}

impl Recommender {
    /// How many items it knows.
    pub fn items(&self) -> usize {
        self.popularity.len()
    }

    /// How many users it learned from.
    pub fn users(&self) -> usize {
        self.users
    }

    /// How many events it learned from.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Epochs it was trained for.
    pub fn epochs(&self) -> usize {
        self.epochs
    }

    /// How it was built and trained.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether it takes the order of events for that of time.
    pub fn order(&self) -> Order {
        self.order
    }

    /// How many users met each item in training.
    pub fn popularity(&self) -> &[u32] {
        &self.popularity
    }

    /// A score for each item (higher is better) for a user that did this, in the order of time. `user` is its
    /// number in training, where it was there.
    ///
    /// # Errors
    /// [`Error::Event`] where an item or the user is out of range.
    pub fn scores(&self, events: &[u32], user: Option<usize>) -> Result<Array1<f32>, Error> {
        self.check(events, user)?;
        Ok(self.network.scores(events, user))
    }

    /// The best items for a user that did this and did not meet them yet; the most popular ones where it did
    /// nothing that is known.
    ///
    /// # Errors
    /// As [`Recommender::scores`].
    pub fn suggest(
        &self,
        events: &[u32],
        user: Option<usize>,
        top: usize,
    ) -> Result<Suggestions, Error> {
        self.check(events, user)?;
        let (scores, by) = if events.is_empty() {
            let scores = self.popularity.iter().map(|count| *count as f32).collect();
            (scores, By::Popularity)
        } else {
            (self.network.scores(events, user), By::Network)
        };
        Ok(Suggestions {
            items: self.best(scores.view(), events, top),
            by,
        })
    }

    /// The items that are most like one: the cosine of their embeddings, −1…1.
    ///
    /// # Errors
    /// [`Error::Event`] where there is no such item.
    pub fn similar(&self, item: u32, top: usize) -> Result<Vec<(u32, f32)>, Error> {
        self.check(&[item], None)?;
        let of = self.network.offered.row(item as usize);
        let own = of.dot(&of).sqrt();
        let scores = self.network.offered.rows().into_iter().map(|row| {
            let length = own * row.dot(&row).sqrt();
            if length > 0.0 {
                of.dot(&row) / length
            } else {
                0.0
            }
        });
        let scores: Array1<f32> = scores.collect();
        Ok(self.best(scores.view(), &[item], top))
    }

    /// The places of held-out items, one a user or none, as [`super::place`] tells them.
    ///
    /// # Errors
    /// [`Error::Event`] where an item is out of range, [`Error::NoEvents`] where users are missing.
    pub fn places(&self, events: &Events, held: &[Option<u32>]) -> Result<Vec<Option<f64>>, Error> {
        if held.len() != events.users() || events.users() != self.users {
            return Err(Error::NoEvents { part: "test" });
        }
        for (user, item) in held.iter().enumerate() {
            self.check(events.of(user), None)?;
            self.check(item.as_slice(), None)?;
        }
        Ok(super::ranking::places(
            &self.network,
            events,
            held,
            &self.popularity,
        ))
    }

    /// The items with the highest scores, of equals the first; none that was met or that nobody met.
    fn best(&self, scores: ArrayView1<'_, f32>, met: &[u32], top: usize) -> Vec<(u32, f32)> {
        let mut is_open: Vec<bool> = self.popularity.iter().map(|count| *count > 0).collect();
        met.iter().for_each(|item| is_open[*item as usize] = false);
        let mut open: Vec<u32> = (0..scores.len() as u32)
            .filter(|item| is_open[*item as usize])
            .collect();
        let before = |a: &u32, b: &u32| {
            let (one, other) = (scores[*a as usize], scores[*b as usize]);
            other.total_cmp(&one).then(a.cmp(b))
        };
        if top == 0 {
            return Vec::new();
        }
        if open.len() > top {
            open.select_nth_unstable_by(top - 1, before);
            open.truncate(top);
        }
        open.sort_unstable_by(before);
        open.into_iter()
            .map(|item| (item, scores[item as usize]))
            .collect()
    }

    fn check(&self, events: &[u32], user: Option<usize>) -> Result<(), Error> {
        let number = user.unwrap_or(0);
        if number >= self.users.max(1) {
            return Err(Error::Event {
                user: number,
                item: 0,
                reason: "is of a user that training did not have",
            });
        }
        match events.iter().find(|item| **item as usize >= self.items()) {
            Some(item) => Err(Error::Event {
                user: number,
                item: *item as usize,
                reason: "is not among the items",
            }),
            None => Ok(()),
        }
    }
}
