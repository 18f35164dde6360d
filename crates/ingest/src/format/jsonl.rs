//! JSON Lines: a JSON value a line.

use super::{flat, repair};
use crate::table::Table;
use crate::{Error, shapes};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};

/// Lines that are looked at.
const LOOKED_AT: usize = 20;

/// Whether lines are values by themselves. A lone line that holds an array, or an object around
/// an array of objects, is a JSON document instead.
pub(crate) fn looks_like(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(LOOKED_AT)
        .collect();
    if let [only] = lines.as_slice() {
        let list = holds_list(only) || holds_nothing(only);
        return only.starts_with('{') && is_value(only) && !list;
    }
    let sound = lines
        .iter()
        .filter(|line| line.starts_with(['{', '"']) && line.ends_with(['}', '"']))
        .filter(|line| is_value(line))
        .count();
    sound * 2 > lines.len()
}

/// Whether most lines are objects, whatever damage the first one has.
pub(crate) fn holds_objects(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(LOOKED_AT).collect();
    let objects = lines
        .iter()
        .filter(|line| line.starts_with('{') && line.ends_with('}') && is_value(line));
    objects.count() * 2 > lines.len()
}

fn is_value(line: &str) -> bool {
    let sound = |line: &str| serde_json::from_str::<IgnoredAny>(line).is_ok();
    sound(line) || repair::mended(line).is_some_and(|mended| sound(&mended))
}

fn holds_list(line: &str) -> bool {
    serde_json::from_str::<BTreeMap<String, &RawValue>>(line).is_ok_and(|members| {
        let wrapped = |value: &&RawValue| {
            let inner = value.get();
            inner.starts_with('{') || inner.strip_prefix('[').is_some_and(opens_object)
        };
        let lists = members.values().filter(|value| wrapped(value)).count();
        let texts = members.iter().any(|(name, value)| {
            value.get().starts_with('"') && crate::columns::is_text_name(name)
        });
        lists > 0 && !texts
    })
}

/// Whether it is a document whose list of rows is empty.
fn holds_nothing(line: &str) -> bool {
    let value: Option<&RawValue> = serde_json::from_str(line).ok();
    let found = value.and_then(shapes::rows);
    found.is_some_and(|found| found.rows.is_empty())
}

fn opens_object(inner: &str) -> bool {
    inner.trim_start().starts_with('{')
}

/// Whether every line is a page of rows, as scripts write what they fetch.
pub(crate) fn holds_pages(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let values: Option<Vec<&RawValue>> = lines
        .take(LOOKED_AT)
        .map(|line| serde_json::from_str(line).ok())
        .collect();
    values.is_some_and(|values| shapes::pages(&values).is_some())
}

/// Reads a value a line; blank lines are no rows.
pub(crate) fn read(name: &str, text: &str) -> Result<Table, Error> {
    let rows: Vec<flat::Element> = text
        .lines()
        .enumerate()
        .map(|(index, line)| flat::Element {
            line: index as u64 + 1,
            json: Ok(line.trim()),
        })
        .filter(|row| row.json != Ok(""))
        .collect();
    flat::table(name, "jsonl", &rows, &HashMap::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_a_row_with_its_reason() {
        let text = "{\"text\":\"a\"}\n{\"text\":\n\n{\"text\":\"c\"}\n{\"text\":\"d\"}\n";
        assert!(looks_like(text));
        let table = read("x", text).unwrap();
        assert_eq!(table.rows.len(), 4);
        let reason = table.rows[1].record().unwrap_err();
        assert!(reason.starts_with("not valid JSON at column "), "{reason}");
        assert_eq!(table.rows[2].line, 4);
    }

    #[test]
    fn damage_in_the_first_line_changes_nothing_about_the_others() {
        assert!(holds_objects("{\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n"));
        assert!(!holds_objects("text\n\"a\"\n\"b\"\n"));
        assert!(!holds_objects("\n\n"));
    }

    #[test]
    fn a_document_on_one_line_is_no_json_lines() {
        assert!(!looks_like(r#"{"reviews":[{"text":"a"}]}"#));
        assert!(looks_like(r#"{"text":"a","tags":[{"x":1}]}"#));
        assert!(!looks_like(
            "[\n{\"text\":\"a\"},\n{\"text\":\"b\"},\n{\"text\":\"c\"}\n]"
        ));
    }
}
