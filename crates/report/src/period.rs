//! Weeks, months and years in a row.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Monday to Sunday (ISO 8601).
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// Longer than this in days, and weeks are too many to look at.
const MOST_DAYS_IN_WEEKS: i32 = 210;
/// Longer than this in days, and months are.
const MOST_DAYS_IN_MONTHS: i32 = 366 * 10;

/// The periods between two days, none left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Periods {
    pub(crate) unit: Unit,
    /// The first day of each period, rising.
    starts: Vec<Date>,
}

impl Periods {
    /// Periods that cover both days; weeks, months or years by how far they lie apart.
    pub(crate) fn between(first: Date, last: Date) -> Self {
        let days = days_between(first, last);
        let unit = if days <= MOST_DAYS_IN_WEEKS {
            Unit::Week
        } else if days <= MOST_DAYS_IN_MONTHS {
            Unit::Month
        } else {
            Unit::Year
        };
        let step: Span = match unit {
            Unit::Week => 1.week(),
            Unit::Month => 1.month(),
            Unit::Year => 1.year(),
        };
        let mut starts = Vec::new();
        let mut start = unit.start(first);
        while start <= last {
            starts.push(start);
            // The calendar ends at 9999-12-31, and so do the periods.
            match start.checked_add(step) {
                Ok(next) => start = next,
                Err(_) => break,
            }
        }
        Self { unit, starts }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Which period a day lies in; `None` outside.
    pub(crate) fn place(&self, day: Date) -> Option<usize> {
        let after = self.starts.partition_point(|start| *start <= day);
        let place = after.checked_sub(1)?;
        (self.unit.start(day) == self.starts[place]).then_some(place)
    }

    /// `2025-W07`, `2025-02` or `2025`.
    pub(crate) fn label(&self, place: usize) -> String {
        let start = self.starts[place];
        match self.unit {
            Unit::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Unit::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Unit::Year => format!("{:04}", start.year()),
        }
    }

    pub(crate) fn start(&self, place: usize) -> Date {
        self.starts[place]
    }
}

impl Unit {
    fn start(self, day: Date) -> Date {
        match self {
            Self::Week => {
                let back = day.weekday().since(Weekday::Monday);
                day.saturating_sub(i64::from(back).days())
            }
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }
}

/// Days from one day to a later one.
pub(crate) fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_begin_on_monday_and_cross_years() {
        let periods = Periods::between(day("2024-12-28"), day("2025-01-14"));
        assert_eq!(periods.unit, Unit::Week);
        let labels: Vec<String> = (0..periods.len()).map(|p| periods.label(p)).collect();
        assert_eq!(labels, ["2024-W52", "2025-W01", "2025-W02", "2025-W03"]);
        assert_eq!(periods.place(day("2025-01-05")), Some(1));
        assert_eq!(periods.place(day("2025-02-05")), None);
        assert_eq!(periods.place(day("2024-12-01")), None);
    }

    #[test]
    fn longer_spans_are_told_in_months_and_years() {
        let months = Periods::between(day("2021-11-30"), day("2023-01-01"));
        assert_eq!((months.unit, months.len()), (Unit::Month, 15));
        assert_eq!(months.label(14), "2023-01");
        let years = Periods::between(day("2001-05-05"), day("2023-01-01"));
        assert_eq!((years.unit, years.len()), (Unit::Year, 23));
        let last = Periods::between(day("9999-12-31"), day("9999-12-31"));
        assert_eq!(last.len(), 1);
    }
}
