//! Why a requirement comes first: a sum that can be done again by hand.

use crate::analysis::Facts;
use crate::dashboard::Direction;
use crate::numbers::{Moments, round};
use crate::severity::Severity;
use crate::theme::{Ground, rating_impact, trend};
use hearken_feedback::{Kind, Label, Sentiment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much each term counts: the points that it gives at most. Their sum is the highest score. A
/// term of weight 0 is left out of the sum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// How many say it.
    pub reach: f64,
    /// How negative they are; of what is to be kept, how positive.
    pub negativity: f64,
    /// How much lower they rate; of what is to be kept, how much higher.
    pub rating: f64,
    /// How much it grows.
    pub growth: f64,
    /// How many voted for what they wrote.
    pub votes: f64,
    /// How bad what they tell is.
    pub severity: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            reach: 35.0,
            negativity: 20.0,
            rating: 15.0,
            growth: 10.0,
            votes: 10.0,
            severity: 10.0,
        }
    }
}

/// How a score is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// The sum of weighted terms.
    #[default]
    Weighted,
    /// Feedback and a tenth of their votes, by their mean rating (Wei et al., "Zero-shot Bilingual
    /// App Reviews Mining with Large Language Models", ICTAI 2023).
    MiniBar,
    /// How far it pulls the mean rating of all feedback down.
    Impact,
    /// How many say it.
    Reach,
}

