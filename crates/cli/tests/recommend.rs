//! `hearken recommend`: events in, a model out, suggestions from it, and how right they are.

mod binary;

use binary::hearken;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Forty people who walk around one of two circles of ten films, a film a day; and rows that are no events.
fn events() -> String {
    let mut file = "userId,movieId,rating,date\n".to_owned();
    for user in 0..40 {
        for step in 0..6 {
            let film = (user * 3 + step) % 10;
            file += &format!(
                "u{user},{}{film},{},2024-03-{:02}\n",
                ["a", "b"][user % 2],
                3 + step % 3,
                step + 1
            );
        }
    }
    file += "u0,a0,2,2024-04-01\n,a1,3,2024-03-01\nu1,,3,2024-03-01\nu2,a1,good,2024-03-01\nu3,b1,3,soon\nu4,a1\n";
    file
}

const SMALL: [&str; 14] = [
    "--embedding",
    "8",
    "--hidden",
    "16",
    "--negatives",
    "32",
    "--learning-rate",
    "0.02",
    "--epochs",
    "40",
    "--batch",
    "4",
    "--dropout",
    "0.1",
];

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("events.csv"), events()).unwrap();
    place
}

fn train(place: &Path, to: &str) {
    let call = ["recommend", "train", "events.csv", "-o", to];
    let ran = hearken(place, &[&call[..], &SMALL].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("246 rows: used 240, repeats 1, unusable 5; 40 users, 20 items"),
        "{}",
        ran.stderr
    );
    for words in [
        "choosing  epoch  1/40  loss ",
        "  best",
        "testing  epoch ",
        "final  epoch ",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(
        ran.stdout.contains("network  ") && ran.stdout.contains("popularity  "),
        "{}",
        ran.stdout
    );
}

const FILES: [&str; 7] = [
    "README.md",
    "events.safetensors",
    "ids.json",
    "ledger.csv",
    "metrics.json",
    "recommender.json",
    "weights.safetensors",
];

#[test]
fn a_model_is_written_twice_the_same_whatever_the_order_of_rows_and_asked() {
    let place = place();
    let at = place.path();
    train(at, "one");
    let (head, rows) = events()
        .split_once('\n')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let ledger = fs::read_to_string(at.join("one/ledger.csv")).unwrap();
    for line in [
        "241,repeat,the same user and item as row 1",
        "242,unusable,it has no user",
        "243,unusable,it has no item",
        "244,unusable,\"its rating \"\"good\"\" is not a number\"",
        "245,unusable,\"its time \"\"soon\"\" is neither a date nor a number\"",
        "246,unusable,\"it has 2 cells, the header 4\"",
    ] {
        assert!(ledger.contains(line), "{line}: {ledger}");
    }
    train(at, "two");
    for name in FILES {
        assert!(
            fs::read(at.join("one").join(name)).unwrap()
                == fs::read(at.join("two").join(name)).unwrap(),
            "{name}"
        );
    }
    let turned: Vec<&str> = rows.lines().rev().collect();
    fs::write(
        at.join("events.csv"),
        format!("{head}\n{}\n", turned.join("\n")),
    )
    .unwrap();
    train(at, "three");
    for name in ["weights.safetensors", "ids.json"] {
        assert!(
            fs::read(at.join("one").join(name)).unwrap()
                == fs::read(at.join("three").join(name)).unwrap(),
            "{name}"
        );
    }

    let ran = hearken(
        at,
        &[
            "recommend",
            "suggest",
            "--model",
            "one",
            "u0",
            "nobody",
            "--json",
            "--top",
            "3",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&told[0]["by"], &told[1]["by"]),
        (&"network".into(), &"popularity".into())
    );
    // u0 met a0…a5.
    for item in told[0]["items"].as_array().unwrap() {
        let id = item["item"].as_str().unwrap();
        assert!(
            !["a0", "a1", "a2", "a3", "a4", "a5"].contains(&id),
            "{told:?}"
        );
        assert!(
            item["users"].is_u64() && item["mean_rating"].is_f64(),
            "{item}"
        );
    }
    // What comes next on its circle is among the first three of the seventeen that it has not met.
    let has = |told: &Value, id: &str| {
        told["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["item"] == id)
    };
    assert!(has(&told[0], "a6"), "{told:?}");
    let ran = hearken(at, &["recommend", "suggest", "--model", "one", "nobody"]);
    assert!(
        ran.stdout.contains("nothing is known of this user"),
        "{}",
        ran.stdout
    );

    // What people did since training counts, new people's too.
    fs::write(
        at.join("since.csv"),
        "user,item,time\nnew,b3,1\nnew,b4,2\nnew,z9,3\n",
    )
    .unwrap();
    let ran = hearken(
        at,
        &[
            "recommend",
            "suggest",
            "--model",
            "one",
            "--events",
            "since.csv",
            "new",
            "--json",
            "--top",
            "3",
        ],
    );
    assert!(
        ran.stderr.contains("1 items are not known"),
        "{}",
        ran.stderr
    );
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(told["by"] == "network" && has(&told, "b5"), "{told}");

    let ran = hearken(
        at,
        &["recommend", "similar", "--model", "one", "a3", "--top", "2"],
    );
    assert!(
        ran.stdout.starts_with("like a3 (met by ") && ran.stdout.contains("cosine "),
        "{}",
        ran.stdout
    );
    let ran = hearken(at, &["recommend", "similar", "--model", "one", "zebra"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("does not know the item zebra"),
        "{}",
        ran.stderr
    );
    let ran = hearken(
        at,
        &[
            "recommend",
            "export",
            "--model",
            "one",
            "-o",
            "one.onnx",
            "--examples",
            "one.json",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let examples: Value = serde_json::from_slice(&fs::read(at.join("one.json")).unwrap()).unwrap();
    assert_eq!(examples[0]["scores"].as_array().unwrap().len(), 20);

    // A damaged folder is told of, whatever is damaged.
    for name in [
        "events.safetensors",
        "ids.json",
        "recommender.json",
        "weights.safetensors",
    ] {
        let path = at.join("two").join(name);
        let whole = fs::read(&path).unwrap();
        for damaged in [&whole[..whole.len() / 2], b"{}", b""] {
            fs::write(&path, damaged).unwrap();
            let ran = hearken(at, &["recommend", "suggest", "--model", "two", "u0"]);
            assert_eq!(ran.code, 2, "{name}: {}", ran.stdout);
            assert!(
                ran.stderr.contains(name)
                    && ran.stderr.contains("hint: train the recommender again"),
                "{}",
                ran.stderr
            );
        }
        fs::write(&path, whole).unwrap();
    }
    fs::write(
        at.join("two/ids.json"),
        fs::read_to_string(at.join("two/ids.json"))
            .unwrap()
            .replacen("\"a0\"", "\"zz\"", 1),
    )
    .unwrap();
    let ran = hearken(at, &["recommend", "suggest", "--model", "two", "u0"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("not sorted"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_network_is_better_than_popularity_where_there_is_something_to_find() {
    let place = place();
    fs::write(
        place.path().join("small.toml"),
        "embedding = 8\nhidden = [16]\nnegatives = 32\nlearning_rate = 0.02\nbatch = 4\ndropout = 0.1\nepochs = 3\n",
    )
    .unwrap();
    let call = [
        "recommend",
        "evaluate",
        "events.csv",
        "--json",
        "--settings",
        "small.toml",
        "--epochs",
        "40",
        "--ledger",
        "ledger.csv",
        "--places",
        "places.csv",
    ];
    let ran = hearken(place.path(), &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("epoch  1/40"), "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let ndcg = |of: &str| found[of]["ndcg"].as_f64().unwrap();
    assert!(
        ndcg("network") > 0.6 && ndcg("network") > ndcg("popularity") + 0.2,
        "{found}"
    );
    assert_eq!(found["network"]["users"], 40);
    let places = fs::read_to_string(place.path().join("places.csv")).unwrap();
    assert_eq!(places.lines().count(), 41);
    assert_eq!(
        fs::read_to_string(place.path().join("ledger.csv"))
            .unwrap()
            .lines()
            .count(),
        7
    );
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let place = place();
    let at = place.path();
    for (name, text) in [
        ("empty.csv", ""),
        ("headers.csv", "user,item\n"),
        ("other.csv", "name,price\nx,1\n"),
        ("lonely.csv", "user,item\na,1\nb,2\nc,3\n"),
        ("bad.csv", "user,item,time\n,,\na,,1\n"),
    ] {
        fs::write(at.join(name), text).unwrap();
    }
    fs::write(at.join("odd.toml"), "embeding = 8\n").unwrap();
    for (call, words) in [
        (
            vec!["empty.csv"],
            "no column that is known to hold the user",
        ),
        (vec!["headers.csv"], "no row that is an event"),
        (vec!["other.csv"], "name it with --user"),
        (
            vec!["other.csv", "--user", "nme", "--item", "price"],
            "no column \"nme\"",
        ),
        (
            vec!["other.csv", "--user", "name", "--item", "name"],
            "cannot stand in one column",
        ),
        (vec!["lonely.csv"], "no user with events enough"),
        (vec!["bad.csv"], "row 1: it has no user"),
        (vec!["absent.csv"], "cannot read absent.csv"),
        (
            vec!["events.csv", "--dropout", "1"],
            "the setting dropout is 1",
        ),
        (vec!["events.csv", "--settings", "odd.toml"], "embeding"),
        (vec!["events.csv", "--learning-rate", "1e30"], "diverged"),
    ] {
        let ran = hearken(
            at,
            &[&["recommend", "train", "-o", "model"][..], &call].concat(),
        );
        assert_eq!(ran.code, 2, "{call:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
        assert!(!at.join("model/recommender.json").exists());
    }
    let ran = hearken(at, &["recommend", "suggest", "--model", "nowhere", "u0"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("no recommender in nowhere"),
        "{}",
        ran.stderr
    );
    fs::create_dir(at.join("notes")).unwrap();
    fs::write(at.join("notes/README.md"), "mine").unwrap();
    let ran = hearken(at, &["recommend", "train", "events.csv", "-o", "notes"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("not a recommender's card"),
        "{}",
        ran.stderr
    );
}
