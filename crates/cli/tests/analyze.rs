//! The main job on the demo export: what it promises of every file that it writes.

mod binary;
mod demo;

use demo::{FILES, Run, demo, rows};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The demo export read by another reader, the one damaged row repaired first.
struct Cells(Vec<HashMap<String, String>>);

impl Cells {
    fn read() -> Self {
        let (header, rows) = rows();
        let repaired = rows.iter().map(|row| {
            let (text, rest) = row.split_at(row.rfind(",4,\n").unwrap_or(row.len()));
            match row.starts_with("TB-10148,") {
                // Its quote is never closed, and so is part of what was written.
                true => format!("{}\"{rest}", text.replacen(",\"", ",\"\"\"", 1)),
                false => row.clone(),
            }
        });
        let text = header + &repaired.collect::<String>();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records = reader.deserialize().collect::<Result<Vec<_>, _>>();
        let cells = Self(records.unwrap());
        assert_eq!(cells.0.len(), rows.len());
        cells
    }

    /// Holds a quote or a statement against its row; says whether something in it is masked.
    fn hold(&self, said: &Value, words: &str) -> bool {
        let row = &self.0[said["row"].as_u64().unwrap() as usize - 1];
        assert_eq!(said["source"], "reviews.csv");
        assert_eq!(said["id"], row["review_id"].as_str());
        let cell = &row[said["column"].as_str().unwrap()];
        let at = |end: &str| said[end].as_u64().unwrap() as usize;
        let there = &cell[at("start")..at("end")];
        if there == words {
            return false;
        }
        assert!(
            is_masked(there, words),
            "{there:?} is not {words:?}: {said}"
        );
        true
    }
}

/// Whether `shown` is `there` with stand-ins for some of it.
fn is_masked(there: &str, shown: &str) -> bool {
    let mut kept = shown.to_owned();
    for stand_in in [
        "email", "phone", "card", "iban", "token", "url", "ip", "mac", "password", "number",
    ] {
        kept = kept.replace(&format!("[{stand_in}]"), "\0");
    }
    let parts: Vec<&str> = kept.split('\0').collect();
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let mut rest = there;
    for part in &parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    parts.len() > 1 && there.starts_with(first) && there.ends_with(last)
}

fn array<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

#[test]
fn it_ends_well_and_writes_every_file() {
    let run = demo();
    assert_eq!(run.ran.code, 0, "{}", run.ran.stderr);
    let folder = std::fs::read_dir(run.place.join("report")).unwrap();
    let mut names: Vec<_> = folder.map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, FILES);
    let beside = std::fs::read_dir(&run.place).unwrap().count();
    assert_eq!(beside, 2, "the export and the report, nothing else");
}

#[test]
fn every_row_is_accounted_for() {
    let dashboard = demo().json("dashboard.json");
    // As fixtures/demo/README.md says: 9 duplicates, 6 empty; the damaged row is mended.
    let expected = json!({"rows": 346, "used": 331, "duplicate": 9, "empty": 6, "unreadable": 0});
    assert_eq!(dashboard["ledger"], expected);
    assert_eq!(dashboard["feedback"], 331);
    let records = demo().feedback();
    let columns = [
        "source",
        "row",
        "id",
        "placed",
        "sentiment",
        "kind",
        "theme",
    ];
    assert_eq!(records[0].iter().take(7).collect::<Vec<_>>(), columns);

    let cells = Cells::read();
    assert_eq!(records.len() - 1, cells.0.len());
    let mut placed: BTreeMap<&str, u64> = BTreeMap::new();
    for (index, (record, cells)) in records[1..].iter().zip(&cells.0).enumerate() {
        assert_eq!(&record[0], "reviews.csv");
        assert_eq!(record[1], (index + 1).to_string());
        assert_eq!(&record[2], &cells["review_id"]);
        let used = &record[3] == "used";
        assert_eq!(used, !record[4].is_empty() && !record[5].is_empty());
        *placed.entry(&record[3]).or_default() += 1;
    }
    let counted = BTreeMap::from([("used", 331), ("duplicate", 9), ("empty", 6)]);
    assert_eq!(placed, counted);
}

#[test]
fn a_duplicate_points_at_a_row_that_says_the_same() {
    let fold = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let cells = Cells::read();
    let records = demo().feedback();
    let place = |name: &str| records[0].iter().position(|column| column == name);
    let (of, source) = (place("duplicate_of").unwrap(), place("placed").unwrap());
    for record in &records[1..] {
        assert_eq!(&record[source] == "duplicate", !record[of].is_empty());
        if record[of].is_empty() {
            continue;
        }
        let first: usize = record[of].parse().unwrap();
        assert_eq!(&records[first][source], "used");
        let [own, other] = [record[1].parse::<usize>().unwrap(), first].map(|row| {
            let row = &cells.0[row - 1];
            fold(&row["review"])
        });
        assert_eq!(own, other);
    }
}

