//! What the numbers cannot tell, said in sentences.

use crate::dashboard::Dashboard;
use crate::read_by::{Language, NGRAMS};

/// Below this many feedback shares are rough.
const FEW: u64 = 100;

pub(crate) fn notes(dashboard: &Dashboard) -> Vec<String> {
    let mut notes = Vec::new();
    let (feedback, statements) = (dashboard.feedback, dashboard.statements);
    if feedback == 0 {
        notes.push("No row has text that could be read.".to_owned());
        return notes;
    }
    if feedback < FEW {
        let reach = 100.0 * 0.98 / (feedback as f64).sqrt();
        notes.push(format!(
            "{feedback} feedback are few: a share of one half is known to about ±{reach:.0} \
             percentage points, and a subject that one in fifty raises may not occur at all."
        ));
    }
    let ngrams = dashboard.read_by.iter().find(|read| read.encoder == NGRAMS);
    let elsewhere: &[String] = ngrams.map_or(&[], |read| &read.languages);
    let badly = |language: &&Language| match language.language.as_deref() {
        None | Some("eng") => false,
        Some(code) => !elsewhere.iter().any(|other| other == code),
    };
    let other = dashboard.languages.iter().filter(badly);
    let other = other.map(|language| language.statements).sum::<u64>();
    if other > 0 {
        notes.push(format!(
            "{other} of {statements} statements are in other languages than English. The encoder \
             and the heads were trained on English: their sentiment, kind and theme are less \
             certain."
        ));
    }
    if let Some(read) = ngrams {
        let languages = match elsewhere {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        notes.push(format!(
            "{} of {statements} statements are in languages that the encoder does not read{languages}. Their \
             sentiment, kind and theme come from words and runs of letters: less certain than those of an \
             encoder, and measured on Chinese and French alone.",
            read.statements
        ));
    }
    match &dashboard.rating {
        None => notes.push("The exports carry no ratings: rating impact is not known.".to_owned()),
        Some(rating) if rating.count * 10 < feedback * 9 => notes.push(format!(
            "{} of {feedback} feedback carry a rating; rating impact speaks of these alone.",
            rating.count
        )),
        Some(_) => {}
    }
    match &dashboard.period {
        None => notes.push("The exports carry no dates: trends are not known.".to_owned()),
        Some(period) if period.dated * 10 < feedback * 9 => notes.push(format!(
            "{} of {feedback} feedback carry a date; trends speak of these alone.",
            period.dated
        )),
        Some(_) => {}
    }
    if dashboard.authors.is_none() {
        notes.push(
            "The exports name no authors: one person who writes often counts as several."
                .to_owned(),
        );
    }
    notes
}
