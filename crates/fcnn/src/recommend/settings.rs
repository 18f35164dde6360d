use crate::{Error, Schedule};
use serde::{Deserialize, Serialize};

/// How a recommender is built and trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Numbers that stand for an item.
    pub embedding: usize,
    /// Numbers of a user's own; 0 for none: then a user is what it did.
    pub user_embedding: usize,
    /// Width of each hidden layer, from the input on; none leaves the averages alone.
    pub hidden: Vec<usize>,
    /// The averages of a user's items: what share of its weight an item keeps with each event that
    /// follows, 0…1. 0 is the last item alone, 1 the plain mean. Events without times have the
    /// plain mean alone.
    pub memories: Vec<f32>,
    /// Share of a hidden layer's units that are silenced at each step, 0…1 (1 excluded).
    pub dropout: f32,
    /// Share of a user's events that are left out of its averages at each step, 0…1 (1 excluded).
    pub event_dropout: f32,
    /// Step size at the start.
    pub learning_rate: f64,
    /// Decoupled weight decay (Loshchilov & Hutter, 2019), not on biases.
    pub weight_decay: f64,
    /// Users a step.
    pub batch: usize,
    /// Events of a user, at most, that an epoch learns to foretell, so that who did a lot does not
    /// outvote the others.
    pub positions: usize,
    /// Items that nobody in a step's batch need have met, against which its events are held.
    pub negatives: usize,
    /// How these are drawn: by the power of how many users met an item (Mikolov et al., 2013).
    pub negative_power: f64,
    /// Passes over the users at most.
    pub epochs: usize,
    /// Epochs without a better validation NDCG after which training stops.
    pub patience: usize,
    /// How the step size goes on.
    pub schedule: Schedule,
    /// Fixes the first weights, what is drawn, and the dropout.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            embedding: 64,
            user_embedding: 0,
            hidden: vec![128],
            memories: vec![0.0, 0.6, 0.9, 1.0],
            dropout: 0.5,
            event_dropout: 0.1,
            learning_rate: 2e-3,
            weight_decay: 0.01,
            batch: 16,
            positions: 256,
            negatives: 512,
            negative_power: 1.0,
            epochs: 50,
            patience: 10,
            schedule: Schedule::Constant,
            seed: 17,
        }
    }
}

impl Settings {
    /// Checks every range, before anything slow is done.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first that is out of its range.
    pub fn check(&self) -> Result<(), Error> {
        let bad = |name, value: String, rule| Err(Error::Setting { name, value, rule });
        for (name, value) in [
            ("embedding", self.embedding),
            ("batch", self.batch),
            ("positions", self.positions),
            ("negatives", self.negatives),
            ("epochs", self.epochs),
            ("patience", self.patience),
        ] {
            if value == 0 {
                return bad(name, value.to_string(), "at least 1");
            }
        }
        let widths = [self.embedding, self.user_embedding];
        for width in widths.iter().chain(&self.hidden) {
            if *width > WIDEST {
                return bad("width", width.to_string(), "at most 65536");
            }
        }
        if let Some(width) = self.hidden.iter().find(|width| **width == 0) {
            return bad("hidden", width.to_string(), "at least 1 for every layer");
        }
        if self.memories.is_empty() {
            return bad("memories", "empty".to_owned(), "one number at least");
        }
        if let Some(kept) = self.memories.iter().find(|m| !(0.0..=1.0).contains(*m)) {
            return bad("memories", kept.to_string(), "in 0…1");
        }
        for (name, share) in [
            ("dropout", self.dropout),
            ("event_dropout", self.event_dropout),
        ] {
            if !(0.0..1.0).contains(&share) {
                return bad(name, share.to_string(), "in 0…1, below 1");
            }
        }
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            return bad("learning_rate", self.learning_rate.to_string(), "above 0");
        }
        for (name, value) in [
            ("weight_decay", self.weight_decay),
            ("negative_power", self.negative_power),
        ] {
            if !(value.is_finite() && value >= 0.0) {
                return bad(name, value.to_string(), "at least 0");
            }
        }
        Ok(())
    }

    /// The step size at `step` of `steps`.
    pub(super) fn rate(&self, step: usize, steps: usize) -> f64 {
        if self.schedule == Schedule::Cosine {
            let done = step as f64 / steps.max(1) as f64;
            return self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos());
        }
        self.learning_rate
    }
}

const WIDEST: usize = 65_536;
