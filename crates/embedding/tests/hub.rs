//! Fetching from a hub: a small server on this machine stands in for the public one.

use hearken_embedding::download::{File, Manifest, fetch};
use hearken_embedding::{Error, sha256_of};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

const REVISION: &str = "0123456789abcdef0123456789abcdef01234567";
const FILES: [(&str, &str); 3] = [
    ("config.json", "{\"model_type\": \"bert\"}\n"),
    ("1_Pooling/config.json", "{}\n"),
    ("model.safetensors", "so many weights"),
];

/// A hub that has the files of `someone/small` at one revision.
struct Hub {
    endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Hub {
    fn with(files: &[(&str, &str)]) -> Self {
        let files: BTreeMap<String, String> = files
            .iter()
            .map(|(name, text)| {
                let path = format!("/someone/small/resolve/{REVISION}/{name}");
                (path, (*text).to_owned())
            })
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &files, &told);
            }
        });
        Self { endpoint, asked }
    }

    /// What was fetched whole, in order.
    fn gets(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let names = asked.iter().filter_map(|line| line.strip_prefix("GET "));
        names.map(str::to_owned).collect()
    }
}

/// One request, one answer, and the line is closed.
fn answer(mut stream: TcpStream, files: &BTreeMap<String, String>, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut request = String::new();
    reader.read_line(&mut request).unwrap();
    let mut header = String::from("…");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header).unwrap();
    }
    let words: Vec<&str> = request.split_whitespace().collect();
    let (method, path) = (words[0], words[1]);
    let name = path.rsplit_once(REVISION).map_or(path, |(_, name)| name);
    asked.lock().unwrap().push(format!("{method} {name}"));
    let branch = format!("{{\"id\": \"someone/small\", \"sha\": \"{REVISION}\"}}");
    let (status, body) = match files.get(path) {
        Some(body) => ("200 OK", body.as_str()),
        None if path.starts_with("/api/models/someone/small/revision/main") => ("200 OK", &*branch),
        None => ("404 Not Found\r\nX-Error-Code: EntryNotFound", ""),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nX-Repo-Commit: {REVISION}\r\nETag: \"a\"\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    if method == "GET" {
        stream.write_all(body.as_bytes()).unwrap();
    }
}

/// A manifest of these files, each with the hash of its text.
fn manifest(files: &[(&str, &str)]) -> Manifest {
    let folder = tempfile::tempdir().unwrap();
    let file = |(name, text): &(&str, &str)| {
        let path = folder.path().join("file");
        std::fs::write(&path, text).unwrap();
        File {
            name: (*name).to_owned(),
            sha256: Some(sha256_of(&path).unwrap()),
            optional: false,
        }
    };
    Manifest {
        repo: "someone/small".into(),
        revision: REVISION.into(),
        license: "MIT".into(),
        files: files.iter().map(file).collect(),
    }
}

/// Fetches, and gives back which files were told of.
fn fetched(hub: &Hub, manifest: &Manifest, folder: &Path) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    fetch(manifest, folder, Some(&hub.endpoint), &mut |file| {
        told.push(file.to_owned());
    })?;
    Ok(told)
}

/// Everything that lies in a folder, hidden files and folders' own names too.
fn inside(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let below = inside(&path);
        names.extend(below.iter().map(|below| format!("{name}/{below}")));
        if below.is_empty() {
            names.push(name);
        }
    }
    names.sort();
    names
}

#[test]
fn the_files_of_the_manifest_are_fetched_whole_and_nothing_else_lies_there() {
    let (hub, manifest) = (Hub::with(&FILES), manifest(&FILES));
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("hub/small");
    let told = fetched(&hub, &manifest, &folder).unwrap();
    assert_eq!(told, FILES.map(|(name, _)| name));
    assert_eq!(
        inside(&folder),
        ["1_Pooling/config.json", "config.json", "model.safetensors"]
    );
    for (name, text) in FILES {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), text);
    }
}

