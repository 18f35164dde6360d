//! Corrections: what people typed beside the labels of a report, learned on top of a head.

use super::metrics::{DataFile, LabelCount, Metrics};
use super::reference::{self, Learned};
use super::{Arguments, tell_where, write};
use crate::evaluate::features_for;
use crate::failure::{Failure, Outcome};
use crate::labels::{self, Labeled, Truth};
use crate::models::ArithmeticArguments;
use crate::models::head_folder;
use crate::split::{self, normalized};
use anyhow::Result;
use hearken_fcnn::{ClassWeights, Examples, Head, Measurement, Settings, decided};
use hearken_feedback::{Kind, Label, Sentiment};
use hearken_report::ReferenceTexts;
use ndarray::{Array2, ArrayView2, Axis};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Write, stdout};
use std::path::Path;

/// Folds of corrections that are held out, where the caller does not say.
const FOLDS: usize = 5;

/// Texts that keep a head steady, at most: more change little and must all be encoded.
const ANCHORS: usize = 2000;

/// A corrected table, read.
struct Table {
    corrections: Vec<Labeled>,
    /// Texts that nobody corrected.
    rest: Vec<String>,
}

/// What corrections did to a head, on corrections that it had not learned from.
#[derive(Debug, Serialize)]
pub(super) struct Corrected {
    /// How many corrections there are.
    pub(super) corrections: usize,
    /// Of them those that say something else than the earlier head.
    pub(super) changed: usize,
    /// Texts without correction, which kept the head steady.
    pub(super) anchors: usize,
    /// Folds that were held out in turn.
    pub(super) folds: usize,
    /// The earlier head on the corrections.
    pub(super) before: Measurement,
    /// On each correction a head that learned from the other folds.
    pub(super) after: Measurement,
    /// On texts without correction, each held out as well: the share of which such a head says the
    /// same as the earlier one; none without such texts.
    pub(super) agreement: Option<f64>,
}

pub(super) fn run(arguments: &Arguments, head: &Path) -> Result<Outcome> {
    let head = Head::load(&head_folder(head, arguments.source.models())?)?;
    let column = match &arguments.label {
        Some(column) => column.as_str(),
        None => corrected_column(&head)?,
    };
    let text = arguments.text.as_deref().unwrap_or("text");
    let settings = arguments.chosen.settings(&usual());
    let table = read(arguments, &head, text, column)?;
    let truth = Truth::of(&table.corrections, head.task(), head.labels())?;
    let rest = anchors(table.rest, &table.corrections, settings.seed);
    let mut files = Vec::new();
    for path in &arguments.corrections {
        files.push(DataFile::new("corrections", path)?);
    }

    let corrected = labels::texts(&table.corrections);
    let texts: Vec<&str> = corrected
        .iter()
        .copied()
        .chain(rest.iter().map(String::as_str))
        .collect();
    let features = features_for(
        &head,
        &texts,
        &arguments.source,
        ArithmeticArguments::default(),
    )?;
    let (corrections, anchors) = features.view().split_at(Axis(0), corrected.len());
    let labeled = Corrections {
        rows: &table.corrections,
        features: corrections,
        truth: &truth,
    };
    let folds = arguments.folds.map_or(FOLDS, |count| count as usize);
    let found = held_out(&head, labeled, anchors, &settings, folds)?;
    let tuned = hearken_fcnn::fine_tune(&head, labeled.examples(), anchors, &settings)?;
    let metrics = Metrics {
        head: &tuned,
        files,
        texts: LabelCount::of(head.labels(), head.task(), labeled.rows, &[]),
        validation: None,
        folds: None,
        corrections: Some(found),
    };
    let probabilities = tuned.classify(features.view())?;
    let learned = Learned {
        head: &tuned,
        labeled: &[(labeled.rows, labeled.truth)],
        rest: &texts[corrected.len()..],
        probabilities: probabilities.view(),
        of: ReferenceTexts::Learned,
    };
    let reference = reference::reference(&learned, &*arguments.source.open_for(&tuned)?)?;
    write(&arguments.output, &metrics, &reference)?;
    let mut out = stdout().lock();
    if let Some(found) = &metrics.corrections {
        write!(out, "{found}")?;
    }
    if head.abstention().is_some() {
        writeln!(
            out,
            "The earlier head was unsure below a threshold; this one has none until `hearken calibrate` sets it."
        )?;
    }
    tell_where(&arguments.output, &mut out)?;
    Ok(Outcome::Done)
}

