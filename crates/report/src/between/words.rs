//! A comparison of two runs in words.

use super::{Change, DemandMoves, Diff, MatchedBy, Moved, RunFacts, ShareMove, ThemeThere, Went};
use crate::plain::line;
use std::fmt::{self, Write};

impl Diff {
    /// What a terminal shows: at most `top` of each sort, plain text without colors.
    pub fn told(&self, top: usize) -> String {
        let mut told = String::new();
        // Writing to a String cannot fail.
        let _ = self.tell(&mut told, top);
        told
    }

    fn tell(&self, to: &mut String, top: usize) -> fmt::Result {
        writeln!(to, "old: {}", run(&self.old))?;
        writeln!(to, "new: {}", run(&self.new))?;
        writeln!(to)?;
        for (label, share) in [
            ("negative", &self.sentiment.negative),
            ("neutral", &self.sentiment.neutral),
            ("positive", &self.sentiment.positive),
        ] {
            writeln!(to, "{label:<8}  {}", felt(share))?;
        }
        for went in Went::ALL {
            self.themes_that(went, to, top)?;
        }
        self.requirements.tell(to, top)?;
        if !self.notes.is_empty() {
            writeln!(to)?;
        }
        for note in &self.notes {
            writeln!(to, "note: {}", line(note))?;
        }
        Ok(())
    }

    fn themes_that(&self, went: Went, to: &mut String, top: usize) -> fmt::Result {
        let themes = self.themes.iter();
        let themes: Vec<&Change> = themes.filter(|change| change.change == went).collect();
        if themes.is_empty() {
            return Ok(());
        }
        let heading = match went {
            Went::New => "new themes",
            Went::Grown => "grown",
            Went::Split => "split",
            Went::Merged => "merged",
            Went::Shrunk => "shrunk",
            Went::Resolved => "resolved or gone: no theme of the later run is matched",
            Went::Unchanged => "unchanged, as far as chance allows to say",
            Went::TooFew => {
                let count = themes.len();
                let few = "with fewer than five feedback in each run: nothing is claimed of them";
                return writeln!(to, "\n{count} themes {few}");
            }
        };
        writeln!(to, "\n{heading} ({})", themes.len())?;
        for change in themes.iter().take(top) {
            change.tell(to)?;
        }
        more(themes.len(), top, to)
    }
}

impl Change {
    fn tell(&self, to: &mut String) -> fmt::Result {
        let by = match self.matched.iter().map(|found| found.by).max() {
            Some(MatchedBy::Id) => "same id".to_owned(),
            Some(MatchedBy::Statements) => {
                let shared: u64 = self.matched.iter().map(|found| found.shared).sum();
                format!("by {shared} shared statements")
            }
            Some(MatchedBy::Words) => "by its words only".to_owned(),
            None => self.alone(),
        };
        let names = match (self.old.as_slice(), self.new.as_slice()) {
            ([one], [other]) if one.name != other.name => {
                format!("{}, was {}", called(other), called(one))
            }
            (_, [one]) if self.old.len() < 2 => called(one),
            ([one], []) => called(one),
            (old, new) => format!("{} → {}", all(old), all(new)),
        };
        let doubt = match (self.moved, self.change) {
            (Some(Moved::Grown), Went::Split | Went::Merged) => ", grown",
            (Some(Moved::Shrunk), Went::Split | Went::Merged) => ", shrunk",
            (None, Went::New | Went::Resolved) => ", which chance may do",
            _ => "",
        };
        writeln!(
            to,
            "  {names}\n    {} → {} feedback, {} → {}{doubt}; {by}",
            self.then.count,
            self.now.count,
            percent(self.then.share.value),
            percent(self.now.share.value)
        )
    }

    /// What is known of a theme that has no other.
    fn alone(&self) -> String {
        let Some(theme) = self.new.first().or(self.old.first()) else {
            return String::new();
        };
        let other = if self.new.is_empty() {
            "later"
        } else {
            "earlier"
        };
        match theme.found {
            0 => format!("none of its statements is in the {other} run"),
            found => format!(
                "{found} of its {} statements are in the {other} run, in other themes or alone",
                theme.different
            ),
        }
    }
}

impl DemandMoves {
    fn tell(&self, to: &mut String, top: usize) -> fmt::Result {
        if !self.new.is_empty() {
            writeln!(to, "\nnew requirements ({})", self.new.len())?;
        }
        for new in self.new.iter().take(top) {
            let what = line(&new.statement);
            writeln!(to, "  {}. {what}   score {:.1}", new.rank, new.score)?;
        }
        more(self.new.len(), top, to)?;
        if !self.dropped.is_empty() {
            writeln!(to, "\ndropped requirements ({})", self.dropped.len())?;
        }
        for old in self.dropped.iter().take(top) {
            let reason = old.reason.as_deref().unwrap_or("its theme is gone");
            let what = line(&old.statement);
            writeln!(to, "  was {}. {what}   {}", old.rank, line(reason))?;
        }
        more(self.dropped.len(), top, to)?;
        if !self.kept.is_empty() {
            writeln!(to, "\nkept requirements ({})", self.kept.len())?;
        }
        for kept in self.kept.iter().take(top) {
            let moved = match kept.up {
                0 => "same place".to_owned(),
                up => format!("was {}, {up:+}", kept.old.rank),
            };
            writeln!(
                to,
                "  {}. {}   {moved}, score {:.1} → {:.1}",
                kept.new.rank,
                line(&kept.new.statement),
                kept.old.score,
                kept.new.score
            )?;
        }
        more(self.kept.len(), top, to)
    }
}

fn more(all: usize, top: usize, to: &mut String) -> fmt::Result {
    if all > top {
        writeln!(to, "  … and {} more (--top, --json)", all - top)?;
    }
    Ok(())
}

fn run(facts: &RunFacts) -> String {
    let mut told = format!(
        "{} feedback, {} statements, {} themes and {} small ones, {} requirements",
        facts.feedback, facts.statements, facts.themes, facts.small_themes, facts.requirements
    );
    if let Some(period) = &facts.period {
        told += &format!(", {} to {}", period.first, period.last);
    }
    if let Some(rating) = &facts.rating {
        told += &format!(", mean rating {:.2}", rating.value);
    }
    told
}

fn felt(moved: &ShareMove) -> String {
    let share = |part: crate::Part| {
        let share = part.share;
        let [low, high] = [share.low, share.high].map(|end| format!("{:.0}", end * 100.0));
        format!("{} ({low}–{high})", percent(share.value))
    };
    let moved_by = if moved.moved {
        ""
    } else {
        "   no more than chance"
    };
    format!("{} → {}{moved_by}", share(moved.then), share(moved.now))
}

fn percent(share: f64) -> String {
    let digits = usize::from(share > 0.0 && share < 0.1);
    format!("{:.digits$} %", share * 100.0)
}

fn called(theme: &ThemeThere) -> String {
    format!("“{}” {}", line(&theme.name), line(&theme.id))
}

fn all(themes: &[ThemeThere]) -> String {
    let names: Vec<String> = themes.iter().map(called).collect();
    names.join(" + ")
}
