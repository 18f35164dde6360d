//! What a row costs in memory, counted by an allocator of its own: nothing else runs beside it.

use hearken_feedback::{Entry, Feedback, Statement};
use hearken_ingest::{Input, Settings, Splitting, read, statements};
use peak_alloc::PeakAlloc;
use std::fmt::Write;

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// More than are read between two strides, so that what is held for one alone weighs little.
const ROWS: usize = 60_000;

/// What a row may cost beside its own letters, as the crate's documentation says.
const KEPT: usize = 320;
const A_STATEMENT: usize = 48;
/// What reading may hold at most, beside the letters of the rows. An export as small as this one
/// lies in one block until its last row was read.
const AT_MOST: usize = 740;

/// An export of reviews, of which every second was answered, and the bytes of text that are kept
/// of a row: id, text, answer, and the column without a use of its own.
fn export() -> (String, usize) {
    let mut csv = "review_id,app,date,rating,version,text,reply,device\n".to_owned();
    let mut letters = 0;
    for row in 0..ROWS {
        let id = format!(
            "{:08x}-0cb4-461c-97a2-2a5158dabe40",
            row * 2_654_435 % 0x8000_0000
        );
        let text = format!(
            "The map number {row} never loads on my phone, {} times a day. Please mend it!",
            row % 7
        );
        let reply = match row % 2 {
            0 => format!("Thank you for telling us of map {row}, we are looking into it."),
            _ => String::new(),
        };
        let device = format!("phone {}", row % 5000);
        letters += id.len() + text.len() + reply.len() + device.len();
        let (month, day) = (row / 28 % 12 + 1, row % 28 + 1);
        let (rating, version) = (row % 5 + 1, row / 1000);
        writeln!(
            csv,
            "{id},maps,2024-{month:02}-{day:02},{rating},4.{version}.0,\"{text}\",\"{reply}\",{device}"
        )
        .expect("a string takes all");
    }
    (csv, letters / ROWS)
}

#[test]
fn a_row_costs_as_much_as_is_said() {
    assert_eq!(size_of::<Feedback>(), 208);
    assert_eq!(size_of::<Entry>(), 48);
    assert_eq!(size_of::<Statement>(), 40);
    let (csv, letters) = export();
    let file = tempfile::NamedTempFile::new().expect("a file can be made");
    std::fs::write(file.path(), csv).expect("a file can be written");
    let input = [Input::File(file.path().into())];
    // What is made once, such as patterns, is none of the rows'.
    let small = Input::Stdin(b"id,text\n1,It is slow\n2,It is fast\n".to_vec());
    read(&[small], &Settings::default(), &mut |_, _| {}).expect("it can be read");

    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let ingested = read(&input, &Settings::default(), &mut |_, _| {}).expect("it can be read");
    assert_eq!(ingested.feedback.len(), ROWS);
    let a_row = |bytes: usize| (bytes - before) / ROWS;
    let (kept, peak) = (a_row(COUNTED.current_usage()), a_row(COUNTED.peak_usage()));
    assert!(kept <= letters + KEPT, "{kept} bytes for {letters} letters");
    assert!(
        peak <= letters + AT_MOST,
        "{peak} bytes for {letters} letters"
    );

    let before = COUNTED.current_usage();
    let said = statements(&ingested.feedback, Splitting::Clauses);
    let each = (COUNTED.current_usage() - before) / said.len();
    assert!(said.len() >= ROWS);
    assert!(each <= A_STATEMENT, "{each} bytes a statement");
}
