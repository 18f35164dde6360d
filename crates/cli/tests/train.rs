//! `hearken train`: labels, folds, several labels, corrections, and what is written.

mod binary;

use binary::{Ran, hearken};
use serde_json::Value;
use std::fs;
use std::path::Path;

const PARTS: [(&str, [&str; 8]); 3] = [
    (
        "speed",
        [
            "The app is slow",
            "It takes ages to load",
            "Loading the map takes minutes",
            "So sluggish on my phone",
            "Why is it so slow since the update",
            "Pages load too slowly",
            "The search takes forever",
            "It lags when I scroll",
        ],
    ),
    (
        "price",
        [
            "Far too expensive",
            "The subscription costs too much",
            "I will not pay that price",
            "They raised the price again",
            "Not worth the money",
            "A yearly fee for this is a rip-off",
            "Cheaper than the others",
            "Please lower the price",
        ],
    ),
    (
        "looks",
        [
            "The new colors are ugly",
            "I love the design",
            "The icons look dated",
            "Fonts are too small",
            "What a beautiful layout",
            "The dark theme looks great",
            "The buttons are ugly",
            "Nice clean look",
        ],
    ),
];

/// A labeled text a line; every first text a second time in other letters.
fn labels() -> String {
    let mut file = "text,part\n".to_owned();
    for (part, texts) in PARTS {
        for text in texts {
            file += &format!("{text},{part}\n");
        }
        file += &format!("{}!!,{part}\n", texts[0].to_uppercase());
    }
    file
}

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("labels.csv"), labels()).unwrap();
    place
}

