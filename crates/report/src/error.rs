/// Why a report cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The page's template failed.
    #[error("the page cannot be made: {0}")]
    Page(#[from] minijinja::Error),
}
