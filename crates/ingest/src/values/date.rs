//! Days as exports write them, kept as the export's own clock tells them.

use super::chinese::half_width;
use super::month::month;
use jiff::civil::Date;

/// Which of two numbers in `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    fn other(self) -> Self {
        match self {
            Self::DayFirst => Self::MonthFirst,
            Self::MonthFirst => Self::DayFirst,
        }
    }
}

/// No date is longer than this, with weekday, time and zone.
const LONGEST: usize = 48;

/// The day a field names. Epoch numbers are read as UTC. The days that tools write for "no date"
/// (1970-01-01 and the like) are none.
pub(crate) fn parse(field: &str, order: Order) -> Option<Date> {
    let field = half_width(field);
    let field = field.trim();
    if field.len() < 6 || field.len() > LONGEST {
        return None;
    }
    written(field, order)
        .or_else(|| epoch(field))
        .filter(|day| is_plausible(*day))
}

/// Whether a field is a written date; bare numbers never are, so that ids do not look like days.
pub(crate) fn is_date(field: &str) -> bool {
    let field = half_width(field);
    let field = field.trim();
    field.len() >= 6
        && field.len() <= LONGEST
        && field.bytes().any(|byte| byte.is_ascii_digit())
        && !field.bytes().all(|byte| byte.is_ascii_digit())
        && written(field, Order::MonthFirst)
            .or_else(|| written(field, Order::DayFirst))
            .is_some()
}

/// Whether a field that names a day tells more than the day, such as the time and its zone.
pub(crate) fn has_time(field: &str) -> bool {
    let field = half_width(field);
    let field = field.trim();
    let bare = field
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    // Midnight is what tools write where they know the day alone.
    let midnight = field.split_once(':').is_some_and(|(before, after)| {
        before.ends_with("00") && after.trim_matches(['0', ':', '.', 'Z']).is_empty()
    });
    let clock = (field.contains(':') && !midnight)
        || (field.contains('T') && !field.contains(':') && !bare)
        || field.contains(['点', '點', '时', '時']);
    (clock && field.bytes().any(|byte| byte.is_ascii_digit()))
        || (bare && epoch(field).is_some() && compact(field).is_none())
}

/// The day of a bare number: an epoch in seconds, milliseconds or microseconds, or `20141130`.
pub(crate) fn epoch(field: &str) -> Option<Date> {
    let whole = field.split_once('.').map_or(field, |(whole, _)| whole);
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(day) = compact(field) {
        return Some(day);
    }
    let value: i64 = whole.parse().ok()?;
    // 2001-09-09 up to 2100, where the number of digits tells the unit.
    let seconds = match whole.len() {
        10 => value,
        13 => value / 1_000,
        16 => value / 1_000_000,
        _ => return None,
    };
    let days = seconds.div_euclid(86_400);
    Date::new(1970, 1, 1)
        .ok()?
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
        .filter(|day| day.year() <= 2100)
}

/// `20141130`, the basic form of ISO 8601.
fn compact(field: &str) -> Option<Date> {
    if field.len() != 8 {
        return None;
    }
    let number = |part: &str| part.parse::<i8>().ok();
    let year: i16 = field[..4].parse().ok()?;
    let day = Date::new(year, number(&field[4..6])?, number(&field[6..])?).ok()?;
    (1970..=2100).contains(&day.year()).then_some(day)
}

/// Days that stand for "none".
fn is_plausible(day: Date) -> bool {
    day.year() > 1900 && (day.year(), day.month(), day.day()) != (1970, 1, 1)
}

/// A run of digits or letters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    Digits(&'a str),
    Word(&'a str),
}

