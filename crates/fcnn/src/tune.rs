//! Training a top together with the network on it.
//!
//! The encoder below stays as it is, so its states are computed once and kept in half precision.
//! Texts of one token count make small batches; several of those make a step. Each small batch is
//! computed by itself, on one thread, and gradients are added up in order, so that the number of
//! threads does not show in the bits.

use crate::best::{Best, Outcome};
use crate::calibrate::temperature;
use crate::forward::{Scaling, logits};
use crate::head::check_labels;
use crate::learner::{Learner, Small, Trained};
use crate::network::stream;
use crate::top::{Top, Upper};
use crate::train::{Epoch, judge};
use crate::{Error, FeatureKind, Head, Provenance, Settings, Targets, Task};
use half::f16;
use ndarray::{Array2, Array3, Axis, concatenate, s};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Texts of one token count, and what they are.
#[derive(Debug, Clone)]
pub struct Sequences {
    /// n × tokens × width: the states of the tokens.
    pub states: Array3<f16>,
    /// n indexes into the label names.
    pub labels: Vec<usize>,
}

/// Texts and tokens of one small batch at most.
const ROWS: usize = 16;
const TOKENS: usize = 512;

/// Part of the steps in which the step size rises to its start.
const WARM_UP: f64 = 0.06;

/// Streams of the seeded generator; from the last on a stream a small batch.
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 1 << 32;

