//! Which of a theme's statements says best what is meant.

use crate::analysis::Facts;
use crate::evidence::one_a_text;
use crate::specific::{count_words, specific_words};
use crate::usage::Usage;
use crate::wording::{self, QUOTED, Wording};
use hearken_feedback::{Kind, Label, Name, Sentiment};
use regex::Regex;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// Statements that a requirement's sentence may be made from, nearest the center first.
const CANDIDATES: usize = 200;

/// A complaint is at least this surely negative; others are classified wrongly, or by what
/// stands around them.
const LEAST_NEGATIVE: f32 = 0.35;

/// How surely negative, and a complaint, words are that are quoted as they are.
const PLAINLY: f32 = 0.7;

/// How sure of a wish the network must be where no word wishes.
const LEAST_SURE: f32 = 0.5;

/// The usual length of a clear clause in words.
const CLEAR: f64 = 9.0;

/// A statement of more words is hard to turn round.
const RAMBLING: usize = 22;

/// A word that this part of the statements say is neither here nor there for what they are about;
/// ten times as many say what it is, a tenth what only some of them mean.
const SHARED: f64 = 0.05;

/// A word of more than this part of all statements names what all of them are about.
const EVERYWHERE: f64 = 0.05;

/// Fewer statements than this don't tell which words are everywhere.
const TELLING: usize = 500;

/// How people speak in all of the statements.
pub(crate) struct Speech {
    /// Words that say nothing here because all say them, such as "game" of a game.
    everywhere: BTreeSet<String>,
    usage: Usage,
}

impl Speech {
    pub(crate) fn of(facts: &Facts<'_>) -> Self {
        Self {
            everywhere: everywhere(facts),
            usage: Usage::of(facts.analysis.statements),
        }
    }
}

fn everywhere(facts: &Facts<'_>) -> BTreeSet<String> {
    let statements = facts.analysis.statements;
    if statements.len() < TELLING {
        return BTreeSet::new();
    }
    let mut said: HashMap<String, usize> = HashMap::new();
    for statement in statements {
        for word in specific_words(&statement.text).collect::<BTreeSet<_>>() {
            *said.entry(word).or_default() += 1;
        }
    }
    let limit = EVERYWHERE * statements.len() as f64;
    said.into_iter()
        .filter(|(_, count)| *count as f64 > limit)
        .map(|(word, _)| word)
        .collect()
}

/// The statement that says best what is meant, and the sentence made from it; `None` where no
/// statement names anything. `acting` are of this kind, nearest the center first; `phrases` name
/// what they are about.
pub(crate) fn clearest(
    facts: &Facts<'_>,
    acting: &[usize],
    kind: Kind,
    phrases: &[String],
    speech: &Speech,
) -> Option<(usize, Wording)> {
    let mut candidates = one_a_text(facts, acting);
    candidates.truncate(CANDIDATES);
    let usual = common_language(facts, &candidates);
    // Words that many of the statements share are what they are about.
    let mut shared: HashMap<String, usize> = HashMap::new();
    for statement in &candidates {
        let text = &facts.analysis.statements[*statement].text;
        for word in specific_words(text).collect::<BTreeSet<_>>() {
            *shared.entry(word).or_default() += 1;
        }
    }
    let about = About {
        kind,
        count: candidates.len() as f64,
        shared,
        phrases: phrases
            .iter()
            .flat_map(|phrase| specific_words(phrase))
            .collect(),
    };
    let mut best: Option<(f64, usize, Wording)> = None;
    for (rank, statement) in candidates.iter().copied().enumerate() {
        let said = &facts.analysis.statements[statement];
        let wording = wording::word(kind, &said.text);
        // No pattern of ours fits another language than the rest is in, and few read it.
        let known = said.language.is_some() || wording.pattern == QUOTED;
        if known && said.language != usual {
            continue;
        }
        let Some(clear) = about.clear(facts, statement, &wording, speech) else {
            continue;
        };
        let central = 1.0 - rank as f64 / about.count;
        let score = 0.3 * central + clear;
        if best.as_ref().is_none_or(|(kept, ..)| score > *kept) {
            best = Some((score, statement, wording));
        }
    }
    best.map(|(_, statement, wording)| (statement, wording))
}

/// What some statements are about.
struct About {
    kind: Kind,
    count: f64,
    /// In how many of them each word that names something stands.
    shared: HashMap<String, usize>,
    /// The words of their theme's phrases.
    phrases: BTreeSet<String>,
}

