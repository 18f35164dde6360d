//! The dashboard's parts that concern all feedback.

use crate::analysis::{Facts, Scale};
use crate::dashboard::{
    ColumnFacts, ColumnSentiment, Kinds, Language, LedgerCounts, Part, Period, PeriodSentiment,
    RatingCount, Ratings, Reason, Sentiments, SourceFacts, ValueSentiment,
};
use crate::numbers::{FEWEST, Moments, Share};
use crate::period::Periods;
use hearken_feedback::{Feedback, Kind, Label, Ledger, Role, Sentiment};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A column with more values than this is no choice of few, unless it has a role.
const FEW_VALUES: usize = 30;
/// Values listed of a column.
const LISTED: usize = 40;
/// A value longer than this in characters is prose.
const LONGEST_VALUE: usize = 60;

pub(crate) fn sources(facts: &Facts<'_>) -> Vec<SourceFacts> {
    let sources = facts.analysis.sources.iter();
    sources
        .map(|source| SourceFacts {
            name: source.name.clone(),
            sha256: source.sha256.clone(),
            bytes: source.bytes,
            format: source.format.clone(),
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

pub(crate) fn ledger(facts: &Facts<'_>) -> (LedgerCounts, Vec<Reason>) {
    let sums = Ledger::of(facts.analysis.entries);
    let counts = LedgerCounts {
        rows: sums.rows,
        used: sums.used,
        duplicate: sums.duplicate,
        empty: sums.empty,
        unreadable: sums.unreadable,
    };
    let reasons = Ledger::reasons(facts.analysis.entries)
        .into_iter()
        .map(|(reason, rows)| Reason { reason, rows })
        .collect();
    (counts, reasons)
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

/// A column's value in each feedback.
type Values<'a> = (String, Vec<Option<std::borrow::Cow<'a, str>>>);

/// The columns by which sentiment can be told: those with a role that sorts feedback, and others
/// with few values that repeat.
fn columns<'a>(facts: &Facts<'a>, scale: Option<Scale>) -> Vec<Values<'a>> {
    use std::borrow::Cow;
    let feedback = facts.analysis.feedback;
    let role = |name: &str, of: fn(&Feedback) -> Option<&String>| -> Values<'a> {
        let value = |f: &'a Feedback| of(f).map(|value| Cow::Borrowed(value.as_str()));
        (name.to_owned(), feedback.iter().map(value).collect())
    };
    let mut columns = vec![
        role("product", |f| f.product.as_ref()),
        role("version", |f| f.version.as_ref()),
        role("locale", |f| f.locale.as_ref()),
        role("segment", |f| f.segment.as_ref()),
        role("language", |f| f.language.as_ref()),
    ];
    if let Some(scale) = scale.filter(|scale| scale.max - scale.min <= 10.0) {
        let value = |f: &Feedback| {
            let rating = facts.rating(f, scale)?;
            Some(Cow::Owned(format!("{}", rating.round())))
        };
        columns.push(("rating".to_owned(), feedback.iter().map(value).collect()));
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for feedback in feedback {
        names.extend(feedback.other.iter().map(|(name, _)| name.as_str()));
    }
    for name in names {
        let value = |f: &'a Feedback| {
            let other = f.other.iter().find(|(column, _)| column == name)?;
            Some(Cow::Borrowed(other.1.as_str()))
        };
        let values: Vec<_> = feedback.iter().map(value).collect();
        let mut distinct: HashSet<&str> = HashSet::new();
        let mut filled = 0;
        for value in values.iter().flatten() {
            filled += 1;
            if value.chars().count() > LONGEST_VALUE {
                distinct.clear();
                break;
            }
            distinct.insert(value);
            if distinct.len() > FEW_VALUES {
                break;
            }
        }
        let few = (2..=FEW_VALUES).contains(&distinct.len()) && filled >= 2 * distinct.len();
        let known = columns.iter().any(|(column, _)| column == name);
        if few && !known {
            columns.push((name.to_owned(), values));
        }
    }
    columns
}

/// A column by its values.
pub(crate) struct Column {
    pub(crate) name: String,
    /// The values that are listed, most frequent first, each with its feedback.
    pub(crate) values: Vec<(String, Vec<usize>)>,
    pub(crate) values_left_out: u64,
    pub(crate) feedback_left_out: u64,
    pub(crate) feedback_without: u64,
}

/// The feedback by the values of every column that has few.
pub(crate) fn grouped(facts: &Facts<'_>, scale: Option<Scale>) -> Vec<Column> {
    let mut told = Vec::new();
    for (name, values) in columns(facts, scale) {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut without = 0;
        for (index, value) in values.iter().enumerate() {
            match value {
                Some(value) => groups.entry(value).or_default().push(index),
                None => without += 1,
            }
        }
        if groups.is_empty() || (groups.len() == 1 && without == 0) {
            continue;
        }
        let mut groups: Vec<(&str, Vec<usize>)> = groups.into_iter().collect();
        groups.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
        let left_out = groups.split_off(groups.len().min(LISTED));
        told.push(Column {
            name,
            values: groups
                .into_iter()
                .map(|(value, members)| (value.to_owned(), members))
                .collect(),
            values_left_out: left_out.len() as u64,
            feedback_left_out: left_out.iter().map(|(_, group)| group.len() as u64).sum(),
            feedback_without: without,
        });
    }
    told
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
            feedback_left_out: column.feedback_left_out,
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
