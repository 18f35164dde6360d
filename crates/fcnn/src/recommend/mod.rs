//! Recommenders: what a user will want next, from what users did.
//!
//! [`train`] turns [`Events`] into a [`Recommender`]: averages of the embeddings of what a user did, which
//! forget at different speeds, go through fully connected layers, and what comes out is held against the
//! embedding of each item (after Covington et al., 2016). It [suggests](Recommender::suggest) items, finds
//! [similar](Recommender::similar) ones, and its [places](Recommender::places) of held-out items give
//! [`figures`].
//!
//! Users and items are numbers from 0 up; nothing here knows an id or a date.

mod adam;
mod events;
mod gradient;
mod network;
mod onnx;
mod rank;
mod ranking;
mod recommender;
mod settings;
mod storage;
mod train;

pub use events::{Events, Order};
pub use rank::{Figures, figures, place, places_by_popularity};
pub use recommender::{By, Recommender, Suggestions};
pub use settings::Settings;
pub use train::{Epoch, Until, Validation, train};
