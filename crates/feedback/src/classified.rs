use serde::{Deserialize, Serialize};

/// A closed set of labels that a head gives, in the order of its outputs.
pub trait Label: Copy + Eq + 'static {
    /// Every label, in the order of the probabilities.
    const ALL: &'static [Self];
    /// The word in JSON, CSV, help and text.
    fn word(self) -> &'static str;
    /// The label of a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|label| label.word() == word)
    }
}

/// How something is felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Sentiment {
    Negative,
    Neutral,
    Positive,
}

impl Label for Sentiment {
    const ALL: &'static [Self] = &[Self::Negative, Self::Neutral, Self::Positive];
    fn word(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }
}

/// What a statement is: something broken or bad, something wished for, praise, a question, or
/// none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Problem,
    Request,
    Praise,
    Question,
    Other,
}

impl Label for Kind {
    const ALL: &'static [Self] = &[
        Self::Problem,
        Self::Request,
        Self::Praise,
        Self::Question,
        Self::Other,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Request => "request",
            Self::Praise => "praise",
            Self::Question => "question",
            Self::Other => "other",
        }
    }
}

/// The characteristic of ISO/IEC 25010:2023 that a problem or a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Quality {
    Compatibility,
    Flexibility,
    FunctionalSuitability,
    InteractionCapability,
    Maintainability,
    PerformanceEfficiency,
    Reliability,
    Safety,
    Security,
}

impl Label for Quality {
    const ALL: &'static [Self] = &[
        Self::Compatibility,
        Self::Flexibility,
        Self::FunctionalSuitability,
        Self::InteractionCapability,
        Self::Maintainability,
        Self::PerformanceEfficiency,
        Self::Reliability,
        Self::Safety,
        Self::Security,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Compatibility => "compatibility",
            Self::Flexibility => "flexibility",
            Self::FunctionalSuitability => "functional suitability",
            Self::InteractionCapability => "interaction capability",
            Self::Maintainability => "maintainability",
            Self::PerformanceEfficiency => "performance efficiency",
            Self::Reliability => "reliability",
            Self::Safety => "safety",
            Self::Security => "security",
        }
    }
}

/// What the heads say of one text. Probabilities are calibrated, in the order of
/// [`Label::ALL`], and sum to one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    /// Negative, neutral, positive.
    pub sentiment: [f32; 3],
    /// Problem, request, praise, question, other.
    pub kind: [f32; 5],
    /// Which of the most probable labels nobody should rely on.
    pub unsure: Unsure,
}

/// For each head whether its most probable label is less probable than the head's threshold, so
/// that the head abstains from it. A head without a threshold is never unsure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsure {
    /// The sentiment is.
    pub sentiment: bool,
    /// The kind is.
    pub kind: bool,
}

impl Classified {
    /// The most probable sentiment; of equals the first.
    pub fn sentiment(&self) -> Sentiment {
        Sentiment::ALL[largest(&self.sentiment)]
    }

    /// The most probable kind; of equals the first.
    pub fn kind(&self) -> Kind {
        Kind::ALL[largest(&self.kind)]
    }

    /// The sentiment as one number: the probability of positive minus that of negative, −1…1.
    pub fn score(&self) -> f32 {
        self.sentiment[2] - self.sentiment[0]
    }
}

fn largest(probabilities: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in probabilities.iter().enumerate() {
        if *value > probabilities[best] {
            best = index;
        }
    }
    best
}
