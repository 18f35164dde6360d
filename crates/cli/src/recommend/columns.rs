//! Which column of a table of events says what.

use crate::failure::Failure;
use anyhow::Result;
use clap::Args;
use std::path::Path;

/// Columns that a user names.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns")]
pub(super) struct ColumnArguments {
    /// Column of the user's id [default: told by its name]
    #[arg(long, value_name = "COLUMN")]
    user: Option<String>,
    /// Column of the item's id [default: told by its name]
    #[arg(long, value_name = "COLUMN")]
    item: Option<String>,
    /// Column of a rating or a count, shown beside suggestions; nothing is learned from it [default: told by its name]
    #[arg(long, value_name = "COLUMN")]
    rating: Option<String>,
    /// Column of the time, a date (ISO 8601) or seconds since 1970 [default: told by its name]
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
}

/// Names that say what a column holds, letters and digits alone; the first that is there counts.
const USERS: [&str; 14] = [
    "user",
    "userid",
    "customer",
    "customerid",
    "account",
    "accountid",
    "visitor",
    "visitorid",
    "member",
    "memberid",
    "reviewer",
    "reviewerid",
    "client",
    "clientid",
];
const ITEMS: [&str; 18] = [
    "item",
    "itemid",
    "product",
    "productid",
    "sku",
    "asin",
    "movie",
    "movieid",
    "book",
    "bookid",
    "article",
    "articleid",
    "song",
    "songid",
    "feature",
    "featureid",
    "content",
    "contentid",
];
const RATINGS: [&str; 8] = [
    "rating", "stars", "score", "count", "quantity", "plays", "views", "weight",
];
const TIMES: [&str; 9] = [
    "timestamp",
    "time",
    "datetime",
    "date",
    "createdat",
    "eventtime",
    "eventdate",
    "occurredat",
    "ts",
];

/// Places of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) user: usize,
    pub(super) item: usize,
    pub(super) rating: Option<usize>,
    pub(super) time: Option<usize>,
}

impl ColumnArguments {
    /// Finds them in a header.
    pub(super) fn find(&self, header: &csv::StringRecord, path: &Path) -> Result<Columns> {
        let place = |named: Option<&str>, known: &[&str]| -> Result<Option<usize>> {
            let Some(named) = named else {
                let of = |known: &&str| header.iter().position(|column| plain(column) == **known);
                return Ok(known.iter().find_map(of));
            };
            match header.iter().position(|column| column.trim() == named) {
                Some(place) => Ok(Some(place)),
                None => Err(missing(
                    path,
                    header,
                    &format!("no column \"{named}\""),
                    "name one of its columns",
                )),
            }
        };
        let user = place(self.user.as_deref(), &USERS)?;
        let item = place(self.item.as_deref(), &ITEMS)?;
        let (Some(user), Some(item)) = (user, item) else {
            let which = if user.is_none() { "user" } else { "item" };
            return Err(missing(
                path,
                header,
                &format!("no column that is known to hold the {which}"),
                &format!("name it with --{which}"),
            ));
        };
        if user == item {
            return Err(Failure::error(
                "the user and the item cannot stand in one column",
                "name two columns with --user and --item",
            ));
        }
        Ok(Columns {
            user,
            item,
            rating: place(self.rating.as_deref(), &RATINGS)?,
            time: place(self.time.as_deref(), &TIMES)?,
        })
    }
}

fn missing(path: &Path, header: &csv::StringRecord, what: &str, hint: &str) -> anyhow::Error {
    let known = header.iter().collect::<Vec<_>>().join(", ");
    Failure::error(
        format!("{} has {what}; it has {known}", path.display()),
        hint,
    )
}

fn plain(column: &str) -> String {
    let letters = column.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
