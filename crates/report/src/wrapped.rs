//! Lines of a width, for a terminal.

use hearken_segmentation::has_no_spaces;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that end what they follow: no line begins with them.
const CLOSING: &str = "，。、；：！？）》」』】”’%";

/// Marks that begin what follows: no line ends with them.
const OPENING: &str = "（《「『【“‘";

/// The text in lines of at most `width` columns. Lines break at white space, and between the letters of
/// scripts that have none.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        for (at, part) in parts(word).into_iter().enumerate() {
            let space = usize::from(at == 0);
            match lines.last_mut() {
                Some(last) if last.width() + space + part.width() <= width => {
                    last.push_str(&" "[..space]);
                    last.push_str(part);
                }
                _ => lines.push(part.to_owned()),
            }
        }
    }
    lines
}

/// Where a word may be broken: on either side of a letter of a script without spaces, but for the marks that cling to
/// it.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut last: Option<char> = None;
    for (at, c) in word.char_indices() {
        let breaks = |c: char| has_no_spaces(c) || (CLOSING.contains(c) && c.width() == Some(2));
        let between = last.is_some_and(|last| {
            (breaks(last) || has_no_spaces(c)) && !OPENING.contains(last) && !CLOSING.contains(c)
        });
        if between {
            parts.push(&word[from..at]);
            from = at;
        }
        last = Some(c);
    }
    parts.push(&word[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 7), ["incomprehensible"]);
        assert!(wrap(" ", 7).is_empty());
    }

    #[test]
    fn chinese_breaks_between_letters_and_no_line_begins_with_a_comma() {
        let lines = wrap("共 69 条反馈，数量较少：约有“一半”提到 Excel。", 12);
        assert!(lines.iter().all(|line| line.width() <= 14), "{lines:?}");
        assert!(
            lines
                .iter()
                .all(|line| !line.starts_with(['，', '：', '。', '”'])),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.contains("Excel")));
        let all: String = lines.concat();
        assert_eq!(
            all.replace(' ', ""),
            "共69条反馈，数量较少：约有“一半”提到Excel。"
        );
    }
}
