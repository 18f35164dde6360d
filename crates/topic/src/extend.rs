//! Where statements belong that were not looked at when themes were fitted.
//!
//! What names no subject goes where such statements went by how they feel. Every other statement goes to the
//! nearest of the themes that reach so far (`reach`), and the rest stands alone. Centers are moved to the middle of
//! all that belongs to them and the statements placed again, a fixed number of times; what was fitted stays where it
//! is. Centers are exact sums and each statement is placed for itself, so that neither the order of statements nor
//! how they are cut into parts shows.

use crate::order::has_direction;
use crate::reach::{Reach, sums};
use crate::subjects::{Subjects, name_nothing};
use crate::{EncodeError, Error, Settings, Statements, together};
use hearken_feedback::{Aside, Sentiment, Theme, Themes};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::ops::Range;

/// How often centers are moved. Hardly a statement finds another place after these.
const ROUNDS: usize = 2;

/// Statements whose vectors are asked for at once.
const BLOCK: usize = 8192;

/// Themes of some of the statements, and what is needed to place the others.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Members are rows of the fitted statements.
    pub themes: Themes,
    /// What names a subject there.
    pub subjects: Subjects,
}

/// Statements beside the fitted ones.
#[derive(Debug, Clone, Copy)]
pub struct Others<'a> {
    /// What each says.
    pub texts: &'a [&'a str],
    /// What each stands in.
    pub contexts: &'a [&'a str],
    /// How many statements say exactly this; at least 1.
    pub counts: &'a [u32],
    /// How those who say it feel.
    pub sentiments: &'a [Sentiment],
}

/// Gives the vectors of some of the other statements, by their places: a unit row each, as those of the fitted ones.
pub type Rows<'a> = &'a mut dyn FnMut(Range<usize>) -> Result<Array2<f32>, EncodeError>;

impl Settings {
    /// The settings by which a part of all statements is fitted: a size that counts as small is as much smaller
    /// as the part is.
    pub fn of_part(&self, part: u64, all: u64) -> Self {
        let share = |size: NonZeroUsize| {
            let least = (u128::from(part) * size.get() as u128).div_ceil(u128::from(all.max(1)));
            NonZeroUsize::new(least as usize).unwrap_or(NonZeroUsize::MIN)
        };
        Self {
            smallest: self.smallest.map(share),
            ..self.clone()
        }
    }
}

/// Gives the others their places among themes that were fitted on `fitted`. `rows` is called for every block of
/// them a few times, `progress` hears how much is done, 0…1.
///
/// In the [`Themes`] the others are numbered behind the fitted ones. Names, ids, phrases, stability, coherence and
/// areas are those of the fit; sizes, members and cohesion are of all.
///
/// # Errors
/// [`Error::Vectors`] where `rows` fails, or gives another shape than it was asked for.
pub fn extend<'s>(
    fit: Fit,
    fitted: Statements<'s>,
    others: Others<'s>,
    settings: &Settings,
    rows: Rows<'_>,
    progress: &mut dyn FnMut(f32),
) -> Result<Themes, Error> {
    let Fit { themes, subjects } = fit;
    let large = themes.themes.into_iter();
    let found: Vec<Theme> = large.chain(themes.small).collect();
    let of_fitted = of_members(&found, fitted.counts);
    let mut reach = Reach::of(fitted.embeddings, &of_fitted);
    for (theme, edge) in found.iter().zip(&mut reach.edges) {
        *edge = match theme.aside {
            // As many groups as are asked for take everything.
            _ if settings.themes.is_some() => -1.0,
            // What has a subject is no general praise, however near it lies.
            Some(Aside::NoSubject) => f32::INFINITY,
            _ => *edge,
        };
    }
    let parts: Vec<Option<Reach>> = found
        .par_iter()
        .map(|theme| of_parts(theme, fitted))
        .collect();
    let of_fitted = sums(fitted.embeddings, &of_fitted);
    let apart = set_apart(&found, fitted, others, &subjects, settings);
    let mut places: Vec<Place> = vec![Place::default(); others.texts.len()];
    for round in 0..=ROUNDS {
        let mut all = of_fitted.clone();
        for begin in (0..places.len()).step_by(BLOCK) {
            let range = begin..places.len().min(begin + BLOCK);
            let vectors = checked(rows, range.clone(), fitted.embeddings.ncols())?;
            let placed = &mut places[range.clone()];
            place(vectors.view(), &apart[range.clone()], &reach, placed);
            for ((row, at), place) in vectors.outer_iter().zip(range.clone()).zip(&*placed) {
                if let Some(theme) = place.theme {
                    all.add(theme as usize, row, others.counts[at]);
                }
            }
            if round == ROUNDS {
                within(vectors.view(), &parts, placed);
            }
            let done = (round * others.texts.len() + range.end) as f32;
            progress(done / ((ROUNDS + 1) * others.texts.len()) as f32);
        }
        if round < ROUNDS {
            reach.centers = all.centers();
        }
    }
    let extended = together::Extended {
        fitted,
        others,
        reach: &reach,
        parts: &parts,
        places: &places,
    };
    Ok(extended.themes(found, themes.areas, themes.notes, themes.single, settings))
}

