//! Passwords and codes behind the word that announces them.

use super::{Found, Kind, pattern, words};
use regex::Regex;
use std::sync::LazyLock;

/// A word for passwords, what joins it to the password, and the password.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    let words = [
        r"pass[\s_\-]?(?:word|wort|code|phrase|key)?",
        r"passwd|pwd|psw|pw",
        r"(?:pin|otp|tan|cvv2?|cvc2?|puk)(?:[\s_\-]?(?:code|number|no|nr))?\.?",
        r"(?:verification|security|login|confirmation|sms|one[\s\-]time|2fa|auth\w*|recovery|backup|unlock)[\s\-_]codes?",
        r"(?:bestätigungs|sicherheits|verifizierungs)code|code de vérification|código de (?:verificación|segurança)",
        r"kennwort|losung|mot de passe|mdp|contrase(?:ñ|n)a|clave|senha|palavra-passe|wachtwoord|parola(?: d'ordine)?|has(?:ł|l)o",
        r"пароль|код подтверждения|(?:ş|s)ifrem?|l(?:ö|o)senord|salasana|adgangskode|passord|heslo|jelsz(?:ó|o)|kodeord|sandi",
    ];
    let apart = r"密码|密碼|口令|验证码|驗證碼|パスワード|暗証番号|認証コード|비밀번호|인증번호|पासवर्ड|كلمة المرور|كلمة السر";
    let between =
        r"(?:\s+(?:for|of|to|on|für|fuer|pour|para|per|voor|von|im|in)(?:\s+[\p{L}\-]+){1,4}?)?";
    let joined = r#"(?:[ \t]*[:=：][ \t]*|[ \t]*["'`“„(]|[ ]+(?:is|was|are|to|ist|war|lautet|lautete|es|era|est|était|è|é|is now)[ ]*:?[ ]+|[ ]*(?:是|为|為|は|가|는)[ ]*|[ ]+)"#;
    pattern(&format!(
        r#"(?i)^(?:(?:{})(?:s|es)?["'`]?{between}|(?:{apart})){joined}["'`“„]?([^\s"'`“”„<>，。、:=\[{{(/][^\s"'`“”„<>，。、]{{2,63}})"#,
        words.join("|")
    ))
});

/// What is said about passwords where one could stand behind a colon.
const SAID: [&str; 47] = [
    "incorrect",
    "invalid",
    "wrong",
    "error",
    "none",
    "null",
    "true",
    "false",
    "required",
    "reset",
    "changed",
    "please",
    "not",
    "cannot",
    "forgotten",
    "forgot",
    "empty",
    "missing",
    "failed",
    "why",
    "the",
    "too",
    "there",
    "always",
    "never",
    "again",
    "same",
    "expired",
    "weak",
    "falsch",
    "vergessen",
    "nicht",
    "ungültig",
    "leer",
    "incorrecta",
    "incorrecto",
    "oublié",
    "incorrect",
    "inválida",
    "errata",
    "optional",
    "unknown",
    "rejected",
    "recovery",
    "oauth",
    "oauth2",
    "office365",
];

pub(super) fn find(text: &str, said: &[usize], found: &mut Found) {
    for start in said {
        let window = words::window(text, *start);
        // Asking whether is far cheaper than asking where.
        if !ANNOUNCED.is_match(window) {
            continue;
        }
        let Some(value) = ANNOUNCED.captures(window).and_then(|said| said.get(1)) else {
            continue;
        };
        let password = value
            .as_str()
            .trim_end_matches(['.', ',', ';', ')', ']', '}', ':']);
        // Behind an ampersand the next parameter begins.
        let assigned = window[..value.start()].ends_with('=');
        let password = match password.split_once('&') {
            Some((first, _)) if assigned && first.len() >= 3 => first,
            _ => password,
        };
        let end = value.start() + password.len();
        let before = window[..value.start()].trim_end();
        // "spf=pass" is a result.
        if text[..*start].ends_with(['=', ':']) {
            continue;
        }
        if is_password(password, before, &window[end..]) {
            found.add(start + value.start()..start + end, Kind::Password);
        }
    }
}

