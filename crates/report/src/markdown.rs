//! `requirements.md`: the requirements as a page for a wiki.

use crate::plain::markdown as plain;
use crate::{Dashboard, Evidence, Level, Report, Requirement, Segment};
use std::fmt::Write;

/// Requirements told with their quotes; the others are listed in a line each.
const TOLD: usize = 50;
/// What people praise, shown in a line each.
const KEPT: usize = 20;

/// The requirements in Markdown.
pub fn markdown(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut page, report);
    page
}

fn write(page: &mut String, report: &Report) -> std::fmt::Result {
    let Report {
        dashboard,
        requirements,
        ..
    } = report;
    writeln!(page, "# Requirements from feedback\n")?;
    writeln!(page, "{}\n", origin(dashboard))?;
    if let Some(told) = unsure(dashboard) {
        writeln!(page, "{told}\n")?;
    }
    if requirements.requirements.is_empty() {
        writeln!(page, "No theme of complaints or wishes was found.")?;
    }
    for requirement in requirements.requirements.iter().take(TOLD) {
        one(page, requirement)?;
    }
    let others = requirements.requirements.iter().skip(TOLD);
    table(page, "Further requirements", others)?;
    table(page, "What to keep", requirements.keep.iter().take(KEPT))?;
    writeln!(page, "## How the score is made\n")?;
    let explained = requirements.formula.explained(requirements.weights);
    writeln!(page, "{explained}.\n")?;
    if !dashboard.notes.is_empty() {
        writeln!(page, "## What this cannot tell\n")?;
        for note in &dashboard.notes {
            writeln!(page, "- {}", plain(note))?;
        }
    }
    Ok(())
}

/// Requirements in a line each.
fn table<'a>(
    page: &mut String,
    heading: &str,
    requirements: impl ExactSizeIterator<Item = &'a Requirement>,
) -> std::fmt::Result {
    if requirements.len() == 0 {
        return Ok(());
    }
    writeln!(page, "## {heading}\n")?;
    writeln!(page, "| | Requirement | Kind | Feedback | Score |")?;
    writeln!(page, "| --: | --- | --- | --: | --: |")?;
    for requirement in requirements {
        writeln!(
            page,
            "| {} | {} | {} | {} | {:.1} |",
            requirement.priority.rank,
            plain(&requirement.statement),
            requirement.kind,
            requirement.feedback,
            requirement.priority.score
        )?;
    }
    writeln!(page)
}

fn origin(dashboard: &Dashboard) -> String {
    let names: Vec<String> = dashboard
        .sources
        .iter()
        .map(|source| format!("`{}`", source.name.replace(['`', '\n', '\r'], " ")))
        .collect();
    let ledger = dashboard.ledger;
    let days = dashboard
        .period
        .as_ref()
        .map(|period| format!(", {} to {}", period.first, period.last))
        .unwrap_or_default();
    let skipped = match ledger.skipped {
        0 => String::new(),
        skipped => format!(" {skipped} are no feedback,"),
    };
    format!(
        "From {}: {} rows, of which {} were used, {} are duplicates,{skipped} {} are empty and {} could \
         not be read{days}.",
        names.join(", "),
        ledger.rows,
        ledger.used,
        ledger.duplicate,
        ledger.empty,
        ledger.unreadable
    )
}

/// How far the labels that all of this rests on can be relied on; nothing where all can.
fn unsure(dashboard: &Dashboard) -> Option<String> {
    let unsure = dashboard.unsure;
    (unsure.sentiment.count + unsure.kind.count > 0).then(|| {
        format!(
            "The sentiment of {} of {} feedback and the kind of {} of {} statements are unsure.",
            unsure.sentiment.count, dashboard.feedback, unsure.kind.count, dashboard.statements
        )
    })
}

fn one(page: &mut String, requirement: &Requirement) -> std::fmt::Result {
    let priority = &requirement.priority;
    writeln!(
        page,
        "## {}. {}\n",
        priority.rank,
        plain(&requirement.statement)
    )?;
    let terms: Vec<String> = priority
        .terms
        .iter()
        .map(|term| format!("{} {:.1}", term.name, term.points))
        .collect();
    let severity = match requirement.severity.map(|severity| severity.level) {
        Some(Level::Critical) => ", critical",
        Some(Level::Major) => ", major",
        Some(Level::Minor) | None => "",
    };
    let quality = requirement
        .quality
        .as_ref()
        .map(|quality| format!(", {}", quality.characteristic))
        .unwrap_or_default();
    writeln!(
        page,
        "{}{}{} · {} feedback · theme “{}” · score **{:.1}** = {} · `{}`\n",
        requirement.kind,
        severity,
        quality,
        requirement.feedback,
        plain(&requirement.theme_name),
        priority.score,
        terms.join(" + "),
        requirement.id
    )?;
    if !requirement.affected.is_empty() {
        let of = |segment: &Segment| {
            let (column, value) = (plain(&segment.column), plain(&segment.value));
            format!("{column} {value} ({} of {})", segment.feedback, segment.of)
        };
        let values: Vec<String> = requirement.affected.iter().map(of).collect();
        writeln!(page, "More often than elsewhere: {}.\n", values.join(", "))?;
    }
    for evidence in &requirement.evidence {
        writeln!(page, "> “{}”  ", plain(&evidence.quote))?;
        writeln!(page, "> — {}\n", place(evidence))?;
    }
    Ok(())
}

/// Where a quote stands, in words: "reviews.csv row 12, 2025-03-14, rated 2".
pub(crate) fn place(evidence: &Evidence) -> String {
    let mut place = format!("{} row {}", plain(&evidence.source), evidence.row);
    if let Some(id) = &evidence.id {
        let _ = write!(place, " ({})", plain(id));
    }
    if let Some(date) = &evidence.date {
        let _ = write!(place, ", {date}");
    }
    if let Some(rating) = evidence.rating {
        let _ = write!(place, ", rated {rating}");
    }
    place
}
