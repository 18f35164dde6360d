//! International bank account numbers (ISO 13616).

use super::{Found, Kind, Signs, pattern};
use regex::Regex;
use std::sync::LazyLock;

static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(?:(?i:iban)[:\s]?)?([A-Za-z]{2}[0-9]{2}(?:[ \-.\u{a0}]?[A-Za-z0-9]{4}){2,7}(?:[ \-.\u{a0}]?[A-Za-z0-9]{1,3})?)(?-u:\b)",
    )
});

/// The country and the length of its numbers, of the registry that SWIFT keeps.
const LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

fn length_of(country: &str) -> Option<usize> {
    LENGTHS
        .as_bytes()
        .chunks(4)
        .find(|entry| entry[..2].eq_ignore_ascii_case(country.as_bytes()))
        .map(|entry| usize::from(entry[2] - b'0') * 10 + usize::from(entry[3] - b'0'))
}

pub(super) fn find(text: &str, signs: &Signs, found: &mut Found) {
    if signs.digits < 10 {
        return;
    }
    for candidate in CANDIDATE.captures_iter(text) {
        if let Some(number) = candidate.get(1)
            && let Some(length) = iban(number.as_str())
        {
            found.add(number.start()..number.start() + length, Kind::Iban);
        }
    }
}

/// The length in bytes of the valid IBAN that a candidate begins with: its country's length, and
/// one as the remainder of 97.
fn iban(candidate: &str) -> Option<usize> {
    let length = length_of(candidate.get(..2)?)?;
    let (last, _) = candidate
        .char_indices()
        .filter(|(_, c)| c.is_ascii_alphanumeric())
        .nth(length - 1)?;
    let whole = candidate[last + 1..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_ascii_alphanumeric());
    (whole && remainder(&candidate[..=last]) == Some(1)).then_some(last + 1)
}

fn remainder(iban: &str) -> Option<u32> {
    let plain: Vec<char> = iban.chars().filter(char::is_ascii_alphanumeric).collect();
    let (front, rest) = plain.split_at_checked(4)?;
    rest.iter().chain(front).try_fold(0u32, |sum, c| {
        let digit = c.to_digit(36)?;
        Some((if digit > 9 { sum * 100 } else { sum * 10 } + digit) % 97)
    })
}