/// Trains copies of an encoder's upper layers and a network on them to tell `labels` apart.
///
/// The loss is cross-entropy, minimized by AdamW (Loshchilov & Hutter, 2019), the layers with the
/// step size [`Settings::layer_rate`], the network with [`Settings::learning_rate`]; both rise
/// over the first steps and then follow the schedule. The epoch with the lowest validation loss is
/// kept, in half precision, and the temperature fitted on the validation part.
///
/// # Errors
/// As for [`train`](crate::train()); [`Error::Damaged`] never.
pub fn tune(
    upper: &Upper,
    training: &[Sequences],
    validation: &[Sequences],
    labels: &[String],
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Head, Error> {
    settings.check()?;
    let counts = check(training, "training", labels)?;
    check(validation, "validation", labels)?;
    if let Some(absent) = counts.iter().position(|count| *count == 0) {
        return Err(Error::AbsentLabel(labels[absent].clone()));
    }
    let weights = settings.weights(&counts);
    let mut learner = Learner::start(upper, labels.len(), settings)?;
    let mut shuffle = stream(settings.seed, SHUFFLE);
    let examples: usize = counts.iter().sum();
    let steps = examples.div_ceil(settings.batch).max(1) * settings.epochs;
    let held_labels: Vec<usize> = validation
        .iter()
        .flat_map(|some| some.labels.iter().copied())
        .collect();
    let mut best: Best<Trained> = Best::new(settings);
    let (mut step, mut drawn) = (0, DROPOUT);
    for number in 1..=settings.epochs {
        let mut total = 0.0;
        let mut rate = 1.0;
        for batch in batches(training, settings.batch, &mut shuffle) {
            rate = warmed(settings, step, steps);
            let loss = learner.step(training, &batch, &weights, rate, drawn)?;
            drawn += batch.len() as u64;
            let rows: usize = batch.iter().map(|small| small.rows.len()).sum();
            total += loss * rows as f64;
            step += 1;
        }
        let trained = learner.trained()?;
        let pooled = pool(&trained.top()?, validation)?;
        let outputs = logits(
            &Scaling::none(pooled.ncols()),
            &trained.layers,
            pooled.view(),
        );
        let (loss, figures) = judge(outputs, Targets::One(&held_labels), labels, &weights);
        let outcome = Outcome {
            number,
            learning_rate: settings.learning_rate * rate,
            training_loss: total / examples as f64,
            validation_loss: loss,
            figures,
        };
        if !best.offer(outcome, trained, progress)? {
            break;
        }
    }
    let (epoch, trained) = best.take()?;
    let trained = trained.halved();
    let top = trained.top()?;
    let pooled = pool(&top, validation)?;
    let scaling = Scaling::none(pooled.ncols());
    let outputs = logits(&scaling, &trained.layers, pooled.view());
    Ok(Head {
        task: Task::MultiClass,
        labels: labels.to_vec(),
        temperature: temperature(outputs.view(), Targets::One(&held_labels)),
        scaling,
        layers: trained.layers,
        settings: settings.clone(),
        provenance: Provenance {
            encoder: None,
            features: Some(FeatureKind::States { after: upper.after }),
            training_examples: examples,
            validation_examples: held_labels.len(),
            best_epoch: epoch,
            started_from: None,
        },
        top: Some(top),
        abstention: None,
    })
}

/// The step sizes' factor: up over the first steps, then as the schedule says.
fn warmed(settings: &Settings, step: usize, steps: usize) -> f64 {
    let rising = (WARM_UP * steps as f64).max(1.0);
    let up = ((step + 1) as f64 / rising).min(1.0);
    up * settings.rate(step, steps) / settings.learning_rate
}

/// All texts in batches of at least `rows` (the last one is what is left), each of small ones, in
/// an order drawn anew.
fn batches(parts: &[Sequences], rows: usize, shuffle: &mut ChaCha8Rng) -> Vec<Vec<Small>> {
    let mut small = Vec::new();
    for (of, part) in parts.iter().enumerate() {
        let tokens = part.states.dim().1.max(1);
        let mut all: Vec<usize> = (0..part.labels.len()).collect();
        all.shuffle(shuffle);
        for some in all.chunks((TOKENS / tokens).clamp(1, ROWS)) {
            small.push(Small {
                of,
                rows: some.to_vec(),
            });
        }
    }
    small.shuffle(shuffle);
    let mut batches = Vec::new();
    let (mut batch, mut held) = (Vec::new(), 0);
    for some in small {
        held += some.rows.len();
        batch.push(some);
        if held >= rows {
            batches.push(std::mem::take(&mut batch));
            held = 0;
        }
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

/// Pooled features of all texts, in order.
fn pool(top: &Top, parts: &[Sequences]) -> Result<Array2<f32>, Error> {
    let mut pieces: Vec<(usize, usize, usize)> = Vec::new();
    for (of, part) in parts.iter().enumerate() {
        let (rows, tokens, _) = part.states.dim();
        let most = (TOKENS / tokens.max(1)).max(1);
        pieces.extend(
            (0..rows)
                .step_by(most)
                .map(|from| (of, from, rows.min(from + most))),
        );
    }
    let pooled = pieces
        .par_iter()
        .map(|&(of, from, to)| {
            let states = parts[of].states.slice(s![from..to, .., ..]);
            top.pool(states.mapv(f16::to_f32).view())
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let views: Vec<_> = pooled.iter().map(Array2::view).collect();
    concatenate(Axis(0), &views).map_err(|error| Error::Compute(Box::new(error)))
}

/// Checks a part and counts its labels.
fn check(parts: &[Sequences], name: &'static str, labels: &[String]) -> Result<Vec<usize>, Error> {
    check_labels(labels)?;
    let mut counts = vec![0; labels.len()];
    let mut example = 0;
    for part in parts {
        let rows = part.states.dim().0;
        if rows != part.labels.len() {
            return Err(Error::LabelCount {
                part: name,
                rows,
                labels: part.labels.len(),
            });
        }
        for (row, &label) in part.labels.iter().enumerate() {
            match counts.get_mut(label) {
                Some(count) => *count += 1,
                None => {
                    return Err(Error::UnknownLabel {
                        example: example + row,
                        label,
                        labels: labels.len(),
                    });
                }
            }
        }
        if let Some(row) = part
            .states
            .outer_iter()
            .position(|row| row.iter().any(|value| !value.is_finite()))
        {
            return Err(Error::NotFinite { row: example + row });
        }
        example += rows;
    }
    if example == 0 {
        return Err(Error::NoExamples { part: name });
    }
    Ok(counts)
}
