//! What became of themes and requirements between two runs, on runs made by hand.

mod handmade;

use handmade::{Handmade, Said, theme};
use hearken_feedback::{Keyphrase, Kind, Sentiment, Themes};
use hearken_report::{
    Change, Diff, MatchedBy, Model, Moved, Report, RunFile, RunFolder, Settings, StatementLine,
    Went, diff, report, write_statements,
};
use std::collections::BTreeMap;

/// A run in the making: each theme with what is said in it, a feedback each.
#[derive(Default)]
struct Made {
    themes: Vec<(&'static str, &'static str, Vec<String>)>,
    keyphrases: Vec<&'static str>,
    alone: Vec<String>,
    ids: BTreeMap<String, String>,
}

/// What the folder of a run holds.
struct Folder {
    run: RunFile,
    sha256: String,
    report: Report,
    statements: Vec<StatementLine>,
}

impl Made {
    fn theme(mut self, id: &'static str, name: &'static str, said: Vec<String>) -> Self {
        self.themes.push((id, name, said));
        self
    }

    fn alone(mut self, said: Vec<String>) -> Self {
        self.alone = said;
        self
    }

    /// Every theme goes by these.
    fn keyphrases(mut self, phrases: &[&'static str]) -> Self {
        self.keyphrases = phrases.to_vec();
        self
    }

    fn folder(&self, sha256: &str) -> Folder {
        let texts = self.themes.iter().flat_map(|(_, _, said)| said);
        let texts: Vec<&String> = texts.chain(&self.alone).collect();
        let rows: Vec<Said> = texts
            .iter()
            .map(|text| Said {
                text: text.to_string().leak(),
                sentiment: Sentiment::Negative,
                kind: Kind::Problem,
                date: None,
                rating: None,
                version: None,
            })
            .collect();
        let mut made = Handmade::of(&rows);
        for feedback in &mut made.feedback {
            feedback.id = self
                .ids
                .get(feedback.cells[0].text.as_str())
                .map(|id| id.as_str().into());
        }
        let mut next = 0;
        let mut themes = Themes {
            smallest: 5,
            ..Themes::default()
        };
        for (id, name, said) in &self.themes {
            let mut theme = theme(id, next..next + said.len());
            next += said.len();
            theme.name = (*name).to_owned();
            let phrases = self.keyphrases.iter();
            theme.keyphrases = phrases
                .map(|text| Keyphrase {
                    text: (*text).to_owned(),
                    score: 0.9,
                })
                .collect();
            let large = theme.members.len() >= themes.smallest;
            let group = if large {
                &mut themes.themes
            } else {
                &mut themes.small
            };
            group.push(theme);
        }
        themes.single = (next..texts.len()).collect();
        made.themes = themes;
        let mut lines = Vec::new();
        write_statements(made.analysis(), &mut lines).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        Folder {
            run: run(),
            sha256: sha256.to_owned(),
            report: report(made.analysis(), &Settings::default()),
            statements: lines
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect(),
        }
    }
}

fn run() -> RunFile {
    let model = |name: &str| Model {
        name: name.to_owned(),
        sha256: name.to_owned(),
        arithmetic: None,
        encoder: None,
        threshold: None,
    };
    RunFile {
        schema_version: "1.2".to_owned(),
        hearken: "0".to_owned(),
        exports: Vec::new(),
        encoder: model("encoder"),
        heads: vec![model("kind")],
        settings: serde_json::json!({ "themes": {} }),
        seed: 0,
        files: BTreeMap::new(),
    }
}

fn compared(old: &Folder, new: &Folder) -> Diff {
    fn of(folder: &Folder) -> RunFolder<'_> {
        RunFolder {
            run: &folder.run,
            sha256: &folder.sha256,
            dashboard: &folder.report.dashboard,
            requirements: &folder.report.requirements,
            statements: &folder.statements,
        }
    }
    let told = diff(of(old), of(new));
    let schema = hearken_report::schema("diff").unwrap();
    let faults = jsonschema::validator_for(&schema).unwrap();
    let value = serde_json::to_value(&told).unwrap();
    assert!(faults.is_valid(&value));
    // Every theme of either run stands in exactly one change.
    let all = |folder: &Folder| {
        let dashboard = &folder.report.dashboard;
        dashboard.themes.len() + dashboard.small_themes.len()
    };
    let old_themes: usize = told.themes.iter().map(|change| change.old.len()).sum();
    let new_themes: usize = told.themes.iter().map(|change| change.new.len()).sum();
    assert_eq!((old_themes, new_themes), (all(old), all(new)));
    told
}

