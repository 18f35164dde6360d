//! What examples are: one label each, or any number of them.

use crate::Error;
use serde::{Deserialize, Serialize};

/// How labels relate to an example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Each example has exactly one label; the outputs go through a softmax.
    #[default]
    MultiClass,
    /// Each example has any number of labels, none included; every output goes through a sigmoid
    /// of its own.
    MultiLabel,
}

impl Task {
    /// Whether it is the usual one, of which `head.json` does not speak.
    pub(crate) fn is_multi_class(&self) -> bool {
        *self == Self::MultiClass
    }
}

/// The true labels of n examples, as indexes into the label names.
#[derive(Debug, Clone, Copy)]
pub enum Targets<'a> {
    /// One label an example (multi-class).
    One(&'a [usize]),
    /// A set of labels an example, each named once, possibly empty (multi-label).
    Several(&'a [Vec<usize>]),
}

impl Targets<'_> {
    /// How many examples there are.
    pub fn len(&self) -> usize {
        match self {
            Self::One(labels) => labels.len(),
            Self::Several(sets) => sets.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a head that learns from them does.
    pub fn task(&self) -> Task {
        match self {
            Self::One(_) => Task::MultiClass,
            Self::Several(_) => Task::MultiLabel,
        }
    }

    /// The labels of an example.
    pub fn of(&self, example: usize) -> &[usize] {
        match self {
            Self::One(labels) => std::slice::from_ref(&labels[example]),
            Self::Several(sets) => &sets[example],
        }
    }

    /// How many examples have each of `labels` labels.
    ///
    /// # Errors
    /// [`Error::UnknownLabel`] for an index past the last label.
    pub(crate) fn counts(&self, labels: usize) -> Result<Vec<usize>, Error> {
        let mut counts = vec![0; labels];
        for example in 0..self.len() {
            for &label in self.of(example) {
                match counts.get_mut(label) {
                    Some(count) => *count += 1,
                    None => {
                        return Err(Error::UnknownLabel {
                            example,
                            label,
                            labels,
                        });
                    }
                }
            }
        }
        Ok(counts)
    }
}
