//! The little grammar that turning a clause round needs.

use regex::Regex;
use std::sync::LazyLock;

/// The third person of a verb: `log` is `logs`, `try` is `tries`.
pub(super) fn third(verb: &str) -> String {
    let lower = verb.to_lowercase();
    match lower.as_str() {
        "have" => return "has".into(),
        "be" | "am" | "are" => return "is".into(),
        "do" => return "does".into(),
        "was" | "were" => return "was".into(),
        "go" => return "goes".into(),
        "got" => return "gets".into(),
        // "Did not received": people write the past where the base belongs.
        past if past.len() > 4 && past.ends_with("ed") && !past.ends_with("eed") => {
            return verb.to_owned();
        }
        "undo" => return "undoes".into(),
        "redo" => return "redoes".into(),
        _ => {}
    }
    let stem = verb;
    if lower.ends_with(['s', 'x', 'z']) || lower.ends_with("ch") || lower.ends_with("sh") {
        return format!("{stem}es");
    }
    let vowel_before_y = lower
        .chars()
        .rev()
        .nth(1)
        .is_some_and(|c| "aeiou".contains(c));
    match stem.strip_suffix('y') {
        Some(short) if !vowel_before_y => format!("{short}ies"),
        _ => format!("{stem}s"),
    }
}

/// Third person of the verb at the start, with what follows it; words such as "even" before it
/// go. `plural` keeps the verb as it is.
pub(super) fn affirmed(predicate: &str, plural: bool) -> String {
    const BEFORE: [&str; 12] = [
        "even", "ever", "really", "actually", "always", "seem", "to", "just", "properly", "yet",
        "still", "fully",
    ];
    let mut words = predicate.split_whitespace().peekable();
    while words
        .peek()
        .is_some_and(|word| BEFORE.contains(&word.to_lowercase().as_str()))
    {
        words.next();
    }
    let Some(verb) = words.next() else {
        return predicate.to_owned();
    };
    let rest: Vec<&str> = words.collect();
    let core = verb.trim_end_matches(|c: char| !c.is_alphanumeric());
    let after = &verb[core.len()..];
    let verb = if plural {
        verb.to_owned()
    } else {
        format!("{}{after}", third(core))
    };
    format!("{verb} {}", rest.join(" ")).trim_end().to_owned()
}

/// Whether a noun phrase, or a pronoun, takes a plural verb.
pub(super) fn is_plural(subject: &str) -> bool {
    let lower = subject.trim().to_lowercase();
    // "Half of my entries": the entries count.
    const PARTS: [&str; 9] = [
        "half of ",
        "some of ",
        "most of ",
        "all of ",
        "many of ",
        "lots of ",
        "a lot of ",
        "several of ",
        "none of ",
    ];
    for part in PARTS {
        if let Some(at) = lower.find(part)
            && (at == 0 || lower[..at].ends_with(' '))
        {
            return is_plural(&lower[at + part.len()..]);
        }
    }
    // The noun stands before what belongs to it: "reminders for bills", "copy of the notes".
    let head = [
        " of ",
        " for ",
        " on ",
        " in ",
        " with ",
        " from ",
        " to ",
        " when ",
        " at ",
        " since ",
        " after ",
        " as ",
        " than ",
        " per ",
        " without ",
        " by ",
        " about ",
    ]
    .iter()
    .filter_map(|word| lower.find(word))
    .min()
    .map_or(lower.as_str(), |at| &lower[..at]);
    let many = ["people", "children", "men", "women"];
    if matches!(head, "i" | "we" | "you" | "they" | "these" | "those")
        || many
            .iter()
            .any(|word| head.split_whitespace().last() == Some(word))
        || head.contains(" and ")
    {
        return true;
    }
    let last = head.split_whitespace().last().unwrap_or_default();
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    const SINGULAR: [&str; 14] = [
        "this", "its", "gps", "status", "access", "sms", "always", "news", "process", "address",
        "business", "progress", "ios", "windows",
    ];
    last.len() > 2
        && last.ends_with('s')
        && !last.ends_with("ss")
        && !last.ends_with("us")
        && !SINGULAR.contains(&last)
}

/// "Isn't particularly clean" asks for clean.
pub(super) fn unhedged(predicate: &str) -> String {
    static HEDGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:at all|particularly|very|really|quite|exactly|especially|always|all|so|that|even|yet|fully|entirely|overly|terribly|the most|as) )+",
        )
        .expect("a pattern of ours is valid")
    });
    HEDGE.replace(predicate, "").into_owned()
}

/// "Is really slow" should not be slow: what makes a state worse, or lasting, goes.
pub(super) fn mildly(state: &str) -> String {
    static STRONGLY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:now|also|still|just|always|often|constantly|very|really|extremely|super|completely|totally|quite|pretty|incredibly|painfully|so|too|way too|far too|way|far) )+",
        )
        .expect("a pattern of ours is valid")
    });
    STRONGLY.replace(state, "").into_owned()
}

/// In lower case.
pub(super) fn first_word(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.to_lowercase()
}

/// "Didn't receive it" says nothing.
pub(super) fn starts_with_pronoun(rest: &str) -> bool {
    let first = rest.split_whitespace().next().unwrap_or_default();
    if rest.trim().eq_ignore_ascii_case("any") {
        return true;
    }
    [
        "it", "them", "that", "this", "anything", "what", "why", "how", "like",
    ]
    .iter()
    .any(|word| first.eq_ignore_ascii_case(word))
}

/// "Cannot open any account" becomes "can open an account".
pub(super) fn without_any(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut kept: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match words.get(at + 1) {
            Some(next) if word.eq_ignore_ascii_case("any") => {
                if !is_plural(next) {
                    let vowel = next.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']);
                    kept.push(if vowel { "an" } else { "a" });
                }
            }
            _ => kept.push(word),
        }
    }
    kept.join(" ")
}

