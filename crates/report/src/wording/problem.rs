//! Complaints turned round.

use super::Turned;
use super::done::{is_done_to, said_ill};
use super::grammar::{
    affirmed, first_word, is_plural, mildly, starts_with_pronoun, third, unhedged, without_any,
};
use super::nothing::{BLAME, IDIOM, NO_VERB, POINTS_BACK, TOO, VERDICT};
use super::pattern;
use super::subject::{is_all, is_speaker, is_subject};
use super::verbs::{base, present};
use regex::{Captures, Regex};
use std::sync::LazyLock;

static LET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:does|do|did|wo|will|would)(?:n'?t| not)|never) (?:even )?(?:let|lets|allow|allows) (?:me|us|you|users?)(?: to)? (.+)$",
    )
});

static CANNOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.*?)\b(?:can'?t|can ?not|couldn'?t|could not|unable to|not able to|not allowed to|impossible to) (?:even |seem to |be able to |able to |get to |now |longer )?(\p{L}.*)$",
    )
});

static NO_WAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bno (?:\w+ )?(?:way|option|possibility|ability|chance|feature|setting|button|means)(?: available| there)? (?:to|for) (\p{L}.+)$",
    )
});

static RECEIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:i|we)?\s*(?:have|had|am|'ve|'m)?\s*(?:still )?(?:never|not|don'?t|do not|didn'?t|did not|haven'?t|have not) (?:yet |ever |even )?(get|got|gotten|getting|receive|received|receiving|see|find|hear) (.+?)(?: yet)?$",
    )
});

static NO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:there(?:'s| is| are)|it has|has|have|got|with|still|i (?:get|see|have)) )*(?:no|zero) (\p{L}.+)$",
    )
});

static NO_THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:response|reply|answer|one|body|longer|idea|problems?|issues?|wait(?:ing|s)?|delays?|queues?|hassles?|fuss|stress|worries|use|more|thanks|complaints?|matter|doubt|sense|reason|point|good|need|stars?|wonder|way|where|bank account|account|puedo|puede|pude|podemos|consigo|funciona|funcionan|se|me|es|hay|tengo|recibo|recibe|aparece|deja|abre|posso|riesco|funziona|si|mi|ho|ricevo|recebo|está|lo|la|le|los|las)\b",
    )
});

static MISSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:it|app|the app|this app|only|still|just|it's|is|are)\s+)*(?:missing|lacks?|lacking|misses)\s+(?:of\s+)?(\p{L}.+)$",
    )
});

static TOO_MANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:there (?:are|is)|it has|has|have|shows|simply|just|way|far|so|with)\s+)*too (many|much) (\p{L}.+)$",
    )
});

static STOPPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(.+?) (?:has |have |just |suddenly |always )*stop(?:s|ped)? (\w+ing)\b(.*)$")
});

static KEEPS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(.+?) (?:just |always |constantly )?(?:keeps?|kept) (?:on )?(\w+ing\b.*)$")
});

static DOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.+?) (is |are |was |were |has |have |'s )?(?:still |just |even )?not (?:yet |even |been |getting |properly |at all |really |actually )*(\w+(?:ing|ed)|shown|given|taken|seen|known|written|broken|chosen|drawn|spoken|hidden|sent|paid|found|set)\b(.*)$",
    )
});

static NEGATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.+?)(?: (?:just|also|still|simply|really|even|now|currently))*[ ](does|do|did|is|are|was|were|will|would|has|have|wo)(?:n'?t| not)\b (.+)$",
    )
});

static CHARGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:i|we)(?:'m| am| are| was| were| have been| got| get| keep getting| am being| was being| keep being)?|was|were|got|been|being|getting|keep getting) (?:always |constantly |just |still |being )*((?:double |over)?charged|billed|logged|signed|locked|kicked|asked (?:for|again|every|repeatedly|to (?:log|sign|enter|verify|pay|update|re\w+))|blocked|banned|debited|forced|scammed|redirected|thrown)\b(.*)$",
    )
});

