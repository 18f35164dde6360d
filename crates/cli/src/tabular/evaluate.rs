//! `hearken tabular evaluate`: how right a model is on rows whose truth is known.

use super::data::Table;
use super::names::shown;
use super::texts::Encoding;
use super::told;
use crate::failure::Outcome;
use crate::features::Source;
use crate::output;
use anyhow::Result;
use clap::Args;
use hearken_fcnn::tabular::{Model, importance, measure, suspects};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{Write, stderr, stdout};
use std::path::PathBuf;

/// Say how right a model is on a table whose truth is known
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of the model
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// Table with the columns of training
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// Column of the truth, where it has another name than in training
    #[arg(long, value_name = "COLUMN")]
    target: Option<String>,
    /// Figures of each value of this column, too
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// How often each column is shuffled to see what it is worth; 0 to leave that out
    #[arg(long, value_name = "N", default_value_t = 5)]
    shuffles: usize,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// Values of a column that figures are told of, at most.
const MOST: usize = 50;

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let model = Model::load(&arguments.model)?;
    let mut encoding = Encoding::new(&arguments.source, model.origin().encoder.as_deref());
    let table = Table::read(&arguments.table)?;
    let sha256 = table.sha256.clone();
    let by = match &arguments.by {
        Some(column) => table.by_number(table.place(column)?),
        None => BTreeMap::new(),
    };
    let data = table.for_judging(&model, arguments.target.as_deref(), &mut encoding)?;
    let said = model.predict(&data.inputs)?;
    let found = measure(&said, &data.target);
    let worth = match arguments.shuffles {
        0 => Vec::new(),
        times => importance(&model, data.part(), times)?,
    };
    let suspected = suspects(&data.columns, &data.inputs, &data.target);
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, number) in data.numbers.iter().enumerate() {
        if let Some(value) = by.get(number) {
            groups.entry(value).or_default().push(row);
        }
    }
    let of_groups: Vec<_> = groups
        .into_iter()
        .take(MOST)
        .map(|(value, rows)| {
            let truth = data.target.select(&rows);
            let figures = hearken_fcnn::tabular::figures(&said.select(&rows), &truth);
            (shown(value), rows.len(), figures)
        })
        .collect();
    let counts = data.ledger.counts();
    let mut out = stdout().lock();
    if arguments.json {
        let by: Map<String, Value> = of_groups
            .iter()
            .map(|(value, _, figures)| Ok((value.clone(), serde_json::to_value(figures)?)))
            .collect::<Result<_>>()?;
        let json = json!({
            "model_sha256": model.sha256()?,
            "table_sha256": sha256,
            "ledger": counts,
            "figures": found,
            "importance": worth,
            "suspects": suspected,
            "by": by,
        });
        output::json(&mut out, &json)?;
        return Ok(Outcome::Done);
    }
    let _ = writeln!(stderr(), "{}", counts.told());
    for suspect in &suspected {
        let _ = writeln!(stderr(), "warning: {}", told::suspicion(suspect));
    }
    write!(out, "{found}")?;
    if !of_groups.is_empty() {
        writeln!(out)?;
    }
    for (value, rows, figures) in &of_groups {
        write!(out, "{value}: {rows} rows")?;
        for (name, value) in figures.headline().into_iter().take(3) {
            write!(out, "   {} {value:.4}", name.replace('_', " "))?;
        }
        writeln!(out)?;
    }
    if !worth.is_empty() {
        writeln!(out, "\nwhat it hangs on:")?;
    }
    for column in &worth {
        writeln!(
            out,
            "{:>8.4} ± {:.4}  {}",
            column.drop, column.deviation, column.column
        )?;
    }
    Ok(Outcome::Done)
}
