//! Requirements: what should be true of the product, drawn from a theme.

use crate::Settings;
use crate::analysis::Facts;
use crate::clearest::Speech;
use crate::drawing::{Drawn, draw};
use crate::evidence::{Evidence, choose};
use crate::priority::{Formula, Priority, Weights, priority};
use crate::quality::QualityOf;
use crate::segments::{Segment, affected};
use crate::severity::Severity;
use crate::specific::{same_words, specific_words, telling_words, without_frame};
use crate::style::{Style, styled};
use crate::theme::Ground;
use crate::wording::{is_chinese, is_form};
use hearken_feedback::{Kind, Label, Theme};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// `requirements.json`: what should be true of the product, most pressing first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirements {
    /// The version of this file's shape.
    pub schema_version: String,
    /// How a priority's score is made.
    #[serde(default)]
    pub formula: Formula,
    /// The points that each term of a weighted score gives at most.
    pub weights: Weights,
    /// The requirements by rank.
    pub requirements: Vec<Requirement>,
    /// What people praise and want kept, by a rank of its own.
    #[serde(default)]
    pub keep: Vec<Requirement>,
    /// Complaints and wishes that give no requirement, by their themes, and why.
    pub left_out: Vec<LeftOut>,
}

/// What should be true of the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Stable between runs on the same statements.
    pub id: String,
    /// `problem` (something is broken or bad), `request` (something is wished for) or `praise`
    /// (something is to be kept).
    pub kind: String,
    /// What should be true, in the users' words.
    pub statement: String,
    /// The form that the statement is put in; plain where what the form asks for was not said.
    #[serde(default)]
    pub style: Style,
    /// How the statement was made from the first quote of the evidence; `quoted` where it is
    /// quoted as it is.
    pub pattern: String,
    /// The id of the theme it was drawn from.
    pub theme: String,
    /// That theme's name.
    pub theme_name: String,
    /// The parts of the theme that it was drawn from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_themes: Vec<String>,
    /// Whether it was drawn from the statements in none of the theme's parts, too.
    #[serde(default = "of_all")]
    pub beside_sub_themes: bool,
    /// Statements of its kind there.
    pub statements: u64,
    /// Different feedback that these belong to.
    pub feedback: u64,
    /// What most of them are about; none of what is to be kept, and where no head tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<QualityOf>,
    /// How bad what they tell is; none of what is to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// In which products, versions, devices, locales it is raised more often than elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Segment>,
    /// Why it stands where it stands.
    pub priority: Priority,
    /// Quotes by different people; the statement was made from the first.
    pub evidence: Vec<Evidence>,
}

/// Reports of versions before 1.4 draw from all of a theme.
fn of_all() -> bool {
    true
}

impl Requirements {
    /// What should become true, and then what should stay so.
    pub fn all(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().chain(&self.keep)
    }
}

impl Requirement {
    /// Words that name something in a requirement and stand in none of its quotes, whatever their
    /// ending.
    pub(crate) fn invented(&self) -> Vec<String> {
        let quotes: Vec<String> = self
            .evidence
            .iter()
            .flat_map(|evidence| {
                // One mark, whichever the keyboard had.
                let quote = evidence.quote.replace('\u{2019}', "'");
                let words = quote.split(|c: char| !(c.is_alphanumeric() || c == '\''));
                let bare = words.map(|word| word.trim_matches('\'').to_lowercase());
                bare.collect::<Vec<_>>()
            })
            .collect();
        let whole = quotes.join(" ");
        let whole = hearken_segmentation::simplified(&whole);
        // "收不到" was said of what can be received: 收到.
        let turned = whole.replace(['不', '没'], "");
        // Words without spaces between them are looked for where they were said.
        let stands = |word: &str| {
            let word = hearken_segmentation::simplified(word);
            is_chinese(&whole) && (whole.contains(&*word) || turned.contains(&*word))
        };
        specific_words(&without_frame(&self.statement).replace('\u{2019}', "'"))
            .filter(|word| !stands(word) && !quotes.iter().any(|said| comes_from(word, said)))
            .collect()
    }
}

/// A theme that gives no requirement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The theme's id.
    pub theme: String,
    /// The theme's name.
    pub name: String,
    /// Different feedback whose complaints or wishes give none.
    pub feedback: u64,
    /// Why there is none.
    pub reason: String,
}

/// Quotes of a requirement.
const QUOTES: usize = 5;

/// Draws the requirements from the themes.
pub(crate) fn requirements(
    facts: &Facts<'_>,
    ground: &Ground,
    settings: &Settings,
) -> Requirements {
    let speech = Speech::of(facts);
    let themes = facts.analysis.themes;
    let of_kinds = |kinds: &[Kind]| {
        let (mut found, mut left_out) = (Vec::new(), Vec::new());
        for theme in themes.themes.iter().chain(&themes.small) {
            for kind in kinds.iter().copied() {
                let (drawn, unclear) = draw(facts, theme, kind, &speech);
                let drawn = drawn.into_iter();
                found.extend(drawn.map(|drawn| {
                    let acting = drawn.acting.clone();
                    let told = told(facts, ground, settings, (theme, kind), drawn);
                    (told, acting)
                }));
                left_out.extend(unclear.map(|unclear| LeftOut {
                    theme: theme.id.clone(),
                    name: theme.name.clone(),
                    feedback: facts.feedback_in(&unclear.acting).len() as u64,
                    reason: unclear.reason.to_owned(),
                }));
            }
        }
        (rank(facts, ground, found, &mut left_out), left_out)
    };
    let (requirements, left_out) = of_kinds(&[Kind::Problem, Kind::Request]);
    Requirements {
        schema_version: crate::SCHEMA_VERSION.to_owned(),
        formula: settings.priority,
        weights: settings.weights,
        requirements,
        keep: of_kinds(&[Kind::Praise]).0,
        left_out,
    }
}

