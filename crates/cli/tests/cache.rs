//! What texts were encoded to is kept: the next run encodes new texts alone, with the same result.

mod binary;
mod files;

use binary::{Ran, command, hearken};
use files::files;
use std::fs;
use std::path::Path;

const FIRST: &str = "\
text,rating
The app crashes when I open the camera,1
Please add a dark mode,4
I love it,5
It is slow since the update. The map takes ages to load,2
";

const MORE: &str = "\
How do I change my password?,3
The app crashes when I open the camera,1
";

fn analyze(place: &Path, export: &str, output: &str, more: &[&str]) -> Ran {
    let mut call = vec!["analyze", export, "-o", output, "--quiet"];
    call.extend(more);
    let ran = command(place)
        .env("HEARKEN_CACHE", "kept")
        .args(call)
        .output();
    Ran::from(ran.unwrap())
}

/// How many texts are kept in all, in the words of `hearken cache`.
fn kept(place: &Path) -> u64 {
    let shown = hearken(place, &["cache", "--cache", "kept"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let lines = shown.stdout.lines().filter(|line| line.contains(" texts "));
    let counts = lines.map(|line| {
        line.split_whitespace()
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    });
    counts.sum()
}

#[test]
fn a_run_that_finds_its_texts_gives_the_bytes_of_one_that_finds_none() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("first.csv"), FIRST).unwrap();
    fs::write(place.join("all.csv"), format!("{FIRST}{MORE}")).unwrap();
    let done = analyze(place, "first.csv", "first", &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let before = kept(place);
    assert!(before >= 15, "{before}");

    let done = analyze(place, "first.csv", "again", &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(kept(place), before, "nothing new was encoded");
    assert!(files(&place.join("first")) == files(&place.join("again")));

    let done = analyze(place, "all.csv", "grown", &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(kept(place) > before);
    let mut call = command(place);
    call.args(["analyze", "all.csv", "-o", "whole", "--quiet", "--no-cache"]);
    call.env_remove("HEARKEN_CACHE");
    let done = Ran::from(call.output().unwrap());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(files(&place.join("grown")) == files(&place.join("whole")));
}

/// Whatever befalls the cache, a run says what it would say without one.
#[test]
fn damage_is_passed_over() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("first.csv"), FIRST).unwrap();
    let done = analyze(place, "first.csv", "first", &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let whole = files(&place.join("first"));
    for (name, bytes) in files(&place.join("kept")) {
        let mut damaged = bytes.clone();
        // As where a run was killed, and a bit fell over in the middle.
        damaged.truncate(bytes.len() - 7);
        damaged[bytes.len() / 2] ^= 1;
        fs::write(place.join("kept").join(name), damaged).unwrap();
    }
    let done = analyze(place, "first.csv", "again", &[]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert!(whole == files(&place.join("again")));

    // A cache that cannot be used is told of once, and does not stop the run.
    fs::write(place.join("file"), "no folder").unwrap();
    let done = analyze(place, "first.csv", "without", &["--cache", "file"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(
        done.stderr.matches("warning: the cache in file").count(),
        1,
        "{}",
        done.stderr
    );
    assert!(whole == files(&place.join("without")));
}

#[test]
fn what_is_kept_can_be_deleted() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let mut call = command(place);
    call.args(["classify", "--quiet", "-"])
        .env("HEARKEN_CACHE", "kept");
    let mut child = call
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"It crashes\nI love it\n")
        .unwrap();
    assert!(child.wait().unwrap().success());
    // Two texts: the vector, and what two heads say.
    assert_eq!(kept(place), 6);
    let segments = files(&place.join("kept"));
    assert!(
        segments
            .values()
            .all(|bytes| !bytes.windows(7).any(|some| some == b"crashes"))
    );
    let pruned = Ran::from(
        command(place)
            .args(["cache", "--cache", "kept", "--prune", "0"])
            .output()
            .unwrap(),
    );
    assert_eq!(pruned.code, 0);
    assert!(
        pruned.stdout.starts_with("3 files deleted"),
        "{}",
        pruned.stdout
    );
    assert!(files(&place.join("kept")).is_empty());
}
