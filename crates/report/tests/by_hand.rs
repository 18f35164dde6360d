//! The dashboard's numbers, each held against what comes out by hand.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Kind, Rating, Sentiment, Themes};
use hearken_report::{Dashboard, Direction, Kinds, Mean, Report, Settings, Unit, Whys, report};

const LOGIN: Said = Said {
    text: "The login fails after every update",
    sentiment: Sentiment::Negative,
    kind: Kind::Problem,
    date: None,
    rating: None,
    version: Some("2.0"),
};
const PRAISE: Said = Said {
    text: "The design is a joy",
    sentiment: Sentiment::Positive,
    kind: Kind::Praise,
    date: None,
    rating: None,
    version: None,
};
const WISH: Said = Said {
    text: "Please add a dark mode",
    sentiment: Sentiment::Neutral,
    kind: Kind::Request,
    ..PRAISE
};
const FACT: Said = Said {
    text: "I use it on the train",
    kind: Kind::Other,
    ..WISH
};

/// The days of the login's eight complaints: one in March, then two, three and two from October
/// on. They rate 1, 2, 1, 2 …
const LOGIN_DAYS: [&str; 8] = [
    "2024-03-15",
    "2024-10-03",
    "2024-10-15",
    "2024-11-15",
    "2024-11-15",
    "2024-11-15",
    "2024-12-31",
    "2024-12-31",
];
/// How many of the 32 others are written in each month of 2024; nobody writes in July. They rate
/// 4, 5, 4, 5 …
const OTHERS: [(&str, usize); 13] = [
    ("2024-01-01", 1),
    ("2024-01-07", 1),
    ("2024-01-15", 2),
    ("2024-02-15", 4),
    ("2024-03-15", 4),
    ("2024-04-15", 2),
    ("2024-05-15", 2),
    ("2024-06-15", 4),
    ("2024-08-15", 2),
    ("2024-09-15", 2),
    ("2024-10-15", 4),
    ("2024-11-15", 2),
    ("2024-12-15", 2),
];

/// Forty feedback: 8 on the login, 24 of praise, 2 wishes, 6 single facts. The first 4 of praise
/// are on version 2.0 as the login is, 23 others on 1.0, the last 5 on none.
fn year() -> Handmade {
    let login = LOGIN_DAYS.iter().enumerate().map(|(index, day)| Said {
        date: Some(day),
        rating: Some(1.0 + (index % 2) as f64),
        ..LOGIN
    });
    let days = OTHERS
        .iter()
        .flat_map(|(day, count)| std::iter::repeat_n(*day, *count));
    let others = days.enumerate().map(|(index, day)| Said {
        date: Some(day),
        rating: Some(4.0 + (index % 2) as f64),
        version: match index {
            0..4 => Some("2.0"),
            4..27 => Some("1.0"),
            _ => None,
        },
        ..match index {
            0..24 => PRAISE,
            24..26 => WISH,
            _ => FACT,
        }
    });
    let mut made = Handmade::of(&login.chain(others).collect::<Vec<_>>());
    made.themes = Themes {
        themes: vec![theme("t-design", 8..32), theme("t-login", 0..8)],
        small: vec![theme("t-dark", 32..34)],
        single: (34..40).collect(),
        smallest: 3,
        ..Themes::default()
    };
    made
}

fn told(made: &Handmade) -> Report {
    report(made.analysis(), &Settings::default())
}

#[track_caller]
fn near(a: f64, b: f64, reach: f64) {
    assert!((a - b).abs() <= reach, "{a} is not {b}");
}

/// A mean and its interval; the intervals come from an approximation of Student's t.
#[track_caller]
fn is_mean(mean: Mean, value: f64, low: f64, high: f64) {
    near(mean.value, value, 5e-5);
    near(mean.low.unwrap(), low, 0.01);
    near(mean.high.unwrap(), high, 0.01);
}

