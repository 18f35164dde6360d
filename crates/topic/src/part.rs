//! What one phrase says beside another, and what says nothing by itself.

use crate::keyphrase::Scored;
use crate::words::Class;

/// A length of time is no subject.
const TIMES: [&str; 14] = [
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "year", "years",
];

/// Numbers as words: no second subject.
const NUMBERS: [&str; 14] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "hundred", "once",
    "twice", "third", "half",
];

/// Whether a phrase is another one with more words, not all of which only judge: "best lounge" says
/// no more than "lounge".
pub(crate) fn says_more(short: &Scored, long: &Scored) -> bool {
    let judges = |phrase: &Scored| {
        let judging = |class: &&Class| **class == Class::Judging;
        phrase.classes.iter().filter(judging).count()
    };
    is_part(short, long) && (judges(long) == judges(short) || long.gist() != short.gist())
}

fn is_part(short: &Scored, long: &Scored) -> bool {
    let (n, m) = (short.length(), long.length());
    n < m && (0..=m - n).any(|at| long.key[at..at + n] == short.key[..n])
}

/// Whether a phrase is another one behind words that only judge: "best lounge" for "lounge".
pub(crate) fn judges_first(phrase: &Scored, rest: &Scored) -> bool {
    let (n, m) = (rest.length(), phrase.length());
    let judging = |class: &Class| *class == Class::Judging;
    n < m && phrase.key[m - n..m] == rest.key[..n] && phrase.classes[..m - n].iter().all(judging)
}

/// "Finger" says nothing new beside "fingerprint".
pub(crate) fn begin_alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    shared >= 4
}

pub(crate) fn is_number(text: &str) -> bool {
    NUMBERS.contains(&text.to_lowercase().as_str())
}

/// "1 year", "two weeks".
pub(crate) fn is_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split([' ', '-']);
    let number =
        |word: &str| NUMBERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    words.next().is_some_and(number)
        && words.next().is_some_and(|word| TIMES.contains(&word))
        && words.next().is_none()
}
