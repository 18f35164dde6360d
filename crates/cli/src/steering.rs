//! `themes.toml`: what a team decided about its themes.

use crate::failure::Failure;
use anyhow::Result;
use clap::Args;
use hearken_topic::Steering;
use std::path::PathBuf;

/// What a team decided.
#[derive(Debug, Args)]
pub(crate) struct SteeringArguments {
    /// File in which a team keeps what it decided about its themes (themes.toml): themes that are
    /// there from the start, mergers, splits, names, and phrases that name none
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "themes",
        help_heading = "Themes"
    )]
    steer: Option<PathBuf>,
}

impl SteeringArguments {
    /// Reads the file, before the slow work.
    pub(crate) fn read(&self) -> Result<Steering> {
        let Some(path) = &self.steer else {
            return Ok(Steering::default());
        };
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::error(
                format!("cannot read {}: {error}", path.display()),
                "name a themes.toml, or leave out --steer",
            )
        })?;
        let hint = "README.md shows what a themes.toml holds";
        let steering: Steering = toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .map(|span| 1 + text[..span.start].matches('\n').count());
            let place = line.map(|line| format!(" line {line}")).unwrap_or_default();
            let what = error.message();
            Failure::error(format!("{}{place}: {what}", path.display()), hint)
        })?;
        let checked = steering.check();
        checked.map_err(|what| Failure::error(format!("{}: {what}", path.display()), hint))?;
        Ok(steering)
    }
}
