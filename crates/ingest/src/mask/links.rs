//! Links that open a door to whoever has them.

use super::{Found, Kind, Signs, pattern};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// With a scheme, or a host and a path.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)[a-z][a-z0-9+.\-]{1,20}://[^\s<>\x22]+|(?-u:\b)(?:[a-z0-9](?:[a-z0-9\-]{0,62})\.)+[a-z]{2,24}(?::\d{2,5})?/[^\s<>\x22]+",
    )
});

/// User and password before the host (RFC 3986, section 3.2.1).
static LOGIN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[A-Za-z0-9+.\-]+://[^/\s@:]*:[^/\s]*@"));

/// A telling parameter with a value.
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[?&#;](?:[a-z0-9\-]+[_\-]|[a-z]{0,12})(?:token|auth|key|secret|passw(?:or)?d|signature|session|credential|nonce|ticket)(?:_?id)?=[^&\s]{3}|[?&#;](?:pass|pwd|pw|sig|sid|code|jwt|otp|pin|e?mail|phone|tel|[a-z]+_code|activation|confirmation|invite|hash|user|username|login)=[^&\s]{3}",
    )
});

/// A path that says that what follows is a secret.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)/(?:[a-z\-_]*(?:reset|magic|invite|invitation|verif\w*|confirm\w*|activat\w*|unsubscribe|token|auth|login|webhooks?|services|join|share|signin|recover\w*|onetime)[a-z\-_]*)/([^?#\s]{8,})",
    )
});

/// Masks links with secrets; the others are given back, since what they hold is no datum of its own.
pub(super) fn find(text: &str, signs: &Signs, found: &mut Found) -> Vec<Range<usize>> {
    let mut plain = Vec::new();
    if !signs.slash || (signs.colons == 0 && signs.dots == 0) {
        return plain;
    }
    for link in LINK.find_iter(text) {
        let trimmed = link.as_str().trim_end_matches([
            '.', ',', ';', '!', '?', ')', '\'', ']', '}', '’', '。', '，',
        ]);
        let span = link.start()..link.start() + trimmed.len();
        if text[..span.start].ends_with('@') {
            continue;
        }
        if opens(trimmed) {
            found.add(span, Kind::Url);
        } else {
            plain.push(span);
        }
    }
    plain
}

fn opens(link: &str) -> bool {
    LOGIN.is_match(link)
        || (link.contains('=') && PARAMETER.is_match(link))
        || PATH.captures_iter(link).any(|path| {
            path.get(1)
                .is_some_and(|rest| rest.as_str().split('/').any(is_random))
        })
        || link
            .split(['/', '?', '#', '='])
            .skip(3)
            .any(|part| part.len() >= 24 && holds_tangled(part, 12))
}

/// Letters and digits as a machine draws them, of some length.
fn is_random(part: &str) -> bool {
    part.len() >= 10
        && part.bytes().filter(u8::is_ascii_digit).count() >= 2
        && part.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a piece of at least `least` bytes between marks is tangled.
pub(super) fn holds_tangled(part: &str, least: usize) -> bool {
    part.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|piece| piece.len() >= least && is_tangled(piece))
}

/// Small and capital letters and digits, changing often: no words, no hash of a commit.
fn is_tangled(part: &str) -> bool {
    let class = |byte: u8| match byte {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 3,
        _ => 0,
    };
    let bytes = part.as_bytes();
    let has = |wanted: u8| bytes.iter().any(|byte| class(*byte) == wanted);
    let turns = bytes
        .windows(2)
        .filter(|pair| class(pair[0]) != class(pair[1]))
        .count();
    has(1) && has(2) && has(3) && turns * 3 >= bytes.len() && !part.contains('.')
}

/// Small and capital letters in turns, as no camel case has them.
pub(super) fn is_mixed(part: &str) -> bool {
    let letters: Vec<bool> = part
        .bytes()
        .filter(u8::is_ascii_alphabetic)
        .map(|byte| byte.is_ascii_uppercase())
        .collect();
    let turns = letters.windows(2).filter(|pair| pair[0] != pair[1]).count();
    turns * 3 >= letters.len() && letters.len() >= 12
}
