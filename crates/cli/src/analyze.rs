//! `hearken analyze`: the whole story, from exports to a report.

use crate::failure::Outcome;
use crate::kept::{CacheArguments, Kept};
use crate::manifest::Settings;
use crate::models::{ModelArguments, Readers};
use crate::namer::{NAMES, NamerArguments};
use crate::output::{self, Output, RUN, json};
use crate::own::OwnArguments;
use crate::priority::PriorityArguments;
use crate::profile::PROFILE;
use crate::progress::Progress;
use crate::reading::{self, Reading};
use crate::since::{Earlier, SinceArguments};
use crate::steering::SteeringArguments;
use crate::tickets::{BACKLOG, BacklogArguments, Tickets};
use crate::vectors::{self, VECTORS};
use crate::{
    encode, grouping, inspect, language, manifest, own, products, profile, routes, terminal, why,
};
use anyhow::Result;
use clap::Args;
use hearken_feedback::Distinct;
use hearken_ingest::Ingested;
use hearken_report::{Analysis, Backlog, Dashboard, Diff, Report, Requirement, Whys};
use serde::Serialize;
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
    /// Different statements that themes are found among, at most: those whose text's SHA-256 comes first. The others
    /// join the nearest theme
    #[arg(
        long,
        value_name = "N",
        default_value = "200000",
        help_heading = "Themes"
    )]
    fit_on: NonZeroUsize,
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
    #[command(flatten)]
    telling: Telling,
}

/// What a run tells where it is started.
#[derive(Debug, Args)]
pub(crate) struct Telling {
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

impl Telling {
    pub(crate) fn progress(&self) -> Progress {
        if self.quiet {
            Progress::Quiet
        } else {
            Progress::Shown
        }
    }
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let progress = arguments.telling.progress();
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
    let run = Run {
        settings,
        readers,
        kept: Kept::new(&arguments.cache),
        earlier,
        tickets,
        output: arguments.output,
        no_vectors: arguments.no_vectors,
        telling: arguments.telling,
    };
    run.of(&ingested)
}

/// A run that is to be made, with all open that it needs.
pub(crate) struct Run {
    pub(crate) settings: Settings,
    pub(crate) readers: Readers,
    pub(crate) kept: Kept,
    pub(crate) earlier: Option<Earlier>,
    pub(crate) tickets: Option<Tickets>,
    /// The folder of the report.
    pub(crate) output: PathBuf,
    pub(crate) no_vectors: bool,
    pub(crate) telling: Telling,
}

impl Run {
    /// From what was read to a report.
    pub(crate) fn of(self, ingested: &Ingested) -> Result<Outcome> {
        let Self {
            settings,
            readers,
            mut kept,
            earlier,
            tickets,
            output: folder,
            no_vectors,
            telling,
        } = self;
        let progress = telling.progress();
        let statements = hearken_ingest::statements(&ingested.feedback, settings.reading.splitting);
        let distinct = Distinct::of(&statements, ingested.feedback.len());
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
            let folders = [earlier.as_ref().map(Earlier::path), Some(&*folder)];
            (called, names) = namer.rename(analysis, &settings.themes.steering, &folders, progress);
            analysis.themes = &called;
        } else {
            names = None;
        }
        let report = hearken_report::report(analysis, &settings.report);
        // What was found is told before it is explained and written; where nobody listens any more it is
        // written all the same.
        let heard = match telling.json || telling.quiet {
            true => Ok(()),
            false => tell(&report, telling.top),
        };
        let mut run = manifest::run_file(analysis, &readers, &settings)?;
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
        let mut output = Output::open(&folder)?;
        output.write(PROFILE, |to| json(to, &profile))?;
        if no_vectors {
            output.without(VECTORS);
        } else {
            output.write(VECTORS, |to| vectors::write(&readers, &distinct, &read, to))?;
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

        if telling.json {
            let mut out = std::io::stdout().lock();
            json(&mut out, &Told::of(&report, &folder, telling.top))?;
        } else if !telling.quiet {
            heard.and_then(|()| tell_where(&folder, no_vectors))?;
        }
        let unread = telling.strict && report.dashboard.ledger.unreadable > 0;
        Ok(if report.dashboard.feedback == 0 || unread {
            Outcome::Nothing
        } else {
            Outcome::Done
        })
    }
}

impl Arguments {
    fn settings(&self) -> Settings {
        Settings {
            reading: self.reading.settings(),
            themes: hearken_topic::Settings {
                themes: self.themes,
                smallest: self.smallest_theme,
                seed: self.seed,
                fit_on: self.fit_on,
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
    fn of(report: &'a Report, output: &'a Path, top: usize) -> Self {
        let requirements = &report.requirements.requirements;
        Self {
            output,
            dashboard: &report.dashboard,
            requirements: &requirements[..requirements.len().min(top)],
        }
    }
}

/// The summary.
fn tell(report: &Report, top: usize) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let terminal = terminal::of(&out, top);
    write!(out, "{}", hearken_report::summary(report, terminal))?;
    out.flush()
}

/// Where the files are.
fn tell_where(folder: &Path, no_vectors: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let told = format!("report: {}", folder.join("report.html").display());
    writeln!(out, "\n{}", language::told(&told))?;
    let vectors = if no_vectors {
        ""
    } else {
        "vectors.safetensors, "
    };
    let told = format!(
        "also there: requirements.md, requirements.json, dashboard.json, feedback.csv, statements.jsonl, profile.json, {vectors}run.json"
    );
    writeln!(out, "{}", language::told(&told))
}
