//! Phrases of one to four words, told apart by their stems, and how often each is said.

use crate::words::{Before, Word, Words};
use rayon::prelude::*;
use std::collections::HashMap;

/// Words of the longest phrase.
const LONGEST: usize = 4;

/// Candidates kept of one theme before the whole corpus is asked.
const KEPT: usize = 200;

/// Statements counted in one piece; sums are of whole numbers, so pieces only bound memory.
const PIECE: usize = 4_096;

/// A phrase by its stems, filled up with `u32::MAX`.
pub(crate) type Key = [u32; LONGEST];

fn key(words: &[Word]) -> Key {
    let mut key = [u32::MAX; LONGEST];
    for (place, word) in key.iter_mut().zip(words) {
        *place = word.stem;
    }
    key
}

/// What a statement weighs in 1/1024: said often weighs more, but a thousand copies of one
/// sentence must not speak for a theme.
pub(crate) fn weight(count: u32) -> u64 {
    (1024.0 * (1.0 + f64::from(count.max(1)).ln())).round() as u64
}

/// Calls for every phrase of a statement, as often as it stands there.
fn each<'a>(words: &'a Words, statement: usize, mut call: impl FnMut(Key, &'a [Word])) {
    let all = words.of(statement);
    for start in 0..all.len() {
        for length in 1..=LONGEST.min(all.len() - start) {
            if length > 1 && all[start + length - 1].before == Before::Break {
                break;
            }
            let some = &all[start..start + length];
            if words.may_stand(some) {
                call(key(some), some);
            }
        }
    }
}

fn distinct(words: &Words, statement: usize, keys: &mut Vec<Key>) {
    keys.clear();
    each(words, statement, |key, _| keys.push(key));
    keys.sort_unstable();
    keys.dedup();
}

/// The phrases that a theme's statements share (all phrases where it has a single statement),
/// with the weight of the statements that say them.
pub(crate) fn candidates(words: &Words, counts: &[u32], members: &[usize]) -> Vec<(Key, u64)> {
    let mut said: HashMap<Key, (u64, u32)> = HashMap::new();
    let mut keys = Vec::new();
    for &member in members {
        distinct(words, member, &mut keys);
        for &key in &keys {
            let entry = said.entry(key).or_default();
            entry.0 += weight(counts[member]);
            entry.1 += 1;
        }
    }
    let least = if members.len() == 1 { 1 } else { 2 };
    let mut kept: Vec<(Key, u64)> = said
        .into_iter()
        .filter(|(_, (_, statements))| *statements >= least)
        .map(|(key, (weight, _))| (key, weight))
        .collect();
    // Longer phrases are rarer, yet the better names: they get an advantage.
    let reach = |(key, weight): &(Key, u64)| {
        let length = key.iter().filter(|stem| **stem != u32::MAX).count() as u64;
        weight * (1 + length)
    };
    kept.sort_unstable_by(|a, b| reach(b).cmp(&reach(a)).then(a.0.cmp(&b.0)));
    kept.truncate(KEPT);
    kept
}

/// The weight of all statements among some that say each of the phrases.
pub(crate) fn totals(
    words: &Words,
    counts: &[u32],
    among: &[usize],
    wanted: impl Iterator<Item = Key>,
) -> HashMap<Key, u64> {
    let mut numbers: HashMap<Key, u32> = HashMap::new();
    for key in wanted {
        let next = numbers.len() as u32;
        numbers.entry(key).or_insert(next);
    }
    let sums = among
        .par_chunks(PIECE)
        .fold(
            || vec![0u64; numbers.len()],
            |mut sums, some| {
                let mut keys = Vec::new();
                for &statement in some {
                    distinct(words, statement, &mut keys);
                    for key in &keys {
                        if let Some(&number) = numbers.get(key) {
                            sums[number as usize] += weight(counts[statement]);
                        }
                    }
                }
                sums
            },
        )
        .reduce(
            || vec![0u64; numbers.len()],
            |mut a, b| {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                a
            },
        );
    numbers
        .into_iter()
        .map(|(key, number)| (key, sums[number as usize]))
        .collect()
}

/// A phrase's spellings, word by word, with how often each stands and where one does.
type Forms<'a> = HashMap<Vec<u32>, (u64, &'a [Word])>;

/// How the phrases are written most often among some statements; of equals the first in the
/// alphabet. With each, an example of its words.
pub(crate) fn spellings<'a>(
    words: &'a Words,
    members: &[usize],
    wanted: &[Key],
) -> HashMap<Key, (String, &'a [Word])> {
    let mut seen: HashMap<Key, Forms<'a>> =
        wanted.iter().map(|key| (*key, HashMap::new())).collect();
    for &member in members {
        each(words, member, |key, some| {
            if let Some(forms) = seen.get_mut(&key) {
                let form = some.iter().map(|word| word.spelling).collect();
                forms.entry(form).or_insert((0, some)).0 += 1;
            }
        });
    }
    seen.into_iter()
        .filter_map(|(key, forms)| {
            // Spellings that differ in letter case alone are shown, and counted, as one.
            let mut shown: HashMap<String, (u64, &'a [Word])> = HashMap::new();
            for (count, some) in forms.into_values() {
                shown.entry(words.show(some)).or_insert((0, some)).0 += count;
            }
            let best = shown
                .into_iter()
                .max_by(|a, b| a.1.0.cmp(&b.1.0).then_with(|| b.0.cmp(&a.0)))?;
            Some((key, (best.0, best.1.1)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_phrases_are_found_across_forms_and_not_across_punctuation() {
        let texts = [
            "Refund not received",
            "my refunds not received yet",
            "ok, refund. Not ok",
        ];
        let words = Words::read(&texts, 0..3);
        let counts = [1, 1, 1];
        let found = candidates(&words, &counts, &[0, 1, 2]);
        let keys: Vec<Key> = found.iter().map(|(key, _)| *key).collect();
        let shown = spellings(&words, &[0, 1, 2], &keys);
        let mut shown: Vec<&str> = shown.values().map(|(text, _)| text.as_str()).collect();
        shown.sort_unstable();
        assert_eq!(
            shown,
            ["not received", "received", "refund", "refund not received"]
        );
    }

    #[test]
    fn a_statement_counts_once_a_phrase_and_more_when_said_often() {
        let words = Words::read(&["crash crash crash", "crash"], 0..2);
        let found = candidates(&words, &[1, 20], &[0, 1]);
        assert_eq!(found[0].1, weight(1) + weight(20));
        assert!(weight(20) < 5 * weight(1));
    }
}
