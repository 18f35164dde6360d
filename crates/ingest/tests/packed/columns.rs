//! Parquet files written for the tests.

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// A column's values with its definition and repetition levels.
pub(crate) enum Column {
    Text(Vec<&'static str>, Levels),
    Bytes(Vec<Vec<u8>>, Levels),
    Small(Vec<i32>, Levels),
    Whole(Vec<i64>, Levels),
    Float(Vec<f64>, Levels),
}

pub(crate) type Levels = (Option<Vec<i16>>, Option<Vec<i16>>);

/// Levels of a column in which every row has its value.
pub(crate) const FULL: Levels = (None, None);

/// A file with row groups of these columns.
pub(crate) fn parquet(schema: &str, packed: Compression, groups: &[Vec<Column>]) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(packed);
    written(schema, properties.build(), groups)
}

/// As [`parquet`], with pages of the second version, whose texts grow out of each other.
#[allow(dead_code)]
pub(crate) fn parquet2(schema: &str, packed: Compression, groups: &[Vec<Column>]) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(packed)
        .set_dictionary_enabled(false)
        .set_column_encoding("text".into(), parquet::basic::Encoding::DELTA_BYTE_ARRAY)
        .set_writer_version(WriterVersion::PARQUET_2_0);
    written(schema, properties.build(), groups)
}

fn written(schema: &str, properties: WriterProperties, groups: &[Vec<Column>]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for columns in groups {
        let mut group = writer.next_row_group().unwrap();
        for column in columns {
            let mut to = group.next_column().unwrap().unwrap();
            match column {
                Column::Text(values, levels) => {
                    let values: Vec<ByteArray> =
                        values.iter().map(|text| ByteArray::from(*text)).collect();
                    put::<ByteArrayType>(&mut to, &values, levels);
                }
                Column::Bytes(values, levels) => {
                    let values: Vec<ByteArray> = values
                        .iter()
                        .map(|bytes| ByteArray::from(bytes.clone()))
                        .collect();
                    put::<ByteArrayType>(&mut to, &values, levels);
                }
                Column::Small(values, levels) => put::<Int32Type>(&mut to, values, levels),
                Column::Whole(values, levels) => put::<Int64Type>(&mut to, values, levels),
                Column::Float(values, levels) => put::<DoubleType>(&mut to, values, levels),
            }
            to.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn put<T: DataType>(
    to: &mut parquet::file::writer::SerializedColumnWriter<'_>,
    values: &[T::T],
    (definitions, repetitions): &Levels,
) {
    to.typed::<T>()
        .write_batch(values, definitions.as_deref(), repetitions.as_deref())
        .unwrap();
}
