//! Reads a JSON string a line from standard input and prints its masks, a JSON array of
//! `[start, end, shown]` a line; with `names` as the argument, names of people too. With `--time`
//! it prints how long masking took instead.

use hearken_ingest::{PersonalData, masks};
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let personal_data = if asked("names") {
        PersonalData::MaskNames
    } else {
        PersonalData::Mask
    };
    let texts = std::io::stdin()
        .lock()
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<Vec<String>, Box<dyn std::error::Error>>>()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if asked("--time") {
        let bytes: usize = texts.iter().map(String::len).sum();
        let begun = Instant::now();
        let found: usize = texts
            .iter()
            .map(|text| masks(text, personal_data).len())
            .sum();
        let seconds = begun.elapsed().as_secs_f64();
        let rows = texts.len() as f64;
        writeln!(
            out,
            "{rows} texts of {:.0} bytes, {found} masks: {:.0} texts/s, {:.1} MB/s on one thread",
            bytes as f64 / rows,
            rows / seconds,
            bytes as f64 / seconds / 1e6
        )?;
        return Ok(());
    }
    for text in &texts {
        let masks: Vec<_> = masks(text, personal_data)
            .into_iter()
            .map(|mask| (mask.start, mask.end, mask.shown))
            .collect();
        writeln!(out, "{}", serde_json::to_string(&masks)?)?;
    }
    Ok(())
}
