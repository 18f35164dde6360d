//! What `hearken monitor` says: a run against a head's reference or against an earlier run.

use crate::Lang;
use crate::drift::{Band, EmbeddingDrift, HeadDrift, Shares, Shift};
use crate::plain::line;
use crate::terminal::padded;
use crate::words::say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Labels told of a head whose labels moved.
const SHOWN: usize = 5;

/// What moved between a run and what it is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Monitored {
    /// The version of this output's shape.
    pub schema_version: String,
    /// Whether the run is compared with the reference of a `head` or with another `run`.
    pub against: Against,
    /// Which texts of the run: its `statements`, or its `feedback` taken whole.
    pub of: MonitoredTexts,
    /// What changed in what each head says, by its name in the run.
    pub heads: BTreeMap<String, HeadDrift>,
    /// What changed in what the texts are about; `null` where the vectors are of different encoders.
    pub embedding: Option<EmbeddingDrift>,
    /// The largest index of labels and confidence.
    pub psi: f64,
    /// What moved, a sentence each.
    pub moved: Vec<String>,
    /// What this cannot tell, a sentence each.
    pub notes: Vec<String>,
}

/// What a run is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Against {
    /// The texts that a head was trained on.
    Head,
    /// An earlier run.
    Run,
}

/// Which texts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MonitoredTexts {
    /// Its statements.
    Statements,
    /// Its feedback, each taken whole.
    Feedback,
}

impl Monitored {
    /// Puts what was compared into words. `notes` are those of the caller.
    pub fn new(
        against: Against,
        of: MonitoredTexts,
        heads: BTreeMap<String, HeadDrift>,
        embedding: Option<EmbeddingDrift>,
        notes: Vec<String>,
    ) -> Self {
        let indexes = heads
            .values()
            .flat_map(|d| [d.labels.psi, d.confidence.psi]);
        let psi = indexes.fold(0.0, f64::max);
        let mut told = Self {
            schema_version: crate::SCHEMA_VERSION.to_owned(),
            against,
            of,
            heads,
            embedding,
            psi,
            moved: Vec::new(),
            notes,
        };
        told.moved = told.sentences();
        told
    }

    fn texts(&self) -> &'static str {
        match self.of {
            MonitoredTexts::Statements => "statements",
            MonitoredTexts::Feedback => "feedback",
        }
    }

    fn sentences(&self) -> Vec<String> {
        let texts = self.texts();
        let mut told = Vec::new();
        for (name, drift) in &self.heads {
            if drift.labels.moved {
                told.push(format!(
                    "{}: the labels of the {texts} shifted ({}): {}.",
                    line(name),
                    drift.labels.band.word(),
                    largest(&drift.shares)
                ));
            }
            if let Some(given) = drift.against_given.as_ref().filter(|d| d.shift.moved) {
                told.push(format!(
                    "{}: the labels of the {texts} are not those that people gave the texts it was \
                     trained on ({}): {}.",
                    line(name),
                    given.shift.band.word(),
                    largest(&given.shares)
                ));
            }
            if drift.confidence.moved {
                told.push(format!(
                    "{}: {} ({}); it is at least 90 % sure of {} of the {texts}.",
                    line(name),
                    match drift.sure.now.total_cmp(&drift.sure.then) {
                        Ordering::Less => "the head is less sure",
                        Ordering::Equal => "the head is sure of other texts",
                        Ordering::Greater => "the head is surer",
                    },
                    drift.confidence.band.word(),
                    change(drift.sure)
                ));
            }
        }
        if let Some(found) = self.embedding.filter(|found| found.moved) {
            told.push(format!(
                "What the {texts} are about shifted ({}): their mean vector lies {:.2} of their own \
                 spread away, where chance gives {:.2}.",
                found.band.word(),
                found.distance,
                found.chance
            ));
        }
        told
    }
}

impl Monitored {
    /// What a terminal shows, plain text without colors.
    pub fn told(&self, lang: Lang) -> String {
        let mut told = String::new();
        // Writing to a String cannot fail.
        let _ = self.tell(&mut told, lang);
        told
    }

    fn tell(&self, f: &mut String, lang: Lang) -> fmt::Result {
        let texts = lang.told(self.texts());
        let (labels, confidence) = (say!(lang, "labels"), say!(lang, "confidence"));
        let (labels, confidence) = (padded(labels, 10), padded(confidence, 10));
        let names = self.heads.keys().map(|name| line(name).chars().count());
        let width = names.max().unwrap_or(0).max("embedding".len());
        for (name, drift) in &self.heads {
            let name = line(name);
            let counts = format!("{} → {} {texts}", drift.texts_then, drift.texts_now);
            let shift = index(&drift.labels, lang);
            writeln!(f, "{name:width$}  {labels}  {shift}   {counts}")?;
            let sure = change(drift.sure);
            let sure = say!(lang, "at least 90 % sure of {sure}", sure = sure);
            let shift = index(&drift.confidence, lang);
            writeln!(f, "{:width$}  {confidence}  {shift}   {sure}", "")?;
            if let Some(given) = &drift.against_given {
                let what = say!(lang, "against {n} labels that people gave", n = given.texts);
                let shift = index(&given.shift, lang);
                writeln!(f, "{:width$}  {labels}  {shift}   {what}", "")?;
            }
        }
        if let Some(found) = &self.embedding {
            let counts = format!("{} → {} {texts}", found.texts_then, found.texts_now);
            let (distance, chance) = (say!(lang, "distance"), say!(lang, "by chance"));
            writeln!(
                f,
                "{:width$}  {}  {:.3}      {}  {chance} {:.3}   {counts}",
                "embedding",
                padded(distance, 10),
                found.distance,
                padded(&lang.told(found.band.word()), 8),
                found.chance
            )?;
        }
        writeln!(f)?;
        for sentence in &self.moved {
            writeln!(f, "{}", lang.told(sentence))?;
        }
        if self.moved.is_empty() {
            let nothing = say!(lang, "Nothing moved by more than chance.");
            writeln!(f, "{nothing}")?;
        }
        for note in &self.notes {
            let note = line(&lang.told(note));
            writeln!(f, "{}", say!(lang, "note: {note}", note = note))?;
        }
        Ok(())
    }
}

/// The labels whose shares moved most, those first, as a list.
fn largest(shares: &BTreeMap<String, Shares>) -> String {
    let mut labels: Vec<(&String, &Shares)> = shares.iter().collect();
    let moved = |shares: &Shares| (shares.now - shares.then).abs();
    // Stable: of equals the first in the alphabet.
    labels.sort_by(|a, b| moved(b.1).total_cmp(&moved(a.1)));
    let labels = labels.into_iter().filter(|(_, shares)| moved(shares) > 0.0);
    let told = labels.map(|(label, shares)| format!("{} {}", line(label), change(*shares)));
    told.take(SHOWN).collect::<Vec<_>>().join(", ")
}

fn index(shift: &Shift, lang: Lang) -> String {
    let band = padded(&lang.told(shift.band.word()), 8);
    let chance = say!(lang, "by chance");
    let mut told = format!("PSI {:.3}  {band}  {chance} {:.3}", shift.psi, shift.chance);
    if shift.band > Band::Stable && !shift.moved {
        told.push_str(say!(lang, " (no more than chance)"));
    }
    told
}

fn change(shares: Shares) -> String {
    let [then, now] = [shares.then, shares.now].map(|share| (share * 100.0).round());
    format!("{then:.0} % → {now:.0} %")
}
