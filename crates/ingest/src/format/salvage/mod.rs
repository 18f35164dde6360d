//! Damage inside a JSON list: what is damaged is one element, and the others are read.
//!
//! Elements of every array that lies in no other are read one by one. Where one cannot be, the next is looked for: an
//! object behind a comma, an opening bracket or a line end that has most of the names that the sound ones have, so that
//! an object inside of the damaged one is not taken for a row. What lies between is one row with its reason. Every byte
//! is looked at a few times (what is parsed in vain more often than that is passed over), so that the time is linear in
//! the text.

mod names;

use super::json;
use names::{Names, on_line};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;

/// A text that is JSON again.
#[derive(Debug)]
pub(super) struct Salvaged {
    /// With `null` for what is damaged; line ends are as many as before.
    pub(super) text: String,
    /// What is wrong, by where its `null` stands.
    pub(super) damage: BTreeMap<usize, String>,
}

/// Cuts damaged elements out; `None` where no list has a sound element and a damaged one.
pub(super) fn salvaged(text: &str) -> Option<Salvaged> {
    let mut walk = Walk {
        text,
        lines: (0, 1, 0),
        out: String::with_capacity(text.len() + 16),
        damage: BTreeMap::new(),
        lists: Vec::new(),
    };
    walk.document();
    let Walk {
        out, damage, lists, ..
    } = walk;
    let sound = lists.iter().max_by_key(|list| list.sound)?;
    if sound.sound == 0 {
        return None;
    }
    if serde_json::from_str::<IgnoredAny>(&out).is_ok() {
        return Some(Salvaged { text: out, damage });
    }
    // What stands around the list is damaged, too: the list alone is read.
    let start = sound.span.start;
    let before = out[..start].matches('\n').count();
    let mut text = "\n".repeat(before);
    let moved = |at: usize| at - start + before;
    text.push_str(&out[sound.span.clone()]);
    let inside = damage
        .into_iter()
        .filter(|(at, _)| sound.span.contains(at))
        .map(|(at, reason)| (moved(at), reason));
    Some(Salvaged {
        damage: inside.collect(),
        text,
    })
}

/// A list that was found, in the text that is written.
struct List {
    span: Range<usize>,
    sound: usize,
}

/// The state of reading a damaged text.
struct Walk<'a> {
    text: &'a str,
    /// A place, its line, and where that begins.
    lines: (usize, usize, usize),
    out: String,
    damage: BTreeMap<usize, String>,
    lists: Vec<List>,
}

impl Walk<'_> {
    /// Copies the text up to its first list, and the lists without what is damaged in them.
    fn document(&mut self) {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut open = Vec::new();
        let (mut at, mut copied) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => at = string_end(bytes, at),
                b'{' => open.push('}'),
                b'}' => {
                    open.pop();
                }
                b'[' if begins_list(&text[at..]) => {
                    self.out.push_str(&text[copied..at]);
                    (at, copied) = match self.list(at) {
                        Some(end) => (end, end),
                        None => (text.len(), text.len()),
                    };
                }
                _ => {}
            }
        }
        self.out.push_str(&text[copied..]);
        self.out.extend(open.into_iter().rev());
    }

    /// Reads the elements of a list from behind its bracket to behind its other one, if it has one.
    fn list(&mut self, start: usize) -> Option<usize> {
        let from = self.out.len() - 1;
        let mut names = Names::default();
        let (mut sound, mut first, mut at) = (0, true, start);
        let end = loop {
            let gap = gap(&self.text[at..]);
            let found = at + gap.len();
            let rest = &self.text[found..];
            self.out.extend(gap.chars().filter(|c| *c == '\n'));
            if rest.starts_with(']') {
                break Some(found + 1);
            }
            if !std::mem::take(&mut first) {
                self.out.push(',');
            }
            if rest.is_empty() {
                let (line, _) = self.line_of(found);
                self.damage(format!(
                    "the list has no end at line {line}: the export is cut short"
                ));
                break None;
            }
            match element(rest) {
                Ok(value) => {
                    names.learn(value, on_line(self.text, found));
                    sound += usize::from(value.starts_with('{'));
                    self.out.push_str(value);
                    at = found + value.len();
                }
                Err((line, column, detail)) => {
                    names.look_ahead(self.text, found);
                    let next = names.next(self.text, found).unwrap_or(self.text.len());
                    let (own, begin) = self.line_of(found);
                    let column = if line == 1 {
                        found - begin + column
                    } else {
                        column
                    };
                    let line = own + line - 1;
                    self.damage(format!(
                        "not valid JSON at line {line}, column {column}: {detail}"
                    ));
                    let lost = self.text[found..next].matches('\n').count();
                    self.out.extend(std::iter::repeat_n('\n', lost));
                    at = next;
                    if next == self.text.len() {
                        break None;
                    }
                }
            }
        };
        self.out.push(']');
        self.lists.push(List {
            span: from..self.out.len(),
            sound,
        });
        end
    }

    /// Puts `null` for what is damaged.
    fn damage(&mut self, reason: String) {
        self.damage.insert(self.out.len(), reason);
        self.out.push_str("null");
    }

    /// The line of a place, from 1, and where it begins; places rise.
    fn line_of(&mut self, at: usize) -> (usize, usize) {
        let (from, line, begin) = self.lines;
        let passed = &self.text[from..at];
        let line = line + passed.matches('\n').count();
        let begin = passed.rfind('\n').map_or(begin, |end| from + end + 1);
        self.lines = (at, line, begin);
        (line, begin)
    }
}

