//! `hearken monitor`: what moved between a run and a head's training reference, or an earlier run.

use crate::failure::{Failure, Outcome};
use crate::folder::Folder;
use crate::language;
use crate::models::head_folder;
use crate::output::{self, RUN};
use crate::profile::PROFILE;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_fcnn::Head;
use hearken_report::{
    Against, EmbeddingMean, HeadDrift, HeadProfile, Monitored, MonitoredTexts, Population,
    Reference, ReferenceTexts, RunProfile, embedding_drift, head_drift,
};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file in a head's folder.
pub(crate) const REFERENCE: &str = "reference.json";

const TRAIN_AGAIN: &str = "train the head again with `hearken train`";

/// Say what moved between a report and a head's training, or an earlier report
///
/// Compares the shares of the labels, the heads' confidence, and the mean vector of the texts.
/// Shares are compared by the population stability index (PSI): below 0.1 they are stable, below
/// 0.25 they moved moderately, from there on largely. What so few texts differ by through chance
/// alone is told beside it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the report
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What to compare it with: the folder of a head that it asked (or the name of one that ships:
    /// kind, sentiment, quality), or of an earlier report
    #[arg(long, value_name = "DIR")]
    against: PathBuf,
    /// Which texts of the report
    #[arg(long, value_name = "TEXTS", value_enum, default_value_t = Of::Statements)]
    of: Of,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 where the PSI of labels or confidence is above this
    #[arg(long, value_name = "PSI", value_parser = index)]
    fail_above: Option<f64>,
    /// Folder of the trained heads and the default encoder
    #[arg(long, value_name = "DIR", env = "HEARKEN_MODELS")]
    models: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// Its statements
    Statements,
    /// Its feedback, each taken whole
    Feedback,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let now = profile(&arguments.folder)?;
    let now = Side::of(now, arguments.of);
    let told = if arguments.against.join(RUN).is_file() {
        let then = Side::of(profile(&arguments.against)?, arguments.of);
        against_run(&then, &now, arguments.of)?
    } else {
        let folder = head_or_run(&arguments)?;
        against_head(&folder, &now, arguments.of)?
    };
    let mut out = std::io::stdout().lock();
    if arguments.json {
        output::json(&mut out, &told)?;
    } else {
        write!(out, "{}", told.told(language::spoken()))?;
    }
    let failed = arguments.fail_above.is_some_and(|most| told.psi > most);
    Ok(if failed {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

fn index(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(index) if f64::is_finite(index) && index >= 0.0 => Ok(index),
        _ => Err("it must be a number from 0 up, such as 0.25".to_owned()),
    }
}

/// The texts of one run.
struct Side {
    encoder: String,
    texts: Population,
}

impl Side {
    fn of(profile: RunProfile, of: Of) -> Self {
        Self {
            encoder: profile.encoder,
            texts: match of {
                Of::Statements => profile.statements,
                Of::Feedback => profile.feedback,
            },
        }
    }
}

/// The profile of a report.
fn profile(folder: &Path) -> Result<RunProfile> {
    let folder = Folder::open(folder)?;
    if !folder.run.files.contains_key(PROFILE) {
        return Err(Failure::error(
            format!(
                "the report in {} kept nothing to compare by",
                folder.path().display()
            ),
            "analyze its exports again: earlier versions of Hearken kept no profile.json",
        ));
    }
    folder.json(PROFILE)
}

/// What a head was trained on.
pub(crate) fn reference(path: &Path) -> Result<Reference> {
    let failed = |error: &dyn std::fmt::Display| {
        let what = format!("cannot use {}: {error}", path.display());
        Failure::error(what, TRAIN_AGAIN)
    };
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| failed(&error))
}

fn head_or_run(arguments: &Arguments) -> Result<PathBuf> {
    head_folder(&arguments.against, arguments.models.as_deref()).map_err(|_| {
        Failure::error(
            format!(
                "{} is neither a head nor a report",
                arguments.against.display()
            ),
            "name a folder that `hearken train` or `hearken analyze` wrote, or a head that ships: kind, sentiment, quality",
        )
    })
}

fn against_head(folder: &Path, now: &Side, of: Of) -> Result<Monitored> {
    let path = folder.join(REFERENCE);
    if !path.is_file() {
        return Err(Failure::error(
            format!(
                "the head in {} has no reference.json: it was trained before heads kept what they were trained on",
                folder.display()
            ),
            "train it again with `hearken train`, or compare with an earlier report: --against DIR",
        ));
    }
    let reference = reference(&path)?;
    if Head::load(folder)?.sha256()? != reference.said.weights_sha256 {
        return Err(Failure::error(
            format!(
                "{} belongs to other weights than the head's",
                path.display()
            ),
            TRAIN_AGAIN,
        ));
    }
    let (name, said) = asked(folder, &reference.said, &now.texts)?;
    let given = (&reference.given, reference.labeled);
    let drift = head_drift(&reference.said, said, Some(given)).ok_or_else(nothing)?;
    let mut notes = Vec::new();
    if !drift.same_weights {
        notes.push(other_weights(name));
    }
    if reference.of == ReferenceTexts::Learned {
        notes.push("The reference is of texts that the head learned from; it is surer of these than of any others.".to_owned());
    }
    let same = reference.encoder == now.encoder;
    let embedding = embedding(same, (&reference.embedding, now), &mut notes);
    let heads = BTreeMap::from([(name.to_owned(), drift)]);
    Ok(Monitored::new(
        Against::Head,
        of.into(),
        heads,
        embedding,
        notes,
    ))
}

/// What the run says by this head: by the head with these weights, or else by one that goes by the
/// same name and gives the same labels.
fn asked<'a>(
    folder: &Path,
    head: &HeadProfile,
    texts: &'a Population,
) -> Result<(&'a str, &'a HeadProfile)> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut heads = texts.heads.iter();
    let same = heads.find(|(_, said)| said.weights_sha256 == head.weights_sha256);
    let named = || {
        let found = texts.heads.get_key_value(&*name);
        found.filter(|(_, said)| said.labels == head.labels)
    };
    let (name, said) = same.or_else(named).ok_or_else(|| {
        Failure::error(
            format!("the report did not ask the head in {}", folder.display()),
            "analyze the exports with --head and that folder, then compare",
        )
    })?;
    Ok((name, said))
}

