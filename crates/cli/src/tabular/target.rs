//! What a table's target column asks for.

use super::columns::is_infinite;
use super::ledger::{Ledger, Place};
use super::names::shown;
use crate::failure::Failure;
use anyhow::Result;
use hearken_fcnn::tabular::{Target, Task};
use hearken_ingest::{Comma, filled};
use std::collections::BTreeMap;

/// Different whole numbers up to which they are taken for classes.
const CLASSES: usize = 10;
/// Different values from which on words are no classes.
const MOST: usize = 1000;
/// Rows of a class below which none could be held out.
const FEWEST: usize = 3;
/// Share of a target's cells that must be numbers to make it one.
const NUMBERS: f64 = 0.9;

/// A target, and which of the rows have one.
pub(super) struct Aimed {
    /// Indexes among the cells that were given.
    pub(super) rows: Vec<usize>,
    pub(super) target: Target,
}

/// What the caller says of the target.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) task: Option<Task>,
    /// The class that probabilities are told of.
    pub(crate) positive: Option<&'a str>,
}

/// Tells the task and the truth from the target's cells; `numbers` are the rows' places in the table. Rows
/// without a target, and of classes that are too small, go to the ledger.
pub(super) fn aim(
    name: &str,
    cells: &[&str],
    numbers: &[u32],
    asked: Asked<'_>,
    ledger: &mut Ledger,
) -> Result<Aimed> {
    let there: Vec<usize> = (0..cells.len())
        .filter(|at| filled(cells[*at]).is_some())
        .collect();
    for (at, cell) in cells.iter().enumerate() {
        if filled(cell).is_none() {
            ledger.leave(numbers[at], Place::NoTarget, "its target is empty");
        }
    }
    if there.is_empty() {
        return Err(Failure::error(
            format!("the column \"{name}\" is empty in every row"),
            "name a column with --target that says what is to be told",
        ));
    }
    let word = |at: &usize| filled(cells[*at]).unwrap_or_default();
    let comma = Comma::of(there.iter().map(word));
    let number = |at: &usize| comma.number(word(at));
    let task = asked.task.unwrap_or_else(|| {
        let mut different: Vec<u64> = there.iter().filter_map(number).map(f64::to_bits).collect();
        let mostly = |count: usize| count as f64 >= NUMBERS * there.len() as f64;
        let infinite = there.iter().filter(|at| is_infinite(word(at))).count();
        let all = mostly(different.len() + infinite);
        let whole = there
            .iter()
            .filter_map(number)
            .all(|value| value.fract() == 0.0);
        different.sort_unstable();
        different.dedup();
        let many = different.len() > if whole { CLASSES } else { 2 };
        if all && many {
            Task::Regression
        } else {
            Task::MultiClass
        }
    });
    if task == Task::Regression {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        for at in &there {
            match number(at) {
                Some(value) => {
                    rows.push(*at);
                    values.push(value);
                }
                None => {
                    let reason = format!("its target \"{}\" is no finite number", shown(word(at)));
                    ledger.leave(numbers[*at], Place::WrongTarget, &reason);
                }
            }
        }
        if values.is_empty() {
            return Err(Failure::error(
                format!(
                    "the column \"{name}\" has no finite number in {} rows",
                    there.len()
                ),
                "name a column of numbers with --target, or leave --task out",
            ));
        }
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(constant(
                name,
                values.len(),
                &values.first().map(f64::to_string),
            ));
        }
        return Ok(Aimed {
            rows,
            target: Target::Numbers(values),
        });
    }
    let words: Vec<&str> = there.iter().map(word).collect();
    classes(name, (&there, &words), numbers, (task, asked), ledger)
}

fn classes(
    name: &str,
    (there, words): (&[usize], &[&str]),
    numbers: &[u32],
    (task, asked): (Task, Asked<'_>),
    ledger: &mut Ledger,
) -> Result<Aimed> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    if counts.len() == 1 {
        let one = counts.keys().next().map(|word| shown(word));
        return Err(constant(name, words.len(), &one));
    }
    if counts.len() > MOST || (counts.len() > CLASSES && counts.len() * 2 > words.len()) {
        return Err(Failure::error(
            format!(
                "the column \"{name}\" has {} different values in {} rows, too many to tell apart",
                counts.len(),
                words.len()
            ),
            "name another column with --target; for numbers, --task regression",
        ));
    }
    let (kept, rare): (Vec<_>, Vec<_>) = counts.iter().partition(|(_, count)| **count >= FEWEST);
    if kept.len() < 2 {
        let told: Vec<String> = counts
            .iter()
            .map(|(word, count)| format!("\"{}\" {count}", shown(word)))
            .collect();
        return Err(Failure::error(
            format!(
                "the column \"{name}\" has fewer than two classes of {FEWEST} rows: {}",
                told.join(", ")
            ),
            format!("add rows: each class needs {FEWEST} at least, and many more to be told well"),
        ));
    }
    let labels = ordered(kept, asked.positive, (name, task))?;
    let places: BTreeMap<&str, usize> = labels.iter().copied().zip(0..).collect();
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for (at, word) in there.iter().zip(words) {
        if let Some(place) = places.get(word) {
            rows.push(*at);
            truth.push(*place);
        } else {
            let count = rare
                .iter()
                .find(|(other, _)| *other == word)
                .map_or(0, |(_, n)| **n);
            let rows = if count == 1 { "row is" } else { "rows are" };
            let reason = format!("only {count} {rows} \"{}\"", shown(word));
            ledger.leave(numbers[*at], Place::RareClass, &reason);
        }
    }
    Ok(Aimed {
        rows,
        target: Target::Classes {
            rows: truth,
            labels: labels.into_iter().map(str::to_owned).collect(),
        },
    })
}

