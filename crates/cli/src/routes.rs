//! Which encoder and heads read which languages, and which texts go where.

use crate::failure::Failure;
use crate::models::Models;
use anyhow::Result;
use hearken_embedding::ngrams::Ngrams;
use hearken_fcnn::Head;
use hearken_feedback::{Distinct, Kind, Sentiment, Statement};
use hearken_report::ReadBy;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The file in the folder of the models.
pub(crate) const REGISTRY: &str = "languages.toml";

/// What a route names in the place of an encoder's folder where n-grams read.
pub(crate) const NGRAMS: &str = "ngrams";

/// What a route is called that every language takes which no other names.
const OTHERS: &str = "*";

/// As `models/languages.toml` has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Registry {
    route: Vec<Route>,
}

/// Languages and what reads them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    /// ISO 639-3 codes, or `*`.
    languages: BTreeSet<String>,
    /// A folder of an encoder in the folder of the models, or `ngrams`.
    encoder: String,
    /// The folder of the heads `sentiment` and `kind` in the folder of the models.
    heads: PathBuf,
}

/// What reads texts in languages that the encoder cannot read.
pub(crate) struct Others {
    pub(crate) ngrams: Ngrams,
    pub(crate) sentiment: Head,
    pub(crate) kind: Head,
    /// The languages that the encoder reads.
    by_encoder: BTreeSet<String>,
}

impl Others {
    /// Opens what the registry names; nothing where a folder of models has none, and then the encoder
    /// reads everything.
    pub(crate) fn open(models: &Models) -> Result<Option<Self>> {
        let path = models.root().join(REGISTRY);
        let Ok(text) = std::fs::read_to_string(&path) else {
            return Ok(None);
        };
        let wrong = |what: String| {
            Failure::error(
                format!("cannot use {}: {what}", path.display()),
                "get the folder `models` of Hearken's repository again",
            )
        };
        let registry: Registry = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let (others, encoded): (Vec<Route>, Vec<Route>) = registry
            .route
            .into_iter()
            .partition(|route| route.encoder == NGRAMS);
        let [others] = &others[..] else {
            return Err(wrong(format!(
                "one route is to have the encoder \"{NGRAMS}\""
            )));
        };
        if !others.languages.contains(OTHERS) {
            return Err(wrong(format!("no route has the languages \"{OTHERS}\"")));
        }
        let folder = models.root().join(&others.heads);
        let this = Self {
            ngrams: Ngrams::new(),
            sentiment: crate::models::head::<Sentiment>(&folder.join("sentiment"))?,
            kind: crate::models::head::<Kind>(&folder.join("kind"))?,
            by_encoder: encoded
                .into_iter()
                .flat_map(|route| route.languages)
                .collect(),
        };
        for head in [&this.sentiment, &this.kind] {
            crate::features::is_of(head, &this.ngrams)?;
        }
        Ok(Some(this))
    }

    /// Whether a language is one that the encoder does not read.
    pub(crate) fn take(&self, language: &str) -> bool {
        !self.by_encoder.contains(language)
    }

    /// Whether a text of which nothing else is known is one that the encoder does not read.
    pub(crate) fn take_alone(&self, text: &str) -> bool {
        match hearken_ingest::language_of(text) {
            Some(language) => self.take(language),
            None => is_not_latin(text),
        }
    }

    /// Of each distinct text whether n-grams read it: by the languages of those who say it; where these
    /// are not known, by its letters; and where these are Latin as well, with most of the others.
    pub(crate) fn of_texts(&self, distinct: &Distinct) -> Vec<bool> {
        let mut votes = vec![[0usize; 2]; distinct.texts.len()];
        let mut all = [0usize; 2];
        for saying in &distinct.sayings {
            let Some(language) = saying.language.as_deref() else {
                continue;
            };
            let route = usize::from(self.take(language));
            all[route] += saying.said_by.len();
            votes[saying.text][route] += saying.said_by.len();
            if saying.context != saying.text {
                votes[saying.context][route] += saying.said_by.len();
            }
        }
        let usual = all[1] > all[0];
        let texts = distinct.texts.iter().zip(votes);
        texts
            .map(|(text, [encoder, others])| match others.cmp(&encoder) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Equal => is_not_latin(text) || (usual && encoder == 0),
            })
            .collect()
    }
}

/// Whether most letters are of another script than Latin.
fn is_not_latin(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (latin, other): (Vec<char>, Vec<char>) =
        letters.partition(|c| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'));
    other.len() > latin.len()
}

/// What was read by what: the encoder first, by name, and with it all that has no route of its own.
pub(crate) fn read_by(
    encoder: &str,
    statements: &[Statement],
    distinct: &Distinct,
    others: &[bool],
    themes: &hearken_feedback::Themes,
) -> Vec<ReadBy> {
    let told = [encoder, hearken_report::NGRAMS]
        .into_iter()
        .zip([false, true]);
    told.filter_map(|(name, route)| {
        let is_here = |statement: usize| others[distinct.of_statement[statement]] == route;
        let here: Vec<&Statement> = (0..statements.len())
            .filter(|at| is_here(*at))
            .map(|at| &statements[at])
            .collect();
        let mut languages: BTreeMap<Option<&str>, u64> = BTreeMap::new();
        for statement in &here {
            *languages.entry(statement.language.as_deref()).or_default() += 1;
        }
        let whole = distinct.of_feedback.iter().flatten();
        let named = themes.themes.iter().chain(&themes.small);
        let most = |members: &[usize]| {
            members.iter().filter(|at| is_here(**at)).count() * 2 > members.len()
        };
        (!here.is_empty()).then(|| ReadBy {
            encoder: name.to_owned(),
            feedback: whole.filter(|text| others[**text] == route).count() as u64,
            statements: here.len() as u64,
            languages: languages
                .keys()
                .flatten()
                .map(|language| (*language).to_owned())
                .collect(),
            themes: named
                .filter(|theme| most(&theme.members))
                .map(|theme| theme.id.clone())
                .collect(),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::is_not_latin;

    #[test]
    fn the_script_of_most_letters_counts() {
        assert!(is_not_latin("很好") && is_not_latin("这个app很好用") && is_not_latin("Отлично"));
        assert!(!is_not_latin("nice app") && !is_not_latin("👍 10/10") && !is_not_latin("été 好"));
    }
}
