//! Whether a run of digits is a phone number: by its form, by the plans of the countries (the
//! `phonenumber` crate, which has Google's metadata), or by the word before it.

use super::pattern;
use phonenumber::country::Id;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Words that announce a phone number.
static ANNOUNCING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:tele)?phones?|ph|calls?|called|calling|tel|mobiles?|mob|cell|cellphone|whats\s?app|watsapp|viber|signal|telegram|numbers?|no|nr|contact|contacts|contacted|sms|text|texted|fax|faxed|handy\w*|hotline|landline|line|ring|rang|reach|reached|dial|dialed|dialled|otp|telefon\w*|teléfono|téléphone|telefone|telefoon\w*|t[ée]l|celular|cellulare|móvil|movil|portable|numéro|número|numero|numer\w*|nummer|rufnummer|rückruf|ruf\w*|mobil\w*|komórk\w*|gsm|cep|hp|wa|appel\w*|llám\w*|llam\w*|ligue|ligar|chiama\w*|bel|телефон\w*|тел|номер\w*|звон\w*|моб)\b|电话|手机|号码|電話|手機|致电|携帯|番号|전화|휴대폰|핸드폰|फोन|मोबाइल|هاتف|جوال|رقم|טלפון|โทร|điện thoại|sđt",
    )
});

/// Words behind which a number counts or names something else.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:cve|memory|bytes|uptime|exitcode|isbn|ean|upc|gtin|sku|asin|barcode|score\w*|highscore|build|version|v|timestamp|unix|epoch|article|artikel\w*|art|item|model|part|product|error|code|fehler\w*|kb|issue|bug|commit|revision|rev|rows?|lines?|level|points?|views?|coordinates?|gps|lat|lon|lng|size|usd|eur|inr|rs|price\w*|paid|cost|costs|pay)\b[\s.:#=]*(?:no\.?|nr\.?|number|is|was|of)?[\s.:#=\-]*$",
    )
});

static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s?,?\s?(?:ext(?:ension)?|durchwahl|poste)\.?\s?[0-9]{1,5}(?-u:\b)|^\s?x\s?[0-9]{1,5}(?-u:\b)",
    )
});

/// Where numbers begin with a trunk digit or are written bare; asked in this order.
const REGIONS: [Id; 30] = [
    Id::GB,
    Id::DE,
    Id::FR,
    Id::IN,
    Id::AU,
    Id::NL,
    Id::BE,
    Id::CH,
    Id::AT,
    Id::SE,
    Id::IE,
    Id::TR,
    Id::JP,
    Id::KR,
    Id::ZA,
    Id::NG,
    Id::PK,
    Id::BD,
    Id::ID,
    Id::PH,
    Id::VN,
    Id::TH,
    Id::MY,
    Id::NZ,
    Id::IL,
    Id::EG,
    Id::UA,
    Id::RO,
    Id::KE,
    Id::FI,
];

fn is_valid(region: Option<Id>, number: &str) -> bool {
    phonenumber::parse(region, number).is_ok_and(|parsed| parsed.is_valid())
}

/// Whether a text goes on with an extension.
pub(super) fn has_extension(after: &str) -> bool {
    after.len() > 2 && EXTENSION.is_match(after)
}

/// The phone number that begins at the first of `groups`, the runs of bare digits in `span`, with
/// its extension. A rating or a date may stand behind it: the longest number of which the country's
/// plan knows is taken, else the longest that has a phone number's form.
pub(super) fn find(
    text: &str,
    span: &Range<usize>,
    groups: &[Range<usize>],
) -> Option<Range<usize>> {
    let run = &text[span.clone()];
    // A new number may begin behind a space alone.
    let ends: Vec<usize> = (1..=groups.len().min(9))
        .rev()
        .filter(|last| {
            *last == groups.len() || run[groups[last - 1].end..].starts_with([' ', '\u{a0}'])
        })
        .collect();
    let part = |last: usize| span.start..span.start + groups[last - 1].end;
    let known = |last: &usize| groups[last - 1].end >= 9 && is_valid(None, &text[part(*last)]);
    let known = ends
        .iter()
        .copied()
        .filter(|_| run.starts_with('+'))
        .find(known);
    let formed = || {
        ends.iter()
            .copied()
            .find(|last| is_phone(text, &part(*last), &groups[..*last]))
    };
    let number = part(known.or_else(formed)?);
    let extension = (number.end == span.end).then(|| EXTENSION.find(&text[span.end..]));
    let extension = extension.flatten().map_or(0, |found| found.end());
    Some(number.start..number.end + extension)
}

fn is_phone(text: &str, span: &Range<usize>, groups: &[Range<usize>]) -> bool {
    let run = &text[span.clone()];
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let lengths: Vec<usize> = groups.iter().map(Range::len).collect();
    let count = digits.len();
    let same = digits.bytes().all(|digit| digit == digits.as_bytes()[0]);
    // E.164 allows fifteen digits; "+49 (0)30" has one that is not dialed.
    let most = 15 + usize::from(run.starts_with('+'));
    if count > most || same || is_round(&digits) || is_limit(&digits) || digits.starts_with("000") {
        return false;
    }
    let before = near(&text[..span.start]);
    if OTHER.is_match(before) {
        return false;
    }
    let announced = ANNOUNCING.is_match(before);
    if run.starts_with('+') {
        // The zero in "+49 (0)171" is dialed inside of the country alone.
        let dialed = format!("+{}", digits).replacen("(0)", "", 1);
        return (8..=16).contains(&count)
            && (announced || count >= 10 || lengths.len() > 1 || is_valid(None, &dialed));
    }
    if holds_date(run, groups) || (!announced && super::announced::counts(&text[span.end..])) {
        return false;
    }
    if lengths.len() == 1 {
        return is_bare_phone(&digits, announced);
    }
    if is_thousands(run, &lengths) {
        return announced && digits.len() == 9 && !run.contains('.');
    }
    grouped(run, &digits, &lengths, announced)
}