fn train(place: &Path, more: &[&str]) -> Ran {
    let call = [
        "train",
        "--labels",
        "labels.csv",
        "--text",
        "text",
        "--label",
        "part",
    ];
    hearken(place, &[&call, more].concat())
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

const FILES: [&str; 5] = [
    "README.md",
    "head.json",
    "metrics.json",
    "reference.json",
    "weights.safetensors",
];

#[test]
fn folds_are_told_and_everything_is_written_twice_the_same() {
    let place = place();
    let more = ["--folds", "4", "--hidden", "32", "--cache", "cache"];
    let ran = train(place.path(), &[&more[..], &["-o", "one"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in [
        "fold 4/4: ",
        "mean ± standard deviation:   accuracy ",
        "out of fold: 27 examples",
        "validation: ",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
    assert!(
        ran.stderr.contains("fold 2/4  epoch  1/20"),
        "{}",
        ran.stderr
    );

    let metrics = json(&place.path().join("one/metrics.json"));
    assert_eq!(metrics["folds"]["folds"].as_array().unwrap().len(), 4);
    assert_eq!(metrics["folds"]["pooled"]["examples"], 27);
    assert!(metrics["folds"]["standard_deviation"]["accuracy"].is_number());
    assert_eq!(
        metrics["validation"]["confusion"].as_array().unwrap().len(),
        3
    );
    assert_eq!(metrics["data"]["files"][0]["name"], "labels.csv");
    assert_eq!(
        metrics["data"]["files"][0]["sha256"]
            .as_str()
            .unwrap()
            .len(),
        64
    );
    let count = |part: &str| metrics["data"][part].as_u64().unwrap();
    assert_eq!(count("training") + count("validation"), 27);
    assert!(count("validation") >= 3);
    let head = json(&place.path().join("one/head.json"));
    assert_eq!(metrics["weights_sha256"], head["weights_sha256"]);

    let card = fs::read_to_string(place.path().join("one/README.md")).unwrap();
    for words in [
        "# A head: looks, price, speed",
        "| true label | looks | price | speed |",
        "In 4 folds every text was held out once",
        "## What it does not know",
        "hearken evaluate --head DIR",
    ] {
        assert!(card.contains(words), "{words}: {card}");
    }
    let here = place.path().to_str().unwrap();
    assert!(!card.contains(here) && !metrics.to_string().contains(here));

    let ran = train(place.path(), &[&more[..], &["-o", "deep/two"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for name in FILES {
        let bytes = |folder: &str| fs::read(place.path().join(folder).join(name)).unwrap();
        assert!(bytes("one") == bytes("deep/two"), "{name}");
    }
}

#[test]
fn several_labels_a_text_are_learned_and_asked_for() {
    let place = place();
    let mut file = "text,parts\n".to_owned();
    let [(_, speed), (_, price), (_, looks)] = PARTS;
    for (index, ((slow, dear), pretty)) in speed.iter().zip(price).zip(looks).enumerate() {
        file += &format!("{slow},speed\n{dear},price\n{pretty},looks\n");
        file += &format!("{slow} and {dear},speed; price\n{pretty} but {slow},looks|speed\n");
        file += &format!("I opened it {index} times today,\n");
    }
    fs::write(place.path().join("several.csv"), &file).unwrap();
    let columns = [
        "--labels",
        "several.csv",
        "--text",
        "text",
        "--label",
        "parts",
    ];
    let train = [
        "train",
        "--multi-label",
        "--folds",
        "3",
        "--hidden",
        "32",
        "-o",
        "parts",
        "--cache",
        "cache",
        "--batch",
        "16",
    ];
    let ran = hearken(place.path(), &[&train[..], &columns].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("subset accuracy"), "{}", ran.stdout);
    let head = json(&place.path().join("parts/head.json"));
    assert_eq!(head["task"], "multi-label");
    let card = fs::read_to_string(place.path().join("parts/README.md")).unwrap();
    assert!(
        card.contains("any number of these labels, or none"),
        "{card}"
    );

    let evaluate = ["evaluate", "--head", "parts", "--json", "--cache", "cache"];
    let ran = hearken(place.path(), &[&evaluate[..], &columns].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&found["examples"], &found["classes"][2]["support"]),
        (&48.into(), &24.into())
    );
    assert!(found["micro_f1"].as_f64().unwrap() > 0.8, "{found}");
    assert!(found["intervals"]["subset_accuracy"]["low"].is_number());

    fs::write(
        place.path().join("export.csv"),
        "text\nIt is slow and far too expensive\n",
    )
    .unwrap();
    let ran = hearken(
        place.path(),
        &["classify", "export.csv", "--head", "parts", "--quiet"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    let parts = &said["heads"]["parts"];
    assert_eq!(
        parts["labels"],
        serde_json::json!(["price", "speed"]),
        "{said}"
    );
    assert!(parts["probabilities"]["looks"].as_f64().unwrap() < 0.5);
    assert!(said["statements"][0]["heads"]["parts"]["labels"].is_array());
    let schema = hearken(place.path(), &["schema", "classified"]).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &said));
}

/// A report, what is most worth labeling in it, corrections typed in, and a head that learned
/// them.
#[test]
fn what_people_correct_is_learned() {
    let place = place();
    let mut export = "id,text\n".to_owned();
    for (part, texts) in PARTS {
        for (index, text) in texts.iter().enumerate() {
            export += &format!("{part}-{index},{text}\n");
        }
    }
    for index in 0..12 {
        export += &format!("tell-{index},I told my {index} colleagues at work about the app\n");
    }
    fs::write(place.path().join("export.csv"), export).unwrap();
    let ran = hearken(
        place.path(),
        &["analyze", "export.csv", "--quiet", "-o", "report"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);

    let ran = hearken(place.path(), &["next", "report", "-n", "5"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let mut next = csv::Reader::from_reader(ran.stdout.as_bytes());
    let header = next.headers().unwrap().clone();
    assert_eq!(
        header.iter().take(6).collect::<Vec<_>>(),
        ["source", "row", "id", "text", "kind", "kind_probability"]
    );
    let listed: Vec<csv::StringRecord> = next.records().map(Result::unwrap).collect();
    assert_eq!(listed.len(), 5);

    // Whoever tells colleagues praises: so the house has decided.
    let table = fs::read_to_string(place.path().join("report/feedback.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut writer = csv::Writer::from_path(place.path().join("report/feedback.csv")).unwrap();
    let mut header = reader.headers().unwrap().clone();
    let id = header.iter().position(|name| name == "id").unwrap();
    header.push_field("corrected_kind");
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let mut record = record.unwrap();
        let told = record[id].starts_with("tell");
        record.push_field(if told { "Praise" } else { "" });
        writer.write_record(&record).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);

    let ran = hearken(place.path(), &["next", "report", "-n", "100"]);
    assert!(!ran.stdout.contains("colleagues"), "{}", ran.stdout);
    assert!(ran.stdout.contains("ugly"), "{}", ran.stdout);

    let call = [
        "train",
        "--corrections",
        "report/feedback.csv",
        "--head",
        "kind",
        "--cache",
        "cache",
    ];
    let ran = hearken(place.path(), &[&call[..], &["-o", "one"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("12 corrections, "), "{}", ran.stdout);
    let metrics = json(&place.path().join("one/metrics.json"));
    let found = &metrics["corrections"];
    let accuracy = |part: &str| found[part]["accuracy"].as_f64().unwrap();
    assert!(accuracy("after") > accuracy("before") + 0.3, "{found}");
    assert!(found["agreement"].as_f64().unwrap() > 0.6, "{found}");
    assert_eq!(metrics["labels"][0], "problem");
    let card = fs::read_to_string(place.path().join("one/README.md")).unwrap();
    assert!(card.contains("| figure | before |"), "{card}");
    let ran = hearken(place.path(), &[&call[..], &["-o", "two"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for name in FILES {
        let bytes = |folder: &str| fs::read(place.path().join(folder).join(name)).unwrap();
        assert!(bytes("one") == bytes("two"), "{name}");
    }

    // A table without the column holds texts that nobody corrected.
    fs::write(place.path().join("plain.csv"), "text\nThe sync stopped\n").unwrap();
    let more = ["--corrections", "plain.csv", "-o", "three"];
    let ran = hearken(place.path(), &[&call[..], &more].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let anchors = |metrics: &Value| metrics["corrections"]["anchors"].as_u64().unwrap();
    let three = json(&place.path().join("three/metrics.json"));
    assert_eq!(anchors(&three), anchors(&metrics) + 1);
}

/// The words of a failed run: what, and the way out.
#[track_caller]
fn told(ran: &Ran, words: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_learned_from_is_told_and_nothing_is_written() {
    let place = place();
    let path = place.path();
    let call = ["--hidden", "8", "--cache", "cache", "-o", "head"];
    let with = |more: &[&str]| train(path, &[&call[..], more].concat());
    told(
        &with(&["--folds", "60"]),
        "fewer different texts than 60 folds",
    );
    told(
        &with(&["--label-order", "speed,price"]),
        "not in --label-order",
    );

    fs::write(path.join("one.csv"), "text,part\na b,x\nc d,x\ne f,x\n").unwrap();
    let one = |more: &[&str]| {
        let base = [
            "train", "--text", "text", "--label", "part", "--cache", "cache",
        ];
        hearken(path, &[&base[..], more, &["-o", "head"]].concat())
    };
    told(&one(&["--labels", "one.csv"]), "at least two labels");
    told(&one(&["--labels", "none.csv"]), "cannot read none.csv");

    fs::create_dir(path.join("docs")).unwrap();
    fs::write(path.join("docs/README.md"), "years of work").unwrap();
    let ran = hearken(
        path,
        &[
            "train",
            "--labels",
            "labels.csv",
            "--text",
            "text",
            "--label",
            "part",
            "-o",
            "docs",
        ],
    );
    told(&ran, "docs holds a README.md that is not a head's card");

    fs::write(path.join("empty.csv"), "text,corrected_kind\nIt is slow,\n").unwrap();
    let corrections = |file: &str, head: &str| {
        let call = ["train", "--corrections", file, "--head", head, "-o", "head"];
        hearken(path, &call)
    };
    told(
        &corrections("empty.csv", "kind"),
        "nothing is typed into the column \"corrected_kind\"",
    );
    told(
        &corrections("empty.csv", "mood"),
        "there is no head in mood",
    );
    told(
        &corrections("empty.csv", "sentiment"),
        "no column \"corrected_sentiment\"",
    );
    fs::write(
        path.join("wrong.csv"),
        "text,corrected_kind\nIt is slow,rant\nUgly,praise\n",
    )
    .unwrap();
    told(
        &corrections("wrong.csv", "kind"),
        "the label \"rant\" is not one of problem, request",
    );
    told(
        &hearken(path, &["next", "nowhere"]),
        "nowhere is not the folder of a report",
    );
    assert!(!path.join("head").exists());
}
