//! Runs of digits: cards and phone numbers, told from all other numbers.

use super::{Found, Kind, pattern, phones};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Digits with the marks that people put between them.
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\+?\(?[0-9](?:[ .\-/()\u{a0}\u{202f}\u{2010}\u{2011}\u{2013}]{0,3}[0-9]){6,}")
});

/// Masks every card and phone number that stands outside of plain links.
pub(super) fn find(text: &str, plain_links: &[Range<usize>], found: &mut Found) {
    for run in RUN.find_iter(text) {
        let span = run.range();
        let linked = plain_links
            .iter()
            .any(|link| link.start < span.end && span.start < link.end);
        if linked && !is_dialed(&text[..span.start]) {
            continue;
        }
        // Digits that are something else already divide a run.
        if stands_alone(text, &span) && !found.touches(&span) {
            classify(text, span, found);
        }
    }
}

/// Links that a phone dials.
fn is_dialed(before: &str) -> bool {
    ["wa.me/", "wa.me/+", "phone=", "t.me/+"]
        .iter()
        .any(|end| before.ends_with(end))
}

/// Whether a value holds a card number.
pub(super) fn holds_card(value: &str) -> bool {
    let mut found = Found::default();
    find(value, &[], &mut found);
    found.spans.values().any(|(_, kind)| *kind == Kind::Card)
}

/// Digits inside a word, an amount or a longer number are part of that.
fn stands_alone(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut rest = text[span.end..].chars();
    let after = rest.next();
    let joins =
        |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '€' | '£' | '₹' | '¥' | '#');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // "1.234.567,89" is an amount, "12:30" a time.
    let decimal = after.is_some_and(|c| matches!(c, ',' | ':')) && digit(rest.next());
    let cut = before.is_some_and(|c| matches!(c, '.' | ',' | ':'))
        && digit(text[..span.start].chars().rev().nth(1));
    !before.is_some_and(joins)
        && !after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '%'))
        && !decimal
        && !cut
        || phones::has_extension(&text[span.end..])
}

/// A run as one number; or, where several stand beside each other, the first card in it.
fn classify(text: &str, span: Range<usize>, found: &mut Found) {
    let run = &text[span.clone()];
    let groups = groups(run);
    // A card may have a date or a code behind it.
    for last in (0..groups.len().min(6)).rev() {
        let part = &run[..groups[last].end];
        if !is_card(part, &groups[..=last]) {
            continue;
        }
        found.add(
            span.start + groups[0].start..span.start + groups[last].end,
            Kind::Card,
        );
        if groups[last + 1..].iter().map(Range::len).sum::<usize>() >= 7 {
            classify(text, span.start + groups[last + 1].start..span.end, found);
        }
        return;
    }
    // A count may stand before a phone number.
    for first in 0..groups.len().min(3) {
        if first > 0 && !begins_anew(run, &groups[first]) {
            continue;
        }
        let start = if first == 0 { 0 } else { groups[first].start };
        let own: Vec<Range<usize>> = groups[first..]
            .iter()
            .map(|group| group.start - start..group.end - start)
            .collect();
        if let Some(number) = phones::find(text, &(span.start + start..span.end), &own) {
            found.add(number, Kind::Phone);
            return;
        }
    }
}

/// Whether a group begins a number of its own: with a zero, behind a space.
fn begins_anew(run: &str, group: &Range<usize>) -> bool {
    run[..group.start].ends_with(' ') && run[group.clone()].starts_with('0') && group.len() >= 3
}

/// The runs of bare digits in a run.
fn groups(run: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, byte) in run.bytes().enumerate() {
        if !byte.is_ascii_digit() {
            continue;
        }
        match groups.last_mut() {
            Some(group) if group.end == at => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Issuer prefix, length and Luhn's check digit (ISO/IEC 7812-1).
fn is_card(part: &str, groups: &[Range<usize>]) -> bool {
    let digits: Vec<u8> = part
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect();
    if !(13..=19).contains(&digits.len()) || part.contains(['.', '/', '(', '+']) {
        return false;
    }
    // Written in one piece or in pieces of four (Amex: four, six, five).
    let lengths: Vec<usize> = groups.iter().map(Range::len).collect();
    let grouped = lengths.len() == 1
        || lengths == [4, 6, 5]
        || lengths == [4, 6, 4]
        || lengths[..lengths.len() - 1]
            .iter()
            .all(|length| *length == 4);
    let prefix = digits[..4].iter().fold(0u32, |n, d| n * 10 + u32::from(*d));
    let issued = match digits.len() {
        13 => prefix / 1000 == 4,
        14 => {
            matches!(prefix / 100, 36 | 38 | 39)
                || (3000..=3059).contains(&prefix)
                || prefix == 3095
        }
        15 => prefix / 100 == 34 || prefix / 100 == 37,
        16 => {
            prefix / 1000 == 4
                || (5100..=5599).contains(&prefix)
                || (2221..=2720).contains(&prefix)
                || (3528..=3589).contains(&prefix)
                || (2200..=2204).contains(&prefix)
                || prefix / 1000 == 6
                || matches!(prefix / 100, 50 | 56..=58 | 81 | 82)
        }
        19 => prefix / 1000 == 4 || prefix / 1000 == 6,
        _ => prefix / 100 == 62,
    };
    grouped && issued && luhn(&digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(*digit) << (index % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Kind)> {
        let mut found = Found::default();
        find(text, &[], &mut found);
        let spans = found.spans.into_iter();
        spans
            .map(|(start, (end, kind))| (&text[start..end], kind))
            .collect()
    }

    #[test]
    fn phone_numbers_are_found() {
        for text in [
            "+1 415 555 0134",
            "+49 30 901820",
            "(415) 555-0134",
            "415-555-0134",
            "415.555.0134",
            "9876543210",
            "98765 43210",
            "555-0100",
            "06 12 34 56 78",
            "13812345678",
            "1-800-555-0134",
            "0171/1234567",
            "8 (916) 123-45-67",
            "+49 (0) 171 / 3920012",
            "415-555-0134 ext. 22",
        ] {
            let sentence = format!("Ring me on {text}, thanks");
            assert_eq!(found(&sentence), [(text, Kind::Phone)], "{text}");
        }
        assert_eq!(found("call 5550100 now"), [("5550100", Kind::Phone)]);
    }

    #[test]
    fn card_numbers_are_found() {
        for text in [
            "4111 1111 1111 1111",
            "4111111111111111",
            "3782 822463 10005",
        ] {
            let sentence = format!("charged {text} twice");
            assert_eq!(found(&sentence), [(text, Kind::Card)], "{text}");
        }
        assert_eq!(
            found("my card 5555-5555-5555-4444 12/27"),
            [("5555-5555-5555-4444", Kind::Card)]
        );
        assert_eq!(found("order 4111111111111112"), []);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "since 2023-01-01 02:21:46 it fails",
            "on 30.11.2014 08:15",
            "version 102.15.1.20230801",
            "at 192.168.100.200",
            "costs 1 000 000 or 10000000 or 1,250,000.00",
            "from 2019-2020 and 2021 - 2022",
            "between 100 200 300 400",
            "paid $1234567890",
            "build 20230801",
            "rows 1-10000 in 12:30:45",
            "timestamp 1415378460",
            "1.234.567,89 EUR",
            "ISBN 978-3-16-148410-0",
            "2147483647 is the largest",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
