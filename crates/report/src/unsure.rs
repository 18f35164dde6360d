//! Labels that their head is unsure of: how they are written down, and how many there are.

use crate::analysis::Facts;
use crate::dashboard::Part;
use crate::numbers::Share;
use crate::own::{OwnHead, OwnSaid};
use hearken_feedback::Unsure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A label that can be unsure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UnsureOf {
    /// The sentiment.
    Sentiment,
    /// The kind.
    Kind,
}

/// How many labels are less probable than their head's threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnsureParts {
    /// Sentiments.
    pub sentiment: Part,
    /// Kinds.
    pub kind: Part,
}

/// The labels that are unsure, as JSON lists them.
pub(crate) fn listed(unsure: Unsure) -> Vec<UnsureOf> {
    let all = [
        (unsure.sentiment, UnsureOf::Sentiment),
        (unsure.kind, UnsureOf::Kind),
    ];
    let found = all.into_iter().filter(|(is, _)| *is);
    found.map(|(_, label)| label).collect()
}

/// The names of what is unsure: of the two labels that every run has, and of heads of the user's
/// own.
pub(crate) fn names<'a>(
    unsure: Unsure,
    own: impl Iterator<Item = (&'a OwnHead, &'a OwnSaid)>,
) -> Vec<String> {
    let labels = listed(unsure).into_iter().map(|label| match label {
        UnsureOf::Sentiment => "sentiment",
        UnsureOf::Kind => "kind",
    });
    let own = own.filter(|(_, said)| said.unsure);
    let names = labels.chain(own.map(|(head, _)| head.name.as_str()));
    names.map(str::to_owned).collect()
}

pub(crate) fn from_names(names: &[String]) -> Unsure {
    let has = |label| names.iter().any(|name| name == label);
    Unsure {
        sentiment: has("sentiment"),
        kind: has("kind"),
    }
}

/// What stands between the names in a table's cell.
pub(crate) const BETWEEN: &str = ", ";

/// The names in a table's cell.
pub(crate) fn from_words(words: &str) -> Unsure {
    from_names(&split(words))
}

pub(crate) fn split(words: &str) -> Vec<String> {
    words.split(BETWEEN).map(str::to_owned).collect()
}

/// The sentiments of all feedback, the kinds of all statements.
pub(crate) fn of_all(facts: &Facts<'_>) -> UnsureParts {
    let feedback = 0..facts.analysis.feedback.len();
    let whole = feedback.filter_map(|index| facts.whole(index));
    let statements = facts.analysis.classified.iter();
    UnsureParts {
        sentiment: part(whole.map(|whole| whole.unsure.sentiment)),
        kind: part(statements.map(|said| said.unsure.kind)),
    }
}

/// The sentiments and kinds of some statements.
pub(crate) fn of_statements(facts: &Facts<'_>, statements: &[usize]) -> UnsureParts {
    let said = |index: &usize| facts.analysis.classified[*index].unsure;
    UnsureParts {
        sentiment: part(statements.iter().map(|index| said(index).sentiment)),
        kind: part(statements.iter().map(|index| said(index).kind)),
    }
}

fn part(unsure: impl Iterator<Item = bool>) -> Part {
    let (mut count, mut whole) = (0, 0);
    for is_unsure in unsure {
        whole += 1;
        count += u64::from(is_unsure);
    }
    Part {
        count,
        share: Share::of(count, whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (sentiment, kind, cell) in [
            (false, false, ""),
            (true, false, "sentiment"),
            (false, true, "kind"),
            (true, true, "sentiment, kind"),
        ] {
            let unsure = Unsure { sentiment, kind };
            let names = names(unsure, std::iter::empty());
            assert_eq!(names.join(BETWEEN), cell);
            assert_eq!(from_words(cell), unsure);
            assert_eq!(from_names(&names), unsure);
        }
    }

    #[test]
    fn of_nothing_nothing_is_unsure() {
        let part = part(std::iter::empty());
        assert_eq!((part.count, part.share.value), (0, 0.0));
    }
}
