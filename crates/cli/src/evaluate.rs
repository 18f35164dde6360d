//! `hearken evaluate`: how right a head is on labeled texts.

use crate::failure::{Failure, Outcome};
use crate::features::{self, Source};
use crate::labels::{self, Columns, Labeled, Truth};
use crate::models;
use crate::models::ArithmeticArguments;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{Head, Measurement, Task};
use ndarray::{Array2, ArrayView2, Axis};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Measure a head on labeled texts
///
/// Prints accuracy, precision, recall, F1 and the confusion of labels; how far confidence and
/// accuracy are apart (expected calibration error, 0 is best); between what the figures lie with
/// other texts of the same sort (95 % bootstrap intervals); and the accuracy on the most certain
/// part of the texts.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the head, or the name of one that ships (kind, sentiment, quality)
    #[arg(long, value_name = "DIR")]
    head: PathBuf,
    /// CSV file of labeled texts that the head was not trained on
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Column that holds the text
    #[arg(long, value_name = "COLUMN")]
    text: String,
    /// Column that holds the label; for a multi-label head several, separated by `;` or `|`
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Column by whose values the figures are given as well, such as an app or a language (may be
    /// given several times)
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,
    /// Choose among these labels alone, where the file knows no others
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    among: Vec<String>,
    /// Print JSON in place of the table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    arithmetic: ArithmeticArguments,
}

/// Classifies every text of the file and prints the figures.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let head = Head::load(&models::head_folder(
        &arguments.head,
        arguments.source.models(),
    )?)?;
    let task = head.task();
    let columns = Columns {
        text: &arguments.text,
        label: &arguments.label,
        by: &arguments.by,
        task,
    };
    let rows = labels::read(&arguments.labels, &columns)?;
    let names = if arguments.among.is_empty() {
        head.labels()
    } else {
        &arguments.among
    };
    let truth = Truth::of(&rows, task, names)?;
    let features = features_for(
        &head,
        &labels::texts(&rows),
        &arguments.source,
        arguments.arithmetic,
    )?;
    let probabilities = among(head.classify(features.view())?, &head, names)?;
    let measured = Measured {
        whole: hearken_fcnn::measure(probabilities.view(), truth.targets(), names),
        by: by(&rows, &arguments.by, &truth, probabilities.view(), names),
    };
    let mut out = stdout().lock();
    if arguments.json {
        output::json(&mut out, &measured)?;
    } else {
        write!(out, "{measured}")?;
    }
    Ok(Outcome::Done)
}

/// The features of texts that a head reads, where the encoder in use is the one it was trained on.
pub(crate) fn features_for(
    head: &Head,
    texts: &[&str],
    source: &Source,
    arithmetic: ArithmeticArguments,
) -> Result<Array2<f32>> {
    let mut encoder = source.open_to_ask(head, arithmetic)?;
    features::is_of(head, &*encoder)?;
    features::of_head(&mut *encoder, head, texts, source)
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Measured {
    #[serde(flatten)]
    whole: Measurement,
    /// For each column asked for its values, the largest first.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    by: Vec<(String, Vec<Part>)>,
}

/// The figures of the rows that have one value in a column.
#[derive(Debug)]
struct Part {
    /// `None` where the cell is empty.
    value: Option<String>,
    measured: Measurement,
}

/// For each column the figures by its values.
fn by(
    rows: &[Labeled],
    columns: &[String],
    truth: &Truth,
    probabilities: ArrayView2<'_, f32>,
    names: &[String],
) -> Vec<(String, Vec<Part>)> {
    let parts = |column: usize| {
        let mut values: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            values.entry(&row.by[column]).or_default().push(index);
        }
        let mut values: Vec<(&str, Vec<usize>)> = values.into_iter().collect();
        values.sort_by_key(|(_, rows)| Reverse(rows.len()));
        let part = |(value, rows): (&str, Vec<usize>)| Part {
            value: Some(value.to_owned()).filter(|value| !value.is_empty()),
            measured: hearken_fcnn::measure(
                probabilities.select(Axis(0), &rows).view(),
                truth.select(&rows).targets(),
                names,
            ),
        };
        values.into_iter().map(part).collect()
    };
    let columns = columns.iter().enumerate();
    columns
        .map(|(index, name)| (name.clone(), parts(index)))
        .collect()
}

