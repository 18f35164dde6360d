//! Forms that a requirement's sentence can be put in: "shall" (ISO/IEC/IEEE 29148), user stories
//! (Cohn, "User Stories Applied"), EARS (Mavin et al., RE 2009).
//!
//! A form is a template for what users said, and is used only where they said all that it asks for: a
//! story needs a role, an action and a benefit, EARS a condition. Else the sentence stays as it is.

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How a requirement's sentence is put.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// As what is true once it is met: "The user can log in".
    #[default]
    Plain,
    /// "The user shall be able to log in".
    Shall,
    /// "As a parent, I want to lock the app so that my children don't buy things".
    Story,
    /// "When the user opens the camera, the app shall not crash".
    Ears,
}

/// What a user story asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Who wants it, without an article: "parent".
    pub role: Option<String>,
    /// What they want: "to lock the app", "a darker background".
    pub action: Option<String>,
    /// What for: "my children don't buy things".
    pub benefit: Option<String>,
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is valid")
}

/// Finds who wants what, and what for, in a user's words.
pub fn story(text: &str) -> Story {
    static ROLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\bas (?:an?|the|one of the)?\s*([\p{L}\p{N}][^,.;:!?]*?)(?:,\s*|\s+)(?:i|we|it|there|you|my|our|the)\b",
        )
    });
    static AM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:i am|i'm|im|we are|we're) an? ([\p{L}][\p{L}\p{N}' -]{2,40}?)(?:\s+(?:and|who|so|but|with|in|at|from|living)\b|[,.;:!?]|$)",
        )
    });
    static WANTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:i|we|you|he|she|they|users?|it|there)\s*(?:(?:really|also|only|just|do|would|will|should|still|either|must|might|may|could|'d|'ll)\s+)*(?:(want|wants|wish|wishes|need|needs|like|love|prefer|require|expect)|(?:be able to|am able to|can|have to|is able to|are able to))\b\s*(.+)$",
        )
    });
    static BENEFIT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:,\s*|\s+)(?:so that|so as to|in order to|in order that|such that|so (?:that )?(?:i|we|my|our|it|they|the|users?|people|there)\b|because|thereby|that way|allowing (?:me|us) to|for the purpose of|to ensure that)",
        )
    });
    let text = text.replace('\u{2019}', "'");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = ROLE.captures(&text).or_else(|| AM.captures(&text));
    let role = named.as_ref().map(|found| cleaned(&found[1]));
    // What is wanted stands behind the role, where there is one.
    let behind = named.map_or(0, |found| found.get(1).map_or(0, |role| role.end()));
    let rest = &text[behind..];
    let wanted = WANTS.captures(rest);
    let (mut action, mut benefit) = (None, None);
    if let Some(found) = wanted {
        let said = found.get(2).map_or("", |what| what.as_str());
        let (what, why) = match BENEFIT.find(said) {
            Some(at) => (
                &said[..at.start()],
                Some(reason(at.as_str(), &said[at.end()..])),
            ),
            None => (said, None),
        };
        // "Can export" is wanted as "to export".
        let what = cleaned(what);
        let able = found.get(1).is_none() && !what.to_lowercase().starts_with("to ");
        action = (!what.is_empty()).then(|| if able { format!("to {what}") } else { what });
        benefit = why.filter(|why| !why.is_empty());
    } else if let Some(at) = BENEFIT.find(rest) {
        benefit = Some(reason(at.as_str(), &rest[at.end()..])).filter(|why| !why.is_empty());
    }
    Story {
        role: role.filter(|role| !role.is_empty()),
        action,
        benefit,
    }
}

/// A reason with the subject that its conjunction ended with: "so I" + "can …".
fn reason(conjunction: &str, rest: &str) -> String {
    let last = conjunction.split_whitespace().last().unwrap_or_default();
    let joins = ["that", "to", "because", "thereby", "way", "of"];
    let is_join = joins.iter().any(|word| last.eq_ignore_ascii_case(word));
    match is_join {
        true => cleaned(rest),
        false => cleaned(&format!("{last} {}", rest.trim_start())),
    }
}

fn cleaned(text: &str) -> String {
    let text = text
        .trim()
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ' ']);
    text.to_owned()
}

