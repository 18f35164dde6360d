//! Going on from a head with a few corrections, without unlearning the rest.

use crate::forward::{Layer, logits};
use crate::network::{Aim, Network, stream};
use crate::train::{check, halved, same_task};
use crate::{Error, Examples, Head, Provenance, Settings, calibrate, storage};
use ndarray::{Array2, ArrayView2};
use rand::seq::SliceRandom;

/// Streams of the seeded generator; those of [`train`](crate::train()) are 0…2.
const CORRECTIONS: u64 = 3;
const ANCHORS: u64 = 4;
const DROPOUT: u64 = 5;

/// Goes on training a head with corrected examples.
///
/// A few corrections alone would make a network forget what they do not speak of. So every step
/// takes as many `anchors` (m × inputs; feature rows without labels, such as those of texts that
/// nobody corrected; none is allowed) beside the corrections, and for them the head is to go on
/// saying what it said (learning without forgetting, Li & Hoiem, 2016). Both count the same.
///
/// Starts from the head's weights and scaling, and runs [`Settings::epochs`] times over the
/// corrections, all of them: there is no validation part, and [`Settings::patience`] and
/// [`Settings::hidden`] do not count. The temperature stays: corrections are mostly what the head
/// found hard, and would make it unsure of everything else.
///
/// # Errors
/// No corrections, labels or a [task](crate::Task) other than the head's, features of another width or not
/// finite, settings out of range, and training that diverges.
pub fn fine_tune(
    head: &Head,
    corrections: Examples<'_>,
    anchors: ArrayView2<'_, f32>,
    settings: &Settings,
) -> Result<Head, Error> {
    settings.check()?;
    let part = "corrections";
    same_task(part, corrections.labels.task(), head.task)?;
    let counts = check(corrections, part, &head.labels, head.inputs())?;
    let kept = head.uncalibrated(anchors)?;
    let outputs = head.labels.len();
    let weights = settings.label_weights(head.task, &counts, corrections.labels.len());
    let stream = |number| stream(settings.seed, number);
    let (mut shuffle, mut draw) = (stream(CORRECTIONS), stream(ANCHORS));
    let mut dropout = stream(DROPOUT);
    let mut network = Network::resume(&head.layers, settings)?;
    let mut order: Vec<usize> = (0..corrections.labels.len()).collect();
    let mut pool: Vec<usize> = (0..anchors.nrows()).collect();
    pool.shuffle(&mut draw);
    let mut next_anchor = 0;
    let steps = order.len().div_ceil(settings.batch) * settings.epochs;
    let mut step = 0;
    for epoch in 1..=settings.epochs {
        order.shuffle(&mut shuffle);
        let mut total = 0.0;
        for chosen in order.chunks(settings.batch) {
            let beside = chosen.len().min(pool.len());
            let rows = chosen.len() + beside;
            let mut batch = Array2::zeros((rows, head.inputs()));
            let mut shares = Array2::zeros((rows, outputs));
            let mut counts = Array2::ones((rows, outputs));
            for (row, &index) in chosen.iter().enumerate() {
                let from = corrections.features.row(index);
                head.scaling.apply(from, batch.row_mut(row));
                for &label in corrections.labels.of(index) {
                    shares[[row, label]] = 1.0;
                    counts[[row, label]] = weights[label];
                }
            }
            for row in chosen.len()..rows {
                let index = pool[next_anchor % pool.len()];
                next_anchor += 1;
                head.scaling.apply(anchors.row(index), batch.row_mut(row));
                shares.row_mut(row).assign(&kept.row(index));
            }
            let aim = Aim::Shares {
                task: head.task,
                shares,
                weights: counts,
            };
            let rate = settings.rate(step, steps);
            total += network.step(batch, aim, rate, &mut dropout)?;
            step += 1;
        }
        if !total.is_finite() {
            return Err(Error::Diverged { epoch });
        }
    }
    let layers: Vec<Layer> = network.layers()?.into_iter().map(halved).collect();
    let whole = |layer: &Layer| {
        layer
            .weights
            .iter()
            .chain(&layer.bias)
            .all(|v| v.is_finite())
    };
    if !layers.iter().all(whole) {
        return Err(Error::Diverged {
            epoch: settings.epochs,
        });
    }
    Ok(Head {
        layers,
        settings: Settings {
            hidden: head.settings.hidden.clone(),
            ..settings.clone()
        },
        provenance: Provenance {
            training_examples: corrections.labels.len(),
            validation_examples: 0,
            best_epoch: settings.epochs,
            started_from: Some(storage::sha256(head)?),
            ..head.provenance.clone()
        },
        // The threshold was measured with other weights.
        abstention: None,
        ..head.clone()
    })
}

impl Head {
    /// What the network says at temperature 1, where its training left it.
    fn uncalibrated(&self, features: ArrayView2<'_, f32>) -> Result<Array2<f32>, Error> {
        if features.nrows() == 0 {
            return Ok(Array2::zeros((0, self.labels.len())));
        }
        // Checks width and numbers.
        self.classify(features)?;
        let outputs = logits(&self.scaling, &self.layers, features);
        Ok(calibrate::probabilities(outputs, self.task, 1.0))
    }
}
