//! Groups vectors that stand in a file, and says how long that took: what `scripts/compare-themes
//! --large` measures.
//!
//!     group VECTORS TEXTS DIMENSION
//!
//! VECTORS holds 32-bit floats, little-endian, DIMENSION a row; TEXTS a line a row. The seconds
//! until all statements have their place, and until the themes are measured and have names, are printed as JSON with
//! the number of themes. Phrases are not encoded (their nearness is 0): that is the encoder's time.

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_feedback::Sentiment;
use hearken_topic::{Settings, Statements, group};
use ndarray::Array2;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, vectors, texts, dimension] = arguments.as_slice() else {
        return Err("group VECTORS TEXTS DIMENSION".into());
    };
    let dimension: usize = dimension.parse()?;
    let bytes = std::fs::read(vectors)?;
    let numbers = bytes.chunks_exact(4);
    let numbers: Vec<f32> = numbers
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect();
    let embeddings = Array2::from_shape_vec((numbers.len() / dimension, dimension), numbers)?;
    let texts = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = texts.lines().collect();
    let rows = texts.len();

    let begun = Instant::now();
    let mut placed = None;
    let themes = group(
        Statements {
            embeddings: embeddings.view(),
            texts: &texts,
            contexts: &texts,
            languages: &vec![None; rows],
            counts: &vec![1; rows],
            sentiments: &vec![Sentiment::Neutral; rows],
            products: &[],
        },
        &Settings::default(),
        &mut |phrases| Ok(Array2::zeros((phrases.len(), dimension))),
        &mut |what, part| {
            if what == "grouping" && part >= 1.0 {
                placed = Some(begun.elapsed());
            }
        },
    )?;
    let in_place: usize = themes
        .themes
        .iter()
        .chain(&themes.small)
        .map(|theme| theme.members.len())
        .sum();
    println!(
        "{{\"grouped\": {:.3}, \"named\": {:.3}, \"themes\": {}, \"small\": {}, \"single\": {}, \"rows\": {}}}",
        placed.unwrap_or_default().as_secs_f64(),
        begun.elapsed().as_secs_f64(),
        themes.themes.len(),
        themes.small.len(),
        themes.single.len(),
        in_place + themes.single.len()
    );
    Ok(())
}
