//! Columns that a worker adds.

use super::rows::Spoken;
use arrow_array::builder::{
    ArrayBuilder, FixedSizeListBuilder, Float32Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::{ArrayRef, Float32Array, StringArray};
use arrow_schema::{DataType, Field, Fields};
use hearken_feedback::{Classified, Label};
use hearken_report::Assigned;
use ndarray::ArrayView2;
use std::sync::Arc;

/// A field of vectors of so many numbers.
pub(super) fn vector(name: &str, width: usize) -> Field {
    let width = i32::try_from(width).unwrap_or(i32::MAX);
    let item = Arc::new(Field::new("item", DataType::Float32, true));
    Field::new(name, DataType::FixedSizeList(item, width), true)
}

/// A field of lists of strings.
pub(super) fn strings(name: &str) -> Field {
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    Field::new(name, DataType::List(item), true)
}

/// A text and its language.
fn text() -> Fields {
    let string = |name: &str| Field::new(name, DataType::Utf8, true);
    Fields::from(vec![string("text"), string("language")])
}

/// The field of [`lists_of_texts`].
pub(super) fn texts() -> Field {
    let item = Arc::new(Field::new("item", DataType::Struct(text()), true));
    Field::new("hearken_texts", DataType::List(item), true)
}

/// For each row the texts that models read of it with their languages, or null.
pub(super) fn lists_of_texts(rows: &[Option<Vec<Spoken>>]) -> ArrayRef {
    let strings = || Box::new(StringBuilder::new()) as Box<dyn ArrayBuilder>;
    let both = StructBuilder::new(text(), vec![strings(), strings()]);
    let mut list = ListBuilder::new(both);
    for row in rows {
        for (text, language) in row.iter().flatten() {
            let both = list.values();
            let parts = [Some(text.as_str()), language.as_deref()];
            for (column, part) in parts.into_iter().enumerate() {
                if let Some(strings) = both.field_builder::<StringBuilder>(column) {
                    strings.append_option(part);
                }
            }
            both.append(true);
        }
        list.append(row.is_some());
    }
    Arc::new(list.finish())
}

/// For each row a row of `vectors`, or null.
pub(super) fn vectors(of_row: &[Option<usize>], vectors: ArrayView2<'_, f32>) -> ArrayRef {
    let width = i32::try_from(vectors.ncols()).unwrap_or(i32::MAX);
    let mut list = FixedSizeListBuilder::new(Float32Builder::new(), width);
    for row in of_row {
        match row {
            Some(row) => vectors
                .row(*row)
                .iter()
                .for_each(|value| list.values().append_value(*value)),
            None => list.values().append_nulls(vectors.ncols()),
        }
        list.append(row.is_some());
    }
    Arc::new(list.finish())
}

/// Sentiment and kind, each with its confidence; null where the head is unsure.
pub(super) fn labels(said: &[Option<Classified>]) -> Vec<ArrayRef> {
    let confidence = |of: &dyn Fn(&Classified) -> f32| -> ArrayRef {
        let values = said.iter().map(|said| said.as_ref().map(of));
        Arc::new(values.collect::<Float32Array>())
    };
    let label = |of: &dyn Fn(&Classified) -> Option<&'static str>| -> ArrayRef {
        let values = said.iter().map(|said| said.as_ref().and_then(of));
        Arc::new(values.collect::<StringArray>())
    };
    let most = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    vec![
        label(&|said| (!said.unsure.sentiment).then(|| said.sentiment().word())),
        confidence(&|said| most(&said.sentiment)),
        label(&|said| (!said.unsure.kind).then(|| said.kind().word())),
        confidence(&|said| most(&said.kind)),
    ]
}

/// For each row some word of its themes, or null.
pub(super) fn lists<'a>(
    themes: &[Option<Vec<&'a Assigned>>],
    word: impl Fn(&'a Assigned) -> &'a str,
) -> ArrayRef {
    let mut list = ListBuilder::new(StringBuilder::new());
    for row in themes {
        for theme in row.iter().flatten() {
            list.values().append_value(word(theme));
        }
        list.append(row.is_some());
    }
    Arc::new(list.finish())
}
