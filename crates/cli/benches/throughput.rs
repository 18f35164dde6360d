//! Statements per second of each step and of the whole run, on a fixed sample.
//!
//! The sample is made of the fixtures alone, with a generator that is written down here, so that
//! two machines measure the same work. Each figure is the best of a few rounds: what the machine
//! can do when nothing else is in its way. `scripts/bench` builds in release and runs this.

#![allow(clippy::print_stdout)] // What a benchmark is for.

use anyhow::{Context, Result, ensure};
use hearken_embedding::{Depths, Encoder, Features};
use hearken_fcnn::{FeatureKind, Head};
use hearken_feedback::{Distinct, Sentiment};
use hearken_ingest::Input;
use hearken_topic::Statements;
use ndarray::{Array2, Array3, ArrayView1, Axis};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 3;
/// Statements that are grouped.
const GROUPED: usize = 4000;
/// How far a repeated vector is moved, by the length of the move; close enough to stay in its
/// theme.
const NOISE: f32 = 0.3;
/// Rows of the made export, two statements each.
const ROWS: usize = 2000;

fn main() -> Result<()> {
    let models = root().join("models");
    let encoder = hearken_embedding::open(&models.join("encoder"))?;
    let sentiment = Head::load(&models.join("sentiment"))?;
    let kind = Head::load(&models.join("kind"))?;
    let texts = sample()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    tell_machine(&*encoder);

    println!("step          statements   statements/s      seconds");
    let tokens = time("tokenizing", texts.len(), || {
        Ok(encoder.count_tokens(&texts)?.iter().sum::<usize>())
    })?;
    let read = time("encoding", texts.len(), || {
        encode(&*encoder, &texts, after(&sentiment)?)
    })?;
    time("sentiment", texts.len(), || {
        let said = read.states.iter().map(|states| {
            let pooled = sentiment.pool(states.view())?;
            Ok(sentiment.classify(pooled.view())?)
        });
        said.collect::<Result<Vec<_>>>()
    })?;
    time("kind", texts.len(), || {
        Ok(kind.classify(read.layers.view())?)
    })?;
    cluster(&*encoder, &texts, &read.embeddings)?;
    whole(&texts)?;
    println!(
        "\n{} distinct texts have {tokens} tokens. Encoding gives all layers; sentiment is the head with its own layers;",
        texts.len()
    );
    println!(
        "clustering is grouping and naming, without the encoding of the names' candidates; the whole"
    );
    println!("run is the program from its start to its end, loading the models included.");
    Ok(())
}

/// Runs a step a few times, prints its best round, and gives back what it made.
fn time<T>(step: &str, statements: usize, mut run: impl FnMut() -> Result<T>) -> Result<T> {
    let mut best = f64::INFINITY;
    let mut made = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        made = Some(run()?);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{step:<12} {statements:>11} {:>14.0} {best:>12.3}",
        statements as f64 / best
    );
    made.context("at least one round is run")
}

/// Every distinct statement of the demo export, and the reference texts, sorted.
fn sample() -> Result<Vec<String>> {
    let demo = Input::File(root().join("fixtures/demo/reviews.csv"));
    let ingested = hearken_ingest::read(&[demo], &Default::default(), &mut |_, _| {})?;
    let statements =
        hearken_ingest::statements(&ingested.feedback, hearken_ingest::Splitting::Clauses);
    let distinct = Distinct::of(&statements, ingested.feedback.len());
    let reference = std::fs::read(root().join("fixtures/reference/texts.json"))?;
    let reference: Vec<String> = serde_json::from_slice(&reference)?;
    let said = statements
        .iter()
        .map(|statement| statement.text.as_str().to_owned());
    let texts: BTreeSet<String> = said.chain(reference).collect();
    ensure!(distinct.texts.len() > 500, "the demo export was not read");
    Ok(texts.into_iter().collect())
}

/// After how many layers the head goes on by itself.
fn after(head: &Head) -> Result<usize> {
    match head.features() {
        Some(FeatureKind::States { after }) => Ok(after),
        _ => anyhow::bail!("the sentiment head has no layers of its own"),
    }
}

/// What the encoder gives of all texts.
struct Read {
    embeddings: Array2<f32>,
    layers: Array2<f32>,
    /// The tokens' states, a block a batch.
    states: Vec<Array3<f32>>,
}

/// Unit vectors, all layers, and the states after some layers, of every text.
fn encode(encoder: &dyn Encoder, texts: &[&str], after: usize) -> Result<Read> {
    let layers = encoder
        .layers()
        .context("the encoder does not show its layers")?;
    let mut embeddings = Array2::zeros((texts.len(), encoder.dimension()));
    let mut features = Array2::zeros((texts.len(), layers * encoder.dimension()));
    let mut states = Vec::new();
    let wanted = Features {
        layers: true,
        states: Depths::NONE.and(after),
        branches: false,
        bags: false,
    };
    encoder.encode(texts, wanted, &mut |batch| {
        states.extend(batch.states(after).map(|states| states.to_owned()));
        for (at, index) in batch.indexes.iter().enumerate() {
            embeddings.row_mut(*index).assign(&batch.embeddings.row(at));
            if let Some(layers) = &batch.layers {
                features.row_mut(*index).assign(&layers.row(at));
            }
        }
    })?;
    Ok(Read {
        embeddings,
        layers: features,
        states,
    })
}

