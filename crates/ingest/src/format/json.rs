//! JSON (RFC 8259): an array of rows, an object that holds one, or objects one after another.

use super::{flat, repair, salvage};
use crate::Error;
use crate::shapes::{self, Found};
use crate::table::Table;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

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

/// Reads a whole JSON text. Of one that is damaged in a list, or cut short there, what is whole.
pub(crate) fn read(name: &str, text: &str) -> Result<Table, Error> {
    let error = match values(text) {
        Ok(values) => return table(name, text, values, &BTreeMap::new()),
        Err(error) => error,
    };
    let mended = repair::mended(text);
    let text = mended.as_deref().unwrap_or(text);
    if let Ok(values) = values(text) {
        return table(name, text, values, &BTreeMap::new());
    }
    if let Some(salvage::Salvaged { text, damage }) = salvage::salvaged(text)
        && let Ok(values) = values(&text)
    {
        return table(name, &text, values, &damage);
    }
    Err(Error::Json {
        name: name.to_owned(),
        line: error.line(),
        column: error.column(),
        detail: detail(&error),
    })
}

/// The table in a text's values; `damage` tells of elements that could not be read, by their place.
fn table(
    name: &str,
    text: &str,
    values: Vec<&RawValue>,
    damage: &BTreeMap<usize, String>,
) -> Result<Table, Error> {
    let found = match values.as_slice() {
        [] => Found::default(),
        [one] => shapes::rows(one).ok_or_else(|| Error::NoList {
            name: name.to_owned(),
        })?,
        _ => shapes::pages(&values).unwrap_or(Found {
            rows: values,
            ..Found::default()
        }),
    };
    if found.rows.is_empty() {
        return Err(Error::NoEntries {
            name: name.to_owned(),
        });
    }
    if !found
        .rows
        .iter()
        .any(|row| row.get().starts_with(['{', '"']))
    {
        return Err(Error::NoList {
            name: name.to_owned(),
        });
    }
    let mut lines = Lines::of(text);
    let rows: Vec<flat::Element> = found
        .rows
        .iter()
        .map(|raw| {
            let at = offset(text, raw.get());
            flat::Element {
                line: lines.at(at),
                json: damage.get(&at).map_or(Ok(raw.get()), Err),
            }
        })
        .collect();
    flat::table(name, "json", &rows, &found.replies)
}

/// The values of a text one after another.
fn values(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    serde_json::Deserializer::from_str(text)
        .into_iter::<&RawValue>()
        .collect()
}

/// The parser's message in plain words, without its place, which is told separately.
pub(super) fn detail(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = &message[..message.rfind(" at line ").unwrap_or(message.len())];
    match message.strip_prefix("EOF while parsing ") {
        Some(what) => format!("it ends inside {what}"),
        None => message.replace("expected ident", "expected `true`, `false` or `null`"),
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

#[cfg(test)]
mod tests {
    use super::{Error, Table, looks_like, read};

    fn table(text: &str) -> Table {
        read("x", text).unwrap()
    }

    #[test]
    fn nested_objects_get_dotted_names() {
        let table = table(r#"[{"id":1,"by":{"name":"Ann"},"tags":["a","b"]},{"text":"hi"}]"#);
        assert_eq!(table.names, ["id", "text", "by.name", "tags"]);
        let first = table.rows[0].record().unwrap();
        assert_eq!(first.iter().collect::<Vec<_>>(), ["1", "", "Ann", "a; b"]);
        assert_eq!(table.rows[1].record().unwrap().get(1), "hi");
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
        assert!(table.rows[1].record().is_err());
    }

    #[test]
    fn broken_json_says_where() {
        let Err(Error::Json { line, column, .. }) = read("x", "[{\"a\": 1\n {\"a\": }]") else {
            panic!("must fail");
        };
        assert_eq!((line, column), (2, 2));
        let table = table("[{\"a\": 1},\n {\"a\": }]");
        assert_eq!(table.rows[1].line, 2);
        assert_eq!(
            table.rows[1].record().unwrap_err(),
            "not valid JSON at line 2, column 8: expected value"
        );
    }

    #[test]
    fn only_json_looks_like_json() {
        assert!(looks_like(" [ {\"a\": 1}]"));
        assert!(!looks_like("[sic] it says,5\n"));
        assert!(!looks_like("{name} is great\n"));
    }
}
