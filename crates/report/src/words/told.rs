//! Sentences that were put together elsewhere, taken apart again by the templates that they were made of.

use super::{Pair, fill};
use std::borrow::Cow;
use std::fmt::Display;

/// The sentence in the words of the template that it was made by; itself where there is none. What stands in a
/// template's places is a number or a name, or a sentence that is told in turn.
pub(super) fn told<'a>(tables: &[&[Pair]], english: &'a str) -> Cow<'a, str> {
    let pairs = || tables.iter().flat_map(|table| table.iter());
    if let Some(pair) = pairs().find(|pair| pair.0 == english) {
        return Cow::Borrowed(pair.1);
    }
    // Of several that fit, the one of which most is said word for word.
    let fitting = pairs().filter_map(|pair| Some((pair, taken_apart(pair.0, english)?)));
    let best = fitting.max_by_key(|((template, _), given)| {
        let named: usize = given.iter().map(|(name, _)| name.len() + 2).sum();
        template.len() - named
    });
    let Some(((_, told_as), given)) = best else {
        return in_a_row(tables, english).map_or(Cow::Borrowed(english), Cow::Owned);
    };
    let values: Vec<(&str, Cow<'_, str>)> = given
        .into_iter()
        .map(|(name, value)| (name, told(tables, value)))
        .collect();
    let values: Vec<(&str, &dyn Display)> = values
        .iter()
        .map(|(name, value)| (*name, value as &dyn Display))
        .collect();
    Cow::Owned(fill(told_as, &values))
}

/// Words of the tables in a row, "cmn, fra"; `None` where one of them is none.
fn in_a_row(tables: &[&[Pair]], english: &str) -> Option<String> {
    let word = |word: &str| {
        let mut pairs = tables.iter().flat_map(|table| table.iter());
        Some(pairs.find(|pair| pair.0 == word)?.1)
    };
    let words: Option<Vec<&str>> = english.split(", ").map(word).collect();
    words.map(|words| words.join("、"))
}

/// What stands in the places of a template's names; `None` where the sentence is not of it, and where the template
/// has no names. Each place ends where what follows it is first found, the last one at the end.
fn taken_apart<'t, 's>(template: &'t str, sentence: &'s str) -> Option<Vec<(&'t str, &'s str)>> {
    let open = template.find('{')?;
    let mut rest = sentence.strip_prefix(&template[..open])?;
    let mut pattern = &template[open..];
    let mut given = Vec::new();
    loop {
        let close = pattern.find('}')?;
        let name = &pattern[1..close];
        pattern = &pattern[close + 1..];
        let next = pattern.find('{');
        let literal = &pattern[..next.unwrap_or(pattern.len())];
        let end = match next {
            None => rest.strip_suffix(literal)?.len(),
            Some(_) => rest.find(literal)?,
        };
        if end == 0 {
            return None;
        }
        given.push((name, &rest[..end]));
        rest = &rest[end + literal.len()..];
        match next {
            Some(next) => pattern = &pattern[next..],
            None => return Some(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[&[Pair]] = &[&[
        ("row {row} is {what}", "第 {row} 行{what}"),
        (
            "row {row} is a duplicate of row {other}",
            "第 {row} 行与第 {other} 行重复",
        ),
        ("too long", "太长"),
    ]];

    #[test]
    fn a_sentence_is_told_by_the_template_that_says_most_of_it() {
        assert_eq!(told(TABLE, "row 3 is too long"), "第 3 行太长");
        assert_eq!(told(TABLE, "row 3 is 7 letters"), "第 3 行7 letters");
        assert_eq!(
            told(TABLE, "row 3 is a duplicate of row 2"),
            "第 3 行与第 2 行重复"
        );
        assert_eq!(told(TABLE, "too long, too long"), "太长、太长");
        for unknown in [
            "row 3",
            "too long, row 3",
            "row  is too long",
            "3 is too long",
            "",
        ] {
            assert_eq!(told(TABLE, unknown), unknown);
        }
    }

    #[test]
    fn what_stands_between_places_is_found() {
        assert_eq!(
            taken_apart("{a} of {b}.", "1 of 2 of 3."),
            Some(vec![("a", "1"), ("b", "2 of 3")])
        );
        assert_eq!(taken_apart("no places", "no places"), None);
        assert_eq!(taken_apart("{a}é{b}", "1é"), None);
    }
}
