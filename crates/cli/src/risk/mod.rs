//! `hearken risk`: who is about to leave, from a table and from what customers wrote.

mod page;
mod voices;

use crate::failure::{Failure, Outcome};
use crate::features::Source;
use crate::output;
use crate::tabular::{
    Asked, Data, Encoding, NetworkArguments, Table, TableArguments, folds, held_out, told,
};
use anyhow::Result;
use clap::Args;
use hearken_fcnn::tabular::{
    Column, Epoch, Gain, Inputs, Kind, Measurement, Model, Part, Predictions, Settings, Task,
    Values, cross_validate, gain, measure, reasons, train,
};
use hearken_report::Odds;
use std::collections::BTreeMap;
use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use voices::Voices;

/// Say who is about to leave, from a table of customers and from what they wrote
///
/// Each customer's risk comes from a network that has not seen that customer (five folds). With
/// --feedback, what customers wrote in a report of `hearken analyze` is joined to the table by their ids;
/// the report then lists which themes go with leaving, and says what the texts add to the table.
///
/// Writes risk.md, risk.json, risk.csv (a line a customer), ledger.csv and the model into the folder.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Table of customers
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// Column that says who left
    #[arg(long, value_name = "COLUMN")]
    target: String,
    /// Column of the customers' ids
    #[arg(long, value_name = "COLUMN")]
    id: String,
    /// The class of those who left [default: yes, true, 1 and the like, else the rarer one]
    #[arg(long, value_name = "CLASS")]
    left: Option<String>,
    /// Folder of a report with what customers wrote; where masking hides the ids, made with
    /// `hearken analyze --keep-personal-data`
    #[arg(long, value_name = "DIR")]
    feedback: Option<PathBuf>,
    /// Column of the report's feedback.csv that holds the customers' ids [default: the name of --id, else id]
    #[arg(long, value_name = "COLUMN", requires = "feedback")]
    feedback_id: Option<String>,
    /// Folder for what is written
    #[arg(short, long, value_name = "DIR", default_value = "hearken-risk")]
    output: PathBuf,
    /// Tell no epochs
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    columns: TableArguments,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    network: NetworkArguments,
}

const FOLDS: usize = 5;
/// Share of the rows that chooses epochs and calibration.
const CHOOSING: f64 = 0.15;
/// Columns that are told of each customer.
const REASONS: usize = 3;

/// What was found.
struct Found<'a> {
    data: &'a Data,
    /// The customers' ids, in the order of the data.
    ids: Vec<String>,
    /// Of each the probability of leaving, by a network that has not seen the customer.
    risks: Vec<f64>,
    reasons: Vec<String>,
    left: &'a str,
    measured: Measurement,
    texts: Option<Texts>,
}

