//! The list of rows inside a JSON document.

use serde_json::value::RawValue;
use std::collections::HashMap;

/// How deep an object is searched for the array of rows.
const DEEPEST: usize = 4;

/// What documents call their list of rows. Beside one of these no longer list counts: tickets come
/// with their users, reviews with links to other pages.
const LISTS: [&str; 12] = [
    "reviews",
    "tickets",
    "conversations",
    "issues",
    "responses",
    "feedback",
    "entries",
    "results",
    "items",
    "records",
    "rows",
    "data",
];

/// Members that rows of known tools have together with a list.
const ROWS: [[&str; 2]; 4] = [
    ["reviewId", "comments"],
    ["landed_at", "answers"],
    ["requester_id", "comments"],
    ["number", "labels"],
];

/// The rows of a document, and answers that it keeps beside them, by id.
#[derive(Debug, Default)]
pub(crate) struct Found<'a> {
    pub(crate) rows: Vec<&'a RawValue>,
    pub(crate) replies: HashMap<String, String>,
}

/// The rows in a value: itself where it is an array, else the list inside; an object that holds
/// no list is a row. `None` where there is neither.
pub(crate) fn rows(raw: &RawValue) -> Option<Found<'_>> {
    let text = raw.get();
    if text.starts_with('[') {
        return serde_json::from_str(text).ok().map(|rows| Found {
            rows,
            ..Found::default()
        });
    }
    if !text.starts_with('{') {
        return None;
    }
    let members = Members::of(raw)?;
    if let Some(found) = itunes(&members).or_else(|| json_api(&members)) {
        return Some(found);
    }
    let rows = match is_row(&members) {
        false => list(raw, 0),
        true => None,
    };
    // Nothing was found in the list that should have been there.
    let empty = LISTS.iter().any(|name| members.is_empty_list(name)) && !says(&members);
    let alone = || if empty { Vec::new() } else { vec![raw] };
    Some(Found {
        rows: rows.unwrap_or_else(alone),
        ..Found::default()
    })
}

/// The rows of several documents one after another, where each is a page of rows rather than a
/// row: an array, or an object of which a list is all that it says.
pub(crate) fn pages<'a>(values: &[&'a RawValue]) -> Option<Found<'a>> {
    let mut found = Found::default();
    for value in values {
        let page = match value.get().starts_with('[') {
            true => rows(value)?,
            false => page(value)?,
        };
        found.rows.extend(page.rows);
        found.replies.extend(page.replies);
    }
    Some(found)
}

fn page(raw: &RawValue) -> Option<Found<'_>> {
    let members = Members::of(raw)?;
    if let Some(found) = itunes(&members).or_else(|| json_api(&members)) {
        return Some(found);
    }
    let listed = LISTS.iter().any(|name| members.list(name).is_some());
    (listed && !says(&members)).then(|| rows(raw))?
}

/// Atom in JSON: one entry comes as an object, none not at all.
fn itunes<'a>(members: &Members<'a>) -> Option<Found<'a>> {
    let feed = Members::of(members.get("feed")?)?;
    let rows = match feed.get("entry") {
        Some(entry) if entry.get().starts_with('[') => serde_json::from_str(entry.get()).ok()?,
        Some(entry) => vec![entry],
        None if feed.get("id").is_some() && feed.get("link").is_some() => Vec::new(),
        None => return None,
    };
    Some(Found {
        rows,
        ..Found::default()
    })
}

/// Resources with attributes (https://jsonapi.org), and answers among what is included.
fn json_api<'a>(members: &Members<'a>) -> Option<Found<'a>> {
    let data = members.get("data")?;
    let rows: Vec<&RawValue> = match data.get().starts_with('[') {
        true => serde_json::from_str(data.get()).ok()?,
        false => vec![data],
    };
    let has_attributes = |row: &&RawValue| {
        Members::of(row).is_some_and(|members| members.get("attributes").is_some())
    };
    if !rows.first().is_some_and(has_attributes) {
        return None;
    }
    let mut replies = HashMap::new();
    for included in members.list("included").unwrap_or_default() {
        let resource: Option<serde_json::Value> = serde_json::from_str(included.get()).ok();
        let told = resource.as_ref().and_then(|resource| {
            let id = resource.get("id")?.as_str()?;
            let body = resource.get("attributes")?.get("responseBody")?.as_str()?;
            Some((id.to_owned(), body.to_owned()))
        });
        replies.extend(told);
    }
    Some(Found { rows, replies })
}

