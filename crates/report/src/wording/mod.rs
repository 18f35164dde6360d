//! From a user's clause to a sentence about the product: "I can't log in after the update" becomes
//! "The user can log in after the update".
//!
//! The words stay the user's: a pattern turns the clause round, by negating it or by taking away
//! what asks ("it would be great if …"), and adds small words alone. Where no pattern fits, the
//! clause is quoted. The patterns are English; clauses of other languages are quoted.

mod grammar;
mod problem;
mod request;
mod tidy;
mod verbs;

use hearken_feedback::Kind;

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
        Kind::Problem => problem::turn(&clause),
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

/// A clause turned round, not yet in its final shape.
struct Turned {
    sentence: String,
    pattern: &'static str,
}

impl Turned {
    /// With the user as the subject; who speaks of "me" then speaks of them.
    fn user(pattern: &'static str, verb: &str, rest: &str) -> Option<Self> {
        let rest = tidy::rest(rest)?;
        Some(Self {
            sentence: format!("The user {verb} {}", grammar::about_them(&rest)).replace("  ", " "),
            pattern,
        })
    }

    /// With something else as the subject.
    fn thing(pattern: &'static str, subject: &str, predicate: &str) -> Option<Self> {
        let predicate = tidy::rest(predicate)?;
        let subject = subject.trim();
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
        let what = tidy::rest(what)?;
        let head = what.split([',', '(']).next().unwrap_or_default();
        let noun = head.split(" to ").next().unwrap_or(head);
        let noun = noun.split(" for ").next().unwrap_or(noun);
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
            "die App stürzt ab",
        ] {
            assert_eq!(word(Kind::Problem, clause).pattern, QUOTED, "{clause}");
        }
        for clause in ["", "…", "👍"] {
            assert_eq!(word(Kind::Request, clause).pattern, QUOTED, "{clause}");
        }
    }
}
