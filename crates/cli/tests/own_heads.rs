//! `hearken analyze --head`: heads of the user's own beside the two that ship.

mod binary;

use binary::{Ran, command, hearken};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Texts with a team (one each) and parts (any number).
const LABELS: [(&str, &str, &str); 18] = [
    ("The app is slow and lags when I scroll", "app", "speed"),
    ("It takes ages to load the map", "app", "speed"),
    ("So slow on my phone since the update", "app", "speed"),
    ("Pages load too slowly", "app", "speed"),
    ("The search is slow and takes forever", "app", "speed"),
    ("It crashes when I open the camera", "app", ""),
    ("Far too expensive for what it does", "billing", "price"),
    ("The subscription costs too much", "billing", "price"),
    ("They raised the price again", "billing", "price"),
    (
        "I was charged twice for the yearly plan",
        "billing",
        "price",
    ),
    ("Please lower the price", "billing", "price"),
    ("Refund my money", "billing", ""),
    ("The buttons are ugly and dated", "design", "looks"),
    ("I love the new colors", "design", "looks"),
    ("The icons look old", "design", "looks"),
    ("Fonts are too small to read", "design", "looks"),
    ("What a beautiful layout", "design", "looks"),
    (
        "Slow and ugly and too expensive",
        "design",
        "speed;price;looks",
    ),
];

const EXPORT: &str = "\
id,date,parts,text
1,2025-01-07,blue,The app is so slow. The price is far too high!
2,2025-01-08,blue,Loading takes ages on my phone
3,2025-01-14,red,I love the new colors
4,2025-01-14,red,
5,2025-01-15,blue,They charged me twice and want more money
6,2025-01-15,red,loading takes AGES on my phone
";

/// Both heads, trained once, and a report that asked them.
fn trained() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-heads");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).unwrap();
        let lines = LABELS
            .iter()
            .map(|(text, team, parts)| format!("{text},{team},{parts}\n"));
        let file = "text,team,parts\n".to_owned() + &lines.collect::<String>();
        fs::write(place.join("labels.csv"), file).unwrap();
        fs::write(place.join("export.csv"), EXPORT).unwrap();
        for more in [
            &["--label", "team", "-o", "heads/team"][..],
            &["--label", "parts", "-o", "heads/parts", "--multi-label"],
        ] {
            let call = ["train", "--labels", "labels.csv", "--text", "text"];
            let ran = hearken(&place, &[&call, more, &["--cache", "cache"]].concat());
            assert_eq!(ran.code, 0, "{}", ran.stderr);
        }
        let calibrate = ["calibrate", "--head", "heads/team", "--precision", "0.9"];
        let labels = [
            "--labels",
            "labels.csv",
            "--text",
            "text",
            "--label",
            "team",
        ];
        let ran = hearken(&place, &[&calibrate[..], &labels].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let ran = analyze(&place, "export.csv", &[]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        place
    })
}

fn analyze(place: &Path, export: &str, more: &[&str]) -> Ran {
    let call = ["analyze", export, "-o", "report"];
    let heads = ["--head", "heads/team", "--head", "heads/parts"];
    hearken(place, &[&call[..], &heads, more].concat())
}

