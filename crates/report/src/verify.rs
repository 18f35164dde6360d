//! A run held against its exports again.

use crate::recount::recount;
use crate::requirement::Requirements;
use crate::tables::StatementLine;
use crate::told::{self, Thresholds};
use crate::{
    Dashboard, Evidence, Kinds, OwnHead, RunFile, verify_heads, verify_profile, verify_vectors,
};
use hearken_feedback::{Classified, Entry, Feedback, Ledger, Placed, RowRef, Source, Statement};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a run wrote, byte for byte.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// `run.json`.
    pub run: &'a RunFile,
    /// Every other file by name; those that are missing are left out.
    pub files: &'a BTreeMap<String, Vec<u8>>,
}

/// What is read from the exports now.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The exports.
    pub sources: &'a [Source],
    /// The ledger.
    pub entries: &'a [Entry],
    /// The used rows.
    pub feedback: &'a [Feedback],
    /// Their statements.
    pub statements: &'a [Statement],
}

/// What was checked and what did not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Quotes held against the exports.
    pub quotes: u64,
    /// Rows of the ledger held against the exports.
    pub rows: u64,
    /// Counts and sums done again.
    pub sums: u64,
    /// What does not hold, a sentence each.
    pub broken: Vec<String>,
}

/// What is said of a file whose hash is another.
const CHANGED: &str = "was changed after the run";

/// Holds what a run wrote against what its exports say now: hashes, ledger, statements, quotes,
/// counts, and the arithmetic of priorities.
pub fn verify(written: Written<'_>, now: Now<'_>) -> Verdict {
    let mut check = Check {
        now,
        rows: now.feedback.iter().map(|f| (f.row, f)).collect(),
        verdict: Verdict::default(),
    };
    check.hashes(written);
    if let Some((dashboard, requirements, lines)) = check.parse(written) {
        let whole = check.ledger(&dashboard, written);
        check.statements(&dashboard, &lines);
        check.labels(&lines, Thresholds::of(written.run));
        check.themes(&dashboard, &lines);
        check.requirements(&requirements, &lines);
        check.quotes(&dashboard, &requirements);
        let heads = verify_heads::check(written, now, &dashboard, &lines, &mut check.verdict);
        check.recount((&dashboard, &requirements), &lines, &whole, &heads);
        verify_profile::check(written, &dashboard, &lines, &heads, &mut check.verdict);
        verify_vectors::check(written, &lines, &mut check.verdict);
    }
    check.verdict
}

pub(crate) struct Check<'a> {
    pub(crate) now: Now<'a>,
    rows: HashMap<RowRef, &'a Feedback>,
    pub(crate) verdict: Verdict,
}

