//! `hearken train`: labeled texts in, a head out, with its figures and its card.

mod card;
mod corrections;
mod folds;
mod learning;
mod metrics;
mod reference;
mod settings;

use crate::failure::{Failure, Outcome};
use crate::features::{self, Source};
use crate::labels::{Columns, Labeled, Truth, label_names, read, texts};
use crate::monitor::REFERENCE;
use crate::{output, tune};
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{FeatureKind, Settings, Task};
use hearken_report::{Reference, ReferenceTexts};
use learning::{Examined, Given, Learning};
use metrics::{DataFile, LabelCount, Metrics};
use reference::Learned;
use settings::Chosen;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

/// Train a head on your own labels
///
/// Writes the head (weights.safetensors, head.json), its figures (metrics.json), what `hearken
/// monitor` compares runs with (reference.json) and a card in words (README.md) into the folder. The same labels, settings and seed give the same bytes.
///
/// With `--corrections` a head is not made anew: it goes on from an earlier one with what people
/// typed into the columns `corrected_kind` or `corrected_sentiment` of a report's feedback.csv (or
/// of what `hearken next` prints), and keeps to what it said of the rows that nobody corrected.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// CSV file of labeled texts
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "corrections",
        conflicts_with = "corrections",
        requires_all = ["text", "label"]
    )]
    labels: Option<PathBuf>,
    /// Corrected feedback.csv of a report, to go on from the head that --head names (may be given
    /// several times; rows that nobody corrected keep the head steady)
    #[arg(long, value_name = "FILE", requires = "head")]
    corrections: Vec<PathBuf>,
    /// The head that corrections start from: its folder, or the name of one that ships (kind,
    /// sentiment)
    #[arg(long, value_name = "DIR", requires = "corrections")]
    head: Option<PathBuf>,
    /// Column that holds the text [default with --corrections: text]
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Column that holds the label [default with --corrections: corrected_kind or
    /// corrected_sentiment]
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Folder for the head
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// A text may have several labels, separated by `;` or `|`, or none
    #[arg(long, conflicts_with = "corrections")]
    multi_label: bool,
    /// Hold every text out once in this many folds, to say how right such a head is
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: Option<u64>,
    /// CSV file that chooses the epoch and the temperature; without it a tenth of the labeled
    /// texts does
    #[arg(long, value_name = "FILE", conflicts_with = "corrections")]
    validation: Option<PathBuf>,
    /// The labels in the order the head is to give them; without it they are sorted
    #[arg(
        long,
        value_name = "LABEL,…",
        value_delimiter = ',',
        conflicts_with = "corrections"
    )]
    label_order: Vec<String>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    chosen: Chosen,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    writable(&arguments.output)?;
    match (&arguments.labels, &arguments.head) {
        (Some(labels), _) => on_labels(&arguments, labels),
        (None, Some(head)) => corrections::run(&arguments, head),
        (None, None) => Err(Failure::error(
            "there is nothing to learn from",
            "name labeled texts with --labels, or corrections with --corrections and --head",
        )),
    }
}

