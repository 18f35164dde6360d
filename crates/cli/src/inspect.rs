//! `hearken inspect`: how an export is understood, without loading a model.

use crate::failure::Outcome;
use crate::language::{spoken, told};
use crate::output;
use crate::progress::Progress;
use crate::reading::{self, Reading};
use anyhow::Result;
use clap::Args;
use hearken_feedback::{Entry, Feedback, Ledger, Name, Placed, Role, Source};
use hearken_ingest::Ingested;
use hearken_report::{isolated, line, padded};
use serde_json::json;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Show how exports are understood: format, columns, first rows, ledger
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// Rows shown of each export
    #[arg(long, value_name = "N", default_value_t = 3)]
    rows: usize,
    /// Print JSON in place of text
    #[arg(long)]
    json: bool,
}

/// Characters shown of a cell.
const SHOWN: usize = 160;
/// Rows that were not read, shown with their reason.
const UNREAD_SHOWN: usize = 10;

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let settings = arguments.reading.settings();
    let ingested = reading::read(&arguments.reading.exports, &settings, Progress::Shown)?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        output::json(&mut out, &as_json(&ingested))?;
    } else {
        as_text(&ingested, arguments.rows, &mut out)?;
    }
    Ok(if ingested.feedback.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

/// What each column was taken for, a line an export; where it cannot be told it is left untold.
pub(crate) fn tell_mapping(sources: &[Source], to: &mut dyn Write) {
    for source in sources {
        let columns = source
            .columns
            .iter()
            .filter(|column| column.role != Role::Other);
        let roles: Vec<String> = columns
            .map(|column| format!("{} = {}", told(word(column.role)), line(&column.name)))
            .collect();
        let tool = source.tool.as_deref().map(|tool| format!("{tool}: "));
        let _ = writeln!(
            to,
            "{}{}{}{}",
            line(&source.name),
            told(": "),
            tool.unwrap_or_default(),
            roles.join(&told(", "))
        );
        if let Some(note) = &source.note {
            let warning = format!("warning: {}: {note}", line(&source.name));
            let _ = writeln!(to, "{}", told(&warning));
        }
    }
}

fn as_text(ingested: &Ingested, rows: usize, out: &mut dyn Write) -> Result<()> {
    for (index, source) in ingested.sources.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", line(&source.name))?;
        let delimiter = match source.delimiter {
            Some('\t') => ", delimiter tab".to_owned(),
            Some(delimiter) => format!(", delimiter {delimiter}"),
            None => String::new(),
        };
        let delimiter = told(&delimiter);
        if let Some(tool) = &source.tool {
            writeln!(out, "  {tool}")?;
        }
        let counts = format!("{} rows, {} bytes", source.rows, source.bytes);
        let (comma, counts) = (told(", "), told(&counts));
        let (format, encoding) = (&source.format, &source.encoding);
        writeln!(out, "  {format}{comma}{encoding}{delimiter}{comma}{counts}")?;
        if let Some(note) = &source.note {
            writeln!(out, "  {}", told(&format!("note: {note}")))?;
        }
        writeln!(out, "  sha256 {}\n", source.sha256)?;
        columns(source, out)?;
        ledger(ingested, index, out)?;
        let first = ingested
            .feedback
            .iter()
            .filter(|f| f.row.source as usize == index);
        for feedback in first.take(rows) {
            self::feedback(feedback, out)?;
        }
    }
    Ok(())
}

fn columns(source: &Source, out: &mut dyn Write) -> Result<()> {
    let width = source
        .columns
        .iter()
        .map(|column| line(&column.name).width())
        .max()
        .unwrap_or(0)
        .clamp(6, 40);
    let heads = [told("column"), told("role"), told("why")];
    let (column, role) = (padded(&heads[0], width), padded(&heads[1], 8));
    writeln!(out, "  {column}  {role}  {}", heads[2])?;
    for column in &source.columns {
        let role = match column.role {
            Role::Other => "-",
            role => word(role),
        };
        writeln!(
            out,
            "  {}  {}  {}",
            padded(&line(&column.name), width),
            padded(&told(role), 8),
            told(&column.reason)
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn ledger(ingested: &Ingested, index: usize, out: &mut dyn Write) -> Result<()> {
    let entries = || {
        ingested
            .entries
            .iter()
            .filter(|entry| entry.row.source as usize == index)
    };
    let ledger = Ledger::of(entries());
    let skipped = match ledger.skipped {
        0 => String::new(),
        skipped => format!(" + {skipped} skipped"),
    };
    let sum = format!(
        "ledger: {} rows = {} used + {} duplicate + {} empty{skipped} + {} unreadable",
        ledger.rows, ledger.used, ledger.duplicate, ledger.empty, ledger.unreadable
    );
    writeln!(out, "  {}", told(&sum))?;
    let unread = entries().filter_map(|entry| match &entry.placed {
        Placed::Unreadable(reason) | Placed::Skipped(reason) => Some((entry, reason)),
        _ => None,
    });
    for (entry, reason) in unread.take(UNREAD_SHOWN) {
        let place = place(entry);
        writeln!(
            out,
            "    {}{}{}",
            told(&place),
            told(": "),
            line(&told(reason))
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn place(entry: &Entry) -> String {
    match entry.line {
        Some(at) => format!("row {} (line {at})", entry.row.row),
        None => format!("row {}", entry.row.row),
    }
}

fn feedback(feedback: &Feedback, out: &mut dyn Write) -> Result<()> {
    let named = |name: &Option<Name>| name.as_ref().map(Name::to_string);
    let mut known = Vec::new();
    let mut add = |what: &str, value: Option<String>| {
        known.extend(value.map(|value| format!("{} {}", told(what), line(&value))));
    };
    add("id", feedback.id.as_ref().map(|id| id.to_string()));
    add(
        "date",
        feedback.date.map(|date| spoken().day(&date.to_string())),
    );
    add(
        "rating",
        feedback
            .rating
            .map(|r| told(&format!("{} (of {} to {})", r.value, r.min, r.max)).into_owned()),
    );
    add("product", named(&feedback.product));
    add("version", named(&feedback.version));
    add("locale", named(&feedback.locale));
    add("segment", named(&feedback.segment));
    add("votes", feedback.votes.map(|votes| votes.to_string()));
    add(
        "language",
        named(&feedback.language).map(|code| told(&code).into_owned()),
    );
    let row = format!("row {}", feedback.row.row);
    let known = known.join(&told(", "));
    writeln!(out, "  {}{}{known}", told(&row), told(": "))?;
    for cell in &feedback.cells {
        let shown: String = line(&cell.shown()).chars().take(SHOWN).collect();
        let more = if cell.text.chars().count() > SHOWN {
            "…"
        } else {
            ""
        };
        let shown = isolated(format!("{shown}{more}"));
        writeln!(out, "    {}{}{shown}", line(&cell.column), told(": "))?;
    }
    Ok(())
}

fn as_json(ingested: &Ingested) -> serde_json::Value {
    let ledger = Ledger::of(&ingested.entries);
    json!({
        "sources": ingested.sources,
        "ledger": ledger,
        "unreadable": Ledger::reasons(&ingested.entries),
        "skipped": Ledger::skipped(&ingested.entries),
    })
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Text => "text",
        Role::Title => "title",
        Role::Rating => "rating",
        Role::Date => "date",
        Role::Id => "id",
        Role::Author => "author",
        Role::Product => "product",
        Role::Version => "version",
        Role::Locale => "locale",
        Role::Segment => "segment",
        Role::Reply => "reply",
        Role::Votes => "votes",
        Role::Other => "other",
    }
}
