//! Exports, and what the user says about them.

use crate::progress::Progress;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use hearken_feedback::{Column, Role, Source};
use hearken_ingest::{Ingested, Input, PersonalData, Settings, Splitting};
use std::io::Read;
use std::path::PathBuf;

/// How exports are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Exports to read: CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .ods) or Parquet, also gzipped or alone in a ZIP
    /// archive; `-` is standard input
    #[arg(required = true, value_name = "EXPORT")]
    pub(crate) exports: Vec<PathBuf>,
    /// Column that holds what people wrote (may be given several times)
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    text_column: Vec<String>,
    /// Column that holds a title or subject
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    title_column: Option<String>,
    /// Column that holds the rating
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    rating_column: Option<String>,
    /// Column that holds the day
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    date_column: Option<String>,
    /// Column that holds the export's own id
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    id_column: Option<String>,
    /// Column that names the author
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    author_column: Option<String>,
    /// Column that names the product or app
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    product_column: Option<String>,
    /// Column that holds the product's version
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    version_column: Option<String>,
    /// Column that holds the language or country
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    locale_column: Option<String>,
    /// Column that holds the kind of customer, plan or channel
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    segment_column: Option<String>,
    /// Column that holds the answer given
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    reply_column: Option<String>,
    /// Column that counts who agreed
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    votes_column: Option<String>,
    /// Column that is none of these, whatever it looks like (may be given several times)
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    other_column: Vec<String>,
    /// Character that separates fields; `\t` or `tab` is a tab
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter, help_heading = "Format")]
    delimiter: Option<char>,
    /// Character encoding, such as utf-16le or windows-1252
    #[arg(long, value_name = "NAME", help_heading = "Format")]
    encoding: Option<String>,
    /// Sheet of every workbook, by its name or its number from 1; EXPORT#SHEET names that of one
    #[arg(long, value_name = "SHEET", help_heading = "Format")]
    sheet: Option<String>,
    /// File in every archive, by its path or the end of it; EXPORT#FILE names that of one
    #[arg(long, value_name = "FILE", help_heading = "Format")]
    member: Option<String>,
    /// Lowest and highest rating, such as 0-10
    #[arg(long, value_name = "MIN-MAX", value_parser = scale, help_heading = "Format")]
    rating_scale: Option<(f64, f64)>,
    #[command(flatten)]
    statements: StatementArguments,
}

/// What models get to read of a row.
#[derive(Debug, Args)]
pub(crate) struct StatementArguments {
    /// Take what a row says as one statement, not its sentences: for rows about one matter each
    #[arg(long)]
    whole: bool,
    /// Show e-mail addresses, phone, card and order numbers, keys and the like as they are
    #[arg(long)]
    keep_personal_data: bool,
    /// Mask this too; `names` is best effort: names behind words such as "my name is" or "regards"
    /// are masked, many others are missed
    #[arg(long, value_name = "WHAT", conflicts_with = "keep_personal_data")]
    mask: Option<Further>,
}

/// What is masked only where the user asks for it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Further {
    /// Names of people
    Names,
}

impl Reading {
    /// The settings that the arguments say.
    pub(crate) fn settings(&self) -> Settings {
        let one = [
            (Role::Title, &self.title_column),
            (Role::Rating, &self.rating_column),
            (Role::Date, &self.date_column),
            (Role::Id, &self.id_column),
            (Role::Author, &self.author_column),
            (Role::Product, &self.product_column),
            (Role::Version, &self.version_column),
            (Role::Locale, &self.locale_column),
            (Role::Segment, &self.segment_column),
            (Role::Reply, &self.reply_column),
            (Role::Votes, &self.votes_column),
        ];
        let several = [
            (Role::Text, &self.text_column),
            (Role::Other, &self.other_column),
        ];
        let one = one
            .into_iter()
            .filter_map(|(role, column)| Some((role, column.clone()?)));
        let several = several
            .into_iter()
            .flat_map(|(role, columns)| columns.iter().map(move |column| (role, column.clone())));
        Settings {
            columns: several.chain(one).collect(),
            delimiter: self.delimiter,
            sheet: self.sheet.clone(),
            member: self.member.clone(),
            encoding: self.encoding.clone(),
            rating_scale: self.rating_scale,
            ..self.statements.settings()
        }
    }
}

