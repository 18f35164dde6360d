//! Real exports, where the folder `shared/data` lies beside the checkout. A public clone has none,
//! and then every test here says that it was skipped.

use flate2::read::MultiGzDecoder;
use hearken_feedback::{Ledger, Role};
use hearken_ingest::{Error, Ingested, Input, Settings, Splitting, read, statements};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder of the shared data; `None`, and a word about it, where there is none.
fn shared(path: &str) -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = data.join(path);
    if !path.exists() {
        skipped(&format!("{} is not there", path.display()));
        return None;
    }
    Some(path)
}

/// Written past the test harness, which hides what passing tests print.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

fn ingest(bytes: Vec<u8>, settings: &Settings) -> Result<Ingested, Error> {
    read(&[Input::Stdin(bytes)], settings, &mut |_, _| ())
}

/// The first rows of a file under their header; the sets are too long to be read whole in a test.
fn head(path: &Path, rows: usize) -> Vec<u8> {
    let mut bytes = std::fs::read(path).expect("it is there");
    if path.extension().is_some_and(|ending| ending == "gz") {
        let mut unpacked = Vec::new();
        let mut decoder = MultiGzDecoder::new(bytes.as_slice());
        decoder.read_to_end(&mut unpacked).expect("it is whole");
        bytes = unpacked;
    }
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    if let Some(record) = reader.byte_records().nth(rows) {
        let record = record.expect("it is well-formed");
        let end = record.position().expect("it was read").byte();
        bytes.truncate(usize::try_from(end).expect("it is in memory"));
    }
    bytes
}

/// Everything that must hold of any export.
fn adds_up(name: &str, read: &Ingested) -> Ledger {
    let ledger = Ledger::of(&read.entries);
    assert_eq!(ledger.rows, read.sources[0].rows, "{name}");
    assert_eq!(ledger.used, read.feedback.len() as u64, "{name}");
    let counted: u64 = read.feedback.iter().map(|f| u64::from(f.duplicates)).sum();
    assert_eq!(counted, ledger.duplicate, "{name}");
    for statement in statements(&read.feedback, Splitting::Clauses) {
        let cell = &read.feedback[statement.feedback as usize].cells[statement.cell as usize];
        let span = statement.span.range();
        assert!(cell.quote(span.clone()).is_some(), "{name}: {span:?}");
    }
    ledger
}

/// File and the columns that must be found without naming one; an empty name is a role that
/// no column has.
const COLUMNS: [(&str, &[(Role, &str)]); 16] = [
    (
        "messy_thunderbird_sumo/data.csv.gz",
        &[
            (Role::Text, "text"),
            (Role::Title, "title"),
            (Role::Date, "created"),
            (Role::Locale, "locale"),
            (Role::Product, "product"),
            (Role::Rating, ""),
        ],
    ),
    (
        "messy_skytrax/data.csv",
        &[
            (Role::Text, "text"),
            (Role::Title, "title"),
            (Role::Date, "date"),
            (Role::Rating, "rating"),
            (Role::Product, "product"),
        ],
    ),
    (
        "messy_steam_fm2015/data.csv",
        &[
            (Role::Text, "text"),
            (Role::Date, "date"),
            (Role::Rating, "label"),
            (Role::Votes, "num_found_helpful"),
        ],
    ),
    (
        "messy_idea_youtube/data.csv",
        &[
            (Role::Text, "text"),
            (Role::Title, "title"),
            (Role::Date, "date"),
            (Role::Rating, "rating"),
            (Role::Version, "version"),
            (Role::Locale, "country"),
        ],
    ),
    (
        "theme_nhs_phase1/data.csv",
        &[(Role::Text, "text"), (Role::Rating, "")],
    ),
    ("type_minibar/garmin.en.csv", MINIBAR),
    ("type_minibar/garmin.fr.csv", MINIBAR),
    ("type_minibar/huawei.en.csv", MINIBAR),
    ("type_minibar/huawei.fr.csv", MINIBAR),
    ("type_play_htp8000/data.csv", LABELED),
    ("type_nlbse24_issues/data.csv.gz", ISSUES),
    ("sent_nayeem_apps/data.csv.gz", LABELED),
    ("zh_hotel/data.csv.gz", LABELED),
    ("zh_waimai10k/data.csv", LABELED),
    ("zh_shopping10/data.csv.gz", LABELED),
    (
        "large_fintech_play/data.csv.gz",
        &[
            (Role::Text, "text"),
            (Role::Date, "date"),
            (Role::Rating, "rating"),
            (Role::Reply, "reply"),
            (Role::Version, "version"),
            (Role::Product, "app"),
            (Role::Segment, "segment"),
            (Role::Votes, "thumbs_up"),
            (Role::Id, "review_id"),
        ],
    ),
];
const MINIBAR: &[(Role, &str)] = &[
    (Role::Text, "data"),
    (Role::Rating, "score"),
    (Role::Votes, "thumbsUpCount"),
    (Role::Locale, "ori_lang"),
    (Role::Product, "app"),
];
const LABELED: &[(Role, &str)] = &[(Role::Text, "text"), (Role::Rating, "")];
const ISSUES: &[(Role, &str)] = &[
    (Role::Text, "text"),
    (Role::Title, "title"),
    (Role::Date, "created_at"),
    (Role::Product, "repo"),
    (Role::Rating, ""),
];

