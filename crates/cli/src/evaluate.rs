//! `hearken evaluate`: how right a head is on labeled texts.

use crate::failure::Outcome;
use crate::features::{self, Source};
use crate::labels;
use anyhow::{Context, Result, bail};
use clap::Args;
use hearken_fcnn::Head;
use ndarray::{Array2, Axis};
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Measure a head on labeled texts
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the head
    #[arg(long, value_name = "DIR")]
    head: PathBuf,
    /// CSV file of labeled texts that the head was not trained on
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Column that holds the text
    #[arg(long, value_name = "COLUMN")]
    text: String,
    /// Column that holds the label
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Choose among these labels alone, where the file knows no others
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    among: Vec<String>,
    /// Print JSON in place of the table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// Classifies every text of the file and prints the figures.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let head = Head::load(&arguments.head)?;
    let rows = labels::read(&arguments.labels, &arguments.text, &arguments.label)?;
    let names = if arguments.among.is_empty() {
        head.labels()
    } else {
        &arguments.among
    };
    let truth = labels::indexes(&rows, names)?;
    let encoder = arguments.source.open()?;
    if head
        .encoder()
        .is_some_and(|wanted| wanted != encoder.identity())
    {
        bail!(
            "the head in {} was trained on another encoder than the one in use",
            arguments.head.display()
        );
    }
    let features = features::of_head(&*encoder, &head, &labels::texts(&rows), &arguments.source)?;
    let probabilities = among(head.classify(features.view())?, head.labels(), names)?;
    let evaluation = hearken_fcnn::evaluate(probabilities.view(), &truth, names);
    let mut out = stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &evaluation)?;
        writeln!(out)?;
    } else {
        write!(out, "{evaluation}")?;
    }
    Ok(Outcome::Done)
}

/// The probabilities of some labels alone, given that it is one of them.
fn among(all: Array2<f32>, labels: &[String], names: &[String]) -> Result<Array2<f32>> {
    let columns = names
        .iter()
        .map(|name| {
            labels
                .iter()
                .position(|label| label == name)
                .with_context(|| {
                    format!(
                        "the head does not know the label \"{name}\"; it knows {}",
                        labels.join(", ")
                    )
                })
        })
        .collect::<Result<Vec<_>>>()?;
    if columns.len() == labels.len() && columns.is_sorted() {
        return Ok(all);
    }
    let mut some = all.select(Axis(1), &columns);
    for mut row in some.rows_mut() {
        // Where every chosen label rounds to nothing they count the same.
        let sum = row.sum();
        let count = row.len() as f32;
        row.mapv_inplace(|value| if sum > 0.0 { value / sum } else { 1.0 / count });
    }
    Ok(some)
}

#[cfg(test)]
mod tests {
    use super::among;
    use ndarray::array;

    #[test]
    fn some_labels_share_what_the_others_leave() {
        let labels = ["a", "b", "c"].map(String::from);
        let all = array![[0.2, 0.5, 0.3], [0.0, 1.0, 0.0]];
        let some = among(
            all.clone(),
            &labels,
            &[labels[2].clone(), labels[0].clone()],
        )
        .unwrap();
        assert!((some[[0, 0]] - 0.6).abs() < 1e-6);
        assert!((some[[1, 1]] - 0.5).abs() < 1e-6);
        assert_eq!(among(all.clone(), &labels, &labels).unwrap(), all);
        assert!(among(all, &labels, &["z".to_owned()]).is_err());
    }
}
