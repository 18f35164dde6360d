//! The demo export and one run on it, shared by the tests of a binary.

use crate::binary::{self, Ran};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The files that a run writes.
pub(crate) const FILES: [&str; 9] = [
    "dashboard.json",
    "feedback.csv",
    "profile.json",
    "report.html",
    "requirements.json",
    "requirements.md",
    "run.json",
    "statements.jsonl",
    "vectors.safetensors",
];

/// A run on `reviews.csv`, the demo export or one made from it.
pub(crate) struct Run {
    /// Where the export lies, and the report under `report`.
    pub(crate) place: PathBuf,
    pub(crate) ran: Ran,
}

impl Run {
    /// Analyzes an export in an emptied folder of that name.
    pub(crate) fn new(name: &str, export: &str, threads: Option<usize>) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("reviews.csv"), export).unwrap();
        let mut command = binary::command(&place);
        command.args(["analyze", "reviews.csv", "-o", "report"]);
        if let Some(threads) = threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        let ran = Ran::from(command.output().unwrap());
        Self { place, ran }
    }

    pub(crate) fn read(&self, file: &str) -> String {
        let path = self.place.join("report").join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        let path = self.place.join("report").join(file);
        std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub(crate) fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.read(file)).unwrap()
    }

    /// The lines of `statements.jsonl`.
    pub(crate) fn statements(&self) -> Vec<Value> {
        let text = self.read("statements.jsonl");
        let lines = text.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().unwrap()
    }

    /// The records of `feedback.csv`, its header first.
    pub(crate) fn feedback(&self) -> Vec<csv::StringRecord> {
        let text = self.read("feedback.csv");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader.records().collect::<Result<_, _>>().unwrap()
    }
}

/// The run on the demo export, made once.
pub(crate) fn demo() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| Run::new("demo", &export(), None))
}

/// The demo export as it lies in the repository.
pub(crate) fn export() -> String {
    let path = binary::root().join("fixtures/demo/reviews.csv");
    std::fs::read_to_string(path).unwrap()
}

/// The demo export's header and its rows, each with its line end. Every row begins with its id
/// on a line of its own, also behind the damaged one.
pub(crate) fn rows() -> (String, Vec<String>) {
    let mut rows: Vec<String> = Vec::new();
    let mut header = String::new();
    for line in export().split_inclusive('\n') {
        match rows.last_mut() {
            _ if line.starts_with("TB-1") => rows.push(line.to_owned()),
            Some(row) => row.push_str(line),
            None => header.push_str(line),
        }
    }
    (header, rows)
}
