//! `hearken merge`: runs made elsewhere, or in other months, as one.
//!
//! What comes out is the run over the exports of all: the same bytes as `hearken analyze` gives of them in one go.
//! Themes and counts cannot be added up (a duplicate may stand in another export, a theme of two months is one), so the
//! exports are read again; what is slow, what encoder and heads say of each text, is taken from the caches.

use crate::analyze::{Run, Telling};
use crate::failure::{Failure, Outcome};
use crate::folder::Folder;
use crate::kept::{CacheArguments, Kept};
use crate::manifest::{self, Settings};
use crate::models::{ModelArguments, Readers};
use crate::output::{self, RUN};
use crate::own::OwnArguments;
use crate::progress::Progress;
use crate::vectors::VECTORS;
use crate::{inspect, reading};
use anyhow::{Context, Result};
use clap::Args;
use hearken_report::Model;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Join runs into one, as if their exports had been analyzed together
///
/// The runs must have been made with the same settings and models. Their exports are read again: where the runs
/// read them, or beside a run's folder, or where --export names them (they are told by their hash). What encoder and
/// heads said of each text is taken from the cache, and from other machines' with --with-cache; what is in none is
/// encoded. An export of several runs counts once.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folders of the runs
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Folder for the report
    #[arg(short, long, value_name = "DIR", default_value = "hearken-report")]
    output: PathBuf,
    /// An export of one of the runs that lies elsewhere now (may be given several times)
    #[arg(long, value_name = "EXPORT")]
    export: Vec<PathBuf>,
    /// Cache of another machine to read as well (may be given several times)
    #[arg(long, value_name = "DIR")]
    with_cache: Vec<PathBuf>,
    /// Keep no vectors in the report: it is smaller, and `hearken search` cannot read it
    #[arg(long)]
    no_vectors: bool,
    #[command(flatten)]
    own: OwnArguments,
    #[command(flatten)]
    models: ModelArguments,
    #[command(flatten)]
    cache: CacheArguments,
    #[command(flatten)]
    telling: Telling,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let progress = arguments.telling.progress();
    output::check(&arguments.output)?;
    for folder in &arguments.with_cache {
        if !folder.is_dir() {
            return Err(Failure::error(
                format!("there is no cache in {}", folder.display()),
                "name the folder that --cache or HEARKEN_CACHE named on the other machine",
            ));
        }
    }
    let runs = arguments.runs.iter().map(|folder| Folder::open(folder));
    let runs = runs.collect::<Result<Vec<Folder>>>()?;
    let settings = settings(&runs)?;
    let exports = exports(&runs, &arguments.export)?;
    let readers = Readers::open(&arguments.models)?
        .with_own(&arguments.own, &arguments.models)?
        .own_are_columns()?;
    for run in &runs {
        read_by(run, &readers)?;
    }
    if progress == Progress::Shown {
        tell(&runs, &exports)?;
    }

    let paths: Vec<PathBuf> = exports.iter().map(|export| export.path.clone()).collect();
    let mut ingested = reading::read(&paths, &settings.reading, progress)?;
    for (source, export) in ingested.sources.iter_mut().zip(&exports) {
        source.name.clone_from(&export.name);
    }
    if progress == Progress::Shown {
        inspect::tell_mapping(&ingested.sources, &mut std::io::stderr().lock());
    }
    let kept_none = |run: &Folder| !run.run.files.contains_key(VECTORS);
    let run = Run {
        settings,
        readers,
        kept: Kept::new(&arguments.cache).beside(&arguments.with_cache),
        earlier: None,
        tickets: None,
        output: arguments.output,
        no_vectors: arguments.no_vectors || runs.iter().all(kept_none),
        telling: arguments.telling,
    };
    run.of(&ingested)
}

/// The settings that all runs have. Which earlier run gave ids to themes, and who named them, is a run's own affair.
fn settings(runs: &[Folder]) -> Result<Settings> {
    let mut found: Vec<(Settings, Value)> = Vec::new();
    for run in runs {
        let path = run.path().join(RUN);
        let settings: Result<Settings, _> = serde_json::from_value(run.run.settings.clone());
        let settings = settings.map_err(|error| {
            Failure::error(
                format!(
                    "{} is damaged or of another version: {error}",
                    path.display()
                ),
                crate::folder::AGAIN,
            )
        })?;
        let settings = Settings {
            since: None,
            namer: None,
            ..settings
        };
        let told = serde_json::to_value(&settings)?;
        found.push((settings, told));
    }
    let Some(((first, told), others)) = found.split_first() else {
        return Err(Failure::error(
            "no run is named",
            "name the folders of runs",
        ));
    };
    for ((_, other), run) in others.iter().zip(&runs[1..]) {
        let mut differing = Vec::new();
        differences("", told, other, &mut differing);
        if !differing.is_empty() {
            return Err(Failure::error(
                format!(
                    "the runs in {} and {} were made with other settings: {}",
                    runs[0].path().display(),
                    run.path().display(),
                    differing.join("; ")
                ),
                "analyze the exports of one of them again with the settings of the other",
            ));
        }
    }
    Ok(first.clone())
}

/// Where two values differ, and what stands there.
fn differences(at: &str, one: &Value, other: &Value, differing: &mut Vec<String>) {
    let (Value::Object(a), Value::Object(b)) = (one, other) else {
        if one != other {
            differing.push(format!("{at} is {one} and {other}"));
        }
        return;
    };
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for name in names {
        let here = match at {
            "" => name.clone(),
            _ => format!("{at}.{name}"),
        };
        let of = |map: &serde_json::Map<String, Value>| map.get(name).cloned().unwrap_or_default();
        differences(&here, &of(a), &of(b), differing);
    }
}

