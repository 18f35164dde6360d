//! Requirements as tickets: files that Jira, GitHub and Linear read, and Markdown.
//!
//! Jira's importer wants a column `Summary`, a header without punctuation, and a column `Labels` for
//! each label (Atlassian, "Create issues using the CSV importer"). GitHub's REST API takes `title`,
//! `body` and `labels` ("Create an issue"). Linear's importer (`@linear/import`, "Linear CSV") reads
//! `Title`, `Description`, `Priority`, `Status` and `Labels`.

use crate::markdown::place;
use crate::plain::{cell, isolated, line, markdown as plain};
use crate::words::say;
use crate::{Lang, Level, Priority, Requirement};
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
    lang: Lang,
    mut to: impl Write,
) -> io::Result<()> {
    match tracker {
        Tracker::Jira => jira(requirements, lang, to),
        Tracker::Linear => linear(requirements, lang, to),
        Tracker::GitHub => {
            let issues: Vec<Issue> = requirements
                .iter()
                .map(|one| Issue::of(one, lang))
                .collect();
            serde_json::to_writer_pretty(&mut to, &issues)?;
            to.write_all(b"\n")
        }
        Tracker::GitHubScript => script(requirements, lang, to),
        Tracker::Markdown => {
            for requirement in requirements {
                let (rank, score) = (requirement.priority.rank, requirement.priority.score);
                let facts = say!(
                    lang,
                    "({kind}, {n} feedback, priority {rank}, score {score}, {id})",
                    kind = lang.told(&requirement.kind),
                    n = requirement.feedback,
                    rank = rank,
                    score = format!("{score:.1}"),
                    id = format!("`{}`", requirement.id),
                );
                let statement = isolated(plain(&requirement.statement));
                writeln!(to, "- [ ] **{statement}** {facts}")?;
                for evidence in requirement.evidence.iter().take(2) {
                    let quote = isolated(format!("“{}”", plain(&evidence.quote)));
                    writeln!(to, "  - {quote} — {}", place(evidence, lang))?;
                }
            }
            Ok(())
        }
    }
}

fn jira(requirements: &[Requirement], lang: Lang, to: impl Write) -> io::Result<()> {
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
        record.push(cell(&body(requirement, lang)));
        // A label of Jira's has no spaces.
        record.extend(labels.iter().map(|label| label.replace(' ', "-")));
        record.resize(fixed.len() + most, String::new());
        writer.write_record(record)?;
    }
    writer.flush()
}

fn linear(requirements: &[Requirement], lang: Lang, to: impl Write) -> io::Result<()> {
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
            cell(&body(requirement, lang)),
            urgency.to_owned(),
            "Backlog".to_owned(),
            labels(requirement).join(", "),
        ])?;
    }
    writer.flush()
}

/// Every issue is a line of JSON in a quoted here-document, so that nothing which users wrote is
/// ever read by the shell: in JSON a line has no end within a text.
fn script(requirements: &[Requirement], lang: Lang, mut to: impl Write) -> io::Result<()> {
    writeln!(
        to,
        "#!/usr/bin/env bash\n\
         # Makes an issue of each requirement, in the repository that gh works on here (or the one in\n\
         # GH_REPO, as OWNER/NAME). Read it first: running it twice makes them twice.\n\
         set -euo pipefail\n\
         issue() {{ gh api --method POST 'repos/{{owner}}/{{repo}}/issues' --input - --jq .html_url; }}"
    )?;
    for requirement in requirements {
        let issue = serde_json::to_string(&Issue::of(requirement, lang))?;
        writeln!(to, "issue <<'HEARKEN'\n{issue}\nHEARKEN")?;
    }
    Ok(())
}

impl Issue {
    fn of(requirement: &Requirement, lang: Lang) -> Self {
        Self {
            title: title(requirement),
            body: body(requirement, lang),
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
fn body(requirement: &Requirement, lang: Lang) -> String {
    let Priority { rank, score, terms } = &requirement.priority;
    let kind = match requirement.kind.as_str() {
        "problem" => say!(lang, "Problem"),
        _ => say!(lang, "Request"),
    };
    let theme = plain(&lang.told(&requirement.theme_name));
    let mut body = say!(
        lang,
        "{kind} of {n} feedback, theme “{theme}”.",
        kind = kind,
        n = requirement.feedback,
        theme = isolated(theme),
    );
    body.push_str("\n\n");
    for evidence in &requirement.evidence {
        let _ = write!(
            body,
            "> {}\n> — {}\n\n",
            isolated(format!("“{}”", plain(&evidence.quote))),
            place(evidence, lang)
        );
    }
    let sum: Vec<String> = terms
        .iter()
        .map(|term| format!("{} {:.1}", lang.told(&term.name), term.points))
        .collect();
    body += &say!(
        lang,
        "Priority {rank}: {score} = {sum}",
        rank = rank,
        score = format!("{score:.1}"),
        sum = sum.join(" + "),
    );
    let _ = write!(
        body,
        "\n\n{}",
        say!(lang, "{id} of Hearken", id = requirement.id)
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
