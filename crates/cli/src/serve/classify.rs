//! `POST /classify`: what the heads that ship say of texts.

use super::limits::Limits;
use super::metrics::{Metrics, label};
use super::{Answers, Refused, asked};
use crate::models::{ModelArguments, Readers, head_folder};
use crate::monitor::{REFERENCE, reference};
use crate::profile;
use crate::said;
use anyhow::Result;
use hearken_fcnn::{Head, Tally, Task};
use hearken_feedback::Classified;
use hearken_report::{Labels, Reference, head_drift};
use ndarray::ArrayView1;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The heads, what they were trained on, and what they said since the start.
pub(super) struct Classify {
    readers: Readers,
    /// By which numbers the encoder runs their own layers.
    branches: [Option<usize>; 2],
    references: [Option<Reference>; 2],
    said: Mutex<[Tally; 2]>,
    limits: Limits,
}

const HEADS: [&str; 2] = ["sentiment", "kind"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    texts: Vec<String>,
}

impl Classify {
    pub(super) fn open(models: &ModelArguments, limits: Limits) -> Result<Self> {
        let mut readers = Readers::open(models)?;
        readers.heads.quality = None;
        let named = models.models.as_deref();
        let of = |name: &str| -> Result<Option<Reference>> {
            let path = head_folder(Path::new(name), named)?.join(REFERENCE);
            path.is_file().then(|| reference(&path)).transpose()
        };
        let references = [of(HEADS[0])?, of(HEADS[1])?];
        let shipped = [&readers.heads.sentiment, &readers.heads.kind];
        let branches = [
            readers.asked(shipped[0])?.branch,
            readers.asked(shipped[1])?.branch,
        ];
        let said = shipped.map(|head| Tally::new(head.labels().len()));
        Ok(Self {
            branches,
            references,
            said: Mutex::new(said),
            readers,
            limits,
        })
    }

    fn heads(&self) -> [&Head; 2] {
        [&self.readers.heads.sentiment, &self.readers.heads.kind]
    }

    /// What models read of the texts, or which of them cannot be read.
    fn texts(&self, asked: &Asked) -> Result<Vec<String>, String> {
        let (most, longest) = (
            self.limits.max_texts.get(),
            self.limits.max_characters.get(),
        );
        match asked.texts.len() {
            0 => return Err("\"texts\" is empty".to_owned()),
            count if count > most => {
                return Err(format!("\"texts\" holds {count} texts, {most} are allowed"));
            }
            _ => {}
        }
        let read = |(number, text): (usize, &String)| {
            let length = text.chars().count();
            if length > longest {
                return Err(format!(
                    "text {number} has {length} characters, {longest} are allowed"
                ));
            }
            let read = hearken_ingest::text_of_shown(text);
            read.ok_or_else(|| format!("text {number} says nothing"))
        };
        (1..).zip(&asked.texts).map(read).collect()
    }

    fn count(&self, classified: &[Classified]) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        for one in classified {
            said[0].add(ArrayView1::from(&one.sentiment), Task::MultiClass, 1);
            said[1].add(ArrayView1::from(&one.kind), Task::MultiClass, 1);
        }
    }
}

impl Answers for Classify {
    fn path(&self) -> &'static str {
        "classify"
    }

    fn answer(&self, body: Value) -> Result<Value, Refused> {
        let texts = self.texts(&asked(body)?).map_err(Refused::Asked)?;
        let classified = said::alone(&self.readers, self.branches, &texts)?;
        self.count(&classified);
        let labels: Vec<Labels> = classified.iter().map(Labels::from).collect();
        Ok(json!({ "classified": labels }))
    }

    fn metrics(&self, to: &mut Metrics) {
        let said = self
            .said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (mut labels, mut drift, mut chance) = (Vec::new(), Vec::new(), Vec::new());
        for (((name, head), tally), reference) in HEADS
            .into_iter()
            .zip(self.heads())
            .zip(said)
            .zip(&self.references)
        {
            let of = label("head", name);
            for (word, count) in head.labels().iter().zip(&tally.labels) {
                labels.push((format!("{of},{}", label("label", word)), *count as f64));
            }
            let now = reference.as_ref().zip(profile::of_tally(head, tally).ok());
            let Some(moved) = now.and_then(|(then, now)| head_drift(&then.said, &now, None)) else {
                continue;
            };
            for (what, shift) in [("labels", moved.labels), ("confidence", moved.confidence)] {
                let of = format!("{of},{}", label("of", what));
                drift.push((of.clone(), shift.psi));
                chance.push((of, shift.chance));
            }
        }
        to.counter(
            "hearken_texts_total",
            "Texts classified, by label.",
            &labels,
        );
        to.gauge(
            "hearken_drift_psi",
            "Population stability index of what a head says since the start against its training reference.",
            &drift,
        );
        to.gauge(
            "hearken_drift_chance",
            "What that index exceeds once in twenty times by chance alone, with so many texts.",
            &chance,
        );
    }
}
