//! `hearken serve`: answers, refusals, limits, metrics, and a quiet end.

mod binary;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A server on a free port, which ends with the test.
struct Server {
    child: Child,
    at: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut child = binary::command(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let told = lines.next().expect("it says where it listens").unwrap();
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let at = told
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split(": ").next());
        let at = at.unwrap_or_else(|| panic!("{told}")).parse().unwrap();
        Self { child, at }
    }

    fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.at).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // A server that has refused already may not take the rest.
        let _ = stream.write_all(request);
        Answer::read(stream)
    }

    fn get(&self, path: &str) -> Answer {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    fn ask(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string().as_bytes())
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn read(mut stream: TcpStream) -> Self {
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        let text = String::from_utf8(text).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// What a refusal says.
    fn error(&self) -> String {
        assert!((400..500).contains(&self.status), "{self:?}");
        self.json()["error"].as_str().unwrap().to_owned()
    }
}

#[test]
fn texts_are_classified_as_the_command_does_and_counted() {
    let place = tempfile::tempdir().unwrap();
    let server = Server::start(place.path(), &[]);
    assert_eq!(server.get("/health").json(), json!({ "status": "ok" }));
    let texts = [
        "The app crashes when I open it",
        "Love it, best app ever!",
        "Please add a dark mode",
    ];
    let answer = server.ask("/classify", &json!({ "texts": texts }));
    assert_eq!(answer.status, 200, "{answer:?}");
    let said = answer.json();
    let said = said["classified"].as_array().unwrap();
    let kinds: Vec<&str> = said
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["problem", "praise", "request"]);
    std::fs::write(place.path().join("texts.txt"), texts.join("\n")).unwrap();
    let mut command = binary::command(place.path());
    command
        .args(["classify", "-"])
        .stdin(std::fs::File::open(place.path().join("texts.txt")).unwrap());
    let printed = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert_eq!(printed.lines().count(), texts.len(), "{printed}");
    for (line, said) in printed.lines().zip(said) {
        let line: Value = serde_json::from_str(line).unwrap();
        for key in [
            "sentiment",
            "sentiment_probabilities",
            "kind",
            "kind_probabilities",
            "unsure",
        ] {
            assert_eq!(line[key], said[key], "{key}");
        }
    }
    // The same text gets the same answer whatever it comes with.
    let alone = server
        .ask("/classify", &json!({ "texts": [texts[1]] }))
        .json();
    assert_eq!(alone["classified"][0], said[1]);

    let metrics = server.get("/metrics");
    assert!(
        metrics
            .head
            .contains("content-type: text/plain; version=0.0.4"),
        "{metrics:?}"
    );
    for line in [
        "hearken_requests_total{path=\"/classify\",status=\"200\"} 2",
        "hearken_request_seconds_count{path=\"/classify\"} 2",
        "hearken_request_seconds_bucket{path=\"/classify\",le=\"+Inf\"} 2",
        "hearken_texts_total{head=\"kind\",label=\"praise\"} 2",
        "hearken_texts_total{head=\"kind\",label=\"other\"} 0",
        "hearken_requests_under_way 0",
    ] {
        assert!(
            metrics.body.lines().any(|found| found == line),
            "{line}:\n{}",
            metrics.body
        );
    }
    for start in [
        "hearken_drift_psi{head=\"sentiment\",of=\"labels\"} ",
        "hearken_drift_psi{head=\"kind\",of=\"confidence\"} ",
        "hearken_drift_chance{head=\"kind\",of=\"labels\"} ",
    ] {
        assert!(
            metrics.body.lines().any(|found| found.starts_with(start)),
            "{start}:\n{}",
            metrics.body
        );
    }
}

