//! Wishes without what asks.

use super::Turned;
use super::grammar::affirmed;
use super::pattern;
use regex::Regex;
use std::sync::LazyLock;

const NICE: &str = r"(?:nice|nicer|great|greater|good|cool|helpful|awesome|better|perfect|useful|handy|amazing|lovely|fantastic|best|excellent|wonderful|much appreciated|appreciated|very welcome|welcome|a plus|a game changer|more \w+)";

static ALLOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:allow|let|enable|permit|give) (?:me|us|users?|people|customers|you|one|the users?)(?: to| the (?:option|ability|choice|possibility) to)? (\p{L}.+)$",
    )
});

static ABLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:able to|(?:option|options|ability|possibility|way|feature|possible|function|functionality|setting|choice|opportunity|facility|button|toggle|provision)(?: for (?:me|us|users?))? to) (\p{L}.+)$",
    )
});

static COULD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:wish|if only|if|hope|hoping|so that|so) (?:that )?(i|we|you|u|users?|one|people|they|you guys) (?:could|can|will|would)(?: be able to)?(?: also| please| just| at least)* (\p{L}.+)$",
    )
});

static IT_COULD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:wish|if only|if|hope|hoping) (?:that )?((?:the |this |your |my )?\w+(?: \w+)?) (?:could|can|would|will)(?: also| please| just)* (\p{L}.+)$",
    )
});

static THERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:if|wish|hope|only) there (?:was|were|is|are)|there (?:would be|could be|will be|should be|must be|needs to be|has to be)|should have|must have|should come with|should include|should support) (?:also )?((?:an?|the|some|more|no|at least|any|different|multiple|support|better)?\s*\p{L}.+)$",
    )
});

static HAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:wish|if only|if) (?:that )?(?:it|they|this|the app|this app|\w+)(?: just| also| only)? (?:had|has|have|offered|supported|included|came with|would have|provided) (\p{L}.+)$",
    )
});

static LIKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:would|'d|could|will|id)(?: really| also| just| absolutely| very much| much)* (?:like|love|appreciate|prefer|want|be happy|kill) (?:to (see|have|get) (\p{L}.+)|to (\p{L}.+)|((?:an?|the|some|more|another|support)\b.+))$",
    )
});

static NICE_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:be|been)(?: really| so| very| super| even| also)* {NICE} (?:to (see|have|get) (\p{{L}}.+)|to (\p{{L}}.+)|(?:with|having) (\p{{L}}.+))$"
    ))
});

static IMPERATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|\b(?:please|pls|plz|plss|plzz|kindly|can you|could you|would you|will you|can u|could u|you should|you need to|you have to|you must|you guys should|you could|they should|they need to|they could|they|need to|needs to|should|i want you to|request you to|requesting you to|request to|try to|wish you would|wish they would|if you (?:could|can|would)?|would be \w+ if you|hope you(?: will| can)?|i suggest(?: you)?(?: to)?|suggest(?: to)?|maybe|consider|just|also)\s+)(?:please |pls |also |just |kindly |to |at least |consider )*(add|adding|include|bring back|bring|introduce|provide|implement|make|create|show|restore|improve|change|remove|reduce|increase|update|put|integrate|extend|offer|display|send|separate|fix|keep|get rid of|stop|support|enable|give|develop|launch|open|increase|lower|allow|let|have|start)\b\s+(\p{L}.+|\d.+)$",
    )
});

static NEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(i|we|it|they|you|app|the app|this app|this|users?|people|(?:the |this |your )?\w+) )?(?:really |still |just |also |only |all |badly |definitely |desperately |would )*(needs?|wants?|requires?|require|want|need)(?: is| are)? (to )?(\p{L}.+|\d.+)$",
    )
});

/// What is needed says nothing of what: "needs attention", "needs work".
static REPAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:some|more|a lot of|much|your|immediate|serious|urgent) )*(?:attention|improvements?|work|fix(?:es|ing)?|help|time|love|care)\b",
    )
});

static OWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:my|our)\b"));

/// What should not be done to a product but said of it.
static SCORN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:be (?:called|named|ashamed|banned|illegal|fired|sued)|learn|know|have known)\b",
    )
});

static SHOULD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(.+?) (should|must|ought to|has to|have to) (\p{L}.+)$"));

static WOULD_BE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(.+?),? (?:would|will|'d|wud|could)(?: really| also| just)? (?:be(?: a| an)?(?: really| so| very| super| even)* (?:{NICE}|nice touch|good addition|great addition|nice addition|great feature|good feature|help)|help|make)\b.*$"
    ))
});

static PLEASE_LAST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(.+?),? (?:please|pls|plz)$"));

static SUGGEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:how about|what about|why not|looking forward to|waiting for|hoping for|i suggest|would suggest|i request|requesting|request for|i vote for|\+1 for) (\p{L}.+)$",
    )
});

/// Takes what asks away from a wish.
pub(super) fn turn(clause: &str) -> Option<Turned> {
    let clause = clause.trim_end_matches('?').trim_end();
    turn_if(clause)
        .or_else(|| turn_command(clause))
        .or_else(|| turn_rest(clause))
}

