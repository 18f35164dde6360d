//! From a user's clause to a sentence about the product: "I can't log in after the update" becomes
//! "The user can log in after the update".
//!
//! The words stay the user's: a pattern turns the clause round, by negating it or by taking away
//! what asks ("it would be great if …"), and adds small words alone. Where no pattern fits, the
//! clause is quoted. There are patterns for English and for Chinese; clauses of other languages are quoted, and so are
//! those of one of these in a report that is written in the other.

mod chinese;
mod done;
mod grammar;
mod nothing;
mod praise;
mod problem;
mod request;
mod subject;
mod tidy;
mod verbs;

pub(crate) use chinese::is_chinese;

use crate::Lang;
use crate::words::say;
use hearken_feedback::Kind;
use regex::Regex;
use std::sync::LazyLock;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is valid")
}

/// A requirement's sentence and the pattern that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) statement: String,
    /// The pattern's name; [`QUOTED`] where none fitted.
    pub(crate) pattern: &'static str,
}

/// The name of the pattern that quotes.
pub(crate) const QUOTED: &str = "quoted";

/// Words beyond which a clause cannot be read as one requirement.
const LONGEST: usize = 22;

impl Wording {
    /// The sentence for a report in a language: a clause of the other one is quoted.
    pub(crate) fn told_in(&self, lang: Lang, kind: Kind, clause: &str) -> Self {
        let own = if is_chinese(clause) {
            Lang::Zh
        } else {
            Lang::En
        };
        match self.pattern != QUOTED && own == lang {
            true => self.clone(),
            false => quoted(kind, clause, lang),
        }
    }
}

/// A clause as it is, and what is asked with it.
fn quoted(kind: Kind, clause: &str, lang: Lang) -> Wording {
    let clause = tidy::sentence(&tidy::clause(clause));
    Wording {
        statement: match kind {
            Kind::Problem => say!(lang, "Fix: “{clause}”", clause = clause),
            Kind::Praise => say!(lang, "Keep: “{clause}”", clause = clause),
            _ => say!(lang, "Asked for: “{clause}”", clause = clause),
        },
        pattern: QUOTED,
    }
}

/// Words a clause as what should be true of the product, in its own language.
pub(crate) fn word(kind: Kind, clause: &str) -> Wording {
    if is_chinese(clause) {
        return match chinese::turn(kind, &chinese::clause(clause)) {
            Some(Turned { sentence, pattern }) => Wording {
                statement: sentence,
                pattern,
            },
            None => quoted(kind, clause, Lang::En),
        };
    }
    let said = clause;
    let clause = tidy::clause(clause);
    let turned = match kind {
        Kind::Problem => problem::turn(&tidy::without_time(&clause)),
        // What is missing or impossible is asked for in the words of a complaint, too.
        Kind::Request => request::turn(&clause).or_else(|| problem::turn_lack(&clause)),
        Kind::Praise => praise::keep(&clause),
        Kind::Question | Kind::Other => None,
    };
    let fits = |turned: &Turned| {
        let words = turned.sentence.split_whitespace().count();
        (2..=LONGEST).contains(&words)
    };
    match turned.filter(fits) {
        Some(turned) => Wording {
            statement: tidy::sentence(&turned.sentence),
            pattern: turned.pattern,
        },
        None => quoted(kind, said, Lang::En),
    }
}

/// Whether `word` of a requirement is what `said` of a quote was made into, beyond a changed
/// ending.
pub(crate) fn is_form(word: &str, said: &str) -> bool {
    verbs::is_form(word, said)
}

/// A predicate up to where something else begins; `None` where that cannot be told.
fn one_clause(rest: &str) -> Option<String> {
    tidy::rest(rest).filter(|rest| tidy::is_one_clause(rest))
}

/// Whether what reads like a complaint praises.
pub(crate) fn praises(clause: &str) -> bool {
    praise::praises(&clause.replace('\u{2019}', "'"))
}

/// Whether a complaint says of what, as it is quoted: not only what its writer tried, that there are
/// problems, or where "the error" happens too.
pub(crate) fn complains(clause: &str) -> bool {
    !nothing::SAYS_NO_MATTER.is_match(&clause.replace('\u{2019}', "'"))
}

/// What begins so is no thing that could be there: "had to fly", "they have removed a few".
static NO_NOUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:to|of|been|made|done|given|taken|gone|got|had|spent|seen|lost|\w+ed (?:an?|the|my|our|your|some|more|it|this|that|us|me))\b",
    )
    .expect("a pattern of ours is valid")
});

/// "No settings were changed" tells of settings that are there. What stands after a word that
/// binds it ("settings that were lost") tells which.
fn says_what_happened(what: &str) -> bool {
    const BINDS: [&str; 8] = ["that", "which", "who", "when", "where", "if", "as", "for"];
    const VERBS: [&str; 11] = [
        "is", "are", "was", "were", "has", "have", "had", "does", "did", "will", "would",
    ];
    let words = what.split_whitespace().map(str::to_lowercase);
    words
        .take_while(|word| !BINDS.contains(&word.as_str()))
        .any(|word| VERBS.contains(&word.as_str()))
}

/// A clause turned round, not yet in its final shape.
struct Turned {
    sentence: String,
    pattern: &'static str,
}

impl Turned {
    /// With the user as the subject; who speaks of "me" then speaks of them.
    fn user(pattern: &'static str, verb: &str, rest: &str) -> Option<Self> {
        let mut rest = one_clause(rest)?;
        // Some begin every second word with a capital; a verb never has one.
        if verb == "can" {
            rest = grammar::uncapitalized(&rest);
        }
        Some(Self {
            sentence: format!("The user {verb} {}", grammar::about_them(&rest)).replace("  ", " "),
            pattern,
        })
    }

    /// With something else as the subject.
    fn thing(pattern: &'static str, subject: &str, predicate: &str) -> Option<Self> {
        let (subject, predicate) = (subject.trim(), tidy::rest(predicate)?);
        // The predicate of a complaint that was turned may say "does not".
        let said = ["does not ", "do not ", "is not ", "are not "]
            .iter()
            .find_map(|not| predicate.strip_prefix(not));
        if !tidy::is_one_clause(said.unwrap_or(&predicate)) {
            return None;
        }
        Some(Self {
            sentence: format!(
                "{} {}",
                grammar::about_the_user(subject),
                grammar::about_the_user(&predicate)
            ),
            pattern,
        })
    }

    /// "There is …".
    fn there(pattern: &'static str, what: &str) -> Option<Self> {
        // Who sets a space before a comma begins something else behind it.
        let what = one_clause(what.split(" ,").next().unwrap_or(what))?;
        if NO_NOUN.is_match(&what) || says_what_happened(&what) {
            return None;
        }
        let head = what.split([',', '(']).next().unwrap_or_default();
        let noun = head.split(" to ").next().unwrap_or(head);
        let noun = noun.split(" for ").next().unwrap_or(noun);
        let noun = noun.strip_suffix(" available").unwrap_or(noun);
        let one = ["a ", "an "]
            .iter()
            .any(|article| head.starts_with(article));
        let are = if !one && grammar::is_plural(noun) {
            "are"
        } else {
            "is"
        };
        Some(Self {
            sentence: format!("There {are} {}", grammar::about_the_user(&what)),
            pattern,
        })
    }
}

#[cfg(test)]
mod tests;
