//! The program in Chinese: the same data, other words.

mod binary;

use binary::{Ran, command, hearken, root};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A report on a fixture in a language, in a folder of its own.
fn analyzed(name: &str, export: &str, lang: &str) -> (PathBuf, Ran) {
    analyzed_with(name, export, lang, &[])
}

fn analyzed_with(name: &str, export: &str, lang: &str, further: &[&str]) -> (PathBuf, Ran) {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lang-{name}-{lang}"));
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    let export = root().join("fixtures/exports").join(export);
    std::fs::copy(export, place.join("export.csv")).unwrap();
    let fixed = ["analyze", "export.csv", "-o", "report", "--lang", lang];
    let ran = hearken(&place, &[&fixed[..], further].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (place, ran)
}

fn read(place: &Path, file: &str) -> String {
    std::fs::read_to_string(place.join("report").join(file)).unwrap()
}

fn json(place: &Path, file: &str) -> Value {
    serde_json::from_str(&read(place, file)).unwrap()
}

/// A page as it is read: without what is in tags, styles, scripts and embedded data.
fn shown(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let whole = ["style", "script", "code"];
        let end = whole.iter().find(|name| rest[1..].starts_with(**name));
        let end = end.map_or(">".to_owned(), |name| format!("</{name}>"));
        rest = rest.split_once(&end).map_or("", |parts| parts.1);
        text.push(' ');
    }
    text
}

#[test]
fn a_chinese_report_holds_the_same_data_and_says_it_in_chinese() {
    let (chinese, ran) = analyzed("store", "chinese-store.csv", "zh");
    let (english, _) = analyzed("store", "chinese-store.csv", "en");
    for file in [
        "dashboard.json",
        "feedback.csv",
        "statements.jsonl",
        "profile.json",
    ] {
        assert_eq!(read(&chinese, file), read(&english, file), "{file}");
    }
    let neutral = |place: &Path| {
        let mut requirements = json(place, "requirements.json");
        for list in ["requirements", "keep"] {
            for requirement in requirements[list].as_array_mut().unwrap() {
                let requirement = requirement.as_object_mut().unwrap();
                requirement.retain(|field, _| {
                    !["statement", "pattern", "style"].contains(&field.as_str())
                });
            }
        }
        requirements
    };
    assert_eq!(neutral(&chinese), neutral(&english));
    assert_eq!(
        json(&chinese, "run.json")["settings"]["report"]["language"],
        "zh"
    );
    assert_eq!(
        json(&english, "run.json")["settings"]["report"].get("language"),
        None
    );
    for place in [&chinese, &english] {
        let verified = hearken(place, &["verify", "report"]);
        assert_eq!(verified.code, 0, "{}", verified.stdout);
    }

    let page = read(&chinese, "report.html");
    assert!(page.starts_with("<!doctype html>\n<html lang=\"zh-Hans\">"));
    assert!(read(&english, "report.html").starts_with("<!doctype html>\n<html lang=\"en\">"));
    // What stays English: names of files, products, tools and numbers' formulas.
    let names = [
        "Hearken",
        "Excel",
        "PDF",
        "export",
        "csv",
        "json",
        "feedback",
        "requirements",
        "dashboard",
        "sha",
        "UTF",
        "Tab",
        "ln",
        "SG",
        "R",
        "t",
        "z",
    ];
    let page = shown(&page);
    let words = page.split(|c: char| !c.is_ascii_alphanumeric());
    // Ids and hashes have digits.
    let words =
        words.filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic()));
    let english: Vec<&str> = words.filter(|word| !names.contains(word)).collect();
    assert_eq!(english, Vec::<&str>::new());

    let place = chinese.display().to_string();
    insta::assert_snapshot!("chinese-summary", ran.stdout.replace(&place, ""));
    insta::assert_snapshot!("chinese-requirements", read(&chinese, "requirements.md"));
}

#[test]
fn an_english_report_on_chinese_feedback_quotes_it() {
    let (place, _) = analyzed("quoted", "chinese-store.csv", "en");
    let requirements = json(&place, "requirements.json");
    let requirements = requirements["requirements"].as_array().unwrap();
    assert!(requirements.len() > 3);
    for requirement in requirements {
        let statement = requirement["statement"].as_str().unwrap();
        assert!(
            statement.starts_with("Fix: “") || statement.starts_with("Asked for: “"),
            "{statement}"
        );
    }
}

#[test]
fn english_feedback_is_quoted_in_a_chinese_report() {
    let (place, _) = analyzed("english", "../demo/reviews.csv", "zh");
    let requirements = json(&place, "requirements.json");
    for requirement in requirements["requirements"].as_array().unwrap() {
        let statement = requirement["statement"].as_str().unwrap();
        let quotes = ["解决：“", "用户希望：“"];
        assert!(
            quotes.iter().any(|quote| statement.starts_with(quote)),
            "{statement}"
        );
        assert_eq!(requirement["pattern"], "quoted");
    }
    assert!(read(&place, "requirements.md").starts_with("# 来自用户反馈的需求"));
}

#[test]
fn the_locale_chooses_the_language_and_the_option_overrules_it() {
    let said = |locale: &str, arguments: &[&str]| {
        let mut asked = command(&root());
        asked.env("LC_ALL", locale).args(arguments);
        Ran::from(asked.output().unwrap())
    };
    let export = "fixtures/exports/chinese-stars.csv";
    let chinese = said("zh_CN.UTF-8", &["inspect", export]);
    assert!(
        chinese.stdout.contains("台账：12 行 = 有效 12"),
        "{}",
        chinese.stdout
    );
    assert_eq!(
        said("C", &["inspect", export, "--lang", "zh"]).stdout,
        chinese.stdout
    );
    let english = said("zh_CN.UTF-8", &["--lang", "en", "inspect", export]);
    assert_eq!(english.stdout, said("C", &["inspect", export]).stdout);
    assert!(english.stdout.contains("ledger: 12 rows = 12 used"));
    insta::assert_snapshot!("chinese-inspect", chinese.stdout);
}

#[test]
fn help_and_errors_are_in_chinese() {
    let mut asked = command(&root());
    asked
        .env_remove("HEARKEN_MODELS")
        .env_remove("HEARKEN_CACHE");
    asked.args(["--lang", "zh", "analyze", "-h"]);
    let help = Ran::from(asked.output().unwrap());
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("chinese-help", help.stdout);
    let ran = hearken(&root(), &["--lang=zh", "analyze", "missing.csv"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.stderr,
        "错误：missing.csv：没有这个文件\n提示：请检查拼写和当前所在的文件夹\n"
    );
    let ran = hearken(&root(), &["--lang=zh", "analyze", "--tpo", "3", "a.csv"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.starts_with("错误：没有“--tpo”这个参数"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_is_written_from_the_right_is_set_apart() {
    let (place, ran) = analyzed_with(
        "arabic",
        "arabic.csv",
        "en",
        &["--themes", "3", "--smallest-theme", "2"],
    );
    let quoted: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.contains('“'))
        .collect();
    assert!(!quoted.is_empty());
    for line in quoted {
        assert!(
            line.contains('\u{2068}') && line.contains('\u{2069}'),
            "{line}"
        );
    }
    let page = read(&place, "report.html");
    assert!(page.contains("<div dir=\"auto\">“") && page.contains("<bdi>"));
}
