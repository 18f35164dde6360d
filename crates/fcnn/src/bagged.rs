//! Training a network whose inputs are bags.

use crate::best::{Best, Outcome};
use crate::calibrate::temperature;
use crate::forward::{Layer, Scaling, logits};
use crate::head::check_labels;
use crate::network::{Network, stream};
use crate::train::{Epoch, aim, halved, judge, same_task};
use crate::wide::{Bag, Wide, check, telling, weighted};
use crate::{Error, FeatureKind, Head, Provenance, Settings, Targets};
use ndarray::{Array2, ArrayView2};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Bags and what they are.
#[derive(Debug, Clone, Copy)]
pub struct Bagged<'a> {
    /// n bags.
    pub bags: &'a [Bag],
    /// What each of the n is.
    pub labels: Targets<'a>,
}

/// Streams of the seeded generator; `train` has 0…2 and `fine_tune` 3…5.
const START: u64 = 6;
const SHUFFLE: u64 = 7;
const DROPOUT: u64 = 8;

/// What the sum of squares begins with, so that a bucket that is met for the first time does not leap.
const SQUARES: f32 = 1e-3;

/// Trains a network on bags of `buckets` buckets to tell `labels` apart, or, where examples have several, to say
/// which hold. The first of [`Settings::hidden`] is the width of the layer that reads the bags.
///
/// That layer is minimized by AdaGrad (Duchi, Hazan, Singer, 2011), which gives rare buckets long steps, with the step
/// size [`Settings::layer_rate`]; the layers above as [`train`](crate::train()) does it, by the same loss.
/// [`Settings::input_dropout`] leaves out features. The epoch with the lowest validation loss is kept, and the
/// temperature fitted on the validation part.
///
/// # Errors
/// As for [`train`](crate::train()), and buckets out of range.
pub fn train_on_bags(
    training: Bagged<'_>,
    validation: Bagged<'_>,
    (buckets, labels): (usize, &[String]),
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Head, Error> {
    settings.check()?;
    let counts = counted(training, "training", labels, buckets)?;
    counted(validation, "validation", labels, buckets)?;
    let task = training.labels.task();
    same_task("validation", validation.labels.task(), task)?;
    if let Some(absent) = counts.iter().position(|count| *count == 0) {
        return Err(Error::AbsentLabel(labels[absent].clone()));
    }
    let Some((&width, above)) = settings.hidden.split_first() else {
        return Err(Error::Setting {
            name: "hidden",
            value: "none".to_owned(),
            rule: "one width at least where a head reads bags",
        });
    };
    let examples = training.labels.len();
    let weights = settings.label_weights(task, &counts, examples);
    let telling = telling(training.bags, training.labels, labels.len(), buckets);
    let read = |bags: &[Bag]| -> Vec<Bag> {
        let told = |bucket: u32| telling[bucket as usize];
        bags.iter().map(|bag| weighted(bag, told)).collect()
    };
    let (fitted, held) = (read(training.bags), read(validation.bags));
    let stream = |number| stream(settings.seed, number);
    let (mut start, mut shuffle, mut dropout) = (stream(START), stream(SHUFFLE), stream(DROPOUT));
    let mut first = First::start(buckets, width, &mut start);
    let widths: Vec<usize> = std::iter::once(width)
        .chain(above.iter().copied())
        .chain([labels.len()])
        .collect();
    let mut network = Network::start(&widths, settings, &mut start)?;
    let mut order: Vec<usize> = (0..examples).collect();
    let steps = examples.div_ceil(settings.batch) * settings.epochs;
    let mut step = 0;
    let mut best: Best<(First, Vec<Layer>)> = Best::new(settings);
    for number in 1..=settings.epochs {
        order.shuffle(&mut shuffle);
        let (mut total, mut rate) = (0.0, settings.learning_rate);
        for chosen in order.chunks(settings.batch) {
            rate = settings.rate(step, steps);
            let bags: Vec<Bag> = chosen
                .iter()
                .map(|example| thinned(&fitted[*example], settings.input_dropout, &mut dropout))
                .collect();
            let below = first.forward(&bags);
            let aim = aim(training.labels, chosen, &weights);
            let (loss, gradient) = network.step_above(below, aim, rate, &mut dropout)?;
            let size = settings.layer_rate * rate / settings.learning_rate;
            first.step(&bags, gradient.view(), size as f32);
            total += loss * chosen.len() as f64;
            step += 1;
        }
        let layers = network.layers()?;
        let outputs = above_it(&first.forward(&held), &layers);
        let (loss, figures) = judge(outputs, validation.labels, labels, &weights);
        let outcome = Outcome {
            number,
            learning_rate: rate,
            training_loss: total / examples as f64,
            validation_loss: loss,
            figures,
        };
        if !best.offer(outcome, (first.clone(), layers), progress)? {
            break;
        }
    }
    let (epoch, (first, layers)) = best.take()?;
    let layers: Vec<Layer> = layers.into_iter().map(halved).collect();
    let wide = Wide::of(&telling, &first.weights, &first.bias);
    let outputs = above_it(&wide.pool(validation.bags)?, &layers);
    Ok(Head {
        task,
        labels: labels.to_vec(),
        temperature: temperature(outputs.view(), validation.labels),
        scaling: Scaling::none(width),
        layers,
        settings: settings.clone(),
        provenance: Provenance {
            encoder: None,
            features: Some(FeatureKind::Bags),
            training_examples: examples,
            validation_examples: validation.labels.len(),
            best_epoch: epoch,
            started_from: None,
        },
        top: None,
        wide: Some(wide),
        abstention: None,
    })
}

/// What the layers above say of what the first one gives, rectified or not yet.
fn above_it(below: &Array2<f32>, layers: &[Layer]) -> Array2<f32> {
    let rectified = below.mapv(|value| value.max(0.0));
    logits(&Scaling::none(rectified.ncols()), layers, rectified.view())
}

/// A bag without a share of its features, the others scaled up.
fn thinned(bag: &Bag, share: f64, random: &mut ChaCha8Rng) -> Bag {
    if share <= 0.0 {
        return bag.clone();
    }
    let kept = (1.0 / (1.0 - share)) as f32;
    let mut some = bag.clone();
    some.retain(|_| random.random::<f64>() >= share);
    some.iter_mut().for_each(|(_, value)| *value *= kept);
    some
}

/// The first layer while it learns.
#[derive(Debug, Clone)]
struct First {
    /// Buckets × width.
    weights: Vec<f32>,
    /// The sums of squared gradients.
    squares: Vec<f32>,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
}

impl First {
    /// Small weights, so that outputs differ from each other and little from nothing.
    fn start(buckets: usize, width: usize, random: &mut ChaCha8Rng) -> Self {
        let bound = 1.0 / width as f32;
        let mut draw = || (random.random::<f32>() * 2.0 - 1.0) * bound;
        Self {
            weights: (0..buckets * width).map(|_| draw()).collect(),
            squares: vec![SQUARES; buckets * width],
            bias: vec![0.0; width],
            bias_squares: vec![SQUARES; width],
        }
    }

    /// n × width, not rectified.
    fn forward(&self, bags: &[Bag]) -> Array2<f32> {
        let width = self.bias.len();
        let mut rows = Array2::zeros((bags.len(), width));
        for (bag, mut row) in bags.iter().zip(rows.outer_iter_mut()) {
            row.iter_mut()
                .zip(&self.bias)
                .for_each(|(to, bias)| *to = *bias);
            for (bucket, value) in bag {
                let at = *bucket as usize * width;
                for (to, weight) in row.iter_mut().zip(&self.weights[at..at + width]) {
                    *to += value * weight;
                }
            }
        }
        rows
    }

    /// A step against the gradient of the mean loss, n × width.
    fn step(&mut self, bags: &[Bag], gradient: ArrayView2<'_, f32>, size: f32) {
        let width = self.bias.len();
        let examples = bags.len() as f32;
        let learn = |weights: &mut [f32], squares: &mut [f32], value: f32, row: &[f32]| {
            for ((weight, squares), slope) in weights.iter_mut().zip(squares).zip(row) {
                let slope = slope * value * examples;
                *squares += slope * slope;
                *weight -= size * slope / squares.sqrt();
            }
        };
        for (bag, row) in bags.iter().zip(gradient.outer_iter()) {
            let row = row.to_vec();
            for (bucket, value) in bag {
                let place = *bucket as usize * width..(*bucket as usize + 1) * width;
                learn(
                    &mut self.weights[place.clone()],
                    &mut self.squares[place],
                    *value,
                    &row,
                );
            }
            learn(&mut self.bias, &mut self.bias_squares, 1.0, &row);
        }
    }
}

/// Checks a part and counts its labels.
fn counted(
    part: Bagged<'_>,
    name: &'static str,
    labels: &[String],
    buckets: usize,
) -> Result<Vec<usize>, Error> {
    check_labels(labels)?;
    if part.bags.len() != part.labels.len() {
        return Err(Error::LabelCount {
            part: name,
            rows: part.bags.len(),
            labels: part.labels.len(),
        });
    }
    if part.bags.is_empty() || buckets == 0 {
        return Err(Error::NoExamples { part: name });
    }
    check(part.bags, buckets)?;
    part.labels.counts(labels.len())
}