/// Of the 12 on version 2.0 eight are about the login, of the 23 on 1.0 none; the five without a
/// version are in neither. Of the 23 twenty praise the design, of the 12 four. The design's share
/// among ratings of 4 and of 5 is 12 of 16 against 12 of 24, which chance may bring.
#[test]
fn themes_stand_out_where_they_are_raised_more() {
    let dashboard = told(&year()).dashboard;
    let told: Vec<_> = dashboard
        .themes
        .iter()
        .flat_map(|theme| {
            theme
                .segments
                .iter()
                .map(|segment| (theme.id.as_str(), segment))
        })
        .map(|(id, s)| (id, s.column.as_str(), s.value.as_str(), s.feedback, s.of))
        .collect();
    assert_eq!(
        told,
        [
            ("t-design", "version", "1.0", 20, 23),
            ("t-login", "version", "2.0", 8, 12),
        ]
    );
    let login = &dashboard.themes[1].segments[0];
    near(login.share.value, 8.0 / 12.0, 5e-5);
    near(login.elsewhere.value, 0.0, 5e-5);
    assert!(login.corrected < 0.001);
}

/// Of each product's versions 1 and 2 there are 20 each. Of one 12 and 12 speak of the login, of the other 0
/// and 10: the first product stands out, and of versions the second's alone.
#[test]
fn versions_are_compared_within_their_product() {
    let said = |version| Said {
        text: "I cannot log in",
        sentiment: Sentiment::Negative,
        kind: Kind::Problem,
        date: None,
        rating: None,
        version: Some(version),
    };
    let rows: Vec<Said> = (0..80)
        .map(|row| said(if row % 2 == 0 { "1" } else { "2" }))
        .collect();
    let mut made = Handmade::of(&rows);
    for (row, feedback) in made.feedback.iter_mut().enumerate() {
        feedback.product = Some(if row < 40 { "Bank" } else { "Wallet" }.into());
    }
    let login = (0..24).chain((40..60).filter(|row| row % 2 == 1));
    made.themes = Themes {
        themes: vec![theme("t-login", login)],
        smallest: 2,
        ..Themes::default()
    };
    let dashboard = told(&made).dashboard;
    let found: Vec<_> = dashboard.themes[0]
        .segments
        .iter()
        .map(|s| (s.column.as_str(), s.value.as_str(), s.feedback, s.of))
        .collect();
    assert_eq!(
        found,
        [("version", "Wallet 2", 10, 20), ("product", "Bank", 24, 40),]
    );
    near(dashboard.themes[0].segments[0].elsewhere.value, 0.0, 5e-5);
}

#[test]
fn sentiment_and_kinds_of_all() {
    let dashboard = told(&year()).dashboard;
    let sentiment = &dashboard.sentiment;
    let parts = [sentiment.negative, sentiment.neutral, sentiment.positive];
    assert_eq!(parts.map(|part| part.count), [8, 8, 24]);
    assert_eq!(parts.map(|part| part.share.value), [0.2, 0.2, 0.6]);
    // Wilson: (0.2 + z²/80 ± z √(0.004 + z²/6400)) / (1 + z²/40) with z = 1.96.
    near(sentiment.negative.share.low, 0.1050, 5e-5);
    near(sentiment.negative.share.high, 0.3476, 5e-5);
    // 24 times 1, 8 times 0, 8 times −1: 0.4, with a variance of (32 − 40 · 0.16) / 39 = 0.6564,
    // so 0.4 ± 2.0227 · √(0.6564 / 40).
    is_mean(sentiment.score.unwrap(), 0.4, 0.1409, 0.6591);
    let kinds = Kinds {
        problem: 8,
        request: 2,
        praise: 24,
        question: 0,
        other: 6,
    };
    assert_eq!(dashboard.kinds, kinds);
    assert_eq!((dashboard.feedback, dashboard.statements), (40, 40));
    assert_eq!(dashboard.authors, Some(40));
}

#[test]
fn ratings_and_how_a_theme_pulls_them() {
    let dashboard = told(&year()).dashboard;
    let rating = dashboard.rating.unwrap();
    assert_eq!((rating.min, rating.max, rating.count), (1.0, 5.0, 40));
    assert_eq!(rating.mean.value, 3.9);
    let histogram: Vec<u64> = rating.histogram.iter().map(|bar| bar.count).collect();
    assert_eq!(histogram, [4, 4, 0, 16, 16]);

    let login = &dashboard.themes[1];
    assert_eq!(
        (login.id.as_str(), login.statements, login.feedback),
        ("t-login", 8, 8)
    );
    assert_eq!(login.share, dashboard.sentiment.negative.share);
    let impact = login.rating.unwrap();
    assert_eq!((impact.count, impact.mean_without), (8, Some(4.5)));
    // Four ones and four twos: of eight draws one to seven are twos in 95 of a hundred.
    is_mean(impact.mean, 1.5, 1.125, 1.875);
    // The draws' variance is 1/4/8 = 0.03125, that of the others' mean 8/31/32 = 0.00806: the root of
    // both is 0.198, times 1.96 is 0.389.
    let impact_of = impact.impact.unwrap();
    near(impact_of.value, -3.0, 5e-5);
    near(impact_of.low.unwrap(), -3.389, 0.05);
    near(impact_of.high.unwrap(), -2.611, 0.05);
    near(impact.pull, 0.6, 1e-9);
}

