//! `hearken search`: the statements of a report that are nearest in meaning to words.

use crate::failure::{Failure, Outcome};
use crate::folder::{AGAIN, Folder, parsed};
use crate::models::{self, ModelArguments};
use crate::output;
use crate::vectors::VECTORS;
use crate::{encode, kept, terminal};
use anyhow::Result;
use clap::Args;
use hearken_embedding::Encoder;
use hearken_report::{Dashboard, Found, StatementLine, Vectors};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Find the statements of a report that are nearest in meaning to words
///
/// Shows them by theme, with how near they are (1 is the same), their sentiment, and the row that
/// they stand in. The report must have kept its vectors, as it does unless told otherwise.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Statements to find; the same words in the same theme count once
    #[arg(long, value_name = "N", default_value = "10")]
    top: NonZeroUsize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    models: ModelArguments,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let words = arguments.words.join(" ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err(Failure::error(
            "there are no words to look for",
            "name some in quotes, such as \"the login fails\"",
        ));
    }
    let report = Searched::open(&arguments.folder)?;
    let (encoder, name) = models::encoder(&arguments.models)?;
    report.is_of(encoder.identity(), &name)?;

    let vectors = &report.vectors;
    let similarities = report.similarities(&*encoder, &words)?;
    let nearest = hearken_report::nearest(&similarities, arguments.top.get());
    let lines = report.lines(&nearest)?;
    let similar = nearest.iter().map(|row| similarities[*row]);
    let found = Found::of(
        &words,
        vectors.of_statement.len() as u64,
        similar.zip(lines).collect(),
        &report.themes()?.into_iter().collect(),
        arguments.top.get(),
    );

    let mut out = std::io::stdout().lock();
    if arguments.json {
        output::json(&mut out, &found)?;
    } else {
        let terminal = terminal::of(&out, arguments.top.get());
        write!(out, "{}", found.shown(terminal))?;
    }
    Ok(if found.hits.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

/// A report that kept its vectors.
pub(crate) struct Searched {
    pub(crate) folder: Folder,
    pub(crate) vectors: Vectors,
}

impl Searched {
    /// Opens a report's folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let folder = Folder::open(folder)?;
        if !folder.run.files.contains_key(VECTORS) {
            return Err(Failure::error(
                format!("the report in {} kept no vectors", folder.path().display()),
                "analyze its exports again, without --no-vectors; earlier versions of Hearken kept none",
            ));
        }
        let vectors = Vectors::from_bytes(&folder.bytes(VECTORS)?).map_err(|error| {
            let path = folder.path().join(VECTORS);
            Failure::error(format!("{}: {error}", path.display()), AGAIN)
        })?;
        Ok(Self { folder, vectors })
    }

    /// Whether the vectors are of that encoder: others cannot be compared with them.
    pub(crate) fn is_of(&self, identity: &str, name: &str) -> Result<()> {
        if self.vectors.encoder == identity {
            return Ok(());
        }
        let then = &self.folder.run.encoder.name;
        let what = if then == name {
            format!("other weights of the encoder {name}")
        } else {
            format!("the encoder {then}, not with {name}")
        };
        Err(Failure::error(
            format!(
                "the report in {} was made with {what}",
                self.folder.path().display()
            ),
            "name the report's encoder with --encoder, or analyze the exports again with this one",
        ))
    }

    /// How near each of the report's texts is to some words.
    pub(crate) fn similarities(&self, encoder: &dyn Encoder, words: &str) -> Result<Vec<f32>> {
        let words = [words.to_owned()];
        let rows = encode::vectors(encoder, &words, &mut kept::Kept::off())?;
        let texts = &self.vectors.texts;
        Ok(match rows.row(0).as_slice() {
            Some(row) if texts.dimension() == row.len() => texts.similarities(row),
            _ => Vec::new(),
        })
    }

    /// For each of these rows of the vectors, which rise, the statements that say it.
    fn lines(&self, rows: &[usize]) -> Result<Vec<Vec<StatementLine>>> {
        const FILE: &str = "statements.jsonl";
        let bytes = self.folder.bytes(FILE)?;
        let path = self.folder.path().join(FILE);
        let mut lines = vec![Vec::new(); rows.len()];
        let said = bytes.split(|byte| *byte == b'\n');
        let mut statements = 0;
        for (line, row) in said.zip(&self.vectors.of_statement) {
            statements += usize::from(!line.is_empty());
            if let Ok(place) = rows.binary_search(&(*row as usize)) {
                lines[place].push(parsed(line, &path)?);
            }
        }
        if statements != self.vectors.of_statement.len() {
            return Err(Failure::error(
                format!("{} and {VECTORS} are of different runs", path.display()),
                AGAIN,
            ));
        }
        Ok(lines)
    }

    /// Id and name of each theme, the small ones behind the others.
    pub(crate) fn themes(&self) -> Result<Vec<(String, String)>> {
        let dashboard: Dashboard = self.folder.json("dashboard.json")?;
        let themes = dashboard.themes.into_iter();
        let small = dashboard.small_themes.into_iter();
        Ok(themes
            .map(|theme| (theme.id, theme.name))
            .chain(small.map(|theme| (theme.id, theme.name)))
            .collect())
    }
}