pub(super) fn written(field: &str, order: Order) -> Option<Date> {
    // The time of day begins at the first colon's digits; nothing after it is a day or month,
    // but it may be a year ("Sun Nov 30 16:26:00 +0000 2014").
    let tokens = tokens(field);
    let first_separator = field.chars().find(|c| !c.is_ascii_digit())?;
    match tokens.first()? {
        Token::Digits(year) if year.len() == 4 => year_first(year, &tokens, first_separator),
        Token::Digits(number) if number.len() <= 2 => match tokens.get(1)? {
            // What cannot be otherwise is read, whatever the others are.
            Token::Digits(_) => numeric(field, first_separator, &tokens, order)
                .or_else(|| numeric(field, first_separator, &tokens, order.other())),
            Token::Word(_) => with_month_name(field, &tokens),
        },
        // `20141130T162600Z`
        Token::Digits(day) => match tokens.get(1)? {
            Token::Word("T" | "t") => compact(day),
            _ => None,
        },
        Token::Word(_) => with_month_name(field, &tokens),
    }
}

/// `2014-11-30`, `2014/11/30 16:26`, `2014年11月30日`.
fn year_first(year: &str, tokens: &[Token<'_>], separator: char) -> Option<Date> {
    if !matches!(separator, '-' | '/' | '.' | '年' | ' ' | '년') {
        return None;
    }
    let mut numbers = tokens[1..].iter().filter_map(|token| match token {
        Token::Digits(digits) => Some(*digits),
        Token::Word(_) => None,
    });
    if let Some(Token::Word(word)) = tokens.get(1)
        && let Some(month) = month(word)
    {
        return date(year, month, numbers.next()?);
    }
    let month: i8 = numbers.next().filter(|m| m.len() <= 2)?.parse().ok()?;
    date(year, month, numbers.next()?)
}

/// `30/11/2014`, `11-30-14 16:26`, `30.11.2014`.
fn numeric(field: &str, separator: char, tokens: &[Token<'_>], order: Order) -> Option<Date> {
    // `09 13, 2014` has a comma before its year.
    let spaced = separator == ' ' && field.contains(',') && tokens.len() == 3;
    let joined = matches!(separator, '/' | '-' | '.')
        && field.chars().filter(|c| *c == separator).count() >= 2;
    if !spaced && !joined {
        return None;
    }
    let [
        Token::Digits(first),
        Token::Digits(second),
        Token::Digits(year),
        ..,
    ] = tokens
    else {
        return None;
    };
    if second.len() > 2 || (year.len() != 4 && year.len() != 2) {
        return None;
    }
    // `1.2.14` is a version unless something else tells a date.
    if separator == '.' && year.len() == 2 && !(first.len() == 2 && second.len() == 2) {
        return None;
    }
    let (day, month) = match order {
        Order::DayFirst => (first, second),
        Order::MonthFirst => (second, first),
    };
    date(year, month.parse().ok()?, day)
}

/// `Nov 30, 2014, 4:26PM`, `Sun, 30 Nov 2014 16:26:00 GMT`, `30. November 2014`.
fn with_month_name(field: &str, tokens: &[Token<'_>]) -> Option<Date> {
    let at = tokens.iter().position(|token| match token {
        Token::Word(word) => month(word).is_some(),
        Token::Digits(_) => false,
    })?;
    // Prose has more words than a date.
    if at > 3 || tokens.len() > 12 {
        return None;
    }
    let Token::Word(word) = tokens[at] else {
        return None;
    };
    let month = month(word)?;
    let is_day = |token: &Token<'_>| matches!(token, Token::Digits(d) if d.len() <= 2);
    let is_year = |token: &Token<'_>| matches!(token, Token::Digits(d) if d.len() == 4);
    let clock = field.find(':').map_or(field.len(), |colon| colon);
    let before = at.checked_sub(1).map(|index| tokens[index]).filter(is_day);
    let before = before.or_else(|| {
        // "30 de noviembre de 2014", "30th of November"
        let index = at.checked_sub(2)?;
        let filler = matches!(
            tokens[index + 1],
            Token::Word("de" | "th" | "st" | "nd" | "rd")
        );
        Some(tokens[index]).filter(|token| filler && is_day(token))
    });
    let day = match before {
        Some(token) => token,
        None => tokens.get(at + 1).copied().filter(is_day).filter(|token| {
            let Token::Digits(digits) = token else {
                return false;
            };
            (digits.as_ptr() as usize - field.as_ptr() as usize) + digits.len() < clock
        })?,
    };
    let year = tokens
        .iter()
        .rev()
        .find(|token| {
            let Token::Digits(digits) = token else {
                return false;
            };
            is_year(token) && !is_offset(field, digits)
        })
        .copied()?;
    match (day, year) {
        (Token::Digits(day), Token::Digits(year)) => date(year, month, day),
        _ => None,
    }
}

/// `+0000` and `-0700` are zones, not years.
fn is_offset(field: &str, digits: &str) -> bool {
    let start = digits.as_ptr() as usize - field.as_ptr() as usize;
    field[..start].ends_with(" +") || field[..start].ends_with(" -")
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    // `2014-11-30T16…` is split at the letter; `20141130` never gets here.
    let day: i8 = day.get(..2).unwrap_or(day).parse().ok()?;
    let mut number: i16 = year.parse().ok()?;
    if year.len() == 2 {
        number += if number < 70 { 2000 } else { 1900 };
    }
    Date::new(number, month, day).ok()
}

pub(super) fn tokens(field: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = field.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let digit = first.is_ascii_digit();
        if !digit && !first.is_alphabetic() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = chars.peek().copied() {
            if next.is_ascii_digit() != digit || (!digit && !next.is_alphabetic()) {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let part = &field[start..end];
        tokens.push(if digit {
            Token::Digits(part)
        } else {
            Token::Word(part)
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(field: &str) -> Option<String> {
        parse(field, Order::MonthFirst).map(|day| day.to_string())
    }

    #[test]
    fn common_ways_to_write_a_day_are_read() {
        for field in [
            "2014-11-30",
            "2014-11-30T23:59:59-0700",
            "2014-11-30 16:26:00 UTC",
            "2014/11/30",
            "2014年11月30日",
            "２０１４年１１月３０日",
            "2014年11月30日 下午4:26",
            "2014年11月30日上午9時05分",
            "２０１４－１１－３０　１６：２６",
            "Nov 30, 2014, 4:26PM",
            "November 30, 2014",
            "30 Nov 2014",
            "30-Nov-2014",
            "30. November 2014",
            "30 de noviembre de 2014",
            "Sun, 30 Nov 2014 16:26:00 GMT",
            "Sun Nov 30 16:26:00 +0000 2014",
            "11/30/2014 4:26 PM",
            "11/30/14",
            "11 30, 2014",
            "30/11/2014",
            "20141130",
            "20141130T162600Z",
            "30 ноября 2014 г.",
            "2014/11/30 11:26:00 PM GMT+2",
            "1417364760",
            "1417364760000",
        ] {
            assert_eq!(day(field).as_deref(), Some("2014-11-30"), "{field}");
        }
    }

    #[test]
    fn a_time_of_day_is_more_than_a_day() {
        for field in [
            "2014-11-30T23:59:59-0700",
            "2014-11-30T00:00:00+09:00",
            "20141130T162600Z",
            "1417364760",
            "Nov 30, 2014, 4:26PM",
            "2014年11月30日 下午4:26",
            "2014年11月30日 下午4点26分",
        ] {
            assert!(has_time(field), "{field}");
        }
        for field in [
            "2014-11-30",
            "20141130",
            "30.11.2014",
            "2014-11-30 00:00:00",
            "2014-11-30T00:00:00.000Z",
        ] {
            assert!(!has_time(field), "{field}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for field in [
            "1970-01-01",
            "12.11.1",
            "102.15.1",
            "4.5",
            "may be good",
            "260097528899452929",
            "2014-13-40",
            "Nov 30",
            "555-010-1234",
            "marvelous 12",
            "version 2014",
        ] {
            assert_eq!(day(field), None, "{field}");
        }
    }
}
