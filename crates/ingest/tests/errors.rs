//! What every error says: one snapshot of all messages with their hints.

mod packed;

use hearken_feedback::Role;
use hearken_ingest::{Error, Input, Settings, read};
use packed::{archive, content, gzip, ods};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;

const CSV: &[u8] = b"id,text,rating\n1,The map never loads,1\n2,Counting geese is a joy,5\n";

fn fixture(name: &str) -> Input {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    Input::File(folder.join(name))
}

fn bytes(bytes: impl Into<Vec<u8>>) -> Input {
    Input::Stdin(bytes.into())
}

fn with(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::default();
    change(&mut settings);
    settings
}

fn compound(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook")
        .unwrap()
        .write_all(stream)
        .unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// An old workbook of one sheet with two numbers, as far apart as can be.
fn far_apart() -> Vec<u8> {
    let mut stream = Vec::new();
    let mut put = |kind: u16, data: &[u8]| {
        stream.extend(kind.to_le_bytes());
        stream.extend((data.len() as u16).to_le_bytes());
        stream.extend(data);
    };
    put(0x0809, &[0, 6, 5, 0]);
    put(0x0085, &[26, 0, 0, 0, 0, 0, 1, 0, b'A', 0]);
    put(0x000a, &[]);
    put(0x0809, &[0, 6, 16, 0]);
    for end in [0, 0xff] {
        put(0x0203, &[end, end, end, end, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    put(0x000a, &[]);
    compound(&stream)
}

/// A ZIP archive whose directory says that its only member is this large.
fn claims(size: u32) -> Vec<u8> {
    let mut bytes = archive(&[("reviews.csv", CSV)]);
    let magic = bytes.windows(4).rposition(|four| four == b"PK\x01\x02");
    let at = magic.unwrap() + 24;
    bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
    bytes
}

fn sheet(cells: &[&str]) -> String {
    let cell =
        |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let cells: String = cells.iter().map(cell).collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

fn two_sheets() -> Vec<u8> {
    let reviews = [
        sheet(&["id", "text"]),
        sheet(&["1", "The map never loads"]),
        sheet(&["2", "Counting geese is a joy"]),
    ];
    ods(&format!(
        "<table:table table:name=\"Reviews\">{}</table:table><table:table table:name=\"Notes\"></table:table>",
        reviews.concat()
    ))
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

type Case = (&'static str, Vec<Input>, Settings);

/// Files that cannot be read.
fn files() -> Vec<Case> {
    let of = |what: &'static str, input: Input| (what, vec![input], Settings::default());
    let blanks = vec![b' '; 70 << 20];
    let wide: Vec<String> = (0..1001).map(|id| format!("{{\"q{id}\":1}}")).collect();
    let columns: Vec<String> = (0..=16_384).map(|at| format!("c{at}")).collect();
    let deep = format!("[{}1{}]", "{\"a\":".repeat(200), "}".repeat(200));
    let whole = two_sheets();
    let locked = archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"\x93\x01"),
    ]);
    let part = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/styles.xml", &blanks[..17 << 20]),
    ]);
    let no_export = archive(&[(".DS_Store", b"Bud1")]);
    let several = archive(&[("may.csv", CSV), ("june.json", b"[]"), ("notes.txt", b"Hi")]);
    vec![
        ("nothing named", vec![], Settings::default()),
        of("a missing file", Input::File("exports/reviews.csv".into())),
        of("a folder", Input::File("src".into())),
        of(
            "a path through a file",
            Input::File("Cargo.toml/reviews.csv".into()),
        ),
        of("an empty file", bytes("")),
        of("white space", bytes(" \n\n")),
        of("a header", bytes("id,text\n")),
        of(
            "a picture",
            bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ),
        of("bytes without any meaning", fixture("binary.csv")),
        of("an encrypted Parquet file", bytes(b"PARE\0\0\0\0".to_vec())),
        of(
            "a Word document",
            bytes(archive(&[
                ("[Content_Types].xml", b"<T/>"),
                ("word/document.xml", b"<w/>"),
            ])),
        ),
        of(
            "an OpenDocument text",
            bytes(archive(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                ("content.xml", b"<o/>"),
            ])),
        ),
        of(
            "an archive in an archive",
            bytes(archive(&[("in.zip", &archive(&[("a.csv", CSV)]))])),
        ),
        of("gzip in gzip", bytes(gzip(&gzip(CSV)))),
        of("gzip in zstd", bytes(zstd(&gzip(CSV)))),
        of("zstd in gzip", bytes(gzip(&zstd(CSV)))),
        of("a file of 3 GiB in an archive", bytes(claims(3 << 30))),
        of("a gzip bomb", bytes(gzip(&blanks))),
        of("a zstd bomb", bytes(zstd(&blanks))),
        of("a ZIP bomb", bytes(archive(&[("reviews.csv", &blanks)]))),
        of("styles by the megabyte", bytes(part)),
        of("two cells far apart", bytes(far_apart())),
        of(
            "too many columns",
            bytes(format!("{}\n{}\n", columns.join(","), columns.join(","))),
        ),
        of("a gzip file cut short", bytes(&gzip(CSV)[..40])),
        of("a zstd file cut short", bytes(&zstd(CSV)[..40])),
        of(
            "an archive cut short",
            bytes(&several[..several.len() - 30]),
        ),
        of("an archive that lies", bytes(claims(7))),
        of("an archive of litter", bytes(no_export)),
        of("an archive of several exports", bytes(several)),
        of("a workbook with a password", fixture("locked.xlsx")),
        of("an old workbook with a password", fixture("locked.xls")),
        of("a spreadsheet with a password", bytes(locked)),
        of("a workbook cut short", fixture("cut.xlsx")),
        of(
            "a workbook without its parts",
            bytes(archive(&[
                ("[Content_Types].xml", b"<T/>"),
                ("xl/workbook.xml", b"<w"),
            ])),
        ),
        of("an old workbook without its content", fixture("old.xls")),
        of(
            "an old workbook of noise",
            bytes(compound(b"noise, and no end of it")),
        ),
        of(
            "a binary workbook of noise",
            bytes(archive(&[("xl/workbook.bin", b"\x83")])),
        ),
        of(
            "a broken spreadsheet",
            bytes(ods("<table:table></table:row>")),
        ),
        of(
            "a spreadsheet of blank sheets",
            bytes(ods("<table:table table:name=\"A\"></table:table>")),
        ),
        of(
            "a spreadsheet without sheets",
            bytes(archive(&[
                (
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                ("content.xml", content("").as_bytes()),
            ])),
        ),
        of(
            "a spreadsheet without its content",
            bytes(archive(&[
                ("mimetype", b"spreadsheet"),
                ("content.xml", b""),
                ("xl/x", b""),
            ])),
        ),
        of("a Parquet file cut short", fixture("cut.parquet")),
        of(
            "JSON cut short in its first row",
            bytes("[\n {\"id\": 1, \"text\": \"Cut sh"),
        ),
        of("JSON that is none", bytes("{\"text\": }")),
        of("JSON nested too deep", bytes(deep)),
        of("JSON without a list", bytes("[[1,2],[3]]")),
        of("a list without rows", bytes("{\"reviews\": []}")),
        of("rows without a common name", bytes(wide.join("\n"))),
        of("rows without names", bytes("{}\n{}\n")),
        of("no text", fixture("no-text.csv")),
        of(
            "a tool's file without texts",
            fixture("zendesk-view-bare.csv"),
        ),
        (
            "a part of the second sheet of several files",
            vec![bytes(CSV), bytes(&whole[..whole.len() / 2])],
            Settings::default(),
        ),
    ]
}

/// Settings that do not fit.
fn choices() -> Vec<Case> {
    let set = |what: &'static str, input: Input, change: fn(&mut Settings)| {
        (what, vec![input], with(change))
    };
    let several = || bytes(archive(&[("may.csv", CSV), ("june.json", b"[]")]));
    vec![
        set("an unknown column", bytes(CSV), |of| {
            of.columns = vec![(Role::Text, "comment".into())]
        }),
        set("an unknown encoding", bytes(CSV), |of| {
            of.encoding = Some("utf-9".into())
        }),
        set("a quote as the delimiter", bytes(CSV), |of| {
            of.delimiter = Some('"')
        }),
        set("a scale the wrong way round", bytes(CSV), |of| {
            of.rating_scale = Some((5.0, 1.0))
        }),
        set("an unknown sheet", bytes(two_sheets()), |of| {
            of.sheet = Some("May".into())
        }),
        set("a blank sheet", bytes(two_sheets()), |of| {
            of.sheet = Some("notes".into())
        }),
        set("a sheet of a CSV file", bytes(CSV), |of| {
            of.sheet = Some("May".into())
        }),
        set("an unknown member", several(), |of| {
            of.member = Some("april.csv".into())
        }),
        set("a member of a CSV file", bytes(CSV), |of| {
            of.member = Some("may.csv".into())
        }),
        set(
            "an unknown part of an archive",
            Input::File("../../fixtures/exports/several.zip#april.csv".into()),
            |_| (),
        ),
        set(
            "an unknown sheet behind a path",
            Input::File("../../fixtures/exports/workbook.xls#May".into()),
            |_| (),
        ),
    ]
}

fn variant(error: &Error) -> String {
    let shown = format!("{error:?}");
    let end = shown.find(|c: char| !c.is_alphanumeric());
    shown[..end.unwrap_or(shown.len())].to_owned()
}

/// The names of the variants in the source.
fn variants() -> BTreeSet<String> {
    let source = include_str!("../src/error.rs");
    let body = source.split("pub enum Error {").nth(1).unwrap();
    let body = body.split("\n}\n").next().unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    lines
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| line.trim_end_matches([' ', '{', ',']).to_owned())
        .collect()
}

#[test]
fn every_error_says_what_where_and_the_way_out() {
    let folder = format!("{}/../../fixtures/exports/", env!("CARGO_MANIFEST_DIR"));
    let (mut said, mut seen) = (String::new(), BTreeSet::new());
    for (what, inputs, settings) in files().into_iter().chain(choices()) {
        let error = match read(&inputs, &settings, &mut |_, _| ()) {
            Err(error) => error,
            Ok(read) => panic!("{what} was read: {:?}", read.sources),
        };
        seen.insert(variant(&error));
        let hint = error.hint().expect("every error has a way out");
        let shown = format!("error: {error}\n hint: {hint}\n").replace(&folder, "");
        assert!(
            !shown.contains('\u{fffd}') && shown.lines().count() == 2,
            "{shown}"
        );
        writeln!(said, "# {what}\n{shown}").unwrap();
    }
    let missed: Vec<String> = variants().difference(&seen).cloned().collect();
    assert_eq!(missed, [""; 0], "variants that no case here makes");
    insta::assert_snapshot!("all", said);
}
