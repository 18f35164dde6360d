//! What each word of a text gives its labels: the text is read once without each of them
//! (occlusion, Zeiler and Fergus, 2014, "Visualizing and Understanding Convolutional Networks").

use hearken_segmentation::has_no_spaces;
use std::collections::HashSet;
use std::ops::Range;

/// Words whose leaving out is tried; the rest of a longer text is left as it is.
const WORDS: usize = 200;

/// The words of a text: what stands between white space, and has a letter or a digit. Where a
/// script is written without spaces its words are cut as a dictionary says.
pub(crate) fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    let cut: HashSet<usize> = match text.chars().any(has_no_spaces) {
        true => hearken_segmentation::words(text)
            .into_iter()
            .map(|(at, _)| at)
            .collect(),
        false => HashSet::new(),
    };
    let mut before = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let dense = has_no_spaces(c);
        if c.is_whitespace() {
            open = false;
        } else if !open || (cut.contains(&at) && (dense || before)) {
            words.push(at..end);
            open = true;
        } else if let Some(word) = words.last_mut() {
            word.end = end;
        }
        before = dense;
    }
    words.retain(|word| text[word.clone()].chars().any(char::is_alphanumeric));
    words.truncate(WORDS);
    words
}

/// The text without a word of it.
pub(crate) fn without(text: &str, word: &Range<usize>) -> String {
    let left = format!("{}{}", &text[..word.start], &text[word.end..]);
    let left = left.split_whitespace().collect::<Vec<_>>().join(" ");
    // An encoder wants something to read.
    if left.is_empty() {
        ".".to_owned()
    } else {
        left
    }
}

/// What a label's probability loses without a word, to four places.
pub(crate) fn gives(whole: f32, without: f32) -> f64 {
    round(f64::from(whole) - f64::from(without))
}

/// To four places.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_and_without_spaces() {
        let text = "the app – crashes!  配送app闪退";
        let words: Vec<&str> = words(text).into_iter().map(|word| &text[word]).collect();
        assert_eq!(words, ["the", "app", "crashes!", "配送", "app", "闪退"]);
        assert_eq!(without("it crashes", &(3..10)), "it");
        assert_eq!(without("crashes", &(0..7)), ".");
    }
}
