//! What a team decided about its themes, and how that is applied to what is found.

use crate::draft::{Draft, Drafts, sort};
use crate::order::{Ordered, unit_rows};
use crate::partition::same_matter;
use crate::{Encode, Error, Statements, id};
use hearken_feedback::Themes;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a team decided about its themes: `themes.toml`.
///
/// A theme that was found is referred to by its name, its id, or the words of a statement in it.
/// What refers to no theme is told and otherwise passed over: the next export may have it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Steering {
    /// Themes that are there from the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub theme: Vec<Seed>,
    /// Themes that are one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<Merge>,
    /// Themes that are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Split>,
    /// What themes are called, by what they refer to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rename: BTreeMap<String, String>,
    /// Phrases that name no theme, however often they are said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
}

/// A theme with examples of what is said in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// What it is called.
    pub name: String,
    /// What people say, one statement at least.
    pub examples: Vec<String>,
}

/// Themes that are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Two or more.
    pub themes: Vec<String>,
    /// What the one is called; by its phrases where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A theme that is several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Which one.
    pub theme: String,
    /// Two or more; each statement goes where the nearest example is.
    pub into: Vec<Seed>,
}

impl Steering {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with it, before anything slow is done.
    ///
    /// # Errors
    /// The first fault in words: a theme without name or examples, a name given twice, a merger or
    /// a split of fewer than two.
    pub fn check(&self) -> Result<(), String> {
        let parts = self.split.iter().flat_map(|split| &split.into);
        for seed in self.theme.iter().chain(parts) {
            if seed.name.trim().is_empty() {
                return Err("a theme has no name".to_owned());
            }
            if !seed
                .examples
                .iter()
                .any(|example| !example.trim().is_empty())
            {
                return Err(format!("the theme \"{}\" has no examples", seed.name));
            }
        }
        if let Some(merge) = self.merge.iter().find(|merge| merge.themes.len() < 2) {
            return Err(format!(
                "a merger names {} themes, not two or more",
                merge.themes.len()
            ));
        }
        if let Some(split) = self.split.iter().find(|split| split.into.len() < 2) {
            return Err(format!(
                "\"{}\" is split into {}, not into two or more",
                split.theme,
                split.into.len()
            ));
        }
        let mut names = BTreeSet::new();
        let given = self.names().find(|name| !names.insert(folded(name)));
        match given {
            Some(name) => Err(format!("two themes are called \"{name}\"")),
            None => Ok(()),
        }
    }

    /// Every name that is given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let parts = self.split.iter().flat_map(|split| &split.into);
        let seeds = self
            .theme
            .iter()
            .chain(parts)
            .map(|seed| seed.name.as_str());
        let merged = self.merge.iter().filter_map(|merge| merge.name.as_deref());
        seeds
            .chain(merged)
            .chain(self.rename.values().map(String::as_str))
    }

    /// Whether a phrase may name a theme.
    pub(crate) fn allows(&self, phrase: &str) -> bool {
        !self
            .blocked
            .iter()
            .any(|blocked| folded(blocked) == folded(phrase))
    }
}

fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Positions of the statements that belong to themes that are there from the start: those that are
/// about the same matter as one of the examples, each at the nearest.
pub(crate) fn seeded(
    ordered: &Ordered<'_>,
    seeds: &[Seed],
    encode: Encode<'_>,
) -> Result<Vec<(String, Vec<usize>)>, Error> {
    let mut found: Vec<(String, Vec<usize>)> = seeds
        .iter()
        .map(|seed| (seed.name.clone(), Vec::new()))
        .collect();
    if seeds.is_empty() {
        return Ok(found);
    }
    let examples = Examples::of(seeds, encode)?;
    let points = ordered.gather(&ordered.clear);
    let limit = same_matter(&points);
    for (point, position) in points.rows().into_iter().zip(&ordered.clear) {
        if let Some((seed, cosine)) = examples.nearest(point)
            && cosine >= limit
        {
            found[seed].1.push(*position);
        }
    }
    Ok(found)
}

