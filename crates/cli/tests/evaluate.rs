//! `hearken evaluate`: figures with their doubt.

mod binary;

use binary::{Ran, command, hearken};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Statements with their kinds, of three apps; nobody but this test has seen them.
const LABELS: &str = "\
text,kind,app,language
The upload fails with an error every time,problem,Boat,en
It crashes as soon as I open the map,problem,Boat,en
The battery is empty after an hour,problem,Boat,en
Please add a night theme,request,Boat,en
It would be great to export my trips as a table,request,Boat,en
I love how quick it is,praise,Boat,en
Best app that I ever had,praise,Kite,en
\"Thank you, wonderful work\",praise,Kite,en
How do I change my password?,question,Kite,en
Where can I find my invoices?,question,Kite,en
I installed it last week,other,Kite,en
Login does not work since the update,problem,Kite,en
I wish there were a widget,request,Lamp,
";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("labels.csv"), LABELS).unwrap();
    place
}

const CALL: [&str; 9] = [
    "evaluate",
    "--head",
    "kind",
    "--labels",
    "labels.csv",
    "--text",
    "text",
    "--label",
    "kind",
];

fn json(place: &Path, more: &[&str]) -> Value {
    let ran = hearken(place, &[&CALL, more, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn figures_come_with_intervals_a_curve_and_parts() {
    let place = place();
    let found = json(place.path(), &["--by", "app", "--by", "language"]);
    assert_eq!(found["examples"], 13);
    for name in [
        "accuracy",
        "macro_f1",
        "macro_recall",
        "expected_calibration_error",
    ] {
        let value = found[name].as_f64().unwrap();
        let interval = &found["intervals"][name];
        let (low, high) = (&interval["low"], &interval["high"]);
        assert!(low.as_f64().unwrap() <= high.as_f64().unwrap(), "{name}");
        assert!((0.0..=1.0).contains(&value), "{name}");
    }
    assert!(found["accuracy"].as_f64().unwrap() > 0.6, "{found}");
    let curve = found["coverage"].as_array().unwrap();
    assert_eq!(curve.len(), 10);
    assert_eq!(curve[0]["accuracy"], found["accuracy"]);
    assert_eq!(
        (&curve[9]["coverage"], &curve[9]["examples"]),
        (&0.1.into(), &2.into())
    );

    let apps = found["by"]["app"].as_array().unwrap();
    let sizes: Vec<(&Value, &Value)> = apps.iter().map(|a| (&a["value"], &a["examples"])).collect();
    assert_eq!(
        sizes,
        [
            (&"Boat".into(), &6.into()),
            (&"Kite".into(), &6.into()),
            (&"Lamp".into(), &1.into())
        ]
    );
    assert!(apps[2]["intervals"]["accuracy"]["low"].is_number());
    assert_eq!(found["by"]["language"][1]["value"], Value::Null);
}

#[test]
fn threads_and_the_order_of_the_rows_do_not_show() {
    let place = place();
    let first = json(place.path(), &["--by", "app"]);
    let (header, rows) = LABELS.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    fs::write(
        place.path().join("labels.csv"),
        format!("{header}\n{}\n", rows.join("\n")),
    )
    .unwrap();
    let mut other = command(place.path());
    other
        .env("RAYON_NUM_THREADS", "3")
        .args(CALL)
        .args(["--by", "app", "--json"]);
    let ran = Ran::from(other.output().unwrap());
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap(), first);
}

#[test]
fn the_table_says_the_same_in_words() {
    let place = place();
    let ran = hearken(place.path(), &[&CALL[..], &["--by", "app"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in [
        "13 examples   accuracy",
        "95 % interval of 1,000 resamples",
        "most certain  examples  confidence from  accuracy",
        "\nby app",
        "\nLamp ",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
}

#[test]
fn what_does_not_fit_is_told_with_the_way_out() {
    let place = place();
    let cases: [(&[&str], &str); 3] = [
        (
            &["--by", "shop"],
            "has no column \"shop\"; it has text, kind, app, language",
        ),
        (&["--among", "problem,rant"], "is not one of problem, rant"),
        (
            &["--head", "models/none"],
            "there is no head in models/none",
        ),
    ];
    for (more, words) in cases {
        let mut call: Vec<&str> = CALL.to_vec();
        if more[0] == "--head" {
            call[2] = more[1];
        } else {
            call.extend(more);
        }
        let ran = hearken(place.path(), &call);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
        assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
    }
}