/// Digits in one piece.
fn is_bare_phone(digits: &str, announced: bool) -> bool {
    match digits.len() {
        7..=9 => announced,
        10 if digits.starts_with("00") => false,
        10 if announced => true,
        10 if is_epoch(digits) => false,
        10 if digits.starts_with('0') => is_trunk(digits),
        10 => {
            is_valid(Some(Id::US), digits)
                || (digits.as_bytes()[0] >= b'6' && is_valid(Some(Id::IN), digits))
        }
        11 => {
            announced
                || is_trunk(digits)
                || is_valid(Some(Id::CN), digits)
                || is_valid(Some(Id::US), digits)
        }
        12 => {
            announced
                || digits.starts_with("91")
                || is_valid(None, &format!("+{}", digits.trim_start_matches("00")))
        }
        13 | 14 => digits.starts_with("00"),
        _ => false,
    }
}

/// Digits in pieces.
fn grouped(run: &str, digits: &str, lengths: &[usize], announced: bool) -> bool {
    let count = digits.len();
    // "48000 - 48000" is a range, "24913212 26214400" are two numbers.
    let apart = [" - ", " / ", " \u{2013} "]
        .iter()
        .any(|mark| run.contains(mark))
        && !run.starts_with(['0', '(']);
    let two = lengths.iter().filter(|length| **length >= 7).count() >= 2;
    let lone = lengths[0] == 1 && !digits.starts_with(['0', '1', '8']);
    if apart || two || lone {
        return false;
    }
    let french = lengths.len() == 5 && lengths.iter().all(|l| *l == 2) && digits.starts_with('0');
    if run.contains('.') {
        return lengths == [3, 3, 4]
            || french
            || (announced && count >= 9 && lengths.iter().all(|l| *l >= 2));
    }
    if french
        || lengths == [3, 3, 4]
        || lengths == [1, 3, 3, 4]
        || (digits.starts_with('8') && lengths == [1, 3, 3, 2, 2])
    {
        return true;
    }
    let years = lengths.iter().all(|length| *length == 4) && count == 8;
    if lengths == [3, 4] {
        let local = !digits.starts_with(['0', '1']) && !digits.ends_with("000");
        return (local && run.contains(['-', '\u{2011}'])) || announced;
    }
    if count < 9 {
        return announced
            && (!years || !run.contains(['-', '\u{2013}']) || !digits.starts_with(['1', '2']));
    }
    if digits.starts_with('0') && lengths[1..].iter().all(|length| *length >= 2) && is_trunk(digits)
    {
        return true;
    }
    // Long enough, in few pieces, none of them a lone digit in the middle.
    let widest = lengths.iter().copied().max().unwrap_or(0);
    let pieces = lengths.len() <= 6 && lengths[1..].iter().all(|length| *length >= 2);
    let slashed = run.contains('/') && !digits.starts_with('0');
    // Numbers in a row ("100 200 300") are no phone number unless they begin like one.
    let begins = digits.starts_with('0') || run.starts_with('(') || widest >= 4;
    pieces && (widest >= 3 || announced) && !slashed && (begins || announced)
}

/// With a trunk zero, valid in one of the countries that have one; or dialed abroad.
fn is_trunk(digits: &str) -> bool {
    if let Some(abroad) = digits.strip_prefix("00") {
        return is_valid(None, &format!("+{abroad}"));
    }
    digits.starts_with('0')
        && REGIONS
            .into_iter()
            .any(|region| is_valid(Some(region), digits))
}

/// Orders of magnitude: 10000000.
fn is_round(digits: &str) -> bool {
    digits.len() - digits.trim_end_matches('0').len() >= 5
}

/// Powers of two and their neighbors, which errors, counters and sizes of memory show.
fn is_limit(digits: &str) -> bool {
    digits.parse::<u64>().is_ok_and(|number| {
        (30..64).any(|bits| (1u64 << bits).abs_diff(number) <= 2) || number >= u64::MAX - 2
    })
}

/// Seconds since 1970 between 2009 and 2033.
fn is_epoch(digits: &str) -> bool {
    ("1230000000".."2000000000").contains(&digits)
}

/// 1 000 000 or 12.500.000.
fn is_thousands(run: &str, lengths: &[usize]) -> bool {
    let marks: Vec<char> = run.chars().filter(|c| !c.is_ascii_digit()).collect();
    let same = marks.windows(2).all(|pair| pair[0] == pair[1]);
    same && matches!(marks.first(), Some(' ' | '.' | '\u{a0}' | '\u{202f}'))
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

/// The end of what stands before a number, where a word may say what follows.
fn near(before: &str) -> &str {
    let start = before
        .char_indices()
        .rev()
        .nth(30)
        .map_or(0, |(index, _)| index);
    &before[start..]
}
