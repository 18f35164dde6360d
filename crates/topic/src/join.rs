//! Themes that are one, by what people call them: "Gpay" and "Google pay", or three that all say
//! "staff".

use crate::keyphrase::Scored;
use crate::words::Class;
use ndarray::ArrayView1;

/// Centers of themes with the same most frequent word are at least this near, cosine. Reading
/// pairs in five exports led to it: "staff" thrice lies above, "seat" and "leg room" below.
const SAME_WORD: f32 = 0.9;

/// Centers of themes that are called by the same word which is everywhere.
const SAME_PRODUCT: f32 = 0.8;

/// Centers of themes of which one has the other's short form for a name.
const SHORT_FORM: f32 = 0.4;

/// Centers of themes of which one's name is the end of the other's.
const SAME_END: f32 = 0.5;

/// Letters of a name that is the end of another.
const END: usize = 4;

/// Letters of a word that two letters may stand for.
const LONG: usize = 9;

/// A theme with its name.
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) phrases: &'a [Scored],
    pub(crate) size: usize,
    /// A unit vector.
    pub(crate) center: ArrayView1<'a, f32>,
}

/// Sets of two and more of `may` that are one theme, as places in `themes`.
///
/// No more than `largest` statements are joined for a word in common.
pub(crate) fn one_theme(themes: &[Named<'_>], may: &[usize], largest: usize) -> Vec<Vec<usize>> {
    let mut size: Vec<usize> = themes.iter().map(|theme| theme.size).collect();
    let mut set: Vec<usize> = (0..themes.len()).collect();
    for (at, &a) in may.iter().enumerate() {
        for &b in &may[at + 1..] {
            let (to, from) = (set[a].min(set[b]), set[a].max(set[b]));
            let fit = size[to] + size[from] <= largest;
            if to != from && are_one(&themes[a], &themes[b], fit) {
                size[to] += size[from];
                for of in &mut set {
                    if *of == from {
                        *of = to;
                    }
                }
            }
        }
    }
    let mut sets: Vec<Vec<usize>> = vec![Vec::new(); themes.len()];
    for (at, of) in set.into_iter().enumerate() {
        sets[of].push(at);
    }
    sets.retain(|set| set.len() > 1);
    sets
}

fn are_one(a: &Named<'_>, b: &Named<'_>, fit: bool) -> bool {
    let near = a.center.dot(&b.center);
    let short = || is_short_form(a.name, b.name) || is_short_form(b.name, a.name);
    let (word, other) = (main_word(a), main_word(b));
    let same = word.is_some_and(|word| other.is_some_and(|other| word.key[0] == other.key[0]));
    // Two themes called by the product's name are about the product, however many they are.
    let product = same
        && word.is_some_and(|word| {
            let product = word.text.to_lowercase();
            let called = |theme: &Named<'_>| theme.name.to_lowercase().starts_with(&product);
            word.classes == [Class::Everywhere] && called(a) && called(b)
        });
    let end = || is_end(a.name, b.name) || is_end(b.name, a.name);
    (fit && same && near >= SAME_WORD)
        || (product && near >= SAME_PRODUCT)
        || (near >= SAME_END && end())
        || (near >= SHORT_FORM && short())
}

/// The word of a subject that most of a theme say.
fn main_word<'a>(theme: &Named<'a>) -> Option<&'a Scored> {
    let words = theme
        .phrases
        .iter()
        .filter(|phrase| phrase.length() == 1 && phrase.classes[0].is_subject());
    words.max_by(|a, b| {
        let more = a.coverage.total_cmp(&b.coverage);
        more.then_with(|| b.text.cmp(&a.text))
    })
}

/// "Bird" of "Thunderbird, TB", as in "T'bird": a name that the other one's first word ends with.
fn is_end(short: &str, long: &str) -> bool {
    let (short, long) = (short.to_lowercase(), long.to_lowercase());
    let first = long.split(|c: char| !c.is_alphanumeric()).next();
    let first = first.unwrap_or_default();
    short.chars().count() >= END
        && first.chars().count() >= LONG
        && first.chars().count() > short.chars().count()
        && first.ends_with(&short)
}

/// "FM" of "Football manager game", "Gpay" of "Google pay": the first letters of a name's words,
/// or of all but the last one kept whole; "TB" of "Thunderbird", two letters of a long word.
fn is_short_form(short: &str, long: &str) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let capitals = !short.chars().any(char::is_lowercase);
    let (short, long) = (lower(short), lower(long));
    let words: Vec<&str> = long
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if short.chars().any(|c| !c.is_alphanumeric()) || short.chars().count() < 2 {
        return false;
    }
    if let [word] = words[..] {
        return capitals && short.chars().count() == 2 && {
            let mut rest = word.chars();
            let mut letters = short.chars();
            word.chars().count() >= LONG
                && rest.next() == letters.next()
                && letters.all(|letter| rest.any(|other| other == letter))
        };
    }
    (2..=words.len()).any(|count| {
        let initials = |words: &[&str]| -> String {
            let first = words.iter().filter_map(|word| word.chars().next());
            first.collect()
        };
        let (last, before) = words[..count].split_last().expect("at least two");
        short == initials(&words[..count]) || short == initials(before) + last
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_letters_are_a_short_form() {
        assert!(is_short_form("FM", "Football manager game"));
        assert!(is_short_form("Gpay", "Google pay"));
        assert!(is_short_form("UI", "User interface"));
        assert!(!is_short_form("UI", "Unable to login"));
        assert!(is_short_form("TB", "Thunderbird"));
        assert!(!is_short_form("TV", "Thunderbird") && !is_short_form("Tb", "Thunderbird"));
        assert!(!is_short_form("AP", "Apply"));
        assert!(!is_short_form("Google pay", "Gpay"));
        assert!(is_end("Bird", "Thunderbird, TB") && !is_end("Order", "Reorder"));
    }
}
