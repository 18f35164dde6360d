//! What is kept of a run's texts, and of a head's, so that others can be compared with them.

use crate::encode::Read;
use crate::matrix::Matrix;
use crate::models::Readers;
use anyhow::Result;
use hearken_fcnn::{Head, MeanRow, Tally, Task};
use hearken_feedback::Distinct;
use hearken_report::{
    EmbeddingMean, HeadProfile, HeadTask, Population, RunProfile, SCHEMA_VERSION,
};
use ndarray::{ArrayView1, ArrayView2};

/// The file in a report's folder.
pub(crate) const PROFILE: &str = "profile.json";

/// Places of a mean's numbers that are written.
const PLACES: f64 = 1e6;

/// The profile of a run: of its statements, and of its feedback taken whole.
pub(crate) fn of_run(readers: &Readers, distinct: &Distinct, read: &Read) -> Result<RunProfile> {
    let mut statements = vec![0; distinct.texts.len()];
    for text in &distinct.of_statement {
        statements[*text] += 1;
    }
    let mut feedback = vec![0; distinct.texts.len()];
    for text in distinct.of_feedback.iter().flatten() {
        feedback[*text] += 1;
    }
    Ok(RunProfile {
        schema_version: SCHEMA_VERSION.to_owned(),
        encoder: readers.encoder.identity().to_owned(),
        statements: population(readers, read, &statements)?,
        feedback: population(readers, read, &feedback)?,
    })
}

/// Each distinct text as many times as it is said.
fn population(readers: &Readers, read: &Read, times: &[u32]) -> Result<Population> {
    let heads = &readers.heads;
    let mut sentiment = Tally::new(heads.sentiment.labels().len());
    let mut kind = Tally::new(heads.kind.labels().len());
    for (said, times) in read.classified.iter().zip(times) {
        let times = u64::from(*times);
        sentiment.add(ArrayView1::from(&said.sentiment), Task::MultiClass, times);
        kind.add(ArrayView1::from(&said.kind), Task::MultiClass, times);
    }
    let mut profiles = vec![
        (
            "sentiment".to_owned(),
            of_tally(&heads.sentiment, sentiment)?,
        ),
        ("kind".to_owned(), of_tally(&heads.kind, kind)?),
    ];
    for ((name, own), rows) in heads.own.iter().zip(&read.own) {
        let mut tally = Tally::new(own.labels().len());
        for (row, times) in rows.rows().into_iter().zip(times) {
            tally.add(row, own.task(), u64::from(*times));
        }
        profiles.push((name.clone(), of_tally(own, tally)?));
    }
    Ok(Population {
        embedding: mean(&read.embeddings, times)?,
        heads: profiles.into_iter().collect(),
    })
}

/// What a head says of rows of probabilities.
pub(crate) fn of_head(of: &Head, probabilities: ArrayView2<'_, f32>) -> Result<HeadProfile> {
    let mut tally = Tally::new(of.labels().len());
    for row in probabilities.rows() {
        tally.add(row, of.task(), 1);
    }
    of_tally(of, tally)
}

/// What a head was counted to say.
pub(crate) fn of_tally(head: &Head, tally: Tally) -> Result<HeadProfile> {
    let labels = head.labels();
    Ok(HeadProfile {
        weights_sha256: head.sha256()?,
        task: task(head.task()),
        texts: tally.rows,
        predicted: labels.iter().cloned().zip(tally.labels).collect(),
        labels: labels.to_vec(),
        unlabeled: tally.unlabeled,
        confidence: tally.confidence,
    })
}

pub(crate) fn task(task: Task) -> HeadTask {
    match task {
        Task::MultiClass => HeadTask::MultiClass,
        Task::MultiLabel => HeadTask::MultiLabel,
    }
}

/// The mean of vectors, each counted so many times.
pub(crate) fn embedding(vectors: ArrayView2<'_, f32>, times: &[u32]) -> EmbeddingMean {
    let mut mean = MeanRow::new(vectors.ncols());
    for (row, times) in vectors.rows().into_iter().zip(times) {
        mean.add(row, *times);
    }
    told(&mean)
}

/// The same of vectors that may lie in a file.
fn mean(vectors: &Matrix, times: &[u32]) -> Result<EmbeddingMean> {
    let mut mean = MeanRow::new(vectors.width());
    vectors.each_block(&mut |begin, rows| {
        for (row, times) in rows.rows().into_iter().zip(&times[begin..]) {
            mean.add(row, *times);
        }
        Ok(())
    })?;
    Ok(told(&mean))
}

fn told(mean: &MeanRow) -> EmbeddingMean {
    let round = |value: &f64| (value * PLACES).round() / PLACES + 0.0;
    EmbeddingMean {
        texts: mean.rows(),
        mean: mean.mean().iter().map(round).collect(),
    }
}
