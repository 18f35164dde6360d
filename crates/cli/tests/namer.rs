//! `hearken analyze --namer`, against a small endpoint made here.

mod binary;

use binary::{hearken, root};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// An endpoint that answers each question by a function of what is asked, and remembers it.
struct Endpoint {
    url: String,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Endpoint {
    fn new(answer: fn(&str) -> Result<String, u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), answer, &kept);
            }
        });
        Self { url, asked }
    }

    fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

/// One request a connection.
fn serve(stream: TcpStream, answer: fn(&str) -> Result<String, u16>, kept: &Mutex<Vec<Value>>) {
    let mut reader = BufReader::new(&stream);
    let (mut line, mut length, mut key) = (String::new(), 0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap() == 0 || line.trim().is_empty() {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if let Some(value) = lower.strip_prefix("authorization:") {
            key = value.trim().to_owned();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut question: Value = serde_json::from_slice(&body).unwrap();
    let content = question["messages"][1]["content"].as_str().unwrap();
    let (status, told) = match answer(content) {
        Ok(name) => {
            let told = json!({"choices": [{"message": {"role": "assistant", "content": name}}]});
            ("200 OK", told.to_string())
        }
        Err(_) => ("500 Internal Server Error", "out of order".to_owned()),
    };
    question["key"] = json!(key);
    kept.lock().unwrap().push(question);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        told.len()
    );
    let mut stream = &stream;
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(told.as_bytes()).unwrap();
}

/// The words of the first statement shown, at most five.
fn first_words(question: &str) -> Result<String, u16> {
    let first = question.lines().find_map(|line| line.strip_prefix("- "));
    let words: Vec<&str> = first.unwrap().split_whitespace().take(5).collect();
    Ok(format!("\"On {}.\"", words.join(" ")))
}

const TEXTS: [&str; 12] = [
    "The fingerprint login fails after the update",
    "Cannot log in with my fingerprint any more",
    "Login with the fingerprint is broken",
    "Fingerprint login never works on my phone",
    "The login screen rejects my fingerprint, ask ann@example.org",
    "I have to type the password since fingerprint login broke",
    "Far too expensive for what it does",
    "The subscription costs too much",
    "They raised the price of the subscription again",
    "The price of the plan is too high",
    "Not worth the price any more",
    "Please lower the price of the plan",
];

fn export(place: &Path) {
    let rows: String = TEXTS.iter().map(|text| format!("\"{text}\"\n")).collect();
    fs::write(place.join("a.csv"), format!("text\n{rows}")).unwrap();
}

fn read(place: &Path, file: &str) -> Value {
    serde_json::from_slice(&fs::read(place.join(file)).unwrap()).unwrap()
}

#[track_caller]
fn analyze(place: &Path, output: &str, url: Option<&str>) -> String {
    let mut call = vec!["analyze", "a.csv", "-o", output];
    if let Some(url) = url {
        call.extend(["--namer", url, "--namer-model", "tiny"]);
    }
    let ran = hearken(place, &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let checked = hearken(place, &["verify", output]);
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    ran.stderr
}

#[test]
fn the_model_renames_themes_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    export(place);
    let endpoint = Endpoint::new(first_words);
    analyze(place, "plain", None);
    analyze(place, "named", Some(&endpoint.url));
    let (plain, named) = (
        read(place, "plain/dashboard.json"),
        read(place, "named/dashboard.json"),
    );
    let themes = plain["themes"].as_array().unwrap();
    assert_eq!(endpoint.count(), themes.len());
    for (plain, named) in themes.iter().zip(named["themes"].as_array().unwrap()) {
        assert!(
            named["name"].as_str().unwrap().starts_with("On "),
            "{}",
            named["name"]
        );
        assert!(!named["name"].as_str().unwrap().ends_with('.'));
        let mut same = named.clone();
        same["name"] = plain["name"].clone();
        assert_eq!(same, *plain);
    }
    let statements = |folder: &str| fs::read(place.join(folder).join("statements.jsonl")).unwrap();
    assert_eq!(statements("plain"), statements("named"));
    let notes = named["notes"].to_string();
    assert!(
        notes.contains(&format!("tiny by {} answered", endpoint.url)),
        "{notes}"
    );
    // Personal data stays here.
    let asked = endpoint.asked.lock().unwrap();
    assert!(
        !asked
            .iter()
            .any(|question| question.to_string().contains("ann@"))
    );
    assert_eq!(asked[0]["model"], "tiny");
}

#[test]
fn answers_are_kept_and_the_same_run_asks_nobody() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    export(place);
    let endpoint = Endpoint::new(first_words);
    analyze(place, "out", Some(&endpoint.url));
    let (first, count) = (read(place, "out/run.json"), endpoint.count());
    analyze(place, "out", Some(&endpoint.url));
    assert_eq!(
        (read(place, "out/run.json"), endpoint.count()),
        (first, count)
    );
    // A run without an endpoint keeps no answers.
    analyze(place, "out", None);
    assert!(!place.join("out/names.json").exists());
}

#[test]
fn answers_that_are_no_names_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    export(place);
    let endpoint = Endpoint::new(|_| Ok("Blockchain synergy".to_owned()));
    analyze(place, "plain", None);
    analyze(place, "named", Some(&endpoint.url));
    let (plain, named) = (
        read(place, "plain/dashboard.json"),
        read(place, "named/dashboard.json"),
    );
    assert_eq!(plain["themes"], named["themes"]);
    let notes = named["notes"].to_string();
    assert!(
        notes.contains("answers were no short name of their own"),
        "{notes}"
    );
}

#[test]
fn an_endpoint_out_of_order_costs_no_run() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    export(place);
    let endpoint = Endpoint::new(|_| Err(500));
    analyze(place, "plain", None);
    let told = analyze(place, "named", Some(&endpoint.url));
    assert!(
        told.contains("got no answer") && told.contains("500"),
        "{told}"
    );
    let (plain, named) = (
        read(place, "plain/dashboard.json"),
        read(place, "named/dashboard.json"),
    );
    assert_eq!(plain["themes"], named["themes"]);
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let told = analyze(place, "gone", Some(&format!("http://{gone}/v1")));
    assert!(told.contains("got no answer"), "{told}");
}

#[test]
fn what_is_no_endpoint_is_told_before_the_slow_work() {
    let call = [
        "analyze",
        "a.csv",
        "--namer",
        "localhost:80",
        "--namer-model",
        "m",
    ];
    let ran = hearken(&root(), &call);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("localhost:80 is no address of an endpoint"),
        "{}",
        ran.stderr
    );
    // The address stands in the report: a key must not be in it.
    let with_key = [
        "analyze",
        "a.csv",
        "--namer",
        "http://ann:secret@localhost/v1",
    ];
    let ran = hearken(&root(), &[&with_key[..], &["--namer-model", "m"]].concat());
    let told = ran.code == 2 && ran.stderr.contains("HEARKEN_NAMER_KEY");
    assert!(told && !ran.stderr.contains("secret"), "{}", ran.stderr);
    let ran = hearken(
        &root(),
        &["analyze", "a.csv", "--namer", "http://localhost:80"],
    );
    assert!(
        ran.code == 2 && ran.stderr.contains("--namer-model"),
        "{}",
        ran.stderr
    );
}
