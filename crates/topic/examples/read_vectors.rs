//! Reads the themes of some vectors, for judging a change by eye or against human groups.
//!
//! `read_vectors VECTORS.npy TEXTS.txt ENCODER [THEMES]`: a line of TEXTS is a count, a tab and a
//! statement; ENCODER is a command that turns a file of phrases (a line each) into a file of
//! vectors, given both paths. Writes the themes as text; with `-` for ENCODER names are made
//! without it, and a group number per line of TEXTS is written instead.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use hearken_topic::{Settings, Statements, group};
use ndarray::Array2;
use std::error::Error;
use std::process::Command;
use std::time::Instant;

fn read(path: &str) -> Result<Array2<f32>, Box<dyn Error + Send + Sync>> {
    let bytes = std::fs::read(path)?;
    let length = u16::from_le_bytes([bytes[8], bytes[9]]) as usize;
    let header = std::str::from_utf8(&bytes[10..10 + length])?;
    let shape = header.split('(').nth(1).and_then(|s| s.split(')').next());
    let numbers: Vec<usize> = shape
        .ok_or("no shape")?
        .split(',')
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let values = bytes[10 + length..]
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    Ok(Array2::from_shape_vec((numbers[0], numbers[1]), values)?)
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().collect();
    let vectors = read(&arguments[1])?;
    let lines = std::fs::read_to_string(&arguments[2])?;
    let (mut texts, mut counts) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let (count, text) = line.split_once('\t').ok_or("no tab")?;
        counts.push(count.parse()?);
        texts.push(text);
    }
    let encoder = arguments[3].clone();
    let settings = Settings {
        themes: arguments.get(4).and_then(|n| n.parse().ok()),
        ..Settings::default()
    };
    let width = vectors.ncols();
    let began = Instant::now();
    let mut encoding = std::time::Duration::ZERO;
    let statements = Statements {
        embeddings: vectors.view(),
        texts: &texts,
        contexts: &texts,
        counts: &counts,
    };
    let themes = group(
        statements,
        &settings,
        &mut |phrases| {
            if encoder == "-" {
                return Ok(Array2::zeros((phrases.len(), width)));
            }
            let began = Instant::now();
            let from = std::env::temp_dir().join("phrases.txt");
            let to = std::env::temp_dir().join("phrases.npy");
            std::fs::write(&from, phrases.join("\n"))?;
            let mut parts = encoder.split(' ');
            let program = parts.next().ok_or("no encoder")?;
            Command::new(program)
                .args(parts)
                .arg(&from)
                .arg(&to)
                .status()?;
            encoding = began.elapsed();
            read(to.to_str().ok_or("path")?)
        },
        &mut |_, _| {},
    )?;
    eprintln!("{:.2?} of which encoding {encoding:.2?}", began.elapsed());
    let size = |members: &[usize]| members.iter().map(|m| counts[*m]).sum::<u32>();
    if encoder == "-" {
        let mut places = vec![String::new(); texts.len()];
        for (number, theme) in themes.themes.iter().chain(&themes.small).enumerate() {
            let at = if number < themes.themes.len() {
                't'
            } else {
                's'
            };
            for member in &theme.members {
                places[*member] = format!("{at}{number}");
            }
        }
        for single in &themes.single {
            places[*single] = format!("x{single}");
        }
        println!("{}", places.join("\n"));
        return Ok(());
    }
    println!(
        "{} themes, {} small, {} single, smallest {}",
        themes.themes.len(),
        themes.small.len(),
        themes.single.len(),
        themes.smallest
    );
    for theme in themes.themes.iter().chain(themes.small.iter().take(40)) {
        println!(
            "\n## {} [{}] {} statements ({} distinct) cohesion {:.2}",
            theme.name,
            theme.id,
            size(&theme.members),
            theme.members.len(),
            theme.cohesion
        );
        let phrases: Vec<_> = theme
            .keyphrases
            .iter()
            .map(|k| format!("{} {:.2}", k.text, k.score))
            .collect();
        println!("   {}", phrases.join(" | "));
        let n = theme.members.len();
        for at in [0, 1, 2, n / 3, n / 2, 2 * n / 3, n - 1] {
            if at < n && (n > 7 || at < 3) {
                let text: String = texts[theme.members[at]].chars().take(110).collect();
                println!("   - {text}");
            }
        }
    }
    Ok(())
}