/// Wishes that say what the user could do, or what could be there.
fn turn_if(clause: &str) -> Option<Turned> {
    if let Some(found) = ABLE.captures(clause) {
        return Turned::user("able-to", "can", &found[1]);
    }
    if let Some(found) = ALLOW.captures(clause)
        && !is_thing(&found[1])
    {
        return Turned::user("allow", "can", &found[1]);
    }
    if let Some(found) = COULD.captures(clause) {
        return match found[1].to_lowercase().as_str() {
            "you" | "u" | "they" | "you guys" => command("wish", &found[2]),
            _ => Turned::user("wish", "can", &found[2]),
        };
    }
    if let Some(found) = HAD.captures(clause) {
        return Turned::there("wish", &found[1]);
    }
    if let Some(found) = IT_COULD.captures(clause) {
        return Turned::thing("wish", &found[1], &format!("can {}", &found[2]));
    }
    if let Some(found) = THERE.captures(clause) {
        return Turned::there("there-should-be", &found[1]);
    }
    for (pattern, wish) in [("would-like", &LIKE), ("would-be-nice", &NICE_TO)] {
        if let Some(found) = wish.captures(clause) {
            let thing = found.get(2).or_else(|| found.get(4));
            return match (thing, found.get(3)) {
                (Some(thing), _) => Turned::there(pattern, thing.as_str()),
                (None, Some(verb)) => Turned::user(pattern, "can", verb.as_str()),
                (None, None) => None,
            };
        }
    }
    None
}

/// What is given, not done: "give us a dark mode".
fn is_thing(rest: &str) -> bool {
    let first = rest
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    matches!(
        first.as_str(),
        "a" | "an" | "the" | "some" | "more" | "my" | "our" | "your" | "any" | "this" | "that"
    )
}

/// Wishes said as a command.
fn turn_command(clause: &str) -> Option<Turned> {
    let found = IMPERATIVE.captures(clause)?;
    // "Adding more of the same" is done already, unless it is suggested.
    static ASKS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:please|pls|plz|consider|suggest|kindly|how about)\b"));
    if found[1].eq_ignore_ascii_case("adding") && !ASKS.is_match(clause) {
        return None;
    }
    command("asked", &format!("{} {}", &found[1], &found[2]))
}

/// A command, as a backlog says it.
fn command(pattern: &'static str, text: &str) -> Option<Turned> {
    let (verb, rest) = text.split_once(' ')?;
    let lower = verb.to_lowercase();
    // "Give us a dark mode", but "give coins more value".
    let given = [
        "us ",
        "me ",
        "users ",
        "the users ",
        "a ",
        "an ",
        "the ",
        "more ",
        "some ",
    ];
    let is_given = lower != "give"
        || given
            .iter()
            .any(|word| rest.to_lowercase().starts_with(word));
    if matches!(lower.as_str(), "have" | "give" | "get") && is_given {
        let mut rest = rest.trim_start();
        for pronoun in ["us ", "me ", "users ", "the users "] {
            rest = rest.strip_prefix(pronoun).unwrap_or(rest);
        }
        return Turned::there(pattern, rest);
    }
    let verb = match lower.as_str() {
        "adding" => "Add".to_owned(),
        _ => lower,
    };
    Turned::thing(pattern, &verb, rest)
}

fn turn_rest(clause: &str) -> Option<Turned> {
    if let Some(found) = WOULD_BE.captures(clause)
        && found[1].split_whitespace().count() <= 9
        && !starts_open(&found[1])
    {
        return Turned::there("would-be-nice", &found[1]);
    }
    if let Some(found) = NEED.captures(clause)
        && !REPAIR.is_match(&found[4])
    {
        let speaker = found.get(1).is_none_or(|subject| {
            matches!(
                subject.as_str().to_lowercase().as_str(),
                "i" | "we" | "users" | "people" | "user"
            )
        });
        return match (found.get(3), speaker) {
            (Some(_), true) => Turned::user("need", "can", &found[4]),
            (Some(_), false) => {
                Turned::thing("need", found.get(1)?.as_str(), &affirmed(&found[4], false))
            }
            // Who needs "my costs as a spreadsheet" has the costs.
            (None, true) if OWN.is_match(&found[4]) => Turned::user("need", "gets", &found[4]),
            (None, _) => Turned::there("need", &found[4]),
        };
    }
    if let Some(found) = SHOULD.captures(clause)
        && found[1].split_whitespace().count() <= 7
        && !starts_open(&found[1])
        && !SCORN.is_match(&found[3])
    {
        return Turned::thing("should", &found[1], &format!("should {}", &found[3]));
    }
    if let Some(found) = SUGGEST.captures(clause) {
        return Turned::there("suggested", &found[1]);
    }
    let found = PLEASE_LAST.captures(clause)?;
    let short = found[1].split_whitespace().count() <= 7;
    short.then(|| Turned::there("asked", &found[1])).flatten()
}

/// A clause that has not come to its subject.
fn starts_open(subject: &str) -> bool {
    let first = subject
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    matches!(
        first.as_str(),
        "it" | "i" | "that" | "this" | "which" | "if" | "you" | "we" | "what" | "why" | "how"
    ) && subject.split_whitespace().count() <= 1
}
