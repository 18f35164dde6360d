//! Training a top together with the network on it.
//!
//! The encoder below stays as it is, so its states are computed once and kept in half precision.
//! Texts of one token count make small batches; several of those make a step. Each small batch is
//! computed by itself, on one thread, and gradients are added up in order, so that the number of
//! threads does not show in the bits.

use crate::best::{Best, Outcome};
use crate::calibrate::temperature;
use crate::forward::{Layer, Scaling, logits};
use crate::head::check_labels;
use crate::learner::{Learner, Trained};
use crate::network::stream;
use crate::top::{Top, Upper};
use crate::train::{Epoch, judge, same_task};
use crate::{Error, FeatureKind, Head, Provenance, Sequences, Settings, Targets};
use ndarray::Array2;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Token states and what the texts are.
#[derive(Debug, Clone, Copy)]
pub struct Sequenced<'a> {
    /// n texts.
    pub states: &'a Sequences,
    /// What each of the n texts is.
    pub labels: Targets<'a>,
}

/// Texts and tokens of one small batch at most.
const TEXTS: usize = 16;
const TOKENS: usize = 512;

/// Part of the steps in which the step size rises to its start.
const WARM_UP: f64 = 0.06;

/// Streams of the seeded generator; from the last on a stream a small batch.
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 1 << 32;

/// Trains copies of an encoder's upper layers and a network on them to tell `labels` apart, or,
/// where texts have several, to say which hold.
///
/// The loss is that of [`train`](crate::train()), minimized by AdamW (Loshchilov & Hutter, 2019),
/// the layers with the step size [`Settings::layer_rate`], the network with
/// [`Settings::learning_rate`]; both rise over the first steps and then follow the schedule. The
/// epoch with the lowest validation loss is kept, in half precision, and the temperature fitted on
/// the validation part.
///
/// # Errors
/// As for [`train`](crate::train()).
pub fn tune(
    upper: &Upper,
    training: Sequenced<'_>,
    validation: Sequenced<'_>,
    labels: &[String],
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Head, Error> {
    settings.check()?;
    let counts = check(training, "training", labels)?;
    check(validation, "validation", labels)?;
    let task = training.labels.task();
    same_task("validation", validation.labels.task(), task)?;
    if let Some(absent) = counts.iter().position(|count| *count == 0) {
        return Err(Error::AbsentLabel(labels[absent].clone()));
    }
    let examples = training.labels.len();
    let weights = settings.label_weights(task, &counts, examples);
    let mut learner = Learner::start(upper, labels.len(), settings)?;
    let mut shuffle = stream(settings.seed, SHUFFLE);
    let steps = examples.div_ceil(settings.batch).max(1) * settings.epochs;
    let held = validation.labels;
    let mut best: Best<Trained> = Best::new(settings);
    let (mut step, mut drawn) = (0, DROPOUT);
    for number in 1..=settings.epochs {
        let mut total = 0.0;
        let mut rate = 1.0;
        for batch in batches(training.states, settings.batch, &mut shuffle) {
            rate = warmed(settings, step, steps);
            let loss = learner.step(training, &batch, &weights, rate, drawn)?;
            drawn += batch.len() as u64;
            let texts: usize = batch.iter().map(Vec::len).sum();
            total += loss * texts as f64;
            step += 1;
        }
        let trained = learner.trained()?;
        let outputs = outputs(&trained.top()?, &trained.layers, validation.states)?;
        let (loss, figures) = judge(outputs, held, labels, &weights);
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
    let outputs = outputs(&top, &trained.layers, validation.states)?;
    Ok(Head {
        task,
        labels: labels.to_vec(),
        temperature: temperature(outputs.view(), held),
        scaling: Scaling::none(top.features()),
        layers: trained.layers,
        settings: settings.clone(),
        provenance: Provenance {
            encoder: None,
            features: Some(FeatureKind::States { after: upper.after }),
            training_examples: examples,
            validation_examples: held.len(),
            best_epoch: epoch,
            started_from: None,
        },
        top: Some(top),
        wide: None,
        abstention: None,
    })
}

/// What a top and the network on it say, before the temperature.
fn outputs(top: &Top, layers: &[Layer], states: &Sequences) -> Result<Array2<f32>, Error> {
    let pooled = states.pooled(top)?;
    Ok(logits(
        &Scaling::none(pooled.ncols()),
        layers,
        pooled.view(),
    ))
}

/// The step sizes' factor: up over the first steps, then as the schedule says.
fn warmed(settings: &Settings, step: usize, steps: usize) -> f64 {
    let rising = (WARM_UP * steps as f64).max(1.0);
    let up = ((step + 1) as f64 / rising).min(1.0);
    up * settings.rate(step, steps) / settings.learning_rate
}

/// All texts in batches of at least `texts` (the last one is what is left), each of small ones of
/// one token count, in an order drawn anew.
fn batches(states: &Sequences, texts: usize, shuffle: &mut ChaCha8Rng) -> Vec<Vec<Vec<usize>>> {
    let mut small = Vec::new();
    for (tokens, mut all) in states.by_length() {
        all.shuffle(shuffle);
        let most = (TOKENS / tokens.max(1)).clamp(1, TEXTS);
        small.extend(all.chunks(most).map(<[usize]>::to_vec));
    }
    small.shuffle(shuffle);
    let mut batches = Vec::new();
    let (mut batch, mut held) = (Vec::new(), 0);
    for some in small {
        held += some.len();
        batch.push(some);
        if held >= texts {
            batches.push(std::mem::take(&mut batch));
            held = 0;
        }
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

/// Checks a part and counts its labels.
fn check(part: Sequenced<'_>, name: &'static str, labels: &[String]) -> Result<Vec<usize>, Error> {
    check_labels(labels)?;
    if part.states.len() != part.labels.len() {
        return Err(Error::LabelCount {
            part: name,
            rows: part.states.len(),
            labels: part.labels.len(),
        });
    }
    if part.labels.is_empty() {
        return Err(Error::NoExamples { part: name });
    }
    part.labels.counts(labels.len())
}
