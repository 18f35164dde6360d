//! Keys and tokens: by the forms that vendors give them, and by the word before them.

use super::{Found, Kind, Signs, links, pattern, words};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Forms that vendors document so that scanners find leaked ones; JSON Web Tokens (RFC 7519) and
/// PEM (RFC 7468).
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    let b62 = "[A-Za-z0-9]";
    let url = r"[A-Za-z0-9_\-]";
    let forms = [
        // Models.
        format!("sk-(?:ant-|proj-|svcacct-|or-)?{url}{{16,}}"),
        format!("(?:gsk|hf|r8)_{b62}{{20,}}"),
        format!("(?:xai|pplx|nvapi)-{url}{{20,}}"),
        // Payment.
        format!("(?:sk|rk|pk)_(?:live|test)_{b62}{{10,}}"),
        "whsec_[A-Za-z0-9+/]{20,}".to_string(),
        format!("(?:sq0[a-z]{{3}}-|EAAA){url}{{20,}}"),
        format!("rzp_(?:live|test)_{b62}{{10,}}"),
        r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}".to_string(),
        // Code.
        format!("gh[pousr]_{b62}{{20,}}"),
        "github_pat_[A-Za-z0-9_]{20,}".to_string(),
        format!("gl(?:pat|dt|rt|cbt|ptt|soat|ft|agent)-{url}{{16,}}"),
        format!("(?:npm|dckr_pat|lin_api|lin_oauth)_{url}{{20,}}"),
        format!("pypi-AgE{url}{{16,}}"),
        format!("(?:figd|figdr)_{url}{{20,}}"),
        "PMAK-[a-f0-9]{24}-[a-f0-9]{34}".to_string(),
        format!("ATATT3{url}{{20,}}"),
        format!("(?:ATCTT3|ATBB){url}{{20,}}"),
        format!("ntn_{b62}{{20,}}"),
        r"pat[A-Za-z0-9]{12,14}\.[a-f0-9]{40,}".to_string(),
        "sntry[su]_[A-Za-z0-9_+/=]{20,}".to_string(),
        // Clouds and their tools.
        "(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}".to_string(),
        format!("AIza{url}{{30,}}"),
        format!(r"ya29\.{url}{{20,}}"),
        format!("GOCSPX-{url}{{20,}}"),
        "do[opr]_v1_[a-f0-9]{40,}".to_string(),
        format!(r"hv[sbr]\.{url}{{20,}}"),
        format!("tskey-[a-z]+-{url}{{16,}}"),
        format!("(?:glsa|glc)_{b62}{{20,}}(?:_[a-f0-9]{{8}})?"),
        "dapi[a-f0-9]{32}".to_string(),
        "NRAK-[A-Z0-9]{27}".to_string(),
        "AGE-SECRET-KEY-1[A-Z0-9]{50,}".to_string(),
        format!("HRKU-{url}{{30,}}"),
        // Shops, mail and messages.
        "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}".to_string(),
        "xox[abeoprs]-[A-Za-z0-9\\-]{10,}".to_string(),
        "xapp-[A-Za-z0-9\\-]{20,}".to_string(),
        format!(r"SG\.{url}{{16,}}\.{url}{{30,}}"),
        "key-[a-f0-9]{32}".to_string(),
        "(?:AC|SK)[a-f0-9]{32}".to_string(),
        format!(r"xkeysib-[a-f0-9]{{40,}}(?:-{b62}+)?"),
        "EAAC[A-Za-z0-9]{30,}".to_string(),
        // Any.
        format!(r"eyJ{url}{{8,}}\.eyJ{url}{{8,}}(?:\.{url}*)?"),
    ];
    pattern(&format!(r"(?-u:\b)(?:{})", forms.join("|")))
});

/// Forms without a beginning of their own: Mailchimp's, Telegram's, Discord's.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(?:[a-f0-9]{32}-us[0-9]{1,2}(?-u:\b)|[0-9]{8,10}:AA[A-Za-z0-9_\-]{30,}|[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,})",
    )
});

static PEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----[A-Za-z0-9+/=\s\\:,.\-]*?(?:-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----|\z)",
    )
});

/// A word for keys, what joins it to the key, and the key.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)^(?:key|token|secret|credentials?|bearer|authori[sz]ation|cookie|(?:session|client|app)[\s_\-]?id|schlüssel|schluessel|clave|clé|chave|jeton|chiave|sleutel|klucz|ключ|токен|密钥|令牌|キー|トークン)(?:[\s_\-]?id)?["'`]?\s*(?:[:=：]+>?\s*|\s(?:is|was|ist|war|lautet|es|est|è|to|of|bearer|basic|value)\s+|\s)["'`]?(?:(?:bearer|basic|token|key)\s+)?["'`]?([A-Za-z0-9_\-.+/~]{8,}={0,2})"#,
    )
});

/// Whether a text holds a key of a known form.
pub(super) fn has_known_form(text: &str) -> bool {
    KNOWN.is_match(text)
}

pub(super) fn find(
    text: &str,
    signs: &Signs,
    said: &[usize],
    plain_links: &[Range<usize>],
    found: &mut Found,
) {
    if signs.longest < 8 {
        return;
    }
    if signs.dashes >= 10 {
        for key in PEM.find_iter(text) {
            found.add(key.range(), Kind::Token);
        }
    }
    if signs.longest >= 15 {
        for key in KNOWN.find_iter(text) {
            found.add(key.range(), Kind::Token);
        }
    }
    if signs.longest >= 24 {
        for key in PLAIN.find_iter(text) {
            found.add(key.range(), Kind::Token);
        }
    }
    if !said.is_empty() && (signs.digits > 0 || signs.longest >= 20) {
        announced(text, said, found);
    }
    if signs.longest >= 32 {
        tangled(text, plain_links, found);
    }
}

fn announced(text: &str, said: &[usize], found: &mut Found) {
    for start in said {
        let window = words::window(text, *start);
        // Asking whether is far cheaper than asking where.
        if !ANNOUNCED.is_match(window) {
            continue;
        }
        let Some(value) = ANNOUNCED.captures(window).and_then(|key| key.get(1)) else {
            continue;
        };
        let trimmed = value.as_str().trim_end_matches(['.', '-', '/']);
        let before = window[..value.start()].trim_end_matches(['"', '\'', '`', ' ']);
        let assigned = before.ends_with([':', '=', '>', '：']);
        if is_key(trimmed, assigned) {
            let start = start + value.start();
            found.add(start..start + trimmed.len(), Kind::Token);
        }
    }
}

/// Letters with digits, long enough that no word or model is meant.
fn is_key(value: &str, assigned: bool) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let least = if assigned { 8 } else { 14 };
    let path = value.matches('/').count() > 2 || value.matches('.').count() > 2;
    value.len() >= least
        && letters >= 2
        && !path
        && (digits >= 2 || (value.len() >= 20 && links::is_mixed(value)))
}

/// Long runs that only a machine draws, without any word before them.
fn tangled(text: &str, plain_links: &[Range<usize>], found: &mut Found) {
    let mut start = 0;
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    for part in text.split_inclusive(|c: char| !joins(c)) {
        let run = part.trim_end_matches(|c: char| !joins(c));
        let span = start..start + run.len();
        start += part.len();
        let linked = plain_links
            .iter()
            .any(|link| link.start < span.end && span.start < link.end);
        if run.len() >= 32 && !linked && links::holds_tangled(run, 16) {
            found.add(span, Kind::Token);
        }
    }
}
