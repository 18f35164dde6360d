//! `hearken worker`: rows in, the same rows with what Hearken says of them out, as Arrow streams. What a
//! cluster's engine starts beside each of its tasks.

mod columns;
mod rows;
mod stream;

use crate::assign::{Places, ThemesArguments};
use crate::encode;
use crate::failure::{Failure, Outcome};
use crate::kept::{CacheArguments, Kept};
use crate::models::{ModelArguments, Readers};
use crate::progress::Progress;
use anyhow::Result;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field};
use clap::{Args, ValueEnum};
use rows::Rows;
use std::collections::HashMap;
use std::io::{BufReader, BufWriter, stdin, stdout};
use std::sync::Arc;

/// Read an Arrow IPC stream on standard input, and write it with more columns on standard output
///
/// Every batch comes back with its rows in their order and all its columns. `encode` adds
/// `hearken_embedding`, `classify` adds `hearken_sentiment` and `hearken_kind` (null where unsure) with their
/// confidences, `assign` adds `hearken_themes` and `hearken_theme_names`: the themes of an earlier report that a
/// row's statements belong to. `hearken_error` says why a row has none of them. A row's result depends on that row
/// alone. The worker ends at the end of the stream, or when nobody reads on.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to add
    #[arg(value_enum)]
    what: What,
    /// Column of strings that holds what users wrote
    #[arg(long, value_name = "COLUMN", default_value = "text")]
    text: String,
    #[command(flatten)]
    themes: ThemesArguments,
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
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let mut readers = Readers::open(&arguments.models)?;
    readers.heads.quality = None;
    let places = arguments.themes.open(&readers)?;
    if (arguments.what == What::Assign) != places.is_some() {
        return Err(Failure::error(
            "themes are what `hearken worker assign` asks for, and nothing else does",
            "name the folder of an earlier report: hearken worker assign --themes DIR",
        ));
    }
    let worker = Worker {
        what: arguments.what,
        readers,
        places,
    };
    let mut kept = Kept::new(&arguments.cache);
    stream::run(
        BufReader::new(stdin().lock()),
        BufWriter::new(stdout().lock()),
        &arguments.text,
        &worker.adds(),
        &mut |texts| worker.columns(texts, &mut kept),
    )?;
    Ok(Outcome::Done)
}

struct Worker {
    what: What,
    readers: Readers,
    places: Option<Places>,
}

impl Worker {
    /// The columns beside the error, and what made them.
    fn adds(&self) -> stream::Added {
        let encoder = &self.readers.encoder;
        let told = [
            ("hearken.version", env!("CARGO_PKG_VERSION").to_owned()),
            ("hearken.encoder", encoder.identity().to_owned()),
            ("hearken.arithmetic", encoder.arithmetic()),
        ];
        let fields = match self.what {
            What::Encode => vec![columns::vector("hearken_embedding", encoder.dimension())],
            What::Classify => vec![
                Field::new("hearken_sentiment", DataType::Utf8, true),
                Field::new("hearken_sentiment_confidence", DataType::Float32, true),
                Field::new("hearken_kind", DataType::Utf8, true),
                Field::new("hearken_kind_confidence", DataType::Float32, true),
            ],
            What::Assign => vec![
                columns::strings("hearken_themes"),
                columns::strings("hearken_theme_names"),
            ],
        };
        stream::Added {
            fields,
            metadata: HashMap::from(told.map(|(key, value)| (key.to_owned(), value))),
        }
    }

    /// The columns of some texts, in the order of [`adds`](Self::adds), the error last.
    fn columns(&self, texts: &[Option<&str>], kept: &mut Kept) -> Result<Vec<ArrayRef>> {
        let rows = Rows::read(texts);
        let distinct = rows.distinct();
        let read = encode::read(&self.readers, &distinct, kept, Progress::Quiet)?;
        let mut added: Vec<ArrayRef> = match self.what {
            What::Encode => {
                let of_row = rows.each(|feedback| distinct.of_feedback[feedback]);
                let vectors = read.embeddings.into_array()?;
                vec![columns::vectors(&of_row, vectors.view())]
            }
            What::Classify => {
                let (_, whole) = encode::spread(&distinct, &read.classified);
                let said = rows.each(|feedback| whole[feedback]);
                columns::labels(&said)
            }
            What::Assign => {
                let places = self.places.as_ref().expect("`run` has opened it");
                let assigned = places.of_statements(&distinct, &read)?;
                let themes = rows.themes(&assigned);
                vec![
                    columns::lists(&themes, |theme| &theme.id),
                    columns::lists(&themes, |theme| &theme.name),
                ]
            }
        };
        added.push(Arc::new(rows.errors()));
        Ok(added)
    }
}
