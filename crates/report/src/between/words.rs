//! A comparison of two runs in words.

use super::{Change, DemandMoves, Diff, MatchedBy, Moved, RunFacts, ShareMove, ThemeThere, Went};
use crate::Lang;
use crate::plain::{isolated, line};
use crate::terminal::padded;
use crate::words::say;
use std::fmt::{self, Write};

impl Diff {
    /// What a terminal shows: at most `top` of each sort, plain text without colors.
    pub fn told(&self, top: usize, lang: Lang) -> String {
        let mut told = String::new();
        // Writing to a String cannot fail.
        let _ = self.tell(&mut told, (top, lang));
        told
    }

    fn tell(&self, to: &mut String, (top, lang): (usize, Lang)) -> fmt::Result {
        let (old, new) = (run(&self.old, lang), run(&self.new, lang));
        writeln!(to, "{}", say!(lang, "old: {run}", run = old))?;
        writeln!(to, "{}", say!(lang, "new: {run}", run = new))?;
        writeln!(to)?;
        for (label, share) in [
            ("negative", &self.sentiment.negative),
            ("neutral", &self.sentiment.neutral),
            ("positive", &self.sentiment.positive),
        ] {
            writeln!(
                to,
                "{}  {}",
                padded(&lang.told(label), 8),
                felt(share, lang)
            )?;
        }
        for went in Went::ALL {
            self.themes_that(went, to, (top, lang))?;
        }
        self.requirements.tell(to, (top, lang))?;
        if !self.notes.is_empty() {
            writeln!(to)?;
        }
        for note in &self.notes {
            writeln!(
                to,
                "{}",
                say!(lang, "note: {note}", note = line(&lang.told(note)))
            )?;
        }
        Ok(())
    }

    fn themes_that(&self, went: Went, to: &mut String, (top, lang): (usize, Lang)) -> fmt::Result {
        let themes = self.themes.iter();
        let themes: Vec<&Change> = themes.filter(|change| change.change == went).collect();
        if themes.is_empty() {
            return Ok(());
        }
        let heading = match went {
            Went::New => say!(lang, "new themes"),
            Went::Grown => say!(lang, "grown"),
            Went::Split => say!(lang, "split"),
            Went::Merged => say!(lang, "merged"),
            Went::Shrunk => say!(lang, "shrunk"),
            Went::Resolved => {
                say!(
                    lang,
                    "resolved or gone: no theme of the later run is matched"
                )
            }
            Went::Unchanged => say!(lang, "unchanged, as far as chance allows to say"),
            Went::TooFew => {
                let few = say!(
                    lang,
                    "{n} themes with fewer than five feedback in each run: nothing is claimed of them",
                    n = themes.len(),
                );
                return writeln!(to, "\n{few}");
            }
        };
        writeln!(to, "\n{heading} ({})", themes.len())?;
        for change in themes.iter().take(top) {
            change.tell(to, lang)?;
        }
        more(themes.len(), top, to, lang)
    }
}

impl Change {
    fn tell(&self, to: &mut String, lang: Lang) -> fmt::Result {
        let by = match self.matched.iter().map(|found| found.by).max() {
            Some(MatchedBy::Id) => say!(lang, "same id").to_owned(),
            Some(MatchedBy::Statements) => {
                let shared: u64 = self.matched.iter().map(|found| found.shared).sum();
                say!(lang, "by {n} shared statements", n = shared)
            }
            Some(MatchedBy::Words) => say!(lang, "by its words only").to_owned(),
            None => self.alone(lang),
        };
        let names = match (self.old.as_slice(), self.new.as_slice()) {
            ([one], [other]) if one.name != other.name => {
                say!(
                    lang,
                    "{new}, was {old}",
                    new = called(other, lang),
                    old = called(one, lang),
                )
            }
            (_, [one]) if self.old.len() < 2 => called(one, lang),
            ([one], []) => called(one, lang),
            (old, new) => format!("{} → {}", all(old, lang), all(new, lang)),
        };
        let doubt = match (self.moved, self.change) {
            (Some(Moved::Grown), Went::Split | Went::Merged) => say!(lang, ", grown"),
            (Some(Moved::Shrunk), Went::Split | Went::Merged) => say!(lang, ", shrunk"),
            (None, Went::New | Went::Resolved) => say!(lang, ", which chance may do"),
            _ => "",
        };
        let told = say!(
            lang,
            "{then} → {now} feedback, {share_then} → {share_now}{doubt}; {by}",
            then = self.then.count,
            now = self.now.count,
            share_then = percent(self.then.share.value, lang),
            share_now = percent(self.now.share.value, lang),
            doubt = doubt,
            by = by,
        );
        writeln!(to, "  {names}\n    {told}")
    }

