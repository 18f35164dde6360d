//! Fitted statements and those that joined them in one list of themes.

use crate::draft::default_smallest;
use crate::extend::{Others, Place};
use crate::reach::Reach;
use crate::{Settings, Statements};
use hearken_feedback::{Area, SubTheme, Theme, Themes};
use ndarray::ArrayView1;
use rayon::prelude::*;

/// What was fitted, and where the others belong.
pub(crate) struct Extended<'s, 'a> {
    pub(crate) fitted: Statements<'s>,
    pub(crate) others: Others<'s>,
    /// The themes as they were fitted, first those of a theme's size.
    pub(crate) reach: &'a Reach,
    /// The parts of each theme.
    pub(crate) parts: &'a [Option<Reach>],
    pub(crate) places: &'a [Place],
}

/// The cosine to a center, and the row.
type Near = (f32, usize);

impl Extended<'_, '_> {
    /// All themes; rows of the others come behind the fitted ones.
    pub(crate) fn themes(
        &self,
        found: Vec<Theme>,
        areas: Vec<Area>,
        notes: Vec<String>,
        single: Vec<usize>,
        settings: &Settings,
    ) -> Themes {
        let before = self.fitted.texts.len();
        let ids: Vec<String> = found.iter().map(|theme| theme.id.clone()).collect();
        let mut joining: Vec<Vec<Near>> = vec![Vec::new(); found.len()];
        let mut in_parts: Vec<Vec<Vec<Near>>> = found
            .iter()
            .map(|theme| vec![Vec::new(); theme.sub_themes.len()])
            .collect();
        let mut single = single;
        for (at, place) in self.places.iter().enumerate() {
            let Some(theme) = place.theme.map(|theme| theme as usize) else {
                single.push(before + at);
                continue;
            };
            joining[theme].push((place.near, before + at));
            if let Some((part, near)) = place.part {
                in_parts[theme][usize::from(part)].push((near, before + at));
            }
        }
        single.par_sort_by(|a, b| self.said(*a).cmp(&self.said(*b)));
        let mut sized: Vec<(u64, Theme)> = found
            .into_par_iter()
            .zip(joining)
            .zip(in_parts)
            .enumerate()
            .map(|(at, ((theme, joining), in_parts))| self.grown(at, theme, joining, in_parts))
            .collect();
        let text = |theme: &Theme| theme.members.first().map(|row| self.said(*row));
        sized.sort_by(|a, b| {
            let size = b.0.cmp(&a.0);
            size.then_with(|| text(&a.1).cmp(&text(&b.1)))
                .then_with(|| a.1.id.cmp(&b.1.id))
        });
        let all = self.fitted.counts.iter().chain(self.others.counts);
        let all: u64 = all.map(|count| u64::from(*count).max(1)).sum();
        let smallest = settings
            .smallest
            .map_or_else(|| default_smallest(all as usize), |least| least.get());
        let (large, small): (Vec<_>, Vec<_>) = sized
            .into_iter()
            .partition(|(size, _)| *size >= smallest as u64);
        let bare = |some: Vec<(u64, Theme)>| some.into_iter().map(|(_, theme)| theme).collect();
        let (themes, small): (Vec<Theme>, Vec<Theme>) = (bare(large), bare(small));
        Themes {
            areas: moved(areas, &ids, &themes),
            themes,
            small,
            single,
            smallest,
            notes,
        }
    }

    /// A theme with those that joined it, and its size in statements.
    fn grown(
        &self,
        at: usize,
        theme: Theme,
        joining: Vec<Near>,
        in_parts: Vec<Vec<Near>>,
    ) -> (u64, Theme) {
        let center = self.reach.centers.row(at);
        let members = self.ordered(&theme.members, center, joining);
        let (mut size, mut sum) = (0, 0.0);
        for (near, row) in &members {
            let count = self.count(*row);
            size += count;
            sum += f64::from(*near) * count as f64;
        }
        let parts = theme.sub_themes.into_iter().zip(in_parts).enumerate();
        let mut sub_themes: Vec<(u64, SubTheme)> = parts
            .map(|(part, (sub_theme, joining))| {
                let members = match &self.parts[at] {
                    Some(reach) => {
                        self.ordered(&sub_theme.members, reach.centers.row(part), joining)
                    }
                    None => Vec::new(),
                };
                let members: Vec<usize> = members.into_iter().map(|(_, row)| row).collect();
                let size = members.iter().map(|row| self.count(*row)).sum();
                (
                    size,
                    SubTheme {
                        members,
                        ..sub_theme
                    },
                )
            })
            .collect();
        // Stable: of the same size as they were.
        sub_themes.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        let theme = Theme {
            cohesion: (sum / size.max(1) as f64) as f32,
            members: members.into_iter().map(|(_, row)| row).collect(),
            sub_themes: sub_themes.into_iter().map(|(_, part)| part).collect(),
            ..theme
        };
        (size, theme)
    }

    /// Fitted rows and those that join them, the nearest first, ties by what they say.
    fn ordered(
        &self,
        fitted: &[usize],
        center: ArrayView1<'_, f32>,
        joining: Vec<Near>,
    ) -> Vec<Near> {
        let near = |row: &usize| (self.fitted.embeddings.row(*row).dot(&center), *row);
        let mut members: Vec<Near> = fitted.iter().map(near).chain(joining).collect();
        members.sort_by(|a, b| {
            let near = b.0.total_cmp(&a.0);
            near.then_with(|| self.said(a.1).cmp(&self.said(b.1)))
        });
        members
    }

    fn said(&self, row: usize) -> (&str, &str) {
        match row.checked_sub(self.fitted.texts.len()) {
            None => (self.fitted.texts[row], self.fitted.contexts[row]),
            Some(other) => (self.others.texts[other], self.others.contexts[other]),
        }
    }

    fn count(&self, row: usize) -> u64 {
        let count = match row.checked_sub(self.fitted.counts.len()) {
            None => self.fitted.counts[row],
            Some(other) => self.others.counts[other],
        };
        u64::from(count.max(1))
    }
}

/// Areas by where their themes stand now; one that has no two left is none.
fn moved(areas: Vec<Area>, ids: &[String], themes: &[Theme]) -> Vec<Area> {
    let place = |at: &usize| themes.iter().position(|theme| theme.id == ids[*at]);
    let mut areas: Vec<Area> = areas
        .into_iter()
        .map(|area| {
            let mut themes: Vec<usize> = area.themes.iter().filter_map(place).collect();
            themes.sort_unstable();
            Area { themes, ..area }
        })
        .filter(|area| area.themes.len() > 1)
        .collect();
    areas.sort_by(|a, b| a.themes.cmp(&b.themes));
    areas
}
