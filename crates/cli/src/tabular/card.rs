//! The card of a model for a table: what it learned from, how right it is, and what it does not know.

use super::metrics::Metrics;
use super::told;
use anyhow::Result;
use hearken_fcnn::tabular::{Figures, Measurement, Optimizer, Schedule, Settings, Task, Tried};
use hearken_report::markdown_text as plain;
use std::fmt::Write;

/// Rows of a class below which its figures say little.
const FEW: usize = 30;

/// The card, in Markdown.
pub(super) fn card(metrics: &Metrics<'_>) -> Result<String> {
    let mut card = String::new();
    opening(metrics, &mut card)?;
    figures(metrics, &mut card)?;
    learned_from(metrics, &mut card)?;
    columns(metrics, &mut card)?;
    settings(metrics, &mut card)?;
    limits(metrics, &mut card)?;
    Ok(card)
}

fn opening(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let model = metrics.model;
    let target = plain(model.target());
    writeln!(card, "# A model of {target}\n")?;
    writeln!(
        card,
        "<!-- Written by `hearken tabular train`, with the figures of metrics.json; training again writes it again. -->\n"
    )?;
    let labels: Vec<String> = model.labels().iter().map(|label| plain(label)).collect();
    match model.task() {
        Task::Binary => writeln!(
            card,
            "Tells from the columns of a row whether **{target}** is **{}** rather than {}, with a calibrated probability.\n",
            labels[1], labels[0]
        )?,
        Task::MultiClass => writeln!(
            card,
            "Tells from the columns of a row which **{target}** it has, with calibrated probabilities: **{}**.\n",
            labels.join("**, **")
        )?,
        Task::Regression => writeln!(
            card,
            "Tells from the columns of a row the number **{target}**.\n"
        )?,
    }
    let networks = model.settings().ensemble;
    let what = match networks {
        1 => "A fully connected network".to_owned(),
        networks => format!("The mean of {networks} fully connected networks"),
    };
    writeln!(
        card,
        "{what} with {} learned numbers.\n",
        model.parameters()
    )?;
    writeln!(
        card,
        "```console\n$ hearken tabular predict DIR new.csv --reasons 3 --out predictions.csv\n$ hearken tabular evaluate DIR later.csv\n```\n"
    )?;
    Ok(())
}

fn figures(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    writeln!(card, "## How right it is\n")?;
    match &metrics.test {
        Some(test) => {
            writeln!(
                card,
                "On {} rows that were kept apart from everything else, with 95 % intervals:\n",
                metrics.parts.test
            )?;
            table(test, card)?;
        }
        None => {
            writeln!(
                card,
                "On the {} rows that chose the epoch and the calibration, so slightly too good (`--test-share` keeps rows apart, `--folds` holds each out once), with 95 % intervals:\n",
                metrics.parts.validation
            )?;
            table(&metrics.validation, card)?;
        }
    }
    if let Some(folds) = &metrics.folds {
        writeln!(
            card,
            "Each row held out once, in {} folds (mean ± standard deviation of the folds):\n",
            folds.folds.len()
        )?;
        writeln!(card, "| figure | folds |\n| --- | --: |")?;
        for (name, mean, deviation) in folds.spread() {
            writeln!(
                card,
                "| {} | {mean:.4} ± {deviation:.4} |",
                name.replace('_', " ")
            )?;
        }
        writeln!(card)?;
    }
    writeln!(card, "![Loss and metric by epoch](learning-curve.svg)\n")?;
    Ok(())
}

fn table(measured: &Measurement, card: &mut String) -> Result<()> {
    writeln!(
        card,
        "| figure | value | 95 % interval |\n| --- | --: | --: |"
    )?;
    let pairs = measured
        .figures
        .headline()
        .into_iter()
        .zip(&measured.intervals);
    for ((name, value), (_, interval)) in pairs {
        writeln!(
            card,
            "| {} | {value:.4} | {:.4} – {:.4} |",
            name.replace('_', " "),
            interval.low,
            interval.high
        )?;
    }
    writeln!(card)?;
    let (labels, confusion) = match &measured.figures {
        Figures::Binary(figures) => (figures.labels.clone(), &figures.confusion),
        Figures::MultiClass(figures) => {
            let classes = figures.evaluation.classes.iter();
            let labels = classes.map(|class| class.label.clone()).collect();
            (labels, &figures.evaluation.confusion)
        }
        Figures::Regression(_) => return Ok(()),
    };
    let labels: Vec<String> = labels.iter().map(|label| plain(label)).collect();
    writeln!(card, "| truth ╲ taken for | {} |", labels.join(" | "))?;
    writeln!(card, "| --- |{}", " --: |".repeat(labels.len()))?;
    for (label, row) in labels.iter().zip(confusion) {
        let row: Vec<String> = row.iter().map(usize::to_string).collect();
        writeln!(card, "| {label} | {} |", row.join(" | "))?;
    }
    writeln!(card)?;
    Ok(())
}

