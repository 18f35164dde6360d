//! Feedback whose words and rating contradict each other.

use crate::Evidence;
use crate::analysis::Facts;
use crate::dashboard::Part;
use crate::numbers::{Share, round};
use hearken_feedback::{Label, Rating, Sentiment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// From this probability on, words are surely negative or positive. Compared as it is written, to
/// four places, so that whoever reads the files finds the same.
const SURELY: f64 = 0.9;
/// A top rating lies in this part of its scale at the upper end, a bottom rating in the same part
/// at the lower end: 5 and 1 of 1–5, 8–10 and 0–2 of 0–10.
const END: f64 = 0.2;
/// Entries listed.
const LISTED: usize = 20;

/// Feedback that says one thing and rates another: irony, a rating given by mistake, or a label
/// that is wrong. The sentiment of the whole text is not unsure and at least 0.9 probable, and it
/// is negative with a rating in the upper fifth of its scale, or positive with one in the lower
/// fifth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disagreements {
    /// Feedback with a rating.
    pub rated: u64,
    /// How many of them contradict themselves.
    pub feedback: Part,
    /// Those whose words are negative and whose rating is a top one.
    pub negative_rated_high: u64,
    /// Those whose words are positive and whose rating is a bottom one.
    pub positive_rated_low: u64,
    /// The most certain of them, at most twenty.
    pub clearest: Vec<Disagreement>,
}

/// A feedback that says one thing and rates another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disagreement {
    /// What its words are: `negative` or `positive`.
    pub sentiment: String,
    /// The probability of that, of the whole text.
    pub probability: f64,
    /// The statement that is so most certainly, with the rating and the way back to the row.
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// `None` where nothing is rated.
pub(crate) fn disagreements(facts: &Facts<'_>) -> Option<Disagreements> {
    let feedback = facts.analysis.feedback;
    let rated = feedback.iter().filter(|f| f.rating.is_some()).count() as u64;
    if rated == 0 {
        return None;
    }
    let mut found: Vec<(usize, Sentiment, f64)> = (0..feedback.len())
        .filter_map(|index| {
            let (sentiment, probability) = surely(facts, index)?;
            let contradicts = contradicts(sentiment, feedback[index].rating?);
            contradicts.then_some((index, sentiment, probability))
        })
        .collect();
    found.sort_by(|a, b| {
        let order = b.2.total_cmp(&a.2);
        order.then_with(|| facts.compare(&feedback[a.0], &feedback[b.0]))
    });
    let count = |of: Sentiment| found.iter().filter(|(_, is, _)| *is == of).count() as u64;
    Some(Disagreements {
        rated,
        feedback: Part {
            count: found.len() as u64,
            share: Share::of(found.len() as u64, rated),
        },
        negative_rated_high: count(Sentiment::Negative),
        positive_rated_low: count(Sentiment::Positive),
        clearest: found
            .iter()
            .take(LISTED)
            .filter_map(|(index, sentiment, probability)| {
                Some(Disagreement {
                    sentiment: sentiment.word().to_owned(),
                    probability: *probability,
                    evidence: Evidence::of(facts, most(facts, *index, *sentiment)?),
                })
            })
            .collect(),
    })
}

/// The sentiment of a feedback and its probability, where it is sure.
fn surely(facts: &Facts<'_>, feedback: usize) -> Option<(Sentiment, f64)> {
    let whole = facts.whole(feedback)?;
    let sentiment = whole.sentiment();
    let probability = round(f64::from(whole.said.sentiment[place(sentiment)]));
    (!whole.unsure.sentiment && probability >= SURELY).then_some((sentiment, probability))
}

fn contradicts(sentiment: Sentiment, rating: Rating) -> bool {
    match sentiment {
        Sentiment::Negative => rating.normalized() >= 1.0 - END,
        Sentiment::Positive => rating.normalized() <= END,
        Sentiment::Neutral => false,
    }
}

/// The statement of a feedback that is of a sentiment most certainly; of equals the first.
fn most(facts: &Facts<'_>, feedback: usize, sentiment: Sentiment) -> Option<usize> {
    let said = |statement: usize| {
        let classified = &facts.analysis.classified[statement];
        round(f64::from(classified.sentiment[place(sentiment)]))
    };
    let statements = facts.statements_of(feedback);
    statements.reduce(|best, next| if said(next) > said(best) { next } else { best })
}

fn place(sentiment: Sentiment) -> usize {
    let mut all = Sentiment::ALL.iter();
    all.position(|label| *label == sentiment).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_scale_contradict_what_is_said() {
        let rated = |value, min, max| Rating { value, min, max };
        let negative = |rating| contradicts(Sentiment::Negative, rating);
        let positive = |rating| contradicts(Sentiment::Positive, rating);
        assert!(negative(rated(5.0, 1.0, 5.0)) && !negative(rated(4.0, 1.0, 5.0)));
        assert!(positive(rated(1.0, 1.0, 5.0)) && !positive(rated(2.0, 1.0, 5.0)));
        assert!(negative(rated(8.0, 0.0, 10.0)) && !negative(rated(7.0, 0.0, 10.0)));
        assert!(positive(rated(2.0, 0.0, 10.0)) && !positive(rated(3.0, 0.0, 10.0)));
        assert!(negative(rated(1.0, 0.0, 1.0)) && positive(rated(0.0, 0.0, 1.0)));
        assert!(!contradicts(Sentiment::Neutral, rated(5.0, 1.0, 5.0)));
    }
}
