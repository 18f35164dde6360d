//! `hearken worker`: rows in, the same rows with what Hearken says of them out, as Arrow streams. What a
//! cluster's engine starts beside each of its tasks.

mod columns;
mod keep;
mod rows;
mod stream;

use crate::assign::{Places, ThemesArguments};
use crate::encode;
use crate::failure::{Failure, Outcome};
use crate::kept::{CacheArguments, Kept};
use crate::models::{ModelArguments, Readers};
use crate::own::OwnArguments;
use crate::progress::Progress;
use crate::reading::StatementArguments;
use anyhow::Result;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field};
use clap::{Args, ValueEnum};
use hearken_feedback::Role;
use hearken_ingest::Settings;
use rows::Rows;
use std::collections::HashMap;
use std::io::{BufReader, BufWriter, stdin, stdout};
use std::sync::Arc;

/// Read an Arrow IPC stream on standard input, and write it with more columns on standard output
///
/// Every batch comes back with its rows in their order and all its columns. `encode` adds
/// `hearken_embedding`, `classify` adds `hearken_sentiment` and `hearken_kind` (null where unsure) with their
/// confidences, `assign` adds `hearken_themes` and `hearken_theme_names`: the themes of an earlier report that a
/// row's statements belong to. `split` adds `hearken_texts`: what models would read of a row, the whole and each
/// statement, with its language. `hearken_error` says why a row has none of them. A row's result depends on that
/// row alone. `keep` takes such texts as they are and writes, in place of rows, files for the folder of
/// `hearken analyze --cache`, which then encodes none of these texts again. The worker ends at the end of the
/// stream, or when nobody reads on.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to add
    #[arg(value_enum)]
    what: What,
    /// Column of strings that holds what users wrote (may be given several times)
    #[arg(long, value_name = "COLUMN", default_value = "text")]
    text: Vec<String>,
    /// Column of strings that holds a title or subject
    #[arg(long, value_name = "COLUMN")]
    title: Option<String>,
    #[command(flatten)]
    statements: StatementArguments,
    /// `keep`: column of strings with the texts' languages, null where they are not known
    #[arg(long, value_name = "COLUMN", default_value = "language")]
    language: String,
    /// `keep`: the language that most texts of the run are in, not only those of this stream
    #[arg(long, value_name = "CODE")]
    usual: Option<String>,
    #[command(flatten)]
    themes: ThemesArguments,
    #[command(flatten)]
    own: OwnArguments,
    #[command(flatten)]
    models: ModelArguments,
    #[command(flatten)]
    cache: CacheArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The vector of what a row says
    Encode,
    /// Sentiment and kind of what a row says
    Classify,
    /// The themes that a row's statements belong to
    Assign,
    /// The texts that a run would encode
    Split,
    /// What texts are encoded to, for a run's cache
    Keep,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let (input, output) = (
        BufReader::new(stdin().lock()),
        BufWriter::new(stdout().lock()),
    );
    let named = ReadColumns::of(&arguments);
    if arguments.what == What::Split {
        let added = stream::Added::beside(vec![columns::texts()]);
        stream::run(input, output, &named.names, &added, &mut |cells| {
            let rows = Rows::read(cells, &named.settings);
            Ok(vec![
                columns::lists_of_texts(&rows.texts()),
                Arc::new(rows.errors()),
            ])
        })?;
        return Ok(Outcome::Done);
    }
    let mut readers =
        Readers::open(&arguments.models)?.with_own(&arguments.own, &arguments.models)?;
    let places = arguments.themes.open(&readers)?;
    if (arguments.what == What::Assign) != places.is_some() {
        return Err(Failure::error(
            "themes are what `hearken worker assign` asks for, and nothing else does",
            "name the folder of an earlier report: hearken worker assign --themes DIR",
        ));
    }
    if arguments.what == What::Keep {
        let [text] = &arguments.text[..] else {
            return Err(Failure::error(
                "`hearken worker keep` reads one column of texts",
                "name it with --text, once",
            ));
        };
        let names = [text.clone(), arguments.language.clone()];
        let added = keep::added(&readers);
        stream::run(input, output, &names, &added, &mut |cells| {
            keep::segments(&readers, &cells[0], &cells[1], arguments.usual.as_deref())
        })?;
        return Ok(Outcome::Done);
    }
    readers.heads.quality = None;
    let worker = Worker {
        what: arguments.what,
        readers,
        places,
    };
    let mut kept = Kept::new(&arguments.cache);
    stream::run(input, output, &named.names, &worker.adds(), &mut |cells| {
        worker.columns(&Rows::read(cells, &named.settings), &mut kept)
    })?;
    Ok(Outcome::Done)
}

