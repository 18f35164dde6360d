//! Which number is the day, decided once for a column.

use super::date::{Order, Token, tokens, written};
use jiff::civil::Date;

/// How a column of days is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) order: Order,
    /// How many days can only be read with the day first, and with the month first.
    pub(crate) only: (u64, u64),
}

impl Written {
    /// What is to be said of a column in which both orders are found, as a sentence.
    pub(crate) fn note(self, column: &str) -> Option<String> {
        let (day_first, month_first) = self.only;
        if day_first == 0 || month_first == 0 {
            return None;
        }
        let read = match self.order {
            Order::DayFirst => "day",
            Order::MonthFirst => "month",
        };
        Some(format!(
            "`{column}` has dates in two orders, the day first in {day_first} and the month first in {month_first}; \
             those that can be read either way are read with the {read} first"
        ))
    }
}

/// Decides once for a column which number is the day: by values that allow one reading only, else
/// by the reading under which the days lie closer together, else by the separator's custom.
pub(crate) fn order<'a>(fields: impl Iterator<Item = &'a str>) -> Written {
    let mut only = (0, 0);
    let order = decide(fields, &mut only);
    Written { order, only }
}

fn decide<'a>(fields: impl Iterator<Item = &'a str>, only: &mut (u64, u64)) -> Order {
    let (mut day_first, mut month_first, mut dotted, mut seen) = (0u64, 0u64, 0u64, 0u64);
    let (mut as_day, mut as_month) = (Range::default(), Range::default());
    for field in fields {
        let field = field.trim();
        let tokens = tokens(field);
        let [Token::Digits(first), Token::Digits(second), ..] = tokens.as_slice() else {
            continue;
        };
        if first.len() > 2 || second.len() > 2 {
            continue;
        }
        let (Ok(first), Ok(second)) = (first.parse::<u8>(), second.parse::<u8>()) else {
            continue;
        };
        seen += 1;
        day_first += u64::from(first > 12);
        month_first += u64::from(second > 12);
        dotted += u64::from(field.contains('.'));
        let dated = written(field, Order::DayFirst);
        only.0 += u64::from(first > 12 && second <= 12 && dated.is_some());
        only.1 += u64::from(second > 12 && first <= 12 && dated.is_some());
        as_day.add(dated);
        as_month.add(written(field, Order::MonthFirst));
    }
    if day_first != month_first {
        return if day_first > month_first {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
    }
    match (as_day.length(), as_month.length()) {
        (Some(day), Some(month)) if day < month => Order::DayFirst,
        (Some(day), Some(month)) if month < day => Order::MonthFirst,
        _ if dotted * 2 > seen => Order::DayFirst,
        _ => Order::MonthFirst,
    }
}

/// The first and last day seen.
#[derive(Default)]
struct Range(Option<(Date, Date)>);

impl Range {
    fn add(&mut self, day: Option<Date>) {
        if let Some(day) = day {
            self.0 = Some(match self.0 {
                Some((first, last)) => (first.min(day), last.max(day)),
                None => (day, day),
            });
        }
    }

    fn length(&self) -> Option<i32> {
        let (first, last) = self.0?;
        first.until(last).ok().map(|span| span.get_days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_decided_by_the_column() {
        let order = |fields: &[&str]| super::order(fields.iter().copied()).order;
        assert_eq!(order(&["03/04/2024", "13/04/2024"]), Order::DayFirst);
        assert_eq!(order(&["03/04/2024", "03/14/2024"]), Order::MonthFirst);
        assert_eq!(order(&["03/01/2024", "03/09/2024"]), Order::MonthFirst);
        assert_eq!(order(&["01/03/2024", "09/03/2024"]), Order::DayFirst);
        assert_eq!(order(&["03.04.2024"]), Order::DayFirst);
    }

    #[test]
    fn both_orders_in_one_column_are_told() {
        let written = |fields: &[&str]| super::order(fields.iter().copied());
        let mixed = written(&[
            "13/04/2024",
            "04/14/2024",
            "04/15/2024",
            "01/02/2024",
            "14:30",
        ]);
        assert_eq!((mixed.order, mixed.only), (Order::MonthFirst, (1, 2)));
        let note = mixed.note("Sent").unwrap();
        assert!(note.starts_with("`Sent` has dates in two orders"), "{note}");
        assert!(note.ends_with("with the month first"), "{note}");
        assert_eq!(written(&["13/04/2024", "14/04/2024"]).note("Sent"), None);
    }
}