/// Whether a value behind `before` (the word and what joins it) is meant as a password.
fn is_password(value: &str, before: &str, after: &str) -> bool {
    let quoted = before.ends_with(['"', '\'', '`', '“', '„']);
    let bare = before.trim_end_matches(['"', '\'', '`', '“', '„', ' ']);
    let equals = bare.ends_with(['=', '>']);
    let assigned = equals || bare.ends_with([':', '：']);
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let length = value.chars().count();
    let body = value.trim_end_matches(['!', '?', '…', '*']);
    let signs = body
        .chars()
        .filter(|c| {
            c.is_ascii_punctuation() && !matches!(c, '-' | '/' | '\'' | '.' | ',' | '(' | ')')
        })
        .count();
    let lower = value.to_lowercase();
    if SAID.contains(&body.to_lowercase().as_str())
        || lower.contains("://")
        || length < 3
        || body.is_empty()
    {
        return false;
    }
    let word = before.trim_start().to_lowercase();
    let code_word = ["pin", "otp", "tan", "cv", "puk"]
        .iter()
        .any(|code| word.starts_with(code));
    // "pass" alone is a word of tests, roads and mail servers.
    let passing =
        word.starts_with("pass") && word.chars().nth(4).is_none_or(|c| !c.is_alphabetic());
    let told = [" is", " was", " ist", " war"]
        .iter()
        .any(|verb| word.ends_with(verb));
    if (passing && !assigned && !told) || (code_word && letters > 0) || is_host_or_path(body) {
        return false;
    }
    if letters == 0 && signs == 0 {
        return is_code(body, digits, before, assigned, after);
    }
    let mixed =
        body.chars().skip(1).any(char::is_uppercase) && body.chars().any(char::is_lowercase);
    if digits > 0 && (letters > 0 || signs > 0) {
        // "password 12characters", "pin 2x", "password 1st": no password is so short.
        return if assigned || quoted {
            length >= 4
        } else {
            length >= 6
        };
    }
    if signs > 0 && letters > 0 && !body.ends_with('%') {
        return length >= 5
            && (assigned || quoted || signs >= 2 || !body.starts_with(['#', '@', '$', '*']));
    }
    if assigned
        && !after
            .trim_start()
            .starts_with(|c: char| c.is_alphanumeric())
    {
        return digits == 0
            && letters >= 4
            && (equals || !before.contains(' ') || after.trim().is_empty());
    }
    (assigned && mixed && length >= 6)
        || (equals && letters >= 4)
        || (quoted && letters >= 5 && after.starts_with(['"', '\'', '`', '”', '“']))
}

/// mail.example.com:993 or src/main.rs.
fn is_host_or_path(body: &str) -> bool {
    let host = body.split([':', ';']).next().unwrap_or_default();
    let parts: Vec<&str> = host.split('.').collect();
    let named =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    let dotted = parts.len() >= 2
        && parts.iter().all(named)
        && parts
            .last()
            .is_some_and(|last| last.chars().all(char::is_alphabetic));
    dotted || body.matches('/').count() >= 2
}

/// Digits alone: codes, unless they are a year or count something.
fn is_code(body: &str, digits: usize, before: &str, assigned: bool, after: &str) -> bool {
    let before = before.to_lowercase();
    let least = if before.contains("cv") { 3 } else { 4 };
    let plain = body
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' '));
    let year = digits == 4 && (body.starts_with("19") || body.starts_with("20"));
    let direct = before.ends_with(|c: char| c.is_alphabetic()) && !assigned;
    let counts = super::announced::counts(after);
    plain && digits >= least && digits <= 12 && !counts && (assigned || !(year && direct))
}
