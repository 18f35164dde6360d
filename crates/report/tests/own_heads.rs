//! Heads of the user's own: their counts by hand, and where they stand.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Kind, Sentiment, Themes};
use hearken_report::{
    Colors, HeadTask, OwnHead, OwnSaid, Report, Settings, Terminal, Whys, html, report, summary,
    write_feedback, write_statements,
};
use serde_json::{Value, json};

const SAID: Said = Said {
    text: "The export crashes",
    sentiment: Sentiment::Negative,
    kind: Kind::Problem,
    date: Some("2025-01-07"),
    rating: None,
    version: Some("1.0"),
};

/// Six rows: four of a theme, one of a small theme, one alone; the last on another version and a
/// week later.
fn made() -> Handmade {
    let mut rows = vec![SAID; 6];
    rows[5] = Said {
        date: Some("2025-01-14"),
        version: Some("2.0"),
        ..SAID
    };
    let mut made = Handmade::of(&rows);
    made.feedback[0].other = vec![("team".into(), "of the export".into())].into();
    made.sources[0].columns.push(hearken_feedback::Column {
        name: "team".into(),
        role: hearken_feedback::Role::Other,
        reason: String::new(),
    });
    made.themes = Themes {
        themes: vec![theme("t-crash", 0..4)],
        small: vec![theme("t-few", 4..5)],
        single: vec![5],
        smallest: 2,
        ..Themes::default()
    };
    // Labels called like fields that are not counted again, and like markup.
    let team = head(
        "team",
        HeadTask::MultiClass,
        &["score", "<b>"],
        &[&[0], &[0], &[1], &[0], &[1], &[0]],
    );
    let parts = head(
        "parts",
        HeadTask::MultiLabel,
        &["quotes", "=price", "looks"],
        &[&[0, 1], &[], &[0], &[0], &[1], &[]],
    );
    made.heads = vec![team, parts];
    made.heads[0].said[1].unsure = true;
    made.heads[0].said[5].unsure = true;
    made
}

fn head(name: &str, task: HeadTask, labels: &[&str], given: &[&[usize]]) -> OwnHead {
    let said = given.iter().map(|given| OwnSaid {
        given: given.to_vec(),
        probabilities: (0..labels.len())
            .map(|label| if given.contains(&label) { 0.75 } else { 0.25 })
            .collect(),
        unsure: false,
    });
    OwnHead {
        name: name.into(),
        task,
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        said: said.collect(),
        of_statement: (0..given.len()).collect(),
        of_feedback: (0..given.len()).map(Some).collect(),
    }
}

fn told() -> Report {
    report(made().analysis(), &Settings::default())
}

#[test]
fn labels_are_counted_everywhere() {
    let dashboard = serde_json::to_value(told().dashboard).unwrap();
    let team = &dashboard["heads"]["team"];
    assert_eq!(team["labels"], json!(["score", "<b>"]));
    assert_eq!(team["feedback"]["score"]["count"], 4);
    assert_eq!(team["feedback"]["<b>"]["share"]["value"], 0.3333);
    assert_eq!(team["statements"], json!({"score": 4, "<b>": 2}));
    assert_eq!(team["unsure"]["feedback"]["count"], 2);
    assert_eq!(team["unsure"]["statements"]["share"]["value"], 0.3333);
    assert_eq!(team["unlabeled"]["statements"]["count"], 0);
    let weeks = [("2025-W02", 5, 3, 2, 1), ("2025-W03", 1, 1, 0, 1)];
    for (place, (period, feedback, score, b, unsure)) in weeks.into_iter().enumerate() {
        let told = &team["by_period"][place];
        assert_eq!(told["period"], period);
        assert_eq!(
            (&told["feedback"], &told["unsure"]),
            (&json!(feedback), &json!(unsure))
        );
        assert_eq!(told["labels"], json!({"score": score, "<b>": b}));
    }
    let version = &team["by_column"][0];
    assert_eq!(version["column"], "version");
    assert_eq!(
        version["values"][0]["labels"],
        json!({"score": 3, "<b>": 2})
    );
    assert_eq!(version["values"][1]["value"], "2.0");

    let parts = &dashboard["heads"]["parts"];
    assert_eq!(parts["task"], "multi-label");
    assert_eq!(
        parts["statements"],
        json!({"quotes": 3, "=price": 2, "looks": 0})
    );
    assert_eq!(parts["unlabeled"]["feedback"]["count"], 2);

    let theme = &dashboard["themes"][0]["heads"];
    assert_eq!(theme["team"]["labels"], json!({"score": 3, "<b>": 1}));
    assert_eq!(theme["team"]["unsure"]["count"], 1);
    assert_eq!(theme["parts"]["unlabeled"]["count"], 1);
    let small = &dashboard["small_themes"][0]["heads"]["team"];
    assert_eq!(small["labels"], json!({"score": 0, "<b>": 1}));
    let single = &dashboard["single_statements"]["heads"]["team"];
    assert_eq!(single["labels"], json!({"score": 1, "<b>": 0}));
}

#[test]
fn rows_and_statements_have_a_column_more() {
    let made = made();
    let (mut table, mut statements) = (Vec::new(), Vec::new());
    write_feedback(made.analysis(), &mut table).unwrap();
    write_statements(made.analysis(), &mut statements).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let names = reader.headers().unwrap().clone();
    let place = |name: &str| names.iter().position(|other| other == name).unwrap();
    let columns = ["team", "parts", "unsure", "team (export)"].map(place);
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        columns.map(|place| record[place].to_owned())
    });
    let records: Vec<[String; 4]> = records.collect();
    assert_eq!(records[0], ["score", "quotes; =price", "", "of the export"]);
    assert_eq!(records[1], ["score", "", "team", ""]);
    assert_eq!(records[4][1], "'=price", "a label is no formula");

    let text = String::from_utf8(statements).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[1]["team"], "score");
    assert_eq!(
        lines[1]["team_probabilities"],
        json!({"score": 0.75, "<b>": 0.25})
    );
    assert_eq!(lines[1]["unsure"], json!(["team"]));
    assert_eq!(lines[1]["parts"], json!([]));
    assert_eq!(lines[0]["parts"], json!(["quotes", "=price"]));
}

#[test]
fn people_are_told_of_them_and_labels_are_never_markup() {
    let report = told();
    let terminal = Terminal {
        width: 100,
        colors: Colors::None,
        top: 5,
        lang: hearken_report::Lang::En,
    };
    let told = summary(&report, terminal);
    assert!(
        told.contains("team: 67 % score · 33 % <b> · 33 % unsure"),
        "{told}"
    );
    assert!(
        told.contains("parts: 50 % quotes · 33 % =price · 0 % looks"),
        "{told}"
    );
    let page = html(&report, &Whys::new(), None, None).unwrap();
    assert!(page.contains("<h3>team by version</h3>") && page.contains("<td>&lt;b&gt;</td>"));
    assert!(
        page.contains("team: 1 &lt;b&gt;, 3 score, 1 unsure"),
        "{page}"
    );
    assert!(!page.contains("<b>, "));
}

#[test]
fn without_a_head_nothing_is_said_of_one() {
    let mut made = made();
    made.heads.clear();
    let report = report(made.analysis(), &Settings::default());
    let dashboard = serde_json::to_string(&report.dashboard).unwrap();
    assert!(!dashboard.contains("\"heads\""));
    assert!(html(&report, &Whys::new(), None, None).is_ok());
}
