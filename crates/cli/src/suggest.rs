//! `hearken suggest-reply`: how feedback like some words was answered.

use crate::failure::{Failure, Outcome};
use crate::models::{self, ModelArguments};
use crate::progress::Progress;
use crate::search::Searched;
use crate::terminal;
use anyhow::Result;
use clap::Args;
use hearken_report::Suggested;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Show how the nearest answered feedback of a report was answered
///
/// Answers are those that the exports carry (a column of replies); nothing is made up. The exports
/// are read again. Without words new feedback is read from standard input, one a line.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What somebody wrote
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Answers to show for each
    #[arg(long, value_name = "N", default_value = "3")]
    top: NonZeroUsize,
    /// Where an export lies now, in the order of the run
    #[arg(long, value_name = "EXPORT")]
    export: Vec<PathBuf>,
    /// Print JSON, an object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    models: ModelArguments,
}

/// Statements looked at for each answer that is shown, since many answers are the same.
const LOOKED_AT: usize = 40;

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let report = Searched::open(&arguments.folder)?;
    let (encoder, name) = models::encoder(&arguments.models)?;
    report.is_of(encoder.identity(), &name)?;
    let ingested = report.folder.exports(&arguments.export, Progress::Quiet)?;
    let replies: HashMap<(&str, u64), &str> = ingested
        .feedback
        .iter()
        .filter_map(|feedback| {
            let source = ingested.sources[feedback.row.source as usize].name.as_str();
            Some((
                (source, feedback.row.row.into()),
                feedback.reply.as_ref()?.text.as_str(),
            ))
        })
        .collect();
    if replies.is_empty() {
        return Err(Failure::error(
            "no feedback of these exports was answered",
            "exports of store reviews and tickets carry answers in a column such as reply or response; \
             `hearken inspect` shows what was found",
        ));
    }
    let statements = report.folder.statements()?;
    let answered: Vec<(usize, &str)> = statements
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, *replies.get(&(line.source.as_str(), line.row))?)))
        .collect();

    let mut out = std::io::stdout().lock();
    let mut told = 0;
    let mut answer = |words: &str| -> Result<()> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return Ok(());
        }
        let vectors = &report.vectors;
        let similarities = report.similarities(&*encoder, &words)?;
        let mut nearest: Vec<(f32, usize, &str)> = Vec::new();
        for (at, reply) in &answered {
            let text = vectors.of_statement.get(*at).map(|text| *text as usize);
            if let Some(similarity) = text.and_then(|text| similarities.get(text)) {
                nearest.push((*similarity, *at, reply));
            }
        }
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        nearest.truncate(arguments.top.get() * LOOKED_AT);
        let nearest = nearest
            .into_iter()
            .map(|(similarity, at, reply)| (similarity, &statements[at], reply))
            .collect();
        let found = Suggested::of(&words, replies.len() as u64, nearest, arguments.top.get());
        told += found.replies.len();
        if arguments.json {
            serde_json::to_writer(&mut out, &found)?;
            writeln!(out)?;
        } else {
            let terminal = terminal::of(&out, arguments.top.get());
            write!(out, "{}", found.shown(terminal))?;
        }
        Ok(())
    };
    if arguments.words.is_empty() {
        for line in std::io::stdin().lock().lines() {
            answer(&line?)?;
        }
    } else {
        answer(&arguments.words.join(" "))?;
    }
    Ok(if told == 0 {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}
