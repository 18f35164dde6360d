//! Feedback split into statements: sentences, and clauses where a sentence turns.

mod clauses;
mod sentences;

use crate::{Splitting, clean, language, mask, quoted, values};
use hearken_feedback::{Cell, Distinct, Feedback, Mask, Name, Pack, Span, Statement, Text};
use rayon::prelude::*;
use std::ops::Range;

/// Feedback between two collections of what was split, and feedback whose texts lie in one piece
/// of memory.
const STRIDE: usize = 16 << 10;
const TOGETHER: usize = 1 << 10;

/// The statements of every feedback, in order.
///
/// [`Statement::feedback`] is the index in the slice given. A statement whose words are read as
/// they stand shares the memory of its cell.
pub fn statements(feedback: &[Feedback], splitting: Splitting) -> Vec<Statement> {
    let mut all = Vec::new();
    for (stride, some) in feedback.chunks(STRIDE).enumerate() {
        let split: Vec<Split> = some
            .par_chunks(TOGETHER)
            .enumerate()
            .map(|(at, some)| Split::of(some, (stride * STRIDE + at * TOGETHER) as u32, splitting))
            .collect();
        // One thread lays down what stays, as in reading.
        split.into_iter().for_each(|split| split.close(&mut all));
    }
    all.shrink_to_fit();
    all
}

/// The statements of one feedback; `index` is what they name as their feedback.
///
/// Spans are trimmed, in order, do not overlap, and lie on character boundaries of the cell's
/// untouched text. A title that the body says again is left out.
pub fn statements_of(feedback: &Feedback, index: u32, splitting: Splitting) -> Vec<Statement> {
    let mut statements = Vec::new();
    Split::of(std::slice::from_ref(feedback), index, splitting).close(&mut statements);
    statements
}

/// The text that is read of a statement.
enum Read {
    /// It is what stands in the cell.
    AsItStands(Text),
    Otherwise(Span),
}

/// Feedback that was split.
struct Split {
    pack: Pack,
    statements: Vec<(u32, u32, Span, Read, Option<Name>)>,
}

impl Split {
    /// Splits feedback that follows each other, the first of which has the index `from`.
    fn of(feedback: &[Feedback], from: u32, splitting: Splitting) -> Self {
        let mut pack = Pack::default();
        let mut statements = Vec::new();
        for (index, feedback) in (from..).zip(feedback) {
            for (number, cell) in (0..).zip(&feedback.cells) {
                let body = feedback.cells.get(number as usize + 1);
                if body.is_some_and(|body| repeats(&cell.text, &body.text)) {
                    continue;
                }
                let plain = plain(cell);
                let parts = match splitting {
                    Splitting::Clauses => split(&plain),
                    Splitting::Whole => whole(&plain),
                };
                for (span, text) in parts {
                    let language = language::of(&text).map(|code| pack.name(code));
                    let own = cell.text.piece(span.clone()).filter(|own| *own == text);
                    let read =
                        own.map_or_else(|| Read::Otherwise(pack.push(&text)), Read::AsItStands);
                    statements.push((index, number, span.into(), read, language));
                }
            }
        }
        Self { pack, statements }
    }

    fn close(self, statements: &mut Vec<Statement>) {
        let packed = self.pack.close();
        let found = self.statements.into_iter();
        statements.extend(
            found.map(|(feedback, cell, span, read, language)| Statement {
                feedback,
                cell,
                span,
                text: match read {
                    Read::AsItStands(text) => text,
                    Read::Otherwise(span) => packed.text(span),
                },
                language,
            }),
        );
    }
}

/// The text that models read of a feedback taken whole, from its words as they are shown (masked,
/// cells below each other, as a report's `feedback.csv` has them). `None` where nothing is said.
pub fn text_of_shown(shown: &str) -> Option<String> {
    let cell = Cell {
        column: "".into(),
        masks: mask::stand_ins(shown).into(),
        text: shown.into(),
    };
    let statements: Vec<Statement> = split(&plain(&cell))
        .into_iter()
        .map(|(span, text)| Statement {
            feedback: 0,
            cell: 0,
            span: span.into(),
            text: text.into(),
            language: None,
        })
        .collect();
    let distinct = Distinct::of(&statements, 1);
    let whole = distinct.of_feedback[0]?;
    distinct
        .texts
        .get(whole)
        .map(|text| text.as_str().to_owned())
}

