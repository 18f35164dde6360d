use crate::{Name, Statement, SubTheme, Text, Theme, Themes};
use std::collections::{BTreeMap, HashMap};

/// What is said, put together so that models read equal texts once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Distinct {
    /// Every text once: of single statements, and of whole feedback. Letters that a statement has are not copied.
    pub texts: Vec<Text>,
    /// For each statement the index of its text.
    pub of_statement: Vec<usize>,
    /// For each feedback the index of its whole text; none without statements.
    pub of_feedback: Vec<Option<usize>>,
    /// Every text in its context once.
    pub sayings: Vec<Saying>,
}

/// The same words in the same context, whoever says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// Index of the statement's text.
    pub text: usize,
    /// Index of the text of the whole feedback that it stands in.
    pub context: usize,
    /// The language of the statement, or else of its feedback, where it can be told.
    pub language: Option<Name>,
    /// The statements that say it, rising; at least one.
    pub said_by: Vec<usize>,
}

/// Of so many statements one tells the language of all.
const TELLING: usize = 4;

impl Distinct {
    /// Puts equal texts together. `feedback` is the number of feedback; the statements of one
    /// stand side by side.
    pub fn of(statements: &[Statement], feedback: usize) -> Self {
        let mut distinct = Self {
            of_feedback: vec![None; feedback],
            ..Self::default()
        };
        let mut known: HashMap<Text, usize> = HashMap::new();
        let mut number = |text: Text, texts: &mut Vec<Text>| {
            *known.entry(text).or_insert_with_key(|text| {
                texts.push(text.clone());
                texts.len() - 1
            })
        };
        let mut sayings: HashMap<(usize, usize), usize> = HashMap::new();
        let mut index = 0;
        for together in statements.chunk_by(|a, b| a.feedback == b.feedback) {
            let context = number(whole(together), &mut distinct.texts);
            distinct.of_feedback[together[0].feedback as usize] = Some(context);
            let usual = usual_language(together);
            for statement in together {
                let text = number(statement.text.clone(), &mut distinct.texts);
                distinct.of_statement.push(text);
                let saying = *sayings.entry((text, context)).or_insert_with(|| {
                    distinct.sayings.push(Saying {
                        text,
                        context,
                        language: statement.language.as_ref().or(usual).cloned(),
                        // Most are said once.
                        said_by: Vec::with_capacity(1),
                    });
                    distinct.sayings.len() - 1
                });
                distinct.sayings[saying].said_by.push(index);
                index += 1;
            }
        }
        distinct.texts.shrink_to_fit();
        distinct.sayings.shrink_to_fit();
        distinct
    }

    /// The themes of sayings as themes of statements.
    pub fn themes_of_statements(&self, themes: Themes) -> Themes {
        let statements = |sayings: Vec<usize>| -> Vec<usize> {
            let said = sayings.into_iter();
            said.flat_map(|saying| self.sayings[saying].said_by.iter().copied())
                .collect()
        };
        let theme = |theme: Theme| Theme {
            members: statements(theme.members),
            sub_themes: theme
                .sub_themes
                .into_iter()
                .map(|part| SubTheme {
                    members: statements(part.members),
                    ..part
                })
                .collect(),
            ..theme
        };
        Themes {
            themes: themes.themes.into_iter().map(theme).collect(),
            areas: themes.areas,
            small: themes.small.into_iter().map(theme).collect(),
            single: statements(themes.single),
            smallest: themes.smallest,
            notes: themes.notes,
        }
    }
}

/// The language that most of the statements are in; of equals the first in the alphabet. One line
/// of many says nothing of the others: at least one in [`TELLING`] must be in it.
fn usual_language(statements: &[Statement]) -> Option<&Name> {
    let mut votes: BTreeMap<&Name, usize> = BTreeMap::new();
    for language in statements.iter().filter_map(|s| s.language.as_ref()) {
        *votes.entry(language).or_default() += 1;
    }
    let most = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
    most.filter(|(_, votes)| votes * TELLING >= statements.len())
        .map(|(language, _)| language)
}

/// A feedback's statements as one text; what ends without a mark, as titles do, gets a stop.
fn whole(statements: &[Statement]) -> Text {
    if let [only] = statements {
        return only.text.clone();
    }
    let mut text = String::new();
    for statement in statements {
        if text.ends_with(|c: char| c.is_alphanumeric()) {
            text.push('.');
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&statement.text);
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(feedback: u32, text: &str) -> Statement {
        Statement {
            feedback,
            cell: 0,
            span: (0..text.len()).into(),
            text: text.into(),
            language: None,
        }
    }

    #[test]
    fn equal_texts_are_one_and_lead_back_to_all() {
        let statements = [
            statement(0, "slow"),
            statement(2, "Bad"),
            statement(2, "slow"),
            statement(3, "slow"),
        ];
        let distinct = Distinct::of(&statements, 4);
        assert_eq!(distinct.texts, ["slow", "Bad. slow", "Bad"]);
        assert_eq!(distinct.of_statement, [0, 2, 0, 0]);
        assert_eq!(distinct.of_feedback, [Some(0), None, Some(1), Some(0)]);
        let said_by: Vec<_> = distinct.sayings.iter().map(|s| s.said_by.clone()).collect();
        assert_eq!(said_by, [vec![0, 3], vec![1], vec![2]]);
        let themes = Themes {
            single: vec![2, 0],
            ..Themes::default()
        };
        assert_eq!(distinct.themes_of_statements(themes).single, [2, 0, 3]);
    }
}
