//! Labels and probabilities as a run's files tell them, and whether they fit together.

use crate::RunFile;
use crate::tables::StatementLine;
use crate::unsure::{from_names, from_words};
use hearken_feedback::{Classified, Kind, Label, Sentiment, Unsure};

/// Probabilities are written to four places.
pub(crate) const ROUNDING: f32 = 1e-4;

/// What the heads said of a statement; a label that is no word has no probability.
pub(crate) fn statement(line: &StatementLine) -> Classified {
    let felt = line.sentiment_probabilities;
    let kinds = line.kind_probabilities;
    let sentiment = [felt.negative, felt.neutral, felt.positive];
    let kind = [
        kinds.problem,
        kinds.request,
        kinds.praise,
        kinds.question,
        kinds.other,
    ];
    Classified {
        sentiment: led_by(sentiment, Sentiment::from_word(&line.sentiment)),
        kind: led_by(kind, Kind::from_word(&line.kind)),
        unsure: from_names(&line.unsure),
    }
}

/// What the heads said of a feedback, from its record in `feedback.csv`. The table does not hold
/// the probabilities of its kind; that is taken for [`Kind::Other`]. `None` where the record has
/// no sentiment or no probabilities.
pub(crate) fn feedback(record: &csv::StringRecord) -> Option<Classified> {
    let sentiment = Sentiment::from_word(record.get(4)?)?;
    let mut probabilities = [0.0; 3];
    for (place, probability) in probabilities.iter_mut().enumerate() {
        *probability = record.get(8 + place)?.parse().ok()?;
    }
    Some(Classified {
        sentiment: led_by(probabilities, Some(sentiment)),
        kind: std::array::from_fn(|at| f32::from(Kind::ALL[at] == Kind::Other)),
        unsure: from_words(record.get(11)?),
    })
}

/// The probabilities, with that of the label in front of those that rounding made its equals.
fn led_by<L: Label, const N: usize>(probabilities: [f64; N], label: Option<L>) -> [f32; N] {
    let mut led = probabilities.map(|probability| probability as f32);
    let top = led.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let place = label.and_then(|label| L::ALL.iter().position(|other| *other == label));
    match place.and_then(|place| led.get_mut(place)) {
        Some(own) if *own >= top - ROUNDING => *own = top.next_up(),
        Some(_) => {}
        None => led = [0.0; N],
    }
    led
}

/// The heads' thresholds, as `run.json` tells them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Thresholds {
    sentiment: Option<f32>,
    kind: Option<f32>,
    /// Those of the heads that n-grams have, for sentiment and kind, where they were asked.
    ngrams: Option<[Option<f32>; 2]>,
}

impl Thresholds {
    pub(crate) fn of(run: &RunFile) -> Self {
        let threshold = |name: &str| {
            let mut heads = run.heads.iter();
            heads.find(|head| head.name == name)?.threshold
        };
        Self {
            sentiment: threshold("sentiment"),
            kind: threshold("kind"),
            ngrams: run
                .heads
                .iter()
                .any(|head| head.name == "ngrams/sentiment")
                .then(|| ["ngrams/sentiment", "ngrams/kind"].map(threshold)),
        }
    }

    /// What does not fit in a statement's labels, as the end of a sentence.
    pub(crate) fn broken_statement(self, line: &StatementLine) -> Option<String> {
        let said = statement(line);
        self.broken_feedback(&line.sentiment, &said).or_else(|| {
            let Unsure { kind, .. } = said.unsure;
            let fits = |threshold| broken(&line.kind, said.kind(), &said.kind, threshold, kind);
            self.either(fits, self.kind, 1)
        })
    }

    /// What does not fit in the sentiment of a feedback.
    pub(crate) fn broken_feedback(self, label: &str, said: &Classified) -> Option<String> {
        let (felt, unsure) = (said.sentiment(), said.unsure.sentiment);
        let fits = |threshold| broken(label, felt, &said.sentiment, threshold, unsure);
        self.either(fits, self.sentiment, 0)
    }

    /// What is broken by the threshold of the encoder's head, and by that of n-grams where these were asked too: which
    /// of the two read a text is not written down.
    fn either(
        self,
        broken: impl Fn(Option<f32>) -> Option<String>,
        threshold: Option<f32>,
        head: usize,
    ) -> Option<String> {
        let found = broken(threshold)?;
        match self.ngrams {
            Some(thresholds) => broken(thresholds[head]),
            None => Some(found),
        }
    }
}

fn broken<L: Label>(
    label: &str,
    most_probable: L,
    probabilities: &[f32],
    threshold: Option<f32>,
    unsure: bool,
) -> Option<String> {
    let most = most_probable.word();
    if most != label {
        return Some(format!("says {label}, though {most} is more probable"));
    }
    let top = probabilities
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let threshold = threshold.unwrap_or(0.0);
    match unsure {
        true if top > threshold + ROUNDING => Some(format!(
            "is unsure of {label}, though {top:.4} is not below {threshold}"
        )),
        false if top < threshold - ROUNDING => Some(format!(
            "is sure of {label}, though {top:.4} is below {threshold}"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(label: &str, probabilities: [f64; 3], unsure: &str) -> Option<String> {
        let mut record = vec![String::new(); 12];
        record[4] = label.to_owned();
        for (place, probability) in probabilities.iter().enumerate() {
            record[8 + place] = probability.to_string();
        }
        record[11] = unsure.to_owned();
        let thresholds = Thresholds {
            sentiment: Some(0.7),
            kind: None,
            ngrams: None,
        };
        let said = feedback(&csv::StringRecord::from(record)).unwrap();
        thresholds.broken_feedback(label, &said)
    }

    #[test]
    fn a_label_is_the_most_probable_and_unsure_below_the_threshold() {
        assert_eq!(fault("positive", [0.1, 0.1, 0.8], ""), None);
        assert_eq!(fault("positive", [0.1, 0.3, 0.6], "sentiment, kind"), None);
        let told = fault("neutral", [0.1, 0.1, 0.8], "").unwrap();
        assert_eq!(told, "says neutral, though positive is more probable");
        assert!(fault("positive", [0.1, 0.3, 0.6], "kind").is_some());
        assert!(fault("positive", [0.1, 0.1, 0.8], "sentiment").is_some());
    }

    #[test]
    fn rounding_is_no_fault() {
        // Equal in the file, the second larger by less than what is written.
        assert_eq!(fault("neutral", [0.45, 0.45, 0.1], "sentiment"), None);
        assert_eq!(fault("positive", [0.1, 0.2, 0.7], "sentiment"), None);
        assert_eq!(fault("positive", [0.1, 0.2, 0.7], ""), None);
    }

    #[test]
    fn a_record_without_a_label_says_nothing() {
        let record = csv::StringRecord::from(vec![""; 12]);
        assert_eq!(feedback(&record), None);
    }
}
