//! What a table's columns hold, found from their cells, and reading these.

use super::names::shown;
use hearken_fcnn::tabular::{Column, Kind, Values};
use hearken_ingest::{Comma, DayOrder, filled};
use std::collections::BTreeSet;

/// Share of the filled cells that must be numbers, or days, to make a column of them.
const MOST: f64 = 0.9;
/// Words of a cell, on average, from which on a column of different cells is one of texts.
const WORDS: f64 = 5.0;
/// Share of different cells of texts.
const DIFFERENT: f64 = 0.5;

/// What the caller says of a column: what it holds, or that it must not be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) column: usize,
    pub(super) kind: Option<Kind>,
}

/// How a column's cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    Number(Comma),
    Date(DayOrder),
    Category,
    Text,
}

/// Values of a column, and the cells that were taken as missing: index among the cells, and why.
pub(super) struct Read {
    pub(super) values: Given,
    pub(super) wrong: Vec<(usize, String)>,
}

/// Values, or texts that are no vectors yet.
pub(super) enum Given {
    Values(Values),
    Texts(Vec<Option<String>>),
}

impl Reader {
    /// Tells what cells hold, by their look; `None` where all are empty.
    pub(super) fn of(cells: &[&str]) -> Option<Self> {
        let there: Vec<&str> = cells.iter().filter_map(|cell| filled(cell)).collect();
        if there.is_empty() {
            return None;
        }
        let share = |count: usize| count as f64 / there.len() as f64;
        let comma = Comma::of(there.iter().copied());
        let is_number = |cell: &&&str| comma.number(cell).is_some() || is_infinite(cell);
        if share(there.iter().filter(is_number).count()) >= MOST {
            return Some(Self::Number(comma));
        }
        let order = DayOrder::of(there.iter().copied());
        if share(
            there
                .iter()
                .filter(|cell| order.day(cell).is_some())
                .count(),
        ) >= MOST
        {
            return Some(Self::Date(order));
        }
        let different: BTreeSet<&str> = there.iter().copied().collect();
        let words: usize = there
            .iter()
            .map(|cell| cell.split_whitespace().count())
            .sum();
        if share(words) >= WORDS && share(different.len()) >= DIFFERENT {
            return Some(Self::Text);
        }
        Some(Self::Category)
    }

    /// As the caller says, where the look of the cells tells the rest.
    pub(super) fn chosen(kind: Kind, cells: &[&str]) -> Self {
        let there = || cells.iter().filter_map(|cell| filled(cell));
        match kind {
            Kind::Number => Self::Number(Comma::of(there())),
            Kind::Date => Self::Date(DayOrder::of(there())),
            Kind::Category => Self::Category,
            Kind::Text => Self::Text,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Date(_) => Kind::Date,
            Self::Category => Kind::Category,
            Self::Text => Kind::Text,
        }
    }

    /// The column as a model keeps it.
    pub(super) fn column(self, name: &str) -> Column {
        let written = match self {
            Self::Number(Comma::Decimals) => Some("decimal comma"),
            Self::Date(DayOrder::DayFirst) => Some("day first"),
            _ => None,
        };
        Column {
            name: name.to_owned(),
            kind: self.kind(),
            written: written.map(str::to_owned),
        }
    }

    /// How a model's column is read.
    pub(super) fn of_column(column: &Column) -> Self {
        let written = column.written.is_some();
        match column.kind {
            Kind::Number if written => Self::Number(Comma::Decimals),
            Kind::Number => Self::Number(Comma::Thousands),
            Kind::Date if written => Self::Date(DayOrder::DayFirst),
            Kind::Date => Self::Date(DayOrder::MonthFirst),
            Kind::Category => Self::Category,
            Kind::Text => Self::Text,
        }
    }

    /// Reads cells. What is neither empty nor what the column holds is taken as missing, and told.
    pub(super) fn read(self, cells: &[&str]) -> Read {
        let mut wrong = Vec::new();
        let mut numbers = |of: &dyn Fn(&str) -> Option<f64>, what: &str| -> Vec<Option<f64>> {
            let read = |(at, cell): (usize, &&str)| {
                let cell = filled(cell)?;
                let value = of(cell);
                if value.is_none() {
                    wrong.push((at, format!("\"{}\" is no {what}", shown(cell))));
                }
                value
            };
            cells.iter().enumerate().map(read).collect()
        };
        let word = |cell: &&str| filled(cell).map(str::to_owned);
        let values = match self {
            Self::Number(comma) => {
                let values = numbers(&|cell| comma.number(cell), "finite number");
                Given::Values(Values::Numbers(values))
            }
            Self::Date(order) => {
                let values = numbers(&|cell| order.day(cell).map(f64::from), "day");
                Given::Values(Values::Days(values))
            }
            Self::Category => Given::Values(Values::Categories(cells.iter().map(word).collect())),
            Self::Text => Given::Texts(cells.iter().map(word).collect()),
        };
        Read { values, wrong }
    }
}

/// Words for numbers that have no end; they belong to columns of numbers and are no values.
pub(super) fn is_infinite(cell: &str) -> bool {
    let bare = cell.trim_start_matches(['-', '+']).to_ascii_lowercase();
    matches!(bare.as_str(), "inf" | "infinity" | "∞" | "1e999")
        || bare.parse::<f64>().is_ok_and(|value| value.is_infinite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_their_cells() {
        let of = |cells: &[&str]| Reader::of(cells);
        assert_eq!(
            of(&["1", "2.5", "", "NA"]),
            Some(Reader::Number(Comma::Thousands))
        );
        assert_eq!(of(&["1,5", "2"]), Some(Reader::Number(Comma::Decimals)));
        assert_eq!(
            of(&["31/01/2024", "01/02/2024"]),
            Some(Reader::Date(DayOrder::DayFirst))
        );
        assert_eq!(of(&["Yes", "No", "Yes"]), Some(Reader::Category));
        assert_eq!(of(&["", "NA", " "]), None);
        let texts = [
            "it takes far too long to load",
            "why was I charged twice this month",
        ];
        assert_eq!(of(&texts), Some(Reader::Text));
        let mostly = ["1"; 19]
            .iter()
            .chain(&["many"])
            .copied()
            .collect::<Vec<_>>();
        assert_eq!(of(&mostly), Some(Reader::Number(Comma::Thousands)));
    }

    #[test]
    fn wrong_cells_are_missing_and_told() {
        let read = Reader::Number(Comma::Thousands).read(&["1", "inf", "", "x", "NaN"]);
        let Given::Values(Values::Numbers(values)) = read.values else {
            panic!("numbers")
        };
        assert_eq!(values, [Some(1.0), None, None, None, None]);
        let told: Vec<usize> = read.wrong.iter().map(|(at, _)| *at).collect();
        assert_eq!(told, [1, 3]);
        assert_eq!(read.wrong[1].1, "\"x\" is no finite number");
    }

    #[test]
    fn a_models_column_is_read_as_it_was() {
        for reader in [
            Reader::Number(Comma::Decimals),
            Reader::Date(DayOrder::DayFirst),
            Reader::Date(DayOrder::MonthFirst),
            Reader::Text,
        ] {
            assert_eq!(Reader::of_column(&reader.column("it")), reader);
        }
    }
}
