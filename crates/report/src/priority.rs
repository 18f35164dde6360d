//! Why a requirement comes first: a sum that can be done again by hand.

use crate::analysis::Facts;
use crate::dashboard::Direction;
use crate::numbers::round;
use crate::theme::{Ground, rating_impact, trend};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much each term counts: the points that it gives at most. Their sum is the highest score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// How many say it.
    pub reach: f64,
    /// How negative they are.
    pub negativity: f64,
    /// How much lower they rate.
    pub rating: f64,
    /// How much it grows.
    pub growth: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            reach: 40.0,
            negativity: 25.0,
            rating: 20.0,
            growth: 15.0,
        }
    }
}

/// A place in the list and the sum behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Priority {
    /// 1 comes first.
    pub rank: u64,
    /// The sum of the terms' points.
    pub score: f64,
    /// The terms; each one's points are its weight times its factor.
    pub terms: Vec<Term>,
}

/// One term of the sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// `reach`, `negativity`, `rating` or `growth`.
    pub name: String,
    /// What was measured; `null` where the exports do not tell.
    pub value: Option<f64>,
    /// What the value is, and how the factor comes from it.
    pub meaning: String,
    /// 0…1.
    pub factor: f64,
    /// Points at factor 1.
    pub weight: f64,
    /// Weight times factor.
    pub points: f64,
}

impl Term {
    fn new(name: &str, weight: f64, value: Option<f64>, factor: f64, meaning: String) -> Self {
        // From the printed factor, so that who does the sum again gets the printed points.
        let factor = round(factor.clamp(0.0, 1.0));
        Self {
            name: name.to_owned(),
            value: value.map(round),
            meaning,
            factor,
            weight,
            points: round(weight * factor),
        }
    }
}

impl Priority {
    /// The terms summed; the rank is given once all are known.
    fn of(terms: Vec<Term>) -> Self {
        Self {
            rank: 0,
            score: round(terms.iter().map(|term| term.points).sum()),
            terms,
        }
    }

    /// What does not add up.
    pub(crate) fn broken(&self) -> Option<String> {
        for term in &self.terms {
            if (round(term.weight * term.factor) - term.points).abs() > 1e-9 {
                return Some(format!(
                    "{} × {} is not {} points of {}",
                    term.weight, term.factor, term.points, term.name
                ));
            }
        }
        let sum = round(self.terms.iter().map(|term| term.points).sum());
        ((sum - self.score).abs() > 1e-9)
            .then(|| format!("the terms add up to {sum}, not to {}", self.score))
    }
}

/// The priority of what some statements say.
pub(crate) fn priority(
    facts: &Facts<'_>,
    ground: &Ground,
    weights: Weights,
    statements: &[usize],
) -> Priority {
    let feedback = facts.feedback_in(statements);
    let all = facts.analysis.feedback.len() as f64;
    let said = feedback.len() as f64;
    let reach = Term::new(
        "reach",
        weights.reach,
        Some(said),
        (1.0 + said).ln() / (1.0 + all).ln(),
        format!("feedback that say it; factor ln(1 + {said}) / ln(1 + {all})"),
    );

    let negative = facts.negative(statements);
    let negativity = Term::new(
        "negativity",
        weights.negativity,
        Some(negative),
        negative,
        "mean probability of negative of its statements; factor the same".to_owned(),
    );

    // What is certain of the gap counts: the end of its interval that is nearer to zero.
    let certain = rating_impact(facts, ground, &feedback)
        .and_then(|rating| rating.impact?.high)
        .map(|high| high.min(0.0));
    let span = ground.scale.map_or(4.0, |scale| scale.max - scale.min);
    let rating = Term::new(
        "rating",
        weights.rating,
        certain,
        certain.map_or(0.0, |gap| -gap / (span / 2.0)),
        match certain {
            Some(_) => format!(
                "certain part of the gap to the mean rating of others; factor gap / {}",
                span / 2.0
            ),
            None => "too few ratings to tell".to_owned(),
        },
    );

    let trend = trend(facts, ground, &feedback);
    let rising = trend
        .as_ref()
        .filter(|trend| trend.direction == Direction::Rising)
        .map_or(0.0, |trend| trend.growth.clamp(0.0, 2.0) / 2.0);
    let growth = Term::new(
        "growth",
        weights.growth,
        trend.as_ref().map(|trend| trend.growth),
        rising,
        match &trend {
            Some(trend) => match trend.direction {
                Direction::Rising => format!(
                    "doublings of its share since {}; factor half of it, at most 1",
                    trend.recent.first
                ),
                Direction::Steady | Direction::Falling => {
                    format!(
                        "doublings of its share since {}; not rising",
                        trend.recent.first
                    )
                }
            },
            None => "no dates to tell".to_owned(),
        },
    );
    Priority::of(vec![reach, negativity, rating, growth])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_sum_can_be_done_again_and_a_changed_one_is_noticed() {
        let term = |factor| Term::new("reach", 40.0, Some(3.0), factor, String::new());
        let mut priority = Priority::of(vec![term(1.0 / 3.0), term(0.2)]);
        assert_eq!(priority.terms[0].points, 13.332);
        assert_eq!(priority.score, 21.332);
        assert_eq!(priority.broken(), None);
        priority.score += 0.001;
        assert!(priority.broken().is_some());
        priority.score -= 0.001;
        priority.terms[1].points += 1.0;
        assert!(priority.broken().is_some());
    }
}
