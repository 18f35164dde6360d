//! What is kept of a run's vectors: to search its statements, and to give new ones its themes.

use crate::encode::Read;
use crate::models::Readers;
use hearken_feedback::{Distinct, Theme, Themes};
use hearken_report::{Packed, Vectors};
use hearken_topic::Reach;
use ndarray::{Array2, Axis};
use std::collections::BTreeMap;

/// The file in a report's folder.
pub(crate) const VECTORS: &str = "vectors.safetensors";

/// The vector of each text that a statement says, and how far each theme reaches.
pub(crate) fn of_run(
    readers: &Readers,
    distinct: &Distinct,
    read: &Read,
    themes: &Themes,
) -> Vectors {
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
    let texts = Packed::of(read.embeddings.select(Axis(0), &kept).view());
    let reach = reach(distinct, read, themes);
    Vectors {
        encoder: readers.encoder.identity().to_owned(),
        texts,
        of_statement,
        centers: Packed::of(reach.centers.view()),
        edges: reach.edges,
    }
}

/// Statements are read in their context here, as where they were grouped; what is taken from them
/// there because of their language is not known of new ones and stays.
fn reach(distinct: &Distinct, read: &Read, themes: &Themes) -> Reach {
    let mut saying_of = vec![0; distinct.of_statement.len()];
    for (index, saying) in distinct.sayings.iter().enumerate() {
        saying.said_by.iter().for_each(|by| saying_of[*by] = index);
    }
    let sayings = |theme: &Theme| -> Vec<(usize, u32)> {
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        for statement in &theme.members {
            *counts.entry(saying_of[*statement]).or_default() += 1;
        }
        counts.into_iter().collect()
    };
    let themes: Vec<_> = themes
        .themes
        .iter()
        .chain(&themes.small)
        .map(sayings)
        .collect();
    Reach::of(in_context(distinct, read).view(), &themes)
}

/// The unit vector of each saying, leaning towards its context.
pub(crate) fn in_context(distinct: &Distinct, read: &Read) -> Array2<f32> {
    let (texts, contexts): (Vec<usize>, Vec<usize>) = distinct
        .sayings
        .iter()
        .map(|saying| (saying.text, saying.context))
        .unzip();
    let said: Vec<&str> = texts
        .iter()
        .map(|text| distinct.texts[*text].as_str())
        .collect();
    hearken_topic::in_context(
        read.embeddings.select(Axis(0), &texts).view(),
        read.embeddings.select(Axis(0), &contexts).view(),
        &said,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;
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
        let exact = encode::vectors(&*encoder, &texts).unwrap();
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