/// Where one of the others belongs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Place {
    pub(crate) theme: Option<u32>,
    /// Cosine to the theme's center.
    pub(crate) near: f32,
    /// Which part of the theme, and the cosine to that part's center.
    pub(crate) part: Option<(u16, f32)>,
}

fn checked(rows: Rows<'_>, range: Range<usize>, width: usize) -> Result<Array2<f32>, Error> {
    let asked = range.len();
    let vectors = rows(range).map_err(Error::Vectors)?;
    if vectors.dim() == (asked, width) {
        return Ok(vectors);
    }
    let (rows, columns) = vectors.dim();
    let told = format!("{asked} × {width} numbers were asked for, and {rows} × {columns} given");
    Err(Error::Vectors(told.into()))
}

/// The rows of each theme with how many say them.
fn of_members(themes: &[Theme], counts: &[u32]) -> Vec<Vec<(usize, u32)>> {
    themes
        .iter()
        .map(|theme| counted(&theme.members, counts))
        .collect()
}

fn counted(rows: &[usize], counts: &[u32]) -> Vec<(usize, u32)> {
    rows.iter().map(|row| (*row, counts[*row])).collect()
}

/// How far the parts of a theme reach; none where it has none.
fn of_parts(theme: &Theme, fitted: Statements<'_>) -> Option<Reach> {
    let parts = theme.sub_themes.iter();
    let rows: Vec<_> = parts
        .map(|part| counted(&part.members, fitted.counts))
        .collect();
    (!rows.is_empty()).then(|| Reach::of(fitted.embeddings, &rows))
}

/// The theme of each of the others that names no subject, where there is one for how it feels. As in `general`,
/// complaints and remarks beside a statement that has a subject are about that.
fn set_apart(
    themes: &[Theme],
    fitted: Statements<'_>,
    others: Others<'_>,
    subjects: &Subjects,
    settings: &Settings,
) -> Vec<Option<u32>> {
    let mut apart = vec![None; others.texts.len()];
    if settings.themes.is_some() {
        return apart;
    }
    let feels = |theme: &Theme| {
        let first = theme.members.first()?;
        (theme.aside == Some(Aside::NoSubject)).then(|| fitted.sentiments[*first])
    };
    let general: Vec<(Sentiment, u32)> = (0..)
        .zip(themes)
        .filter_map(|(at, theme)| Some((feels(theme)?, at)))
        .collect();
    let empty = subjects.name_nothing(others.texts);
    let may: Vec<usize> = (0..empty.len()).filter(|at| empty[*at]).collect();
    let beside = |at: &usize| {
        others.sentiments[*at] != Sentiment::Positive && others.contexts[*at] != others.texts[*at]
    };
    let (beside, alone): (Vec<usize>, Vec<usize>) = may.into_iter().partition(beside);
    let around: Vec<&str> = beside.iter().map(|at| others.contexts[*at]).collect();
    let around = around.par_chunks(BLOCK).flat_map_iter(name_nothing);
    let around: Vec<bool> = around.collect();
    let empty = beside.into_iter().zip(around).filter(|told| told.1);
    for at in alone.into_iter().chain(empty.map(|(at, _)| at)) {
        let here = general.iter().find(|(of, _)| *of == others.sentiments[at]);
        apart[at] = here.map(|(_, theme)| *theme);
    }
    apart
}

/// Places a block of statements; those set apart have their theme already.
fn place(vectors: ArrayView2<'_, f32>, apart: &[Option<u32>], reach: &Reach, places: &mut [Place]) {
    let nearest = reach.themes_of(vectors);
    for ((row, place), (apart, near)) in vectors
        .outer_iter()
        .zip(places)
        .zip(apart.iter().zip(nearest))
    {
        let near = match apart {
            Some(theme) => Some((*theme, row.dot(&reach.centers.row(*theme as usize)))),
            None => near
                .filter(|_| has_direction(row))
                .map(|(theme, near)| (theme as u32, near)),
        };
        *place = Place {
            theme: near.map(|(theme, _)| theme),
            near: near.map_or(0.0, |(_, near)| near),
            part: None,
        };
    }
}

/// Finds the parts of their themes that statements belong to.
fn within(vectors: ArrayView2<'_, f32>, parts: &[Option<Reach>], places: &mut [Place]) {
    let rows: Vec<_> = vectors.outer_iter().collect();
    places.par_iter_mut().zip(rows).for_each(|(place, row)| {
        let reach = place.theme.and_then(|theme| parts[theme as usize].as_ref());
        let part = reach.and_then(|reach| reach.theme_of(row));
        place.part = part.map(|(part, near)| (part as u16, near));
    });
}
