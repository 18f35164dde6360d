//! Rows of JSON values, flattened into columns.

use super::{json, repair};
use crate::Error;
use crate::shapes::lay_out;
use crate::table::{Header, Record, Row, Rows, Table};
use serde_json::Value;
use std::collections::HashMap;

/// More columns than any tool writes. Where rows have as many names in all, something else than
/// columns is meant by them, such as ids, and nested objects are kept as JSON.
const WIDEST: usize = 1_000;

/// The deepest nesting that is followed, as that of the parser.
const DEEPEST: usize = 128;

/// A row before it is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Its JSON, or what is wrong with it.
    pub(super) json: Result<&'a str, &'a String>,
}

/// Lays rows out as a table. What cannot be read becomes a row with its reason. `replies` are
/// answers that stand beside the rows, by id.
pub(super) fn table(
    name: &str,
    format: &'static str,
    rows: &[Element],
    replies: &HashMap<String, String>,
) -> Result<Table, Error> {
    let columns = [DEEPEST, 0]
        .into_iter()
        .find_map(|nesting| Columns::of(rows, replies, nesting))
        .ok_or_else(|| Error::TooManyMembers {
            name: name.to_owned(),
            columns: WIDEST,
        })?;
    if columns.rows.iter().all(|row| row.record().is_err())
        && let Some(first) = columns.rows.first()
        && let Err(reason) = first.record()
    {
        return Err(Error::NothingReadable {
            name: name.to_owned(),
            line: first.line,
            reason: reason.to_owned(),
        });
    }
    Ok(columns.into_table(format))
}

/// A row's value; half a character that was cut in two is shown as lost, not the whole row.
fn value(json: &str) -> Result<Value, String> {
    let error = match serde_json::from_str(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Some(value) = repair::mended(json).and_then(|mended| serde_json::from_str(&mended).ok())
    {
        return Ok(value);
    }
    let detail = json::detail(&error);
    if detail.contains("recursion limit") {
        return Err(format!("nested more than {DEEPEST} levels deep"));
    }
    Err(format!(
        "not valid JSON at column {}: {detail}",
        error.column()
    ))
}

/// Columns in the making.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    /// For every name the furthest place at which a row has it.
    places: Vec<usize>,
    index: HashMap<String, usize>,
    rows: Vec<Row>,
}

impl Columns {
    /// `None` where there are more than [`WIDEST`].
    fn of(rows: &[Element], replies: &HashMap<String, String>, nesting: usize) -> Option<Self> {
        let mut columns = Self::default();
        let mut read = Rows::default();
        for Element { line, json } in rows {
            let record = match json {
                Ok(json) => columns.record(json, replies, nesting),
                Err(reason) => Err((*reason).clone()),
            };
            read.push(*line, record);
            if columns.names.len() > WIDEST {
                return None;
            }
        }
        columns.rows = read.finish();
        Some(columns)
    }

    fn record(
        &mut self,
        json: &str,
        replies: &HashMap<String, String>,
        nesting: usize,
    ) -> Result<Record, String> {
        let mut fields = Vec::new();
        match value(json)? {
            Value::Object(members) => {
                for (name, value) in lay_out(members, replies) {
                    self.flatten(name, value, nesting, &mut fields);
                }
            }
            // A plain list of texts.
            Value::String(text) => fields.push((self.column("text".to_owned()), text)),
            _ => return Err("not an object with columns".to_owned()),
        }
        Ok(arrange(fields))
    }

    /// Nested objects become dotted names; arrays of plain values are joined; the rest stays JSON.
    fn flatten(
        &mut self,
        name: String,
        value: Value,
        nesting: usize,
        fields: &mut Vec<(usize, String)>,
    ) {
        let text = match value {
            Value::Object(members) if nesting > 0 => {
                for (inner, value) in members {
                    self.flatten(format!("{name}.{inner}"), value, nesting - 1, fields);
                }
                return;
            }
            Value::Object(members) => Value::Object(members).to_string(),
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

    fn into_table(mut self, format: &'static str) -> Table {
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
        let mut settled = Rows::default();
        for row in std::mem::take(&mut self.rows) {
            let record = row.record().map(|record| {
                let filled = |column: &usize| !record.get(*column).is_empty();
                let end = order.iter().rposition(filled);
                let cells = order[..end.map_or(0, |end| end + 1)].iter();
                cells.map(|column| record.get(*column)).collect()
            });
            settled.push(row.line, record.map_err(str::to_owned));
        }
        self.rows = settled.finish();
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
    cells.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&str]) -> Result<Table, Error> {
        let rows: Vec<Element> = rows
            .iter()
            .map(|row| Element {
                line: 1,
                json: Ok(*row),
            })
            .collect();
        super::table("x", "jsonl", &rows, &HashMap::new())
    }

    fn reason(row: &str) -> String {
        let table = table(&[row, "{\"text\":\"a\"}"]).unwrap();
        table.rows[0].record().unwrap_err().to_owned()
    }

    #[test]
    fn the_last_of_two_members_of_one_name_counts() {
        let table = table(&[r#"{"text":"a","text":"b"}"#]).unwrap();
        assert_eq!(table.rows[0].record().unwrap().get(0), "b");
    }

    #[test]
    fn a_character_cut_in_two_is_shown_as_lost() {
        let table = table(&[r#"{"text":"good \ud83d"}"#, r#"{"text":"\ud83d\ude00"}"#]).unwrap();
        let text = |row: usize| table.rows[row].record().unwrap().get(0);
        assert_eq!((text(0), text(1)), ("good \u{fffd}", "😀"));
    }

    #[test]
    fn deep_nesting_is_a_row_with_its_reason() {
        for deep in [200, 100_000] {
            let row = format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep));
            assert_eq!(reason(&row), "nested more than 128 levels deep");
        }
        let told = table(&["{\"a\":"]).unwrap_err().to_string();
        assert_eq!(
            told,
            "x: not one row could be read; line 1: not valid JSON at column 5: it ends inside a value"
        );
    }

    #[test]
    fn ids_for_names_stay_json() {
        let rows: Vec<String> = (0..WIDEST)
            .map(|id| format!("{{\"text\":\"a\",\"answers\":{{\"q{id}\":1}}}}"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let answers = table(&rows).unwrap();
        assert_eq!(answers.names, ["text", "answers"]);
        let first = answers.rows[0].record().unwrap();
        assert_eq!(first.get(1), "{\"q0\":1}");
        let rows: Vec<String> = (0..=WIDEST).map(|id| format!("{{\"q{id}\":1}}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(
            self::table(&rows).unwrap_err().to_string(),
            "x: its rows have more than 1000 different columns"
        );
    }
}
