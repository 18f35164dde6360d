//! A theme's name: the phrase that tells a reader what is meant, and no other theme's.

use crate::keyphrase::Scored;
use crate::part::{begin_alike, is_number, is_time, judges_first, says_more};
use crate::words::Class;
use std::collections::BTreeSet;

/// Letters of a central statement that serves as a name.
const LONGEST: usize = 60;

/// A phrase fewer say than this part of a theme does not stand for it.
const FEWEST: f64 = 0.05;

/// A vague word names a theme only if this part of it says so.
const VAGUE_FEWEST: f64 = 0.2;

/// A longer phrase may be this much farther from the center than its part, and must be said by
/// this part of those who say that.
const NEARLY: f32 = 0.03;
const NEARLY_VAGUE: f32 = 0.15;
const LONGER_FEWEST: f64 = 0.12;

/// A word that this part of a theme says needs no second phrase beside it.
const ENOUGH: f64 = 0.3;

/// A second phrase is worth at least this part of the first.
const COMPANION: f64 = 0.8;
const COMPANION_EVERYWHERE: f64 = 0.5;

/// A word left out of a name of several words stands before it where so many times as many say it,
/// and it goes together with the theme by this part of that at least.
const DOMINANT: f64 = 3.0;
const DOMINANT_NPMI: f64 = 0.7;

/// The names given so far, as what they mean.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// What themes are called by first: no second phrase of another.
    firsts: BTreeSet<Vec<u32>>,
    gists: BTreeSet<Vec<u32>>,
    texts: BTreeSet<String>,
}

impl Taken {
    /// Keeps others from being called by a phrase.
    pub(crate) fn take(&mut self, phrase: &Scored) {
        self.gists.insert(phrase.gist());
    }

    /// Those that people gave, beside what the others will be called by first.
    pub(crate) fn beside<'a>(
        firsts: BTreeSet<Vec<u32>>,
        given: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            firsts,
            texts: given.map(letters).collect(),
            ..Self::default()
        }
    }
}

/// How good a name a phrase makes: its score, that many say it, that it says something by itself.
/// Unlike the score this is no published measure but what reading names led to.
pub(crate) fn worth(phrase: &Scored) -> f64 {
    let said = phrase.coverage.max(1e-6).powf(0.25);
    let length = match (phrase.length(), phrase.content()) {
        (_, 0) => 0.8,
        (1, _) => 0.88,
        (2 | 3, 1) => 0.97,
        (4, _) => 0.97,
        _ => 1.0,
    };
    phrase.score() * said * length
}

/// Phrases by their worth as names, best first; a part of a longer phrase that nearly as many say
/// steps back behind it.
pub(crate) fn ranked(phrases: &[Scored]) -> Vec<&Scored> {
    let mut ranked: Vec<&Scored> = phrases
        .iter()
        .filter(|phrase| {
            !phrases
                .iter()
                .any(|rest| fits(rest) && judges_first(phrase, rest))
        })
        .filter(|phrase| {
            !phrases.iter().any(|longer| {
                longer.coverage >= 0.45 * phrase.coverage && says_more(phrase, longer)
            })
        })
        .collect();
    ranked.sort_by(|a, b| {
        worth(b)
            .total_cmp(&worth(a))
            .then_with(|| a.text.cmp(&b.text))
    });
    ranked
}

/// The phrase that says more about the same: "dark mode" for "dark", where it is at least as near
/// the theme's center and enough say it.
fn lengthened<'a>(short: &'a Scored, phrases: &'a [Scored]) -> &'a Scored {
    let nearly = if short.content() == 0 {
        NEARLY_VAGUE
    } else {
        NEARLY
    };
    let longer = phrases.iter().filter(|longer| {
        says_more(short, longer)
            && longer.cosine >= short.cosine - nearly
            && longer.coverage >= (LONGER_FEWEST * short.coverage).max(FEWEST * 0.8)
            && longer.content() >= short.content()
    });
    longer
        .max_by(|a, b| {
            worth(a)
                .total_cmp(&worth(b))
                .then_with(|| b.text.cmp(&a.text))
        })
        .unwrap_or(short)
}

