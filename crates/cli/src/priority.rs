//! How requirements are put in order.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use hearken_report::{Formula, Style, Weights};

/// How requirements are put, and in what order.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requirements")]
pub(crate) struct PriorityArguments {
    /// What makes a requirement come first
    #[arg(long, value_name = "FORMULA", value_enum, default_value_t = Choice::Weighted)]
    priority: Choice,
    /// Points that terms of the weighted sum give at most, as in reach=50,growth=0
    #[arg(long, value_name = "TERM=POINTS", value_delimiter = ',')]
    weights: Vec<String>,
    /// Form of their sentences, where what it asks for was said
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Plain)]
    style: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Form {
    /// The user can log in
    Plain,
    /// The user shall be able to log in
    Shall,
    /// As a ROLE, I want ACTION, so that BENEFIT
    Story,
    /// When CONDITION, the app shall …
    Ears,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Choice {
    /// The sum of reach, negativity, rating, growth, votes and severity
    Weighted,
    /// Feedback and a tenth of their votes, by their mean rating
    MiniBar,
    /// How far it pulls the mean rating down
    Impact,
    /// How many say it
    Reach,
}

impl PriorityArguments {
    /// The form of the sentences.
    pub(crate) fn style(&self) -> Style {
        match self.style {
            Form::Plain => Style::Plain,
            Form::Shall => Style::Shall,
            Form::Story => Style::Story,
            Form::Ears => Style::Ears,
        }
    }

    /// The formula and what its terms count.
    ///
    /// # Errors
    /// Where a weight is none, or none is asked for by the formula.
    pub(crate) fn read(&self) -> Result<(Formula, Weights)> {
        let formula = match self.priority {
            Choice::Weighted => Formula::Weighted,
            Choice::MiniBar => Formula::MiniBar,
            Choice::Impact => Formula::Impact,
            Choice::Reach => Formula::Reach,
        };
        if formula != Formula::Weighted && !self.weights.is_empty() {
            bail!("--weights are those of --priority weighted");
        }
        let mut weights = Weights::default();
        for given in &self.weights {
            let parsed = given.split_once('=').and_then(|(name, points)| {
                let points: f64 = points.trim().parse().ok()?;
                let fits = points.is_finite() && (0.0..=1000.0).contains(&points);
                fits.then_some((name.trim(), points))
            });
            let Some((name, points)) = parsed else {
                bail!("--weights {given} is no TERM=POINTS with points from 0 to 1000");
            };
            let term = match name {
                "reach" => &mut weights.reach,
                "negativity" => &mut weights.negativity,
                "rating" => &mut weights.rating,
                "growth" => &mut weights.growth,
                "votes" => &mut weights.votes,
                "severity" => &mut weights.severity,
                _ => bail!(
                    "--weights knows no {name}: the terms are reach, negativity, rating, growth, votes and severity"
                ),
            };
            *term = points;
        }
        Ok((formula, weights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(priority: Choice, weights: &[&str]) -> Result<(Formula, Weights)> {
        let weights = weights.iter().map(|given| (*given).to_owned()).collect();
        let style = Form::Plain;
        PriorityArguments {
            priority,
            weights,
            style,
        }
        .read()
    }

    #[test]
    fn weights_that_are_not_named_stay() {
        let (formula, weights) = read(Choice::Weighted, &["reach=50", "growth = 0"]).unwrap();
        let expected = Weights {
            reach: 50.0,
            growth: 0.0,
            ..Weights::default()
        };
        assert_eq!((formula, weights), (Formula::Weighted, expected));
    }

    #[test]
    fn what_is_no_weight_is_refused() {
        for wrong in ["reach", "reach=much", "reach=-1", "speed=3", "reach=inf"] {
            assert!(read(Choice::Weighted, &[wrong]).is_err(), "{wrong}");
        }
        assert!(read(Choice::Reach, &["reach=1"]).is_err());
    }
}
