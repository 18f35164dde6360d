//! `hearken tabular predict`: what a model says of the rows of a table.

use super::data::Table;
use super::names::shown;
use super::texts::Encoding;
use crate::failure::Outcome;
use crate::features::Source;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::tabular::{Model, Predictions, Reason, Task, reasons};
use std::collections::BTreeMap;
use std::io::{Write, stderr, stdout};
use std::path::PathBuf;

/// Say of every row of a table what the model makes of it
///
/// Writes CSV: a line a row of the table, in its order, with its number. A row that cannot be read has no
/// prediction and its reason in the column `note`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of the model
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// Table with the columns of training
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// CSV file to write, in place of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Column to write beside the predictions, such as an id (may be given several times)
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
    /// Columns that moved each prediction furthest, so many, and how far
    #[arg(long, value_name = "N", default_value_t = 0)]
    reasons: usize,
    #[command(flatten)]
    source: Source,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let model = Model::load(&arguments.model)?;
    let mut encoding = Encoding::new(&arguments.source, model.origin().encoder.as_deref());
    let mut table = Table::read(&arguments.table)?;
    let columns = table.columns_of(&model)?;
    let kept = arguments.keep.iter().map(|name| table.place(name));
    let kept: Vec<usize> = kept.collect::<Result<_>>()?;
    let inputs = table.inputs(&columns, &mut encoding)?;
    let said = model.predict(&inputs)?;
    let why = match arguments.reasons {
        0 => Vec::new(),
        most => reasons(&model, &inputs, most)?,
    };
    let places: BTreeMap<u32, usize> = table.numbers.iter().copied().zip(0..).collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(header(&model, arguments))?;
    for number in 1..=table.ledger.rows {
        let number = u32::try_from(number)?;
        let mut line = vec![number.to_string()];
        let Some(&row) = places.get(&number) else {
            line.resize(header(&model, arguments).len() - 1, String::new());
            line.push(table.ledger.reason(number).unwrap_or_default().to_owned());
            csv.write_record(&line)?;
            continue;
        };
        line.extend(kept.iter().map(|column| table.rows[row][*column].clone()));
        line.extend(answer(&model, &said, row));
        if arguments.reasons > 0 {
            let cells = columns.iter().map(|(at, _)| table.rows[row][*at].as_str());
            line.push(told(&model, &why[row], &cells.collect::<Vec<_>>()));
        }
        line.push(String::new());
        csv.write_record(&line)?;
    }
    let bytes = csv.into_inner()?;
    match &arguments.out {
        Some(path) => output::put_at(path, &bytes)?,
        None => stdout().lock().write_all(&bytes)?,
    }
    let counts = table.ledger.counts();
    let _ = writeln!(stderr(), "{}", counts.told());
    Ok(if said.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

fn header(model: &Model, arguments: &Arguments) -> Vec<String> {
    let mut header = vec!["row".to_owned()];
    header.extend(arguments.keep.iter().cloned());
    header.push("prediction".to_owned());
    match model.task() {
        Task::Regression => {}
        Task::Binary => header.push(format!("probability of {}", model.labels()[1])),
        Task::MultiClass => {
            header.extend(
                model
                    .labels()
                    .iter()
                    .map(|label| format!("probability of {label}")),
            );
        }
    }
    if arguments.reasons > 0 {
        header.push("reasons".to_owned());
    }
    header.push("note".to_owned());
    header
}

/// The cells that say what the model says of a row.
fn answer(model: &Model, said: &Predictions, row: usize) -> Vec<String> {
    match said {
        Predictions::Numbers(values) => vec![format!("{:.6}", values[row])],
        Predictions::Classes(probabilities) => {
            let row = probabilities.row(row);
            let mut top = 0;
            for (class, p) in row.iter().enumerate() {
                if *p > row[top] {
                    top = class;
                }
            }
            let from = usize::from(model.task() == Task::Binary);
            let told = row.iter().skip(from).map(|p| format!("{p:.6}"));
            std::iter::once(model.labels()[top].clone())
                .chain(told)
                .collect()
        }
    }
}

/// As in `Contract = "Month-to-month" +0.181; tenure = "2" +0.104`.
fn told(model: &Model, why: &[Reason], cells: &[&str]) -> String {
    let one = |reason: &Reason| {
        let name = &model.columns()[reason.column].name;
        let cell = shown(cells[reason.column].trim());
        format!("{name} = \"{cell}\" {:+.3}", reason.effect)
    };
    why.iter().map(one).collect::<Vec<_>>().join("; ")
}
