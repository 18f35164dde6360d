//! Which statements of two runs are the same.

use crate::StatementLine;
use std::collections::{BTreeMap, BTreeSet};

/// Of the feedback whose ids stand in both runs this part says something alike, or the ids are
/// only numbers of rows and mean nothing beyond their own export.
const IDS_HOLD: f64 = 0.5;

/// The themes that say each thing in one run, by the thing's number; what stands alone has none.
pub(crate) type Places = BTreeMap<usize, BTreeSet<usize>>;

/// What both runs say, in things numbered alike.
pub(crate) struct Same {
    /// Where the earlier run has them.
    pub(crate) old: Places,
    /// Where the later run has them.
    pub(crate) new: Places,
    /// Feedback of the later run that the earlier one read as well; without ids, that says word for
    /// word what feedback of the earlier one says.
    pub(crate) feedback: u64,
}

/// A statement's words with white space folded, in lower case.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The words of one run: for each feedback, by its export and row, its id and what it says.
struct Said<'a> {
    /// For each line its words.
    words: Vec<String>,
    /// All of them.
    all: BTreeSet<String>,
    /// For each feedback its lines.
    feedback: BTreeMap<(&'a str, u64), Vec<usize>>,
    lines: &'a [StatementLine],
}

impl<'a> Said<'a> {
    fn of(lines: &'a [StatementLine]) -> Self {
        let words: Vec<String> = lines.iter().map(|line| folded(&line.text)).collect();
        let mut feedback: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            let place = (line.source.as_str(), line.row);
            feedback.entry(place).or_default().push(index);
        }
        Self {
            all: words.iter().cloned().collect(),
            words,
            feedback,
            lines,
        }
    }

    /// For each id that one feedback alone has, the words of that feedback.
    fn by_id(&self) -> BTreeMap<&'a str, BTreeSet<&str>> {
        let mut found: BTreeMap<&str, Option<BTreeSet<&str>>> = BTreeMap::new();
        for lines in self.feedback.values() {
            let words = || lines.iter().map(|line| self.words[*line].as_str());
            if let Some(id) = lines
                .first()
                .and_then(|line| self.lines[*line].id.as_deref())
            {
                let told = found.entry(id).and_modify(|said| *said = None);
                told.or_insert_with(|| Some(words().collect()));
            }
        }
        let one = |(id, said): (_, Option<_>)| Some((id, said?));
        found.into_iter().filter_map(one).collect()
    }

    /// What each feedback says, word for word and in order, and how often.
    fn whole(&self) -> BTreeMap<Vec<&str>, u64> {
        let mut found = BTreeMap::new();
        for lines in self.feedback.values() {
            let words = lines.iter().map(|line| self.words[*line].as_str());
            *found.entry(words.collect()).or_default() += 1;
        }
        found
    }
}

/// Finds the statements of two runs that are the same: those with the same words, and, where ids
/// tell that two runs read the same feedback, what is left of it in each (somebody changed the
/// text, or it was split otherwise). `themes` gives the number of a theme by its id.
pub(crate) fn same(
    (old, old_themes): (&[StatementLine], &BTreeMap<&str, usize>),
    (new, new_themes): (&[StatementLine], &BTreeMap<&str, usize>),
) -> Same {
    let (old, new) = (Said::of(old), Said::of(new));
    let known = shared_ids(&old, &new);
    let ids = known.clone().unwrap_or_default();
    let mut numbers: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut places = |said: &Said<'_>, other: &Said<'_>, themes: &BTreeMap<&str, usize>| {
        let mut places = Places::new();
        for (line, words) in said.lines.iter().zip(&said.words) {
            let id = line.id.as_deref().filter(|id| ids.contains(*id));
            let thing = match id {
                Some(id) if !other.all.contains(words) => (true, id.to_owned()),
                _ => (false, words.clone()),
            };
            let next = numbers.len();
            let number = *numbers.entry(thing).or_insert(next);
            let place = places.entry(number).or_default();
            let theme = line.theme.as_deref().and_then(|id| themes.get(id));
            place.extend(theme.copied());
        }
        places
    };
    let in_old = places(&old, &new, old_themes);
    let in_new = places(&new, &old, new_themes);
    let feedback = match known {
        Some(ids) => ids.len() as u64,
        None => {
            let (then, now) = (old.whole(), new.whole());
            let both = |(words, count): (&Vec<&str>, &u64)| then.get(words).map(|c| *c.min(count));
            now.iter().filter_map(both).sum()
        }
    };
    Same {
        old: in_old,
        new: in_new,
        feedback,
    }
}

/// Ids of feedback that both runs read; `None` where ids do not tell, because one run has none or
/// because they are but numbers of rows.
fn shared_ids<'a>(old: &Said<'a>, new: &Said<'a>) -> Option<BTreeSet<&'a str>> {
    let (then, now) = (old.by_id(), new.by_id());
    let shared = then.keys().filter(|id| now.contains_key(*id));
    let ids: BTreeSet<&str> = shared.copied().collect();
    let alike = ids.iter().filter(|id| !then[*id].is_disjoint(&now[*id]));
    let hold = alike.count() as f64 >= IDS_HOLD * ids.len() as f64;
    (hold && !then.is_empty() && !now.is_empty()).then_some(ids)
}
