//! JSON as programs write it that do not keep to RFC 8259.

/// The text with what is no JSON put in JSON's words; `None` where nothing needs it.
///
/// `NaN` and the infinities of JavaScript and Python become `null`, a comma before a closing
/// bracket goes, control characters inside strings are escaped, and an escaped half of a surrogate
/// pair without its other half becomes U+FFFD. Lines stay where they are.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut inside = false;
    let mut changed = false;
    while let Some(c) = rest.chars().next() {
        let (length, instead) = if inside {
            in_string(rest, c)
        } else {
            between(rest, c)
        };
        let own = &rest[..length];
        inside ^= own == "\"";
        changed |= instead.is_some();
        mended.push_str(instead.as_deref().unwrap_or(own));
        rest = &rest[length..];
    }
    changed.then_some(mended)
}

/// How long the next piece inside a string is, and what stands for it where it cannot stay.
fn in_string(rest: &str, c: char) -> (usize, Option<String>) {
    if c == '\\' {
        return escape(rest);
    }
    if c < ' ' && !matches!(c, '\n' | '\r') {
        return (1, Some(format!("\\u{:04x}", u32::from(c))));
    }
    (c.len_utf8(), None)
}

fn escape(rest: &str) -> (usize, Option<String>) {
    const LOST: &str = "\\ufffd";
    let unit = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let after = rest[1..].chars().next().map_or(0, char::len_utf8);
    match unit(0) {
        Some(0xd800..=0xdbff) => match unit(6) {
            Some(0xdc00..=0xdfff) => (12, None),
            _ => (6, Some(LOST.to_owned())),
        },
        Some(0xdc00..=0xdfff) => (6, Some(LOST.to_owned())),
        Some(_) => (6, None),
        None => (1 + after, None),
    }
}

fn between(rest: &str, c: char) -> (usize, Option<String>) {
    for word in ["-Infinity", "Infinity", "NaN"] {
        if c == word.as_bytes()[0].into() && rest.starts_with(word) {
            return (word.len(), Some("null".to_owned()));
        }
    }
    if c == ',' && rest[1..].trim_start().starts_with([']', '}']) {
        return (1, Some(String::new()));
    }
    (c.len_utf8(), None)
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn what_is_no_json_is_mended_and_what_is_stays() {
        for (text, instead) in [
            (r#"{"a":NaN,"b":-Infinity}"#, Some(r#"{"a":null,"b":null}"#)),
            (r#"[{"a":1}, ]"#, Some(r#"[{"a":1} ]"#)),
            ("{\"a\":\"b\tc\"}", Some(r#"{"a":"b\u0009c"}"#)),
            (r#"{"a":"\ud83d!"}"#, Some(r#"{"a":"\ufffd!"}"#)),
            (
                r#"{"a":"\ude00\ud83d\ude00"}"#,
                Some(r#"{"a":"\ufffd\ud83d\ude00"}"#),
            ),
            (r#"{"a":"NaN, ] \" \\"}"#, None),
            (r#"{"a":"\u"#, None),
            ("\"\\é", None),
        ] {
            assert_eq!(mended(text).as_deref(), instead, "{text}");
        }
    }
}
