//! Ratings and the scale they were given on.

use super::chinese::{half_width, is_full};
use super::{chinese, number, words};
use hearken_feedback::Rating;

/// The lowest and highest rating of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// How likely one is to recommend something (Reichheld, 2003).
pub(crate) const NPS: Scale = Scale {
    min: 0.0,
    max: 10.0,
};

impl Scale {
    /// The field as a rating on this scale; `None` where it is none or lies outside.
    pub(crate) fn read(self, field: &str) -> Option<Rating> {
        let value = match (value(field), self.max) {
            (Some((value, _)), _) => value,
            (None, max) if is_full(field.trim()) => max,
            (None, 1.0) => words::opinion(field)?,
            (None, 5.0) => words::step(field)?,
            (None, _) => return None,
        };
        (self.min..=self.max).contains(&value).then_some(Rating {
            value,
            min: self.min,
            max: self.max,
        })
    }
}

/// The number a field gives, with the top of the scale where the field names it (`4/5`).
pub(crate) fn value(field: &str) -> Option<(f64, Option<f64>)> {
    let field = half_width(field);
    let field = field.trim();
    if let Some(value) = number(field) {
        return Some((value, None));
    }
    if let Some(value) = verdict(field) {
        return Some((value, Some(1.0)));
    }
    let filled = field.chars().filter(|c| matches!(c, '★' | '⭐')).count();
    let hollow = field.chars().filter(|c| *c == '☆').count();
    if filled + hollow > 0 && filled + hollow <= 10 {
        let rest = |c: char| matches!(c, '★' | '☆' | '⭐' | '\u{fe0f}' | ' ');
        return field.chars().all(rest).then_some((
            filled as f64,
            (hollow > 0).then_some((filled + hollow) as f64),
        ));
    }
    if let Some(value) = explained(field) {
        return Some((value, None));
    }
    if field.len() > 24 {
        return None;
    }
    if let Some(value) = chinese::rating(field) {
        return Some((value, None));
    }
    let lower = field.to_lowercase();
    if let Some(percent) = lower.strip_suffix('%') {
        return number(percent)
            .filter(|value| (0.0..=100.0).contains(value))
            .map(|value| (value, Some(100.0)));
    }
    let lower = lower
        .trim_end_matches(['s', '.'])
        .trim_end_matches("star")
        .trim_end_matches("stern")
        .trim_end_matches("point")
        .trim_end_matches(['分', '星'])
        .trim();
    if let Some((value, top)) = lower
        .split_once('/')
        .or_else(|| lower.split_once("out of"))
        .or_else(|| lower.split_once(" of "))
    {
        let (value, top) = (number(value.trim_end_matches(['分', '星']))?, number(top)?);
        return (top > 1.0 && value <= top).then_some((value, Some(top)));
    }
    number(lower).map(|value| (value, None))
}

/// A number with its meaning, as forms offer it: `5 - Very satisfied`, `0 (not at all likely)`.
fn explained(field: &str) -> Option<f64> {
    let (number, meaning) = field.split_once(' ')?;
    let short = matches!(number.trim_end_matches([':', '.', ')']), digits
        if digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let marked = number.ends_with(':') || meaning.starts_with(['-', '–', '—', '(', '=']);
    let meant = meaning.chars().any(char::is_alphabetic) && meaning.chars().count() <= 40;
    (short && marked && meant)
        .then(|| self::number(number.trim_end_matches(':')))
        .flatten()
}

/// Whether a field reads as a rating, in numbers or words.
pub(crate) fn is_rating(field: &str) -> bool {
    value(field).is_some()
        || is_full(field.trim())
        || words::step(field).is_some()
        || words::opinion(field).is_some()
}

/// Words that say yes or no to a product.
pub(crate) fn verdict(field: &str) -> Option<f64> {
    const YES: [&str; 8] = [
        "recommended",
        "thumbs up",
        "thumbs_up",
        "thumbsup",
        "true",
        "yes",
        "up",
        "👍",
    ];
    const NO: [&str; 8] = [
        "not recommended",
        "thumbs down",
        "thumbs_down",
        "thumbsdown",
        "false",
        "no",
        "down",
        "👎",
    ];
    let is = |words: &[&str]| words.iter().any(|word| field.eq_ignore_ascii_case(word));
    if is(&YES) {
        Some(1.0)
    } else if is(&NO) {
        Some(0.0)
    } else {
        None
    }
}

/// The scale of a column: told by its name ("Rating (1-10)"), by fields such as `4/5`, else the
/// smallest usual scale that holds every value. `None` where no usual scale does.
pub(crate) fn scale<'a>(name: &str, fields: impl Iterator<Item = &'a str>) -> Option<Scale> {
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut top, mut seen, mut inner) = (None::<f64>, 0u64, 0u64);
    let (mut ratings, mut tens) = (0u64, 0u64);
    let (mut steps, mut opinions) = (0u64, 0u64);
    for field in fields {
        let Some((value, told)) = value(field) else {
            steps += u64::from(words::step(field).is_some());
            opinions += u64::from(words::opinion(field).is_some());
            continue;
        };
        seen += 1;
        inner += u64::from(value > 0.0 && value < 1.0);
        tens += u64::from(value > 5.0);
        ratings += u64::from(value >= 1.0);
        lowest = lowest.min(value);
        highest = highest.max(value);
        top = match (top, told) {
            (Some(top), Some(told)) => Some(top.max(told)),
            (top, told) => top.or(told),
        };
    }
    let scale = |min: f64, max: f64| Some(Scale { min, max });
    if steps.max(opinions) > seen {
        return if opinions >= steps {
            scale(0.0, 1.0)
        } else {
            scale(1.0, 5.0)
        };
    }
    if seen == 0 || lowest < 0.0 {
        return None;
    }
    if let Some(told) = told_by_name(name)
        && lowest >= told.min
        && highest <= told.max
    {
        return Some(told);
    }
    if asks_to_recommend(name) && (5.0..=10.0).contains(&highest) && highest > 5.0 {
        return Some(NPS);
    }
    let hundred = top.is_some_and(|top| top >= 100.0);
    let least = if lowest < 1.0 || hundred { 0.0 } else { 1.0 };
    if let Some(top) = top.filter(|top| highest <= *top) {
        return scale(if top <= 1.0 { 0.0 } else { least }, top);
    }
    // Yes or no as 1 and 0, or a share; all ones are one star.
    if highest <= 1.0 && (lowest == 0.0 || inner > 0) {
        return scale(0.0, 1.0);
    }
    if highest <= 5.0 {
        return scale(least, 5.0);
    }
    if highest <= 10.0 {
        return scale(least, 10.0);
    }
    // One typing error beyond ten does not make a scale of a hundred.
    if highest <= 100.0 && tens * 2 > ratings {
        return scale(0.0, 100.0);
    }
    None
}

