//! What a sentence can be about.

use regex::Regex;
use std::sync::LazyLock;

/// The first person as the subject of a complaint.
pub(super) fn is_speaker(subject: &str) -> bool {
    let last = subject.trim().rsplit(' ').next().unwrap_or_default();
    matches!(
        last.to_lowercase().as_str(),
        "i" | "l" | "we" | "you" | "u" | "im"
    )
}

/// All of something: "every expense does not appear twice" says more than was asked.
pub(super) fn is_all(subject: &str) -> bool {
    let first = subject.split_whitespace().next().unwrap_or_default();
    matches!(
        first.to_lowercase().as_str(),
        "all" | "each" | "every" | "everyone" | "everything"
    )
}

/// People called names: what these do or don't is anger, not a defect.
const NAMES: [&str; 16] = [
    "fraud", "frauds", "cheater", "cheaters", "scammer", "scammers", "thief", "thieves", "idiot",
    "idiots", "fools", "liars", "crooks", "robbers", "morons", "clowns",
];

/// A subject that can be spoken of: short, nobody called names, and not a whole clause of its own.
pub(super) fn is_subject(subject: &str) -> bool {
    let words = subject.split_whitespace().count();
    let last = subject
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    (1..=8).contains(&words)
        && !NAMES.contains(&last.as_str())
        && !subject.contains([',', ';', ':', '?', '!', '(', '…'])
        && !subject.contains("..")
        && subject.matches('"').count().is_multiple_of(2)
        && !CLAUSE.is_match(subject)
        && !NAMELESS.is_match(subject)
}

/// "This problem does not occur in version 91" says nothing of what the problem is.
static NAMELESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:this|the|that|these|those|same|such|my|an?|any) )*(?:problem|issue|trouble|situation|matter)s?$")
        .expect("a pattern of ours is valid")
});

static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\sit\s|(?:^(?:put|tried|updated|installed|reinstalled|uninstalled|changed|went|upgraded|downloaded|cleared|restarted|rebooted|switched|called|emailed|contacted|fake|fraud|scam|rubbish|crap|garbage|useless|pathetic|terrible|horrible|annoying|disappointing|ridiculous|frustrating|awful|please|no|obviously|unfortunately|sadly|with|without|have|has|had|please|pls|plz|kindly|feel|feels|felt|seems?|looks?|sounds?|really|just|not|even|still|always|also|very|do|does|did|frequently|worst|bad|poor|such|never|now|so|too)(?:\s|$))|(?:^|\s)(?:no|not|never|still|too|very|so|i|we|you|they|who|that|which|if|is|are|was|were|but|because|since|when|whenever|while|until|unless|why|what|how|as|than|says?|said|think|know|he|she|im|it's|don't|can't|i've|i'm|i'd|i'll|we've|we're|you're|they're|there's|what's|that's|takes|took|asked|and then)(?:\s|$)|\s(?:and|or|to|of|the|a|my|this|that|it|did|does|do|will|would|could|can|should)$|\sand still\s",
    )
    .expect("a pattern of ours is valid")
});
