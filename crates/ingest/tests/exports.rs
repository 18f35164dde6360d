//! The fixtures in `fixtures/exports`: how each was understood and how many rows went where.

use hearken_feedback::{Ledger, Role};
use hearken_ingest::{Error, Ingested, Input, Settings, read};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports")
}

fn ingest(name: &str) -> Result<Ingested, Error> {
    let input = Input::File(folder().join(name));
    read(&[input], &Settings::default(), &mut |_, _| ())
}

#[track_caller]
fn fixture(name: &str) -> Ingested {
    ingest(name).unwrap_or_else(|error| panic!("{error}"))
}

/// The rows of the tables in the folder's README: file, and what its last column says.
fn promises() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(folder().join("README.md")).expect("it is committed");
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        (name, cells[cells.len() - 1].to_owned())
    })
    .collect()
}

#[test]
fn every_file_keeps_the_promise_of_the_readme() {
    for (name, promise) in promises() {
        let kept = match ingest(&name) {
            Ok(read) => {
                let ledger = Ledger::of(&read.entries);
                assert_eq!(ledger.rows, read.sources[0].rows, "{name}");
                assert_eq!(ledger.used, read.feedback.len() as u64, "{name}");
                let sums = format!(
                    "{} = {} + {} + {} + {}",
                    ledger.rows, ledger.used, ledger.duplicate, ledger.empty, ledger.unreadable
                );
                match ledger.skipped {
                    0 => sums,
                    skipped => format!("{sums} + {skipped} skipped"),
                }
            }
            Err(error) => {
                let error = error.to_string();
                let told = error.split_once(&format!("{name}: "));
                told.map_or(error.clone(), |(_, told)| told.to_owned())
            }
        };
        assert_eq!(kept, promise, "{name}");
    }
}

#[test]
fn the_readme_lists_every_file() {
    let listed: BTreeSet<String> = promises().into_iter().map(|(name, _)| name).collect();
    let there = std::fs::read_dir(folder()).expect("it is committed");
    let there: BTreeSet<String> = there
        .map(|entry| entry.expect("it can be listed").file_name())
        .map(|name| name.into_string().expect("names are plain"))
        .filter(|name| !name.starts_with('.') && name != "README.md")
        .collect();
    assert_eq!(listed, there);
}

/// File; format, encoding and delimiter; the columns that have a role.
const UNDERSTOOD: [(&str, &str, &str); 28] = [
    (
        "google-play.csv",
        "csv UTF-16LE ,",
        "product=Package Name; version=App Version Name; locale=Reviewer Language; \
         date=Review Submit Date and Time; rating=Star Rating; title=Review Title; \
         text=Review Text; reply=Developer Reply Text",
    ),
    (
        "app-store.csv",
        "csv UTF-8 ,",
        "id=Review ID; date=Date; locale=Country; version=Version; rating=Rating; author=Author; \
         title=Title; text=Review; reply=Developer Response",
    ),
    (
        "semicolon-german.csv",
        "csv windows-1252 ;",
        "date=Datum; rating=Bewertung; title=Betreff; text=Kommentar; author=Kunde",
    ),
    (
        "tabs.tsv",
        "csv UTF-8 \t",
        "id=id; date=date; rating=stars; text=comment; segment=plan",
    ),
    (
        "bars.txt",
        "csv UTF-8 |",
        "id=ticket; date=opened; text=message; segment=channel",
    ),
    (
        "array.json",
        "json UTF-8",
        "id=reviewId; author=userName; text=content; rating=score; votes=thumbsUpCount; \
         version=reviewCreatedVersion; date=at; reply=replyContent",
    ),
    (
        "nested.json",
        "json UTF-8",
        "id=id; author=author.name; rating=rating.value; text=text; date=created_at",
    ),
    (
        "steam.jsonl",
        "jsonl UTF-8",
        "id=recommendationid; author=author.steamid; locale=language; text=review; \
         date=timestamp_created; rating=voted_up; votes=votes_up",
    ),
    (
        "packed.csv.gz",
        "csv.gz UTF-8 ,",
        "id=id; date=date; rating=rating; text=text",
    ),
    (
        "packed.jsonl.gz",
        "jsonl.gz UTF-8",
        "id=id; rating=rating; text=text",
    ),
    (
        "zendesk.csv",
        "csv UTF-8 ,",
        "id=Id; author=Requester email; title=Subject; text=Description; date=Created at; \
         rating=Satisfaction Score",
    ),
    (
        "intercom.json",
        "json UTF-8",
        "id=id; date=created_at; segment=source.type; title=source.subject; text=source.body; \
         author=customer.id",
    ),
    (
        "survey.csv",
        "csv UTF-8 ,",
        "rating=How likely are you to recommend Birdlog to a friend? (0-10); \
         text=What do you like most about Birdlog?; text=What should we improve?; \
         date=Submitted At",
    ),
    (
        "nps.csv",
        "csv UTF-8 ,",
        "id=Response ID; rating=NPS Score; text=Comment; segment=Plan; date=Submitted At",
    ),
    (
        "chinese-gb18030.csv",
        "csv GBK ,",
        "date=评论时间; rating=评分; text=评论内容; author=用户名",
    ),
    (
        "chinese-stars.csv",
        "csv UTF-8 ,",
        "id=编号; text=评价内容; rating=评分; date=评价时间",
    ),
    (
        "multiline.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating",
    ),
    (
        "line-ends-cr.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating",
    ),
    (
        "line-ends-mixed.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating",
    ),
    ("bom.csv", "csv UTF-8 ,", "text=text; rating=rating"),
    (
        "preamble.csv",
        "csv UTF-8 ;",
        "id=id; text=text; rating=rating",
    ),
    (
        "backslash.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating",
    ),
    (
        "headerless.csv",
        "csv UTF-8 ,",
        "date=column 1; rating=column 2; text=column 3",
    ),
    (
        "double-names.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating",
    ),
    (
        "padded.csv",
        "csv UTF-8 ,",
        "date=Date; author=Name; text=Comment; rating=Stars",
    ),
    (
        "short-rows.csv",
        "csv UTF-8 ,",
        "id=id; text=text; rating=rating; version=version",
    ),
    ("torn.csv", "csv UTF-8 ,", "id=id; text=text; rating=rating"),
    (
        "personal-data.csv",
        "csv UTF-8 ,",
        "id=id; text=text; author=email",
    ),
];

#[test]
fn formats_and_columns_are_told_by_content() {
    for (name, dialect, roles) in UNDERSTOOD {
        let read = fixture(name);
        let source = &read.sources[0];
        let mut found = vec![source.format.clone(), source.encoding.clone()];
        found.extend(source.delimiter.map(String::from));
        assert_eq!(found.join(" "), dialect, "{name}");
        let columns = source
            .columns
            .iter()
            .filter(|column| column.role != Role::Other);
        let told: Vec<String> = columns
            .map(|column| format!("{:?}={}", column.role, column.name))
            .map(|told| told[..1].to_lowercase() + &told[1..])
            .collect();
        assert_eq!(told.join("; "), roles, "{name}");
    }
}
