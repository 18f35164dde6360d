//! Chinese, in simplified characters.
//!
//! Numbers stand between spaces, sentences end with their own marks, quotes stand in “ ” as users wrote them. Feedback is
//! 反馈, a statement 语句, a theme 主题, a requirement 需求, a request 诉求, the ledger 台账.

mod compared;
mod labels;
mod notes;
mod page;
mod reading;
mod script;
mod terminal;
mod verified;

use super::Pair;

/// What is said where this crate says it.
pub(super) const SAID: &[&[Pair]] = &[page::PAGE, terminal::TERMINAL, compared::SAID];

/// What the files of a report say, and the errors and hints of reading exports.
pub(super) const TOLD: &[&[Pair]] = &[
    labels::LABELS,
    notes::NOTES,
    notes::TERMS,
    compared::TOLD,
    verified::VERIFIED,
    reading::REASONS,
    reading::ERRORS,
];

/// What the script of `report.html` says.
pub(super) use script::SCRIPT;