/// Something ill is done: the verb as people write it, and its base.
static ILL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.+?) (?:have |has |had |always |often |constantly |randomly |frequently |suddenly |sometimes |just |now |also |still |even |regularly |repeatedly |then |simply |immediately |automatically |only )*\b(crash|crashes|crashed|freezes|froze|freeze|hangs|hang|hung|fails|failed|fail|lags|lag|lagged|stutters|disappears|disappeared|disappear|vanishes|vanished|vanish|loses|lost|lose|deletes|deleted|drains|drained|drain|closes|closed|close|quits|shuts|logs|logged|signs|signed|kicks|kicked|duplicates|duplicated|duplicate|eats|ate|overwrites|overwrote|ignores|ignored|resets|reset|asks|asked|charges|charged|deducts|deducted|declines|declined|rejects|rejected|breaks|broke|buffers|glitches|spams|disconnects|disconnected|disconnect|forgets|forgot|overheats|overheated|drops|dropped|appears? (?:twice|two times|double|again)|appeared (?:twice|two times|double|again)|takes (?:too|so|forever|ages|a long|long|hours|minutes|\d+|about \d+|at least|up to|about|nearly|almost|over|one|two|three|five|ten)|took (?:too|so|forever|ages|a long|long|hours|minutes|\d+|about|nearly|almost|over)|shows (?:the |an? )?(?:wrong|old|error|blank|incorrect|outdated)|showed (?:the |an? )?(?:wrong|error|blank)|gives (?:an? |me )?(?:wrong|error)|says (?:the |an? )?(?:wrong|error)|reads (?:the )?wrong|arrives? (?:late|twice|too late|days|hours)|comes? (?:late|twice|too late|days|hours)|came (?:late|twice|too late))\b(.*)$",
    )
});

/// A state that should not be.
static STATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.+?)(?: |')(?:is|are|was|were|s|feels|feel|looks|seems|gets|get|got|becomes|became|has become|has been|have been) ((?:now |also |still |just |always |often |constantly |so |too |very |really |extremely |far |way |super |completely |totally |all |a bit |quite |pretty |incredibly |painfully |being )*(?:slow|slower|laggy|buggy|broken|confusing|wrong|expensive|small|tiny|late|delayed|blank|empty|unstable|inaccurate|incorrect|missing|gone|unreliable|glitchy|complicated|cluttered|overpriced|outdated|duplicated|deducted|debited|charged|deleted|lost|locked|blocked|frozen|stuck|crashing|freezing|lagging|loading|disappearing|vanishing|failing|duplicating|draining|pending|disabled|greyed out|cut off|mixed up|hard|difficult|impossible|long|high|limited|misleading|loud|dirty|cold|rude|unhelpful|unresponsive|invisible|unreadable|declined|rejected|failing|failed|down|noisy|draining|out of sync)\b.*)$",
    )
});

/// Where the subject is who speaks, what came before it tells when: "after the update I".
fn circumstance(before: &str) -> Option<String> {
    let before = before.trim().trim_end_matches(',').trim();
    let words: Vec<&str> = before.split_whitespace().collect();
    let first = words.first()?.to_lowercase();
    let tells = matches!(
        first.as_str(),
        "after" | "when" | "whenever" | "on" | "with" | "from" | "in" | "at"
    );
    (tells && words.len() <= 7).then(|| before.to_lowercase())
}

fn cannot(found: &Captures<'_>) -> Option<Turned> {
    let (before, rest) = (found[1].trim(), &found[2]);
    if IDIOM.is_match(rest) || NO_VERB.is_match(rest) {
        return None;
    }
    const SMALL: [&str; 26] = [
        "i",
        "we",
        "you",
        "u",
        "one",
        "users",
        "people",
        "am",
        "im",
        "i'm",
        "are",
        "is",
        "was",
        "were",
        "been",
        "have",
        "still",
        "also",
        "now",
        "just",
        "simply",
        "literally",
        "it's",
        "its",
        "it",
        "being",
    ];
    let is_small = |word: &&str| SMALL.contains(&word.trim_matches(',').to_lowercase().as_str());
    let words: Vec<&str> = before.split_whitespace().collect();
    let kept = words.len() - words.iter().rev().take_while(|word| is_small(word)).count();
    let (front, speaker) = (words[..kept].join(" "), kept < words.len());
    let rest = &without_any(rest);
    if front.is_empty() {
        return Turned::user("cannot", "can", rest);
    }
    if let Some(when) = circumstance(&front) {
        let turned = Turned::user("cannot", "can", rest)?;
        let when = super::grammar::about_them(&when);
        return Some(Turned {
            sentence: format!("{} {when}", turned.sentence),
            ..turned
        });
    }
    if speaker {
        return Turned::user("cannot", "can", rest);
    }
    is_subject(&front)
        .then(|| Turned::thing("cannot", &front, &format!("can {rest}")))
        .flatten()
}

