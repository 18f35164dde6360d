//! JSON (RFC 8259): an array of rows, an object that holds one, or objects one after another.

use super::{flat, repair};
use crate::Error;
use crate::shapes::{self, Found};
use crate::table::Table;
use serde_json::value::RawValue;

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
    let mended;
    let (text, values) = match values(text) {
        Ok(values) => (text, values),
        Err(error) => {
            let told = || Error::Json {
                name: name.to_owned(),
                line: error.line(),
                column: error.column(),
                detail: detail(&error),
            };
            mended = repair::mended(text).ok_or_else(told)?;
            let values = self::values(&mended).map_err(|_| told())?;
            (mended.as_str(), values)
        }
    };
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
    let rows: Vec<(u64, &str)> = found
        .rows
        .iter()
        .map(|raw| (lines.at(offset(text, raw.get())), raw.get()))
        .collect();
    flat::table(name, "json", &rows, &found.replies)
}

/// The values of a text one after another.
fn values(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    serde_json::Deserializer::from_str(text)
        .into_iter::<&RawValue>()
        .collect()
}

/// The parser's message without its place, which is told separately.
pub(super) fn detail(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
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
    use super::*;

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