/// The sentence in that form; `None` where what the form asks for is not said. `quotes` are what
/// users wrote.
pub(crate) fn styled<'a>(
    style: Style,
    statement: &str,
    quotes: impl Iterator<Item = &'a str>,
) -> Option<String> {
    match style {
        Style::Plain => None,
        Style::Shall => shall(statement),
        Style::Ears => ears(statement),
        Style::Story => quotes.map(story).find_map(|found| {
            let (role, action, benefit) = (found.role?, found.action?, found.benefit?);
            let vowel = role.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']);
            let article = if vowel { "an" } else { "a" };
            Some(format!(
                "As {article} {role}, I want {action}, so that {benefit}"
            ))
        }),
    }
}

/// "The user can …" as "The user shall be able to …".
fn shall(statement: &str) -> Option<String> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(.+?) (can|cannot|is not|are not|is|are|does not|do not|has|have|should not|should|must)(?: |$)(.*)$",
        )
    });
    let found = SAID.captures(statement)?;
    let (subject, rest) = (&found[1], &found[3]);
    // "There is" turns round, too; a subject with a clause of its own cannot be told from one.
    if subject.contains([',', '“']) || subject.split_whitespace().count() > 8 {
        return None;
    }
    let verb = match &found[2] {
        "can" => "shall be able to",
        "cannot" => "shall not be able to",
        "is not" | "are not" => "shall not be",
        "is" | "are" => "shall be",
        "does not" | "do not" | "should not" => "shall not",
        "has" | "have" => "shall have",
        _ => "shall",
    };
    Some(format!("{subject} {verb} {rest}").trim_end().to_owned())
}

/// The condition comes first: "When …, the app shall …".
fn ears(statement: &str) -> Option<String> {
    static CONDITION: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(.+?),? (when|whenever|while|if|after|once|as soon as) (.+)$"));
    let found = CONDITION.captures(statement)?;
    let said = shall(&found[1])?;
    let condition = &found[3];
    let mut letters = said.chars();
    let first = letters.next()?;
    // A name keeps its capital.
    let said = match said.split_whitespace().next() {
        Some("The" | "There" | "It" | "A" | "An" | "This" | "These" | "Their" | "App") => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => said,
    };
    Some(match &found[2] {
        "if" => format!("If {condition}, then {said}"),
        "while" => format!("While {condition}, {said}"),
        "after" => format!("After {condition}, {said}"),
        _ => format!("When {condition}, {said}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> [Option<String>; 3] {
        let Story {
            role,
            action,
            benefit,
        } = story(text);
        [role, action, benefit]
    }

    #[test]
    fn role_action_and_benefit_are_found() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            parts("As a parent, I want to lock the app so that my children don't buy things."),
            [
                some("parent"),
                some("to lock the app"),
                some("my children don't buy things")
            ]
        );
        assert_eq!(
            parts("As a site visitor I can read old news"),
            [some("site visitor"), some("to read old news"), None]
        );
        assert_eq!(
            parts("I'm a teacher and I need a class view so I can see all grades"),
            [
                some("teacher"),
                some("a class view"),
                some("I can see all grades")
            ]
        );
        assert_eq!(parts("The app crashes"), [None, None, None]);
    }

    #[test]
    fn sentences_take_the_form_where_all_of_it_was_said() {
        let none = || std::iter::empty();
        for (style, plain, styled_as) in [
            (
                Style::Shall,
                "The user can log in",
                Some("The user shall be able to log in"),
            ),
            (
                Style::Shall,
                "The app does not crash",
                Some("The app shall not crash"),
            ),
            (
                Style::Shall,
                "There is dark mode",
                Some("There shall be dark mode"),
            ),
            (
                Style::Shall,
                "Wifi is not slow",
                Some("Wifi shall not be slow"),
            ),
            (Style::Shall, "Add a widget", None),
            (
                Style::Ears,
                "The app does not crash when the user opens the camera",
                Some("When the user opens the camera, the app shall not crash"),
            ),
            (Style::Ears, "The user can log in", None),
            (Style::Story, "The user can log in", None),
            (Style::Plain, "The user can log in", None),
        ] {
            assert_eq!(
                styled(style, plain, none()).as_deref(),
                styled_as,
                "{plain}"
            );
        }
        let quote = "As a parent I want to lock the app so that my children don't buy things";
        let told = styled(
            Style::Story,
            "The user can lock the app",
            [quote].into_iter(),
        );
        assert_eq!(
            told.as_deref(),
            Some("As a parent, I want to lock the app, so that my children don't buy things")
        );
    }
}
