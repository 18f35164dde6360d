//! What a single field says: nothing, a number, a day, a rating.

pub(crate) mod chinese;
pub(crate) mod date;
mod month;
pub(crate) mod order;
pub(crate) mod rating;
mod words;

/// The field without surrounding space, or `None` where it stands for "nothing here".
pub(crate) fn filled(field: &str) -> Option<&str> {
    let field = field.trim();
    if field.is_empty() || is_placeholder(field) {
        return None;
    }
    Some(field)
}

/// Words that tools write where a person wrote nothing.
fn is_placeholder(field: &str) -> bool {
    const WORDS: [&str; 19] = [
        "n/a",
        "n.a.",
        "na",
        "n.a",
        "#n/a",
        "null",
        "(null)",
        "none",
        "nil",
        "nan",
        "<na>",
        "undefined",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "?",
    ];
    field.len() <= 9 && WORDS.iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// As [`filled`], for names of things, where `unknown` and the like are no name either.
pub(crate) fn named(field: &str) -> Option<&str> {
    const WORDS: [&str; 7] = [
        "unknown",
        "unspecified",
        "not specified",
        "not available",
        "not set",
        "(not set)",
        "(none)",
    ];
    filled(field).filter(|field| !WORDS.iter().any(|word| field.eq_ignore_ascii_case(word)))
}

/// The author's name; what stores write for people without one is none.
pub(crate) fn author(field: &str) -> Option<&str> {
    const NOBODY: [&str; 8] = [
        "a google user",
        "a user",
        "anonymous",
        "anonym",
        "guest",
        "deleted",
        "[deleted]",
        "匿名用户",
    ];
    named(field).filter(|field| !NOBODY.iter().any(|word| field.eq_ignore_ascii_case(word)))
}

/// A plain number, with a decimal point or comma.
pub(crate) fn number(field: &str) -> Option<f64> {
    let field = field.trim();
    if field.is_empty() || field.len() > 24 {
        return None;
    }
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b'+' | b'e' | b'E');
    if !field.bytes().all(plain) {
        return None;
    }
    let value: f64 = if field.contains(',') && !field.contains('.') {
        field.replacen(',', ".", 1).parse().ok()?
    } else {
        field.parse().ok()?
    };
    value.is_finite().then_some(value)
}

/// A count, as votes are; thousands may be set apart by commas.
pub(crate) fn count(field: &str) -> Option<u64> {
    if let Some(joined) = grouped(field) {
        return joined.parse().ok();
    }
    let value = number(field)?;
    (value >= 0.0 && value.fract() == 0.0 && value < 1e15).then_some(value as u64)
}

/// The digits of `12,345`.
fn grouped(field: &str) -> Option<String> {
    let mut parts = field.trim().split(',');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = parts
        .next()
        .filter(|first| (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = parts.collect();
    let three = |part: &&str| part.len() == 3 && digits(part);
    (digits(first) && !rest.is_empty() && rest.len() <= 4 && rest.iter().all(three))
        .then(|| format!("{first}{}", rest.concat()))
}

/// Whether anything in the text can be read: a letter of any script, an emoji, or an emoticon.
/// Digits, punctuation and symbols alone say nothing that could be classified.
pub(crate) fn says_something(text: &str) -> bool {
    text.chars().any(|c| c.is_alphabetic() || is_emoji(c))
        || EMOTICONS.iter().any(|emoticon| text.contains(emoticon))
}

const EMOTICONS: [&str; 10] = [
    ":)", ":-)", ";)", ";-)", ":(", ":-(", "<3", "^_^", ":'(", ":/",
];

/// Pictographs, without the digits and signs that Unicode also lists as emoji.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x2600..=0x27bf | 0x2b50 | 0x2b55 | 0x2b1b..=0x2b1c | 0x231a..=0x231b | 0x23e9..=0x23f3
        | 0x1f000..=0x1faff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_nothing() {
        for field in ["", "  ", "N/A", "null", "None", "-", "NaN"] {
            assert_eq!(filled(field), None, "{field}");
        }
        assert_eq!(filled(" Nothing "), Some("Nothing"));
        assert_eq!(named("Unknown"), None);
        assert_eq!(author("A Google user"), None);
    }

    #[test]
    fn numbers_may_have_a_comma() {
        assert_eq!(number("4,5"), Some(4.5));
        assert_eq!(number("4.5"), Some(4.5));
        assert_eq!(number("nan"), None);
        assert_eq!(number("1e999"), None);
        assert_eq!(count("3.0"), Some(3));
        assert_eq!(count("-1"), None);
        assert_eq!(count("1,204"), Some(1204));
        assert_eq!(count("1,20"), None);
    }

    #[test]
    fn emoji_and_emoticons_say_something_and_digits_do_not() {
        assert!(says_something("👍👍"));
        assert!(says_something(":-)"));
        assert!(says_something("好"));
        assert!(!says_something("10/10 !!!"));
        assert!(!says_something("..."));
    }
}
