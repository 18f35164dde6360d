//! Reads exports as `hearken analyze` does, down to their statements, and says how many there are:
//! what `scripts/compare-reading` measures.
//!
//!     read EXPORT…

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_ingest::{Input, Settings, Splitting, read, statements};

fn main() -> Result<(), hearken_ingest::Error> {
    let inputs: Vec<Input> = std::env::args_os()
        .skip(1)
        .map(|path| Input::File(path.into()))
        .collect();
    let read = read(&inputs, &Settings::default(), &mut |_, _| {})?;
    let split = statements(&read.feedback, Splitting::Clauses);
    println!(
        "{} rows, {} feedback, {} statements",
        read.entries.len(),
        read.feedback.len(),
        split.len()
    );
    Ok(())
}
