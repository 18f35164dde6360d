//! The design's absences, held against the sources: who may name whom, who may touch what.
//!
//! Each rule reads one file and says what is wrong there. Every rule is shown a breach of itself
//! below, so that none can pass by looking away.

use std::path::{Path, PathBuf};

const WORKERS: [&str; 5] = ["ingest", "embedding", "fcnn", "topic", "report"];

/// Everything that may lie at the top of the repository.
const TOP: [&str; 17] = [
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh.md",
    "crates",
    "fixtures",
    "models",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "scripts",
];

/// Lines that a source file may have.
const LONGEST: usize = 420;

/// A file of a crate's `src`, or its `Cargo.toml`.
struct Source {
    /// From the repository's root, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn krate(&self) -> &str {
        self.path.split('/').nth(1).unwrap()
    }

    fn is_manifest(&self) -> bool {
        self.path.ends_with("Cargo.toml")
    }

    /// The numbered lines of the code: no comments, and nothing from the unit tests on.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.text.lines());
        lines
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Where one of these words stands in the code.
    fn naming(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (number, line) in self.code() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number} names {word}", self.path));
            }
        }
        found
    }
}

type Rule = fn(&Source) -> Vec<String>;

const RULES: [Rule; 7] = [
    workers_never_name_each_other,
    only_the_download_touches_the_network,
    only_the_program_prints_and_reads_environment_and_clock,
    the_program_ends_in_main,
    public_items_show_no_library_of_numbers,
    files_fit_in_one_sitting,
    modules_are_named_for_what_they_hold,
];

/// Workers know `feedback` and nobody else; `feedback` knows nobody.
fn workers_never_name_each_other(source: &Source) -> Vec<String> {
    let own = source.krate();
    // Python cannot call crates; a column of its tables may be called as one is.
    if ["cli", "spark"].contains(&own) {
        return Vec::new();
    }
    let joint = if source.is_manifest() { "-" } else { "_" };
    let others: Vec<String> = WORKERS
        .into_iter()
        .filter(|other| *other != own)
        .map(|other| format!("hearken{joint}{other}"))
        .collect();
    source.naming(&others.iter().map(String::as_str).collect::<Vec<_>>())
}

fn only_the_download_touches_the_network(source: &Source) -> Vec<String> {
    const NETWORK: [&str; 8] = [
        "hf_hub",
        "hf-hub",
        "std::net",
        "TcpStream",
        "reqwest",
        "ureq",
        "tokio::",
        "axum",
    ];
    match source.path.as_str() {
        "crates/embedding/Cargo.toml" | "crates/embedding/src/download.rs" => Vec::new(),
        // Asks for names where the user names whom, and touches nothing else.
        "crates/cli/Cargo.toml" | "crates/cli/src/namer.rs" => {
            let own = match source.is_manifest() {
                true => &["ureq", "axum"][..],
                false => &["ureq"],
            };
            let others = NETWORK.into_iter().filter(|word| !own.contains(word));
            source.naming(&others.collect::<Vec<_>>())
        }
        // Listens where the user says so, and asks nobody.
        path if path.starts_with("crates/cli/src/serve/") => {
            const OWN: [&str; 3] = ["std::net", "tokio::", "axum"];
            let others = NETWORK.into_iter().filter(|word| !OWN.contains(word));
            source.naming(&others.collect::<Vec<_>>())
        }
        _ => source.naming(&NETWORK),
    }
}

fn only_the_program_prints_and_reads_environment_and_clock(source: &Source) -> Vec<String> {
    const OUTSIDE: [&str; 11] = [
        "println!",
        "print!(",
        "dbg!",
        "stdout()",
        "stderr()",
        "stdin()",
        "env::",
        "SystemTime",
        "Instant::",
        "Zoned::now",
        "Timestamp::now",
    ];
    match source.krate() {
        "cli" => Vec::new(),
        // When a segment was of use decides which one is deleted first, and nothing else.
        "embedding" if source.path.contains("/cache/") => {
            let others: Vec<&str> = OUTSIDE
                .into_iter()
                .filter(|word| *word != "SystemTime")
                .collect();
            source.naming(&others)
        }
        _ => source.naming(&OUTSIDE),
    }
}

/// Destructors run, and temporary folders go, whatever happens. Where an interrupt ends the program, the
/// folder in the making is taken away by the one who hears it.
fn the_program_ends_in_main(source: &Source) -> Vec<String> {
    if source.path == "crates/cli/src/making.rs" {
        return Vec::new();
    }
    source.naming(&["process::exit", "process::abort"])
}

fn public_items_show_no_library_of_numbers(source: &Source) -> Vec<String> {
    const TYPES: [&str; 8] = [
        "candle_",
        "linfa",
        "tokenizers::",
        "Tensor",
        "VarBuilder",
        "VarMap",
        "Tokenizer",
        "DatasetBase",
    ];
    let mut found = Vec::new();
    for (number, item) in public_items(source) {
        for name in TYPES.iter().filter(|name| item.contains(**name)) {
            found.push(format!("{}:{number} shows {name} in {item}", source.path));
        }
    }
    found
}

/// What stands behind `pub`: a function's signature, a field, an enum or a trait with its body. A
/// struct's other fields are its own business.
fn public_items(source: &Source) -> Vec<(usize, String)> {
    let mut items = Vec::new();
    let mut lines = source.code();
    while let Some((number, line)) = lines.next() {
        let Some(opened) = line.trim_start().strip_prefix("pub ") else {
            continue;
        };
        let has_body = ["enum ", "trait "]
            .iter()
            .any(|word| opened.starts_with(word));
        let mut item = opened.to_owned();
        while !is_whole(&item, has_body) {
            let Some((_, next)) = lines.next() else { break };
            item.push(' ');
            item.push_str(next.trim());
        }
        items.push((number, item));
    }
    items
}

