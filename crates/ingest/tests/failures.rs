//! Files that cannot be read: what the error says and which way out it shows.

use hearken_feedback::Role;
use hearken_ingest::{Error, Input, Settings, read};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/exports")
        .join(name)
}

/// The message without the folder, and the hint.
fn told(error: &Error) -> (String, String) {
    let folder = format!("{}/", path("").display());
    let folder = folder.replace("//", "/");
    let message = error.to_string().replace(&folder, "");
    (message, error.hint().unwrap_or_default())
}

fn fails(inputs: &[Input], settings: &Settings) -> (String, String) {
    match read(inputs, settings, &mut |_, _| ()) {
        Err(error) => told(&error),
        Ok(read) => panic!("was read: {:?}", read.sources),
    }
}

fn file(name: &str) -> Input {
    Input::File(path(name))
}

#[track_caller]
fn says(name: &str, message: &str, hint: &str) {
    let told = fails(&[file(name)], &Settings::default());
    assert_eq!(told.0, format!("{name}: {message}"));
    assert_eq!(told.1, hint);
}

const NOTHING_WRITTEN: &str = "export the feedback again; nothing was written to it";
const CUT_SHORT: &str = "the export may be cut short; fetch it again, or mend that place";
const WHAT_IS_READ: &str = "Hearken reads CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .xlsb, .xls, .ods) and Parquet, plain, \
         packed with gzip, zstd or Brotli (.br), or in a ZIP archive";

#[test]
fn files_without_rows() {
    says("empty.csv", "the file is empty", NOTHING_WRITTEN);
    says("blank.csv", "the file is empty", NOTHING_WRITTEN);
    says(
        "header-alone.csv",
        "there is a header but not one row under it",
        "widen the filter or the dates of the export",
    );
}

#[test]
fn files_that_are_no_text() {
    says(
        "picture.csv",
        "this is a PNG picture, not text",
        WHAT_IS_READ,
    );
    says("binary.csv", "this is binary data, not text", WHAT_IS_READ);
}

#[test]
fn files_cut_short() {
    says(
        "cut.csv.gz",
        "the gzip data is damaged: incomplete deflate stream",
        "the download may be cut short; fetch the file again",
    );
    let told = fails(
        &[Input::Stdin(b"[\n {\"text\": \"Cut sh".to_vec())],
        &Settings::default(),
    );
    assert_eq!(
        told.0,
        "-: not valid JSON at line 2, column 17: it ends inside a string"
    );
    assert_eq!(told.1, CUT_SHORT);
}

#[test]
fn packed_files_without_an_export() {
    says(
        "cut.xlsx",
        "the ZIP data cannot be read: its end is missing",
        "the download may be cut short; fetch it again, or unpack or open it and save the export anew",
    );
    says(
        "no-table.xlsx",
        "no sheet of this workbook holds a table",
        "a table is a row of column names with rows under it; the sheets are `Sheet1`",
    );
    says(
        "locked.xlsx",
        "this is locked with a password",
        "open it, take the password away and save it again",
    );
    says(
        "cut.parquet",
        "the Parquet file cannot be read: its end is missing",
        "fetch or write the file again; Snappy, gzip, Zstandard and LZ4 are read",
    );
    says(
        "several.zip",
        "there are 2 exports in this archive",
        "write the name of the one you want behind the archive's (EXPORT#NAME); it holds `may.csv`, `june.json`",
    );
}

#[test]
fn files_without_feedback() {
    says(
        "no-text.csv",
        "no column holds text that people wrote",
        "name the column with the feedback yourself; the columns are `id`, `country`, `amount`, \
         `paid_on`",
    );
    says(
        "no-list.json",
        "this JSON holds no list of rows",
        "an export is an array of objects, or an object that holds one",
    );
    says(
        "no-names.jsonl",
        "no column holds text that people wrote",
        "no row has a column with a name; an export is a list of objects",
    );
}

#[test]
fn json_without_rows() {
    const ELSEWHERE: &str = "fetch another page or country, or widen the filter of the export";
    says("itunes-none.json", "there is not one row in it", ELSEWHERE);
    says("empty-list.json", "there is not one row in it", ELSEWHERE);
    says(
        "deep.json",
        "not one row could be read; line 2: nested more than 128 levels deep",
        "mend that place, or export the feedback again in a flatter form",
    );
    says(
        "zendesk-view-bare.csv",
        "this Zendesk view has no column of what people wrote",
        "export the account's tickets as JSON, where `description` and `comments` are",
    );
    let wide: Vec<String> = (0..1001).map(|id| format!("{{\"q{id}\":1}}")).collect();
    let input = Input::Stdin(wide.join("\n").into_bytes());
    assert_eq!(
        fails(&[input], &Settings::default()),
        (
            "-: its rows have more than 1000 different columns".into(),
            "an export is a list of objects that have the same members".into()
        )
    );
}

#[test]
fn places_without_a_file() {
    assert_eq!(
        fails(&[], &Settings::default()),
        (
            "no export was given".into(),
            "name one or more exports, or `-` for standard input".into()
        )
    );
    says(
        "not-here.csv",
        "there is no such file",
        "check the spelling and the folder you are in",
    );
    let folder = Input::File(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let (message, hint) = fails(&[folder], &Settings::default());
    assert!(
        message.ends_with(": this is a folder, not an export"),
        "{message}"
    );
    assert_eq!(hint, "name the files in it, for example with a wildcard");
}

#[test]
fn one_bad_file_among_good_ones_is_named() {
    let told = fails(&[file("bom.csv"), file("empty.csv")], &Settings::default());
    assert_eq!(told.0, "empty.csv: the file is empty");
}

#[test]
fn standard_input_is_called_by_its_dash() {
    let told = fails(&[Input::Stdin(Vec::new())], &Settings::default());
    assert_eq!(told.0, "-: the file is empty");
}

#[test]
fn settings_that_do_not_fit() {
    let of = |settings: Settings| fails(&[file("bom.csv")], &settings);
    assert_eq!(
        of(Settings {
            columns: vec![(Role::Text, "comment".into())],
            ..Settings::default()
        }),
        (
            "bom.csv: there is no column `comment`".into(),
            "the columns are `text`, `rating`".into()
        )
    );
    assert_eq!(
        of(Settings {
            encoding: Some("utf-9".into()),
            ..Settings::default()
        }),
        (
            "`utf-9` is not the name of a character encoding".into(),
            "use a name such as utf-8, utf-16le, windows-1252, shift_jis or gb18030".into()
        )
    );
    assert_eq!(
        of(Settings {
            delimiter: Some('"'),
            ..Settings::default()
        }),
        (
            "`\\\"` cannot be a delimiter".into(),
            "use one ASCII character such as `,` `;` `|` or a tab".into()
        )
    );
    assert_eq!(
        of(Settings {
            rating_scale: Some((5.0, 1.0)),
            ..Settings::default()
        }),
        (
            "the rating scale 5 to 1 has its ends the wrong way round".into(),
            "give the lowest rating first, for example 1 and 5".into()
        )
    );
    // A column that a user keeps out of the guessing leaves nothing to read.
    assert_eq!(
        of(Settings {
            columns: vec![(Role::Other, "text".into())],
            ..Settings::default()
        })
        .0,
        "bom.csv: no column holds text that people wrote"
    );
}