/// The classes, sorted; of two the one that probabilities are told of comes last.
fn ordered<'a>(
    kept: Vec<(&&'a str, &usize)>,
    positive: Option<&str>,
    (name, task): (&str, Task),
) -> Result<Vec<&'a str>> {
    let mut labels: Vec<&str> = kept.iter().map(|(word, _)| **word).collect();
    if task == Task::Binary && labels.len() > 2 {
        return Err(Failure::error(
            format!(
                "the column \"{name}\" has {} classes, not two",
                labels.len()
            ),
            "leave --task out, or name a column of two classes",
        ));
    }
    if let Some(positive) = positive
        && !labels.contains(&positive)
    {
        return Err(Failure::error(
            format!(
                "no class is \"{positive}\"; there are {}",
                labels.join(", ")
            ),
            "name one of them with --positive",
        ));
    }
    if let [one, _] = labels[..] {
        let rarer = kept[0].1 < kept[1].1;
        let first = match positive {
            Some(positive) => one == positive,
            None => match (is_yes(one), is_yes(labels[1])) {
                (true, false) => true,
                (false, true) => false,
                _ => rarer,
            },
        };
        if first {
            labels.reverse();
        }
    }
    Ok(labels)
}

/// Words for what is the case.
fn is_yes(word: &str) -> bool {
    const WORDS: [&str; 10] = [
        "yes", "y", "true", "t", "1", "1.0", "churned", "churn", "positive", "left",
    ];
    WORDS.iter().any(|yes| word.eq_ignore_ascii_case(yes))
}

fn constant(name: &str, rows: usize, value: &Option<String>) -> anyhow::Error {
    let value = value.as_deref().unwrap_or_default();
    let those = match rows {
        1 => "the one row that has it".to_owned(),
        rows => format!("all of the {rows} rows that have it"),
    };
    Failure::error(
        format!("the column \"{name}\" is \"{value}\" in {those}: there is nothing to tell"),
        "name a column that varies with --target, or add rows of another class",
    )
}

/// The truth of rows for a model that is trained: which of them have one, and what they are.
pub(super) fn truth(
    cells: &[&str],
    numbers: &[u32],
    (task, labels): (Task, &[String]),
    ledger: &mut Ledger,
) -> Aimed {
    let comma = Comma::of(cells.iter().filter_map(|cell| filled(cell)));
    let (mut rows, mut classes, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (at, cell) in cells.iter().enumerate() {
        let Some(cell) = filled(cell) else {
            ledger.leave(numbers[at], Place::NoTarget, "its target is empty");
            continue;
        };
        let known = match task {
            Task::Regression => comma.number(cell).map(|value| values.push(value)),
            _ => labels
                .iter()
                .position(|label| label == cell)
                .map(|class| classes.push(class)),
        };
        if known.is_some() {
            rows.push(at);
        } else {
            let what = match task {
                Task::Regression => "no finite number",
                _ => "no class that the model knows",
            };
            let reason = format!("its target \"{}\" is {what}", shown(cell));
            ledger.leave(numbers[at], Place::WrongTarget, &reason);
        }
    }
    let target = match task {
        Task::Regression => Target::Numbers(values),
        _ => Target::Classes {
            rows: classes,
            labels: labels.to_vec(),
        },
    };
    Aimed { rows, target }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aimed(cells: &[&str]) -> Result<(Task, Vec<String>, usize)> {
        let numbers: Vec<u32> = (1..).take(cells.len()).collect();
        let mut ledger = Ledger::default();
        let found = aim("it", cells, &numbers, Asked::default(), &mut ledger)?;
        assert_eq!(found.rows.len() + ledger.left_out(), cells.len());
        let target = found.target;
        Ok((target.task(), target.labels().to_vec(), found.rows.len()))
    }

    fn repeated<'a>(cells: &[&'a str], times: usize) -> Vec<&'a str> {
        cells
            .iter()
            .copied()
            .cycle()
            .take(cells.len() * times)
            .collect()
    }

    #[test]
    fn the_task_is_told_by_the_target() {
        let (task, labels, _) = aimed(&repeated(&["Yes", "No", "No"], 5)).unwrap();
        assert_eq!(
            (task, labels),
            (Task::Binary, vec!["No".to_owned(), "Yes".to_owned()])
        );
        let (task, labels, _) = aimed(&repeated(&["0", "1", "2", "2"], 5)).unwrap();
        assert_eq!((task, labels.len()), (Task::MultiClass, 3));
        let numbers: Vec<String> = (0..40).map(|value| format!("{value}.5")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        assert_eq!(aimed(&numbers).unwrap().0, Task::Regression);
        // Of two classes the rarer is the one that matters.
        let (_, labels, _) = aimed(&repeated(&["good", "bad", "good"], 5)).unwrap();
        assert_eq!(labels, ["good", "bad"]);
    }

    #[test]
    fn what_cannot_be_told_is_an_error_or_in_the_ledger() {
        let told = |cells: &[&str]| aimed(cells).unwrap_err().to_string();
        assert!(told(&["a"; 9]).contains("\"a\" in all of the 9 rows"));
        assert!(told(&["7"; 9]).contains("nothing to tell"));
        assert!(told(&["", "NA"]).contains("empty in every row"));
        let names: Vec<String> = (0..40).map(|name| format!("C-{name}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(told(&names).contains("too many"));
        let mut few = repeated(&["a"], 9);
        few.extend(["b", "b"]);
        assert!(told(&few).contains("\"b\" 2"), "{}", told(&few));
        few.extend(["c", "c", "c", ""]);
        assert_eq!(aimed(&few).unwrap().2, 12);
    }
}
