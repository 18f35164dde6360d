//! `hearken merge`: runs made elsewhere are the run over all that they read.

mod binary;
mod files;

use binary::{Ran, command, hearken};
use files::files;
use serde_json::Value;
use std::fs;
use std::path::Path;

const JANUARY: &str = "\
id,text,rating,date
1,The app crashes when I open the camera,1,2025-01-03
2,Please add a dark mode,4,2025-01-04
3,I love it,5,2025-01-05
4,It is slow since the update. The map takes ages to load,2,2025-01-07
5,The app crashes with the camera,1,2025-01-09
";

const FEBRUARY: &str = "\
id,text,rating,date
6,How do I change my password?,3,2025-02-01
7,The app crashes when I open the camera,1,2025-02-02
8,The map takes forever to load,2,2025-02-03
9,Dark mode would be great,4,2025-02-05
3,I love it,5,2025-01-05
";

/// Runs in a folder, with a cache of that name.
fn with_cache(place: &Path, cache: &str, call: &[&str]) -> Ran {
    let ran = command(place)
        .env("HEARKEN_CACHE", cache)
        .args(call)
        .output();
    Ran::from(ran.unwrap())
}

fn analyze(place: &Path, cache: &str, exports: &[&str], output: &str, more: &[&str]) {
    let call = [&["analyze", "-q", "-o", output], exports, more].concat();
    let ran = with_cache(place, cache, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// January and February, each analyzed, and both in one go.
fn months(place: &Path, more: &[&str]) {
    fs::write(place.join("january.csv"), JANUARY).unwrap();
    fs::write(place.join("february.csv"), FEBRUARY).unwrap();
    analyze(place, "kept", &["january.csv"], "january", more);
    analyze(place, "kept", &["february.csv"], "february", more);
    let both = ["january.csv", "february.csv"];
    analyze(place, "elsewhere", &both, "both", more);
}

fn merged(place: &Path, cache: &str, more: &[&str]) {
    let call = [
        &["merge", "january", "february", "-q", "-o", "merged"],
        more,
    ]
    .concat();
    let ran = with_cache(place, cache, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn refused(place: &Path, call: &[&str]) -> String {
    let ran = with_cache(place, "kept", &[&["merge"], call].concat());
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    ran.stderr
}

/// Rows kept by a cache.
fn kept(place: &Path, cache: &str) -> usize {
    files(&place.join(cache)).values().map(Vec::len).sum()
}

#[test]
fn two_runs_are_the_run_over_both_exports() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let more = ["--seed", "5", "--smallest-theme", "2", "--fit-on", "6"];
    months(place, &more);
    merged(place, "kept", &[]);
    assert!(files(&place.join("merged")) == files(&place.join("both")));
    let run: Value =
        serde_json::from_slice(&fs::read(place.join("merged/run.json")).unwrap()).unwrap();
    assert_eq!(run["settings"]["themes"]["fit_on"], 6);
    assert_eq!(run["exports"].as_array().unwrap().len(), 2);
    let ran = hearken(place, &["verify", "merged"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    // What is said in both months in the same words counts once.
    let dashboard = fs::read(place.join("merged/dashboard.json")).unwrap();
    let dashboard: Value = serde_json::from_slice(&dashboard).unwrap();
    assert_eq!(dashboard["ledger"]["duplicate"], 2);
}

#[test]
fn a_run_that_is_merged_with_what_it_is_part_of_adds_nothing() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    months(place, &[]);
    let ran = with_cache(
        place,
        "kept",
        &["merge", "both", "january", "february", "-o", "merged"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = ran
        .stderr
        .matches("is in 2 of the runs and counts once")
        .count();
    assert_eq!(told, 2, "{}", ran.stderr);
    assert!(files(&place.join("merged")) == files(&place.join("both")));
}

#[test]
fn what_the_caches_know_is_not_encoded_again() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    months(place, &[]);
    // A machine that has encoded nothing finds all in the cache of the one that did.
    merged(place, "empty", &["--with-cache", "elsewhere"]);
    assert!(files(&place.join("merged")) == files(&place.join("both")));
    assert_eq!(kept(place, "empty"), 0, "nothing was encoded");
    merged(place, "empty", &[]);
    assert!(kept(place, "empty") > 0);
    let told = refused(place, &["january", "--with-cache", "nowhere"]);
    assert!(told.contains("there is no cache in nowhere"), "{told}");
}

#[test]
fn exports_that_lie_elsewhere_are_told_by_their_hash() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    months(place, &[]);
    // Beside the run's folder.
    fs::create_dir(place.join("other")).unwrap();
    fs::rename(place.join("january"), place.join("other/january")).unwrap();
    fs::rename(place.join("january.csv"), place.join("other/january.csv")).unwrap();
    let ran = with_cache(
        place,
        "kept",
        &["merge", "other/january", "february", "-q", "-o", "merged"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(files(&place.join("merged")) == files(&place.join("both")));
    // Anywhere, under any name.
    fs::rename(
        place.join("other/january.csv"),
        place.join("first of the year.csv"),
    )
    .unwrap();
    let told = refused(place, &["other/january", "february", "-o", "again"]);
    assert!(
        told.contains("the export january.csv of the run in other/january is not there"),
        "{told}"
    );
    assert!(told.contains("--export"), "{told}");
    let named = ["--export", "first of the year.csv"];
    let call = [
        &["merge", "other/january", "february", "-q", "-o", "again"],
        &named[..],
    ]
    .concat();
    let ran = with_cache(place, "kept", &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(files(&place.join("again")) == files(&place.join("both")));
    let told = refused(place, &["february", "--export", "first of the year.csv"]);
    assert!(told.contains("is no export of these runs"), "{told}");
    // One that has changed is none.
    fs::write(place.join("february.csv"), JANUARY).unwrap();
    let told = refused(place, &["february"]);
    assert!(told.contains("its bytes are others"), "{told}");
}

#[test]
fn runs_made_otherwise_are_refused_with_what_differs() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    months(place, &[]);
    let other = ["--seed", "3", "--whole"];
    analyze(place, "kept", &["february.csv"], "february", &other);
    let told = refused(place, &["january", "february", "-o", "merged"]);
    assert!(told.contains("reading.splitting is"), "{told}");
    assert!(told.contains("themes.seed is 0 and 3"), "{told}");
    assert!(!place.join("merged").exists());
    let told = refused(place, &["january", "both", "--precision", "f32"]);
    assert!(
        told.contains("the run in january was made with the encoder"),
        "{told}"
    );
    let told = refused(place, &["january", "--head", "quality"]);
    assert!(told.contains("quality"), "{told}");
    let told = refused(place, &["nowhere"]);
    assert!(
        told.contains("nowhere is not the folder of a report"),
        "{told}"
    );
}

/// A later month's run that went on from an earlier one: what it took over is a run's own affair.
#[test]
fn runs_since_another_one_are_merged_without() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    months(place, &[]);
    analyze(
        place,
        "kept",
        &["february.csv"],
        "february",
        &["--since", "january"],
    );
    let ran = with_cache(
        place,
        "kept",
        &["merge", "january", "february", "-o", "merged"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("the ids of an earlier run are not carried over")
    );
    assert!(files(&place.join("merged")) == files(&place.join("both")));
}
