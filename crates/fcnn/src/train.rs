use crate::best::{Best, Outcome};
use crate::calibrate::temperature;
use crate::forward::{Layer, Scaling, logits};
use crate::network::{Aim, Network, stream};
use crate::{Error, Figures, Head, Provenance, Settings, Targets, Task, figures};
use half::f16;
use ndarray::{Array2, ArrayView2};
use rand::seq::SliceRandom;

/// Feature rows and what they are.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'a> {
    /// n × inputs, finite.
    pub features: ArrayView2<'a, f32>,
    /// What each of the n rows is.
    pub labels: Targets<'a>,
}

/// What one pass over the training part came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Epoch {
    /// From 1.
    pub number: usize,
    /// Epochs at most.
    pub of: usize,
    /// Step size at the end of the epoch.
    pub learning_rate: f64,
    /// Mean loss over the epoch's steps, with dropout.
    pub training_loss: f64,
    /// Loss on the validation part, without dropout, each label weighted as in training.
    pub validation_loss: f64,
    /// Accuracy on the validation part; multi-label: subset accuracy.
    pub validation_accuracy: f64,
    /// Macro-F1 on the validation part.
    pub validation_macro_f1: f64,
    /// Whether this is the best epoch so far, by validation loss.
    pub best: bool,
}

/// Streams of the seeded generator, so that a change in one use leaves the others alone.
const START: u64 = 0;
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 2;