impl About {
    /// How clearly a sentence made from one of them says what they mean; `None` where it doesn't.
    fn clear(
        &self,
        facts: &Facts<'_>,
        statement: usize,
        wording: &Wording,
        speech: &Speech,
    ) -> Option<f64> {
        let text = &facts.analysis.statements[statement].text;
        let said = &facts.analysis.classified[statement];
        let quoted = wording.pattern == QUOTED;
        let words = |text: &str| -> BTreeSet<String> {
            let specific = specific_words(text);
            specific
                .filter(|word| !speech.everywhere.contains(word))
                .collect()
        };
        let (named, told) = (words(text), words(&wording.statement));
        let feels = said.sentiment[Sentiment::Negative as usize];
        let pleasant = said.sentiment[Sentiment::Positive as usize];
        let place = Kind::ALL.iter().position(|label| *label == self.kind)?;
        let sure = said.kind[place];
        let doubtful = match self.kind {
            Kind::Problem => {
                // Quoted as it is, it must complain by itself.
                let told = feels >= PLAINLY && sure >= PLAINLY;
                let plain = quoted && !(told && !advises(text) && wording::complains(text));
                feels < LEAST_NEGATIVE || plain || wording::praises(text)
            }
            // A wish without a word that wishes is one only where the network is sure of it.
            Kind::Request => quoted && (sure < LEAST_SURE || pleasant > 0.5),
            _ => sure < LEAST_SURE || pleasant < 0.5,
        };
        if told.is_empty()
            || doubtful
            || speaks_of_itself(&wording.statement)
            || (quoted && !speaks_alone(text, named.len()))
        {
            return None;
        }
        let length = count_words(&wording.statement) as f64;
        let unclear = ((length - CLEAR).abs() / CLEAR).min(1.5);
        let subject: &str = if quoted { text } else { &wording.statement };
        let long = count_words(text) > RAMBLING;
        // Whose "her entries" were, nobody can tell; nor what "them" are, or what is asked.
        let open = points_elsewhere(&wording.statement) || text.trim_end().ends_with('?');
        let vague = told.len() < 2 || ends_vaguely(&wording.statement);
        let unusual = speech.usage.unusual(&wording.statement, text).min(4) as f64;
        let faults = [
            (0.3, starts_vaguely(subject)),
            (0.15, is_shouted(text)),
            (0.3, long),
            (0.5, speaks_of_others(text)),
            (0.2, open),
            (0.15, vague),
        ];
        let faults: f64 = faults
            .iter()
            .filter(|fault| fault.1)
            .map(|fault| fault.0)
            .sum();
        let in_phrases = told.intersection(&self.phrases).count().min(2) as f64 / 2.0;
        // Who is pleased with what is there does not ask for it, nor complain of it.
        let pleased = match self.kind {
            Kind::Request => 0.4 * f64::from(pleasant) + 0.4 * pleased(facts, statement),
            Kind::Problem => 0.4 * pleased(facts, statement),
            _ => 0.0,
        };
        // What nobody put so that it can be turned round is read last.
        let turned = match wording.pattern {
            QUOTED => 0.0,
            "good-thing" => 0.15,
            _ => 0.45,
        };
        Some(
            0.25 * f64::from(sure) + turned + 0.4 * self.speaks_for_all(&told) + 0.2 * in_phrases
                - 0.2 * unclear
                - 0.12 * unusual
                - pleased
                - faults,
        )
    }

    /// Whether many of the statements say the same words: each that many say speaks for the
    /// sentence, each that hardly any says against it. Three words say what is meant.
    fn speaks_for_all(&self, told: &BTreeSet<String>) -> f64 {
        // Who says it counts half, so that in a small group nobody's own words speak for all.
        let of = |word: &String| {
            let said = self.shared.get(word).copied().unwrap_or(0) as f64 - 0.5;
            (said.max(0.5) / self.count / SHARED)
                .log10()
                .clamp(-1.0, 1.0)
        };
        let mut shares: Vec<f64> = told.iter().map(of).collect();
        shares.sort_by(|a, b| b.total_cmp(a));
        let (common, rare): (Vec<f64>, Vec<f64>) = shares.iter().partition(|share| **share > 0.0);
        common.iter().take(3).sum::<f64>() + rare.iter().sum::<f64>()
    }
}

