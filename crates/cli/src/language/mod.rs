//! The language that the program speaks: `--lang`, or else that of the locale. It chooses words and nothing else.

mod messages;

use hearken_report::{Lang, Pair};
use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::OnceLock;

static SPOKEN: OnceLock<Lang> = OnceLock::new();

/// The language that was settled on when the program began; English before that.
pub(crate) fn spoken() -> Lang {
    SPOKEN.get().copied().unwrap_or_default()
}

/// What this crate's messages say in Chinese; what a report holds is told by `hearken_report`.
const MESSAGES: &[&[Pair]] = &[messages::MESSAGES, messages::FAILURES];

/// A message, an error or a word of a report in the language that is spoken. What has no translation stays English.
pub(crate) fn told(english: &str) -> Cow<'_, str> {
    in_language(spoken(), english)
}

/// As [`told`], in a language.
pub(crate) fn in_language(lang: Lang, english: &str) -> Cow<'_, str> {
    lang.told_with(MESSAGES, english)
}

/// Settles on the language, before arguments are read for good: help and errors of arguments are in it, too.
pub(crate) fn settle() -> Lang {
    let locale = |name: &str| std::env::var(name).ok();
    let lang = asked(std::env::args_os()).unwrap_or_else(|| of_locale(locale));
    *SPOKEN.get_or_init(|| lang)
}

/// What `--lang` says, as far as that can be told before the arguments are read.
fn asked(arguments: impl Iterator<Item = OsString>) -> Option<Lang> {
    let mut arguments = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .take_while(|argument| argument != "--");
    let mut last = None;
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        last = value.and_then(|value| value.parse().ok()).or(last);
    }
    last
}

/// The language of the first of the variables that POSIX names for messages which is set.
fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let set = names.filter_map(variable).find(|value| !value.is_empty());
    set.and_then(|locale| locale.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(arguments: &[&str]) -> Option<Lang> {
        asked(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_option_is_found_wherever_it_stands() {
        assert_eq!(told(&["hearken", "--lang", "zh", "--help"]), Some(Lang::Zh));
        assert_eq!(told(&["hearken", "analyze", "--lang=zh"]), Some(Lang::Zh));
        assert_eq!(
            told(&["hearken", "--lang", "zh", "--lang=en"]),
            Some(Lang::En)
        );
        assert_eq!(told(&["hearken", "--", "--lang=zh"]), None);
        assert_eq!(told(&["hearken", "--language=zh"]), None);
        assert_eq!(told(&["hearken", "--lang"]), None);
        assert_eq!(told(&["hearken", "--lang", "tlh"]), None);
    }

    /// Messages stand somewhere in the sources word for word; one that was changed there would be told in English.
    #[test]
    fn every_message_is_said_somewhere() {
        let mut sources = String::new();
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        read(&here.join("src"), &mut sources);
        // Which languages there are is known there.
        let words = here.join("../report/src/words/mod.rs");
        sources += &std::fs::read_to_string(words).unwrap();
        // A text that goes on in the next line is one.
        let lines = sources.split("\\\n").map(str::trim_start);
        let joined = lines.collect::<String>().replace("\\\"", "\"");
        for (english, chinese) in MESSAGES.iter().flat_map(|table| table.iter()) {
            let literals = english.split('{');
            let literals = literals.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            let longest = literals.max_by_key(|literal| literal.len()).unwrap();
            assert!(joined.contains(longest.trim()), "nobody says {english:?}");
            let names = |text: &str| text.matches('{').count();
            assert_eq!(names(english), names(chinese), "{english}");
        }
        assert_eq!(
            Lang::Zh.told_with(MESSAGES, "cannot read a.csv: gone"),
            "无法读取 a.csv：gone"
        );
    }

    fn read(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "language") {
                read(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                into.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn the_first_variable_that_is_set_tells_the_locale() {
        let of = |set: &[(&str, &str)]| {
            of_locale(|name| {
                let found = set.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW")]), Lang::Zh);
        assert_eq!(of(&[("LANG", "de_DE.UTF-8")]), Lang::En);
        assert_eq!(of(&[]), Lang::En);
    }
}
