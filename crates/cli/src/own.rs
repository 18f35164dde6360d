//! Heads of the user's own, beside the two that every run asks.

use crate::failure::Failure;
use crate::models::{ModelArguments, Readers, head_folder};
use crate::{encode, profile};
use anyhow::Result;
use clap::Args;
use hearken_fcnn::{Head, decided};
use hearken_feedback::Distinct;
use hearken_report::{OwnHead, OwnSaid};
use ndarray::{Array2, ArrayView1};
use std::path::{Path, PathBuf};

/// Which heads of the user's own a run asks as well.
#[derive(Debug, Args)]
pub(crate) struct OwnArguments {
    /// Head of your own to ask as well: a folder that `hearken train` wrote (may be given several
    /// times), or the name of one that ships (quality); it goes by the folder's name
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    head: Vec<PathBuf>,
}

impl Readers {
    /// With heads of the user's own beside the two that ship.
    pub(crate) fn with_own(
        mut self,
        arguments: &OwnArguments,
        models: &ModelArguments,
    ) -> Result<Self> {
        for folder in &arguments.head {
            let head = Head::load(&head_folder(folder, models.models.as_deref())?)?;
            let name = name(folder);
            if self.heads.own.iter().any(|(other, _)| *other == name) {
                return Err(Failure::error(
                    format!("two heads are named {name}"),
                    "rename the folder of one of them",
                ));
            }
            if head.encoder() != self.heads.sentiment.encoder() {
                return Err(Failure::error(
                    format!(
                        "the head in {} was trained on another encoder than the heads that ship",
                        folder.display()
                    ),
                    "train it again on the default encoder",
                ));
            }
            self.attach(&head)?;
            self.heads.own.push((name, head));
        }
        Ok(self)
    }

    /// Whether every head of the user's own can add its column to a report.
    pub(crate) fn own_are_columns(self) -> Result<Self> {
        let names: Vec<&str> = self
            .heads
            .own
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        for (place, name) in names.iter().enumerate() {
            if let Some(why) = hearken_report::refused(name, &names[..place]) {
                return Err(Failure::error(
                    format!("a head is named \"{name}\", {why}"),
                    "a head goes by the name of its folder: rename that, or name a copy of it",
                ));
            }
        }
        Ok(self)
    }
}

/// The name of the folder, also where it is given as `.`.
fn name(folder: &Path) -> String {
    let whole = match folder.file_name() {
        Some(_) => folder.to_owned(),
        None => folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
    };
    let name = whole.file_name().unwrap_or(whole.as_os_str());
    name.to_string_lossy().into_owned()
}

/// What the user's own heads say of every statement and every feedback; `said` are the
/// probabilities of each head, distinct texts × labels.
pub(crate) fn spread(readers: &Readers, distinct: &Distinct, said: &[Array2<f32>]) -> Vec<OwnHead> {
    let heads = readers.heads.own.iter().zip(said);
    heads
        .map(|((name, head), rows)| OwnHead {
            name: name.clone(),
            task: profile::task(head.task()),
            labels: head.labels().to_vec(),
            said: rows.rows().into_iter().map(|row| says(head, row)).collect(),
            of_statement: distinct.of_statement.clone(),
            of_feedback: distinct.of_feedback.clone(),
        })
        .collect()
}

fn says(head: &Head, probabilities: ArrayView1<'_, f32>) -> OwnSaid {
    OwnSaid {
        given: decided(probabilities, head.task()),
        probabilities: probabilities.to_vec(),
        unsure: encode::is_unsure(head, probabilities),
    }
}
