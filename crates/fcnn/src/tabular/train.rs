//! Training: one network or several, stopped early, averaged, and calibrated.

use super::calibration::Calibration;
use super::encoding::Encoded;
use super::figures::one_number;
use super::loss::{Goal, told};
use super::model::as_odds;
use super::network::{Batch, Member, Network};
use super::pace::Pace;
use super::{Column, Encoding, Inputs, Loss, Model, Origin, Settings, Target, Task};
use crate::network::stream;
use crate::{ClassWeights, Error};
use ndarray::{Array2, Axis};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Rows and the truth of each.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The columns' values.
    pub inputs: &'a Inputs,
    /// What each row is.
    pub target: &'a Target,
}

/// What one pass over the training part came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Epoch {
    /// Which of the networks, from 1.
    pub network: usize,
    /// How many networks are trained.
    pub networks: usize,
    /// From 1.
    pub number: usize,
    /// Epochs at most.
    pub of: usize,
    /// Step size at the end of the epoch.
    pub learning_rate: f64,
    /// What the metric is: `accuracy`, or for numbers `mae`, the mean absolute error in the target's unit.
    pub metric: &'static str,
    /// Mean loss over the epoch's steps, with dropout.
    pub training_loss: f64,
    /// The metric over the epoch's steps, with dropout.
    pub training_metric: f64,
    /// Loss on the validation part, without dropout.
    pub validation_loss: f64,
    /// The metric on the validation part.
    pub validation_metric: f64,
    /// Whether this is the network's best epoch so far, by validation loss.
    pub best: bool,
}

/// Streams of the seeded generator, so that a change in one use leaves the others alone.
const START: u64 = 0;
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 2;
const AUGMENT: u64 = 3;
const STREAMS: u64 = 16;

