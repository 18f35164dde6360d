//! Rows of a batch, read as the rows of an export are: cleaned, masked, split. Each for itself, but that
//! equal ones are read once.

use arrow_array::StringArray;
use hearken_feedback::{Distinct, Entry, Placed, Role, RowRef, Statement};
use hearken_ingest::{Ingested, Input, Settings};
use hearken_report::Assigned;
use std::collections::HashMap;

/// The column's name inside.
const TEXT: &str = "text";

/// What became of each row.
pub(super) struct Rows {
    ingested: Ingested,
    statements: Vec<Statement>,
    /// Place among the feedback, or why there is none.
    places: Vec<Result<usize, String>>,
}

impl Rows {
    pub(super) fn read(texts: &[Option<&str>]) -> Self {
        let mut lines = String::new();
        for text in texts {
            lines += &serde_json::json!({ TEXT: text }).to_string();
            lines.push('\n');
        }
        let settings = Settings {
            columns: vec![(Role::Text, TEXT.to_owned())],
            ..Settings::default()
        };
        let input = Input::Stdin(lines.into_bytes());
        match hearken_ingest::read(&[input], &settings, &mut |_, _| {}) {
            Ok(ingested) => Self::of(ingested, &settings, texts.len()),
            // Where no row says anything there is no export.
            Err(error) => Self {
                ingested: Ingested {
                    sources: Vec::new(),
                    feedback: Vec::new(),
                    entries: Vec::new(),
                },
                statements: Vec::new(),
                places: vec![Err(error.to_string()); texts.len()],
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

    /// Why a row has nothing.
    pub(super) fn errors(&self) -> StringArray {
        let reasons = self.places.iter();
        reasons.map(|place| place.as_ref().err()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_feedback_or_a_reason() {
        let texts = [
            Some("The export loses umlauts"),
            None,
            Some("  "),
            Some("The export loses umlauts"),
            Some("write to me@example.org"),
        ];
        let rows = Rows::read(&texts);
        let places = rows.each(Some);
        assert_eq!(places, [Some(0), None, None, Some(0), Some(1)]);
        let masked = &rows.statements.last().unwrap().text;
        assert!(!masked.contains("example.org"), "{masked}");
        let nothing = Rows::read(&[None, Some("")]);
        assert_eq!(nothing.each(Some), [None, None]);
        assert_eq!(Rows::read(&[]).each(Some), []);
    }
}
