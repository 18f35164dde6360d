//! Names for themes from a language model that the user runs or rents (`--namer`).
//!
//! The model may rename, and nothing else: which statements a theme holds, every count and every
//! quote are settled before it is asked. An answer that is no short name, that another theme has,
//! or that shares no word with what the theme's people say, is refused, and the theme keeps the
//! name made of their words. Answers are kept in the run's folder (`names.json`) by what was asked,
//! so that the same run gives the same bytes and asks nobody.
//!
//! This and `embedding::download` are the only places that touch the network, each when asked to.

use crate::failure::Failure;
use crate::output::hash;
use crate::progress::Progress;
use anyhow::Result;
use clap::Args;
use hearken_feedback::{Statement, Theme, Themes};
use hearken_report::Analysis;
use hearken_topic::Steering;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// The file that keeps the answers.
pub(crate) const NAMES: &str = "names.json";

/// The environment variable with the key that an endpoint wants.
const KEY: &str = "HEARKEN_NAMER_KEY";

/// Largest themes that are named; the rest keep the names made of their words.
const THEMES: usize = 200;

/// Statements and phrases of a theme that are shown to the model.
const SHOWN: usize = 8;

/// Letters of a statement that are shown.
const LONGEST_SHOWN: usize = 300;

/// A name has at most so many letters and words.
const LONGEST: usize = 60;
const MOST_WORDS: usize = 8;

/// Letters that two words must share from the start to be of one stem.
const STEM: usize = 4;

/// An endpoint that fails this often in a row is asked no more.
const PATIENCE: usize = 3;

const TIMEOUT: Duration = Duration::from_secs(60);

const TASK: &str = "You name themes of user feedback. Answer with one short noun phrase of two to \
     six words, in the language of the statements, that tells a product team what the statements \
     have in common. Use the users' own words. Answer with the phrase alone: no quotes, no full \
     stop, no explanation.";

/// Who names themes.
#[derive(Debug, Args)]
pub(crate) struct NamerArguments {
    /// Ask a language model for the names of themes: the address of an OpenAI-compatible endpoint,
    /// such as http://localhost:11434/v1. Phrases and a few statements of each theme are sent there,
    /// personal data masked; a key is read from HEARKEN_NAMER_KEY
    #[arg(
        long,
        value_name = "URL",
        requires = "namer_model",
        help_heading = "Themes"
    )]
    namer: Option<String>,
    /// Which of its models
    #[arg(long, value_name = "NAME", requires = "namer", help_heading = "Themes")]
    namer_model: Option<String>,
}

/// An endpoint, as a run's settings tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Namer {
    pub(crate) url: String,
    pub(crate) model: String,
}

impl NamerArguments {
    /// The endpoint that was asked for, looked at before the slow work.
    pub(crate) fn namer(&self) -> Result<Option<Namer>> {
        let (Some(url), Some(model)) = (&self.namer, &self.namer_model) else {
            return Ok(None);
        };
        let url = url.trim_end_matches('/');
        let rest = url
            .strip_prefix("http://")
            .or_else(|| url.strip_prefix("https://"));
        if rest.is_none_or(str::is_empty) {
            return Err(Failure::error(
                format!("{url} is no address of an endpoint"),
                "name one as in --namer http://localhost:11434/v1",
            ));
        }
        // The address stands in the report.
        if rest.is_some_and(|rest| {
            rest.split('/')
                .next()
                .is_some_and(|host| host.contains('@'))
        }) {
            return Err(Failure::error(
                "the address of the endpoint holds a name or a key, and would be written into the report",
                format!("leave it out of --namer, and set {KEY}"),
            ));
        }
        Ok(Some(Namer {
            url: url.to_owned(),
            model: model.clone(),
        }))
    }
}

/// What was asked and answered, theme by theme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// What was answered, by the SHA-256 of the endpoint, the model and the question.
    pub(crate) answers: BTreeMap<String, String>,
}