#[test]
fn trends_by_month_with_an_empty_one() {
    let dashboard = told(&year()).dashboard;
    let period = dashboard.period.as_ref().unwrap();
    assert_eq!(
        (period.first.as_str(), period.last.as_str()),
        ("2024-01-01", "2024-12-31")
    );
    assert_eq!((period.unit, period.dated), (Unit::Month, 40));
    let months = &dashboard.sentiment_by_period;
    let counts: Vec<u64> = months.iter().map(|month| month.feedback).collect();
    assert_eq!(counts, [4, 4, 5, 2, 2, 4, 0, 2, 2, 6, 5, 4]);
    let july = &months[6];
    assert_eq!(
        (july.period.as_str(), july.start.as_str()),
        ("2024-07", "2024-07-01")
    );
    assert_eq!((july.score, july.rating), (None, None));
    // November: three complaints and two facts. Five make a mean: (2 + 1 + 2 + 4 + 5) / 5.
    let november = &months[10];
    assert_eq!(
        (november.negative, november.neutral, november.positive),
        (3, 2, 0)
    );
    assert_eq!(november.score.unwrap().value, -0.6);
    near(november.rating.unwrap().value, 2.8, 1e-9);
    assert_eq!(months[11].score, None, "four are too few for a mean");

    // A year's fourth is more than 90 days, so these are recent, and 270 before them earlier.
    let trend = dashboard.themes[1].trend.as_ref().unwrap();
    assert_eq!(trend.series, [0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 3, 2]);
    let (recent, earlier) = (&trend.recent, &trend.earlier);
    assert_eq!(
        (recent.first.as_str(), recent.last.as_str()),
        ("2024-10-03", "2024-12-31")
    );
    assert_eq!(
        (earlier.first.as_str(), earlier.last.as_str()),
        ("2024-01-07", "2024-10-02")
    );
    assert_eq!((recent.feedback, recent.of), (7, 15));
    assert_eq!((earlier.feedback, earlier.of), (1, 24));
    // log₂ of (7.5 / 16) / (1.5 / 25); z = 0.425 / 0.1329 = 3.198.
    near(trend.growth, 2.9658, 5e-5);
    near(trend.chance, 0.0014, 5e-5);
    assert_eq!(trend.direction, Direction::Rising);
}

#[test]
fn sentiment_by_version() {
    let dashboard = told(&year()).dashboard;
    let column = |name: &str| {
        let columns = dashboard.sentiment_by_column.iter();
        columns.clone().find(|column| column.column == name)
    };
    let version = column("version").unwrap();
    assert_eq!(version.feedback_without, 5);
    assert_eq!((version.values_left_out, version.feedback_left_out), (0, 0));
    let [old, new] = &version.values[..] else {
        panic!("{:?}", version.values)
    };
    assert_eq!((old.value.as_str(), old.feedback), ("1.0", 23));
    assert_eq!((old.negative, old.neutral, old.positive), (0, 3, 20));
    assert_eq!((new.value.as_str(), new.feedback), ("2.0", 12));
    assert_eq!((new.negative, new.neutral, new.positive), (8, 0, 4));
    near(new.score.unwrap().value, -4.0 / 12.0, 5e-5);
    // 12 of the login's eight, 18 of the four others.
    near(new.rating.unwrap().value, 2.5, 1e-9);
    assert!(column("rating").is_some());
    assert!(column("product").is_none() && column("language").is_none());
}

