use super::*;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = include_str!("../../assets/report.html");
const SCRIPT: &str = include_str!("../../assets/report.js");

fn names(sentence: &str) -> BTreeSet<&str> {
    let opened = sentence.split('{').skip(1);
    opened
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

/// The first text behind each of these openings: `t("…"`.
fn said_in(source: &'static str, opening: &str) -> BTreeSet<&'static str> {
    let found = source.split(opening).skip(1);
    let said: BTreeSet<&str> = found
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect();
    assert!(said.len() > 10, "{opening} was not found");
    said
}

fn all() -> impl Iterator<Item = Pair> {
    let tables = zh::SAID.iter().chain(zh::TOLD).copied().chain([zh::SCRIPT]);
    tables.flatten().copied()
}

#[test]
fn the_page_and_its_script_say_nothing_that_has_no_chinese() {
    let missing = |said: &BTreeSet<&'static str>, tables: &[&[Pair]]| -> Vec<&str> {
        let said = said.iter().copied();
        said.filter(|english| look_up(tables, english).is_none())
            .collect()
    };
    assert_eq!(
        missing(&said_in(PAGE, "t(\""), zh::SAID),
        Vec::<&str>::new()
    );
    assert_eq!(
        missing(&said_in(SCRIPT, "say(\""), &[zh::SCRIPT]),
        Vec::<&str>::new()
    );
}

#[test]
fn the_page_has_no_words_of_its_own() {
    let mut bare = String::new();
    let mut rest = PAGE;
    while let Some(at) = rest.find(['{', '<']) {
        bare.push_str(&rest[..at]);
        let end = match &rest[at..at + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => ">",
        };
        rest = rest[at..].split_once(end).map_or("", |parts| parts.1);
    }
    let words: Vec<&str> = bare
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    assert_eq!(words, Vec::<&str>::new());
}

#[test]
fn both_languages_fill_in_the_same() {
    for (english, chinese) in all() {
        assert_eq!(names(english), names(chinese), "{english}");
        assert!(!chinese.trim().is_empty(), "{english}");
    }
}

#[test]
fn no_table_says_a_sentence_twice_and_differently() {
    for tables in [zh::SAID, zh::TOLD] {
        let mut said: BTreeMap<&str, &str> = BTreeMap::new();
        for (english, chinese) in tables.iter().flat_map(|table| table.iter()) {
            let before = said.insert(english, chinese);
            assert!(before.is_none_or(|before| before == *chinese), "{english}");
        }
    }
}

#[test]
fn chinese_uses_its_own_marks() {
    for (english, chinese) in all() {
        let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
        let letters: Vec<char> = chinese.chars().collect();
        for pair in letters.windows(2) {
            let narrow = han(pair[0]) && matches!(pair[1], ',' | ';' | ':' | '?' | '!' | '(');
            assert!(!narrow, "{english}: {chinese}");
        }
    }
}

#[test]
fn every_label_has_a_word() {
    use hearken_feedback::{Kind, Label, Quality, Sentiment};
    let labels = Kind::ALL.iter().map(|label| label.word());
    let labels = labels.chain(Sentiment::ALL.iter().map(|label| label.word()));
    for label in labels.chain(Quality::ALL.iter().map(|label| label.word())) {
        assert_ne!(Lang::Zh.told(label), label);
        assert_eq!(Lang::En.told(label), label);
    }
}

/// What files say in English stands somewhere in the sources word for word; a sentence that was changed there would
/// no longer be told in Chinese.
#[test]
fn what_is_told_is_said_somewhere() {
    let mut sources = PAGE.to_owned();
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in [
        "feedback",
        "ingest",
        "topic",
        "report",
        "embedding",
        "fcnn",
        "cli",
    ] {
        read(&crates.join(name).join("src"), &mut sources);
    }
    // A text that goes on in the next line is one.
    let mut joined = String::new();
    for (at, part) in sources.split("\\\n").enumerate() {
        joined.push_str(if at == 0 { part } else { part.trim_start() });
    }
    let joined = joined.replace("\\\"", "\"");
    let mut unsaid = Vec::new();
    for (english, _) in zh::TOLD.iter().flat_map(|table| table.iter()) {
        let literals = english
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
            // What is put in at the end of a sentence, or stands before a colon, is not always said there.
            .flat_map(|part| part.split(". "))
            .flat_map(|part| part.split(": "));
        let longest = literals
            .max_by_key(|literal| literal.len())
            .unwrap_or_default();
        // The names of languages are the detector's.
        let is_code = longest.len() == 3 && longest.chars().all(|c| c.is_ascii_lowercase());
        let bare = longest.trim_matches(|c: char| !c.is_alphanumeric());
        if !is_code && !joined.contains(bare) {
            unsaid.push((*english).to_owned());
        }
    }
    assert_eq!(unsaid, Vec::<String>::new(), "nobody says these");
}

fn read(folder: &std::path::Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "words") {
            read(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn languages_are_known_by_their_tags_and_locales() {
    for name in ["zh", "zh-CN", "zh_TW.UTF-8", "ZH"] {
        assert_eq!(name.parse(), Ok(Lang::Zh), "{name}");
    }
    assert_eq!("en_US.UTF-8".parse(), Ok(Lang::En));
    for name in ["", "C", "POSIX", "fr", "zhu", "english"] {
        assert!(name.parse::<Lang>().is_err(), "{name}");
    }
}

#[test]
fn days_and_shares_are_set_as_the_language_sets_them() {
    assert_eq!(Lang::Zh.day("2025-03-09"), "2025年3月9日");
    assert_eq!(Lang::Zh.day("2025-03"), "2025年3月");
    assert_eq!(Lang::Zh.day("2025"), "2025");
    assert_eq!(Lang::En.day("2025-03-09"), "2025-03-09");
    assert_eq!(Lang::Zh.percent(0.0512, 10.0, " "), "5.1%");
    assert_eq!(Lang::En.percent(0.0512, 10.0, " "), "5.1 %");
    assert_eq!(fill("{a} {b} {c", &[("a", &"{b}"), ("b", &2)]), "{b} 2 {c");
}

#[test]
fn notes_are_told_with_their_numbers_and_languages() {
    let note = "75 of 80 statements are in languages that the encoder does not read (cmn, fra). Their sentiment, kind \
                and theme come from words and runs of letters: less certain than those of an encoder, and measured on \
                Chinese and French alone.";
    let told = Lang::Zh.told(note);
    assert!(
        told.starts_with("80 条语句中有 75 条的语言（中文、法文）"),
        "{told}"
    );
    assert_eq!(
        Lang::Zh.told("Written in Spanish"),
        "其他语言的反馈（Spanish）"
    );
    assert_eq!(Lang::Zh.told("验证码"), "验证码");
}