/// What the texts tell.
struct Texts {
    /// Customers who wrote, and how many feedback.
    customers: usize,
    feedback: usize,
    /// Feedback whose id is no customer's.
    unmatched: usize,
    themes: Vec<Odds>,
    signals: Vec<Odds>,
    /// The same customers by the table alone.
    without: Measurement,
    gain: Gain,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    output::nearest(&arguments.output)?;
    let settings = arguments.network.settings()?;
    let mut encoding = Encoding::new(&arguments.source, None);
    let table = Table::read(&arguments.table)?;
    let ids = table.by_number(table.place(&arguments.id)?);
    let asked = Asked {
        task: Some(Task::Binary),
        positive: arguments.left.as_deref(),
    };
    let voices = match &arguments.feedback {
        Some(folder) => {
            let column = arguments.feedback_id.as_deref();
            Some(Voices::read(folder, column, &arguments.id)?)
        }
        None => None,
    };
    let columns = arguments.columns.without(&arguments.id);
    let how = (&columns, asked, settings.seed);
    let data = table.for_learning(&arguments.target, how, &mut encoding)?;
    let _ = writeln!(stderr(), "{}", data.counts());
    let of_data = |number: &u32| ids.get(number).cloned().unwrap_or_default();
    let ids: Vec<String> = data.numbers.iter().map(of_data).collect();
    let rows = Rows {
        folds: folds(&data.keys, &data.target, FOLDS),
        choosing: held_out(&data.keys, &data.target, CHOOSING),
        name: &arguments.target,
        settings: &settings,
        quiet: arguments.quiet,
    };
    let own = (data.columns.clone(), data.inputs.clone());
    let without = rows.out_of_fold(&own, &data, "table: ")?;
    let left: Vec<bool> = match &data.target {
        hearken_fcnn::tabular::Target::Classes { rows, .. } => {
            rows.iter().map(|row| *row == 1).collect()
        }
        hearken_fcnn::tabular::Target::Numbers(_) => Vec::new(),
    };
    let (all, said, texts) = match &voices {
        None => (own, without, None),
        Some(voices) => {
            let matched = voices.matched(&ids);
            if matched.customers() == 0 {
                return Err(Failure::error(
                    format!(
                        "no id of the report stands in the column \"{}\" of {}",
                        arguments.id,
                        arguments.table.display()
                    ),
                    voices.hint(),
                ));
            }
            let all = with_texts(&own, matched.columns())?;
            let said = rows.out_of_fold(&all, &data, "table and texts: ")?;
            let texts = Texts {
                customers: matched.customers(),
                feedback: matched.feedback(),
                unmatched: voices.feedback() - matched.feedback(),
                themes: hearken_report::odds(&matched.themes(&left)),
                signals: hearken_report::odds(&matched.signals(&left)),
                without: measure(&without, &data.target),
                gain: gain(&said, &without, &data.target),
            };
            (all, said, Some(texts))
        }
    };
    let model = rows.model(&all, &data)?;
    let why = reasons(&model, &all.1, REASONS)?;
    let found = Found {
        ids,
        risks: match &said {
            Predictions::Classes(rows) => rows.column(1).iter().map(|p| f64::from(*p)).collect(),
            Predictions::Numbers(values) => values.to_vec(),
        },
        reasons: why.iter().map(|why| page::reasons(why, &model)).collect(),
        left: &model.labels()[1],
        measured: measure(&said, &data.target),
        texts,
        data: &data,
    };
    model.save(&arguments.output.join("model"))?;
    let mut json = Vec::new();
    output::json(&mut json, &page::json(&found, arguments)?)?;
    for (name, bytes) in [
        ("risk.json", json),
        ("risk.md", page::page(&found, arguments).into_bytes()),
        ("risk.csv", page::csv(&found)?),
        ("ledger.csv", data.ledger_csv()?),
    ] {
        output::put(&arguments.output, name, &bytes)?;
    }
    let mut out = stdout().lock();
    write!(out, "{}", page::summary(&found))?;
    writeln!(
        out,
        "\nreport: {}\nalso there: risk.json, risk.csv, ledger.csv, model",
        arguments.output.join("risk.md").display()
    )?;
    Ok(Outcome::Done)
}

/// How rows are parted, and how networks learn from them.
struct Rows<'a> {
    folds: Vec<usize>,
    choosing: Vec<bool>,
    name: &'a str,
    settings: &'a Settings,
    quiet: bool,
}

impl Rows<'_> {
    /// What is said of each customer by a network that has not seen the customer.
    fn out_of_fold(
        &self,
        (columns, inputs): &(Vec<Column>, Inputs),
        data: &Data,
        what: &str,
    ) -> Result<Predictions> {
        let whole = Part {
            inputs,
            target: &data.target,
        };
        let parts = (&self.folds[..], &self.choosing[..]);
        let tell = &mut |fold: usize, epoch: &Epoch| {
            if !self.quiet {
                told::epoch(epoch, &format!("{what}fold {}/{FOLDS}  ", fold + 1));
            }
        };
        Ok(cross_validate(columns, self.name, whole, parts, self.settings, tell)?.1)
    }

    /// The model that is kept, of all customers.
    fn model(&self, (columns, inputs): &(Vec<Column>, Inputs), data: &Data) -> Result<Model> {
        let rows = |wanted: bool| -> Vec<usize> {
            (0..self.choosing.len())
                .filter(|row| self.choosing[*row] == wanted)
                .collect()
        };
        let take = |rows: &[usize]| (inputs.select(rows), data.target.select(rows));
        let (fitted, choosing) = (take(&rows(false)), take(&rows(true)));
        let parts = [&fitted, &choosing].map(|(inputs, target)| Part { inputs, target });
        let tell = &mut |epoch: &Epoch| {
            if !self.quiet {
                told::epoch(epoch, "");
            }
        };
        let parts = (parts[0], parts[1]);
        Ok(train(columns, self.name, parts, self.settings, tell)?)
    }
}

/// The table's columns and those that are made of texts.
fn with_texts(
    (columns, inputs): &(Vec<Column>, Inputs),
    more: BTreeMap<String, Vec<Option<f64>>>,
) -> Result<(Vec<Column>, Inputs)> {
    let mut columns = columns.clone();
    let mut values = inputs.columns().to_vec();
    for (name, of) in more {
        columns.push(Column {
            name,
            kind: Kind::Number,
            written: None,
        });
        values.push(Values::Numbers(of));
    }
    Ok((columns, Inputs::new(values)?))
}
