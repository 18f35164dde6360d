//! The card of a head: what it learned from, how right it is, and what it does not know.

use super::folds::spoken;
use super::metrics::Metrics;
use anyhow::Result;
use hearken_fcnn::{ClassFigures, Figures, Measurement, Schedule, Task};
use hearken_report::markdown_text as plain;
use std::fmt::Write;

/// Texts of a label below which its figures say little.
const FEW: usize = 30;

/// The card, in Markdown.
pub(super) fn card(metrics: &Metrics<'_>) -> Result<String> {
    let mut card = String::new();
    opening(metrics, &mut card)?;
    use_of_it(metrics, &mut card)?;
    figures(metrics, &mut card)?;
    learned_from(metrics, &mut card)?;
    unknown(metrics, &mut card)?;
    again(metrics, &mut card)?;
    Ok(card)
}

fn opening(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let head = metrics.head;
    let labels: Vec<String> = head.labels().iter().map(|label| plain(label)).collect();
    let given = match head.task() {
        Task::MultiClass => "one of these labels",
        Task::MultiLabel => "any number of these labels, or none",
    };
    let shape = std::iter::once(head.buckets().unwrap_or(head.inputs()))
        .chain(head.settings().hidden.iter().copied())
        .chain([labels.len()]);
    let shape: Vec<String> = shape.map(|width| width.to_string()).collect();
    writeln!(card, "# A head: {}\n", labels.join(", "))?;
    writeln!(
        card,
        "<!-- Written by `hearken train`, with the figures of metrics.json; training again writes it again. -->\n"
    )?;
    writeln!(
        card,
        "Gives a text {given}, with calibrated probabilities: **{}**.\n",
        labels.join("**, **")
    )?;
    let reads = match head.own_layers() {
        0 if head.buckets().is_some() => {
            "hashed words, pairs of words and runs of letters; no encoder is needed".to_owned()
        }
        0 => "the output of an encoder".to_owned(),
        1 => "the encoder's last layer, which learned along".to_owned(),
        layers => format!("the encoder's last {layers} layers, which learned along"),
    };
    writeln!(
        card,
        "A fully connected network ({}) on {reads}. Weights: SHA-256\n`{}`, for the encoder `{}`.",
        shape.join(" → "),
        head.sha256()?,
        head.encoder().unwrap_or("not recorded")
    )?;
    if let Some(earlier) = &head.provenance().started_from {
        writeln!(
            card,
            "It went on from the head with the weights `{earlier}`, with the corrections below."
        )?;
    }
    Ok(())
}

fn use_of_it(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let label = match metrics.head.task() {
        Task::MultiClass => "",
        Task::MultiLabel => " A cell of the label column holds labels separated by `;` or `|`.",
    };
    writeln!(
        card,
        "\n## How to use it\n
- On an export: `hearken classify EXPORT --head DIR`, where DIR is this folder.
- To judge it on labels that it has not seen:
  `hearken evaluate --head DIR --labels FILE --text COLUMN --label COLUMN`.{label}
- To go on from it: `hearken train --corrections FILE --head DIR -o NEW`.\n
A probability is meant to be read as one: of the texts that get a label with 0.8, about eight in ten
should have it. Leave the unsure ones to people; the curve below says what that brings."
    )?;
    Ok(())
}

fn figures(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    writeln!(card, "\n## How right it is")?;
    if let Some(found) = &metrics.corrections {
        writeln!(
            card,
            "\n{} corrections, {} of them other than what the earlier head said. Each was held out once, in\n{} folds, and judged by a head that had learned from the others. People correct what is wrong, so\n\"before\" is not how right the earlier head is elsewhere.\n",
            found.corrections, found.changed, found.folds
        )?;
        writeln!(
            card,
            "| figure | before | 95 % interval | after | 95 % interval |"
        )?;
        writeln!(card, "| --- | ---: | --- | ---: | --- |")?;
        let (before, after) = (&found.before, &found.after);
        for place in 0..4 {
            let cells = [before, after].map(|part| {
                let (_, interval) = part.intervals[place];
                let (_, value) = part.figures.headline()[place];
                format!("{value:.3} | {:.3}–{:.3}", interval.low, interval.high)
            });
            let name = spoken(before.intervals[place].0);
            writeln!(card, "| {name} | {} |", cells.join(" | "))?;
        }
        if let Some(agreement) = found.agreement {
            writeln!(
                card,
                "\nOf {} texts that nobody corrected, held out as well, such a head says what the earlier one said\nof {:.1} %.",
                found.anchors,
                agreement * 100.0
            )?;
        }
        detail(after, card)?;
    }
    if let Some(folds) = &metrics.folds {
        writeln!(
            card,
            "\n### On texts that were held out\n\nIn {} folds every text was held out once and judged by a head that had learned from the others.\nThe head in this folder learned from all folds; these are the figures to go by.\n",
            folds.count
        )?;
        headline(&folds.pooled, card)?;
        detail(&folds.pooled, card)?;
    }
    if let Some(found) = &metrics.validation {
        writeln!(
            card,
            "\n### On the validation part\n\n{} texts that the weights were not fitted to, but that chose the epoch and the temperature; so these\nfigures lean to the bright side.\n",
            found.figures.examples()
        )?;
        headline(found, card)?;
        if metrics.folds.is_none() {
            detail(found, card)?;
        }
    }
    Ok(())
}

