//! Conclusions to something to read.
//!
//! [`report`] turns an [`Analysis`] into what `dashboard.json` and `requirements.json` hold; [`markdown`], [`html`], [`summary`] and the tables put the
//! same into words. [`head_drift`] and [`embedding_drift`] say what moved between two runs, [`diff`] what became of their themes. [`Found`] is what a search for words found. [`verify`] holds all of it against the exports again. [`schema`] gives the
//! JSON Schemas.
//!
//! All numbers are the same in whatever order the rows stand. Nothing here knows a model, reads
//! or writes a file, or prints.

mod analysis;
mod anomaly;
mod backlog;
mod between;
mod bootstrap;
mod charts;
mod classified;
mod clearest;
mod columns;
mod dashboard;
mod disagree;
mod drawing;
mod drift;
mod error;
mod evidence;
mod found;
mod heads;
mod html;
mod levels;
mod markdown;
mod monitored;
mod next;
mod notes;
mod numbers;
mod overall;
mod overview;
mod own;
mod period;
mod plain;
mod priority;
mod profile;
mod quality;
mod read_by;
mod recount;
mod release;
mod requirement;
mod risk;
mod rows;
mod run_file;
mod schema;
mod segments;
mod severity;
mod specific;
mod style;
mod suggested;
mod tables;
mod terminal;
mod theme;
mod tickets;
mod told;
mod unsure;
mod usage;
mod vectors;
mod vectors_written;
mod verify;
mod verify_heads;
mod verify_profile;
mod verify_requirements;
mod verify_vectors;
mod why;
mod wording;
mod words;
mod wrapped;

pub use analysis::Analysis;
pub use anomaly::Anomaly;
pub use backlog::{Tracker, write_backlog};
pub use between::{
    Change, Demand, DemandMoves, Diff, FeltMoves, Kept, Match, MatchedBy, Moved, Points, RunFacts,
    RunFolder, ShareMove, ThemeThere, Went, carried, diff,
};
pub use classified::{Assigned, ClassifiedLine, ClassifiedStatement, Labels, write_classified};
pub use dashboard::{
    ColumnFacts, ColumnSentiment, Dashboard, Direction, Kinds, LedgerCounts, Part, Period,
    PeriodSentiment, Phrase, RatingCount, RatingImpact, Ratings, Reason, SCHEMA_VERSION,
    Sentiments, SourceFacts, Stretch, ThemeFacts, Trend, ValueSentiment,
};
pub use disagree::{Disagreement, Disagreements};
pub use drift::{
    Band, EmbeddingDrift, GivenDrift, HeadDrift, Shares, Shift, embedding_drift, head_drift,
};
pub use error::Error;
pub use evidence::Evidence;
pub use found::{Found, FoundTheme, Hit, Place, nearest};
pub use heads::{HeadColumn, HeadFacts, HeadParts, HeadPeriod, HeadValue, StatementLabels};
pub use html::{SHOWN_REQUIREMENTS, html};
pub use levels::{AreaFacts, SingleStatements, SmallTheme, SubThemeFacts};
pub use markdown::page as markdown;
pub use monitored::{Against, Monitored, MonitoredTexts};
pub use next::{Certainty, next, write_next};
pub use numbers::{Mean, Share};
pub use own::{HeadField, HeadLabels, HeadTask, OwnHead, OwnSaid, refused};
pub use period::Unit;
pub use plain::{isolated, line, markdown as markdown_text, unguarded};
pub use priority::{Formula, Priority, Term, Weights};
pub use profile::{EmbeddingMean, HeadProfile, Population, Reference, ReferenceTexts, RunProfile};
pub use quality::QualityOf;
pub use read_by::{Language, NGRAMS, ReadBy};
pub use release::{Release, ReleaseSide, ReleaseTheme};
pub use requirement::{LeftOut, Requirement, Requirements};
pub use risk::{Counted, Odds, odds, odds_table};
pub use rows::Rows;
pub use run_file::{ExportFile, Model, RunFile};
pub use schema::{SCHEMAS, schema};
pub use segments::Segment;
pub use severity::{Level, Severity};
pub use style::{Story, Style, story};
pub use suggested::{Suggested, SuggestedReply};
pub use tickets::{Backlog, Matched, Ticket, Unasked};

