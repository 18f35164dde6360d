//! New statements find their place among the themes of an earlier report.

use crate::encode::Read;
use crate::models::Readers;
use crate::search::Searched;
use anyhow::Result;
use clap::Args;
use hearken_feedback::Distinct;
use hearken_report::Assigned;
use hearken_topic::Reach;
use ndarray::ArrayView1;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Among which themes.
#[derive(Debug, Args)]
pub(crate) struct ThemesArguments {
    /// Report of an earlier run: tell of each statement to which of its themes it belongs
    #[arg(long, value_name = "DIR")]
    themes: Option<PathBuf>,
}

/// The themes of a report, and how far they reach.
pub(crate) struct Places {
    /// Id and name of each.
    themes: Vec<(String, String)>,
    reach: Reach,
}

impl ThemesArguments {
    /// Reads the report, before the slow work.
    pub(crate) fn open(&self, readers: &Readers) -> Result<Option<Places>> {
        let Some(folder) = &self.themes else {
            return Ok(None);
        };
        let report = Searched::open(folder)?;
        report.is_of(readers.encoder.identity(), &readers.encoder_name)?;
        let themes = report.themes()?;
        let places: HashMap<&str, usize> = (0..)
            .zip(&themes)
            .map(|(place, (id, _))| (id.as_str(), place))
            .collect();
        let mut said: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); themes.len()];
        let lines = report.folder.statements()?;
        for (line, text) in lines.iter().zip(&report.vectors.of_statement) {
            let place = line.theme.as_deref().and_then(|id| places.get(id));
            if let Some(place) = place {
                *said[*place].entry(*text as usize).or_default() += 1;
            }
        }
        let said: Vec<Vec<(usize, u32)>> = said
            .into_iter()
            .map(|theme| theme.into_iter().collect())
            .collect();
        let reach = Reach::of(report.vectors.texts.unpacked().view(), &said);
        Ok(Some(Places { themes, reach }))
    }
}

impl Places {
    /// The theme of each statement, where it belongs to one.
    pub(crate) fn of_statements(
        &self,
        distinct: &Distinct,
        read: &Read,
    ) -> Result<Vec<Option<Assigned>>> {
        let mut of_text: Vec<Option<Assigned>> = Vec::with_capacity(read.embeddings.rows());
        read.embeddings.each_block(&mut |_, rows| {
            let place = |vector: ArrayView1<'_, f32>| {
                let (place, cosine) = self.reach.theme_of(vector)?;
                let (id, name) = self.themes[place].clone();
                Some(Assigned {
                    id,
                    name,
                    similarity: (f64::from(cosine) * 1e4).round() / 1e4,
                })
            };
            of_text.extend(rows.rows().into_iter().map(place));
            Ok(())
        })?;
        let texts = distinct.of_statement.iter();
        Ok(texts.map(|text| of_text[*text].clone()).collect())
    }
}