/// A second phrase for a word that few of the theme's statements say: "Refund, cancelled".
fn companion<'a>(
    first: &Scored,
    ranked: &[&'a Scored],
    phrases: &'a [Scored],
    firsts: &BTreeSet<Vec<u32>>,
) -> Option<&'a Scored> {
    // What all speak of says least: "Email" alone, where a theme is about links in it.
    let everywhere = first.classes == [Class::Everywhere];
    if first.length() > 1 || (first.coverage >= ENOUGH && !everywhere) {
        return None;
    }
    let least = if everywhere {
        COMPANION_EVERYWHERE
    } else {
        COMPANION
    };
    let gist = first.gist();
    ranked
        .iter()
        .map(|phrase| lengthened(phrase, phrases))
        .find(|phrase| {
            phrase.content() > 0
                && !is_number(&phrase.text)
                && phrase.coverage >= FEWEST
                && worth(phrase) >= least * worth(first)
                && phrase.gist().iter().all(|stem| !gist.contains(stem))
                && !begin_alike(&phrase.text, &first.text)
                && !firsts.contains(&phrase.gist())
        })
}

/// Whether a phrase may stand for the theme.
pub(crate) fn fits(phrase: &Scored) -> bool {
    let fewest = match (phrase.content(), phrase.length()) {
        (0, 1) => VAGUE_FEWEST,
        _ => FEWEST,
    };
    phrase.coverage >= fewest
        && phrase.npmi > 0.0
        && !is_time(&phrase.text)
        && phrase.classes.iter().any(|class| class.is_subject())
}

/// The word that far more of the theme say than a name of several words that leaves it out:
/// "payment" where "credit card" is said often too.
fn dominant<'a>(first: &Scored, phrases: &'a [Scored]) -> Option<&'a Scored> {
    let gist = first.gist();
    phrases
        .iter()
        .filter(|phrase| phrase.length() == 1 && phrase.content() == 1)
        .max_by(|a, b| {
            let more = a.coverage.total_cmp(&b.coverage);
            more.then_with(|| b.text.cmp(&a.text))
        })
        .filter(|phrase| phrase.npmi >= DOMINANT_NPMI * first.npmi)
        .filter(|phrase| !gist.contains(&phrase.key[0]) && !begin_alike(&phrase.text, &first.text))
        .filter(|phrase| phrase.coverage >= DOMINANT * first.coverage)
}

/// What a theme would be called by first, were it the only one.
pub(crate) fn first(phrases: &[Scored]) -> Option<&Scored> {
    let best = ranked(phrases).into_iter().find(|phrase| fits(phrase))?;
    Some(lengthened(best, phrases))
}

/// The name of a theme from its phrases, or from its most central statement; adds it to those
/// taken.
pub(crate) fn name(phrases: &[Scored], central: &str, taken: &mut Taken) -> String {
    let ranked = ranked(phrases);
    for phrase in ranked.iter().copied().filter(|phrase| fits(phrase)) {
        let first = lengthened(phrase, phrases);
        let second = companion(first, &ranked, phrases, &taken.firsts);
        let (first, second) = match dominant(first, phrases) {
            Some(dominant) if second.is_none() => (dominant, Some(first)),
            _ => (first, second),
        };
        let mut gist = first.gist();
        let mut text = sentence_case(&first.text);
        if let Some(second) = second {
            gist.extend(second.gist());
            text = format!("{text}, {}", second.text);
        }
        gist.sort_unstable();
        gist.dedup();
        if taken.gists.contains(&gist) || taken.texts.contains(&letters(&text)) {
            continue;
        }
        taken.gists.insert(gist);
        taken.texts.insert(letters(&text));
        return text;
    }
    let mut text = sentence_case(&shorten(central));
    if taken.texts.contains(&letters(&text))
        && let Some(phrase) = ranked.first()
    {
        text = format!("{text} ({})", phrase.text);
    }
    let plain = text.clone();
    let mut again = 2;
    while !taken.texts.insert(letters(&text)) {
        text = format!("{plain} ({again})");
        again += 1;
    }
    text
}

/// What two names share that read alike, such as "Email" and "E-mail"; marks alone stay.
fn letters(text: &str) -> String {
    let lower = text.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { lower } else { letters }
}

/// A capital at the start, unless the first word has capitals of its own ("iPhone").
fn sentence_case(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !first.chars().any(char::is_uppercase) => {
            letter.to_uppercase().chain(letters).collect()
        }
        _ => text.to_string(),
    }
}