fn learned_from(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let (path, sha256) = &metrics.table;
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let parts = &metrics.parts;
    writeln!(card, "## What it learned from\n")?;
    writeln!(
        card,
        "{} (SHA-256 `{sha256}`). {}; each row that was not used stands in [ledger.csv](ledger.csv) with its reason.\n",
        plain(&name),
        metrics.ledger.told()
    )?;
    writeln!(
        card,
        "| rows | training | validation | test |\n| --- | --: | --: | --: |"
    )?;
    for (label, [training, validation, test]) in &parts.classes {
        let label = plain(label);
        writeln!(card, "| {label} | {training} | {validation} | {test} |")?;
    }
    writeln!(
        card,
        "| all | {} | {} | {} |\n",
        parts.training, parts.validation, parts.test
    )?;
    Ok(())
}

fn columns(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let model = metrics.model;
    let unit = match model.task() {
        Task::Regression => "R²",
        _ => "ROC-AUC",
    };
    writeln!(card, "## What it hangs on\n")?;
    writeln!(
        card,
        "By how much {unit} falls where a column's values are shuffled among the rows. About 0 or below: the model does without the column. Columns that say the same share their worth.\n"
    )?;
    writeln!(
        card,
        "| column | holds | as inputs | fall of {unit} |\n| --- | --- | --- | --: |"
    )?;
    let told = model.encoding().told();
    for found in &metrics.importance {
        let columns = model.columns().iter().zip(&told);
        for (column, told) in columns.filter(|(column, _)| column.name == found.column) {
            let kind = serde_json::to_value(column.kind)?;
            writeln!(
                card,
                "| {} | {} | {told} | {:.4} ± {:.4} |",
                plain(&column.name),
                kind.as_str().unwrap_or_default(),
                found.drop,
                found.deviation
            )?;
        }
    }
    writeln!(card)?;
    for (column, reason) in metrics.left_out {
        writeln!(card, "- left out {}: {reason}", plain(column))?;
    }
    for suspect in metrics.suspects {
        writeln!(card, "- **warning**: {}", plain(&told::suspicion(suspect)))?;
    }
    if !metrics.left_out.is_empty() || !metrics.suspects.is_empty() {
        writeln!(card)?;
    }
    Ok(())
}

fn settings(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let settings = metrics.model.settings();
    let epochs: Vec<String> = metrics
        .model
        .origin()
        .best_epochs
        .iter()
        .map(usize::to_string)
        .collect();
    writeln!(card, "## How it was trained\n")?;
    writeln!(
        card,
        "Built and trained with {}. Of at most {} epochs the one with the lowest validation loss was kept ({}). All settings stand in [settings.toml](settings.toml), which `--settings` takes; seed {}.\n",
        shape(settings),
        settings.epochs,
        epochs.join(", "),
        settings.seed
    )?;
    if !metrics.tried.is_empty() {
        writeln!(
            card,
            "Of {} settings that were tried this was the best on the validation part:\n",
            metrics.tried.len()
        )?;
        writeln!(card, "| score | settings |\n| --: | --- |")?;
        for tried in metrics.tried {
            writeln!(card, "| {:.4} | {} |", tried.score, shape(&tried.settings))?;
        }
        writeln!(card)?;
    }
    Ok(())
}

/// Settings in words.
fn shape(settings: &Settings) -> String {
    let hidden: Vec<String> = settings.hidden.iter().map(usize::to_string).collect();
    let hidden = match hidden.len() {
        0 => "no hidden layer".to_owned(),
        _ => format!("hidden layers of {}", hidden.join(", ")),
    };
    let optimizer = match settings.optimizer {
        Optimizer::Sgd => format!("SGD with momentum {}", settings.momentum),
        Optimizer::Adam => "Adam".to_owned(),
        Optimizer::AdamW => "AdamW".to_owned(),
    };
    let schedule = match settings.schedule {
        Schedule::Constant => "constant",
        Schedule::Step => "falling in steps",
        Schedule::Cosine => "falling along a cosine",
        Schedule::Plateau => "falling on plateaus",
    };
    let mut told = format!(
        "{hidden}, dropout {}, {optimizer} at {} {schedule}, decay {}, {} rows a step",
        settings.dropout, settings.learning_rate, settings.weight_decay, settings.batch
    );
    for (set, what) in [
        (settings.batch_norm, "batch normalization".to_owned()),
        (
            settings.pieces > 0,
            format!("{} pieces a number", settings.pieces),
        ),
        (settings.noise > 0.0, format!("noise {}", settings.noise)),
        (settings.mixup > 0.0, format!("mixup {}", settings.mixup)),
    ] {
        if set {
            told += &format!(", {what}");
        }
    }
    told
}

/// A line of the search.
pub(super) fn tried(number: usize, of: u64, tried: &Tried) -> String {
    format!(
        "search {number}/{of}  score {:.4}  {}",
        tried.score,
        shape(&tried.settings)
    )
}

fn limits(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    writeln!(card, "## What it does not know\n")?;
    let few: Vec<String> = metrics
        .parts
        .classes
        .iter()
        .filter(|(_, rows)| rows[0] < FEW)
        .map(|(label, rows)| format!("{} ({} rows)", plain(label), rows[0]))
        .collect();
    if !few.is_empty() {
        writeln!(card, "- It has seen little of {}.", few.join(", "))?;
    }
    writeln!(
        card,
        "- It knows the rows of one table. On customers of another time or place `hearken tabular evaluate` says how right it still is."
    )?;
    writeln!(
        card,
        "- What it hangs on goes with the target in these rows; that is no proof that changing it changes the target."
    )?;
    Ok(())
}
