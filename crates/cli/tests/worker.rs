//! `hearken worker`: Arrow batches in, the same rows with more columns out.

mod binary;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int64Type};
use arrow_array::{Array, Int64Array, LargeStringArray, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};
use binary::{command, hearken, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;

const TEXTS: [Option<&str>; 6] = [
    Some("The app crashes every time I log in. Please add a dark mode!"),
    None,
    Some("I love this app, it is wonderful"),
    Some("   "),
    Some("The app crashes every time I log in. Please add a dark mode!"),
    Some("Support never answers my mails from di.lee@example.com"),
];

/// A stream of batches of ids and texts.
fn stream(batches: &[&[Option<&str>]]) -> Vec<u8> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("text", DataType::Utf8, true),
    ]));
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
    for texts in batches {
        let ids: Int64Array = (0..texts.len() as i64).collect::<Vec<_>>().into();
        let texts: StringArray = texts.iter().copied().collect();
        let columns: Vec<Arc<dyn Array>> = vec![Arc::new(ids), Arc::new(texts)];
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
        writer.write(&batch).unwrap();
    }
    writer.into_inner().unwrap()
}

fn ran(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(&root())
        .arg("worker")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // What ends early reads no more.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
}

fn batches(arguments: &[&str], input: &[u8]) -> Vec<RecordBatch> {
    let output = ran(arguments, input);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let reader = StreamReader::try_new(output.stdout.as_slice(), None).unwrap();
    reader.collect::<Result<_, _>>().unwrap()
}

fn strings(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = batch.column_by_name(name).unwrap().as_string::<i32>();
    column.iter().map(|text| text.map(str::to_owned)).collect()
}

#[test]
fn labels_are_those_of_classify_and_no_row_is_lost() {
    let found = batches(&["classify"], &stream(&[&TEXTS]));
    let [batch] = found.as_slice() else {
        panic!("a batch for a batch");
    };
    assert_eq!(
        strings(batch, "text"),
        TEXTS.map(|text| text.map(str::to_owned))
    );
    let errors = strings(batch, "hearken_error");
    let told: Vec<bool> = errors.iter().map(Option::is_some).collect();
    assert_eq!(told, [false, true, false, true, false, false]);

    let place = tempfile::tempdir().unwrap();
    let mut export = csv::Writer::from_path(place.path().join("export.csv")).unwrap();
    export.write_record(["text"]).unwrap();
    for text in TEXTS.iter().flatten() {
        export.write_record([text]).unwrap();
    }
    drop(export);
    let said = hearken(place.path(), &["classify", "export.csv", "--quiet"]);
    let said: Vec<Value> = said
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let label = |line: &Value, name: &str| {
        let unsure = line["unsure"]
            .as_array()
            .is_some_and(|unsure| unsure.iter().any(|label| label == name));
        (!unsure).then(|| line[name].as_str().unwrap().to_owned())
    };
    for name in ["sentiment", "kind"] {
        let of_batch = strings(batch, &format!("hearken_{name}"));
        let expected: Vec<_> = said.iter().map(|line| label(line, name)).collect();
        let with_words = [0, 2, 4, 5].map(|row| of_batch[row].clone());
        assert_eq!(with_words.as_slice(), expected, "{name}");
        assert_eq!((&of_batch[1], &of_batch[3]), (&None, &None));
    }
}

#[test]
fn a_row_gets_the_same_bits_in_any_batch() {
    let vectors = |batches: &[RecordBatch]| -> Vec<Vec<f32>> {
        let mut rows = Vec::new();
        for batch in batches {
            let column = batch.column_by_name("hearken_embedding").unwrap();
            let lists = column.as_fixed_size_list();
            for row in 0..batch.num_rows() {
                let list = lists.is_valid(row).then(|| lists.value(row));
                let values = list.map(|list| list.as_primitive::<Float32Type>().values().to_vec());
                rows.push(values.unwrap_or_default());
            }
        }
        rows
    };
    // The last says what the first does, in other letters: no row stands for another.
    let shouted = Some("THE APP CRASHES every time I log in, please add a dark mode");
    let all = [&TEXTS[..], &[shouted]].concat();
    let (one, other) = all.split_at(2);
    let whole = vectors(&batches(&["encode"], &stream(&[&all])));
    let pieces = vectors(&batches(&["encode"], &stream(&[one, &[], other])));
    assert_eq!(whole, pieces);
    assert_eq!(whole[0], whole[4]);
    assert_ne!(whole[0], whole[6]);
    assert_eq!(whole[0].len(), 384);
    assert!(whole[1].is_empty() && whole[3].is_empty());
}

