//! Rows that say the same and are counted once.
//!
//! Two rows say the same when their texts agree but for case, white space and punctuation (emoji
//! and signs such as `+` are kept). They are duplicates unless something tells the writers apart:
//!
//! - Different authors are different people: both rows count. The same author says it once.
//! - Where a row has no author but the export gives every submission an opaque id (UUIDs, store
//!   ids; not counters), different ids are different submitters, since a store keeps one review a
//!   person: both rows count. The same id with the same text is a duplicate whoever the author.
//! - A row of which neither is known counts as a repetition of the others.
//!
//! Of rows that count once, one stands for all: the earliest by date (rows with a date first),
//! then the lowest id, then by the row's whole content. The others point at it, even where it
//! comes later in the file. So a shuffled export has the same used rows and the same numbers.

use crate::hash::fingerprint;
use crate::statements;
use hearken_feedback::{Feedback, Text};
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// What a row tells about its writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Writer {
    Author(u64),
    Submission(u64),
}

/// What of a row decides about duplicates, beside what its feedback tells.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Fingerprint of the folded text.
    pub(crate) text: u64,
    /// Fingerprint of all fields, whatever their order.
    pub(crate) content: u64,
    /// The id's fingerprint.
    pub(crate) id: Option<u64>,
    /// Ids are opaque, one a submission; those of other sources mean the same.
    pub(crate) opaque: bool,
}

/// What a row says.
#[derive(Debug, Clone, Copy)]
struct Saying<'a> {
    said: &'a Said,
    feedback: &'a Feedback,
}

impl Saying<'_> {
    fn writer(&self) -> Option<Writer> {
        let submission = self.said.id.filter(|_| self.said.opaque);
        let author = self.feedback.author.map(Writer::Author);
        author.or(submission.map(Writer::Submission))
    }

    /// The id, with the source where ids of other sources mean nothing.
    fn id(&self) -> Option<(Option<u32>, u64)> {
        let source = (!self.said.opaque).then_some(self.feedback.row.source);
        Some((source, self.said.id?))
    }
}

/// For every row the index of the row that stands for it: its own where it is counted.
/// `said` and `feedback` tell of the same rows.
pub(crate) fn settle(said: &[Said], feedback: &[Feedback]) -> Vec<u32> {
    let rows = |index: &u32| Saying {
        said: &said[*index as usize],
        feedback: &feedback[*index as usize],
    };
    let mut stands_for: Vec<u32> = (0..).take(said.len()).collect();
    let mut order = stands_for.clone();
    order.sort_unstable_by_key(|index| (rows(index).said.text, *index));
    let alike = order.chunk_by(|a, b| rows(a).said.text == rows(b).said.text);
    for alike in alike.filter(|alike| alike.len() > 1) {
        // Different texts may have the same fingerprint.
        let mut same: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for index in alike {
            let cells = rows(index).feedback.cells.iter();
            let text = folded(cells.map(|cell| cell.text.as_str()));
            same.entry(text).or_default().push(*index);
        }
        for group in same.into_values().filter(|group| group.len() > 1) {
            let sayings: Vec<Saying<'_>> = group.iter().map(rows).collect();
            for people in clusters(&sayings) {
                let first = people
                    .iter()
                    .copied()
                    .min_by(|a, b| compare(&sayings[*a], &sayings[*b]));
                for place in people {
                    stands_for[group[place] as usize] = group[first.unwrap_or(place)];
                }
            }
        }
    }
    stands_for
}

/// Fingerprint of what a row's cells say.
pub(crate) fn text<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> u64 {
    fingerprint(folded(cells).as_bytes())
}

/// What a row's cells say, folded; a title that the body says again is left out.
fn folded<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut text = String::new();
    let mut bodies = cells.clone().skip(1);
    for cell in cells {
        if bodies
            .next()
            .is_some_and(|body| statements::repeats(cell, body))
        {
            continue;
        }
        text.push_str(cell);
        text.push('\n');
    }
    fold(&text)
}

