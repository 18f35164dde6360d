//! The JSON Schemas in `schemas/` are a promise: they change only where someone means it.

use hearken_report::{SCHEMAS, schema};
use std::path::{Path, PathBuf};

/// Set, the files are written anew: `HEARKEN_WRITE_SCHEMAS=1 cargo test --workspace --test schemas`.
const WRITE: &str = "HEARKEN_WRITE_SCHEMAS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

#[test]
fn the_committed_schemas_are_those_of_the_code() {
    for name in SCHEMAS {
        let path = folder().join(format!("{name}.json"));
        let schema = schema(name).unwrap();
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "schemas/{name}.json is not what the code writes. Where that is meant, raise \
             SCHEMA_VERSION as its rule says and run\n\
             {WRITE}=1 cargo test --workspace --test schemas"
        );
    }
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut known = SCHEMAS.map(|name| format!("{name}.json"));
    known.sort();
    assert_eq!(names, known, "nothing else lies there");
    assert_eq!(schema("nothing"), None);
}

#[test]
fn every_schema_is_one() {
    for name in SCHEMAS {
        let schema = schema(name).unwrap();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        // Whoever reads it without this repository has to know what a field means.
        for (field, meaning) in schema["properties"].as_object().unwrap() {
            let told = meaning["description"].is_string();
            assert!(told, "{name}: {field} is not described");
        }
    }
}
