//! Lists that most feedback hardly fills, in as little memory as that takes.

use crate::{Cell, Mask, Name, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// The cells of a feedback in reading order. Nearly all feedback has one, which takes no piece of
/// memory of its own. In JSON they are a list.
#[derive(Clone)]
pub struct Cells(Kept);

#[derive(Clone)]
enum Kept {
    One(Cell),
    Several(Box<[Cell]>),
}

/// The personal data in a cell. Nearly all cells have none. In JSON they are a list.
#[derive(Clone, Default)]
pub struct Masks(Option<Box<Box<[Mask]>>>);

/// Columns without a use of their own, by name, with their values, in the export's order. Those of
/// many rows lie side by side. In JSON they are a list of pairs.
#[derive(Clone)]
pub struct Others {
    whole: Arc<Box<[(Name, Text)]>>,
    start: u32,
    end: u32,
}

impl Others {
    /// The pairs at each of these places, which lie inside of them.
    pub fn side_by_side(
        pairs: Vec<(Name, Text)>,
        places: impl Iterator<Item = Range<u32>>,
    ) -> impl Iterator<Item = Self> {
        let whole = Arc::new(pairs.into_boxed_slice());
        places.map(move |Range { start, end }| Self {
            whole: Arc::clone(&whole),
            start,
            end,
        })
    }
}

impl Deref for Cells {
    type Target = [Cell];
    fn deref(&self) -> &[Cell] {
        match &self.0 {
            Kept::One(cell) => std::slice::from_ref(cell),
            Kept::Several(cells) => cells,
        }
    }
}

impl Deref for Masks {
    type Target = [Mask];
    fn deref(&self) -> &[Mask] {
        self.0.as_deref().map_or(&[], |masks| masks)
    }
}

impl Deref for Others {
    type Target = [(Name, Text)];
    fn deref(&self) -> &[(Name, Text)] {
        &self.whole[self.start as usize..self.end as usize]
    }
}

impl From<Vec<Cell>> for Cells {
    fn from(mut cells: Vec<Cell>) -> Self {
        Self(match cells.pop() {
            Some(only) if cells.is_empty() => Kept::One(only),
            last => Kept::Several(cells.into_iter().chain(last).collect()),
        })
    }
}

impl From<Vec<Mask>> for Masks {
    fn from(masks: Vec<Mask>) -> Self {
        Self((!masks.is_empty()).then(|| Box::new(masks.into())))
    }
}

impl From<Vec<(Name, Text)>> for Others {
    fn from(pairs: Vec<(Name, Text)>) -> Self {
        Self {
            start: 0,
            end: u32::try_from(pairs.len()).expect("a row has fewer columns"),
            whole: Arc::new(pairs.into()),
        }
    }
}

/// What all of them do as any list does.
macro_rules! reads_as_list {
    ($list:ident, $item:ty) => {
        impl FromIterator<$item> for $list {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                items.into_iter().collect::<Vec<_>>().into()
            }
        }

        impl<'a> IntoIterator for &'a $list {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;
            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        impl fmt::Debug for $list {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl PartialEq for $list {
            fn eq(&self, other: &Self) -> bool {
                **self == **other
            }
        }

        impl Eq for $list {}

        impl Serialize for $list {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                (**self).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Vec::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

reads_as_list!(Cells, Cell);
reads_as_list!(Masks, Mask);
reads_as_list!(Others, (Name, Text));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_lists_however_much_they_hold() {
        for many in [0, 1, 3] {
            let mask = Mask {
                start: 0,
                end: 4,
                shown: "[name]".into(),
            };
            let masks = vec![mask; many];
            assert_eq!(*Masks::from(masks.clone()), *masks);
            let cell = Cell {
                column: "text".into(),
                text: "Anna is nice".into(),
                masks: masks.into(),
            };
            let cells = vec![cell; many];
            assert_eq!(*Cells::from(cells.clone()), *cells);
            assert_eq!(
                format!("{:?}", Cells::from(cells.clone())),
                format!("{cells:?}")
            );
            let pairs = vec![(Name::from("team"), Text::from("blue")); many];
            assert_eq!(*Others::from(pairs.clone()), *pairs);
        }
    }

    #[test]
    fn pairs_of_many_rows_lie_side_by_side() {
        let pair = |name: &str| (Name::from(name), Text::from("x"));
        let pairs = vec![pair("a"), pair("b"), pair("c")];
        let rows: Vec<Others> =
            Others::side_by_side(pairs, [0..2, 2..2, 2..3].into_iter()).collect();
        assert_eq!(*rows[0], [pair("a"), pair("b")]);
        assert!(rows[1].is_empty());
        assert_eq!(*rows[2], [pair("c")]);
    }

    #[test]
    fn they_cost_little() {
        assert_eq!(size_of::<Masks>(), 8);
        assert_eq!(size_of::<Cells>(), size_of::<Cell>());
        assert_eq!(size_of::<Others>(), 16);
    }
}
