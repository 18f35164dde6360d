//! What heads of the user's own say of statements and feedback.

use crate::numbers::round;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands between the labels in a table's cell.
pub(crate) const BETWEEN: &str = "; ";

/// Whether a head gives a text one label or any number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeadTask {
    /// Exactly one: the most probable.
    MultiClass,
    /// Any number, none included: those with a probability of 0.5 or more.
    MultiLabel,
}

/// A head of the user's own, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnHead {
    /// The name it goes by.
    pub name: String,
    /// How many labels it gives a text.
    pub task: HeadTask,
    /// What it tells apart, in the order of its probabilities.
    pub labels: Vec<String>,
    /// What it says of texts, each once.
    pub said: Vec<OwnSaid>,
    /// For each statement its place in `said`.
    pub of_statement: Vec<usize>,
    /// For each feedback taken whole its place in `said`; none without statements.
    pub of_feedback: Vec<Option<usize>>,
}

/// What a head of the user's own says of one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnSaid {
    /// The labels given, as rising indexes into the head's labels.
    pub given: Vec<usize>,
    /// The probability of each label, 0…1; empty where nobody knows.
    pub probabilities: Vec<f32>,
    /// Whether the label is less probable than the head's threshold.
    pub unsure: bool,
}

/// What a head of the user's own says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadLabels {
    /// The labels given: the most probable one, or of a multi-label head those with a probability
    /// of 0.5 or more.
    pub labels: Vec<String>,
    /// The probability of each label.
    pub probabilities: BTreeMap<String, f64>,
    /// Whether the label is less probable than the head's threshold and not to be relied on; never
    /// of a head without one.
    #[serde(default)]
    pub unsure: bool,
}

/// A field that a head of the user's own adds to a line of `statements.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum HeadField {
    /// `NAME` of a multi-class head: its label.
    Label(String),
    /// `NAME` of a multi-label head: its labels, possibly none.
    Labels(Vec<String>),
    /// `NAME_probabilities`: the probability of each label.
    Probabilities(BTreeMap<String, f64>),
}

impl OwnHead {
    /// What it says of a statement.
    pub(crate) fn statement(&self, index: usize) -> &OwnSaid {
        &self.said[self.of_statement[index]]
    }

    /// What it says of a feedback taken whole.
    pub(crate) fn feedback(&self, index: usize) -> Option<&OwnSaid> {
        Some(&self.said[self.of_feedback[index]?])
    }

    /// The name of the field that holds its probabilities.
    pub(crate) fn probabilities_field(name: &str) -> String {
        format!("{name}_probabilities")
    }

    fn given(&self, said: &OwnSaid) -> Vec<String> {
        let given = said.given.iter();
        given.map(|label| self.labels[*label].clone()).collect()
    }

    fn probabilities(&self, said: &OwnSaid) -> BTreeMap<String, f64> {
        let labels = self.labels.iter().cloned().zip(&said.probabilities);
        labels
            .map(|(label, probability)| (label, round(f64::from(*probability))))
            .collect()
    }

    /// What it says, as `hearken classify` prints it.
    pub(crate) fn told(&self, said: &OwnSaid) -> HeadLabels {
        HeadLabels {
            labels: self.given(said),
            probabilities: self.probabilities(said),
            unsure: said.unsure,
        }
    }

    /// What it says, as a table's cell holds it.
    pub(crate) fn cell(&self, said: &OwnSaid) -> String {
        self.given(said).join(BETWEEN)
    }

    /// What it says, as the fields of a line of `statements.jsonl`.
    pub(crate) fn fields(&self, said: &OwnSaid) -> [(String, HeadField); 2] {
        let mut given = self.given(said);
        let label = match self.task {
            HeadTask::MultiClass => HeadField::Label(given.pop().unwrap_or_default()),
            HeadTask::MultiLabel => HeadField::Labels(given),
        };
        let probabilities = HeadField::Probabilities(self.probabilities(said));
        [
            (self.name.clone(), label),
            (Self::probabilities_field(&self.name), probabilities),
        ]
    }
}

/// Why a head of the user's own cannot add its column under this name, as the end of a sentence;
/// `None` where it can. `others` are the names of the heads before it. Upper and lower case are
/// held to be the same: a spreadsheet does.
pub fn refused(name: &str, others: &[&str]) -> Option<String> {
    let odd = |c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'));
    if !name.starts_with(char::is_alphanumeric) || name.contains(odd) || name.ends_with(' ') {
        return Some(
            "which is no name of a column: it may hold letters, digits, spaces, -, _ and .".into(),
        );
    }
    let added = |name: &str| {
        let name = name.to_lowercase();
        [OwnHead::probabilities_field(&name), name]
    };
    let mine = added(name);
    if mine[1].starts_with("corrected_") {
        return Some("which is what columns of corrections are called".into());
    }
    let fields = crate::schema("statements").unwrap_or_default();
    let fields = fields["properties"].as_object();
    let is_field = |name: &String| fields.is_some_and(|fields| fields.contains_key(name));
    let is_column = |name: &String| crate::tables::COLUMNS.contains(&name.as_str());
    if mine.iter().any(|name| is_field(name) || is_column(name)) {
        return Some("which is the name of a field of the report".into());
    }
    let other = others
        .iter()
        .find(|other| added(other).iter().any(|name| mine.contains(name)))?;
    Some(if other.to_lowercase() == mine[1] {
        "as another one is".into()
    } else {
        format!("which is a field that {other} adds")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_something_else_has_is_refused() {
        for name in [
            "sentiment",
            "Kind",
            "sentiment_probabilities",
            "row",
            "theme",
            "theme_name",
            "negative",
            "corrected_team",
            "team",
            "TEAM",
            "team_probabilities",
            "=team",
            "a, b",
            "a\nb",
            "",
            "..",
        ] {
            assert!(refused(name, &["team"]).is_some(), "{name}");
        }
        for name in ["teams", "Équipe 2", "my-team_v1.0", "heads"] {
            assert_eq!(refused(name, &["team"]), None);
        }
        let told = refused("team", &["team_probabilities"]).unwrap();
        assert_eq!(told, "which is a field that team_probabilities adds");
    }

    #[test]
    fn a_line_holds_one_label_or_a_list() {
        let said = |given: &[usize]| OwnSaid {
            given: given.to_vec(),
            probabilities: vec![0.25, 0.750_04],
            unsure: false,
        };
        let mut head = OwnHead {
            name: "team".into(),
            task: HeadTask::MultiClass,
            labels: vec!["app".into(), "web".into()],
            said: Vec::new(),
            of_statement: Vec::new(),
            of_feedback: Vec::new(),
        };
        let [label, probabilities] = head.fields(&said(&[1]));
        assert_eq!(label, ("team".into(), HeadField::Label("web".into())));
        assert_eq!(probabilities.0, "team_probabilities");
        let json = serde_json::to_value(&probabilities.1).unwrap();
        assert_eq!(json, serde_json::json!({"app": 0.25, "web": 0.75}));
        head.task = HeadTask::MultiLabel;
        assert_eq!(head.cell(&said(&[0, 1])), "app; web");
        assert_eq!(head.fields(&said(&[]))[0].1, HeadField::Labels(Vec::new()));
    }
}
