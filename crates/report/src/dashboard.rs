//! `dashboard.json`: what its fields mean.

use crate::anomaly::Anomaly;
use crate::disagree::Disagreements;
use crate::evidence::Evidence;
use crate::heads::{HeadFacts, StatementLabels};
use crate::levels::{AreaFacts, SingleStatements, SmallTheme, SubThemeFacts};
use crate::numbers::{Mean, Share};
use crate::period::Unit;
use crate::read_by::{Language, ReadBy};
use crate::release::Release;
use crate::segments::Segment;
use crate::unsure::UnsureParts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the JSON files' shape. It rises in its second part where fields are added and
/// in its first where something that was there changes or goes.
pub const SCHEMA_VERSION: &str = "1.4";

/// The sentiment dashboard: everything that a run found out, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dashboard {
    /// The version of this file's shape.
    pub schema_version: String,
    /// The exports.
    pub sources: Vec<SourceFacts>,
    /// Where every row went; the parts add up to `rows`.
    pub ledger: LedgerCounts,
    /// Why rows could not be read, and how many.
    pub unreadable: Vec<Reason>,
    /// What the rows are that are something else than feedback, and how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Reason>,
    /// Rows with usable text, counted once: the same as `ledger.used`.
    pub feedback: u64,
    /// Sentences and clauses in them.
    pub statements: u64,
    /// Different authors, where the exports name authors.
    pub authors: Option<u64>,
    /// The days that the feedback spans.
    pub period: Option<Period>,
    /// How many feedback are negative, neutral and positive.
    pub sentiment: Sentiments,
    /// The ratings, where the exports have them.
    pub rating: Option<Ratings>,
    /// Feedback whose words and rating contradict each other, where there are ratings.
    pub disagreements: Option<Disagreements>,
    /// How many statements are of each kind.
    pub kinds: Kinds,
    /// How many problems and requests are about each characteristic of ISO/IEC 25010, and of how many the
    /// head is `unsure`; empty where no head tells.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub qualities: BTreeMap<String, u64>,
    /// How many feedback have a sentiment, and how many statements a kind, that is less probable
    /// than its head's threshold. They are counted above by their most probable label.
    pub unsure: UnsureParts,
    /// What heads of the user's own say, by their names; absent where none was asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, HeadFacts>,
    /// How many statements are in each language (ISO 639-3), most first; `null` is what is too
    /// short to tell.
    pub languages: Vec<Language>,
    /// What read how much of the feedback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_by: Vec<ReadBy>,
    /// Sentiment week by week, month by month, or year by year.
    pub sentiment_by_period: Vec<PeriodSentiment>,
    /// Sentiment by the values of every column that has few.
    pub sentiment_by_column: Vec<ColumnSentiment>,
    /// Fields of several themes each; themes near no other are in none.
    #[serde(default)]
    pub areas: Vec<AreaFacts>,
    /// Groups of statements about the same thing, largest first.
    pub themes: Vec<ThemeFacts>,
    /// What a release changed, where one was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
    /// Groups too small for numbers of their own, largest first.
    pub small_themes: Vec<SmallTheme>,
    /// Statements that nobody else makes.
    pub single_statements: SingleStatements,
    /// The size in statements below which a group counts as small.
    pub smallest_theme: u64,
    /// What these numbers cannot tell, in sentences.
    pub notes: Vec<String>,
}

/// An export and how it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceFacts {
    /// The path as it was given; `-` for standard input.
    pub name: String,
    /// SHA-256 of the file as it lies on disk, lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// `csv`, `json` or `jsonl`, with `.gz` behind it where compressed.
    pub format: String,
    /// The tool that wrote it, where its columns tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// What it lacks by its shape, and the way out, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The character encoding, by its WHATWG name.
    pub encoding: String,
    /// The delimiter, for delimited text.
    pub delimiter: Option<char>,
    /// Rows in the ledger.
    pub rows: u64,
    /// The columns and what each was taken for.
    pub columns: Vec<ColumnFacts>,
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnFacts {
    /// The name as the export spells it.
    pub name: String,
    /// `text`, `title`, `rating`, `date`, `id`, `author`, `product`, `version`, `locale`,
    /// `segment`, `reply`, `votes` or `other`.
    pub role: String,
    /// Why: `named by the user`, `by its name`, `by its content`; empty for `other`.
    pub reason: String,
}

