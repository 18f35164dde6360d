//! Which epoch's weights are kept, and when training stops.

use crate::train::{Epoch, accuracies};
use crate::{Error, Figures, Settings};

/// What one epoch came to.
pub(crate) struct Outcome {
    pub(crate) number: usize,
    pub(crate) learning_rate: f64,
    pub(crate) training_loss: f64,
    pub(crate) validation_loss: f64,
    pub(crate) figures: Figures,
}

/// The weights of the epoch with the lowest validation loss.
pub(crate) struct Best<T> {
    kept: Option<(f64, usize, T)>,
    patience: usize,
    epochs: usize,
}

impl<T> Best<T> {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            kept: None,
            patience: settings.patience,
            epochs: settings.epochs,
        }
    }

    /// Tells of an epoch and keeps its weights if none was better; false where enough epochs have
    /// passed without a better one.
    ///
    /// # Errors
    /// [`Error::Diverged`] where a loss is not finite.
    pub(crate) fn offer(
        &mut self,
        outcome: Outcome,
        weights: T,
        progress: &mut dyn FnMut(&Epoch),
    ) -> Result<bool, Error> {
        let Outcome {
            number,
            validation_loss: loss,
            ..
        } = outcome;
        if !(loss.is_finite() && outcome.training_loss.is_finite()) {
            return Err(Error::Diverged { epoch: number });
        }
        let kept = self.kept.as_ref();
        let better = kept.is_none_or(|(lowest, ..)| loss < *lowest);
        let waited = kept.map_or(0, |(_, at, _)| number - at);
        let (accuracy, macro_f1) = accuracies(&outcome.figures);
        progress(&Epoch {
            number,
            of: self.epochs,
            learning_rate: outcome.learning_rate,
            training_loss: outcome.training_loss,
            validation_loss: loss,
            validation_accuracy: accuracy,
            validation_macro_f1: macro_f1,
            best: better,
        });
        if better {
            self.kept = Some((loss, number, weights));
        }
        Ok(better || waited < self.patience)
    }

    /// The best epoch, from 1, and its weights.
    ///
    /// # Errors
    /// [`Error::Diverged`] where there was no epoch.
    pub(crate) fn take(self) -> Result<(usize, T), Error> {
        let kept = self.kept.map(|(_, number, weights)| (number, weights));
        kept.ok_or(Error::Diverged { epoch: 1 })
    }
}