#[test]
fn themes_of_a_report_are_assigned() {
    let place = tempfile::tempdir().unwrap();
    let demo = root().join("fixtures/demo");
    let export = std::fs::read_dir(&demo)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let export = export
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .max_by_key(|path| std::fs::metadata(path).unwrap().len())
        .unwrap();
    let report = place.path().join("report");
    let (export, report) = (export.to_str().unwrap(), report.to_str().unwrap());
    let analyzed = hearken(place.path(), &["analyze", export, "-o", report, "--quiet"]);
    assert_eq!(analyzed.code, 0, "{}", analyzed.stderr);
    let lines = std::fs::read_to_string(Path::new(report).join("statements.jsonl")).unwrap();
    let themed: Value = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|line| line["theme"].is_string())
        .unwrap();
    let text = themed["text"].as_str().unwrap();
    let found = batches(
        &["assign", "--themes", report],
        &stream(&[&[Some(text), None]]),
    );
    let ids = found[0]
        .column_by_name("hearken_themes")
        .unwrap()
        .as_list::<i32>();
    let of_row = ids.value(0);
    let ids_of_row: Vec<_> = of_row.as_string::<i32>().iter().flatten().collect();
    assert!(
        ids_of_row.contains(&themed["theme"].as_str().unwrap()),
        "{ids_of_row:?} {themed}"
    );
    assert!(ids.is_null(1));
}

#[test]
fn what_is_no_stream_of_texts_is_told() {
    let told = |arguments: &[&str], input: &[u8]| {
        let output = ran(arguments, input);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    let text = stream(&[&TEXTS]);
    assert!(told(&["classify"], b"id,text\n1,hello\n").contains("no Arrow IPC stream"));
    assert!(told(&["classify"], b"").contains("no Arrow IPC stream"));
    let absent = told(&["classify", "--text", "body"], &text);
    assert!(
        absent.contains("no column `body`") && absent.contains("id, text"),
        "{absent}"
    );
    assert!(told(&["classify", "--text", "id"], &text).contains("holds no strings"));
    assert!(told(&["assign"], &text).contains("--themes"));
    // Cut anywhere behind the schema: the batches before are there, and the rest is an error.
    let two = stream(&[&TEXTS, &TEXTS]);
    let cut = ran(&["encode"], &two[..two.len() - 200]);
    assert_eq!(cut.status.code(), Some(2));
    let mut reader = StreamReader::try_new(cut.stdout.as_slice(), None).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().num_rows(), TEXTS.len());
}

