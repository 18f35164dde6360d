//! Which statements are most worth a person's label: those that the heads are least certain of
//! (uncertainty sampling, Lewis & Gale, 1994), spread over the themes.

use crate::StatementLine;
use crate::plain::cell;
use std::collections::HashSet;
use std::io::Write;

/// Whose certainty counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// That of the kind.
    Kind,
    /// That of the sentiment.
    Sentiment,
}

/// The columns of what [`write_next`] writes. The last two are empty, for people to fill in.
const COLUMNS: [&str; 11] = [
    "source",
    "row",
    "id",
    "text",
    "kind",
    "kind_probability",
    "sentiment",
    "sentiment_probability",
    "theme",
    "corrected_kind",
    "corrected_sentiment",
];

/// At most `count` statements, the least certain first: one of every theme (what stands alone is a
/// theme of its own), then a second one of each, and so on; of a row one alone, and the same words
/// once. Their order in `statements` does not matter.
pub fn next(
    statements: &[StatementLine],
    certainty: Certainty,
    count: usize,
) -> Vec<&StatementLine> {
    let sure = |line: &StatementLine| match certainty {
        Certainty::Kind => kind_probability(line),
        Certainty::Sentiment => sentiment_probability(line),
    };
    let mut waiting: Vec<&StatementLine> = statements.iter().collect();
    waiting.sort_by(|a, b| {
        sure(a)
            .total_cmp(&sure(b))
            .then_with(|| a.text.cmp(&b.text))
            .then_with(|| (&a.source, a.row, a.start).cmp(&(&b.source, b.row, b.start)))
    });
    let (mut rows, mut texts) = (HashSet::new(), HashSet::new());
    waiting.retain(|line| {
        // A row is not used up by words that stand there again.
        !texts.contains(&line.text.to_lowercase())
            && rows.insert((&line.source, line.row))
            && texts.insert(line.text.to_lowercase())
    });
    let mut chosen = Vec::new();
    while chosen.len() < count && !waiting.is_empty() {
        let mut themes = HashSet::new();
        waiting.retain(|line| {
            let theme = line.theme.as_deref();
            let taken = chosen.len() < count && theme.is_none_or(|theme| themes.insert(theme));
            if taken {
                chosen.push(*line);
            }
            !taken
        });
    }
    chosen
}

/// The probability of the most probable kind.
fn kind_probability(line: &StatementLine) -> f64 {
    let all = &line.kind_probabilities;
    [
        all.problem,
        all.request,
        all.praise,
        all.question,
        all.other,
    ]
    .into_iter()
    .fold(0.0, f64::max)
}

/// The probability of the most probable sentiment.
fn sentiment_probability(line: &StatementLine) -> f64 {
    let all = &line.sentiment_probabilities;
    all.negative.max(all.neutral).max(all.positive)
}

/// Writes statements as CSV, with columns to type the right labels into.
///
/// # Errors
/// What the writer says.
pub fn write_next(lines: &[&StatementLine], to: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(to);
    writer.write_record(COLUMNS)?;
    for line in lines {
        writer.write_record([
            cell(&line.source),
            line.row.to_string(),
            line.id.as_deref().map(cell).unwrap_or_default(),
            cell(&line.text),
            line.kind.clone(),
            kind_probability(line).to_string(),
            line.sentiment.clone(),
            sentiment_probability(line).to_string(),
            line.theme.clone().unwrap_or_default(),
            String::new(),
            String::new(),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KindProbabilities, SentimentProbabilities};

    fn line(row: u64, text: &str, theme: Option<&str>, sure: f64) -> StatementLine {
        StatementLine {
            source: "a.csv".to_owned(),
            row,
            id: None,
            column: "text".to_owned(),
            start: 0,
            end: text.len(),
            text: text.to_owned(),
            sentiment: "neutral".to_owned(),
            sentiment_probabilities: SentimentProbabilities {
                negative: 0.0,
                neutral: 1.0 - sure / 2.0,
                positive: sure / 2.0,
            },
            kind: "problem".to_owned(),
            kind_probabilities: KindProbabilities {
                problem: sure,
                request: 1.0 - sure,
                praise: 0.0,
                question: 0.0,
                other: 0.0,
            },
            quality: None,
            unsure: Vec::new(),
            theme: theme.map(str::to_owned),
            sub_theme: None,
            language: None,
            heads: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn the_least_certain_of_every_theme_come_first() {
        let mut lines = vec![
            line(1, "a", Some("t"), 0.6),
            line(2, "b", Some("t"), 0.7),
            line(3, "c", Some("u"), 0.9),
            line(4, "d", None, 0.8),
            line(5, "e", None, 0.95),
            line(1, "f", Some("u"), 0.65),
            line(6, "A", Some("u"), 0.62),
        ];
        let rows = |lines: &[StatementLine], certainty, count| -> Vec<u64> {
            let chosen = next(lines, certainty, count);
            chosen.into_iter().map(|line| line.row).collect()
        };
        assert_eq!(rows(&lines, Certainty::Kind, 9), [1, 4, 3, 5, 2]);
        assert_eq!(rows(&lines, Certainty::Kind, 3), [1, 4, 3]);
        assert_eq!(rows(&lines, Certainty::Sentiment, 1), [5]);
        lines.reverse();
        assert_eq!(rows(&lines, Certainty::Kind, 9), [1, 4, 3, 5, 2]);
        assert!(next(&[], Certainty::Kind, 3).is_empty());
    }

    #[test]
    fn formulas_are_text_and_the_corrections_are_empty() {
        let line = line(1, "=1+1", None, 0.6);
        let mut csv = Vec::new();
        write_next(&[&line], &mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert!(
            csv.ends_with("a.csv,1,,'=1+1,problem,0.6,neutral,0.7,,,\n"),
            "{csv}"
        );
    }
}
