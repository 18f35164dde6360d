//! What is kept of a run's vectors, to search its statements.

use crate::encode::Read;
use crate::models::Readers;
use anyhow::Result;
use hearken_feedback::Distinct;
use hearken_report::write_vectors;
use std::io::Write;

/// The file in a report's folder.
pub(crate) const VECTORS: &str = "vectors.safetensors";

/// Texts whose vectors are in memory while they are written.
const BLOCK: usize = 4096;

/// Writes the vector of each text that a statement says.
pub(crate) fn write(
    readers: &Readers,
    distinct: &Distinct,
    read: &Read,
    to: &mut dyn Write,
) -> Result<()> {
    let mut kept = Vec::new();
    let mut row_of: Vec<Option<u32>> = vec![None; distinct.texts.len()];
    let mut of_statement = Vec::with_capacity(distinct.of_statement.len());
    for &text in &distinct.of_statement {
        let row = *row_of[text].get_or_insert_with(|| {
            kept.push(text);
            u32::try_from(kept.len() - 1).expect("grouping refuses more statements")
        });
        of_statement.push(row);
    }
    drop(row_of);
    write_vectors(
        readers.encoder.identity(),
        &of_statement,
        (kept.len(), read.embeddings.width()),
        &mut |each| {
            let mut blocks = kept.chunks(BLOCK);
            blocks.try_for_each(|texts| each(read.embeddings.select(texts)?.view()))
        },
        to,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;
    use hearken_report::Packed;
    use std::path::Path;

    /// Of the ten nearest by vectors of 32 bits, packed ones find at least 99 of 100, on the
    /// sentences of the demo.
    #[test]
    fn packing_loses_few_of_the_ten_nearest() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let encoder = hearken_embedding::open(&root.join("models/encoder")).unwrap();
        let export = std::fs::File::open(root.join("fixtures/demo/reviews.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(export);
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "review");
        let column = column.unwrap();
        let mut texts: Vec<String> = Vec::new();
        for record in reader.records().filter_map(Result::ok) {
            let sentences = record
                .get(column)
                .unwrap_or_default()
                .split_inclusive(['.', '!']);
            texts.extend(sentences.map(|said| said.trim().to_owned()));
        }
        texts.retain(|text| text.len() > 3);
        texts.sort();
        texts.dedup();
        assert!(texts.len() > 500, "{}", texts.len());
        let exact = encode::vectors(&*encoder, &texts, &mut crate::kept::Kept::off()).unwrap();
        let packed = Packed::of(exact.view());
        let ten = |near: &[f32]| -> Vec<usize> {
            let mut rows: Vec<usize> = (0..near.len()).collect();
            rows.sort_by(|a, b| near[*b].total_cmp(&near[*a]));
            rows.truncate(10);
            rows
        };
        let (mut kept, mut all) = (0, 0);
        for row in exact.rows() {
            let wanted = ten(&exact.dot(&row).to_vec());
            let found = ten(&packed.similarities(row.as_slice().unwrap()));
            kept += wanted.iter().filter(|row| found.contains(row)).count();
            all += wanted.len();
        }
        let recall = kept as f64 / all as f64;
        assert!(recall >= 0.99, "recall@10 is {recall}");
    }
}
