//! `hearken export-head`: a head for other runtimes.

use crate::failure::Outcome;
use crate::features::{self, Source};
use crate::labels::{self, Columns, Truth};
use crate::models;
use crate::output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_fcnn::{FeatureKind, Figures, Head, Precision};
use ndarray::{Array2, Array3};
use serde::Serialize;
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Write a head for another runtime
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the head, or the name of one that ships (kind, sentiment, quality)
    #[arg(long, value_name = "DIR")]
    head: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Onnx)]
    format: Format,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Keep weights in 8-bit integers: a quarter of the size, slightly other probabilities
    #[arg(long)]
    int8: bool,
    /// JSON file for example inputs and the probabilities that a runtime must give for them
    #[arg(long, value_name = "FILE")]
    examples: Option<PathBuf>,
    /// CSV file of labeled texts on which to tell what 8-bit weights cost
    #[arg(long, value_name = "FILE", requires_all = ["int8", "text", "label"])]
    labels: Option<PathBuf>,
    /// Column that holds the text
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Column that holds the label
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Onnx,
}

/// What a runtime is checked with.
#[derive(Serialize)]
struct Examples {
    /// The model's input: `features` or `states`.
    input: &'static str,
    shape: Vec<usize>,
    values: Vec<f32>,
    /// What comes out, a row an example.
    probabilities: Vec<Vec<f32>>,
}

const EXAMPLES: usize = 5;
const TOKENS: usize = 7;

/// Writes the model and says what it holds.
pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let folder = models::head_folder(&arguments.head, arguments.source.models())?;
    let head = Head::load(&folder)?;
    let precision = if arguments.int8 {
        Precision::Int8
    } else {
        Precision::Single
    };
    let kept = match precision {
        Precision::Single => head.clone(),
        Precision::Int8 => head.with_int8_weights()?,
    };
    let Format::Onnx = arguments.format;
    let model = head.to_onnx(precision)?;
    output::put_at(&arguments.output, &model)?;
    if let Some(path) = &arguments.examples {
        output::put_at(path, &serde_json::to_vec(&examples(&kept)?)?)?;
    }
    let mut out = stdout().lock();
    writeln!(
        out,
        "{}: ONNX, {} → {}, {} KiB",
        arguments.output.display(),
        input(&head),
        head.labels().join(", "),
        model.len().div_ceil(1024)
    )?;
    if let (Some(path), Some(text), Some(label)) =
        (&arguments.labels, &arguments.text, &arguments.label)
    {
        let task = head.task();
        let columns = Columns {
            text,
            label,
            by: &[],
            task,
        };
        let rows = labels::read(path, &columns)?;
        let truth = Truth::of(&rows, task, head.labels())?;
        let texts = labels::texts(&rows);
        let mut encoder = arguments.source.open_for(&head)?;
        for (what, head) in [("32-bit", &head), ("8-bit", &kept)] {
            let features = features::of_head(&mut *encoder, head, &texts, &arguments.source)?;
            let probabilities = head.classify(features.view())?;
            let figures =
                hearken_fcnn::figures(probabilities.view(), truth.targets(), head.labels());
            let told = match &figures {
                Figures::MultiClass(figures) => format!(
                    "accuracy {:.4}, macro-F1 {:.4}, log loss {:.4}",
                    figures.accuracy, figures.macro_f1, figures.log_loss
                ),
                Figures::MultiLabel(figures) => format!(
                    "subset accuracy {:.4}, micro-F1 {:.4}, macro-F1 {:.4}",
                    figures.subset_accuracy, figures.micro_f1, figures.macro_f1
                ),
            };
            let count = figures.examples();
            writeln!(out, "{what:>7} weights: {told} on {count} texts")?;
        }
    }
    Ok(Outcome::Done)
}

fn input(head: &Head) -> &'static str {
    match head.features() {
        Some(FeatureKind::States { .. }) => "states",
        _ => "features",
    }
}

/// Some numbers in the range that encoders give, and what the head says of them.
fn examples(head: &Head) -> Result<Examples> {
    let number = |at: usize| ((at * 7_919 % 1_013) as f32 / 506.0 - 1.0) * 1.5;
    let (shape, values, features) = match head.width() {
        Some(width) => {
            let shape = (EXAMPLES, TOKENS, width);
            let count = EXAMPLES * TOKENS * width;
            let states = Array3::from_shape_vec(shape, (0..count).map(number).collect())?;
            let pooled = head.pool(states.view())?;
            (
                vec![shape.0, shape.1, shape.2],
                states.into_iter().collect(),
                pooled,
            )
        }
        None => {
            let shape = (EXAMPLES, head.inputs());
            let values: Vec<f32> = (0..shape.0 * shape.1).map(number).collect();
            let features = Array2::from_shape_vec(shape, values.clone())?;
            (vec![shape.0, shape.1], values, features)
        }
    };
    let said = head.classify(features.view())?;
    Ok(Examples {
        input: input(head),
        shape,
        values,
        probabilities: said.rows().into_iter().map(|row| row.to_vec()).collect(),
    })
}
