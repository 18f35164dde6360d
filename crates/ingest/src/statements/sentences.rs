//! Sentences by Unicode Standard Annex #29, mended for how people write feedback: wrapped lines,
//! lists, abbreviations, missing spaces, markup.

use crate::clean;
use hearken_feedback::Cell;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a word that is looked at as a whole, such as an abbreviation or a name.
const LONGEST_WORD: usize = 128;

/// Places that no boundary may cut: personal data and links, in order and apart.
pub(super) fn closed(cell: &Cell) -> Vec<Range<usize>> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:https?://|www\.)\S+").expect("a pattern of ours is valid")
    });
    let text = cell.text.as_str();
    let mut closed: Vec<Range<usize>> =
        cell.masks.iter().map(|mask| mask.start..mask.end).collect();
    if text.contains("://") || text.contains("ww.") || text.contains("WW.") {
        for link in LINK.find_iter(text) {
            // The mark behind a link ends the sentence, not the link.
            let length = link
                .as_str()
                .trim_end_matches(['.', ',', '!', '?', ')', ';'])
                .len();
            closed.push(link.start()..link.start() + length);
        }
    }
    closed.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(closed.len());
    for range in closed {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether a boundary at `at` would cut one of the closed places.
pub(super) fn cuts(closed: &[Range<usize>], at: usize) -> bool {
    let next = closed.partition_point(|range| range.start < at);
    next > 0 && at < closed[next - 1].end
}

/// The sentences of a text outside of what is left out, not yet trimmed.
pub(super) fn sentences(
    text: &str,
    closed: &[Range<usize>],
    left_out: &[Range<usize>],
) -> Vec<Range<usize>> {
    blocks(text, left_out)
        .into_iter()
        .flat_map(|block| block_sentences(text, block, closed))
        .collect()
}

/// Pieces between block tags, blank lines, list items and lines that begin anew.
fn blocks(text: &str, left_out: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut cuts = clean::block_tags(text);
    cuts.extend_from_slice(left_out);
    cuts.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
    for cut in cuts {
        if cut.start >= start {
            lines(text, start..cut.start, &mut blocks);
        }
        start = start.max(cut.end);
    }
    lines(text, start..text.len(), &mut blocks);
    blocks
}

/// Cuts at line ends, except where a line only wraps: the next goes on in lower case.
fn lines(text: &str, span: Range<usize>, blocks: &mut Vec<Range<usize>>) {
    let mut start = span.start;
    // White space that was looked through; a line end in it is none of its own.
    let mut seen = span.start;
    for at in memchr::memchr2_iter(b'\n', b'\r', &text.as_bytes()[span.clone()]) {
        let at = span.start + at;
        if at < seen {
            continue;
        }
        let before = text[start..at].trim_end();
        let rest = &text[at..span.end];
        let next = rest.trim_start();
        let gap = &rest[..rest.len() - next.len()];
        seen = at + gap.len();
        let blank = gap.matches('\n').count() > 1;
        let wraps = next.starts_with(char::is_lowercase)
            && !blank
            && !before.ends_with(['.', '!', '?', ':', '。', '！', '？']);
        if !wraps {
            if !before.is_empty() {
                blocks.push(start..at);
            }
            start = seen;
        }
    }
    if start < span.end {
        blocks.push(start..span.end);
    }
}

fn block_sentences(text: &str, block: Range<usize>, closed: &[Range<usize>]) -> Vec<Range<usize>> {
    // A wrapped line is a space to the rules; both are one byte, so that spans stay true.
    let flat = text[block.clone()].replace(['\n', '\r'], " ");
    let mut cuts_at: Vec<usize> = Vec::new();
    let first = flat.len() - flat.trim_start().len();
    for (at, sentence) in flat.split_sentence_bound_indices() {
        let end = at + sentence.len();
        if end < flat.len() && !is_abbreviation(&flat[first.min(end)..end], &flat[end..]) {
            cuts_at.push(end);
        }
    }
    cuts_at.extend(missing_spaces(&flat));
    cuts_at.sort_unstable();
    cuts_at.dedup();
    let mut sentences = Vec::with_capacity(cuts_at.len() + 1);
    let mut start = block.start;
    for at in cuts_at {
        let at = block.start + at;
        if at > start && !cuts(closed, at) {
            sentences.push(start..at);
            start = at;
        }
    }
    if start < block.end {
        sentences.push(start..block.end);
    }
    sentences
}

/// The end of a text, at most so many bytes: where a word is looked for, so that one of a million
/// letters is not read again and again.
fn end_of(text: &str, bytes: usize) -> &str {
    let mut at = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    &text[at..]
}

/// Whether the mark at the end of `before`, which begins with a word, shortens a word.
fn is_abbreviation(before: &str, after: &str) -> bool {
    const SHORT: [&str; 36] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "v", "e.g", "i.e", "eg", "ie", "cf", "approx",
        "no", "nr", "vol", "fig", "inc", "ltd", "co", "corp", "dept", "est", "z.b", "d.h", "bzw",
        "ca", "u.a", "p.ej", "sr", "sra", "ver", "rev", "ph.d", "a.k.a",
    ];
    let Some(word) = before.trim_end().strip_suffix('.') else {
        return false;
    };
    let near = end_of(word, LONGEST_WORD);
    let word = near
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '/'))
        .next()
        .unwrap_or_default();
    if word.len() == LONGEST_WORD {
        return false;
    }
    let lower = word.to_lowercase();
    // "No." ends a sentence unless a number follows.
    if matches!(
        lower.as_str(),
        "no" | "nr" | "v" | "ver" | "vol" | "fig" | "rev"
    ) {
        return after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    }
    if SHORT.contains(&lower.as_str()) {
        return true;
    }
    // "U.S. Army", "J. Smith": letters with marks between them; a lone "I." ends a sentence.
    let initials = word
        .split('.')
        .all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase));
    let numbered = !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    (initials && word != "I") || (numbered && before.trim_end().len() == word.len() + 1)
}

