//! The dashboard's parts that concern all feedback.

use crate::analysis::{Facts, Scale};
use crate::columns::grouped;
use crate::dashboard::{
    ColumnFacts, ColumnSentiment, Kinds, LedgerCounts, Part, Period, PeriodSentiment, RatingCount,
    Ratings, Reason, Sentiments, SourceFacts, ValueSentiment,
};
use crate::numbers::{FEWEST, Moments, Share};
use crate::period::Periods;
use crate::read_by::Language;
use hearken_feedback::{Kind, Label, Ledger, Role, Sentiment};
use std::collections::{BTreeMap, HashSet};

pub(crate) fn sources(facts: &Facts<'_>) -> Vec<SourceFacts> {
    let sources = facts.analysis.sources.iter();
    sources
        .map(|source| SourceFacts {
            name: source.name.clone(),
            sha256: source.sha256.clone(),
            bytes: source.bytes,
            format: source.format.clone(),
            tool: source.tool.clone(),
            note: source.note.clone(),
            encoding: source.encoding.clone(),
            delimiter: source.delimiter,
            rows: source.rows,
            columns: source
                .columns
                .iter()
                .map(|column| ColumnFacts {
                    name: column.name.clone(),
                    role: role_word(column.role).to_owned(),
                    reason: column.reason.clone(),
                })
                .collect(),
        })
        .collect()
}

/// The sums, why rows could not be read, and what the skipped ones are.
pub(crate) fn ledger(facts: &Facts<'_>) -> (LedgerCounts, Vec<Reason>, Vec<Reason>) {
    let sums = Ledger::of(facts.analysis.entries);
    let counts = LedgerCounts {
        rows: sums.rows,
        used: sums.used,
        duplicate: sums.duplicate,
        empty: sums.empty,
        skipped: sums.skipped,
        unreadable: sums.unreadable,
    };
    let listed = |counts: BTreeMap<String, u64>| {
        let counts = counts.into_iter();
        counts
            .map(|(reason, rows)| Reason { reason, rows })
            .collect()
    };
    let entries = facts.analysis.entries;
    (
        counts,
        listed(Ledger::reasons(entries)),
        listed(Ledger::skipped(entries)),
    )
}

/// Different authors; `None` where nobody is named.
pub(crate) fn authors(facts: &Facts<'_>) -> Option<u64> {
    let feedback = facts.analysis.feedback.iter();
    let authors: HashSet<u64> = feedback.filter_map(|feedback| feedback.author).collect();
    (!authors.is_empty()).then_some(authors.len() as u64)
}

/// Counts of negative, neutral and positive things, and their scores.
#[derive(Default)]
pub(crate) struct Felt {
    counts: [u64; 3],
    scores: Moments,
}

impl Felt {
    pub(crate) fn add(&mut self, sentiment: Sentiment, score: f64) {
        if let Some(place) = Sentiment::ALL.iter().position(|label| *label == sentiment) {
            self.counts[place] += 1;
        }
        self.scores.add(score);
    }

    pub(crate) fn told(&self) -> Sentiments {
        let whole = self.counts.iter().sum();
        let part = |count: u64| Part {
            count,
            share: Share::of(count, whole),
        };
        Sentiments {
            negative: part(self.counts[0]),
            neutral: part(self.counts[1]),
            positive: part(self.counts[2]),
            score: self.scores.interval(-1.0, 1.0),
        }
    }
}

/// Sentiment and ratings of some feedback.
#[derive(Default)]
struct Group {
    feedback: u64,
    felt: Felt,
    ratings: Moments,
}

impl Group {
    fn of(facts: &Facts<'_>, members: &[usize], scale: Option<Scale>) -> Self {
        let mut group = Self::default();
        for index in members {
            group.add(facts, *index, scale);
        }
        group
    }

    fn add(&mut self, facts: &Facts<'_>, index: usize, scale: Option<Scale>) {
        self.feedback += 1;
        if let Some(whole) = facts.whole(index) {
            self.felt.add(whole.sentiment(), whole.score());
        }
        let feedback = &facts.analysis.feedback[index];
        if let Some(rating) = scale.and_then(|scale| facts.rating(feedback, scale)) {
            self.ratings.add(rating);
        }
    }

    fn score(&self) -> Option<crate::Mean> {
        let enough = self.felt.scores.count >= FEWEST;
        enough
            .then(|| self.felt.scores.interval(-1.0, 1.0))
            .flatten()
    }

    fn rating(&self, scale: Option<Scale>) -> Option<crate::Mean> {
        let scale = scale.filter(|_| self.ratings.count >= FEWEST)?;
        self.ratings.interval(scale.min, scale.max)
    }
}

pub(crate) fn sentiment(facts: &Facts<'_>) -> Sentiments {
    let mut felt = Felt::default();
    for index in 0..facts.analysis.feedback.len() {
        if let Some(whole) = facts.whole(index) {
            felt.add(whole.sentiment(), whole.score());
        }
    }
    felt.told()
}