/// A statement cut at a word's end, with an ellipsis where it was cut.
fn shorten(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let speaks =
        |c: char| c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ' || c == '\u{2019}';
    let spoken: String = text.chars().filter(|c| speaks(*c)).collect();
    // Emoji alone say it all.
    let text = if spoken.trim().is_empty() {
        text
    } else {
        spoken
    };
    let text = text
        .trim_end_matches(['.', '!', ',', ';', ':', ' '])
        .trim_start();
    if text.chars().count() <= LONGEST {
        return text.to_string();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut
        .rfind(' ')
        .filter(|end| *end > LONGEST / 2)
        .unwrap_or(cut.len());
    format!(
        "{}…",
        cut[..end].trim_end_matches([',', ';', ':', '.', ' '])
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn phrase(text: &str, stems: &[u32], coverage: f64, npmi: f64) -> Scored {
        let mut key = [u32::MAX; 4];
        key[..stems.len()].copy_from_slice(stems);
        Scored {
            key,
            text: text.into(),
            classes: vec![Class::Content; stems.len()],
            coverage,
            npmi,
            cosine: 0.6,
        }
    }

    #[test]
    fn a_part_yields_to_the_whole_that_as_many_say() {
        let phrases = [
            phrase("refund", &[1], 0.5, 0.6),
            phrase("refund pending", &[1, 2], 0.4, 0.5),
        ];
        assert_eq!(name(&phrases, "", &mut Taken::default()), "Refund pending");
    }

    #[test]
    fn what_most_say_stands_before_what_some_say() {
        let mut phrases = [
            phrase("payment", &[1], 0.4, 0.45),
            phrase("credit card", &[2, 3], 0.12, 0.6),
        ];
        phrases[0].cosine = 0.2;
        let name = name(&phrases, "", &mut Taken::default());
        assert_eq!(name, "Payment, credit card");
    }

    #[test]
    fn a_word_said_no_more_than_elsewhere_names_nothing() {
        let mut judging = phrase("worst app", &[1, 2], 0.5, 0.6);
        judging.classes = vec![Class::Judging; 2];
        let phrases = [judging, phrase("money", &[3], 0.06, -0.01)];
        let name = name(&phrases, "Worst app I had", &mut Taken::default());
        assert_eq!(name, "Worst app I had");
    }

    #[test]
    fn no_theme_borrows_the_name_of_another() {
        let phrases = [
            phrase("lady", &[1], 0.2, 0.6),
            phrase("listened", &[2], 0.2, 0.58),
            phrase("kind", &[3], 0.2, 0.57),
        ];
        let mut taken = Taken::beside(BTreeSet::from([vec![2]]), std::iter::empty());
        assert_eq!(name(&phrases, "", &mut taken), "Lady, kind");
    }

    #[test]
    fn a_length_of_time_and_a_judgment_name_nothing() {
        let phrases = [
            phrase("1 year", &[1, 2], 0.6, 0.7),
            phrase("seat", &[3], 0.4, 0.4),
        ];
        assert_eq!(name(&phrases, "", &mut Taken::default()), "Seat");
        let mut best = phrase("best lounge", &[4, 5], 0.5, 0.6);
        best.classes[0] = Class::Judging;
        let phrases = [phrase("lounge", &[5], 0.6, 0.6), best];
        assert_eq!(name(&phrases, "", &mut Taken::default()), "Lounge");
    }

    #[test]
    fn two_themes_never_share_a_name() {
        let mut taken = Taken::default();
        let one = [phrase("login fails", &[1, 2], 0.5, 0.6)];
        let two = [
            phrase("failed logins", &[2, 1], 0.5, 0.6),
            phrase("face id", &[3, 4], 0.2, 0.3),
        ];
        assert_eq!(name(&one, "", &mut taken), "Login fails");
        assert_eq!(name(&two, "", &mut taken), "Face id");
        assert_eq!(name(&two, "it just fails", &mut taken), "It just fails");
        assert_ne!(name(&two, "it just fails", &mut taken), "It just fails");
    }

    #[test]
    fn a_long_statement_is_cut_between_words() {
        let long =
            "when i open the settings page on my tablet the whole screen turns black and stays";
        let cut = name(&[], long, &mut Taken::default());
        assert_eq!(
            cut,
            "When i open the settings page on my tablet the whole screen…"
        );
    }

    #[test]
    fn product_names_keep_their_capitals() {
        assert_eq!(sentence_case("iPhone sync"), "iPhone sync");
        assert_eq!(sentence_case("sync with iPhone"), "Sync with iPhone");
    }
}
