//! E-mail addresses (RFC 5322, RFC 6531) and payment handles, also spelled ones.

use super::{Found, Kind, Signs, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// A name, an at sign and a host, which may lack its dot.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?:"[^"\s@][^"@\n]{0,62}"|[\p{L}\p{N}_!#$%&*+=?^{|}~][\p{L}\p{M}\p{N}.!#$%&'’*+/=?^_`{|}~\-]*)[@＠](?:[\p{L}\p{N}][\p{L}\p{M}\p{N}\-]*(?:\.[\p{L}\p{M}\p{N}\-]+)*|\[(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\])"#,
    )
});

/// Addresses written so that programs do not see them.
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    let name =
        r"(?-u:\b)[a-z0-9][a-z0-9._%+\-]*(?:\s+(?:dot|punkt|punto|point|ponto)\s+[a-z0-9_\-]+)*";
    let at = r"(?:at|ät|a|@|arroba|klammeraffe|chiocciola|arobase)";
    let dot = r"\s*(?:[\[({<]\s*(?:dot|punkt|punto|point|ponto|\.)\s*[\])}>]|\.|\s(?:dot|punkt|punto|point|ponto)\s)\s*";
    let host = format!(r"[a-z0-9][a-z0-9\-]*(?:{dot}[a-z][a-z0-9\-]*)+");
    let tight = r"[a-z0-9][a-z0-9\-]*(?:\.[a-z][a-z0-9\-]+)+";
    let provider = r"(?:gmail|googlemail|yahoo|hotmail|outlook|icloud|proton|protonmail|gmx|web|live|aol|yandex|mail|qq|163|example|company|work)";
    pattern(&format!(
        r"(?i){name}\s*[\[({{<]\s*{at}\s*[\])}}>]\s*{host}|{name} {{1,2}}@ {{1,2}}{tight}|{name}@ {tight}|{name}\s+(?:at|arroba|chiocciola|arobase|klammeraffe|ät)\s+(?:{provider}{dot}[a-z]{{2,}}(?:{dot}[a-z]{{2,3}}(?-u:\b))?|[a-z0-9\-]+(?: (?:dot|punto|ponto) [a-z0-9\-]{{2,}})*? (?:dot|punto|ponto) (?:com|org|net|edu|gov|info|io|co|app|dev|[a-z]{{2}})(?-u:\b))",
    ))
});

/// Hosts without a dot: banks of India's UPI, and mailers whose end people leave out.
static DOTLESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:ok[a-z]{3,9}|ybl|ibl|axl|upi|apl|paytm|pt[a-z]{2,5}|sbi|icici|kotak|yapl|waicici|wa[a-z]{3,6}|jupiteraxis|freecharge|ikwik|[a-z]*(?:bank|pay)[a-z]*|gmail|googlemail|yahoo|hotmail|outlook|icloud|protonmail)$",
    )
});

/// Words that stand before an address and are no part of it.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[\w\-]*(?:mail|address|login|user|account|contact|from|to|id|name|me)s?)\s*[=/|]|(?:mail|contact|support|via|or|and|e-mail|email)/|[=/?&|!#$%*+^~{}]+)",
    )
});

/// `spelled` says that a spelled at sign or dot may be there.
pub(super) fn find(text: &str, signs: &Signs, spelled: bool, found: &mut Found) {
    if signs.at {
        let mut from = 0;
        while let Some(address) = ADDRESS.find_at(text, from) {
            from = address.end();
            const CLOSING: [char; 4] = ['-', '.', '\'', '’'];
            let mut trimmed = address.as_str().trim_end_matches(CLOSING);
            let label = LABEL
                .find(trimmed)
                .map_or(0, |label| label.end())
                .min(trimmed.find(['@', '＠']).unwrap_or(0));
            // A next sentence may stand at the host without a space: "ann@example.com.A word".
            while !is_address(&trimmed[label..])
                && let Some((shorter, last)) = trimmed.rsplit_once('.')
                && !last.contains(['@', '＠', ']'])
            {
                trimmed = shorter.trim_end_matches(CLOSING);
            }
            if label < trimmed.len() && is_address(&trimmed[label..]) {
                let start = address.start();
                found.add(start + label..start + trimmed.len(), Kind::Email);
            } else if let Some(sign) = address.as_str().find(['@', '＠']) {
                // What looks like a host may be the name of the next address.
                let sign_ends = text[address.start() + sign..].chars().next();
                from = address.start() + sign + sign_ends.map_or(1, char::len_utf8);
            }
        }
    }
    if spelled {
        for address in SPELLED.find_iter(text) {
            found.add(address.range(), Kind::Email);
        }
    }
}

fn is_address(candidate: &str) -> bool {
    let Some((name, host)) = candidate.rsplit_once(['@', '＠']) else {
        return false;
    };
    if host.starts_with('[') {
        return !name.is_empty();
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    let dotted = host.contains('.');
    !name.is_empty()
        && !name.ends_with('.')
        && if dotted {
            last.chars().filter(|c| c.is_alphabetic()).count() >= 2 || last.starts_with("xn--")
        } else {
            let digits = name.bytes().filter(u8::is_ascii_digit).count();
            DOTLESS.is_match(host)
                || (digits >= 8 && host.chars().all(char::is_alphabetic))
                || (name.contains('.') && host.len() >= 4 && host.chars().all(char::is_alphabetic))
        }
}
