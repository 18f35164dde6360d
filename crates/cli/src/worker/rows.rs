//! Rows of a batch, read as the rows of an export are: cleaned, masked, split. Each for itself; what they say
//! alike is encoded once.

use arrow_array::StringArray;
use hearken_feedback::{Distinct, Entry, Name, Placed, Role, RowRef, Statement};
use hearken_ingest::{Ingested, Input, Settings};
use hearken_report::Assigned;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// The column that tells rows apart: what one row says is no repetition of another's, so that its result is its own.
const WRITER: &str = "hearken_row";

/// A text that models read, and its language where that can be told.
pub(super) type Spoken = (String, Option<Name>);

/// What became of each row.
pub(super) struct Rows {
    ingested: Ingested,
    statements: Vec<Statement>,
    /// Place among the feedback, or why there is none.
    places: Vec<Result<usize, String>>,
}

impl Rows {
    /// Reads rows from their cells, a list a column; `settings` name the columns in their order.
    pub(super) fn read(cells: &[Vec<Option<&str>>], settings: &Settings) -> Self {
        let rows = cells.first().map_or(0, Vec::len);
        let mut lines = String::new();
        for row in 0..rows {
            let named = settings.columns.iter().zip(cells);
            let mut line: Map<String, Value> = named
                .map(|((_, name), cells)| (name.clone(), cells[row].into()))
                .collect();
            line.insert(WRITER.to_owned(), format!("row {row}").into());
            lines += &Value::Object(line).to_string();
            lines.push('\n');
        }
        let mut settings = settings.clone();
        settings.columns.push((Role::Author, WRITER.to_owned()));
        let input = Input::Stdin(lines.into_bytes());
        match hearken_ingest::read(&[input], &settings, &mut |_, _| {}) {
            Ok(ingested) => Self::of(ingested, &settings, rows),
            // Where no row says anything there is no export.
            Err(error) => Self {
                ingested: Ingested {
                    sources: Vec::new(),
                    feedback: Vec::new(),
                    entries: Vec::new(),
                },
                statements: Vec::new(),
                places: vec![Err(error.to_string()); rows],
            },
        }
    }

    fn of(ingested: Ingested, settings: &Settings, rows: usize) -> Self {
        let feedback: HashMap<RowRef, usize> = (0..)
            .zip(&ingested.feedback)
            .map(|(place, feedback)| (feedback.row, place))
            .collect();
        let place = |row: RowRef| feedback.get(&row).copied();
        let lost = || Err("the row was not read".to_owned());
        let of_entry = |entry: &Entry| match &entry.placed {
            Placed::Used => place(entry.row).map_or_else(lost, Ok),
            Placed::Duplicate(of) => place(*of).map_or_else(lost, Ok),
            Placed::Empty => Err("there are no words".to_owned()),
            Placed::Skipped(why) | Placed::Unreadable(why) => Err(why.to_string()),
        };
        let mut places: Vec<Result<usize, String>> =
            ingested.entries.iter().map(of_entry).collect();
        places.resize_with(rows, lost);
        let statements = hearken_ingest::statements(&ingested.feedback, settings.splitting);
        Self {
            ingested,
            statements,
            places,
        }
    }

    pub(super) fn distinct(&self) -> Distinct {
        Distinct::of(&self.statements, self.ingested.feedback.len())
    }

    /// What is known of each row's feedback, by its place.
    pub(super) fn each<T>(&self, of: impl Fn(usize) -> Option<T>) -> Vec<Option<T>> {
        let places = self.places.iter();
        places.map(|place| of(*place.as_ref().ok()?)).collect()
    }

