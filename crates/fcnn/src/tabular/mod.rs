//! Networks for tables: columns of numbers, categories, days and vectors in, a class or a number out.
//!
//! [`train`] fits how columns become inputs on the training part alone, trains one network or several that
//! are averaged, and calibrates their probabilities on the validation part. The [`Model`] that comes out
//! [predicts](Model::predict), is [saved](Model::save) as two files, and [exported](Model::to_onnx).
//! [`measure`] says how right predictions are, [`importance`] which columns they hang on, and
//! [`suspects`] which columns know too much.
//!
//! The same inputs, settings and seed give the same weights bit for bit, whatever the number of threads.

mod calibration;
mod encoding;
mod export;
mod figures;
mod folds;
mod importance;
mod leakage;
mod loss;
mod measure;
mod model;
mod network;
mod norm;
mod optimizer;
mod pace;
mod ranking;
mod reasons;
mod schema;
mod search;
mod settings;
mod storage;
mod target;
mod train;

pub use calibration::Calibration;
pub use encoding::Encoding;
pub use export::GraphInputs;
pub use figures::{BinaryFigures, ClassesFigures, Figures, NumberFigures};
pub use folds::cross_validate;
pub use importance::{Importance, importance};
pub use leakage::{Suspect, Suspicion, suspects};
pub use measure::{Gain, Measurement, figures, gain, measure};
pub use model::{Model, Origin, Predictions};
pub use reasons::{Reason, reasons};
pub use schema::{Column, Inputs, Kind, Values};
pub use search::{Tried, search};
pub use settings::{Loss, Optimizer, Schedule, Settings};
pub use target::{Target, Task};
pub use train::{Epoch, Part, train};