/// Sums of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerCounts {
    /// Rows in all exports.
    pub rows: u64,
    /// Feedback that was read.
    pub used: u64,
    /// Rows that say what another row says, by the same author as far as the exports tell.
    pub duplicate: u64,
    /// Rows without words.
    pub empty: u64,
    /// Rows that are something else than feedback; absent where there are none.
    #[serde(default, skip_serializing_if = "crate::numbers::is_none")]
    pub skipped: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
}

/// Why rows could not be read, or what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The reason, as a clause.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

/// The days that dated feedback spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Feedback with a day.
    pub dated: u64,
    /// What `sentiment_by_period` and the themes' trends count in.
    pub unit: Unit,
}

/// Counts by sentiment with their shares, and the mean score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sentiments {
    /// How many are negative.
    pub negative: Part,
    /// How many are neutral.
    pub neutral: Part,
    /// How many are positive.
    pub positive: Part,
    /// Mean of the probability of positive minus that of negative, −1…1.
    pub score: Option<Mean>,
}

/// A count and its share of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// How many.
    pub count: u64,
    /// Of the whole, with its 95 % interval.
    pub share: Share,
}

/// The ratings of all feedback that have one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ratings {
    /// The lowest rating of the scale that most ratings were given on; others are moved to it.
    pub min: f64,
    /// The highest rating of that scale.
    pub max: f64,
    /// Feedback with a rating.
    pub count: u64,
    /// Their mean.
    pub mean: Mean,
    /// How often each rating was given (rounded to whole numbers), from `min` up.
    pub histogram: Vec<RatingCount>,
}

/// How often a rating was given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatingCount {
    /// The rating.
    pub rating: f64,
    /// How often.
    pub count: u64,
}

/// Statements by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Kinds {
    /// Something is broken or bad.
    pub problem: u64,
    /// Something is wished for.
    pub request: u64,
    /// Something is liked.
    pub praise: u64,
    /// Something is asked.
    pub question: u64,
    /// None of these.
    pub other: u64,
}

/// Sentiment of the feedback of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodSentiment {
    /// `2025-W07`, `2025-02` or `2025`.
    pub period: String,
    /// Its first day.
    pub start: String,
    /// Feedback written in it.
    pub feedback: u64,
    /// How many of them are negative.
    pub negative: u64,
    /// How many are neutral.
    pub neutral: u64,
    /// How many are positive.
    pub positive: u64,
    /// Their mean score, −1…1; none of fewer than five.
    pub score: Option<Mean>,
    /// Their mean rating; none of fewer than five.
    pub rating: Option<Mean>,
}

/// Sentiment by the values of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnSentiment {
    /// The column's role where it has one (`version`, `product`, `locale`, `segment`, `rating`,
    /// `language`), else its name.
    pub column: String,
    /// Its values, most frequent first.
    pub values: Vec<ValueSentiment>,
    /// How many further values are not listed.
    pub values_left_out: u64,
    /// Feedback with one of those.
    pub feedback_left_out: u64,
    /// Feedback without a value.
    pub feedback_without: u64,
}

/// Sentiment of the feedback that has one value in a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueSentiment {
    /// The value.
    pub value: String,
    /// Feedback that has it.
    pub feedback: u64,
    /// How many of them are negative.
    pub negative: u64,
    /// How many are neutral.
    pub neutral: u64,
    /// How many are positive.
    pub positive: u64,
    /// Their mean score, −1…1; none of fewer than five.
    pub score: Option<Mean>,
    /// Their mean rating; none of fewer than five.
    pub rating: Option<Mean>,
}

