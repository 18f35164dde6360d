//! Personal data that must not be shown: e-mail addresses, phone numbers, card numbers, IBANs,
//! access tokens and URLs that carry secrets.
//!
//! A mask replaces the shortest span that hides the datum. Versions, dates, times, prices and
//! amounts are left alone: a number is a phone number only where its length, its grouping or the
//! word before it says so.

mod digits;

use hearken_feedback::Mask;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The stand-ins, in the brackets in which they are shown.
const EMAIL: &str = "[email]";
const PHONE: &str = "[phone]";
const CARD: &str = "[card]";
const IBAN: &str = "[iban]";
const TOKEN: &str = "[token]";
const URL: &str = "[url]";

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is valid")
}

/// A name, an at sign and a host. The host may lack its dot: payment handles such as `ann@bank`
/// name a person as well.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\p{L}\p{N}][\p{L}\p{M}\p{N}._%+'’\-]*@[\p{L}\p{N}][\p{L}\p{M}\p{N}\-]*(?:\.[\p{L}\p{M}\p{N}\-]+)*",
    )
});

/// Addresses written so that programs do not see them.
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b[a-z0-9][a-z0-9._%+\-]*\s*[\[({]\s*at\s*[\])}]\s*[a-z0-9\-]+(?:\s*(?:[\[({]\s*dot\s*[\])}]|\.|\sdot\s)\s*[a-z]{2,})+|\b[a-z0-9][a-z0-9._%+\-]* at (?:gmail|yahoo|hotmail|outlook|icloud|proton)(?:\s?\.\s?| dot )[a-z]{2,}",
    )
});

static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bhttps?://[^\s<>\x22]+"));

/// What in a link opens a door: user data before the host, or a telling parameter.
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^https?://[^/\s]*:[^/\s]*@|[?&#;](?:access_?token|auth|auth_?token|token|api_?key|key|apikey|password|passwd|pwd|secret|client_secret|sig|signature|session|session_?id|sid|code|jwt|otp|email|phone)=[^&\s]",
    )
});

static KEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:sk-[A-Za-z0-9_\-]{16,}|sk_(?:live|test)_[A-Za-z0-9]{10,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_\-]{30,}|eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+)|(?i:\bbearer\s+[a-z0-9._\-]{20,})",
    )
});

static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b")
});

/// The personal data in a text: sorted, not overlapping, on character boundaries.
pub(crate) fn find(text: &str) -> Vec<Mask> {
    let mut found = Vec::new();
    // Cheap looks first: most texts hold none of this.
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let at = memchr::memchr(b'@', bytes).is_some();
    if memchr::memmem::find(bytes, b"://").is_some() {
        for link in LINK.find_iter(text) {
            if SECRET.is_match(link.as_str()) {
                add(&mut found, link.range(), URL);
            }
        }
    }
    if text.len() >= 20 && (digits > 0 || memchr::memchr(b'.', bytes).is_some()) {
        for key in KEY.find_iter(text) {
            add(&mut found, key.range(), TOKEN);
        }
    }
    if at {
        for address in ADDRESS.find_iter(text) {
            let trimmed = address.as_str().trim_end_matches(['-', '.']);
            let host = trimmed.rsplit('@').next().unwrap_or_default();
            if host.chars().any(char::is_alphabetic) && trimmed.find('@').is_some_and(|at| at > 0) {
                let start = address.start();
                add(&mut found, start..start + trimmed.len(), EMAIL);
            }
        }
    }
    if text.len() >= 12 && spells_address(bytes) {
        for address in SPELLED.find_iter(text) {
            add(&mut found, address.range(), EMAIL);
        }
    }
    if digits >= 10 {
        for account in ACCOUNT.find_iter(text) {
            if let Some(length) = digits::iban(account.as_str()) {
                add(&mut found, account.start()..account.start() + length, IBAN);
            }
        }
    }
    if digits >= 7 {
        for (span, number) in digits::numbers(text) {
            let shown = match number {
                digits::Number::Card => CARD,
                digits::Number::Phone => PHONE,
            };
            add(&mut found, span, shown);
        }
    }
    found.sort_by_key(|mask| mask.start);
    found
}

