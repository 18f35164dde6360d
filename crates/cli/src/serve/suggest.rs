//! `POST /suggest`: what a recommender suggests to a user.

use super::{Answers, Refused, asked};
use crate::recommend::{Model, Suggested};
use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

pub(super) struct Suggest {
    model: Model,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Its id; without one, or unknown, `items` alone speak.
    user: Option<String>,
    /// Ids of what it met since training, the last one last.
    #[serde(default)]
    items: Vec<String>,
    #[serde(default = "ten")]
    top: usize,
}

fn ten() -> usize {
    10
}

/// Suggestions in an answer, at most.
const MOST: usize = 1000;
/// Characters of an id that an answer repeats.
const SHOWN: usize = 100;

impl Suggest {
    pub(super) fn open(folder: &Path) -> Result<Self> {
        Ok(Self {
            model: Model::open(folder)?,
        })
    }
}

impl Answers for Suggest {
    fn path(&self) -> &'static str {
        "suggest"
    }

    fn answer(&self, body: Value) -> Result<Value, Refused> {
        let asked: Asked = asked(body)?;
        if asked.user.is_none() && asked.items.is_empty() {
            return Err(Refused::Asked(
                "name a \"user\", or the \"items\" that somebody met".to_owned(),
            ));
        }
        if !(1..=MOST).contains(&asked.top) {
            return Err(Refused::Asked(format!(
                "\"top\" is {}; it must be in 1…{MOST}",
                asked.top
            )));
        }
        let mut met = Vec::new();
        for id in &asked.items {
            match self.model.item(id) {
                Some(item) => met.push(item),
                None => {
                    let shown: String = id.chars().take(SHOWN).collect();
                    return Err(Refused::Asked(format!("the item \"{shown}\" is not known")));
                }
            }
        }
        let suggested = Suggested::of(&self.model, asked.user.as_deref(), &met, asked.top)?;
        serde_json::to_value(suggested).map_err(|error| Refused::Failed(error.into()))
    }
}
