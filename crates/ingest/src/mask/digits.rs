//! Numbers that reach or charge a person, told from all other numbers.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a run of digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Card,
    Phone,
}

/// Digits with the marks that people put between them.
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\+?\(?\d(?:[ .\-/()\u{a0}\u{2010}\u{2011}\u{2013}]{0,2}\d){6,}")
        .expect("a pattern of ours is valid")
});

/// Words that announce a phone number.
const ANNOUNCING: [&str; 18] = [
    "phone", "call", "tel", "mobile", "mob", "cell", "whatsapp", "number", "contact", "sms",
    "text", "fax", "handy", "telefon", "电话", "手机", "号码", "電話",
];

/// Every card and phone number of a text.
pub(super) fn numbers(text: &str) -> Vec<(Range<usize>, Number)> {
    RUN.find_iter(text)
        .filter(|run| stands_alone(text, run.range()))
        .flat_map(|run| classify(text, run.range()))
        .collect()
}

/// Digits inside a word, an amount or a longer number are part of that.
fn stands_alone(text: &str, span: Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let joins =
        |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '€' | '£' | '₹' | '¥' | '#');
    // "1.234.567,89" is an amount, "12:30" a time.
    let rest: String = text[span.end..].chars().take(2).collect();
    let decimal =
        rest.starts_with([',', ':']) && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    let cut = before.is_some_and(|c| c == '.' || c == ',' || c == ':')
        && text[..span.start]
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|c| c.is_ascii_digit());
    !before.is_some_and(joins)
        && !after.is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '%')
        && !decimal
        && !cut
}

/// A run as one number; or, where several stand beside each other, the first card in it.
fn classify(text: &str, span: Range<usize>) -> Vec<(Range<usize>, Number)> {
    let run = &text[span.clone()];
    let groups = groups(run);
    // A card may have a date or a code behind it.
    for last in (0..groups.len()).rev() {
        let part = &run[..groups[last].end];
        if is_card(part, &groups[..=last]) {
            let start = span.start + groups[0].start;
            let mut found = vec![(start..span.start + groups[last].end, Number::Card)];
            let rest = span.start + groups[last].end..span.end;
            if text[rest.clone()]
                .bytes()
                .filter(u8::is_ascii_digit)
                .count()
                >= 7
            {
                let from = rest.start
                    + text[rest.clone()]
                        .find(|c: char| c.is_ascii_digit())
                        .unwrap_or(0);
                found.extend(classify(text, from..rest.end));
            }
            return found;
        }
    }
    if is_phone(text, &span, run, &groups) {
        return vec![(span, Number::Phone)];
    }
    Vec::new()
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
        13 | 19 => prefix / 1000 == 4 || (digits.len() == 19 && prefix / 100 == 62),
        14 => prefix / 100 == 36 || prefix / 100 == 38 || (3000..=3059).contains(&prefix),
        15 => prefix / 100 == 34 || prefix / 100 == 37,
        16 => {
            prefix / 1000 == 4
                || (5100..=5599).contains(&prefix)
                || (2221..=2720).contains(&prefix)
                || (3528..=3589).contains(&prefix)
                || prefix / 1000 == 6
                || matches!(prefix / 100, 50 | 81 | 82)
        }
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

fn is_phone(text: &str, span: &Range<usize>, run: &str, groups: &[Range<usize>]) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let lengths: Vec<usize> = groups.iter().map(Range::len).collect();
    let count = digits.len();
    if count > 15 || is_round(&digits) {
        return false;
    }
    if run.starts_with('+') {
        return count >= 8;
    }
    if holds_date(run, groups) {
        return false;
    }
    let announced = announced(&text[..span.start]);
    if lengths.len() == 1 {
        return match count {
            10 => !digits.starts_with("00") && (announced || !is_epoch(&digits)),
            11 => digits.starts_with(['0', '1']) || announced,
            12 => digits.starts_with("91") || digits.starts_with("00") || announced,
            13 | 14 => digits.starts_with("00"),
            7..=9 => announced,
            _ => false,
        };
    }
    if is_thousands(run, &lengths) {
        return false;
    }
    let dotted = run.contains('.');
    let french = lengths.len() == 5 && lengths.iter().all(|l| *l == 2) && digits.starts_with('0');
    if dotted {
        return lengths == [3, 3, 4] || french;
    }
    if french || lengths == [3, 3, 4] || lengths == [1, 3, 3, 4] {
        return true;
    }
    let years = lengths.iter().all(|length| *length == 4) && count == 8;
    if lengths == [3, 4] {
        return run.contains(['-', '\u{2011}']) || announced;
    }
    if count < 9 {
        return announced && !years;
    }
    // Long enough, in few pieces, none of them a lone digit in the middle.
    let widest = lengths.iter().copied().max().unwrap_or(0);
    let pieces = lengths.len() <= 6 && lengths[1..].iter().all(|length| *length >= 2);
    let slashed = run.contains('/') && !digits.starts_with('0');
    // Numbers in a row ("100 200 300") are no phone number unless they begin like one.
    let begins = digits.starts_with('0') || run.starts_with('(') || widest >= 4;
    pieces && widest >= 3 && !slashed && (begins || announced)
}

