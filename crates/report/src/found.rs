//! What `hearken search` found: as JSON, and for a terminal.

use crate::SCHEMA_VERSION;
use crate::numbers::round;
use crate::plain::line;
use crate::tables::StatementLine;
use crate::terminal::{BOLD, DIM, GREEN, RED, Terminal, padded};
use crate::words::say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// The statements of a report that are nearest in meaning to words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The version of this object's shape.
    pub schema_version: String,
    /// The words that were looked for.
    pub query: String,
    /// How many statements the report has.
    pub statements: u64,
    /// The hits counted by theme, that of the nearest hit first.
    pub themes: Vec<FoundTheme>,
    /// What was found, the nearest first; of equals the first in the alphabet.
    pub hits: Vec<Hit>,
}

/// How much was found of a theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundTheme {
    /// Its id; `null` for what stands alone.
    pub id: Option<String>,
    /// Its name; `null` for what stands alone.
    pub name: Option<String>,
    /// How many of the hits.
    pub hits: u64,
    /// How many statements these are.
    pub statements: u64,
}

/// The same words in the same theme, whoever says them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// The cosine of the statement's vector to that of the words, −1…1.
    pub similarity: f64,
    /// The words as they may be shown.
    pub text: String,
    /// `negative`, `neutral` or `positive`.
    pub sentiment: String,
    /// `problem`, `request`, `praise`, `question` or `other`.
    pub kind: String,
    /// Which labels are not to be relied on, as in `statements.jsonl`.
    pub unsure: Vec<String>,
    /// The id of its theme; `null` where it stands alone.
    pub theme: Option<String>,
    /// The name of its theme; `null` where it stands alone.
    pub theme_name: Option<String>,
    /// The export's path as it was given.
    pub source: String,
    /// The record's place in the export, from 1.
    pub row: u64,
    /// The export's own id of the row.
    pub id: Option<String>,
    /// The column that the statement stands in.
    pub column: String,
    /// First byte of the statement in that cell (UTF-8).
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Where the same is said again, in the order of the exports.
    pub also: Vec<Place>,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The export's path as it was given.
    pub source: String,
    /// The record's place in the export, from 1.
    pub row: u64,
    /// The export's own id of the row.
    pub id: Option<String>,
}

/// The rows with the `top` highest similarities, and those that are as near as the last of them;
/// in the order of the rows.
pub fn nearest(similarities: &[f32], top: usize) -> Vec<usize> {
    let mut sorted = similarities.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let Some(least) = sorted.get(top.min(sorted.len()).wrapping_sub(1)) else {
        return Vec::new();
    };
    let rows = similarities.iter().enumerate();
    rows.filter(|(_, near)| near.total_cmp(least).is_ge())
        .map(|(row, _)| row)
        .collect()
}

impl Found {
    /// Makes hits of texts, each with its similarity and the statements that say it in the order
    /// of the exports, and keeps the `top` nearest. `names` are those of the themes by id.
    pub fn of(
        query: &str,
        statements: u64,
        texts: Vec<(f32, Vec<StatementLine>)>,
        names: &BTreeMap<String, String>,
        top: usize,
    ) -> Self {
        let mut hits: Vec<Hit> = Vec::new();
        for (similarity, lines) in texts {
            let first = hits.len();
            for line in lines {
                let same = hits[first..].iter_mut().find(|hit| hit.theme == line.theme);
                match same {
                    Some(hit) => hit.also.push(Place {
                        source: line.source,
                        row: line.row,
                        id: line.id,
                    }),
                    None => hits.push(Hit::of(similarity, line, names)),
                }
            }
        }
        hits.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then_with(|| a.text.cmp(&b.text))
                .then_with(|| a.theme.cmp(&b.theme))
        });
        hits.truncate(top);
        let mut themes: Vec<FoundTheme> = Vec::new();
        for hit in &hits {
            let said = 1 + hit.also.len() as u64;
            match themes.iter_mut().find(|theme| theme.id == hit.theme) {
                Some(theme) => {
                    theme.hits += 1;
                    theme.statements += said;
                }
                None => themes.push(FoundTheme {
                    id: hit.theme.clone(),
                    name: hit.theme_name.clone(),
                    hits: 1,
                    statements: said,
                }),
            }
        }
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            query: query.to_owned(),
            statements,
            themes,
            hits,
        }
    }

    /// The hits by theme, to be read in a terminal. Nothing that users wrote can steer it.
    pub fn shown(&self, terminal: Terminal) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.show(&mut text, terminal);
        text
    }

    fn show(&self, text: &mut String, terminal: Terminal) -> std::fmt::Result {
        let lang = terminal.lang;
        let head = say!(
            lang,
            "{n} nearest of {all} statements",
            n = self.hits.len(),
            all = self.statements,
        );
        let digits = self.hits.len().to_string().len();
        let query = terminal.fit(&self.query, head.width() - digits + 8);
        let head = format!("“{query}”{}{head}", say!(lang, ": "));
        writeln!(text, "{}", terminal.paint(BOLD, &head))?;
        let sources: BTreeSet<&str> = self.hits.iter().map(|hit| hit.source.as_str()).collect();
        for theme in &self.themes {
            let hits = match theme.hits {
                1 => say!(lang, "{n} hit", n = 1),
                hits => say!(lang, "{n} hits", n = hits),
            };
            let tail = format!("  {hits}");
            let name = match (&theme.name, &theme.id) {
                (Some(name), _) => name,
                (None, Some(id)) => id,
                (None, None) => "in no theme",
            };
            let name = terminal.fit(&lang.told(name), tail.width());
            let name = terminal.paint(BOLD, &name);
            writeln!(text, "\n{name}{}", terminal.paint(DIM, &tail))?;
            for hit in self.hits.iter().filter(|hit| hit.theme == theme.id) {
                hit.show(text, sources.len() > 1, terminal)?;
            }
        }
        Ok(())
    }
}