/// Whether a title is said again at the beginning of the body, letter for letter but for case
/// and marks.
pub(crate) fn repeats(title: &str, body: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
    }
    let mut body = letters(body);
    let mut said = false;
    let repeated = letters(title).all(|letter| {
        said = true;
        body.next() == Some(letter)
    });
    said && repeated
}

/// The cell with plain words as stand-ins, as models read them.
fn plain(cell: &Cell) -> Cell {
    let masks = cell.masks.iter().map(|mask| Mask {
        shown: mask::plain_word(&mask.shown).to_owned(),
        ..*mask
    });
    Cell {
        column: cell.column.clone(),
        text: cell.text.clone(),
        masks: masks.collect(),
    }
}

fn read(cell: &Cell, span: Range<usize>) -> String {
    clean::clean(&cell.quote(span).unwrap_or_default())
}

/// The spans of a cell's statements with the text that models read.
fn split(cell: &Cell) -> Vec<(Range<usize>, String)> {
    split_outside(cell, &quoted::left_out(&cell.text))
}

fn split_outside(cell: &Cell, left_out: &[Range<usize>]) -> Vec<(Range<usize>, String)> {
    let text = cell.text.as_str();
    let closed = sentences::closed(cell);
    let pieces: Vec<(Range<usize>, String)> = sentences::sentences(text, &closed, left_out)
        .into_iter()
        .flat_map(|sentence| clauses::clauses(text, sentence, &closed))
        .map(|piece| trim(text, piece))
        .filter(|piece| !piece.is_empty())
        .map(|piece| (piece.clone(), read(cell, piece)))
        .collect();
    attach(cell, pieces, left_out)
}

/// All that a cell says as one statement, read as its statements are, one after another.
fn whole(cell: &Cell) -> Vec<(Range<usize>, String)> {
    let left_out = quoted::left_out(&cell.text);
    let parts = split_outside(cell, &left_out);
    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
        return Vec::new();
    };
    let span = first.start..last.end;
    let mut said = Vec::new();
    let mut at = span.start;
    for gap in left_out.iter().filter(|gap| within(&span, gap)) {
        said.push(read(cell, at..gap.start));
        at = gap.end;
    }
    said.push(read(cell, at..span.end));
    said.retain(|part| !part.is_empty());
    vec![(span, said.join(" "))]
}

/// Pieces without a letter (emoji, marks, numbers, bare links) join the piece before them, or the
/// one after them where they come first.
fn attach(
    cell: &Cell,
    pieces: Vec<(Range<usize>, String)>,
    left_out: &[Range<usize>],
) -> Vec<(Range<usize>, String)> {
    // Nothing joins over a quoted mail.
    let parted = |span: Range<usize>| {
        let next = left_out.partition_point(|gap| gap.start < span.start);
        left_out.get(next).is_some_and(|gap| gap.end <= span.end)
    };
    // A piece that others joined is read once, when it is whole.
    let mut grown = false;
    let settle = |last: Option<&mut (Range<usize>, String)>, grown: &mut bool| {
        if let Some((span, text)) = last
            && std::mem::take(grown)
        {
            *text = read(cell, span.clone());
        }
    };
    let mut joined: Vec<(Range<usize>, String)> = Vec::with_capacity(pieces.len());
    let mut waiting: Option<usize> = None;
    for (span, text) in pieces {
        let speaks = text.chars().any(char::is_alphabetic);
        if waiting.is_some_and(|start| parted(start..span.start)) {
            waiting = None;
        }
        match joined.last_mut() {
            Some(last) if !speaks && parted(last.0.end..span.start) => {
                if values::says_something(&text) {
                    settle(Some(last), &mut grown);
                    joined.push((span, text));
                }
            }
            Some(last) if !speaks => {
                last.0.end = span.end;
                grown = true;
            }
            None if !speaks => {
                waiting.get_or_insert(span.start);
            }
            _ => {
                let start = waiting.take().unwrap_or(span.start);
                let text = if start < span.start {
                    read(cell, start..span.end)
                } else {
                    text
                };
                // The end of a link is none where its beginning is left out.
                if !text.chars().any(char::is_alphabetic) {
                    waiting = Some(start);
                    continue;
                }
                settle(joined.last_mut(), &mut grown);
                joined.push((start..span.end, text));
            }
        }
    }
    settle(joined.last_mut(), &mut grown);
    // Nothing but emoji is one statement.
    if let Some(start) = waiting {
        let end = left_out.iter().map(|gap| gap.start).find(|at| *at >= start);
        let span = trim(&cell.text, start..end.unwrap_or(cell.text.len()));
        let text = read(cell, span.clone());
        if values::says_something(&text) {
            joined.push((span, text));
        }
    }
    joined
}

