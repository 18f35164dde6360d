//! `hearken explain`: which words of a text drove its labels.

use crate::failure::{Failure, Outcome};
use crate::kept::Kept;
use crate::models::{ModelArguments, Readers};
use crate::occlusion::{gives, round, without, words};
use crate::output;
use crate::progress::Progress;
use crate::said;
use anyhow::Result;
use clap::Args;
use hearken_feedback::{Classified, Label};
use serde::Serialize;
use std::io::{Write, stdout};
use std::ops::Range;

/// Show which words drove the sentiment and the kind of a text
///
/// Each word is left out once (occlusion, Zeiler and Fergus 2014): what a label's probability
/// loses without the word is what the word gave it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What somebody wrote
    text: String,
    /// Print JSON in place of the table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    models: ModelArguments,
}

/// What the heads say of a text, and why.
#[derive(Debug, Serialize)]
struct Explained<'a> {
    text: &'a str,
    sentiment: Because<'a>,
    kind: Because<'a>,
}

/// A label and what each word gave it.
#[derive(Debug, Serialize)]
struct Because<'a> {
    label: &'static str,
    probability: f64,
    words: Vec<Share<'a>>,
}

#[derive(Debug, Serialize)]
struct Share<'a> {
    word: &'a str,
    /// Bytes in the text.
    start: usize,
    end: usize,
    /// What the label's probability loses without the word; negative where the word speaks
    /// against it.
    gives: f64,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let text = arguments.text.as_str();
    let words = words(text);
    if words.is_empty() {
        return Err(Failure::error(
            "the text has no words",
            "put what somebody wrote in quotes: hearken explain \"the app crashes\"",
        ));
    }
    let readers = Readers::open(&arguments.models)?;
    let mut texts = vec![text.to_owned()];
    texts.extend(words.iter().map(|word| without(text, word)));
    let other = readers.is_other(text);
    let said = said::of(
        &readers,
        (&texts, &vec![other; texts.len()]),
        &mut Kept::off(),
        &Progress::Quiet.bar("explaining"),
    )?;
    let (whole, occluded) = (said[0], &said[1..]);
    let explained = Explained {
        text,
        sentiment: because(text, &words, &whole, occluded, whole.sentiment(), |said| {
            &said.sentiment
        }),
        kind: because(text, &words, &whole, occluded, whole.kind(), |said| {
            &said.kind
        }),
    };
    let mut out = stdout().lock();
    if arguments.json {
        output::json(&mut out, &explained)?;
    } else {
        for because in [&explained.sentiment, &explained.kind] {
            tell(because, &mut out)?;
        }
    }
    Ok(Outcome::Done)
}

fn because<'a, L: Label>(
    text: &'a str,
    words: &[Range<usize>],
    whole: &Classified,
    occluded: &[Classified],
    label: L,
    of: impl Fn(&Classified) -> &[f32],
) -> Because<'a> {
    let place = L::ALL.iter().position(|other| *other == label).unwrap_or(0);
    let probability = |said: &Classified| of(said)[place];
    let words = words.iter().zip(occluded).map(|(word, said)| Share {
        word: &text[word.clone()],
        start: word.start,
        end: word.end,
        gives: gives(probability(whole), probability(said)),
    });
    Because {
        label: label.word(),
        probability: round(f64::from(probability(whole))),
        words: words.collect(),
    }
}

/// A label with its words, those that gave most first.
fn tell(because: &Because<'_>, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{} ({:.0} %)",
        because.label,
        because.probability * 100.0
    )?;
    let mut words: Vec<&Share<'_>> = because.words.iter().collect();
    words.sort_by(|a, b| {
        b.gives
            .abs()
            .total_cmp(&a.gives.abs())
            .then(a.start.cmp(&b.start))
    });
    for share in words.iter().take(8) {
        let bar = "█".repeat((share.gives.abs() * 20.0).round() as usize);
        let word = hearken_report::line(share.word);
        writeln!(out, "  {:+.2}  {word}  {bar}", share.gives)?;
    }
    Ok(())
}
