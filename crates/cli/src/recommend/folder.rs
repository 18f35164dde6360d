//! The folder of a recommender: the network, what its users did, and the ids of users and items.

use super::events::Table;
use crate::failure::Failure;
use crate::output;
use anyhow::Result;
use hearken_fcnn::recommend::{Events, Recommender, Suggestions};
use serde::{Deserialize, Serialize};
use std::path::Path;

const IDS: &str = "ids.json";
const AGAIN: &str = "train the recommender again with `hearken recommend train`";

/// What the numbers of the network stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ids {
    /// Of the network that they belong to.
    weights_sha256: String,
    /// Sorted.
    users: Vec<String>,
    /// Sorted.
    items: Vec<String>,
    /// Of each item the mean rating.
    ratings: Vec<Option<f64>>,
}

/// A recommender with the ids of what it knows.
#[derive(Debug)]
pub(crate) struct Model {
    pub(super) recommender: Recommender,
    events: Events,
    ids: Ids,
}

impl Model {
    pub(super) fn new(recommender: Recommender, table: Table) -> Result<Self> {
        Ok(Self {
            ids: Ids {
                weights_sha256: recommender.sha256()?,
                users: table.users,
                items: table.items,
                ratings: table.ratings,
            },
            events: table.events,
            recommender,
        })
    }

    /// Reads a folder that `hearken recommend train` wrote.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        if !folder.join("recommender.json").is_file() {
            return Err(Failure::error(
                format!("there is no recommender in {}", folder.display()),
                "name a folder that `hearken recommend train` wrote",
            ));
        }
        let (recommender, events) = Recommender::load(folder)?;
        let path = folder.join(IDS);
        let wrong = |what: &dyn std::fmt::Display| {
            Failure::error(format!("cannot use {}: {what}", path.display()), AGAIN)
        };
        let bytes = std::fs::read(&path).map_err(|error| wrong(&error))?;
        let ids: Ids = serde_json::from_slice(&bytes).map_err(|error| wrong(&error))?;
        if ids.weights_sha256 != recommender.sha256()? {
            return Err(wrong(&"it belongs to other weights"));
        }
        let counts = [ids.users.len(), ids.items.len(), ids.ratings.len()];
        if counts
            != [
                recommender.users(),
                recommender.items(),
                recommender.items(),
            ]
        {
            return Err(wrong(&"its users or items are not those of the network"));
        }
        if !ids.users.is_sorted_by(|a, b| a < b) || !ids.items.is_sorted_by(|a, b| a < b) {
            return Err(wrong(&"its ids are not sorted, each once"));
        }
        Ok(Self {
            recommender,
            events,
            ids,
        })
    }

    /// Writes all but the card and the figures.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let mut json = Vec::new();
        output::json(&mut json, &self.ids)?;
        output::put(folder, IDS, &json)?;
        Ok(self.recommender.save(&self.events, folder)?)
    }

    /// The number of an item.
    pub(crate) fn item(&self, id: &str) -> Option<u32> {
        let found = self
            .ids
            .items
            .binary_search_by(|known| known.as_str().cmp(id));
        found.ok().map(|number| number as u32)
    }

    /// The number of a user.
    pub(super) fn user(&self, id: &str) -> Option<usize> {
        self.ids
            .users
            .binary_search_by(|known| known.as_str().cmp(id))
            .ok()
    }

    /// The ids of all users.
    pub(super) fn users(&self) -> &[String] {
        &self.ids.users
    }

    pub(super) fn item_id(&self, item: u32) -> &str {
        &self.ids.items[item as usize]
    }

    pub(super) fn rating(&self, item: u32) -> Option<f64> {
        self.ids.ratings[item as usize]
    }

    /// Suggests to a user by its id: from what it did before, and `more` since.
    pub(crate) fn suggest(
        &self,
        user: Option<&str>,
        more: &[u32],
        top: usize,
    ) -> Result<Suggestions> {
        let number = user.and_then(|user| self.user(user));
        let mut met: Vec<u32> = number.map_or(Vec::new(), |user| self.events.of(user).to_vec());
        for item in more {
            if !met.contains(item) {
                met.push(*item);
            }
        }
        Ok(self.recommender.suggest(&met, number, top)?)
    }
}
