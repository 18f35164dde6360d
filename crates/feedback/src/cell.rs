use crate::{Masks, Name, Text};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One text cell of an export, untouched, with the places that must not be shown.
///
/// Spans of statements and quotes are byte offsets into [`text`](Cell::text).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The column's name as the export spells it (a dotted path for nested JSON).
    pub column: Name,
    /// The cell's text, decoded to UTF-8 and otherwise as the export has it.
    pub text: Text,
    /// Personal data in `text`: sorted by start, not overlapping, on character boundaries.
    pub masks: Masks,
}

/// A span of personal data and the word that stands in for it, such as `[email]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// First byte of the span in the cell.
    pub start: usize,
    /// One past the last byte of the span in the cell.
    pub end: usize,
    /// What is shown in place of the span.
    pub shown: String,
}

impl Cell {
    /// The words of `span` as they may be shown: the untouched text with every mask that touches
    /// the span replaced by its stand-in. This is the one way from a span to a quote, for writing
    /// and for verifying alike. `None` where the span does not lie on character boundaries inside
    /// the text.
    pub fn quote(&self, span: Range<usize>) -> Option<String> {
        self.text.get(span.clone())?;
        let mut shown = String::with_capacity(span.len());
        let mut at = span.start;
        let first = self.masks.partition_point(|mask| mask.end <= span.start);
        let touched = self.masks[first..].iter();
        for mask in touched.take_while(|mask| mask.start < span.end) {
            shown.push_str(self.text.get(at..mask.start.max(at))?);
            shown.push_str(&mask.shown);
            at = mask.end.min(span.end).max(at);
        }
        shown.push_str(self.text.get(at..span.end)?);
        Some(shown)
    }

    /// The whole cell as it may be shown.
    pub fn shown(&self) -> String {
        self.quote(0..self.text.len()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell() -> Cell {
        Cell {
            column: "text".into(),
            text: "Mail ann@example.com or 555-0100 now".into(),
            masks: [
                Mask {
                    start: 5,
                    end: 20,
                    shown: "[email]".into(),
                },
                Mask {
                    start: 24,
                    end: 32,
                    shown: "[phone]".into(),
                },
            ]
            .into_iter()
            .collect(),
        }
    }

    #[test]
    fn a_quote_shows_the_stand_ins() {
        assert_eq!(cell().shown(), "Mail [email] or [phone] now");
        assert_eq!(cell().quote(21..36).as_deref(), Some("or [phone] now"));
    }

    #[test]
    fn a_span_that_cuts_a_mask_shows_the_whole_stand_in() {
        assert_eq!(cell().quote(0..8).as_deref(), Some("Mail [email]"));
        assert_eq!(cell().quote(10..23).as_deref(), Some("[email] or"));
    }

    #[test]
    fn a_span_outside_the_text_is_no_quote() {
        assert_eq!(cell().quote(30..99), None);
    }
}