impl Names {
    /// The answers that an earlier run kept in a folder; none where it kept none.
    fn kept(folder: &Path) -> Self {
        let bytes = std::fs::read(folder.join(NAMES)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

impl Namer {
    /// The themes of a run as the endpoint names them, and what it answered. `folders` are those in
    /// which earlier answers may be kept; themes that people named keep their names.
    pub(crate) fn rename(
        &self,
        analysis: Analysis<'_>,
        steering: &Steering,
        folders: &[Option<&Path>],
        progress: Progress,
    ) -> (Themes, Option<Names>) {
        let mut themes = analysis.themes.clone();
        let given = steering.names().map(letters_of).collect();
        let statements = analysis.statements;
        let names = rename(self, &mut themes, statements, folders, &given, progress);
        (themes, Some(names))
    }
}

fn rename(
    namer: &Namer,
    themes: &mut Themes,
    statements: &[Statement],
    folders: &[Option<&Path>],
    given: &BTreeSet<String>,
    progress: Progress,
) -> Names {
    let mut kept = Names::default();
    for folder in folders.iter().flatten() {
        kept.answers.extend(Names::kept(folder).answers);
    }
    let mut asked = Names::default();
    let mut taken: BTreeSet<String> = themes
        .themes
        .iter()
        .chain(&themes.small)
        .map(letters)
        .collect();
    let bar = progress.bar("asking names");
    let key = std::env::var(KEY).ok().filter(|key| !key.is_empty());
    let (mut renamed, mut refused, mut failed, mut in_a_row) = (0usize, 0usize, 0usize, 0usize);
    let mut last_error = String::new();
    let count = themes.themes.len().min(THEMES);
    for (at, theme) in themes.themes.iter_mut().take(THEMES).enumerate() {
        bar.done(at as f64 / count as f64);
        if theme.aside.is_some() || given.contains(&letters(theme)) {
            continue;
        }
        let question = question(namer, theme, statements);
        let asked_for = hash(format!("{}\n{question}", namer.url).as_bytes());
        let answer = match kept.answers.get(&asked_for) {
            Some(answer) => answer.clone(),
            None if in_a_row >= PATIENCE => {
                failed += 1;
                continue;
            }
            None => match ask(namer, key.as_deref(), &question) {
                Ok(answer) => {
                    in_a_row = 0;
                    answer
                }
                Err(error) => {
                    (failed, in_a_row) = (failed + 1, in_a_row + 1);
                    last_error = error;
                    continue;
                }
            },
        };
        let name = checked(&answer, theme, statements, &taken);
        asked.answers.insert(asked_for, answer);
        match name {
            Some(name) => {
                taken.insert(letters_of(&name));
                theme.name = name;
                renamed += 1;
            }
            None => refused += 1,
        }
    }
    drop(bar);
    let mut note = format!(
        "{}{renamed} themes are called as {} by {} answered",
        Themes::NAMED,
        namer.model,
        namer.url
    );
    if refused > 0 {
        note.push_str(&format!(
            "; {refused} answers were no short name of their own in the users' words, and those themes keep theirs"
        ));
    }
    if failed > 0 {
        note.push_str(&format!("; {failed} got no answer ({last_error})"));
    }
    note.push('.');
    if failed > 0 && progress == Progress::Shown {
        // Where stderr is gone there is nobody to warn.
        _ = writeln!(std::io::stderr(), "warning: {note}");
    }
    themes.notes.push(note);
    asked
}

/// What is asked about a theme, as the body of a request.
fn question(namer: &Namer, theme: &Theme, statements: &[Statement]) -> Value {
    let phrases: Vec<&str> = theme
        .keyphrases
        .iter()
        .take(SHOWN)
        .map(|phrase| phrase.text.as_str())
        .collect();
    let mut said: Vec<String> = Vec::new();
    for &member in &theme.members {
        let text: String = statements[member]
            .text
            .chars()
            .take(LONGEST_SHOWN)
            .collect();
        if said.len() < SHOWN && !said.contains(&text) {
            said.push(text);
        }
    }
    let lines: Vec<String> = said.iter().map(|text| format!("- {text}")).collect();
    let content = format!(
        "Phrases: {}\nStatements:\n{}",
        phrases.join(", "),
        lines.join("\n")
    );
    json!({
        "model": namer.model,
        "messages": [
            {"role": "system", "content": TASK},
            {"role": "user", "content": content},
        ],
        "temperature": 0,
        "seed": 0,
        "max_tokens": 40,
    })
}

/// Asks once; what went wrong as a clause.
fn ask(namer: &Namer, key: Option<&str>, question: &Value) -> Result<String, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    let mut request = agent.post(format!("{}/chat/completions", namer.url));
    if let Some(key) = key {
        request = request.header("Authorization", format!("Bearer {key}"));
    }
    let mut response = request
        .send_json(question)
        .map_err(|error| error.to_string())?;
    let answer: Value = response
        .body_mut()
        .read_json()
        .map_err(|_| "the answer is no JSON".to_owned())?;
    let said = answer["choices"][0]["message"]["content"].as_str();
    said.map(str::to_owned)
        .ok_or_else(|| "the answer holds no message".to_owned())
}

/// The name in an answer, where it is one: a short line that no other theme is called by and that
/// shares a word with the theme's statements.
fn checked(
    answer: &str,
    theme: &Theme,
    statements: &[Statement],
    taken: &BTreeSet<String>,
) -> Option<String> {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '*' | '`' | '.');
    let name = answer.trim_matches(marks);
    let words = name.split_whitespace().count();
    let is_line = !name.chars().any(char::is_control) && !name.contains("://");
    let is_short = name.chars().count() <= LONGEST && (1..=MOST_WORDS).contains(&words);
    if !is_line || !is_short || !name.chars().any(char::is_alphabetic) {
        return None;
    }
    let own = letters(theme) == letters_of(name);
    if !own && taken.contains(&letters_of(name)) {
        return None;
    }
    let stems = |text: &str| -> BTreeSet<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let stem = |word: &str| word.chars().take(STEM).collect::<String>();
        // Scripts that set no spaces have words of two letters.
        let long = words.filter(|word| word.chars().count() >= STEM || !word.is_ascii());
        long.map(stem).collect()
    };
    let of_name = stems(name);
    let is_said = theme
        .members
        .iter()
        .any(|member| !stems(&statements[*member].text).is_disjoint(&of_name));
    is_said.then(|| name.to_owned())
}