#[test]
fn every_json_file_keeps_its_schema() {
    for name in ["dashboard", "requirements", "statements", "profile", "run"] {
        let schema = binary::hearken(&demo().place, &["schema", name]);
        assert_eq!(schema.code, 0);
        let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let files = match name {
            "statements" => demo().statements(),
            _ => vec![demo().json(&format!("{name}.json"))],
        };
        for file in files {
            let faults: Vec<String> = validator
                .iter_errors(&file)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
            // A schema that lets everything pass would not be noticed above.
            let mut lacking = file.clone();
            let first = lacking.as_object().unwrap().keys().next().unwrap().clone();
            lacking.as_object_mut().unwrap().remove(&first);
            assert!(!validator.is_valid(&lacking), "{name} without {first}");
        }
    }
}

#[test]
fn every_statement_stands_where_it_says() {
    let cells = Cells::read();
    let statements = demo().statements();
    let masked = statements
        .iter()
        .filter(|line| cells.hold(line, line["text"].as_str().unwrap()))
        .count();
    assert!((14..40).contains(&masked), "{masked} masked statements");
    let mut before = (0, 0, 0);
    for line in &statements {
        let column = if line["column"] == "title" { 0 } else { 1 };
        let at = (
            line["row"].as_u64().unwrap(),
            column,
            line["start"].as_u64().unwrap(),
        );
        assert!(before < at, "statements stand in the export's order");
        before = (at.0, at.1, line["end"].as_u64().unwrap() - 1);
        for (label, probabilities) in [
            ("sentiment", "sentiment_probabilities"),
            ("kind", "kind_probabilities"),
        ] {
            let probabilities = line[probabilities].as_object().unwrap();
            let values = || probabilities.values().map(|p| p.as_f64().unwrap());
            assert!((values().sum::<f64>() - 1.0).abs() < 1e-3);
            let own = probabilities[line[label].as_str().unwrap()].as_f64();
            assert!(values().all(|p| p <= own.unwrap()));
        }
    }
}

#[test]
fn every_requirement_can_be_checked() {
    let cells = Cells::read();
    let (dashboard, file) = (
        demo().json("dashboard.json"),
        demo().json("requirements.json"),
    );
    let themes = ["themes", "small_themes"].map(|name| array(&dashboard, name));
    let names: HashMap<&str, &Value> = themes
        .into_iter()
        .flatten()
        .map(|theme| (theme["id"].as_str().unwrap(), &theme["name"]))
        .collect();
    let requirements = array(&file, "requirements");
    assert!(requirements.len() >= 8, "{} are few", requirements.len());
    let mut last = f64::INFINITY;
    for (place, requirement) in requirements.iter().enumerate() {
        let text = |name: &str| requirement[name].as_str().unwrap();
        assert!(text("id").starts_with("R-") && !text("statement").is_empty());
        assert!(["problem", "request"].contains(&text("kind")));
        assert_eq!(&requirement["theme_name"], names[text("theme")]);

        let priority = &requirement["priority"];
        assert_eq!(priority["rank"], place + 1);
        let number = |value: &Value, name: &str| value[name].as_f64().unwrap();
        let mut sum = 0.0;
        for term in array(priority, "terms") {
            let points = number(term, "weight") * number(term, "factor");
            assert!((points - number(term, "points")).abs() < 1e-4, "{term}");
            assert_eq!(
                term["weight"],
                file["weights"][term["name"].as_str().unwrap()]
            );
            sum += number(term, "points");
        }
        let score = number(priority, "score");
        assert!((sum - score).abs() < 1e-3 && score <= last, "{requirement}");
        last = score;

        let evidence = array(requirement, "evidence");
        assert!(!evidence.is_empty());
        for quote in evidence {
            cells.hold(quote, quote["quote"].as_str().unwrap());
            assert_eq!(quote["sha256"], dashboard["sources"][0]["sha256"]);
        }
    }
}

