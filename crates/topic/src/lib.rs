//! Embeddings and texts to named themes.
//!
//! [`group`] takes distinct statements with their unit vectors and gives every one a place: in a
//! theme, in a small theme, or on its own. The number of themes comes from the data. The same
//! statements give the same themes, whatever their order and the number of threads.
//!
//! The way there: an order made from the texts (`order`), what names no subject set apart
//! (`general`), a graph of nearest neighbors (`graph`),
//! its communities by the Leiden algorithm (`leiden`), groups of one subject joined
//! (`agglomerate`), the rest assigned to near centers (`assign`; the story is in `partition`), what
//! has no word to be named by set apart too (`general`, `written`),
//! then phrases scored after Topeax (`keyphrase`), a name from them (`name`), themes joined that
//! are one by their names (`join`), and an id (`id`).
//! How surely groups are found again is tried (`stability`), and what is above and below a theme is found (`levels`).
//! What a team decided about its themes is done at the start and at the end (`steer`).
//! How far themes reach (`reach`) tells to which of them what is said later belongs.
//! A number of themes asked for is met by Ward's joining and linfa's k-means (`refine`).
//! Of very many statements [`fit`] takes some, and [`extend`] gives the others their places among what was found.

mod agglomerate;
mod assign;
mod cells;
mod coherence;
mod context;
mod draft;
mod error;
mod extend;
mod general;
mod grain;
mod graph;
mod heading;
mod id;
mod join;
mod keyphrase;
mod language;
mod leiden;
mod levels;
mod map;
mod name;
mod order;
mod part;
mod partition;
mod phrase;
mod reach;
mod refine;
mod sample;
mod settle;
mod slips;
mod stability;
mod steer;
mod stop;
mod subjects;
mod sums;
mod themes;
mod together;
mod usage;
mod words;
mod written;

pub use context::{in_context, lean, weights};
pub use error::Error;
pub use extend::{Fit, Others, Rows, extend};
use hearken_feedback::{Sentiment, Themes};
pub use language::{Corners, without_language};
use ndarray::{Array2, ArrayView2};
pub use reach::Reach;
pub use sample::sample;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::num::NonZeroUsize;
pub use steer::{Merge, Seed, Split, Steering};
pub use subjects::Subjects;
pub use sums::Sums;
use words::Words;

/// The statements to be grouped.
#[derive(Debug, Clone, Copy)]
pub struct Statements<'a> {
    /// n × d, a unit row a statement. A row without a direction (zero, not finite) stands alone.
    pub embeddings: ArrayView2<'a, f32>,
    /// What each says.
    pub texts: &'a [&'a str],
    /// What each stands in: the text that it was taken from, or the same text again. No two
    /// statements have both text and context in common.
    pub contexts: &'a [&'a str],
    /// The ISO 639-3 code of the language of each, where it is known.
    pub languages: &'a [Option<&'a str>],
    /// How many statements say exactly this; at least 1.
    pub counts: &'a [u32],
    /// How those who say it feel. Statements that name no subject are put together by this.
    pub sentiments: &'a [Sentiment],
    /// Words in lower case that name one of several products the statements are about; any number.
    pub products: &'a [&'a str],
}

/// Distinct statements that themes are fitted on, unless the caller chooses.
const FIT_ON: NonZeroUsize = NonZeroUsize::new(200_000).expect("it is not zero");

/// What the caller chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many groups to make; from the data where `None`. Fewer come out where there are fewer
    /// distinct statements.
    pub themes: Option<NonZeroUsize>,
    /// The size, in statements, below which a group counts as small; from their number where
    /// `None`.
    pub smallest: Option<NonZeroUsize>,
    /// Decides which statements are the sample, where there are too many to compare each with
    /// each, and in which order they are looked at.
    pub seed: u64,
    /// How many distinct statements themes are fitted on at most, see [`sample`] and [`extend`]; [`group`] and
    /// [`fit`] fit all that they are given.
    pub fit_on: NonZeroUsize,
    /// What people decided about their themes.
    #[serde(skip_serializing_if = "Steering::is_empty")]
    pub steering: Steering,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            themes: None,
            smallest: None,
            seed: 0,
            fit_on: FIT_ON,
            steering: Steering::default(),
        }
    }
}

