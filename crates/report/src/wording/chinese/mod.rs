//! The same for Chinese: "验证码一直收不到" becomes "验证码能正常收到".
//!
//! What is matched is the clause with its traditional characters simplified, byte for byte as long; what is said is
//! taken from the clause as it was written.

mod praise;
mod problem;
mod request;

use super::{Turned, pattern};
use hearken_feedback::Kind;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Letters that a sentence has at most to be read as one requirement.
const LONGEST: usize = 40;

/// A part of a clause between two marks: as it was written, and to be matched.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    said: &'a str,
    plain: &'a str,
}

impl<'a> Part<'a> {
    /// What a group matched, as it was written; empty where it matched nothing.
    fn group(self, found: &Captures<'_>, name: &str) -> &'a str {
        found
            .name(name)
            .map_or("", |group| &self.said[group.range()])
    }
}

/// Whether a text is Chinese for the most part, not Japanese.
pub(crate) fn is_chinese(text: &str) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    let kana = |c: char| matches!(c, '\u{3041}'..='\u{30ff}');
    text.chars().any(han) && !text.chars().any(kana)
}

/// Turns a clause round; `None` where no pattern fits.
pub(super) fn turn(kind: Kind, clause: &str) -> Option<Turned> {
    let plain = hearken_segmentation::simplified(clause);
    let parts = parts(clause, &plain);
    let turned = |turn: fn(Part<'_>) -> Option<Turned>| {
        let found = |(at, part): (usize, &Part<'_>)| {
            let turned = turn(*part)?;
            let fits = turned.sentence.chars().count() <= LONGEST;
            fits.then(|| behind_its_condition(turned, at.checked_sub(1).map(|at| parts[at])))
        };
        parts.iter().enumerate().find_map(found)
    };
    match kind {
        Kind::Problem => turned(problem::turn).or_else(|| turned(request::lack)),
        Kind::Request => turned(request::turn)
            .or_else(|| turned(request::lack))
            .or_else(|| turned(problem::cannot)),
        Kind::Praise => turned(praise::keep),
        Kind::Question | Kind::Other => None,
    }
}

/// The clause without the marks, pictures and cries at its ends.
pub(super) fn clause(text: &str) -> String {
    static CRY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:啊|呀|哇|啦|哦|噢|嘛|呐)+$"));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = |c: char| !(c.is_alphanumeric() || "”》）)】」』“《（(【「『%".contains(c));
    CRY.replace(text.trim_matches(ends), "").into_owned()
}

/// The parts between marks. The little words at their ends are left out.
fn parts<'a>(said: &'a str, plain: &'a str) -> Vec<Part<'a>> {
    static BORDER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:[，,；;。！!？?…～~：:]|\p{Extended_Pictographic}|——)+\s*"));
    /// What opens a part and adds nothing to it.
    static OPENING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:但是|但|可是|不过|而且|并且|然后|结果|因为|所以|现在|目前|最近|居然|竟然|只是|就是|还有|另外|而|我们的|我们|我的|我|你们的|你们|您|尤其是|特别是|其实|真的|说实话|总之|反正|根本就|根本|完全|而是|莫名其妙地?|动不动就?|经常|总是|老是|一直|频繁|偶尔|有时候?|每次都?|又)+",
        )
    });
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:了吧|了啊|了呢|啊|呀|呢|吧|哦|啦|嘛|么|吗|哎|唉|[”’」』）)\s])+$")
    });
    let mut parts = Vec::new();
    let mut from = 0;
    let borders = BORDER.find_iter(plain).map(|found| found.range());
    for border in borders.chain(std::iter::once(plain.len()..plain.len())) {
        let text = &plain[from..border.start];
        let start = from + OPENING.find(text).map_or(0, |found| found.end());
        let end = CLOSING
            .find(text)
            .map_or(border.start, |found| from + found.start());
        if start < end {
            parts.push(Part {
                said: &said[start..end],
                plain: &plain[start..end],
            });
        }
        from = border.end;
    }
    parts
}

/// What comes after "更新到3.2以后，" goes on behind it.
fn behind_its_condition(turned: Turned, before: Option<Part<'_>>) -> Turned {
    static CONDITION: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^.{2,14}(?:以后|之后|后|的时候|时候|时|之前|以前|前)$"));
    match before.filter(|part| CONDITION.is_match(part.plain)) {
        Some(condition) => Turned {
            sentence: format!("{}，{}", condition.said, turned.sentence),
            ..turned
        },
        None => turned,
    }
}

#[cfg(test)]
mod tests;