/// Reads the labels, encodes every text once, cross-validates where asked to, trains, and writes
/// everything.
fn on_labels(arguments: &Arguments, labels: &Path) -> Result<Outcome> {
    let columns = Columns {
        text: arguments.text.as_deref().unwrap_or_default(),
        label: arguments.label.as_deref().unwrap_or_default(),
        by: &[],
        task: if arguments.multi_label {
            Task::MultiLabel
        } else {
            Task::MultiClass
        },
    };
    let ngrams = arguments.source.is_ngrams();
    let settings = arguments.chosen.settings(&usual(ngrams));
    let rows = read(labels, &columns)?;
    let names = label_names(&rows, columns.task, &arguments.label_order)?;
    if names.len() < 2 {
        return Err(hearken_fcnn::Error::TooFewLabels(names.len()).into());
    }
    let truth = Truth::of(&rows, columns.task, &names)?;
    let mut files = vec![DataFile::new("labels", labels)?];
    let held = match &arguments.validation {
        Some(path) => {
            files.push(DataFile::new("validation", path)?);
            let rows = read(path, &columns)?;
            let truth = Truth::of(&rows, columns.task, &names)?;
            Some((rows, truth))
        }
        None => None,
    };
    let encoder = arguments.source.open()?;
    let upper = match arguments.chosen.layers {
        0 => None,
        _ if ngrams => {
            return Err(Failure::error(
                "n-grams have no layers that could learn along",
                "leave out --layers, or name an encoder",
            ));
        }
        layers => Some(tune::upper(&arguments.source.folder()?, layers)?),
    };
    let learning = Learning {
        upper: upper.as_ref(),
        names: &names,
        settings: &settings,
    };
    let kind = match (&upper, encoder.layers()) {
        (Some(upper), _) => FeatureKind::States { after: upper.after },
        (None, None) if ngrams => FeatureKind::Bags,
        (None, Some(_)) => FeatureKind::Layers,
        (None, None) => FeatureKind::Embedding,
    };
    let encode = |rows: Vec<Labeled>, truth: Truth| -> Result<Examined> {
        let given = match kind {
            FeatureKind::States { after } => {
                Given::States(tune::sequences(&*encoder, after, &texts(&rows))?)
            }
            FeatureKind::Bags => {
                let bags = features::bags(&*encoder, &texts(&rows))?;
                Given::Bags(bags, hearken_embedding::ngrams::BUCKETS)
            }
            _ => {
                let texts = texts(&rows);
                Given::Features(features::features(
                    &*encoder,
                    kind,
                    &texts,
                    &arguments.source,
                )?)
            }
        };
        Ok(Examined { rows, given, truth })
    };
    let labeled = encode(rows, truth)?;
    let held = held.map(|(rows, truth)| encode(rows, truth)).transpose()?;

    let count = arguments.folds.map(|count| count as usize);
    let folds = count
        .map(|count| folds::cross_validate(&labeled, held.as_ref(), learning, count))
        .transpose()?;
    let (training, validation) = match held {
        Some(held) => (labeled, held),
        None => labeled.hold_out(settings.seed),
    };
    let head = learning
        .head(&training, &validation, "")?
        .with_encoder(encoder.identity(), kind);
    let probabilities = validation.given.classified(&head)?;
    let found = hearken_fcnn::measure(probabilities.view(), validation.truth.targets(), &names);
    let metrics = Metrics {
        files,
        texts: LabelCount::of(&names, columns.task, &training.rows, &validation.rows),
        validation: Some(found),
        folds,
        corrections: None,
        head: &head,
    };
    let learned = Learned {
        head: &head,
        labeled: &[
            (&training.rows, &training.truth),
            (&validation.rows, &validation.truth),
        ],
        rest: &[],
        probabilities: probabilities.view(),
        of: ReferenceTexts::HeldOut,
    };
    let reference = reference::reference(&learned, &*encoder)?;
    write(&arguments.output, &metrics, &reference)?;
    let mut out = stdout().lock();
    if let Some(folds) = &metrics.folds {
        writeln!(out, "{folds}")?;
    }
    if let Some(found) = &metrics.validation {
        write!(out, "validation: {found}")?;
    }
    tell_where(&arguments.output, &mut out)?;
    Ok(Outcome::Done)
}

/// What training usually takes. On n-grams the first layer is wide already, and learns in long steps.
fn usual(ngrams: bool) -> Settings {
    let usual = Settings::default();
    if !ngrams {
        return usual;
    }
    Settings {
        hidden: vec![32],
        layer_rate: 0.05,
        input_dropout: 0.1,
        ..usual
    }
}

/// Whether a head can be written there, to be told before the slow work.
fn writable(folder: &Path) -> Result<()> {
    output::nearest(folder)?;
    let strange = folder.join("README.md").exists() && !folder.join("head.json").exists();
    if strange {
        return Err(Failure::error(
            format!(
                "{} holds a README.md that is not a head's card",
                folder.display()
            ),
            "name another folder with -o",
        ));
    }
    Ok(())
}

/// Writes the head, its figures, what runs are compared with, and its card.
fn write(folder: &Path, metrics: &Metrics<'_>, reference: &Reference) -> Result<()> {
    metrics.head.save(folder)?;
    let files = [
        ("metrics.json", metrics.json()?),
        (REFERENCE, serde_json::to_value(reference)?),
    ];
    for (name, value) in files {
        let mut json = Vec::new();
        output::json(&mut json, &value)?;
        output::put(folder, name, &json)?;
    }
    output::put(folder, "README.md", card::card(metrics)?.as_bytes())
}

fn tell_where(folder: &Path, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "\nhead: {}\nalso there: head.json, metrics.json, reference.json, weights.safetensors",
        folder.join("README.md").display()
    )
}
