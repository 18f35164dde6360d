//! Themes that live on from an earlier run keep their ids.

use crate::folder;
use anyhow::Result;
use clap::Args;
use hearken_feedback::Themes;
use hearken_report::{Analysis, Diff, Report, RunFile, RunFolder, Settings};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which run came before.
#[derive(Debug, Args)]
pub(crate) struct SinceArguments {
    /// Report of an earlier run: themes that live on keep the ids that they have there
    #[arg(long, value_name = "DIR", help_heading = "Themes")]
    since: Option<PathBuf>,
}

/// An earlier run.
pub(crate) struct Earlier(folder::Report);

impl SinceArguments {
    /// Reads the earlier run, before the slow work.
    pub(crate) fn open(&self) -> Result<Option<Earlier>> {
        let read = self.since.as_deref().map(folder::Report::read);
        Ok(read.transpose()?.map(Earlier))
    }
}

impl Earlier {
    /// SHA-256 of its `run.json`.
    pub(crate) fn sha256(&self) -> &str {
        &self.0.folder.sha256
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.0.folder.path()
    }

    /// The themes of a run, those that live on by the ids that they had.
    pub(crate) fn renamed(&self, analysis: Analysis<'_>, settings: &Settings) -> Themes {
        let now = hearken_report::report(analysis, settings).dashboard;
        let statements = hearken_report::statement_lines(analysis);
        let ids =
            hearken_report::carried((&self.0.dashboard, &self.0.statements), (&now, &statements));
        renamed(analysis.themes.clone(), &ids)
    }

    /// What happened since. The run itself is not written yet and has no hash.
    pub(crate) fn diff(&self, run: &RunFile, analysis: Analysis<'_>, report: &Report) -> Diff {
        let new = RunFolder {
            run,
            sha256: "",
            dashboard: &report.dashboard,
            requirements: &report.requirements,
            statements: &hearken_report::statement_lines(analysis),
        };
        hearken_report::diff(self.0.told(), new)
    }
}

/// The themes by these ids, the others by their own; one whose own is taken by another gets a
/// number behind it.
fn renamed(mut themes: Themes, ids: &BTreeMap<String, String>) -> Themes {
    let mut taken: BTreeSet<String> = ids.values().cloned().collect();
    for theme in themes.themes.iter_mut().chain(&mut themes.small) {
        if let Some(id) = ids.get(&theme.id) {
            theme.id.clone_from(id);
            continue;
        }
        let own = theme.id.clone();
        let mut again = 2..;
        while !taken.insert(theme.id.clone()) {
            theme.id = format!("{own}-{}", again.next().unwrap_or_default());
        }
    }
    themes
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_feedback::Theme;

    #[test]
    fn no_two_themes_have_one_id() {
        let theme = |id: &str| Theme {
            id: id.to_owned(),
            name: id.to_owned(),
            keyphrases: Vec::new(),
            members: Vec::new(),
            cohesion: 1.0,
            stability: None,
            coherence: None,
            map: None,
            sub_themes: Vec::new(),
            aside: None,
        };
        let themes = Themes {
            themes: vec![theme("t-1"), theme("t-2"), theme("t-3")],
            small: vec![theme("t-4")],
            ..Themes::default()
        };
        let ids = [("t-1", "t-2"), ("t-4", "t-9")].map(|(new, old)| (new.into(), old.into()));
        let themes = renamed(themes, &BTreeMap::from(ids));
        let ids: Vec<&str> = (themes.themes.iter().chain(&themes.small))
            .map(|theme| theme.id.as_str())
            .collect();
        assert_eq!(ids, ["t-2", "t-2-2", "t-3", "t-9"]);
    }
}
