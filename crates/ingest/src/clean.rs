//! The text that models read: markup, entities and links gone, white space folded.
//!
//! The cell's own text stays as it is; spans always refer to that.

use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Tags and the like. A `<` before a space or digit is a comparison.
const TAG: &str = r"</?[A-Za-z][A-Za-z0-9:-]{0,30}(?:\s[^<>]{0,2000})?/?>|<!\w[^<>]{0,200}>";
const COMMENT_END: &str = "-->";

/// Tags and comments in a text, in order.
///
/// Behind the last end of a comment none is looked for: every tag behind one that is never closed
/// would cost a look at the rest of the text.
fn tags(text: &str) -> impl Iterator<Item = Range<usize>> {
    static TAGS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(TAG).expect("a pattern of ours is valid"));
    static COMMENTS: LazyLock<Regex> = LazyLock::new(|| {
        let comments = format!("(?s)<!--.*?{COMMENT_END}|{TAG}");
        Regex::new(&comments).expect("a pattern of ours is valid")
    });
    let closed = text
        .rfind(COMMENT_END)
        .map_or(0, |at| at + COMMENT_END.len());
    let mut at = 0;
    std::iter::from_fn(move || {
        let comments = (at < closed).then(|| COMMENTS.find_at(text, at));
        let tag = comments.flatten().or_else(|| {
            at = at.max(closed);
            TAGS.find_at(text, at)
        })?;
        at = tag.end();
        Some(tag.range())
    })
}

/// The text with a space for every tag and comment.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for tag in tags(text) {
        kept.push_str(&text[at..tag.start]);
        kept.push(' ');
        at = tag.end;
    }
    kept.push_str(&text[at..]);
    kept
}

/// Links, with or without their scheme.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:https?|ftp)://[^\s<>\x22]+|\bwww\.[a-z0-9-]+\.[^\s<>\x22]+")
        .expect("a pattern of ours is valid")
});

/// Colors and the like, as a terminal is told them (ECMA-48 control sequences).
static ESCAPE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\x1b\[[0-?]*[ -/]*[@-~]").expect("a pattern of ours is valid"));

/// Where tags stand, for splitting: those that end a line of text.
pub(crate) fn block_tags(text: &str) -> Vec<Range<usize>> {
    const INLINE: [&str; 16] = [
        "a", "b", "i", "u", "em", "strong", "span", "font", "code", "small", "sub", "sup", "mark",
        "img", "s", "q",
    ];
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return Vec::new();
    }
    tags(text)
        .filter(|tag| {
            let name: String = text[tag.clone()]
                .trim_start_matches(['<', '/'])
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            !INLINE.contains(&name.to_ascii_lowercase().as_str())
        })
        .collect()
}

/// Cleans a piece of text for reading by models.
pub(crate) fn clean(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut text = Cow::Borrowed(text);
    if memchr::memchr(0x1b, bytes).is_some() {
        text = Cow::Owned(ESCAPE.replace_all(&text, "").into_owned());
    }
    if memchr::memchr(b'<', bytes).is_some() {
        text = Cow::Owned(without_tags(&text));
    }
    if memchr::memchr(b'&', bytes).is_some() {
        let decoded = html_escape::decode_html_entities(&text).into_owned();
        // Escaped markup is markup to whoever wrote it in a web form.
        text = Cow::Owned(if decoded.contains('<') {
            without_tags(&decoded)
        } else {
            decoded
        });
    }
    let lower = |part: &[u8]| memchr::memmem::find(text.as_bytes(), part).is_some();
    if lower(b"://") || lower(b"www.") || lower(b"WWW.") || lower(b"Www.") {
        text = Cow::Owned(LINK.replace_all(&text, " ").into_owned());
    }
    fold_space(&text)
}

/// Runs of white space and invisible characters become one space; joiners inside emoji and
/// words stay.
fn fold_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
            continue;
        }
        if matches!(
            c,
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffd}' | '\u{ad}'
        ) {
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        folded.push(c);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_entities_and_links_go() {
        assert_eq!(
            clean("<p>Tom &amp; Ann<br/>see https://example.com/a?b=c\n\n now</p>"),
            "Tom & Ann see now"
        );
        assert_eq!(clean("&lt;b&gt;bold&lt;/b&gt; www.example.com/x"), "bold");
    }

    #[test]
    fn comments_go_where_they_end() {
        assert_eq!(clean("a<!-- b <b>c</b> -->d<i>e"), "a d e");
        assert_eq!(clean("a<!-- b --><!-- <b>c"), "a <!-- c");
    }

    #[test]
    fn comparisons_and_hearts_stay() {
        assert_eq!(clean("a < b and c > d <3"), "a < b and c > d <3");
    }

    #[test]
    fn invisible_characters_go_and_joined_emoji_stay() {
        assert_eq!(clean("\u{feff}a\u{200b}b\u{a0}c"), "ab c");
        assert_eq!(clean("\u{1b}[1;31mred\u{1b}[0m text"), "red text");
        assert_eq!(clean("👨‍👩‍👧 ok"), "👨‍👩‍👧 ok");
    }
}
