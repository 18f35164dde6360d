//! What a run promises when it is killed, interrupted, out of room, not alone, or cut off from the network.
//!
//! `scripts/kill-sweep` kills at 300 moments; here it is a few.

#![cfg(unix)]

mod binary;
mod files;

use binary::{Ran, command, hearken};
use files::files;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const EXPORT: &str = "\
id,text,rating,date
1,The app crashes when I open the camera. Please fix it!,1,2025-03-01
2,Please add a dark mode,4,2025-03-02
3,I love it,5,2025-03-02
4,It is slow since the update. The map takes ages to load,2,2025-03-04
5,Crashes whenever the camera opens,1,2025-03-05
6,A dark theme would be nice,4,2025-03-06
7,How do I change my password?,3,2025-03-07
8,The map is so slow,2,2025-03-08
";

/// Moments at which the short sweep kills.
const MOMENTS: u32 = 10;

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("feedback.csv"), EXPORT).unwrap();
    place
}

fn analyze(place: &Path, output: &str) -> Command {
    let mut command = command(place);
    command
        .env("HEARKEN_CACHE", "kept")
        .args(["analyze", "feedback.csv", "--quiet", "-o", output]);
    command
}

/// What lies hidden in a folder.
fn hidden(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args([name, &id])
        .stderr(Stdio::null())
        .status();
    assert!(sent.is_ok(), "there is no `kill` to call");
}

#[test]
fn killed_anywhere_a_second_run_gives_the_same_bytes() {
    let place = place();
    let place = place.path();
    let takes = || {
        let begun = Instant::now();
        let whole = Ran::from(analyze(place, "whole").output().unwrap());
        assert_eq!(whole.code, 0, "{}", whole.stderr);
        begun.elapsed()
    };
    let (from_nothing, with_kept) = (takes(), takes());
    let expected = files(&place.join("whole"));
    let mut cut_off = 0;
    for moment in 0..MOMENTS {
        // Some with nothing kept, some over what an earlier run has left, some over a report.
        let takes = if moment % 3 == 0 {
            fs::remove_dir_all(place.join("kept")).unwrap();
            from_nothing
        } else {
            with_kept
        };
        let mut child = analyze(place, "report")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(takes * (moment + 1) / (MOMENTS + 1));
        cut_off += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let report = place.join("report");
        if report.exists() {
            assert_eq!(files(&report), expected, "half a report at moment {moment}");
        }
        let again = Ran::from(analyze(place, "report").output().unwrap());
        assert_eq!((again.code, again.stderr.as_str()), (0, ""));
        assert_eq!(files(&report), expected, "after moment {moment}");
        assert!(hidden(place).is_empty(), "{:?}", hidden(place));
        if moment % 2 == 0 {
            fs::remove_dir_all(report).unwrap();
        }
    }
    let verified = hearken(place, &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    assert!(cut_off > 1, "only {cut_off} runs were killed in time");
}

/// Interrupted while it writes, where there is something to take away.
#[test]
fn an_interrupted_run_takes_its_folder_away() {
    let place = place();
    let place = place.path();
    let mut child = analyze(place, "report")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(120);
    while hidden(place).is_empty() && child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < patience, "it never writes");
        std::thread::sleep(Duration::from_micros(200));
    }
    signal("-INT", &child);
    let code = child.wait().unwrap().code();
    // It was too late where the report is there, and then it is whole.
    if code == Some(0) || place.join("report").exists() {
        let verified = hearken(place, &["verify", "report"]);
        assert_eq!(verified.code, 0, "{}", verified.stdout);
    }
    assert!(matches!(code, Some(0 | 130)) || code.is_none(), "{code:?}");
    if code == Some(130) {
        assert!(hidden(place).is_empty(), "{:?}", hidden(place));
    }
}