fn against_run(then: &Side, now: &Side, of: Of) -> Result<Monitored> {
    let mut notes = Vec::new();
    let mut heads: BTreeMap<String, HeadDrift> = BTreeMap::new();
    for (name, said) in &now.texts.heads {
        let Some(before) = then.texts.heads.get(name) else {
            notes.push(format!(
                "The head {name} was not asked in the earlier report."
            ));
            continue;
        };
        match head_drift(before, said, None) {
            Some(drift) => {
                if !drift.same_weights {
                    notes.push(other_weights(name));
                }
                heads.insert(name.clone(), drift);
            }
            None if before.labels != said.labels => notes.push(format!(
                "The head {name} gives other labels than in the earlier report; it is not compared."
            )),
            None => {}
        }
    }
    let earlier = then.texts.heads.keys();
    let gone = earlier.filter(|name| !now.texts.heads.contains_key(*name));
    notes.extend(gone.map(|name| format!("The head {name} of the earlier report was not asked.")));
    if heads.is_empty() {
        return Err(nothing());
    }
    let same = then.encoder == now.encoder;
    let embedding = embedding(same, (&then.texts.embedding, now), &mut notes);
    Ok(Monitored::new(
        Against::Run,
        of.into(),
        heads,
        embedding,
        notes,
    ))
}

fn embedding(
    same_encoder: bool,
    (then, now): (&EmbeddingMean, &Side),
    notes: &mut Vec<String>,
) -> Option<hearken_report::EmbeddingDrift> {
    if !same_encoder {
        notes.push("The vectors are of different encoders, so that what the texts are about is not compared.".to_owned());
        return None;
    }
    embedding_drift(then, &now.texts.embedding)
}

fn other_weights(name: &str) -> String {
    format!("The head {name} has other weights now: what moved may be the head and not the texts.")
}

fn nothing() -> anyhow::Error {
    Failure::error(
        "there is nothing to compare: one side has no text",
        "compare reports that hold feedback",
    )
}

impl From<Of> for MonitoredTexts {
    fn from(of: Of) -> Self {
        match of {
            Of::Statements => Self::Statements,
            Of::Feedback => Self::Feedback,
        }
    }
}
