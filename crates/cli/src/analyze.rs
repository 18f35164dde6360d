//! `hearken analyze`: the whole story, from exports to a report.

use crate::failure::Outcome;
use crate::kept::{CacheArguments, Kept};
use crate::models::{ModelArguments, Readers};
use crate::namer::{NAMES, Namer, NamerArguments};
use crate::output::{self, Output, RUN, json};
use crate::own::OwnArguments;
use crate::priority::PriorityArguments;
use crate::profile::PROFILE;
use crate::progress::Progress;
use crate::reading::{self, Reading};
use crate::since::{Earlier, SinceArguments};
use crate::steering::SteeringArguments;
use crate::tickets::{BACKLOG, BacklogArguments};
use crate::vectors::{self, VECTORS};
use crate::{encode, grouping, inspect, language, own, products, profile, routes, terminal, why};
use anyhow::Result;
use clap::Args;
use hearken_feedback::Distinct;
use hearken_report::{
    Analysis, Backlog, Dashboard, Diff, ExportFile, Model, Report, Requirement, RunFile, Whys,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Read exports and write themes, requirements and a dashboard
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// Folder for the report
    #[arg(short, long, value_name = "DIR", default_value = "hearken-report")]
    output: PathBuf,
    /// How many groups of statements to make, in place of what the data says
    #[arg(long, value_name = "N", help_heading = "Themes")]
    themes: Option<NonZeroUsize>,
    /// Statements below which a group counts as small, in place of what the data says
    #[arg(long, value_name = "N", help_heading = "Themes")]
    smallest_theme: Option<NonZeroUsize>,
    /// Fixes what is drawn by chance
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Themes")]
    seed: u64,
    #[command(flatten)]
    steering: SteeringArguments,
    #[command(flatten)]
    since: SinceArguments,
    #[command(flatten)]
    namer: NamerArguments,
    /// Compare themes before and after a release: a version, or its day as in 2025-03-01
    #[arg(long, value_name = "VERSION|DAY", help_heading = "Themes")]
    release: Option<String>,
    #[command(flatten)]
    priority: PriorityArguments,
    #[command(flatten)]
    backlog: BacklogArguments,
    /// Keep no vectors in the report: it is smaller, and `hearken search` cannot read it
    #[arg(long)]
    no_vectors: bool,
    #[command(flatten)]
    own: OwnArguments,
    #[command(flatten)]
    models: ModelArguments,
    #[command(flatten)]
    cache: CacheArguments,
    /// Requirements and themes shown in the terminal
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
    /// Print the dashboard and the first requirements as JSON, in place of the summary
    #[arg(long)]
    json: bool,
    /// Show no progress and no summary
    #[arg(short, long)]
    quiet: bool,
    /// Exit with 1 where a row could not be read
    #[arg(long)]
    strict: bool,
}

/// Everything that the caller chose about a run.
#[derive(Debug, Serialize)]
struct Settings {
    reading: hearken_ingest::Settings,
    themes: hearken_topic::Settings,
    report: hearken_report::Settings,
    /// SHA-256 of the `run.json` of the run whose themes give ids to those that live on.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Who named the themes, where somebody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    namer: Option<Namer>,
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let progress = if arguments.quiet {
        Progress::Quiet
    } else {
        Progress::Shown
    };
    let mut settings = arguments.settings();
    settings.themes.steering = arguments.steering.read()?;
    (settings.report.priority, settings.report.weights) = arguments.priority.read()?;
    settings.report.style = arguments.priority.style();
    settings.report.language = language::spoken();

    output::check(&arguments.output)?;
    let earlier = arguments.since.open()?;
    settings.namer = arguments.namer.namer()?;
    let tickets = arguments.backlog.open()?;
    settings.since = earlier.as_ref().map(|run| run.sha256().to_owned());
    let readers = Readers::open(&arguments.models)?
        .with_own(&arguments.own, &arguments.models)?
        .own_are_columns()?;

