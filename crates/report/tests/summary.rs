//! The terminal's summary keeps to its width and says the same with and without colors.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Kind, Sentiment, Themes};
use hearken_report::{Colors, Report, Settings, Terminal, line, report, summary};
use unicode_width::UnicodeWidthStr;

const LONG: &str = "The login fails after every single update and I have to type the whole password in \
                    again although the fingerprint was set up for exactly that reason a week ago";
const WIDE: &str = "登录总是失败，每次更新之后都要重新输入密码，指纹完全没有用，请尽快修复这个问题，谢谢大家的支持";
const EMOJI: &str =
    "The login 😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡 fails after the update";

fn long() -> Report {
    let say = |text: &'static str| Said {
        text,
        sentiment: Sentiment::Negative,
        kind: Kind::Problem,
        date: Some("2025-01-01"),
        rating: Some(1.0),
        version: None,
    };
    let mut made = Handmade::of(&[LONG, LONG, WIDE, WIDE, EMOJI, EMOJI].map(say));
    made.themes = Themes {
        themes: [
            ("t-long", 0..2),
            ("t-密码密码密码密码密码密码密码密码密码密码", 2..4),
            ("t-😡", 4..6),
        ]
        .map(|(id, members)| theme(id, members))
        .into(),
        smallest: 2,
        ..Themes::default()
    };
    report(made.analysis(), &Settings::default())
}

fn set(width: usize, colors: Colors, top: usize) -> Terminal {
    Terminal {
        width,
        colors,
        top,
        lang: hearken_report::Lang::En,
    }
}

#[test]
fn of_several_exports_a_quote_says_which() {
    let mut report = long();
    let told = |report: &Report| summary(report, set(100, Colors::None, 5));
    assert!(!told(&report).contains("made.csv"));
    let other = report.dashboard.sources[0].clone();
    report.dashboard.sources.push(other);
    assert!(told(&report).contains("”  made.csv row "));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut report = long();
    let mut other = report.dashboard.sources[0].clone();
    other.name = "exports/of-a-very-long-name-".repeat(9);
    report.dashboard.sources.push(other);
    for width in 60..=140 {
        let text = summary(&report, set(width, Colors::None, 5));
        for line in text.lines() {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
    }
}

#[test]
fn colors_change_no_word() {
    let report = long();
    let plain = summary(&report, set(100, Colors::None, 5));
    let painted = summary(&report, set(100, Colors::Ansi, 5));
    assert!(!plain.contains('\u{1b}') && painted.contains('\u{1b}'));
    let mut bare = String::new();
    let mut parts = painted.split('\u{1b}');
    bare.push_str(parts.next().unwrap());
    for part in parts {
        bare.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(bare, plain);
}

#[test]
fn the_top_is_what_is_asked_for() {
    let report = long();
    let quotes = |top| {
        summary(&report, set(100, Colors::None, top))
            .matches('“')
            .count()
    };
    assert_eq!(report.dashboard.themes.len(), 3);
    assert!(quotes(0) == 0 && quotes(1) < quotes(2) && quotes(2) < quotes(3));
    assert_eq!(quotes(3), quotes(99));
}

#[test]
fn what_steers_a_terminal_is_gone() {
    assert_eq!(
        line("a\u{1b}]0;b\u{7}\r\nc \u{202e}d\u{2028}e"),
        "a]0;b c de".replace("de", "d e")
    );
}
