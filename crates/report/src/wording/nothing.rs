//! Complaints that ask for nothing: idioms, verdicts, and what is no clause.

use super::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Idioms of displeasure, not of something that cannot be done.
pub(super) static IDIOM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:believe|wait|rec+om+end|fault|improve|rate|praise|ask (?:for|to be)|have asked|be happier|wish for|stand|trust|understand|say|imagine|complain|rely|afford|blame|think|express|stress|thank|find (?:any |a |much |one )*(?:faults?|complaints?|thing|anything|words)|get enough|figure|be more|tell you|live without|go wrong|stop|\w+ (?:anything|nothing)\b|help|figure|explain|give (?:\w+ )*?(?:(?:zero|0|minus|negative|half) \w+|stars?|ratings?)\b|comment|decide|tell (?:if|whether)|deny|remember|agree)\b",
    )
});

/// What people think of a thing, which is nothing to build.
pub(super) static VERDICT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:rec+om+end|worth|cares?\b|caring|realists?\b|deserve|the same\b)")
});

/// "The staff don't as friendly as they were" has no verb to turn round.
pub(super) static NO_VERB: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:as|so|the|an?|any|in|at|on|of|for|with|from)\b"));

/// Nobody asks for the server to be the problem, or for "much".
pub(super) static BLAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:much|(?:the|an?|my|our) (?:problem|issue|cause|culprit|fault|reason))\b")
});

/// "Doesn't feel exclusive and too crowded" is half meant.
pub(super) static TOO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\btoo\b"));

/// What somebody tried, what points back, and errors that say too little: nobody asks for "solutions", for
/// "that way", or for an error message.
pub(super) static POINTS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:but |and |so |the |these |those |any |all |your )*(?:solutions?|suggest(?:ed|ions?)|fix(?:es)?|advice|answers?|instructions?|steps|workarounds?)\b|\b(?:that|this) way\b|\bno error (?:messages?|codes?|or)\b",
    )
});

/// What somebody tried ("I reinstalled it, still no go"), that something is wrong, or that it still is.
pub(super) static SAYS_NO_MATTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:and |but |so |then )*(?:i|we)(?: have|'ve| had| also| even| already)* (?:tried|deleted|reinstalled|uninstalled|installed|re-installed|updated|upgraded|removed|downloaded|switched|followed|restarted|rebooted)\b|\b(?:this|that|the same) (?:problem|issue)s?[\s.!]*$|\b(?:experiencing|having|have|get|getting) (?:the same |some |these |many |a lot of )?(?:problems?|issues?|trouble)(?: with)?[\s:.!]*$|\bthe (?:error|problem|issue)s? (?:still |even |also |now )*(?:happens?|occurs?|persists?|remains?|continues?|exists?)\b",
    )
});
