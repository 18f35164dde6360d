//! Texts to words, also where a script is written without spaces.
//!
//! [`words`] cuts by the word boundaries of Unicode (UAX #29). Runs of Chinese characters, which these would cut
//! into single ones, are cut by jieba; runs with kana, and those in Thai, Lao, Khmer and Burmese, by the dictionaries
//! of ICU. [`folded`] is what two spellings of one word share, for matching alone: quotes stay as they
//! were written.
//!
//! Nothing here knows what a statement is.

mod fold;

pub use fold::{folded, simplified};

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use jieba_rs::Jieba;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// Read once, where the first Chinese text is met.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

static ICU: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Who cuts a run of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cutter {
    /// The boundaries of Unicode.
    Unicode,
    /// jieba's dictionary and hidden Markov model.
    Jieba,
    /// ICU's dictionaries.
    Icu,
}

/// The words of a text with the bytes where each begins; no white space, no punctuation.
///
/// ```
/// let cut: Vec<&str> = hearken_segmentation::words("这个app闪退").into_iter().map(|(_, word)| word).collect();
/// assert_eq!(cut, ["这个", "app", "闪退"]);
/// ```
pub fn words(text: &str) -> Vec<(usize, &str)> {
    if !text.chars().any(has_no_spaces) {
        return text.unicode_word_indices().collect();
    }
    // Han letters beside kana are Japanese.
    let japanese = text.chars().any(is_kana);
    let mut words = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let cutter = cutter(first, japanese);
        let rest = &text[start..];
        let other = |(_, c): &(usize, char)| self::cutter(*c, japanese) != cutter;
        let end = rest
            .char_indices()
            .find(other)
            .map_or(rest.len(), |(at, _)| at);
        cut(&rest[..end], start, cutter, &mut words);
        start += end;
    }
    words
}

fn cut<'a>(run: &'a str, start: usize, cutter: Cutter, words: &mut Vec<(usize, &'a str)>) {
    match cutter {
        Cutter::Unicode => {
            let found = run.unicode_word_indices();
            words.extend(found.map(|(at, word)| (start + at, word)));
        }
        Cutter::Jieba => {
            // jieba's dictionary is in simplified characters; each is as many bytes as the other.
            let plain = simplified(run);
            let mut at = 0;
            for token in JIEBA.cut(&plain, true) {
                let end = at + token.word.len();
                words.push((start + at, &run[at..end]));
                at = end;
            }
        }
        Cutter::Icu => {
            let mut from = 0;
            for end in ICU.segment_str(run).filter(|end| *end > 0) {
                words.push((start + from, &run[from..end]));
                from = end;
            }
        }
    }
}

fn cutter(c: char, japanese: bool) -> Cutter {
    match c {
        _ if is_han(c) && !japanese => Cutter::Jieba,
        _ if has_no_spaces(c) => Cutter::Icu,
        _ => Cutter::Unicode,
    }
}

/// Whether a character is written by a script that puts no spaces between words.
pub fn has_no_spaces(c: char) -> bool {
    is_han(c) || is_kana(c) || is_southeast_asian(c)
}

/// Chinese characters, also as Japanese writes them.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Hiragana and katakana, with the mark that lengthens a vowel.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}')
}

/// Thai, Lao, Burmese, Khmer.
fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{edf}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17d3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let found = words(text);
        for (at, word) in &found {
            assert_eq!(&text[*at..*at + word.len()], *word);
        }
        found.into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn scripts_with_spaces_are_cut_as_unicode_says() {
        let text = "Can't log in – l'appli plante (v2.1)! Ελληνικά, 앱이 꺼져요";
        let plain: Vec<&str> = text.unicode_words().collect();
        assert_eq!(cut(text), plain);
    }

    #[test]
    fn chinese_is_cut_into_words() {
        assert_eq!(
            cut("配送速度很快，包装也不错"),
            ["配送", "速度", "很快", "包装", "也", "不错"]
        );
        assert_eq!(
            cut("更新后APP闪退3次"),
            ["更新", "后", "APP", "闪退", "3", "次"]
        );
    }

    #[test]
    fn traditional_characters_are_cut_as_simplified_ones() {
        let (one, other) = (cut("軟體經常當機"), cut("软体经常当机"));
        let lengths = |words: &[&str]| words.iter().map(|word| word.len()).collect::<Vec<_>>();
        assert_eq!(lengths(&one), lengths(&other));
        assert!(one.contains(&"經常"), "{one:?}");
    }

    #[test]
    fn japanese_and_thai_are_cut_into_words() {
        let words = cut("このアプリはとても使いやすいです。");
        assert!(
            words.contains(&"アプリ") && words.contains(&"使い"),
            "{words:?}"
        );
        assert!(cut("写真が保存できない").contains(&"写真"));
        let words = cut("แอปนี้ใช้งานง่ายมาก");
        assert!(words.len() > 3 && words.len() < 10, "{words:?}");
    }

    #[test]
    fn no_letter_is_lost_and_odd_texts_are_cut() {
        for text in [
            "",
            "。。。！",
            "好",
            "\u{20000}好𠀀",
            "々",
            "é́好\u{200d}👩‍💻的",
        ] {
            let letters = |text: &str| text.chars().filter(|c| is_han(*c)).count();
            let found = cut(text);
            let kept: usize = found.iter().map(|word| letters(word)).sum();
            assert_eq!(kept, letters(text), "{text}");
        }
    }
}
