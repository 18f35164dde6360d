//! An Arrow IPC stream with more columns (format: Apache Arrow columnar format, "IPC Streaming Format").

use crate::failure::Failure;
use anyhow::{Context, Result};
use arrow_array::{
    Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray, new_null_array,
};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::Arc;

/// Says why a row has nothing of what was asked for.
const ERROR: &str = "hearken_error";

/// What comes to the columns of a stream, beside the error.
pub(super) struct Added {
    pub(super) fields: Vec<Field>,
    pub(super) metadata: HashMap<String, String>,
    pub(super) way: Way,
}

impl Added {
    /// Columns beside those that are there, a row for a row.
    pub(super) fn beside(fields: Vec<Field>) -> Self {
        Self {
            fields,
            metadata: HashMap::new(),
            way: Way::Beside,
        }
    }
}

/// Where new columns go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Beside those of the stream.
    Beside,
    /// In their place: a batch for a batch, of as many rows as there are.
    Instead,
}

/// Makes the columns of a batch from the strings of those that it is read from, the error last.
pub(super) type Make<'a> = &'a mut dyn FnMut(&[Vec<Option<&str>>]) -> Result<Vec<ArrayRef>>;

/// Reads batches to the end of the stream and writes one for each, made from the columns `names`. Where `make`
/// fails on a batch, each of its rows says so.
///
/// # Errors
/// No Arrow stream, no such column, one that has no strings, one that is there already; a pipe that broke.
pub(super) fn run(
    input: impl Read,
    output: impl Write,
    names: &[String],
    added: &Added,
    make: Make<'_>,
) -> Result<()> {
    let reader = StreamReader::try_new(input, None).map_err(|error| {
        Failure::error(
            format!("standard input holds no Arrow IPC stream: {error}"),
            "write one with pyarrow.ipc.new_stream, or use Hearken's Spark package, which does",
        )
    })?;
    let schema = reader.schema();
    let places = names.iter().map(|name| string_column(&schema, name));
    let places: Vec<usize> = places.collect::<Result<_>>()?;
    let error = Field::new(ERROR, DataType::Utf8, true);
    let new: Vec<Field> = added.fields.iter().cloned().chain([error]).collect();
    let mut metadata = schema.metadata().clone();
    metadata.extend(added.metadata.clone());
    let new_fields = new.iter().cloned().map(Arc::new);
    let fields: Vec<_> = match added.way {
        Way::Instead => new_fields.collect(),
        Way::Beside => {
            let taken = new.iter().find(|it| schema.index_of(it.name()).is_ok());
            if let Some(field) = taken {
                return Err(Failure::error(
                    format!("the stream has a column `{}` already", field.name()),
                    "leave that column out, or give it another name",
                ));
            }
            schema.fields().iter().cloned().chain(new_fields).collect()
        }
    };
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
    let mut writer = StreamWriter::try_new(output, &schema).map_err(written)?;
    writer.flush().map_err(written)?;
    for batch in reader {
        let batch = batch.context("the Arrow stream is damaged")?;
        let cells: Vec<_> = places.iter().map(|at| texts(batch.column(*at))).collect();
        let made = make(&cells);
        let all = match added.way {
            Way::Beside => {
                let columns = made.unwrap_or_else(|error| failed(&new, batch.num_rows(), &error));
                batch.columns().iter().cloned().chain(columns).collect()
            }
            Way::Instead => made.unwrap_or_else(|error| failed(&new, 1, &error)),
        };
        let batch = RecordBatch::try_new(Arc::clone(&schema), all)
            .context("a batch of the Arrow stream does not fit its schema")?;
        writer.write(&batch).map_err(written)?;
        // Whoever sends a batch may wait for it.
        writer.flush().map_err(written)?;
    }
    writer.finish().map_err(written)?;
    Ok(())
}

/// A failed write as what the system says, so that a broken pipe is told from the rest.
fn written(error: ArrowError) -> anyhow::Error {
    match error {
        ArrowError::IoError(_, source) => {
            anyhow::Error::new(source).context("cannot write the Arrow stream")
        }
        other => anyhow::Error::new(other).context("cannot write the Arrow stream"),
    }
}

fn string_column(schema: &Schema, name: &str) -> Result<usize> {
    let names = || {
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        format!("name one of these: {}", names.join(", "))
    };
    let Ok(at) = schema.index_of(name) else {
        let what = format!("the stream has no column `{name}`");
        return Err(Failure::error(what, names()));
    };
    match schema.field(at).data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(at),
        other => Err(Failure::error(
            format!("the column `{name}` holds no strings but {other}"),
            names(),
        )),
    }
}

/// The strings of a column; null where there is none.
fn texts(column: &ArrayRef) -> Vec<Option<&str>> {
    let any = column.as_any();
    if let Some(strings) = any.downcast_ref::<StringArray>() {
        strings.iter().collect()
    } else if let Some(strings) = any.downcast_ref::<LargeStringArray>() {
        strings.iter().collect()
    } else if let Some(strings) = any.downcast_ref::<StringViewArray>() {
        strings.iter().collect()
    } else {
        vec![None; column.len()]
    }
}

/// Nothing but the reason.
fn failed(new: &[Field], rows: usize, error: &anyhow::Error) -> Vec<ArrayRef> {
    let reason = format!("{error:#}");
    let reasons: StringArray = std::iter::repeat_n(Some(reason.as_str()), rows).collect();
    let nothing = new.iter().filter(|field| field.name() != ERROR);
    let mut columns: Vec<ArrayRef> = nothing
        .map(|field| new_null_array(field.data_type(), rows))
        .collect();
    columns.push(Arc::new(reasons));
    columns
}