/// Whether an object is a row by itself.
fn is_row(members: &Members<'_>) -> bool {
    let listed = LISTS.iter().any(|name| members.list(name).is_some());
    // Rows whose text lies in a list of their own.
    let whole = |names: &[&str; 2]| names.iter().all(|name| members.get(name).is_some());
    members.get("conversation_parts").is_some()
        || ROWS.iter().any(whole)
        || (says(members) && !listed)
}

/// Whether a member that is called a text holds one.
fn says(members: &Members<'_>) -> bool {
    members
        .0
        .iter()
        .any(|(name, value)| value.get().starts_with('"') && crate::columns::is_text_name(name))
}

/// The list by one of the usual names, else the longest array of objects inside.
fn list(raw: &RawValue, depth: usize) -> Option<Vec<&RawValue>> {
    if raw.get().starts_with('[') {
        return serde_json::from_str(raw.get()).ok();
    }
    if depth == DEEPEST || !raw.get().starts_with('{') {
        return None;
    }
    let members = Members::of(raw)?;
    if let Some(rows) = LISTS.iter().find_map(|name| members.list(name)) {
        return Some(rows);
    }
    members
        .0
        .into_iter()
        .filter_map(|(_, member)| list(member, depth + 1))
        .filter(|rows| rows.iter().any(|row| row.get().starts_with('{')))
        .reduce(|best, next| if next.len() > best.len() { next } else { best })
}

/// An object's members in the order of the text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    fn of(raw: &'a RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }

    fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut members = self.0.iter();
        members
            .find(|(own, _)| own == name)
            .map(|(_, value)| *value)
    }

    fn is_empty_list(&self, name: &str) -> bool {
        let inner =
            |value: &RawValue| value.get().strip_prefix('[').map(str::trim_start) == Some("]");
        self.get(name).is_some_and(inner)
    }

    /// A member that is an array of objects.
    fn list(&self, name: &str) -> Option<Vec<&'a RawValue>> {
        let value = self
            .get(name)
            .filter(|value| value.get().starts_with('['))?;
        let rows: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
        let objects = rows.iter().any(|row| row.get().starts_with('{'));
        objects.then_some(rows)
    }
}

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
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
        let found = rows(&raw).unwrap();
        found.rows.iter().map(|row| row.get().to_owned()).collect()
    }

    #[test]
    fn a_list_by_its_name_goes_before_longer_ones() {
        assert_eq!(
            found(r#"{"users":[{"id":1},{"id":2}],"tickets":[{"description":"a"}]}"#),
            [r#"{"description":"a"}"#]
        );
    }

    #[test]
    fn a_feed_has_entries_one_or_none() {
        assert_eq!(
            found(r#"{"feed":{"link":[{"a":1},{"a":2}],"entry":{"t":1}}}"#),
            [r#"{"t":1}"#]
        );
        assert!(found(r#"{"feed":{"id":{"label":"x"},"link":[{"a":1}]}}"#).is_empty());
    }

    #[test]
    fn a_row_with_a_list_inside_is_a_row() {
        let row = r#"{"body":"It is slow","labels":[{"name":"bug"},{"name":"ui"}]}"#;
        assert_eq!(found(row), [row]);
        let row = r#"{"reviewId":"a","comments":[{"userComment":{"text":"It is slow"}}]}"#;
        assert_eq!(found(row), [row]);
    }

    #[test]
    fn pages_are_told_from_rows() {
        let raw = |text: &str| -> Box<RawValue> { serde_json::from_str(text).unwrap() };
        let (one, two) = (
            raw(r#"{"reviews":[{"a":1}],"next":2}"#),
            raw(r#"[{"a":2}]"#),
        );
        assert_eq!(pages(&[&one, &two]).unwrap().rows.len(), 2);
        let row = raw(r#"{"text":"a","items":[{"a":1}],"id":3}"#);
        assert!(pages(&[&row]).is_none());
        let row = raw(r#"{"text":"a","parts":[{"a":1}]}"#);
        assert!(pages(&[&row]).is_none());
    }
}
