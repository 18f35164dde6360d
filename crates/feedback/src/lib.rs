//! The shared words of Hearken as plain types.
//!
//! Every other crate speaks in these: `ingest` makes [`Feedback`], [`Statement`]s and a ledger of
//! [`Entry`]s, `fcnn` fills [`Classified`], `topic` fills [`Theme`]s, `report` reads them all.
//! There is no behavior here beyond what a type needs to keep its own rule.

mod cell;
mod classified;
mod distinct;
mod export;
mod ledger;
mod list;
mod text;
mod theme;

pub use cell::{Cell, Mask};
pub use classified::{Classified, Kind, Label, Quality, Sentiment, Unsure};
pub use distinct::{Distinct, Saying};
pub use export::{Column, Feedback, Rating, Reply, Role, Source, Statement};
pub use ledger::{Entry, Ledger, Placed, RowRef};
pub use list::{Cells, Masks, Others};
pub use text::{Name, Pack, Packed, Span, Text};
pub use theme::{Area, Aside, Keyphrase, SubTheme, Theme, Themes};
