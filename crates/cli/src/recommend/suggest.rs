use super::columns::ColumnArguments;
use super::events::read;
use super::folder::Model;
use crate::failure::{Failure, Outcome};
use anyhow::Result;
use clap::Args;
use hearken_fcnn::recommend::By;
use hearken_report::line;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{Write, stderr, stdout};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Suggest items to users
///
/// To the users that are named, or to all that the model knows. A user of whom nothing is known gets
/// what most users met, and the answer says so.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Ids of users
    #[arg(value_name = "USER")]
    users: Vec<String>,
    /// Folder of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// CSV file of events since training: of known users and of new ones
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Items for each user
    #[arg(long, value_name = "N", default_value = "10")]
    top: NonZeroUsize,
    /// Print JSON, an object a line
    #[arg(long)]
    json: bool,
}

/// Find the items that are most like one
#[derive(Debug, Args)]
pub(super) struct SimilarArguments {
    /// Ids of items
    #[arg(value_name = "ITEM", required = true)]
    items: Vec<String>,
    /// Folder of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Items for each
    #[arg(long, value_name = "N", default_value = "10")]
    top: NonZeroUsize,
    /// Print JSON, an object a line
    #[arg(long)]
    json: bool,
}

/// What is suggested to a user.
#[derive(Debug, Serialize)]
pub(crate) struct Suggested {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// `network`, or `popularity` where nothing is known of the user.
    by: &'static str,
    items: Vec<Item>,
}

/// An item as it is shown.
#[derive(Debug, Serialize)]
struct Item {
    item: String,
    /// Users who met it.
    users: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_rating: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cosine: Option<f32>,
}

impl Item {
    fn of(model: &Model, item: u32) -> Self {
        Self {
            item: model.item_id(item).to_owned(),
            users: model.recommender.popularity()[item as usize],
            mean_rating: model
                .rating(item)
                .map(|mean| (mean * 100.0).round() / 100.0),
            cosine: None,
        }
    }
}

impl Suggested {
    /// What a model suggests to a user with these items since training.
    pub(crate) fn of(model: &Model, user: Option<&str>, more: &[u32], top: usize) -> Result<Self> {
        let found = model.suggest(user, more, top)?;
        Ok(Self {
            user: user.map(str::to_owned),
            by: match found.by {
                By::Network => "network",
                By::Popularity => "popularity",
            },
            items: found
                .items
                .iter()
                .map(|(item, _)| Item::of(model, *item))
                .collect(),
        })
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let model = Model::open(&arguments.model)?;
    let since = since(arguments, &model)?;
    let mut users = arguments.users.clone();
    if users.is_empty() {
        let new = since.keys().filter(|user| model.user(user).is_none());
        users = model.users().iter().chain(new).cloned().collect();
    }
    let mut out = std::io::BufWriter::new(stdout().lock());
    for user in &users {
        let more = since.get(user).map_or(&[][..], Vec::as_slice);
        let suggested = Suggested::of(&model, Some(user), more, arguments.top.get())?;
        if arguments.json {
            serde_json::to_writer(&mut out, &suggested)?;
            writeln!(out)?;
            continue;
        }
        let why = match suggested.by {
            "popularity" => " (nothing is known of this user: what most users met)",
            _ => "",
        };
        writeln!(out, "{}{why}", line(user))?;
        table(&suggested.items, &mut out)?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// What users did since training, by their ids.
fn since(arguments: &Arguments, model: &Model) -> Result<BTreeMap<String, Vec<u32>>> {
    let Some(path) = &arguments.events else {
        return Ok(BTreeMap::new());
    };
    let table = read(path, &arguments.columns)?;
    writeln!(stderr(), "{}: {}", path.display(), table.account())?;
    for refused in table
        .ledger
        .iter()
        .filter(|refused| refused.outcome == "unusable")
    {
        writeln!(
            stderr(),
            "warning: row {}: {}",
            refused.row,
            line(&refused.reason)
        )?;
    }
    let known: Vec<Option<u32>> = table.items.iter().map(|id| model.item(id)).collect();
    let new = known.iter().filter(|item| item.is_none()).count();
    if new > 0 {
        writeln!(
            stderr(),
            "warning: {new} items are not known to the model and say nothing to it"
        )?;
    }
    let of = |(number, user): (usize, &String)| {
        let met = table.events.of(number).iter();
        (
            user.clone(),
            met.filter_map(|item| known[*item as usize]).collect(),
        )
    };
    Ok(table.users.iter().enumerate().map(of).collect())
}

pub(super) fn similar(arguments: &SimilarArguments) -> Result<Outcome> {
    let model = Model::open(&arguments.model)?;
    let mut out = std::io::BufWriter::new(stdout().lock());
    for id in &arguments.items {
        let Some(item) = model.item(id) else {
            return Err(Failure::error(
                format!("the model does not know the item {id}"),
                "name an item of the events that it was trained on",
            ));
        };
        let found = model.recommender.similar(item, arguments.top.get())?;
        let items = found.into_iter().map(|(item, cosine)| Item {
            cosine: Some((cosine * 1e4).round() / 1e4),
            ..Item::of(&model, item)
        });
        let items: Vec<Item> = items.collect();
        if arguments.json {
            serde_json::to_writer(
                &mut out,
                &serde_json::json!({ "item": id, "similar": items }),
            )?;
            writeln!(out)?;
        } else {
            writeln!(
                out,
                "like {} (met by {} users)",
                line(id),
                model.recommender.popularity()[item as usize]
            )?;
            table(&items, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// A line an item.
fn table(items: &[Item], out: &mut impl Write) -> Result<()> {
    let widest = items
        .iter()
        .map(|item| line(&item.item).chars().count())
        .max()
        .unwrap_or(0);
    for (place, item) in (1..).zip(items) {
        write!(
            out,
            "{place:>4}  {:<widest$}  met by {} users",
            line(&item.item),
            item.users
        )?;
        if let Some(mean) = item.mean_rating {
            write!(out, ", mean rating {mean}")?;
        }
        if let Some(cosine) = item.cosine {
            write!(out, ", cosine {cosine:.3}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
