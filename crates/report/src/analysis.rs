use crate::numbers::Moments;
use crate::own::OwnHead;
use crate::read_by::ReadBy;
use hearken_feedback::{
    Classified, Entry, Feedback, Kind, Label, Quality, Sentiment, Source, Statement, SubTheme,
    Themes, Unsure,
};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Everything a run found out, before it is put into words.
#[derive(Debug, Clone, Copy)]
pub struct Analysis<'a> {
    /// The exports.
    pub sources: &'a [Source],
    /// The ledger: a line for every row.
    pub entries: &'a [Entry],
    /// The used rows, in the order of the exports.
    pub feedback: &'a [Feedback],
    /// The statements, those of one feedback side by side and in order.
    pub statements: &'a [Statement],
    /// What the heads say of each statement.
    pub classified: &'a [Classified],
    /// What each statement would be about as a problem or a request, `None` of those that the head is unsure of;
    /// nothing where no head tells.
    pub qualities: Option<&'a [Option<Quality>]>,
    /// What they say of each feedback taken whole; none without statements.
    pub whole: &'a [Option<Classified>],
    /// Where each statement belongs, by its index in `statements`.
    pub themes: &'a Themes,
    /// Heads of the user's own, and what they say of the same statements and feedback.
    pub heads: &'a [OwnHead],
    /// What read the texts, and which; empty where that is not told.
    pub read_by: &'a [ReadBy],
}

/// An analysis with what every part of the report looks up.
pub(crate) struct Facts<'a> {
    pub(crate) analysis: Analysis<'a>,
    /// For each feedback the range of its statements.
    statements_of: Vec<std::ops::Range<usize>>,
    /// For each statement the number of its theme (first the themes, then the small ones).
    theme_of: Vec<Option<u32>>,
    /// For each statement the number of its part of that theme.
    sub_theme_of: Vec<Option<u32>>,
    /// For each feedback what it says as a whole; none without statements.
    whole: Vec<Option<Whole>>,
}

/// What a feedback says as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Whole {
    /// What the heads say of the whole text.
    pub(crate) said: Classified,
    /// What the team has to act on first.
    pub(crate) kind: Kind,
    /// The statement that says so most surely.
    pub(crate) statement: usize,
    /// The sentiment is where the heads are of the whole text; the kind where nothing that says
    /// it, the whole text or a statement, is sure of it.
    pub(crate) unsure: Unsure,
}

impl Whole {
    pub(crate) fn sentiment(&self) -> Sentiment {
        self.said.sentiment()
    }

    /// Probability of positive minus that of negative, −1…1.
    pub(crate) fn score(&self) -> f64 {
        f64::from(self.said.score())
    }
}

impl<'a> Facts<'a> {
    /// Looks the analysis over.
    ///
    /// # Panics
    /// Where the parts do not speak of the same statements.
    pub(crate) fn of(analysis: Analysis<'a>) -> Self {
        let statements = analysis.statements;
        assert_eq!(
            statements.len(),
            analysis.classified.len(),
            "every statement is classified"
        );
        assert_eq!(
            analysis.feedback.len(),
            analysis.whole.len(),
            "every feedback is classified"
        );
        if let Some(told) = analysis.qualities {
            assert_eq!(
                told.len(),
                statements.len(),
                "every statement has a quality"
            );
        }
        for head in analysis.heads {
            let asked = (head.of_statement.len(), head.of_feedback.len());
            let all = (statements.len(), analysis.feedback.len());
            assert_eq!(asked, all, "{} is asked of everything", head.name);
        }
        let mut statements_of = vec![0..0; analysis.feedback.len()];
        for (index, statement) in statements.iter().enumerate() {
            let range = &mut statements_of[statement.feedback as usize];
            if range.start == range.end {
                *range = index..index;
            }
            assert_eq!(range.end, index, "a feedback's statements stand together");
            range.end = index + 1;
        }
        let mut theme_of = vec![None; statements.len()];
        let mut sub_theme_of = vec![None; statements.len()];
        let themes = analysis.themes.themes.iter();
        for (number, theme) in themes.chain(&analysis.themes.small).enumerate() {
            for &member in &theme.members {
                theme_of[member] = Some(number as u32);
            }
            for (part, sub_theme) in theme.sub_themes.iter().enumerate() {
                for &member in &sub_theme.members {
                    sub_theme_of[member] = Some(part as u32);
                }
            }
        }
        let whole = statements_of
            .iter()
            .zip(analysis.whole)
            .map(|(range, said)| whole(analysis.classified, range.clone(), *said))
            .collect();
        Self {
            analysis,
            statements_of,
            theme_of,
            sub_theme_of,
            whole,
        }
    }

