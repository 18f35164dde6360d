//! A small search for settings: seeded draws, judged on the validation part (Bergstra & Bengio, 2012).

use super::{Column, Part, Settings, measure::figures, train};
use crate::Error;
use crate::network::stream;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// The stream of the seeded generator that settings are drawn from.
const SEARCH: u64 = 1 << 20;

/// Settings that were tried, and how good they were.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// The settings.
    pub settings: Settings,
    /// On the validation part, higher is better: area under the receiver operating characteristic, or R².
    pub score: f64,
}

/// Trains one network with each of `count` settings, the first of which are those given, and returns what
/// was tried, best first. What is drawn: hidden layers, dropout, step size, decay, batch, pieces of
/// numbers. Where training diverges, the settings are passed over.
///
/// # Errors
/// As for [`train`].
pub fn search(
    columns: &[Column],
    target: &str,
    parts: (Part<'_>, Part<'_>),
    (given, count): (&Settings, usize),
    progress: &mut dyn FnMut(usize, &Tried),
) -> Result<Vec<Tried>, Error> {
    let mut random = stream(given.seed, SEARCH);
    let mut tried: Vec<Tried> = Vec::new();
    for number in 0..count.max(1) {
        let settings = match number {
            0 => given.clone(),
            _ => drawn(given, &mut random),
        };
        let one = Settings {
            ensemble: 1,
            ..settings.clone()
        };
        let model = match train(columns, target, parts, &one, &mut |_| {}) {
            Ok(model) => model,
            Err(Error::Diverged { .. }) => continue,
            Err(error) => return Err(error),
        };
        let said = model.predict(parts.1.inputs)?;
        let found = Tried {
            settings,
            score: figures(&said, parts.1.target).score(),
        };
        progress(number + 1, &found);
        tried.push(found);
    }
    if tried.is_empty() {
        return Err(Error::Diverged { epoch: 1 });
    }
    // Of equals the earlier one, whose settings are nearer to those given.
    tried.sort_by(|one, other| other.score.total_cmp(&one.score));
    Ok(tried)
}

fn drawn(given: &Settings, random: &mut ChaCha8Rng) -> Settings {
    let shapes: [&[usize]; 7] = [
        &[16],
        &[32],
        &[64],
        &[128],
        &[64, 32],
        &[128, 64],
        &[64, 64, 32],
    ];
    let one = |of: &[f64], random: &mut ChaCha8Rng| of.choose(random).copied().unwrap_or(0.0);
    let rate = 10f64.powf(random.random_range(-3.5..-2.0));
    Settings {
        hidden: shapes
            .choose(random)
            .map_or_else(Vec::new, |shape| shape.to_vec()),
        dropout: one(&[0.0, 0.1, 0.2, 0.3, 0.5], random),
        // Two digits are enough to write down.
        learning_rate: (rate * 1e5).round() / 1e5,
        weight_decay: one(&[0.0, 0.001, 0.01, 0.05, 0.2], random),
        batch: [32, 64, 128, 256]
            .choose(random)
            .copied()
            .unwrap_or(given.batch),
        pieces: [0, 8, 16].choose(random).copied().unwrap_or(given.pieces),
        ..given.clone()
    }
}