#[test]
fn what_is_malformed_or_too_much_is_refused_with_its_reason() {
    let place = tempfile::tempdir().unwrap();
    let limits = [
        "--max-body",
        "2000",
        "--max-texts",
        "3",
        "--max-characters",
        "50",
    ];
    let server = Server::start(place.path(), &limits);
    let json_kind = "application/json";
    let deep = "[".repeat(900);
    for (body, status, words) in [
        (&b""[..], 400, "not JSON"),
        (b"{", 400, "not JSON"),
        (b"texts=a", 400, "not JSON"),
        (b"\xff\xfe{}", 400, "not JSON"),
        (b"{\"texts\": [\"\xff\"]}", 400, "not JSON"),
        (b"{\"texts\": [\"a\"]} {}", 400, "not JSON"),
        (deep.as_bytes(), 400, "not JSON"),
        (b"null", 422, "not a JSON object"),
        (b"[]", 422, "not a JSON object"),
        (b"{}", 422, "missing field `texts`"),
        (b"{\"texts\": \"slow\"}", 422, "expected a sequence"),
        (b"{\"texts\": [1]}", 422, "expected a string"),
        (b"{\"texts\": [null]}", 422, "expected a string"),
        (
            b"{\"texts\": [\"slow\"], \"model\": 1}",
            422,
            "unknown field `model`",
        ),
        (b"{\"texts\": []}", 422, "is empty"),
        (
            b"{\"texts\": [\"slow\", \"  \\n\"]}",
            422,
            "text 2 says nothing",
        ),
        (
            b"{\"texts\": [\"a\", \"b\", \"c\", \"d\"]}",
            422,
            "4 texts, 3 are allowed",
        ),
        (
            b"{\"texts\": [\"0123456789 0123456789 0123456789 0123456789 01234567\"]}",
            422,
            "50 are allowed",
        ),
    ] {
        let answer = server.post("/classify", json_kind, body);
        let text = String::from_utf8_lossy(body);
        assert_eq!(answer.status, status, "{text}: {answer:?}");
        assert!(answer.error().contains(words), "{text}: {answer:?}");
    }
    let large = format!("{{\"texts\": [\"{}\"]}}", "x".repeat(3000));
    let answer = server.post("/classify", json_kind, large.as_bytes());
    assert_eq!(
        (answer.status, answer.error().contains("2000 bytes")),
        (413, true),
        "{answer:?}"
    );
    // Without a length beforehand, too.
    let head = "POST /classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunked = format!("{head}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    assert_eq!(server.send(chunked.as_bytes()).status, 413);
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = server.post("/classify", kind, b"{\"texts\": [\"slow\"]}");
        assert_eq!(
            (answer.status, answer.error().contains("Content-Type")),
            (415, true),
            "{kind}: {answer:?}"
        );
    }
    let answer = server.get("/classify");
    assert_eq!(
        (answer.status, answer.error().contains("method")),
        (405, true)
    );
    for path in ["/", "/suggest", "/classify/x", "/../etc/passwd"] {
        let answer = server.ask(path, &json!({}));
        assert_eq!(
            (answer.status, answer.error().contains("POST /classify")),
            (404, true),
            "{path}"
        );
    }
    assert_eq!(server.send(b"nonsense\r\n\r\n").status, 400);
    let metrics = server.get("/metrics").body;
    for line in [
        "hearken_errors_total{path=\"/classify\",kind=\"too_large\"} 2",
        "hearken_errors_total{path=\"/classify\",kind=\"refused\"} 11",
        "hearken_errors_total{path=\"/classify\",kind=\"malformed\"} 10",
    ] {
        assert!(
            metrics.lines().any(|found| found == line),
            "{line}:\n{metrics}"
        );
    }
    assert_eq!(
        server
            .ask("/classify", &json!({ "texts": ["slow"] }))
            .status,
        200
    );
}

#[test]
fn more_requests_than_allowed_come_again_and_slow_ones_are_given_up() {
    let place = tempfile::tempdir().unwrap();
    let server = Server::start(place.path(), &["--max-requests", "1", "--max-seconds", "2"]);
    // One that never sends its body holds the only place.
    let mut slow = TcpStream::connect(server.at).unwrap();
    slow.write_all(b"POST /classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{")
        .unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !server
        .get("/metrics")
        .body
        .contains("hearken_requests_under_way 1")
    {
        assert!(Instant::now() < until, "the slow request was not seen");
    }
    let busy = server.ask("/classify", &json!({ "texts": ["slow"] }));
    assert_eq!(busy.status, 503, "{busy:?}");
    assert!(busy.head.contains("retry-after: 1"), "{busy:?}");
    assert!(
        busy.json()["error"]
            .as_str()
            .unwrap()
            .contains("come again")
    );
    let late = Answer::read(slow);
    assert_eq!(
        (late.status, late.error().contains("2 s")),
        (408, true),
        "{late:?}"
    );
    assert_eq!(
        server
            .ask("/classify", &json!({ "texts": ["slow"] }))
            .status,
        200
    );
    let metrics = server.get("/metrics").body;
    assert!(
        metrics.contains("kind=\"busy\"} 1") && metrics.contains("kind=\"late\"} 1"),
        "{metrics}"
    );
}

