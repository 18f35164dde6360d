//! Which tickets of a team's backlog stand for which requirements.

use crate::Requirements;
use crate::numbers::round;
use ndarray::ArrayView2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `backlog.json`: requirements and tickets held against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Backlog {
    /// The version of this file's shape.
    pub schema_version: String,
    /// SHA-256 of the file of tickets, lower-case hex.
    pub sha256: String,
    /// How many tickets were read.
    pub tickets: u64,
    /// The score from which a ticket and a requirement are about the same.
    pub threshold: f64,
    /// Requirements that have a ticket, by their rank, each with the nearest one.
    pub matched: Vec<Matched>,
    /// Ids of the requirements that have none, by their rank.
    pub without_ticket: Vec<String>,
    /// Tickets that no requirement is about, by their rows.
    pub without_evidence: Vec<Unasked>,
}

/// A requirement that has a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Matched {
    /// The requirement's id.
    pub requirement: String,
    /// The ticket.
    pub ticket: Ticket,
    /// How near they are, −1…1: the cosine of the ticket's title to the requirement's sentence, or the
    /// mean of those to the two nearest quotes, whichever is higher.
    pub score: f64,
}

/// A ticket that no requirement is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unasked {
    /// The ticket.
    pub ticket: Ticket,
    /// The score of the nearest requirement; `null` where there is none.
    pub score: Option<f64>,
}

/// A ticket of a team's backlog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ticket {
    /// Its place in the file, from 1.
    pub row: u64,
    /// Its own id or key.
    pub id: Option<String>,
    /// What it is called.
    pub title: String,
}

impl Backlog {
    /// Holds them against each other; `scores` are requirements × tickets.
    ///
    /// # Panics
    /// Where the scores are of others.
    pub fn of(
        requirements: &Requirements,
        (sha256, tickets): (&str, &[Ticket]),
        scores: ArrayView2<'_, f32>,
        threshold: f64,
    ) -> Self {
        let all = &requirements.requirements;
        assert_eq!(
            scores.dim(),
            (all.len(), tickets.len()),
            "every pair has a score"
        );
        let nearest = |scores: ndarray::ArrayView1<'_, f32>| -> Option<(usize, f64)> {
            // Of equals the first.
            let best =
                (0..scores.len()).reduce(|a, b| if scores[b] > scores[a] { b } else { a })?;
            Some((best, round(f64::from(scores[best]))))
        };
        let (mut matched, mut without_ticket) = (Vec::new(), Vec::new());
        for (requirement, scores) in all.iter().zip(scores.rows()) {
            match nearest(scores) {
                Some((at, score)) if score >= threshold => matched.push(Matched {
                    requirement: requirement.id.clone(),
                    ticket: tickets[at].clone(),
                    score,
                }),
                _ => without_ticket.push(requirement.id.clone()),
            }
        }
        let asked = tickets.iter().zip(scores.columns());
        let without_evidence = asked
            .map(|(ticket, scores)| (ticket, nearest(scores).map(|(_, score)| score)))
            .filter(|(_, score)| score.is_none_or(|score| score < threshold))
            .map(|(ticket, score)| Unasked {
                ticket: ticket.clone(),
                score,
            })
            .collect();
        Self {
            schema_version: crate::SCHEMA_VERSION.to_owned(),
            sha256: sha256.to_owned(),
            tickets: tickets.len() as u64,
            threshold,
            matched,
            without_ticket,
            without_evidence,
        }
    }
}