/// Orders of magnitude: 10000000.
fn is_round(digits: &str) -> bool {
    digits.len() - digits.trim_end_matches('0').len() >= 5
}

/// Seconds since 1970 between 2009 and 2033.
fn is_epoch(digits: &str) -> bool {
    ("1230000000".."2000000000").contains(&digits)
}

/// 1 000 000 or 12.500.000.
fn is_thousands(run: &str, lengths: &[usize]) -> bool {
    let marks: Vec<char> = run.chars().filter(|c| !c.is_ascii_digit()).collect();
    let same = marks.windows(2).all(|pair| pair[0] == pair[1]);
    same && matches!(marks.first(), Some(' ' | '.' | '\u{a0}'))
        && lengths[0] <= 3
        && lengths[1..].iter().all(|length| *length == 3)
        && !run.starts_with('0')
}

/// A year beside a month and a day, in any customary order.
fn holds_date(run: &str, groups: &[Range<usize>]) -> bool {
    groups.windows(3).any(|three| {
        let value = |range: &Range<usize>| run[range.clone()].parse::<u32>().unwrap_or(u32::MAX);
        let values: Vec<u32> = three.iter().map(value).collect();
        let lengths: Vec<usize> = three.iter().map(Range::len).collect();
        let year = |index: usize| lengths[index] == 4 && (1900..=2100).contains(&values[index]);
        let small = |index: usize| lengths[index] <= 2 && (1..=31).contains(&values[index]);
        (year(0) && small(1) && small(2)) || (small(0) && small(1) && year(2))
    })
}

/// Whether a word shortly before says that a phone number follows.
fn announced(before: &str) -> bool {
    let start = before
        .char_indices()
        .rev()
        .nth(24)
        .map_or(0, |(index, _)| index);
    let near = before[start..].to_lowercase();
    ANNOUNCING.iter().any(|word| near.contains(word))
}

/// The length in bytes of the valid IBAN that a candidate begins with (ISO 13616, mod 97).
pub(super) fn iban(candidate: &str) -> Option<usize> {
    let mut ends: Vec<usize> = candidate
        .char_indices()
        .filter(|(_, c)| c.is_ascii_alphanumeric())
        .map(|(at, _)| at + 1)
        .collect();
    while ends.len() >= 15 {
        let end = *ends.last()?;
        let whole = candidate[end..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_ascii_alphanumeric());
        if ends.len() <= 34 && whole && remainder(&candidate[..end]) == Some(1) {
            return Some(end);
        }
        ends.pop();
    }
    None
}

fn remainder(iban: &str) -> Option<u32> {
    let plain: Vec<char> = iban.chars().filter(char::is_ascii_alphanumeric).collect();
    let (front, rest) = plain.split_at_checked(4)?;
    rest.iter().chain(front).try_fold(0u32, |sum, c| {
        let digit = c.to_digit(36)?;
        Some((if digit > 9 { sum * 100 } else { sum * 10 } + digit) % 97)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Number)> {
        numbers(text)
            .into_iter()
            .map(|(span, number)| (&text[span], number))
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
        ] {
            let sentence = format!("Ring me on {text}, thanks");
            assert_eq!(found(&sentence), [(text, Number::Phone)], "{text}");
        }
        assert_eq!(found("call 5550100 now"), [("5550100", Number::Phone)]);
    }

    #[test]
    fn card_numbers_are_found() {
        for text in [
            "4111 1111 1111 1111",
            "4111111111111111",
            "3782 822463 10005",
        ] {
            let sentence = format!("charged {text} twice");
            assert_eq!(found(&sentence), [(text, Number::Card)], "{text}");
        }
        assert_eq!(
            found("my card 5555-5555-5555-4444 12/27"),
            [("5555-5555-5555-4444", Number::Card)]
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
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
