//! Statements as words: spelling, stem, what kind of word, what stands before it.

use crate::stop::{self, LANGUAGES};
use hearken_segmentation::{folded, has_no_spaces};
use rust_stemmers::Stemmer;
use std::collections::HashMap;
use std::ops::Range;

/// What a word can do in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Inside a phrase only.
    Stop,
    /// Not at a phrase's end.
    Negation,
    /// Anywhere, but says nothing about what is meant.
    Judging,
    /// Anywhere, but so many statements say it that it tells none from another.
    Everywhere,
    /// Anywhere, but says little alone.
    Vague,
    /// Anywhere.
    Content,
}

impl Class {
    /// Whether it may say, with others or alone, what a statement is about.
    pub(crate) fn is_subject(self) -> bool {
        matches!(self, Self::Everywhere | Self::Vague | Self::Content)
    }
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// The start of the text or punctuation: no phrase reaches across.
    Break,
    /// White space.
    Space,
    /// A hyphen.
    Hyphen,
    /// Nothing, as between Chinese characters.
    Nothing,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Which spelling, letter case and all.
    pub(crate) spelling: u32,
    pub(crate) stem: u32,
    pub(crate) class: Class,
    pub(crate) before: Before,
}

/// Every statement's words.
pub(crate) struct Words {
    pub(crate) spans: Vec<Range<usize>>,
    pub(crate) words: Vec<Word>,
    spellings: Vec<String>,
    /// The way a spelling is usually written inside a sentence.
    usual: Vec<u32>,
}

/// Words that may end a phrase with one of [`PARTICLES`], as in "log in".
const PARTICLE_VERBS: [&str; 14] = [
    "log", "logged", "logging", "sign", "signed", "signing", "top", "set", "turn", "switch",
    "cash", "lock", "back", "start",
];
const PARTICLES: [&str; 6] = ["in", "out", "up", "off", "on", "down"];

/// Digits of a number that means nothing to people.
const KEY: usize = 6;

impl Words {
    /// Reads the texts, in `order`: words get their numbers as they are met, and ties are broken
    /// by number, so the order must come from what the texts say.
    pub(crate) fn read(texts: &[&str], order: impl Iterator<Item = usize>) -> Self {
        let mut reader = Reader::new();
        let mut spans = vec![0..0; texts.len()];
        let mut words = Vec::new();
        for row in order {
            let start = words.len();
            reader.read(texts[row], &mut words);
            spans[row] = start..words.len();
        }
        let usual = reader.usual();
        Self {
            spans,
            words,
            spellings: reader.spellings.names,
            usual,
        }
    }

    pub(crate) fn of(&self, statement: usize) -> &[Word] {
        &self.words[self.spans[statement].clone()]
    }

    /// Whether a statement names no subject, like "Great app!" or a row of hearts.
    pub(crate) fn names_nothing(&self, statement: usize) -> bool {
        let subject = |word: &Word| word.class.is_subject();
        !self.of(statement).iter().any(subject)
    }

    /// Every spelling in lower case, by its number.
    pub(crate) fn lowers(&self) -> Vec<String> {
        self.spellings
            .iter()
            .map(|name| name.to_lowercase())
            .collect()
    }

    /// Some words as they are usually written.
    pub(crate) fn show(&self, words: &[Word]) -> String {
        let mut shown = String::new();
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                match word.before {
                    Before::Hyphen => shown.push('-'),
                    Before::Nothing => {}
                    Before::Space | Before::Break => shown.push(' '),
                }
            }
            let usual = self.usual[word.spelling as usize];
            shown.push_str(&self.spellings[usual as usize]);
        }
        shown
    }

    /// Whether words may stand as a phrase: no stop word at either end, no negation at the end.
    pub(crate) fn may_stand(&self, words: &[Word]) -> bool {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return false;
        };
        let ends = match last.class {
            Class::Content | Class::Vague | Class::Everywhere | Class::Judging => true,
            Class::Negation => false,
            Class::Stop => words.len() > 1 && self.is_particle(words[words.len() - 2], *last),
        };
        let speaks = |word: &Word| !matches!(word.class, Class::Stop | Class::Negation);
        ends && first.class != Class::Stop && words.iter().any(speaks)
    }

    fn is_particle(&self, verb: Word, last: Word) -> bool {
        let lower = |word: Word| self.spellings[word.spelling as usize].to_lowercase();
        PARTICLES.contains(&lower(last).as_str()) && PARTICLE_VERBS.contains(&lower(verb).as_str())
    }
}

