//! Themes before and after a release.

use crate::analysis::{Facts, Scale};
use crate::dashboard::{Direction, Sentiments};
use crate::numbers::{Mean, Moments, Share, corrected, round, shares_differ};
use crate::overall::Felt;
use hearken_feedback::{Feedback, Theme};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What feedback was like before and after a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Release {
    /// The version or the day that was asked about.
    pub release: String,
    /// Feedback about lower versions, or from earlier days.
    pub before: ReleaseSide,
    /// Feedback about this version and higher ones, or from this day on.
    pub after: ReleaseSide,
    /// Feedback that names no version, or has no day.
    pub without: u64,
    /// How each theme changed, the surest changes first.
    pub themes: Vec<ReleaseTheme>,
}

/// Feedback on one side of a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseSide {
    /// How many.
    pub feedback: u64,
    /// How they feel.
    pub sentiment: Sentiments,
    /// Their mean rating, where there are ratings.
    pub rating: Option<Mean>,
}

/// A theme before and after a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseTheme {
    /// The theme's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its feedback before.
    pub feedback_before: u64,
    /// That of all feedback before.
    pub share_before: Share,
    /// Its feedback after.
    pub feedback_after: u64,
    /// That of all feedback after.
    pub share_after: Share,
    /// The rate of false discoveries at which the change is one among those of all themes
    /// (Benjamini and Hochberg, 1995).
    pub corrected: f64,
    /// `rising` or `falling` where that is below 0.05, else `steady`.
    pub direction: Direction,
}

/// Where the rate of false discoveries makes a change one.
const LEVEL: f64 = 0.05;
/// Fewer feedback of a theme on both sides make no change.
const FEWEST: u64 = 5;

/// Compares both sides. A release that reads as a day (`2025-03-01`) is one, else it is a version.
pub(crate) fn compare(
    facts: &Facts<'_>,
    scale: Option<Scale>,
    release: &str,
    themes: &[Theme],
) -> Release {
    let day: Option<Date> = release.parse().ok();
    let is_after = |feedback: &Feedback| match day {
        Some(day) => feedback.date.map(|date| date >= day),
        None => {
            let version = feedback.version.as_deref()?;
            Some(compare_versions(version, release) != Ordering::Less)
        }
    };
    let sides: Vec<Option<bool>> = facts.analysis.feedback.iter().map(is_after).collect();
    let count = |after: bool| sides.iter().filter(|side| **side == Some(after)).count() as u64;
    let (before, after) = (count(false), count(true));
    let mut told: Vec<(f64, ReleaseTheme)> = themes
        .iter()
        .map(|theme| {
            let feedback = facts.feedback_in(&theme.members);
            let on = |after: bool| {
                let is_there = |at: &&usize| sides[**at] == Some(after);
                feedback.iter().filter(is_there).count() as u64
            };
            let (a, b) = (on(false), on(true));
            let told = ReleaseTheme {
                id: theme.id.clone(),
                name: theme.name.clone(),
                feedback_before: a,
                share_before: Share::of(a, before),
                feedback_after: b,
                share_after: Share::of(b, after),
                corrected: 1.0,
                direction: Direction::Steady,
            };
            (shares_differ((a, before), (b, after)), told)
        })
        .collect();
    let chances: Vec<f64> = told.iter().map(|(chance, _)| *chance).collect();
    for ((_, theme), rate) in told.iter_mut().zip(corrected(&chances)) {
        theme.corrected = round(rate);
        if rate < LEVEL && theme.feedback_before.max(theme.feedback_after) >= FEWEST {
            theme.direction = if theme.share_after.value > theme.share_before.value {
                Direction::Rising
            } else {
                Direction::Falling
            };
        }
    }
    // Stable: of equals the larger theme first.
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    Release {
        release: release.to_owned(),
        before: side(facts, scale, &sides, false),
        after: side(facts, scale, &sides, true),
        without: sides.iter().filter(|side| side.is_none()).count() as u64,
        themes: told.into_iter().map(|(_, theme)| theme).collect(),
    }
}

fn side(
    facts: &Facts<'_>,
    scale: Option<Scale>,
    sides: &[Option<bool>],
    after: bool,
) -> ReleaseSide {
    let there = || (0..sides.len()).filter(|at| sides[*at] == Some(after));
    let mut felt = Felt::default();
    for whole in there().filter_map(|at| facts.whole(at)) {
        felt.add(whole.sentiment(), whole.score());
    }
    let rating = scale.and_then(|scale| {
        let rating = |at: usize| facts.rating(&facts.analysis.feedback[at], scale);
        let ratings: Moments = there().filter_map(rating).collect();
        ratings.interval(scale.min, scale.max)
    });
    ReleaseSide {
        feedback: there().count() as u64,
        sentiment: felt.told(),
        rating,
    }
}

/// Words for what comes before a release; other letters in a version say nothing of its place.
const EARLY: [&str; 8] = [
    "alpha", "beta", "canary", "dev", "nightly", "pre", "preview", "rc",
];

/// A part of a version: a beta stands before the number that is left out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Early(String),
    Number(u128),
}

/// Versions number by number: 2.10 after 2.9, 2.0 as 2, 2.0-beta before 2.0. A leading `v` says
/// nothing.
fn compare_versions(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    let nothing = Part::Number(0);
    (0..a.len().max(b.len()))
        .map(|at| {
            a.get(at)
                .unwrap_or(&nothing)
                .cmp(b.get(at).unwrap_or(&nothing))
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn parts(version: &str) -> Vec<Part> {
    let version = version.trim().to_lowercase();
    let version = match version.strip_prefix('v') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => &version,
    };
    let mut parts = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let is_digit = |c: char| c.is_ascii_digit();
        let end = if is_digit(first) {
            rest.find(|c| !is_digit(c))
        } else {
            rest.find(is_digit)
        };
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        if is_digit(first) {
            // Nothing counts so far.
            parts.push(Part::Number(part.parse().unwrap_or(u128::MAX)));
        } else {
            let letters: String = part.chars().filter(|c| c.is_alphabetic()).collect();
            if EARLY.contains(&letters.as_str()) {
                parts.push(Part::Early(letters));
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        let order = [
            "1.9",
            "2.0-alpha",
            "2.0-beta1",
            "2.0-beta2",
            "v2.0",
            "2.0.1",
            "2.9",
            "2.10",
        ];
        for (at, version) in order.iter().enumerate() {
            for (other_at, other) in order.iter().enumerate() {
                let told = compare_versions(version, other);
                assert_eq!(told, at.cmp(&other_at), "{version} and {other}");
            }
        }
        assert_eq!(compare_versions("2", "2.0.0"), Ordering::Equal);
        assert_eq!(compare_versions("4.1 (build 7)", "4.1"), Ordering::Greater);
        assert_eq!(compare_versions("version", "version"), Ordering::Equal);
    }
}