/// The text with its first letter small, where the rest of its first word is.
pub(super) fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let word: String = letters.clone().take_while(|c| !c.is_whitespace()).collect();
    match first {
        Some(first) if word.chars().all(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Who spoke of themselves is now spoken of, as "the user" came before: "my card" is "their card".
pub(super) fn about_them(text: &str) -> String {
    map(text, |lower, next| {
        Some(match lower {
            "my" | "our" => "their".into(),
            "mine" | "ours" => "theirs".into(),
            "me" | "us" => "them".into(),
            "myself" | "ourselves" => "themselves".into(),
            "i" | "we" => "they".into(),
            "i'm" | "we're" | "im" => "they are".into(),
            "i'd" | "we'd" if would(next) => "they'd".into(),
            "i've" | "we've" | "ive" => "they have".into(),
            "your" => "the".into(),
            _ => return None,
        })
    })
}

/// As [`about_them`], where something else is the subject: "my card" is "the user's card".
pub(super) fn about_the_user(text: &str) -> String {
    let mut agrees = false;
    map(text, |lower, next| {
        if agrees {
            agrees = is_adverb(lower);
            return is_present(lower).then(|| third(lower));
        }
        Some(match lower {
            "my" | "our" => "the user's".into(),
            "me" | "us" => "the user".into(),
            "mine" | "ours" => "the user's".into(),
            "myself" | "ourselves" => "themselves".into(),
            "i" | "we" => {
                agrees = next.is_some_and(|next| is_adverb(next) || is_present(next));
                "the user".into()
            }
            "i'm" | "we're" | "im" => "the user is".into(),
            "i'd" | "we'd" if would(next) => "they'd".into(),
            "i've" | "we've" | "ive" => "the user has".into(),
            "your" => "the".into(),
            _ => return None,
        })
    })
}

/// Whether "I'd" before this word is "I had" or "I would", not an "ID" that a keyboard has mended ("upi I'd").
fn would(next: Option<&str>) -> bool {
    const AFTER: [&str; 24] = [
        "like",
        "love",
        "rather",
        "prefer",
        "be",
        "been",
        "have",
        "had",
        "say",
        "give",
        "want",
        "suggest",
        "recommend",
        "appreciate",
        "better",
        "even",
        "use",
        "pay",
        "gladly",
        "not",
        "expect",
        "made",
        "paid",
        "bought",
    ];
    next.is_some_and(|next| {
        let lower = next.to_lowercase();
        let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
        word.ends_with("ed") || is_adverb(word) || AFTER.contains(&word)
    })
}

/// What stands between "I" and its verb: "highly", but not "fly" or "rely".
fn is_adverb(word: &str) -> bool {
    const ADVERBS: [&str; 8] = [
        "always",
        "never",
        "just",
        "also",
        "still",
        "often",
        "sometimes",
        "already",
    ];
    let word = word.to_lowercase();
    let verb = word.ends_with("ply") || ["fly", "rely"].contains(&word.as_str());
    ADVERBS.contains(&word.as_str()) || (word.ends_with("ly") && !verb)
}

/// Whether a word after "I" is a verb in the present, which must agree once "I" is "the user".
fn is_present(word: &str) -> bool {
    const OTHER: [&str; 33] = [
        "can", "could", "will", "would", "should", "must", "may", "might", "first", "then", "went",
        "got", "did", "made", "paid", "sent", "bought", "saw", "was", "had", "put", "took", "gave",
        "left", "lost", "found", "set", "chose", "spent", "wrote", "and", "or", "to",
    ];
    let lower = word.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
    !word.is_empty()
        && word.chars().all(char::is_alphabetic)
        && !word.ends_with("ed")
        && !is_adverb(word)
        && !OTHER.contains(&word)
}

/// Replaces words, keeping the marks around them; `change` is told the word in lower case and the
/// word after it.
fn map(text: &str, mut change: impl FnMut(&str, Option<&str>) -> Option<String>) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut changed = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
        let new = change(&core.to_lowercase(), words.get(at + 1).copied());
        changed.push(match new {
            Some(new) if !core.is_empty() => word.replacen(core, &new, 1),
            _ => (*word).to_owned(),
        });
    }
    changed.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_a_keyboard_has_mended_is_nobody() {
        assert_eq!(about_them("my upi I'd per nahi"), "their upi I'd per nahi");
        assert_eq!(about_them("what I'd paid for"), "what they'd paid for");
    }

    #[test]
    fn verbs_agree() {
        for (verb, expected) in [
            ("log", "logs"),
            ("try", "tries"),
            ("pay", "pays"),
            ("crash", "crashes"),
            ("have", "has"),
        ] {
            assert_eq!(third(verb), expected);
        }
        assert_eq!(affirmed("even open the map", false), "opens the map");
        assert_eq!(affirmed("show up", true), "show up");
    }

    #[test]
    fn plurals_are_told_by_the_noun() {
        assert!(is_plural("the notifications") && is_plural("reminders for my bill"));
        assert!(
            !is_plural("the copy of my notes") && !is_plural("Face ID") && !is_plural("access")
        );
    }

    #[test]
    fn who_spoke_is_spoken_of() {
        assert_eq!(
            about_them("see my balance when I open it"),
            "see their balance when they open it"
        );
        assert_eq!(
            about_the_user("crash when I try to pay my bill"),
            "crash when the user tries to pay the user's bill"
        );
        assert_eq!(about_the_user("after I updated"), "after the user updated");
        assert_eq!(about_the_user("when I apply"), "when the user applies");
        assert_eq!(about_the_user("I highly value"), "the user highly values");
        assert_eq!(about_the_user("I never got it"), "the user never got it");
    }
}