    /// What a head says that a statement is about, where it is a problem or a request; `None` within where the
    /// head is unsure.
    pub(crate) fn asked_quality(&self, statement: usize) -> Option<Option<Quality>> {
        let kind = self.analysis.classified[statement].kind();
        let acts = matches!(kind, Kind::Problem | Kind::Request);
        self.analysis
            .qualities
            .filter(|_| acts)
            .map(|told| told[statement])
    }

    /// What a statement is about, where it is a problem or a request and a head is sure.
    pub(crate) fn quality(&self, statement: usize) -> Option<Quality> {
        self.asked_quality(statement).flatten()
    }

    pub(crate) fn whole(&self, feedback: usize) -> Option<&Whole> {
        self.whole[feedback].as_ref()
    }

    pub(crate) fn statements_of(&self, feedback: usize) -> std::ops::Range<usize> {
        self.statements_of[feedback].clone()
    }

    pub(crate) fn feedback_of(&self, statement: usize) -> &'a Feedback {
        &self.analysis.feedback[self.analysis.statements[statement].feedback as usize]
    }

    /// The theme of a statement, small ones included.
    pub(crate) fn theme_of(&self, statement: usize) -> Option<&'a hearken_feedback::Theme> {
        let number = self.theme_of[statement]? as usize;
        let themes = self.analysis.themes;
        themes
            .themes
            .get(number)
            .or_else(|| themes.small.get(number - themes.themes.len()))
    }

    /// The part of its theme that a statement belongs to.
    pub(crate) fn sub_theme_of(&self, statement: usize) -> Option<&'a SubTheme> {
        let part = self.sub_theme_of[statement]? as usize;
        self.theme_of(statement)?.sub_themes.get(part)
    }

    /// The different feedback that some statements belong to, rising.
    pub(crate) fn feedback_in(&self, statements: &[usize]) -> Vec<usize> {
        let of = |statement: &usize| self.analysis.statements[*statement].feedback as usize;
        let mut feedback: Vec<usize> = statements.iter().map(of).collect();
        feedback.sort_unstable();
        feedback.dedup();
        feedback
    }

    /// An order of feedback that comes from what they are and not from where they stand: most
    /// votes, latest date, id, text.
    pub(crate) fn compare(&self, a: &Feedback, b: &Feedback) -> Ordering {
        fn texts(feedback: &Feedback) -> impl Iterator<Item = &str> {
            feedback.cells.iter().map(|cell| cell.text.as_str())
        }
        b.votes
            .cmp(&a.votes)
            .then_with(|| b.date.cmp(&a.date))
            .then_with(|| a.id.cmp(&b.id))
            .then_with(|| texts(a).cmp(texts(b)))
            .then_with(|| a.other.iter().cmp(b.other.iter()))
            .then_with(|| a.row.cmp(&b.row))
    }

    /// The rating of a feedback on the run's scale.
    pub(crate) fn rating(&self, feedback: &Feedback, scale: Scale) -> Option<f64> {
        let rating = feedback.rating?;
        Some(if (rating.min, rating.max) == (scale.min, scale.max) {
            rating.value
        } else {
            scale.min + rating.normalized() * (scale.max - scale.min)
        })
    }

    /// The scale that most ratings of the run were given on; the others are moved to it.
    pub(crate) fn scale(&self) -> Option<Scale> {
        let mut votes: HashMap<(u64, u64), u64> = HashMap::new();
        for rating in self.analysis.feedback.iter().filter_map(|f| f.rating) {
            let key = (rating.min.to_bits(), rating.max.to_bits());
            *votes.entry(key).or_default() += 1;
        }
        let (min, max) = votes
            .into_iter()
            .max_by_key(|(scale, votes)| (*votes, *scale))?
            .0;
        Some(Scale {
            min: f64::from_bits(min),
            max: f64::from_bits(max),
        })
    }

    /// The mean probability of a sentiment of some statements; 0 of none.
    pub(crate) fn probability(&self, of: Sentiment, statements: &[usize]) -> f64 {
        let probability = |index: &usize| {
            let classified = &self.analysis.classified[*index];
            f64::from(classified.sentiment[of as usize])
        };
        let moments: Moments = statements.iter().map(probability).collect();
        moments.mean().unwrap_or(0.0)
    }
}

