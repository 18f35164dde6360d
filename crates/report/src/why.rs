//! The words of a quote that drove its label, marked.

use crate::Lang;
use crate::plain::line;
use crate::words::say;
use minijinja::HtmlEscape;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is known of quotes, by their words as shown.
pub type Whys = BTreeMap<String, Why>;

/// Why a quote was given its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The label.
    pub label: String,
    /// Its probability, 0…1.
    pub probability: f64,
    /// What each word of the quote gave it, in order and not overlapping.
    pub words: Vec<Given>,
}

/// What a word gave a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// First byte of the word in the quote as shown.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What the label's probability loses without the word, −1…1; negative where the word speaks
    /// against it.
    pub gives: f64,
}

/// Smaller moves than these are not marked; larger ones are marked more strongly.
const STEPS: [f64; 3] = [0.05, 0.15, 0.3];

/// The quote as HTML, its telling words marked: `f1` to `f3` for the label, `a1` to `a3` against
/// it. All text is escaped; words that do not lie in the quote are left unmarked.
pub(crate) fn marked(quote: &str, why: &Why, lang: Lang) -> String {
    let mut page = String::with_capacity(2 * quote.len());
    let mut at = 0;
    for word in &why.words {
        let strength = STEPS.iter().filter(|step| word.gives.abs() >= **step);
        let strength = strength.count();
        let (Some(before), Some(text)) = (
            quote.get(at..word.start.max(at)),
            quote.get(word.start.max(at)..word.end),
        ) else {
            continue;
        };
        if strength == 0 || word.start < at {
            continue;
        }
        let side = if word.gives > 0.0 { 'f' } else { 'a' };
        let moved = tooltip(why, word.gives, lang);
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "{}<mark class=\"{side}{strength}\" title=\"{}\">{}</mark>",
            HtmlEscape(before),
            HtmlEscape(&moved),
            HtmlEscape(text)
        );
        at = word.end;
    }
    let _ = write!(page, "{}", HtmlEscape(quote.get(at..).unwrap_or_default()));
    page
}

/// "without this word problem falls from 87 % to 41 %".
fn tooltip(why: &Why, gives: f64, lang: Lang) -> String {
    let percent = |probability: f64| (probability.clamp(0.0, 1.0) * 100.0).round();
    let label = line(&lang.told(&why.label));
    let (before, after) = (percent(why.probability), percent(why.probability - gives));
    if gives > 0.0 {
        say!(
            lang,
            "without this word {label} falls from {before} % to {after} %",
            label = label,
            before = before,
            after = after,
        )
    } else {
        say!(
            lang,
            "without this word {label} rises from {before} % to {after} %",
            label = label,
            before = before,
            after = after,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(words: &[(usize, usize, f64)]) -> Why {
        let given = |&(start, end, gives): &(usize, usize, f64)| Given { start, end, gives };
        Why {
            label: "problem".into(),
            probability: 0.87,
            words: words.iter().map(given).collect(),
        }
    }

    #[test]
    fn words_are_marked_by_their_strength_and_side() {
        let why = why(&[(0, 3, 0.01), (4, 11, 0.46), (12, 16, -0.06)]);
        assert_eq!(
            marked("app crashes nice", &why, Lang::En),
            "app <mark class=\"f3\" title=\"without this word problem falls from 87 % to 41 %\">crashes</mark> \
             <mark class=\"a1\" title=\"without this word problem rises from 87 % to 93 %\">nice</mark>"
        );
    }

    #[test]
    fn what_users_wrote_is_never_markup() {
        let quote = "<b>\"it's\"</b> & é";
        let page = marked(quote, &why(&[(0, 13, 0.5)]), Lang::En);
        assert!(
            page.contains(">&lt;b&gt;&quot;it&#x27;s&quot;&lt;&#x2f;b&gt;</mark> &amp; é"),
            "{page}"
        );
    }

    #[test]
    fn spans_that_do_not_fit_are_left_unmarked() {
        let wrong = why(&[(1, 99, 0.5), (0, 3, 0.5), (2, 4, 0.5), (6, 7, 0.5)]);
        let page = marked("abcd é", &wrong, Lang::En);
        assert!(
            page.starts_with("<mark class=\"f3\"") && page.ends_with(">abc</mark>d é"),
            "{page}"
        );
        assert_eq!(marked("", &wrong, Lang::En), "");
    }
}
