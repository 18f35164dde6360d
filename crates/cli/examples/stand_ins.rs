//! Fills a cache with stand-ins for what the encoder and the heads would say of an export's texts, so that time and
//! memory of all else can be measured on a million rows without hours of encoding: `scripts/measure-scale`.
//!
//!     stand_ins EXPORT CACHE
//!
//! CACHE is a cache in which an earlier run has kept something by the encoder and the heads: the stand-ins are kept
//! under the same names. A vector lies near one of some hundred directions, told by the hash of its text; what heads say
//! adds up to 1. The number of texts is printed.

#![allow(clippy::print_stdout)] // What it prints is what it is for.

use hearken_embedding::cache::{self, Cache, key};
use hearken_feedback::Distinct;
use hearken_ingest::{Input, Settings};
use std::collections::BTreeSet;
use std::path::Path;

/// Directions that vectors lie near, and how far from them.
const DIRECTIONS: u64 = 400;
const NOISE: f32 = 0.8;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, export, folder] = arguments.as_slice() else {
        return Err("stand_ins EXPORT CACHE".into());
    };
    let folder = Path::new(folder);
    let found = cache::look(folder)?;
    let kinds: BTreeSet<(String, usize)> = found
        .into_iter()
        .map(|segment| (segment.made, segment.width))
        .collect();
    if kinds.is_empty() {
        return Err("the cache is empty: analyze something with it first".into());
    }
    let settings = Settings::default();
    let input = Input::File(export.into());
    let ingested = hearken_ingest::read(&[input], &settings, &mut |_, _| {})?;
    let statements = hearken_ingest::statements(&ingested.feedback, settings.splitting);
    let distinct = Distinct::of(&statements, ingested.feedback.len());
    for (made, width) in kinds {
        let mut cache = Cache::open(folder, &made, width)?;
        for text in &distinct.texts {
            let key = key(text);
            let mut eight = [0; 8];
            eight.copy_from_slice(&key[..8]);
            let seed = u64::from_le_bytes(eight);
            let row = match made.starts_with("embedding") {
                true => vector(seed, width),
                false => shares(seed, width),
            };
            cache.put(&key, &row)?;
        }
        cache.flush()?;
    }
    println!(
        "{} feedback, {} statements, {} sayings, {} texts",
        ingested.feedback.len(),
        statements.len(),
        distinct.sayings.len(),
        distinct.texts.len()
    );
    Ok(())
}

/// A unit vector near one of the directions.
fn vector(seed: u64, width: usize) -> Vec<f32> {
    let mut around = numbers(seed % DIRECTIONS);
    let mut own = numbers(seed);
    let mut row: Vec<f32> = (0..width).map(|_| around() + NOISE * own()).collect();
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    row.iter_mut().for_each(|x| *x /= length);
    row
}

/// Numbers above zero that add up to 1.
fn shares(seed: u64, width: usize) -> Vec<f32> {
    let mut own = numbers(seed);
    let mut row: Vec<f32> = (0..width).map(|_| (4.0 * own()).exp()).collect();
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|x| *x /= sum);
    row
}

/// Numbers from −1 to 1, the same for the same seed (SplitMix64).
fn numbers(seed: u64) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}
