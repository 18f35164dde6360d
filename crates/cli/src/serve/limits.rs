//! What one request, and all of them, may take.

use clap::Args;
use std::num::NonZeroUsize;
use std::time::Duration;

#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Bytes of a body
    #[arg(long, value_name = "N", default_value = "1048576")]
    pub(super) max_body: NonZeroUsize,
    /// Texts of a request
    #[arg(long, value_name = "N", default_value = "256")]
    pub(super) max_texts: NonZeroUsize,
    /// Characters of a text
    #[arg(long, value_name = "N", default_value = "10000")]
    pub(super) max_characters: NonZeroUsize,
    /// Requests at once; more are told to come again (503)
    #[arg(long, value_name = "N", default_value = "64")]
    pub(super) max_requests: NonZeroUsize,
    /// Open connections at once; more wait until one closes
    #[arg(long, value_name = "N", default_value = "512")]
    pub(super) max_connections: NonZeroUsize,
    /// Seconds of a request; a connection that is silent for twice as long is closed
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    max_seconds: NonZeroUsize,
}

impl Limits {
    /// How long a request may take.
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.max_seconds.get() as u64)
    }

    /// How long a connection may be silent: longer than any request takes, so that none is cut off.
    pub(super) fn silence(&self) -> Duration {
        self.time() * 2
    }
}
