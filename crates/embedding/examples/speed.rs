//! Says how near the linear layers of the encoder in a folder come to the processor's peak, on one
//! thread.
//!
//!     speed FOLDER

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_embedding::{Encoder, Folder, PackedBert, Precision};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("speed FOLDER")?;
    let folder = Folder::read(Path::new(&folder))?;
    for precision in Precision::ALL {
        let Some(encoder) = PackedBert::load(&folder, precision)? else {
            return Err("the packed encoder does not run this architecture".into());
        };
        let speed = encoder.speed();
        println!(
            "{}: linear layers {:.1} of {:.1} billion multiply-adds a second, {:.0} %",
            encoder.arithmetic(),
            speed.linear / 1e9,
            speed.peak / 1e9,
            100.0 * speed.linear / speed.peak
        );
    }
    Ok(())
}
