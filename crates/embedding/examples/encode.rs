//! Encodes the lines of a file, and says how many texts a second that were: what
//! `scripts/compare-encoders` measures.
//!
//!     encode FOLDER TEXTS int8|bf16|f32|candle [ROUNDS [VECTORS]]
//!
//! Writes the vectors as `f32`, a row a text, where a file is named.

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_embedding::{Encoder, Error, Features, Precision, open, open_packed};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, texts, precision, rest @ ..] = &arguments[..] else {
        return Err("encode FOLDER TEXTS int8|bf16|f32|candle [ROUNDS [VECTORS]]".into());
    };
    let folder = Path::new(folder);
    let began = Instant::now();
    let encoder: Box<dyn Encoder> = match precision.as_str() {
        "int8" => open_packed(folder, Precision::Int8)?,
        "bf16" => open_packed(folder, Precision::Bf16)?,
        "f32" => open_packed(folder, Precision::F32)?,
        _ => open(folder)?,
    };
    let opened = began.elapsed().as_secs_f64();
    let texts = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = texts.lines().collect();
    let rounds = rest.first().map_or(Ok(1), |rounds| rounds.parse())?;
    let width = encoder.dimension();
    let mut vectors = vec![0.0_f32; texts.len() * width];
    for _ in 0..rounds {
        let began = Instant::now();
        encode(&*encoder, &texts, &mut vectors)?;
        let rate = texts.len() as f64 / began.elapsed().as_secs_f64();
        let how = encoder.arithmetic();
        println!("{how}: {rate:.1} texts/s, opened in {opened:.3} s");
    }
    if let Some(path) = rest.get(1) {
        let bytes: Vec<u8> = vectors.iter().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn encode(encoder: &dyn Encoder, texts: &[&str], vectors: &mut [f32]) -> Result<(), Error> {
    let width = encoder.dimension();
    encoder.encode(texts, Features::EMBEDDING, &mut |batch| {
        for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
            let to = &mut vectors[index * width..][..width];
            to.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
        }
    })
}