/// Rows of one text by their places, put together where nothing tells their writers apart.
fn clusters(group: &[Saying<'_>]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..group.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let mut writers: HashMap<Option<Writer>, usize> = HashMap::new();
    let mut ids: HashMap<(Option<u32>, u64), usize> = HashMap::new();
    for (place, row) in group.iter().enumerate() {
        let writer = *writers.entry(row.writer()).or_insert(place);
        let (a, b) = (root(&mut parent, place), root(&mut parent, writer));
        parent[a.max(b)] = a.min(b);
        if let Some(key) = row.id() {
            let id = *ids.entry(key).or_insert(place);
            let (a, b) = (root(&mut parent, place), root(&mut parent, id));
            parent[a.max(b)] = a.min(b);
        }
    }
    // Rows of an unknown writer repeat whoever said it first.
    if let Some(unknown) = writers.get(&None).copied() {
        let known = group
            .iter()
            .enumerate()
            .filter(|(_, row)| row.writer().is_some())
            .min_by(|(_, a), (_, b)| compare(a, b));
        if let Some((known, _)) = known {
            let (a, b) = (root(&mut parent, unknown), root(&mut parent, known));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut clusters: HashMap<usize, Vec<usize>> = HashMap::new();
    for place in 0..group.len() {
        let root = root(&mut parent, place);
        clusters.entry(root).or_default().push(place);
    }
    clusters.into_values().collect()
}

/// Earliest date, lowest id, content; the row's place only between equal rows.
fn compare(a: &Saying<'_>, b: &Saying<'_>) -> std::cmp::Ordering {
    let number = |id: &Option<Text>| id.as_ref().and_then(|id| id.parse::<u64>().ok());
    let (one, other) = (a.feedback, b.feedback);
    (one.date.is_none(), one.date)
        .cmp(&(other.date.is_none(), other.date))
        .then_with(|| one.id.is_none().cmp(&other.id.is_none()))
        .then_with(|| match (number(&one.id), number(&other.id)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one.id.cmp(&other.id),
        })
        .then_with(|| a.said.content.cmp(&b.said.content))
        .then_with(|| one.row.cmp(&other.row))
}

/// The text without what does not tell texts apart: case, white space, punctuation.
fn fold(text: &str) -> String {
    let composed;
    let text = if is_nfkc(text) {
        text
    } else {
        composed = text.nfkc().collect::<String>();
        &composed
    };
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let inside_number = matches!(c, '.' | ',')
            && before.is_ascii_digit()
            && chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_whitespace() || c.is_control() {
            gap = true;
        } else if inside_number || !is_punctuation(c) {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') {
            // "well-made" and "well made" are one; "don't" and "dont" as well.
            gap = true;
        }
        before = c;
    }
    if folded.is_empty() {
        // An emoticon is all punctuation.
        return text.trim().to_owned();
    }
    folded
}

fn is_punctuation(c: char) -> bool {
    match c {
        '+' | '$' | '%' | '<' | '=' | '>' | '#' | '@' | '^' => false,
        _ => {
            c.is_ascii_punctuation()
                || matches!(u32::from(c),
                    0xa1 | 0xa7 | 0xab | 0xb6 | 0xb7 | 0xbb | 0xbf | 0x200b | 0x200e | 0x200f
                    | 0x2010..=0x2027 | 0x202a..=0x205e | 0x3001..=0x3003 | 0x3008..=0x3011
                    | 0x3014..=0x301f | 0xfe0f | 0xfeff | 0xfffd)
        }
    }
}

/// A row's fields as one number, the same for any order of columns.
pub(crate) fn content<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> u64 {
    fields
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| {
            fingerprint(name.as_bytes())
                .rotate_left(21)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ fingerprint(value.as_bytes())
        })
        .fold(0u64, |sum, field| {
            sum.wrapping_add(field.wrapping_mul(field | 1))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_feedback::{Cell, Masks, RowRef};
    use jiff::civil::Date;

    /// A row as it is read.
    fn row(row: u32, text: &str, author: Option<u64>) -> (Said, Feedback) {
        let said = Said {
            text: super::text([text].into_iter()),
            content: fingerprint(text.as_bytes()),
            id: None,
            opaque: false,
        };
        let cell = Cell {
            column: "text".into(),
            text: text.into(),
            masks: Masks::default(),
        };
        let feedback = Feedback {
            row: RowRef { source: 0, row },
            line: None,
            id: None,
            cells: [cell].into_iter().collect(),
            rating: None,
            date: None,
            author,
            product: None,
            version: None,
            locale: None,
            segment: None,
            reply: None,
            votes: None,
            other: Vec::new().into(),
            language: None,
            duplicates: 0,
        };
        (said, feedback)
    }

    fn settle(rows: &[(Said, Feedback)]) -> Vec<u32> {
        let (said, feedback): (Vec<Said>, Vec<Feedback>) = rows.iter().cloned().unzip();
        super::settle(&said, &feedback)
    }

    #[test]
    fn case_space_and_punctuation_are_folded_and_emoji_are_not() {
        assert_eq!(fold("  Good, app!!\n"), fold("good APP"));
        assert_eq!(fold("Don't"), fold("dont"));
        assert_eq!(fold("ｇｏｏｄ"), "good");
        assert_ne!(fold("good 👍"), fold("good"));
        assert_ne!(fold("v1.5"), fold("v15"));
        assert_ne!(fold("C++"), fold("C"));
        assert_eq!(fold(":)"), ":)");
    }

    #[test]
    fn authors_tell_rows_apart() {
        let (ann, bob) = (Some(1), Some(2));
        let rows = [
            row(1, "good", ann),
            row(2, "Good!", bob),
            row(3, "good", ann),
            row(4, "good", None),
        ];
        let settled = settle(&rows);
        let used = (0..).zip(&settled).filter(|(i, s)| i == *s).count();
        assert_eq!(used, 2);
        assert_ne!(settled[3], 3);
    }

    #[test]
    fn the_earliest_stands_for_the_others_wherever_it_is() {
        let day = |day| Date::new(2024, 5, day).ok();
        let mut rows = vec![
            row(1, "good", None),
            row(2, "good", None),
            row(3, "good", None),
        ];
        rows[0].1.date = day(9);
        rows[1].1.date = day(2);
        assert_eq!(settle(&rows), [1, 1, 1]);
        rows.reverse();
        assert_eq!(settle(&rows), [1, 1, 1]);
    }

    #[test]
    fn texts_that_share_a_fingerprint_alone_are_two() {
        let mut rows = [
            row(1, "good", None),
            row(2, "bad", None),
            row(3, "Good!", None),
        ];
        for (said, _) in &mut rows {
            said.text = 7;
        }
        // Which of the first and the third stands for both is their content's affair.
        let settled = settle(&rows);
        assert_eq!(settled[1], 1);
        assert_eq!(settled[0], settled[2]);
        assert_ne!(settled[0], 1);
    }

    #[test]
    fn the_same_id_is_the_same_row_whoever_wrote() {
        let mut rows = vec![row(1, "good", Some(1)), row(2, "good", Some(2))];
        for (row, _) in &mut rows {
            row.id = Some(7);
        }
        assert_eq!(settle(&rows), [0, 0]);
    }

    #[test]
    fn content_does_not_depend_on_the_order_of_columns() {
        let fields = [("a", "1"), ("b", "2")];
        let turned = [("b", "2"), ("a", "1")];
        assert_eq!(content(fields.into_iter()), content(turned.into_iter()));
        let swapped = [("a", "2"), ("b", "1")];
        assert_ne!(content(fields.into_iter()), content(swapped.into_iter()));
    }
}