/// What an encoder of phrases may fail with.
pub type EncodeError = Box<dyn std::error::Error + Send + Sync>;

/// Turns phrases into unit vectors, a row a phrase.
pub type Encode<'a> = &'a mut dyn FnMut(&[String]) -> Result<Array2<f32>, EncodeError>;

/// Groups statements into themes with names.
///
/// `encode` turns phrases into unit vectors by the encoder that made the embeddings, a row a
/// phrase; it is called a few times at most. `progress` hears what is being done and how much of that is
/// done, 0…1.
///
/// The indexes in the [`Themes`] are rows of `statements`. Sizes count statements, not distinct
/// ones.
///
/// # Errors
/// Where embeddings, texts and counts differ in length, where `encode` fails or gives another
/// shape than asked for.
pub fn group(
    statements: Statements<'_>,
    settings: &Settings,
    encode: Encode<'_>,
    progress: &mut dyn FnMut(&str, f32),
) -> Result<Themes, Error> {
    Ok(fit(statements, settings, encode, progress)?.themes)
}

/// As [`group`], with what [`extend`] needs to place statements that are not among these.
///
/// # Errors
/// As those of [`group`].
pub fn fit(
    statements: Statements<'_>,
    settings: &Settings,
    encode: Encode<'_>,
    progress: &mut dyn FnMut(&str, f32),
) -> Result<Fit, Error> {
    let rows = statements.embeddings.nrows();
    let lengths = [
        statements.texts.len(),
        statements.contexts.len(),
        statements.languages.len(),
        statements.counts.len(),
        statements.sentiments.len(),
    ];
    if lengths.iter().any(|length| *length != rows) {
        return Err(Error::Lengths {
            embeddings: rows,
            texts: statements.texts.len(),
            contexts: statements.contexts.len(),
            languages: statements.languages.len(),
            counts: statements.counts.len(),
            sentiments: statements.sentiments.len(),
        });
    }
    if u32::try_from(rows).is_err() {
        return Err(Error::TooMany(rows));
    }
    let ordered = order::Ordered::new(statements, settings.seed);
    let mut words = Words::read(statements.texts, ordered.rows());
    words.judge_by_company();
    words.judge_slips();
    let judged = Subjects::of(&words);
    let seeded = steer::seeded(&ordered, &settings.steering.theme, encode)?;
    let (mut general, mut subjects) = general::set_apart(&ordered, &words, statements, settings);
    let placed: HashSet<usize> = seeded
        .iter()
        .flat_map(|(_, some)| some.iter().copied())
        .collect();
    let free = |position: &usize| !placed.contains(position);
    subjects.retain(free);
    general
        .iter_mut()
        .for_each(|general| general.positions.retain(free));
    let found = partition::partition(&ordered, &subjects, settings, &mut |part| {
        progress("grouping", part)
    })?;
    let stable = stability::stability(&ordered, &found, settings);
    let partition::Partition { groups, sample } = found;
    words.blur_everywhere(statements.counts);
    words.blur_products(statements.products);
    let mut drafts = draft::draft(&ordered, statements, settings, groups, general, seeded);
    drafts.settle(&stable, statements);
    progress("naming", 0.0);
    themes::name(&mut drafts, &words, statements, settings, encode, progress)?;
    let levels = levels::levels(
        &drafts, &ordered, &sample, &words, statements, settings, encode,
    )?;
    let coherence = coherence::coherence(&drafts.drafts, &words, statements);
    let told = themes::Measured {
        stability: &stable,
        coherence,
        levels,
    };
    Ok(Fit {
        themes: drafts.finish(statements.texts, told),
        subjects: judged,
    })
}