/// Trains a network to tell `labels` apart, or, where examples have several, to say which hold.
///
/// Inputs are scaled to mean 0 and deviation 1 by the training part. The loss is cross-entropy
/// (multi-label: binary cross-entropy, the mean over the labels), minimized by AdamW (Loshchilov & Hutter, 2019). After each epoch the validation part is
/// classified; when its loss has not fallen for [`Settings::patience`] epochs, training stops, and
/// the weights of the best epoch are kept, in half precision. Last, the temperature that makes
/// the validation part's true labels most probable is fitted.
///
/// # Errors
/// Empty parts, label indexes out of range or absent from the training part, numbers that are
/// not finite, settings out of range, and training that diverges.
pub fn train(
    training: Examples<'_>,
    validation: Examples<'_>,
    labels: &[String],
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Head, Error> {
    settings.check()?;
    let inputs = training.features.ncols();
    let counts = check(training, "training", labels, inputs)?;
    check(validation, "validation", labels, inputs)?;
    same_task(
        "validation",
        validation.labels.task(),
        training.labels.task(),
    )?;
    if let Some(absent) = counts.iter().position(|count| *count == 0) {
        return Err(Error::AbsentLabel(labels[absent].clone()));
    }
    let stream = |number| stream(settings.seed, number);
    let (mut shuffle, mut dropout) = (stream(SHUFFLE), stream(DROPOUT));
    let task = training.labels.task();
    let weights = settings.label_weights(task, &counts, training.labels.len());
    let scaling = Scaling::fit(training.features);
    let widths: Vec<usize> = std::iter::once(inputs)
        .chain(settings.hidden.iter().copied())
        .chain([labels.len()])
        .collect();
    let mut network = Network::start(&widths, settings, &mut stream(START))?;
    let mut order: Vec<usize> = (0..training.labels.len()).collect();
    let steps = order.len().div_ceil(settings.batch) * settings.epochs;
    let mut step = 0;
    let mut best: Best<Vec<Layer>> = Best::new(settings);
    for number in 1..=settings.epochs {
        order.shuffle(&mut shuffle);
        let mut total = 0.0;
        let mut rate = settings.learning_rate;
        for chosen in order.chunks(settings.batch) {
            let mut batch = Array2::zeros((chosen.len(), inputs));
            for (index, to) in chosen.iter().zip(batch.rows_mut()) {
                scaling.apply(training.features.row(*index), to);
            }
            rate = settings.rate(step, steps);
            let aim = aim(training.labels, chosen, &weights);
            let loss = network.step(batch, aim, rate, &mut dropout)?;
            total += loss * chosen.len() as f64;
            step += 1;
        }
        let layers = network.layers()?;
        let outputs = logits(&scaling, &layers, validation.features);
        let (loss, figures) = judge(outputs, validation.labels, labels, &weights);
        let outcome = Outcome {
            number,
            learning_rate: rate,
            training_loss: total / order.len() as f64,
            validation_loss: loss,
            figures,
        };
        if !best.offer(outcome, layers, progress)? {
            break;
        }
    }
    let (epoch, layers) = best.take()?;
    let layers: Vec<Layer> = layers.into_iter().map(halved).collect();
    let outputs = logits(&scaling, &layers, validation.features);
    Ok(Head {
        task,
        labels: labels.to_vec(),
        temperature: temperature(outputs.view(), validation.labels),
        scaling,
        layers,
        settings: settings.clone(),
        provenance: Provenance {
            encoder: None,
            features: None,
            training_examples: training.labels.len(),
            validation_examples: validation.labels.len(),
            best_epoch: epoch,
            started_from: None,
        },
        top: None,
        wide: None,
        abstention: None,
    })
}

/// Rounds to what the file holds, so that a head is the same before saving and after loading.
pub(crate) fn halved(layer: Layer) -> Layer {
    Layer {
        weights: layer.weights.mapv(|value| f16::from_f32(value).to_f32()),
        bias: layer.bias,
    }
}

/// What the chosen examples are to come to, with how much each label counts.
pub(crate) fn aim(targets: Targets<'_>, chosen: &[usize], weights: &[f32]) -> Aim {
    match targets {
        Targets::One(truth) => {
            let labels: Vec<u32> = chosen.iter().map(|index| truth[*index] as u32).collect();
            let weights = labels.iter().map(|label| weights[*label as usize]);
            Aim::Classes {
                weights: weights.collect(),
                labels,
            }
        }
        Targets::Several(truth) => {
            let mut shares = Array2::zeros((chosen.len(), weights.len()));
            let mut counts = Array2::ones((chosen.len(), weights.len()));
            for (row, index) in chosen.iter().enumerate() {
                for &label in &truth[*index] {
                    shares[[row, label]] = 1.0;
                    counts[[row, label]] = weights[label];
                }
            }
            Aim::Shares {
                task: Task::MultiLabel,
                shares,
                weights: counts,
            }
        }
    }
}

/// Loss with label weights, and the figures, of uncalibrated outputs.
pub(crate) fn judge(
    outputs: Array2<f32>,
    truth: Targets<'_>,
    labels: &[String],
    weights: &[f32],
) -> (f64, Figures) {
    let finite = outputs.iter().all(|value| value.is_finite());
    let probabilities = crate::calibrate::probabilities(outputs, truth.task(), 1.0);
    let (mut loss, mut mass) = (0.0, 0.0);
    let mut count = |weight: f32, probability: f32| {
        loss -= f64::from(weight) * f64::from(probability).max(1e-12).ln();
        mass += f64::from(weight);
    };
    for (row, values) in probabilities.rows().into_iter().enumerate() {
        match truth {
            Targets::One(truth) => count(weights[truth[row]], values[truth[row]]),
            Targets::Several(truth) => {
                for (label, value) in values.iter().enumerate() {
                    if truth[row].contains(&label) {
                        count(weights[label], *value);
                    } else {
                        count(1.0, 1.0 - value);
                    }
                }
            }
        }
    }
    let loss = if finite { loss / mass } else { f64::NAN };
    (loss, figures(probabilities.view(), truth, labels))
}

/// Accuracy (multi-label: subset accuracy) and macro-F1.
pub(crate) fn accuracies(figures: &Figures) -> (f64, f64) {
    match figures {
        Figures::MultiClass(figures) => (figures.accuracy, figures.macro_f1),
        Figures::MultiLabel(figures) => (figures.subset_accuracy, figures.macro_f1),
    }
}

/// Whether a part has as many labels an example as another, or as a head.
pub(crate) fn same_task(part: &'static str, given: Task, expected: Task) -> Result<(), Error> {
    let name = |task| match task {
        Task::MultiClass => "multi-class",
        Task::MultiLabel => "multi-label",
    };
    if given == expected {
        return Ok(());
    }
    Err(Error::OtherTask {
        part,
        given: name(given),
        expected: name(expected),
    })
}

/// Checks a part and counts its labels.
pub(crate) fn check(
    part: Examples<'_>,
    name: &'static str,
    labels: &[String],
    inputs: usize,
) -> Result<Vec<usize>, Error> {
    crate::head::check_labels(labels)?;
    let rows = part.features.nrows();
    if rows != part.labels.len() {
        return Err(Error::LabelCount {
            part: name,
            rows,
            labels: part.labels.len(),
        });
    }
    if rows == 0 || inputs == 0 {
        return Err(Error::NoExamples { part: name });
    }
    if part.features.ncols() != inputs {
        return Err(Error::Width {
            expected: inputs,
            given: part.features.ncols(),
        });
    }
    crate::head::check_finite(part.features)?;
    part.labels.counts(labels.len())
}
