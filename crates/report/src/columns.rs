//! The columns that sort feedback, and the feedback that has each of their values.

use crate::analysis::{Facts, Scale};
use hearken_feedback::{Feedback, Name};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A column with more values than this is no choice of few, unless it has a role.
const FEW_VALUES: usize = 30;
/// Values listed of a column.
const LISTED: usize = 40;
/// A value longer than this in characters is prose.
const LONGEST_VALUE: usize = 60;
const PRODUCT: &str = "product";
const VERSION: &str = "version";

/// A column's value in each feedback.
type Values<'a> = (String, Vec<Option<Cow<'a, str>>>);

/// The columns by which sentiment can be told: those with a role that sorts feedback, and others
/// with few values that repeat.
fn columns<'a>(facts: &Facts<'a>, scale: Option<Scale>) -> Vec<Values<'a>> {
    let feedback = facts.analysis.feedback;
    let role = |name: &str, of: fn(&Feedback) -> Option<&Name>| -> Values<'a> {
        let value = |f: &'a Feedback| of(f).map(|value| Cow::Borrowed(value.as_str()));
        (name.to_owned(), feedback.iter().map(value).collect())
    };
    let mut columns = vec![
        role(PRODUCT, |f| f.product.as_ref()),
        role(VERSION, |f| f.version.as_ref()),
        role("locale", |f| f.locale.as_ref()),
        role("segment", |f| f.segment.as_ref()),
        role("language", |f| f.language.as_ref()),
    ];
    if let Some(scale) = scale.filter(|scale| scale.max - scale.min <= 10.0) {
        let value = |f: &Feedback| {
            let rating = facts.rating(f, scale)?;
            Some(Cow::Owned(format!("{}", rating.round())))
        };
        columns.push(("rating".to_owned(), feedback.iter().map(value).collect()));
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for feedback in feedback {
        names.extend(feedback.other.iter().map(|(name, _)| name.as_str()));
    }
    for name in names {
        let value = |f: &'a Feedback| {
            let other = f.other.iter().find(|(column, _)| column == name)?;
            Some(Cow::Borrowed(other.1.as_str()))
        };
        let values: Vec<_> = feedback.iter().map(value).collect();
        let mut distinct: HashSet<&str> = HashSet::new();
        let mut filled = 0;
        for value in values.iter().flatten() {
            filled += 1;
            if value.chars().count() > LONGEST_VALUE {
                distinct.clear();
                break;
            }
            distinct.insert(value);
            if distinct.len() > FEW_VALUES {
                break;
            }
        }
        let few = (2..=FEW_VALUES).contains(&distinct.len()) && filled >= 2 * distinct.len();
        let known = columns.iter().any(|(column, _)| column == name);
        if few && !known {
            columns.push((name.to_owned(), values));
        }
    }
    columns
}

/// A column by its values.
pub(crate) struct Column {
    pub(crate) name: String,
    /// The values that are listed, most frequent first, each with its feedback.
    pub(crate) values: Vec<(String, Vec<usize>)>,
    pub(crate) values_left_out: u64,
    /// The feedback that has a value that is not listed.
    pub(crate) left_out: Vec<usize>,
    pub(crate) feedback_without: u64,
}

impl Column {
    /// From the value of each feedback; `None` where it does not tell one from another.
    fn of(name: &str, values: &[Option<Cow<'_, str>>]) -> Option<Self> {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut without = 0;
        for (index, value) in values.iter().enumerate() {
            match value {
                Some(value) => groups.entry(value).or_default().push(index),
                None => without += 1,
            }
        }
        if groups.is_empty() || (groups.len() == 1 && without == 0) {
            return None;
        }
        let mut groups: Vec<(&str, Vec<usize>)> = groups.into_iter().collect();
        groups.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
        let left_out = groups.split_off(groups.len().min(LISTED));
        Some(Self {
            name: name.to_owned(),
            values: groups
                .into_iter()
                .map(|(value, members)| (value.to_owned(), members))
                .collect(),
            values_left_out: left_out.len() as u64,
            left_out: left_out.into_iter().flat_map(|(_, group)| group).collect(),
            feedback_without: without,
        })
    }
}

/// The feedback by the values of every column that has few.
pub(crate) fn grouped(facts: &Facts<'_>, scale: Option<Scale>) -> Vec<Column> {
    let columns = columns(facts, scale);
    columns
        .iter()
        .filter_map(|(name, values)| Column::of(name, values))
        .collect()
}

/// The same for comparing a value with the others: of several products each has its versions, which are
/// compared among themselves and told with the product's name. Version 5 of one says nothing about version 4 of another.
pub(crate) fn comparable(facts: &Facts<'_>, scale: Option<Scale>) -> Vec<Column> {
    let mut all = grouped(facts, scale);
    let feedback = facts.analysis.feedback;
    let products = all.iter().find(|column| column.name == PRODUCT);
    // Those that are listed: an export may name one in every row.
    let products = products.map_or_else(Vec::new, |column| column.values.clone());
    if products.len() < 2 {
        return all;
    }
    all.retain(|column| column.name != VERSION);
    for (product, members) in products {
        let mut values = vec![None; feedback.len()];
        for at in members {
            let version = feedback[at].version.as_ref();
            values[at] = version.map(|version| Cow::Owned(format!("{product} {version}")));
        }
        all.extend(Column::of(VERSION, &values).filter(|column| column.values.len() > 1));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[Option<&'static str>]) -> Vec<Option<Cow<'static, str>>> {
        values
            .iter()
            .map(|value| value.map(Cow::Borrowed))
            .collect()
    }

    #[test]
    fn a_column_is_what_tells_feedback_apart() {
        let column = Column::of(
            "plan",
            &values(&[Some("pro"), Some("free"), None, Some("pro")]),
        );
        let column = column.unwrap();
        assert_eq!(
            column.values,
            [("pro".to_owned(), vec![0, 3]), ("free".to_owned(), vec![1])]
        );
        assert_eq!((column.values_left_out, column.feedback_without), (0, 1));
        assert!(Column::of("plan", &values(&[Some("pro"), Some("pro")])).is_none());
        assert!(Column::of("plan", &values(&[None])).is_none());
    }
}