/// Whether elements that are objects stand behind a bracket, the first of which may have lost its own.
fn begins_list(text: &str) -> bool {
    let rest = text.trim_start();
    let named = || {
        let end = string_end(rest.as_bytes(), 1);
        rest[end..].trim_start().starts_with(':')
    };
    rest.starts_with('{') || (rest.starts_with('"') && named())
}

/// What stands between two elements.
fn gap(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    &text[..text.len() - rest.len()]
}

/// Where a string ends whose first byte is at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// The element at the beginning of a text, or line, column and fault; behind one stands a comma, a
/// bracket, or the next one.
fn element(text: &str) -> Result<&str, (usize, usize, String)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    match values.next() {
        Some(Ok(value)) => {
            let value = value.get();
            let behind = text[value.len()..].trim_start();
            if behind.is_empty() || behind.starts_with([',', ']', '{']) {
                return Ok(value);
            }
            let line = value.matches('\n').count() + 1;
            let column = value.len() - value.rfind('\n').map_or(0, |end| end + 1) + 1;
            Err((line, column, "expected `,` or `]`".to_owned()))
        }
        Some(Err(error)) => Err((error.line(), error.column(), json::detail(&error))),
        None => Err((1, 1, "expected value".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (String, Vec<String>) {
        let salvaged = salvaged(text).expect("it has sound elements");
        for at in salvaged.damage.keys() {
            assert!(salvaged.text[*at..].starts_with("null"), "{salvaged:?}");
        }
        let lines = |text: &str| text.matches('\n').count();
        assert_eq!(lines(&salvaged.text), lines(text));
        (salvaged.text, salvaged.damage.into_values().collect())
    }

    #[test]
    fn a_damaged_element_costs_itself() {
        for (text, mended) in [
            (
                "[{\"a\":1},{\"a\":},{\"a\":3}]",
                "[{\"a\":1},null,{\"a\":3}]",
            ),
            ("[{\"a\":1,{\"a\":2}]", "[null,{\"a\":2}]"),
            ("[{\"a\":\"x},\n{\"a\":2}]", "[null\n,{\"a\":2}]"),
            (
                "[{\"a\":1},\"a\":2},{\"a\":3}]",
                "[{\"a\":1},null,{\"a\":3}]",
            ),
            (
                "[{\"a\":1},\n{\"a\":2},\n{\"a\":\"th",
                "[{\"a\":1}\n,{\"a\":2}\n,null]",
            ),
            ("[\n{\"a\":1},", "[\n{\"a\":1},null]"),
            (
                "[{\"a\":1,{\"a\":2},\n{\"a\":},\n{\"a\":}]",
                "[null,{\"a\":2}\n,null\n,null]",
            ),
            (
                "{\"n\":[1],\"d\":{\"r\":[{\"a\":1},{a}],\"b\":1}}",
                "{\"n\":[1],\"d\":{\"r\":[{\"a\":1},null]}}",
            ),
        ] {
            assert_eq!(cut(text).0, mended, "{text}");
        }
    }

    #[test]
    fn objects_inside_of_a_damaged_one_are_no_rows() {
        let row = |id: u32| {
            format!("{{\"id\":{id},\"text\":\"t\",\"at\":1,\"tags\":[{{\"id\":1}},{{\"id\":2}}]}}")
        };
        let text = format!("[{},{},{}]", row(1), row(2).replace("\"at\"", "at"), row(3));
        let (mended, reasons) = cut(&text);
        assert_eq!(mended, format!("[{},null,{}]", row(1), row(3)));
        assert_eq!(
            reasons,
            ["not valid JSON at line 1, column 75: key must be a string"]
        );
    }

    #[test]
    fn a_list_in_a_damaged_document_is_read_alone() {
        let (mended, _) = cut("{\"page\": ,\n\"rows\":[{\"a\":1},{]}");
        assert_eq!(mended, "\n[{\"a\":1},null]");
        assert!(salvaged("{\"a\":").is_none());
        assert!(salvaged("[{\"a\":}]").is_none());
    }
}
