//! What the heads are unsure of, and what says one thing and rates another.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Kind, Rating, Sentiment, Themes, Unsure};
use hearken_report::{
    Colors, Disagreements, Given, Report, Settings, Terminal, UnsureOf, Why, Whys, html, markdown,
    report, summary, write_classified, write_feedback, write_statements,
};

const CRASH: Said = Said {
    text: "The export crashes <b>again</b>",
    sentiment: Sentiment::Negative,
    kind: Kind::Problem,
    date: None,
    rating: Some(1.0),
    version: None,
};
const PRAISE: Said = Said {
    text: "The export is a joy",
    sentiment: Sentiment::Positive,
    kind: Kind::Praise,
    rating: Some(5.0),
    ..CRASH
};

/// Ten rows: six complaints and four words of praise, each kind a theme.
fn made() -> Handmade {
    let rows: Vec<Said> = (0..10)
        .map(|row| if row < 6 { CRASH } else { PRAISE })
        .collect();
    let mut made = Handmade::of(&rows);
    made.themes = Themes {
        themes: vec![theme("t-crash", 0..6), theme("t-joy", 6..10)],
        smallest: 2,
        ..Themes::default()
    };
    made
}

fn told(made: &Handmade) -> Report {
    report(made.analysis(), &Settings::default())
}

fn terminal(report: &Report) -> String {
    let terminal = Terminal {
        width: 100,
        colors: Colors::None,
        top: 5,
        lang: hearken_report::Lang::En,
    };
    summary(report, terminal)
}

#[test]
fn unsure_labels_are_counted_and_keep_their_label() {
    let mut made = made();
    for row in [0, 1, 7] {
        made.classified[row].unsure.kind = true;
    }
    made.classified[2].unsure.sentiment = true;
    made.whole[9].as_mut().unwrap().unsure.sentiment = true;
    let report = told(&made);
    let dashboard = &report.dashboard;
    let all = dashboard.unsure;
    assert_eq!((all.sentiment.count, all.kind.count), (1, 3));
    assert_eq!(
        (all.sentiment.share.value, all.kind.share.value),
        (0.1, 0.3)
    );
    let [crash, joy] = &dashboard.themes[..] else {
        panic!("two themes")
    };
    let counts = |theme: &hearken_report::ThemeFacts| {
        (theme.unsure.sentiment.count, theme.unsure.kind.count)
    };
    assert_eq!((counts(crash), counts(joy)), ((1, 2), (0, 1)));
    assert_eq!((dashboard.kinds.problem, dashboard.kinds.praise), (6, 4));

    let summary = terminal(&report);
    let line = "unsure: the sentiment of 1 feedback (10 %), the kind of 3 statements (30 %)";
    assert!(summary.contains(line), "{summary}");
    let page = markdown(&report);
    assert!(page.contains("of 1 of 10 feedback and the kind of 3 of 10 statements are unsure."));
    let page = html(&report, &Whys::new(), None, None).unwrap();
    assert!(page.contains("A label is unsure where it is less probable"));
}

#[test]
fn where_nothing_is_unsure_nothing_is_said_of_it() {
    let report = told(&made());
    assert_eq!(report.dashboard.unsure.kind.count, 0);
    let page = html(&report, &Whys::new(), None, None).unwrap();
    for page in [terminal(&report), markdown(&report), page] {
        assert!(!page.contains("unsure"), "{page}");
    }
}

#[test]
fn rows_and_statements_name_what_is_unsure() {
    let mut made = made();
    made.classified[0].unsure.kind = true;
    made.whole[0].as_mut().unwrap().unsure = Unsure {
        sentiment: true,
        kind: true,
    };
    let (mut table, mut statements, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    write_feedback(made.analysis(), &mut table).unwrap();
    write_statements(made.analysis(), &mut statements).unwrap();
    write_classified(made.analysis(), None, &mut lines).unwrap();

    let mut reader = csv::Reader::from_reader(table.as_slice());
    let place = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "unsure");
    let cells: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[place.unwrap()].to_owned())
        .collect();
    assert_eq!(cells[..2], ["sentiment, kind", ""]);
    let first = |bytes: &[u8]| -> serde_json::Value {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
        serde_json::from_slice(line).unwrap()
    };
    let statement = first(&statements);
    assert_eq!(statement["unsure"], serde_json::json!(["kind"]));
    assert_eq!(statement["kind"], "problem");
    let line = first(&lines);
    assert_eq!(line["unsure"], serde_json::json!(["sentiment", "kind"]));
    assert_eq!(
        line["statements"][0]["unsure"],
        serde_json::json!([UnsureOf::Kind])
    );
}