#[test]
fn a_priority_is_a_sum() {
    let requirements = told(&year()).requirements;
    let login = &requirements.requirements[0];
    assert_eq!(
        (login.theme.as_str(), login.kind.as_str()),
        ("t-login", "problem")
    );
    assert_eq!((login.statements, login.feedback), (8, 8));
    let terms = &login.priority.terms;
    let points: Vec<(&str, f64)> = terms.iter().map(|t| (t.name.as_str(), t.points)).collect();
    // Reach: ln 9 / ln 41 = 0.5917. All of it is negative, the ratings lie more than half of the
    // scale below the others, and it has more than quadrupled. Nobody voted; a login that fails is
    // major, 0.6.
    let expected = [
        ("reach", 20.7095),
        ("negativity", 20.0),
        ("rating", 15.0),
        ("growth", 10.0),
        ("votes", 0.0),
        ("severity", 6.0),
    ];
    assert_eq!(points, expected);
    near(login.priority.score, 71.7095, 1e-9);
    // The wish for a dark mode, by two, is drawn as well or said to be left out; praise is neither.
    let told: Vec<&str> = requirements
        .requirements
        .iter()
        .map(|requirement| requirement.theme.as_str())
        .chain(requirements.left_out.iter().map(|left| left.theme.as_str()))
        .collect();
    assert_eq!(told, ["t-login", "t-dark"]);
}

#[test]
fn ratings_of_another_scale_are_moved_to_the_usual_one() {
    let mut made = year();
    // 0 of 0–10 is 1 of 1–5, as it was; 10 is 5.
    for (index, value) in [(0, 0.0), (9, 10.0)] {
        made.feedback[index].rating = Some(Rating {
            value,
            min: 0.0,
            max: 10.0,
        });
    }
    let rating = told(&made).dashboard.rating.unwrap();
    assert_eq!((rating.min, rating.max), (1.0, 5.0));
    assert_eq!(rating.mean.value, 3.9);
}

#[test]
fn the_order_of_rows_changes_no_number() {
    let forward = year();
    let mut rows: Vec<usize> = (0..40).collect();
    rows.reverse();
    let mut backward = year();
    for (place, &row) in rows.iter().enumerate() {
        backward.feedback[place] = forward.feedback[row].clone();
        backward.classified[place] = forward.classified[row];
        backward.whole[place] = forward.whole[row];
        backward.statements[place] = forward.statements[row].clone();
        backward.statements[place].feedback = place as u32;
    }
    let themes = &mut backward.themes;
    let turned = |members: &mut Vec<usize>| members.iter_mut().for_each(|m| *m = 39 - *m);
    themes
        .themes
        .iter_mut()
        .for_each(|t| turned(&mut t.members));
    themes.small.iter_mut().for_each(|t| turned(&mut t.members));
    turned(&mut themes.single);
    let (forward, backward) = (told(&forward), told(&backward));
    assert_eq!(forward.dashboard, backward.dashboard);
    assert_eq!(forward.requirements, backward.requirements);
}

#[test]
fn nothing_is_told_of_nothing() {
    let report = told(&Handmade::of(&[]));
    let Dashboard {
        feedback,
        period,
        rating,
        authors,
        sentiment,
        sentiment_by_period,
        notes,
        ..
    } = &report.dashboard;
    assert_eq!(
        (*feedback, period, rating, authors),
        (0, &None, &None, &None)
    );
    assert_eq!((sentiment.score, sentiment_by_period.len()), (None, 0));
    let share = sentiment.positive.share;
    assert_eq!((share.value, share.low, share.high), (0.0, 0.0, 1.0));
    assert_eq!(notes, &["No row has text that could be read."]);
    let page = hearken_report::html(&report, &Whys::new(), None, None).unwrap();
    assert!(page.contains("<html"));
    assert!(hearken_report::markdown(&report).contains("No theme of complaints"));
}

#[test]
fn a_run_without_dates_and_ratings_says_what_it_cannot_tell() {
    let mut made = Handmade::of(&[LOGIN, LOGIN, PRAISE, PRAISE]);
    made.feedback.iter_mut().for_each(|f| f.author = None);
    made.themes = Themes {
        themes: vec![theme("t-login", 0..2), theme("t-design", 2..4)],
        smallest: 2,
        ..Themes::default()
    };
    let dashboard = told(&made).dashboard;
    let login = &dashboard.themes[0];
    assert_eq!((login.rating, &login.trend), (None, &None));
    assert!(dashboard.sentiment_by_period.is_empty());
    for missing in ["no ratings", "no dates", "no authors", "4 feedback are few"] {
        let told = dashboard.notes.iter().any(|note| note.contains(missing));
        assert!(told, "{missing}: {:?}", dashboard.notes);
    }
}
