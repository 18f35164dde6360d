//! Texts in several languages: what reads them, that none is lost, and that English ones are read as before.

mod binary;

use binary::Ran;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ENGLISH: [&str; 8] = [
    "The app crashes every time I open the camera",
    "It crashes when I scan a receipt with the camera",
    "Please add an export to Excel for my accountant",
    "I would like an export to Excel or to PDF",
    "Great app, I love the clean design",
    "The new design is lovely and very clear",
    "Why do I have to sign in again every morning?",
    "Sync with my tablet has stopped since last week",
];

const OTHERS: [&str; 12] = [
    "一打开相机就闪退，更新之后更严重",
    "扫描收据的时候总是闪退",
    "希望增加导出Excel的功能",
    "界面简洁，记账很方便，推荐",
    "L'application plante dès que j'ouvre l'appareil photo",
    "Il faudrait ajouter une option pour exporter les factures",
    "J'adore cette application, elle est très pratique",
    "カメラを開くとすぐ落ちます",
    "とても使いやすいアプリです。おすすめ",
    "التطبيق يتوقف عند فتح الكاميرا",
    "أرجو إضافة الوضع الليلي",
    "Приложение постоянно вылетает после обновления",
];

/// A run on an export, in a folder of its own.
struct Run {
    place: PathBuf,
    ran: Ran,
}

impl Run {
    fn new(name: &str, export: &str, threads: Option<usize>) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("reviews.csv"), export).unwrap();
        let mut command = binary::command(&place);
        command.args(["analyze", "reviews.csv", "-o", "report"]);
        if let Some(threads) = threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        let ran = Ran::from(command.output().unwrap());
        Self { place, ran }
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.place.join("report").join(file)).unwrap()
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.read(file)).unwrap()
    }

    fn statements(&self) -> Vec<Value> {
        let lines = self.read("statements.jsonl");
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn export(texts: &[&str]) -> String {
    let rows = texts.iter().enumerate();
    let rows = rows.map(|(at, text)| format!("r{at},\"{text}\",{}\n", 1 + at % 5));
    "id,review,rating\n".to_owned() + &rows.collect::<String>()
}

/// Both in turn, from the front or from the back.
fn mixed(turned: bool) -> Vec<&'static str> {
    let mut texts: Vec<&str> = ENGLISH.into_iter().chain(OTHERS).collect();
    texts.sort_by_key(|text| text.len() % 7);
    if turned {
        texts.reverse();
    }
    texts
}

/// What is said of each statement, by its text.
fn said(run: &Run) -> BTreeMap<String, Value> {
    let lines = run.statements().into_iter();
    let told = |mut line: Value| {
        let text = line["text"].as_str().unwrap().to_owned();
        let object = line.as_object_mut().unwrap();
        object.retain(|field, _| {
            field.starts_with("sentiment") || field.starts_with("kind") || field == "unsure"
        });
        (text, line)
    };
    lines.map(told).collect()
}

#[test]
fn every_row_has_a_reader_and_english_ones_are_read_as_if_alone() {
    let run = Run::new("languages-mixed", &export(&mixed(false)), None);
    assert_eq!(run.ran.code, 0, "{}", run.ran.stderr);
    let dashboard = run.json("dashboard.json");
    assert_eq!(dashboard["ledger"]["used"], 20);
    let read_by = dashboard["read_by"].as_array().unwrap();
    let sum = |field: &str| {
        read_by
            .iter()
            .map(|read| read[field].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(read_by.len(), 2);
    assert_eq!(sum("statements"), dashboard["statements"].as_u64().unwrap());
    assert_eq!(sum("feedback"), 20);
    assert_eq!(read_by[0]["languages"], serde_json::json!(["eng"]));
    assert_eq!(read_by[1]["encoder"], "n-grams");
    assert_eq!(read_by[1]["feedback"], 12);
    let others: BTreeSet<&str> = read_by[1]["languages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        others.is_superset(&BTreeSet::from(["ara", "cmn", "fra", "jpn", "rus"])),
        "{others:?}"
    );
    assert!(run.ran.stdout.contains("by n-grams"), "{}", run.ran.stdout);

    let alone = Run::new("languages-english", &export(&ENGLISH), None);
    let (mixed, alone) = (said(&run), said(&alone));
    for (text, told) in &alone {
        assert_eq!(mixed.get(text), Some(told), "{text}");
    }
    let verified = binary::hearken(&run.place, &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn the_order_of_rows_changes_no_theme_and_no_label() {
    let (one, other) = (
        Run::new("languages-forward", &export(&mixed(false)), None),
        Run::new("languages-backward", &export(&mixed(true)), Some(1)),
    );
    assert_eq!(said(&one), said(&other));
    let themes = |run: &Run| {
        let dashboard = run.json("dashboard.json");
        let all =
            ["themes", "small_themes"].map(|field| dashboard[field].as_array().unwrap().clone());
        let names = all
            .into_iter()
            .flatten()
            .map(|theme| (theme["name"].to_string(), theme["statements"].to_string()));
        names.collect::<BTreeSet<_>>()
    };
    assert_eq!(themes(&one), themes(&other));
}

#[test]
fn an_encoder_that_is_named_makes_the_vectors_of_all() {
    let encoder = binary::root().join("models/encoder");
    let run = Run::new("languages-named", &export(&OTHERS), None);
    let named = binary::hearken(
        &run.place,
        &[
            "analyze",
            "reviews.csv",
            "-o",
            "named",
            "--encoder",
            encoder.to_str().unwrap(),
        ],
    );
    assert_eq!(named.code, 0, "{}", named.stderr);
    let auto = binary::hearken(
        &run.place,
        &["analyze", "reviews.csv", "-o", "auto", "--encoder", "auto"],
    );
    assert_eq!(auto.code, 0, "{}", auto.stderr);
    let read = |folder: &str| std::fs::read(run.place.join(folder).join("dashboard.json")).unwrap();
    assert_eq!(read("auto"), read("report"));
    let vectors =
        |folder: &str| std::fs::read(run.place.join(folder).join("vectors.safetensors")).unwrap();
    assert_ne!(vectors("named"), vectors("auto"));
}

/// The Chinese export: what its people complain of most are themes with names that are words.
#[test]
fn a_chinese_export_has_themes_with_names() {
    let export =
        std::fs::read_to_string(binary::root().join("fixtures/exports/chinese-store.csv")).unwrap();
    let run = Run::new("languages-chinese", &export, None);
    assert_eq!(run.ran.code, 0, "{}", run.ran.stderr);
    let dashboard = run.json("dashboard.json");
    assert_eq!(dashboard["read_by"].as_array().unwrap().len(), 1);
    assert_eq!(dashboard["read_by"][0]["encoder"], "n-grams");
    let named =
        ["themes", "small_themes"].map(|field| dashboard[field].as_array().unwrap().clone());
    let told = named.iter().flatten();
    let names: String = told
        .map(|theme| format!("{} {};", theme["name"], theme["keyphrases"]))
        .collect();
    for word in ["验证码", "闪退", "同步", "导出"] {
        assert!(names.contains(word), "{word} is not in {names}");
    }
    let ratings = &dashboard["rating"];
    assert_eq!(ratings["count"], dashboard["ledger"]["used"]);
}
