//! What the elements of a list look like, so that the next one is found behind a damaged one.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::collections::BTreeMap;

/// Elements that tell which names rows have.
const LOOKED_AT: usize = 64;
/// Bytes that may be parsed in vain for each byte of the text. From there on what was parsed in vain is passed over.
const PER_BYTE: usize = 8;

/// What sound elements look like: which names they have, how many of them have each, and whether they begin on lines of
/// their own.
#[derive(Default)]
pub(super) struct Names {
    seen: usize,
    counts: BTreeMap<String, usize>,
    first: Option<String>,
    inline: bool,
    ahead: bool,
    /// Bytes that were parsed in vain.
    vain: usize,
}

impl Names {
    pub(super) fn learn(&mut self, element: &str, on_line: bool) {
        if self.seen == LOOKED_AT {
            return;
        }
        if let Ok((names, _)) = members(element) {
            self.inline |= !on_line;
            self.take(names);
        }
    }

    fn take(&mut self, names: Vec<String>) {
        self.seen += 1;
        self.first
            .get_or_insert_with(|| names.first().cloned().unwrap_or_default());
        for name in names {
            *self.counts.entry(name).or_default() += 1;
        }
    }

    /// Before any sound element, takes the one with the most names behind a damaged one for an element like others:
    /// what lies inside of elements has fewer.
    pub(super) fn look_ahead(&mut self, text: &str, damaged: usize) {
        if self.seen > 0 || std::mem::replace(&mut self.ahead, true) {
            return;
        }
        let (mut at, mut best) = (damaged, None::<(usize, Vec<String>)>);
        for _ in 0..LOOKED_AT {
            let Some(start) = start(text, at + 1) else {
                break;
            };
            at = start;
            if let Ok((names, length)) = members(&text[start..]) {
                at += length - 1;
                if best
                    .as_ref()
                    .is_none_or(|(_, best)| names.len() > best.len())
                {
                    best = Some((start, names));
                }
            }
        }
        if let Some((start, names)) = best {
            self.inline = !on_line(text, start);
            self.take(names);
        }
    }

    /// Whether an object has most of the names that most elements have.
    fn fits(&self, names: &[String]) -> bool {
        let usual = |count: usize| count * 2 >= self.seen;
        let most = self.counts.values().filter(|count| usual(**count)).count();
        let has = names
            .iter()
            .filter(|name| self.counts.get(*name).copied().is_some_and(usual))
            .count();
        has * 2 > most
    }

    /// Where the next element begins behind a damaged one; it may be damaged as well.
    pub(super) fn next(&mut self, text: &str, damaged: usize) -> Option<usize> {
        let mut at = match members(&text[damaged..]) {
            Err(parsed) => self.behind(text, damaged, parsed),
            Ok((_, length)) => damaged + length,
        };
        loop {
            let start = start(text, at)?;
            match members(&text[start..]) {
                Ok((names, _)) if self.fits(&names) => return Some(start),
                Ok((_, length)) => at = start + length,
                Err(parsed) => {
                    if self.begins(text, start) {
                        return Some(start);
                    }
                    at = self.behind(text, start, parsed);
                }
            }
        }
    }

    /// Where to go on behind the beginning of what was parsed in vain.
    fn behind(&mut self, text: &str, start: usize, parsed: usize) -> usize {
        self.vain += parsed;
        if self.vain / PER_BYTE > text.len() {
            start + parsed.max(1)
        } else {
            start + 1
        }
    }

    /// Whether what is damaged here is an element of its own rather than a part of one.
    fn begins(&self, text: &str, start: usize) -> bool {
        let apart = text[..start].trim_end().ends_with(',');
        if !apart || !(self.inline || on_line(text, start)) {
            return false;
        }
        let first = first_name(&text[start..]);
        first.is_some() && first == self.first
    }
}

/// The next place where an object can begin that is an element: behind a comma, a bracket or a line end.
fn start(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let start = at + memchr::memchr(b'{', text.as_bytes().get(at..)?)?;
        let before = text[..start].trim_end();
        if before.ends_with([',', '[', '}']) || text[before.len()..start].contains('\n') {
            return Some(start);
        }
        at = start + 1;
    }
}

/// The first name in an object, however the object goes on.
fn first_name(element: &str) -> Option<String> {
    let name = element.strip_prefix('{')?.trim_start();
    let mut values = serde_json::Deserializer::from_str(name).into_iter::<String>();
    values.next()?.ok()
}

/// The names in the object at the beginning of a text, and its length; else how far it was parsed, which is within
/// the text and at the beginning of a character.
fn members(text: &str) -> Result<(Vec<String>, usize), usize> {
    struct Members(Vec<String>);
    impl<'de> Deserialize<'de> for Members {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Read;
            impl<'de> Visitor<'de> for Read {
                type Value = Members;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                    let mut names = Vec::new();
                    while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                        names.push(name);
                    }
                    Ok(Members(names))
                }
            }
            deserializer.deserialize_map(Read)
        }
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Members>();
    match values.next() {
        Some(Ok(Members(names))) => Ok((names, values.byte_offset())),
        Some(Err(error)) => {
            let lines = memchr::memchr_iter(b'\n', text.as_bytes());
            let line = lines.take(error.line().saturating_sub(1)).last();
            let parsed = line.map_or(0, |end| end + 1) + error.column();
            let end = parsed.saturating_sub(1).min(text.len());
            let within = (0..=end).rev().find(|at| text.is_char_boundary(*at));
            Err(within.unwrap_or(0))
        }
        None => Err(0),
    }
}

/// Whether nothing but white space stands before a place on its line.
pub(super) fn on_line(text: &str, at: usize) -> bool {
    let spaces = |c: char| matches!(c, ' ' | '\t');
    text[..at].trim_end_matches(spaces).ends_with('\n')
}