fn diff_of(old: &Made, new: &Made) -> Diff {
    compared(&old.folder("old"), &new.folder("new"))
}

/// Different complaints about a thing, from one number up to another.
fn about(thing: &str, numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers
        .map(|n| format!("The {thing} fails in case {n}"))
        .collect()
}

/// The change that holds a theme of this id, old or new.
#[track_caller]
fn change<'a>(told: &'a Diff, id: &str) -> &'a Change {
    let holds = |change: &&Change| change.old.iter().chain(&change.new).any(|t| t.id == id);
    told.themes.iter().find(holds).unwrap()
}

#[test]
fn a_run_is_unchanged_against_itself() {
    let made = Made::default()
        .theme("t-a", "login", about("login", 0..20))
        .theme("t-b", "export", about("export", 0..3));
    let told = compared(&made.folder("same"), &made.folder("same"));
    let words: Vec<_> = told.themes.iter().map(|change| change.change).collect();
    assert_eq!(words, [Went::Unchanged, Went::TooFew]);
    assert_eq!(told.themes[0].matched[0].by, MatchedBy::Id);
    assert_eq!(told.feedback_in_both, 23);
    assert!(!told.sentiment.negative.moved);
    assert!(told.requirements.new.is_empty() && told.requirements.dropped.is_empty());
    assert!(!told.requirements.kept.is_empty());
    assert!(told.requirements.kept.iter().all(|kept| kept.up == 0));
    assert!(told.notes[0].contains("the same run"), "{:?}", told.notes);
}

#[test]
fn shares_that_move_by_more_than_chance_are_told() {
    let old = Made::default()
        .theme("t-a", "login", about("login", 0..10))
        .theme("t-b", "export", about("export", 0..60))
        .theme("t-c", "colors", about("color", 0..30));
    let new = Made::default()
        .theme("t-a", "login", about("login", 0..50))
        .theme("t-b", "export", about("export", 0..20))
        .theme("t-c", "colors", about("color", 0..30));
    let told = diff_of(&old, &new);
    assert_eq!(change(&told, "t-a").change, Went::Grown);
    assert_eq!(change(&told, "t-b").change, Went::Shrunk);
    assert_eq!(change(&told, "t-c").change, Went::Unchanged);
    let grown = change(&told, "t-a");
    // log2 of 50.5 by 10.5.
    assert!((grown.growth - 2.2659).abs() < 1e-4, "{}", grown.growth);
    assert_eq!((grown.then.count, grown.now.count), (10, 50));
    assert!(grown.corrected >= grown.chance);
    let text = told.told(5, hearken_report::Lang::En);
    assert!(
        text.contains("“login” t-a\n    10 → 50 feedback, 10 % → 50 %; same id"),
        "{text}"
    );
}

#[test]
fn what_one_test_of_many_finds_is_corrected_for_their_number() {
    // 8 of 100 against 19 of 100: a chance of 0.023 alone, too much among twelve.
    let names = ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let with = |login: usize, others: usize| {
        let mut made = Made::default().theme("t-login", "login", about("login", 0..login));
        for name in &names[..others] {
            made = made.theme(name, name, about(name, 0..7));
        }
        let rest = 100 - login - others * 7;
        made.alone(
            (0..rest)
                .map(|n| format!("Single complaint number {n}"))
                .collect(),
        )
    };
    let told = diff_of(&with(8, 11), &with(19, 11));
    let login = change(&told, "t-login");
    assert!(login.chance.unwrap() < 0.05, "{login:?}");
    assert_eq!((login.change, login.moved), (Went::Unchanged, None));
    let told = diff_of(&with(8, 0), &with(19, 0));
    assert_eq!(change(&told, "t-login").change, Went::Grown);
}

#[test]
fn below_five_feedback_nothing_is_claimed() {
    let old = Made::default().theme("t-a", "login", about("login", 0..100));
    let new = Made::default()
        .theme("t-a", "login", about("login", 0..100))
        .theme("t-few", "export", about("export", 0..4))
        .theme("t-five", "color", about("color", 0..5));
    let told = diff_of(&old, &new);
    let few = change(&told, "t-few");
    assert_eq!(
        (few.change, few.chance, few.moved),
        (Went::TooFew, None, None)
    );
    // A theme that nobody named before is new; that its share grew, five of 109 do not show.
    let five = change(&told, "t-five");
    assert_eq!(
        (five.change, five.moved, five.matched.len()),
        (Went::New, Some(Moved::Grown), 0)
    );
    let gone = diff_of(&new, &old);
    assert_eq!(change(&gone, "t-five").change, Went::Resolved);
    assert_eq!(change(&gone, "t-few").change, Went::TooFew);
    let text = told.told(5, hearken_report::Lang::En);
    assert!(
        text.contains("1 themes with fewer than five feedback"),
        "{text}"
    );
    assert!(
        text.contains("none of its statements is in the earlier run"),
        "{text}"
    );
}

