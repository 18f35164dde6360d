//! What is taken away from a clause, and how a sentence is set.

use super::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// What opens a clause and adds nothing to it.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[^\p{L}\p{N}“\[(]+|(?:but|and|also|so|hi|hello|hey|dear|ok|okay|well|yes|btw|by the way|overall|unfortunately|sadly|honestly|actually|basically|however|although|even though|though|plus|then|because|now|suddenly|lately|recently|seriously|till now|until now|up to now|so far|every ?time|(?:most|half|some|many|all|much) of (?:the )?times?|many (?:a )?times?|in fact|in addition|to be honest|tbh|frankly|omg|guys|team|sir|some ?times?|most ?times|only|just one thing|one thing|suggestion|feature request|request|bug|issue|problem|update|edit)\b[\s,:;.!–—-]+)+",
    )
});

/// What closes a clause and adds nothing to it.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:[^\p{L}\p{N}”)%+#]+|\b(?:thanks?(?: you)?(?: so much| a lot| in advance)?|thx|asap|soon|(?:please|pls|plz|kindly)?\s*(?:fix|resolve|solve|help|do something)(?:\s+(?:it|this|that|me|asap|soon|the (?:issue|bug|problem)))*|guys|sir|lol|smh|ffs|too|as well|anymore|any more|at all|though|otherwise (?:great|good|perfect)(?: app)?))+$",
    )
});

/// A clause goes on here with something else.
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s*(?:[;:(]|\s[-–—]+\s|\.\.+|[.!?]\s|\s+(?:but|please|pls|plz|kindly|because|cause|however|although|though|even though|whereas|despite|in spite of|due to|otherwise|making (?:it|them|the|me|us|you|him|her)|meaning|which (?:is|makes|means|would)|so (?:i|we|you|it|that|the|my|finally|now|had|went|what|how|why)|it'?s (?:always |still |just |not |also )*\w+ing\b|(?:i'?m|we're|they're|there's) \w+|(?:and )?(?:that|it|this)(?:'d| would| will) (?:be|make)|would be|will be (?:great|nice|good|helpful)|and (?:\w+ ){0,3}(?:get|gets|got|gone|goes|went|comes|came|keeps?|takes|took|shows?|showing|is|are|was|were|does|do|did|doesn'?t|don'?t|didn'?t|isn'?t|aren'?t|wasn'?t|has|have|can|can'?t|will|won'?t|had)\b|and (?:i|we|it|you|they|he|she|then|also|the|this|that|my|our|some|all|half|when|there|no|not|nothing|everything|even|still|now|please|pls))\b|,\s*(?:honestly|seriously|really|probably|definitely|apparently|basically|but|so|and|please|pls|because|which|it|i|we|you|they|there|this|that|the|my|\w+ing|have|has|had|no|not|can'?t|don'?t|doesn'?t|didn'?t|why|what|how|tried|got|gets?|says?|keeps?|try|tell|told|every|after|until|still|now|then|also|or at least|or even|always|even|only|just|when|if)\b)",
    )
});

/// Fewer words than this are no predicate.
const LEAST: usize = 1;

/// The clause without what opens and closes it.
pub(super) fn clause(text: &str) -> String {
    let folded = text.replace(['\u{2019}', '\u{2018}'], "'");
    let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    let opened = OPENING.replace(&folded, "");
    let closed = CLOSING.replace(&opened, "");
    let closed = closed.trim();
    // Nothing but openers ("Hello!") stays what it is.
    if closed.is_empty() {
        folded
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_owned()
    } else {
        closed.to_owned()
    }
}

/// What is left of a predicate up to where something else begins; `None` without words.
pub(super) fn rest(text: &str) -> Option<String> {
    // What is not so yet is to be so, without a "yet".
    static YET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s+yet\b"));
    let text = YET.replace_all(text.trim(), "");
    let text = text.trim().trim_start_matches([',', '.', ' ']);
    let mut end = text.len();
    for next in NEXT.find_iter(text) {
        if text[..next.start()].split_whitespace().count() >= LEAST {
            end = next.start();
            break;
        }
    }
    // "My cashback worst app ever" is a complaint and a curse without a mark between them.
    static CURSE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\s(?:(?:very|so|really|such an?|the) )*(?:worst|bad|useless|pathetic|poor|horrible|terrible|fake|fraud)\W+(?:app|apps|application|bank|company)(?: ever)?\W*$",
        )
    });
    let kept = CLOSING.replace(&text[..end], "");
    let kept = CURSE.replace(&kept, "");
    let kept = kept.trim().trim_end_matches([',', '.']);
    // "Help to" of "help to solve the problem" has lost its point.
    static DANGLES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:^|\s)(?:to|and|or|of|the|an?|with|for|from|by|my|your|their|its)$")
    });
    let speaks = kept.chars().any(char::is_alphanumeric) && !DANGLES.is_match(kept);
    speaks.then(|| kept.to_owned())
}

