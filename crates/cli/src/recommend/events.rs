//! A CSV file of events read: users, items, what each user met, and where every row went.

use super::columns::{ColumnArguments, Columns};
use crate::failure::Failure;
use crate::output;
use anyhow::{Context, Result};
use hearken_fcnn::recommend::{Events, Order};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// A table of events, its ids in sorted order, so that the order of its rows changes nothing.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) users: Vec<String>,
    pub(super) items: Vec<String>,
    /// Of each item the mean rating, where there are ratings.
    pub(super) ratings: Vec<Option<f64>>,
    pub(super) events: Events,
    /// Records of the file.
    pub(super) rows: u64,
    /// Rows that are no event of their own, by row.
    pub(super) ledger: Vec<Refused>,
}

/// A row that is not used as an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// From 1, the header not counted.
    pub(super) row: u64,
    /// `repeat` or `unusable`.
    pub(super) outcome: &'static str,
    pub(super) reason: String,
}

/// A row that is an event.
struct Met {
    row: u64,
    time: f64,
    rating: Option<f64>,
}

const MARK: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// From here on a number of a time is of milliseconds: as seconds it lies beyond the year 5000.
const MILLISECONDS: f64 = 1e11;
/// Characters of a cell that a reason repeats.
const SHOWN: usize = 40;

/// Reads a file of events. A bad row goes to the ledger.
pub(super) fn read(path: &Path, named: &ColumnArguments) -> Result<Table> {
    let told = || format!("cannot read {}", path.display());
    let bytes = std::fs::read(path).map_err(|error| {
        let what = format!("cannot read {}: {error}", path.display());
        Failure::error(what, "name a CSV file of events: who met what, and when")
    })?;
    let bytes = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .from_reader(bytes);
    let header = reader.byte_headers().with_context(told)?.clone();
    let header = csv::StringRecord::from_byte_record_lossy(header);
    let columns = named.find(&header, path)?;
    let mut met: BTreeMap<(String, String), Vec<Met>> = BTreeMap::new();
    let mut ledger = Vec::new();
    let mut rows = 0;
    for record in reader.byte_records() {
        rows += 1;
        let record = record.with_context(told)?;
        match event(&record, &columns, header.len()) {
            Ok((user, item, time, rating)) => {
                let event = Met {
                    row: rows,
                    time,
                    rating,
                };
                met.entry((user, item)).or_default().push(event);
            }
            Err(reason) => ledger.push(Refused {
                row: rows,
                outcome: "unusable",
                reason,
            }),
        }
    }
    if met.is_empty() {
        return Err(Failure::error(
            format!("{} has no row that is an event, of {rows}", path.display()),
            match ledger.first() {
                Some(first) => format!("row {}: {}", first.row, first.reason),
                None => "a row needs a user and an item".to_owned(),
            },
        ));
    }
    let order = if columns.time.is_some() {
        Order::Time
    } else {
        Order::None
    };
    let mut table = collect(met, order, &mut ledger)?;
    ledger.sort_by_key(|refused| refused.row);
    (table.rows, table.ledger) = (rows, ledger);
    Ok(table)
}

/// The delimiter that splits the first line into most columns.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    let most = DELIMITERS.into_iter().map(count).max().unwrap_or(0);
    let found = DELIMITERS
        .into_iter()
        .find(|delimiter| count(*delimiter) == most);
    found.unwrap_or(b',')
}

/// User, item, time and rating of a row, or what is wrong with it.
fn event(
    record: &csv::ByteRecord,
    columns: &Columns,
    width: usize,
) -> Result<(String, String, f64, Option<f64>), String> {
    if record.len() != width {
        return Err(format!("it has {} cells, the header {width}", record.len()));
    }
    let cell = |place: usize| {
        let bytes = record.get(place).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_owned())?;
        Ok::<_, String>(text.trim())
    };
    let (user, item) = (cell(columns.user)?, cell(columns.item)?);
    if user.is_empty() {
        return Err("it has no user".to_owned());
    }
    if item.is_empty() {
        return Err("it has no item".to_owned());
    }
    let time = match columns.time {
        None => 0.0,
        Some(place) => {
            let text = cell(place)?;
            time(text).ok_or_else(|| {
                format!(
                    "its time \"{}\" is neither a date nor a number",
                    shown(text)
                )
            })?
        }
    };
    let rating = match columns.rating.map(&cell).transpose()? {
        None | Some("") => None,
        Some(text) => match text.parse::<f64>() {
            Ok(rating) if rating.is_finite() => Some(rating),
            _ => return Err(format!("its rating \"{}\" is not a number", shown(text))),
        },
    };
    Ok((user.to_owned(), item.to_owned(), time, rating))
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// Seconds since 1970.
fn time(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        let seconds = if number.abs() >= MILLISECONDS {
            number / 1e3
        } else {
            number
        };
        return seconds.is_finite().then_some(seconds);
    }
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_duration().as_secs_f64());
    }
    // A date alone is its first moment.
    let civil = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(Into::into));
    let time = jiff::tz::Offset::UTC.to_timestamp(civil.ok()?).ok()?;
    Some(time.as_duration().as_secs_f64())
}