pub use tables::{
    KindProbabilities, SentimentProbabilities, StatementLine, statement_lines, write_feedback,
    write_statements,
};
pub use terminal::{Colors, Terminal, padded, summary};
pub use unsure::{UnsureOf, UnsureParts};
pub use vectors::{Packed, Vectors};
pub use vectors_written::{Blocks, write_vectors};
pub use verify::{Now, Verdict, Written, verify};
pub use why::{Given, Why, Whys};
pub use words::{Lang, Pair};

use analysis::Facts;
use period::Periods;
use serde::{Deserialize, Serialize};
use theme::Ground;

/// What the caller chooses about the report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The language of the requirements' sentences, of the pages and of the summary.
    #[serde(skip_serializing_if = "Lang::is_english")]
    pub language: Lang,
    /// The form of a requirement's sentence.
    pub style: Style,
    /// How a priority is made.
    pub priority: Formula,
    /// What each term of a weighted one counts.
    pub weights: Weights,
    /// A version, or a day (`2025-03-01`): the dashboard compares themes before and after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
}

/// Fewest words of a single statement that is worth reading.
const WORTH_READING_WORDS: usize = 5;

/// A run's conclusions.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What `dashboard.json` holds.
    pub dashboard: Dashboard,
    /// What `requirements.json` holds.
    pub requirements: Requirements,
    /// The feedback that `report.html` shows.
    pub rows: Rows,
    /// The language of its pages.
    pub language: Lang,
}

/// Draws the conclusions.
///
/// # Panics
/// Where the parts of the analysis do not speak of the same statements.
pub fn report(analysis: Analysis<'_>, settings: &Settings) -> Report {
    let facts = Facts::of(analysis);
    let periods = overall::periods(&facts);
    let ground = Ground::of(
        &facts,
        periods.as_ref().map(|found| &found.1),
        facts.scale(),
    );
    let dashboard = dashboard(&facts, &ground, periods, settings.release.as_deref());
    let requirements = requirement::requirements(&facts, &ground, settings);
    Report {
        rows: Rows::of(&facts, &dashboard, &requirements),
        dashboard,
        requirements,
        language: settings.language,
    }
}

/// Everything in numbers.
fn dashboard(
    facts: &Facts<'_>,
    ground: &Ground,
    periods: Option<(Period, Periods)>,
    release: Option<&str>,
) -> Dashboard {
    let (analysis, scale) = (facts.analysis, ground.scale);
    let (period, periods) = periods.unzip();
    let (ledger, unreadable, skipped) = overall::ledger(facts);
    let themes = analysis.themes;
    let mut dashboard = Dashboard {
        schema_version: SCHEMA_VERSION.to_owned(),
        sources: overall::sources(facts),
        ledger,
        unreadable,
        skipped,
        feedback: analysis.feedback.len() as u64,
        statements: analysis.statements.len() as u64,
        authors: overall::authors(facts),
        period,
        sentiment: overall::sentiment(facts),
        rating: overall::ratings(facts, scale),
        disagreements: disagree::disagreements(facts),
        kinds: overall::kinds(facts, 0..analysis.statements.len()),
        qualities: quality::counts(facts),
        unsure: unsure::of_all(facts),
        heads: heads::of_all(facts, periods.as_ref(), scale),
        languages: overall::languages(facts),
        read_by: analysis.read_by.to_vec(),
        sentiment_by_period: periods.as_ref().map_or_else(Vec::new, |periods| {
            overall::by_period(facts, periods, scale)
        }),
        sentiment_by_column: overall::by_column(facts, scale),
        areas: themes
            .areas
            .iter()
            .map(|area| levels::area(facts, area))
            .collect(),
        themes: themes
            .themes
            .iter()
            .map(|t| theme::theme(facts, ground, t))
            .collect(),
        release: release.map(|release| release::compare(facts, scale, release, &themes.themes)),
        small_themes: themes
            .small
            .iter()
            .map(|t| theme::small(facts, t))
            .collect(),
        single_statements: theme::single(facts, WORTH_READING_WORDS),
        smallest_theme: themes.smallest as u64,
        notes: Vec::new(),
    };
    theme::correct_trends(&mut dashboard.themes);
    segments::mark(facts, scale, &themes.themes, &mut dashboard.themes);
    dashboard.notes = notes::notes(&dashboard);
    dashboard.notes.extend(themes.notes.iter().cloned());
    dashboard
}
