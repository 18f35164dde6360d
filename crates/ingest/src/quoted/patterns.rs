//! What mail programs and formulas of mail look like, in the languages that write most of it.

use regex::Regex;
use std::sync::LazyLock;

pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is valid")
}

/// A text without any of these has nothing to leave out.
pub(super) static HINT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?imx)^[\ \t]*(?:--[\ \t\r]*$|(?:from|von|de|da|van)\s?:) | gmail_ | moz- | yahoo_quoted
        | divRplyFwdMsg | appendonsend | protonmail_
        | (?:wrote|schrieb|[eé]crit|escribi[oó]|scritto|schreef|escreveu|skrev)
        | original\ message | forwarded\ message | urspr.ngliche\ nachricht | message\ d.origine
        | mensaje\ original | messaggio\ originale | mensagem\ original | oorspronkelijk\ bericht
        | reply\ above\ this\ line
        | sent\ (?:from|via|with)\  | get\ outlook | gesendet | envoy[eé] | enviado | inviato | verzonden
        | regards | sincerely | faithfully | gr(?:ü|ue)(?:ß|ss)e | type\s*=\s*.?cite | cordialement | saludos?
        | atentamente | groet | saluti | atenciosamente",
    )
});

/// Who wrote when, above a quoted mail.
pub(super) static ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^[>\s]*(?:on|am|le|el|il|op|em|den|>)\b .{4,220}
        \b(?:wrote|schrieb|a\ [eé]crit|escribi[oó]|ha\ scritto|schreef|escreveu|skrev)\b .{0,80} :$",
    )
});
/// A year or a time of day, which such a line has.
pub(super) static MOMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d"));

pub(super) static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:begin\ forwarded\ message:
        | [-_*=\s]{2,}(?:original\ message | forwarded\ message | urspr.ngliche\ nachricht
            | weitergeleitete\ nachricht | message\ d.origine | message\ transf.r. | mensaje\ original
            | messaggio\ originale | mensagem\ original | oorspronkelijk\ bericht)\b.{0,30})$",
    )
});

pub(super) static FROM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(?:from|von|de|da|van)\s?\W?:\W*\S.*(?:@|<|\[)"));
pub(super) static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\W*(?:(sent|date|gesendet|datum|envoy[eé]|fecha|enviado|inviato|data|verzonden)
        |(to|an|à|para|a|aan)|(subject|betreff|objet|asunto|oggetto|assunto|onderwerp))\s?\W?:",
    )
});

pub(super) static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:sent\ from\ (?:my|outlook|mail|yahoo|proton|samsung|gmail|the)\b.{0,50}
        | sent\ (?:via|with)\ (?:my|the|proton|yahoo|samsung|spark|outlook|blackberry)\b.{0,40}
        | get\ outlook\ for\ .{2,12} | von\ meine[mr]\ .{2,30}\ gesendet | gesendet\ (?:von|mit)\ .{2,40}
        | envoy[eé]\ (?:de|depuis)\ .{2,40} | enviado\ (?:desde|do|de)\ .{2,40} | inviato\ d.{2,40}
        | verzonden\ (?:vanaf|met|via)\ .{2,40})[.!]?$",
    )
});

pub(super) static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?i:(?:with\ |thanks?\ and\ |thanks?,\ )?(?:(?:my\ )?(?:kind|best|warm|kindest|warmest)\ )?regards
        | (?:yours\ )?(?:sincerely|faithfully|truly)(?:\ yours)?
        | mit\ (?:freundlichen|besten|lieben|herzlichen)\ gr(?:ü|ue)(?:ß|ss)en
        | (?:viele|beste|liebe|freundliche|herzliche|schöne)\ gr(?:ü|ue)(?:ß|ss)e
        | (?:bien\ )?cordialement | (?:un\ )?(?:cordial(?:es)?\ )?saludos?(?:\ cordial(?:es)?)? | atentamente
        | met\ vriendelijke\ groet(?:en)? | (?:cordiali|distinti)\ saluti | atenciosamente)
        [\s,.!-]*(?:\p{Lu}[\p{L}.'’-]*(?:\ \p{Lu}[\p{L}.'’-]*){0,3})?$",
    )
});
