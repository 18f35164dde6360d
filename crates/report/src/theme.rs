//! A theme's numbers and quotes.

use crate::analysis::{Facts, Scale};
use crate::anomaly::anomalies;
use crate::bootstrap;
use crate::dashboard::{Direction, Phrase, RatingImpact, Stretch, ThemeFacts, Trend};
use crate::evidence::{Evidence, choose, one_a_text};
use crate::levels::{SingleStatements, SmallTheme, felt};
use crate::numbers::{Moments, Share, corrected, round, shares_differ};
use crate::overall::kinds;
use crate::period::{Periods, days_between};
use crate::{heads, levels, unsure};
use hearken_feedback::{Kind, Label, Theme};
use jiff::ToSpan;
use jiff::civil::Date;

/// Quotes shown of a theme.
const QUOTES: usize = 5;
/// Single statements shown.
const SINGLE_SHOWN: usize = 20;
/// A recent stretch is a fourth of all time, within these days.
const RECENT_DAYS: (i32, i32) = (7, 90);
/// A change below this probability is no chance.
const CHANCE: f64 = 0.05;
/// Fewer feedback than this make no trend.
const FEWEST_FOR_A_TREND: f64 = 5.0;

/// What all themes are measured against.
pub(crate) struct Ground {
    pub(crate) scale: Option<Scale>,
    ratings: Moments,
    time: Option<Time>,
}

struct Time {
    periods: Periods,
    /// First day of the earlier stretch, first and last day of the recent one.
    earlier: Date,
    recent: Date,
    last: Date,
    /// All feedback, period by period.
    all: Vec<u64>,
    of_recent: u64,
    of_earlier: u64,
}

impl Ground {
    pub(crate) fn of(facts: &Facts<'_>, periods: Option<&Periods>, scale: Option<Scale>) -> Self {
        let rating = |f| scale.and_then(|scale| facts.rating(f, scale));
        Self {
            scale,
            ratings: facts.analysis.feedback.iter().filter_map(rating).collect(),
            time: periods.and_then(|periods| Time::of(facts, periods)),
        }
    }
}

impl Time {
    fn of(facts: &Facts<'_>, periods: &Periods) -> Option<Self> {
        let days = || facts.analysis.feedback.iter().filter_map(|f| f.date);
        let (first, last) = (days().min()?, days().max()?);
        let span = days_between(first, last);
        let length = (span / 4).clamp(RECENT_DAYS.0, RECENT_DAYS.1);
        let back = |days: i32| last.checked_sub(i64::from(days - 1).days()).ok();
        let (recent, earlier) = (back(length)?, back(4 * length)?.max(first));
        if earlier >= recent {
            return None;
        }
        Some(Self {
            periods: periods.clone(),
            all: series(periods, days()),
            earlier,
            recent,
            last,
            of_recent: days().filter(|day| *day >= recent).count() as u64,
            of_earlier: days().filter(|day| (earlier..recent).contains(day)).count() as u64,
        })
    }

    fn trend(&self, days: &[Date]) -> Trend {
        let series = series(&self.periods, days.iter().copied());
        let recent = days.iter().filter(|day| **day >= self.recent).count() as u64;
        let earlier = days
            .iter()
            .filter(|day| (self.earlier..self.recent).contains(day))
            .count() as u64;
        let share = |part: u64, whole: u64| (part as f64 + 0.5) / (whole as f64 + 1.0);
        let growth = (share(recent, self.of_recent) / share(earlier, self.of_earlier)).log2();
        let chance = shares_differ((recent, self.of_recent), (earlier, self.of_earlier));
        let expected = earlier as f64 * self.of_recent as f64 / (self.of_earlier.max(1)) as f64;
        let enough = (recent as f64).max(expected) >= FEWEST_FOR_A_TREND;
        let direction = match (chance < CHANCE && enough, growth > 0.0) {
            (true, true) => Direction::Rising,
            (true, false) => Direction::Falling,
            (false, _) => Direction::Steady,
        };
        let before = self.recent.yesterday().unwrap_or(self.recent);
        Trend {
            anomalies: anomalies(&series, &self.all, |at| self.periods.label(at)),
            series,
            recent: Stretch {
                first: self.recent.to_string(),
                last: self.last.to_string(),
                feedback: recent,
                of: self.of_recent,
            },
            earlier: Stretch {
                first: self.earlier.to_string(),
                last: before.to_string(),
                feedback: earlier,
                of: self.of_earlier,
            },
            growth: round(growth),
            chance: round(chance),
            corrected: round(chance),
            direction,
        }
    }
}

/// How many of some days lie in each period.
fn series(periods: &Periods, days: impl Iterator<Item = Date>) -> Vec<u64> {
    let mut series = vec![0; periods.len()];
    for place in days.filter_map(|day| periods.place(day)) {
        series[place] += 1;
    }
    series
}