/// Joins and splits what was found; what could not be done, in words. Drafts that are new have no
/// phrases yet.
pub(crate) fn regroup(
    drafts: &mut Drafts,
    steering: &Steering,
    statements: Statements<'_>,
    encode: Encode<'_>,
) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    for merge in &steering.merge {
        let mut places = BTreeSet::new();
        for theme in &merge.themes {
            match find(drafts, theme, statements.texts) {
                Some(place) => _ = places.insert(place),
                None => notes.push(absent(theme, "to merge")),
            }
        }
        if places.len() < 2 {
            continue;
        }
        let taken = places
            .into_iter()
            .rev()
            .map(|place| drafts.drafts.remove(place));
        let rows = taken.flat_map(|draft| draft.members).collect();
        let mut draft = Draft::new(rows, statements);
        draft.call(merge.name.as_deref());
        drafts.drafts.push(draft);
    }
    for split in &steering.split {
        let Some(place) = find(drafts, &split.theme, statements.texts) else {
            notes.push(absent(&split.theme, "to split"));
            continue;
        };
        let draft = drafts.drafts.remove(place);
        let examples = Examples::of(&split.into, encode)?;
        let points = unit_rows(statements.embeddings, draft.members.iter().copied());
        let mut parts = vec![Vec::new(); split.into.len()];
        for (point, row) in points.rows().into_iter().zip(&draft.members) {
            parts[examples.nearest(point).map_or(0, |(part, _)| part)].push(*row);
        }
        for (seed, rows) in split.into.iter().zip(parts) {
            if rows.is_empty() {
                notes.push(format!(
                    "{}nothing in \"{}\" is nearest to the examples of \"{}\".",
                    Themes::DECIDED,
                    split.theme,
                    seed.name
                ));
                continue;
            }
            let mut draft = Draft::new(rows, statements);
            draft.call(Some(&seed.name));
            drafts.drafts.push(draft);
        }
    }
    sort(&mut drafts.drafts, statements.texts);
    Ok(notes)
}

/// Gives themes the names that the team wants; what could not be done, in words.
pub(crate) fn rename(drafts: &mut Drafts, steering: &Steering, texts: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    // All are found by the names of before: two may swap theirs.
    let places = steering.rename.iter().map(|(theme, name)| {
        let place = find(drafts, theme, texts);
        if place.is_none() {
            notes.push(absent(theme, "to rename"));
        }
        place.map(|place| (place, name))
    });
    let places: Vec<_> = places.collect();
    for (place, name) in places.into_iter().flatten() {
        drafts.drafts[place].call(Some(name));
    }
    notes
}

fn absent(theme: &str, what_for: &str) -> String {
    format!(
        "{}there is no theme \"{theme}\" {what_for}.",
        Themes::DECIDED
    )
}

/// The draft that a reference means.
fn find(drafts: &Drafts, reference: &str, texts: &[&str]) -> Option<usize> {
    let wanted = folded(reference);
    let place = |fits: &dyn Fn(&Draft) -> bool| drafts.drafts.iter().position(fits);
    place(&|draft| folded(&draft.name) == wanted)
        .or_else(|| {
            place(&|draft| {
                let central = draft.members.iter().map(|row| texts[*row]);
                id::id(central, 0) == wanted
            })
        })
        .or_else(|| {
            let says = |row: &usize| folded(texts[*row]) == wanted;
            place(&|draft| draft.members.iter().any(says))
        })
}

/// Examples as unit vectors, and whose they are.
struct Examples {
    vectors: Array2<f32>,
    of: Vec<usize>,
}

impl Examples {
    fn of(seeds: &[Seed], encode: Encode<'_>) -> Result<Self, Error> {
        let (mut texts, mut of) = (Vec::new(), Vec::new());
        for (place, seed) in seeds.iter().enumerate() {
            for example in seed.examples.iter().filter(|text| !text.trim().is_empty()) {
                texts.push(example.trim().to_owned());
                of.push(place);
            }
        }
        let vectors = encode(&texts).map_err(Error::Encode)?;
        Ok(Self { vectors, of })
    }

    /// Whose example is nearest to a unit vector, and its cosine; of equals the first.
    fn nearest(&self, point: ndarray::ArrayView1<'_, f32>) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for (example, of) in self.vectors.axis_iter(Axis(0)).zip(&self.of) {
            let cosine = example.dot(&point);
            if best.is_none_or(|(_, kept)| cosine > kept) {
                best = Some((*of, cosine));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(name: &str, examples: &[&str]) -> Seed {
        Seed {
            name: name.to_owned(),
            examples: examples.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let told = |steering: Steering| steering.check().unwrap_err();
        let seeds = |theme: Vec<Seed>| Steering {
            theme,
            ..Steering::default()
        };
        assert_eq!(told(seeds(vec![seed(" ", &["a"])])), "a theme has no name");
        assert_eq!(
            told(seeds(vec![seed("Login", &[" "])])),
            "the theme \"Login\" has no examples"
        );
        let twice = vec![seed("Login", &["a"]), seed("login", &["b"])];
        assert_eq!(told(seeds(twice)), "two themes are called \"login\"");
        let merge = Merge {
            themes: vec!["Login".to_owned()],
            name: None,
        };
        let merged = Steering {
            merge: vec![merge],
            ..Steering::default()
        };
        assert_eq!(told(merged), "a merger names 1 themes, not two or more");
        let split = Split {
            theme: "Login".to_owned(),
            into: vec![seed("A", &["a"])],
        };
        let split = Steering {
            split: vec![split],
            ..Steering::default()
        };
        assert_eq!(
            told(split),
            "\"Login\" is split into 1, not into two or more"
        );
        assert!(Steering::default().check().is_ok() && Steering::default().is_empty());
    }
}
