//! `--backlog`: which tickets of a team stand for which requirements.

use crate::kept::Kept;
use crate::models::Readers;
use crate::progress::Progress;
use crate::{encode, reading};
use anyhow::Result;
use clap::Args;
use hearken_feedback::Feedback;
use hearken_report::{Backlog, Report, Ticket};
use ndarray::{Array2, ArrayView1, Axis};
use std::path::PathBuf;

/// The file in the report's folder.
pub(crate) const BACKLOG: &str = "backlog.json";

/// From this score on a ticket and a requirement are about the same (`scripts/measure-tickets`).
const THRESHOLD: f64 = 0.65;

/// A team's tickets.
#[derive(Debug, Args)]
pub(crate) struct BacklogArguments {
    /// Tickets of your own, as GitHub, Jira or Linear export them (CSV or JSON): the report says
    /// which requirement has one, which has none, and which tickets nobody asks for
    #[arg(long, value_name = "TICKETS", help_heading = "Requirements")]
    backlog: Option<PathBuf>,
}

/// Tickets that were read.
pub(crate) struct Tickets {
    sha256: String,
    tickets: Vec<Ticket>,
}

impl BacklogArguments {
    /// Reads the tickets, before the slow work.
    pub(crate) fn open(&self) -> Result<Option<Tickets>> {
        let Some(path) = &self.backlog else {
            return Ok(None);
        };
        let settings = hearken_ingest::Settings::default();
        let ingested = reading::read(std::slice::from_ref(path), &settings, Progress::Quiet)?;
        Ok(Some(Tickets {
            sha256: ingested
                .sources
                .first()
                .map(|s| s.sha256.clone())
                .unwrap_or_default(),
            tickets: ingested.feedback.iter().map(ticket).collect(),
        }))
    }
}

/// The first cell is the title, where there is one; of a long text the first line.
fn ticket(feedback: &Feedback) -> Ticket {
    const LONGEST: usize = 300;
    let text = feedback
        .cells
        .first()
        .map(|cell| cell.shown())
        .unwrap_or_default();
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    Ticket {
        row: feedback.row.row.into(),
        id: feedback.id.as_ref().map(|id| id.to_string()),
        title: line.trim().chars().take(LONGEST).collect(),
    }
}

impl Tickets {
    /// Holds the tickets against what a report asks for.
    pub(crate) fn held_against(
        &self,
        report: &Report,
        readers: &Readers,
        kept: &mut Kept,
    ) -> Result<Backlog> {
        let mut vectors = |texts: Vec<String>| encode::vectors(&*readers.encoder, &texts, kept);
        let requirements = &report.requirements.requirements;
        let titles = vectors(
            self.tickets
                .iter()
                .map(|ticket| ticket.title.clone())
                .collect(),
        )?;
        let sentences = vectors(requirements.iter().map(|r| r.statement.clone()).collect())?;
        let quotes = requirements
            .iter()
            .flat_map(|r| r.evidence.iter().map(|e| e.quote.clone()));
        let quotes = vectors(quotes.collect())?;
        let (by_sentence, by_quote) = (sentences.dot(&titles.t()), quotes.dot(&titles.t()));
        let mut scores = Array2::zeros(by_sentence.dim());
        let mut first = 0;
        for (at, requirement) in requirements.iter().enumerate() {
            let last = first + requirement.evidence.len();
            for ticket in 0..self.tickets.len() {
                let quotes = by_quote.index_axis(Axis(1), ticket);
                let nearest = nearest_two(quotes.slice(ndarray::s![first..last]));
                scores[[at, ticket]] = nearest.max(by_sentence[[at, ticket]]);
            }
            first = last;
        }
        let tickets = (self.sha256.as_str(), &self.tickets[..]);
        Ok(Backlog::of(
            &report.requirements,
            tickets,
            scores.view(),
            THRESHOLD,
        ))
    }
}

/// The mean of the two highest; of one that.
fn nearest_two(cosines: ArrayView1<'_, f32>) -> f32 {
    let mut sorted = cosines.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted.truncate(2);
    match sorted.len() {
        0 => -1.0,
        count => sorted.iter().sum::<f32>() / count as f32,
    }
}