/// Boundaries that the rules cannot see: "works.But then" and the full-width semicolon.
fn missing_spaces(flat: &str) -> Vec<usize> {
    static GLUED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{Ll}{2}[.!?]+(\p{Lu}\p{Ll}*)([\s,.!?']|$)")
            .expect("a pattern of ours is valid")
    });
    let mut found: Vec<usize> = flat
        .match_indices('；')
        .map(|(at, mark)| at + mark.len())
        .filter(|at| *at < flat.len())
        .collect();
    let first = flat.len() - flat.trim_start().len();
    let marks = |byte: &u8| matches!(byte, b'.' | b'!' | b'?');
    if !flat.as_bytes().iter().any(marks) {
        return found;
    }
    let mut at = 0;
    while let Some(glued) = GLUED.captures_at(flat, at) {
        let Some(word) = glued.get(1) else { break };
        let before = end_of(&flat[..word.start()], LONGEST_WORD)
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        // "Node.Js" and "System.Out" are names: both halves begin with a capital.
        let name = before.starts_with(char::is_uppercase)
            && before.matches('.').count() == 1
            && flat[first..word.start()].contains(char::is_whitespace)
            && word.len() < 4;
        if !name {
            found.push(word.start());
        }
        at = word.end();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, &[], &[])
            .into_iter()
            .map(|span| text[span].trim())
            .filter(|piece| !piece.is_empty())
            .collect()
    }

    #[test]
    fn abbreviations_numbers_and_initials_do_not_split() {
        for text in [
            "It fails e.g. On Windows.",
            "Since v4.2 it costs 3.50 a month.",
            "The U.S. Version lacks it.",
            "Ask Dr. Smith about it.",
            "Issue No. 5 remains.",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn sentences_split_with_and_without_spaces() {
        assert_eq!(
            split("It works.But then it stops!Why? Fix it."),
            ["It works.", "But then it stops!", "Why?", "Fix it."]
        );
        assert_eq!(
            split("很好。不错！为什么？"),
            ["很好。", "不错！", "为什么？"]
        );
        assert_eq!(split("价格贵；质量差"), ["价格贵；", "质量差"]);
    }

    #[test]
    fn wrapped_lines_go_on_and_new_lines_do_not() {
        assert_eq!(
            split("I cannot open\nthe settings.\nHelp\n\nthanks"),
            ["I cannot open\nthe settings.", "Help", "thanks"]
        );
    }

    #[test]
    fn block_tags_split_and_inline_tags_do_not() {
        assert_eq!(
            split("<p>First thing</p><p>Second <b>bold</b> thing<br/>third"),
            ["First thing", "Second <b>bold</b> thing", "third"]
        );
    }
}
