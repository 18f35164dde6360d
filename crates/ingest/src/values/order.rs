//! Which number is the day, decided once for a column.

use super::date::{Order, Token, tokens, written};
use jiff::civil::Date;

/// Decides once for a column which number is the day: by values that allow one reading only, else
/// by the reading under which the days lie closer together, else by the separator's custom.
pub(crate) fn order<'a>(fields: impl Iterator<Item = &'a str>) -> Order {
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
        as_day.add(written(field, Order::DayFirst));
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
        let order = |fields: &[&str]| super::order(fields.iter().copied());
        assert_eq!(order(&["03/04/2024", "13/04/2024"]), Order::DayFirst);
        assert_eq!(order(&["03/04/2024", "03/14/2024"]), Order::MonthFirst);
        assert_eq!(order(&["03/01/2024", "03/09/2024"]), Order::MonthFirst);
        assert_eq!(order(&["01/03/2024", "09/03/2024"]), Order::DayFirst);
        assert_eq!(order(&["03.04.2024"]), Order::DayFirst);
    }
}
