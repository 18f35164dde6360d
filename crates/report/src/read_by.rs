use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a [`ReadBy`] is called that has no encoder.
pub const NGRAMS: &str = "n-grams";

/// Statements in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// ISO 639-3 code; `null` where it cannot be told.
    pub language: Option<String>,
    /// How many.
    pub statements: u64,
}

/// What read some of the feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadBy {
    /// The encoder by name; `n-grams` where sentiment, kind and themes come from words and runs of letters.
    pub encoder: String,
    /// Feedback whose sentiment as a whole it tells.
    pub feedback: u64,
    /// Statements whose sentiment, kind and theme it tells.
    pub statements: u64,
    /// Their languages (ISO 639-3), in the order of the alphabet.
    pub languages: Vec<String>,
    /// The themes, small ones as well, that most of whose statements are these, by id.
    pub themes: Vec<String>,
}