fn letters(theme: &Theme) -> String {
    letters_of(&theme.name)
}

/// What two names share that read alike.
fn letters_of(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme() -> (Theme, Vec<Statement>) {
        let texts = ["Cannot log in since the update", "login fails every time"];
        let statements = texts.iter().map(|text| Statement {
            feedback: 0,
            cell: 0,
            span: (0..text.len()).into(),
            text: (*text).into(),
            language: None,
        });
        let theme = Theme {
            id: "t-1".to_owned(),
            name: "Login".to_owned(),
            keyphrases: Vec::new(),
            members: vec![0, 1],
            cohesion: 1.0,
            stability: None,
            coherence: None,
            map: None,
            sub_themes: Vec::new(),
            aside: None,
        };
        (theme, statements.collect())
    }

    #[test]
    fn an_answer_that_is_no_name_of_the_theme_is_refused() {
        let (theme, statements) = theme();
        let taken = BTreeSet::from(["login".to_owned(), "darkmode".to_owned()]);
        let check = |answer: &str| checked(answer, &theme, &statements, &taken);
        assert_eq!(
            check("\"Login fails after update.\"\n").as_deref(),
            Some("Login fails after update")
        );
        assert_eq!(check("Login").as_deref(), Some("Login"));
        // No word of theirs, another's name, an explanation, a link, nothing.
        assert_eq!(check("Payment troubles"), None);
        assert_eq!(check("Dark mode"), None);
        assert_eq!(
            check("Login problems\n\nThese statements are about logging in"),
            None
        );
        assert_eq!(check("See http://login.example about login"), None);
        assert_eq!(
            check("The users of this app cannot log in since the last update"),
            None
        );
        assert_eq!(check(" … "), None);
    }

    #[test]
    fn the_question_shows_phrases_and_each_statement_once() {
        let (mut theme, statements) = theme();
        theme.members = vec![1, 0, 1];
        let namer = Namer {
            url: "http://x".to_owned(),
            model: "m".to_owned(),
        };
        let asked = question(&namer, &theme, &statements);
        let content = asked["messages"][1]["content"].as_str().unwrap();
        assert_eq!(content.matches("- login fails every time").count(), 1);
        assert!(content.contains("- Cannot log in"));
    }
}