#[test]
fn a_recommender_is_asked_where_one_is_named() {
    let place = tempfile::tempdir().unwrap();
    let mut events = "user,item,time\n".to_owned();
    for user in 0..20 {
        for step in 0..5 {
            events += &format!("u{user},i{},{step}\n", (user + step) % 8);
        }
    }
    std::fs::write(place.path().join("events.csv"), events).unwrap();
    let call = [
        "recommend",
        "train",
        "events.csv",
        "-o",
        "model",
        "--epochs",
        "2",
        "--no-evaluation",
    ];
    let ran = binary::hearken(place.path(), &call);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let server = Server::start(place.path(), &["--recommend", "model"]);
    let known = server
        .ask("/suggest", &json!({ "user": "u0", "top": 2 }))
        .json();
    let printed = binary::hearken(
        place.path(),
        &[
            "recommend",
            "suggest",
            "--model",
            "model",
            "u0",
            "--top",
            "2",
            "--json",
        ],
    );
    assert_eq!(
        known,
        serde_json::from_str::<Value>(&printed.stdout).unwrap()
    );
    let new = server
        .ask("/suggest", &json!({ "items": ["i1", "i2"], "top": 1000 }))
        .json();
    assert_eq!(
        (&new["by"], new["items"].as_array().unwrap().len()),
        (&"network".into(), 6)
    );
    assert_eq!(
        server.ask("/suggest", &json!({ "user": "nobody" })).json()["by"],
        "popularity"
    );
    for (body, words) in [
        (json!({}), "name a \"user\""),
        (json!({ "user": 1 }), "expected a string"),
        (json!({ "user": "u0", "top": 0 }), "\"top\" is 0"),
        (json!({ "user": "u0", "top": -1 }), "invalid value"),
        (
            json!({ "items": ["i1", "zebra"] }),
            "\"zebra\" is not known",
        ),
        (json!({ "usr": "u0" }), "unknown field"),
    ] {
        let answer = server.ask("/suggest", &body);
        assert_eq!(
            (answer.status, answer.error().contains(words)),
            (422, true),
            "{body}: {answer:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn it_ends_quietly_when_told_to() {
    let place = tempfile::tempdir().unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(place.path(), &["--max-seconds", "5"]);
        // A connection that says nothing does not hold it up for long.
        let idle = TcpStream::connect(server.at).unwrap();
        let killed = std::process::Command::new("kill")
            .args([signal, &server.child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        let until = Instant::now() + Duration::from_secs(30);
        let ended = loop {
            if let Some(ended) = server.child.try_wait().unwrap() {
                break ended;
            }
            assert!(Instant::now() < until, "it goes on after {signal}");
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(ended.code(), Some(0), "{signal}");
        drop(idle);
        assert!(TcpStream::connect(server.at).is_err());
    }
}

#[test]
fn an_address_that_is_taken_is_told() {
    let place = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let ran = binary::hearken(place.path(), &["serve", "--listen", &at]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(
        ran.stderr.contains(&format!("cannot listen on {at}")),
        "{}",
        ran.stderr
    );
    let ran = binary::hearken(
        place.path(),
        &["serve", "--listen", &at, "--recommend", "nowhere"],
    );
    assert!(
        ran.code == 2 && ran.stderr.contains("no recommender in nowhere"),
        "{}",
        ran.stderr
    );
}

#[test]
fn rows_get_what_the_command_predicts_of_them() {
    let place = tempfile::tempdir().unwrap();
    let mut csv = String::from("months,plan,left\n");
    for at in 0..200 {
        let (months, plan) = (at as f64 / 5.0, ["free", "paid"][at % 2]);
        let left = if months < 15.0 || (plan == "free" && months < 20.0) {
            "yes"
        } else {
            "no"
        };
        csv += &format!("{months},{plan},{left}\n");
    }
    std::fs::write(place.path().join("table.csv"), csv).unwrap();
    let train = [
        "tabular",
        "train",
        "table.csv",
        "--target",
        "left",
        "--output",
        "model",
        "--quiet",
    ];
    let trained = binary::hearken(place.path(), &train);
    assert_eq!(trained.code, 0, "{}", trained.stderr);
    let rows = "months,plan\n3,free\nmany,paid\n";
    std::fs::write(place.path().join("rows.csv"), rows).unwrap();
    let predicted = binary::hearken(place.path(), &["tabular", "predict", "model", "rows.csv"]);
    let lines: Vec<Vec<&str>> = predicted
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();

    let server = Server::start(place.path(), &["--tabular", "model"]);
    let asked = json!({ "rows": [
        { "months": 3, "plan": "free", "customer": "c-1" },
        { "months": "many", "plan": "paid" },
    ] });
    let said = server.ask("/predict", &asked).json();
    for (row, line) in said["rows"].as_array().unwrap().iter().zip(&lines) {
        assert_eq!(row["prediction"], line[1], "{said} {}", predicted.stdout);
        let sure = row["probabilities"]["yes"].as_f64().unwrap();
        assert!(
            (sure - line[2].parse::<f64>().unwrap()).abs() < 1e-6,
            "{said}"
        );
    }
    assert!(said["rows"][0].get("unread").is_none(), "{said}");
    assert!(said["rows"][1]["unread"]["months"].is_string(), "{said}");

    for (rows, words) in [
        (json!([]), "1…256"),
        (json!([{ "plan": "free" }]), "there is no \"months\""),
        (json!([{ "months": [1], "plan": "free" }]), "must be a text"),
    ] {
        let refused = server.ask("/predict", &json!({ "rows": rows }));
        assert!(refused.error().contains(words), "{refused:?}");
    }
}

#[test]
fn connections_wait_for_a_place_and_silent_ones_lose_theirs() {
    let place = tempfile::tempdir().unwrap();
    let server = Server::start(
        place.path(),
        &["--max-connections", "1", "--max-seconds", "1"],
    );
    // One that says half a head holds the only place; it is closed in two seconds.
    let mut half = TcpStream::connect(server.at).unwrap();
    half.write_all(b"POST /classify HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    let started = Instant::now();
    let health = server.get("/health");
    assert_eq!(health.status, 200, "{health:?}");
    assert!(
        started.elapsed() >= Duration::from_secs(1),
        "it did not wait"
    );
    let mut rest = Vec::new();
    half.set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let _ = half.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}