fn told(
    facts: &Facts<'_>,
    ground: &Ground,
    settings: &Settings,
    (theme, kind): (&Theme, Kind),
    drawn: Drawn,
) -> Requirement {
    let evidence = evidence(facts, &drawn.acting, drawn.statement);
    let clause = &facts.analysis.statements[drawn.statement].text;
    let wording = drawn.wording.told_in(settings.language, kind, clause);
    let plain = wording.statement;
    let quotes = evidence.iter().map(|evidence| evidence.quote.as_str());
    let styled = match kind {
        Kind::Praise => None,
        _ => styled(settings.style, &plain, quotes),
    };
    let by = (settings.priority, settings.weights);
    Requirement {
        id: id(&theme.id, kind, &drawn),
        kind: kind.word().to_owned(),
        style: styled.as_ref().map_or(Style::Plain, |_| settings.style),
        statement: styled.unwrap_or(plain),
        pattern: wording.pattern.to_owned(),
        theme: theme.id.clone(),
        theme_name: theme.name.clone(),
        sub_themes: drawn.sub_themes,
        beside_sub_themes: drawn.beside,
        statements: drawn.acting.len() as u64,
        feedback: facts.feedback_in(&drawn.acting).len() as u64,
        quality: QualityOf::of(facts, &drawn.acting),
        severity: (kind != Kind::Praise).then(|| Severity::of(facts, kind, &drawn.acting)),
        affected: Vec::new(),
        priority: priority(facts, ground, by, kind, &drawn.acting),
        evidence,
    }
}

/// The most pressing first, each sentence once, and where they are raised more than elsewhere. Each
/// comes with the statements that it was drawn from.
fn rank(
    facts: &Facts<'_>,
    ground: &Ground,
    mut found: Vec<(Requirement, Vec<usize>)>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<Requirement> {
    found.sort_by(|(a, _), (b, _)| {
        let score = b.priority.score.total_cmp(&a.priority.score);
        score.then_with(|| a.id.cmp(&b.id))
    });
    join_equal(&mut found, left_out);
    let groups: Vec<&[usize]> = found.iter().map(|(_, acting)| &acting[..]).collect();
    let affected = affected(facts, ground.scale, &groups);
    let found = found.into_iter().zip(affected).enumerate();
    let ranked = found.map(|(place, ((mut requirement, _), affected))| {
        requirement.priority.rank = place as u64 + 1;
        requirement.affected = affected;
        requirement
    });
    let ranked = ranked.collect();
    left_out.sort_by(|a, b| {
        let order = b.feedback.cmp(&a.feedback);
        let order = order.then_with(|| a.theme.cmp(&b.theme));
        order.then_with(|| a.reason.cmp(&b.reason))
    });
    ranked
}

/// Two themes may lead to the same sentence; the more pressing keeps it.
fn join_equal(found: &mut Vec<(Requirement, Vec<usize>)>, left_out: &mut Vec<LeftOut>) {
    let mut said: Vec<(String, BTreeSet<String>, String)> = Vec::new();
    found.retain(|(requirement, _)| {
        let words = telling_words(&requirement.statement);
        let equal = said
            .iter()
            .find(|(kind, other, _)| *kind == requirement.kind && same_words(other, &words));
        match equal {
            Some((_, _, first)) => {
                left_out.push(LeftOut {
                    theme: requirement.theme.clone(),
                    name: requirement.theme_name.clone(),
                    feedback: requirement.feedback,
                    reason: format!("it says the same as {first}"),
                });
                false
            }
            None => {
                said.push((requirement.kind.clone(), words, requirement.id.clone()));
                true
            }
        }
    });
}

/// `R-`, the kind's first letter and the theme's own hash; where it is drawn from parts of the
/// theme alone, a hash of their names.
fn id(theme: &str, kind: Kind, drawn: &Drawn) -> String {
    let hash = theme.rsplit('-').next().unwrap_or(theme);
    let letter = match kind {
        Kind::Request => 'r',
        Kind::Praise => 'k',
        Kind::Problem | Kind::Question | Kind::Other => 'p',
    };
    let mut id = format!("R-{letter}{hash}");
    if !drawn.beside {
        let names = Sha256::digest(drawn.sub_themes.join("\n"));
        id.push('-');
        id.extend(names.iter().take(2).map(|byte| format!("{byte:02x}")));
    }
    id
}

/// The statement that the sentence was made from, then others by different people.
fn evidence(facts: &Facts<'_>, acting: &[usize], first: usize) -> Vec<Evidence> {
    let author = facts.feedback_of(first).author;
    let others = choose(facts, acting, QUOTES + 1)
        .into_iter()
        .filter(|&statement| {
            let feedback = facts.feedback_of(statement);
            let same_author = author.is_some() && feedback.author == author;
            let same_text =
                facts.analysis.statements[statement].text == facts.analysis.statements[first].text;
            feedback.row != facts.feedback_of(first).row && !same_author && !same_text
        });
    std::iter::once(first)
        .chain(others)
        .take(QUOTES)
        .map(|statement| Evidence::of(facts, statement))
        .collect()
}

fn comes_from(word: &str, said: &str) -> bool {
    same_stem(word, said) || is_form(word, said)
}

/// Whether two words differ in their endings at most ("try" and "tries").
fn same_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    shared >= shorter.saturating_sub(1).max(2)
}