/// A theme in numbers and quotes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeFacts {
    /// Stable between runs on the same statements.
    pub id: String,
    /// A short phrase of the users' words; no two themes share one.
    pub name: String,
    /// The phrases that set the theme apart, best first.
    pub keyphrases: Vec<Phrase>,
    /// Statements in it.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// That of all feedback.
    pub share: Share,
    /// Sentiment of its statements.
    pub sentiment: Sentiments,
    /// Kinds of its statements.
    pub kinds: Kinds,
    /// How many of its statements have a sentiment or a kind below its head's threshold.
    pub unsure: UnsureParts,
    /// What heads of the user's own say of its statements, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<String, StatementLabels>,
    /// What its feedback rates, where there are ratings.
    pub rating: Option<RatingImpact>,
    /// How it changes, where there are days.
    pub trend: Option<Trend>,
    /// Where it is raised more often than elsewhere, the surest first.
    #[serde(default)]
    pub segments: Vec<Segment>,
    /// Mean cosine of its statements to its center, −1…1.
    pub cohesion: f64,
    /// How surely it is found again when a fifth of the statements had not been said, 0…1: the mean
    /// Jaccard index over ten draws (Hennig, 2007). 0.75 and more is stable, below 0.6 in doubt.
    #[serde(default)]
    pub stability: Option<f64>,
    /// How well the words of its phrases go together in what people wrote: the mean normalized
    /// pointwise mutual information of their pairs by feedback (Lau et al., 2014), −1…1.
    #[serde(default)]
    pub coherence: Option<f64>,
    /// Where it lies beside the other themes on a plane, −1…1: those about the like lie near each
    /// other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<[f64; 2]>,
    /// What it falls into, largest first; its other statements are in none.
    #[serde(default)]
    pub sub_themes: Vec<SubThemeFacts>,
    /// The statement nearest the center.
    pub central: Evidence,
    /// Its most telling quotes, by different people.
    pub quotes: Vec<Evidence>,
}

/// A phrase and how well it stands for its theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Phrase {
    /// The phrase as people wrote it most often.
    pub text: String,
    /// √( (1 + NPMI)/2 · (1 + cosine)/2 ), 0…1.
    pub score: f64,
}

/// How a theme goes with ratings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatingImpact {
    /// Feedback of the theme that has a rating.
    pub count: u64,
    /// Their mean rating.
    pub mean: Mean,
    /// Mean rating of all other feedback.
    pub mean_without: Option<f64>,
    /// The first minus the second: below zero, the theme goes with low ratings.
    pub impact: Option<Mean>,
    /// By how much the mean of all ratings would rise (below zero: fall) without the theme's
    /// feedback.
    pub pull: f64,
}

/// How a theme changes over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// Feedback in it, period by period, as many as in `sentiment_by_period`.
    pub series: Vec<u64>,
    /// The last stretch of time.
    pub recent: Stretch,
    /// The three times as long stretch before it.
    pub earlier: Stretch,
    /// Binary logarithm of the recent share by the earlier one, each with half a feedback added:
    /// 1 is twice as much, −1 half as much.
    pub growth: f64,
    /// The probability of so large a change by chance.
    pub chance: f64,
    /// The rate of false discoveries at which it is one among the changes of all themes (Benjamini
    /// and Hochberg, 1995): of many themes some seem to move by chance alone.
    pub corrected: f64,
    /// `rising` or `falling` where that is below 0.05 and at least five feedback are recent or
    /// were to be expected, else `steady`.
    pub direction: Direction,
    /// Periods in which it is raised far more or less often than in those before.
    #[serde(default)]
    pub anomalies: Vec<Anomaly>,
}

/// Feedback of a theme in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stretch {
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// Feedback of the theme.
    pub feedback: u64,
    /// All feedback.
    pub of: u64,
}

/// Where a theme is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// A larger share of feedback than before.
    Rising,
    /// No change that could not be chance.
    Steady,
    /// A smaller share.
    Falling,
}