fn as_map<S: serde::Serializer>(by: &[(String, Vec<Part>)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(by.iter().map(|(column, parts)| (column, parts)))
}

impl Serialize for Part {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let figures = &self.measured.figures;
        let mut json = Map::new();
        json.insert("value".to_owned(), json!(self.value));
        json.insert("examples".to_owned(), json!(figures.examples()));
        for (name, value) in figures.headline() {
            json.insert(name.to_owned(), json!(value));
        }
        let intervals = self.measured.intervals.iter();
        let intervals: Map<String, Value> = intervals
            .map(|(name, interval)| ((*name).to_owned(), json!(interval)))
            .collect();
        json.insert("intervals".to_owned(), Value::Object(intervals));
        json.serialize(to)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.whole.fmt(f)?;
        for (column, parts) in &self.by {
            let names = self.whole.figures.headline().map(|(name, _)| name);
            let [first, second, third, _] = names.map(|name| name.replace('_', " "));
            let values: Vec<String> = parts.iter().map(Part::shown).collect();
            let title = format!("by {}", hearken_report::line(column));
            let widths = values.iter().chain([&title]).map(|v| v.chars().count());
            let width = widths.max().unwrap_or(0);
            writeln!(
                f,
                "\n{title:width$}  examples  {first:>15}  95 % interval  {second:>12}  {third:>12}  calibration error"
            )?;
            for (value, part) in values.iter().zip(parts) {
                let figures = &part.measured.figures;
                let [first, second, third, error] = figures.headline().map(|(_, value)| value);
                let interval = part.measured.intervals[0].1;
                writeln!(
                    f,
                    "{value:width$}  {:8}  {first:15.3}  {:>6.3}–{:.3}   {second:12.3}  {third:12.3}  {error:17.3}",
                    figures.examples(),
                    interval.low,
                    interval.high
                )?;
            }
        }
        Ok(())
    }
}

impl Part {
    /// The value in a line, cut where it is long.
    fn shown(&self) -> String {
        const LONGEST: usize = 40;
        let value = match &self.value {
            Some(value) => hearken_report::line(value),
            None => "(empty)".to_owned(),
        };
        if value.chars().count() <= LONGEST {
            return value;
        }
        value.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

/// The probabilities of some labels alone; of a multi-class head, given that it is one of them.
fn among(all: Array2<f32>, head: &Head, names: &[String]) -> Result<Array2<f32>> {
    let columns = names
        .iter()
        .map(|name| {
            let mut labels = head.labels().iter();
            labels.position(|label| label == name).ok_or_else(|| {
                Failure::error(
                    format!("the head does not know the label \"{name}\""),
                    format!("it knows {}", head.labels().join(", ")),
                )
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(chosen(all, &columns, head.task()))
}

fn chosen(all: Array2<f32>, columns: &[usize], task: Task) -> Array2<f32> {
    if columns.len() == all.ncols() && columns.is_sorted() {
        return all;
    }
    let mut some = all.select(Axis(1), columns);
    if task == Task::MultiLabel {
        return some;
    }
    for mut row in some.rows_mut() {
        // Where every chosen label rounds to nothing they count the same.
        let sum = row.sum();
        let count = row.len() as f32;
        row.mapv_inplace(|value| if sum > 0.0 { value / sum } else { 1.0 / count });
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn some_labels_share_what_the_others_leave() {
        let all = array![[0.2, 0.5, 0.3], [0.0, 1.0, 0.0]];
        let some = chosen(all.clone(), &[2, 0], Task::MultiClass);
        assert!((some[[0, 0]] - 0.6).abs() < 1e-6);
        assert!((some[[1, 1]] - 0.5).abs() < 1e-6);
        assert_eq!(chosen(all.clone(), &[0, 1, 2], Task::MultiClass), all);
        let several = chosen(all, &[2, 0], Task::MultiLabel);
        assert_eq!(several, array![[0.3, 0.2], [0.0, 0.0]]);
    }

    #[test]
    fn the_largest_value_comes_first_and_the_smallest_is_kept() {
        let row = |app: &str| Labeled {
            text: "text".to_owned(),
            label: "a".to_owned(),
            by: vec![app.to_owned()],
        };
        let rows = [row("small"), row("large"), row(""), row("large")];
        let names = ["a", "b"].map(String::from);
        let probabilities = array![[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]];
        let parts = by(
            &rows,
            &["app".to_owned()],
            &Truth::One(vec![0; 4]),
            probabilities.view(),
            &names,
        );
        let values: Vec<Option<&str>> = parts[0].1.iter().map(|p| p.value.as_deref()).collect();
        assert_eq!(values, [Some("large"), None, Some("small")]);
        let json = serde_json::to_value(&parts[0].1[1]).unwrap();
        assert_eq!(
            (&json["examples"], &json["accuracy"]),
            (&json!(1), &json!(0.0))
        );
        assert_eq!(json["intervals"]["accuracy"]["high"], 0.0);
    }
}