/// What is impossible or not there, as complaints and wishes alike say it.
pub(super) fn turn_lack(clause: &str) -> Option<Turned> {
    if let Some(found) = NO_WAY.captures(clause) {
        return Turned::user("no-way-to", "can", &found[1]);
    }
    if let Some(found) = LET.captures(clause) {
        return Turned::user("not-allowed-to", "can", &found[1]);
    }
    if let Some(turned) = CANNOT.captures(clause).and_then(|found| cannot(&found)) {
        return Some(turned);
    }
    if let Some(found) = NO.captures(clause)
        && !NO_THING.is_match(&found[1])
        && found[1].split_whitespace().count() <= 10
        && !found[1].to_lowercase().contains(" no ")
    {
        return Turned::there("there-is-no", &found[1]);
    }
    MISSING
        .captures(clause)
        .and_then(|found| Turned::there("missing", &found[1]))
}

/// Turns a complaint into what should be true.
pub(super) fn turn(clause: &str) -> Option<Turned> {
    if clause.ends_with('?') || POINTS_BACK.is_match(clause) {
        return None;
    }
    if let Some(turned) = turn_lack(clause) {
        return Some(turned);
    }
    if let Some(found) = RECEIVE.captures(clause)
        && !starts_with_pronoun(&found[2])
    {
        let verb = match found[1].to_lowercase().as_str() {
            "see" => "sees",
            "find" => "finds",
            "hear" => "hears",
            word if word.starts_with("rec") => "receives",
            _ => "gets",
        };
        return Turned::user("not-received", verb, &without_any(&found[2]));
    }
    if let Some(found) = TOO_MANY.captures(clause) {
        let there = match found[1].to_lowercase().as_str() {
            "many" => "are fewer",
            _ => "is less",
        };
        return Turned::thing("too-many", "There", &format!("{there} {}", &found[2]));
    }
    if let Some(found) = COSTS.captures(clause)
        && is_subject(&found[1])
    {
        let costs = if is_plural(&found[1]) {
            "cost"
        } else {
            "costs"
        };
        return Turned::thing("costs-too-much", &found[1], &format!("{costs} less"));
    }
    if let Some(found) = CHARGED.captures(clause) {
        let predicate = format!("{}{}", found[1].to_lowercase(), &found[2]);
        return Turned::user("done-to-user", "is not", &predicate);
    }
    turn_subject(clause)
}

static BEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^been (\w+ing)\b(.*)$"));
static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(\p{L}+) and \p{L}"));
/// "Money was debited my account" lacks the word that says how the two go together.
static DONE_TO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\w+ed (?:my|our|the|your|me|us|a|an|all)\b"));
static COSTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(.+?) costs? (?:way |far |just |simply )*too much\b"));
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i) (?:again(?: and again)?|once|twice|thrice|[\w-]+ times?)(?:$|[,;]| and .*$)")
});
static FAILS_TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^fail(?:s|ed)? to (\p{L}.*)$"));

/// "Issues with the doctors not keeping us informed": what the issues are with is the subject.
static ISSUES_WITH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:\w+ )?(?:issues?|problems?|troubles?|difficult(?:y|ies)) with ")
});