/// Whether a run was read by these models.
fn read_by(run: &Folder, readers: &Readers) -> Result<()> {
    let folder = run.path().display();
    let (then, now) = (&run.run.encoder, manifest::encoder(readers));
    if (&then.sha256, &then.arithmetic) != (&now.sha256, &now.arithmetic) {
        let told = |model: &Model| match &model.arithmetic {
            Some(arithmetic) => format!("{} in {arithmetic}", model.name),
            None => model.name.clone(),
        };
        let (then, now) = (told(then), told(&now));
        let what = match then == now {
            true => format!("other weights of {now}"),
            false => format!("the encoder {then}, not with {now}"),
        };
        return Err(Failure::error(
            format!("the run in {folder} was made with {what}"),
            "name that encoder with --encoder and --precision, or analyze its exports again",
        ));
    }
    let by_name = |heads: Vec<Model>| -> BTreeMap<String, String> {
        let heads = heads.into_iter();
        heads.map(|head| (head.name, head.sha256)).collect()
    };
    let asked = by_name(manifest::heads(readers)?);
    // Those on n-grams are named only by runs that had something for them to read.
    let on_ngrams = by_name(manifest::on_ngrams(readers)?);
    for head in &run.run.heads {
        let here = asked.get(&head.name).or(on_ngrams.get(&head.name));
        if here != Some(&head.sha256) {
            let which = match here.is_some() {
                true => "other weights of the head",
                false => "the head",
            };
            return Err(Failure::error(
                format!("the run in {folder} was made with {which} {}", head.name),
                "name its folder with --head, or analyze the exports again",
            ));
        }
    }
    let then: BTreeSet<&str> = run
        .run
        .heads
        .iter()
        .map(|head| head.name.as_str())
        .collect();
    match asked.keys().find(|name| !then.contains(name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Failure::error(
            format!("the run in {folder} did not ask the head {name}"),
            "leave out its --head, or analyze the exports again",
        )),
    }
}

/// An export of a run.
struct Found {
    /// As the runs call it.
    name: String,
    sha256: String,
    path: PathBuf,
}

/// The exports of all runs in the order of these, each once.
fn exports(runs: &[Folder], named: &[PathBuf]) -> Result<Vec<Found>> {
    let mut by_hash: BTreeMap<String, &Path> = BTreeMap::new();
    for path in named {
        let hash = output::sha256(path);
        let hash = hash.with_context(|| format!("cannot read {}", path.display()))?;
        by_hash.insert(hash, path);
    }
    let mut found: Vec<Found> = Vec::new();
    for run in runs {
        for export in &run.run.exports {
            if found.iter().any(|other| other.sha256 == export.sha256) {
                continue;
            }
            let named = by_hash.remove(&export.sha256).map(Path::to_owned);
            let path = match named {
                Some(path) => path,
                None => located(run, &export.name, &export.sha256)?,
            };
            // Rows are told by the name of their export: two must not share one.
            let taken = found.iter().any(|other| other.name == export.name);
            let name = match taken {
                true => path.display().to_string(),
                false => export.name.clone(),
            };
            if found.iter().any(|other| other.name == name) {
                return Err(Failure::error(
                    format!("two exports of the runs are called {name}"),
                    "copy one of them to another name, and name the copy with --export",
                ));
            }
            found.push(Found {
                name,
                sha256: export.sha256.clone(),
                path,
            });
        }
    }
    if let Some(path) = by_hash.into_values().next() {
        return Err(Failure::error(
            format!("{} is no export of these runs", path.display()),
            "it may have changed since; leave it out, or analyze it and merge that run",
        ));
    }
    Ok(found)
}

/// Where an export lies: where the run read it, or under its name beside the run's folder.
fn located(run: &Folder, name: &str, sha256: &str) -> Result<PathBuf> {
    let beside = run.path().join("..");
    let mut places = vec![PathBuf::from(name), beside.join(name)];
    places.extend(Path::new(name).file_name().map(|name| beside.join(name)));
    let mut changed = None;
    for place in places {
        match output::sha256(&place) {
            Ok(hash) if hash == sha256 => return Ok(place),
            Ok(_) => changed = changed.or(Some(place)),
            Err(_) => {}
        }
    }
    let run = run.path().display();
    let (what, hint) = match changed {
        Some(place) => (
            format!(
                "{} is not the export that the run in {run} read: its bytes are others",
                place.display()
            ),
            "name the file as it was with --export FILE, or analyze it again",
        ),
        None => (
            format!("the export {name} of the run in {run} is not there"),
            "name where it lies now with --export FILE; it is told by its hash",
        ),
    };
    Err(Failure::error(what, hint))
}

/// What people may not expect.
fn tell(runs: &[Folder], exports: &[Found]) -> Result<()> {
    let mut told = std::io::stderr().lock();
    for export in exports {
        let of = |run: &&Folder| {
            let mut theirs = run.run.exports.iter();
            theirs.any(|other| other.sha256 == export.sha256)
        };
        let count = runs.iter().filter(of).count();
        if count > 1 {
            writeln!(
                told,
                "{} is in {count} of the runs and counts once",
                export.name
            )?;
        }
    }
    let set =
        |run: &&Folder, name: &str| run.run.settings.get(name).is_some_and(|of| !of.is_null());
    for (name, what) in [
        ("since", "the ids of an earlier run are not carried over"),
        (
            "namer",
            "themes are named by their phrases: nobody was asked",
        ),
    ] {
        if runs.iter().any(|run| set(&run, name)) {
            writeln!(told, "{what}")?;
        }
    }
    Ok(())
}
