//! Rewrites delimited files as plain CSV, to compare what was understood with what was meant.
//!
//! ```text
//! tables FOLDER [made-up-names] < paths, one a line
//! ```
//!
//! With `made-up-names`, a table without names gets the header `col_0,col_1,…`. Each table goes to FOLDER under its file's name; of a file that cannot be read, the reason goes
//! to standard error.

#![allow(clippy::print_stderr, reason = "it tells what it could not read")]

use hearken_ingest::{Input, Settings, rewrite};
use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("tables FOLDER [made-up-names] < paths, one a line");
        return ExitCode::FAILURE;
    };
    let names = std::env::args().any(|word| word == "made-up-names");
    for path in std::io::stdin().lock().lines() {
        let path = match path {
            Ok(path) => PathBuf::from(path),
            Err(error) => {
                eprintln!("standard input: {error}");
                return ExitCode::FAILURE;
            }
        };
        let Some(name) = path.file_name().map(|name| folder.join(name)) else {
            eprintln!("{}: not a file", path.display());
            continue;
        };
        match rewrite(&Input::File(path), &Settings::default()) {
            Ok(table) => {
                let header = (names && !table.named).then(|| {
                    let names: Vec<String> =
                        (0..table.columns).map(|i| format!("col_{i}")).collect();
                    names.join(",") + "\r\n"
                });
                let csv = header.unwrap_or_default() + &table.csv;
                if let Err(error) = std::fs::write(&name, csv) {
                    eprintln!("{}: {error}", name.display());
                    return ExitCode::FAILURE;
                }
            }
            Err(error) => eprintln!("{error}"),
        }
    }
    ExitCode::SUCCESS
}
