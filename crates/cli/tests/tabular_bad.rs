//! Tables that cannot be learned from, or not all of them: a clear error, or a line in the ledger.

mod binary;
#[allow(dead_code, reason = "other tests use the rest")]
mod customers;

use binary::{Ran, hearken};
use customers::table;
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn run(place: &Path, csv: &str, target: &str, more: &[&str]) -> Ran {
    fs::write(place.join("table.csv"), csv).unwrap();
    let call = [
        "tabular",
        "train",
        "table.csv",
        "--target",
        target,
        "--epochs",
        "2",
        "--hidden",
        "8",
        "-o",
        "model",
    ];
    hearken(place, &[&call[..], more].concat())
}

/// The error that a table gives.
fn refused(csv: &str, target: &str) -> String {
    let place = tempfile::tempdir().unwrap();
    let ran = run(place.path(), csv, target, &[]);
    assert_eq!(ran.code, 2, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
    assert!(!place.path().join("model").exists());
    ran.stderr
}

/// The ledger of a table that can be learned from, and what was told.
fn learned(csv: &str, target: &str, more: &[&str]) -> (String, Ran) {
    let place = tempfile::tempdir().unwrap();
    let ran = run(place.path(), csv, target, more);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ledger = fs::read_to_string(place.path().join("model/ledger.csv")).unwrap();
    (ledger, ran)
}

/// Rows of numbers with a class each.
fn rows(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(|row| of(row) + "\n").collect()
}

#[test]
fn targets_that_tell_nothing_are_refused() {
    let csv = "a,b,y\n".to_owned() + &rows(40, |row| format!("{row}.5,{},7", row % 3));
    assert!(refused(&csv, "y").contains("\"y\" is \"7\" in all of the 40 rows"));
    let csv = "a,b,y\n".to_owned() + &rows(40, |row| format!("{row}.5,{},No", row % 3));
    assert!(refused(&csv, "y").contains("\"No\" in all of the 40 rows"));
    let csv = "a,b,y\n".to_owned() + &rows(40, |row| format!("{row}.5,{},", row % 3));
    assert!(refused(&csv, "y").contains("empty in every row"));
    let told = refused(&table(60), "left");
    assert!(
        told.contains("no column \"left\"") && told.contains("tenure"),
        "{told}"
    );
    let csv = "a,y\n".to_owned() + &rows(40, |row| format!("{row}.5,name {row}"));
    assert!(refused(&csv, "y").contains("40 different values in 40 rows"));
}

#[test]
fn too_few_rows_are_refused() {
    assert!(refused("a,b,y\n1,2,yes\n", "y").contains("in the one row that has it"));
    assert!(refused("a,b,y\n", "y").contains("not one row"));
    let csv = "a,y\n".to_owned() + &rows(8, |row| format!("{row}.5,{}", ["yes", "no"][row % 2]));
    assert!(refused(&csv, "y").contains("8 rows to learn from; a network needs 20"));
    let class = |row: usize| if row < 2 { "yes" } else { "no" };
    let csv = "a,y\n".to_owned() + &rows(40, |row| format!("{row}.5,{}", class(row)));
    let told = refused(&csv, "y");
    assert!(
        told.contains("fewer than two classes") && told.contains("\"yes\" 2"),
        "{told}"
    );
}

#[test]
fn a_class_of_two_rows_beside_others_goes_to_the_ledger() {
    let class = |row: usize| if row < 2 { "rare" } else { ["a", "b"][row % 2] };
    let csv = "x,y\n".to_owned() + &rows(60, |row| format!("{}.5,{}", row * 7 % 60, class(row)));
    let (ledger, ran) = learned(&csv, "y", &[]);
    assert!(
        ran.stderr.contains("60 rows: 58 used · 2 rare class"),
        "{}",
        ran.stderr
    );
    assert!(
        ledger.contains("1,rare class,,\"only 2 rows are \"\"rare\"\"\""),
        "{ledger}"
    );
}

#[test]
fn wrong_cells_and_rows_stand_in_the_ledger() {
    let mut csv = table(200);
    csv += "C-x,many,monthly,pro,12,Yes\n";
    csv += "C-y,3,monthly,pro,inf,Yes\n";
    csv += "C-z,3,monthly,pro,NaN,No\n";
    csv += "C-w,3,monthly,pro,12,\n";
    csv += "C-v,3,monthly\n";
    csv += "C-z,3,monthly,pro,NaN,No\n";
    csv += ",,,,,\n";
    let (ledger, ran) = learned(&csv, "churn", &[]);
    for line in [
        "201,used,tenure,\"\"\"many\"\" is no finite number\"",
        "202,used,bill,\"\"\"inf\"\" is no finite number\"",
        "204,no target,,its target is empty",
        "205,unreadable,,it has 3 fields where the others have 6",
        "206,duplicate,,the same as row 203",
        "207,empty,,every cell is empty",
    ] {
        assert!(
            ledger.lines().any(|other| other == line),
            "{line}\n{ledger}"
        );
    }
    let told = "207 rows: 203 used · 1 duplicate · 1 empty · 1 no target · 1 unreadable; 2 cells taken as missing";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}

#[test]
fn targets_that_are_no_numbers_go_to_the_ledger() {
    let target = |row: usize| match row {
        3 => "unknown so far".to_owned(),
        4 => "inf".to_owned(),
        row => format!("{}.25", row * 3),
    };
    let csv = "x,y\n".to_owned() + &rows(60, |row| format!("{}.5,{}", row * 7 % 60, target(row)));
    let (ledger, _) = learned(&csv, "y", &[]);
    assert!(
        ledger
            .contains("4,wrong target,,\"its target \"\"unknown so far\"\" is no finite number\"")
    );
    assert!(ledger.contains("5,wrong target"), "{ledger}");
}

#[test]
fn columns_that_say_nothing_are_left_out_and_told() {
    let row = |row: usize| format!("{},,same,C{row},{}", row * 7 % 60, ["a", "b"][row % 2]);
    let csv = "x,empty,constant,id,y\n".to_owned() + &rows(60, row);
    // The numbers 0…59 in some order name rows as well.
    let (_, ran) = learned(&csv, "y", &["--number", "x"]);
    for words in [
        "left out \"empty\": empty in every row",
        "left out \"constant\": the same in every row",
        "left out \"id\": it names rows",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    let row = |row: usize| format!(",same,C{row},{}", ["a", "b"][row % 2]);
    let told = refused(&("empty,constant,id,y\n".to_owned() + &rows(60, row)), "y");
    assert!(told.contains("no column to learn from"), "{told}");
}

#[test]
fn a_column_that_is_the_target_is_warned_of() {
    let csv = table(200);
    let mut with = String::new();
    for (at, line) in csv.lines().enumerate() {
        let state = match (at, line.ends_with("Yes")) {
            (0, _) => "state",
            (_, true) => "gone",
            (_, false) => "active",
        };
        let _ = writeln!(with, "{state},{line}");
    }
    let (_, ran) = learned(&with, "churn", &[]);
    let words = "warning: the column \"state\" tells 100 % of the target by itself";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    let (_, ran) = learned(&with, "churn", &["--drop", "state"]);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}

#[test]
fn ten_thousand_categories_are_learned_as_vectors() {
    let row = |row: usize| {
        let shop = row % 10_000;
        format!("shop {shop},{}.5,{}", row % 17, ["a", "b"][shop % 2])
    };
    let csv = "shop,x,y\n".to_owned() + &rows(20_000, row);
    let place = tempfile::tempdir().unwrap();
    let ran = run(place.path(), &csv, "y", &["--batch", "512"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let card = fs::read_to_string(place.path().join("model/README.md")).unwrap();
    assert!(card.contains("values, vectors of 50 numbers"), "{card}");
}

#[test]
fn settings_and_columns_that_make_no_sense_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let csv = table(100);
    for (more, words) in [
        (&["--dropout", "1.5"][..], "the setting dropout is 1.5"),
        (&["--loss", "huber"], "the setting loss is huber"),
        (&["--drop", "tenur"], "no column \"tenur\""),
        (&["--positive", "Maybe"], "no class is \"Maybe\""),
        (
            &["--task", "regression"],
            "has no finite number in 100 rows",
        ),
        (&["--validation-share", "0"], "no row is held out"),
    ] {
        let ran = run(place.path(), &csv, "churn", more);
        assert_eq!(ran.code, 2, "{more:?}");
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    let ran = hearken(
        place.path(),
        &["tabular", "predict", "nowhere", "table.csv"],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("model.json"), "{}", ran.stderr);
    fs::write(place.path().join("bad.csv"), "tenure,plan\n1,pro\n2,pro\n").unwrap();
    assert_eq!(run(place.path(), &csv, "churn", &[]).code, 0);
    let ran = hearken(place.path(), &["tabular", "predict", "model", "bad.csv"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("no column \"contract\", which the model reads"),
        "{}",
        ran.stderr
    );
}
