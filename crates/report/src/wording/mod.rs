//! From a user's clause to a sentence about the product: "I can't log in after the update" becomes
//! "The user can log in after the update".
//!
//! The words stay the user's: a pattern turns the clause round, by negating it or by taking away
//! what asks ("it would be great if …"), and adds small words alone. Where no pattern fits, the
//! clause is quoted. The patterns are English; clauses of other languages are quoted.

mod grammar;
mod praise;
mod problem;
mod request;
mod tidy;
mod verbs;

use hearken_feedback::Kind;
use regex::Regex;
use std::sync::LazyLock;

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

/// Words a clause as what should be true of the product.
pub(crate) fn word(kind: Kind, clause: &str) -> Wording {
    let clause = tidy::clause(clause);
    let turned = match kind {
        Kind::Problem => problem::turn(&tidy::without_time(&clause)),
        // What is missing or impossible is asked for in the words of a complaint, too.
        Kind::Request => request::turn(&clause).or_else(|| problem::turn_lack(&clause)),
        Kind::Praise | Kind::Question | Kind::Other => None,
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
        None => Wording {
            statement: match kind {
                Kind::Problem => format!("Users no longer say: “{}”", tidy::sentence(&clause)),
                _ => format!("Users get what they ask for: “{}”", tidy::sentence(&clause)),
            },
            pattern: QUOTED,
        },
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
        let rest = one_clause(rest)?;
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
        let what = one_clause(what)?;
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
mod tests {
    use super::*;

    fn told(kind: Kind, clause: &str) -> String {
        word(kind, clause).statement
    }

    #[test]
    fn problems_become_what_should_be_true() {
        for (clause, statement) in [
            (
                "I can't log in after the update!!",
                "The user can log in after the update",
            ),
            (
                "still unable to link my bank account",
                "The user can link their bank account",
            ),
            (
                "The app crashes when I open the camera.",
                "The app does not crash when the user opens the camera",
            ),
            ("widget doesn't refresh", "Widget refreshes"),
            (
                "notifications don't work on my phone",
                "Notifications work on the user's phone",
            ),
            (
                "Face ID stopped working since 5.2",
                "Face ID works since 5.2",
            ),
            (
                "it keeps asking me for the password",
                "It does not keep asking the user for the password",
            ),
            (
                "I was charged twice this month",
                "The user is not charged twice this month",
            ),
            (
                "I never received my refund",
                "The user receives their refund",
            ),
            ("refund not received", "Refund is received"),
            ("Download did not succeed", "Download succeeds"),
            ("I not get card till now", "The user gets card"),
            (
                "The month view is far too slow",
                "The month view is not far too slow",
            ),
            (
                "there is no way to export to PDF",
                "The user can export to PDF",
            ),
            ("no dark mode", "There is dark mode"),
            ("too many ads", "There are fewer ads"),
            (
                "but it logs me out every day",
                "It does not log the user out every day",
            ),
            (
                "My data lost after the update",
                "The user's data is not lost after the update",
            ),
            (
                "there isn't any consistency in prices",
                "There is consistency in prices",
            ),
            ("OTP is not coming", "OTP comes"),
            (
                "half of my entries are not coming to my wife and some are lost",
                "Half of the user's entries come to the user's wife",
            ),
            (
                "Face unlock broke in 5.2",
                "Face unlock does not break in 5.2",
            ),
            (
                "Ctrl+Z doesn't undo on the website",
                "Ctrl+Z undoes on the website",
            ),
            ("won't let me scan receipts", "The user can scan receipts"),
            (
                "I cannot open any account since yesterday",
                "The user can open an account",
            ),
            (
                "For the past 2 days the app hasn't been opening for me",
                "The app opens for the user",
            ),
            (
                "Support is very slow and rude",
                "Support is not slow and rude",
            ),
            (
                "The membership is not particularly cheap",
                "The membership is cheap",
            ),
            (
                "Seat did not recline though the one in front did!",
                "Seat reclines",
            ),
            (
                "The Auto Reply does not return to the sender",
                "The Auto Reply returns to the sender",
            ),
            (
                "emails have vanished from a folder",
                "Emails do not vanish from a folder",
            ),
            ("Lack of communication", "There is communication"),
            (
                "But till now not received any cashback....",
                "The user receives a cashback",
            ),
            (
                "Gpay is not work on my phone",
                "Gpay works on the user's phone",
            ),
            (
                "Most of times the server is down!",
                "The server is not down",
            ),
            (
                "The match engine hasn't been good for years",
                "The match engine is good",
            ),
            (
                "Money was deducted twice from my account",
                "Money is not deducted twice from the user's account",
            ),
        ] {
            assert_eq!(told(Kind::Problem, clause), statement, "{clause}");
        }
    }

    #[test]
    fn requests_become_what_should_be_there() {
        for (clause, statement) in [
            ("Please add dark mode", "Add dark mode"),
            (
                "pls add an option to export to excel, thanks",
                "The user can export to excel",
            ),
            ("would be nice to have a widget", "There is a widget"),
            (
                "I wish I could split expenses unevenly",
                "The user can split expenses unevenly",
            ),
            (
                "It would be great if there was a travel mode",
                "There is a travel mode",
            ),
            (
                "it should be possible to carry over unused money",
                "The user can carry over unused money",
            ),
            (
                "would love to see support for Swiss francs",
                "There is support for Swiss francs",
            ),
            (
                "I need my office costs as a spreadsheet",
                "The user gets their office costs as a spreadsheet",
            ),
            ("needs a tablet version", "There is a tablet version"),
            (
                "Allow users to change the font",
                "The user can change the font",
            ),
            (
                "Could you bring back the old calendar view?",
                "Bring back the old calendar view",
            ),
            (
                "I would like to be able to sort my accounts",
                "The user can sort their accounts",
            ),
            ("a dark theme would be great", "There is a dark theme"),
            ("more currencies please", "There are more currencies"),
            (
                "there should be reminders for bills",
                "There are reminders for bills",
            ),
            (
                "The app should remember the last folder I used",
                "The app should remember the last folder the user used",
            ),
            (
                "If only it could sync with my calendar",
                "It can sync with the user's calendar",
            ),
            (
                "we want an api to pull the reports automatically",
                "There is an api to pull the reports automatically",
            ),
        ] {
            assert_eq!(told(Kind::Request, clause), statement, "{clause}");
        }
    }

    #[test]
    fn praise_in_words_of_complaint_is_told() {
        for clause in [
            "Can’t fault any of it",
            "no complaints",
            "Nothing could be better",
            "Couldn't have been treated better",
            "Couldn’t ask to be cared for by better staff",
        ] {
            assert!(praises(clause), "{clause}");
        }
        for clause in [
            "can't see my score",
            "nothing works",
            "no answer to my complaint",
        ] {
            assert!(!praises(clause), "{clause}");
        }
    }

    #[test]
    fn what_fits_no_pattern_is_quoted() {
        let quoted = word(Kind::Problem, "Groundhog day with Face ID.");
        assert_eq!(
            quoted.statement,
            "Users no longer say: “Groundhog day with Face ID”"
        );
        assert_eq!(quoted.pattern, QUOTED);
        for clause in [
            "I can't believe how bad this is",
            "I don't like it",
            "so much problem with this bank don't use",
            "I've asked three times for the money back",
            "it appears after a while and then and stutters",
            "Wifi is not free the furniture is not comfortable",
            "The lounge didn't feel exclusive and too overcrowded",
            "Can't find any fault in anything",
            "No chance the lounge was small and hot",
            "No settings were changed prior to this",
            "Restart of the pc didn't help to solve the problem",
            "Could not fix anything",
            "Rewards points are not much of use",
            "The SMTP server is not the problem",
            "will not get new messages the bird will not get messages",
            "We were asked to proceed to boarding",
            "die App stürzt ab",
        ] {
            assert_eq!(word(Kind::Problem, clause).pattern, QUOTED, "{clause}");
        }
        for clause in [
            "",
            "…",
            "👍",
            "If I had to fly with them again",
            "they have removed a few features",
        ] {
            assert_eq!(word(Kind::Request, clause).pattern, QUOTED, "{clause}");
        }
    }
}