#[test]
fn what_is_there_and_right_is_not_fetched_again() {
    let (hub, manifest) = (Hub::with(&FILES), manifest(&FILES));
    let folder = tempfile::tempdir().unwrap();
    fetched(&hub, &manifest, folder.path()).unwrap();
    std::fs::write(folder.path().join("config.json"), "damaged").unwrap();
    let before = hub.gets().len();
    let told = fetched(&hub, &manifest, folder.path()).unwrap();
    assert_eq!(told, ["config.json"]);
    assert_eq!(hub.gets()[before..], ["/config.json"]);
    assert!(manifest.check(folder.path()).is_ok());
}

#[test]
fn another_file_than_the_pinned_one_is_an_error_and_nothing_is_left() {
    let mut other = FILES;
    other[2].1 = "other weights";
    let (hub, manifest) = (Hub::with(&other), manifest(&FILES));
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("small");
    let error = fetched(&hub, &manifest, &folder).unwrap_err();
    let Error::Hash {
        path,
        expected,
        found,
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(path, &folder.join("model.safetensors"));
    assert_eq!(Some(expected), manifest.files[2].sha256.as_ref());
    assert_ne!(expected, found);
    assert!(error.to_string().contains("is pinned"), "{error}");
    assert!(error.hint().is_some());
    assert!(!folder.exists(), "{:?}", inside(&folder));
}

#[test]
fn a_failed_fetch_leaves_what_was_there_before() {
    let (hub, manifest) = (Hub::with(&FILES[..2]), manifest(&FILES));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), "an older one").unwrap();
    assert!(fetched(&hub, &manifest, folder.path()).is_err());
    assert_eq!(inside(folder.path()), ["config.json"]);
    let kept = std::fs::read_to_string(folder.path().join("config.json")).unwrap();
    assert_eq!(kept, "an older one");
}

#[test]
fn a_file_that_the_hub_lacks_is_an_error_unless_an_encoder_works_without_it() {
    let hub = Hub::with(&FILES[..2]);
    let mut manifest = manifest(&FILES);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("small");
    let error = fetched(&hub, &manifest, &folder).unwrap_err();
    assert!(
        matches!(&error, Error::Fetch { file, .. } if file == "model.safetensors"),
        "{error}"
    );
    assert!(error.hint().is_some());
    assert!(!folder.exists(), "{:?}", inside(&folder));

    manifest.files[2].optional = true;
    fetched(&hub, &manifest, &folder).unwrap();
    assert_eq!(inside(&folder), ["1_Pooling/config.json", "config.json"]);
}

#[test]
fn a_branch_is_pinned_as_it_was_fetched() {
    let hub = Hub::with(&FILES);
    let folder = tempfile::tempdir().unwrap();
    let mut unpinned = manifest(&FILES);
    unpinned.revision = "main".into();
    unpinned
        .files
        .iter_mut()
        .for_each(|file| file.sha256 = None);
    unpinned.files.push(File {
        name: "sentence_bert_config.json".into(),
        sha256: None,
        optional: true,
    });
    let endpoint = Some(&*hub.endpoint);
    let pinned = fetch(&unpinned, folder.path(), endpoint, &mut |_| {}).unwrap();
    assert_eq!(pinned.revision, REVISION);
    assert_eq!(pinned.files[..3], manifest(&FILES).files);
    assert_eq!(pinned.files[3].sha256, None);
    std::fs::write(folder.path().join("config.json"), "{}").unwrap();
    assert!(matches!(
        pinned.check(folder.path()),
        Err(Error::Hash { .. })
    ));
    unpinned.revision = "other".into();
    let error = fetch(&unpinned, folder.path(), endpoint, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("the revision other"), "{error}");
}

#[test]
fn a_hub_that_cannot_be_reached_is_an_error() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("small");
    let error = fetch(&manifest(&FILES), &folder, Some(&endpoint), &mut |_| {}).unwrap_err();
    assert!(
        matches!(&error, Error::Fetch { id, file, .. } if id == "someone/small" && file == "config.json"),
        "{error}"
    );
    assert!(error.hint().is_some());
    assert!(!folder.exists(), "{:?}", inside(&folder));
}
