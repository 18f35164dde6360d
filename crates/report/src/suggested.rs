//! How feedback like some words was answered: as JSON, and for a terminal.

use crate::numbers::round;
use crate::plain::{isolated, line};
use crate::tables::StatementLine;
use crate::terminal::{BOLD, DIM, Terminal};
use crate::words::say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// How the nearest answered feedback was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggested {
    /// The version of this object's shape.
    pub schema_version: String,
    /// The words that an answer is looked for.
    pub query: String,
    /// How many feedback of the report were answered.
    pub answered: u64,
    /// The answers, that of the nearest feedback first.
    pub replies: Vec<SuggestedReply>,
}

/// An answer that was given to feedback like the words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SuggestedReply {
    /// The cosine of the nearest statement's vector to that of the words, −1…1.
    pub similarity: f64,
    /// What was answered, personal data masked.
    pub reply: String,
    /// How many of the feedback looked at were answered in these words.
    pub times: u64,
    /// The nearest statement that it was the answer to.
    pub text: String,
    /// The export's path as it was given.
    pub source: String,
    /// The record's place in the export, from 1.
    pub row: u64,
    /// The export's own id of the row.
    pub id: Option<String>,
}

impl Suggested {
    /// Keeps the `top` answers of the nearest statements; `near` are statements with their
    /// similarity and the answer that their feedback got, in any order.
    pub fn of(
        query: &str,
        answered: u64,
        mut near: Vec<(f32, &StatementLine, &str)>,
        top: usize,
    ) -> Self {
        near.sort_by(|a, b| {
            let order = b.0.total_cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text));
            order.then_with(|| (&a.1.source, a.1.row).cmp(&(&b.1.source, b.1.row)))
        });
        let mut replies: Vec<SuggestedReply> = Vec::new();
        for (similarity, said, reply) in near {
            // The same words are one answer, to whomever they were given.
            if let Some(known) = replies.iter_mut().find(|known| known.reply == reply) {
                known.times += 1;
            } else if replies.len() < top {
                replies.push(SuggestedReply {
                    similarity: round(f64::from(similarity)),
                    reply: reply.to_owned(),
                    times: 1,
                    text: said.text.clone(),
                    source: said.source.clone(),
                    row: said.row,
                    id: said.id.clone(),
                });
            }
        }
        Self {
            schema_version: crate::SCHEMA_VERSION.to_owned(),
            query: query.to_owned(),
            answered,
            replies,
        }
    }

    /// For a terminal.
    pub fn shown(&self, terminal: Terminal) -> String {
        let (mut text, lang) = (String::new(), terminal.lang);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", terminal.paint(BOLD, &line(&self.query)));
        for found in &self.replies {
            let reply = isolated(line(&found.reply));
            let answered = match found.times {
                1 => say!(lang, "answered: {reply}", reply = reply),
                times => say!(
                    lang,
                    "answered, given {n} times: {reply}",
                    n = times,
                    reply = reply,
                ),
            };
            let head = format!("  {:.2}  ", found.similarity);
            let place = format!("  {}", say!(lang, "row {row}", row = found.row));
            let said = terminal.quote(&found.text, head.width() + place.width());
            let place = terminal.paint(DIM, &place);
            let _ = writeln!(text, "\n{head}{said}{place}");
            let _ = writeln!(text, "        {answered}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(row: u64, text: &str) -> StatementLine {
        let line = serde_json::json!({
            "source": "a.csv", "row": row, "id": null, "column": "text", "start": 0, "end": 1,
            "text": text, "sentiment": "negative",
            "sentiment_probabilities": {"negative": 1.0, "neutral": 0.0, "positive": 0.0},
            "kind": "problem",
            "kind_probabilities":
                {"problem": 1.0, "request": 0.0, "praise": 0.0, "question": 0.0, "other": 0.0},
            "unsure": [], "theme": null, "language": null
        });
        serde_json::from_value(line).unwrap()
    }

    #[test]
    fn the_same_answer_is_told_once() {
        let lines = [
            said(3, "no login"),
            said(1, "login fails"),
            said(2, "crash at login"),
        ];
        let near = vec![
            (0.5, &lines[0], "Please update."),
            (0.9, &lines[1], "Please update."),
            (0.7, &lines[2], "Send us a log."),
        ];
        let told = Suggested::of("cannot log in", 9, near, 2);
        let short: Vec<(u64, &str, u64)> = told
            .replies
            .iter()
            .map(|r| (r.row, r.reply.as_str(), r.times))
            .collect();
        assert_eq!(short, [(1, "Please update.", 2), (2, "Send us a log.", 1)]);
    }
}
