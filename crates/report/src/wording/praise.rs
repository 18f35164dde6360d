//! What reads like a complaint and is none.

use regex::Regex;
use std::sync::LazyLock;

/// Praise in the words of a complaint: "can't fault it", "no complaints".
pub(super) fn praises(clause: &str) -> bool {
    static PRAISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:(?:can'?t|can ?not|couldn'?t|could not|cud not) (?:really |possibly )?(?:fault|improve|complain|ask (?:for (?:more|better|anything)|to be \w+ \w+ by better)|(?:be|have been) (?:\w+ )?(?:by )?(?:any |a |much )?(?:better|happier|nicer|kinder|more helpful)|have (?:asked|wished|hoped) for|find (?:any |a |one )?faults?|praise|thank|be (?:faulted|beaten|bettered)|go wrong|wait|live without|recommend \w+ enough)|(?:no|never (?:had )?(?:any|an?)|nothing|not (?:a|one|any)(?: single)?|without any) (?:complaints?|faults?|issues? (?:so far|at all|whatsoever)|problems? (?:so far|at all|whatsoever)|to (?:complain|improve|change|fault)|(?:could|can) be (?:better|improved)|bad to say)|(?:not|n't) (?:at all |too |very |over|overly )?(?:over)?(?:crowded|busy|expensive|bad|noisy|delayed|disappointed|broken|damaged|confusing|complicated))\b",
        )
        .expect("a pattern of ours is valid")
    });
    PRAISE.is_match(clause)
}
