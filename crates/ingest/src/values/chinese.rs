//! Numbers and ratings as Chinese writes them: `五星`, `四颗半星`, `９分`, `满分`.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The field with its full-width digits, letters and marks plain (NFKC): `２０２６年１０月３日`.
pub(crate) fn half_width(field: &str) -> Cow<'_, str> {
    let full = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    match field.chars().any(full) {
        true => Cow::Owned(field.nfkc().collect()),
        false => Cow::Borrowed(field),
    }
}

/// Whether a field says that the rating is the highest there is.
pub(super) fn is_full(field: &str) -> bool {
    matches!(
        field,
        "满分" | "滿分" | "满分好评" | "滿分好評" | "满星" | "滿星"
    )
}

/// The number of a rating in stars or points; `None` where it is none.
pub(super) fn rating(field: &str) -> Option<f64> {
    let counted = ["好评", "好評", "差评", "差評", "评价", "評價", "级", "級"];
    let field = counted
        .iter()
        .fold(field, |field, end| field.strip_suffix(end).unwrap_or(field));
    // "四星半" and "四颗半星".
    let (field, half) = match field.strip_suffix('半') {
        Some(field) => (field.strip_suffix(['星', '颗', '顆'])?, 0.5),
        None => (field.strip_suffix(['星', '分', '颗', '顆'])?, 0.0),
    };
    let field = field
        .strip_suffix(['颗', '顆', '个', '個'])
        .unwrap_or(field)
        .trim();
    if field == "半" {
        return Some(0.5);
    }
    let (field, more) = match field.strip_suffix('半') {
        Some(field) => (
            field
                .strip_suffix(['颗', '顆', '个', '個'])
                .unwrap_or(field),
            0.5,
        ),
        None => (field, 0.0),
    };
    Some(number(field)? + half + more)
}

/// A number in digits, or of the numerals up to 99.
fn number(field: &str) -> Option<f64> {
    if field.starts_with(|c: char| c.is_ascii_digit()) {
        return super::number(field);
    }
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|other| other == c);
    let digit = |c: char| match c {
        '零' => Some(0),
        '两' | '兩' => Some(2),
        c => digit(c),
    };
    let letters: Vec<char> = field.chars().collect();
    let value = match letters[..] {
        ['十'] => 10,
        [one] => digit(one)?,
        ['十', one] => 10 + digit(one)?,
        [tens, '十'] => 10 * digit(tens)?,
        [tens, '十', one] => 10 * digit(tens)? + digit(one)?,
        _ => return None,
    };
    Some(value as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_points_are_numbers() {
        for (field, value) in [
            ("五星", 5.0),
            ("五星好评", 5.0),
            ("一星差評", 1.0),
            ("4星", 4.0),
            ("四颗星", 4.0),
            ("四顆半星", 4.5),
            ("三星半", 3.5),
            ("3颗半", 3.5),
            ("两星", 2.0),
            ("四星级", 4.0),
            ("半星", 0.5),
            ("10分", 10.0),
            ("9.5分", 9.5),
            ("十分", 10.0),
            ("九分", 9.0),
            ("八十五分", 85.0),
            ("零分", 0.0),
        ] {
            assert_eq!(rating(field), Some(value), "{field}");
        }
        for field in [
            "",
            "星",
            "三星手机",
            "北极星",
            "部分",
            "非常满意",
            "过分",
            "分",
            "几颗星",
        ] {
            assert_eq!(rating(field), None, "{field}");
        }
    }

    #[test]
    fn full_width_is_made_plain() {
        assert_eq!(
            half_width("２０２６年１０月３日　１５：０４"),
            "2026年10月3日 15:04"
        );
        assert!(matches!(half_width("2026年"), Cow::Borrowed(_)));
    }
}