    /// The themes of each row's statements, each once.
    pub(super) fn themes<'a>(
        &self,
        assigned: &'a [Option<Assigned>],
    ) -> Vec<Option<Vec<&'a Assigned>>> {
        let mut of_feedback: Vec<Vec<&Assigned>> = vec![Vec::new(); self.ingested.feedback.len()];
        for (statement, theme) in self.statements.iter().zip(assigned) {
            let themes = &mut of_feedback[statement.feedback as usize];
            if let Some(theme) = theme
                && themes.iter().all(|other| other.id != theme.id)
            {
                themes.push(theme);
            }
        }
        self.each(|feedback| Some(of_feedback[feedback].clone()))
    }

    /// What models read of each row, each text once with the language that it is told to be in.
    pub(super) fn texts(&self) -> Vec<Option<Vec<Spoken>>> {
        let mut of_feedback = vec![Vec::new(); self.ingested.feedback.len()];
        for together in self.statements.chunk_by(|a, b| a.feedback == b.feedback) {
            of_feedback[together[0].feedback as usize] = texts(together);
        }
        self.each(|feedback| Some(of_feedback[feedback].clone()))
    }

    /// Why a row has nothing.
    pub(super) fn errors(&self) -> StringArray {
        let reasons = self.places.iter();
        reasons.map(|place| place.as_ref().err()).collect()
    }
}

/// The texts of one feedback's statements and of the whole: of several languages the one that most say, of equals
/// the first in the alphabet.
fn texts(statements: &[Statement]) -> Vec<Spoken> {
    let alone = statements.iter().map(|statement| Statement {
        feedback: 0,
        ..statement.clone()
    });
    let distinct = Distinct::of(&alone.collect::<Vec<_>>(), 1);
    let mut votes: Vec<BTreeMap<Name, usize>> = vec![BTreeMap::new(); distinct.texts.len()];
    for saying in &distinct.sayings {
        let Some(language) = &saying.language else {
            continue;
        };
        for text in [saying.text, saying.context] {
            *votes[text].entry(language.clone()).or_default() += saying.said_by.len();
        }
    }
    let most = |votes: BTreeMap<Name, usize>| {
        let most = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
        most.map(|(language, _)| language)
    };
    let languages = votes.into_iter().map(most);
    let texts = distinct.texts.iter().map(|text| text.as_str().to_owned());
    texts.zip(languages).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            columns: vec![
                (Role::Title, "head".to_owned()),
                (Role::Text, "body".to_owned()),
            ],
            ..Settings::default()
        }
    }

    fn read(texts: &[Option<&str>]) -> Rows {
        Rows::read(&[vec![None; texts.len()], texts.to_vec()], &settings())
    }

    #[test]
    fn every_row_has_its_feedback_or_a_reason() {
        let rows = read(&[
            Some("The export loses umlauts"),
            None,
            Some("  "),
            Some("the export loses umlauts!"),
            Some("write to me@example.org"),
        ]);
        let places = rows.each(Some);
        assert_eq!(places, [Some(0), None, None, Some(1), Some(2)]);
        let masked = &rows.statements.last().unwrap().text;
        assert!(!masked.contains("example.org"), "{masked}");
        let nothing = read(&[None, Some("")]);
        assert_eq!(nothing.each(Some), [None, None]);
        assert_eq!(read(&[]).each(Some), []);
    }

    #[test]
    fn the_texts_are_the_whole_and_its_statements() {
        let cells = [
            vec![Some("Too slow"), None],
            vec![Some("I love the design, but it crashes every day."), None],
        ];
        let rows = Rows::read(&cells, &settings());
        let texts = rows.texts();
        let of_row: Vec<&str> = texts[0]
            .iter()
            .flatten()
            .map(|(it, _)| it.as_str())
            .collect();
        assert_eq!(
            of_row,
            [
                "Too slow. I love the design. but it crashes every day.",
                "Too slow",
                "I love the design",
                "but it crashes every day."
            ]
        );
        let languages = texts[0].iter().flatten().map(|(_, it)| it.as_deref());
        assert!(languages.eq([Some("eng"); 4]));
        assert_eq!(texts[1], None);
    }
}