pub(crate) fn theme(facts: &Facts<'_>, ground: &Ground, theme: &Theme) -> ThemeFacts {
    let feedback = facts.feedback_in(&theme.members);
    let quotes = choose(facts, &theme.members, QUOTES);
    ThemeFacts {
        id: theme.id.clone(),
        name: theme.name.clone(),
        keyphrases: theme
            .keyphrases
            .iter()
            .map(|phrase| Phrase {
                text: phrase.text.clone(),
                score: round(f64::from(phrase.score)),
            })
            .collect(),
        statements: theme.members.len() as u64,
        feedback: feedback.len() as u64,
        share: Share::of(feedback.len() as u64, facts.analysis.feedback.len() as u64),
        sentiment: felt(facts, theme.members.iter().copied()),
        kinds: kinds(facts, theme.members.iter().copied()),
        unsure: unsure::of_statements(facts, &theme.members),
        heads: heads::of_statements(facts, &theme.members),
        rating: rating_impact(facts, ground, &feedback),
        trend: trend(facts, ground, &feedback),
        segments: Vec::new(),
        cohesion: round(f64::from(theme.cohesion)),
        stability: theme.stability.map(|part| round(f64::from(part))),
        coherence: theme.coherence.map(|npmi| round(f64::from(npmi))),
        map: theme.map.map(|at| at.map(|at| round(f64::from(at)))),
        sub_themes: theme
            .sub_themes
            .iter()
            .map(|part| levels::sub_theme(facts, part))
            .collect(),
        central: central(facts, &theme.members),
        quotes: quotes
            .into_iter()
            .map(|at| Evidence::of(facts, at))
            .collect(),
    }
}

/// Corrects the trends of all themes for their number: what seems to move by chance is steady.
pub(crate) fn correct_trends(themes: &mut [ThemeFacts]) {
    let mut trends: Vec<&mut Trend> = themes.iter_mut().filter_map(|t| t.trend.as_mut()).collect();
    let chances: Vec<f64> = trends.iter().map(|trend| trend.chance).collect();
    for (trend, rate) in trends.iter_mut().zip(corrected(&chances)) {
        trend.corrected = round(rate);
        if rate >= CHANCE {
            trend.direction = Direction::Steady;
        }
    }
}

pub(crate) fn small(facts: &Facts<'_>, theme: &Theme) -> SmallTheme {
    SmallTheme {
        id: theme.id.clone(),
        name: theme.name.clone(),
        statements: theme.members.len() as u64,
        feedback: facts.feedback_in(&theme.members).len() as u64,
        kinds: kinds(facts, theme.members.iter().copied()),
        heads: heads::of_statements(facts, &theme.members),
        central: central(facts, &theme.members),
    }
}

/// The statement nearest the center, by whoever stands for those who say it.
pub(crate) fn central(facts: &Facts<'_>, members: &[usize]) -> Evidence {
    let first = &facts.analysis.statements[members[0]].text;
    let same = members
        .iter()
        .take_while(|member| facts.analysis.statements[**member].text == *first)
        .count();
    let statement = one_a_text(facts, &members[..same]);
    Evidence::of(facts, statement[0])
}

pub(crate) fn rating_impact(
    facts: &Facts<'_>,
    ground: &Ground,
    feedback: &[usize],
) -> Option<RatingImpact> {
    let scale = ground.scale?;
    let rating = |index: &usize| facts.rating(&facts.analysis.feedback[*index], scale);
    let rated: Vec<f64> = feedback.iter().filter_map(rating).collect();
    let with: Moments = rated.iter().copied().collect();
    let without = ground.ratings.without(&with);
    let pull = match (without.mean(), ground.ratings.mean()) {
        (Some(rest), Some(all)) => rest - all,
        _ => 0.0,
    };
    Some(RatingImpact {
        count: with.count,
        mean: bootstrap::mean(rated.clone(), scale.min, scale.max)?,
        mean_without: without.mean().map(round),
        impact: bootstrap::difference(rated, &without),
        pull: round(pull),
    })
}

pub(crate) fn trend(facts: &Facts<'_>, ground: &Ground, feedback: &[usize]) -> Option<Trend> {
    let time = ground.time.as_ref()?;
    let day = |index: &usize| facts.analysis.feedback[*index].date;
    let days: Vec<Date> = feedback.iter().filter_map(day).collect();
    Some(time.trend(&days))
}

pub(crate) fn single(facts: &Facts<'_>, smallest_words: usize) -> SingleStatements {
    let single = &facts.analysis.themes.single;
    let place = |kind: Kind| Kind::ALL.iter().position(|label| *label == kind);
    let mut worth: Vec<(f32, usize)> = single
        .iter()
        .filter_map(|&statement| {
            let said = &facts.analysis.classified[statement];
            let kind = said.kind();
            let acts = matches!(kind, Kind::Problem | Kind::Request);
            let text = &facts.analysis.statements[statement].text;
            let words = text
                .split_whitespace()
                .count()
                .max(text.chars().count() / 8);
            (acts && words >= smallest_words).then_some((said.kind[place(kind)?], statement))
        })
        .collect();
    worth.sort_by(|a, b| {
        let text = |at: usize| &facts.analysis.statements[at].text;
        b.0.total_cmp(&a.0).then_with(|| text(a.1).cmp(text(b.1)))
    });
    worth.truncate(SINGLE_SHOWN);
    SingleStatements {
        statements: single.len() as u64,
        kinds: kinds(facts, single.iter().copied()),
        heads: heads::of_statements(facts, single),
        worth_reading: worth
            .into_iter()
            .map(|(_, statement)| Evidence::of(facts, statement))
            .collect(),
    }
}