/// Few passes in small steps.
fn usual() -> Settings {
    Settings {
        learning_rate: 1e-4,
        batch: 32,
        epochs: 10,
        class_weights: ClassWeights::SquareRoot,
        ..Settings::default()
    }
}

/// The column in which a report's labels are corrected.
fn corrected_column(head: &Head) -> Result<&'static str> {
    fn words<L: Label>() -> Vec<&'static str> {
        L::ALL.iter().map(|label| label.word()).collect()
    }
    if head.labels() == words::<Kind>() {
        Ok("corrected_kind")
    } else if head.labels() == words::<Sentiment>() {
        Ok("corrected_sentiment")
    } else {
        Err(Failure::error(
            format!(
                "the head gives {}; no column of a report is known to correct these",
                head.labels().join(", ")
            ),
            "name the column of the corrections with --label",
        ))
    }
}

/// Reads the tables, sorted, so that the order of files and rows changes nothing.
fn read(arguments: &Arguments, head: &Head, text: &str, column: &str) -> Result<Table> {
    let mut corrections = BTreeSet::new();
    let mut rest = BTreeSet::new();
    let mut typed_in = Vec::new();
    for path in &arguments.corrections {
        typed_in.push(labels::has_column(path, column)?);
    }
    for (path, typed_in) in arguments.corrections.iter().zip(&typed_in) {
        // A table without the column has texts that nobody corrected; one must have it.
        let names: &[&str] = if *typed_in || arguments.corrections.len() == 1 {
            &[text, column]
        } else {
            &[text]
        };
        labels::table(path, names, |record| {
            let shown = hearken_report::unguarded(record[0]);
            let Some(text) = hearken_ingest::text_of_shown(shown) else {
                return;
            };
            match record.get(1).and_then(|typed| label(typed, head)) {
                Some(label) => {
                    corrections.insert(Labeled {
                        text,
                        label,
                        by: Vec::new(),
                    });
                }
                None => {
                    rest.insert(text);
                }
            }
        })?;
    }
    if corrections.is_empty() {
        return Err(Failure::error(
            format!("nothing is typed into the column \"{column}\""),
            format!(
                "type the right label of some rows there ({}); `hearken next DIR` lists the rows most worth it",
                head.labels().join(", ")
            ),
        ));
    }
    Ok(Table {
        corrections: corrections.into_iter().collect(),
        rest: rest.into_iter().collect(),
    })
}

/// What a person typed, spelled as the head spells it; `None` where nothing is typed.
fn label(typed: &str, head: &Head) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let lower = typed.to_lowercase();
    let mut known = head.labels().iter();
    let same = known.find(|label| label.to_lowercase() == lower);
    Some(same.map_or_else(|| typed.to_owned(), Clone::clone))
}

/// Texts that nobody corrected, the same whatever their order.
fn anchors(rest: Vec<String>, corrections: &[Labeled], seed: u64) -> Vec<String> {
    let corrected: BTreeSet<String> = corrections.iter().map(|c| normalized(&c.text)).collect();
    let mut places: BTreeMap<[u8; 32], String> = BTreeMap::new();
    for text in rest {
        let plain = normalized(&text);
        if !corrected.contains(&plain) {
            let place = labels::hash(&format!("{seed} {plain}"));
            places.entry(place).or_insert(text);
        }
    }
    places.into_values().take(ANCHORS).collect()
}

