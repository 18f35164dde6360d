//! Clauses: a sentence is split where it turns ("…, but …"), and a run-on where it must be.

use super::sentences::cuts;
use crate::columns::is_unspaced;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Words on either side of a turn, the turning word not counted.
const LEAST_WORDS: usize = 3;
/// Letters on either side in scripts without spaces.
const LEAST_LETTERS: usize = 4;
/// Beyond this a sentence is a run-on.
const MOST_WORDS: usize = 60;
/// Words on either side where a run-on is split.
const LEAST_PART: usize = 8;

/// Words at which a sentence turns. Those that mean something else in a neighboring language, or
/// without a comma, need the comma.
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \s (but | however | although | even\s+though | whereas | aber | jedoch | allerdings | obwohl | pero
            | sin\s+embargo | aunque) \b
        | [,;]\s+ (yet | though | while | mais | cependant | mas | por[ée]m | ma | per[òo] | maar | echter) \b",
    )
    .expect("a pattern of ours is valid")
});

/// Where a run-on may be split: behind a comma, or before a word that joins clauses.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)[,;，、]\s*|\s[-–—]+\s+|\.{2,}\s*|\s(?:and|but|so|because|then|also|plus|when|which|und|aber|weil|et|mais|parce|y|pero|porque|e|mas|ma|aur|lekin)\s",
    )
    .expect("a pattern of ours is valid")
});

