//! What a run says of its own doubt: unsure labels, words against ratings, and why.

mod binary;
#[allow(dead_code, reason = "another test reads more of a run")]
mod demo;

use binary::hearken;
use demo::demo;
use serde_json::{Value, json};
use std::fs;

#[test]
fn unsure_is_what_lies_below_the_heads_thresholds() {
    let run = demo().json("run.json");
    let threshold = |head: usize| run["heads"][head]["threshold"].as_f64().unwrap();
    let heads = [("sentiment", threshold(0)), ("kind", threshold(1))];
    let mut counts = [0u64; 2];
    for line in demo().statements() {
        let unsure = line["unsure"].as_array().unwrap();
        for (place, (name, threshold)) in heads.iter().enumerate() {
            let probabilities = line[format!("{name}_probabilities")].as_object().unwrap();
            let top = probabilities.values().map(|p| p.as_f64().unwrap());
            let top = top.fold(0.0, f64::max);
            let is_unsure = unsure.contains(&json!(name));
            counts[place] += u64::from(is_unsure);
            // Probabilities are written to four places.
            if (top - threshold).abs() > 1e-4 {
                assert_eq!(is_unsure, top < *threshold, "{line}");
            }
        }
    }
    let dashboard = demo().json("dashboard.json");
    assert_eq!(dashboard["unsure"]["kind"]["count"], counts[1]);
    assert!(
        counts.iter().all(|count| (20..400).contains(count)),
        "{counts:?}"
    );

    let records = demo().feedback();
    let column = records[0].iter().position(|name| name == "unsure").unwrap();
    let unsure = records
        .iter()
        .filter(|record| record[column].starts_with("sentiment"));
    assert_eq!(dashboard["unsure"]["sentiment"]["count"], unsure.count());
    for (page, words) in [
        ("requirements.md", " statements are unsure."),
        ("report.html", "A label is unsure where"),
    ] {
        assert!(demo().read(page).contains(words), "{page}");
    }
}

const CONTRADICTIONS: &str = "\
id,review,stars
1,The app crashes every time I open it. It is useless and I hate it.,5
2,The app crashes every time I open it. It is useless and I want a refund.,1
3,I love this app. It is wonderful and so easy to use!,1
4,I love this app. It is wonderful and a great help!,5
5,I use it on the train.,3
";

#[test]
fn words_against_ratings_are_told_and_verified() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("export.csv"), CONTRADICTIONS).unwrap();
    let ran = hearken(place.path(), &["analyze", "export.csv", "-o", "report"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let line = "words against rating: 2 of 5 rated feedback (40 %), 1 negative rated high, 1 positive rated";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);

    let read = |file: &str| fs::read_to_string(place.path().join("report").join(file)).unwrap();
    let dashboard: Value = serde_json::from_str(&read("dashboard.json")).unwrap();
    let found = &dashboard["disagreements"];
    assert_eq!(
        (&found["rated"], &found["feedback"]["count"]),
        (&json!(5), &json!(2))
    );
    let mut entries: Vec<(u64, &str, f64)> = Vec::new();
    for entry in found["clearest"].as_array().unwrap() {
        assert!(entry["probability"].as_f64().unwrap() >= 0.9);
        assert!(CONTRADICTIONS.contains(entry["quote"].as_str().unwrap()));
        assert_eq!(
            (&entry["source"], &entry["id"]),
            (&json!("export.csv"), &json!(entry["row"].to_string()))
        );
        let rating = entry["rating"].as_f64().unwrap();
        entries.push((
            entry["row"].as_u64().unwrap(),
            entry["sentiment"].as_str().unwrap(),
            rating,
        ));
    }
    entries.sort_by_key(|entry| entry.0);
    assert_eq!(entries, [(1, "negative", 5.0), (3, "positive", 1.0)]);
    assert!(read("report.html").contains("<h2 id=\"disagree\">Words against ratings</h2>"));
    let verified = hearken(place.path(), &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}

/// The words of a marked quote are those of the quote, and what moved them is told.
#[test]
fn evidence_shows_the_words_that_drove_its_label() {
    let page = demo().read("report.html");
    let requirements = demo().json("requirements.json");
    let mut explained = 0;
    for requirement in requirements["requirements"].as_array().unwrap() {
        let quote = requirement["evidence"][0]["quote"].as_str().unwrap();
        let shown = page.split("<blockquote tabindex=\"0\">“").skip(1);
        let mut texts = shown.map(|rest| text(rest.split('”').next().unwrap()));
        explained += u64::from(texts.any(|text| text == quote));
    }
    assert!(explained >= 8, "{explained} first quotes are explained");
    assert!(
        page.matches("<mark class=\"f3\" title=\"without this word problem falls from ")
            .count()
            > 5
    );
    assert!(!demo().read("requirements.json").contains("<mark"));
}

/// What a browser shows of a piece of the page.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, shown)| shown));
    }
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, character);
    }
    text
}
