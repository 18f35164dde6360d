//! Bars on stderr, where that is a terminal.

use crate::language;
use hearken_report::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Steps of a bar that shows a part of a whole.
const STEPS: u64 = 10_000;

/// Whether a run tells what it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Bars, where stderr is a terminal.
    Shown,
    /// Nothing.
    Quiet,
}

impl Progress {
    /// A bar for one step of the run; `what` is said in front.
    pub(crate) fn bar(self, what: &str) -> Bar {
        let target = match self {
            // Drawn at most a few times a second, and not at all where stderr is no terminal.
            Self::Shown => ProgressDrawTarget::stderr_with_hz(8),
            Self::Quiet => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(STEPS), target);
        let style = ProgressStyle::with_template(match language::spoken() {
            Lang::En => "{msg:<12} {bar:30} {percent:>3} %  {elapsed} gone, {eta} left",
            Lang::Zh => "{msg:<12} {bar:30} {percent:>3}%  已用 {elapsed}，剩余 {eta}",
        });
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(language::told(what).into_owned());
        bar.enable_steady_tick(Duration::from_millis(500));
        Bar(bar)
    }
}

/// A step under way; goes from the terminal when it ends.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// How much is done, 0…1.
    pub(crate) fn done(&self, part: f64) {
        self.0
            .set_position((part.clamp(0.0, 1.0) * STEPS as f64) as u64);
    }

    /// Names the step anew.
    pub(crate) fn what(&self, what: &str) {
        let what = language::told(what);
        if self.0.message() != what {
            self.0.set_message(what.into_owned());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