/// One letter of an alphabet says nothing, nor does it many times over ("XXXX" stands where a name was taken out); a
/// Chinese character may.
fn is_letter(lower: &str) -> bool {
    let mut letters = lower.chars();
    let first = letters.next();
    let times = 1 + letters.clone().count();
    let one = first.filter(|first| times != 2 && letters.all(|letter| letter == *first));
    one.is_some_and(|letter| !('\u{2e80}'..='\u{9fff}').contains(&letter))
}

/// Digits that nobody says: a build's number, a date as a machine writes it.
fn is_key(lower: &str) -> bool {
    lower.len() >= KEY && lower.bytes().all(|byte| byte.is_ascii_digit())
}

/// Strings by number.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}

pub(crate) struct Reader {
    spellings: Names,
    lowers: Names,
    stems: Names,
    /// Lower-case number of each spelling.
    lower_of: Vec<u32>,
    /// How often each spelling stands inside a sentence that is not shouted.
    inside: Vec<u64>,
    stop: Vec<HashMap<&'static str, ()>>,
    negation: HashMap<&'static str, ()>,
    judging: HashMap<&'static str, ()>,
    vague: HashMap<&'static str, ()>,
    cjk: HashMap<&'static str, ()>,
    known: Vec<HashMap<u32, (u32, Class)>>,
    stemmers: Vec<Option<Stemmer>>,
}

impl Reader {
    pub(crate) fn new() -> Self {
        let set = |words: &mut dyn Iterator<Item = &'static str>| words.map(|w| (w, ())).collect();
        Self {
            spellings: Names::default(),
            lowers: Names::default(),
            stems: Names::default(),
            lower_of: Vec::new(),
            inside: Vec::new(),
            stop: LANGUAGES.iter().map(|l| set(&mut l.stops())).collect(),
            negation: set(&mut stop::negations()),
            judging: set(&mut stop::judging()),
            vague: set(&mut stop::vague()),
            cjk: set(&mut stop::cjk_stops()),
            known: vec![HashMap::new(); LANGUAGES.len()],
            stemmers: LANGUAGES
                .iter()
                .map(|l| l.stemmer.map(Stemmer::create))
                .collect(),
        }
    }

    pub(crate) fn read(&mut self, text: &str, words: &mut Vec<Word>) {
        // A curly apostrophe is an apostrophe.
        let straight = text.replace('\u{2019}', "'");
        let found = hearken_segmentation::words(&straight);
        let lower = |(_, word): &(usize, &str)| match word.chars().any(has_no_spaces) {
            // Traditional characters and half-width letters are as good as any.
            true => folded(word).into_owned(),
            false => word.to_lowercase(),
        };
        let lowers: Vec<String> = found.iter().map(lower).collect();
        let language = self.language(&lowers);
        let letters = straight.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = straight.chars().filter(|c| c.is_uppercase()).count();
        let shouted = capitals * 2 > letters;
        let mut end = 0;
        for (at, ((start, word), lower)) in found.iter().zip(&lowers).enumerate() {
            let between = &straight[end..*start];
            let before = match between {
                _ if at == 0 => Before::Break,
                "" => Before::Nothing,
                "-" => Before::Hyphen,
                _ if between.chars().all(char::is_whitespace) => Before::Space,
                _ => Before::Break,
            };
            end = start + word.len();
            let spelling = self.spellings.number(word);
            if spelling as usize == self.lower_of.len() {
                self.lower_of.push(self.lowers.number(lower));
                self.inside.push(0);
            }
            // Scripts without spaces have no capitals that a beginning could change.
            if (before != Before::Break || word.chars().any(has_no_spaces)) && !shouted {
                self.inside[spelling as usize] += 1;
            }
            let (stem, class) = self.stem(language, self.lower_of[spelling as usize], lower);
            // "[email]" stands for what was taken out.
            let is_stand_in = between.ends_with('[') && straight[end..].starts_with(']');
            let class = if is_stand_in { Class::Stop } else { class };
            words.push(Word {
                spelling,
                stem,
                class,
                before,
            });
        }
    }

    /// A word that was read, letter case and all.
    pub(crate) fn spelling(&self, word: Word) -> &str {
        &self.spellings.names[word.spelling as usize]
    }

    /// The language with the most stop words in a statement; English where none has more.
    fn language(&self, lowers: &[String]) -> usize {
        let mut best = (0, 0);
        for (language, stop) in self.stop.iter().enumerate() {
            let hits = lowers
                .iter()
                .filter(|w| stop.contains_key(w.as_str()))
                .count();
            if hits > best.0 {
                best = (hits, language);
            }
        }
        best.1
    }