/// Complaints with something else as the subject.
fn turn_subject(clause: &str) -> Option<Turned> {
    let clause = &ISSUES_WITH.replace(clause, "");
    if let Some(found) = STOPPED.captures(clause)
        && is_subject(&found[1])
    {
        let plural = is_plural(&found[1]);
        return doing("stopped", &found[1], plural, &found[2], &found[3]);
    }
    if let Some(found) = KEEPS.captures(clause)
        && is_subject(&found[1])
        && !is_all(&found[1])
    {
        let not = if is_plural(&found[1]) {
            "do not"
        } else {
            "does not"
        };
        return Turned::thing("keeps", &found[1], &format!("{not} keep {}", &found[2]));
    }
    if let Some(found) = DOING.captures(clause)
        && is_subject(&found[1])
        && !is_speaker(&found[1])
        && !VERDICT.is_match(&found[3])
    {
        let plural = match found.get(2).map(|verb| verb.as_str().trim()) {
            Some("are" | "were" | "have") => true,
            Some("is" | "was" | "has") => false,
            _ => is_plural(&found[1]),
        };
        return doing("not-doing", &found[1], plural, &found[3], &found[4]);
    }
    if let Some(found) = NEGATED.captures(clause)
        && is_subject(&found[1])
        && !is_speaker(&found[1])
    {
        let (subject, rest) = (&found[1], &found[3]);
        let helped = ["do", "does", "did"]
            .iter()
            .any(|verb| found[2].eq_ignore_ascii_case(verb));
        if VERDICT.is_match(rest) || (helped && NO_VERB.is_match(rest)) {
            return None;
        }
        // Of "don't tackle and let players pass" only the first is negated.
        let rest = AND
            .captures(rest)
            .map_or(rest, |verb| verb.extract::<1>().1[0]);
        let plural = is_plural(subject);
        // "Much trouble with this bank don't use it" is two clauses without a mark.
        if found[2].eq_ignore_ascii_case("do") && !plural {
            return None;
        }
        let predicate = match found[2].to_lowercase().as_str() {
            "does" => affirmed(rest, false),
            "do" => affirmed(rest, true),
            "did" if !plural => affirmed(rest, false),
            // "Is not work": people write the base where "-ing" belongs.
            "is" | "was" if present(&format!("{}ing", first_word(rest))).is_some() => {
                affirmed(rest, false)
            }
            "is" | "was" => format!("is {}", unhedged(rest)),
            "are" | "were" => format!("are {}", unhedged(rest)),
            // "Hasn't been loading" is "loads", and "hasn't arrived" "has arrived".
            "has" | "have" => match BEEN.captures(rest) {
                Some(found) => return doing("not-doing", subject, plural, &found[1], &found[2]),
                None if rest.to_lowercase().starts_with("been ") => {
                    format!(
                        "{} {}",
                        if plural { "are" } else { "is" },
                        unhedged(&rest[5..])
                    )
                }
                None => format!("{} {rest}", if plural { "have" } else { "has" }),
            },
            _ => affirmed(rest, plural),
        };
        if TOO.is_match(rest) || BLAME.is_match(rest) {
            return None;
        }
        // "Is not any consistency" has no "any" left once it is there, nor "all that much".
        let predicate = predicate.replace(" any ", " ");
        let predicate = [
            " all that much",
            " that much",
            " very much",
            " much",
            " very well",
        ]
        .iter()
        .find_map(|much| predicate.strip_suffix(much))
        .unwrap_or(&predicate);
        return Turned::thing("does-not", subject, predicate);
    }
    if let Some(found) = STATE.captures(clause)
        && is_subject(&found[1])
        && !is_all(&found[1])
    {
        let are = if is_plural(&found[1]) { "are" } else { "is" };
        let state = mildly(&found[2]);
        if DONE_TO.is_match(&state) {
            return None;
        }
        if state.eq_ignore_ascii_case("failed") {
            let not = if are == "are" { "do not" } else { "does not" };
            return Turned::thing("state", &found[1], &format!("{not} fail"));
        }
        return Turned::thing("state", &found[1], &format!("{are} not {state}"));
    }
    if let Some(found) = ILL.captures(clause)
        && is_subject(&found[1])
        && !is_speaker(&found[1])
        && !is_all(&found[1])
    {
        if said_ill(&found[2], &found[3]) {
            return None;
        }
        if is_done_to(&found[2], &found[3]) {
            let are = if is_plural(&found[1]) { "are" } else { "is" };
            let done = format!("{are} not {}{}", found[2].to_lowercase(), &found[3]);
            return Turned::thing("state", &found[1], &done);
        }
        let plural = is_plural(&found[1]);
        // "Fails to load" is asked to load.
        if let Some(found_to) = FAILS_TO.captures(&format!("{}{}", &found[2], &found[3])) {
            return Turned::thing("fails-to", &found[1], &affirmed(&found_to[1], plural));
        }
        let not = if plural { "do not" } else { "does not" };
        // What dropped three times is not to drop at all; what appears two times may appear once.
        let rest = if found[2].ends_with("ed") {
            COUNTED.replace(&found[3], "")
        } else {
            (&found[3]).into()
        };
        return Turned::thing(
            "does-ill",
            &found[1],
            &format!("{not} {}{rest}", base(&found[2])),
        );
    }
    None
}

/// "X is not loading" is "X loads"; of words whose base is not known "X is …".
fn doing(
    pattern: &'static str,
    subject: &str,
    plural: bool,
    word: &str,
    rest: &str,
) -> Option<Turned> {
    let lower = word.to_lowercase();
    let predicate = match lower.strip_suffix("ing") {
        Some(_) => match present(&lower) {
            Some(verb) if plural => format!("{verb}{rest}"),
            Some(verb) => format!("{}{rest}", third(verb)),
            None => format!("{} {lower}{rest}", if plural { "are" } else { "is" }),
        },
        None => format!("{} {lower}{rest}", if plural { "are" } else { "is" }),
    };
    Turned::thing(pattern, subject, &predicate)
}
