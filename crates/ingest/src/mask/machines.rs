//! Addresses of machines: IPv4 and IPv6 (RFC 4291), MAC (IEEE 802).

use super::{Found, Kind, Signs, pattern};
use core::net::{Ipv4Addr, Ipv6Addr};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static FOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:/[0-9]{1,2})?(?::[0-9]{2,5})?")
});

static SIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f.:]*(?:%[A-Za-z0-9]+)?(?:/[0-9]{1,3})?")
});

static MAC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5,7}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5,7}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}",
    )
});

/// Words before which four numbers are a version.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:v|ver|vers|version\w*|versión|versione|versão|build|update\w*|upgrade\w*|downgrade\w*|release\w*|firmware|patch|app|driver|from|to|until|since|seit|before|after|->|→)\.?|版本|バージョン|\bv|[→>])[\s:#(]*$",
    )
});

/// Words near which four numbers are an address.
static MEANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:ip|ips|ipv4|ip-?address\w*|ip-?adresse|address|adresse|addr|server|host|router|gateway|dns|subnet|ping|connect\w*|login|logins|logged|signed|sign-?in|session|proxy|vpn|firewall|banned|blocked|localhost|network|netzwerk|nas|lan|wan|port|printer|camera|device|request\w*|adres\w*|dirección|indirizzo|endereço)\b",
    )
});

pub(super) fn find(text: &str, signs: &Signs, found: &mut Found) {
    if signs.colons >= 5 || signs.dashes >= 5 || (signs.dots >= 2 && signs.digits >= 3) {
        for mac in MAC.find_iter(text) {
            let letter = mac.as_str().bytes().any(|byte| byte.is_ascii_alphabetic());
            let digit = mac.as_str().bytes().any(|byte| byte.is_ascii_digit());
            let announced = near(text, mac.start(), 24).to_lowercase().contains("mac");
            if alone(text, &mac.range(), &[':', '-', '.']) && ((letter && digit) || announced) {
                found.add(mac.range(), Kind::Mac);
            }
        }
    }
    if signs.colons >= 2 && signs.digits >= 2 {
        for six in SIX.find_iter(text) {
            let trimmed = six.as_str().trim_end_matches('.');
            let trimmed = if trimmed.ends_with(':') && !trimmed.ends_with("::") {
                &trimmed[..trimmed.len() - 1]
            } else {
                trimmed
            };
            let span = six.start()..six.start() + trimmed.len();
            if alone(text, &span, &[':']) && is_six(trimmed) {
                found.add(span, Kind::Ip);
            }
        }
    }
    if signs.dots >= 3 && signs.digits >= 4 {
        for four in FOUR.find_iter(text) {
            if is_four(text, &four.range(), four.as_str()) {
                found.add(four.range(), Kind::Ip);
            }
        }
    }
}

fn near(text: &str, end: usize, count: usize) -> &str {
    let start = text[..end]
        .char_indices()
        .rev()
        .nth(count)
        .map_or(0, |(at, _)| at);
    &text[start..end]
}

/// Whether a span is no part of a longer word or number.
fn alone(text: &str, span: &Range<usize>, marks: &[char]) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut after = text[span.end..].chars();
    let next = after.next();
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let goes_on = next.is_some_and(|c| marks.contains(&c)) && after.next().is_some_and(joined);
    !before.is_some_and(|c| joined(c) || marks.contains(&c))
        && !next.is_some_and(joined)
        && !goes_on
}

/// Parsed by the standard library; `1::2` alone may be a ratio and `ab::cd` a path of code.
fn is_six(text: &str) -> bool {
    let bare = text.split(['%', '/']).next().unwrap_or_default();
    let Ok(address) = bare.parse::<Ipv6Addr>() else {
        return false;
    };
    let groups = bare.split(':').filter(|group| !group.is_empty()).count();
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let wide = bare.split(':').any(|group| group.len() >= 3);
    !address.is_loopback()
        && !address.is_unspecified()
        && digits >= 2
        && groups >= 2
        && (groups >= 4 || wide)
}

fn is_four(text: &str, span: &Range<usize>, matched: &str) -> bool {
    let bare = matched.split(['/', ':']).next().unwrap_or_default();
    let ported = bare.len() < matched.len();
    // Zeros in front are refused by the parser: no address has them.
    let Ok(address) = bare.parse::<Ipv4Addr>() else {
        return false;
    };
    let [first, ..] = address.octets();
    // "Chrome/115.0.0.0" is a version.
    let named = text[..span.start].ends_with('/') && !text[..span.start].ends_with("//");
    if named && !ported {
        return false;
    }
    if !alone(text, span, &['.', ',', '-'])
        || address.is_loopback()
        || address.is_unspecified()
        || first == 255
        || first == 0
    {
        return false;
    }
    let before = near(text, span.start, 40);
    let meant = MEANT.is_match(before);
    let version = VERSION.is_match(before);
    let wide = bare.split('.').filter(|part| part.len() == 3).count();
    if address.is_private() && first != 10 {
        return true;
    }
    let likely = first >= 11 && (wide >= 2 || (wide == 1 && bare.len() >= 9));
    if version && !meant {
        // "from 203.0.113.7" is an address, "from 4.12.0.3" and "from 21.150.0.3 to" are versions.
        let range = [" to ", " -> ", " auf ", " and "]
            .iter()
            .any(|joint| text[span.end..].starts_with(joint));
        return likely && !range && before.trim_end().ends_with("from");
    }
    meant || ported || likely
}

/// Whether a column's name says that it holds addresses of machines.
pub(super) fn is_named(column: &str) -> bool {
    let lower = column.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        matches!(
            word,
            "ip" | "ips" | "ipaddress" | "ipaddr" | "ipv4" | "ipv6" | "clientip"
        )
    })
}

/// Whether a value is an address of a machine and nothing else.
pub(super) fn is_address(value: &str) -> bool {
    value.trim().parse::<core::net::IpAddr>().is_ok()
}