pub(crate) fn kinds(facts: &Facts<'_>, statements: impl Iterator<Item = usize>) -> Kinds {
    let mut kinds = Kinds::default();
    for index in statements {
        let count = match facts.analysis.classified[index].kind() {
            Kind::Problem => &mut kinds.problem,
            Kind::Request => &mut kinds.request,
            Kind::Praise => &mut kinds.praise,
            Kind::Question => &mut kinds.question,
            Kind::Other => &mut kinds.other,
        };
        *count += 1;
    }
    kinds
}

pub(crate) fn languages(facts: &Facts<'_>) -> Vec<Language> {
    let mut counts: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for statement in facts.analysis.statements {
        *counts.entry(statement.language.as_deref()).or_default() += 1;
    }
    let mut languages: Vec<Language> = counts
        .into_iter()
        .map(|(language, statements)| Language {
            language: language.map(str::to_owned),
            statements,
        })
        .collect();
    languages.sort_by(|a, b| {
        let order = b.statements.cmp(&a.statements);
        order.then_with(|| a.language.cmp(&b.language))
    });
    languages
}

pub(crate) fn ratings(facts: &Facts<'_>, scale: Option<Scale>) -> Option<Ratings> {
    let scale = scale?;
    let mut moments = Moments::default();
    let mut histogram: BTreeMap<i64, u64> = BTreeMap::new();
    for feedback in facts.analysis.feedback {
        if let Some(rating) = facts.rating(feedback, scale) {
            moments.add(rating);
            *histogram.entry(rating.round() as i64).or_default() += 1;
        }
    }
    let steps = (scale.min.round() as i64)..=(scale.max.round() as i64);
    let histogram = if steps.clone().count() <= 11 {
        steps
            .map(|rating| RatingCount {
                rating: rating as f64,
                count: histogram.get(&rating).copied().unwrap_or(0),
            })
            .collect()
    } else {
        let told = |(rating, count): (i64, u64)| RatingCount {
            rating: rating as f64,
            count,
        };
        histogram.into_iter().map(told).collect()
    };
    Some(Ratings {
        min: scale.min,
        max: scale.max,
        count: moments.count,
        mean: moments.interval(scale.min, scale.max)?,
        histogram,
    })
}

/// The periods of the run and what they span; `None` without a dated feedback.
pub(crate) fn periods(facts: &Facts<'_>) -> Option<(Period, Periods)> {
    let days = || facts.analysis.feedback.iter().filter_map(|f| f.date);
    let (first, last) = (days().min()?, days().max()?);
    let periods = Periods::between(first, last);
    let period = Period {
        first: first.to_string(),
        last: last.to_string(),
        dated: days().count() as u64,
        unit: periods.unit,
    };
    Some((period, periods))
}

/// The feedback of each period.
pub(crate) fn in_periods(facts: &Facts<'_>, periods: &Periods) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); periods.len()];
    for (index, feedback) in facts.analysis.feedback.iter().enumerate() {
        if let Some(place) = feedback.date.and_then(|day| periods.place(day)) {
            members[place].push(index);
        }
    }
    members
}

pub(crate) fn by_period(
    facts: &Facts<'_>,
    periods: &Periods,
    scale: Option<Scale>,
) -> Vec<PeriodSentiment> {
    let groups = in_periods(facts, periods).into_iter().enumerate();
    groups
        .map(|(place, members)| {
            let group = Group::of(facts, &members, scale);
            PeriodSentiment {
                period: periods.label(place),
                start: periods.start(place).to_string(),
                feedback: group.feedback,
                negative: group.felt.counts[0],
                neutral: group.felt.counts[1],
                positive: group.felt.counts[2],
                score: group.score(),
                rating: group.rating(scale),
            }
        })
        .collect()
}

pub(crate) fn by_column(facts: &Facts<'_>, scale: Option<Scale>) -> Vec<ColumnSentiment> {
    let value = |(value, members): (String, Vec<usize>)| {
        let group = Group::of(facts, &members, scale);
        ValueSentiment {
            value,
            feedback: group.feedback,
            negative: group.felt.counts[0],
            neutral: group.felt.counts[1],
            positive: group.felt.counts[2],
            score: group.score(),
            rating: group.rating(scale),
        }
    };
    let columns = grouped(facts, scale).into_iter();
    columns
        .map(|column| ColumnSentiment {
            column: column.name,
            values: column.values.into_iter().map(value).collect(),
            values_left_out: column.values_left_out,
            feedback_left_out: column.left_out.len() as u64,
            feedback_without: column.feedback_without,
        })
        .collect()
}

/// The word of a role.
fn role_word(role: Role) -> &'static str {
    match role {
        Role::Text => "text",
        Role::Title => "title",
        Role::Rating => "rating",
        Role::Date => "date",
        Role::Id => "id",
        Role::Author => "author",
        Role::Product => "product",
        Role::Version => "version",
        Role::Locale => "locale",
        Role::Segment => "segment",
        Role::Reply => "reply",
        Role::Votes => "votes",
        Role::Other => "other",
    }
}