#[test]
fn large_strings_are_read_and_a_taken_name_is_told() {
    let stream = |name: &str| {
        let schema = Arc::new(Schema::new(vec![Field::new(
            name,
            DataType::LargeUtf8,
            true,
        )]));
        let texts: LargeStringArray = TEXTS.iter().copied().collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(texts)]).unwrap();
        let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    };
    assert_eq!(
        batches(&["encode"], &stream("text"))[0].num_rows(),
        TEXTS.len()
    );
    let taken = ran(
        &["encode", "--text", "hearken_error"],
        &stream("hearken_error"),
    );
    assert_eq!(taken.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&taken.stderr).contains("already"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command(&root())
        .args(["worker", "encode"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(&stream(&[&TEXTS])[..]).unwrap();
    let mut some = [0; 64];
    stdout.read_exact(&mut some).unwrap();
    drop(stdout);
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

/// A stream of one batch of columns of strings.
fn columns(columns: &[(&str, Vec<Option<String>>)]) -> Vec<u8> {
    let field = |(name, _): &(&str, _)| Field::new(*name, DataType::Utf8, true);
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let strings = |(_, cells): &(_, Vec<Option<String>>)| -> Arc<dyn Array> {
        Arc::new(cells.iter().cloned().collect::<StringArray>())
    };
    let cells = columns.iter().map(strings).collect();
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
    let batch = RecordBatch::try_new(schema, cells).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Rows that a cache keeps, by how they were made.
fn kept(cache: &str) -> BTreeMap<String, u64> {
    let told = hearken(&root(), &["cache", "--cache", cache]).stdout;
    let lines = told.lines().filter_map(|line| {
        let (rows, rest) = line.trim_start().split_once(" texts ")?;
        let (_, made) = rest.split_once(" files  ")?;
        Some((made.to_owned(), rows.parse().unwrap()))
    });
    lines.collect()
}

#[test]
fn a_run_over_what_workers_kept_encodes_no_statement_and_writes_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let demo = root().join("fixtures/demo/reviews.csv");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(demo)
        .unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |wanted: &str| names.iter().position(|name| name == wanted).unwrap();
    let (title, review) = (at("title"), at("review"));
    // What reading mends in the demo has no columns that this test could tell.
    let rows = reader.records().map(Result::unwrap);
    let rows: Vec<csv::StringRecord> = rows.filter(|row| row.len() == names.len()).collect();
    let export = place.path().join("export.csv");
    let mut writer = csv::Writer::from_path(&export).unwrap();
    writer.write_record(&names).unwrap();
    for row in &rows {
        writer.write_record(row).unwrap();
    }
    drop(writer);
    let cells = |at: usize| -> Vec<Option<String>> {
        let cells = rows.iter().map(|row| row[at].to_owned());
        cells
            .map(|cell| (!cell.is_empty()).then_some(cell))
            .collect()
    };
    let input = columns(&[("title", cells(title)), ("review", cells(review))]);
    let split = batches(&["split", "--title", "title", "--text", "review"], &input);
    let lists = split[0].column_by_name("hearken_texts").unwrap();
    assert_eq!(lists.len(), rows.len());
    let both = lists.as_list::<i32>().values().as_struct();
    let parts = |at: usize| both.column(at).as_string::<i32>().iter();
    let texts: BTreeMap<&str, Option<&str>> = parts(0).map(Option::unwrap).zip(parts(1)).collect();

    let cache = place.path().join("cache");
    std::fs::create_dir(&cache).unwrap();
    let all: Vec<_> = texts.into_iter().collect();
    for some in all.chunks(all.len() / 2 + 1) {
        let owned = |text: &str| Some(text.to_owned());
        let input = columns(&[
            ("text", some.iter().map(|(text, _)| owned(text)).collect()),
            (
                "language",
                some.iter().map(|(_, it)| it.map(str::to_owned)).collect(),
            ),
        ]);
        let found = batches(&["keep", "--usual", "eng"], &input);
        let [batch] = found.as_slice() else {
            panic!("a batch for a batch");
        };
        let numbers = |name: &str| {
            let column = batch
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Int64Type>();
            column.values().to_vec()
        };
        assert_eq!(
            numbers("hearken_texts").iter().sum::<i64>(),
            some.len() as i64
        );
        assert!(strings(batch, "hearken_error").iter().all(Option::is_none));
        let bytes = batch
            .column_by_name("hearken_bytes")
            .unwrap()
            .as_binary::<i32>();
        let names = strings(batch, "hearken_segment");
        for (name, bytes) in names.into_iter().flatten().zip(bytes.iter().flatten()) {
            std::fs::write(cache.join(name), bytes).unwrap();
        }
    }

    let cache = cache.to_str().unwrap();
    let before = kept(cache);
    let run = |report: &str, with: &[&str]| -> BTreeMap<String, Vec<u8>> {
        let report = place.path().join(report);
        let fixed = ["analyze", export.to_str().unwrap(), "--quiet", "-o"];
        let arguments = [&fixed[..], &[report.to_str().unwrap()], with].concat();
        let ran = hearken(place.path(), &arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let files = std::fs::read_dir(report).unwrap().map(Result::unwrap);
        files
            .map(|file| {
                let name = file.file_name().into_string().unwrap();
                (name, std::fs::read(file.path()).unwrap())
            })
            .collect()
    };
    assert!(run("with", &["--cache", cache]) == run("without", &[]));
    // Phrases that may name themes, and quotes less a word: vectors of the one, kinds of the other. All else was known.
    let after = kept(cache);
    assert_eq!(before.len(), after.len(), "{before:?} {after:?}");
    let more: Vec<_> = after
        .iter()
        .filter(|(made, rows)| before[*made] < **rows)
        .collect();
    assert_eq!(more.len(), 2, "{more:?} of {before:?}");
    assert!(
        more.iter().any(|(made, _)| made.starts_with("embedding")),
        "{more:?}"
    );
}
