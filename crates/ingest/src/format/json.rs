//! JSON (RFC 8259): an array of rows, an object that holds one, or objects one after another.

use crate::Error;
use crate::table::{Header, Record, Row, Table};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// How deep an object is searched for the array of rows.
const DEEPEST: usize = 4;

/// Whether the text can only be meant as JSON.
pub(crate) fn looks_like(text: &str) -> bool {
    let text = text.trim_start();
    let Some(first) = text.chars().next() else {
        return false;
    };
    let next = text[first.len_utf8()..].trim_start().chars().next();
    match first {
        '[' => matches!(next, Some('{' | '"' | '[' | ']') | None),
        '{' => matches!(next, Some('"' | '}') | None),
        _ => false,
    }
}

/// Reads a whole JSON text.
pub(crate) fn read(name: &str, text: &str) -> Result<Table, Error> {
    let mut values: Vec<&RawValue> = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        values.push(value.map_err(|error| Error::Json {
            name: name.to_owned(),
            line: error.line(),
            column: error.column(),
            detail: detail(&error),
        })?);
    }
    let rows = match values.as_slice() {
        [] => Vec::new(),
        [one] => list(one, 0)
            .or_else(|| one.get().starts_with('{').then(|| vec![*one]))
            .ok_or_else(|| Error::NoList {
                name: name.to_owned(),
            })?,
        _ => values,
    };
    if rows.is_empty() {
        return Err(Error::NoRows {
            name: name.to_owned(),
        });
    }
    if !rows.iter().any(|row| row.get().starts_with(['{', '"'])) {
        return Err(Error::NoList {
            name: name.to_owned(),
        });
    }
    let mut table = Columns::default();
    let mut lines = Lines::of(text);
    for raw in rows {
        let line = lines.at(offset(text, raw.get()));
        table.push(line, raw.get());
    }
    Ok(table.into_table("json"))
}

/// The parser's message without its place, which is told separately.
pub(super) fn detail(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// The rows in a value: itself where it is an array, else the longest array of objects inside.
fn list(raw: &RawValue, depth: usize) -> Option<Vec<&RawValue>> {
    if raw.get().starts_with('[') {
        return serde_json::from_str(raw.get()).ok();
    }
    if depth == DEEPEST || !raw.get().starts_with('{') {
        return None;
    }
    let members: Members = serde_json::from_str(raw.get()).ok()?;
    members
        .0
        .into_iter()
        .filter_map(|member| list(member, depth + 1))
        .filter(|rows| rows.iter().any(|row| row.get().starts_with('{')))
        .reduce(|best, next| if next.len() > best.len() { next } else { best })
}

/// An object's values in the order of the text.
struct Members<'a>(Vec<&'a RawValue>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some((_, value)) = map.next_entry::<String, &'de RawValue>()? {
                    values.push(value);
                }
                Ok(Members(values))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// Where a slice of `text` begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// Line numbers of rising offsets.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    fn at(&mut self, offset: usize) -> u64 {
        let offset = offset.clamp(self.at, self.bytes.len());
        self.line += memchr::memchr_iter(b'\n', &self.bytes[self.at..offset]).count() as u64;
        self.at = offset;
        self.line
    }
}

/// Rows of JSON values, flattened into columns as they come.
#[derive(Default)]
pub(super) struct Columns {
    names: Vec<String>,
    /// For every name the furthest place at which a row has it.
    places: Vec<usize>,
    index: HashMap<String, usize>,
    rows: Vec<Row>,
}

impl Columns {
    /// Adds the row that `json` holds; what cannot be read becomes a row with its reason.
    pub(super) fn push(&mut self, line: u64, json: &str) {
        let record = match serde_json::from_str::<Value>(json) {
            Ok(Value::Object(members)) => {
                let mut fields = Vec::new();
                for (name, value) in members {
                    self.flatten(name, value, &mut fields);
                }
                Ok(arrange(fields))
            }
            // A plain list of texts.
            Ok(Value::String(text)) => {
                let column = self.column("text".to_owned());
                Ok(arrange(vec![(column, text)]))
            }
            Ok(_) => Err("not an object with columns".to_owned()),
            Err(error) => Err(format!(
                "not valid JSON at column {}: {}",
                error.column(),
                detail(&error)
            )),
        };
        self.rows.push(Row { line, record });
    }

