//! The words of help.

mod binary;

use binary::{Ran, hearken, root};

#[test]
fn help_says_what_each_command_does() {
    for command in [
        "analyze",
        "classify",
        "merge",
        "backlog",
        "explain",
        "inspect",
        "verify",
        "schema",
        "fetch",
        "search",
        "suggest-reply",
        "cache",
        "next",
        "monitor",
        "diff",
        "train",
        "tabular",
        "risk",
        "evaluate",
        "export-head",
        "calibrate",
        "worker",
        "recommend",
        "serve",
    ] {
        // Where the models are is the machine's own affair.
        let mut asked = binary::command(&root());
        asked.env_remove("HEARKEN_MODELS");
        asked.env_remove("HEARKEN_CACHE").args([command, "-h"]);
        let short = Ran::from(asked.output().unwrap());
        assert_eq!((short.code, short.stderr.as_str()), (0, ""));
        insta::assert_snapshot!(command, short.stdout);
    }
    let all = hearken(&root(), &["--help"]);
    assert_eq!(all.code, 0);
    insta::assert_snapshot!("hearken", all.stdout);
}

#[test]
fn without_a_command_the_help_is_shown() {
    let ran = hearken(&root(), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: hearken [OPTIONS] <COMMAND>"));
}

#[test]
fn the_version_is_told() {
    let ran = hearken(&root(), &["--version"]);
    let told = format!("hearken {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((ran.code, ran.stdout), (0, told));
}