/// Whether a gap lies in a span.
fn within(span: &Range<usize>, gap: &Range<usize>) -> bool {
    span.start <= gap.start && gap.end <= span.end
}

/// The span without white space, list marks in front, and commas or dashes behind.
fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let front = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '；' | '•' | '·' | '\u{feff}')
    };
    let behind =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '；' | '\u{feff}');
    let mut trimmed = piece.trim_start_matches(front);
    // `- point` and `* point` are list marks, `-5` and `*very*` are not.
    while let Some(rest) = ["- ", "* ", "– ", "— ", "> "]
        .iter()
        .find_map(|mark| trimmed.strip_prefix(mark))
    {
        trimmed = rest.trim_start_matches(front);
    }
    let start = span.start + (piece.len() - trimmed.len());
    let mut kept = trimmed.trim_end_matches(behind);
    while let Some(rest) = [" -", " –", " —"]
        .iter()
        .find_map(|mark| kept.strip_suffix(mark))
    {
        kept = rest.trim_end_matches(behind);
    }
    start..start + kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_feedback::Masks;

    fn texts(text: &str) -> Vec<String> {
        let cell = Cell {
            column: "text".into(),
            text: text.into(),
            masks: mask::find(text, false).into(),
        };
        split(&plain(&cell))
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn sentences_and_turns_are_split() {
        assert_eq!(
            texts("I love the design, but it crashes every day. Please fix!"),
            [
                "I love the design",
                "but it crashes every day.",
                "Please fix!"
            ]
        );
        assert_eq!(
            texts("房间很大很干净，但是服务非常差。不会再来了！"),
            ["房间很大很干净", "但是服务非常差。", "不会再来了！"]
        );
    }

    #[test]
    fn a_cell_taken_whole_is_one_statement() {
        let cell = Cell {
            column: "text".into(),
            text: " - I love it, but it crashes.\nPlease fix! 👍 ".into(),
            masks: Masks::default(),
        };
        let found = whole(&plain(&cell));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, "I love it, but it crashes. Please fix! 👍");
        assert_eq!(
            &cell.text[found[0].0.clone()],
            cell.text.trim().trim_start_matches("- ")
        );
        let empty = Cell {
            text: " ... ".into(),
            ..cell
        };
        assert_eq!(whole(&empty), []);
    }

    #[test]
    fn fragments_join_their_neighbors() {
        assert_eq!(texts("Great app! 👍👍 10/10"), ["Great app! 👍👍 10/10"]);
        assert_eq!(texts("1. It is slow"), ["1. It is slow"]);
        assert_eq!(texts("👍👍"), ["👍👍"]);
        assert_eq!(texts("..."), Vec::<String>::new());
    }

    #[test]
    fn quoted_mail_is_not_read() {
        let mail = "Still broken.\nOn 5 May 2025 Ada wrote:\n> Is it?\n👎👎\nFix it.\n-- \nBen";
        assert_eq!(texts(mail), ["Still broken.", "👎👎", "Fix it."]);
        let cell = Cell {
            column: "text".into(),
            text: mail.into(),
            masks: Masks::default(),
        };
        let found = whole(&plain(&cell));
        assert_eq!(found[0].1, "Still broken. 👎👎 Fix it.");
        assert!(cell.text[found[0].0.clone()].ends_with("Fix it."));
    }

    #[test]
    fn personal_data_is_read_as_a_plain_word() {
        assert_eq!(
            texts("Write to ann.lee@example.com please."),
            ["Write to email please."]
        );
    }

    #[test]
    fn list_marks_are_trimmed() {
        assert_eq!(
            texts("Wishes:\n- dark mode\n* faster start\n"),
            ["Wishes:", "dark mode", "faster start"]
        );
    }

    #[test]
    fn a_title_said_again_is_found() {
        assert!(repeats("Not working!", "not working\nsince Monday"));
        assert!(!repeats("Not working", "It is not working"));
        assert!(!repeats("!!!", "It is not working"));
    }

    #[test]
    fn shown_words_are_read_as_the_feedback_was() {
        let shown = "Slow\nWrote to [email] twice. Nothing!";
        assert_eq!(
            text_of_shown(shown).as_deref(),
            Some("Slow. Wrote to email twice. Nothing!")
        );
        assert_eq!(text_of_shown(" \n "), None);
    }
}