/// How surely the whole of what was written is positive: a complaint within praise is often none.
fn pleased(facts: &Facts<'_>, statement: usize) -> f64 {
    let feedback = facts.analysis.statements[statement].feedback;
    let whole = facts.analysis.whole[feedback as usize].as_ref();
    whole.map_or(0.0, |said| {
        f64::from(said.sentiment[Sentiment::Positive as usize])
    })
}

/// Whether the feedback that complains is praise for the most part, by its words and its rating:
/// its complaints are asides, or none.
pub(crate) fn are_pleased(facts: &Facts<'_>, acting: &[usize]) -> bool {
    let sum: f64 = acting
        .iter()
        .map(|statement| {
            let said = pleased(facts, *statement);
            match facts.feedback_of(*statement).rating {
                Some(rating) => (said + rating.normalized()) / 2.0,
                None => said,
            }
        })
        .sum();
    sum > 0.5 * acting.len() as f64
}

/// Whether a clause says what is meant without what stood around it: "too late", "no, my bank
/// doesn't" do not.
fn speaks_alone(text: &str, specific: usize) -> bool {
    let without_spaces = text.chars().any(|c| matches!(c, '\u{3040}'..='\u{9fff}'));
    let words = text.split_whitespace().count();
    without_spaces || (words >= 4 && specific >= 2)
}

/// "The problem is fixed" says nothing of what the problem is.
fn speaks_of_itself(statement: &str) -> bool {
    let words: Vec<String> = statement
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let about = [
        "problem",
        "problems",
        "issue",
        "issues",
        "complaint",
        "query",
        "bug",
    ];
    let says = ["is", "are", "has", "have", "does", "do", "gets", "should"];
    words
        .windows(2)
        .take(4)
        .any(|pair| about.contains(&pair[0].as_str()) && says.contains(&pair[1].as_str()))
}

/// "It", "this" and "they" say nothing away from their text.
fn starts_vaguely(statement: &str) -> bool {
    if statement.starts_with(['这', '那', '它', '他', '她', '這']) {
        return true;
    }
    let mut words = statement.split_whitespace();
    let mut first = words.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("the") {
        first = words.next().unwrap_or_default();
    }
    let first = first.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "it", "this", "that", "they", "these", "he", "she", "which", "one", "all", "both", "same",
    ]
    .iter()
    .any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether it leans on what stood before it.
fn points_elsewhere(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| {
        ["them", "those", "these", "such"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    })
}

/// What people will never do again, and advice to others, is nothing that could be done: "don't
/// download this app", "I will never fly with them again".
fn advises(text: &str) -> bool {
    static ADVICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^\W*(?:please\ |guys\ |so\ |but\ )*(?:don'?t|do\ not|never|avoid|beware|stay\ away|think\ twice)\b
              |再也不|不推荐|别下载|不要下载|千万别|卸载了|避雷|劝退
              |\b(?:will\ never|never\ will|won'?t\ ever|never\ again|never\ (?:use|buy|fly|come|return|go)|would(?:n'?t|\ not)\ (?:recommend|use|buy|fly)|(?:don'?t|do\ not|not|cannot|can'?t)\ recommend|uninstall\w*|waste\ of\ (?:time|money))\b",
        )
        .expect("a pattern of ours is valid")
    });
    let text = hearken_segmentation::simplified(text);
    ADVICE.is_match(&text.replace('\u{2019}', "'"))
}

fn speaks_of_others(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        ["he", "she", "her", "hers", "his", "him"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    })
}

/// "… is good" says nothing that could be done.
fn ends_vaguely(statement: &str) -> bool {
    let last = statement.split_whitespace().last().unwrap_or_default();
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "good",
        "great",
        "nice",
        "bad",
        "useful",
        "fair",
        "worth",
        "impressive",
        "best",
        "worst",
        "better",
        "perfect",
        "this",
        "that",
        "it",
        "them",
        "way",
        "same",
        "poor",
        "terrible",
        "horrible",
    ]
    .iter()
    .any(|word| last.eq_ignore_ascii_case(word))
}

fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.chars().filter(|c| c.is_uppercase()).count() * 2 > letters
}

/// The language that most of the statements are in, of those that tell.
fn common_language(facts: &Facts<'_>, statements: &[usize]) -> Option<Name> {
    let mut votes: std::collections::BTreeMap<&Name, usize> = Default::default();
    for statement in statements {
        if let Some(language) = &facts.analysis.statements[*statement].language {
            *votes.entry(language).or_default() += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
    most.map(|(language, _)| language.clone())
}
