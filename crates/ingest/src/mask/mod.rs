//! Personal data that must not be shown: e-mail addresses, phone numbers, cards, IBANs, addresses
//! of machines, keys, passwords, links that carry secrets, and the numbers of orders and accounts.
//!
//! A mask replaces the shortest span that hides the datum. Versions, dates, times, prices and
//! amounts are left alone: a number is a datum only where its form, its check digits or the word
//! before it says so. Names of people are sought only where asked for, and found only behind words
//! that announce them.
//!
//! Text is searched in segments between masks until none of them holds anything, so that masking
//! what is masked already changes nothing.

mod accounts;
mod addresses;
mod announced;
mod digits;
mod keys;
mod links;
mod machines;
mod names;
mod passwords;
mod phones;
mod words;

use hearken_feedback::Mask;
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;
use words::Announces;

/// What a datum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Email,
    Phone,
    Card,
    Iban,
    Ip,
    Mac,
    Token,
    Password,
    Url,
    Number,
    Name,
}

impl Kind {
    /// The stand-in, in the brackets in which it is shown.
    fn shown(self) -> &'static str {
        match self {
            Self::Email => "[email]",
            Self::Phone => "[phone]",
            Self::Card => "[card]",
            Self::Iban => "[iban]",
            Self::Ip => "[ip]",
            Self::Mac => "[mac]",
            Self::Token => "[token]",
            Self::Password => "[password]",
            Self::Url => "[url]",
            Self::Number => "[number]",
            Self::Name => "[name]",
        }
    }
}

/// How often a segment is searched again at most; keeps time linear whatever the text.
const DEPTH: usize = 8;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is valid")
}

/// What one look over the bytes tells, so that most patterns need not run on most texts.
#[derive(Debug, Default)]
struct Signs {
    digits: usize,
    colons: usize,
    dots: usize,
    dashes: usize,
    slash: bool,
    at: bool,
    equals: bool,
    /// The longest run of the characters of which keys are made, in bytes.
    longest: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut run = 0;
        let mut wide = false;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => signs.digits += 1,
                b':' => signs.colons += 1,
                b'.' => signs.dots += 1,
                b'-' => signs.dashes += 1,
                b'/' => signs.slash = true,
                b'@' => signs.at = true,
                b'=' => signs.equals = true,
                // The first byte of the fullwidth at sign.
                0xef => wide = true,
                _ => {}
            }
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
                run += 1;
                signs.longest = signs.longest.max(run);
            } else {
                run = 0;
            }
        }
        signs.at |= wide && text.contains('＠');
        signs
    }
}

/// Spans found in one segment; the first to take a byte keeps it.
#[derive(Debug, Default)]
struct Found {
    spans: BTreeMap<usize, (usize, Kind)>,
}

impl Found {
    fn add(&mut self, span: Range<usize>, kind: Kind) {
        if !span.is_empty() && !self.touches(&span) {
            self.spans.insert(span.start, (span.end, kind));
        }
    }

    fn touches(&self, span: &Range<usize>) -> bool {
        let before = self.spans.range(..span.end).next_back();
        before.is_some_and(|(_, (end, _))| *end > span.start)
    }
}

static STAND_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\[(?:email|phone|card|iban|ip|mac|token|password|url|number|name)\]")
});

