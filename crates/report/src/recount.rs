//! The dashboard's counts done again, from the exports and from what a run wrote of each row and
//! statement.
//!
//! The dashboard is made anew from the labels in `feedback.csv` and `statements.jsonl`, by the
//! code that made the first, and every number in it is compared. Left out is what only the
//! models' unrounded probabilities and vectors tell.

use crate::analysis::{Analysis, Facts};
use crate::tables::StatementLine;
use crate::theme::Ground;
use crate::verify::Now;
use crate::verify_requirements::broken_affected;
use crate::{Dashboard, OwnHead, Requirements, SubThemeFacts, dashboard, overall, told};
use hearken_feedback::{Area, Classified, Label, Quality, SubTheme, Theme, Themes};
use serde_json::Value;
use std::collections::HashMap;

/// Fields that cannot be made from what is written of the labels. Quotes among them are held against the exports.
const UNTOLD: [&str; 9] = [
    "score",
    "cohesion",
    "stability",
    "coherence",
    "map",
    "keyphrases",
    "central",
    "quotes",
    "worth_reading",
];

/// Two roundings of the same number may differ by this.
const ROUNDING: f64 = 1.5e-4;

/// How many numbers and words were compared, and a sentence for each that differs. `whole` is what
/// is written of each used row, `heads` what heads of the user's own said of rows and statements.
pub(crate) fn recount(
    (then, requirements): (&Dashboard, &Requirements),
    now: Now<'_>,
    lines: &[StatementLine],
    (whole, heads): (&[Option<Classified>], &[OwnHead]),
) -> (u64, Vec<String>) {
    if lines.len() != now.statements.len() || whole.len() != now.feedback.len() {
        return (0, Vec::new());
    }
    let classified: Vec<Classified> = lines.iter().map(told::statement).collect();
    let themes = themes(then, lines);
    let qualities = qualities(then, lines);
    let facts = Facts::of(Analysis {
        sources: now.sources,
        entries: now.entries,
        feedback: now.feedback,
        statements: now.statements,
        classified: &classified,
        qualities: qualities.as_deref(),
        whole,
        themes: &themes,
        heads,
        read_by: &then.read_by,
    });
    let periods = overall::periods(&facts);
    let ground = Ground::of(
        &facts,
        periods.as_ref().map(|found| &found.1),
        facts.scale(),
    );
    let release = then.release.as_ref().map(|told| told.release.as_str());
    let again = dashboard(&facts, &ground, periods, release);
    let mut compared = Compared::default();
    let value = |dashboard: &Dashboard| serde_json::to_value(dashboard).unwrap_or_default();
    compared.values("", &value(then), &value(&again));
    let (count, broken) = broken_affected(&facts, ground.scale, requirements, lines);
    compared.differences.extend(broken);
    (compared.count + count, compared.differences)
}

/// What the problems and requests are told to be about; of the others nothing is told, nor asked.
fn qualities(told: &Dashboard, lines: &[StatementLine]) -> Option<Vec<Option<Quality>>> {
    let quality = |line: &StatementLine| {
        let word = line.quality.as_deref();
        word.map_or(Some(None), |word| Quality::from_word(word).map(Some))
    };
    let read: Option<Vec<_>> = lines.iter().map(quality).collect();
    read.filter(|_| !told.qualities.is_empty())
}

/// The dashboard's themes with the members that `statements.jsonl` gives them.
fn themes(told: &Dashboard, lines: &[StatementLine]) -> Themes {
    let mut members: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut single = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match &line.theme {
            Some(theme) => members.entry(theme).or_default().push(index),
            None => single.push(index),
        }
    }
    let mut theme = |id: &String, name: &String, parts: &[SubThemeFacts]| {
        let members = members.remove(id.as_str())?;
        Some(Theme {
            id: id.clone(),
            name: name.clone(),
            keyphrases: Vec::new(),
            cohesion: 0.0,
            stability: None,
            coherence: None,
            map: None,
            sub_themes: sub_themes(parts, &members, lines),
            members,
            aside: None,
        })
    };
    Themes {
        themes: told
            .themes
            .iter()
            .filter_map(|t| theme(&t.id, &t.name, &t.sub_themes))
            .collect(),
        small: told
            .small_themes
            .iter()
            .filter_map(|t| theme(&t.id, &t.name, &[]))
            .collect(),
        areas: areas(told),
        single,
        smallest: told.smallest_theme as usize,
        // What people decided, who named the themes and how they were found is not to be told from the statements.
        notes: told
            .notes
            .iter()
            .filter(|note| {
                let told = [Themes::DECIDED, Themes::NAMED, Themes::FOUND];
                told.iter().any(|begin| note.starts_with(begin))
            })
            .cloned()
            .collect(),
    }
}

/// The members of each of these parts of a theme, by the names that `statements.jsonl` gives.
fn sub_themes(told: &[SubThemeFacts], members: &[usize], lines: &[StatementLine]) -> Vec<SubTheme> {
    let parts = told.iter().map(|part| {
        let is_in = |member: &&usize| lines[**member].sub_theme.as_ref() == Some(&part.name);
        SubTheme {
            name: part.name.clone(),
            members: members.iter().filter(is_in).copied().collect(),
        }
    });
    // Without statements it could not be counted; that it is gone shows as a difference.
    parts.filter(|part| !part.members.is_empty()).collect()
}

/// Which themes an area holds is told by the dashboard alone.
fn areas(told: &Dashboard) -> Vec<Area> {
    let place = |id: &String| told.themes.iter().position(|theme| theme.id == *id);
    let areas = told.areas.iter().map(|area| Area {
        name: area.name.clone(),
        themes: area.themes.iter().filter_map(place).collect(),
    });
    areas.collect()
}

#[derive(Default)]
struct Compared {
    count: u64,
    differences: Vec<String>,
}

impl Compared {
    fn values(&mut self, at: &str, told: &Value, again: &Value) {
        match (told, again) {
            (Value::Object(told), Value::Object(again)) => {
                // Labels of the user's own may be called anything.
                let fixed = !at.contains("/heads");
                let names = told
                    .iter()
                    .filter(|(name, _)| !(fixed && UNTOLD.contains(&name.as_str())));
                for (name, value) in names {
                    let other = again.get(name).unwrap_or(&Value::Null);
                    self.values(&format!("{at}/{name}"), value, other);
                }
            }
            (Value::Array(told), Value::Array(again)) if told.len() == again.len() => {
                for (place, (told, again)) in told.iter().zip(again).enumerate() {
                    self.values(&format!("{at}/{place}"), told, again);
                }
            }
            _ => {
                self.count += 1;
                if !is_same(told, again) {
                    let (told, again) = (brief(told), brief(again));
                    let at = at.trim_start_matches('/');
                    self.differences.push(format!(
                        "dashboard.json says {told} at {at}, where the rows give {again}"
                    ));
                }
            }
        }
    }
}

fn is_same(told: &Value, again: &Value) -> bool {
    match (told.as_f64(), again.as_f64()) {
        (Some(a), Some(b)) if told.is_f64() || again.is_f64() => (a - b).abs() < ROUNDING,
        _ => told == again,
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an entry".to_owned(),
        value => value.to_string(),
    }
}
