//! How columns become inputs, as fitted to the training part.
//!
//! A number is scaled to mean 0 and deviation 1, on a logarithmic scale where it is never negative and
//! its skewness is large; pieces of its range may follow (Gorishniy et al., 2022). A category has an input
//! for each of its values, or, where these are many, a learned vector. Days are a number, a turn of the
//! year and a weekday. A missing value and one that the training part did not have each have a
//! place of their own.

pub(super) use levels::{FIRST, Levels};

use super::{Inputs, Settings, Values};
use crate::Error;
use ndarray::{Array2, s};
use serde::{Deserialize, Serialize};

mod levels;

/// Skewness from which a number that is never negative is read on a logarithmic scale.
const SKEWED: f64 = 2.0;
/// How many typical values stand for a column's distribution.
pub(super) const TYPICAL: usize = 8;
/// Mean length of a year in days.
pub(super) const YEAR: f32 = 365.2425;
/// What a date gives beside its scaled day and its missing mark: sine and cosine of the year, seven days.
pub(super) const OF_DATE: usize = 9;
/// How the columns of a table become inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Encoding {
    pub(super) columns: Vec<Fitted>,
}

/// How one column does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Fitted {
    Number(Scaled),
    Date(Scaled),
    Category(Levels),
    Text(Vectors),
}

/// A number's scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Scaled {
    pub(super) logarithm: bool,
    pub(super) mean: f32,
    /// One over the deviation; 0 where the number never varied.
    pub(super) factor: f32,
    /// Whether some rows of the training part lacked it, and some did not.
    pub(super) missing: bool,
    /// Edges of the pieces, on the scale of the mean.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) edges: Vec<f32>,
    /// Values at the middles of eight parts of equally many rows.
    pub(super) typical: Vec<f32>,
    /// Share of the training part that lacked it.
    pub(super) absent: f32,
}

/// Scales of a vector's numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Vectors {
    pub(super) mean: Vec<f32>,
    pub(super) factor: Vec<f32>,
}

/// Rows as a network takes them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Encoded {
    /// n × dense inputs.
    pub(super) dense: Array2<f32>,
    /// For each column with learned vectors the place of each row.
    pub(super) places: Vec<Vec<u32>>,
}

impl Encoding {
    /// Fits to the training part.
    pub(super) fn fit(inputs: &Inputs, settings: &Settings) -> Self {
        let fit = |values: &Values| match values {
            Values::Numbers(values) => Fitted::Number(Scaled::fit(values, settings.pieces)),
            Values::Days(values) => Fitted::Date(Scaled {
                logarithm: false,
                edges: Vec::new(),
                ..Scaled::fit(values, 0)
            }),
            Values::Categories(values) => Fitted::Category(Levels::fit(values, settings)),
            Values::Vectors(rows) => {
                let scaling = crate::forward::Scaling::fit(rows.view());
                Fitted::Text(Vectors {
                    mean: scaling.mean.to_vec(),
                    factor: scaling.factor.to_vec(),
                })
            }
        };
        Self {
            columns: inputs.columns().iter().map(fit).collect(),
        }
    }

    /// How many dense inputs there are.
    pub(super) fn dense(&self) -> usize {
        self.columns.iter().map(Fitted::width).sum()
    }

    /// Rows and width of each column's learned vectors.
    pub(super) fn tables(&self) -> Vec<(usize, usize)> {
        self.learned()
            .map(|(levels, width)| (levels.counts.len(), width))
            .collect()
    }

    /// The categories with learned vectors, and the vectors' width.
    pub(super) fn learned(&self) -> impl Iterator<Item = (&Levels, usize)> {
        self.columns.iter().filter_map(|column| match column {
            Fitted::Category(levels) => levels.learned.map(|width| (levels, width)),
            _ => None,
        })
    }

    /// The places of scaled numbers among the dense inputs.
    pub(super) fn numbers(&self) -> Vec<usize> {
        let mut at = 0;
        let mut numbers = Vec::new();
        for column in &self.columns {
            if matches!(column, Fitted::Number(_) | Fitted::Date(_)) {
                numbers.push(at);
            }
            at += column.width();
        }
        numbers
    }