/// The lowest and highest rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// From this probability on a statement is surely of a kind.
const SURE: f32 = 0.5;

/// A feedback is a problem, a request or a question, in this order, where the whole of it or one
/// of its statements surely is: one complaint in a friendly review is what a team must read it
/// for. Else it is what the whole is. The statement that is of that kind most surely speaks for
/// it.
fn whole(
    classified: &[Classified],
    range: std::ops::Range<usize>,
    said: Option<Classified>,
) -> Option<Whole> {
    const ORDER: [Kind; 3] = [Kind::Problem, Kind::Request, Kind::Question];
    let said = said?;
    let place = |kind: Kind| {
        Kind::ALL
            .iter()
            .position(|label| *label == kind)
            .unwrap_or(0)
    };
    let sure = |index: usize, kind: Kind| classified[index].kind[place(kind)];
    let kind = ORDER
        .into_iter()
        .find(|kind| {
            said.kind() == *kind
                || range
                    .clone()
                    .any(|index| classified[index].kind() == *kind && sure(index, *kind) >= SURE)
        })
        .unwrap_or_else(|| said.kind());
    // Of equals the first.
    let statement = range.clone().reduce(|best, next| {
        if sure(next, kind) > sure(best, kind) {
            next
        } else {
            best
        }
    })?;
    let says_it = |said: &Classified| said.kind() == kind && !said.unsure.kind;
    Some(Whole {
        said,
        kind,
        statement,
        unsure: Unsure {
            sentiment: said.unsure.sentiment,
            kind: !says_it(&said) && !classified[range].iter().any(says_it),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_complaint_is_what_a_friendly_review_is_read_for() {
        let said = |kind| Classified {
            sentiment: [0.0, 0.1, 0.9],
            kind,
            unsure: Unsure::default(),
        };
        let classified = [
            said([0.0, 0.0, 1.0, 0.0, 0.0]),
            said([0.7, 0.1, 0.0, 0.1, 0.1]),
            said([0.0, 0.0, 1.0, 0.0, 0.0]),
        ];
        let friendly = said([0.3, 0.0, 0.7, 0.0, 0.0]);
        let found = whole(&classified, 0..3, Some(friendly)).unwrap();
        assert_eq!((found.kind, found.statement), (Kind::Problem, 1));
        assert_eq!(found.sentiment(), Sentiment::Positive);
        let praise = whole(&classified[..1], 0..1, Some(friendly)).unwrap();
        assert_eq!(praise.kind, Kind::Praise);
        assert_eq!(whole(&classified, 3..3, None), None);
    }

    #[test]
    fn a_feedback_is_sure_where_one_of_those_who_say_its_kind_is() {
        let said = |kind, unsure| Classified {
            sentiment: [0.0, 0.1, 0.9],
            kind,
            unsure: Unsure {
                sentiment: true,
                kind: unsure,
            },
        };
        let (problem, praise) = ([0.6, 0.0, 0.4, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0, 0.0]);
        let unsure = |statements: &[Classified], all| {
            let found = whole(statements, 0..statements.len(), Some(all)).unwrap();
            assert_eq!(found.kind, Kind::Problem);
            found.unsure
        };
        let doubted = [said(problem, true), said(praise, false)];
        let found = unsure(&doubted, said(praise, false));
        assert!(found.kind && found.sentiment);
        assert!(unsure(&doubted, said(problem, true)).kind);
        assert!(!unsure(&doubted, said(problem, false)).kind);
        let plain = [said(problem, true), said(problem, false)];
        assert!(!unsure(&plain, said(problem, true)).kind);
    }
}
