//! The step size over the steps of training.

use super::{Schedule, Settings};

/// Where the step size stands.
pub(super) struct Pace<'a> {
    settings: &'a Settings,
    steps: usize,
    step: usize,
    /// What the plateau schedule has come to.
    lowered: f64,
    lowest: f64,
    waited: usize,
}

impl<'a> Pace<'a> {
    /// For a training of `steps` steps at most.
    pub(super) fn new(settings: &'a Settings, steps: usize) -> Self {
        Self {
            settings,
            steps: steps.max(1),
            step: 0,
            lowered: 1.0,
            lowest: f64::INFINITY,
            waited: 0,
        }
    }

    /// The size of the next step, in the epoch of this number, from 1.
    pub(super) fn next(&mut self, epoch: usize) -> f64 {
        let start = self.settings.learning_rate;
        let done = self.step as f64 / self.steps as f64;
        self.step += 1;
        match self.settings.schedule {
            Schedule::Constant => start,
            Schedule::Cosine => start * 0.5 * (1.0 + (std::f64::consts::PI * done).cos()),
            Schedule::Step => {
                let falls = (epoch.max(1) - 1) / self.settings.step_every;
                start
                    * self
                        .settings
                        .factor
                        .powi(i32::try_from(falls).unwrap_or(i32::MAX))
            }
            Schedule::Plateau => start * self.lowered,
        }
    }

    /// Tells of an epoch's validation loss.
    pub(super) fn told(&mut self, loss: f64) {
        if loss < self.lowest {
            self.lowest = loss;
            self.waited = 0;
            return;
        }
        self.waited += 1;
        if self.waited >= self.settings.plateau_patience {
            self.lowered *= self.settings.factor;
            self.waited = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(schedule: Schedule) -> Settings {
        Settings {
            schedule,
            learning_rate: 1.0,
            step_every: 2,
            plateau_patience: 2,
            factor: 0.5,
            ..Settings::default()
        }
    }

    #[test]
    fn the_step_schedule_falls_every_so_many_epochs() {
        let settings = settings(Schedule::Step);
        let mut pace = Pace::new(&settings, 10);
        let sizes: Vec<f64> = (1..=5).map(|epoch| pace.next(epoch)).collect();
        assert_eq!(sizes, [1.0, 1.0, 0.5, 0.5, 0.25]);
    }

    #[test]
    fn the_plateau_schedule_falls_where_the_loss_does_not() {
        let settings = settings(Schedule::Plateau);
        let mut pace = Pace::new(&settings, 10);
        for loss in [1.0, 0.9, 0.95] {
            pace.told(loss);
        }
        assert_eq!(pace.next(4), 1.0);
        pace.told(0.9);
        assert_eq!(pace.next(5), 0.5);
    }

    #[test]
    fn the_cosine_falls_from_the_start_to_nothing() {
        let settings = settings(Schedule::Cosine);
        let mut pace = Pace::new(&settings, 2);
        assert_eq!(pace.next(1), 1.0);
        assert!((pace.next(1) - 0.5).abs() < 1e-12);
        assert!(pace.next(2) < 1e-12);
        let constant = self::settings(Schedule::Constant);
        assert_eq!(Pace::new(&constant, 1).next(9), 1.0);
    }
}
