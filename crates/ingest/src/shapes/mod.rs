//! Known tools, told by the columns that their exports have, never by a file's name.
//!
//! A tool is an entry of [`stores`] or [`desks`]: which columns must be there, what they hold, and which of its
//! rows are something else than feedback. What a tool nests in JSON is laid out by [`layout`] when
//! a row is read, and lists inside documents are found by [`wrapped`]; from there on a tool's CSV
//! and its JSON are the same to the rest of the crate.

mod classes;
mod desks;
mod headers;
mod known;
mod layout;
mod stores;
mod wrapped;

use crate::columns::folded;
use crate::table::{Table, View};
use desks::DESKS;
use hearken_feedback::Role;
use std::collections::HashMap;
use stores::STORES;

pub(crate) use layout::lay_out;
pub(crate) use wrapped::{Found, pages, rows};

/// The shape of a tool's export. Names are folded: `Star Rating` and `starRating` are both
/// `star_rating`. A name that ends in `*` stands for all that begin so.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The tool, as people know it.
    pub(crate) name: &'static str,
    /// Columns that must be there, by words; of names with `|` between them any one.
    needs: &'static str,
    /// Columns of text, all of which are read.
    texts: &'static str,
    /// Columns by role, the first that is there.
    roles: &'static [(Role, &'static str)],
    /// Columns that are texts as well where people answered there in their own words.
    answers: &'static str,
    /// What a row is that is no feedback, as a clause.
    skips: fn(&Fields<'_>) -> Option<&'static str>,
    /// The way out where no column holds what people wrote.
    pub(crate) way_out: &'static str,
}

/// A row's fields by folded name.
pub(crate) struct Fields<'a> {
    places: &'a HashMap<String, usize>,
    record: View<'a>,
}

impl Fields<'_> {
    /// The field without surrounding space; empty where there is none.
    fn get(&self, name: &str) -> &str {
        let place = self.places.get(name);
        place.map_or("", |place| self.record.get(*place).trim())
    }
}

/// What is known of a table from the tool that wrote it.
#[derive(Debug, Default)]
pub(crate) struct Shaped {
    /// The tool, where it is known.
    pub(crate) shape: Option<&'static Shape>,
    /// Columns whose role is known.
    pub(crate) roles: Vec<(usize, Role)>,
    /// Columns of text where their content reads as prose.
    pub(crate) answers: Vec<usize>,
    /// The column that calls people promoters, passives and detractors.
    pub(crate) classes: Option<usize>,
    /// What the export lacks, as a sentence.
    pub(crate) note: Option<String>,
    places: HashMap<String, usize>,
}

impl Shaped {
    /// Tells the tool by the table's columns; header rows of its own kind are taken up.
    pub(crate) fn of(table: &mut Table) -> Self {
        let open = headers::join(table);
        let names: Vec<String> = table.names.iter().map(|name| plain(name)).collect();
        let mut places = HashMap::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_insert(index);
        }
        let classes = classes::column(table);
        let mut tools = STORES.iter().chain(DESKS);
        let shape = tools.find(|shape| shape.fits(&names));
        let shape = shape.or_else(|| known::survey(&table.names, &names, classes));
        let mut shaped = Self {
            shape,
            classes,
            places,
            ..Self::default()
        };
        if let Some(shape) = shape {
            shaped.take(shape, &names, &open);
        }
        shaped
    }

    fn take(&mut self, shape: &'static Shape, names: &[String], open: &[usize]) {
        let all = |patterns: &str| -> Vec<usize> {
            let patterns = patterns.split_whitespace();
            patterns
                .flat_map(|pattern| matching(names, pattern))
                .collect()
        };
        let texts = all(shape.texts);
        self.roles
            .extend(texts.iter().map(|index| (*index, Role::Text)));
        self.roles
            .extend(open.iter().map(|index| (*index, Role::Text)));
        let bodiless = !shape.way_out.is_empty() && texts.is_empty();
        for (role, patterns) in shape.roles {
            if let Some(index) = all(patterns).first() {
                // Subjects are all that people wrote there.
                let subject = bodiless && *role == Role::Title;
                self.roles
                    .push((*index, if subject { Role::Text } else { *role }));
            }
        }
        self.answers = all(shape.answers);
        if bodiless {
            self.note = Some(format!(
                "this {} has no bodies, so that subjects alone are read: {}",
                shape.name, shape.way_out
            ));
        }
    }

    /// What a row is, where it is no feedback.
    pub(crate) fn skips(&self, record: View<'_>) -> Option<&'static str> {
        let fields = Fields {
            places: &self.places,
            record,
        };
        (self.shape?.skips)(&fields)
    }
}

impl Shape {
    fn fits(&self, names: &[String]) -> bool {
        let there = |pattern: &str| matching(names, pattern).next().is_some();
        self.needs
            .split_whitespace()
            .all(|group| group.split('|').any(there))
    }
}

/// The places of the names that a pattern stands for.
fn matching<'a>(names: &'a [String], pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
    let stem = pattern.strip_suffix('*');
    let fits = move |name: &String| match stem {
        Some(stem) => name.starts_with(stem),
        None => name == pattern,
    };
    (0..names.len()).filter(move |index| fits(&names[*index]))
}

/// A folded name; one without a letter stays as it is.
fn plain(name: &str) -> String {
    let folded = folded(name);
    if folded.is_empty() {
        return name.trim().to_owned();
    }
    folded
}
