//! How a run ends, and what is told where it cannot go on.

use crate::language;
use hearken_report::{Lang, line};
use std::fmt;
use std::io::{self, Write};

/// How a run that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked for.
    Done,
    /// There is nothing to report, or a check failed.
    Nothing,
}

/// A failure of the command line's own, with the way out.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
}

impl Failure {
    pub(crate) fn error(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self {
            what: what.into(),
            hint: hint.into(),
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

/// Whether writing failed because nobody reads any more.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Says on stderr what happened and what helps.
pub(crate) fn tell(error: &anyhow::Error) {
    let mut told = io::stderr().lock();
    // Where stderr is closed there is nobody left to tell.
    // Names of files and columns come from outside; they must not steer the terminal.
    let [head, way_out] = match language::spoken() {
        Lang::En => ["error: ", "hint: "],
        Lang::Zh => ["错误：", "提示："],
    };
    let _ = writeln!(told, "{head}{}", line(&message(error)));
    if let Some(hint) = error.chain().find_map(hint) {
        let _ = writeln!(told, "{way_out}{}", line(&language::told(&hint)));
    }
}

/// The chain of causes, each told once: some errors repeat their cause in their own words.
fn message(error: &anyhow::Error) -> String {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if causes.is_empty() || !causes.join(": ").contains(&cause) {
            causes.push(cause);
        }
    }
    let told: Vec<_> = causes.iter().map(|cause| language::told(cause)).collect();
    told.join(match language::spoken() {
        Lang::En => ": ",
        Lang::Zh => "：",
    })
}

fn hint(cause: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return Some(failure.hint.clone());
    }
    if let Some(error) = cause.downcast_ref::<hearken_ingest::Error>() {
        return error.hint();
    }
    if let Some(error) = cause.downcast_ref::<hearken_embedding::Error>() {
        return error.hint().map(str::to_owned);
    }
    if let Some(error) = cause.downcast_ref::<hearken_fcnn::Error>() {
        return error.hint().map(str::to_owned);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn causes_are_told_once() {
        let cause = Failure::error("the disk is full", "make room");
        let error = Err::<(), _>(cause).context("cannot write the disk is full");
        assert_eq!(
            message(&error.unwrap_err()),
            "cannot write the disk is full"
        );
        let cause = Failure::error("the disk is full", "make room");
        let error = Err::<(), _>(cause).context("cannot write").unwrap_err();
        assert_eq!(message(&error), "cannot write: the disk is full");
        assert_eq!(error.chain().find_map(hint).as_deref(), Some("make room"));
    }
}