/// The personal data in a text: sorted, not overlapping, on character boundaries. `names` also
/// seeks names of people.
pub(crate) fn find(text: &str, names: bool) -> Vec<Mask> {
    let mut found: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut open: Vec<(Range<usize>, usize)> = Vec::new();
    // Stand-ins that are there already divide the text as masks do.
    let mut at = 0;
    if memchr::memchr(b'[', text.as_bytes()).is_some() {
        for word in STAND_IN.find_iter(text) {
            open.push((at..word.start(), 0));
            at = word.end();
        }
    }
    open.push((at..text.len(), 0));
    while let Some((segment, depth)) = open.pop() {
        let inside = in_segment(&text[segment.clone()], names);
        if inside.spans.is_empty() {
            continue;
        }
        let mut at = segment.start;
        for (start, (end, kind)) in inside.spans {
            let span = segment.start + start..segment.start + end;
            if depth < DEPTH {
                open.push((at..span.start, depth + 1));
            }
            at = span.end;
            found.push((span, kind));
        }
        if depth < DEPTH {
            open.push((at..segment.end, depth + 1));
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    found
        .into_iter()
        .map(|(span, kind)| Mask {
            start: span.start,
            end: span.end,
            shown: kind.shown().to_owned(),
        })
        .collect()
}

/// What is found in text that holds no masks yet. What is surer, and what holds others, comes first.
fn in_segment(text: &str, names: bool) -> Found {
    let mut found = Found::default();
    if text.is_empty() {
        return found;
    }
    let signs = Signs::of(text);
    let said = words::find(text);
    let of = |what: Announces| -> Vec<usize> {
        let starts = said.iter().filter(|(_, announced)| *announced == what);
        starts.map(|(start, _)| *start).collect()
    };
    // What a plain link holds is a path, no number of a person.
    let plain_links = links::find(text, &signs, &mut found);
    keys::find(text, &signs, &of(Announces::Key), &plain_links, &mut found);
    addresses::find(text, &signs, !of(Announces::Spelled).is_empty(), &mut found);
    passwords::find(text, &of(Announces::Password), &mut found);
    machines::find(text, &signs, &mut found);
    accounts::find(text, &signs, &mut found);
    announced::find(text, &of(Announces::Number), &plain_links, &mut found);
    if signs.digits >= 7 {
        digits::find(text, &plain_links, &mut found);
    }
    if names {
        names::find(text, &mut found);
    }
    found
}

/// The text with every datum replaced by its stand-in.
pub(crate) fn masked(text: &str, names: bool) -> Cow<'_, str> {
    let masks = find(text, names);
    if masks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for mask in &masks {
        shown.push_str(&text[at..mask.start]);
        shown.push_str(&mask.shown);
        at = mask.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

/// The stand-ins in a text that is masked already.
pub(crate) fn stand_ins(shown: &str) -> Vec<Mask> {
    STAND_IN
        .find_iter(shown)
        .map(|word| Mask {
            start: word.start(),
            end: word.end(),
            shown: word.as_str().to_owned(),
        })
        .collect()
}

/// What stands for something masked, as a plain word: `[email]` is `email`.
pub(crate) fn plain_word(shown: &str) -> &str {
    shown.trim_matches(['[', ']'])
}

fn is_bare(value: &str) -> bool {
    value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'))
}

/// The value of a column that is no text, as it may be shown. Bare digits in such a column are
/// measurements and ids; they are personal only where the column's name says so, or where they
/// are a card number.
pub(crate) fn masked_value<'a>(column: &str, value: &'a str, names: bool) -> Cow<'a, str> {
    if crate::columns::is_personal(column) {
        return Cow::Borrowed(Kind::Name.shown());
    }
    if machines::is_named(column) && machines::is_address(value) {
        return Cow::Borrowed(Kind::Ip.shown());
    }
    if !is_bare(value) {
        return masked(value, names);
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 7 && crate::columns::holds_numbers_of_people(column) {
        let kind = if digits >= 13 {
            Kind::Card
        } else {
            Kind::Phone
        };
        return Cow::Borrowed(kind.shown());
    }
    if digits::holds_card(value) {
        masked(value, names)
    } else {
        Cow::Borrowed(value)
    }
}

/// A version as it may be shown: `10.1.120.14` is no address there.
pub(crate) fn masked_version(value: &str, names: bool) -> Cow<'_, str> {
    if is_bare(value) && !digits::holds_card(value) {
        Cow::Borrowed(value)
    } else {
        masked(value, names)
    }
}

/// An id as it may be shown: digits stay, so that rows can be found again; addresses do not.
pub(crate) fn masked_id(id: &str) -> Cow<'_, str> {
    let separators = id.bytes().any(|b| matches!(b, b' ' | b'(' | b'+' | b'@'));
    let key = id.len() >= 20 && keys::has_known_form(id);
    if separators || key {
        masked(id, false)
    } else {
        Cow::Borrowed(id)
    }
}

#[cfg(test)]
mod tests;