fn disagreements(made: &Handmade) -> Disagreements {
    told(made).dashboard.disagreements.unwrap()
}

#[test]
fn words_against_their_rating_are_listed_surest_first() {
    let mut made = made();
    assert_eq!(disagreements(&made).feedback.count, 0);
    let rate = |value| {
        Some(Rating {
            value,
            min: 1.0,
            max: 5.0,
        })
    };
    for (row, rating, negative) in [
        (1, 5.0, 0.93),
        (2, 5.0, 0.97),
        (3, 5.0, 0.89),
        (4, 4.0, 1.0),
    ] {
        made.feedback[row].rating = rate(rating);
        made.whole[row].as_mut().unwrap().sentiment = [negative, 0.0, 1.0 - negative];
    }
    made.feedback[8].rating = rate(1.0);
    made.feedback[9].rating = rate(1.0);
    made.whole[9].as_mut().unwrap().unsure.sentiment = true;
    made.feedback[0].rating = None;

    let found = disagreements(&made);
    assert_eq!((found.rated, found.feedback.count), (9, 3));
    assert_eq!(
        (found.negative_rated_high, found.positive_rated_low),
        (2, 1)
    );
    assert_eq!(found.feedback.share.value, 0.3333);
    let entries: Vec<(u64, &str, f64, Option<f64>)> = found
        .clearest
        .iter()
        .map(|e| {
            (
                e.evidence.row,
                e.sentiment.as_str(),
                e.probability,
                e.evidence.rating,
            )
        })
        .collect();
    let expected = [
        (9, "positive", 1.0, Some(1.0)),
        (3, "negative", 0.97, Some(5.0)),
        (2, "negative", 0.93, Some(5.0)),
    ];
    assert_eq!(entries, expected);

    let report = told(&made);
    let line =
        "words against rating: 3 of 9 rated feedback (33 %), 2 negative rated high, 1 positive";
    let summary = terminal(&report);
    assert!(summary.contains(line), "{summary}");
    let page = html(&report, &Whys::new(), None, None).unwrap();
    assert!(page.contains("<h2 id=\"disagree\">") && page.contains("negative 97"));
    assert!(page.contains("“The export crashes &lt;b&gt;again&lt;&#x2f;b&gt;”"));
    for rating in &mut made.feedback {
        rating.rating = None;
    }
    assert_eq!(told(&made).dashboard.disagreements, None);
}

#[test]
fn the_words_of_a_quote_are_marked_and_never_markup() {
    let report = told(&made());
    let quote = report.requirements.requirements[0].evidence[0]
        .quote
        .clone();
    let start = quote.find("<b>").unwrap();
    let given = |start, end, gives| Given { start, end, gives };
    let why = Why {
        label: "problem".into(),
        probability: 0.9,
        words: vec![given(11, 18, 0.6), given(start, quote.len(), -0.2)],
    };
    let page = html(&report, &Whys::from([(quote, why)]), None, None).unwrap();
    let mark = "export <mark class=\"f3\" title=\"without this word problem falls from 90 % to 30 %\">\
                crashes</mark> <mark class=\"a2\"";
    assert!(page.contains(mark), "{page}");
    assert!(page.contains(">&lt;b&gt;again&lt;&#x2f;b&gt;</mark>”"));
    assert!(!page.contains("<b>again") && page.contains("<blockquote tabindex=\"0\">"));
    let plain = html(&report, &Whys::new(), None, None).unwrap();
    assert!(!plain.contains("<mark") && !plain.contains("colored edge"));
}