impl Hit {
    fn of(similarity: f32, line: StatementLine, names: &BTreeMap<String, String>) -> Self {
        let name = line.theme.as_ref().and_then(|id| names.get(id));
        Self {
            similarity: round(f64::from(similarity)),
            theme_name: name.cloned(),
            text: line.text,
            sentiment: line.sentiment,
            kind: line.kind,
            unsure: line.unsure,
            theme: line.theme,
            source: line.source,
            row: line.row,
            id: line.id,
            column: line.column,
            start: line.start,
            end: line.end,
            also: Vec::new(),
        }
    }

    fn show(&self, text: &mut String, several: bool, terminal: Terminal) -> std::fmt::Result {
        let color = match self.sentiment.as_str() {
            "negative" => RED,
            "positive" => GREEN,
            _ => DIM,
        };
        let lang = terminal.lang;
        let mut place = say!(lang, "row {row}", row = self.row);
        if several {
            let name = self.source.rsplit(['/', '\\']).next();
            place = format!("{} {place}", name.unwrap_or(&self.source));
        }
        if let Some(id) = &self.id {
            place += &say!(lang, " ({id})", id = id);
        }
        let mut place = format!("  {}", terminal.fit(&place, terminal.width / 2));
        if !self.also.is_empty() {
            place += &say!(lang, " and {n} more", n = self.also.len());
        }
        let sentiment = padded(&line(&lang.told(&self.sentiment)), 8);
        let head = format!("  {:.2}  {sentiment}  ", self.similarity);
        let said = terminal.quote(&self.text, head.width() + place.width());
        writeln!(
            text,
            "  {:.2}  {}  {said}{}",
            self.similarity,
            terminal.paint(color, &sentiment),
            terminal.paint(DIM, &place)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Colors, KindProbabilities, SentimentProbabilities};

    fn said(row: u64, text: &str, theme: Option<&str>) -> StatementLine {
        StatementLine {
            source: "a.csv".to_owned(),
            row,
            id: Some(format!("A-{row}")),
            column: "text".to_owned(),
            start: 0,
            end: text.len(),
            text: text.to_owned(),
            sentiment: "negative".to_owned(),
            sentiment_probabilities: SentimentProbabilities {
                negative: 1.0,
                neutral: 0.0,
                positive: 0.0,
            },
            kind: "problem".to_owned(),
            kind_probabilities: KindProbabilities {
                problem: 1.0,
                request: 0.0,
                praise: 0.0,
                question: 0.0,
                other: 0.0,
            },
            quality: None,
            unsure: Vec::new(),
            theme: theme.map(str::to_owned),
            sub_theme: None,
            language: None,
            heads: BTreeMap::new(),
        }
    }

    fn names() -> BTreeMap<String, String> {
        BTreeMap::from([("t".to_owned(), "The \u{1b}[31mlogin\u{202e}".to_owned())])
    }

    #[test]
    fn ties_at_the_cut_are_all_candidates() {
        assert_eq!(nearest(&[0.1, 0.9, 0.5, 0.5], 2), [1, 2, 3]);
        assert_eq!(nearest(&[0.1, 0.9], 5), [0, 1]);
        assert!(nearest(&[], 5).is_empty());
    }

    #[test]
    fn the_same_words_in_one_theme_are_one_hit() {
        let texts = vec![
            (0.5, vec![said(4, "b", None)]),
            (
                0.9,
                vec![
                    said(1, "slow", Some("t")),
                    said(2, "slow", None),
                    said(3, "slow", Some("t")),
                ],
            ),
            (0.5, vec![said(5, "a", Some("t"))]),
        ];
        let found = Found::of("slow", 9, texts.clone(), &names(), 3);
        let hits: Vec<_> = found.hits.iter().map(|h| (h.row, h.also.len())).collect();
        assert_eq!(hits, [(2, 0), (1, 1), (5, 0)]);
        let themes: Vec<_> = found
            .themes
            .iter()
            .map(|t| (t.hits, t.statements))
            .collect();
        assert_eq!(themes, [(1, 1), (2, 3)]);
        assert_eq!(found.themes[1].name, found.hits[1].theme_name);
        let mut backward = texts;
        backward.reverse();
        assert_eq!(Found::of("slow", 9, backward, &names(), 3), found);
    }

    #[test]
    fn nothing_that_users_wrote_steers_the_terminal() {
        let mut steering = said(1, "\u{1b}[2Jthe\rlogin \u{202e}fails\u{9b}31m", Some("t"));
        steering.id = Some("\u{1b}c7".to_owned());
        let mut other = said(2, "the login", Some("\u{1b}[5mgone"));
        other.source = "\u{1b}[1mb.csv".to_owned();
        other.sentiment = "\u{1b}[1m".to_owned();
        let texts = vec![(0.9, vec![steering]), (0.8, vec![other])];
        let found = Found::of("\u{1b}]0;owned\u{7}login", 2, texts, &names(), 9);
        let terminal = Terminal {
            width: 80,
            colors: Colors::None,
            top: 9,
            lang: crate::Lang::En,
        };
        let shown = found.shown(terminal);
        let steers =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!shown.contains(steers), "{shown:?}");
        assert!(shown.contains("a.csv row 1 (c7)"), "{shown}");
    }
}
