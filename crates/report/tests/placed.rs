//! Rows that are no feedback, and what an export lacks, as they stand in a report.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Entry, Kind, Placed, Rating, RowRef, Sentiment, Themes};
use hearken_report::{
    Colors, Settings, Terminal, Whys, html, markdown, report, summary, write_feedback,
};
use std::num::NonZeroU32;

const SAID: Said = Said {
    text: "The export crashes",
    sentiment: Sentiment::Negative,
    kind: Kind::Problem,
    date: None,
    rating: Some(2.0),
    version: None,
};

/// Four issues and a pull request.
fn made() -> Handmade {
    let mut made = Handmade::of(&[SAID; 4]);
    made.themes = Themes {
        themes: vec![theme("t-crash", 0..4)],
        smallest: 2,
        ..Themes::default()
    };
    made.entries.push(Entry {
        row: RowRef { source: 0, row: 5 },
        line: NonZeroU32::new(6),
        id: Some("5".into()),
        placed: Placed::Skipped("a pull request, not an issue".into()),
    });
    made.sources[0].rows = 5;
    made.sources[0].tool = Some("GitHub issues".into());
    made.sources[0].note = Some("this export lacks something".into());
    made.feedback[1].rating = Some(Rating {
        value: 7.0,
        min: 0.0,
        max: 10.0,
    });
    made
}

#[test]
fn skipped_rows_are_counted_and_named() {
    let made = made();
    let report = report(made.analysis(), &Settings::default());
    let ledger = report.dashboard.ledger;
    assert_eq!((ledger.rows, ledger.used, ledger.skipped), (5, 4, 1));
    let skipped = &report.dashboard.skipped[0];
    assert_eq!(
        (skipped.reason.as_str(), skipped.rows),
        ("a pull request, not an issue", 1)
    );
    let terminal = Terminal {
        width: 100,
        colors: Colors::None,
        top: 5,
        lang: hearken_report::Lang::En,
    };
    assert!(summary(&report, terminal).contains("skipped 1"));
    assert!(markdown(&report).contains("1 are no feedback"));
    let page = html(&report, &Whys::new(), None, None).unwrap();
    for words in [
        "1 skipped: a pull request",
        "GitHub issues, csv",
        "this export lacks",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn ratings_stand_beside_their_place_on_their_scale() {
    let made = made();
    let mut table = Vec::new();
    write_feedback(made.analysis(), &mut table).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let names = reader.headers().unwrap().clone();
    let columns = [
        "placed",
        "reason",
        "rating",
        "rating_min",
        "rating_max",
        "rating_normalized",
    ];
    let places = columns.map(|name| names.iter().position(|other| other == name).unwrap());
    let rows: Vec<[String; 6]> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            places.map(|place| record[place].to_owned())
        })
        .collect();
    assert_eq!(rows[0], ["used", "", "2", "1", "5", "0.250"]);
    assert_eq!(rows[1], ["used", "", "7", "0", "10", "0.700"]);
    assert_eq!(
        rows[4],
        ["skipped", "a pull request, not an issue", "", "", "", ""]
    );
}