impl StatementArguments {
    /// The settings that the arguments say.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            personal_data: match self.mask {
                _ if self.keep_personal_data => PersonalData::Keep,
                Some(Further::Names) => PersonalData::MaskNames,
                None => PersonalData::Mask,
            },
            splitting: if self.whole {
                Splitting::Whole
            } else {
                Splitting::Clauses
            },
            ..Settings::default()
        }
    }
}

/// Reads exports, telling how far it is.
pub(crate) fn read(
    exports: &[PathBuf],
    settings: &Settings,
    progress: Progress,
) -> Result<Ingested> {
    let inputs = exports
        .iter()
        .map(|path| {
            if path.as_os_str() != "-" {
                return Ok(Input::File(path.clone()));
            }
            Ok(Input::Stdin(stdin()?))
        })
        .collect::<Result<Vec<_>>>()?;
    read_inputs(&inputs, settings, progress)
}

/// As [`read`], where standard input alone may also be plain text, a feedback a line: it is where
/// nothing says that it is an export, neither the user nor a column's name.
pub(crate) fn read_or_lines(
    exports: &[PathBuf],
    settings: &Settings,
    progress: Progress,
) -> Result<Ingested> {
    let alone = matches!(exports, [only] if only.as_os_str() == "-");
    let told = !settings.columns.is_empty() || settings.delimiter.is_some();
    if !alone || told {
        return read(exports, settings, progress);
    }
    let input = Input::Stdin(stdin()?);
    if let Ok(ingested) =
        hearken_ingest::read(std::slice::from_ref(&input), settings, &mut |_, _| {})
        && ingested.sources.iter().any(has_named_text)
    {
        return Ok(ingested);
    }
    let Input::Stdin(bytes) = &input else {
        unreachable!("it was made from standard input");
    };
    // Workbooks, archives and the like have zero bytes, lines that somebody types have none.
    if bytes.contains(&0) {
        return read_inputs(&[input], settings, progress);
    }
    let mut lines = String::new();
    for line in String::from_utf8_lossy(bytes).lines() {
        lines += &serde_json::json!({ "text": line }).to_string();
        lines.push('\n');
    }
    read_inputs(&[Input::Stdin(lines.into_bytes())], settings, progress)
}

fn has_named_text(source: &Source) -> bool {
    let named = |column: &Column| column.role == Role::Text && column.reason == "by its name";
    source.columns.iter().any(named)
}

fn stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(bytes)
}

fn read_inputs(inputs: &[Input], settings: &Settings, progress: Progress) -> Result<Ingested> {
    let bar = progress.bar("reading");
    let ingested = hearken_ingest::read(inputs, settings, &mut |done, all| {
        bar.done(done as f64 / all.max(1) as f64);
    })?;
    Ok(ingested)
}

fn delimiter(text: &str) -> Result<char, String> {
    match text {
        "\\t" | "tab" | "TAB" => return Ok('\t'),
        _ => {}
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Ok(only),
        _ => Err("one character is needed, or `tab`".to_owned()),
    }
}

fn scale(text: &str) -> Result<(f64, f64), String> {
    let rule = || "two numbers are needed, such as 1-5".to_owned();
    let (min, max) = text
        .split_once("..")
        .or_else(|| text.split_once('-'))
        .or_else(|| text.split_once(','))
        .ok_or_else(rule)?;
    let number = |part: &str| part.trim().parse::<f64>().map_err(|_| rule());
    let (min, max) = (number(min)?, number(max)?);
    if min < max && min.is_finite() && max.is_finite() {
        Ok((min, max))
    } else {
        Err("the lowest rating comes first, and lies below the highest".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_and_scales_are_read_as_people_write_them() {
        assert_eq!(delimiter("tab"), Ok('\t'));
        assert_eq!(delimiter(";"), Ok(';'));
        assert!(delimiter(";;").is_err() && delimiter("").is_err());
        assert_eq!(scale("0-10"), Ok((0.0, 10.0)));
        assert_eq!(scale("1..5"), Ok((1.0, 5.0)));
        assert!(scale("5-1").is_err() && scale("five").is_err());
    }
}