#[test]
fn themes_are_matched_by_what_is_said_whatever_they_are_called() {
    let old = Made::default()
        .theme("t-a", "login", about("login", 0..20))
        .theme("t-b", "export", about("export", 0..20));
    let new = Made::default()
        .theme("t-x", "export", about("login", 0..30))
        .theme("t-y", "login", about("export", 5..30));
    let told = diff_of(&old, &new);
    let login = change(&told, "t-a");
    assert_eq!(login.new[0].id, "t-x");
    let matched = &login.matched[0];
    assert_eq!((matched.by, matched.shared), (MatchedBy::Statements, 20));
    assert_eq!((matched.of_old, matched.of_new), (Some(1.0), Some(1.0)));
    assert_eq!((login.new[0].different, login.new[0].found), (30, 20));
    assert_eq!(change(&told, "t-b").new[0].id, "t-y");
    let text = told.told(5, hearken_report::Lang::En);
    assert!(text.contains("“export” t-x, was “login” t-a"), "{text}");
    assert!(text.contains("by 20 shared statements"), "{text}");
}

#[test]
fn a_theme_splits_and_two_merge() {
    let one = Made::default().theme("t-a", "login", about("login", 0..40));
    let two = Made::default()
        .theme("t-x", "password", about("login", 0..25))
        .theme("t-y", "fingerprint", about("login", 25..40));
    let told = diff_of(&one, &two);
    let split = change(&told, "t-a");
    assert_eq!((split.change, split.new.len()), (Went::Split, 2));
    assert_eq!((split.then.count, split.now.count), (40, 40));
    assert_eq!((split.matched.len(), split.moved), (2, None));
    let told = diff_of(&two, &one);
    let merged = change(&told, "t-a");
    assert_eq!((merged.change, merged.old.len()), (Went::Merged, 2));
    let text = told.told(5, hearken_report::Lang::En);
    let words = "“password” t-x + “fingerprint” t-y → “login” t-a";
    assert!(text.contains(words), "{text}");
}

#[test]
fn what_is_mostly_unknown_is_no_part_of_a_split() {
    // Of the forty that complain of the finger three were known before.
    let old = Made::default().theme("t-a", "login", about("login", 0..40));
    let mut finger = about("finger", 0..37);
    finger.extend(about("login", 37..40));
    let new = Made::default()
        .theme("t-a", "login", about("login", 0..37))
        .theme("t-x", "finger", finger);
    let told = diff_of(&old, &new);
    assert_eq!(change(&told, "t-x").change, Went::New);
    assert_eq!(change(&told, "t-a").new.len(), 1);
}

#[test]
fn a_theme_whose_statements_are_scattered_is_not_taken_for_one_of_its_name() {
    let old = Made::default().theme("t-a", "login", about("login", 0..20));
    let new = Made::default()
        .theme("t-x", "login", about("password", 0..20))
        .alone(about("login", 0..20));
    let told = diff_of(&old, &new);
    let gone = change(&told, "t-a");
    assert_eq!((gone.change, gone.old[0].found), (Went::Resolved, 20));
    let text = told.told(5, hearken_report::Lang::En);
    let words = "20 of its 20 statements are in the later run, in other themes or alone";
    assert!(text.contains(words), "{text}");
}

#[test]
fn exports_with_nothing_in_common_are_matched_by_words() {
    let phrases = ["fingerprint login", "password"];
    let old = Made::default()
        .theme("t-a", "Fingerprint", about("fingerprint", 0..20))
        .keyphrases(&phrases);
    let new = Made::default()
        .theme("t-x", "Password", about("password", 0..20))
        .keyphrases(&phrases);
    let told = diff_of(&old, &new);
    let matched = &change(&told, "t-a").matched[0];
    assert_eq!((matched.by, matched.shared), (MatchedBy::Words, 0));
    assert_eq!(
        (matched.of_old, matched.jaccard, matched.words),
        (None, None, 1.0)
    );
    assert_eq!(told.feedback_in_both, 0);
    let notes = told.notes.join("\n");
    assert!(
        notes.contains("Of 20 different statements in the earlier run's themes 0 are"),
        "{notes}"
    );
    // One word in common is not enough, but the same name is.
    let other = Made::default()
        .theme("t-x", "Password reset mails", about("password", 0..20))
        .keyphrases(&["mail", "password"]);
    assert_eq!(change(&diff_of(&old, &other), "t-x").change, Went::New);
    let same = Made::default().theme("t-x", "fingerprint", about("finger", 0..20));
    assert_eq!(
        change(&diff_of(&old, &same), "t-x").matched[0].by,
        MatchedBy::Words
    );
}