/// Ids to numbers, in sorted order; of an item that a user met more than once the first time counts.
fn collect(
    met: BTreeMap<(String, String), Vec<Met>>,
    order: Order,
    ledger: &mut Vec<Refused>,
) -> Result<Table> {
    let names: BTreeSet<&String> = met.keys().map(|(_, item)| item).collect();
    let items: Vec<String> = names.into_iter().cloned().collect();
    let mut ratings = vec![(0.0, 0u32); items.len()];
    let mut users: Vec<String> = Vec::new();
    let mut of_users: Vec<Vec<(f64, String, u32)>> = Vec::new();
    for ((user, item), mut events) in met {
        let number = items.binary_search(&item).unwrap_or_default();
        events.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.row.cmp(&b.row)));
        for repeat in &events[1..] {
            ledger.push(Refused {
                row: repeat.row,
                outcome: "repeat",
                reason: format!("the same user and item as row {}", events[0].row),
            });
        }
        for rating in events.iter().filter_map(|event| event.rating) {
            ratings[number].0 += rating;
            ratings[number].1 += 1;
        }
        if users.last() != Some(&user) {
            users.push(user);
            of_users.push(Vec::new());
        }
        if let Some(own) = of_users.last_mut() {
            // Without times a hash decides, so that whose turn is last depends on nothing that means anything.
            let turn = match order {
                Order::Time => String::new(),
                Order::None => {
                    output::hash(format!("{}\0{item}", users[users.len() - 1]).as_bytes())
                }
            };
            own.push((events[0].time, turn, number as u32));
        }
    }
    let lists: Vec<Vec<u32>> = of_users
        .into_iter()
        .map(|mut events| {
            events.sort_by(|a, b| {
                a.0.total_cmp(&b.0)
                    .then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2)))
            });
            events.into_iter().map(|(_, _, item)| item).collect()
        })
        .collect();
    let events = Events::new(&lists, items.len(), order)?;
    let mean = |(sum, count): (f64, u32)| (count > 0).then(|| sum / f64::from(count));
    Ok(Table {
        users,
        items,
        ratings: ratings.into_iter().map(mean).collect(),
        events,
        rows: 0,
        ledger: Vec::new(),
    })
}

/// Writes the ledger as CSV: a line for each row that is no event of its own.
pub(super) fn write_ledger(ledger: &[Refused], to: impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["row", "outcome", "reason"])?;
    for refused in ledger {
        writer.write_record([&refused.row.to_string(), refused.outcome, &refused.reason])?;
    }
    writer.flush()?;
    Ok(())
}

impl Table {
    /// One line that accounts for every row.
    pub(super) fn account(&self) -> String {
        let repeats = self
            .ledger
            .iter()
            .filter(|refused| refused.outcome == "repeat")
            .count();
        let unusable = self.ledger.len() - repeats;
        let order = match self.events.order() {
            Order::Time => "",
            Order::None => "; no column of times, so that the order of events is not learned from",
        };
        format!(
            "{} rows: used {}, repeats {repeats}, unusable {unusable}; {} users, {} items{order}",
            self.rows,
            self.events.len(),
            self.users.len(),
            self.items.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates_or_numbers() {
        assert_eq!(time("86400"), Some(86400.0));
        assert_eq!(time("1700000000000"), Some(1_700_000_000.0));
        assert_eq!(time("1970-01-02"), Some(86400.0));
        assert_eq!(time("1970-01-02 01:00:00"), Some(90000.0));
        assert_eq!(time("1970-01-02T01:00:00Z"), Some(90000.0));
        for wrong in ["", "yesterday", "NaN", "inf", "2024-13-01"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