#[test]
fn every_statement_has_one_place_and_the_counts_say_so() {
    let dashboard = demo().json("dashboard.json");
    let statements = demo().statements();
    let mut groups: HashMap<Option<&str>, Vec<&Value>> = HashMap::new();
    for line in &statements {
        groups.entry(line["theme"].as_str()).or_default().push(line);
    }
    let single = groups.remove(&None).map_or(0, |group| group.len());
    assert_eq!(dashboard["single_statements"]["statements"], single);
    let smallest = dashboard["smallest_theme"].as_u64().unwrap();
    for (name, is_small) in [("themes", false), ("small_themes", true)] {
        for theme in array(&dashboard, name) {
            let members = groups.remove(&theme["id"].as_str()).unwrap();
            assert_eq!(theme["statements"], members.len());
            let rows: BTreeSet<u64> = members.iter().map(|m| m["row"].as_u64().unwrap()).collect();
            assert_eq!(theme["feedback"], rows.len());
            assert_eq!((members.len() as u64) < smallest, is_small);
        }
    }
    assert!(groups.is_empty(), "{groups:?}");
    assert!(array(&dashboard, "themes").len() >= 10);
    assert_eq!(dashboard["statements"], statements.len());
}

#[test]
fn the_report_holds() {
    let verified = binary::hearken(&demo().place, &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    assert!(verified.stdout.starts_with("all holds: "));
}

#[test]
fn every_run_writes_the_same_bytes() {
    for threads in [1, 3] {
        let again = Run::new(
            &format!("threads-{threads}"),
            &demo::export(),
            Some(threads),
        );
        assert_eq!(again.ran.stdout, demo().ran.stdout);
        for file in FILES {
            let same = again.bytes(file) == demo().bytes(file);
            assert!(same, "{file} with {threads} threads is another");
        }
    }
}

#[test]
fn the_order_of_rows_changes_nothing_but_row_numbers() {
    let (header, rows) = rows();
    let order = shuffled(rows.len());
    let text = header
        + &order
            .iter()
            .map(|row| rows[*row].as_str())
            .collect::<String>();
    let run = Run::new("shuffled", &text, None);
    for file in ["dashboard.json", "requirements.json"] {
        let mut here = run.json(file);
        let mut there = demo().json(file);
        restore(&mut here, &order);
        forget_hash_and_line(&mut here);
        forget_hash_and_line(&mut there);
        same(&here, &there, file);
    }
}

/// The numbers below `count` in another order, the same each time (Knuth's generator).
fn shuffled(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 20_250_806_u64;
    for last in (1..count).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.swap(last, (state >> 33) as usize % (last + 1));
    }
    order
}

/// Puts the row numbers of the unshuffled file in place of those of the shuffled one.
fn restore(value: &mut Value, order: &[usize]) {
    each_object(value, &mut |object| {
        if let Some(row) = object.get_mut("row") {
            *row = json!(order[row.as_u64().unwrap() as usize - 1] + 1);
        }
    });
}

fn forget_hash_and_line(value: &mut Value) {
    each_object(value, &mut |object| {
        object.remove("sha256");
        object.remove("line");
    });
}

fn each_object(value: &mut Value, change: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            change(object);
            object
                .values_mut()
                .for_each(|inner| each_object(inner, change));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|inner| each_object(inner, change)),
        _ => {}
    }
}

/// Says where two values part, rather than showing both whole.
#[track_caller]
fn same(a: &Value, b: &Value, path: &str) {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            for (name, inner) in a {
                same(
                    inner,
                    b.get(name).unwrap_or(&Value::Null),
                    &format!("{path}/{name}"),
                );
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (place, (a, b)) in a.iter().zip(b).enumerate() {
                same(a, b, &format!("{path}/{place}"));
            }
        }
        _ => assert_eq!(a, b, "{path}"),
    }
}

/// What is named and worded from the themes is left out of the snapshot.
#[test]
fn the_summary_tells_what_a_person_wants_to_know() {
    let themed = ["”", " feedback · score ", " feedback (", " more themes, "];
    let lines = demo().ran.stdout.lines();
    let told: Vec<&str> = lines
        .filter(|line| !themed.iter().any(|part| line.contains(part)))
        .collect();
    insta::assert_snapshot!("summary", told.join("\n"));
    insta::assert_snapshot!("mapping", demo().ran.stderr);
}

/// What README shows of the demo is what the demo gives: counts and quotes word for word (other
/// processors may round a score differently).
#[test]
fn the_readme_shows_what_comes_out() {
    let readme = std::fs::read_to_string(binary::root().join("README.md")).unwrap();
    let demo = demo();
    let page = demo.read("requirements.md");
    let quotes: Vec<&str> = readme.lines().filter(|l| l.starts_with("> “")).collect();
    assert!(quotes.len() >= 2);
    for quote in quotes {
        assert!(page.contains(quote), "{quote}");
    }
    let (counts, ledger) = (
        "346 rows → 331 feedback → 874 statements",
        "ledger: used 331",
    );
    for text in [counts, ledger] {
        assert!(
            readme.contains(text) && demo.ran.stdout.contains(text),
            "{text}"
        );
    }
}
