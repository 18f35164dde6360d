//! Themes before and after a release, on a run made by hand.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Kind, Sentiment, Themes};
use hearken_report::{Direction, Release, Settings, Whys, html, report};

const LOGIN: Said = Said {
    text: "Login fails",
    sentiment: Sentiment::Negative,
    kind: Kind::Problem,
    date: Some("2025-01-10"),
    rating: Some(1.0),
    version: Some("2.9"),
};
const PRAISE: Said = Said {
    text: "I like the design",
    sentiment: Sentiment::Positive,
    kind: Kind::Praise,
    rating: Some(5.0),
    ..LOGIN
};

/// Before 2.10: 2 of 40 on the login; after: 18 of 40. Four more name no version.
fn made() -> Handmade {
    let new = |said: Said| Said {
        version: Some("2.10.1"),
        date: Some("2025-02-10"),
        ..said
    };
    let none = Said {
        version: None,
        date: None,
        ..PRAISE
    };
    let rows = [
        vec![LOGIN; 2],
        vec![new(LOGIN); 18],
        vec![PRAISE; 38],
        vec![new(PRAISE); 22],
        vec![none; 4],
    ]
    .concat();
    let mut made = Handmade::of(&rows);
    made.themes = Themes {
        themes: vec![theme("t-design", 20..84), theme("t-login", 0..20)],
        smallest: 3,
        ..Themes::default()
    };
    made
}

fn compared(release: &str) -> Release {
    let settings = Settings {
        release: Some(release.to_owned()),
        ..Settings::default()
    };
    report(made().analysis(), &settings)
        .dashboard
        .release
        .unwrap()
}

#[test]
fn a_version_divides_the_feedback_and_what_moved_is_told() {
    let told = compared("2.10");
    assert_eq!(
        (told.before.feedback, told.after.feedback, told.without),
        (40, 40, 4)
    );
    assert_eq!(told.before.sentiment.negative.count, 2);
    assert_eq!(told.after.sentiment.negative.count, 18);
    assert_eq!(told.before.rating.unwrap().value, 4.8);
    let login = told
        .themes
        .iter()
        .find(|theme| theme.id == "t-login")
        .unwrap();
    assert_eq!((login.feedback_before, login.feedback_after), (2, 18));
    assert_eq!(
        (login.share_before.value, login.share_after.value),
        (0.05, 0.45)
    );
    assert_eq!(login.direction, Direction::Rising);
    // Two shares of 2 and 18 in 40: z is 16 over the root of 2 · 40 · ¼ · ¾ = 15, so 4.131, and the
    // chance 3.6e-5; both themes change by the same number.
    assert!(login.corrected < 1e-4 && login.corrected >= 0.0);
    let design = told
        .themes
        .iter()
        .find(|theme| theme.id == "t-design")
        .unwrap();
    assert_eq!(design.direction, Direction::Falling);
}

#[test]
fn a_day_divides_as_a_version_does() {
    let (day, version) = (compared("2025-02-01"), compared("2.10"));
    assert_eq!(day.themes, version.themes);
    assert_eq!(
        (day.before, day.after, day.without),
        (version.before, version.after, 4)
    );
}

#[test]
fn where_nothing_lies_before_nothing_is_claimed() {
    let told = compared("1.0");
    assert_eq!((told.before.feedback, told.after.feedback), (0, 80));
    assert!(
        told.themes
            .iter()
            .all(|theme| theme.direction == Direction::Steady)
    );
}

#[test]
fn the_page_shows_both_sides() {
    let settings = Settings {
        release: Some("2.10".to_owned()),
        ..Settings::default()
    };
    let told = report(made().analysis(), &settings);
    let page = html(&told, &Whys::new(), None, None).unwrap();
    assert!(page.contains("Before and after 2.10") && page.contains("4 that cannot be placed"));
    let plain = report(made().analysis(), &Settings::default());
    let page = html(&plain, &Whys::new(), None, None).unwrap();
    assert!(!page.contains("Before and after"));
}