/// The clauses of a sentence, in order, covering it.
pub(super) fn clauses(
    text: &str,
    sentence: Range<usize>,
    closed: &[Range<usize>],
) -> Vec<Range<usize>> {
    let mut turns = Vec::new();
    spaced_turns(text, &sentence, &mut turns);
    unspaced_turns(text, &sentence, &mut turns);
    turns.sort_unstable();
    let mut parts = Vec::new();
    let mut start = sentence.start;
    for at in turns {
        if at > start
            && !cuts(closed, at)
            && says_enough(&text[start..at], 0)
            && says_enough(&text[at..sentence.end], 1)
        {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..sentence.end);
    let mut clauses = Vec::with_capacity(parts.len());
    for part in parts {
        shorten(text, part, closed, &mut clauses);
    }
    clauses
}

fn spaced_turns(text: &str, sentence: &Range<usize>, turns: &mut Vec<usize>) {
    let piece = &text[sentence.clone()];
    for found in TURN.captures_iter(piece) {
        let Some(word) = found.get(1).or(found.get(2)) else {
            continue;
        };
        let before = piece[..word.start()].split_whitespace().next_back();
        let before = before.unwrap_or_default().to_lowercase();
        let after = piece[word.end()..].split_whitespace().next();
        let after = after.unwrap_or_default().to_lowercase();
        // "nothing but", "last but not least", "not only … but also": no turn.
        let phrase = matches!(
            before.as_str(),
            "nothing" | "anything" | "everything" | "all" | "none" | "last" | "nobody" | "help"
        ) || matches!(after.as_str(), "also" | "rather" | "auch");
        if !phrase {
            turns.push(sentence.start + word.start());
        }
    }
    // "Although it is free, it crashes": the turn is the first comma.
    let opening = piece.trim_start().to_lowercase();
    let opens = [
        "although ",
        "though ",
        "even though ",
        "obwohl ",
        "bien que ",
        "aunque ",
    ]
    .iter()
    .any(|word| opening.starts_with(word));
    if opens && let Some(comma) = piece.find(", ") {
        turns.push(sentence.start + comma + 2);
    }
}

fn unspaced_turns(text: &str, sentence: &Range<usize>, turns: &mut Vec<usize>) {
    let piece = &text[sentence.clone()];
    if piece.is_ascii() {
        return;
    }
    // Before the word. The shorter ones mean something else inside a clause.
    const BEFORE: [(&str, bool); 10] = [
        ("但是", false),
        ("但", false),
        ("然而", false),
        ("不过", true),
        ("可是", true),
        ("只是", true),
        ("就是", true),
        ("しかし", true),
        ("でも", true),
        ("ただ", true),
    ];
    for (word, after_mark) in BEFORE {
        for (at, _) in piece.match_indices(word) {
            let before = piece[..at].chars().next_back();
            let after = piece[at + word.len()..].chars().next();
            let marked = before.is_none_or(|c| !c.is_alphanumeric());
            let compound = before.is_some_and(|c| matches!(c, '不' | '非'))
                || after.is_some_and(|c| matches!(c, '凡' | '愿') || (word == "但" && c == '是'));
            if !compound && (marked || !after_mark) {
                turns.push(sentence.start + at);
            }
        }
    }
    for word in ["が、", "けど、", "けれど、", "けれども、", "지만 ", "는데 "] {
        for (at, _) in piece.match_indices(word) {
            turns.push(sentence.start + at + word.len());
        }
    }
}

/// Whether a part is more than a fragment; `besides` words do not count. Looks no further than it
/// must, since the rest of a long sentence is asked about at every turn.
fn says_enough(part: &str, besides: usize) -> bool {
    let (mut letters, mut words, mut in_word) = (0, 0, false);
    for c in part.chars() {
        letters += usize::from(is_unspaced(c));
        if c.is_whitespace() {
            in_word = false;
        } else if !in_word && c.is_alphanumeric() {
            in_word = true;
            words += 1;
        }
        if letters >= LEAST_LETTERS || words >= LEAST_WORDS + besides {
            return true;
        }
    }
    false
}

/// Letters of scripts without spaces.
fn letters(part: &str) -> usize {
    if part.is_ascii() {
        return 0;
    }
    part.chars().filter(|c| is_unspaced(*c)).count()
}

/// Length in words, where two letters of a script without spaces count as one.
fn words(part: &str) -> usize {
    part.split_whitespace().count() + letters(part) / 2
}

/// Splits a run-on at the joint nearest its middle, as often as needed and possible.
fn shorten(
    text: &str,
    part: Range<usize>,
    closed: &[Range<usize>],
    clauses: &mut Vec<Range<usize>>,
) {
    // No text of so few bytes has so many words.
    if part.len() <= MOST_WORDS * 2 || words(&text[part.clone()]) <= MOST_WORDS {
        clauses.push(part);
        return;
    }
    let piece = &text[part.clone()];
    let middle = piece.len() / 2;
    let mut best: Option<usize> = None;
    for joint in JOINT.find_iter(piece) {
        // A comma stays with what it ends; a word goes with what it begins.
        let first = joint.as_str().trim_start();
        let at = if first.starts_with(char::is_alphabetic) {
            joint.start() + 1
        } else {
            joint.end()
        };
        let inside_number = piece[..joint.start()].ends_with(|c: char| c.is_ascii_digit())
            && piece[joint.end()..].starts_with(|c: char| c.is_ascii_digit());
        if inside_number || !piece.is_char_boundary(at) || cuts(closed, part.start + at) {
            continue;
        }
        if best.is_none_or(|best| at.abs_diff(middle) < best.abs_diff(middle)) {
            best = Some(at);
        } else if at > middle {
            break;
        }
    }
    let split =
        best.filter(|at| words(&piece[..*at]) >= LEAST_PART && words(&piece[*at..]) >= LEAST_PART);
    match split {
        Some(at) => {
            shorten(text, part.start..part.start + at, closed, clauses);
            shorten(text, part.start + at..part.end, closed, clauses);
        }
        None => clauses.push(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        clauses(text, 0..text.len(), &[])
            .into_iter()
            .map(|span| &text[span])
            .collect()
    }

    #[test]
    fn sentences_turn_at_words_of_contrast() {
        assert_eq!(
            split("The app is nice but the login never works"),
            ["The app is nice ", "but the login never works"]
        );
        assert_eq!(
            split("Although it is free, it shows too many ads"),
            ["Although it is free, ", "it shows too many ads"]
        );
        assert_eq!(
            split("Die App ist schön, aber sie stürzt dauernd ab"),
            ["Die App ist schön, ", "aber sie stürzt dauernd ab"]
        );
    }

    #[test]
    fn short_sides_and_set_phrases_stay_whole() {
        for text in [
            "Slow but good",
            "There is nothing but trouble with this app",
            "It is not only fast but also pretty to look at",
            "这个酒店不但便宜而且很干净",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn run_ons_are_split_near_their_middle() {
        let text = "i opened it and it was slow ".repeat(12);
        let parts = split(text.trim());
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| words(part) <= MOST_WORDS));
        assert_eq!(parts.concat(), text.trim());
    }
}
