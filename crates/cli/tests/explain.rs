//! `hearken explain`: which words drove a label.

mod binary;

use binary::{hearken, root};
use serde_json::Value;

#[test]
fn the_word_that_complains_gives_most() {
    let text = "Nice idea but the app crashes every time";
    let ran = hearken(&root(), &["explain", "--json", text]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["sentiment"]["label"], "negative");
    assert_eq!(told["kind"]["label"], "problem");
    let words = told["sentiment"]["words"].as_array().unwrap();
    assert_eq!(words.len(), 8);
    for word in words {
        let span = |end: &str| word[end].as_u64().unwrap() as usize;
        assert_eq!(word["word"], text[span("start")..span("end")]);
    }
    let gives = |word: &&Value| word["gives"].as_f64().unwrap();
    let most = words
        .iter()
        .max_by(|a, b| gives(a).total_cmp(&gives(b)))
        .unwrap();
    assert_eq!(most["word"], "crashes");
    let nice = words.iter().find(|word| word["word"] == "Nice").unwrap();
    assert!(gives(&nice) < gives(&most));
}

#[test]
fn a_text_without_words_has_a_way_out() {
    let ran = hearken(&root(), &["explain", "!!!"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("error: ") && ran.stderr.contains("hint: "));
}
