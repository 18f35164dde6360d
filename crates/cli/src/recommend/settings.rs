//! How a recommender is trained, as the caller chooses it.

use crate::failure::Failure;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_fcnn::Schedule;
use hearken_fcnn::recommend::Settings;
use std::path::PathBuf;

/// The settings of training: those of the command line, else those of the file, else the usual ones.
#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(super) struct Chosen {
    /// TOML file of settings; what is given here counts more
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Numbers that stand for an item
    #[arg(long, value_name = "N")]
    embedding: Option<usize>,
    /// Numbers of a user's own; 0 for none
    #[arg(long, value_name = "N")]
    user_embedding: Option<usize>,
    /// Width of each hidden layer; 0 for none
    #[arg(long, value_name = "WIDTH,…", value_delimiter = ',')]
    hidden: Option<Vec<usize>>,
    /// The averages of a user's items: what share of its weight an item keeps with each later event
    /// (0: the last alone, 1: the mean of all)
    #[arg(long, value_name = "SHARE,…", value_delimiter = ',')]
    memories: Option<Vec<f32>>,
    /// Share of hidden units silenced at each step
    #[arg(long, value_name = "SHARE")]
    dropout: Option<f32>,
    /// Share of a user's events left out of its averages at each step
    #[arg(long, value_name = "SHARE")]
    event_dropout: Option<f32>,
    /// Step size at the start
    #[arg(long, value_name = "SIZE")]
    learning_rate: Option<f64>,
    /// Decoupled weight decay
    #[arg(long, value_name = "DECAY")]
    weight_decay: Option<f64>,
    /// Users a step
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Events of a user that an epoch foretells, at most
    #[arg(long, value_name = "N")]
    positions: Option<usize>,
    /// Items drawn in each step that its events are told from
    #[arg(long, value_name = "N")]
    negatives: Option<usize>,
    /// Power of an item's popularity by which these are drawn
    #[arg(long, value_name = "POWER")]
    negative_power: Option<f64>,
    /// Passes over the users at most
    #[arg(long, value_name = "N")]
    epochs: Option<usize>,
    /// Epochs without a better validation NDCG before training stops
    #[arg(long, value_name = "N")]
    patience: Option<usize>,
    /// How the step size goes on
    #[arg(long, value_enum)]
    schedule: Option<ScheduleName>,
    /// Fixes the first weights, what is drawn, and the dropout
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScheduleName {
    Constant,
    Cosine,
}

impl Chosen {
    pub(super) fn settings(&self) -> Result<Settings> {
        let mut settings = match &self.settings {
            None => Settings::default(),
            Some(path) => {
                let wrong = |error: &dyn std::fmt::Display| {
                    Failure::error(
                        format!("cannot use the settings in {}: {error}", path.display()),
                        "the names are those of the options, with _ in place of -",
                    )
                };
                let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
                toml::from_str(&text).map_err(|error| wrong(&error))?
            }
        };
        let s = &mut settings;
        set(&mut s.embedding, self.embedding);
        set(&mut s.user_embedding, self.user_embedding);
        let hidden = self.hidden.as_ref();
        set(
            &mut s.hidden,
            hidden.map(|widths| widths.iter().copied().filter(|w| *w > 0).collect()),
        );
        set(&mut s.memories, self.memories.clone());
        set(&mut s.dropout, self.dropout);
        set(&mut s.event_dropout, self.event_dropout);
        set(&mut s.learning_rate, self.learning_rate);
        set(&mut s.weight_decay, self.weight_decay);
        set(&mut s.batch, self.batch);
        set(&mut s.positions, self.positions);
        set(&mut s.negatives, self.negatives);
        set(&mut s.negative_power, self.negative_power);
        set(&mut s.epochs, self.epochs);
        set(&mut s.patience, self.patience);
        let schedule = self.schedule.map(|name| match name {
            ScheduleName::Constant => Schedule::Constant,
            ScheduleName::Cosine => Schedule::Cosine,
        });
        set(&mut s.schedule, schedule);
        set(&mut s.seed, self.seed);
        settings.check()?;
        Ok(settings)
    }
}

fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}
