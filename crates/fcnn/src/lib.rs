//! Fully connected networks on top of features.
//!
//! [`train`] turns labeled feature vectors into a [`Head`]; a head [classifies](Head::classify)
//! with calibrated probabilities, is [saved](Head::save) as two files and [loaded](Head::load)
//! again with the same bits. [`evaluate`] says how right the probabilities were.
//!
//! The features are rows of numbers: an encoder's layers, an embedding, or a table. Nothing here
//! knows what a text is.
//!
//! The same examples, settings and seed give the same weights bit for bit, whatever the number of
//! threads, and a row gets the same probabilities whatever rows are classified with it.

mod abstain;
mod calibrate;
mod error;
mod evaluate;
mod forward;
mod head;
mod network;
mod settings;
mod storage;
mod train;

pub use abstain::{Abstention, Covered, abstention, covered};
pub use error::Error;
pub use evaluate::{ClassFigures, Evaluation, evaluate};
pub use head::{FeatureKind, Head, Provenance};
pub use settings::{ClassWeights, Schedule, Settings};
pub use train::{Epoch, Examples, train};
