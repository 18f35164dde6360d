//! Scores the finder of role, action and benefit against stories that people annotated.
//!
//!     cargo run --release -p hearken-report --example stories -- ../shared/data
//!
//! Of `req_user_stories22` (Dalpiaz's backlogs, annotated by Mosser et al.) personas and benefits are
//! held against what is found, and whether the annotated verbs stand in the action or the benefit. Of
//! `req_crowdre_smarthome` the sentences were built from role, feature and benefit, which are held
//! against what is found; nothing there tests free wording.

#![allow(clippy::print_stdout, reason = "it prints what it measures")]

use hearken_report::{Story, story};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// Found, there, and right, of one part.
#[derive(Default)]
struct Tally {
    there: usize,
    found: usize,
    exact: usize,
    /// Sum over texts of the shared words (F1 of the two spans); texts where neither has one are
    /// left out.
    words: f64,
    either: usize,
}

impl Tally {
    fn add(&mut self, truth: &str, found: Option<&str>) {
        let (truth, found) = (words(truth), words(found.unwrap_or_default()));
        self.there += usize::from(!truth.is_empty());
        self.found += usize::from(!found.is_empty());
        if truth.is_empty() && found.is_empty() {
            return;
        }
        self.either += 1;
        self.exact += usize::from(truth == found);
        let mut left: BTreeMap<&String, usize> = BTreeMap::new();
        truth
            .iter()
            .for_each(|word| *left.entry(word).or_default() += 1);
        let shared = found
            .iter()
            .filter(|word| match left.get_mut(word) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            })
            .count();
        self.words += 2.0 * shared as f64 / (truth.len() + found.len()) as f64;
    }

    fn tell(&self, name: &str) {
        let part = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        println!(
            "  {name:8} annotated {:5}, found {:5}, exact {:.3}, shared words (F1) {:.3}",
            self.there,
            self.found,
            part(self.exact, self.either),
            self.words / self.either.max(1) as f64
        );
    }
}

fn words(text: &str) -> Vec<String> {
    let bare = text.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    bare.filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let data = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "../shared/data".to_owned());
    let data = Path::new(&data);

    let stories = rows(&data.join("req_user_stories22/data.csv"))?;
    let (mut role, mut benefit) = (Tally::default(), Tally::default());
    let (mut verbs, mut covered) = (0, 0);
    for row in &stories {
        let Story {
            role: who,
            action,
            benefit: why,
        } = story(&row["text"]);
        // Of several personas the first wants it.
        role.add(
            row["persona"].split('|').next().unwrap_or_default(),
            who.as_deref(),
        );
        benefit.add(&row["benefit"], why.as_deref());
        let mut said = words(action.as_deref().unwrap_or_default());
        said.extend(words(why.as_deref().unwrap_or_default()));
        for verb in row["action"].split('|').filter(|verb| !verb.is_empty()) {
            verbs += 1;
            covered += usize::from(words(verb).iter().all(|word| said.contains(word)));
        }
    }
    println!("req_user_stories22: {} stories", stories.len());
    role.tell("role");
    benefit.tell("benefit");
    println!(
        "  action   {covered} of {verbs} annotated verbs stand in the action or the benefit ({:.3})",
        covered as f64 / verbs.max(1) as f64
    );

    let crowd = rows(&data.join("req_crowdre_smarthome/data.csv"))?;
    let (mut role, mut action, mut benefit) =
        (Tally::default(), Tally::default(), Tally::default());
    for row in &crowd {
        let found = story(&row["text"]);
        role.add(&row["role"], found.role.as_deref());
        action.add(&row["feature"], found.action.as_deref());
        benefit.add(&row["benefit"], found.benefit.as_deref());
    }
    println!("req_crowdre_smarthome: {} requirements", crowd.len());
    role.tell("role");
    action.tell("action");
    benefit.tell("benefit");
    Ok(())
}
