//! `hearken risk`: a table of customers, alone and joined to what they wrote.

mod binary;
#[allow(dead_code, reason = "other tests use the rest")]
mod customers;

use binary::{Ran, hearken};
use customers::{customers, drawn, table};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const COUNT: usize = 300;
const PRICE: [&str; 4] = [
    "The subscription is far too expensive",
    "They raised the price of the subscription again",
    "The price of the plan is too high",
    "I will not pay this price any longer",
];
const DESIGN: [&str; 4] = [
    "The new design of the dashboard is ugly",
    "The colors of the dashboard are hard to read",
    "The design of the dashboard looks dated",
    "The dashboard design confuses me",
];

/// Two of three customers write; of those who leave most write about the price.
fn feedback() -> String {
    let mut state = 11;
    let mut csv = "ticket,customer_id,text\n".to_owned();
    for (at, customer) in customers(COUNT).iter().enumerate() {
        if drawn(&mut state) > 0.67 {
            continue;
        }
        let price = drawn(&mut state) < if customer.left { 0.8 } else { 0.2 };
        let text = if price { PRICE } else { DESIGN }[at % 4];
        let _ = writeln!(csv, "T-{at},{},{text} ({at})", customer.id);
    }
    csv + "T-x,nobody,The price is too high for me\n"
}

fn risk(place: &Path, more: &[&str]) -> Ran {
    let call = [
        "risk",
        "customers.csv",
        "--target",
        "churn",
        "--id",
        "customer",
        "--epochs",
        "10",
        "--hidden",
        "16",
        "--learning-rate",
        "0.01",
    ];
    hearken(place, &[&call[..], more].concat())
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Customers and what they wrote, analyzed into `report`.
fn analyzed(place: &Path, columns: &[&str]) {
    fs::write(place.join("customers.csv"), table(COUNT)).unwrap();
    fs::write(place.join("tickets.csv"), feedback()).unwrap();
    let call = [
        "analyze",
        "tickets.csv",
        "-o",
        "report",
        "--quiet",
        "--id-column",
        "ticket",
    ];
    let ran = hearken(place, &[&call[..], columns].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn themes_that_go_with_leaving_are_told_with_what_texts_add() {
    let place = tempfile::tempdir().unwrap();
    analyzed(
        place.path(),
        &["--text-column", "text", "--other-column", "customer_id"],
    );
    // The report keeps no number of an account; they are looked up where the export lies.
    let kept = fs::read_to_string(place.path().join("report/feedback.csv")).unwrap();
    assert!(
        kept.contains("[name]") && !kept.contains("C-0001"),
        "{kept}"
    );

    let ran = risk(
        place.path(),
        &[
            "--feedback",
            "report",
            "--feedback-id",
            "customer_id",
            "-o",
            "with",
            "--quiet",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("the texts add +"), "{}", ran.stdout);
    let told = json(&place.path().join("with/risk.json"));
    let texts = &told["texts"];
    assert_eq!(texts["unmatched_feedback"], 1);
    let first = &texts["themes"][0];
    let name = first["name"].as_str().unwrap().to_lowercase();
    assert!(first["sure"].as_bool().unwrap(), "{texts:#}");
    assert!(first["corrected"].as_f64().unwrap() < 0.001);
    let ratio = first["odds_ratio"].as_f64().unwrap();
    let low = first["low"].as_f64().unwrap();
    let is_price = ["price", "expensive", "plan", "subscription", "pay"]
        .iter()
        .any(|word| name.contains(word));
    assert_eq!(ratio > 1.0, is_price, "{first}");
    assert!(low < ratio && ratio < first["high"].as_f64().unwrap());
    let gain = texts["gain"]["value"].as_f64().unwrap();
    assert!(gain > 0.02, "{texts:#}");
    let auc = |of: &Value| of["roc_auc"].as_f64().unwrap();
    let difference = auc(&told["figures"]) - auc(&texts["figures_without"]);
    assert!((difference - gain).abs() < 1e-9);

    let page = fs::read_to_string(place.path().join("with/risk.md")).unwrap();
    for words in [
        "## What they wrote",
        "the texts add +",
        "| theme | customers |",
        "## Most at risk",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let csv = fs::read_to_string(place.path().join("with/risk.csv")).unwrap();
    assert_eq!(csv.lines().count(), COUNT + 1);

    // The table alone is judged on the same rows by the same networks.
    let ran = risk(place.path(), &["-o", "without", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let alone = json(&place.path().join("without/risk.json"));
    assert!(alone.get("texts").is_none());
    assert_eq!(alone["figures"], texts["figures_without"]);
}

#[test]
fn masked_ids_without_their_export_are_told() {
    let place = tempfile::tempdir().unwrap();
    analyzed(place.path(), &["--other-column", "customer_id"]);
    let feedback = ["--feedback", "report", "--feedback-id", "customer_id"];
    for export in [
        None,
        Some("ticket,customer_id,text\nT-1,C-0001,The price is high\n"),
    ] {
        match export {
            None => fs::remove_file(place.path().join("tickets.csv")).unwrap(),
            Some(other) => fs::write(place.path().join("tickets.csv"), other).unwrap(),
        }
        let ran = risk(place.path(), &feedback);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("not where they lay"), "{}", ran.stderr);
    }
}

#[test]
fn ids_that_do_not_match_are_told() {
    let place = tempfile::tempdir().unwrap();
    analyzed(place.path(), &[]);
    let ran = risk(
        place.path(),
        &["--feedback", "report", "--feedback-id", "id"],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no id of the report"), "{}", ran.stderr);
    let ran = risk(
        place.path(),
        &["--feedback", "report", "--feedback-id", "who"],
    );
    assert!(
        ran.stderr.contains("has no column \"who\""),
        "{}",
        ran.stderr
    );
    let ran = risk(place.path(), &["--feedback", "nowhere"]);
    assert_eq!(ran.code, 2);
}

/// What README shows of tables is what the commands say.
#[test]
fn the_tables_of_readme_are_told_as_it_shows() {
    let place = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string(binary::root().join("README.md")).unwrap();
    let start = readme.find("## Tables:").unwrap();
    let part = &readme[start..readme.find("## For other programs").unwrap()];
    let tables = binary::root().join("fixtures/tables");
    let mut said = String::new();
    for line in part
        .lines()
        .filter_map(|line| line.strip_prefix("$ hearken "))
    {
        let words = line
            .split(' ')
            .map(|word| match word.strip_prefix("fixtures/tables/") {
                Some(name) => tables.join(name).to_str().unwrap().to_owned(),
                None => word.to_owned(),
            });
        let words: Vec<String> = words.collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = hearken(place.path(), &words);
        assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
        said += &ran.stdout;
    }
    let shown = part
        .lines()
        .filter(|line| line.starts_with("   ") || line.contains(" customers,"));
    let shown: Vec<&str> = shown.collect();
    assert_eq!(shown.len(), 7, "{shown:?}");
    for line in shown {
        assert!(said.contains(line), "{line}\n{said}");
    }
}