fn is_whole(item: &str, has_body: bool) -> bool {
    let balanced = |open, close| item.matches(open).count() <= item.matches(close).count();
    let end = if has_body { "};" } else { "{};," };
    item.ends_with(|c| end.contains(c)) && balanced('(', ')') && (!has_body || balanced('{', '}'))
}

fn files_fit_in_one_sitting(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= LONGEST || source.is_manifest() {
        return Vec::new();
    }
    vec![format!(
        "{} has {lines} lines, {LONGEST} are allowed",
        source.path
    )]
}

fn modules_are_named_for_what_they_hold(source: &Source) -> Vec<String> {
    const SAY_NOTHING: [&str; 6] = ["utils", "util", "common", "helpers", "manager", "misc"];
    let parts = source.path.split(['/', '.', '_', '-']);
    parts
        .filter(|part| SAY_NOTHING.contains(part))
        .map(|part| format!("{} is named {part}, which says nothing", source.path))
        .collect()
}

#[test]
fn the_sources_keep_every_rule() {
    let sources = sources();
    assert!(sources.len() > 50, "the sources were not found");
    let broken: Vec<String> = sources
        .iter()
        .flat_map(|source| RULES.iter().flat_map(|rule| rule(source)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_rule_can_be_broken() {
    let breaches: [(Rule, &str, &str); 14] = [
        (
            workers_never_name_each_other,
            "topic/src/lib.rs",
            "use hearken_ingest::read;",
        ),
        (
            workers_never_name_each_other,
            "report/Cargo.toml",
            "hearken-topic.workspace = true",
        ),
        (
            only_the_download_touches_the_network,
            "embedding/src/lib.rs",
            "use hf_hub::HFClient;",
        ),
        (
            only_the_download_touches_the_network,
            "cli/Cargo.toml",
            "hf-hub.workspace = true",
        ),
        (
            only_the_download_touches_the_network,
            "cli/src/analyze.rs",
            "use axum::Router;",
        ),
        (
            only_the_download_touches_the_network,
            "cli/src/serve/http.rs",
            "    TcpStream::connect(address)?;",
        ),
        (
            only_the_program_prints_and_reads_environment_and_clock,
            "report/src/html.rs",
            "    let now = Instant::now();",
        ),
        (
            only_the_program_prints_and_reads_environment_and_clock,
            "ingest/src/read.rs",
            "    println!(\"read\");",
        ),
        (
            the_program_ends_in_main,
            "cli/src/verify.rs",
            "    std::process::exit(1);",
        ),
        (
            public_items_show_no_library_of_numbers,
            "fcnn/src/train.rs",
            "pub fn train(\n    rows: &[f32],\n    to: &Tensor,\n) -> Head {\n}",
        ),
        (
            public_items_show_no_library_of_numbers,
            "embedding/src/error.rs",
            "pub enum Error {\n    /// candle failed.\n    Compute(candle_core::Error),\n}",
        ),
        (
            public_items_show_no_library_of_numbers,
            "topic/src/lib.rs",
            "    pub model: linfa_clustering::KMeans<f32>,",
        ),
        (
            files_fit_in_one_sitting,
            "fcnn/src/lib.rs",
            &"//\n".repeat(LONGEST + 1),
        ),
        (
            modules_are_named_for_what_they_hold,
            "cli/src/text_utils.rs",
            "",
        ),
    ];
    for (rule, path, text) in breaches {
        let source = Source {
            path: format!("crates/{path}"),
            text: text.to_owned(),
        };
        assert_eq!(rule(&source).len(), 1, "{path}: {text}");
    }
}

#[test]
fn comments_unit_tests_and_private_items_may_say_anything() {
    let text = "// println! of a Tensor\nfn tensor() -> Tensor {}\n#[cfg(test)]\nprintln!()";
    let source = Source {
        path: "crates/fcnn/src/lib.rs".into(),
        text: text.into(),
    };
    let broken: Vec<String> = RULES.iter().flat_map(|rule| rule(&source)).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn the_top_of_the_repository_holds_what_the_design_names() {
    let listed = std::process::Command::new("git")
        .arg("ls-files")
        .current_dir(root())
        .output();
    // A copy without its history has no list of what belongs to it.
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else {
        return;
    };
    let listed = String::from_utf8(listed.stdout).unwrap();
    let stray: Vec<&str> = listed
        .lines()
        .filter_map(|path| path.split('/').next())
        .filter(|top| !TOP.contains(top))
        .collect();
    assert!(stray.is_empty(), "what are these? {stray:?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every manifest and every file of every crate's `src`, and what is written in Python beside them.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("Cargo.toml").is_file() {
            collect(&folder.join("Cargo.toml"), &mut sources);
            collect(&folder.join("src"), &mut sources);
        } else if folder.is_dir() {
            // Python.
            collect(&folder, &mut sources);
        }
    }
    sources
}

fn collect(path: &Path, sources: &mut Vec<Source>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), sources);
        }
    } else if path
        .extension()
        .is_some_and(|kind| kind == "rs" || kind == "toml" || kind == "py")
    {
        let inside = path.strip_prefix(root()).unwrap();
        sources.push(Source {
            path: inside.to_string_lossy().replace('\\', "/"),
            text: std::fs::read_to_string(path).unwrap(),
        });
    }
}