/// Whether the words of [`SPELLED`] can be there at all.
fn spells_address(bytes: &[u8]) -> bool {
    [
        "(at", "[at", "{at", "( at", "[ at", " at g", " at y", " at h", " at o", " at i", " at p",
    ]
    .iter()
    .any(|part| {
        bytes
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    })
}

/// Adds a span unless something in it is masked already.
fn add(found: &mut Vec<Mask>, span: std::ops::Range<usize>, shown: &str) {
    let touched = found
        .iter()
        .any(|mask| mask.start < span.end && span.start < mask.end);
    if !touched && !span.is_empty() {
        found.push(Mask {
            start: span.start,
            end: span.end,
            shown: shown.to_owned(),
        });
    }
}

/// The text with every datum replaced by its stand-in.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let masks = find(text);
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
    let words = [EMAIL, PHONE, CARD, IBAN, TOKEN, URL];
    let mut found: Vec<Mask> = words
        .into_iter()
        .flat_map(|word| shown.match_indices(word))
        .map(|(start, word)| Mask {
            start,
            end: start + word.len(),
            shown: word.to_owned(),
        })
        .collect();
    found.sort_by_key(|mask| mask.start);
    found
}

/// What stands for something masked, as a plain word: `[email]` is `email`.
pub(crate) fn plain_word(shown: &str) -> &str {
    shown.trim_matches(['[', ']'])
}

/// The value of a column that is no text, as it may be shown. Bare digits in such a column are
/// measurements and ids; they are personal only where the column's name says so, or where they
/// are a card number.
pub(crate) fn masked_value<'a>(column: &str, value: &'a str) -> Cow<'a, str> {
    let bare = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'));
    if crate::columns::is_personal(column) {
        return Cow::Borrowed("[name]");
    }
    if !bare {
        return masked(value);
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 7 && crate::columns::holds_numbers_of_people(column) {
        return Cow::Borrowed(if digits >= 13 { CARD } else { PHONE });
    }
    let card = digits::numbers(value)
        .into_iter()
        .any(|(_, number)| number == digits::Number::Card);
    if card {
        masked(value)
    } else {
        Cow::Borrowed(value)
    }
}

/// An id as it may be shown: digits stay, so that rows can be found again; addresses do not.
pub(crate) fn masked_id(id: &str) -> Cow<'_, str> {
    let separators = id.bytes().any(|b| matches!(b, b' ' | b'(' | b'+' | b'@'));
    let key = id.len() >= 20 && KEY.is_match(id);
    if separators || key {
        masked(id)
    } else {
        Cow::Borrowed(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        for (text, shown) in [
            ("mail ann.lee+x@mail.example.com.", "mail [email]."),
            ("o'neil@example.com wrote", "[email] wrote"),
            ("pay to 9876543210@ybl now", "pay to [email] now"),
            ("ann (at) example (dot) com", "[email]"),
            ("write ann at gmail.com", "write [email]"),
            ("looked at gmail settings", "looked at gmail settings"),
            ("meet @ 5pm", "meet @ 5pm"),
            ("thanks @support", "thanks @support"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
        }
    }

    #[test]
    fn secrets_are_masked() {
        let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0");
        assert_eq!(
            masked(&format!("my key {token} leaked")),
            "my key [token] leaked"
        );
        assert_eq!(
            masked("see https://example.com/reset?token=abc123 please"),
            "see [url] please"
        );
        let plain = "see https://example.com/help?page=2 please";
        assert_eq!(masked(plain), plain);
    }

    #[test]
    fn accounts_are_masked() {
        assert_eq!(
            masked("IBAN DE89 3704 0044 0532 0130 00 bitte"),
            "IBAN [iban] bitte"
        );
        let wrong = "DE88 3704 0044 0532 0130 00";
        assert!(!masked(wrong).contains("[iban]"));
    }

    #[test]
    fn values_and_ids_keep_their_digits() {
        assert_eq!(masked_value("user_phone", "5550100123"), "[phone]");
        assert_eq!(masked_value("unix", "1415378460"), "1415378460");
        assert_eq!(masked_value("note", "4111111111111111"), "[card]");
        assert_eq!(masked_value("email", "x"), "[name]");
        assert_eq!(masked_id("260097528899452929"), "260097528899452929");
        assert_eq!(masked_id("ann@example.com"), "[email]");
    }
}
