//! `vectors.safetensors` held against the statements.

use crate::Vectors;
use crate::tables::StatementLine;
use crate::verify::{Verdict, Written};

/// The file's name.
const FILE: &str = "vectors.safetensors";

/// Holds the shape of `vectors.safetensors`: a text for each statement, no text that nobody says, and the run's encoder. A run that kept none is not asked for it.
pub(crate) fn check(written: Written<'_>, lines: &[StatementLine], verdict: &mut Verdict) {
    let Some(bytes) = written.files.get(FILE) else {
        return;
    };
    let mut holds = |holds: bool, broken: String| {
        verdict.sums += 1;
        if !holds {
            verdict.broken.push(format!("{FILE}: {broken}"));
        }
    };
    let vectors = match Vectors::from_bytes(bytes) {
        Ok(vectors) => vectors,
        Err(error) => return holds(false, error.to_string()),
    };
    holds(
        vectors.encoder == written.run.encoder.sha256,
        "it was made by another encoder than the run's".to_owned(),
    );
    let (told, there) = (vectors.of_statement.len(), lines.len());
    holds(
        told == there,
        format!("it tells of {told} statements, statements.jsonl has {there}"),
    );
    let mut said = vec![false; vectors.texts.rows()];
    for row in &vectors.of_statement {
        said[*row as usize] = true;
    }
    let unsaid = said.iter().filter(|said| !**said).count();
    holds(
        unsaid == 0,
        format!("no statement says {unsaid} of its texts"),
    );
}
