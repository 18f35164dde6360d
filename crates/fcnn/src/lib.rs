//! Fully connected networks on top of features.
//!
//! [`train`] turns labeled feature vectors into a [`Head`]; a head [classifies](Head::classify)
//! with calibrated probabilities, is [saved](Head::save) as two files and [loaded](Head::load)
//! again with the same bits. [`evaluate`] says how right the probabilities were.
//!
//! [`tune`] trains a copy of an encoder's upper layers along with the network: the head then reads
//! the tokens' states below them ([`Head::pool`]).
//!
//! The features are rows of numbers: an encoder's layers, an embedding, or a table. Nothing here
//! knows what a text is.
//!
//! The same examples, settings and seed give the same weights bit for bit, whatever the number of
//! threads, and a row gets the same probabilities whatever rows are classified with it.

mod calibrate;
mod error;
mod evaluate;
mod forward;
mod head;
mod learner;
mod network;
mod onnx;
mod settings;
mod storage;
mod top;
mod train;
mod tune;

pub use error::Error;
pub use evaluate::{ClassFigures, Evaluation, evaluate};
pub use head::{FeatureKind, Head, Provenance};
pub use onnx::Precision;
pub use settings::{ClassWeights, Schedule, Settings};
pub use top::Upper;
pub use train::{Epoch, Examples, train};
pub use tune::{Sequences, tune};