/// Whether a predicate has one clause: not another that begins without a mark, as in "is free the
/// furniture is old", and not a second negation. What follows a word that binds it ("when I …")
/// belongs to the first.
pub(super) fn is_one_clause(rest: &str) -> bool {
    static SECOND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:the|my|this|these|your|our|their|it|there|they|he|she|i|we|you|every\w*|no\w*)\s+(?:\w+\s+){0,2}(?:is|are|was|were|does|do|did|has|have|had|will|would|can|could|cannot|\w+n't)\b",
        )
    });
    static BINDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:that|which|who|when|whenever|if|how|what|whatever|why|where|wherever|after|before|since|until|as|than|while|once|unless|the way|the last \w+|the first \w+|whether|even)\b",
        )
    });
    static NEGATED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:not|never|cannot|\w+n't)\b"));
    // "Solution we also raised tickets", but "the last folder I used".
    static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:^|\s)(?:(?:i|we|he|she|they) \w|(?:i'm|we're|they're|it's|there's|i've|we've)\s)",
        )
    });
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:the|an?|any|all|every|some|most|each|only|what|whatever|everything|anything) (?:\w+ ){0,3}$",
        )
    });
    let bound = |at: usize| BINDS.is_match(&rest[..at]);
    let second = SECOND.find(rest);
    let speaker = SPEAKER.find(rest).map(|found| found.start());
    second.is_none_or(|second| bound(second.start()))
        && speaker.is_none_or(|at| bound(at) || NAMED.is_match(&format!("{} ", &rest[..at])))
        && !NEGATED.is_match(rest)
}

/// A time that a complaint gives and a sentence about what should be true must not: "since
/// yesterday", "for the past two days". Versions are no times.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|,?\s+)(?:(?:since|from|for|in|over|during) (?:the |about |more than |over |almost |nearly |at least )*(?:yesterday|today|(?:last|past|previous) (?:\w+ )?(?:seconds?|minutes?|hours?|nights?|days?|weeks?|weekend|months?|years?)|(?:\d+(?: ?(?:-|–|to|or) ?\d+)?\+?|an?|one|two|three|four|five|six|seven|ten|many|few|several|some|couple of)(?: or (?:two|three|so|more))? ?(?:hours?|hrs?|days?|weeks?|months?|years?)|(?:this )?(?:morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:a )?long(?: time)?|ages|hours|days|weeks|months|years|\d+(?:st|nd|rd|th)(?: of)?(?: \w+)?)|(?:yesterday|today|(?:till|until|upto|up to) (?:now|date|today)|so far|(?:it'?s|it has|has) been (?:more than |over |almost )?(?:\d+|an?|two|three|four|five|six|ten|many|several|some) (?:hours?|days?|weeks?|months?|years?)|right now|at the moment|these days|nowadays|in (?:my|our|this) case|last (?:night|week|month)|now ?a ?days))\b",
    )
});

/// What is said without its time.
pub(super) fn without_time(text: &str) -> String {
    let kept = TIME.replace_all(text, "");
    let kept = kept.trim().trim_start_matches([',', ' ']).trim();
    if kept.is_empty() {
        text.trim().to_owned()
    } else {
        kept.to_owned()
    }
}

/// With a capital at the start, unless the first word has capitals of its own.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !first.chars().any(char::is_uppercase) => {
            letter.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_and_closers_go() {
        assert_eq!(
            clause("But also, please fix the sync!!! 😡 thanks"),
            "please fix the sync"
        );
        assert_eq!(clause("Hello!"), "Hello");
        assert_eq!(clause("Dark mode please fix it asap"), "Dark mode");
    }

    #[test]
    fn a_predicate_ends_where_something_else_begins() {
        assert_eq!(
            rest("log in with my finger, so I type it").as_deref(),
            Some("log in with my finger")
        );
        assert_eq!(
            rest("export to PDF because my accountant asks").as_deref(),
            Some("export to PDF")
        );
        assert_eq!(
            rest("recline though the one in front did").as_deref(),
            Some("recline")
        );
        assert_eq!(rest("see the button").as_deref(), Some("see the button"));
        assert_eq!(rest(" ... "), None);
    }

    #[test]
    fn a_second_clause_needs_no_mark() {
        assert!(!is_one_clause("free the furniture is not comfortable"));
        assert!(!is_one_clause("open and does not close"));
        assert!(!is_one_clause("solution we also raised tickets"));
        assert!(is_one_clause("the folder I used"));
        assert!(is_one_clause("load when the phone is offline"));
        assert!(is_one_clause("the same as the one that I had"));
    }

    #[test]
    fn times_go_and_versions_stay() {
        assert_eq!(
            without_time("log in to the app since yesterday"),
            "log in to the app"
        );
        assert_eq!(without_time("For the past 2 days the app"), "the app");
        assert_eq!(without_time("works since 5.2"), "works since 5.2");
        assert_eq!(without_time("charged for a month"), "charged");
    }
}
