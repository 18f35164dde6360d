//! Rewrites delimited files as plain CSV, to compare what was understood with what was meant.
//!
//! ```text
//! tables FOLDER < paths, one a line
//! ```
//!
//! Each table goes to FOLDER under its file's name; of a file that cannot be read, the reason goes
//! to standard error.

use hearken_ingest::{Input, Settings, rewrite};
use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("tables FOLDER < paths, one a line");
        return ExitCode::FAILURE;
    };
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
                if let Err(error) = std::fs::write(&name, table) {
                    eprintln!("{}: {error}", name.display());
                    return ExitCode::FAILURE;
                }
            }
            Err(error) => eprintln!("{error}"),
        }
    }
    ExitCode::SUCCESS
}