    fn stem(&mut self, language: usize, number: u32, lower: &str) -> (u32, Class) {
        if let Some(&known) = self.known[language].get(&number) {
            return known;
        }
        let has = |words: &HashMap<&str, ()>| words.contains_key(lower);
        let class = if has(&self.negation) {
            Class::Negation
        } else if has(&self.stop[language]) || has(&self.cjk) || is_key(lower) {
            Class::Stop
        } else if has(&self.judging)
            || lower.chars().all(|c| !c.is_alphabetic())
            || is_letter(lower)
        {
            Class::Judging
        } else if has(&self.vague) {
            Class::Vague
        } else {
            Class::Content
        };
        let known = match &self.stemmers[language] {
            Some(stemmer) => (self.stems.number(&stemmer.stem(lower)), class),
            None => (self.stems.number(lower), class),
        };
        self.known[language].insert(number, known);
        known
    }

    /// For each spelling the one of the same letters that is most frequent inside sentences; all
    /// lower case where none was seen there.
    fn usual(&mut self) -> Vec<u32> {
        let mut best: HashMap<u32, (u64, u32)> = HashMap::new();
        for (spelling, (&lower, &seen)) in self.lower_of.iter().zip(&self.inside).enumerate() {
            let spelling = spelling as u32;
            let name = |number: u32| &self.spellings.names[number as usize];
            let entry = best.entry(lower).or_insert((0, u32::MAX));
            let better =
                seen > entry.0 || (seen == entry.0 && seen > 0 && name(spelling) > name(entry.1));
            if better {
                *entry = (seen, spelling);
            }
        }
        let lowers = std::mem::take(&mut self.lower_of);
        lowers
            .iter()
            .map(|lower| match best[lower] {
                (_, u32::MAX) => {
                    let name = self.lowers.names[*lower as usize].clone();
                    self.spellings.number(&name)
                }
                (_, spelling) => spelling,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Words {
        Words::read(texts, 0..texts.len())
    }

    #[test]
    fn words_are_shown_as_people_write_them_inside_sentences() {
        let words = read(&[
            "Login to PayZap fails",
            "my login fails",
            "PAYZAP IS BAD",
            "my payZap",
        ]);
        assert_eq!(words.show(&words.of(0)[..1]), "login");
        assert!(["PayZap", "payZap"].contains(&words.show(&words.of(2)[..1]).as_str()));
    }

    #[test]
    fn stems_join_what_one_lemma_makes() {
        let words = read(&["transactions failing", "transaction failed"]);
        let stems = |at| words.of(at).iter().map(|w| w.stem).collect::<Vec<_>>();
        assert_eq!(stems(0), stems(1));
    }

    #[test]
    fn a_phrase_neither_begins_nor_ends_with_a_stop_word() {
        let words = read(&[
            "the refund was not received",
            "log in",
            "die Karte ist kaputt",
        ]);
        let all = words.of(0);
        assert!(words.may_stand(&all[1..]));
        assert!(
            !words.may_stand(&all[..2])
                && !words.may_stand(&all[1..3])
                && !words.may_stand(&all[1..4])
        );
        assert!(words.may_stand(words.of(1)));
        assert!(!words.may_stand(&words.of(2)[..2]) && words.may_stand(&words.of(2)[1..]));
    }

    #[test]
    fn what_stands_for_something_taken_out_is_no_word() {
        let words = read(&["write to [email] by email"]);
        let class = |at: usize| words.of(0)[at].class;
        assert_eq!((class(2), class(4)), (Class::Stop, Class::Content));
        let words = read(&["XXXX told us about AA"]);
        let class = |at: usize| words.of(0)[at].class;
        assert_eq!((class(0), class(4)), (Class::Judging, Class::Content));
    }

    #[test]
    fn chinese_is_read_in_words_that_join_without_spaces() {
        let words = read(&["验证码收不到", "驗證碼一直錯誤", "很好！", "非常不错，推荐"]);
        assert_eq!(words.show(&words.of(0)[..1]), "验证码");
        assert_eq!(words.of(0)[0].stem, words.of(1)[0].stem);
        let alone = read(&["驗證碼收不到"]);
        assert_eq!(alone.show(&alone.of(0)[..1]), "驗證碼");
        assert!(words.names_nothing(2) && words.names_nothing(3) && !words.names_nothing(0));
    }
}
