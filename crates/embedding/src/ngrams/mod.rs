//! Reading texts without an encoder: words and runs of letters, counted.
//!
//! For languages that no encoder at hand can read. [`bag`] turns a text into a few hashed numbers, which a
//! head with a wide first layer reads; [`Latent`] turns texts into vectors by what words stand together in
//! them. Nothing is fetched and nothing needs to be known of a language but how its words are cut.

mod latent;
mod reader;
mod sparse;
mod svd;

pub use latent::Latent;
pub use reader::Ngrams;

use hearken_segmentation::{folded, has_no_spaces, words};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Changes with whatever changes the numbers that a text comes to.
const REVISION: u32 = 1;

/// Buckets that features are hashed into.
pub const BUCKETS: usize = 1 << 17;

/// Letters of the longest run where a script puts no spaces, and of the shortest and the longest part of
/// a word elsewhere.
const CHARACTERS: usize = 3;
const PARTS: std::ops::RangeInclusive<usize> = 3..=5;

/// A letter that stands more often than this in a row says no more.
const REPEATED: usize = 3;

/// A long text says enough at its beginning.
const LONGEST: usize = 4_000;

/// What a head that reads bags was trained on, in the place of the hash of an encoder's weights: lower-case
/// hex.
fn identity() -> String {
    let about = format!("hearken n-grams {REVISION}, {BUCKETS} buckets");
    let hash = Sha256::digest(about.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text as the buckets of its words, its pairs of neighboring words, and its runs of letters, rising, with a value each; the
/// values' squares sum to one (none of a text without letters or marks).
///
/// Features are hashed into [`BUCKETS`], each with a sign, so that those which meet in a bucket cancel out
/// on average (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). How often a
/// feature stands in the text does not count.
pub fn bag(text: &str) -> Vec<(u32, f32)> {
    let mut buckets: BTreeMap<u32, f32> = BTreeMap::new();
    for feature in features(&plain(text)) {
        let sign = if feature >> 63 == 1 { 1.0 } else { -1.0 };
        *buckets
            .entry((feature % BUCKETS as u64) as u32)
            .or_default() += sign;
    }
    buckets.retain(|_, value| *value != 0.0);
    let length = buckets
        .values()
        .map(|value| value * value)
        .sum::<f32>()
        .sqrt();
    let scaled = buckets.into_iter();
    scaled
        .map(|(bucket, value)| (bucket, value / length))
        .collect()
}

/// The text folded, digits as one, and long runs of a character cut short.
fn plain(text: &str) -> String {
    let end = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| at);
    let mut plain = String::with_capacity(end);
    let mut run = (' ', 0);
    for c in folded(&text[..end]).chars() {
        let c = match c {
            '0'..='9' => '0',
            '\u{2019}' => '\'',
            _ if c.is_whitespace() => ' ',
            _ => c,
        };
        run = if c == run.0 { (c, run.1 + 1) } else { (c, 1) };
        let most = if c == ' ' { 1 } else { REPEATED };
        if run.1 <= most {
            plain.push(c);
        }
    }
    plain
}

/// The hashes of a plain text's features, each once.
fn features(plain: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let cut = words(plain);
    for (_, word) in &cut {
        found.push(hash('w', &[word]));
        if !word.chars().any(has_no_spaces) {
            parts(word, &mut found);
        }
    }
    for pair in cut.windows(2) {
        found.push(hash('p', &[pair[0].1, pair[1].1]));
    }
    let letters: Vec<char> = plain.chars().filter(|c| *c != ' ').collect();
    let mut run = String::new();
    for start in 0..letters.len() {
        run.clear();
        for (length, letter) in letters[start..].iter().take(CHARACTERS).enumerate() {
            run.push(*letter);
            let dense = run.chars().any(has_no_spaces);
            // Elsewhere marks and emoji count alone, and letters as parts of words.
            if dense || (length == 0 && !letter.is_alphanumeric()) {
                found.push(hash('c', &[&run]));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The parts of a word, which a mark at its beginning and its end tells from those inside.
fn parts(word: &str, found: &mut Vec<u64>) {
    let marked: Vec<char> = std::iter::once('<')
        .chain(word.chars())
        .chain(['>'])
        .collect();
    for length in PARTS {
        if length >= marked.len() {
            break;
        }
        for part in marked.windows(length) {
            let part: String = part.iter().collect();
            found.push(hash('l', &[&part]));
        }
    }
}

/// FNV-1a with a finishing mix (MurmurHash3's) over a feature's sort and its parts.
fn hash(sort: char, parts: &[&str]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325u64 ^ u64::from(u32::from(sort));
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state = (state ^ (state >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, other: &str) -> f32 {
        let other: BTreeMap<u32, f32> = bag(other).into_iter().collect();
        let one = bag(one).into_iter();
        one.map(|(bucket, value)| value * other.get(&bucket).copied().unwrap_or_default())
            .sum()
    }

    #[test]
    fn a_bag_is_a_unit_vector_in_rising_buckets() {
        for text in [
            "配送很快，包装不错",
            "L'appli plante tout le temps",
            "👍👍",
            "使いやすい",
        ] {
            let bag = bag(text);
            let length: f32 = bag.iter().map(|(_, value)| value * value).sum();
            assert!((length - 1.0).abs() < 1e-5, "{text}");
            assert!(bag.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(bag.iter().all(|(bucket, _)| (*bucket as usize) < BUCKETS));
        }
        assert!(bag(" \n").is_empty());
    }

    #[test]
    fn texts_that_share_words_are_nearer() {
        assert!(shared("软件总是闪退", "一打开就闪退") > shared("软件总是闪退", "客服态度很好"));
        assert!(
            shared("l'application plante", "elle plantait")
                > shared("l'application plante", "merci bien")
        );
        assert!(shared("軟體閃退", "软体闪退") > 0.99);
        assert!(shared("ＡＰＰ好用！！！！！", "app好用!!!") > 0.99);
    }

    #[test]
    fn long_texts_are_read_at_their_beginning() {
        let long = "慢".repeat(10) + &"abc ".repeat(5_000);
        assert!(bag(&long).len() < 100);
    }
}