/// A scale in the column's name: "Rating (1-10)", "score 0 to 100", "NPS".
fn told_by_name(name: &str) -> Option<Scale> {
    let numbers: Vec<f64> = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty() && part.len() <= 3)
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers.as_slice() {
        [min, max] if *min <= 1.0 && matches!(*max, 5.0 | 7.0 | 10.0 | 100.0) => {
            return Some(Scale {
                min: *min,
                max: *max,
            });
        }
        _ => {}
    }
    let lower = name.to_lowercase();
    let nps = lower
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word == "nps");
    nps.then_some(NPS)
}

/// Whether a column asks how likely one is to recommend something.
fn asks_to_recommend(name: &str) -> bool {
    let lower = name.to_lowercase();
    let likely = [
        "likely",
        "likelihood",
        "wahrscheinlich",
        "probab",
        "waarschijnlijk",
    ];
    let recommend = [
        "recommend",
        "empfehl",
        "recomend",
        "raccomand",
        "aanbevel",
        "aanraden",
    ];
    likely.iter().any(|word| lower.contains(word))
        && recommend.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, fields: &[&str]) -> Option<(f64, f64)> {
        scale(name, fields.iter().copied()).map(|scale| (scale.min, scale.max))
    }

    #[test]
    fn scales_are_told_from_the_values() {
        assert_eq!(of("rating", &["1", "5", "3"]), Some((1.0, 5.0)));
        assert_eq!(of("rating", &["1", "1"]), Some((1.0, 5.0)));
        assert_eq!(of("rating", &["0", "10", "7"]), Some((0.0, 10.0)));
        assert_eq!(of("rating", &["1", "9"]), Some((1.0, 10.0)));
        assert_eq!(of("score", &["15", "80", "99"]), Some((0.0, 100.0)));
        assert_eq!(of("voted_up", &["0", "1"]), Some((0.0, 1.0)));
        assert_eq!(
            of("label", &["Recommended", "Not Recommended"]),
            Some((0.0, 1.0))
        );
        assert_eq!(of("NPS", &["3", "4"]), Some((0.0, 10.0)));
        assert_eq!(of("Rating (1-10)", &["3", "4"]), Some((1.0, 10.0)));
        let asked = "How likely are you to recommend us to a friend?";
        assert_eq!(of(asked, &["9", "6"]), Some((0.0, 10.0)));
        assert_eq!(of(asked, &["4", "5"]), Some((1.0, 5.0)));
        assert_eq!(of("score", &["5%", "3 %"]), Some((0.0, 100.0)));
        assert_eq!(of("csat", &["Very satisfied", "Neutral"]), Some((1.0, 5.0)));
        assert_eq!(of("csat", &["good", "bad", "offered"]), Some((0.0, 1.0)));
        assert_eq!(of("评分", &["五星", "三星", "满分"]), Some((1.0, 5.0)));
        assert_eq!(of("评分", &["9分", "10分", "满分"]), Some((1.0, 10.0)));
        assert_eq!(of("满意度", &["非常满意", "一般"]), Some((1.0, 5.0)));
        assert_eq!(of("votes", &["3", "4000"]), None);
        assert_eq!(of("criticality", &["-3", "4"]), None);
    }

    #[test]
    fn ratings_are_written_in_many_ways() {
        for field in [
            "4",
            "4.0",
            "4,0",
            "4/5",
            "4 out of 5 stars",
            "4 stars",
            "★★★★☆",
            "4 - Satisfied",
            "4: likely",
            "4 (good)",
            "4 %",
            "４",
            "4星",
            "四星",
            "四颗星",
            "４分",
            "4分/5分",
            "4/5星",
        ] {
            assert_eq!(value(field).map(|(value, _)| value), Some(4.0), "{field}");
        }
        for field in ["good", "4 weeks later", "2 - ", "300%"] {
            assert_eq!(value(field), None, "{field}");
        }
    }

    #[test]
    fn a_value_outside_the_scale_is_no_rating() {
        let scale = Scale { min: 1.0, max: 5.0 };
        assert!(scale.read("0").is_none());
        assert_eq!(scale.read("2").unwrap().normalized(), 0.25);
        assert_eq!(scale.read("very satisfied").unwrap().normalized(), 1.0);
        assert_eq!(NPS.read("7").unwrap().normalized(), 0.7);
        assert!(NPS.read("very satisfied").is_none());
        assert_eq!(scale.read("满分").unwrap().value, 5.0);
        assert_eq!(NPS.read("满分").unwrap().value, 10.0);
        assert_eq!(scale.read("非常满意").unwrap().value, 5.0);
        assert_eq!(scale.read("差评").unwrap().value, 1.0);
    }
}
