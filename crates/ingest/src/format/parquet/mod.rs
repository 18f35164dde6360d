//! Apache Parquet, read column by column, a row group at a time.
//!
//! Nested groups become dotted names, as the JSON reader makes them; the values of a list stand in
//! one field, set apart by `; `; of a list of groups every member is such a field. Nulls are
//! empty. A row's line is its number in the file.

mod delta;
mod pages;
mod thrift;
mod value;

use super::header;
use crate::limits::Limits;
use crate::table::{Header, Record, Rows, Table};
use crate::{Error, archive, guard};
use delta::Checked;
use pages::{Stored, damaged};
use parquet::basic::{ConvertedType, LogicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{AsBytes, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescriptor, Type};
use value::{Bytes, Whole};

/// Records that are decoded at once.
const BATCH: usize = 1024;

/// Reads all rows.
pub(crate) fn read(name: &str, content: Vec<u8>, limits: &Limits) -> Result<Table, Error> {
    pages::check_footer(name, &content)?;
    let content = bytes::Bytes::from(content);
    let file = foreign(name, || SerializedFileReader::new(content.clone()))?;
    let metadata = file.metadata();
    let stored = pages::check_pages(name, &content, metadata, limits)?;
    let schema = metadata.file_metadata().schema_descr();
    let mut rows = Rows::default();
    let mut budget = Budget {
        name,
        left: limits.bytes,
        limit: limits.bytes,
    };
    for (index, stored) in stored.iter().enumerate() {
        let group = foreign(name, || file.get_row_group(index))?;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        if group.num_columns() != schema.num_columns() {
            return Err(damaged(name, "a row group lacks a column"));
        }
        let mut columns = Vec::with_capacity(stored.len());
        for (at, stored) in stored.iter().enumerate() {
            let column = schema.column(at);
            let pages = foreign(name, || group.get_column_page_reader(at))?;
            let pages = Box::new(Checked {
                pages,
                repeated: column.max_rep_level() > 0,
                defined: column.max_def_level() > 0,
            });
            let reader = foreign(name, || Ok(get_column_reader(column.clone(), pages)))?;
            columns.push(values(reader, &column, count, *stored, &mut budget)?);
        }
        for row in 0..count {
            let record = columns.iter().map(|column| column.get(row)).collect();
            rows.push(rows.len() as u64 + 1, Ok(record));
        }
    }
    if rows.len() == 0 {
        return Err(Error::NoRows {
            name: name.to_owned(),
        });
    }
    let names: Record = names(schema.root_schema()).into_iter().collect();
    Ok(Table {
        format: "parquet",
        delimiter: None,
        names: header::names(std::slice::from_ref(&names), names.len()),
        header: Header::Present,
        rows: rows.finish(),
    })
}

/// A call into the reader, whose panics are errors like any other.
fn foreign<T>(name: &str, call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Error> {
    let said = guard::guarded(call).map(|result| result.map_err(|error| error.to_string()));
    said.and_then(|result| result)
        .map_err(|detail| damaged(name, detail))
}

/// Bytes of text that may still be taken out.
struct Budget<'a> {
    name: &'a str,
    left: u64,
    limit: u64,
}

impl Budget<'_> {
    fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        self.left = self
            .left
            .checked_sub(bytes as u64)
            .ok_or_else(|| Error::TooLarge {
                name: self.name.to_owned(),
                limit: self.limit,
            })?;
        Ok(())
    }
}

/// A column's values in a row group, a field a row.
fn values(
    reader: ColumnReader,
    column: &ColumnDescriptor,
    rows: usize,
    stored: Stored,
    budget: &mut Budget,
) -> Result<Record, Error> {
    let whole = Whole::of(column);
    let bytes = Bytes::of(column);
    let want = Want {
        column,
        rows,
        batch: if stored.growing { 1 } else { BATCH },
    };
    match reader {
        ColumnReader::BoolColumnReader(reader) => want.read(reader, budget, bool::to_string),
        ColumnReader::Int32ColumnReader(reader) => {
            want.read(reader, budget, |value| whole.text(i64::from(*value)))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            want.read(reader, budget, |value| whole.text(*value))
        }
        // Twelve bytes that mean a moment and nothing else.
        ColumnReader::Int96ColumnReader(reader) => want.read(reader, budget, |value| {
            value::moment(value.to_seconds(), 1, false).unwrap_or_default()
        }),
        ColumnReader::FloatColumnReader(reader) => want.read(reader, budget, |value| {
            if value.is_finite() {
                value.to_string()
            } else {
                String::new()
            }
        }),
        ColumnReader::DoubleColumnReader(reader) => {
            want.read(reader, budget, |value| value::float(*value))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            want.read(reader, budget, |value| bytes.text(value.as_bytes()))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            want.read(reader, budget, |value| bytes.text(value.as_bytes()))
        }
    }
}

