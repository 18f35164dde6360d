//! The elements that web mail puts around what was not written now.

use super::patterns::pattern;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Elements that can be marked.
static ELEMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?isx)<(blockquote|div|pre|span)\b[^<>]{0,400}>"#));
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?ix)\btype\s*=\s*["']?cite | \b(?:class|id)\s*=\s*["']?[^"'<>]*(?:gmail_(?:quote|signature|attr)|yahoo_quoted
        |moz-(?:cite-prefix|signature)|protonmail_(?:quote|signature)|divRplyFwdMsg|appendonsend)"#,
    )
});

/// Quotations and signatures in HTML, each to its closing tag.
pub(super) fn elements(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = 0;
    for tag in ELEMENT.captures_iter(text) {
        let (Some(whole), Some(name)) = (tag.get(0), tag.get(1)) else {
            continue;
        };
        if whole.start() < end || !MARK.is_match(whole.as_str()) {
            continue;
        }
        // Outlook marks where the old mail begins, not what it is.
        let lower = whole.as_str().to_ascii_lowercase();
        end = if lower.contains("divrplyfwdmsg") || lower.contains("appendonsend") {
            text.len()
        } else {
            closing(text, whole.end(), name.as_str())
        };
        ranges.push(whole.start()..end);
    }
    ranges
}

/// Where the element ends whose content begins at `from`.
fn closing(text: &str, from: usize, name: &str) -> usize {
    let mut depth = 1usize;
    let mut at = from;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let start = at + found + 1;
        let (closes, rest) = match text[start..].strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, &text[start..]),
        };
        at = start;
        let same = rest
            .split_at_checked(name.len())
            .is_some_and(|(own, behind)| {
                own.eq_ignore_ascii_case(name) && !behind.starts_with(char::is_alphanumeric)
            });
        if !same {
            continue;
        }
        depth = if closes { depth - 1 } else { depth + 1 };
        if depth == 0 {
            let tag = &text[start..];
            return start + tag.find('>').map_or(tag.len(), |end| end + 1);
        }
    }
    text.len()
}
