//! Sayings that one reader reads, grouped by its vectors: all at once, or the others placed among the themes of some.

use crate::encode;
use crate::progress::Bar;
use anyhow::Result;
use hearken_feedback::{Distinct, Saying, Sentiment, Themes};
use hearken_topic::{Corners, Encode, EncodeError, Others, Settings, Statements};
use ndarray::Array2;

/// Gives the vectors of some texts, a row each.
pub(crate) type Vectors<'a> = &'a mut dyn FnMut(&[usize]) -> Result<Array2<f32>>;

/// Sayings that one reader reads.
pub(crate) struct Route<'a> {
    distinct: &'a Distinct,
    /// Words that name one of several products.
    products: Vec<&'a str>,
    read: &'a encode::Read,
    /// Whether these are the texts that the encoder cannot read.
    others: bool,
    /// Themes are fitted on these.
    fitted: Vec<usize>,
    /// And these join them.
    rest: Vec<usize>,
}

/// Some sayings, as grouping takes them.
struct Said<'a> {
    /// Of each its text and the text around it that its reader reads.
    texts: Vec<usize>,
    around: Vec<usize>,
    words: Vec<&'a str>,
    contexts: Vec<&'a str>,
    languages: Vec<Option<&'a str>>,
    counts: Vec<u32>,
    sentiments: Vec<Sentiment>,
}

impl<'a> Route<'a> {
    /// Takes those to fit themes on out of some sayings.
    pub(crate) fn of(
        (distinct, products): (&'a Distinct, &'a [String]),
        read: &'a encode::Read,
        (sayings, others): (&[usize], bool),
        settings: &Settings,
    ) -> Self {
        let words = |text: fn(&Saying) -> usize| -> Vec<&str> {
            let texts = sayings.iter().map(|at| text(&distinct.sayings[*at]));
            texts.map(|text| distinct.texts[text].as_str()).collect()
        };
        let (texts, contexts) = (words(|said| said.text), words(|said| said.context));
        let (fitted, rest) = hearken_topic::sample(&texts, &contexts, settings.fit_on);
        let here = |places: Vec<usize>| places.into_iter().map(|at| sayings[at]).collect();
        Self {
            distinct,
            products: products.iter().map(String::as_str).collect(),
            read,
            others,
            fitted: here(fitted),
            rest: here(rest),
        }
    }

    /// The sayings that themes are fitted on.
    pub(crate) fn fitted(&self) -> &[usize] {
        &self.fitted
    }

    /// Groups them by the vectors of their texts; the members of what comes out are sayings.
    pub(crate) fn group(
        self,
        vectors: Vectors<'_>,
        settings: &Settings,
        encode: Encode<'_>,
        bar: &Bar,
    ) -> Result<Themes> {
        let said = self.said(&self.fitted);
        let mut leaning = vectors(&said.texts)?;
        let weights = hearken_topic::weights(&said.words);
        hearken_topic::lean(&mut leaning, vectors(&said.around)?.view(), &weights);
        let corners = Corners::of(leaning.view(), &said.languages);
        corners.take_from(&mut leaning, &said.languages);
        let statements = Statements {
            embeddings: leaning.view(),
            texts: &said.words,
            contexts: &said.contexts,
            languages: &said.languages,
            counts: &said.counts,
            sentiments: &said.sentiments,
            products: &self.products,
        };
        let tell = &mut |what: &str, done: f32| {
            bar.what(what);
            bar.done(f64::from(done));
        };
        if self.rest.is_empty() {
            let grouped = hearken_topic::group(statements, settings, encode, tell)?;
            return Ok(placed(grouped, &self.fitted));
        }
        let joining = self.said(&self.rest);
        let all = |said: &Said<'_>| said.counts.iter().map(|count| u64::from(*count)).sum();
        let (part, rest): (u64, u64) = (all(&said), all(&joining));
        let of_part = settings.of_part(part, part + rest);
        let fit = hearken_topic::fit(statements, &of_part, encode, tell)?;
        let weights = hearken_topic::weights(&joining.words);
        let rows = &mut |range: std::ops::Range<usize>| -> Result<Array2<f32>, EncodeError> {
            let mut rows = vectors(&joining.texts[range.clone()])?;
            let around = vectors(&joining.around[range.clone()])?;
            hearken_topic::lean(&mut rows, around.view(), &weights[range.clone()]);
            corners.take_from(&mut rows, &joining.languages[range]);
            Ok(rows)
        };
        bar.what("placing");
        let others = Others {
            texts: &joining.words,
            contexts: &joining.contexts,
            counts: &joining.counts,
            sentiments: &joining.sentiments,
        };
        let mut themes =
            hearken_topic::extend(fit, statements, others, settings, rows, &mut |done| {
                bar.done(f64::from(done));
            })?;
        themes.notes.push(format!(
            "{}{} of {} different statements, those whose hash comes first; the others joined the nearest theme or \
             stand alone.",
            Themes::FOUND,
            self.fitted.len(),
            self.fitted.len() + self.rest.len()
        ));
        let listed = [self.fitted, self.rest].concat();
        Ok(placed(themes, &listed))
    }

    fn said(&self, sayings: &[usize]) -> Said<'a> {
        let distinct = self.distinct;
        let said = || sayings.iter().map(|saying| &distinct.sayings[*saying]);
        let words = |texts: &mut dyn Iterator<Item = usize>| -> Vec<&'a str> {
            texts.map(|text| distinct.texts[text].as_str()).collect()
        };
        let read = self.read;
        Said {
            texts: said().map(|saying| saying.text).collect(),
            // What stands around a statement in another language than it is no help to its reader.
            around: said()
                .map(|saying| match read.others[saying.context] == self.others {
                    true => saying.context,
                    false => saying.text,
                })
                .collect(),
            words: words(&mut said().map(|saying| saying.text)),
            contexts: words(&mut said().map(|saying| saying.context)),
            languages: said().map(|saying| saying.language.as_deref()).collect(),
            counts: said()
                .map(|saying| u32::try_from(saying.said_by.len()).unwrap_or(u32::MAX))
                .collect(),
            sentiments: said()
                .map(|saying| read.classified[saying.text].sentiment())
                .collect(),
        }
    }
}

/// Themes whose members are places in a list, as themes of what is listed.
fn placed(mut themes: Themes, listed: &[usize]) -> Themes {
    let place = |members: &mut Vec<usize>| members.iter_mut().for_each(|at| *at = listed[*at]);
    for theme in themes.themes.iter_mut().chain(&mut themes.small) {
        place(&mut theme.members);
        theme
            .sub_themes
            .iter_mut()
            .for_each(|part| place(&mut part.members));
    }
    place(&mut themes.single);
    themes
}
