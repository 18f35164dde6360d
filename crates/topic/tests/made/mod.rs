//! Statements made by hand, with vectors of a direction a subject.

#![allow(dead_code)] // Each test file uses its part.

use hearken_feedback::{Sentiment, Themes};
use hearken_topic::{Error, Settings, Statements, group};
use ndarray::Array2;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

pub(crate) const WIDTH: usize = 32;

/// What planted groups speak of: each has a direction of its own and a word that names it.
pub(crate) const SUBJECTS: [&str; 6] = [
    "login",
    "invoice",
    "camera",
    "delivery",
    "translation",
    "battery",
];
pub(crate) const EACH: usize = 12;

/// Statements with their vectors, contexts and counts.
#[derive(Clone, Default)]
pub(crate) struct Made {
    pub(crate) rows: Vec<[f32; WIDTH]>,
    pub(crate) texts: Vec<String>,
    pub(crate) contexts: Vec<String>,
    pub(crate) languages: Vec<Option<&'static str>>,
    pub(crate) counts: Vec<u32>,
    pub(crate) sentiments: Vec<Sentiment>,
}

impl Made {
    pub(crate) fn add(&mut self, row: [f32; WIDTH], text: &str) {
        self.rows.push(row);
        self.texts.push(text.to_owned());
        self.contexts.push(format!("{text} in context"));
        self.languages.push(Some("eng"));
        self.counts.push(1);
        self.sentiments.push(Sentiment::Negative);
    }

    /// Six groups of twelve, and five statements that nobody else makes.
    pub(crate) fn planted() -> Self {
        let mut made = Self::default();
        let mut noise = Noise(7);
        for (place, subject) in SUBJECTS.iter().enumerate() {
            for number in 0..EACH {
                let mut row = [0.0; WIDTH];
                row[place] = 1.0;
                row.iter_mut().for_each(|x| *x += 0.06 * noise.next());
                made.add(row, &format!("the {subject} breaks at step {number}"));
            }
        }
        for (place, text) in ["a", "b", "c", "d", "e"].iter().enumerate() {
            let mut row = [0.0; WIDTH];
            row[20 + place] = 1.0;
            made.add(row, &format!("nobody else says {text}"));
        }
        made
    }

    /// The same statements in another order.
    pub(crate) fn ordered(&self, order: &[usize]) -> Self {
        Self {
            rows: order.iter().map(|at| self.rows[*at]).collect(),
            texts: order.iter().map(|at| self.texts[*at].clone()).collect(),
            contexts: order.iter().map(|at| self.contexts[*at].clone()).collect(),
            languages: order.iter().map(|at| self.languages[*at]).collect(),
            counts: order.iter().map(|at| self.counts[*at]).collect(),
            sentiments: order.iter().map(|at| self.sentiments[*at]).collect(),
        }
    }

    pub(crate) fn group(&self, settings: &Settings) -> Themes {
        self.try_group(settings, &mut |phrases| Ok(encode(phrases)))
            .unwrap()
    }

    pub(crate) fn try_group(
        &self,
        settings: &Settings,
        encode: hearken_topic::Encode<'_>,
    ) -> Result<Themes, Error> {
        let flat: Vec<f32> = self.rows.iter().flatten().copied().collect();
        let embeddings = Array2::from_shape_vec((self.rows.len(), WIDTH), flat).unwrap();
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let contexts: Vec<&str> = self.contexts.iter().map(String::as_str).collect();
        let statements = Statements {
            embeddings: embeddings.view(),
            texts: &texts,
            contexts: &contexts,
            languages: &self.languages,
            counts: &self.counts,
            sentiments: &self.sentiments,
            products: &[],
        };
        group(statements, settings, encode, &mut |_, _| ())
    }

    /// The themes told without row numbers, everything else to the last bit.
    pub(crate) fn told(&self, themes: &Themes) -> String {
        let say = |row: &usize| format!("{} / {}", self.texts[*row], self.contexts[*row]);
        let mut told = String::new();
        for (size, themes) in [("theme", &themes.themes), ("small", &themes.small)] {
            for theme in themes {
                let members: Vec<String> = theme.members.iter().map(say).collect();
                let phrases: Vec<_> = theme
                    .keyphrases
                    .iter()
                    .map(|k| (&k.text, k.score))
                    .collect();
                let (id, name, cohesion) = (&theme.id, &theme.name, theme.cohesion);
                told += &format!("{size} {id} {name} {cohesion:?} {phrases:?} {members:?}\n");
            }
        }
        let single: Vec<String> = themes.single.iter().map(say).collect();
        told + &format!("single {single:?}, smallest {}", themes.smallest)
    }
}

/// A phrase's direction is that of the first subject that it names.
pub(crate) fn encode(phrases: &[String]) -> Array2<f32> {
    let mut rows = Array2::zeros((phrases.len(), WIDTH));
    for (row, phrase) in phrases.iter().enumerate() {
        let subject = SUBJECTS.iter().position(|subject| phrase.contains(subject));
        rows[[row, subject.unwrap_or(WIDTH - 1)]] = 1.0;
    }
    rows
}

/// Knuth's generator: numbers from −1 to 1, and orders.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub(crate) fn next(&mut self) -> f32 {
        self.bits() as f32 / (1u64 << 30) as f32 - 1.0
    }

    pub(crate) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.bits() as usize % (last + 1));
        }
        order
    }
}

pub(crate) fn settings(themes: Option<usize>, smallest: Option<usize>) -> Settings {
    Settings {
        themes: themes.and_then(NonZeroUsize::new),
        smallest: smallest.and_then(NonZeroUsize::new),
        seed: 0,
        ..Settings::default()
    }
}

/// Every row in one place, once.
#[track_caller]
pub(crate) fn is_whole(themes: &Themes, rows: usize) {
    let groups = themes.themes.iter().chain(&themes.small);
    let mut places: Vec<usize> = groups.flat_map(|theme| theme.members.clone()).collect();
    places.extend(&themes.single);
    places.sort_unstable();
    assert_eq!(places, (0..rows).collect::<Vec<_>>());
    let groups = || themes.themes.iter().chain(&themes.small);
    assert!(groups().all(|theme| !theme.members.is_empty() && !theme.name.is_empty()));
    let ids: BTreeSet<&str> = groups().map(|theme| theme.id.as_str()).collect();
    assert_eq!(ids.len(), groups().count(), "ids are told apart");
    let names: BTreeSet<&str> = themes
        .themes
        .iter()
        .map(|theme| theme.name.as_str())
        .collect();
    assert_eq!(
        names.len(),
        themes.themes.len(),
        "no two themes share a name"
    );
}