impl Formula {
    /// How a score is made of its terms, as a sentence without its end.
    pub fn explained(self, weights: Weights) -> String {
        match self {
            Self::Weighted => {
                let Weights {
                    reach,
                    negativity,
                    rating,
                    growth,
                    votes,
                    severity,
                } = weights;
                format!(
                    "score = {reach} · reach + {negativity} · negativity + {rating} · rating + \
                     {growth} · growth + {votes} · votes + {severity} · severity, each factor from \
                     0 to 1. Reach is ln(1 + feedback that say it) / ln(1 + all feedback), and \
                     votes the same of the votes they got; negativity the mean probability of \
                     negative; rating the certain part of the gap to the mean rating of others, by \
                     half the scale; growth the doublings of its share of late, by two, where it \
                     rises for sure; severity the mean of 1 where money, data, security or health \
                     is at stake, 0.6 where something cannot be done or does not work, 0.2 else"
                )
            }
            Self::MiniBar => "score = (feedback that say it + votes they got / 10) / their mean \
                              rating of 1 to 5, as Mini-BAR ranks groups of reviews (Wei et al., \
                              ICTAI 2023)"
                .to_owned(),
            Self::Impact => {
                "score = 100 · how much higher the mean rating of all would be without \
                             those who say it, by the length of the scale"
                    .to_owned()
            }
            Self::Reach => "score = 100 · feedback that say it / all feedback".to_owned(),
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
    /// `reach`, `negativity` (of what is to be kept `positivity`), `rating`, `growth`, `votes` or
    /// `severity`.
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

/// The priority of what some statements of a kind say.
pub(crate) fn priority(
    facts: &Facts<'_>,
    ground: &Ground,
    (formula, weights): (Formula, Weights),
    kind: Kind,
    statements: &[usize],
) -> Priority {
    let feedback = facts.feedback_in(statements);
    let mut terms = match formula {
        Formula::Weighted => vec![
            reach(facts, weights.reach, &feedback),
            feeling(facts, weights.negativity, kind, statements),
            rating(facts, ground, weights.rating, kind, &feedback),
            growth(facts, ground, weights.growth, &feedback),
            votes(facts, weights.votes, &feedback),
        ],
        Formula::MiniBar => mini_bar(facts, &feedback),
        Formula::Impact => vec![impact(facts, ground, kind, &feedback)],
        Formula::Reach => vec![share(facts, &feedback)],
    };
    // What is to be kept is not severe.
    if formula == Formula::Weighted && kind != Kind::Praise {
        terms.push(severity(facts, weights.severity, kind, statements));
    }
    terms.retain(|term| term.weight > 0.0);
    Priority::of(terms)
}

fn share(facts: &Facts<'_>, feedback: &[usize]) -> Term {
    let (said, all) = (feedback.len() as f64, facts.analysis.feedback.len() as f64);
    let meaning = format!("feedback that say it; factor {said} / {all}");
    Term::new("reach", 100.0, Some(said), said / all, meaning)
}

fn impact(facts: &Facts<'_>, ground: &Ground, kind: Kind, feedback: &[usize]) -> Term {
    let pull = rating_impact(facts, ground, feedback).map(|rating| match kind {
        Kind::Praise => -rating.pull,
        _ => rating.pull,
    });
    let span = ground.scale.map_or(4.0, |scale| scale.max - scale.min);
    let meaning = match pull {
        Some(_) if kind == Kind::Praise => {
            format!(
                "how much lower the mean rating would be without them; factor the same / {span}"
            )
        }
        Some(_) => {
            format!(
                "how much higher the mean rating would be without them; factor the same / {span}"
            )
        }
        None => "no ratings to tell".to_owned(),
    };
    Term::new("rating", 100.0, pull, pull.unwrap_or(0.0) / span, meaning)
}

fn mini_bar(facts: &Facts<'_>, feedback: &[usize]) -> Vec<Term> {
    let of = |index: &usize| &facts.analysis.feedback[*index];
    let ratings = feedback.iter().filter_map(|index| of(index).rating);
    let rated: Moments = ratings
        .map(|rating| 1.0 + 4.0 * rating.normalized())
        .collect();
    let mean = rated.mean().map_or(1.0, round);
    let by = match rated.mean() {
        Some(_) => format!("factor 1 / their mean rating of {mean}"),
        None => "no ratings to divide by".to_owned(),
    };
    let said = feedback.len() as f64;
    let votes: u64 = feedback.iter().filter_map(|index| of(index).votes).sum();
    let votes = votes as f64;
    vec![
        Term::new(
            "reach",
            said,
            Some(said),
            1.0 / mean,
            format!("feedback that say it; {by}"),
        ),
        Term::new(
            "votes",
            round(votes / 10.0),
            Some(votes),
            1.0 / mean,
            format!("votes they got, a tenth of which counts; {by}"),
        ),
    ]
}

fn reach(facts: &Facts<'_>, weight: f64, feedback: &[usize]) -> Term {
    let (said, all) = (feedback.len() as f64, facts.analysis.feedback.len() as f64);
    Term::new(
        "reach",
        weight,
        Some(said),
        (1.0 + said).ln() / (1.0 + all).ln(),
        format!("feedback that say it; factor ln(1 + {said}) / ln(1 + {all})"),
    )
}

fn feeling(facts: &Facts<'_>, weight: f64, kind: Kind, statements: &[usize]) -> Term {
    let (name, of) = match kind {
        Kind::Praise => ("positivity", Sentiment::Positive),
        _ => ("negativity", Sentiment::Negative),
    };
    let felt = facts.probability(of, statements);
    let meaning = format!(
        "mean probability of {} of its statements; factor the same",
        of.word()
    );
    Term::new(name, weight, Some(felt), felt, meaning)
}

fn rating(facts: &Facts<'_>, ground: &Ground, weight: f64, kind: Kind, feedback: &[usize]) -> Term {
    // What is certain of the gap counts: the end of its interval that is nearer to zero.
    let certain = rating_impact(facts, ground, feedback)
        .and_then(|rating| rating.impact)
        .and_then(|impact| match kind {
            Kind::Praise => impact.low.map(|low| low.max(0.0)),
            _ => impact.high.map(|high| high.min(0.0)),
        });
    let half = ground.scale.map_or(4.0, |scale| scale.max - scale.min) / 2.0;
    Term::new(
        "rating",
        weight,
        certain,
        certain.map_or(0.0, |gap| gap.abs() / half),
        match certain {
            Some(_) => {
                format!("certain part of the gap to the mean rating of others; factor gap / {half}")
            }
            None => "too few ratings to tell".to_owned(),
        },
    )
}

fn growth(facts: &Facts<'_>, ground: &Ground, weight: f64, feedback: &[usize]) -> Term {
    let trend = trend(facts, ground, feedback);
    let rising = trend
        .as_ref()
        .filter(|trend| trend.direction == Direction::Rising)
        .map_or(0.0, |trend| trend.growth.clamp(0.0, 2.0) / 2.0);
    let meaning = match &trend {
        Some(trend) => {
            let since = format!("doublings of its share since {}", trend.recent.first);
            match trend.direction {
                Direction::Rising => format!("{since}; factor half of it, at most 1"),
                Direction::Steady | Direction::Falling => format!("{since}; not rising"),
            }
        }
        None => "no dates to tell".to_owned(),
    };
    let value = trend.as_ref().map(|trend| trend.growth);
    Term::new("growth", weight, value, rising, meaning)
}

fn votes(facts: &Facts<'_>, weight: f64, feedback: &[usize]) -> Term {
    let given = |index: &usize| facts.analysis.feedback[*index].votes;
    let all: u64 = facts.analysis.feedback.iter().filter_map(|f| f.votes).sum();
    let told = feedback.iter().any(|index| given(index).is_some());
    if all == 0 || !told {
        return Term::new("votes", weight, None, 0.0, "no votes to tell".to_owned());
    }
    let votes = feedback.iter().filter_map(given).sum::<u64>() as f64;
    let all = all as f64;
    Term::new(
        "votes",
        weight,
        Some(votes),
        (1.0 + votes).ln() / (1.0 + all).ln(),
        format!("votes for what they wrote; factor ln(1 + {votes}) / ln(1 + {all})"),
    )
}

fn severity(facts: &Facts<'_>, weight: f64, kind: Kind, statements: &[usize]) -> Term {
    let severity = Severity::of(facts, kind, statements);
    let mean = severity.mean();
    Term::new(
        "severity",
        weight,
        Some(mean),
        mean,
        Severity::MEANING.to_owned(),
    )
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
