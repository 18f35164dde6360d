//! Fully connected networks on top of features.
//!
//! [`train`] turns labeled feature vectors into a [`Head`]; a head [classifies](Head::classify)
//! with calibrated probabilities, is [saved](Head::save) as two files and [loaded](Head::load)
//! again with the same bits. [`measure`] says how right the probabilities were, with what doubt.
//! [`fine_tune`] goes on from a head with a few corrections.
//!
//! An example has one label, or any number of them ([`Task`]).
//!
//! [`tune`] trains a copy of an encoder's upper layers along with the network: the head then reads
//! the tokens' states below them ([`Head::pool`]).
//!
//! [`tabular`] does the same for tables, whose columns are numbers, categories, days and vectors.
//! [`train_on_bags`] trains one on [bags](Bag) of hashed features, where no encoder makes features.
//!
//! The features are rows of numbers: an encoder's layers, an embedding, or a table. Nothing here
//! knows what a text is.
//!
//! The same examples, settings and seed give the same weights bit for bit, whatever the number of
//! threads, and a row gets the same probabilities whatever rows are classified with it.

mod abstain;
mod bagged;
mod best;
mod bootstrap;
mod calibrate;
mod calibration;
mod coverage;
mod error;
mod evaluate;
mod fine_tune;
mod forward;
mod head;
mod learner;
mod measure;
mod multi_label;
mod network;
mod onnx;
pub mod recommend;
mod reference;
mod sequences;
mod settings;
mod storage;
pub mod tabular;
mod targets;
mod top;
mod train;
mod tune;
mod wide;

pub use abstain::{Abstention, Covered, abstention, covered};
pub use bagged::{Bagged, train_on_bags};
pub use bootstrap::Interval;
pub use coverage::CoveragePoint;
pub use error::Error;
pub use evaluate::{ClassFigures, Evaluation, evaluate};
pub use fine_tune::fine_tune;
pub use head::{FeatureKind, Head, Provenance};
pub use measure::{Figures, Measurement, figures, measure};
pub use multi_label::{MultiLabelEvaluation, evaluate_multi_label};
pub use onnx::Precision;
pub use reference::{BINS, MeanRow, Tally, confidence, decided};
pub use sequences::Sequences;
pub use settings::{ClassWeights, Schedule, Settings};
pub use targets::{Targets, Task};
pub use top::Upper;
pub use train::{Epoch, Examples, train};
pub use tune::{Sequenced, tune};
pub use wide::Bag;
