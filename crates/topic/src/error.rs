use thiserror::Error;

/// Why statements could not be grouped.
#[derive(Debug, Error)]
pub enum Error {
    /// Embeddings, texts, contexts, languages, counts and sentiments do not speak of the same statements.
    #[error(
        "{embeddings} embeddings, {texts} texts, {contexts} contexts, {languages} languages, {counts} counts and {sentiments} sentiments were given: each statement needs one of each"
    )]
    Lengths {
        /// Rows of the embeddings.
        embeddings: usize,
        /// Texts.
        texts: usize,
        /// Contexts.
        contexts: usize,
        /// Languages.
        languages: usize,
        /// Counts.
        counts: usize,
        /// Sentiments.
        sentiments: usize,
    },
    /// More statements than an index of 32 bits can name.
    #[error("{0} distinct statements are more than can be grouped at once")]
    TooMany(usize),
    /// The encoder failed on the phrases.
    #[error("the phrases that could name the themes could not be encoded")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The vectors of statements beside the fitted ones could not be had.
    #[error("the vectors of the statements that are to join the themes could not be read")]
    Vectors(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The encoder gave vectors of another shape than the statements have.
    #[error(
        "{phrases} phrases were to be encoded to {width} numbers each, but the encoder gave {rows} × {columns}"
    )]
    Shape {
        /// Phrases given to the encoder.
        phrases: usize,
        /// Numbers in a statement's embedding.
        width: usize,
        /// Rows that came back.
        rows: usize,
        /// Columns that came back.
        columns: usize,
    },
    /// The clustering library gave up.
    #[error("the groups could not be refined: {0}")]
    Refine(String),
}
