//! What a head learns from, and the learning.

use crate::labels::{Labeled, Truth};
use crate::split::{self, normalized};
use anyhow::Result;
use hearken_fcnn::{Bag, Bagged, Epoch, Examples, Head, Sequenced, Sequences, Settings, Upper};
use ndarray::{Array2, Axis};
use std::collections::BTreeSet;
use std::io::{Write, stderr};

/// What an encoder gives of texts, a row or a sequence a text.
#[derive(Debug)]
pub(super) enum Given {
    /// The features that a head reads.
    Features(Array2<f32>),
    /// The states below the layers that learn along.
    States(Sequences),
    /// Hashed words and runs of letters, in so many buckets.
    Bags(Vec<Bag>, usize),
}

impl Given {
    fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Features(features) => Self::Features(features.select(Axis(0), rows)),
            Self::States(states) => Self::States(states.select(rows)),
            Self::Bags(bags, buckets) => {
                let some = rows.iter().map(|row| bags[*row].clone());
                Self::Bags(some.collect(), *buckets)
            }
        }
    }

    /// What a head says of each text.
    pub(super) fn classified(&self, head: &Head) -> Result<Array2<f32>> {
        Ok(match self {
            Self::Features(features) => head.classify(features.view())?,
            Self::States(states) => head.classify(head.pool_all(states)?.view())?,
            Self::Bags(bags, _) => head.classify(head.pool_bags(bags)?.view())?,
        })
    }
}

/// Labeled texts, encoded.
#[derive(Debug)]
pub(super) struct Examined {
    pub(super) rows: Vec<Labeled>,
    pub(super) given: Given,
    pub(super) truth: Truth,
}

impl Examined {
    /// Some of the rows.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self {
            rows: rows.iter().map(|row| self.rows[*row].clone()).collect(),
            given: self.given.select(rows),
            truth: self.truth.select(rows),
        }
    }

    /// The rows whose texts are not among these.
    pub(super) fn without(&self, texts: &BTreeSet<String>) -> Self {
        let other = |row: &usize| !texts.contains(&normalized(&self.rows[*row].text));
        self.select(&(0..self.rows.len()).filter(other).collect::<Vec<_>>())
    }

    /// What is left, and the tenth that is held out.
    pub(super) fn hold_out(&self, seed: u64) -> (Self, Self) {
        let held = split::held_out(&self.rows, self.truth.targets().task(), seed);
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..self.rows.len()).partition(|row| held[*row]);
        (self.select(&rest), self.select(&held))
    }
}

/// How a head is to learn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Learning<'a> {
    /// Copies of the encoder's last layers, where these learn along.
    pub(super) upper: Option<&'a Upper>,
    pub(super) names: &'a [String],
    pub(super) settings: &'a Settings,
}

impl Learning<'_> {
    /// Trains, and tells of every epoch; `name` says of what.
    pub(super) fn head(
        self,
        training: &Examined,
        validation: &Examined,
        name: &str,
    ) -> Result<Head> {
        let Self {
            upper,
            names,
            settings,
        } = self;
        let tell = &mut |epoch: &Epoch| tell(epoch, name);
        let labels = [training, validation].map(|part| part.truth.targets());
        Ok(match (upper, &training.given, &validation.given) {
            (Some(upper), Given::States(fitted), Given::States(held)) => {
                let [training, validation] = [(fitted, labels[0]), (held, labels[1])]
                    .map(|(states, labels)| Sequenced { states, labels });
                hearken_fcnn::tune(upper, training, validation, names, settings, tell)?
            }
            (None, Given::Features(fitted), Given::Features(held)) => {
                let [training, validation] =
                    [(fitted, labels[0]), (held, labels[1])].map(|(rows, labels)| Examples {
                        features: rows.view(),
                        labels,
                    });
                hearken_fcnn::train(training, validation, names, settings, tell)?
            }
            (None, Given::Bags(fitted, buckets), Given::Bags(held, _)) => {
                let [training, validation] = [(fitted, labels[0]), (held, labels[1])]
                    .map(|(bags, labels)| Bagged { bags, labels });
                let wanted = (*buckets, names);
                hearken_fcnn::train_on_bags(training, validation, wanted, settings, tell)?
            }
            _ => anyhow::bail!("texts are encoded for another way of learning"),
        })
    }
}

/// A line an epoch.
fn tell(epoch: &Epoch, name: &str) {
    let gap = if name.is_empty() { "" } else { "  " };
    let mark = if epoch.best { "  best" } else { "" };
    // Progress that cannot be shown is no reason to stop.
    let _ = writeln!(
        stderr(),
        "{name}{gap}epoch {:>2}/{}  loss {:.4}  validation loss {:.4}  accuracy {:.3}  macro-F1 {:.3}{mark}",
        epoch.number,
        epoch.of,
        epoch.training_loss,
        epoch.validation_loss,
        epoch.validation_accuracy,
        epoch.validation_macro_f1,
    );
}