/// With files of `blocks` × 512 bytes at most: what a full disk looks like to a program.
fn with_little_room(place: &Path, blocks: u32, arguments: &[&str]) -> Ran {
    let binary = command(place);
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(limit)
        .arg(binary.get_program())
        .args(arguments);
    for (name, value) in binary.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ran::from(command.current_dir(place).output().unwrap())
}

#[test]
fn without_room_for_the_report_the_earlier_one_stays() {
    let place = place();
    let place = place.path();
    let arguments = ["analyze", "feedback.csv", "--quiet", "-o", "report"];
    let full = with_little_room(place, 8, &arguments);
    assert_eq!(full.code, 2);
    assert!(
        full.stderr.starts_with("error: cannot write "),
        "{}",
        full.stderr
    );
    assert!(full.stderr.contains("File too large"), "{}", full.stderr);
    assert!(!place.join("report").exists() && hidden(place).is_empty());

    let ran = Ran::from(analyze(place, "report").output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let before = files(&place.join("report"));
    fs::write(
        place.join("feedback.csv"),
        EXPORT.replace("slow", "sluggish"),
    )
    .unwrap();
    let full = with_little_room(place, 8, &arguments);
    assert_eq!(full.code, 2);
    assert_eq!(files(&place.join("report")), before);
    assert!(hidden(place).is_empty(), "{:?}", hidden(place));
}

/// A cache that cannot grow costs time, and no report.
#[test]
fn without_room_for_the_cache_the_run_goes_on() {
    let place = place();
    let place = place.path();
    let whole = Ran::from(analyze(place, "whole").output().unwrap());
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    fs::remove_dir_all(place.join("kept")).unwrap();
    // A file where the folder should be.
    fs::write(place.join("kept"), "").unwrap();
    let ran = Ran::from(analyze(place, "report").output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("warning: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("going on without it"), "{}", ran.stderr);
    assert_eq!(files(&place.join("report")), files(&place.join("whole")));
}

#[test]
fn two_runs_may_share_a_cache_and_a_folder() {
    let place = place();
    let place = place.path();
    let both: Vec<Child> = ["one", "two"]
        .map(|output| {
            analyze(place, output)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .into();
    for child in both {
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    }
    let third = Ran::from(analyze(place, "three").output().unwrap());
    assert_eq!((third.code, third.stderr.as_str()), (0, ""));
    let one = files(&place.join("one"));
    assert_eq!(one, files(&place.join("two")));
    assert_eq!(one, files(&place.join("three")));
    assert!(hidden(place).is_empty(), "{:?}", hidden(place));
}

/// Who closes the pipe has read enough; the report is written all the same.
#[test]
fn a_closed_pipe_does_not_keep_the_report_from_being_written() {
    let place = place();
    let mut child = command(place.path())
        .args(["analyze", "feedback.csv", "--json", "-o", "report"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(place.path().join("report/run.json").exists());
}

/// In a network namespace of its own, where there is no way out, not even to itself.
#[test]
fn a_run_needs_no_network() {
    let place = place();
    let place = place.path();
    let unshare = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net"]).args(arguments);
        command
    };
    if !unshare(&["true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: this system makes no network namespaces"
        );
        return;
    }
    let here = analyze(place, "here");
    let mut there = unshare(&[]);
    there
        .arg(here.get_program())
        .args(["analyze", "feedback.csv", "--quiet", "-o", "there"]);
    for (name, value) in here.get_envs() {
        match value {
            Some(value) => there.env(name, value),
            None => there.env_remove(name),
        };
    }
    let there = Ran::from(
        there
            .env("HEARKEN_CACHE", "")
            .current_dir(place)
            .output()
            .unwrap(),
    );
    assert_eq!((there.code, there.stderr.as_str()), (0, ""));
    let here = Ran::from(analyze(place, "here").output().unwrap());
    assert_eq!(here.code, 0, "{}", here.stderr);
    assert_eq!(files(&place.join("here")), files(&place.join("there")));
}