#[test]
fn columns_of_real_exports_are_found_without_naming_one() {
    for (name, wanted) in COLUMNS {
        let Some(path) = shared(name) else { continue };
        let bytes = head(&path, 2_500);
        let read = ingest(bytes, &Settings::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (role, column) in wanted {
            let found = read.sources[0].columns.iter().filter(|c| c.role == *role);
            let found: Vec<&str> = found.map(|c| c.name.as_str()).collect();
            assert_eq!(found.join(", "), *column, "{name}: {role:?}");
        }
        let ledger = adds_up(name, &read);
        // The sets were cleaned by their makers: next to nothing may be lost, but for rows whose
        // letters were lost before.
        assert!(ledger.unreadable <= 3, "{name}: {ledger:?}");
        assert!(ledger.empty * 20 <= ledger.rows, "{name}: {ledger:?}");
        assert!(ledger.used * 10 >= ledger.rows * 7, "{name}: {ledger:?}");
        let dated = wanted.iter().any(|(role, _)| *role == Role::Date);
        let days = read.feedback.iter().filter(|f| f.date.is_some()).count();
        assert_eq!(dated, days * 2 > read.feedback.len(), "{name}: {days} days");
        let rated = wanted
            .iter()
            .any(|(role, column)| *role == Role::Rating && !column.is_empty());
        let ratings = read.feedback.iter().filter(|f| f.rating.is_some()).count();
        assert_eq!(
            rated,
            ratings * 2 > read.feedback.len(),
            "{name}: {ratings} ratings"
        );
    }
}

/// Rows as the set's README counts them.
#[test]
fn real_exports_have_as_many_rows_as_their_makers_counted() {
    for (name, rows) in [
        ("messy_skytrax/data.csv", 3_522),
        ("messy_steam_fm2015/data.csv", 1_522),
        ("messy_idea_youtube/data.csv", 5_000),
        ("theme_nhs_phase1/data.csv", 10_334),
        ("type_minibar/garmin.en.csv", 2_000),
        ("type_play_htp8000/data.csv", 7_067),
        ("type_nlbse24_issues/data.csv.gz", 3_000),
    ] {
        let Some(path) = shared(name) else { continue };
        let bytes = std::fs::read(&path).expect("it is there");
        let read = ingest(bytes, &Settings::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let ledger = adds_up(name, &read);
        assert_eq!(ledger.rows, rows, "{name}");
        assert!(ledger.unreadable <= 3, "{name}: {ledger:?}");
    }
}

/// A polluted file with the number of rows that its clean reference has.
struct Polluted {
    name: String,
    bytes: Vec<u8>,
    rows: u64,
}

/// The Pollock benchmark (Vitagliano et al., VLDB 2023), unpacked by the system's tar.
fn pollock(set: &str) -> Option<Vec<Polluted>> {
    let archive = shared("messy_pollock/files.tar.xz")?;
    let list = std::fs::read(shared("messy_pollock/data.csv")?).expect("it is there");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tar = Command::new("tar");
    let tar = tar.arg("-xf").arg(&archive).arg("-C").arg(folder.path());
    if !tar.arg(set).status().is_ok_and(|status| status.success()) {
        skipped(&format!("tar cannot unpack {}", archive.display()));
        return None;
    }
    let mut list = csv::Reader::from_reader(list.as_slice());
    let mut files = Vec::new();
    for file in list.deserialize::<BTreeMap<String, String>>() {
        let file = file.expect("the list is sound");
        let (path, clean) = (folder.path().join(&file["csv"]), &file["clean"]);
        let (Ok(bytes), Ok(clean)) = (
            std::fs::read(path),
            std::fs::read(folder.path().join(clean)),
        ) else {
            continue;
        };
        // References have one line of a header, made up where the file has none.
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.flexible(true).from_reader(clean.as_slice());
        files.push(Polluted {
            name: file["csv"].clone(),
            bytes,
            rows: reader.byte_records().count() as u64,
        });
    }
    Some(files)
}

/// Reads a table whose columns are unknown, with its first column for text.
fn any_column(bytes: Vec<u8>) -> Result<Ingested, Error> {
    let with = |column: String| Settings {
        columns: vec![(Role::Text, column)],
        ..Settings::default()
    };
    match ingest(bytes.clone(), &with("\u{1}".into())) {
        Err(Error::NoColumn { columns, .. }) => {
            let first = columns.into_iter().next().unwrap_or_default();
            ingest(bytes, &with(first))
        }
        other => other,
    }
}

/// How many of the files that can be read have as many rows as their reference; all must add up.
fn agreeing(files: Vec<Polluted>) -> (usize, usize) {
    let mut read = 0;
    let mut agreed = 0;
    for file in files {
        // A header without rows, or a file of another kind, is told and no failure.
        if let Ok(found) = any_column(file.bytes) {
            read += 1;
            agreed += usize::from(adds_up(&file.name, &found).rows == file.rows);
        }
    }
    (read, agreed)
}

#[test]
fn polluted_files_add_up_and_keep_their_rows() {
    let Some(files) = pollock("polluted_files") else {
        return;
    };
    let all = files.len();
    let (read, agreed) = agreeing(files);
    // The others have several tables, several headers or a damaged header line.
    assert!(
        all > 2_200 && read + 5 >= all && agreed + 40 >= all,
        "{agreed} of {read} of {all}"
    );
}

#[test]
fn files_from_the_wild_add_up() {
    let Some(files) = pollock("survey_sample") else {
        return;
    };
    let all = files.len();
    let (read, agreed) = agreeing(files);
    // The others are tables of numbers without a header that could be told, have several header
    // lines, or blank rows that the reference leaves out and Hearken counts as empty.
    assert!(
        all > 90 && read + 5 >= all && agreed >= 55,
        "{agreed} of {read} of {all}"
    );
}