    let ingested = reading::read(&arguments.reading.exports, &settings.reading, progress)?;
    if progress == Progress::Shown {
        inspect::tell_mapping(&ingested.sources, &mut std::io::stderr().lock());
    }
    let statements = hearken_ingest::statements(&ingested.feedback, settings.reading.splitting);
    let distinct = Distinct::of(&statements, ingested.feedback.len());
    let mut kept = Kept::new(&arguments.cache);
    let read = encode::read(&readers, &distinct, &mut kept, progress)?;
    let products = products::named(&ingested.feedback, &statements);
    let themes = grouping::themes(
        (&distinct, &products),
        &read,
        &readers,
        &settings.themes,
        &mut kept,
        progress,
    )?;

    let (classified, whole) = encode::spread(&distinct, &read.classified);
    let qualities = encode::qualities(&distinct, &read);
    let heads = own::spread(&readers, &distinct, &read.own);
    let read_by = routes::read_by(
        &readers.encoder_name,
        &statements,
        &distinct,
        &read.others,
        &themes,
    );
    let mut analysis = Analysis {
        sources: &ingested.sources,
        entries: &ingested.entries,
        feedback: &ingested.feedback,
        statements: &statements,
        classified: &classified,
        qualities: qualities.as_deref(),
        whole: &whole,
        themes: &themes,
        heads: &heads,
        read_by: &read_by,
    };
    let (living_on, called, names);
    if let Some(earlier) = &earlier {
        living_on = earlier.renamed(analysis, &settings.report);
        analysis.themes = &living_on;
    }
    if let Some(namer) = &settings.namer {
        let folders = [
            earlier.as_ref().map(Earlier::path),
            Some(&*arguments.output),
        ];
        (called, names) = namer.rename(analysis, &settings.themes.steering, &folders, progress);
        analysis.themes = &called;
    } else {
        names = None;
    }
    let report = hearken_report::report(analysis, &settings.report);
    let mut run = run_file(analysis, &readers, &settings)?;
    let since = earlier
        .as_ref()
        .map(|earlier| earlier.diff(&run, analysis, &report));
    let profile = profile::of_run(&readers, &distinct, &read)?;
    let whys = why::of_evidence(
        &readers,
        analysis,
        &report,
        (&distinct, &read.others),
        &mut kept,
        progress,
    )?;
    let backlog = tickets
        .map(|tickets| tickets.held_against(&report, &readers, &mut kept))
        .transpose()?;
    let mut output = Output::open(&arguments.output)?;
    output.write(PROFILE, |to| json(to, &profile))?;
    if arguments.no_vectors {
        output.without(VECTORS);
    } else {
        let bytes = vectors::of_run(&readers, &distinct, &read).to_bytes()?;
        output.write(VECTORS, |to| to.write_all(&bytes))?;
    }
    match &backlog {
        Some(backlog) => output.write(BACKLOG, |to| json(to, backlog))?,
        None => output.without(BACKLOG),
    }
    match &names {
        Some(names) => output.write(NAMES, |to| json(to, names))?,
        None => output.without(NAMES),
    }
    write(
        &mut output,
        analysis,
        &report,
        &whys,
        (since.as_ref(), backlog.as_ref()),
    )?;
    run.files = output.hashes();
    output.write(RUN, |to| json(to, &run))?;
    output.finish()?;