/// What is to be read of a column.
struct Want<'a> {
    column: &'a ColumnDescriptor,
    rows: usize,
    batch: usize,
}

impl Want<'_> {
    /// Puts values into rows by their levels: a repetition level of 0 begins a row, and a value is
    /// there where the definition level is as high as it gets.
    fn read<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        budget: &mut Budget,
        text: impl Fn(&T::T) -> String,
    ) -> Result<Record, Error> {
        let name = budget.name;
        let path = archive::shown(&self.column.path().string());
        let wrong = |detail: &str| damaged(name, format!("its column `{path}` {detail}"));
        let (defined, repeated) = (self.column.max_def_level(), self.column.max_rep_level());
        let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
        let mut values: Vec<T::T> = Vec::new();
        let mut fields = Record::default();
        let (mut rows, mut filled) = (0, false);
        loop {
            values.clear();
            definitions.clear();
            repetitions.clear();
            let (records, _, levels) = foreign(name, || {
                reader.read_records(
                    self.batch,
                    (defined > 0).then_some(&mut definitions),
                    (repeated > 0).then_some(&mut repetitions),
                    &mut values,
                )
            })
            .map_err(|error| match error {
                Error::Parquet { detail, .. } => wrong(&format!("is damaged: {detail}")),
                error => error,
            })?;
            if records == 0 && levels == 0 {
                break;
            }
            let count = if defined > 0 {
                definitions.len()
            } else {
                values.len()
            };
            let mut next = values.iter();
            for index in 0..count {
                if repeated == 0 || repetitions.get(index) == Some(&0) {
                    if rows > 0 {
                        fields.end_field();
                    }
                    rows += 1;
                    filled = false;
                }
                if rows == 0 || rows > self.rows {
                    return Err(wrong("has more values than the file has rows"));
                }
                if defined > 0 && definitions.get(index) != Some(&defined) {
                    continue;
                }
                let value = next.next().ok_or_else(|| wrong("lacks values"))?;
                let text = text(value);
                budget.spend(text.len())?;
                if filled && !text.is_empty() {
                    fields.push_str("; ");
                }
                fields.push_str(&text);
                filled |= !text.is_empty();
            }
        }
        if rows != self.rows {
            return Err(wrong("has fewer values than the file has rows"));
        }
        if rows > 0 {
            fields.end_field();
        }
        Ok(fields)
    }
}

/// The columns' names in the order of the file.
fn names(root: &Type) -> Vec<String> {
    let mut names = Vec::new();
    for field in root.get_fields() {
        name(field, field.name().to_owned(), &mut names);
    }
    names
}

/// The names of a field's columns; what Parquet puts between a list and its elements has none.
fn name(field: &Type, path: String, names: &mut Vec<String>) {
    if field.is_primitive() {
        names.push(path);
        return;
    }
    let info = field.get_basic_info();
    let listed = matches!(
        info.logical_type_ref(),
        Some(LogicalType::List | LogicalType::Map)
    ) || matches!(
        info.converted_type(),
        ConvertedType::LIST | ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
    );
    match field.get_fields() {
        [inner] if listed && inner.is_primitive() => names.push(path),
        [inner] if listed => match inner.get_fields() {
            [element] => name(element, path, names),
            members => dotted(members, &path, names),
        },
        members => dotted(members, &path, names),
    }
}

fn dotted(members: &[parquet::schema::types::TypePtr], path: &str, names: &mut Vec<String>) {
    for member in members {
        name(member, format!("{path}.{}", member.name()), names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LIMITS;
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    /// A file of one column in which one text stands in a thousand rows.
    fn repeated(text: &str) -> Vec<u8> {
        let schema = parse_message_type("message m { REQUIRED BYTE_ARRAY text (UTF8); }").unwrap();
        let mut file =
            SerializedFileWriter::new(Vec::new(), schema.into(), Default::default()).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts = vec![ByteArray::from(text); 1000];
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.into_inner().unwrap()
    }

    #[test]
    fn what_a_dictionary_repeats_counts_each_time() {
        let bytes = repeated(&"goose ".repeat(10_000));
        assert!(bytes.len() < 130_000, "{}", bytes.len());
        let limits = Limits {
            bytes: 1 << 20,
            ..LIMITS
        };
        let error = read("a", bytes.clone(), &limits).err().unwrap();
        assert_eq!(error.to_string(), "a: holds more than 1 MiB");
        let few = Limits {
            cells: 999,
            ..LIMITS
        };
        let error = read("a", bytes.clone(), &few).err().unwrap();
        assert_eq!(error.to_string(), "a: has more than 999 cells");
        assert_eq!(read("a", bytes, &LIMITS).unwrap().rows.len(), 1000);
    }
}