    /// Nested objects become dotted names; arrays of plain values are joined; the rest stays JSON.
    fn flatten(&mut self, name: String, value: Value, fields: &mut Vec<(usize, String)>) {
        let text = match value {
            Value::Object(members) => {
                for (inner, value) in members {
                    self.flatten(format!("{name}.{inner}"), value, fields);
                }
                return;
            }
            Value::Null => String::new(),
            Value::String(text) => text,
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Array(items) => {
                let plain: Option<Vec<String>> = items.iter().map(scalar).collect();
                plain.map_or_else(
                    || Value::Array(items.clone()).to_string(),
                    |words| words.join("; "),
                )
            }
        };
        let column = self.column(name);
        self.places[column] = self.places[column].max(fields.len());
        fields.push((column, text));
    }

    fn column(&mut self, name: String) -> usize {
        if let Some(&index) = self.index.get(&name) {
            return index;
        }
        self.names.push(name.clone());
        self.places.push(0);
        self.index.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }

    pub(super) fn into_table(mut self, format: &'static str) -> Table {
        self.settle();
        Table {
            format,
            delimiter: None,
            names: self.names,
            header: Header::Present,
            rows: self.rows,
        }
    }

    /// Puts the columns in an order that does not depend on which row comes first.
    fn settle(&mut self) {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|column| (self.places[*column], &self.names[*column]));
        if order.is_sorted() {
            return;
        }
        let names = order.iter().map(|column| self.names[*column].clone());
        self.names = names.collect();
        for record in self
            .rows
            .iter_mut()
            .filter_map(|row| row.record.as_mut().ok())
        {
            let cells = order.iter().map(|column| record.get(*column));
            *record = cells.collect::<Record>().shrink();
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Fields in column order, gaps left empty; of a name given twice the last counts, as in most
/// parsers.
fn arrange(fields: Vec<(usize, String)>) -> Record {
    let width = fields.iter().map(|(column, _)| column + 1).max();
    let mut cells = vec![String::new(); width.unwrap_or(0)];
    for (column, text) in fields {
        cells[column] = text;
    }
    cells.into_iter().collect::<Record>().shrink()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read("x", text).unwrap()
    }

    #[test]
    fn nested_objects_get_dotted_names() {
        let table = table(r#"[{"id":1,"by":{"name":"Ann"},"tags":["a","b"]},{"text":"hi"}]"#);
        assert_eq!(table.names, ["id", "text", "by.name", "tags"]);
        let first = table.rows[0].record.as_ref().unwrap();
        assert_eq!(first.iter().collect::<Vec<_>>(), ["1", "", "Ann", "a; b"]);
        assert_eq!(table.rows[1].record.as_ref().unwrap().get(1), "hi");
    }

    #[test]
    fn columns_stand_in_the_same_order_whichever_row_is_first() {
        let long = r#"{"id":1,"title":"a","text":"b"}"#;
        let short = r#"{"id":2,"text":"c"}"#;
        for rows in [[long, short], [short, long]] {
            let table = table(&format!("[{}]", rows.join(",")));
            assert_eq!(table.names, ["id", "title", "text"]);
        }
    }

    #[test]
    fn the_array_may_lie_in_an_object() {
        let text = "{\"page\": 1, \"ids\": [1, 2, 3],\n \"data\": {\"reviews\": [\n{\"text\": \"a\"},\n{\"text\": \"b\"}]}}";
        let table = table(text);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[1].line, 4);
    }

    #[test]
    fn a_row_that_is_no_object_is_told() {
        let table = table(r#"[{"text":"a"}, 7]"#);
        assert!(table.rows[1].record.is_err());
    }

    #[test]
    fn broken_json_says_where() {
        let Err(Error::Json { line, column, .. }) = read("x", "[{\"a\": 1},\n {\"a\": }]") else {
            panic!("must fail");
        };
        assert_eq!((line, column), (2, 8));
    }

    #[test]
    fn only_json_looks_like_json() {
        assert!(looks_like(" [ {\"a\": 1}]"));
        assert!(!looks_like("[sic] it says,5\n"));
        assert!(!looks_like("{name} is great\n"));
    }
}