/// Holds every correction out once, and as many folds of the other texts with them.
fn held_out(
    head: &Head,
    labeled: Corrections<'_>,
    anchors: ArrayView2<'_, f32>,
    settings: &Settings,
    folds: usize,
) -> Result<Corrected> {
    let texts: BTreeSet<String> = labeled.rows.iter().map(|r| normalized(&r.text)).collect();
    let folds = folds.min(texts.len());
    if folds < 2 {
        return Err(Failure::error(
            "one correction is too few to learn from and to judge by",
            "correct more rows; some tens of them begin to tell",
        ));
    }
    let (names, truth) = (head.labels(), labeled.truth);
    let before = head.classify(labeled.features)?;
    let of_anchors = head.classify(anchors)?;
    let fold_of = split::folds(labeled.rows, folds, settings.seed);
    let mut after = Array2::zeros(before.dim());
    let mut agreeing = 0;
    for fold in 0..folds {
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..labeled.rows.len()).partition(|row| fold_of[*row] == fold);
        let (apart, beside): (Vec<usize>, Vec<usize>) =
            (0..anchors.nrows()).partition(|row| row % folds == fold);
        let features = labeled.features.select(Axis(0), &rest);
        let truth = labeled.truth.select(&rest);
        let corrections = Examples {
            features: features.view(),
            labels: truth.targets(),
        };
        let tuned = hearken_fcnn::fine_tune(
            head,
            corrections,
            anchors.select(Axis(0), &beside).view(),
            settings,
        )?;
        let said = tuned.classify(labeled.features.select(Axis(0), &held).view())?;
        for (row, said) in held.iter().zip(said.rows()) {
            after.row_mut(*row).assign(&said);
        }
        let said = tuned.classify(anchors.select(Axis(0), &apart).view())?;
        let same = apart.iter().zip(said.rows());
        agreeing += same
            .filter(|(row, said)| {
                decided(*said, head.task()) == decided(of_anchors.row(**row), head.task())
            })
            .count();
    }
    let changed = (0..labeled.rows.len()).filter(|row| {
        let said = decided(before.row(*row), head.task());
        said != truth.targets().of(*row)
    });
    Ok(Corrected {
        corrections: labeled.rows.len(),
        changed: changed.count(),
        anchors: anchors.nrows(),
        folds,
        before: hearken_fcnn::measure(before.view(), truth.targets(), names),
        after: hearken_fcnn::measure(after.view(), truth.targets(), names),
        agreement: (anchors.nrows() > 0).then(|| agreeing as f64 / anchors.nrows() as f64),
    })
}

/// Corrected texts, a row of features each.
#[derive(Debug, Clone, Copy)]
struct Corrections<'a> {
    rows: &'a [Labeled],
    features: ArrayView2<'a, f32>,
    truth: &'a Truth,
}

impl<'a> Corrections<'a> {
    fn examples(self) -> Examples<'a> {
        Examples {
            features: self.features,
            labels: self.truth.targets(),
        }
    }
}

impl fmt::Display for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} corrections, {} of them other than what the head said; {} texts without correction beside them",
            self.corrections, self.changed, self.anchors
        )?;
        writeln!(
            f,
            "\neach correction held out once, in {} folds        before           after",
            self.folds
        )?;
        let before = self.before.figures.headline().into_iter();
        let intervals = self.before.intervals.iter().zip(&self.after.intervals);
        for (((name, before), (_, after)), ((_, was), (_, is))) in
            before.zip(self.after.figures.headline()).zip(intervals)
        {
            writeln!(
                f,
                "{:26}  {before:.3} ({:.3}–{:.3})  →  {after:.3} ({:.3}–{:.3})",
                super::folds::spoken(name),
                was.low,
                was.high,
                is.low,
                is.high
            )?;
        }
        if let Some(agreement) = self.agreement {
            writeln!(
                f,
                "says what the earlier head said of {:.1} % of the texts without correction",
                agreement * 100.0
            )?;
        }
        writeln!(
            f,
            "People correct what is wrong, so \"before\" is not how right the head is elsewhere."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_no_corrections_and_no_repeats() {
        let correction = |text: &str| Labeled {
            text: text.to_owned(),
            label: "problem".to_owned(),
            by: Vec::new(),
        };
        let rest = ["It crashes!", "nice", "Nice.", "ok"].map(String::from);
        let mut kept = anchors(rest.to_vec(), &[correction("it crashes")], 1);
        kept.sort();
        assert_eq!(kept, ["nice", "ok"]);
    }
}