/// Groups the sample's vectors, repeated with a little noise. Phrases are encoded in an untimed
/// round before, so that the encoder is not measured a second time.
fn cluster(encoder: &dyn Encoder, texts: &[&str], embeddings: &Array2<f32>) -> Result<()> {
    let mut chance = Chance(17);
    let width = embeddings.ncols();
    let mut rows = Array2::zeros((GROUPED, width));
    for (index, mut row) in rows.rows_mut().into_iter().enumerate() {
        row.assign(&embeddings.row(index % texts.len()));
        if index >= texts.len() {
            let step = NOISE * (3.0 / width as f32).sqrt();
            row.mapv_inplace(|value| value + step * (2.0 * chance.next() - 1.0));
            let length = norm(row.view());
            row.mapv_inplace(|value| value / length);
        }
    }
    let said: Vec<&str> = texts.iter().copied().cycle().take(GROUPED).collect();
    // Each repetition stands in a feedback of its own.
    let contexts: Vec<String> = said
        .iter()
        .enumerate()
        .map(|(index, text)| format!("{text} ({})", index / texts.len()))
        .collect();
    let contexts: Vec<&str> = contexts.iter().map(String::as_str).collect();
    let statements = Statements {
        embeddings: rows.view(),
        texts: &said,
        contexts: &contexts,
        languages: &[None; GROUPED],
        counts: &[1; GROUPED],
        sentiments: &[Sentiment::Neutral; GROUPED],
        products: &[],
    };
    let mut known: HashMap<String, Vec<f32>> = HashMap::new();
    let mut group = || {
        hearken_topic::group(
            statements,
            &Default::default(),
            &mut |phrases| Ok(phrase_vectors(encoder, phrases, &mut known)?),
            &mut |_, _| {},
        )
    };
    group()?;
    let themes = time("clustering", GROUPED, || Ok(group()?))?;
    ensure!(!themes.themes.is_empty(), "no theme was found");
    Ok(())
}

fn phrase_vectors(
    encoder: &dyn Encoder,
    phrases: &[String],
    known: &mut HashMap<String, Vec<f32>>,
) -> Result<Array2<f32>, hearken_embedding::Error> {
    let missing: Vec<&str> = phrases
        .iter()
        .map(String::as_str)
        .filter(|phrase| !known.contains_key(*phrase))
        .collect();
    encoder.encode(&missing, Features::EMBEDDING, &mut |batch| {
        for (index, row) in batch.indexes.iter().zip(batch.embeddings.rows()) {
            known.insert(missing[*index].to_owned(), row.to_vec());
        }
    })?;
    let mut rows = Array2::zeros((phrases.len(), encoder.dimension()));
    for (phrase, mut row) in phrases.iter().zip(rows.axis_iter_mut(Axis(0))) {
        row.assign(&ArrayView1::from(&known[phrase]));
    }
    Ok(rows)
}

/// The program on the demo export, and on a larger one made of its statements.
fn whole(texts: &[&str]) -> Result<()> {
    let place = tempfile::tempdir()?;
    let made = place.path().join("made.csv");
    write_export(&made, texts)?;
    for (step, export) in [
        ("whole, demo", root().join("fixtures/demo/reviews.csv")),
        ("whole, made", made),
    ] {
        let output = place.path().join("report");
        let statements = analyze(&export, &output)?;
        time(step, statements, || analyze(&export, &output))?;
    }
    Ok(())
}

/// Runs the program; gives back how many statements it read.
fn analyze(export: &Path, output: &Path) -> Result<usize> {
    let done = Command::new(env!("CARGO_BIN_EXE_hearken"))
        .arg("analyze")
        .arg(export)
        .arg("--output")
        .arg(output)
        .arg("--models")
        .arg(root().join("models"))
        .arg("--quiet")
        .arg("--no-cache")
        .status()?;
    ensure!(done.success(), "the program ended with {done}");
    let lines = std::fs::read(output.join("statements.jsonl"))?;
    Ok(lines.iter().filter(|byte| **byte == b'\n').count())
}

/// Two statements a row, with a day and a rating, all drawn by chance.
fn write_export(path: &Path, texts: &[&str]) -> Result<()> {
    let mut chance = Chance(23);
    let mut draw = |below: usize| ((chance.next() * below as f32) as usize).min(below - 1);
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["id", "date", "rating", "review"])?;
    let short: Vec<&str> = texts.iter().copied().filter(|t| t.len() < 200).collect();
    for row in 0..ROWS {
        writer.write_record([
            format!("made-{row}"),
            format!("2025-{:02}-{:02}", 1 + draw(12), 1 + draw(28)),
            (1 + draw(5)).to_string(),
            format!("{}. {}", short[draw(short.len())], short[draw(short.len())]),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

fn tell_machine(encoder: &dyn Encoder) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let build = if cfg!(debug_assertions) {
        "not in release: these figures say little"
    } else {
        "built in release"
    };
    println!(
        "hearken {}, {build}, {} {}, {cores} cores{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
        processor().map_or_else(String::new, |name| format!(", {name}"))
    );
    println!(
        "encoder {} numbers a vector, sha256 {}",
        encoder.dimension(),
        encoder.identity()
    );
    println!("best of {ROUNDS} rounds\n");
}

/// What Linux calls the processor.
fn processor() -> Option<String> {
    let told = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = told.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn norm(row: ArrayView1<'_, f32>) -> f32 {
    row.dot(&row).sqrt()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A linear congruential generator (Knuth's MMIX constants): the same numbers everywhere.
struct Chance(u64);

impl Chance {
    /// The next number, 0…1.
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}
