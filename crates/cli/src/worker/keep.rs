//! `hearken worker keep`: texts in, segments of the cache out, so that a run elsewhere finds what it would have
//! computed.

use super::{made_by, stream};
use crate::encode;
use crate::kept::Kept;
use crate::models::Readers;
use crate::progress::Progress;
use anyhow::Result;
use arrow_array::{ArrayRef, BinaryArray, Int64Array, StringArray};
use arrow_schema::{DataType, Field};
use hearken_feedback::{Distinct, Saying};
use std::sync::Arc;

/// A file's name and bytes, how many rows it holds, and on the first file of a batch how many texts the batch had.
pub(super) fn added(readers: &Readers) -> stream::Added {
    stream::Added {
        fields: vec![
            Field::new("hearken_segment", DataType::Utf8, true),
            Field::new("hearken_bytes", DataType::Binary, true),
            Field::new("hearken_rows", DataType::Int64, true),
            Field::new("hearken_texts", DataType::Int64, true),
        ],
        metadata: made_by(readers),
        way: stream::Way::Instead,
    }
}

/// The segments of some texts. `usual` is the language of most texts of the whole run.
pub(super) fn segments(
    readers: &Readers,
    texts: &[Option<&str>],
    languages: &[Option<&str>],
    usual: Option<&str>,
) -> Result<Vec<ArrayRef>> {
    let mut kept = Kept::carrying();
    let distinct = distinct(texts, languages, usual);
    // What is read is of no use here: what is kept of it is.
    encode::read(readers, &distinct, &mut kept, Progress::Quiet)?;
    let segments = kept.segments();
    let rows: Vec<i64> = segments
        .iter()
        .map(|segment| i64::try_from(segment.rows()).unwrap_or(i64::MAX))
        .collect();
    let counted = |at: usize| if at == 0 { texts.len() as i64 } else { 0 };
    let counts: Int64Array = (0..segments.len()).map(counted).collect::<Vec<_>>().into();
    let (names, bytes): (Vec<String>, Vec<Vec<u8>>) = segments
        .into_iter()
        .map(hearken_embedding::cache::Carried::into_file)
        .unzip();
    let errors: StringArray = std::iter::repeat_n(None::<&str>, names.len()).collect();
    let bytes: BinaryArray = bytes.iter().map(|bytes| Some(bytes.as_slice())).collect();
    Ok(vec![
        Arc::new(StringArray::from(names)),
        Arc::new(bytes),
        Arc::new(Int64Array::from(rows)),
        Arc::new(counts),
        Arc::new(errors),
    ])
}

/// Texts that each say themselves in their language. What tells no language goes with most of the run, as it does
/// there: a text in the usual language speaks for all of these.
fn distinct(texts: &[Option<&str>], languages: &[Option<&str>], usual: Option<&str>) -> Distinct {
    let mut distinct = Distinct::default();
    let mut spoken = usual;
    for (text, language) in texts.iter().zip(languages) {
        let Some(text) = text else { continue };
        let index = distinct.texts.len();
        let speaks = spoken.is_some() && *language == spoken;
        let times = if speaks { texts.len() + 1 } else { 1 };
        if speaks {
            spoken = None;
        }
        distinct.texts.push((*text).into());
        distinct.sayings.push(Saying {
            text: index,
            context: index,
            language: language.map(Into::into),
            said_by: vec![index; times],
        });
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn the_usual_language_outweighs_all_others() {
        let texts = [Some("ok"), Some("非常好用"), None, Some("it is very good")];
        let languages = [None, Some("cmn"), None, Some("eng")];
        let weights = |usual| -> Vec<usize> {
            let distinct = distinct(&texts, &languages, usual);
            distinct.sayings.iter().map(|it| it.said_by.len()).collect()
        };
        assert_eq!(weights(Some("eng")), [1, 1, 5]);
        assert_eq!(weights(Some("cmn")), [1, 5, 1]);
        assert_eq!(
            (weights(None), weights(Some("fra"))),
            (vec![1; 3], vec![1; 3])
        );
    }
}
