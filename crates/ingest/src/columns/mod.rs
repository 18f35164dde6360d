//! Which column holds what: by the user's word, by its name, by its content.

mod names;
mod pick;
mod profile;

use crate::shapes::Shaped;
use crate::table::{Header, Row, Table};
use crate::values::date::{self, Order};
use crate::values::order;
use crate::values::rating::{self, Scale};
use crate::{Error, Settings};
use hearken_feedback::{Column, Role};
use profile::{Profile, different, profiles};

pub(crate) use names::{folded, holds_numbers_of_people, is_known as is_known_name, is_personal};
pub(crate) use profile::is_unspaced;

/// Why a column has its role, in the words of [`Column::reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    User,
    Name,
    Content,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Self::User => "named by the user",
            Self::Name => "by its name",
            Self::Content => "by its content",
        }
    }
}

/// What every column was taken for, and how its fields are to be read.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// As told in the source.
    pub(crate) columns: Vec<Column>,
    /// The columns that hold text, in the export's order.
    pub(crate) text: Vec<usize>,
    pub(crate) scale: Option<Scale>,
    pub(crate) order: Order,
    /// What is to be said of the dates, as a sentence.
    pub(crate) note: Option<String>,
    pub(crate) ids: Ids,
    roles: Vec<Option<(Role, Reason)>>,
    profiles: Vec<Profile>,
}

/// What an id tells about who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    /// A counter, or none: nothing.
    Plain,
    /// One opaque id a submission, so that different ids are different submitters.
    Submission,
}

impl Mapping {
    /// The column with a role; of several text columns the first.
    pub(crate) fn column(&self, role: Role) -> Option<usize> {
        self.roles
            .iter()
            .position(|taken| taken.is_some_and(|(of, _)| of == role))
    }

    /// Whether a field suits the kind of values that its column holds.
    pub(crate) fn fits(&self, column: usize, field: &str) -> bool {
        let Some(profile) = self.profiles.get(column) else {
            return false;
        };
        let Some(field) = crate::values::filled(field) else {
            return true;
        };
        if profile.share(profile.numeric) >= 0.9 {
            return crate::values::number(field).is_some();
        }
        if profile.share(profile.dates) >= 0.9 {
            return date::is_date(field);
        }
        // Known values repeat; a long piece of prose among short words is out of place.
        profile.is_prose() || (field.chars().count() as f64) <= 4.0 * profile.mean_chars() + 16.0
    }
}

/// Whether a name is one of those that text columns carry.
pub(crate) fn is_text_name(name: &str) -> bool {
    names::rank(Role::Text, name).is_some()
}

/// Decides about every column of a table.
pub(crate) fn assign(
    name: &str,
    table: &Table,
    shaped: &Shaped,
    settings: &Settings,
) -> Result<Mapping, Error> {
    let profiles = profiles(&table.rows, table.names.len());
    let mut columns = Columns {
        names: &table.names,
        profiles: &profiles,
        header: table.header,
        roles: vec![None; table.names.len()],
    };
    for (role, wanted) in &settings.columns {
        let index = find(&table.names, wanted).ok_or_else(|| Error::NoColumn {
            name: name.to_owned(),
            column: wanted.clone(),
            columns: table.names.clone(),
        })?;
        columns.roles[index] = Some((*role, Reason::User));
    }
    columns.shaped(shaped);
    pick::pick(&mut columns);
    let roles = columns.roles;
    let text: Vec<usize> = (0..roles.len())
        .filter(|index| matches!(roles[*index], Some((Role::Text, _))))
        .collect();
    if let (true, Some(shape)) = (text.is_empty(), shaped.shape)
        && !shape.way_out.is_empty()
    {
        return Err(Error::NoBodies {
            name: name.to_owned(),
            tool: shape.name,
            way_out: shape.way_out,
        });
    }
    if text.is_empty() {
        return Err(Error::NoText {
            name: name.to_owned(),
            columns: table.names.clone(),
        });
    }
    let mut mapping = Mapping {
        columns: told(&table.names, &roles),
        text,
        scale: None,
        order: Order::MonthFirst,
        note: None,
        ids: Ids::Plain,
        roles,
        profiles,
    };
    let fields = |column: usize| {
        table
            .rows
            .iter()
            .filter_map(|row| row.record().ok())
            .filter_map(move |record| crate::values::filled(record.get(column)))
    };
    if let Some(column) = mapping.column(Role::Rating) {
        mapping.scale = match settings.rating_scale {
            Some((min, max)) => Some(Scale { min, max }),
            None => rating::scale(&table.names[column], fields(column)).map(|scale| {
                // Promoters and detractors are told by a score from 0 to 10.
                let nps = shaped.classes.is_some() && scale.max <= 10.0;
                if nps { rating::NPS } else { scale }
            }),
        };
    }
    if let Some(column) = mapping.column(Role::Date) {
        let written = order::order(fields(column));
        mapping.order = written.order;
        mapping.note = written.note(&table.names[column]);
    }
    if let Some(column) = mapping.column(Role::Id) {
        mapping.ids = ids(&table.rows, column, &mapping);
    }
    Ok(mapping)
}

/// The state of deciding.
struct Columns<'a> {
    names: &'a [String],
    profiles: &'a [Profile],
    header: Header,
    roles: Vec<Option<(Role, Reason)>>,
}

fn find(names: &[String], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name == wanted).or_else(|| {
        let wanted = wanted.trim().to_lowercase();
        names
            .iter()
            .position(|name| name.trim().to_lowercase() == wanted)
    })
}

fn told(names: &[String], roles: &[Option<(Role, Reason)>]) -> Vec<Column> {
    names
        .iter()
        .zip(roles)
        .map(|(name, taken)| {
            let (role, reason) = match taken {
                Some((Role::Other, Reason::Name | Reason::Content)) | None => (Role::Other, ""),
                Some((role, reason)) => (*role, reason.word()),
            };
            Column {
                name: name.clone(),
                role,
                reason: reason.to_owned(),
            }
        })
        .collect()
}

/// Opaque ids that are given once each tell submissions apart. A row that stands in the export
/// twice, word for word, does not speak against it.
fn ids(rows: &[Row], column: usize, mapping: &Mapping) -> Ids {
    use crate::hash::fingerprint;
    let profile = &mapping.profiles[column];
    if profile.filled == 0 || profile.share(profile.opaque) < 0.9 {
        return Ids::Plain;
    }
    let said: Vec<(u64, u64)> = rows
        .iter()
        .filter_map(|row| row.record().ok())
        .filter(|record| crate::values::filled(record.get(column)).is_some())
        .map(|record| {
            let text = mapping.text.iter().fold(0u64, |hash, index| {
                hash.rotate_left(7) ^ fingerprint(record.get(*index).trim().as_bytes())
            });
            (fingerprint(record.get(column).trim().as_bytes()), text)
        })
        .collect();
    if profile.distinct as f64 >= 0.9 * different(said) as f64 {
        Ids::Submission
    } else {
        Ids::Plain
    }
}
