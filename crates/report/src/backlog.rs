//! Requirements as tickets: files that Jira, GitHub and Linear read, and Markdown.
//!
//! Jira's importer wants a column `Summary`, a header without punctuation, and a column `Labels` for
//! each label (Atlassian, "Create issues using the CSV importer"). GitHub's REST API takes `title`,
//! `body` and `labels` ("Create an issue"). Linear's importer (`@linear/import`, "Linear CSV") reads
//! `Title`, `Description`, `Priority`, `Status` and `Labels`.

use crate::markdown::place;
use crate::plain::{cell, line, markdown as plain};
use crate::{Level, Priority, Requirement};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Whose tickets to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracker {
    /// A CSV file for Jira's importer.
    Jira,
    /// A JSON list of what GitHub's REST API takes.
    GitHub,
    /// A shell script that makes each of these an issue with GitHub's own `gh`.
    GitHubScript,
    /// A CSV file for Linear's importer.
    Linear,
    /// A checklist in Markdown.
    Markdown,
}

/// How urgent a requirement is, as a tracker tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Low,
    Medium,
    High,
    Urgent,
}

/// Points of the 100 that a weighted score can reach from which a requirement is medium and high.
const MEDIUM: f64 = 30.0;
const HIGH: f64 = 50.0;

/// What a ticket is called at most; longer titles are refused or cut by trackers.
const TITLE: usize = 200;

/// What an issue of GitHub is made from.
#[derive(Debug, Serialize)]
struct Issue {
    title: String,
    body: String,
    labels: Vec<String>,
}

/// Writes requirements as tickets.
///
/// # Errors
/// What the writer says.
pub fn write_backlog(
    requirements: &[Requirement],
    tracker: Tracker,
    mut to: impl Write,
) -> io::Result<()> {
    match tracker {
        Tracker::Jira => jira(requirements, to),
        Tracker::Linear => linear(requirements, to),
        Tracker::GitHub => {
            let issues: Vec<Issue> = requirements.iter().map(Issue::of).collect();
            serde_json::to_writer_pretty(&mut to, &issues)?;
            to.write_all(b"\n")
        }
        Tracker::GitHubScript => script(requirements, to),
        Tracker::Markdown => {
            for requirement in requirements {
                let (rank, score) = (requirement.priority.rank, requirement.priority.score);
                writeln!(
                    to,
                    "- [ ] **{}** ({}, {} feedback, priority {rank}, score {score:.1}, `{}`)",
                    plain(&requirement.statement),
                    requirement.kind,
                    requirement.feedback,
                    requirement.id
                )?;
                for evidence in requirement.evidence.iter().take(2) {
                    writeln!(to, "  - “{}” — {}", plain(&evidence.quote), place(evidence))?;
                }
            }
            Ok(())
        }
    }
}

fn jira(requirements: &[Requirement], to: impl Write) -> io::Result<()> {
    let labels: Vec<Vec<String>> = requirements.iter().map(labels).collect();
    let most = labels.iter().map(Vec::len).max().unwrap_or(0);
    let mut writer = csv::Writer::from_writer(to);
    let fixed = ["Summary", "Issue Type", "Priority", "Description"];
    writer.write_record(fixed.into_iter().chain(std::iter::repeat_n("Labels", most)))?;
    for (requirement, labels) in requirements.iter().zip(labels) {
        let kind = match requirement.kind.as_str() {
            "problem" => "Bug",
            _ => "Story",
        };
        let urgency = match urgency(requirement) {
            Urgency::Urgent => "Highest",
            Urgency::High => "High",
            Urgency::Medium => "Medium",
            Urgency::Low => "Low",
        };
        let mut record = vec![cell(&title(requirement)), kind.into(), urgency.into()];
        record.push(cell(&body(requirement)));
        // A label of Jira's has no spaces.
        record.extend(labels.iter().map(|label| label.replace(' ', "-")));
        record.resize(fixed.len() + most, String::new());
        writer.write_record(record)?;
    }
    writer.flush()
}

fn linear(requirements: &[Requirement], to: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["Title", "Description", "Priority", "Status", "Labels"])?;
    for requirement in requirements {
        let urgency = match urgency(requirement) {
            Urgency::Urgent => "Urgent",
            Urgency::High => "High",
            Urgency::Medium => "Medium",
            Urgency::Low => "Low",
        };
        writer.write_record([
            cell(&title(requirement)),
            cell(&body(requirement)),
            urgency.to_owned(),
            "Backlog".to_owned(),
            labels(requirement).join(", "),
        ])?;
    }
    writer.flush()
}

/// Every issue is a line of JSON in a quoted here-document, so that nothing which users wrote is
/// ever read by the shell: in JSON a line has no end within a text.
fn script(requirements: &[Requirement], mut to: impl Write) -> io::Result<()> {
    writeln!(
        to,
        "#!/usr/bin/env bash\n\
         # Makes an issue of each requirement, in the repository that gh works on here (or the one in\n\
         # GH_REPO, as OWNER/NAME). Read it first: running it twice makes them twice.\n\
         set -euo pipefail\n\
         issue() {{ gh api --method POST 'repos/{{owner}}/{{repo}}/issues' --input - --jq .html_url; }}"
    )?;
    for requirement in requirements {
        let issue = serde_json::to_string(&Issue::of(requirement))?;
        writeln!(to, "issue <<'HEARKEN'\n{issue}\nHEARKEN")?;
    }
    Ok(())
}

impl Issue {
    fn of(requirement: &Requirement) -> Self {
        Self {
            title: title(requirement),
            body: body(requirement),
            labels: labels(requirement),
        }
    }
}

/// The requirement in one line.
fn title(requirement: &Requirement) -> String {
    let title = line(&requirement.statement);
    if title.chars().count() <= TITLE {
        return title;
    }
    let cut: String = title.chars().take(TITLE - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Who says it, and why it stands where it stands, in Markdown.
fn body(requirement: &Requirement) -> String {
    let Priority { rank, score, terms } = &requirement.priority;
    let mut body = format!(
        "{} of {} feedback, theme “{}”.\n\n",
        if requirement.kind == "problem" {
            "Problem"
        } else {
            "Request"
        },
        requirement.feedback,
        plain(&requirement.theme_name)
    );
    for evidence in &requirement.evidence {
        let _ = write!(
            body,
            "> “{}”\n> — {}\n\n",
            plain(&evidence.quote),
            place(evidence)
        );
    }
    let sum: Vec<String> = terms
        .iter()
        .map(|term| format!("{} {:.1}", term.name, term.points))
        .collect();
    let _ = write!(
        body,
        "Priority {rank}: {score:.1} = {}\n\n{} of Hearken",
        sum.join(" + "),
        requirement.id
    );
    body
}

fn labels(requirement: &Requirement) -> Vec<String> {
    let mut labels = vec![requirement.kind.clone()];
    labels.extend(
        requirement
            .quality
            .as_ref()
            .map(|quality| quality.characteristic.clone()),
    );
    labels.push("user feedback".to_owned());
    labels
}

fn urgency(requirement: &Requirement) -> Urgency {
    let level = requirement.severity.map(|severity| severity.level);
    let score = requirement.priority.score;
    match level {
        Some(Level::Critical) if score >= HIGH => Urgency::Urgent,
        Some(Level::Critical) => Urgency::High,
        _ if score >= HIGH => Urgency::High,
        _ if score >= MEDIUM => Urgency::Medium,
        _ => Urgency::Low,
    }
}
