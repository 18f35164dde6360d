//! A run made by hand, without any model: every probability is 0 or 1.

use hearken_feedback::{
    Cell, Classified, Column, Entry, Feedback, Kind, Label, Masks, Name, Placed, Rating, Role,
    RowRef, Sentiment, Source, Statement, Theme, Themes, Unsure,
};
use hearken_report::{Analysis, OwnHead};
use std::num::NonZeroU32;

/// The parts of an analysis. Every feedback has one statement.
#[derive(Debug, Default)]
pub(crate) struct Handmade {
    pub(crate) sources: Vec<Source>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) feedback: Vec<Feedback>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) classified: Vec<Classified>,
    pub(crate) whole: Vec<Option<Classified>>,
    pub(crate) themes: Themes,
    pub(crate) heads: Vec<OwnHead>,
}

/// What one row of the export says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) text: &'static str,
    pub(crate) sentiment: Sentiment,
    pub(crate) kind: Kind,
    pub(crate) date: Option<&'static str>,
    pub(crate) rating: Option<f64>,
    pub(crate) version: Option<&'static str>,
}

impl Handmade {
    /// An export of these rows, one author each; nothing is grouped yet.
    pub(crate) fn of(rows: &[Said]) -> Self {
        let mut made = Self {
            sources: vec![source(rows.len() as u64)],
            ..Self::default()
        };
        for said in rows {
            made.add(*said);
        }
        made
    }

    fn add(&mut self, said: Said) {
        let index = self.feedback.len();
        let row = RowRef {
            source: 0,
            row: index as u32 + 1,
        };
        self.entries.push(Entry {
            row,
            line: NonZeroU32::new(index as u32 + 2),
            id: None,
            placed: Placed::Used,
        });
        self.feedback.push(Feedback {
            row,
            line: NonZeroU32::new(index as u32 + 2),
            id: None,
            cells: vec![Cell {
                column: "text".into(),
                text: said.text.into(),
                masks: Masks::default(),
            }]
            .into(),
            rating: said.rating.map(|value| Rating {
                value,
                min: 1.0,
                max: 5.0,
            }),
            date: said.date.map(|day| day.parse().unwrap()),
            author: Some(index as u64),
            product: None,
            version: said.version.map(Name::from),
            locale: None,
            segment: None,
            reply: None,
            votes: None,
            other: Vec::new().into(),
            language: Some("eng".into()),
            duplicates: 0,
        });
        self.statements.push(Statement {
            feedback: index as u32,
            cell: 0,
            span: (0..said.text.len()).into(),
            text: said.text.into(),
            language: Some("eng".into()),
        });
        let classified = certainly(said.sentiment, said.kind);
        self.classified.push(classified);
        self.whole.push(Some(classified));
    }

    pub(crate) fn analysis(&self) -> Analysis<'_> {
        Analysis {
            sources: &self.sources,
            entries: &self.entries,
            feedback: &self.feedback,
            statements: &self.statements,
            classified: &self.classified,
            qualities: None,
            whole: &self.whole,
            themes: &self.themes,
            heads: &self.heads,
            read_by: &[],
        }
    }
}

pub(crate) fn theme(id: &str, members: impl IntoIterator<Item = usize>) -> Theme {
    Theme {
        id: id.into(),
        name: id.trim_start_matches("t-").into(),
        keyphrases: Vec::new(),
        members: members.into_iter().collect(),
        cohesion: 0.5,
        stability: None,
        coherence: None,
        map: None,
        sub_themes: Vec::new(),
        aside: None,
    }
}

/// Probability one for these labels.
pub(crate) fn certainly(sentiment: Sentiment, kind: Kind) -> Classified {
    Classified {
        sentiment: std::array::from_fn(|at| f32::from(Sentiment::ALL[at] == sentiment)),
        kind: std::array::from_fn(|at| f32::from(Kind::ALL[at] == kind)),
        unsure: Unsure::default(),
    }
}

fn source(rows: u64) -> Source {
    Source {
        name: "made.csv".into(),
        sha256: "0".repeat(64),
        bytes: 0,
        format: "csv".into(),
        tool: None,
        note: None,
        encoding: "UTF-8".into(),
        delimiter: Some(','),
        rows,
        columns: vec![Column {
            name: "text".into(),
            role: Role::Text,
            reason: "by its name".into(),
        }],
    }
}