/// Trains a model for `columns` to tell the column `target`.
///
/// Scales and values of columns are fitted to the training part alone. The validation part chooses each
/// network's epoch and fits the calibration (Platt's sigmoid for two classes, a temperature for several).
///
/// # Errors
/// Empty parts, a class or number that does not vary, columns that do not agree, settings out of range,
/// and training that diverges.
pub fn train(
    columns: &[Column],
    target: &str,
    (training, validation): (Part<'_>, Part<'_>),
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Model, Error> {
    settings.check()?;
    let task = training.target.task();
    let loss = settings.loss_for(task)?;
    check(training, "training")?;
    check(validation, "validation")?;
    if let Some(absent) = training
        .target
        .counts()
        .iter()
        .position(|count| *count == 0)
    {
        return Err(Error::AbsentLabel(training.target.labels()[absent].clone()));
    }
    let encoding = Encoding::fit(training.inputs, settings);
    let scale = scale(training.target)?;
    let mut model = Model {
        task,
        target: target.to_owned(),
        labels: training.target.labels().to_vec(),
        columns: columns.to_vec(),
        members: Vec::new(),
        calibration: match task {
            Task::Binary => Some(Calibration::none()),
            Task::MultiClass => Some(Calibration::Temperature { temperature: 1.0 }),
            Task::Regression => None,
        },
        scale,
        settings: settings.clone(),
        origin: Origin {
            training_rows: training.target.len(),
            validation_rows: validation.target.len(),
            ..Origin::default()
        },
        encoding,
    };
    let learning = Learning {
        model: &model,
        training: (model.encoding.encode(training.inputs)?, training.target),
        validation: (model.encoding.encode(validation.inputs)?, validation.target),
        weights: class_weights(training.target, settings.class_weights),
        loss,
    };
    let (mut members, mut epochs) = (Vec::new(), Vec::new());
    for network in 0..settings.ensemble {
        let (member, epoch) = learning.member(network, progress)?;
        members.push(member);
        epochs.push(epoch);
    }
    let held = learning.validation.0;
    model.members = members;
    model.origin.best_epochs = epochs;
    if let Target::Classes { rows, .. } = validation.target {
        let outputs = model.outputs(&held);
        model.calibration = Some(match task {
            Task::Binary => Calibration::platt(&outputs.column(0).to_owned(), rows),
            _ => Calibration::temperature(&outputs, rows),
        });
    }
    Ok(model)
}

fn check(part: Part<'_>, name: &'static str) -> Result<(), Error> {
    let (rows, labels) = (part.inputs.rows(), part.target.len());
    if rows != labels {
        return Err(Error::LabelCount {
            part: name,
            rows,
            labels,
        });
    }
    if rows == 0 || part.inputs.columns().is_empty() {
        return Err(Error::NoExamples { part: name });
    }
    Ok(())
}

/// Mean and deviation of a number; 0 and 1 of classes.
fn scale(target: &Target) -> Result<(f32, f32), Error> {
    match target {
        Target::Classes { labels, .. } if labels.len() < 2 => {
            Err(Error::TooFewLabels(labels.len()))
        }
        Target::Classes { .. } => Ok((0.0, 1.0)),
        Target::Numbers(values) => {
            let count = values.len().max(1) as f64;
            let mean = values.iter().sum::<f64>() / count;
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            let deviation = (squares / count).sqrt();
            let (mean, deviation) = (mean as f32, deviation as f32);
            if deviation.is_finite() && mean.is_finite() && deviation > 0.0 {
                Ok((mean, deviation))
            } else {
                Err(Error::Constant)
            }
        }
    }
}

/// How much a row of each class counts, on average 1.
fn class_weights(target: &Target, chosen: ClassWeights) -> Vec<f32> {
    let settings = crate::Settings {
        class_weights: chosen,
        ..crate::Settings::default()
    };
    settings.label_weights(crate::Task::MultiClass, &target.counts(), target.len())
}

struct Learning<'a> {
    model: &'a Model,
    training: (Encoded, &'a Target),
    validation: (Encoded, &'a Target),
    weights: Vec<f32>,
    loss: Loss,
}

impl Learning<'_> {
    fn outputs(&self) -> usize {
        match (self.model.task, self.loss) {
            (Task::MultiClass, _) | (_, Loss::CrossEntropy) => self.model.labels.len(),
            _ => 1,
        }
    }

    /// What rows are to come to.
    fn goal(&self, target: &Target, rows: &[usize]) -> Goal {
        let outputs = self.outputs();
        let mut goal = Goal {
            targets: Array2::zeros((rows.len(), outputs)),
            weights: Array2::ones((rows.len(), outputs)),
        };
        match target {
            Target::Classes { rows: truth, .. } => {
                for (at, row) in rows.iter().enumerate() {
                    let class = truth[*row];
                    goal.weights.row_mut(at).fill(self.weights[class]);
                    match outputs {
                        1 => goal.targets[[at, 0]] = class as f32,
                        _ => goal.targets[[at, class]] = 1.0,
                    }
                }
            }
            Target::Numbers(values) => {
                let (mean, deviation) = self.model.scale;
                let (mean, deviation) = (f64::from(mean), f64::from(deviation));
                for (at, row) in rows.iter().enumerate() {
                    goal.targets[[at, 0]] = ((values[*row] - mean) / deviation) as f32;
                }
            }
        }
        goal
    }

    /// The metric of outputs before calibration.
    fn metric(&self, outputs: Array2<f32>, target: &Target) -> f64 {
        let said = self.model.told(as_odds(self.model.task, outputs));
        one_number(&said, target)
    }

    /// Trains one network; its weights at its best epoch, and that epoch.
    fn member(
        &self,
        network: usize,
        progress: &mut dyn FnMut(&Epoch),
    ) -> Result<(Member, usize), Error> {
        let settings = &self.model.settings;
        let of = |number| stream(settings.seed, network as u64 * STREAMS + number);
        let (mut shuffle, mut dropout, mut augment) = (of(SHUFFLE), of(DROPOUT), of(AUGMENT));
        let mut learner = Network::start(
            &self.model.encoding,
            self.outputs(),
            (settings, self.loss),
            &mut of(START),
        )?;
        let mut order: Vec<usize> = (0..self.training.1.len()).collect();
        let steps = order.len().div_ceil(settings.batch) * settings.epochs;
        let mut pace = Pace::new(settings, steps);
        let all: Vec<usize> = (0..self.validation.1.len()).collect();
        let held = self.goal(self.validation.1, &all);
        let numbers = self.model.encoding.numbers();
        let mut best: Option<(f64, usize, Member)> = None;
        for number in 1..=settings.epochs {
            order.shuffle(&mut shuffle);
            let (mut loss, mut metric, mut seen) = (0.0, 0.0, 0.0);
            let mut rate = settings.learning_rate;
            for chosen in order.chunks(settings.batch) {
                // A single row has no deviation to be brought to 1.
                if settings.batch_norm && chosen.len() < 2 {
                    continue;
                }
                let batch = self.batch(chosen, &numbers, &mut augment);
                rate = pace.next(number);
                let stepped = learner.step(batch, rate, &mut dropout)?;
                let rows = chosen.len() as f64;
                loss += stepped.loss * rows;
                let truth = self.training.1.select(chosen);
                metric += self.metric(stepped.outputs, &truth) * rows;
                seen += rows;
            }
            let member = learner.member()?;
            let outputs = member.outputs(&self.validation.0);
            let validation_loss = told(&outputs, &held, self.loss, settings.huber_delta);
            let training_loss = loss / seen;
            let whole = validation_loss.is_finite() && training_loss.is_finite();
            if !whole || !member.is_finite() {
                return Err(Error::Diverged { epoch: number });
            }
            pace.told(validation_loss);
            let is_best = best
                .as_ref()
                .is_none_or(|(lowest, ..)| validation_loss < *lowest);
            progress(&Epoch {
                network: network + 1,
                networks: settings.ensemble,
                number,
                of: settings.epochs,
                learning_rate: rate,
                metric: match self.model.task {
                    Task::Regression => "mae",
                    _ => "accuracy",
                },
                training_loss,
                training_metric: metric / seen,
                validation_loss,
                validation_metric: self.metric(outputs, self.validation.1),
                best: is_best,
            });
            let waited = best.as_ref().map_or(0, |(_, at, _)| number - at);
            if is_best {
                best = Some((validation_loss, number, member));
            } else if waited >= settings.patience {
                break;
            }
        }
        let kept = best.map(|(_, epoch, member)| (member, epoch));
        kept.ok_or(Error::Diverged { epoch: 1 })
    }

    /// The chosen rows, with noise and mixed where the settings say so.
    fn batch(&self, chosen: &[usize], numbers: &[usize], random: &mut ChaCha8Rng) -> Batch {
        let settings = &self.model.settings;
        let (encoded, target) = &self.training;
        let mut inputs = Encoded {
            dense: encoded.dense.select(Axis(0), chosen),
            places: encoded
                .places
                .iter()
                .map(|places| chosen.iter().map(|row| places[*row]).collect())
                .collect(),
        };
        let mut goal = self.goal(target, chosen);
        if settings.noise > 0.0 {
            for mut row in inputs.dense.rows_mut() {
                for at in numbers {
                    row[*at] += normal(random) * settings.noise as f32;
                }
            }
        }
        let mut mixed = None;
        if settings.mixup > 0.0 {
            let share = beta(settings.mixup, random);
            let mut with: Vec<usize> = (0..chosen.len()).collect();
            with.shuffle(random);
            for of in [&mut goal.targets, &mut goal.weights] {
                *of = &*of * share + of.select(Axis(0), &with) * (1.0 - share);
            }
            let with = with.into_iter().map(|row| row as u32).collect();
            mixed = Some((with, share));
        }
        Batch {
            inputs,
            goal,
            mixed,
        }
    }
}

/// A draw from the normal distribution (Box & Muller, 1958).
fn normal(random: &mut ChaCha8Rng) -> f32 {
    let radius = (-2.0 * (1.0 - random.random::<f32>()).ln()).sqrt();
    radius * (std::f32::consts::TAU * random.random::<f32>()).cos()
}

/// A draw from the symmetric beta distribution (Jöhnk, 1964).
fn beta(alpha: f64, random: &mut ChaCha8Rng) -> f32 {
    for _ in 0..1000 {
        let draw = |random: &mut ChaCha8Rng| random.random::<f64>().powf(1.0 / alpha);
        let (one, other) = (draw(random), draw(random));
        if one + other > 0.0 && one + other <= 1.0 {
            return (one / (one + other)) as f32;
        }
    }
    // Only for an α so large that every draw lies in the middle.
    0.5
}