    if arguments.json {
        let mut out = std::io::stdout().lock();
        json(&mut out, &Told::of(&report, &arguments))?;
    } else if !arguments.quiet {
        tell(&report, &arguments)?;
    }
    let unread = arguments.strict && report.dashboard.ledger.unreadable > 0;
    Ok(if report.dashboard.feedback == 0 || unread {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

impl Arguments {
    fn settings(&self) -> Settings {
        Settings {
            reading: self.reading.settings(),
            themes: hearken_topic::Settings {
                themes: self.themes,
                smallest: self.smallest_theme,
                seed: self.seed,
                steering: hearken_topic::Steering::default(),
            },
            report: hearken_report::Settings {
                release: self.release.clone(),
                ..hearken_report::Settings::default()
            },
            since: None,
            namer: None,
        }
    }
}

/// Every file of the report that people and tools read; `run.json` comes last, it knows the others'
/// hashes.
fn write(
    output: &mut Output,
    analysis: Analysis<'_>,
    report: &Report,
    whys: &Whys,
    (since, backlog): (Option<&Diff>, Option<&Backlog>),
) -> Result<()> {
    output.write("dashboard.json", |to| json(to, &report.dashboard))?;
    output.write("requirements.json", |to| json(to, &report.requirements))?;
    let page = hearken_report::markdown(report);
    output.write("requirements.md", |to| to.write_all(page.as_bytes()))?;
    output.write("feedback.csv", |to| {
        hearken_report::write_feedback(analysis, to)
    })?;
    output.write("statements.jsonl", |to| {
        hearken_report::write_statements(analysis, to)
    })?;
    let page = hearken_report::html(report, whys, since, backlog)?;
    output.write("report.html", |to| to.write_all(page.as_bytes()))
}

/// How the run was made; the hashes of its files are not known yet.
fn run_file(analysis: Analysis<'_>, readers: &Readers, settings: &Settings) -> Result<RunFile> {
    let head = |name: &str, head: &hearken_fcnn::Head| -> Result<Model> {
        Ok(Model {
            name: name.to_owned(),
            sha256: head.sha256()?,
            arithmetic: None,
            encoder: head.encoder().map(str::to_owned),
            threshold: head.abstention().map(|abstention| abstention.threshold),
        })
    };
    let mut heads = vec![
        head("sentiment", &readers.heads.sentiment)?,
        head("kind", &readers.heads.kind)?,
    ];
    for (name, own) in &readers.heads.own {
        heads.push(head(name, own)?);
    }
    if let Some(quality) = &readers.heads.quality {
        heads.push(head("quality", quality)?);
    }
    if let Some(others) = readers.others.as_ref().filter(|_| asked_ngrams(analysis)) {
        heads.push(head("ngrams/sentiment", &others.sentiment)?);
        heads.push(head("ngrams/kind", &others.kind)?);
    }
    Ok(RunFile {
        schema_version: hearken_report::SCHEMA_VERSION.to_owned(),
        hearken: env!("CARGO_PKG_VERSION").to_owned(),
        exports: analysis
            .sources
            .iter()
            .map(|source| ExportFile {
                name: source.name.clone(),
                sha256: source.sha256.clone(),
                tool: source.tool.clone(),
            })
            .collect(),
        encoder: Model {
            name: readers.encoder_name.clone(),
            sha256: readers.encoder.identity().to_owned(),
            arithmetic: Some(readers.encoder.arithmetic()),
            encoder: None,
            threshold: None,
        },
        heads,
        settings: serde_json::to_value(settings)?,
        seed: settings.themes.seed,
        files: BTreeMap::new(),
    })
}

/// Whether n-grams read anything.
fn asked_ngrams(analysis: Analysis<'_>) -> bool {
    analysis
        .read_by
        .iter()
        .any(|read| read.encoder == hearken_report::NGRAMS)
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Told<'a> {
    /// The folder of the report.
    output: &'a Path,
    /// As in `dashboard.json`.
    dashboard: &'a Dashboard,
    /// The first of `requirements.json`.
    requirements: &'a [Requirement],
}

impl<'a> Told<'a> {
    fn of(report: &'a Report, arguments: &'a Arguments) -> Self {
        let requirements = &report.requirements.requirements;
        Self {
            output: &arguments.output,
            dashboard: &report.dashboard,
            requirements: &requirements[..requirements.len().min(arguments.top)],
        }
    }
}

/// The summary, and where the files are.
fn tell(report: &Report, arguments: &Arguments) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let terminal = terminal::of(&out, arguments.top);
    write!(out, "{}", hearken_report::summary(report, terminal))?;
    let page = arguments.output.join("report.html");
    let told = format!("report: {}", page.display());
    writeln!(out, "\n{}", language::told(&told))?;
    let vectors = if arguments.no_vectors {
        ""
    } else {
        "vectors.safetensors, "
    };
    let told = format!(
        "also there: requirements.md, requirements.json, dashboard.json, feedback.csv, statements.jsonl, profile.json, {vectors}run.json"
    );
    writeln!(out, "{}", language::told(&told))?;
    Ok(())
}
