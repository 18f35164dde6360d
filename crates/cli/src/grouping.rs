//! What is said, grouped into themes: each language route by the vectors of its own reader, and the themes of
//! all in one list.

use crate::encode;
use crate::kept::Kept;
use crate::models::Readers;
use crate::progress::Progress;
use crate::route::Route;
use anyhow::Result;
use hearken_embedding::Encoder;
use hearken_embedding::ngrams::Latent;
use hearken_feedback::{Distinct, Theme, Themes};
use hearken_topic::Settings;
use ndarray::Array2;
use std::num::NonZeroUsize;

/// Groups what is said, each statement read in its context.
pub(crate) fn themes(
    (distinct, products): (&Distinct, &[String]),
    read: &encode::Read,
    readers: &Readers,
    settings: &Settings,
    kept: &mut Kept,
    progress: Progress,
) -> Result<Themes> {
    let bar = progress.bar("grouping");
    let is_other = |text: usize| read.others[text] && !readers.named;
    let (others, encoded): (Vec<usize>, Vec<usize>) =
        (0..distinct.sayings.len()).partition(|saying| is_other(distinct.sayings[*saying].text));
    let route = |sayings: &[usize], others: bool, settings: &Settings| {
        Route::of((distinct, products), read, (sayings, others), settings)
    };
    let by_encoder = |sayings: Vec<usize>, settings: &Settings, kept: &mut Kept| {
        let encode =
            &mut |phrases: &[String]| Ok(encode::vectors(&*readers.encoder, phrases, kept)?);
        let vectors = &mut |texts: &[usize]| read.embeddings.select(texts);
        route(&sayings, false, settings).group(vectors, settings, encode, &bar)
    };
    if others.is_empty() {
        let grouped = by_encoder(encoded, settings, kept)?;
        return Ok(distinct.themes_of_statements(grouped));
    }
    let latent = latent(
        distinct,
        route(&others, true, settings).fitted(),
        settings.seed,
    );
    // Vectors of a few hundred texts are made anew sooner than they are found in a cache.
    let vectors = &mut |texts: &[usize]| {
        let texts = texts.iter().map(|text| distinct.texts[*text].as_str());
        Ok(rows(&latent, &texts.collect::<Vec<_>>())?)
    };
    let mut by_words = |sayings: Vec<usize>, settings: &Settings| {
        let encode = &mut |phrases: &[String]| {
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            Ok(rows(&latent, &phrases)?)
        };
        route(&sayings, true, settings).group(vectors, settings, encode, &bar)
    };
    let (many, few) = (
        encoded.len().max(others.len()),
        encoded.len().min(others.len()),
    );
    let share = |part: usize| Settings {
        themes: settings.themes.map(|themes| {
            let share = (themes.get() * part + (many + few) / 2) / (many + few);
            NonZeroUsize::new(share).unwrap_or(NonZeroUsize::MIN)
        }),
        ..settings.clone()
    };
    // The larger part says below which size a theme counts as small.
    let after = |first: &Themes| Settings {
        smallest: settings.smallest.or(NonZeroUsize::new(first.smallest)),
        ..share(few)
    };
    let (first, second) = if encoded.is_empty() {
        (by_words(others, &share(many))?, Themes::default())
    } else if encoded.len() >= others.len() {
        let first = by_encoder(encoded, &share(many), kept)?;
        let second = by_words(others, &after(&first))?;
        (first, second)
    } else {
        let first = by_words(others, &share(many))?;
        let second = by_encoder(encoded, &after(&first), kept)?;
        (first, second)
    };
    let named = settings
        .steering
        .theme
        .iter()
        .map(|seed| seed.name.as_str());
    let joined = joined(first, second, &named.collect::<Vec<_>>(), distinct);
    Ok(distinct.themes_of_statements(joined))
}

/// The directions of all texts that n-grams read, and of those around them.
fn latent(distinct: &Distinct, others: &[usize], seed: u64) -> Latent {
    let sayings = others.iter().map(|saying| &distinct.sayings[*saying]);
    let texts = sayings.flat_map(|saying| [saying.text, saying.context]);
    let texts: Vec<&str> = texts.map(|text| distinct.texts[text].as_str()).collect();
    Latent::fit(&texts, seed)
}

fn rows(latent: &Latent, texts: &[&str]) -> Result<Array2<f32>, hearken_embedding::Error> {
    let mut rows = Array2::zeros((texts.len(), latent.dimension()));
    latent.encode(
        texts,
        hearken_embedding::Features::EMBEDDING,
        &mut |batch| {
            for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
                rows.row_mut(*index).assign(&row);
            }
        },
    )?;
    Ok(rows)
}

/// The themes of two routes in one list, largest first. What has one name is one
/// theme, and so are its parts. The plane is that of the first.
fn joined(first: Themes, second: Themes, given: &[&str], distinct: &Distinct) -> Themes {
    if second.smallest == 0 && second.themes.is_empty() && second.single.is_empty() {
        return first;
    }
    let smallest = first.smallest;
    let decided = |note: &String| note.starts_with(Themes::DECIDED);
    let mut notes: Vec<String> = first.notes.clone();
    // What one route has found is done.
    notes.retain(|note| !decided(note) || second.notes.contains(note));
    let more = second
        .notes
        .iter()
        .filter(|note| !decided(note) && !first.notes.contains(note));
    notes.extend(more.cloned());
    let areas = [&first.areas, &second.areas].map(|areas| areas.clone());
    let of_areas = [&first.themes, &second.themes].map(|themes| {
        themes
            .iter()
            .map(|theme| theme.id.clone())
            .collect::<Vec<_>>()
    });
    let mut all: Vec<Theme> = first.themes.into_iter().chain(first.small).collect();
    for mut theme in second.themes.into_iter().chain(second.small) {
        theme.map = None;
        let same = all.iter_mut().find(|other| other.name == theme.name);
        match same {
            None => all.push(theme),
            // One name is one subject, in whatever language it is spoken of.
            Some(other) if other.aside == theme.aside || given.contains(&theme.name.as_str()) => {
                other.members.extend(theme.members);
                for part in theme.sub_themes {
                    match other
                        .sub_themes
                        .iter_mut()
                        .find(|here| here.name == part.name)
                    {
                        Some(here) => here.members.extend(part.members),
                        None => other.sub_themes.push(part),
                    }
                }
            }
            Some(_) => {
                theme.name = format!("{} (2)", theme.name);
                all.push(theme);
            }
        }
    }
    let size = |theme: &Theme| -> usize {
        let said = theme
            .members
            .iter()
            .map(|saying| distinct.sayings[*saying].said_by.len());
        said.sum()
    };
    all.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.id.cmp(&b.id)));
    let (themes, small): (Vec<Theme>, Vec<Theme>) =
        all.into_iter().partition(|theme| size(theme) >= smallest);
    let mut single = first.single;
    single.extend(second.single);
    let text = |saying: &usize| &distinct.texts[distinct.sayings[*saying].text];
    single.sort_by(|a, b| text(a).cmp(text(b)).then(a.cmp(b)));
    let mut kept = Vec::new();
    for (areas, ids) in areas.into_iter().zip(of_areas) {
        for mut area in areas {
            let place = |theme: &usize| themes.iter().position(|other| other.id == ids[*theme]);
            area.themes = area.themes.iter().filter_map(place).collect();
            area.themes.sort_unstable();
            if area.themes.len() > 1 {
                kept.push(area);
            }
        }
    }
    kept.sort_by(|a, b| a.themes.cmp(&b.themes));
    Themes {
        themes,
        areas: kept,
        small,
        single,
        smallest,
        notes,
    }
}
