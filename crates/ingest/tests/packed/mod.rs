//! What the tests of packed and binary exports share.

#[allow(dead_code)]
pub(crate) mod columns;

use hearken_ingest::{Error, Ingested, Input, Settings, read};
use std::io::Write;
use zip::write::SimpleFileOptions;

#[allow(dead_code)]
pub(crate) const ZIP_HINT: &str =
    "the download may be cut short; fetch it again, or unpack or open it and save the export anew";

pub(crate) fn read_with(bytes: Vec<u8>, settings: &Settings) -> Result<Ingested, Error> {
    read(&[Input::Stdin(bytes)], settings, &mut |_, _| ())
}

pub(crate) fn ingest(bytes: Vec<u8>) -> Result<Ingested, Error> {
    read_with(bytes, &Settings::default())
}

/// That an export is refused with these words.
#[allow(dead_code)]
#[track_caller]
pub(crate) fn refused(bytes: Vec<u8>, message: &str, hint: &str) {
    match ingest(bytes) {
        Err(error) => {
            assert_eq!(error.to_string(), message);
            assert_eq!(error.hint().as_deref(), Some(hint));
        }
        Ok(read) => panic!("was read: {:?}", read.sources),
    }
}

/// Line and last cell of every used row.
#[allow(dead_code)]
pub(crate) fn rows(read: &Ingested) -> Vec<(Option<u64>, String)> {
    let last = |cells: &[hearken_feedback::Cell]| cells[cells.len() - 1].text.to_string();
    let rows = read.feedback.iter();
    rows.map(|row| (row.line.map(|line| line.get().into()), last(&row.cells)))
        .collect()
}

/// A ZIP archive with these files.
#[allow(dead_code)]
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[allow(dead_code)]
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[allow(dead_code)]
pub(crate) fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).unwrap();
    packed
}

/// An OpenDocument spreadsheet with this in its body.
#[allow(dead_code)]
pub(crate) fn ods(tables: &str) -> Vec<u8> {
    archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content(tables).as_bytes()),
    ])
}

/// The document around the tables of a spreadsheet.
#[allow(dead_code)]
pub(crate) fn content(tables: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
}
