//! Ratings in words, as satisfaction surveys and help desks offer them.

/// Answers of five steps, from the worst.
const STEPS: [&[&str]; 5] = [
    &[
        "very dissatisfied",
        "very unsatisfied",
        "extremely dissatisfied",
        "terrible",
        "very poor",
        "very bad",
        "sehr unzufrieden",
        "très insatisfait",
        "muy insatisfecho",
        "非常不满意",
        "很不满意",
        "非常不滿意",
        "很不滿意",
        "差评",
        "差評",
        "很差",
        "非常差",
    ],
    &[
        "dissatisfied",
        "unsatisfied",
        "somewhat dissatisfied",
        "rather dissatisfied",
        "poor",
        "unzufrieden",
        "eher unzufrieden",
        "insatisfait",
        "plutôt insatisfait",
        "insatisfecho",
        "不满意",
        "不滿意",
        "较差",
        "較差",
        "不太满意",
        "不太滿意",
    ],
    &[
        "neither satisfied nor dissatisfied",
        "neutral",
        "fair",
        "average",
        "weder noch",
        "weder zufrieden noch unzufrieden",
        "ni satisfait ni insatisfait",
        "ni satisfecho ni insatisfecho",
        "一般",
        "中评",
        "中評",
        "还行",
        "還行",
        "普通",
    ],
    &[
        "satisfied",
        "somewhat satisfied",
        "rather satisfied",
        "zufrieden",
        "eher zufrieden",
        "satisfait",
        "plutôt satisfait",
        "satisfecho",
        "满意",
        "滿意",
        "比较满意",
        "比較滿意",
        "推荐",
        "推薦",
    ],
    &[
        "very satisfied",
        "extremely satisfied",
        "excellent",
        "very good",
        "sehr zufrieden",
        "très satisfait",
        "muy satisfecho",
        "非常满意",
        "很满意",
        "非常滿意",
        "很滿意",
        "好评",
        "好評",
        "力荐",
        "力薦",
    ],
];

/// The step from 1 to 5 that a field names; `good` and `bad` lie between the ends.
pub(super) fn step(field: &str) -> Option<f64> {
    let lower = lower(field)?;
    let step = STEPS
        .iter()
        .position(|words| words.contains(&lower.as_str()));
    match step {
        Some(step) => Some(step as f64 + 1.0),
        None => opinion(field).map(|opinion| 2.0 + 2.0 * opinion),
    }
}

/// Good as 1 and bad as 0, where there is nothing between.
pub(super) fn opinion(field: &str) -> Option<f64> {
    match lower(field)?.as_str() {
        "good" | "gut" | "bon" | "bueno" => Some(1.0),
        "bad" | "schlecht" | "mauvais" | "malo" => Some(0.0),
        _ => None,
    }
}

/// Help desks write `Good with comment`.
fn lower(field: &str) -> Option<String> {
    let field = field.trim();
    if field.len() > 48 || !field.starts_with(char::is_alphabetic) {
        return None;
    }
    let lower = field.to_lowercase();
    Some(match lower.strip_suffix(" with comment") {
        Some(said) => said.to_owned(),
        None => lower,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_steps_or_opinions() {
        assert_eq!(step("Very satisfied"), Some(5.0));
        assert_eq!(step("Unzufrieden"), Some(2.0));
        assert_eq!(step("Good"), Some(4.0));
        assert_eq!(step("不满意"), Some(2.0));
        assert_eq!(step("好評"), Some(5.0));
        assert_eq!(opinion("Bad with comment"), Some(0.0));
        assert_eq!(step("offered"), None);
        assert_eq!(opinion("neutral"), None);
    }
}
