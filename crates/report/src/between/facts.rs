//! What a comparison of two runs says: the fields and their meaning.

use super::{DemandMoves, Match, RunFolder};
use crate::{ExportFile, Mean, Part, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened between an earlier and a later run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diff {
    /// The version of this output's shape.
    pub schema_version: String,
    /// The earlier run.
    pub old: RunFacts,
    /// The later run.
    pub new: RunFacts,
    /// Feedback of the later run that the earlier one read as well, told by their ids; where ids do
    /// not tell, those that say word for word what feedback of the earlier run says.
    pub feedback_in_both: u64,
    /// The sentiment of feedback, then and now.
    pub sentiment: FeltMoves,
    /// How many of `themes` went each way, by the word of `change`.
    pub counts: BTreeMap<String, u64>,
    /// What became of each theme, by the way it went and the larger first. Every theme of either
    /// run, small ones too, stands in exactly one.
    pub themes: Vec<Change>,
    /// New, dropped and kept requirements.
    pub requirements: DemandMoves,
    /// What this cannot tell, in sentences.
    pub notes: Vec<String>,
}

/// A run that is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunFacts {
    /// SHA-256 of its `run.json`.
    pub sha256: String,
    /// Its exports.
    pub exports: Vec<ExportFile>,
    /// Its feedback.
    pub feedback: u64,
    /// Their statements.
    pub statements: u64,
    /// Its themes that are not small.
    pub themes: u64,
    /// Its small themes.
    pub small_themes: u64,
    /// Its requirements.
    pub requirements: u64,
    /// The days that it spans, where the exports have dates.
    pub period: Option<Period>,
    /// The mean rating, where the exports have ratings.
    pub rating: Option<Mean>,
}

impl RunFacts {
    pub(crate) fn of(folder: RunFolder<'_>) -> Self {
        let dashboard = folder.dashboard;
        Self {
            sha256: folder.sha256.to_owned(),
            exports: folder.run.exports.clone(),
            feedback: dashboard.feedback,
            statements: dashboard.statements,
            themes: dashboard.themes.len() as u64,
            small_themes: dashboard.small_themes.len() as u64,
            requirements: folder.requirements.requirements.len() as u64,
            period: dashboard.period.clone(),
            rating: dashboard.rating.as_ref().map(|rating| rating.mean),
        }
    }
}

/// How the sentiment of feedback moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeltMoves {
    /// Negative feedback.
    pub negative: ShareMove,
    /// Neutral feedback.
    pub neutral: ShareMove,
    /// Positive feedback.
    pub positive: ShareMove,
    /// Mean score of the earlier run, −1…1.
    pub score_then: Option<Mean>,
    /// Mean score of the later run.
    pub score_now: Option<Mean>,
}

/// A share then and now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareMove {
    /// In the earlier run.
    pub then: Part,
    /// In the later run.
    pub now: Part,
    /// The two-proportion z test's chance of so large a difference, corrected for the three
    /// labels (Benjamini and Hochberg, 1995).
    pub corrected: f64,
    /// Whether that is below 0.05.
    pub moved: bool,
}

/// What became of a theme, or of several that are one on the other side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Which way it went.
    pub change: Went,
    /// Whether its share of feedback grew or shrank by more than chance; `null` where it did not.
    pub moved: Option<Moved>,
    /// The themes of the earlier run; none where it is new.
    pub old: Vec<ThemeThere>,
    /// The themes of the later run; none where it is gone.
    pub new: Vec<ThemeThere>,
    /// By what they were matched, for each pair.
    pub matched: Vec<Match>,
    /// Different feedback of all of the old ones, of all feedback of the earlier run.
    pub then: Part,
    /// Different feedback of all of the new ones, of all feedback of the later run.
    pub now: Part,
    /// Binary logarithm of the share now by the share then, each with half a feedback added: 1 is
    /// twice as much, −1 half as much.
    pub growth: f64,
    /// The two-proportion z test's chance of so large a difference; `null` below five feedback on
    /// both sides.
    pub chance: Option<f64>,
    /// That, corrected for the number of themes tested (Benjamini and Hochberg, 1995). Below 0.05
    /// the share `moved`.
    pub corrected: Option<f64>,
}

/// Which way a theme went.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Went {
    /// Nothing in the earlier run is matched to it.
    New,
    /// A larger share of feedback than before.
    Grown,
    /// It is several themes now.
    Split,
    /// It was several themes.
    Merged,
    /// A smaller share of feedback than before.
    Shrunk,
    /// No theme of the later run is matched to it. Whether its cause is gone, nobody here knows.
    Resolved,
    /// No change of its share that could not be chance.
    Unchanged,
    /// Below five feedback on both sides: nothing is claimed, matched or not.
    TooFew,
}

impl Went {
    /// In the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Grown,
        Self::Split,
        Self::Merged,
        Self::Shrunk,
        Self::Resolved,
        Self::Unchanged,
        Self::TooFew,
    ];

    /// The word of the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Grown => "grown",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Shrunk => "shrunk",
            Self::Resolved => "resolved",
            Self::Unchanged => "unchanged",
            Self::TooFew => "too-few",
        }
    }
}

/// Where a share went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Moved {
    /// Up.
    Grown,
    /// Down.
    Shrunk,
}

/// A theme as one run has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeThere {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its statements.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// Different things said in it: statements with the same words count once.
    pub different: u64,
    /// Those of them that the other run has as well, in whatever theme or alone.
    pub found: u64,
}
