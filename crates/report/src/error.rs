/// Why a report cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The page's template failed.
    #[error("the page cannot be made: {0}")]
    Page(#[from] minijinja::Error),
    /// The bytes of `vectors.safetensors` are none, or its parts do not agree.
    #[error("the vectors are damaged: {0}")]
    Vectors(String),
}
