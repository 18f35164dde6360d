//! User text made harmless for where it is shown. What it says stays; what a terminal, a
//! spreadsheet or Markdown would take for a command goes.

/// One line without control characters, so that no text can steer a terminal; direction
/// overrides go as well, since they turn what stands beside them.
pub fn line(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !turns(*c))
        .collect();
    kept.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Unicode's explicit direction formatting characters.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether anything in it is written from the right: Hebrew, Arabic, Syriac, Thaana, N'Ko and their relatives.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let from_right = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    text.chars().any(from_right)
}

/// A text that is written from the right, set apart by Unicode's isolates (UAX #9), so that it turns nothing that
/// stands beside it; other texts as they are.
pub fn isolated(text: String) -> String {
    match is_right_to_left(&text) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text,
    }
}

/// A spreadsheet cell that is shown and never run: what begins like a formula gets an apostrophe
/// in front (OWASP, "CSV Injection"). A lone `-` has nothing to compute; as a source it is standard
/// input.
pub(crate) fn cell(text: &str) -> String {
    if text == "-" {
        return text.to_owned();
    }
    let first = text
        .trim_start_matches([' ', '\u{feff}', '\u{a0}'])
        .chars()
        .next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

/// The text of a cell of `feedback.csv`, without the apostrophe that keeps it from being run.
pub fn unguarded(shown: &str) -> &str {
    match shown.strip_prefix('\'') {
        Some(text) if cell(text) == shown => text,
        _ => shown,
    }
}

/// One line in which Markdown sees no marks of its own, and no HTML.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_codes_and_direction_overrides_do_not_reach_a_terminal() {
        assert_eq!(
            line("a\u{1b}[31mred\u{7}\r\nb\u{202e}c\u{9b}2J"),
            "a[31mred bc2J"
        );
    }

    #[test]
    fn what_is_written_from_the_right_is_set_apart() {
        assert_eq!(
            isolated("الوضع الليلي 2".into()),
            "\u{2068}الوضع الليلي 2\u{2069}"
        );
        assert_eq!(isolated("מצב לילה".into()), "\u{2068}מצב לילה\u{2069}");
        for text in ["dark mode", "夜间模式", "ﬁne", "🙂", ""] {
            assert_eq!(isolated(text.into()), text);
        }
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell(" @team"), "' @team");
        assert_eq!(cell("1+1"), "1+1");
        assert_eq!(cell("-"), "-");
        assert_eq!(cell("\t=1"), "'\t=1");
        for text in ["=1+1", "'quoted'", "- a point", "-", "'"] {
            assert_eq!(unguarded(&cell(text)), text);
        }
    }

    #[test]
    fn marks_and_tags_are_shown_in_markdown() {
        assert_eq!(markdown("*x* <b> [a](b)"), "\\*x\\* &lt;b&gt; \\[a\\](b)");
    }
}