/// The trained place with its report, in a folder of its own that may be changed.
fn copy() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    copy_folder(trained(), place.path());
    place
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn json(place: &Path, file: &str) -> Value {
    let text = fs::read_to_string(place.join("report").join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_head_adds_its_column_everywhere() {
    let place = trained();
    let dashboard = json(place, "dashboard.json");
    let team = &dashboard["heads"]["team"];
    assert_eq!(team["labels"], json!(["app", "billing", "design"]));
    let sum = |counts: &Value| -> u64 {
        let counts = counts.as_object().unwrap().values();
        counts
            .map(|n| n.as_u64().or(n["count"].as_u64()).unwrap())
            .sum()
    };
    assert_eq!(json!(sum(&team["feedback"])), dashboard["feedback"]);
    assert_eq!(json!(sum(&team["statements"])), dashboard["statements"]);
    assert_eq!(team["by_period"].as_array().unwrap().len(), 2);
    assert_eq!(dashboard["heads"]["parts"]["task"], "multi-label");

    let schemas = ["dashboard", "statements", "run"].map(|name| {
        let schema = hearken(place, &["schema", name]).stdout;
        jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
    });
    assert!(schemas[0].is_valid(&dashboard));
    let run = json(place, "run.json");
    assert!(schemas[2].is_valid(&run));
    let heads = run["heads"].as_array().unwrap();
    let names: Vec<&str> = heads.iter().map(|h| h["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["sentiment", "kind", "team", "parts", "quality"]);
    let head: Value =
        serde_json::from_slice(&fs::read(place.join("heads/team/head.json")).unwrap()).unwrap();
    assert_eq!(heads[2]["sha256"], head["weights_sha256"]);
    assert!(heads[2]["threshold"].is_number() && heads[3]["threshold"].is_null());

    let statements = fs::read_to_string(place.join("report/statements.jsonl")).unwrap();
    for line in lines(&statements) {
        assert!(schemas[1].is_valid(&line), "{line}");
        assert!(line["team"].is_string() && line["parts"].is_array());
        assert!(line["parts_probabilities"]["speed"].is_number(), "{line}");
    }
    let page = fs::read_to_string(place.join("report/report.html")).unwrap();
    assert!(page.contains("<h3>team</h3>") && page.contains("<h3>parts by "));
}

/// A head goes by name where the folder of the models holds it, wherever that folder is.
#[test]
fn a_head_of_the_named_models_goes_by_its_name() {
    let place = copy();
    let models = place.path().join("elsewhere");
    fs::create_dir(&models).unwrap();
    for name in ["encoder", "kind", "sentiment"] {
        let from = binary::root().join("models").join(name);
        std::os::unix::fs::symlink(from, models.join(name)).unwrap();
    }
    copy_folder(&trained().join("heads/team"), &models.join("team"));
    let call = ["classify", "export.csv", "--quiet", "--head", "team"];
    let ran = hearken(
        place.path(),
        &[&call[..], &["--models", "elsewhere"]].concat(),
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        lines(&ran.stdout)[0]["heads"]["team"].is_object(),
        "{}",
        ran.stdout
    );
    let ran = hearken(place.path(), &call);
    assert_ne!(ran.code, 0);
    assert!(
        ran.stderr.contains("there is no head in team"),
        "{}",
        ran.stderr
    );
}

/// One reading of a text, whoever asks for it.
#[test]
fn classify_says_the_same() {
    let place = trained();
    let call = ["classify", "export.csv", "--quiet"];
    let heads = ["--head", "heads/team", "--head", "heads/parts/"];
    let classified = lines(&hearken(place, &[&call[..], &heads].concat()).stdout);
    let statements = fs::read_to_string(place.join("report/statements.jsonl")).unwrap();
    let mut analyzed = lines(&statements).into_iter();
    let used = classified.iter().filter(|l| l["duplicate_of"].is_null());
    for said in used.flat_map(|line| line["statements"].as_array().unwrap()) {
        let line = analyzed.next().unwrap();
        for head in ["team", "parts"] {
            let told = &said["heads"][head];
            let field = format!("{head}_probabilities");
            assert_eq!(told["probabilities"], line[field]);
            let labels = match &line[head] {
                Value::String(label) => json!([label]),
                labels => labels.clone(),
            };
            assert_eq!(told["labels"], labels);
            let unsure = line["unsure"].as_array().unwrap().contains(&json!(head));
            assert_eq!(told["unsure"], unsure);
        }
    }
    assert_eq!(analyzed.next(), None);

    let table = fs::read_to_string(place.join("report/feedback.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let of = |name: &str| names.iter().position(|other| other == name).unwrap();
    let (team, exported) = (of("team"), of("parts (export)"));
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for line in classified.iter().filter(|l| l["duplicate_of"].is_null()) {
        let record = &records[line["row"].as_u64().unwrap() as usize - 1];
        assert_eq!(line["heads"]["team"]["labels"], json!([&record[team]]));
    }
    assert_eq!(&records[0][exported], "blue");
    assert_eq!(&records[3][team], "", "an empty row says nothing");
}

#[test]
fn the_order_of_rows_and_threads_change_no_number() {
    let place = copy();
    let first = json(place.path(), "dashboard.json");
    let mut rows: Vec<&str> = EXPORT.lines().skip(1).collect();
    rows.reverse();
    let header = EXPORT.lines().next().unwrap();
    let text = format!("{header}\n{}\n", rows.join("\n"));
    fs::write(place.path().join("export.csv"), text).unwrap();
    let mut again = command(place.path());
    again.env("RAYON_NUM_THREADS", "1").args([
        "analyze",
        "export.csv",
        "-q",
        "-o",
        "report",
        "--head",
        "heads/parts",
        "--head",
        "heads/team",
    ]);
    assert_eq!(Ran::from(again.output().unwrap()).code, 0);
    assert_eq!(
        json(place.path(), "dashboard.json")["heads"],
        first["heads"]
    );
}

/// Changes a file of the report, and its hash with it.
fn change(place: &Path, file: &str, how: impl FnOnce(&str) -> String) {
    let path = place.join("report").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = how(&text);
    assert_ne!(text, changed, "nothing was changed");
    let hash = Sha256::digest(changed.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(&path, changed).unwrap();
    let path = place.join("report/run.json");
    let mut run: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    if file != "run.json" {
        run["files"][file] = json!(hash);
    }
    fs::write(path, serde_json::to_vec(&run).unwrap()).unwrap();
}

fn broken(place: &TempDir) -> String {
    let ran = hearken(place.path(), &["verify", "report"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    ran.stdout
}

#[test]
fn verify_counts_what_heads_said_again() {
    let ran = hearken(trained(), &["verify", "report"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    for pointer in [
        "/heads/team/feedback/app/count",
        "/heads/team/statements/billing",
        "/heads/team/unsure/statements/count",
        "/heads/parts/unlabeled/feedback/count",
        "/heads/parts/by_period/0/labels/speed",
        "/heads/team/by_column/0/values/0/labels/app",
        "/single_statements/heads/team/labels/app",
    ] {
        let place = copy();
        change(place.path(), "dashboard.json", |text| {
            let mut value: Value = serde_json::from_str(text).unwrap();
            let number = value.pointer_mut(pointer).expect(pointer);
            *number = json!(number.as_u64().unwrap() + 1);
            value.to_string()
        });
        let told = broken(&place);
        let at = format!(" at {}, where the rows give ", &pointer[1..]);
        assert!(told.contains(&at), "{pointer}: {told}");
    }
    let place = copy();
    change(place.path(), "dashboard.json", |text| {
        let mut value: Value = serde_json::from_str(text).unwrap();
        value["heads"].as_object_mut().unwrap().remove("team");
        value.to_string()
    });
    assert!(broken(&place).contains("the heads in dashboard.json are not those of run.json"));
}

/// Changes the first line of `statements.jsonl`, and gives back what is told of it.
fn told_of_line(how: impl FnOnce(&mut Value)) -> String {
    let place = copy();
    change(place.path(), "statements.jsonl", |text| {
        let (first, rest) = text.split_once('\n').unwrap();
        let mut line: Value = serde_json::from_str(first).unwrap();
        how(&mut line);
        format!("{line}\n{rest}")
    });
    broken(&place)
}

#[test]
fn verify_holds_labels_against_probabilities() {
    let other = |line: &mut Value| {
        let next = if line["team"] == "app" {
            "design"
        } else {
            "app"
        };
        line["team"] = json!(next);
    };
    let told = told_of_line(other);
    assert!(told.contains("another label is more probable"), "{told}");
    let told = told_of_line(|line| line["team"] = json!("sales"));
    assert!(told.contains("which is none of its labels"), "{told}");
    let told = told_of_line(|line| {
        line.as_object_mut().unwrap().remove("parts");
    });
    assert!(told.contains("does not say what parts said"), "{told}");
    let told = told_of_line(|line| {
        let has = line["parts"].as_array().unwrap().is_empty();
        line["parts"] = if has { json!(["looks"]) } else { json!([]) };
    });
    assert!(told.contains("against its probability of "), "{told}");

    // The labels are as sure as can be, whatever the threshold; one below it is told.
    for (threshold, sure) in [(0.5, true), (1.5, false)] {
        let place = copy();
        change(place.path(), "run.json", |text| {
            let mut run: Value = serde_json::from_str(text).unwrap();
            run["heads"][2]["threshold"] = json!(threshold);
            run.to_string()
        });
        if sure {
            let ran = hearken(place.path(), &["verify", "report"]);
            assert_eq!(ran.code, 0, "{}", ran.stdout);
            let unsure = |text: &str| text.replace("\"unsure\":[", "\"unsure\":[\"team\",");
            change(place.path(), "statements.jsonl", |text| {
                unsure(text).replace(",]", "]")
            });
        }
        let (told, word) = (broken(&place), if sure { "unsure" } else { "sure" });
        assert!(
            told.contains(&format!("is {word} of team, though ")),
            "{told}"
        );
    }

    // Row 2 has one statement: the row says what that says.
    let place = copy();
    change(place.path(), "feedback.csv", |text| {
        let at = text.find("Loading takes ages").unwrap();
        let (before, after) = text.split_at(at);
        format!("{before}{}", after.replacen(",app,", ",billing,", 1))
    });
    let told = broken(&place);
    assert!(
        told.contains("row 2 says “billing” under team, which"),
        "{told}"
    );
}

#[test]
fn names_that_clash_are_told_before_the_work() {
    let place = copy();
    let heads = place.path().join("heads");
    for name in ["sentiment", "Row", "parts_probabilities", "a,b"] {
        copy_folder(&heads.join("team"), &heads.join(name));
        let folder = format!("heads/{name}");
        let call = ["--head", folder.as_str(), "-o", "new"];
        let ran = hearken(
            place.path(),
            &[
                &["analyze", "export.csv", "--head", "heads/parts"][..],
                &call,
            ]
            .concat(),
        );
        assert_eq!(ran.code, 2, "{name}: {}", ran.stderr);
        let told = format!("error: a head is named \"{name}\", which is ");
        assert!(ran.stderr.starts_with(&told), "{}", ran.stderr);
        let hint =
            "hint: a head goes by the name of its folder: rename that, or name a copy of it\n";
        assert!(ran.stderr.ends_with(hint), "{}", ran.stderr);
        assert!(!place.path().join("new").exists());
    }
    copy_folder(&heads.join("team"), &place.path().join("old/team"));
    let ran = analyze(place.path(), "export.csv", &["--head", "old/team"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.starts_with("error: two heads are named team\n"),
        "{}",
        ran.stderr
    );
}