impl Check<'_> {
    pub(crate) fn holds(&mut self, holds: bool, broken: impl FnOnce() -> String) {
        self.verdict.sums += 1;
        if !holds {
            self.verdict.broken.push(broken());
        }
    }

    fn hashes(&mut self, written: Written<'_>) {
        for (name, hash) in &written.run.files {
            match written.files.get(name) {
                Some(bytes) => self.holds(hex(bytes) == *hash, || format!("{name} {CHANGED}")),
                None => self.holds(false, || format!("{name} is missing")),
            }
        }
        let (then, now) = (&written.run.exports, self.now.sources);
        self.holds(then.len() == now.len(), || {
            format!("the run read {} exports, not {}", then.len(), now.len())
        });
        for (then, now) in then.iter().zip(now) {
            self.holds(then.sha256 == now.sha256, || {
                format!("{} is not the file that the run read", now.name)
            });
        }
    }

    fn parse(
        &mut self,
        written: Written<'_>,
    ) -> Option<(Dashboard, Requirements, Vec<StatementLine>)> {
        let bytes = |name: &str| -> &[u8] { written.files.get(name).map_or(&[], Vec::as_slice) };
        let dashboard = serde_json::from_slice(bytes("dashboard.json"));
        let requirements = serde_json::from_slice(bytes("requirements.json"));
        let lines: Result<Vec<StatementLine>, _> = bytes("statements.jsonl")
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(serde_json::from_slice)
            .collect();
        match (dashboard, requirements, lines) {
            (Ok(dashboard), Ok(requirements), Ok(lines)) => Some((dashboard, requirements, lines)),
            (dashboard, requirements, lines) => {
                for (name, error) in [
                    ("dashboard.json", dashboard.err()),
                    ("requirements.json", requirements.err()),
                    ("statements.jsonl", lines.err()),
                ] {
                    if let Some(error) = error {
                        self.holds(false, || format!("{name} cannot be read: {error}"));
                    }
                }
                None
            }
        }
    }

    /// Gives back what is written of each used row.
    fn ledger(&mut self, dashboard: &Dashboard, written: Written<'_>) -> Vec<Option<Classified>> {
        let now = Ledger::of(self.now.entries);
        let then = dashboard.ledger;
        self.holds(
            (
                then.rows,
                then.used,
                then.duplicate,
                then.empty,
                then.skipped,
                then.unreadable,
            ) == (
                now.rows,
                now.used,
                now.duplicate,
                now.empty,
                now.skipped,
                now.unreadable,
            ),
            || format!("the ledger says {then:?}, the exports say {now:?}"),
        );
        self.holds(
            then.used + then.duplicate + then.empty + then.skipped + then.unreadable == then.rows,
            || "the ledger's parts do not add up to its rows".to_owned(),
        );
        let table = written
            .files
            .get("feedback.csv")
            .map_or(&[][..], Vec::as_slice);
        let mut reader = csv::Reader::from_reader(table);
        let mut entries = self.now.entries.iter();
        let thresholds = Thresholds::of(written.run);
        let mut whole = Vec::new();
        for record in reader.records() {
            self.verdict.rows += 1;
            let Ok(record) = record else {
                self.holds(false, || "feedback.csv cannot be read".to_owned());
                return whole;
            };
            let Some(entry) = entries.next() else {
                self.holds(false, || {
                    "feedback.csv has more rows than the exports".to_owned()
                });
                return whole;
            };
            if entry.placed == Placed::Used {
                let said = told::feedback(&record);
                let broken = said.and_then(|said| thresholds.broken_feedback(&record[4], &said));
                self.holds(broken.is_none(), || {
                    format!(
                        "feedback.csv row {} {}",
                        &record[1],
                        broken.unwrap_or_default()
                    )
                });
                whole.push(said);
            }
            let (row, placed) = (entry.row.row.to_string(), entry.placed.word());
            self.holds(record[1] == row && &record[3] == placed, || {
                format!(
                    "feedback.csv places row {} as {}, not {placed}",
                    &record[1], &record[3]
                )
            });
        }
        self.holds(entries.next().is_none(), || {
            "feedback.csv has fewer rows than the exports".to_owned()
        });
        whole
    }

    /// Counts everything again, where nothing else was found that would be told once more.
    fn recount(
        &mut self,
        told: (&Dashboard, &Requirements),
        lines: &[StatementLine],
        whole: &[Option<Classified>],
        heads: &[OwnHead],
    ) {
        let changed = |broken: &String| !broken.ends_with(CHANGED);
        if !self.verdict.broken.iter().any(changed) {
            let (sums, broken) = recount(told, self.now, lines, (whole, heads));
            self.verdict.sums += sums;
            self.verdict.broken.extend(broken);
        }
    }

    fn statements(&mut self, dashboard: &Dashboard, lines: &[StatementLine]) {
        let now = self.now.statements;
        self.holds(
            dashboard.statements == lines.len() as u64 && lines.len() == now.len(),
            || {
                format!(
                    "the dashboard counts {} statements, statements.jsonl has {}, the exports {}",
                    dashboard.statements,
                    lines.len(),
                    now.len()
                )
            },
        );
        for (line, statement) in lines.iter().zip(now) {
            let feedback = &self.now.feedback[statement.feedback as usize];
            let cell = &feedback.cells[statement.cell as usize];
            let same = line.source == self.now.sources[feedback.row.source as usize].name
                && line.row == u64::from(feedback.row.row)
                && line.id.as_deref() == feedback.id.as_deref()
                && cell.column == line.column
                && (line.start..line.end) == statement.span.range()
                && Some(&line.text) == cell.quote(statement.span.range()).as_ref();
            self.verdict.quotes += 1;
            if !same {
                self.verdict.broken.push(format!(
                    "statements.jsonl: {} row {} does not say “{}” there",
                    line.source, line.row, line.text
                ));
            }
        }
        let kinds = kinds(lines.iter());
        self.holds(kinds == dashboard.kinds, || {
            format!("the dashboard's kinds are not those of statements.jsonl: {kinds:?}")
        });
    }

    /// Holds every statement's labels against its probabilities and the heads' thresholds.
    fn labels(&mut self, lines: &[StatementLine], thresholds: Thresholds) {
        for line in lines {
            let broken = thresholds.broken_statement(line);
            self.holds(broken.is_none(), || {
                let broken = broken.unwrap_or_default();
                format!(
                    "statements.jsonl: {} row {} {broken}",
                    line.source, line.row
                )
            });
        }
    }

    fn themes(&mut self, dashboard: &Dashboard, lines: &[StatementLine]) {
        let groups = by_theme(lines);
        let (counts, ids): (Vec<(u64, u64, Kinds)>, Vec<&str>) = dashboard
            .themes
            .iter()
            .map(|t| ((t.statements, t.feedback, t.kinds), t.id.as_str()))
            .chain(
                dashboard
                    .small_themes
                    .iter()
                    .map(|t| ((t.statements, t.feedback, t.kinds), t.id.as_str())),
            )
            .unzip();
        for (id, told) in ids.iter().zip(counts) {
            let members = groups.get(id).map_or(&[][..], Vec::as_slice);
            let counted = (
                members.len() as u64,
                rows_of(members),
                kinds(members.iter().copied()),
            );
            self.holds(told == counted, || {
                format!("theme {id} is told as {told:?}, statements.jsonl has {counted:?}")
            });
        }
        let known: HashSet<&str> = ids.into_iter().collect();
        let strangers = groups.keys().filter(|id| !known.contains(**id)).count();
        self.holds(strangers == 0, || {
            format!("{strangers} themes of statements.jsonl are not in the dashboard")
        });
        let alone = lines.iter().filter(|line| line.theme.is_none()).count() as u64;
        let told = dashboard.single_statements.statements;
        self.holds(alone == told, || {
            format!("the dashboard counts {told} single statements, statements.jsonl has {alone}")
        });
    }

    fn quotes(&mut self, dashboard: &Dashboard, requirements: &Requirements) {
        let disagreements = dashboard.disagreements.iter().flat_map(|d| &d.clearest);
        let themes = dashboard.themes.iter();
        let quotes = themes
            .flat_map(|theme| {
                let parts = theme.sub_themes.iter().map(|part| &part.central);
                let central = std::iter::once(&theme.central);
                central.chain(&theme.quotes).chain(parts)
            })
            .chain(dashboard.small_themes.iter().map(|theme| &theme.central))
            .chain(&dashboard.single_statements.worth_reading)
            .chain(disagreements.map(|found| &found.evidence))
            .chain(requirements.all().flat_map(|r| &r.evidence));
        for quote in quotes {
            self.quote(quote);
        }
    }

    fn quote(&mut self, quote: &Evidence) {
        self.verdict.quotes += 1;
        let index = self
            .now
            .sources
            .iter()
            .position(|source| source.name == quote.source);
        let source = index.map(|index| &self.now.sources[index]);
        let rows = &self.rows;
        let find = |row: u64| {
            let (source, row) = (u32::try_from(index?).ok()?, u32::try_from(row).ok()?);
            rows.get(&RowRef { source, row }).copied()
        };
        if let Some(broken) = quote.broken(source, find) {
            self.verdict.broken.push(broken);
        }
    }
}

fn by_theme(lines: &[StatementLine]) -> HashMap<&str, Vec<&StatementLine>> {
    let mut groups: HashMap<&str, Vec<&StatementLine>> = HashMap::new();
    for line in lines {
        if let Some(theme) = &line.theme {
            groups.entry(theme).or_default().push(line);
        }
    }
    groups
}

pub(crate) fn rows_of(lines: &[&StatementLine]) -> u64 {
    let rows: HashSet<(&str, u64)> = lines.iter().map(|l| (l.source.as_str(), l.row)).collect();
    rows.len() as u64
}

fn kinds<'a>(lines: impl Iterator<Item = &'a StatementLine>) -> Kinds {
    let mut kinds = Kinds::default();
    for line in lines {
        match line.kind.as_str() {
            "problem" => kinds.problem += 1,
            "request" => kinds.request += 1,
            "praise" => kinds.praise += 1,
            "question" => kinds.question += 1,
            _ => kinds.other += 1,
        }
    }
    kinds
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
