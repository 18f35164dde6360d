//! Says how near the linear layers of the encoder in a folder come to the processor's peak, on one
//! thread.
//!
//!     speed FOLDER

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_embedding::{Encoder, Folder, PackedBert, Precision};
use std::path::Path;
use std::time::Instant;

/// Turns of each that are timed; the best counts, for nothing makes a turn faster than it is.
const TURNS: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("speed FOLDER")?;
    let folder = Folder::read(Path::new(&folder))?;
    for precision in Precision::ALL {
        let Some(encoder) = PackedBert::load(&folder, precision)? else {
            return Err("the packed encoder does not run this architecture".into());
        };
        let mut work = encoder.linear_work();
        let linear = best(|| work.run());
        let peak = best(|| encoder.bare_products(1 << 20));
        println!(
            "{}: linear layers {:.1} of {:.1} billion multiply-adds a second, {:.0} %",
            encoder.arithmetic(),
            linear / 1e9,
            peak / 1e9,
            100.0 * linear / peak
        );
    }
    Ok(())
}

/// Multiply-adds a second of the fastest turn.
fn best(mut turn: impl FnMut() -> usize) -> f64 {
    let rate = |_| {
        let began = Instant::now();
        let products = turn() as f64;
        products / began.elapsed().as_secs_f64()
    };
    (0..TURNS).map(rate).fold(0.0, f64::max)
}