#[test]
fn changed_texts_are_found_by_the_ids_of_their_feedback() {
    let with_ids = |mut made: Made, said: &[String], first: usize| {
        for (number, text) in (first..).zip(said) {
            made.ids.insert(text.clone(), format!("F{number}"));
        }
        made
    };
    let (kept, before) = (about("login", 0..12), about("login", 12..20));
    let after: Vec<String> = (0..8)
        .map(|n| format!("Signing in breaks, see {n}"))
        .collect();
    let both = |more: &[String]| [kept.clone(), more.to_vec()].concat();
    let old = Made::default().theme("t-a", "login", kept.clone());
    let old = old.theme("t-b", "password", before.clone());
    let old = with_ids(old, &both(&before), 0);
    let new = Made::default().theme("t-a", "login", kept.clone());
    let new = new.theme("t-x", "breaks", after.clone());
    let new = with_ids(new, &both(&after), 0);
    let told = diff_of(&old, &new);
    let changed = change(&told, "t-b");
    assert_eq!(changed.new[0].id, "t-x");
    assert_eq!(
        (changed.matched[0].by, changed.matched[0].shared),
        (MatchedBy::Statements, 8)
    );
    assert_eq!(told.feedback_in_both, 20);

    // Other ids are other feedback, though it says the same.
    let again = with_ids(
        Made::default().theme("t-a", "login", kept.clone()),
        &kept,
        100,
    );
    assert_eq!(diff_of(&old, &again).feedback_in_both, 0);

    // Ids under which other things are said are numbers of rows, and tell nothing.
    let numbered = Made::default().theme("t-x", "breaks", after.clone());
    let numbered = with_ids(numbered, &after, 0);
    let told = diff_of(&old, &numbered);
    assert_eq!(change(&told, "t-x").change, Went::New);
    assert_eq!(told.feedback_in_both, 0);
}

#[test]
fn requirements_go_with_their_themes() {
    let old = Made::default()
        .theme("t-a", "login", about("login", 0..30))
        .theme("t-b", "export", about("export", 0..20))
        .theme("t-c", "camera", about("camera", 0..10));
    let new = Made::default()
        .theme("t-x", "login", about("login", 0..20))
        .theme("t-b", "export", about("export", 0..40))
        .theme("t-d", "widget", about("widget", 0..10));
    let told = diff_of(&old, &new).requirements;
    let names = |demands: &[hearken_report::Demand]| -> Vec<String> {
        demands.iter().map(|demand| demand.theme.clone()).collect()
    };
    assert_eq!(names(&told.new), ["t-d"]);
    assert_eq!(names(&told.dropped), ["t-c"]);
    assert_eq!(told.dropped[0].reason, None);
    let kept = |theme: &str| {
        told.kept
            .iter()
            .find(|kept| kept.new.theme == theme)
            .unwrap()
    };
    assert_eq!(
        (kept("t-x").old.theme.as_str(), kept("t-x").up),
        ("t-a", -1)
    );
    assert_eq!(kept("t-b").up, 1);
    let reach = kept("t-b").terms["reach"];
    assert!(reach.now > reach.then && kept("t-b").score > 0.0);
}

#[test]
fn what_may_be_the_models_doing_is_noted() {
    let made = Made::default().theme("t-a", "login", about("login", 0..120));
    let (old, mut new) = (made.folder("old"), made.folder("new"));
    new.run.encoder.sha256 = "another".to_owned();
    new.run.heads[0].sha256 = "another".to_owned();
    new.run.settings = serde_json::json!({ "themes": { "themes": 7 } });
    let notes = compared(&old, &new).notes.join("\n");
    for word in [
        "different encoders",
        "The head kind has other",
        "different settings",
    ] {
        assert!(notes.contains(word), "{notes}");
    }
    assert!(notes.contains("120 of the 120 feedback"), "{notes}");
}

#[test]
fn runs_without_feedback_compare_without_a_claim() {
    let nothing = Made::default();
    let some = Made::default().theme("t-a", "login", about("login", 0..6));
    let told = diff_of(&nothing, &nothing);
    assert!(told.themes.is_empty());
    let told = diff_of(&nothing, &some);
    assert_eq!(change(&told, "t-a").moved, None);
    assert_eq!(diff_of(&some, &nothing).themes[0].change, Went::Resolved);
}
