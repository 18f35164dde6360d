//! `requirements.md`: the requirements as a page for a wiki.

use crate::plain::{isolated, markdown};
use crate::words::say;
use crate::{Dashboard, Evidence, Lang, Level, Report, Requirement, Segment};
use std::fmt::Write;

/// Requirements told with their quotes; the others are listed in a line each.
const TOLD: usize = 50;
/// What people praise, shown in a line each.
const KEPT: usize = 20;

/// User text in which Markdown sees no marks; what is written from the right is set apart.
fn plain(text: &str) -> String {
    isolated(markdown(text))
}

/// The requirements in Markdown.
pub fn page(report: &Report) -> String {
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
    let lang = report.language;
    writeln!(page, "# {}\n", say!(lang, "Requirements from feedback"))?;
    writeln!(page, "{}\n", origin(dashboard, lang))?;
    if let Some(told) = unsure(dashboard, lang) {
        writeln!(page, "{told}\n")?;
    }
    if requirements.requirements.is_empty() {
        let none = say!(lang, "No theme of complaints or wishes was found.");
        writeln!(page, "{none}")?;
    }
    for requirement in requirements.requirements.iter().take(TOLD) {
        one(page, requirement, lang)?;
    }
    let others = requirements.requirements.iter().skip(TOLD);
    table(page, say!(lang, "Further requirements"), others, lang)?;
    let kept = requirements.keep.iter().take(KEPT);
    table(page, say!(lang, "What to keep"), kept, lang)?;
    writeln!(page, "## {}\n", say!(lang, "How the score is made"))?;
    let explained = requirements.formula.explained(requirements.weights);
    writeln!(page, "{}{}\n", lang.told(&explained), say!(lang, "."))?;
    if !dashboard.notes.is_empty() {
        writeln!(page, "## {}\n", say!(lang, "What this cannot tell"))?;
        for note in &dashboard.notes {
            writeln!(page, "- {}", plain(&lang.told(note)))?;
        }
    }
    Ok(())
}

/// Requirements in a line each.
fn table<'a>(
    page: &mut String,
    heading: &str,
    requirements: impl ExactSizeIterator<Item = &'a Requirement>,
    lang: Lang,
) -> std::fmt::Result {
    if requirements.len() == 0 {
        return Ok(());
    }
    writeln!(page, "## {heading}\n")?;
    let heads = say!(lang, "Requirement | Kind | Feedback | Score");
    writeln!(page, "| | {heads} |")?;
    writeln!(page, "| --: | --- | --- | --: | --: |")?;
    for requirement in requirements {
        writeln!(
            page,
            "| {} | {} | {} | {} | {:.1} |",
            requirement.priority.rank,
            plain(&requirement.statement),
            lang.told(&requirement.kind),
            requirement.feedback,
            requirement.priority.score
        )?;
    }
    writeln!(page)
}

fn origin(dashboard: &Dashboard, lang: Lang) -> String {
    let names: Vec<String> = dashboard
        .sources
        .iter()
        .map(|source| format!("`{}`", source.name.replace(['`', '\n', '\r'], " ")))
        .collect();
    let ledger = dashboard.ledger;
    let days = dashboard
        .period
        .as_ref()
        .map(|period| {
            say!(
                lang,
                ", {first} to {last}",
                first = lang.day(&period.first),
                last = lang.day(&period.last),
            )
        })
        .unwrap_or_default();
    let skipped = match ledger.skipped {
        0 => String::new(),
        skipped => say!(lang, " {n} are no feedback,", n = skipped),
    };
    say!(
        lang,
        "From {names}: {rows} rows, of which {used} were used, {duplicate} are duplicates,{skipped} {empty} are empty and {unreadable} could not be read{days}.",
        names = names.join(say!(lang, ", ")),
        rows = ledger.rows,
        used = ledger.used,
        duplicate = ledger.duplicate,
        skipped = skipped,
        empty = ledger.empty,
        unreadable = ledger.unreadable,
        days = days,
    )
}

/// How far the labels that all of this rests on can be relied on; nothing where all can.
fn unsure(dashboard: &Dashboard, lang: Lang) -> Option<String> {
    let unsure = dashboard.unsure;
    (unsure.sentiment.count + unsure.kind.count > 0).then(|| {
        say!(
            lang,
            "The sentiment of {n} of {all} feedback and the kind of {kinds} of {statements} statements are unsure.",
            n = unsure.sentiment.count,
            all = dashboard.feedback,
            kinds = unsure.kind.count,
            statements = dashboard.statements,
        )
    })
}

fn one(page: &mut String, requirement: &Requirement, lang: Lang) -> std::fmt::Result {
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
        .map(|term| format!("{} {:.1}", lang.told(&term.name), term.points))
        .collect();
    let severity = match requirement.severity.map(|severity| severity.level) {
        Some(Level::Critical) => format!("{}{}", say!(lang, ", "), lang.told("critical")),
        Some(Level::Major) => format!("{}{}", say!(lang, ", "), lang.told("major")),
        Some(Level::Minor) | None => String::new(),
    };
    let quality = requirement
        .quality
        .as_ref()
        .map(|quality| format!("{}{}", say!(lang, ", "), lang.told(&quality.characteristic)))
        .unwrap_or_default();
    writeln!(
        page,
        "{}{severity}{quality} · {} · `{}`\n",
        lang.told(&requirement.kind),
        say!(
            lang,
            "{n} feedback · theme “{theme}” · score {score} = {terms}",
            n = requirement.feedback,
            theme = plain(&lang.told(&requirement.theme_name)),
            score = format!("**{:.1}**", priority.score),
            terms = terms.join(" + "),
        ),
        requirement.id
    )?;
    if !requirement.affected.is_empty() {
        let of = |segment: &Segment| {
            say!(
                lang,
                "{column} {value} ({n} of {of})",
                column = plain(&lang.told(&segment.column)),
                value = plain(&segment.value),
                n = segment.feedback,
                of = segment.of,
            )
        };
        let values: Vec<String> = requirement.affected.iter().map(of).collect();
        let where_to = say!(lang, "More often than elsewhere: ");
        let (values, end) = (values.join(say!(lang, ", ")), say!(lang, "."));
        writeln!(page, "{where_to}{values}{end}\n")?;
    }
    for evidence in &requirement.evidence {
        let quote = format!("“{}”", markdown(&evidence.quote));
        writeln!(page, "> {}  ", isolated(quote))?;
        writeln!(page, "> — {}\n", place(evidence, lang))?;
    }
    Ok(())
}

/// Where a quote stands, in words: "reviews.csv row 12, 2025-03-14, rated 2".
pub(crate) fn place(evidence: &Evidence, lang: Lang) -> String {
    let mut place = say!(
        lang,
        "{source} row {row}",
        source = plain(&evidence.source),
        row = evidence.row,
    );
    if let Some(id) = &evidence.id {
        place += &say!(lang, " ({id})", id = plain(id));
    }
    if let Some(date) = &evidence.date {
        let _ = write!(place, "{}{}", say!(lang, ", "), lang.day(date));
    }
    if let Some(rating) = evidence.rating {
        let told = say!(lang, "rated {rating}", rating = rating);
        let _ = write!(place, "{}{told}", say!(lang, ", "));
    }
    place
}
