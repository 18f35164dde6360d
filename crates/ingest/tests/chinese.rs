//! Ratings and days as Chinese exports write them.

use hearken_ingest::{Input, Settings, read};
use std::path::Path;

#[test]
fn stars_points_and_days_in_chinese_are_read() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports/chinese-stars.csv");
    let ingested = read(&[Input::File(file)], &Settings::default(), &mut |_, _| {}).unwrap();
    let ratings = ingested.feedback.iter().map(|feedback| {
        let rating = feedback
            .rating
            .unwrap_or_else(|| panic!("{:?} has no rating", feedback.id));
        assert_eq!((rating.min, rating.max), (1.0, 5.0));
        rating.value
    });
    let ratings: Vec<f64> = ratings.collect();
    assert_eq!(
        ratings,
        [1.0, 4.0, 5.0, 4.0, 5.0, 2.0, 1.0, 5.0, 3.5, 1.0, 5.0, 4.0]
    );
    for (at, feedback) in ingested.feedback.iter().enumerate() {
        let day = format!("2026-10-{:02}", at + 3);
        assert_eq!(feedback.date.map(|date| date.to_string()), Some(day));
    }
    // What was written stays as it was written.
    let said = ingested.feedback[2].cells[0].text.to_string();
    assert_eq!(said, "記帳很方便，介面也漂亮 👍");
}