    /// What is known of a theme that has no other.
    fn alone(&self, lang: Lang) -> String {
        let Some(theme) = self.new.first().or(self.old.first()) else {
            return String::new();
        };
        let is_later = self.new.is_empty();
        let (found, all) = (theme.found, theme.different);
        match (found, is_later) {
            (0, true) => say!(lang, "none of its statements is in the later run").to_owned(),
            (0, false) => say!(lang, "none of its statements is in the earlier run").to_owned(),
            (_, true) => say!(
                lang,
                "{n} of its {all} statements are in the later run, in other themes or alone",
                n = found,
                all = all,
            ),
            (_, false) => say!(
                lang,
                "{n} of its {all} statements are in the earlier run, in other themes or alone",
                n = found,
                all = all,
            ),
        }
    }
}

impl DemandMoves {
    fn tell(&self, to: &mut String, (top, lang): (usize, Lang)) -> fmt::Result {
        if !self.new.is_empty() {
            let head = say!(lang, "new requirements ({n})", n = self.new.len());
            writeln!(to, "\n{head}")?;
        }
        for new in self.new.iter().take(top) {
            let what = isolated(line(&new.statement));
            let score = format!("{:.1}", new.score);
            let score = say!(lang, "score {score}", score = score);
            writeln!(to, "  {}. {what}   {score}", new.rank)?;
        }
        more(self.new.len(), top, to, lang)?;
        if !self.dropped.is_empty() {
            let head = say!(lang, "dropped requirements ({n})", n = self.dropped.len());
            writeln!(to, "\n{head}")?;
        }
        for old in self.dropped.iter().take(top) {
            let reason = old.reason.as_deref().unwrap_or("its theme is gone");
            let what = isolated(line(&old.statement));
            let reason = line(&lang.told(reason));
            let was = say!(lang, "was {rank}. {what}", rank = old.rank, what = what);
            writeln!(to, "  {was}   {reason}")?;
        }
        more(self.dropped.len(), top, to, lang)?;
        if !self.kept.is_empty() {
            let head = say!(lang, "kept requirements ({n})", n = self.kept.len());
            writeln!(to, "\n{head}")?;
        }
        for kept in self.kept.iter().take(top) {
            let moved = match kept.up {
                0 => say!(lang, "same place").to_owned(),
                up => say!(
                    lang,
                    "was {rank}, {up}",
                    rank = kept.old.rank,
                    up = format!("{up:+}"),
                ),
            };
            let scores = format!("{:.1} → {:.1}", kept.old.score, kept.new.score);
            let scores = say!(
                lang,
                "{moved}, score {scores}",
                moved = moved,
                scores = scores
            );
            let what = isolated(line(&kept.new.statement));
            writeln!(to, "  {}. {what}   {scores}", kept.new.rank)?;
        }
        more(self.kept.len(), top, to, lang)
    }
}

fn more(all: usize, top: usize, to: &mut String, lang: Lang) -> fmt::Result {
    if all > top {
        let more = say!(lang, "… and {n} more (--top, --json)", n = all - top);
        writeln!(to, "  {more}")?;
    }
    Ok(())
}

fn run(facts: &RunFacts, lang: Lang) -> String {
    let mut told = say!(
        lang,
        "{feedback} feedback, {statements} statements, {themes} themes and {small} small ones, {requirements} requirements",
        feedback = facts.feedback,
        statements = facts.statements,
        themes = facts.themes,
        small = facts.small_themes,
        requirements = facts.requirements,
    );
    if let Some(period) = &facts.period {
        told += &say!(
            lang,
            ", {first} to {last}",
            first = lang.day(&period.first),
            last = lang.day(&period.last),
        );
    }
    if let Some(rating) = &facts.rating {
        let mean = format!("{:.2}", rating.value);
        told += &say!(lang, ", mean rating {mean}", mean = mean);
    }
    told
}

fn felt(moved: &ShareMove, lang: Lang) -> String {
    let share = |part: crate::Part| {
        let share = part.share;
        let [low, high] = [share.low, share.high].map(|end| format!("{:.0}", end * 100.0));
        say!(
            lang,
            "{share} ({low}–{high})",
            share = percent(share.value, lang),
            low = low,
            high = high,
        )
    };
    let moved_by = if moved.moved {
        ""
    } else {
        say!(lang, "   no more than chance")
    };
    format!("{} → {}{moved_by}", share(moved.then), share(moved.now))
}

fn percent(share: f64, lang: Lang) -> String {
    lang.percent(share, 10.0, " ")
}

fn called(theme: &ThemeThere, lang: Lang) -> String {
    let name = isolated(line(&lang.told(&theme.name)));
    format!("“{name}” {}", line(&theme.id))
}

fn all(themes: &[ThemeThere], lang: Lang) -> String {
    let names: Vec<String> = themes.iter().map(|theme| called(theme, lang)).collect();
    names.join(" + ")
}
