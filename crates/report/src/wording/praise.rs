//! Praise: what should stay as it is, and what reads like a complaint and is none.

use super::pattern;
use super::subject::is_subject;
use super::{Turned, grammar, tidy};
use regex::Regex;
use std::sync::LazyLock;

/// Praise in the words of a complaint: "can't fault it", "no complaints".
pub(super) fn praises(clause: &str) -> bool {
    static PRAISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:(?:can'?t|can ?not|couldn'?t|could not|cud not) (?:really |possibly )?(?:fault|improve|complain|ask (?:for (?:more|better|anything)|to be \w+ \w+ by better)|(?:be|have been) (?:\w+ )?(?:by )?(?:any |a |much )?(?:better|happier|nicer|kinder|more helpful)|have (?:asked|wished|hoped) for|have (?:had|received|got) (?:any |a )?(?:better|nicer|kinder)|find (?:any |a |one )?faults?|praise|thank|be (?:faulted|beaten|bettered)|go wrong|wait|live without|recommend \w+ enough)|(?:no|never (?:had )?(?:any|an?)|nothing|not (?:a|one|any)(?: single)?|without any) (?:complaints?|faults?|issues? (?:so far|at all|whatsoever)|problems? (?:so far|at all|whatsoever)|to (?:complain|improve|change|fault)|(?:could|can) be (?:better|improved)|bad to say)|(?:not|n't) (?:at all |too |very |over|overly )?(?:over)?(?:crowded|busy|expensive|bad|noisy|delayed|disappointed|broken|damaged|confusing|complicated))\b",
        )
        .expect("a pattern of ours is valid")
    });
    PRAISE.is_match(clause)
}

const MUCH: &str = r"(?:(?:always|very|really|so|extremely|super|absolutely|just|also|quite|pretty|truly|incredibly|most|too|all|both|still|totally|highly) )*";
const GOOD: &str = r"good|great|excellent|amazing|awesome|nice|helpful|friendly|kind|polite|professional|caring|efficient|easy|simple|quick|fast|prompt|smooth|convenient|safe|secure|reliable|clean|clear|comfortable|tasty|delicious|fresh|useful|perfect|fantastic|wonderful|brilliant|superb|lovely|outstanding|best|user[ -]?friendly|understanding|attentive|courteous|accurate|flexible|intuitive|responsive|free|cheap|affordable|on time";

/// "Support is helpful".
static IS_GOOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(.+?) (?:is|are|was|were|has been|have been) {MUCH}((?:{GOOD})\b.*)$"
    ))
});

/// "Easy to use".
static GOOD_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:it'?s |it is |app is )?(?:{MUCH}(?:{GOOD}),? (?:and )?)*{MUCH}((?:easy|simple|quick|fast|convenient|safe|intuitive) to .+)$"
    ))
});

/// "I love the dark mode".
static LOVED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:i |we |my \w+ )?(?:really |absolutely |also |just |do |especially |particularly )*(?:loved?|likes?|liked|enjoy|enjoyed|appreciate|appreciated|adore) (?:being able to (.+)|((?:the|how|that|their|your|my|all|this) .+))$",
    )
});

/// "Great customer service".
static GOOD_THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^{MUCH}((?:{GOOD})(?:,? (?:and )?(?:{GOOD}))* (?:\w+ ){{0,3}}\w+)$"
    ))
});

/// Praise as what should stay so.
pub(super) fn keep(clause: &str) -> Option<Turned> {
    let one = |pattern, sentence: String| {
        tidy::is_one_clause(&sentence).then_some(Turned { sentence, pattern })
    };
    if let Some(found) = GOOD_TO.captures(clause) {
        return one(
            "good-to",
            format!(
                "it stays {}",
                grammar::about_the_user(&tidy::rest(&found[1])?)
            ),
        );
    }
    if let Some(found) = LOVED.captures(clause) {
        if let Some(able) = found.get(1) {
            return Turned::user("loved", "can still", able.as_str());
        }
        let thing = tidy::rest(&found[2])?;
        let unnamed = ["this", "that", "all"].contains(&thing.to_lowercase().as_str());
        return (!unnamed)
            .then(|| one("loved", format!("keep {}", grammar::about_the_user(&thing))))
            .flatten();
    }
    if let Some(found) = IS_GOOD.captures(clause) {
        let (subject, good) = (found[1].trim(), tidy::rest(&found[2])?);
        if !is_subject(subject) {
            return None;
        }
        let stay = if grammar::is_plural(subject) {
            "stay"
        } else {
            "stays"
        };
        let subject = grammar::about_the_user(subject);
        let good = grammar::about_the_user(&good);
        return one("is-good", format!("{subject} {stay} {good}"));
    }
    let found = GOOD_THING.captures(clause)?;
    let mut letters = found[1].chars();
    let first = letters.next()?.to_lowercase();
    one("good-thing", format!("keep {first}{}", letters.as_str()))
}