/// The figures to compare heads by.
fn headline(found: &Measurement, card: &mut String) -> Result<()> {
    writeln!(card, "| figure | value | 95 % interval |")?;
    writeln!(card, "| --- | ---: | --- |")?;
    for ((name, interval), (_, value)) in found.intervals.iter().zip(found.figures.headline()) {
        writeln!(
            card,
            "| {} | {value:.3} | {:.3}–{:.3} |",
            spoken(name),
            interval.low,
            interval.high
        )?;
    }
    Ok(())
}

/// By label, by confidence, and what was taken for what.
fn detail(found: &Measurement, card: &mut String) -> Result<()> {
    let (classes, confusion): (&[ClassFigures], &[Vec<usize>]) = match &found.figures {
        Figures::MultiClass(figures) => (&figures.classes, &figures.confusion),
        Figures::MultiLabel(figures) => (&figures.classes, &[]),
    };
    writeln!(
        card,
        "\nBy label:\n\n| label | texts | precision | recall | F1 |"
    )?;
    writeln!(card, "| --- | ---: | ---: | ---: | ---: |")?;
    for class in classes {
        writeln!(
            card,
            "| {} | {} | {:.3} | {:.3} | {:.3} |",
            plain(&class.label),
            class.support,
            class.precision,
            class.recall,
            class.f1
        )?;
    }
    if !confusion.is_empty() {
        let names: Vec<String> = classes.iter().map(|class| plain(&class.label)).collect();
        writeln!(card, "\nWhat the texts of a label were taken for:\n")?;
        writeln!(card, "| true label | {} |", names.join(" | "))?;
        writeln!(card, "| --- |{}", " ---: |".repeat(names.len()))?;
        for (name, row) in names.iter().zip(confusion) {
            let counts: Vec<String> = row.iter().map(usize::to_string).collect();
            writeln!(card, "| {name} | {} |", counts.join(" | "))?;
        }
    }
    writeln!(
        card,
        "\nWith the most certain texts alone:\n\n| share kept | texts | probability from | accuracy |"
    )?;
    writeln!(card, "| ---: | ---: | ---: | ---: |")?;
    for point in &found.coverage {
        writeln!(
            card,
            "| {:.0} % | {} | {:.3} | {:.3} |",
            point.coverage * 100.0,
            point.examples,
            point.confidence,
            point.accuracy
        )?;
    }
    Ok(())
}

fn learned_from(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let born = metrics.head.provenance();
    writeln!(
        card,
        "\n## What it learned from\n\n{} texts, and {} that chose the epoch and the temperature.\n",
        born.training_examples, born.validation_examples
    )?;
    for file in &metrics.files {
        writeln!(
            card,
            "- {}: {}, SHA-256 `{}`",
            file.part,
            plain(&file.name),
            file.sha256
        )?;
    }
    writeln!(
        card,
        "\n| label | training | validation |\n| --- | ---: | ---: |"
    )?;
    for count in &metrics.texts {
        writeln!(
            card,
            "| {} | {} | {} |",
            plain(&count.label),
            count.training,
            count.validation
        )?;
    }
    Ok(())
}

fn unknown(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    writeln!(card, "\n## What it does not know\n")?;
    match metrics.head.task() {
        Task::MultiClass => writeln!(
            card,
            "- **Anything else.** A text that fits none of the labels gets one of them all the same."
        )?,
        Task::MultiLabel => writeln!(
            card,
            "- **What nobody labeled.** A label that was left out of a cell counted as absent there."
        )?,
    }
    writeln!(
        card,
        "- **Texts of another sort** than those it learned from: another product, channel, time or language.\n  No figure here speaks for them. The default encoder reads English.\n- **Whether the labels are right.** It repeats the habits of whoever gave them."
    )?;
    let few: Vec<String> = metrics
        .texts
        .iter()
        .filter(|count| count.training < FEW)
        .map(|count| format!("{} ({})", plain(&count.label), count.training))
        .collect();
    if !few.is_empty() {
        let beside = match metrics.corrections {
            Some(_) => "corrections",
            None => "texts",
        };
        writeln!(
            card,
            "- **Labels of few {beside}**, of which a handful decides the figures: {}.",
            few.join(", ")
        )?;
    }
    Ok(())
}

fn again(metrics: &Metrics<'_>, card: &mut String) -> Result<()> {
    let settings = metrics.head.settings();
    let weights = serde_json::to_value(settings.class_weights)?;
    let of_layers = match metrics.head.own_layers() {
        0 => String::new(),
        _ => format!(", of the layers {}", settings.layer_rate),
    };
    let schedule = match settings.schedule {
        Schedule::Constant => "constant",
        Schedule::Cosine => "cosine",
    };
    writeln!(
        card,
        "\n## How to make it again\n\n`hearken train` with the same files and settings writes the same bytes. Seed {}, at most {} epochs (kept:\n{}), batches of {}, AdamW with weight decay {} and learning rate {} ({schedule}){}, dropout {}, class\nweights: {}. Temperature {:.3}.",
        settings.seed,
        settings.epochs,
        metrics.head.provenance().best_epoch,
        settings.batch,
        settings.weight_decay,
        settings.learning_rate,
        of_layers,
        settings.dropout,
        weights.as_str().unwrap_or_default(),
        metrics.head.temperature()
    )?;
    Ok(())
}
