//! `hearken tabular export`: a model for other runtimes.

use super::data::Table;
use super::texts::Encoding;
use crate::failure::{Failure, Outcome};
use crate::features::Source;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::Precision;
use hearken_fcnn::tabular::{Model, figures};
use serde_json::{Value, json};
use std::io::{Write, stdout};
use std::path::PathBuf;

/// Write a model as ONNX, which onnxruntime runs with the same answers
///
/// Scales, the places of categories and the calibration stand in the file. Its inputs are `numbers` (NaN
/// where one is missing), `categories` (places: 0 unknown, 1 missing) and `texts` (vectors); its metadata
/// says which columns and values they are.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of the model
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Keep weights in 8-bit integers
    #[arg(long)]
    int8: bool,
    /// Table with the truth, to tell what 8-bit weights cost, or for --examples
    #[arg(long, value_name = "TABLE")]
    table: Option<PathBuf>,
    /// JSON file for the inputs of the table's rows and the answers that a runtime must give
    #[arg(long, value_name = "FILE", requires = "table")]
    examples: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let model = Model::load(&arguments.model)?;
    let precision = if arguments.int8 {
        Precision::Int8
    } else {
        Precision::Single
    };
    let kept = match precision {
        Precision::Single => model.clone(),
        Precision::Int8 => model.with_int8_weights(),
    };
    let bytes = model.to_onnx(precision)?;
    output::put_at(&arguments.output, &bytes)?;
    let mut out = stdout().lock();
    writeln!(
        out,
        "{}: ONNX, {} columns → {}, {} KiB",
        arguments.output.display(),
        model.columns().len(),
        model.target(),
        bytes.len().div_ceil(1024)
    )?;
    let Some(path) = &arguments.table else {
        return Ok(Outcome::Done);
    };
    let mut encoding = Encoding::new(&arguments.source, model.origin().encoder.as_deref());
    if let Some(examples) = &arguments.examples {
        let mut table = Table::read(path)?;
        let columns = table.columns_of(&model)?;
        let inputs = table.inputs(&columns, &mut encoding)?;
        let given = model.graph_inputs(&inputs)?;
        // JSON has no NaN: what is missing is null.
        let number = |value: &f32| {
            if value.is_nan() {
                Value::Null
            } else {
                json!(value)
            }
        };
        let numbers = given.numbers.rows().into_iter();
        let categories = given.categories.rows().into_iter();
        let texts = given.texts.rows().into_iter();
        let told = json!({
            "numbers": numbers.map(|row| row.iter().map(number).collect()).collect::<Vec<Vec<Value>>>(),
            "categories": categories.map(|row| row.to_vec()).collect::<Vec<_>>(),
            "texts": texts.map(|row| row.to_vec()).collect::<Vec<_>>(),
            "answers": kept.predict(&inputs)?.rows(),
            "rows": table.numbers,
        });
        output::put_at(examples, &serde_json::to_vec(&told)?)?;
    }
    let table = Table::read(path)?;
    if table.place(model.target()).is_err() {
        if arguments.int8 && arguments.examples.is_none() {
            return Err(Failure::error(
                format!(
                    "{} has no column \"{}\" to judge by",
                    path.display(),
                    model.target()
                ),
                "name a table with the truth",
            ));
        }
        return Ok(Outcome::Done);
    }
    let data = table.for_judging(&model, None, &mut encoding)?;
    for (what, model) in [("32-bit", &model), ("8-bit", &kept)] {
        if what == "8-bit" && !arguments.int8 {
            break;
        }
        let found = figures(&model.predict(&data.inputs)?, &data.target);
        write!(out, "{what:>7} weights:")?;
        for (name, value) in found.headline() {
            write!(out, "   {} {value:.4}", name.replace('_', " "))?;
        }
        writeln!(out)?;
    }
    Ok(Outcome::Done)
}