    /// How each column becomes inputs, in words.
    pub fn told(&self) -> Vec<String> {
        self.columns.iter().map(Fitted::told).collect()
    }

    /// The inputs of rows.
    ///
    /// # Errors
    /// [`Error::Width`] and [`Error::OtherColumn`] where the columns are others than those fitted to.
    pub(super) fn encode(&self, inputs: &Inputs) -> Result<Encoded, Error> {
        let columns = inputs.columns();
        if columns.len() != self.columns.len() {
            return Err(Error::Width {
                expected: self.columns.len(),
                given: columns.len(),
            });
        }
        let mut encoded = Encoded {
            dense: Array2::zeros((inputs.rows(), self.dense())),
            places: Vec::new(),
        };
        let mut at = 0;
        for (index, (fitted, values)) in self.columns.iter().zip(columns).enumerate() {
            fitted
                .write(values, at, &mut encoded)
                .ok_or(Error::OtherColumn { column: index })?;
            at += fitted.width();
        }
        Ok(encoded)
    }
}

impl Fitted {
    /// How many dense inputs it makes.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Number(scaled) => scaled.width(),
            Self::Date(scaled) => scaled.width() + OF_DATE,
            Self::Category(levels) if levels.learned.is_some() => 0,
            Self::Category(levels) => levels.hot().filter(Option::is_some).count(),
            Self::Text(vectors) => vectors.mean.len(),
        }
    }

    /// Writes a column's inputs from `at` on; `None` where it holds something else.
    fn write(&self, values: &Values, at: usize, to: &mut Encoded) -> Option<()> {
        match (self, values) {
            (Self::Number(scaled), Values::Numbers(values)) => {
                for (value, mut row) in values.iter().zip(to.dense.rows_mut()) {
                    scaled.write(*value, row.slice_mut(s![at..at + scaled.width()]));
                }
            }
            (Self::Date(scaled), Values::Days(values)) => {
                for (value, mut row) in values.iter().zip(to.dense.rows_mut()) {
                    scaled.write(*value, row.slice_mut(s![at..at + scaled.width()]));
                    if let Some(day) = value {
                        of_date(*day as f32, row.slice_mut(s![at + scaled.width()..]));
                    }
                }
            }
            (Self::Category(levels), Values::Categories(values)) => {
                let places = values.iter().map(|value| levels.place(value.as_deref()));
                if levels.learned.is_some() {
                    to.places.push(places.map(|place| place as u32).collect());
                } else {
                    let hot: Vec<Option<usize>> = levels.hot().collect();
                    for (place, mut row) in places.zip(to.dense.rows_mut()) {
                        if let Some(input) = hot[place] {
                            row[at + input] = 1.0;
                        }
                    }
                }
            }
            (Self::Text(vectors), Values::Vectors(rows)) if rows.ncols() == vectors.mean.len() => {
                for (from, mut row) in rows.rows().into_iter().zip(to.dense.rows_mut()) {
                    // A missing text is no mean text, yet says as little.
                    if from.iter().all(|value| *value == 0.0) {
                        continue;
                    }
                    for (place, value) in from.iter().enumerate() {
                        row[at + place] = (value - vectors.mean[place]) * vectors.factor[place];
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn told(&self) -> String {
        match self {
            Self::Number(scaled) => {
                let mut told = "scaled".to_owned();
                if scaled.logarithm {
                    told += ", logarithmic";
                }
                if scaled.edges.len() > 1 {
                    told += &format!(", {} pieces", scaled.edges.len() - 1);
                }
                if scaled.missing {
                    told += ", missing marked";
                }
                told
            }
            Self::Date(_) => "day, turn of the year, weekday".to_owned(),
            Self::Category(levels) => {
                let count = levels.levels.len();
                match levels.learned {
                    Some(width) => format!("{count} values, vectors of {width} numbers"),
                    None => format!("{count} values, an input each"),
                }
            }
            Self::Text(vectors) => format!("vector of {} numbers", vectors.mean.len()),
        }
    }

    /// Typical values of the column with their shares, to hold a row's own against.
    pub(super) fn typical(&self) -> Vec<(f64, Typical)> {
        match self {
            Self::Number(scaled) | Self::Date(scaled) => {
                let absent = f64::from(scaled.absent);
                let share = (1.0 - absent) / scaled.typical.len().max(1) as f64;
                let there = scaled.typical.iter();
                let mut all: Vec<(f64, Typical)> = there
                    .map(|value| (share, Typical::Number(Some(f64::from(*value)))))
                    .collect();
                if absent > 0.0 {
                    all.push((absent, Typical::Number(None)));
                }
                all
            }
            Self::Category(levels) => levels.typical(),
            Self::Text(vectors) => vec![(1.0, Typical::Vector(vectors.mean.clone()))],
        }
    }
}

/// A value that stands for others.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Typical {
    Number(Option<f64>),
    Category(Option<String>),
    Vector(Vec<f32>),
}

impl Scaled {
    fn fit(values: &[Option<f64>], pieces: usize) -> Self {
        let mut there: Vec<f64> = values.iter().flatten().copied().collect();
        there.sort_by(f64::total_cmp);
        let typical: Vec<f32> = if there.is_empty() {
            Vec::new()
        } else {
            let at = |part: usize| (2 * part + 1) * there.len() / (2 * TYPICAL);
            (0..TYPICAL).map(|part| there[at(part)] as f32).collect()
        };
        let logarithm =
            there.first().is_some_and(|least| *least >= 0.0) && skewness(&there) > SKEWED;
        let scale = |value: f64| of_scale(value as f32, logarithm);
        let scaled: Vec<f32> = there.iter().map(|value| scale(*value)).collect();
        let count = scaled.len().max(1) as f64;
        let mean = scaled.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
        let squares: f64 = scaled
            .iter()
            .map(|it| (f64::from(*it) - mean).powi(2))
            .sum();
        let deviation = (squares / count).sqrt();
        let mut edges: Vec<f32> = Vec::new();
        if pieces > 1 && !scaled.is_empty() {
            edges = (0..=pieces)
                .map(|edge| scaled[(edge * (scaled.len() - 1)) / pieces])
                .collect();
            edges.dedup();
            if edges.len() < 3 {
                edges.clear();
            }
        }
        let absent = values.len() - there.len();
        Self {
            logarithm,
            mean: mean as f32,
            factor: if deviation > 1e-12 * mean.abs().max(1e-12) {
                (1.0 / deviation) as f32
            } else {
                0.0
            },
            missing: absent > 0 && !there.is_empty(),
            edges,
            typical,
            absent: absent as f32 / values.len().max(1) as f32,
        }
    }

    pub(super) fn width(&self) -> usize {
        1 + self.edges.len().saturating_sub(1) + usize::from(self.missing)
    }

    fn write(&self, value: Option<f64>, mut to: ndarray::ArrayViewMut1<'_, f32>) {
        let Some(value) = value else {
            if self.missing {
                to[self.width() - 1] = 1.0;
            }
            return;
        };
        let value = of_scale(value as f32, self.logarithm);
        to[0] = (value - self.mean) * self.factor;
        for (place, edge) in self.edges.windows(2).enumerate() {
            to[1 + place] = ((value - edge[0]) * (1.0 / (edge[1] - edge[0]))).clamp(0.0, 1.0);
        }
    }
}

/// A number on the scale that is read.
pub(super) fn of_scale(value: f32, logarithm: bool) -> f32 {
    if logarithm {
        (value.max(0.0) + 1.0).ln()
    } else {
        value
    }
}

/// Sine and cosine of the year, and the weekday.
fn of_date(day: f32, mut to: ndarray::ArrayViewMut1<'_, f32>) {
    let turns = day / YEAR;
    let angle = (turns - turns.floor()) * std::f32::consts::TAU;
    to[0] = angle.sin();
    to[1] = angle.cos();
    let weekday = day - (day / 7.0).floor() * 7.0;
    to[2 + (weekday as usize).min(6)] = 1.0;
}

/// The third standardized moment; 0 where nothing varies.
fn skewness(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let moment = |power: i32| values.iter().map(|v| (v - mean).powi(power)).sum::<f64>() / count;
    let variance = moment(2);
    if variance > 0.0 {
        moment(3) / variance.powf(1.5)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
