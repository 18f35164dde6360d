//! Names of people behind words that announce them. Best effort: a name that nothing announces, or
//! that is written small, is missed.

use super::{Found, Kind, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// One to four words with a capital, also with what joins family names.
const NAME: &str = r"(\p{Lu}[\p{L}\p{M}'’\-]*(?:\.?[ \u{a0}]+(?:(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|bin|ibn|al|el|ter|zu)[ \u{a0}]+){0,2}\p{Lu}[\p{L}\p{M}'’\-]*){0,3})";

/// Each with its name as the only group.
static ANNOUNCED: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    let said = r"my (?:full )?name is|my name['’]s|i am called|mein name ist|ich heiße|ich heisse|je m['’]appelle|mon nom est|me llamo|mi nombre es|soy|mi chiamo|il mio nome è|meu nome é|me chamo|mijn naam is|ik heet|nazywam się|jag heter|mit navn er|jeg heter|benim adım|adım|меня зовут";
    let titles = r"mrs?|(?-i:Ms|ms)|miss|mx|mister|dr|prof|professor|herrn?|frau|mme|mlle|monsieur|madame|señora?|senora?|sra?|srta|signora?|sig|dhr|mevrouw|mevr|pani?|doña|don";
    let works = r"agent|representative|rep|advis[oe]r|operator|employee|manager|supervisor|colleague|technician|driver|waiter|waitress|receptionist|specialist|executive|assistant|associate|lady|guy|person|gentleman|woman|man|mitarbeiter(?:in)?|kolleg(?:e|in)|herr|conseill(?:er|ère)|agente|operador[a]?|consultant|staff(?: member)?";
    let talk = r"(?:spoke|talked|chatted|speaking|dealt|dealing|chat|call|conversation|served|helped|assisted)";
    let ends = r"(?:(?:kind|best|warm|kindest|warmest|many)\s+)?(?:regards|wishes|thanks)|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|cheers|thank you|thx|mit freundlichen grüßen|(?:viele|liebe|beste|freundliche) grüße|lg|vg|mfg|gruß|cordialement|bien à vous|saludos(?: cordiales)?|atentamente|un saludo|cordiali saluti|distinti saluti|atenciosamente|abraços|met vriendelijke groet(?:en)?|groeten|pozdrawiam|med vänlig hälsning|mvh|с уважением|saygılarımla|love|signed|yours";
    [
        pattern(&format!(r"\b(?i:{said})\s+{NAME}")),
        pattern(&format!(r"\b(?i:{titles})\b\.?\s+{NAME}")),
        pattern(&format!(
            r"\b(?i:{talk})\s+(?i:to|with|by|mit|con)\s+(?i:(?:an?\s+|the\s+|your\s+)?(?:{works})\s+)?(?i:(?:named|called)\s+)?{NAME}|\b(?i:(?:{works})\s+(?:named|called|name is|name was|namens|nommée?|llamad[oa])\s+){NAME}|(?:^|[^r] )(?i:(?:agent|rep|representative|advis[oe]r|operator)\s+){NAME}",
        )),
        pattern(&format!(
            r"(?:^|[\n.!?]\s*)(?i:this is|i am|i['’]m|ich bin|je suis|ik ben)\s+{NAME}\s*(?i:,|from|here|speaking|aus|de|uit)|\b(?i:dear|hello|hi|hallo|liebe|lieber|cher|chère|estimad[oa]|querid[oa]|caro|cara)\s+{NAME}\s*[,!\n]",
        )),
        pattern(&format!(
            r"(?m)(?i:^|[\s.,!?])(?i:{ends})[,.!:\-–]*\s+{NAME}[.!\s]*(?:$|\z)",
        )),
    ]
});

/// Words with a capital that are no names of people.
const NOT_NAMES: [&str; 72] = [
    "i",
    "the",
    "a",
    "an",
    "my",
    "your",
    "you",
    "it",
    "its",
    "this",
    "that",
    "they",
    "we",
    "he",
    "she",
    "not",
    "no",
    "yes",
    "so",
    "but",
    "and",
    "or",
    "if",
    "all",
    "team",
    "support",
    "customer",
    "customers",
    "service",
    "sir",
    "madam",
    "sirs",
    "ladies",
    "dear",
    "app",
    "apps",
    "google",
    "apple",
    "android",
    "ios",
    "windows",
    "amazon",
    "facebook",
    "microsoft",
    "samsung",
    "netflix",
    "spotify",
    "whatsapp",
    "developer",
    "developers",
    "devs",
    "dev",
    "everyone",
    "everybody",
    "guys",
    "folks",
    "friends",
    "god",
    "english",
    "german",
    "french",
    "great",
    "good",
    "love",
    "for",
    "from",
    "in",
    "at",
    "regards",
    "thanks",
    "mozilla",
    "there",
];

pub(super) fn find(text: &str, found: &mut Found) {
    for pattern in ANNOUNCED.iter() {
        for said in pattern.captures_iter(text) {
            let name = said.iter().skip(1).flatten().next();
            if let Some(name) = name
                && is_name(name.as_str())
            {
                found.add(name.range(), Kind::Name);
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    let word = name.split_whitespace().next().unwrap_or_default();
    let bare = word.trim_end_matches(['\'', '’', '-', '.']).to_lowercase();
    let words = [
        "Team",
        "Support",
        "Service",
        "Staff",
        "Customer",
        "Care",
        "Users",
        "Developers",
    ];
    // "FamPay" is a firm, "McDonald" is not.
    let camel = word
        .chars()
        .zip(word.chars().skip(1))
        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let joined = ["Mc", "Mac", "De", "Di", "La", "Le", "Van"]
        .iter()
        .any(|start| word.starts_with(start));
    bare.chars().count() >= 2
        && (!camel || joined)
        && !name.split_whitespace().any(|word| words.contains(&word))
        && !NOT_NAMES.contains(&bare.as_str())
        && name.chars().any(char::is_lowercase)
}
