use crate::Error;

/// What users did, as plain indices: for each user the items it met, in the order of time, each
/// item once.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    items: usize,
    ordered: bool,
    /// Where each user's events begin; one more than there are users.
    starts: Vec<usize>,
    /// Item of each event.
    of: Vec<u32>,
}

/// Whether the order of a user's events says which came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From the first to the last.
    Time,
    /// It says nothing.
    None,
}

impl Events {
    /// Events of users (the outer list) with items 0…`items`−1.
    ///
    /// # Errors
    /// [`Error::Event`] where an item is out of range, or a user has it twice.
    pub fn new(users: &[Vec<u32>], items: usize, order: Order) -> Result<Self, Error> {
        let mut met_by = vec![usize::MAX; items];
        let mut starts = vec![0];
        let mut of = Vec::with_capacity(users.iter().map(Vec::len).sum());
        for (user, events) in users.iter().enumerate() {
            for item in events {
                let bad = |reason| Error::Event {
                    user,
                    item: *item as usize,
                    reason,
                };
                match met_by.get_mut(*item as usize) {
                    None => return Err(bad("is not among the items")),
                    Some(met) if *met == user => return Err(bad("is there twice")),
                    Some(met) => *met = user,
                }
            }
            of.extend_from_slice(events);
            starts.push(of.len());
        }
        Ok(Self {
            items,
            ordered: order == Order::Time,
            starts,
            of,
        })
    }

    /// How many users there are, those without events included.
    pub fn users(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many items there are, those that nobody met included.
    pub fn items(&self) -> usize {
        self.items
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether nobody did anything.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether the order of a user's events is that of time.
    pub fn order(&self) -> Order {
        if self.ordered {
            Order::Time
        } else {
            Order::None
        }
    }

    /// The items of a user.
    ///
    /// # Panics
    /// Where there is no such user.
    pub fn of(&self, user: usize) -> &[u32] {
        &self.of[self.starts[user]..self.starts[user + 1]]
    }

    /// How many users met each item.
    pub fn popularity(&self) -> Vec<u32> {
        let mut counts = vec![0; self.items];
        for item in &self.of {
            counts[*item as usize] += 1;
        }
        counts
    }

    /// Takes the last event of every user that has two at least; what was taken, by user.
    pub fn hold_out_last(&self) -> (Self, Vec<Option<u32>>) {
        let mut starts = vec![0];
        let mut of = Vec::with_capacity(self.of.len());
        let mut held = Vec::with_capacity(self.users());
        for user in 0..self.users() {
            match self.of(user) {
                [rest @ .., last] if !rest.is_empty() => {
                    of.extend_from_slice(rest);
                    held.push(Some(*last));
                }
                few => {
                    of.extend_from_slice(few);
                    held.push(None);
                }
            }
            starts.push(of.len());
        }
        let rest = Self {
            starts,
            of,
            ..*self
        };
        (rest, held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_event_is_held_out_where_one_stays() {
        let events = Events::new(&[vec![2, 0, 1], vec![], vec![1]], 4, Order::Time).unwrap();
        assert_eq!(events.popularity(), [1, 2, 1, 0]);
        let (rest, held) = events.hold_out_last();
        assert_eq!(held, [Some(1), None, None]);
        assert_eq!(
            (rest.of(0), rest.of(1), rest.of(2)),
            (&[2, 0][..], &[][..], &[1][..])
        );
        assert_eq!((rest.len(), rest.users(), rest.items()), (3, 3, 4));
    }

    #[test]
    fn items_out_of_range_or_twice_are_refused() {
        for events in [vec![3], vec![0, 1, 0]] {
            let refused = Events::new(&[vec![0], events], 3, Order::None);
            assert!(
                matches!(refused, Err(Error::Event { user: 1, .. })),
                "{refused:?}"
            );
        }
    }
}