/// The columns of the stream that rows are read from, and how they are read.
struct ReadColumns {
    names: Vec<String>,
    settings: Settings,
}

impl ReadColumns {
    fn of(arguments: &Arguments) -> Self {
        let title = arguments.title.iter().map(|name| (Role::Title, name));
        let texts = arguments.text.iter().map(|name| (Role::Text, name));
        let columns: Vec<(Role, String)> = title
            .chain(texts)
            .map(|(role, name)| (role, name.clone()))
            .collect();
        Self {
            names: columns.iter().map(|(_, name)| name.clone()).collect(),
            settings: Settings {
                columns,
                ..arguments.statements.settings()
            },
        }
    }
}

/// What made the numbers of a stream.
fn made_by(readers: &Readers) -> HashMap<String, String> {
    let encoder = &readers.encoder;
    let told = [
        ("hearken.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("hearken.encoder", encoder.identity().to_owned()),
        ("hearken.arithmetic", encoder.arithmetic()),
    ];
    HashMap::from(told.map(|(key, value)| (key.to_owned(), value)))
}

struct Worker {
    what: What,
    readers: Readers,
    places: Option<Places>,
}

impl Worker {
    /// The columns beside the error, and what made them.
    fn adds(&self) -> stream::Added {
        let labels = [("sentiment", DataType::Utf8), ("kind", DataType::Utf8)];
        let fields = match self.what {
            What::Encode => vec![columns::vector(
                "hearken_embedding",
                self.readers.encoder.dimension(),
            )],
            What::Assign => vec![
                columns::strings("hearken_themes"),
                columns::strings("hearken_theme_names"),
            ],
            _ => labels
                .into_iter()
                .flat_map(|(label, words)| {
                    let confidence = format!("hearken_{label}_confidence");
                    [
                        Field::new(format!("hearken_{label}"), words, true),
                        Field::new(confidence, DataType::Float32, true),
                    ]
                })
                .collect(),
        };
        stream::Added {
            metadata: made_by(&self.readers),
            ..stream::Added::beside(fields)
        }
    }

    /// The columns of some rows, in the order of [`adds`](Self::adds), the error last.
    fn columns(&self, rows: &Rows, kept: &mut Kept) -> Result<Vec<ArrayRef>> {
        let distinct = rows.distinct();
        let read = encode::read(&self.readers, &distinct, kept, Progress::Quiet)?;
        let mut added: Vec<ArrayRef> = match (self.what, &self.places) {
            (What::Encode, _) => {
                let of_row = rows.each(|feedback| distinct.of_feedback[feedback]);
                let vectors = read.embeddings.into_array()?;
                vec![columns::vectors(&of_row, vectors.view())]
            }
            (_, Some(places)) => {
                let assigned = places.of_statements(&distinct, &read)?;
                let themes = rows.themes(&assigned);
                vec![
                    columns::lists(&themes, |theme| &theme.id),
                    columns::lists(&themes, |theme| &theme.name),
                ]
            }
            (_, None) => {
                let (_, whole) = encode::spread(&distinct, &read.classified);
                let said = rows.each(|feedback| whole[feedback]);
                columns::labels(&said)
            }
        };
        added.push(Arc::new(rows.errors()));
        Ok(added)
    }
}
